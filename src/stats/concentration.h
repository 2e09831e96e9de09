// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STATS_CONCENTRATION_H
#define WW_STATS_CONCENTRATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How unevenly offences are spread over areas. Every function takes the counts of all n areas, those without any
 * included (leaving them out makes everything look more even), and the order that ww_order_counts (stats/order.h)
 * gives: most first, equal counts by index. Sums are whole numbers: n times the total must stay below 2^63. No
 * memory, O(n). Where a result would be a share of a total of 0, the function returns false and leaves *out. */
struct ww_spread {
    const uint64_t *counts;
    const uint32_t *order;
    size_t n;
};

uint64_t ww_spread_total(const struct ww_spread *spread);

/* Offences in the k areas with the most (all, where k > n), and their share of the total, 0..1. */
uint64_t ww_count_in_top(const struct ww_spread *spread, size_t k);
bool ww_share_in_top(const struct ww_spread *spread, size_t k, double *out);
/* How many areas outside the top k have just as many offences as the k-th: where it is not 0, the choice of the
 * last of the top k was one of order, and a table must say so. */
size_t ww_tied_with_top(const struct ww_spread *spread, size_t k);

/* The smallest number of areas that together hold at least the given share of the total, in thousandths so that the
 * comparison is exact: 250, 333, 500. Share 0 needs 0 areas. */
bool ww_fewest_areas(const struct ww_spread *spread, unsigned permille, size_t *out);

/* The Gini coefficient: 0 = all areas alike, towards 1 = all in one. */
struct ww_gini {
    double biased;             /* at most 1 - 1/n */
    double unbiased;           /* biased n / (n - 1) */
    double general;            /* for fewer offences than areas, where not every area can have one */
    double general_unbiased;   /* general m / (m - 1), m the smaller of n and the total */
    bool has_unbiased;         /* n > 1 */
    bool has_general_unbiased; /* m > 1 */
};
bool ww_gini(const struct ww_spread *spread, struct ww_gini *out);

/* Lorenz curve: points[i] is the share of the total held by the share i/n of areas that has the least, so
 * points[0] = (0, 0) and points[n] = (1, 1). The caller gives n + 1 points. */
struct ww_lorenz_point {
    double areas, offences;
};
bool ww_lorenz_curve(const struct ww_spread *spread, struct ww_lorenz_point *points);

/* "A 3% fall here is a 1% fall for the borough": what a fall of the share `cut` in the top k areas does. */
struct ww_cut {
    double fewer; /* offences */
    double share; /* of the total, 0..1 */
};
bool ww_cut_in_top(const struct ww_spread *spread, size_t k, double cut, struct ww_cut *out);

#endif
