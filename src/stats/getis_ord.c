// SPDX-License-Identifier: Apache-2.0
/*
 * Problem. A busy square among quiet ones is one address; a busy square among busy ones is a hot spot.
 *
 * Method. Getis & Ord: with W neighbours of place i (for Gi* the place is one of them), m places, their mean and their
 * variance s^2 (divided by m),
 *     z = (sum over neighbours - W * mean) / sqrt(s^2 * (m * W - W^2) / (m - 1)).
 * Gi* takes all n places; Gi leaves i out of everything, so m = n - 1 and mean and variance are those of the others.
 * All neighbours have the same weight, and a common factor of the weights falls out of z.
 *
 * Numbers. The mean of all is subtracted first, so that large values with small differences keep their digits; the
 * others' mean and variance then follow from sums in O(1).
 *
 * Edge cases. With all values equal, or everybody a neighbour, there is nothing to compare with: not known.
 */
#include "stats/getis_ord.h"

#include <assert.h>
#include <math.h>

#include "stats/distribution.h"

/* Of the values less their mean. */
struct moments {
    double mean, sum, squares;
};

static struct moments moments_of(const double *values, size_t n)
{
    struct moments of = {0};
    for (size_t i = 0; i < n; i++) {
        assert(isfinite(values[i]));
        of.mean += values[i] / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        double v = values[i] - of.mean;
        of.sum += v;
        of.squares += v * v;
    }
    return of;
}

/* `own` is the place's value less the mean: what Gi* adds to the neighbours and Gi takes from the others. */
static struct ww_gi score(const struct moments *all, double n, double neighbours, double weight, double own,
                          enum ww_getis_ord kind)
{
    double m = kind == WW_GI ? n - 1.0 : n;
    double sum = kind == WW_GI ? all->sum - own : all->sum;
    double squares = kind == WW_GI ? all->squares - own * own : all->squares;
    double w = kind == WW_GI ? weight : weight + 1.0;
    double mean = sum / m;
    double variance = squares / m - mean * mean;
    double room = m * w - w * w;
    /* What rounding leaves of a variance that is none. */
    bool differ = variance > 1e-14 * (squares + own * own) && variance > 0.0;
    if (m < 2.0 || room <= 0.0 || !differ)
        return (struct ww_gi){0.0, false};
    double total = kind == WW_GI ? neighbours : neighbours + own;
    return (struct ww_gi){(total - w * mean) / sqrt(variance * room / (m - 1.0)), true};
}

void ww_getis_ord(const struct ww_neighbour_lists *lists, const double *values, enum ww_getis_ord kind,
                  struct ww_gi *out)
{
    struct moments all = moments_of(values, lists->n);
    for (size_t i = 0; i < lists->n; i++) {
        double neighbours = 0.0;
        for (uint32_t k = lists->start[i]; k < lists->start[i + 1]; k++) {
            assert(lists->index[k] < lists->n && lists->index[k] != i);
            neighbours += values[lists->index[k]] - all.mean;
        }
        double weight = (double)(lists->start[i + 1] - lists->start[i]);
        out[i] = score(&all, (double)lists->n, neighbours, weight, values[i] - all.mean, kind);
    }
}

double ww_gi_p(double z)
{
    return 2.0 * ww_normal_cdf(-fabs(z));
}
