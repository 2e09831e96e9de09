// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STATS_DISTRIBUTION_H
#define WW_STATS_DISTRIBUTION_H

#include <stdint.h>

/* The probability distributions that the intervals and tests of this layer stand on. Pure functions of
 * numbers: no workspace, no state, no errors; an argument outside the stated range is the programmer's error
 * (assert). Probabilities are within 1e-12 of their true value, relative, in either tail down to 1e-290, for
 * counts and means up to 1e6 (1e-11 up to 1e9); quantiles likewise. Tails are asked for by name: the
 * upper tail is never one minus the lower one. Cost: O(1), or at worst O(sqrt(count)) steps near the centre
 * (about 10 microseconds at counts of 1e6). */

/* P(Z <= z) of the standard normal; for an upper tail give -z. */
double ww_normal_cdf(double z);
/* z with P(Z <= z) = p, 0 <= p <= 1; infinite at the ends. Wichura (1988) AS 241. */
double ww_normal_quantile(double p);

/* log |Gamma(x)|, x > 0; safe on threads. */
double ww_log_gamma(double x);

/* A count X with the given mean >= 0; count >= 0, for the upper tail also count 0 (then 1). */
double ww_poisson_pmf(int64_t count, double mean);
double ww_poisson_cdf(int64_t count, double mean);   /* P(X <= count) */
double ww_poisson_upper(int64_t count, double mean); /* P(X >= count): includes the count itself */

/* Chi-square with df > 0 degrees of freedom (not necessarily whole); x >= 0, 0 <= p <= 1. The quantile
 * functions give the x whose lower, or upper, tail is the probability named. */
double ww_chi2_cdf(double x, double df);
double ww_chi2_upper(double x, double df);
double ww_chi2_quantile(double lower, double df);
double ww_chi2_upper_quantile(double upper, double df);

/* Beta with shapes a, b > 0: the regularised incomplete beta function I_x(a, b), 0 <= x <= 1. */
double ww_beta_cdf(double x, double a, double b);
double ww_beta_upper(double x, double a, double b);
double ww_beta_quantile(double lower, double a, double b);
double ww_beta_upper_quantile(double upper, double a, double b);
/* The same two as odds x / (1 - x), exact also where x rounds to 1: what a ratio of two counts needs. */
double ww_beta_quantile_odds(double lower, double a, double b);
double ww_beta_upper_quantile_odds(double upper, double a, double b);

/* X successes in n trials with 0 <= share <= 1; 0 <= count <= n. */
double ww_binomial_pmf(int64_t count, int64_t n, double share);
double ww_binomial_cdf(int64_t count, int64_t n, double share);   /* P(X <= count) */
double ww_binomial_upper(int64_t count, int64_t n, double share); /* P(X >= count) */

#endif
