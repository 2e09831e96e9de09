// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STATS_CLUSTERED_SHARE_H
#define WW_STATS_CLUSTERED_SHARE_H

#include <stdbool.h>
#include <stdint.h>

#include "stats/rates.h"

/* Which share of all offences is that of some offenders? Offences of one offender come together, so they are not that many
 * independent answers: the offenders are. Sums over clusters (offenders) of their sizes (offences). */
struct ww_clustered {
    int64_t clusters;           /* all of them, n >= 2 */
    double sum_in, sum;         /* sizes of those chosen, and of all; 0 <= sum_in <= sum, sum > 0 */
    double squares_in, squares; /* of the sizes */
};

/* sum_in / sum with the interval of the ratio estimator, linearised: variance = n / (n - 1) × (squares_in (1 - s)^2 +
 * (squares - squares_in) s^2) / sum^2, ends by the normal distribution and kept within 0 and 1. False where there are
 * fewer than two clusters or the sums cannot be. Pure, O(1).
 * Source: Särndal, Swensson & Wretman (1992), Model Assisted Survey Sampling, 5.6; R survey's svyratio gives the same. */
bool ww_clustered_share(const struct ww_clustered *clustered, double level, struct ww_estimate *out);

#endif
