// SPDX-License-Identifier: Apache-2.0
/* A matrix of shaded cells, such as hour by weekday: every cell holds its number.
 *
 * Shading is one hue in four steps, with white gaps because neighbouring steps differ by less than 3 to 1
 * (CONVENTIONS C3), and only repeats what the numbers say. The highest tenth of the cells ([high]) have a heavy
 * outline, bold figures and a triangle pointing up; the lowest tenth ([quiet]) a dashed outline and a triangle
 * pointing down. The marks come from the measure; nothing is ranked here. Where figures reach a hundred they are
 * drawn whole: the table has their decimals. */
#include "report/chart_kinds.h"

#define LABEL_MAX_WIDTH  200.0
#define LABEL_GAP        12.0
#define HEADER_LINE      17.0
#define HEADER_LINES     5
#define HEADER_GAP       13.0 /* below the last line, to the cells */
#define HEADER_MARGIN    4.0  /* on either side of a heading */
#define KEY_HEIGHT       40.0
#define ROW_HEIGHT       27.0
#define ROW_TALL         39.0 /* where a label takes two lines */
#define GAP              3.0
#define SHADES           4
#define WHOLE_FROM       100.0
#define BOLD_WIDER       1.08
#define SMALLEST_LETTERS 11.0

struct shade {
    const char *fill, *text;
};

static const struct shade shades[SHADES] = {
    {"#ffffff", WW_INK}, {WW_PALE_BLUE, WW_INK}, {"#A9CFF0", WW_INK}, {WW_DARK_BLUE, "#ffffff"}};

struct frame {
    double left, cell_width;
    double top;    /* room for the key of marks, where there are any */
    double header; /* height of the headings */
    double row;    /* height of a row */
    double low, high;
};

static const struct shade *shade_of(const struct frame *f, const struct ww_cell *cell)
{
    if (!cell->present || !(f->high > f->low))
        return &shades[0];
    double share = (cell->number - f->low) / (f->high - f->low);
    size_t step = (size_t)(share * SHADES);
    return &shades[step < SHADES ? step : SHADES - 1];
}

/* A small triangle in the cell's upper right corner, pointing up or down. */
static void put_triangle(struct ww_svg_point at, bool up, const char *fill, struct ww_buf *out)
{
    double tip = up ? -4 : 4;
    ww_svg_path_begin(out);
    ww_svg_path_move(out, (struct ww_svg_point){at.x - 5, at.y - tip});
    ww_svg_path_line(out, (struct ww_svg_point){at.x + 5, at.y - tip});
    ww_svg_path_line(out, (struct ww_svg_point){at.x, at.y + tip});
    ww_svg_path_close(out);
    ww_svg_path_end(out, (struct ww_svg_paint){.fill = fill});
}

static void put_mark(struct ww_svg_box box, enum ww_mark mark, const char *ink, struct ww_buf *out)
{
    bool high = mark == WW_MARK_HIGH;
    if (!high && mark != WW_MARK_QUIET)
        return;
    box.x += 1;
    box.y += 1;
    box.width -= 2;
    box.height -= 2;
    ww_svg_rect(
        out, box,
        (struct ww_svg_paint){.stroke = WW_INK, .stroke_width = high ? 3 : 1.5, .dash = high ? NULL : "3 3"});
    put_triangle((struct ww_svg_point){box.x + box.width - 13, box.y + box.height / 2}, high, ink, out);
}

static void put_cell(const struct ww_chart_plan *plan, const struct frame *f, size_t row, size_t series,
                     struct ww_buf *out)
{
    const struct ww_cell *cell = ww_chart_cell(plan, row, series);
    const struct shade *shade = shade_of(f, cell);
    struct ww_svg_box box = {f->left + (double)series * f->cell_width + GAP / 2,
                             f->top + f->header + (double)row * f->row + GAP / 2, f->cell_width - GAP,
                             f->row - GAP};
    ww_svg_rect(out, box, (struct ww_svg_paint){.fill = shade->fill, .stroke = WW_GRID, .stroke_width = 0.5});
    put_mark(box, cell->mark, shade->text, out);
    struct ww_column column = *ww_chart_column(plan, series);
    if (f->high >= WHOLE_FROM)
        column.decimals = 0;
    struct ww_cell bare = *cell;
    if (cell->present && (cell->mark == WW_MARK_HIGH || cell->mark == WW_MARK_QUIET))
        bare.mark = WW_MARK_NONE; /* drawn */
    ww_svg_text(
        out, (struct ww_svg_point){box.x + box.width / 2, box.y + box.height / 2 + 5},
        (struct ww_svg_font){
            .anchor = WW_ANCHOR_MIDDLE, .size = 14, .bold = cell->mark == WW_MARK_HIGH, .fill = shade->text},
        ww_chart_cell_text(plan, &column, &bare));
}

static void put_key(const struct frame *f, struct ww_buf *out)
{
    struct ww_svg_box box = {f->left + GAP / 2, 4, 44, ROW_HEIGHT - GAP};
    ww_svg_rect(out, box, (struct ww_svg_paint){.fill = WW_DARK_BLUE});
    put_mark(box, WW_MARK_HIGH, "#ffffff", out);
    ww_svg_text(out, (struct ww_svg_point){box.x + 54, 21}, (struct ww_svg_font){0},
                "Highest tenth of the cells");
    box.x += 280;
    ww_svg_rect(out, box, (struct ww_svg_paint){.fill = "#ffffff"});
    put_mark(box, WW_MARK_QUIET, WW_INK, out);
    ww_svg_text(out, (struct ww_svg_point){box.x + 54, 21}, (struct ww_svg_font){0}, "Lowest tenth");
}

struct heading {
    size_t n; /* lines */
    double size;
};

/* The longest word decides the size of the letters: a word that is cut off cannot be guessed. */
static struct heading heading_of(const struct ww_chart_plan *plan, const struct frame *f, size_t series,
                                 char (*lines)[WW_SVG_LINE_MAX])
{
    const char *title = ww_chart_column(plan, series)->title;
    const double room = f->cell_width - HEADER_MARGIN;
    struct ww_str rest = ww_str_of(title), word;
    double widest = 1;
    while (ww_str_cut(&rest, ' ', &word)) {
        char copy[WW_SVG_LINE_MAX];
        if (!ww_str_copy(word, copy, sizeof copy))
            continue;
        double width = ww_svg_text_width(copy, WW_SVG_FONT_SIZE) * BOLD_WIDER;
        widest = width > widest ? width : widest;
    }
    struct heading heading = {.size = WW_SVG_FONT_SIZE};
    if (widest > room)
        heading.size = WW_SVG_FONT_SIZE * room / widest > SMALLEST_LETTERS ? WW_SVG_FONT_SIZE * room / widest
                                                                           : SMALLEST_LETTERS;
    heading.n = ww_svg_wrap(title, heading.size * BOLD_WIDER, room + 1, lines, HEADER_LINES);
    return heading;
}

static double header_height(const struct ww_chart_plan *plan, const struct frame *f)
{
    size_t most = 1;
    for (size_t s = 0; s < plan->n_series; s++) {
        char lines[HEADER_LINES][WW_SVG_LINE_MAX];
        const struct heading heading = heading_of(plan, f, s, lines);
        most = heading.n > most ? heading.n : most;
    }
    return (double)most * HEADER_LINE + HEADER_GAP;
}

static double row_height(const struct ww_chart_plan *plan, const struct frame *f)
{
    for (size_t i = 0; i < plan->n_rows; i++)
        if (ww_svg_text_width(ww_chart_label(plan, i), WW_SVG_FONT_SIZE) > f->left - LABEL_GAP)
            return ROW_TALL;
    return ROW_HEIGHT;
}

static void put_headings(const struct ww_chart_plan *plan, const struct frame *f, struct ww_buf *out)
{
    for (size_t s = 0; s < plan->n_series; s++) {
        char lines[HEADER_LINES][WW_SVG_LINE_MAX];
        const struct heading heading = heading_of(plan, f, s, lines);
        for (size_t i = 0; i < heading.n; i++)
            ww_svg_text(out,
                        (struct ww_svg_point){f->left + ((double)s + 0.5) * f->cell_width,
                                              f->top + f->header - HEADER_GAP + 3 -
                                                  (double)(heading.n - 1 - i) * HEADER_LINE},
                        (struct ww_svg_font){.anchor = WW_ANCHOR_MIDDLE, .bold = true, .size = heading.size},
                        lines[i]);
    }
    for (size_t i = 0; i < plan->n_rows; i++)
        ww_chart_put_label(
            out, (struct ww_svg_point){f->left - LABEL_GAP, f->top + f->header + ((double)i + 0.5) * f->row},
            f->left - LABEL_GAP, ww_chart_label(plan, i), false);
}

static bool any_marked(const struct ww_chart_plan *plan)
{
    for (size_t i = 0; i < plan->n_rows; i++)
        for (size_t s = 0; s < plan->n_series; s++) {
            enum ww_mark mark = ww_chart_cell(plan, i, s)->mark;
            if (mark == WW_MARK_HIGH || mark == WW_MARK_QUIET)
                return true;
        }
    return false;
}

enum ww_rc ww_chart_draw_matrix(const struct ww_chart_plan *plan, struct ww_buf *out, struct ww_err *err)
{
    (void)err;
    struct frame f = {.left = ww_chart_label_width(plan, LABEL_MAX_WIDTH) + LABEL_GAP,
                      .top = any_marked(plan) ? KEY_HEIGHT : 0};
    f.cell_width = (WW_CHART_WIDTH - f.left) / (double)plan->n_series;
    f.header = header_height(plan, &f);
    f.row = row_height(plan, &f);
    bool any = false;
    for (size_t s = 0; s < plan->n_series; s++) {
        double low, high;
        if (!ww_chart_range(plan, plan->series[s], &low, &high))
            continue;
        f.low = any && f.low <= low ? f.low : low;
        f.high = any && f.high >= high ? f.high : high;
        any = true;
    }
    ww_chart_open(plan, f.top + f.header + (double)plan->n_rows * f.row + 4, out);
    if (f.top > 0)
        put_key(&f, out);
    put_headings(plan, &f, out);
    for (size_t i = 0; i < plan->n_rows; i++)
        for (size_t s = 0; s < plan->n_series; s++)
            put_cell(plan, &f, i, s, out);
    ww_chart_close(out);
    return WW_OK;
}
