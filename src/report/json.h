// SPDX-License-Identifier: Apache-2.0
#ifndef WW_REPORT_JSON_H
#define WW_REPORT_JSON_H

#include "base/buf.h"
#include "base/err.h"
#include "table/table.h"

/* Appends the table as one JSON object (RFC 8259, UTF-8), keys always in the same order:
 * id, title, subtitle, columns, rows, notes, marks, provenance, findings. A cell of a row's "cells" is null when
 * missing without a mark, else {"value", "text", "mark"}: the number to twelve significant digits, the cell as
 * people read it, and the shorthand where there is one. Findings hold the finished sentence. */
enum ww_rc WW_MUST_CHECK ww_json_table(const struct ww_table *table, struct ww_buf *out, struct ww_err *err);

/* One finding: {"id": "<table id>/<finding id>", "sentence", "weight", "row"}. */
enum ww_rc WW_MUST_CHECK ww_json_finding(const struct ww_table *table, const struct ww_finding *finding,
                                         struct ww_buf *out, struct ww_err *err);

/* {"measure", "version", "question", "formula", "filter", "parameters", "extracts"}. */
void ww_json_provenance(const struct ww_provenance *provenance, struct ww_buf *out);

/* A quoted string; bytes that are not UTF-8 become U+FFFD. NULL text gives null. */
void ww_json_text(struct ww_buf *out, const char *text);
/* Shortest text of the number rounded to twelve significant digits, the same on every machine. */
void ww_json_number(struct ww_buf *out, double number);

#endif
