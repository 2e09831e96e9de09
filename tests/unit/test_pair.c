// SPDX-License-Identifier: Apache-2.0
#include "sample/pair.h"

#include "ww_test.h"

#define N       5000
#define N_SLOTS 12

static void random_slots(struct ww_rng *rng, size_t n, struct ww_pair_slot slots[N_SLOTS])
{
    for (size_t k = 0; k < N_SLOTS; k++)
        slots[k] = (struct ww_pair_slot){0, (uint32_t)ww_rng_below(rng, 101)};
    for (size_t i = 0; i < n; i++)
        slots[ww_rng_below(rng, N_SLOTS - 1)].count++; /* the last stays empty */
}

WW_TEST(every_slot_gets_what_it_holds)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    static uint32_t leanings[N];
    static uint16_t slot_of[N];
    for (int round = 0; round < 50; round++) {
        size_t n = 1 + ww_rng_below(&rng, N);
        struct ww_pair_slot slots[N_SLOTS];
        uint32_t found[N_SLOTS] = {0};
        random_slots(&rng, n, slots);
        for (size_t i = 0; i < n; i++)
            leanings[i] = (uint32_t)ww_rng_below(&rng, 101);
        if (!CHECK_RC(ww_pair(leanings, n, slots, N_SLOTS, &rng, slot_of, NULL), WW_OK))
            return;
        for (size_t i = 0; i < n; i++) {
            if (!CHECK(slot_of[i] < N_SLOTS))
                return;
            found[slot_of[i]]++;
        }
        for (size_t k = 0; k < N_SLOTS; k++)
            CHECK_INT(found[k], slots[k].count);
    }
}

/* Two kinds of items, two slots of the same size. Leanings of 100 against 0 on both sides: a good two thirds of each
 * kind go to the slot of their kind, some do not. The same leanings: half. */
WW_TEST(high_leanings_tend_to_high_slots)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed() + 1);
    static uint32_t leanings[N];
    static uint16_t slot_of[N];
    for (uint32_t high = 0; high <= 100; high += 100) {
        struct ww_pair_slot slots[] = {{N / 2, 0}, {N / 2, high}};
        size_t same = 0;
        for (size_t i = 0; i < N; i++)
            leanings[i] = i % 2 ? high : 0;
        if (!CHECK_RC(ww_pair(leanings, N, slots, 2, &rng, slot_of, NULL), WW_OK))
            return;
        for (size_t i = 0; i < N; i++)
            same += slot_of[i] == i % 2;
        if (high)
            CHECK(same > N * 58 / 100 && same < N * 75 / 100);
        else
            CHECK(same > N * 47 / 100 && same < N * 53 / 100);
    }
}

WW_TEST(the_same_generator_gives_the_same_pairs)
{
    static uint32_t leanings[N];
    static uint16_t first[N], second[N], other[N];
    struct ww_pair_slot slots[] = {{N / 5, 10}, {N - N / 5, 60}};
    struct ww_rng a, b, c;
    ww_rng_seed(&a, 3);
    ww_rng_seed(&b, 3);
    ww_rng_seed(&c, 4);
    CHECK_RC(ww_pair(leanings, N, slots, 2, &a, first, NULL), WW_OK);
    CHECK_RC(ww_pair(leanings, N, slots, 2, &b, second, NULL), WW_OK);
    CHECK_RC(ww_pair(leanings, N, slots, 2, &c, other, NULL), WW_OK);
    CHECK_BYTES((char *)first, sizeof first, (char *)second, sizeof second);
    CHECK(memcmp(first, other, sizeof first) != 0);
}

WW_TEST(nothing_to_pair_is_no_failure)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, 1);
    const struct ww_pair_slot none[] = {{0, 0}};
    CHECK_RC(ww_pair(NULL, 0, none, 1, &rng, NULL, NULL), WW_OK);
}
