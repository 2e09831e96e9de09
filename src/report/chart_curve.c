// SPDX-License-Identifier: Apache-2.0
/* A concentration curve (Lorenz 1905): what share of the crime falls in what share of the areas.
 *
 * Both axes run from 0 to 100 and are equally long; the diagonal is where crime would lie if every area had the
 * same. The label column of the chart is the x of each point. */
#include "report/chart_kinds.h"

#include "report/axis.h"

#define SIDE          420.0
#define TOP           30.0
#define LEFT          70.0
#define BOTTOM_HEIGHT 62.0
#define WORDS_LEFT    (LEFT + SIDE + 36)
#define WORDS_LINES   3
#define WORDS_LEADING 19.0

static void put_grid(const struct ww_axis *x, const struct ww_axis *y, struct ww_buf *out)
{
    static const char *const words[] = {"0%", "20%", "40%", "60%", "80%", "100%"};
    for (size_t t = 0; t < 6; t++) {
        double at_x = ww_axis_place(x, 20.0 * (double)t), at_y = ww_axis_place(y, 20.0 * (double)t);
        struct ww_svg_paint rule = {.stroke = t ? WW_GRID : WW_INK, .stroke_width = 1};
        ww_svg_line(out, (struct ww_svg_point){at_x, TOP}, (struct ww_svg_point){at_x, TOP + SIDE}, rule);
        ww_svg_line(out, (struct ww_svg_point){LEFT, at_y}, (struct ww_svg_point){LEFT + SIDE, at_y}, rule);
        ww_svg_text(out, (struct ww_svg_point){at_x, TOP + SIDE + 20},
                    (struct ww_svg_font){.anchor = WW_ANCHOR_MIDDLE, .fill = WW_INK_SECONDARY}, words[t]);
        ww_svg_text(out, (struct ww_svg_point){LEFT - 8, at_y + 5},
                    (struct ww_svg_font){.anchor = WW_ANCHOR_END, .fill = WW_INK_SECONDARY}, words[t]);
    }
    ww_svg_line(out, (struct ww_svg_point){LEFT, TOP + SIDE}, (struct ww_svg_point){LEFT + SIDE, TOP},
                (struct ww_svg_paint){.stroke = WW_AXIS, .stroke_width = 1.5, .dash = "5 4"});
}

/* A line sample and the words that go with it, to the right of the drawing. */
static double put_words(double y, const char *text, struct ww_svg_paint sample, struct ww_buf *out)
{
    char lines[WORDS_LINES][WW_SVG_LINE_MAX];
    size_t n = ww_svg_wrap(text, WW_SVG_FONT_SIZE, WW_CHART_WIDTH - WORDS_LEFT - 46, lines, WORDS_LINES);
    ww_svg_line(out, (struct ww_svg_point){WORDS_LEFT, y - 5}, (struct ww_svg_point){WORDS_LEFT + 34, y - 5},
                sample);
    for (size_t i = 0; i < n; i++)
        ww_svg_text(out, (struct ww_svg_point){WORDS_LEFT + 44, y + (double)i * WORDS_LEADING},
                    (struct ww_svg_font){0}, lines[i]);
    return y + (double)n * WORDS_LEADING + 14;
}

static void put_curve(const struct ww_chart_plan *plan, size_t series, const struct ww_axis *x,
                      const struct ww_axis *y, struct ww_buf *out)
{
    ww_svg_path_begin(out);
    ww_svg_path_move(out, (struct ww_svg_point){ww_axis_place(x, 0), ww_axis_place(y, 0)});
    for (size_t i = 0; i < plan->n_rows; i++) {
        const struct ww_cell *across = &plan->table->rows[plan->rows[i]].cells[plan->label];
        const struct ww_cell *up = ww_chart_cell(plan, i, series);
        if (!across->present || !up->present)
            continue;
        ww_svg_path_line(
            out, (struct ww_svg_point){ww_axis_place(x, across->number), ww_axis_place(y, up->number)});
    }
    ww_svg_path_end(out, (struct ww_svg_paint){.stroke = ww_chart_colour(series),
                                               .stroke_width = 3,
                                               .dash = ww_chart_dash(series)});
}

enum ww_rc ww_chart_draw_curve(const struct ww_chart_plan *plan, struct ww_buf *out, struct ww_err *err)
{
    if (plan->label == WW_NO_INDEX || plan->table->columns[plan->label].type != WW_COLUMN_NUMBER)
        return ww_fail_at(err, WW_E_USAGE, plan->table->id, 0, 0,
                          "The curve's label does not name a column of numbers for its x axis.");
    struct ww_axis x = ww_axis_linear(0, 100, LEFT, LEFT + SIDE, 5);
    struct ww_axis y = ww_axis_linear(0, 100, TOP + SIDE, TOP, 5);
    ww_chart_open(plan, TOP + SIDE + BOTTOM_HEIGHT, out);
    put_grid(&x, &y, out);
    for (size_t s = plan->n_series; s-- > 0;)
        put_curve(plan, s, &x, &y, out);
    ww_svg_text(out, (struct ww_svg_point){0, 15}, (struct ww_svg_font){.bold = true},
                ww_chart_column(plan, 0)->title);
    ww_svg_text(out, (struct ww_svg_point){LEFT + SIDE, TOP + SIDE + 46},
                (struct ww_svg_font){.anchor = WW_ANCHOR_END, .bold = true},
                plan->table->columns[plan->label].title);
    double words = TOP + 60;
    for (size_t s = 0; s < plan->n_series; s++)
        words = put_words(
            words, ww_chart_column(plan, s)->title,
            (struct ww_svg_paint){.stroke = ww_chart_colour(s), .stroke_width = 3, .dash = ww_chart_dash(s)},
            out);
    put_words(words, "If all had the same share",
              (struct ww_svg_paint){.stroke = WW_AXIS, .stroke_width = 1.5, .dash = "5 4"}, out);
    ww_chart_close(out);
    return WW_OK;
}
