// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STATS_RANK_H
#define WW_STATS_RANK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Places in a league table, and whether two tables agree. No value may be NaN. O(n log n). */

/* ranks[i] = 1 + how many values are larger than values[i]: 1 is the largest, equals share the best place and
 * the next place is left out (1, 2, 2, 4). `order` is a workspace of n; afterwards it lists the areas by
 * rank, equals by index. */
void ww_rank(const double *values, size_t n, uint32_t *order, uint32_t *ranks);

/* Workspace of ww_spearman: arrays of n each, that the caller provides. */
struct ww_spearman_space {
    uint32_t *order;
    double *ranks_x, *ranks_y;
};

/* Spearman's rank correlation, -1..1: of the ranks, where equals share the mean of their places. False, *rho
 * untouched, where n < 2 or all values of one side are equal: there is no order to agree with. */
bool ww_spearman(const double *x, const double *y, size_t n, const struct ww_spearman_space *space,
                 double *rho);

#endif
