// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_BREAKDOWN_H
#define WW_MEASURE_BREAKDOWN_H

#include "measure/ask.h"

/* What the rows of a table stand for, chosen by --by:
 *   category   the category tree: types, then their group's subtotal, then the total (the default)
 *   group      the groups alone, then the total
 *   a level    areas of that level inside the area asked for ("ward", "lsoa11"), in order of code, then the total
 *   a column   the distinct texts of a sealed column, most frequent first, then the total
 * A measure counts by `dim` and hands the counts back; it never needs to know which of these it was. */
struct ww_breakdown {
    struct ww_cube_dim dim;
    enum { WW_BREAKDOWN_TREE, WW_BREAKDOWN_GROUPS, WW_BREAKDOWN_AREAS, WW_BREAKDOWN_TEXTS } kind;
    struct ww_area_list areas;
    struct ww_text_list texts;
};

enum ww_rc WW_MUST_CHECK ww_breakdown_make(const struct ww_ask *ask, struct ww_breakdown *out,
                                           struct ww_err *err);

/* Counts one period by the breakdown (area, subject and --where as the question says) into counts[dim.size], and
 * notes in the table what had to be left out. */
enum ww_rc WW_MUST_CHECK ww_breakdown_count(const struct ww_ask *ask, const struct ww_breakdown *breakdown,
                                            struct ww_period period, struct ww_table *table, int64_t *counts,
                                            struct ww_err *err);
/* The period of comparison, then the period itself: 2 × dim.size numbers in the ask's arena. */
enum ww_rc WW_MUST_CHECK ww_breakdown_count_both(const struct ww_ask *ask,
                                                 const struct ww_breakdown *breakdown, struct ww_table *table,
                                                 int64_t **counts, struct ww_err *err);

/* One row ready to be printed. counts: n_series numbers, rolled up where the row is a subtotal or total. */
struct ww_breakdown_row {
    const char *id; /* of a category, an area, the total; NULL for a text of a column */
    const char *label;
    enum ww_row_kind kind;
    unsigned depth;
    const int64_t *counts;
    const char *alone; /* what a sentence calls it (evidence/categories.h); NULL = its label */
};
/* Adds it to a table: the row's index. A text has the id "value/its-words", so that one called "Total" is not taken
 * for the total. */
size_t ww_breakdown_add_row(struct ww_table *table, const struct ww_breakdown_row *row);

typedef void ww_breakdown_emit(void *context, const struct ww_breakdown_row *row);

/* counts: n_series arrays of dim.size numbers each, one after the other. Rows without any record in any series are
 * left out. Emits in printed order; the total comes last, id "total". */
enum ww_rc WW_MUST_CHECK ww_breakdown_rows(const struct ww_ask *ask, const struct ww_breakdown *breakdown,
                                           const int64_t *counts, size_t n_series, ww_breakdown_emit *emit,
                                           void *context, struct ww_err *err);

#endif
