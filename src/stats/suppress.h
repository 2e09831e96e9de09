// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STATS_SUPPRESS_H
#define WW_STATS_SUPPRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which counts of a table may be printed, so that no small one can be read or worked out from the others. */

struct ww_suppress {
    size_t rows, columns;  /* those of totals included */
    const int64_t *counts; /* rows × columns, row after row, all >= 0 */
    bool row_totals;       /* the last column is the sum of those before it */
    bool column_totals;    /* the last row is the sum of those above it */
    int64_t smallest;      /* shown; counts from 1 to below it are not; >= 1 */
};

enum ww_hidden {
    WW_SHOWN,
    WW_HIDDEN_SMALL,  /* for its own sake */
    WW_HIDDEN_BESIDE, /* so that a small one cannot be worked out */
};

/* Numbers of 8 bytes that the functions below want to scribble in. */
size_t ww_suppress_scratch(size_t rows, size_t columns);

/* hidden: rows × columns of enum ww_hidden, in and out: what is hidden on entry (because another table of the same
 * people hides it) stays so. Afterwards an attacker who knows every shown count, the totals, and that a hidden count is
 * at least 1, is left with a range of at least `smallest` between the least and the largest value that each small count
 * can have, or nothing but zeros is shown. Zeros are always shown.
 * Cost O(hidden × cells × steps) and more where little can be hidden: for tables that people read. */
void ww_suppress(const struct ww_suppress *table, uint8_t *hidden, int64_t *scratch);

/* What that attacker can say of one hidden cell: exact, because such tables are networks. */
struct ww_suppress_range {
    int64_t low, high;
    bool unlimited; /* no high end: `high` is not set */
};
struct ww_suppress_range ww_suppress_range(const struct ww_suppress *table, const uint8_t *hidden,
                                           size_t cell, int64_t *scratch);

#endif
