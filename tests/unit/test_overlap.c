// SPDX-License-Identifier: Apache-2.0
/* Overlaps against SciPy, exact fractions and plain loops. */
#include "ww_ref.h"

#include "base/rng.h"
#include "stats/overlap.h"

#define PEOPLE 500
#define SETS   7

static double upper(const double *args)
{
    return ww_hypergeometric_upper((uint64_t)args[0], (uint64_t)args[1], (uint64_t)args[2],
                                   (uint64_t)args[3]);
}

WW_TEST(tails_of_the_hypergeometric)
{
    static const struct ww_ref_function functions[] = {{"upper", 4, upper}, {"scipy", 4, upper}};
    CHECK_INT(ww_ref_check("overlap", functions, 2), 36);
    CHECK_NEAR(ww_hypergeometric_upper(9, 10, 10, 11), 1.0, 0);
    CHECK_NEAR(ww_hypergeometric_upper(11, 10, 20, 40), 0.0, 0);
}

WW_TEST(two_sets)
{
    struct ww_overlap o;
    const struct ww_overlap_counts counts = {40, 100, 10, 1000};
    if (!CHECK(ww_overlap_of(&counts, WW_LEVEL_95, &o)))
        return;
    CHECK_NEAR(o.share_a, 0.25, 1e-15);
    CHECK_NEAR(o.share_b, 0.1, 1e-15);
    CHECK_NEAR(o.jaccard, 10.0 / 130, 1e-15);
    CHECK_NEAR(o.expected, 4, 1e-14);
    CHECK_NEAR(o.ratio.value, 2.5, 1e-14);
    struct ww_estimate share;
    CHECK(ww_proportion((struct ww_share_of){10, 40}, WW_LEVEL_95, &share));
    CHECK_NEAR(o.ratio.interval.low, share.interval.low * 10, 1e-13);
    CHECK_NEAR(o.ratio.interval.high, share.interval.high * 10, 1e-13);
    CHECK(!ww_overlap_of(&(struct ww_overlap_counts){5, 5, 6, 100}, WW_LEVEL_95, &o));
    CHECK(!ww_overlap_of(&(struct ww_overlap_counts){60, 60, 10, 100}, WW_LEVEL_95, &o));
    CHECK(!ww_overlap_of(&(struct ww_overlap_counts){0, 0, 0, 0}, WW_LEVEL_95, &o));
    CHECK(ww_overlap_of(&(struct ww_overlap_counts){0, 7, 0, 100}, WW_LEVEL_95, &o));
    CHECK(!o.has_ratio && o.share_a == 0 && o.p_upper == 1);
}

WW_TEST(masks_against_plain_loops)
{
    struct ww_rng rng;
    uint16_t masks[PEOPLE];
    uint64_t both[SETS * SETS], counts[1 << SETS], sum = 0;
    ww_rng_seed(&rng, ww_test_seed());
    for (size_t p = 0; p < PEOPLE; p++)
        masks[p] = (uint16_t)(ww_rng_below(&rng, 1 << SETS) & ww_rng_below(&rng, 1 << SETS));
    ww_overlap_matrix(masks, PEOPLE, SETS, both);
    ww_overlap_exclusive(masks, PEOPLE, SETS, counts);
    for (unsigned i = 0; i < SETS; i++)
        for (unsigned j = 0; j < SETS; j++) {
            unsigned want = (1u << i) | (1u << j);
            uint64_t n = 0, of_masks = 0;
            for (size_t p = 0; p < PEOPLE; p++)
                n += (masks[p] & want) == want;
            for (unsigned mask = 0; mask < 1 << SETS; mask++)
                of_masks += (mask & want) == want ? counts[mask] : 0;
            CHECK_INT(both[i * SETS + j], n);
            CHECK_INT(of_masks, n);
        }
    for (unsigned mask = 0; mask < 1 << SETS; mask++)
        sum += counts[mask];
    CHECK_INT(sum, PEOPLE);
}
