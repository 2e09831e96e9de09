// SPDX-License-Identifier: Apache-2.0
/* A share of offences whose uncertainty is that of the offenders.
 *
 * Problem. "The ten most prolific have 12% of the offences": Wilson's interval would take each offence for an answer of its
 * own, and be too narrow by about the square root of how many an offender has.
 * Method. The share is a ratio of two sums over offenders, of their offences in the group and of all their offences;
 * Taylor linearisation gives its variance from the residuals (size × (in the group − share)), drawn with replacement.
 * Conventions. Ends are kept within 0 and 1.
 * Edge cases. A group that has all or none of the offences has an interval of no width: nothing varies. */
#include "stats/clustered_share.h"

#include <math.h>

#include "stats/distribution.h"

bool ww_clustered_share(const struct ww_clustered *c, double level, struct ww_estimate *out)
{
    if (c->clusters < 2 || !(c->sum > 0) || c->sum_in < 0 || c->sum_in > c->sum || c->squares_in < 0 ||
        c->squares_in > c->squares)
        return false;
    const double n = (double)c->clusters, share = c->sum_in / c->sum;
    const double residuals = c->squares_in * (1 - share) * (1 - share) +
                             (c->squares - c->squares_in) * share * share;
    const double half = ww_normal_quantile((1 + level) / 2) * sqrt(n / (n - 1) * residuals) / c->sum;
    *out = (struct ww_estimate){share, {fmax(0, share - half), fmin(1, share + half)}};
    return true;
}
