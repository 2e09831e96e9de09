// SPDX-License-Identifier: Apache-2.0
#ifndef WW_REPORT_SVG_H
#define WW_REPORT_SVG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* A small writer of SVG elements: numbers with two fixed decimals at most, so that the same chart is the same
 * bytes everywhere; text always escaped. Lengths are in the drawing's own units (CSS pixels at full width). */

/* Analysis Function palette (CONVENTIONS C1), by what it is used for here. */
#define WW_INK           "#0b0c0c"
#define WW_INK_SECONDARY "#484949"
#define WW_DARK_BLUE     "#12436D"
#define WW_MID_BLUE      "#2073BC"
#define WW_LIGHT_BLUE    "#6BACE6"
#define WW_PALE_BLUE \
    "#DCEBF8" /* a tint of the same hue, for the lowest class; always outlined and labelled */
#define WW_GRID "#cecece"
#define WW_AXIS "#6f777b"

struct ww_svg_point {
    double x, y;
};

struct ww_svg_box {
    double x, y, width, height;
};

struct ww_svg_paint {
    const char *fill;   /* NULL = none */
    const char *stroke; /* NULL = none */
    double stroke_width;
    const char *dash; /* "6 4"; NULL = solid */
};

enum ww_svg_anchor {
    WW_ANCHOR_START,
    WW_ANCHOR_MIDDLE,
    WW_ANCHOR_END,
};

struct ww_svg_font {
    double size; /* 0 = 15 */
    enum ww_svg_anchor anchor;
    bool bold;
    bool halo;        /* a white edge, for text over lines and areas */
    const char *fill; /* NULL = ink */
};

#define WW_SVG_FONT_SIZE   15.0
#define WW_SVG_LINE_HEIGHT 1.2

void ww_svg_number(struct ww_buf *out, double number);
void ww_svg_rect(struct ww_buf *out, struct ww_svg_box box, struct ww_svg_paint paint);
void ww_svg_line(struct ww_buf *out, struct ww_svg_point from, struct ww_svg_point to,
                 struct ww_svg_paint paint);
void ww_svg_circle(struct ww_buf *out, struct ww_svg_point centre, double radius, struct ww_svg_paint paint);
void ww_svg_text(struct ww_buf *out, struct ww_svg_point at, struct ww_svg_font font, const char *text);

/* A path: begin, any number of moves and lines, end. */
void ww_svg_path_begin(struct ww_buf *out);
void ww_svg_path_move(struct ww_buf *out, struct ww_svg_point to);
void ww_svg_path_line(struct ww_buf *out, struct ww_svg_point to);
void ww_svg_path_close(struct ww_buf *out);
void ww_svg_path_end(struct ww_buf *out, struct ww_svg_paint paint);

/* Room to leave for text, by the widths of Helvetica and a margin for wider fonts. */
double ww_svg_text_width(const char *text, double size);

/* Cuts text into at most max_lines lines no wider than width, at blanks; what is left over ends in "…".
 * Lines point into `lines`, max_lines buffers of WW_SVG_LINE_MAX bytes. Returns how many are used. */
#define WW_SVG_LINE_MAX 128
size_t ww_svg_wrap(const char *text, double size, double width, char (*lines)[WW_SVG_LINE_MAX],
                   size_t max_lines);

#endif
