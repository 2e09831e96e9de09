// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STATS_WEIGHTED_SUM_H
#define WW_STATS_WEIGHTED_SUM_H

#include <stdbool.h>
#include <stdint.h>

/* Counts of different things, each times its weight, added up: harm, cost. Each count is taken to be Poisson, so the
 * variance of the sum is that of its parts: count times weight squared. */
struct ww_weighted_sum {
    double sum, variance;
};

/* weight >= 0 */
void ww_weighted_sum_add(struct ww_weighted_sum *sum, int64_t count, double weight);

/* Two-sided probability that daily rates as far apart, or farther, have one mean: normal approximation, which holds where
 * no single rare and heavy thing makes most of the variance. False, *p untouched, where both sums are 0. days > 0. */
bool ww_weighted_sum_change_p(const struct ww_weighted_sum *then, double days_then,
                              const struct ww_weighted_sum *now, double days_now, double *p);

#endif
