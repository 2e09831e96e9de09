// SPDX-License-Identifier: Apache-2.0
#ifndef WW_REPORT_ESCAPE_H
#define WW_REPORT_ESCAPE_H

#include "base/buf.h"
#include "base/str.h"

/* The only ways text gets into HTML and SVG. Each takes any bytes: what is not UTF-8, and control characters
 * that markup may not hold, become U+FFFD. The result is safe in the place it is named after, and only there. */

/* Between tags: & < > escaped; tab and line ends kept. */
void ww_html_text(struct ww_buf *out, struct ww_str text);

/* A whole attribute with its leading blank: ` name="value"`, quotes and line ends escaped too. The name is a
 * literal of the caller's. For href and src only with values the program made itself. */
void ww_html_attr(struct ww_buf *out, const char *name, struct ww_str value);

/* Something to use as an id or after a '#': [A-Za-z0-9/._-] kept, any other byte '-'. "-" when empty. */
void ww_html_id(struct ww_buf *out, struct ww_str id);

/* A quoted string inside a <style> element: all but letters, digits and blanks as hexadecimal escapes. */
void ww_css_string(struct ww_buf *out, struct ww_str text);

#endif
