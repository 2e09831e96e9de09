// SPDX-License-Identifier: Apache-2.0
/* Lines over time: rows are points in time, columns are lines.
 *
 * The value axis begins at zero, so that a small change looks small. Lines are told apart by dash as well as
 * colour and named at their ends, the names pushed apart where lines end close together. Months are placed by
 * the calendar, so a missing month is a gap and not a shorter line; they are ticked at Januaries, and at Julys
 * too where there is room. The first line's highest and lowest points carry their figures. A cell marked as a
 * break in the series ends the line before it, with a rule that says so. */
#include "report/chart_kinds.h"

#include "base/time.h"
#include "report/axis.h"
#include "table/format.h"

#define HEIGHT              400.0
#define TOP                 34.0
#define BOTTOM              46.0
#define NAME_MAX_WIDTH      190.0
#define BOLD_WIDER          1.08
#define NAME_GAP            12.0
#define NAME_LINES          3
#define NAME_LEADING        17.0
#define NAME_SPACE          7.0
#define TICK_GAP            14.0
#define LINE_WIDTH          2.5
#define WANTED_TICKS        5
#define FEWEST_FOR_EXTREMES 6
#define JULY                7

struct frame {
    double left, right, top, bottom;
    struct ww_axis y;
    bool monthly;
    int32_t *months; /* of each row, when monthly */
};

/* Rows are months when each label or id reads as one and they rise. */
static bool find_months(const struct ww_chart_plan *plan, int32_t *months)
{
    for (size_t i = 0; i < plan->n_rows; i++) {
        const char *id = plan->table->rows[plan->rows[i]].id;
        bool read = ww_parse_month(ww_str_of(ww_chart_label(plan, i)), &months[i]) ||
                    ww_parse_month(ww_str_of(id), &months[i]);
        if (!read || (i && months[i] <= months[i - 1]))
            return false;
    }
    return plan->n_rows > 1;
}

static double place_x(const struct ww_chart_plan *plan, const struct frame *f, size_t row)
{
    if (plan->n_rows == 1)
        return (f->left + f->right) / 2;
    double share = f->monthly ? (double)(f->months[row] - f->months[0]) /
                                    (double)(f->months[plan->n_rows - 1] - f->months[0])
                              : (double)row / (double)(plan->n_rows - 1);
    return f->left + share * (f->right - f->left);
}

static struct ww_svg_point place(const struct ww_chart_plan *plan, const struct frame *f, size_t row,
                                 double number)
{
    return (struct ww_svg_point){place_x(plan, f, row), ww_axis_place(&f->y, number)};
}

/* ---- Axes ---------------------------------------------------------------------------------------- */

static const char *tick_text(const struct ww_chart_plan *plan, const struct frame *f, double tick)
{
    struct ww_buf text = {0};
    ww_axis_tick_text(&f->y, ww_chart_column(plan, 0), tick, &text);
    const char *kept = ww_arena_copy(plan->scratch, ww_buf_view(&text));
    ww_buf_free(&text);
    return kept ? kept : "";
}

static void lay_out_values(const struct ww_chart_plan *plan, struct frame *f)
{
    double low = 0, high = 0;
    for (size_t s = 0; s < plan->n_series; s++) {
        double column_low, column_high;
        if (!ww_chart_range(plan, plan->series[s], &column_low, &column_high))
            continue;
        low = column_low < low ? column_low : low;
        high = column_high > high ? column_high : high;
    }
    const struct ww_chart *chart = &plan->table->chart;
    if (chart->has_reference && chart->reference > high)
        high = chart->reference;
    f->y = ww_axis_linear(low, high, f->bottom, f->top, WANTED_TICKS);
    double widest = 0;
    for (size_t t = 0; t < f->y.n_ticks; t++) {
        double width = ww_svg_text_width(tick_text(plan, f, f->y.ticks[t]), WW_SVG_FONT_SIZE);
        widest = width > widest ? width : widest;
    }
    f->left = widest + 10;
}

static void put_value_axis(const struct ww_chart_plan *plan, const struct frame *f, struct ww_buf *out)
{
    for (size_t t = 0; t < f->y.n_ticks; t++) {
        double y = ww_axis_place(&f->y, f->y.ticks[t]);
        bool zero = f->y.ticks[t] <= 0 && f->y.ticks[t] >= 0;
        ww_svg_line(out, (struct ww_svg_point){f->left, y}, (struct ww_svg_point){f->right, y},
                    (struct ww_svg_paint){.stroke = zero ? WW_INK : WW_GRID, .stroke_width = 1});
        ww_svg_text(out, (struct ww_svg_point){f->left - 8, y + 5},
                    (struct ww_svg_font){.anchor = WW_ANCHOR_END, .fill = WW_INK_SECONDARY},
                    tick_text(plan, f, f->y.ticks[t]));
    }
    const struct ww_column *column = ww_chart_column(plan, 0);
    const char *unit = column->unit == WW_UNIT_PER_DAY ? "Number a day" : NULL;
    if (unit)
        ww_svg_text(out, (struct ww_svg_point){0, 14}, (struct ww_svg_font){.fill = WW_INK_SECONDARY}, unit);
}

static void put_tick(const struct frame *f, double x, const char *text, struct ww_buf *out)
{
    ww_svg_line(out, (struct ww_svg_point){x, f->bottom}, (struct ww_svg_point){x, f->bottom + 6},
                (struct ww_svg_paint){.stroke = WW_INK, .stroke_width = 1});
    double half = ww_svg_text_width(text, WW_SVG_FONT_SIZE) / 2;
    double centre = x - half < 0 ? half : x;
    ww_svg_text(out, (struct ww_svg_point){centre, f->bottom + 24},
                (struct ww_svg_font){.anchor = WW_ANCHOR_MIDDLE, .fill = WW_INK_SECONDARY}, text);
}

/* Months between ticks: the smallest of these for which neighbouring labels stay apart. */
static int32_t months_between_ticks(const struct frame *f, int32_t span)
{
    static const int32_t choices[] = {1, 3, 6, 12, 24, 60, 120};
    double label = ww_svg_text_width("Sep 2020", WW_SVG_FONT_SIZE) + TICK_GAP;
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
        if ((f->right - f->left) / (double)span * choices[i] >= label)
            return choices[i];
    return choices[sizeof choices / sizeof *choices - 1];
}

/* Months since January 1970 are Januaries at multiples of 12 and Julys half-way: any step divides evenly. */
static void put_month_axis(const struct ww_chart_plan *plan, const struct frame *f, struct ww_buf *out)
{
    int32_t first = f->months[0], last = f->months[plan->n_rows - 1];
    int32_t step = months_between_ticks(f, last - first);
    for (int32_t m = first; m <= last; m++) {
        if (((m % step) + step) % step != 0)
            continue;
        struct ww_date date = ww_date_of(ww_month_first_day(m));
        const char *text = ww_arena_printf(plan->scratch, "%.3s %d", ww_month_names[date.month - 1],
                                           date.year);
        double x = f->left + (double)(m - first) / (double)(last - first) * (f->right - f->left);
        put_tick(f, x, text ? text : "", out);
    }
}

static void put_row_axis(const struct ww_chart_plan *plan, const struct frame *f, struct ww_buf *out)
{
    double widest = ww_chart_label_width(plan, f->right - f->left) + TICK_GAP;
    double apart = plan->n_rows > 1 ? (f->right - f->left) / (double)(plan->n_rows - 1) : widest;
    size_t step = 1;
    while ((double)step * apart < widest && step < plan->n_rows)
        step++;
    for (size_t i = 0; i < plan->n_rows; i += step)
        put_tick(f, place_x(plan, f, i), ww_chart_label(plan, i), out);
}

/* ---- Lines --------------------------------------------------------------------------------------- */

static bool breaks_before(const struct ww_chart_plan *plan, const struct frame *f, size_t row, size_t series)
{
    const struct ww_cell *cell = ww_chart_cell(plan, row, series);
    return row == 0 || !ww_chart_cell(plan, row - 1, series)->present || cell->mark == WW_MARK_BREAK ||
           (f->monthly && f->months[row] != f->months[row - 1] + 1 &&
            f->months[row] - f->months[row - 1] != f->months[1] - f->months[0]);
}

static void put_line(const struct ww_chart_plan *plan, const struct frame *f, size_t series,
                     struct ww_buf *out)
{
    ww_svg_path_begin(out);
    for (size_t i = 0; i < plan->n_rows; i++) {
        const struct ww_cell *cell = ww_chart_cell(plan, i, series);
        if (!cell->present)
            continue;
        struct ww_svg_point at = place(plan, f, i, cell->number);
        if (breaks_before(plan, f, i, series))
            ww_svg_path_move(out, at);
        else
            ww_svg_path_line(out, at);
    }
    ww_svg_path_end(out, (struct ww_svg_paint){.stroke = ww_chart_colour(series),
                                               .stroke_width = LINE_WIDTH,
                                               .dash = ww_chart_dash(series)});
}

static void put_breaks(const struct ww_chart_plan *plan, const struct frame *f, struct ww_buf *out)
{
    for (size_t i = 0; i < plan->n_rows; i++) {
        bool broken = false;
        for (size_t s = 0; s < plan->n_series; s++)
            broken = broken || ww_chart_cell(plan, i, s)->mark == WW_MARK_BREAK;
        if (!broken)
            continue;
        double x = place_x(plan, f, i);
        ww_svg_line(out, (struct ww_svg_point){x, f->top}, (struct ww_svg_point){x, f->bottom},
                    (struct ww_svg_paint){.stroke = WW_AXIS, .stroke_width = 1, .dash = "3 3"});
        ww_svg_text(out, (struct ww_svg_point){x + 4, f->top + 12},
                    (struct ww_svg_font){.size = 13, .halo = true}, "[b] break in series");
    }
}

static void put_extreme(const struct ww_chart_plan *plan, const struct frame *f, size_t row, bool high,
                        struct ww_buf *out)
{
    const struct ww_cell *cell = ww_chart_cell(plan, row, 0);
    struct ww_svg_point at = place(plan, f, row, cell->number);
    ww_svg_circle(
        out, at, 4.5,
        (struct ww_svg_paint){.fill = "#ffffff", .stroke = ww_chart_colour(0), .stroke_width = 2.5});
    struct ww_buf figure = {0};
    ww_format_in_sentence(ww_chart_column(plan, 0), cell->number, &figure);
    const char *text = ww_arena_printf(plan->scratch, "%s: %s", ww_chart_label(plan, row),
                                       figure.data ? figure.data : "");
    ww_buf_free(&figure);
    if (!text)
        return;
    double half = ww_svg_text_width(text, 14) / 2;
    double x = at.x - half < f->left ? f->left + half : at.x + half > f->right ? f->right - half : at.x;
    ww_svg_text(out, (struct ww_svg_point){x, high ? at.y - 12 : at.y + 23},
                (struct ww_svg_font){.size = 14, .anchor = WW_ANCHOR_MIDDLE, .halo = true}, text);
}

static void put_extremes(const struct ww_chart_plan *plan, const struct frame *f, struct ww_buf *out)
{
    size_t low = WW_NO_INDEX, high = WW_NO_INDEX;
    for (size_t i = 0; i < plan->n_rows; i++) {
        const struct ww_cell *cell = ww_chart_cell(plan, i, 0);
        if (!cell->present)
            continue;
        if (low == WW_NO_INDEX || cell->number < ww_chart_cell(plan, low, 0)->number)
            low = i;
        if (high == WW_NO_INDEX || cell->number > ww_chart_cell(plan, high, 0)->number)
            high = i;
    }
    if (plan->n_rows < FEWEST_FOR_EXTREMES || high == low)
        return;
    put_extreme(plan, f, high, true, out);
    put_extreme(plan, f, low, false, out);
}

/* ---- Names at the ends --------------------------------------------------------------------------- */

struct name {
    size_t series;
    double end; /* y of the line's last point */
    double top; /* of the name's first line */
    size_t n_lines;
    char lines[NAME_LINES][WW_SVG_LINE_MAX];
};

static double name_height(const struct name *name)
{
    return (double)name->n_lines * NAME_LEADING;
}

static size_t collect_names(const struct ww_chart_plan *plan, const struct frame *f, struct name *names)
{
    size_t n = 0;
    for (size_t s = 0; s < plan->n_series; s++) {
        size_t last = plan->n_rows;
        while (last > 0 && !ww_chart_cell(plan, last - 1, s)->present)
            last--;
        if (last == 0)
            continue;
        struct name *name = &names[n++];
        name->series = s;
        name->end = ww_axis_place(&f->y, ww_chart_cell(plan, last - 1, s)->number);
        name->n_lines = ww_svg_wrap(ww_chart_column(plan, s)->title, WW_SVG_FONT_SIZE * BOLD_WIDER,
                                    WW_CHART_WIDTH - f->right - NAME_GAP - 4, name->lines, NAME_LINES);
        name->top = name->end - name_height(name) / 2;
    }
    return n;
}

/* From top to bottom each below the one before; then, from the bottom up, back into the drawing. */
static void push_apart(struct name *names, size_t n, double bottom)
{
    for (size_t i = 1; i < n; i++) /* insertion sort of at most four */
        for (size_t j = i; j > 0 && names[j].end < names[j - 1].end; j--) {
            struct name swapped = names[j];
            names[j] = names[j - 1];
            names[j - 1] = swapped;
        }
    for (size_t i = 0; i < n; i++) {
        double least = i ? names[i - 1].top + name_height(&names[i - 1]) + NAME_SPACE : 0;
        names[i].top = names[i].top < least ? least : names[i].top;
    }
    double limit = bottom;
    for (size_t i = n; i-- > 0;) {
        double most = limit - name_height(&names[i]);
        names[i].top = names[i].top > most ? most : names[i].top;
        limit = names[i].top - NAME_SPACE;
    }
}

static void put_names(const struct ww_chart_plan *plan, const struct frame *f, struct ww_buf *out)
{
    struct name names[WW_CHART_MAX_SERIES];
    size_t n = collect_names(plan, f, names);
    push_apart(names, n, f->bottom + 10);
    for (size_t i = 0; i < n; i++) {
        const struct name *name = &names[i];
        double middle = name->top + name_height(name) / 2;
        ww_svg_line(out, (struct ww_svg_point){f->right + 2, name->end},
                    (struct ww_svg_point){f->right + NAME_GAP, middle},
                    (struct ww_svg_paint){.stroke = ww_chart_colour(name->series), .stroke_width = 1.5});
        for (size_t l = 0; l < name->n_lines; l++)
            ww_svg_text(
                out,
                (struct ww_svg_point){f->right + NAME_GAP + 4, name->top + 13 + (double)l * NAME_LEADING},
                (struct ww_svg_font){.bold = true, .fill = name->series == 0 ? WW_DARK_BLUE : NULL},
                name->lines[l]);
    }
}

static void put_reference(const struct ww_chart_plan *plan, const struct frame *f, struct ww_buf *out)
{
    if (!plan->table->chart.has_reference)
        return;
    double y = ww_axis_place(&f->y, plan->table->chart.reference);
    ww_svg_line(out, (struct ww_svg_point){f->left, y}, (struct ww_svg_point){f->right, y},
                (struct ww_svg_paint){.stroke = WW_INK, .stroke_width = 1.5, .dash = "2 3"});
}

enum ww_rc ww_chart_draw_line(const struct ww_chart_plan *plan, struct ww_buf *out, struct ww_err *err)
{
    struct frame f = {.top = TOP, .bottom = HEIGHT - BOTTOM};
    f.months = ww_arena_alloc(plan->scratch, plan->n_rows, sizeof *f.months);
    if (!f.months)
        return ww_fail_nomem(err);
    f.monthly = find_months(plan, f.months);
    double names = 0;
    for (size_t s = 0; s < plan->n_series; s++) {
        double width = ww_svg_text_width(ww_chart_column(plan, s)->title, WW_SVG_FONT_SIZE * BOLD_WIDER);
        names = width > names ? width : names;
    }
    f.right = WW_CHART_WIDTH - NAME_GAP - 8 - (names < NAME_MAX_WIDTH ? names : NAME_MAX_WIDTH);
    lay_out_values(plan, &f);
    ww_chart_open(plan, HEIGHT, out);
    put_value_axis(plan, &f, out);
    if (f.monthly)
        put_month_axis(plan, &f, out);
    else
        put_row_axis(plan, &f, out);
    put_reference(plan, &f, out);
    for (size_t s = plan->n_series; s-- > 0;)
        put_line(plan, &f, s, out);
    put_breaks(plan, &f, out);
    put_extremes(plan, &f, out);
    put_names(plan, &f, out);
    ww_chart_close(out);
    return WW_OK;
}
