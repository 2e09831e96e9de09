// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STATS_RATES_H
#define WW_STATS_RATES_H

#include <stdbool.h>
#include <stdint.h>

/* How far chance alone may have moved a count, a rate, a ratio or a percentage. Pure, O(1), no memory.
 * `level` is the confidence level, 0 < level < 1. */
#define WW_LEVEL_95  0.95
#define WW_LEVEL_998 0.998 /* the outer limits of a funnel plot */

struct ww_interval {
    double low, high;
};

struct ww_estimate {
    double value;
    struct ww_interval interval;
};

/* Interval of the mean behind one count >= 0: exact below 10, Byar's approximation from 10 on, as public health
 * in England publishes. Never NaN: the low end of 0 is 0. */
struct ww_interval ww_count_interval(int64_t count, double level);
struct ww_interval ww_count_interval_exact(int64_t count, double level); /* Garwood: exact at any count */
struct ww_interval ww_count_interval_byar(int64_t count, double level);  /* count >= 1; low end at least 0 */

/* count / exposure * per, with the interval of the count: 41 burglaries, 9,050 households, per 1000. False, and
 * *out untouched, unless exposure > 0. */
bool ww_rate(int64_t count, double exposure, double per, double level, struct ww_estimate *out);

/* Two counts with their exposures: days, people, households; the same unit for both. */
struct ww_two_counts {
    int64_t count1, count2;
    double exposure1, exposure2;
};

/* Rate 1 over rate 2 with the exact interval (conditional on the sum; Clopper-Pearson): right for small counts,
 * if anything a little wide. Where count2 is 0 the ratio and its high end are INFINITY, which is their value,
 * not a missing one. False where both counts are 0 or an exposure is not > 0. */
bool ww_rate_ratio(const struct ww_two_counts *counts, double level, struct ww_estimate *out);
/* The same ratio with the textbook interval, symmetric on the log scale. False where a count is 0: use the exact
 * one. */
bool ww_rate_ratio_log(const struct ww_two_counts *counts, double level, struct ww_estimate *out);
/* Rate 1 less rate 2, per unit of exposure; the interval joins those of the two counts by squares. False where an
 * exposure is not > 0. */
bool ww_rate_difference(const struct ww_two_counts *counts, double level, struct ww_estimate *out);

/* `successes` of n said yes. Both may be fractions, for weighted answers: n is then the effective sample size and
 * successes the weighted share times it. */
struct ww_share_of {
    double successes, n;
};

/* successes / n with Wilson's interval, always within 0 and 1. False unless 0 <= successes <= n and n > 0. */
bool ww_proportion(struct ww_share_of share, double level, struct ww_estimate *out);
/* Proportion 1 less proportion 2 with Newcombe's interval (his method 10). False as above. */
bool ww_proportion_difference(struct ww_share_of share1, struct ww_share_of share2, double level,
                              struct ww_estimate *out);

/* Kish's effective sample size of weighted answers, from the sums of the weights and of their squares (> 0). */
double ww_effective_n(double sum_of_weights, double sum_of_squares);
/* How many times larger the variance is than that of n answers of equal weight: n / ww_effective_n. */
double ww_design_effect(double n, double sum_of_weights, double sum_of_squares);

#endif
