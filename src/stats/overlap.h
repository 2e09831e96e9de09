// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STATS_OVERLAP_H
#define WW_STATS_OVERLAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stats/rates.h"

/* Sets of people that overlap: how much, and is it more than chance would give? Pure, no memory.
 * Source: Wang, Zhao & Zhang (2015), Scientific Reports 5, 16923, for chance; Lex et al. (2014), IEEE TVCG 20(12),
 * 1983-1992, for exclusive intersections. */

#define WW_OVERLAP_SETS_MAX 16

/* Two sets within a universe, which must be declared: what chance would give depends on it entirely. */
struct ww_overlap_counts {
    uint64_t a, b;     /* sizes */
    uint64_t both;     /* in both */
    uint64_t universe; /* everybody who could have been in either */
};

struct ww_overlap {
    double share_a; /* both / a, 0..1; 0 where a is 0 */
    double share_b; /* both / b */
    double jaccard; /* both / (a + b - both); 0 where both are empty */
    double
        expected;   /* a * b / universe: the mean of the overlap of two sets of these sizes drawn at random */
    bool has_ratio; /* expected > 0 */
    struct ww_estimate
        ratio;      /* both / expected; Wilson's interval of the share of the smaller set, over the same */
    double p_upper; /* probability of an overlap this large or larger by chance */
};

/* False, and *out untouched, unless both <= a, both <= b, a + b - both <= universe and universe is from 1 to 2^53.
 * O(smaller set). */
bool ww_overlap_of(const struct ww_overlap_counts *counts, double level, struct ww_overlap *out);

/* P(X >= k) for X hypergeometric: n drawn without replacement from `universe`, of which `marked` are marked.
 * 1 where k is 0 or must be reached, 0 where it cannot be. n, marked <= universe <= 2^53. O(min(n, marked)). Relative error about
 * 1e-13; 0 below 1e-300. */
double ww_hypergeometric_upper(uint64_t k, uint64_t n, uint64_t marked, uint64_t universe);

/* Of people given as masks (bit i = in set i; bits of m sets, m <= WW_OVERLAP_SETS_MAX): both[i * m + j] = how many are in
 * sets i and j, on the diagonal how many are in i. both: m * m, written. O(people * m^2). */
void ww_overlap_matrix(const uint16_t *masks, size_t n, size_t m, uint64_t *both);

/* How many people have exactly each mask: counts has 2^m numbers, written; counts[0] = those in none. */
void ww_overlap_exclusive(const uint16_t *masks, size_t n, size_t m, uint64_t *counts);

#endif
