// SPDX-License-Identifier: Apache-2.0
#ifndef WW_REPORT_HTML_FIGURE_H
#define WW_REPORT_HTML_FIGURE_H

#include "report/html.h"

/* One figure of a page: within src/report only. */
struct ww_html_figure {
    const struct ww_table *table;
    unsigned number;        /* of figures, or of tables where there is no chart */
    unsigned heading_level; /* of its title */
};

/* Appends the figure: number, title, subtitle, chart, the table in <details> (or alone), notes, source, link to the
 * file. */
enum ww_rc WW_MUST_CHECK ww_html_put_figure(const struct ww_html_figure *figure,
                                            const struct ww_html_options *options, struct ww_buf *out,
                                            struct ww_err *err);

#endif
