// SPDX-License-Identifier: Apache-2.0
#ifndef WW_REPORT_HTML_H
#define WW_REPORT_HTML_H

#include "base/buf.h"
#include "base/err.h"
#include "report/chart.h"
#include "report/doc.h"

struct ww_html_options {
    const struct ww_map_areas *shapes; /* outlines for maps; NULL = none */
    const char *tables_folder; /* relative to the page, "tables": figures link to <folder>/<table file>.csv;
                                     * NULL = no links */
};

/* Appends one whole page: UTF-8, its style inside, no script, nothing fetched. WCAG 2.2 AA; prints on A4. Figures
 * and tables are numbered in order. The same document gives the same bytes. options may be NULL. */
enum ww_rc WW_MUST_CHECK ww_html_page(const struct ww_doc *doc, const struct ww_html_options *options,
                                      struct ww_buf *out, struct ww_err *err);

/* "areas-ward.csv": the table's id with '-' for '/', and what the file is. For writers of tables/, too. */
void ww_html_table_file(const struct ww_table *table, const char *extension, struct ww_buf *out);

/* Only the table: in a region that scrolls by keyboard, with caption, scopes, right-aligned numbers. region_name is
 * read out and must be unique in the page ("Table of figure 3"); NULL = "Table: " and its title. */
void ww_html_table(const struct ww_table *table, const char *region_name, struct ww_buf *out);

#endif
