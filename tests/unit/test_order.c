// SPDX-License-Identifier: Apache-2.0
/* Against the definition: each is in its place if all that must come before it do. */
#include "stats/order.h"

#include "base/rng.h"
#include "ww_test.h"

enum { MOST = 300 };

WW_TEST(equals_keep_the_order_of_their_indices)
{
    const uint64_t counts[] = {3, 9, 3, 0, 9, 3};
    const uint32_t expected[] = {1, 4, 0, 2, 5, 3};
    uint32_t order[6];
    ww_order_counts(counts, 6, order);
    for (int i = 0; i < 6; i++)
        CHECK_INT(order[i], expected[i]);
}

WW_TEST(numbers_of_both_signs)
{
    const double values[] = {-1.5, 0.0, -0.0, 1e300, -INFINITY, INFINITY, 2.0};
    const uint32_t expected[] = {5, 3, 6, 1, 2, 0, 4};
    uint32_t order[7];
    ww_order_numbers(values, 7, order);
    for (int i = 0; i < 7; i++)
        CHECK_INT(order[i], expected[i]);
}

WW_TEST(nothing_and_one)
{
    uint64_t count = UINT64_MAX;
    uint32_t order[1] = {77};
    ww_order_counts(&count, 0, order);
    CHECK_INT(order[0], 77);
    ww_order_counts(&count, 1, order);
    CHECK_INT(order[0], 0);
}

WW_TEST(every_length_in_order_and_complete)
{
    struct ww_rng rng = ww_rng_split(ww_test_seed(), 0);
    uint64_t counts[MOST];
    double numbers[MOST];
    uint32_t order[MOST];
    uint32_t again[MOST];
    for (size_t n = 2; n <= MOST; n++) {
        bool seen[MOST] = {false};
        for (size_t i = 0; i < n; i++) {
            counts[i] = ww_rng_below(&rng, n % 2 == 0 ? 5 : 1000000);
            numbers[i] = (double)counts[i];
        }
        ww_order_counts(counts, n, order);
        ww_order_numbers(numbers, n, again);
        CHECK(memcmp(order, again, n * sizeof order[0]) == 0);
        seen[order[0]] = true;
        for (size_t i = 1; i < n; i++) {
            uint64_t before = counts[order[i - 1]];
            uint64_t after = counts[order[i]];
            CHECK(before > after || (before == after && order[i - 1] < order[i]));
            CHECK(!seen[order[i]]);
            seen[order[i]] = true;
        }
    }
}
