// SPDX-License-Identifier: Apache-2.0
/*
 * Problem. Of 172 people on one cohort 43 are on another: is that much? Of two cohorts drawn at random from a borough
 * nearly nobody would be on both; of two drawn from those known to any service, many would.
 *
 * Method. With sets of fixed sizes in a universe, the overlap is hypergeometric. Its tail is summed exactly: weights
 * relative to the mode follow from one another by a ratio of small integers, all are positive, and the tail is divided
 * by their sum; nothing cancels, as it would between logarithms of factorials of large universes.
 *
 * Conventions. The interval of observed over expected is that of the smaller set's share (Wilson), over the share expected:
 * it cannot pass what the smaller set allows.
 *
 * Edge cases. An empty set expects nothing and has no ratio; P(X >= 0) is 1.
 */
#include "stats/overlap.h"

#include <assert.h>
#include <math.h>

#define UNIVERSE_MAX ((uint64_t)1 << 53)
#define NOTHING      1e-320 /* weights below it change no sum of weights of which one is 1 */

struct range {
    uint64_t low, high; /* of what the overlap can be */
};

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static struct range possible(uint64_t n, uint64_t marked, uint64_t universe)
{
    uint64_t unmarked = universe - marked;
    return (struct range){n > unmarked ? n - unmarked : 0, smaller(n, marked)};
}

double ww_hypergeometric_upper(uint64_t k, uint64_t n, uint64_t marked, uint64_t universe)
{
    assert(n <= universe && marked <= universe && universe <= UNIVERSE_MAX);
    struct range range = possible(n, marked, universe);
    if (k <= range.low)
        return 1;
    if (k > range.high)
        return 0;
    double mode_at = floor(((double)n + 1) * ((double)marked + 1) / ((double)universe + 2));
    uint64_t mode = (uint64_t)mode_at;
    mode = mode < range.low ? range.low : mode > range.high ? range.high : mode;
    double tail = mode >= k ? 1 : 0, rest = mode >= k ? 0 : 1, weight = 1;
    for (uint64_t x = mode; x < range.high && weight > NOTHING; x++) {
        double left = (double)universe - (double)marked - (double)n + (double)x + 1;
        weight *= ((double)(n - x) / ((double)x + 1)) * ((double)(marked - x) / left);
        *(x + 1 >= k ? &tail : &rest) += weight;
    }
    weight = 1;
    for (uint64_t x = mode; x > range.low && weight > NOTHING; x--) {
        double left = (double)universe - (double)marked - (double)n + (double)x;
        weight *= ((double)x / (double)(n - x + 1)) * (left / (double)(marked - x + 1));
        *(x - 1 >= k ? &tail : &rest) += weight;
    }
    return tail / (tail + rest);
}

bool ww_overlap_of(const struct ww_overlap_counts *counts, double level, struct ww_overlap *out)
{
    const uint64_t a = counts->a, b = counts->b, both = counts->both, universe = counts->universe;
    if (universe == 0 || universe > UNIVERSE_MAX || both > a || both > b || a > universe ||
        b - both > universe - a)
        return false;
    struct ww_overlap o = {.expected = (double)a / (double)universe * (double)b};
    o.share_a = a ? (double)both / (double)a : 0;
    o.share_b = b ? (double)both / (double)b : 0;
    o.jaccard = a + b ? (double)both / (double)(a + b - both) : 0;
    o.p_upper = ww_hypergeometric_upper(both, a, b, universe);
    const double least = (double)smaller(a, b), other = (double)(a < b ? b : a);
    o.has_ratio = ww_proportion((struct ww_share_of){(double)both, least}, level, &o.ratio);
    if (o.has_ratio) {
        double share = other / (double)universe;
        o.ratio.value /= share;
        o.ratio.interval.low /= share;
        o.ratio.interval.high /= share;
    }
    *out = o;
    return true;
}

void ww_overlap_matrix(const uint16_t *masks, size_t n, size_t m, uint64_t *both)
{
    assert(m <= WW_OVERLAP_SETS_MAX);
    for (size_t i = 0; i < m * m; i++)
        both[i] = 0;
    for (size_t p = 0; p < n; p++)
        for (size_t i = 0; i < m; i++)
            for (size_t j = 0; masks[p] >> i & 1 && j < m; j++)
                both[i * m + j] += masks[p] >> j & 1;
}

void ww_overlap_exclusive(const uint16_t *masks, size_t n, size_t m, uint64_t *counts)
{
    assert(m <= WW_OVERLAP_SETS_MAX);
    for (size_t i = 0; i < (size_t)1 << m; i++)
        counts[i] = 0;
    for (size_t p = 0; p < n; p++) {
        assert(masks[p] >> m == 0);
        counts[masks[p]]++;
    }
}
