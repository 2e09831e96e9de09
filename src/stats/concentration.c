// SPDX-License-Identifier: Apache-2.0
/*
 * Problem. Four of 128 LSOAs hold a third of the crime. How many hold half? Is it more concentrated than before?
 * And what would a small fall in those few do for the whole?
 *
 * Method. Counts in descending order and their running totals (Weisburd 2015, The law of crime concentration,
 * Criminology 53, 133-157). The rule for "areas holding a quarter" is the smallest number of areas whose running
 * total is at least a quarter of the total, compared in whole numbers.
 *
 * Gini, with x(i) ascending: G = 2 sum i x(i) / (n sum x) - (n + 1)/n; unbiased: times n/(n - 1). With fewer offences
 * (N) than areas some areas must be empty and G is large however even the rest; the generalised coefficient of
 * W. Bernasco and W. Steenbeek (2017), More places than crimes, Journal of Quantitative Criminology 33, 451-467,
 * compares with the most even spread that is possible: G' = max(1, n/N) (G - 1) + 1; unbiased: times m/(m - 1) with
 * m = min(n, N).
 *
 * Edge cases. A total of 0 has no shares and no Gini. One area, or one offence, has no unbiased form.
 */
#include "stats/concentration.h"

#include <assert.h>

#define PERMILLE 1000U

uint64_t ww_spread_total(const struct ww_spread *spread)
{
    uint64_t total = 0;
    for (size_t i = 0; i < spread->n; i++)
        total += spread->counts[i];
    return total;
}

uint64_t ww_count_in_top(const struct ww_spread *spread, size_t k)
{
    uint64_t count = 0;
    for (size_t i = 0; i < k && i < spread->n; i++)
        count += spread->counts[spread->order[i]];
    return count;
}

bool ww_share_in_top(const struct ww_spread *spread, size_t k, double *out)
{
    uint64_t total = ww_spread_total(spread);
    if (total == 0)
        return false;
    *out = (double)ww_count_in_top(spread, k) / (double)total;
    return true;
}

size_t ww_tied_with_top(const struct ww_spread *spread, size_t k)
{
    size_t tied = 0;
    if (k == 0)
        return 0;
    while (k + tied < spread->n &&
           spread->counts[spread->order[k + tied]] == spread->counts[spread->order[k - 1]])
        tied++;
    return tied;
}

bool ww_fewest_areas(const struct ww_spread *spread, unsigned permille, size_t *out)
{
    assert(permille <= PERMILLE);
    uint64_t total = ww_spread_total(spread);
    if (total == 0)
        return false;
    /* Rounded up, in two parts so that nothing overflows: held * 1000 >= total * permille. */
    uint64_t needed = total / PERMILLE * permille + (total % PERMILLE * permille + PERMILLE - 1) / PERMILLE;
    uint64_t held = 0;
    size_t k = 0;
    while (held < needed)
        held += spread->counts[spread->order[k++]];
    *out = k;
    return true;
}

bool ww_gini(const struct ww_spread *spread, struct ww_gini *out)
{
    uint64_t total = ww_spread_total(spread);
    if (total == 0)
        return false;
    uint64_t weighted = 0; /* by the place in ascending order, from 1 */
    for (size_t i = 0; i < spread->n; i++)
        weighted += (spread->n - i) * spread->counts[spread->order[i]];
    double n = (double)spread->n;
    double offences = (double)total;
    double least = n < offences ? n : offences;
    double spare = n > offences ? n / offences : 1.0;
    out->biased = 2.0 * (double)weighted / (n * offences) - (n + 1.0) / n;
    out->has_unbiased = spread->n > 1;
    out->unbiased = out->has_unbiased ? out->biased * n / (n - 1.0) : 0.0;
    out->general = spare * (out->biased - 1.0) + 1.0;
    out->has_general_unbiased = least > 1.0;
    out->general_unbiased = out->has_general_unbiased ? out->general * least / (least - 1.0) : 0.0;
    return true;
}

bool ww_lorenz_curve(const struct ww_spread *spread, struct ww_lorenz_point *points)
{
    uint64_t total = ww_spread_total(spread);
    if (total == 0)
        return false;
    uint64_t held = 0;
    points[0] = (struct ww_lorenz_point){0.0, 0.0};
    for (size_t i = 0; i < spread->n; i++) {
        held += spread->counts[spread->order[spread->n - 1 - i]];
        points[i + 1].areas = (double)(i + 1) / (double)spread->n;
        points[i + 1].offences = (double)held / (double)total;
    }
    return true;
}

bool ww_cut_in_top(const struct ww_spread *spread, size_t k, double cut, struct ww_cut *out)
{
    uint64_t total = ww_spread_total(spread);
    if (total == 0)
        return false;
    out->fewer = cut * (double)ww_count_in_top(spread, k);
    out->share = out->fewer / (double)total;
    return true;
}
