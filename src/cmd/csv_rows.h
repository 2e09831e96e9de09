// SPDX-License-Identifier: Apache-2.0
#ifndef WW_CMD_CSV_ROWS_H
#define WW_CMD_CSV_ROWS_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/* The records of a CSV file, one after the other, with the columns asked for. */

#define WW_CSV_ROWS_COLUMNS_MAX 64
#define WW_CSV_ROWS_CELL_MAX    4096 /* bytes; what is longer is cut */

struct ww_csv_rows_request {
    const char *path;
    const char *const *columns; /* as in the header, case aside; NULL = the first */
    size_t n_columns;
    /* values[n_columns] live during the call. */
    enum ww_rc (*take)(void *context, const struct ww_str *values, struct ww_err *err);
    void *context;
};

/* WW_E_INPUT with file and line where a record is not whole, WW_E_USAGE for a column that is not there. What was read is wiped
 * from the reader's own memory. */
enum ww_rc WW_MUST_CHECK ww_csv_rows_each(const struct ww_csv_rows_request *request, struct ww_err *err);

#endif
