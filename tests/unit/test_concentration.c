// SPDX-License-Identifier: Apache-2.0
/* Against R (tests/oracles/areas.R), published examples, and the area under the Lorenz curve. */
#include "stats/concentration.h"

#include "base/rng.h"
#include "stats/order.h"
#include "ww_ref.h"

enum { MOST = 200 };

/* Counts with their order, in one place for each test. */
struct sample {
    uint64_t counts[MOST];
    uint32_t order[MOST];
    struct ww_spread areas;
};

static void set_order(struct sample *sample, size_t n)
{
    ww_order_counts(sample->counts, n, sample->order);
    sample->areas = (struct ww_spread){sample->counts, sample->order, n};
}

static void take(struct sample *sample, size_t n, const uint64_t *counts)
{
    memcpy(sample->counts, counts, n * sizeof counts[0]);
    set_order(sample, n);
}

static struct ww_gini gini_of(const double *args)
{
    struct sample sample;
    struct ww_gini out = {0};
    size_t n = (size_t)args[0];
    for (size_t i = 0; i < n; i++)
        sample.counts[i] = (uint64_t)args[1 + i];
    set_order(&sample, n);
    CHECK(ww_gini(&sample.areas, &out));
    CHECK(out.has_unbiased && out.has_general_unbiased);
    return out;
}

static double gini(const double *args)
{
    return gini_of(args).biased;
}

static double gini_unbiased(const double *args)
{
    return gini_of(args).unbiased;
}

static double gini_general(const double *args)
{
    return gini_of(args).general;
}

static double gini_general_unbiased(const double *args)
{
    return gini_of(args).general_unbiased;
}

WW_TEST(gini_agrees_with_r)
{
    static const struct ww_ref_function functions[] = {
        {"gini", -1, gini},
        {"gini_unbiased", -1, gini_unbiased},
        {"gini_general", -1, gini_general},
        {"gini_general_unbiased", -1, gini_general_unbiased},
    };
    CHECK_INT(ww_ref_check_only("areas", "gini", functions, 4), 36);
}

/* Bernasco and Steenbeek (2017): ten areas with 10, 8 and 2 offences, and with 5, 2 and 1. */
WW_TEST(gini_published_examples)
{
    struct sample sample;
    struct ww_gini out;
    take(&sample, 10, (const uint64_t[]){0, 10, 0, 0, 2, 0, 0, 8, 0, 0});
    CHECK(ww_gini(&sample.areas, &out));
    CHECK_NEAR(out.biased, 0.78, 1e-15);
    CHECK_NEAR(out.general, 0.78, 1e-15);
    take(&sample, 10, (const uint64_t[]){5, 2, 1, 0, 0, 0, 0, 0, 0, 0});
    CHECK(ww_gini(&sample.areas, &out));
    CHECK_NEAR(out.biased, 0.80, 1e-15);
    CHECK_NEAR(out.general, 0.75, 1e-15);
    CHECK_NEAR(out.general_unbiased, 6.0 / 7.0, 1e-15);
}

WW_TEST(gini_has_limits)
{
    struct sample sample;
    struct ww_gini out = {.biased = 7.0};
    take(&sample, 3, (const uint64_t[]){0, 0, 0});
    CHECK(!ww_gini(&sample.areas, &out));
    CHECK_NEAR(out.biased, 7.0, 0.0);
    take(&sample, 1, (const uint64_t[]){5});
    CHECK(ww_gini(&sample.areas, &out));
    CHECK_NEAR(out.biased, 0.0, 0.0);
    CHECK(!out.has_unbiased && !out.has_general_unbiased);
    take(&sample, 3, (const uint64_t[]){0, 1, 0}); /* one offence is as even as one offence can be */
    CHECK(ww_gini(&sample.areas, &out));
    CHECK(out.has_unbiased && !out.has_general_unbiased);
    CHECK_NEAR(out.general, 0.0, 1e-15);
}

WW_TEST(top_areas_and_ties)
{
    struct sample sample;
    double share = 7.0;
    take(&sample, 6, (const uint64_t[]){10, 40, 10, 20, 10, 10});
    CHECK_INT(ww_spread_total(&sample.areas), 100);
    CHECK_INT(ww_count_in_top(&sample.areas, 0), 0);
    CHECK_INT(ww_count_in_top(&sample.areas, 2), 60);
    CHECK_INT(ww_count_in_top(&sample.areas, 99), 100);
    CHECK(ww_share_in_top(&sample.areas, 3, &share));
    CHECK_NEAR(share, 0.7, 0.0);
    CHECK_INT(ww_tied_with_top(&sample.areas, 0), 0);
    CHECK_INT(ww_tied_with_top(&sample.areas, 2), 0);
    CHECK_INT(ww_tied_with_top(&sample.areas, 3), 3);
    CHECK_INT(ww_tied_with_top(&sample.areas, 5), 1);
    CHECK_INT(ww_tied_with_top(&sample.areas, 6), 0);
}

static size_t fewest(const struct ww_spread *areas, unsigned permille)
{
    size_t n = 999;
    CHECK(ww_fewest_areas(areas, permille, &n));
    return n;
}

WW_TEST(fewest_areas_that_hold_a_share)
{
    struct sample sample;
    take(&sample, 6, (const uint64_t[]){10, 40, 10, 20, 10, 10});
    CHECK_INT(fewest(&sample.areas, 0), 0);
    CHECK_INT(fewest(&sample.areas, 1), 1);
    CHECK_INT(fewest(&sample.areas, 400), 1); /* exactly 40 of 100 is enough */
    CHECK_INT(fewest(&sample.areas, 401), 2);
    CHECK_INT(fewest(&sample.areas, 600), 2);
    CHECK_INT(fewest(&sample.areas, 1000), 6);
    take(&sample, 3, (const uint64_t[]){0, 5, 0});
    CHECK_INT(fewest(&sample.areas, 1000), 1); /* empty areas are not needed */
    take(&sample, 2, (const uint64_t[]){0, 0});
    size_t n = 7;
    double share = 7.0;
    struct ww_cut cut;
    CHECK(!ww_fewest_areas(&sample.areas, 500, &n));
    CHECK(!ww_share_in_top(&sample.areas, 1, &share));
    CHECK(!ww_cut_in_top(&sample.areas, 1, 0.03, &cut));
    CHECK(n == 7 && share == 7.0);
}

/* Safer Westminster Partnership Strategic Assessment, September 2018: four of 128 LSOAs hold a third of the crime,
 * so that 3% less there is 1% less in the borough. */
WW_TEST(a_cut_in_the_top_areas)
{
    struct sample sample;
    struct ww_cut cut;
    take(&sample, 6, (const uint64_t[]){100, 80, 70, 83, 333, 334});
    CHECK(ww_cut_in_top(&sample.areas, 1, 0.03, &cut));
    CHECK_NEAR(cut.fewer, 10.02, 1e-12);
    CHECK_NEAR(cut.share, 0.01002, 1e-15);
}

/* The area between the diagonal and the curve is half of Gini's coefficient. */
WW_TEST(lorenz_curve_and_gini_agree)
{
    struct ww_rng rng = ww_rng_split(ww_test_seed(), 0);
    for (int round = 0; round < 100; round++) {
        struct sample sample;
        struct ww_gini out;
        struct ww_lorenz_point points[MOST + 1];
        size_t n = 1 + (size_t)ww_rng_below(&rng, MOST);
        for (size_t i = 0; i < n; i++)
            sample.counts[i] = ww_rng_below(&rng, 20) * ww_rng_below(&rng, 20);
        sample.counts[0] += 1;
        set_order(&sample, n);
        CHECK(ww_gini(&sample.areas, &out));
        CHECK(ww_lorenz_curve(&sample.areas, points));
        double under = 0.0;
        for (size_t i = 1; i <= n; i++) {
            under += (points[i].areas - points[i - 1].areas) * (points[i].offences + points[i - 1].offences) /
                     2.0;
            CHECK(points[i].offences <= points[i].areas + 1e-15);
        }
        CHECK_NEAR(1.0 - 2.0 * under, out.biased, 1e-13);
        CHECK_NEAR(points[0].areas + points[0].offences, 0.0, 0.0);
        CHECK_NEAR(points[n].areas + points[n].offences, 2.0, 0.0);
    }
}
