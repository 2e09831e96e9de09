// SPDX-License-Identifier: Apache-2.0
/* Against R, against sums in decimal arithmetic of 60 digits, and against identities that hold for any code. */
#include "stats/distribution.h"

#include "base/rng.h"
#include "ww_ref.h"

#define CALL_1(name)                       \
    static double name(const double *args) \
    {                                      \
        return ww_##name(args[0]);         \
    }
#define CALL_2(name)                        \
    static double name(const double *args)  \
    {                                       \
        return ww_##name(args[0], args[1]); \
    }
#define CALL_3(name)                                 \
    static double name(const double *args)           \
    {                                                \
        return ww_##name(args[0], args[1], args[2]); \
    }
#define CALL_COUNT(name)                             \
    static double name(const double *args)           \
    {                                                \
        return ww_##name((int64_t)args[0], args[1]); \
    }
#define CALL_COUNTS(name)                                              \
    static double name(const double *args)                             \
    {                                                                  \
        return ww_##name((int64_t)args[0], (int64_t)args[1], args[2]); \
    }

CALL_1(normal_cdf)
CALL_1(normal_quantile)
CALL_1(log_gamma)
CALL_COUNT(poisson_pmf)
CALL_COUNT(poisson_cdf)
CALL_COUNT(poisson_upper)
CALL_2(chi2_cdf)
CALL_2(chi2_upper)
CALL_2(chi2_quantile)
CALL_2(chi2_upper_quantile)
CALL_3(beta_cdf)
CALL_3(beta_upper)
CALL_3(beta_quantile)
CALL_3(beta_upper_quantile)
CALL_COUNTS(binomial_pmf)
CALL_COUNTS(binomial_cdf)
CALL_COUNTS(binomial_upper)

static const struct ww_ref_function functions[] = {
    {"normal_cdf", 1, normal_cdf},
    {"normal_quantile", 1, normal_quantile},
    {"log_gamma", 1, log_gamma},
    {"poisson_pmf", 2, poisson_pmf},
    {"poisson_cdf", 2, poisson_cdf},
    {"poisson_upper", 2, poisson_upper},
    {"chi2_cdf", 2, chi2_cdf},
    {"chi2_upper", 2, chi2_upper},
    {"chi2_quantile", 2, chi2_quantile},
    {"chi2_upper_quantile", 2, chi2_upper_quantile},
    {"beta_cdf", 3, beta_cdf},
    {"beta_upper", 3, beta_upper},
    {"beta_quantile", 3, beta_quantile},
    {"beta_upper_quantile", 3, beta_upper_quantile},
    {"binomial_pmf", 3, binomial_pmf},
    {"binomial_cdf", 3, binomial_cdf},
    {"binomial_upper", 3, binomial_upper},
};
#define N_FUNCTIONS (sizeof functions / sizeof functions[0])

WW_TEST(agrees_with_r)
{
    CHECK(ww_ref_check("distribution", functions, N_FUNCTIONS) >= 650);
}

WW_TEST(agrees_with_exact_sums)
{
    CHECK(ww_ref_check("distribution-exact", functions, N_FUNCTIONS) > 250);
}

WW_TEST(ends_of_the_ranges_are_exact)
{
    CHECK_NEAR(ww_normal_quantile(0.0), -INFINITY, 0.0);
    CHECK_NEAR(ww_normal_quantile(1.0), INFINITY, 0.0);
    CHECK_NEAR(ww_poisson_pmf(0, 0.0), 1.0, 0.0);
    CHECK_NEAR(ww_poisson_pmf(3, 0.0), 0.0, 0.0);
    CHECK_NEAR(ww_poisson_cdf(0, 0.0), 1.0, 0.0);
    CHECK_NEAR(ww_poisson_upper(1, 0.0), 0.0, 0.0);
    CHECK_NEAR(ww_poisson_upper(0, 17.0), 1.0, 0.0);
    CHECK_NEAR(ww_chi2_quantile(0.0, 4.0), 0.0, 0.0);
    CHECK_NEAR(ww_chi2_quantile(1.0, 4.0), INFINITY, 0.0);
    CHECK_NEAR(ww_chi2_upper_quantile(0.0, 4.0), INFINITY, 0.0);
    CHECK_NEAR(ww_chi2_upper_quantile(1.0, 4.0), 0.0, 0.0);
    CHECK_NEAR(ww_chi2_cdf(0.0, 4.0), 0.0, 0.0);
    CHECK_NEAR(ww_chi2_upper(INFINITY, 4.0), 0.0, 0.0);
    CHECK_NEAR(ww_beta_cdf(0.0, 2.0, 3.0), 0.0, 0.0);
    CHECK_NEAR(ww_beta_upper(0.0, 2.0, 3.0), 1.0, 0.0);
    CHECK_NEAR(ww_beta_cdf(1.0, 2.0, 3.0), 1.0, 0.0);
    CHECK_NEAR(ww_beta_quantile(1.0, 2.0, 3.0), 1.0, 0.0);
    CHECK_NEAR(ww_beta_upper_quantile(1.0, 2.0, 3.0), 0.0, 0.0);
    CHECK_NEAR(ww_binomial_pmf(0, 5, 0.0), 1.0, 0.0);
    CHECK_NEAR(ww_binomial_pmf(5, 5, 1.0), 1.0, 0.0);
    CHECK_NEAR(ww_binomial_pmf(4, 5, 1.0), 0.0, 0.0);
    CHECK_NEAR(ww_binomial_cdf(5, 5, 0.3), 1.0, 0.0);
    CHECK_NEAR(ww_binomial_upper(0, 5, 0.3), 1.0, 0.0);
}

/* Far out there is nothing left, but no overflow and no NaN either. */
WW_TEST(the_far_tails_are_quiet)
{
    CHECK_NEAR(ww_poisson_pmf(1, 1e6), 0.0, 1e-300);
    CHECK_NEAR(ww_poisson_pmf(1000000000, 1.0), 0.0, 1e-300);
    CHECK_NEAR(ww_poisson_cdf(10, 1e9), 0.0, 1e-300);
    CHECK_NEAR(ww_poisson_upper(10, 1e9), 1.0, 0.0);
    CHECK_NEAR(ww_poisson_cdf(1000000000, 1e-9), 1.0, 0.0);
    CHECK_NEAR(ww_beta_cdf(1e-300, 1e6, 1e6), 0.0, 1e-300);
    CHECK_NEAR(ww_beta_upper(1e-300, 1e6, 1e6), 1.0, 0.0);
    CHECK_NEAR(ww_binomial_cdf(1, 1000000, 0.999), 0.0, 1e-300);
    CHECK(ww_chi2_quantile(1e-290, 1.0) >= 0.0);
}

/* An odds keeps its digits where the share x itself has rounded to 1. */
WW_TEST(odds_keep_the_digits_near_one)
{
    double share = ww_beta_upper_quantile(0.025, 1e6, 1.0); /* I_x(a, 1) = x^a, so x = 0.975^(1/a) */
    double odds = ww_beta_upper_quantile_odds(0.025, 1e6, 1.0);
    double exact = 1.0 / expm1(-log(0.975) / 1e6);
    CHECK_NEAR(share, pow(0.975, 1e-6), 1e-15);
    CHECK_NEAR(odds / exact, 1.0, 1e-12);
}

static double log_uniform(struct ww_rng *rng, double low, double high)
{
    return low * exp(ww_rng_unit(rng) * log(high / low));
}

WW_TEST(quantiles_undo_the_tails)
{
    struct ww_rng rng = ww_rng_split(ww_test_seed(), 0);
    for (int i = 0; i < 3000; i++) {
        double a = log_uniform(&rng, 0.5, 1e6);
        double b = log_uniform(&rng, 0.5, 1e6);
        double p = log_uniform(&rng, 1e-12, 0.5);
        CHECK_NEAR(ww_chi2_cdf(ww_chi2_quantile(p, 2 * a), 2 * a) / p, 1.0, 1e-8);
        CHECK_NEAR(ww_chi2_upper(ww_chi2_upper_quantile(p, 2 * a), 2 * a) / p, 1.0, 1e-8);
        CHECK_NEAR(ww_beta_cdf(ww_beta_quantile(p, a, b), a, b) / p, 1.0, 1e-7);
        CHECK_NEAR(ww_normal_cdf(ww_normal_quantile(p)) / p, 1.0, 1e-13);
    }
}

/* The two tails add to one, and I_x(a, b) + I_(1-x)(b, a) = 1, on both sides of where the method changes. */
WW_TEST(tails_add_to_one)
{
    struct ww_rng rng = ww_rng_split(ww_test_seed(), 1);
    for (int i = 0; i < 3000; i++) {
        double a = log_uniform(&rng, 0.5, 1e6);
        double b = log_uniform(&rng, 0.5, 1e6);
        double near = 1.0 + (ww_rng_unit(&rng) - 0.5) * 4.0 / sqrt(a);
        double x = fmax(0.0, 2.0 * a * near);
        CHECK_NEAR(ww_chi2_cdf(x, 2 * a) + ww_chi2_upper(x, 2 * a), 1.0, 1e-13);
        double share = fmin(0.75, ldexp(floor(ldexp(a / (a + b), 40)), -40)); /* 1 - share is exact */
        CHECK_NEAR(ww_beta_cdf(share, a, b) + ww_beta_cdf(1.0 - share, b, a), 1.0, 1e-12);
    }
}
