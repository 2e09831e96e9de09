// SPDX-License-Identifier: Apache-2.0
/* Horizontal bars: one row each, from zero, the figure at the bar's end in place of an axis.
 *
 * A second column of values is a thinner bar under the first (last year under this year), told apart by width
 * and a key as well as by colour. A missing figure shows its shorthand where the bar would begin. Negative
 * figures run to the left of the zero line. */
#include "report/chart_kinds.h"

#include <math.h>

#define LABEL_MAX_WIDTH 330.0
#define LABEL_GAP       12.0
#define PAIR_GAP        4.0
#define VALUE_GAP       6.0
#define TOP             4.0
#define KEY_HEIGHT      30.0
#define ROW_ALONE       30.0
#define ROW_PAIRED      44.0
#define BAR_ALONE       20.0
#define BAR_FIRST       17.0
#define BAR_SECOND      8.0
#define SECOND_FONT     13.0
#define KEY_SWATCH      22.0
#define KEY_GAP         25.0
#define BOLD_WIDER      1.08

struct frame {
    double label_right, left, right, zero;
    double scale; /* drawing units per unit of the value */
    double top, row_height;
    bool paired;
};

/* The widest figure printed at the end of a bar. */
static double figures_width(const struct ww_chart_plan *plan, size_t n_series)
{
    double widest = 0;
    for (size_t i = 0; i < plan->n_rows; i++)
        for (size_t s = 0; s < n_series; s++) {
            const struct ww_column *column = ww_chart_column(plan, s);
            const char *text = ww_chart_cell_text(plan, column, ww_chart_cell(plan, i, s));
            double width = ww_svg_text_width(text, WW_SVG_FONT_SIZE);
            widest = width > widest ? width : widest;
        }
    return widest + VALUE_GAP;
}

static struct frame lay_out(const struct ww_chart_plan *plan)
{
    struct frame f = {.paired = plan->n_series > 1};
    size_t n_series = f.paired ? 2 : 1;
    double low = 0, high = 0;
    for (size_t s = 0; s < n_series; s++) {
        double column_low, column_high;
        if (!ww_chart_range(plan, plan->series[s], &column_low, &column_high))
            continue;
        low = column_low < low ? column_low : low;
        high = column_high > high ? column_high : high;
    }
    double figures = figures_width(plan, n_series);
    f.label_right = ww_chart_label_width(plan, LABEL_MAX_WIDTH);
    f.left = f.label_right + LABEL_GAP + (low < 0 ? figures : 0);
    f.right = WW_CHART_WIDTH - figures;
    f.scale = high > low ? (f.right - f.left) / (high - low) : 0;
    f.zero = f.left - low * f.scale;
    f.top = TOP + (f.paired ? KEY_HEIGHT : 0);
    f.row_height = f.paired ? ROW_PAIRED : ROW_ALONE;
    return f;
}

static double key_width(const struct ww_chart_plan *plan, size_t series)
{
    return KEY_SWATCH + KEY_GAP +
           ww_svg_text_width(ww_chart_column(plan, series)->title, WW_SVG_FONT_SIZE) * BOLD_WIDER;
}

/* Above the bars, moved to the left where it is wide. */
static void put_key(const struct ww_chart_plan *plan, const struct frame *f, struct ww_buf *out)
{
    double x = f->label_right + LABEL_GAP;
    double room = WW_CHART_WIDTH - key_width(plan, 0) - key_width(plan, 1);
    x = x < room ? x : room > 0 ? room : 0;
    for (size_t s = 0; s < 2; s++) {
        double height = s ? BAR_SECOND : BAR_FIRST;
        ww_svg_rect(out, (struct ww_svg_box){x, TOP + (KEY_HEIGHT - height) / 2 - 5, KEY_SWATCH, height},
                    (struct ww_svg_paint){.fill = ww_chart_colour(s)});
        char line[1][WW_SVG_LINE_MAX];
        ww_svg_wrap(ww_chart_column(plan, s)->title, WW_SVG_FONT_SIZE,
                    WW_CHART_WIDTH / 2 - KEY_SWATCH - KEY_GAP, line, 1);
        ww_svg_text(out, (struct ww_svg_point){x + KEY_SWATCH + 7, TOP + 15},
                    (struct ww_svg_font){.bold = s == 0}, line[0]);
        x += room > 0 ? key_width(plan, s) : WW_CHART_WIDTH / 2;
    }
}

static void put_bar(const struct ww_chart_plan *plan, const struct frame *f, size_t row, size_t series,
                    struct ww_svg_box box, struct ww_buf *out)
{
    const struct ww_column *column = ww_chart_column(plan, series);
    const struct ww_cell *cell = ww_chart_cell(plan, row, series);
    double length = cell->present ? fabs(cell->number) * f->scale : 0;
    bool negative = cell->present && cell->number < 0;
    box.x = negative ? f->zero - length : f->zero;
    box.width = length;
    ww_svg_rect(out, box, (struct ww_svg_paint){.fill = ww_chart_colour(series)});
    struct ww_svg_font font = {
        .anchor = negative ? WW_ANCHOR_END : WW_ANCHOR_START,
        .size = series ? SECOND_FONT : WW_SVG_FONT_SIZE,
        .bold = series == 0 && plan->table->rows[plan->rows[row]].kind != WW_ROW_PLAIN,
        .fill = series ? WW_INK_SECONDARY : NULL,
    };
    struct ww_svg_point at = {negative ? box.x - VALUE_GAP : box.x + box.width + VALUE_GAP,
                              box.y + box.height / 2 + font.size * 0.35};
    ww_svg_text(out, at, font, ww_chart_cell_text(plan, column, cell));
}

static void put_row(const struct ww_chart_plan *plan, const struct frame *f, size_t row, struct ww_buf *out)
{
    double top = f->top + (double)row * f->row_height;
    double middle = top + f->row_height / 2;
    bool bold = plan->table->rows[plan->rows[row]].kind != WW_ROW_PLAIN;
    ww_chart_put_label(out, (struct ww_svg_point){f->label_right, middle}, f->label_right,
                       ww_chart_label(plan, row), bold);
    if (f->paired) {
        double first = top + (f->row_height - BAR_FIRST - BAR_SECOND - PAIR_GAP) / 2;
        put_bar(plan, f, row, 0, (struct ww_svg_box){.y = first, .height = BAR_FIRST}, out);
        put_bar(plan, f, row, 1, (struct ww_svg_box){.y = first + BAR_FIRST + PAIR_GAP, .height = BAR_SECOND},
                out);
    } else {
        double first = middle - BAR_ALONE / 2;
        put_bar(plan, f, row, 0, (struct ww_svg_box){.y = first, .height = BAR_ALONE}, out);
    }
}

enum ww_rc ww_chart_draw_bars(const struct ww_chart_plan *plan, struct ww_buf *out, struct ww_err *err)
{
    (void)err;
    struct frame f = lay_out(plan);
    double bottom = f.top + (double)plan->n_rows * f.row_height;
    ww_chart_open(plan, bottom + 4, out);
    if (f.paired)
        put_key(plan, &f, out);
    for (size_t i = 0; i < plan->n_rows; i++)
        put_row(plan, &f, i, out);
    ww_svg_line(out, (struct ww_svg_point){f.zero, f.top}, (struct ww_svg_point){f.zero, bottom},
                (struct ww_svg_paint){.stroke = WW_INK, .stroke_width = 1});
    ww_chart_close(out);
    return WW_OK;
}
