// SPDX-License-Identifier: Apache-2.0
#ifndef WW_REPORT_HTML_STYLE_H
#define WW_REPORT_HTML_STYLE_H

/* The style sheet of every page and printed paper, for inside one <style> element. */
extern const char ww_html_style[];

#endif
