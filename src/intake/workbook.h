// SPDX-License-Identifier: Apache-2.0
#ifndef WW_INTAKE_WORKBOOK_H
#define WW_INTAKE_WORKBOOK_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* Rows of a sheet that may stand above the header: a title, a date, a note. */
#define WW_WORKBOOK_HEADER_ROWS 20
#define WW_WORKBOOK_BYTES_MAX   ((size_t)1 << 30)

/* Whether a row, given as one CSV record, is the header that is wanted. */
typedef bool ww_is_header_fn(void *context, struct ww_str record);

/* Reads an .xlsx or .ods through GDAL and appends it to csv, from its header on: the first sheet in which one of the
 * first rows is the header wanted, else the first sheet from its first row. Dates come out as 2018-06-05, times as
 * 2018-06-05T13:45:30, numbers as the shortest text that reads back the same; rows without any cell are left
 * out. sheet: its name and where it began, for people. WW_E_INPUT when it cannot be read, WW_E_LIMIT when it
 * unpacks to more than a workbook of its size would. */
enum ww_rc WW_MUST_CHECK ww_workbook_read(const char *path, ww_is_header_fn *is_header, void *context,
                                          struct ww_buf *csv, char sheet[160], struct ww_err *err);

#endif
