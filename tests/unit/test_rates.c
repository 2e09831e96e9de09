// SPDX-License-Identifier: Apache-2.0
/* Against R (tests/oracles/rates.R), published examples, and the definition of coverage. */
#include "stats/rates.h"

#include "base/rng.h"
#include "stats/distribution.h"
#include "ww_ref.h"

static struct ww_two_counts two_counts(const double *args)
{
    return (struct ww_two_counts){(int64_t)args[0], (int64_t)args[1], args[2], args[3]};
}

static struct ww_interval count(const double *args)
{
    return ww_count_interval((int64_t)args[0], args[1]);
}

static struct ww_interval exact(const double *args)
{
    return ww_count_interval_exact((int64_t)args[0], args[1]);
}

static struct ww_interval wilson(const double *args)
{
    struct ww_estimate out = {0};
    CHECK(ww_proportion((struct ww_share_of){args[0], args[1]}, args[2], &out));
    return out.interval;
}

static struct ww_interval newcombe(const double *args)
{
    struct ww_estimate out = {0};
    struct ww_share_of share1 = {args[0], args[1]};
    struct ww_share_of share2 = {args[2], args[3]};
    CHECK(ww_proportion_difference(share1, share2, args[4], &out));
    return out.interval;
}

static struct ww_interval ratio(const double *args)
{
    struct ww_estimate out = {0};
    struct ww_two_counts counts = two_counts(args);
    CHECK(ww_rate_ratio(&counts, args[4], &out));
    return out.interval;
}

static struct ww_interval ratio_log(const double *args)
{
    struct ww_estimate out = {0};
    struct ww_two_counts counts = two_counts(args);
    CHECK(ww_rate_ratio_log(&counts, args[4], &out));
    return out.interval;
}

static struct ww_interval difference(const double *args)
{
    struct ww_estimate out = {0};
    struct ww_two_counts counts = two_counts(args);
    CHECK(ww_rate_difference(&counts, args[4], &out));
    return out.interval;
}

#define ENDS(name)                                \
    static double name##_low(const double *args)  \
    {                                             \
        return name(args).low;                    \
    }                                             \
    static double name##_high(const double *args) \
    {                                             \
        return name(args).high;                   \
    }

ENDS(count)
ENDS(exact)
ENDS(wilson)
ENDS(newcombe)
ENDS(ratio)
ENDS(ratio_log)
ENDS(difference)

static const struct ww_ref_function functions[] = {
    {"count_low", 2, count_low},           {"count_high", 2, count_high},
    {"exact_low", 2, exact_low},           {"exact_high", 2, exact_high},
    {"wilson_low", 3, wilson_low},         {"wilson_high", 3, wilson_high},
    {"newcombe_low", 5, newcombe_low},     {"newcombe_high", 5, newcombe_high},
    {"ratio_low", 5, ratio_low},           {"ratio_high", 5, ratio_high},
    {"ratio_log_low", 5, ratio_log_low},   {"ratio_log_high", 5, ratio_log_high},
    {"difference_low", 5, difference_low}, {"difference_high", 5, difference_high},
};
#define N_FUNCTIONS (sizeof functions / sizeof functions[0])

WW_TEST(agrees_with_r)
{
    CHECK(ww_ref_check("rates", functions, N_FUNCTIONS) >= 140);
}

WW_TEST(agrees_with_published_examples)
{
    CHECK(ww_ref_check("rates-published", functions, N_FUNCTIONS) >= 30);
}

WW_TEST(the_estimates_themselves)
{
    struct ww_estimate out;
    CHECK(ww_rate(41, 9050.0, 1000.0, WW_LEVEL_95, &out));
    CHECK_NEAR(out.value, 4.530386740331492, 1e-14);
    CHECK(out.interval.low < out.value && out.value < out.interval.high);
    struct ww_two_counts counts = {30, 20, 100.0, 110.0};
    CHECK(ww_rate_ratio(&counts, WW_LEVEL_95, &out));
    CHECK_NEAR(out.value, 1.65, 1e-15);
    CHECK(ww_rate_ratio_log(&counts, WW_LEVEL_95, &out));
    CHECK_NEAR(out.value, 1.65, 1e-15);
    CHECK(ww_rate_difference(&counts, WW_LEVEL_95, &out));
    CHECK_NEAR(out.value, 0.3 - 20.0 / 110.0, 1e-15);
    CHECK(ww_proportion_difference((struct ww_share_of){56, 70}, (struct ww_share_of){48, 80}, WW_LEVEL_95,
                                   &out));
    CHECK_NEAR(out.value, 0.2, 1e-15);
}

WW_TEST(nothing_to_say_leaves_the_result_alone)
{
    struct ww_estimate out = {7.0, {7.0, 7.0}};
    struct ww_two_counts none = {0, 0, 10.0, 10.0};
    struct ww_two_counts no_days = {3, 4, 0.0, 10.0};
    struct ww_two_counts one_zero = {3, 0, 10.0, 10.0};
    CHECK(!ww_rate(4, 0.0, 1000.0, WW_LEVEL_95, &out));
    CHECK(!ww_rate(4, (double)NAN, 1000.0, WW_LEVEL_95, &out));
    CHECK(!ww_rate_ratio(&none, WW_LEVEL_95, &out));
    CHECK(!ww_rate_ratio(&no_days, WW_LEVEL_95, &out));
    CHECK(!ww_rate_ratio_log(&one_zero, WW_LEVEL_95, &out));
    CHECK(!ww_rate_difference(&no_days, WW_LEVEL_95, &out));
    CHECK(!ww_proportion((struct ww_share_of){1.0, 0.0}, WW_LEVEL_95, &out));
    CHECK(!ww_proportion((struct ww_share_of){5.0, 4.0}, WW_LEVEL_95, &out));
    CHECK(!ww_proportion((struct ww_share_of){-1.0, 4.0}, WW_LEVEL_95, &out));
    CHECK_NEAR(out.value + out.interval.low + out.interval.high, 21.0, 0.0);
}

/* Against nothing the ratio has no upper end, but it has a lower one. */
WW_TEST(a_ratio_against_nothing)
{
    struct ww_estimate out;
    struct ww_two_counts counts = {3, 0, 10.0, 20.0};
    CHECK(ww_rate_ratio(&counts, WW_LEVEL_95, &out));
    CHECK_NEAR(out.value, INFINITY, 0.0);
    CHECK_NEAR(out.interval.high, INFINITY, 0.0);
    /* Count 1 of 3 is 3 with probability s^3 >= 0.025, so s >= 0.025^(1/3): odds times 20/10. */
    double s = cbrt(0.025);
    CHECK_NEAR(out.interval.low, 2.0 * s / (1.0 - s), 1e-12);
}

/* The exact interval of a ratio ends where the binomial tail of what was seen is 2.5%. */
WW_TEST(the_exact_ratio_keeps_its_promise)
{
    struct ww_rng rng = ww_rng_split(ww_test_seed(), 0);
    for (int i = 0; i < 200; i++) {
        struct ww_estimate out;
        int64_t most = i % 2 == 0 ? 30 : 200000;
        struct ww_two_counts counts = {1 + (int64_t)ww_rng_below(&rng, (uint64_t)most),
                                       1 + (int64_t)ww_rng_below(&rng, (uint64_t)most), 365.0,
                                       1.0 + 500.0 * ww_rng_unit(&rng)};
        int64_t sum = counts.count1 + counts.count2;
        CHECK(ww_rate_ratio(&counts, WW_LEVEL_95, &out));
        double low = out.interval.low * counts.exposure1 / counts.exposure2;
        double high = out.interval.high * counts.exposure1 / counts.exposure2;
        CHECK_NEAR(ww_binomial_upper(counts.count1, sum, low / (1.0 + low)), 0.025, 1e-9);
        CHECK_NEAR(ww_binomial_cdf(counts.count1, sum, high / (1.0 + high)), 0.025, 1e-9);
    }
}

/* Kish: a third of the sample with twice the weight. Equal weights cost nothing. */
WW_TEST(design_effect)
{
    CHECK_NEAR(ww_effective_n(100.0, 100.0), 100.0, 0.0);
    CHECK_NEAR(ww_design_effect(100.0, 100.0, 100.0), 1.0, 0.0);
    CHECK_NEAR(ww_effective_n(1.0 + 1.0 + 2.0, 1.0 + 1.0 + 4.0), 16.0 / 6.0, 1e-15);
    CHECK_NEAR(ww_design_effect(3.0, 4.0, 6.0), 1.125, 1e-15);
}
