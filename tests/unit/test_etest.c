// SPDX-License-Identifier: Apache-2.0
/* Against SciPy and a full matrix sum (tests/oracles/etest.py), and against a naive double loop on random counts. */
#include "stats/etest.h"

#include "base/rng.h"
#include "stats/distribution.h"
#include "ww_ref.h"

static double p_of(struct ww_etest test)
{
    double p = -1.0;
    ww_etest_p(&test, &p);
    return p;
}

static struct ww_etest from_args(const double *args, enum ww_etest_statistic statistic)
{
    return (struct ww_etest){.count1 = (int64_t)args[0],
                             .days1 = args[1],
                             .count2 = (int64_t)args[2],
                             .days2 = args[3],
                             .difference = args[4],
                             .statistic = statistic};
}

static double unpooled(const double *args)
{
    return p_of(from_args(args, WW_ETEST_UNPOOLED));
}

static double pooled(const double *args)
{
    return p_of(from_args(args, WW_ETEST_POOLED));
}

WW_TEST(agrees_with_scipy_and_a_full_sum)
{
    static const struct ww_ref_function functions[] = {
        {"scipy", 5, unpooled},
        {"unpooled", 5, unpooled},
        {"pooled", 5, pooled},
    };
    CHECK(ww_ref_check("etest", functions, 3) >= 49);
}

static struct ww_etest counts(int64_t count1, int64_t count2)
{
    return (struct ww_etest){.count1 = count1, .count2 = count2, .days1 = 1.0, .days2 = 1.0};
}

/* Run with the R package ptools 2.0.0. */
WW_TEST(published_values)
{
    CHECK_NEAR(p_of(counts(6, 2)), 0.1748748, 5e-8);
    CHECK_NEAR(p_of(counts(0, 3)), 0.08837901, 5e-9);
    CHECK_NEAR(p_of(counts(20, 10)), 0.06883178, 5e-9);
}

WW_TEST(equal_rates_are_no_evidence_at_all)
{
    struct ww_etest test = {.count1 = 20, .count2 = 10, .days1 = 4.0, .days2 = 2.0};
    CHECK_NEAR(p_of(test), 1.0, 0.0);
    CHECK_NEAR(p_of(counts(1, 1)), 1.0, 0.0);
    test = (struct ww_etest){.count1 = 3 * 365, .count2 = 3 * 366, .days1 = 365.0, .days2 = 366.0};
    CHECK_NEAR(p_of(test), 1.0, 0.0);
    test.difference = 1e-3;
    CHECK(p_of(test) < 1.0);
}

WW_TEST(nothing_to_test)
{
    double p = 7.0;
    struct ww_etest test = counts(0, 0);
    CHECK(!ww_etest_p(&test, &p));
    test = counts(3, 1);
    test.difference = 4.0; /* the second rate would be 0 */
    CHECK(!ww_etest_p(&test, &p));
    test.difference = -4.0; /* the first would be */
    CHECK(!ww_etest_p(&test, &p));
    CHECK_NEAR(p, 7.0, 0.0);
}

struct naive {
    struct ww_etest test;
    double mean1, mean2;
    double observed; /* T^2 */
};

static double naive_t_squared(const struct ww_etest *test, double x1, double x2)
{
    double difference = x1 / test->days1 - x2 / test->days2 - test->difference;
    double variance = test->statistic == WW_ETEST_POOLED
                          ? (x1 + x2) / (test->days1 * test->days2)
                          : x1 / (test->days1 * test->days1) + x2 / (test->days2 * test->days2);
    if (variance == 0.0)
        return test->difference == 0.0 ? 0.0 : INFINITY;
    return difference * difference / variance;
}

/* The definition, term by term. */
static double naive_sum(const struct naive *naive)
{
    double sum = 0.0;
    int64_t top1 = (int64_t)(naive->mean1 + 12.0 * sqrt(naive->mean1)) + 40;
    int64_t top2 = (int64_t)(naive->mean2 + 12.0 * sqrt(naive->mean2)) + 40;
    for (int64_t x1 = 0; x1 < top1; x1++) {
        double row = 0.0;
        for (int64_t x2 = 0; x2 < top2; x2++)
            if (naive_t_squared(&naive->test, (double)x1, (double)x2) >= naive->observed * (1.0 - 1e-11))
                row += ww_poisson_pmf(x2, naive->mean2);
        sum += row * ww_poisson_pmf(x1, naive->mean1);
    }
    return sum;
}

static double naive_p(const struct ww_etest *test)
{
    double rate2 = ((double)(test->count1 + test->count2) - test->difference * test->days1) /
                   (test->days1 + test->days2);
    struct naive naive = {
        .test = *test,
        .mean1 = test->days1 * (rate2 + test->difference),
        .mean2 = test->days2 * rate2,
        .observed = naive_t_squared(test, (double)test->count1, (double)test->count2),
    };
    return naive_sum(&naive);
}

/* What ptools does for a difference other than 0: the observed T has another denominator than the outcomes. */
WW_TEST(why_ptools_differs_for_a_difference)
{
    struct ww_etest test = counts(3, 1);
    test.difference = 1.0;
    test.statistic = WW_ETEST_POOLED;
    struct naive ptools = {.test = test, .mean1 = 2.5, .mean2 = 1.5, .observed = 0.5 / 1.5};
    CHECK_NEAR(naive_sum(&ptools), 0.5807977, 5e-8);
    CHECK_NEAR(p_of(test), 0.7168034621, 1e-10);
    CHECK_NEAR(naive_p(&test), 0.7168034621, 1e-10);
}

WW_TEST(agrees_with_the_definition)
{
    struct ww_rng rng = ww_rng_split(ww_test_seed(), 0);
    int differing = 0;
    for (int i = 0; i < 400; i++) {
        struct ww_etest test = {
            .count1 = (int64_t)ww_rng_below(&rng, i % 4 == 0 ? 60 : 8),
            .count2 = (int64_t)ww_rng_below(&rng, i % 4 == 0 ? 60 : 8),
            .days1 = (double)(1 + ww_rng_below(&rng, 4)),
            .days2 = i % 2 == 0 ? 1.0 + 3.0 * ww_rng_unit(&rng) : 2.0,
            .difference = i % 3 == 0 ? (i % 4 == 0 ? 30.0 : 2.0) * (ww_rng_unit(&rng) - 0.5) : 0.0,
            .statistic = i % 5 == 0 ? WW_ETEST_POOLED : WW_ETEST_UNPOOLED,
        };
        double p;
        if (!ww_etest_p(&test, &p))
            continue;
        double expected = naive_p(&test);
        if (!CHECK_NEAR(p, expected, 1e-11 * expected + 1e-15))
            printf("    counts %d %d days %g %g difference %g\n", (int)test.count1, (int)test.count2,
                   test.days1, test.days2, test.difference);
        differing += test.difference != 0.0;
    }
    CHECK(differing > 50);
}

/* Large counts: the normal approximation is close, the order of the arguments does not matter. */
WW_TEST(large_counts)
{
    for (int64_t count = 1000; count <= 1000000; count *= 10) {
        int64_t other = count + (int64_t)(2.0 * sqrt(2.0 * (double)count));
        double z = (double)(other - count) / sqrt((double)(other + count));
        struct ww_etest test = counts(count, other);
        struct ww_etest mirrored = counts(other, count);
        CHECK_NEAR(p_of(test), 2.0 * ww_normal_cdf(-z), 0.3 / sqrt((double)count));
        CHECK_NEAR(p_of(mirrored), p_of(test), 1e-11);
    }
    /* Westminster, July to June 2016/17 and 2017/18: far beyond chance, and no NaN from it. */
    struct ww_etest year = {.count1 = 58567, .count2 = 53535, .days1 = 365.0, .days2 = 365.0};
    CHECK_NEAR(p_of(year), 0.0, 1e-15);
}
