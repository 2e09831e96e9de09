// SPDX-License-Identifier: Apache-2.0
#include "ww_test.h"

#include "base/rng.h"
#include "intake/keyset.h"

#define BATCH 500

/* Keys from a small space, so that many repeat: seen[] is the naive set. Their upper bits are all alike in half
 * the rounds, so that probes are long and run over the end. */
WW_TEST(equals_a_list_of_what_was_seen)
{
    enum { SPACE = 30000 };
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    static bool seen[SPACE];
    for (int crowded = 0; crowded < 2; crowded++) {
        struct ww_keyset set = {0};
        memset(seen, 0, sizeof seen);
        size_t count = 0;
        for (int round = 0; round < 100; round++) {
            struct ww_hash128 keys[BATCH];
            size_t numbers[BATCH];
            bool repeated[BATCH];
            for (size_t i = 0; i < BATCH; i++) {
                numbers[i] = (size_t)ww_rng_below(&rng, crowded ? 2000 : SPACE);
                keys[i] = ww_hash128_of(&numbers[i], sizeof numbers[i], 9);
                if (crowded)
                    keys[i].low |= UINT64_C(0xFFF) << 52;
                if (numbers[i] % 50 == 0)
                    keys[i] = (struct ww_hash128){0, 0};
            }
            if (!CHECK(ww_keyset_add(&set, keys, BATCH, repeated)))
                return;
            for (size_t i = 0; i < BATCH; i++) {
                bool expected = numbers[i] % 50 && seen[numbers[i]];
                if (!CHECK_INT(repeated[i], expected))
                    return;
                count += numbers[i] % 50 && !seen[numbers[i]];
                seen[numbers[i]] = true;
            }
            CHECK_INT(set.count, count);
        }
        ww_keyset_free(&set);
    }
}

WW_TEST(tells_keys_apart_by_either_half)
{
    struct ww_keyset set = {0};
    struct ww_hash128 keys[] = {{1, 1}, {1, 2}, {2, 1}, {1, 1}, {0, 1}, {1, 0}, {0, 1}};
    bool repeated[7];
    CHECK(ww_keyset_add(&set, keys, 7, repeated));
    for (int i = 0; i < 7; i++)
        CHECK_INT(repeated[i], i == 3 || i == 6);
    ww_keyset_free(&set);
}

WW_TEST(does_not_grow_when_told_how_many)
{
    struct ww_keyset set = {0};
    CHECK(ww_keyset_reserve(&set, 100000));
    size_t capacity = set.capacity;
    for (size_t i = 0; i < 100000; i++) {
        struct ww_hash128 key = ww_hash128_of(&i, sizeof i, 1);
        bool repeated;
        CHECK(ww_keyset_add(&set, &key, 1, &repeated) && !repeated);
    }
    CHECK_INT(set.capacity, capacity);
    ww_keyset_free(&set);
}
