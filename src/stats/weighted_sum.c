// SPDX-License-Identifier: Apache-2.0
/* Weighted sums of counts.
 *
 * Problem. A sum of harm moves with one murder more as with a hundred thefts, so it is far less certain than the number of
 * offences in it suggests.
 * Method. Poisson counts n with weights w: the sum of w n has the variance, estimated, sum of w^2 n (Dobson and others,
 * Statistics in Medicine 10 (1991), 457-462, for weighted sums of Poisson counts). Two rates a day are compared by
 * z = (S1 / d1 - S2 / d2) / sqrt(V1 / d1^2 + V2 / d2^2).
 * Conventions. Offences come in series, which makes chance larger than this.
 * Edge cases. Where one rare and heavy thing makes most of the variance the approximation is poor, and p too small. */
#include "stats/weighted_sum.h"

#include <assert.h>
#include <math.h>

#include "stats/distribution.h"

void ww_weighted_sum_add(struct ww_weighted_sum *sum, int64_t count, double weight)
{
    sum->sum += (double)count * weight;
    sum->variance += (double)count * weight * weight;
}

bool ww_weighted_sum_change_p(const struct ww_weighted_sum *then, double days_then,
                              const struct ww_weighted_sum *now, double days_now, double *p)
{
    assert(days_then > 0 && days_now > 0);
    double variance = then->variance / (days_then * days_then) + now->variance / (days_now * days_now);
    if (!(variance > 0))
        return false;
    *p = 2 * ww_normal_cdf(-fabs(now->sum / days_now - then->sum / days_then) / sqrt(variance));
    return true;
}
