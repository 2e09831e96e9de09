// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STATS_ORDER_H
#define WW_STATS_ORDER_H

#include <stddef.h>
#include <stdint.h>

/* order[0..n) becomes the indices of values[0..n), largest value first; equal values in the order of their
 * indices, so the result is one and the same everywhere. n at most UINT32_MAX; no value may be NaN (assert).
 * O(n log n) comparisons, no memory beyond the array given. */
void ww_order_counts(const uint64_t *values, size_t n, uint32_t *order);
void ww_order_numbers(const double *values, size_t n, uint32_t *order);

#endif
