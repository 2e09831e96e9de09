// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STATS_PHASES_H
#define WW_STATS_PHASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stats/rates.h"

/* Before, during and after a service: the same people in two spans of time of different lengths, of which some was spent
 * in custody. */

/* Half-open run of days. */
struct ww_span {
    int32_t first, end;
};

/* Days of the window on which none of the spells runs: spells may overlap, touch, lie outside, and come in any order; they
 * are put in order here. 0 for a window without days. O(n log n). */
int32_t ww_days_at_liberty(struct ww_span window, struct ww_span *spells, size_t n);

/* One person: amounts (offences, their cost or harm; >= 0) and days at liberty (>= 0) of two phases. */
struct ww_two_phases {
    double amount0, days0; /* the earlier, which is divided by */
    double amount1, days1; /* the later */
};

/* Rate of the later phase over that of the earlier, all people together: (sum amount1 / sum days1) / (sum amount0 / sum
 * days0). False, and *ratio untouched, where one of the four sums is 0 and the ratio is 0, without limit or nothing. */
bool ww_phases_ratio(const struct ww_two_phases *people, size_t n, double *ratio);

struct ww_bootstrap {
    uint64_t seed;
    size_t replicates; /* at least 100 */
    double level;      /* 0.95 */
};

/* The same with its interval: people, not offences, are drawn with replacement, because the offences of one person are not
 * independent; each replicate from a stream of its own (ww_rng_split), so that the result does not depend on the order. The
 * interval is that of percentiles, linear between neighbours. A replicate without any amount in the earlier phase counts as
 * without limit: the high end can be INFINITY; one with nothing in either phase counts as 1. False as above, or n < 2.
 * scratch: `replicates` numbers. O(replicates * n).
 * Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 13. */
bool ww_phases_ratio_bootstrap(const struct ww_two_phases *people, size_t n,
                               const struct ww_bootstrap *bootstrap, double *scratch,
                               struct ww_estimate *out);

/* The ratio of the people served over that of a comparator: below 1, they fell by more. Both groups are drawn afresh in
 * each replicate. False where either ratio is not there. */
struct ww_two_groups {
    const struct ww_two_phases *served;
    size_t n_served;
    const struct ww_two_phases *comparator;
    size_t n_comparator;
};
bool ww_phases_difference_bootstrap(const struct ww_two_groups *groups, const struct ww_bootstrap *bootstrap,
                                    double *scratch, struct ww_estimate *out);

#endif
