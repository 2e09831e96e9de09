// SPDX-License-Identifier: Apache-2.0
/* Charts: from a table's own description of its chart to one SVG element.
 *
 * Problem: a board reads charts, some of its members by ear, and every one of them must say what the table
 * says. Method: one table of drawing functions by kind; what they share (which rows, which columns, labels,
 * colours, the text alternative) is worked out here once. Each drawing has a <title> (the finding) and a
 * <desc> made from the same cells; the page puts the table itself below (CONVENTIONS C4, C5). Colours are
 * the Analysis Function's palette in its order; no more than four series; text is always ink, never a
 * palette colour (C1 to C3). */
#include "report/chart.h"

#include "report/chart_kinds.h"
#include "report/escape.h"
#include "table/format.h"

#define DESCRIPTION_MAX ((size_t)4096)
#define BOLD_WIDER      1.08
#define LABEL_LINES     2
#define LABEL_LEADING   16.0

static const char *const colours[WW_CHART_MAX_SERIES] = {"#12436D", "#28A197", "#801650", "#F46A25"};
static const char *const dashes[WW_CHART_MAX_SERIES] = {NULL, "7 4", "2 4", "12 4 2 4"};

struct kind_facts {
    const char *name; /* in the description */
    ww_chart_draw *draw;
};

static const struct kind_facts kinds[] = {
    [WW_CHART_NONE] = {NULL, NULL},
    [WW_CHART_BARS] = {"Bar chart", ww_chart_draw_bars},
    [WW_CHART_LINE] = {"Line chart", ww_chart_draw_line},
    [WW_CHART_INTERVALS] = {"Chart of values with 95% intervals", ww_chart_draw_intervals},
    [WW_CHART_MATRIX] = {"Matrix of shaded cells", ww_chart_draw_matrix},
    [WW_CHART_CURVE] = {"Concentration curve", ww_chart_draw_curve},
    [WW_CHART_MAP] = {"Map", ww_chart_draw_map},
    [WW_CHART_SQUARES] = {"Map of squares", ww_chart_draw_squares},
};

const char *ww_chart_colour(size_t series)
{
    return colours[series % WW_CHART_MAX_SERIES];
}

const char *ww_chart_dash(size_t series)
{
    return dashes[series % WW_CHART_MAX_SERIES];
}

const struct ww_column *ww_chart_column(const struct ww_chart_plan *plan, size_t series)
{
    return &plan->table->columns[plan->series[series]];
}

const struct ww_cell *ww_chart_cell(const struct ww_chart_plan *plan, size_t row, size_t series)
{
    return &plan->table->rows[plan->rows[row]].cells[plan->series[series]];
}

static const char *keep(const struct ww_chart_plan *plan, struct ww_str text)
{
    const char *copy = ww_arena_copy(plan->scratch, text);
    return copy ? copy : "";
}

const char *ww_chart_cell_text(const struct ww_chart_plan *plan, const struct ww_column *column,
                               const struct ww_cell *cell)
{
    struct ww_buf text = {0};
    if (cell->present && column->type == WW_COLUMN_NUMBER && cell->number < 0) {
        struct ww_cell positive = *cell;
        positive.number = -cell->number;
        ww_format_cell(column, cell, &text);
        bool negative = text.data && text.data[0] == '-';
        ww_buf_clear(&text);
        ww_buf_z(&text, negative ? "−" : "");
        ww_format_cell(column, &positive, &text);
    } else {
        ww_format_cell(column, cell, &text);
    }
    const char *kept = keep(plan, ww_buf_view(&text));
    ww_buf_free(&text);
    return kept;
}

const char *ww_chart_label(const struct ww_chart_plan *plan, size_t row)
{
    const struct ww_row *r = &plan->table->rows[plan->rows[row]];
    if (plan->label == WW_NO_INDEX || !r->cells[plan->label].present)
        return r->id;
    return ww_chart_cell_text(plan, &plan->table->columns[plan->label], &r->cells[plan->label]);
}

bool ww_chart_range(const struct ww_chart_plan *plan, size_t column, double *low, double *high)
{
    bool any = false;
    for (size_t i = 0; i < plan->n_rows; i++) {
        const struct ww_cell *cell = &plan->table->rows[plan->rows[i]].cells[column];
        if (!cell->present)
            continue;
        *low = any && *low <= cell->number ? *low : cell->number;
        *high = any && *high >= cell->number ? *high : cell->number;
        any = true;
    }
    return any;
}

double ww_chart_label_width(const struct ww_chart_plan *plan, double max_width)
{
    double widest = 0;
    for (size_t i = 0; i < plan->n_rows; i++) {
        bool bold = plan->table->rows[plan->rows[i]].kind != WW_ROW_PLAIN;
        double width = ww_svg_text_width(ww_chart_label(plan, i), WW_SVG_FONT_SIZE) * (bold ? BOLD_WIDER : 1);
        widest = width > widest ? width : widest;
    }
    return widest < max_width ? widest : max_width;
}

void ww_chart_put_label(struct ww_buf *out, struct ww_svg_point at, double width, const char *text, bool bold)
{
    char lines[LABEL_LINES][WW_SVG_LINE_MAX];
    size_t n = ww_svg_wrap(text, WW_SVG_FONT_SIZE * (bold ? BOLD_WIDER : 1), width + 1, lines, LABEL_LINES);
    struct ww_svg_font font = {.anchor = WW_ANCHOR_END, .bold = bold};
    double first = at.y + 5 - (double)(n - 1) * LABEL_LEADING / 2;
    for (size_t i = 0; i < n; i++)
        ww_svg_text(out, (struct ww_svg_point){at.x, first + (double)i * LABEL_LEADING}, font, lines[i]);
}

static void put_ids(const struct ww_chart_plan *plan, const char *suffix, struct ww_buf *out)
{
    const char *prefix = plan->options->id_prefix ? plan->options->id_prefix : plan->table->id;
    ww_html_id(out, ww_str_of(prefix));
    ww_buf_z(out, suffix);
}

void ww_chart_open(const struct ww_chart_plan *plan, double height, struct ww_buf *out)
{
    ww_buf_z(out, "<svg class=\"chart\"");
    if (plan->options->standalone)
        ww_buf_z(out, " xmlns=\"http://www.w3.org/2000/svg\"");
    ww_buf_z(out, " viewBox=\"0 0 ");
    ww_svg_number(out, WW_CHART_WIDTH);
    ww_buf_char(out, ' ');
    ww_svg_number(out, height);
    ww_buf_z(out, "\" role=\"img\" aria-labelledby=\"");
    put_ids(plan, "-title ", out);
    put_ids(plan, "-desc", out);
    ww_buf_z(out, "\" font-family=\"arial, helvetica, sans-serif\" font-size=\"15\" fill=\"" WW_INK "\">\n");
    ww_buf_z(out, "<title id=\"");
    put_ids(plan, "-title\">", out);
    const char *title = plan->table->chart.title ? plan->table->chart.title : plan->table->title;
    ww_html_text(out, ww_str_of(title));
    ww_buf_z(out, "</title>\n<desc id=\"");
    put_ids(plan, "-desc\">", out);
    ww_html_text(out, ww_buf_view(&plan->description));
    ww_buf_z(out, "</desc>\n");
    ww_svg_rect(out, (struct ww_svg_box){0, 0, WW_CHART_WIDTH, height},
                (struct ww_svg_paint){.fill = "#ffffff"});
}

void ww_chart_close(struct ww_buf *out)
{
    ww_buf_z(out, "</svg>\n");
}

/* ---- The plan ------------------------------------------------------------------------------------ */

static bool is_drawable(const struct ww_table *table, size_t row)
{
    return !table->chart.plain_rows_only || table->rows[row].kind == WW_ROW_PLAIN;
}

/* The column a row needs a number in; WW_NO_INDEX where none of the rows has one. */
static size_t needed_column(const struct ww_table *table)
{
    size_t column = table->chart.needs ? ww_table_find_column(table, table->chart.needs) : WW_NO_INDEX;
    for (size_t r = 0; column != WW_NO_INDEX && r < table->n_rows; r++)
        if (is_drawable(table, r) && table->rows[r].cells[column].present)
            return column;
    return WW_NO_INDEX;
}

static bool is_drawn(const struct ww_table *table, size_t row)
{
    size_t needed = needed_column(table);
    return is_drawable(table, row) && (needed == WW_NO_INDEX || table->rows[row].cells[needed].present);
}

static size_t count_drawn(const struct ww_table *table)
{
    size_t count = 0, max = table->chart.max_rows;
    for (size_t r = 0; r < table->n_rows; r++)
        count += is_drawn(table, r);
    return max && count > max ? max : count;
}

size_t ww_chart_rows_left_out(const struct ww_table *table)
{
    size_t drawable = 0;
    for (size_t r = 0; r < table->n_rows; r++)
        drawable += is_drawable(table, r);
    return drawable - count_drawn(table);
}

static enum ww_rc choose_rows(struct ww_chart_plan *plan, struct ww_err *err)
{
    const struct ww_table *table = plan->table;
    size_t wanted = count_drawn(table);
    plan->rows = ww_arena_alloc(plan->scratch, wanted + 1, sizeof *plan->rows);
    if (!plan->rows)
        return ww_fail_nomem(err);
    for (size_t r = 0; r < table->n_rows && plan->n_rows < wanted; r++)
        if (is_drawn(table, r))
            plan->rows[plan->n_rows++] = r;
    if (plan->n_rows == 0)
        return ww_fail_at(err, WW_E_USAGE, table->id, 0, 0, "The chart has no rows to draw.");
    return WW_OK;
}

static enum ww_rc choose_named_series(struct ww_chart_plan *plan, struct ww_err *err)
{
    const struct ww_chart *chart = &plan->table->chart;
    for (size_t v = 0; v < chart->n_values && v < WW_CHART_MAX_SERIES; v++) {
        size_t c = ww_table_find_column(plan->table, chart->values[v]);
        if (c == WW_NO_INDEX || plan->table->columns[c].type != WW_COLUMN_NUMBER)
            return ww_fail_at(err, WW_E_USAGE, plan->table->id, 0, 0,
                              "The chart draws a column of numbers that does not exist: \"%s\".",
                              chart->values[v] ? chart->values[v] : "");
        plan->series[plan->n_series++] = c;
    }
    return WW_OK;
}

static enum ww_rc choose_columns(struct ww_chart_plan *plan, struct ww_err *err)
{
    const struct ww_table *table = plan->table;
    plan->series = ww_arena_alloc(plan->scratch, table->n_columns + WW_CHART_MAX_SERIES,
                                  sizeof *plan->series);
    if (!plan->series)
        return ww_fail_nomem(err);
    if (table->chart.kind != WW_CHART_MATRIX || table->chart.n_values) {
        enum ww_rc rc = choose_named_series(plan, err);
        if (rc)
            return rc;
    } else {
        for (size_t c = 0; c < table->n_columns; c++)
            if (table->columns[c].role == WW_COLUMN_VALUE && table->columns[c].type == WW_COLUMN_NUMBER)
                plan->series[plan->n_series++] = c;
    }
    if (plan->n_series == 0)
        return ww_fail_at(err, WW_E_USAGE, table->id, 0, 0, "The chart has no values to draw.");
    plan->label = ww_table_find_column(table, table->chart.label);
    for (size_t c = 0; c < table->n_columns && plan->label == WW_NO_INDEX; c++)
        if (table->columns[c].role == WW_COLUMN_LABEL)
            plan->label = c;
    return WW_OK;
}

static const struct ww_map_area *find_shape(const struct ww_map_areas *shapes, const char *code)
{
    for (size_t i = 0; i < shapes->count; i++)
        if (ww_str_eq_nocase(ww_str_of(shapes->items[i].code), ww_str_of(code)))
            return &shapes->items[i];
    return NULL;
}

/* A map needs an outline for one row at least; without any it becomes bars. */
static enum ww_rc choose_shapes(struct ww_chart_plan *plan, struct ww_err *err)
{
    if (plan->kind != WW_CHART_MAP)
        return WW_OK;
    plan->shapes = ww_arena_alloc(plan->scratch, plan->n_rows, sizeof(const struct ww_map_area *));
    if (!plan->shapes)
        return ww_fail_nomem(err);
    bool any = false;
    for (size_t i = 0; i < plan->n_rows && plan->options->shapes; i++) {
        plan->shapes[i] = find_shape(plan->options->shapes, plan->table->rows[plan->rows[i]].id);
        any = any || plan->shapes[i];
    }
    if (!any)
        plan->kind = WW_CHART_BARS;
    return WW_OK;
}

/* ---- The text alternative ------------------------------------------------------------------------ */

static void describe_extremes(struct ww_chart_plan *plan, size_t series)
{
    size_t low = WW_NO_INDEX, high = WW_NO_INDEX;
    for (size_t i = 0; i < plan->n_rows; i++) {
        const struct ww_cell *cell = ww_chart_cell(plan, i, series);
        if (!cell->present)
            continue;
        if (low == WW_NO_INDEX || cell->number < ww_chart_cell(plan, low, series)->number)
            low = i;
        if (high == WW_NO_INDEX || cell->number > ww_chart_cell(plan, high, series)->number)
            high = i;
    }
    const struct ww_column *column = ww_chart_column(plan, series);
    struct ww_buf *out = &plan->description;
    if (high == WW_NO_INDEX)
        return;
    ww_buf_printf(out, " %s: highest %s (%s)", column->title,
                  ww_chart_cell_text(plan, column, ww_chart_cell(plan, high, series)),
                  ww_chart_label(plan, high));
    if (low != high)
        ww_buf_printf(out, ", lowest %s (%s)",
                      ww_chart_cell_text(plan, column, ww_chart_cell(plan, low, series)),
                      ww_chart_label(plan, low));
    ww_buf_char(out, '.');
}

static void describe(struct ww_chart_plan *plan)
{
    struct ww_buf *out = &plan->description;
    size_t left_out = ww_chart_rows_left_out(plan->table);
    const char *first = ww_chart_label(plan, 0), *last = ww_chart_label(plan, plan->n_rows - 1);
    ww_buf_printf(out, "%s of %zu %s", kinds[plan->kind].name, plan->n_rows,
                  plan->n_rows == 1 ? "row" : "rows");
    if (strcmp(first, last) == 0)
        ww_buf_printf(out, plan->n_rows == 1 ? ": %s." : ", all %s.", first);
    else
        ww_buf_printf(out, ", from %s to %s.", first, last);
    if (plan->kind != plan->table->chart.kind)
        ww_buf_z(out, " The outlines of the areas are not available, so bars are drawn in place of a map.");
    for (size_t s = 0; s < plan->n_series && plan->kind != WW_CHART_SQUARES; s++)
        describe_extremes(plan, s);
    if (left_out)
        ww_buf_printf(out, " %zu more %s in the table only.", left_out,
                      left_out == 1 ? "row is" : "rows are");
    ww_buf_z(out, " All figures are in the table that follows.");
    /* Labels of any length end the description early rather than fail the chart. */
    if (out->failed == WW_E_LIMIT)
        out->failed = WW_OK;
}

static enum ww_rc draw_planned(struct ww_chart_plan *plan, struct ww_buf *out, struct ww_err *err)
{
    enum ww_rc rc = choose_rows(plan, err);
    if (!rc)
        rc = choose_columns(plan, err);
    if (!rc)
        rc = choose_shapes(plan, err);
    if (rc)
        return rc;
    describe(plan);
    rc = ww_buf_check(&plan->description, err);
    return rc ? rc : kinds[plan->kind].draw(plan, out, err);
}

enum ww_rc ww_chart_svg(const struct ww_table *table, const struct ww_chart_options *options,
                        struct ww_buf *out, struct ww_err *err)
{
    static const struct ww_chart_options plain = {0};
    if (table->chart.kind == WW_CHART_NONE)
        return ww_fail_at(err, WW_E_USAGE, table->id, 0, 0, "This table has no chart.");
    struct ww_chart_plan plan = {
        .table = table,
        .options = options ? options : &plain,
        .kind = table->chart.kind,
        .label = WW_NO_INDEX,
        .description = {.max = DESCRIPTION_MAX},
        .scratch = ww_arena_new(0),
    };
    enum ww_rc rc = plan.scratch ? draw_planned(&plan, out, err) : ww_fail_nomem(err);
    ww_buf_free(&plan.description);
    ww_arena_free(&plan.scratch);
    return rc ? rc : ww_buf_check(out, err);
}
