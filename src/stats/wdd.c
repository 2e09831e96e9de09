// SPDX-License-Identifier: Apache-2.0
/*
 * Problem. Offences fell by a third where the patrols went. They fell elsewhere too; and did they go round the corner?
 *
 * Method. Wheeler & Ratcliffe (2018): WDD = (T1 - T0) - (C1 - C0) + (D1 - D0) - (CD1 - CD0) for target, control, the
 * area around the target and that around the control. A Poisson count is its own variance, so the variance of the
 * sum is the sum of the counts. Periods and areas of unlike size: each count is divided by length * size, its
 * variance by the square. Harm: weights multiply estimates, and variances by their squares.
 *
 * Edge cases. All counts 0: no change, and no spread to judge it by; z is 0 and p is 1.
 */
#include "stats/wdd.h"

#include <assert.h>
#include <math.h>

#include "stats/distribution.h"

struct change {
    double value, variance;
};

static struct change change_of(const struct ww_wdd_design *design, const struct ww_wdd_area *area)
{
    assert(area->before >= 0.0 && area->after >= 0.0 && area->size > 0.0);
    double before = design->length_before * area->size, after = design->length_after * area->size;
    return (struct change){area->after / after - area->before / before,
                           area->after / (after * after) + area->before / (before * before)};
}

static struct change difference(const struct ww_wdd_design *design, const struct ww_wdd_area *target,
                                const struct ww_wdd_area *control)
{
    struct change a = change_of(design, target), b = change_of(design, control);
    return (struct change){a.value - b.value, a.variance + b.variance};
}

static struct ww_wdd_estimate estimate(struct change change, double level)
{
    assert(level > 0.0 && level < 1.0);
    double se = sqrt(change.variance);
    double z = se > 0.0 ? change.value / se : 0.0;
    double reach = ww_normal_quantile(0.5 + level / 2.0) * se;
    return (struct ww_wdd_estimate){.change = change.value,
                                    .se = se,
                                    .z = z,
                                    .p = 2.0 * ww_normal_cdf(-fabs(z)),
                                    .interval = {change.value - reach, change.value + reach}};
}

void ww_wdd(const struct ww_wdd_design *design, double level, struct ww_wdd *out)
{
    assert(design->length_before > 0.0 && design->length_after > 0.0);
    struct change local = difference(design, &design->target, &design->control);
    struct change around = difference(design, &design->around_target, &design->around_control);
    out->local = estimate(local, level);
    out->displacement = estimate(around, level);
    out->total = estimate((struct change){local.value + around.value, local.variance + around.variance},
                          level);
}

struct ww_wdd_estimate ww_wdd_weighted(const struct ww_wdd_estimate *estimates, const double *weights,
                                       size_t n, double level)
{
    struct change sum = {0.0, 0.0};
    for (size_t i = 0; i < n; i++) {
        double se = weights[i] * estimates[i].se;
        sum.value += weights[i] * estimates[i].change;
        sum.variance += se * se;
    }
    return estimate(sum, level);
}
