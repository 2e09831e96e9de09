// SPDX-License-Identifier: Apache-2.0
#ifndef WW_REPORT_MARKDOWN_H
#define WW_REPORT_MARKDOWN_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* Appends an analyst's commentary (CommonMark) as safe HTML: raw HTML and links to anything but http, https,
 * mailto and places in the page are dropped, images become their words, headings begin at first_level (2..6), so
 * that the page keeps its one h1. WW_E_LIMIT above 1 MiB of source. */
enum ww_rc WW_MUST_CHECK ww_markdown_html(struct ww_str source, unsigned first_level, struct ww_buf *out,
                                          struct ww_err *err);

#endif
