// SPDX-License-Identifier: Apache-2.0
#ifndef WW_REPORT_TEXT_H
#define WW_REPORT_TEXT_H

#include "base/buf.h"
#include "base/err.h"
#include "table/table.h"

/* Appends the table as aligned plain text for a terminal: title, headings (wrapped), rows with subtotals indented
 * as they are, findings as sentences, notes, the marks used, and where it came from. A table wider than 120 columns goes
 * without the ends of its intervals, and says so. Widths are counted in code points. Control characters in labels are
 * shown as '?', so that a partner's file cannot drive the terminal. */
enum ww_rc WW_MUST_CHECK ww_text_table(const struct ww_table *table, struct ww_buf *out, struct ww_err *err);

#endif
