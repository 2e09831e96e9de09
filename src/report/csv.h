// SPDX-License-Identifier: Apache-2.0
#ifndef WW_REPORT_CSV_H
#define WW_REPORT_CSV_H

#include "base/buf.h"
#include "table/table.h"

enum ww_csv_header {
    WW_CSV_NAMES,  /* machine names: id,label,count_now,change_pct */
    WW_CSV_TITLES, /* headings as people read them */
};

/* Appends the table as RFC 4180 CSV: UTF-8, CRLF, one header line; the row's id first, then the label columns, then
 * the others in order. Where a number is missing its shorthand stands ("[low]"); a column "<name>_mark" follows a
 * column in which a mark stands beside a number. Text that a spreadsheet would run as a formula gets a leading
 * single quote; negative numbers stay numbers. */
void ww_csv_table(const struct ww_table *table, struct ww_buf *out);
void ww_csv_table_headed(const struct ww_table *table, enum ww_csv_header header, struct ww_buf *out);

/* One field, quoted where it must be; formula-safe. For other CSV files that hold partners' words. */
void ww_csv_put_text(struct ww_buf *out, struct ww_str text);

#endif
