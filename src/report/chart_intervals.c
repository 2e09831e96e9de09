// SPDX-License-Identifier: Apache-2.0
/* Values with their 95% intervals: a dot and a whisker for each row, a line at the reference.
 *
 * Ratios are drawn on a logarithmic axis, where a doubling and a halving are equally far from one, and at most
 * RATIO_SPAN either side of it: a few rows with tiny counts would otherwise squeeze all others onto the line. What
 * goes on beyond the axis ends in an arrow; its figures stand beside it. A dot is
 * filled when its interval leaves the reference out (more than chance) and hollow when it does not, and the
 * figures stand beside it, so nothing is said by colour. */
#include "report/chart_kinds.h"

#include "report/axis.h"

#define LABEL_MAX_WIDTH 300.0
#define LABEL_GAP       14.0
#define TOP_WITH_KEY    62.0
#define TOP_ALONE       14.0
#define BOLD_WIDER      1.08
#define ROW_HEIGHT      31.0
#define AXIS_HEIGHT     34.0
#define FIGURES_GAP     16.0
#define WANTED_TICKS    5
#define RATIO_SPAN      4.0 /* from a quarter to four times the reference */
#define ARROW           5.0

struct frame {
    double label_right, left, right, top, bottom;
    struct ww_axis x;
    size_t low, high; /* columns */
};

struct interval {
    const struct ww_cell *value, *low, *high;
};

static struct interval interval_of(const struct ww_chart_plan *plan, const struct frame *f, size_t row)
{
    const struct ww_cell *cells = plan->table->rows[plan->rows[row]].cells;
    return (struct interval){ww_chart_cell(plan, row, 0), &cells[f->low], &cells[f->high]};
}

static const char *figures(const struct ww_chart_plan *plan, const struct frame *f, size_t row)
{
    struct interval i = interval_of(plan, f, row);
    const struct ww_column *column = ww_chart_column(plan, 0);
    const char *value = ww_chart_cell_text(plan, column, i.value);
    if (!i.low->present || !i.high->present)
        return value;
    const char *text = ww_arena_printf(plan->scratch, "%s (%s to %s)", value,
                                       ww_chart_cell_text(plan, &plan->table->columns[f->low], i.low),
                                       ww_chart_cell_text(plan, &plan->table->columns[f->high], i.high));
    return text ? text : value;
}

static void widen(double number, bool *any, double *low, double *high)
{
    *low = *any && *low <= number ? *low : number;
    *high = *any && *high >= number ? *high : number;
    *any = true;
}

static void lay_out_axis(const struct ww_chart_plan *plan, struct frame *f)
{
    bool any = false;
    double low = 0, high = 1;
    size_t columns[3] = {plan->series[0], f->low, f->high};
    for (size_t c = 0; c < 3; c++) {
        double column_low, column_high;
        if (!ww_chart_range(plan, columns[c], &column_low, &column_high))
            continue;
        widen(column_low, &any, &low, &high);
        widen(column_high, &any, &low, &high);
    }
    if (plan->table->chart.has_reference)
        widen(plan->table->chart.reference, &any, &low, &high);
    bool ratio = ww_chart_column(plan, 0)->unit == WW_UNIT_RATIO && plan->table->chart.has_reference &&
                 plan->table->chart.reference > 0;
    if (ratio) {
        double least = plan->table->chart.reference / RATIO_SPAN,
               most = plan->table->chart.reference * RATIO_SPAN;
        low = low < least ? least : low;
        high = high > most ? most : high;
        double first, last; /* estimates are never off the axis, only ends of intervals */
        if (ww_chart_range(plan, plan->series[0], &first, &last)) {
            low = first > 0 && first < low ? first : low;
            high = last > high ? last : high;
        }
    }
    f->x = ratio ? ww_axis_log(low / 1.03, high * 1.03, f->left, f->right)
                 : ww_axis_linear(low, high, f->left, f->right, WANTED_TICKS);
}

static void lay_out(const struct ww_chart_plan *plan, struct frame *f)
{
    double widest = 0;
    for (size_t i = 0; i < plan->n_rows; i++) {
        double width = ww_svg_text_width(figures(plan, f, i), WW_SVG_FONT_SIZE) * BOLD_WIDER;
        widest = width > widest ? width : widest;
    }
    f->label_right = ww_chart_label_width(plan, LABEL_MAX_WIDTH);
    f->left = f->label_right + LABEL_GAP + 8;
    f->right = WW_CHART_WIDTH - widest - FIGURES_GAP;
    f->top = plan->table->chart.has_reference ? TOP_WITH_KEY : TOP_ALONE;
    f->bottom = f->top + (double)plan->n_rows * ROW_HEIGHT;
    lay_out_axis(plan, f);
}

static void put_dot(struct ww_svg_point at, bool filled, struct ww_buf *out)
{
    ww_svg_circle(out, at, 6,
                  (struct ww_svg_paint){.fill = filled ? WW_DARK_BLUE : "#ffffff",
                                        .stroke = WW_DARK_BLUE,
                                        .stroke_width = 2.5});
}

static void put_key(const struct ww_chart_plan *plan, const struct frame *f, struct ww_buf *out)
{
    if (!plan->table->chart.has_reference)
        return;
    struct ww_svg_font font = {0};
    put_dot((struct ww_svg_point){8, 14}, true, out);
    ww_svg_text(out, (struct ww_svg_point){22, 19}, font, "The interval does not reach the line");
    put_dot((struct ww_svg_point){330, 14}, false, out);
    ww_svg_text(out, (struct ww_svg_point){344, 19}, font, "It does: chance alone could explain it");
    if (f->x.logarithmic)
        ww_svg_text(out, (struct ww_svg_point){WW_CHART_WIDTH, 19},
                    (struct ww_svg_font){.anchor = WW_ANCHOR_END}, "An arrow: it goes on");
    ww_svg_text(out, (struct ww_svg_point){WW_CHART_WIDTH, f->top - 14},
                (struct ww_svg_font){.anchor = WW_ANCHOR_END, .fill = WW_INK_SECONDARY}, "with 95% interval");
    const struct ww_cell cell = {.number = plan->table->chart.reference, .present = true};
    bool unchanged = ww_chart_column(plan, 0)->unit == WW_UNIT_RATIO && cell.number >= 1 && cell.number <= 1;
    const char *words = plan->table->chart.reference_words;
    if (!words)
        words = unchanged ? "No change" : ww_chart_cell_text(plan, ww_chart_column(plan, 0), &cell);
    ww_svg_text(out, (struct ww_svg_point){ww_axis_place(&f->x, plan->table->chart.reference), f->top - 14},
                (struct ww_svg_font){.anchor = WW_ANCHOR_MIDDLE, .bold = true}, words);
}

static void put_axis(const struct ww_chart_plan *plan, const struct frame *f, struct ww_buf *out)
{
    for (size_t t = 0; t < f->x.n_ticks; t++) {
        double x = ww_axis_place(&f->x, f->x.ticks[t]);
        struct ww_buf text = {0};
        ww_axis_tick_text(&f->x, ww_chart_column(plan, 0), f->x.ticks[t], &text);
        ww_svg_line(out, (struct ww_svg_point){x, f->top - 6}, (struct ww_svg_point){x, f->bottom},
                    (struct ww_svg_paint){.stroke = WW_GRID, .stroke_width = 1});
        ww_svg_text(out, (struct ww_svg_point){x, f->bottom + 20},
                    (struct ww_svg_font){.anchor = WW_ANCHOR_MIDDLE, .fill = WW_INK_SECONDARY},
                    text.data ? text.data : "");
        ww_buf_free(&text);
    }
    if (!plan->table->chart.has_reference)
        return;
    double x = ww_axis_place(&f->x, plan->table->chart.reference);
    ww_svg_line(out, (struct ww_svg_point){x, f->top - 8}, (struct ww_svg_point){x, f->bottom},
                (struct ww_svg_paint){.stroke = WW_INK, .stroke_width = 2});
}

/* The tip at an end of the axis that says: it goes on. side is -1 at the left, 1 at the right. */
static void put_arrow(const struct frame *f, double y, double side, struct ww_buf *out)
{
    double x = (side < 0 ? f->left : f->right) + side * ARROW;
    struct ww_svg_paint paint = {.stroke = WW_DARK_BLUE, .stroke_width = 2.5};
    ww_svg_line(out, (struct ww_svg_point){x - side * ARROW, y - ARROW}, (struct ww_svg_point){x, y}, paint);
    ww_svg_line(out, (struct ww_svg_point){x - side * ARROW, y + ARROW}, (struct ww_svg_point){x, y}, paint);
}

static void put_interval(const struct frame *f, struct interval i, double y, struct ww_buf *out)
{
    ww_svg_line(out, (struct ww_svg_point){ww_axis_place(&f->x, i.low->number), y},
                (struct ww_svg_point){ww_axis_place(&f->x, i.high->number), y},
                (struct ww_svg_paint){.stroke = WW_DARK_BLUE, .stroke_width = 2.5});
    if (i.low->number < f->x.low)
        put_arrow(f, y, -1, out);
    if (i.high->number > f->x.high)
        put_arrow(f, y, 1, out);
}

static void put_row(const struct ww_chart_plan *plan, const struct frame *f, size_t row, struct ww_buf *out)
{
    struct interval i = interval_of(plan, f, row);
    double y = f->top + ((double)row + 0.5) * ROW_HEIGHT;
    bool bold = plan->table->rows[plan->rows[row]].kind != WW_ROW_PLAIN;
    ww_chart_put_label(out, (struct ww_svg_point){f->label_right, y}, f->label_right,
                       ww_chart_label(plan, row), bold);
    bool whole = i.low->present && i.high->present;
    if (whole)
        put_interval(f, i, y, out);
    double reference = plan->table->chart.reference;
    bool beyond = !plan->table->chart.has_reference ||
                  (whole && (i.low->number > reference || i.high->number < reference));
    if (i.value->present && i.value->number >= f->x.low && i.value->number <= f->x.high)
        put_dot((struct ww_svg_point){ww_axis_place(&f->x, i.value->number), y}, beyond, out);
    ww_svg_text(out, (struct ww_svg_point){WW_CHART_WIDTH, y + 5},
                (struct ww_svg_font){.anchor = WW_ANCHOR_END, .bold = bold}, figures(plan, f, row));
}

enum ww_rc ww_chart_draw_intervals(const struct ww_chart_plan *plan, struct ww_buf *out, struct ww_err *err)
{
    const struct ww_chart *chart = &plan->table->chart;
    struct frame f = {.low = ww_table_find_column(plan->table, chart->low),
                      .high = ww_table_find_column(plan->table, chart->high)};
    if (f.low == WW_NO_INDEX || f.high == WW_NO_INDEX)
        return ww_fail_at(err, WW_E_USAGE, plan->table->id, 0, 0,
                          "The chart of intervals does not name the columns of their ends.");
    lay_out(plan, &f);
    ww_chart_open(plan, f.bottom + AXIS_HEIGHT, out);
    put_axis(plan, &f, out);
    put_key(plan, &f, out);
    for (size_t i = 0; i < plan->n_rows; i++)
        put_row(plan, &f, i, out);
    ww_chart_close(out);
    return WW_OK;
}
