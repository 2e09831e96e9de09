// SPDX-License-Identifier: Apache-2.0
/* Problem: people are followed for a year before a service, for as long as it lasts, and for some months after. The spans
 * differ from person to person, part of each may be spent in custody, where nobody offends in the street, and a few people
 * have most of the offences, so that a test which takes offences for independent is far too sure.
 * Method: rates per day at liberty over all people, their ratio, and its percentile interval from a bootstrap that draws
 * people. With a comparator the ratio of the two ratios: difference in differences on the scale of a ratio.
 * Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapters 8 and 13.
 * Edge cases: zeros are kept apart from ratios in the header's words; a custody spell that holds the whole window leaves no
 * days. */
#include "stats/phases.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/rng.h"

#define REPLICATES_MIN 100

/* --- days at liberty ------------------------------------------------------------------------------- */

static int by_first(const void *a, const void *b)
{
    const struct ww_span *x = a, *y = b;
    return (x->first > y->first) - (x->first < y->first);
}

int32_t ww_days_at_liberty(struct ww_span window, struct ww_span *spells, size_t n)
{
    if (n)
        qsort(spells, n, sizeof *spells, by_first);
    int32_t free = 0, at = window.first;
    for (size_t i = 0; i < n && at < window.end; i++) {
        if (spells[i].end <= spells[i].first || spells[i].end <= at)
            continue;
        int32_t first = spells[i].first < window.end ? spells[i].first : window.end;
        if (first > at)
            free += first - at;
        at = spells[i].end;
    }
    return at < window.end ? free + (window.end - at) : free;
}

/* --- ratios ---------------------------------------------------------------------------------------- */

static void add(struct ww_two_phases *sum, const struct ww_two_phases *person)
{
    sum->amount0 += person->amount0;
    sum->days0 += person->days0;
    sum->amount1 += person->amount1;
    sum->days1 += person->days1;
}

static bool has_ratio(const struct ww_two_phases *sum)
{
    return sum->amount0 > 0 && sum->days0 > 0 && sum->amount1 > 0 && sum->days1 > 0;
}

/* With the conventions of a replicate. */
static double ratio_of(const struct ww_two_phases *sum)
{
    double then = sum->days0 > 0 ? sum->amount0 / sum->days0 : 0;
    double now = sum->days1 > 0 ? sum->amount1 / sum->days1 : 0;
    if (then > 0)
        return now / then;
    return now > 0 ? INFINITY : 1;
}

static struct ww_two_phases sum_of(const struct ww_two_phases *people, size_t n)
{
    struct ww_two_phases sum = {0};
    for (size_t i = 0; i < n; i++)
        add(&sum, &people[i]);
    return sum;
}

bool ww_phases_ratio(const struct ww_two_phases *people, size_t n, double *ratio)
{
    struct ww_two_phases sum = sum_of(people, n);
    if (!has_ratio(&sum))
        return false;
    *ratio = ratio_of(&sum);
    return true;
}

/* --- bootstrap ------------------------------------------------------------------------------------- */

static double drawn_ratio(const struct ww_two_phases *people, size_t n, struct ww_rng *rng)
{
    struct ww_two_phases sum = {0};
    for (size_t i = 0; i < n; i++)
        add(&sum, &people[ww_rng_below(rng, n)]);
    return ratio_of(&sum);
}

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Linear between the neighbours of an ordered list; without limit as soon as the upper one is. */
static double percentile(const double *ordered, size_t n, double share)
{
    double at = share * (double)(n - 1);
    size_t below = (size_t)at;
    size_t above = below + 1 < n ? below + 1 : below;
    double part = at - (double)below;
    return part > 0 ? ordered[below] + part * (ordered[above] - ordered[below]) : ordered[below];
}

static struct ww_interval interval_of(double *replicates, const struct ww_bootstrap *bootstrap)
{
    qsort(replicates, bootstrap->replicates, sizeof *replicates, by_size);
    double tail = (1 - bootstrap->level) / 2;
    struct ww_interval out = {percentile(replicates, bootstrap->replicates, tail),
                              percentile(replicates, bootstrap->replicates, 1 - tail)};
    if (isnan(out.low)) /* both neighbours without limit */
        out.low = INFINITY;
    if (isnan(out.high))
        out.high = INFINITY;
    return out;
}

bool ww_phases_ratio_bootstrap(const struct ww_two_phases *people, size_t n,
                               const struct ww_bootstrap *bootstrap, double *scratch, struct ww_estimate *out)
{
    assert(bootstrap->replicates >= REPLICATES_MIN);
    double ratio;
    if (n < 2 || !ww_phases_ratio(people, n, &ratio))
        return false;
    for (size_t r = 0; r < bootstrap->replicates; r++) {
        struct ww_rng rng = ww_rng_split(bootstrap->seed, r);
        scratch[r] = drawn_ratio(people, n, &rng);
    }
    *out = (struct ww_estimate){ratio, interval_of(scratch, bootstrap)};
    return true;
}

bool ww_phases_difference_bootstrap(const struct ww_two_groups *groups, const struct ww_bootstrap *bootstrap,
                                    double *scratch, struct ww_estimate *out)
{
    assert(bootstrap->replicates >= REPLICATES_MIN);
    double served, comparator;
    if (groups->n_served < 2 || groups->n_comparator < 2 ||
        !ww_phases_ratio(groups->served, groups->n_served, &served) ||
        !ww_phases_ratio(groups->comparator, groups->n_comparator, &comparator))
        return false;
    for (size_t r = 0; r < bootstrap->replicates; r++) {
        struct ww_rng rng = ww_rng_split(bootstrap->seed, r);
        double ours = drawn_ratio(groups->served, groups->n_served, &rng);
        double theirs = drawn_ratio(groups->comparator, groups->n_comparator, &rng);
        if (theirs > 0 && !(isinf(ours) && isinf(theirs)))
            scratch[r] = ours / theirs;
        else
            scratch[r] = ours > 0 && theirs <= 0 ? INFINITY : 1;
    }
    *out = (struct ww_estimate){served / comparator, interval_of(scratch, bootstrap)};
    return true;
}
