// SPDX-License-Identifier: Apache-2.0
#ifndef WW_TABLE_FORMAT_H
#define WW_TABLE_FORMAT_H

#include "base/buf.h"
#include "table/table.h"

/* The decimals a column is printed with: its own, or its unit's. */
int ww_format_decimals(const struct ww_column *column);

/* A cell as people read it: "58,627", "9.2%", "£280,000", "< 0.001", "[low]", "12 [u]". A missing cell
 * without a mark is empty. A number that rounds to nothing has no sign. */
void ww_format_cell(const struct ww_column *column, const struct ww_cell *cell, struct ww_buf *out);

/* The same for machines (CSV): plain decimals of the column (six for a probability), no separators, no unit;
 * the shorthand in place of a missing number; marks that stand beside a number are left to a column of their
 * own by the writer. */
void ww_format_cell_plain(const struct ww_column *column, const struct ww_cell *cell, struct ww_buf *out);

/* A number of a unit in a sentence: "£279.8 million", "£48,860", "9.2%", "161". Pounds are rounded to a tenth
 * of a million or billion, daily figures of 100 and more to whole ones unless the column says its decimals. */
void ww_format_in_sentence(const struct ww_column *column, double number, struct ww_buf *out);

/* "less than 0.001", "0.03", "0.21", "more than 0.99"; never rounded across 0.05 ("just under 0.05"). */
void ww_format_p_value(double p, struct ww_buf *out);

#endif
