// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STATS_QUANTILE_H
#define WW_STATS_QUANTILE_H

#include <stddef.h>

/* The value below which a share of the values lies, 0 <= share <= 1: 0.25, 0.5 and 0.75 are the quartiles. `sorted`
 * rises; n >= 1. Between two values in proportion (type 7 of Hyndman & Fan 1996, American Statistician 50(4), 361-365: what
 * spreadsheets' QUARTILE.INC and R give). O(1). */
double ww_quantile(const double *sorted, size_t n, double share);

/* Sorts values so that they rise. No value may be NaN. O(n log n). */
void ww_sort_numbers(double *values, size_t n);

#endif
