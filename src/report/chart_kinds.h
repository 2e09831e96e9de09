// SPDX-License-Identifier: Apache-2.0
#ifndef WW_REPORT_CHART_KINDS_H
#define WW_REPORT_CHART_KINDS_H

#include "base/arena.h"
#include "report/chart.h"
#include "report/svg.h"

/* What chart.c hands to each kind's drawing function, and what those share. Within src/report only. */

#define WW_CHART_WIDTH 900.0

struct ww_chart_plan {
    const struct ww_table *table;
    const struct ww_chart_options *options;
    struct ww_arena *scratch; /* for arrays a drawing needs; freed by chart.c */
    enum ww_chart_kind kind;  /* as drawn: a map without outlines is WW_CHART_BARS */
    size_t label;             /* column of the labels, or WW_NO_INDEX: row ids */
    size_t *rows;             /* indices of the rows drawn, in the table's order */
    size_t n_rows;
    size_t *series; /* columns drawn; at most four but for a matrix */
    size_t n_series;
    const struct ww_map_area **shapes; /* of each row drawn, for maps; NULL items where there is none */
    struct ww_buf description;
};

typedef enum ww_rc ww_chart_draw(const struct ww_chart_plan *plan, struct ww_buf *out, struct ww_err *err);

ww_chart_draw ww_chart_draw_bars, ww_chart_draw_line, ww_chart_draw_intervals, ww_chart_draw_matrix,
    ww_chart_draw_curve, ww_chart_draw_map, ww_chart_draw_squares;

/* The opening tag, title, desc and white ground of a drawing of this height; and its end. */
void ww_chart_open(const struct ww_chart_plan *plan, double height, struct ww_buf *out);
void ww_chart_close(struct ww_buf *out);

const struct ww_column *ww_chart_column(const struct ww_chart_plan *plan, size_t series);
const struct ww_cell *ww_chart_cell(const struct ww_chart_plan *plan, size_t row, size_t series);
/* The row's label, printed; lives in scratch ("" without memory). */
const char *ww_chart_label(const struct ww_chart_plan *plan, size_t row);
/* The cell as people read it, a minus sign for a hyphen; lives in scratch. */
const char *ww_chart_cell_text(const struct ww_chart_plan *plan, const struct ww_column *column,
                               const struct ww_cell *cell);

/* Smallest and largest number of a column over the rows drawn; false when there is none. */
bool ww_chart_range(const struct ww_chart_plan *plan, size_t column, double *low, double *high);

/* Row labels at the left: how wide they are, at most max_width. */
double ww_chart_label_width(const struct ww_chart_plan *plan, double max_width);
/* A label right-aligned to x, on one or two lines centred at y. */
void ww_chart_put_label(struct ww_buf *out, struct ww_svg_point at, double width, const char *text,
                        bool bold);

/* Colour and dash of a series, in palette order; the dash tells lines apart without colour. */
const char *ww_chart_colour(size_t series);
const char *ww_chart_dash(size_t series);

#endif
