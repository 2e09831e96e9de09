// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STATS_TWO_SHARES_H
#define WW_STATS_TWO_SHARES_H

#include <stdbool.h>
#include <stdint.h>

/* Is the change between two shares more than chance? x1 of n1 against x2 of n2, all counts of independent records. */
struct ww_two_shares {
    int64_t x1, n1, x2, n2; /* 0 <= x <= n, n > 0 */
};

/* The two-sided p-value in *p: the chi-squared test with N - 1, or, where a cell of the two-by-two table is expected to
 * hold less than one record, Fisher's exact test by Irwin's rule. False, and *p untouched, where there is nothing to
 * test: all or none of both are named, a base is 0, or a count lies outside its base. Cost: O(1), or
 * O(min(n1, n2, x1 + x2)) for the exact test.
 * Source: Campbell (2007), Statistics in Medicine 26, 3661-3675. */
bool ww_two_shares_p(const struct ww_two_shares *shares, double *p);

#endif
