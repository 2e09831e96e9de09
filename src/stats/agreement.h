// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STATS_AGREEMENT_H
#define WW_STATS_AGREEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "stats/rates.h"

/* Do two lists of the same areas agree? How surely a rank correlation is known, and how many of the worst areas of both
 * would be the same by chance. Pure, no memory. */

/* Interval of a Spearman correlation of n pairs. False, *out untouched, where n < 4 or rho is -1 or 1: the
 * approximation has no end there. O(1). */
bool ww_spearman_interval(double rho, int64_t n, double level, struct ww_interval *out);

/* Of n areas, `first` are in one list and `second` in the other: how many are in both where the lists have nothing to
 * do with each other. 0 <= first, second <= n, n >= 1. */
double ww_overlap_expected(int64_t n, int64_t first, int64_t second);

/* The probability that `shared` or more are in both, then (hypergeometric upper tail). 0 <= shared <= the shorter
 * list. O(n). */
double ww_overlap_p(int64_t n, int64_t first, int64_t second, int64_t shared);

#endif
