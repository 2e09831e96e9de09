// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_ROWS_H
#define WW_MEASURE_ROWS_H

#include "measure/ask.h"

/* Records one by one, for what is too small or too particular for a cube: reference tables (indicators, rates, scores),
 * cohorts of some hundred people. Counts of many records belong to ww_ask_count. */

struct ww_rows_column {
    enum ww_role role; /* ATTRIBUTE = by `field` name */
    bool optional;     /* where no extract has it, its cells are not given; else that is refused */
    const char *field;
};

struct ww_row_cell {
    bool given;
    struct ww_str text; /* CATEGORY, TEXT; HEX as lower-case digits */
    double number;      /* INTEGER, NUMBER, FIXED; of a MONTH, DATE or DATETIME the day, a month's first */
};

#define WW_ROWS_COLUMNS_MAX 24

/* In the order of the extracts and their rows. */
struct ww_rows {
    size_t count, n_columns;
    struct ww_row_cell *cells; /* count × n_columns */
    uint64_t *used;            /* rows read, for each extract of the view: for ww_ask_note_used */
};

static inline const struct ww_row_cell *ww_rows_at(const struct ww_rows *rows, size_t row, size_t column)
{
    return &rows->cells[row * rows->n_columns + column];
}

/* Reads the columns of the ask's source into its arena. `spec`: the conditions and period that a record must meet
 * (ww_ask_spec, and has_period), its TEXT where[] only; NULL = every record. WW_E_NOT_FOUND: no extract has a column that is
 * not optional (the message names it). Cost: 32 bytes a cell. */
enum ww_rc WW_MUST_CHECK ww_rows_read(const struct ww_ask *ask, const struct ww_rows_column *columns,
                                      size_t n_columns, const struct ww_cube_spec *spec, struct ww_rows *out,
                                      struct ww_err *err);

#endif
