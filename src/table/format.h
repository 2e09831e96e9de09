// SPDX-License-Identifier: Apache-2.0
#ifndef WW_TABLE_FORMAT_H
#define WW_TABLE_FORMAT_H

#include "base/buf.h"
#include "table/table.h"

/* A cell as people read it: "58,627", "9.2%", "£280,000", "p < 0.001", "[low]", "12 [u]". A missing cell
 * without a mark is empty. */
void ww_format_cell(const struct ww_column *column, const struct ww_cell *cell, struct ww_buf *out);

/* The same for machines (CSV): plain decimals of the column, no separators, no unit; the shorthand in place of a
 * missing number; marks that stand beside a number are left to a column of their own by the writer. */
void ww_format_cell_plain(const struct ww_column *column, const struct ww_cell *cell, struct ww_buf *out);

/* A number of a unit in a sentence: "£279.8 million", "9.2%", "161". */
void ww_format_in_sentence(const struct ww_column *column, double number, struct ww_buf *out);

/* "less than 0.001", "0.03". */
void ww_format_p_value(double p, struct ww_buf *out);

#endif
