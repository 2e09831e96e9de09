// SPDX-License-Identifier: Apache-2.0
#include "sample/share_out.h"

#include "base/rng.h"
#include "ww_test.h"

static void check_parts(uint64_t total, const uint64_t *weights, size_t n, const uint64_t *expected)
{
    uint64_t parts[WW_SHARE_OUT_MAX];
    ww_share_out(total, weights, n, parts);
    for (size_t i = 0; i < n; i++)
        CHECK_INT(parts[i], expected[i]);
}

WW_TEST(worked_examples)
{
    check_parts(10, (const uint64_t[]){1, 1}, 2, (const uint64_t[]){5, 5});
    check_parts(10, (const uint64_t[]){1, 1, 1}, 3,
                (const uint64_t[]){4, 3, 3}); /* a tie goes to the first */
    check_parts(10, (const uint64_t[]){1, 2, 4}, 3, (const uint64_t[]){1, 3, 6}); /* 1.43, 2.86, 5.71 */
    check_parts(7, (const uint64_t[]){0, 3, 0, 3}, 4, (const uint64_t[]){0, 4, 0, 3});
    check_parts(0, (const uint64_t[]){5, 6}, 2, (const uint64_t[]){0, 0});
    check_parts(9, (const uint64_t[]){123}, 1, (const uint64_t[]){9});
}

/* Parts add up, and none is a whole unit or more from its exact share (the quota rule). */
WW_TEST(parts_add_up_and_keep_to_their_quota)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (int round = 0; round < 2000; round++) {
        uint64_t weights[WW_SHARE_OUT_MAX], parts[WW_SHARE_OUT_MAX], weight = 0, sum = 0;
        size_t n = 1 + ww_rng_below(&rng, WW_SHARE_OUT_MAX);
        uint64_t total = ww_rng_below(&rng, 100000);
        for (size_t i = 0; i < n; i++)
            weight += weights[i] = ww_rng_below(&rng, 1000) + (i == 0);
        ww_share_out(total, weights, n, parts);
        for (size_t i = 0; i < n; i++) {
            sum += parts[i];
            CHECK(parts[i] * weight < total * weights[i] + weight);
            CHECK(parts[i] * weight + weight > total * weights[i]);
        }
        CHECK_INT(sum, total);
    }
}
