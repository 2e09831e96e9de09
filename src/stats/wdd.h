// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STATS_WDD_H
#define WW_STATS_WDD_H

#include <stddef.h>

#include "stats/rates.h"

/* Did crime fall in the target area by more than elsewhere? The weighted displacement difference: the change in the
 * target area less that in its control, plus the same of the areas around them, where crime may have moved to. */
struct ww_wdd_area {
    double before, after; /* counts >= 0 */
    double size;          /* > 0: 1 for all, or their square kilometres where areas differ */
};

struct ww_wdd_design {
    struct ww_wdd_area target, control;
    struct ww_wdd_area around_target, around_control; /* all counts 0 where displacement is not looked at */
    double length_before, length_after;               /* > 0: 1 and 1, or 2 and 1 for two years against one */
};

struct ww_wdd_estimate {
    double change; /* below 0: fewer than the control lets expect; per unit of length and size */
    double se;     /* 0 where all counts are */
    double z, p;   /* change / se and its two-sided p-value; 0 and 1 where se is 0 */
    struct ww_interval interval; /* at the level asked for */
};

struct ww_wdd {
    struct ww_wdd_estimate local, displacement, total; /* total = local + displacement */
};

/* Counts are taken as Poisson and the estimate as normal: too sure of itself where counts are below about 5 or vary
 * more than Poisson. It is a difference of counts: without the measure the areas are taken to change by the same
 * number, not the same percentage, so control and target should begin alike. 0 < level < 1; sizes, lengths and counts
 * outside their range are the programmer's error (assert). O(1).
 * Source: Wheeler & Ratcliffe (2018), Crime Science 7:11. */
void ww_wdd(const struct ww_wdd_design *design, double level, struct ww_wdd *out);

/* Several kinds of crime as one: the sum of weight * change over n estimates of independent counts, e.g. by harm. */
struct ww_wdd_estimate ww_wdd_weighted(const struct ww_wdd_estimate *estimates, const double *weights,
                                       size_t n, double level);

#endif
