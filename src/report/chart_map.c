// SPDX-License-Identifier: Apache-2.0
/* Maps of areas, shaded by one figure.
 *
 * Classes are the lower half of the areas, the next quarter, the next 15% and the highest tenth: crime is so
 * concentrated that classes of equal width would leave the map one colour, and "the highest tenth" is what a
 * board acts on. Their limits are figures of real areas, stated as text. One hue, white outlines (neighbouring
 * steps of the palette differ by less than 3 to 1), suppressed areas hatched, areas without a figure left
 * white. The five highest areas carry numbers and are named beside the map. Outlines are filled even-odd, so
 * holes need no marking; points are counted in whole drawing units apart to keep the page small. */
#include "report/chart_kinds.h"

#include <float.h>
#include <math.h>

#include "report/escape.h"
#include "report/map_frame.h"

#define PANEL_LEFT   620.0
#define N_CLASSES    4
#define N_NAMED      5
#define KEY_LEADING  44.0
#define NAME_LEADING 18.0
#define NAME_LINES   2
/* Level lines tried for the place of an area's number; even, so that one is half-way. */
#define LEVELS 16

static const char *const class_fills[N_CLASSES] = {WW_PALE_BLUE, WW_LIGHT_BLUE, WW_MID_BLUE, WW_DARK_BLUE};
static const char *const class_words[N_CLASSES] = {"Lower half of areas", "Next quarter", "Next 15 per cent",
                                                   "Highest tenth of areas"};
/* Share of the areas below each class. */
static const double class_from[N_CLASSES + 1] = {0, 0.5, 0.75, 0.9, 1};

struct frame {
    struct ww_map_frame map;
    double height;
    size_t *order; /* rows drawn that have a figure, by it, lowest first */
    size_t n_order;
    size_t limits[N_CLASSES + 1]; /* of each class in `order` */
};

static bool lay_out(const struct ww_chart_plan *plan, struct frame *f)
{
    f->map = ww_map_nowhere;
    ww_map_stretch_over(&f->map, plan->options->shapes);
    if (!ww_map_fit(&f->map, &f->height))
        return false;
    double panel = 70 + N_CLASSES * KEY_LEADING + 60 + N_NAMED * (NAME_LEADING * NAME_LINES + 24);
    f->height = f->height < panel ? panel : f->height;
    return true;
}

/* Heap sort of row numbers by figure, then by place in the table: the same order everywhere. */
static bool is_below(const struct ww_chart_plan *plan, size_t a, size_t b)
{
    double x = ww_chart_cell(plan, a, 0)->number, y = ww_chart_cell(plan, b, 0)->number;
    return x < y || (!(x > y) && a > b);
}

static void sift(const struct ww_chart_plan *plan, size_t *order, size_t at, size_t n)
{
    for (size_t child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && is_below(plan, order[child], order[child + 1]))
            child++;
        if (!is_below(plan, order[at], order[child]))
            return;
        size_t swapped = order[at];
        order[at] = order[child];
        order[child] = swapped;
    }
}

static bool is_equal(const struct ww_chart_plan *plan, size_t a, size_t b)
{
    double x = ww_chart_cell(plan, a, 0)->number, y = ww_chart_cell(plan, b, 0)->number;
    return !(x < y) && !(x > y);
}

static bool rank_rows(const struct ww_chart_plan *plan, struct frame *f)
{
    f->order = ww_arena_alloc(plan->scratch, plan->n_rows, sizeof *f->order);
    if (!f->order)
        return false;
    for (size_t i = 0; i < plan->n_rows; i++)
        if (ww_chart_cell(plan, i, 0)->present)
            f->order[f->n_order++] = i;
    for (size_t i = f->n_order / 2; i-- > 0;)
        sift(plan, f->order, i, f->n_order);
    for (size_t n = f->n_order; n > 1; n--) {
        size_t largest = f->order[0];
        f->order[0] = f->order[n - 1];
        f->order[n - 1] = largest;
        sift(plan, f->order, 0, n - 1);
    }
    for (size_t c = 0; c <= N_CLASSES; c++)
        f->limits[c] = (size_t)ceil(class_from[c] * (double)f->n_order - 1e-9);
    for (size_t c = 1; c < N_CLASSES; c++) /* equal values are of one class, the lower */
        while (f->limits[c] > 0 && f->limits[c] < f->n_order &&
               is_equal(plan, f->order[f->limits[c] - 1], f->order[f->limits[c]]))
            f->limits[c]++;
    return true;
}

static void put_shape(const struct frame *f, const struct ww_map_area *shape, const char *fill,
                      struct ww_buf *out)
{
    ww_svg_path_begin(out);
    for (size_t r = 0; r < shape->n_rings; r++)
        ww_map_ring(&f->map, &shape->rings[r], out);
    ww_buf_z(out, "\" fill-rule=\"evenodd");
    ww_svg_path_end(out, (struct ww_svg_paint){.fill = fill, .stroke = "#ffffff", .stroke_width = 1.2});
}

static void put_hatch_url(const struct ww_chart_plan *plan, struct ww_buf *out)
{
    ww_html_id(out, ww_str_of(plan->options->id_prefix ? plan->options->id_prefix : plan->table->id));
    ww_buf_z(out, "-hatch");
}

static void put_hatch(const struct ww_chart_plan *plan, struct ww_buf *out)
{
    ww_buf_z(out, "<defs><pattern id=\"");
    put_hatch_url(plan, out);
    ww_buf_z(out,
             "\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
             "<rect width=\"7\" height=\"7\" fill=\"#ffffff\"/>"
             "<line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"7\" stroke=\"" WW_INK_SECONDARY
             "\" stroke-width=\"3\"/></pattern></defs>\n");
}

static bool is_suppressed(const struct ww_chart_plan *plan, size_t row)
{
    const struct ww_cell *cell = ww_chart_cell(plan, row, 0);
    return !cell->present && cell->mark == WW_MARK_CONFIDENTIAL;
}

/* Areas of the outlines that no row names: drawn as ground, outlined grey. */
static void put_ground(const struct ww_chart_plan *plan, const struct frame *f, struct ww_buf *out)
{
    const struct ww_map_areas *shapes = plan->options->shapes;
    for (size_t i = 0; i < shapes->count; i++) {
        ww_svg_path_begin(out);
        for (size_t r = 0; r < shapes->items[i].n_rings; r++)
            ww_map_ring(&f->map, &shapes->items[i].rings[r], out);
        ww_svg_path_end(out,
                        (struct ww_svg_paint){.fill = "#ffffff", .stroke = WW_AXIS, .stroke_width = 2.5});
    }
}

static const char *hatch_fill(const struct ww_chart_plan *plan)
{
    struct ww_buf url = {0};
    ww_buf_z(&url, "url(#");
    put_hatch_url(plan, &url);
    ww_buf_char(&url, ')');
    const char *kept = ww_arena_copy(plan->scratch, ww_buf_view(&url));
    ww_buf_free(&url);
    return kept ? kept : "#ffffff";
}

static void put_areas(const struct ww_chart_plan *plan, const struct frame *f, struct ww_buf *out)
{
    for (size_t c = 0; c < N_CLASSES; c++)
        for (size_t k = f->limits[c]; k < f->limits[c + 1]; k++)
            if (plan->shapes[f->order[k]])
                put_shape(f, plan->shapes[f->order[k]], class_fills[c], out);
    const char *hatch = hatch_fill(plan);
    for (size_t i = 0; i < plan->n_rows; i++)
        if (plan->shapes[i] && is_suppressed(plan, i))
            put_shape(f, plan->shapes[i], hatch, out);
}

struct span {
    double from, to;
};

static void find_rows_of(const struct frame *f, const struct ww_map_area *shape, struct span *across,
                         struct span *down)
{
    *across = *down = (struct span){DBL_MAX, -DBL_MAX};
    for (size_t r = 0; r < shape->n_rings; r++)
        for (size_t k = 0; k < shape->rings[r].n_points; k++) {
            struct ww_svg_point p = ww_map_project(&f->map, shape->rings[r].points[k]);
            *across = (struct span){fmin(across->from, p.x), fmax(across->to, p.x)};
            *down = (struct span){fmin(down->from, p.y), fmax(down->to, p.y)};
        }
}

/* Where the outline crosses the level line next to the right of x: DBL_MAX when nowhere. */
static double next_crossing(const struct frame *f, const struct ww_map_area *shape, double y, double x)
{
    double next = DBL_MAX;
    for (size_t r = 0; r < shape->n_rings; r++) {
        const struct ww_map_ring *ring = &shape->rings[r];
        for (size_t k = 0; k < ring->n_points; k++) {
            struct ww_svg_point a = ww_map_project(&f->map, ring->points[k]);
            struct ww_svg_point b = ww_map_project(&f->map, ring->points[(k + 1) % ring->n_points]);
            if ((a.y > y) == (b.y > y))
                continue;
            double at = a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x);
            if (at > x && at < next)
                next = at;
        }
    }
    return next;
}

/* The widest stretch of the level line that lies inside the outline (even-odd). */
static struct span widest_inside(const struct frame *f, const struct ww_map_area *shape, double y,
                                 double west)
{
    struct span widest = {0, 0};
    for (double from = next_crossing(f, shape, y, west); from < DBL_MAX;) {
        double to = next_crossing(f, shape, y, from);
        if (!(to < DBL_MAX))
            break;
        if (to - from > widest.to - widest.from)
            widest = (struct span){from, to};
        from = next_crossing(f, shape, y, to);
    }
    return widest;
}

/* Where an area's number goes: the middle of a wide stretch inside it, rather near half-way down. */
static struct ww_svg_point middle_of(const struct frame *f, const struct ww_map_area *shape)
{
    struct span across, down;
    find_rows_of(f, shape, &across, &down);
    struct ww_svg_point best = {(across.from + across.to) / 2, (down.from + down.to) / 2};
    double best_worth = 0;
    for (size_t i = 1; i < LEVELS; i++) {
        double share = (double)i / LEVELS;
        double y = down.from + share * (down.to - down.from);
        struct span inside = widest_inside(f, shape, y, across.from - 1);
        double worth = (inside.to - inside.from) * (1 - fabs(share - 0.5));
        if (worth <= best_worth)
            continue;
        best_worth = worth;
        best = (struct ww_svg_point){(inside.from + inside.to) / 2, y};
    }
    return best;
}

static void put_number(struct ww_svg_point at, size_t number, struct ww_buf *out)
{
    char text[4] = {(char)('0' + number % 10), '\0'};
    ww_svg_circle(out, at, 11,
                  (struct ww_svg_paint){.fill = "#ffffff", .stroke = WW_INK, .stroke_width = 1.5});
    ww_svg_text(out, (struct ww_svg_point){at.x, at.y + 5},
                (struct ww_svg_font){.anchor = WW_ANCHOR_MIDDLE, .bold = true}, text);
}

static double put_key_line(double y, const char *fill, const char *words, const char *detail,
                           struct ww_buf *out)
{
    ww_svg_rect(out, (struct ww_svg_box){PANEL_LEFT, y, 28, 28},
                (struct ww_svg_paint){.fill = fill, .stroke = WW_AXIS, .stroke_width = 1});
    ww_svg_text(out, (struct ww_svg_point){PANEL_LEFT + 40, y + 11}, (struct ww_svg_font){.bold = true},
                words);
    ww_svg_text(out, (struct ww_svg_point){PANEL_LEFT + 40, y + 29}, (struct ww_svg_font){.size = 14},
                detail);
    return y + KEY_LEADING;
}

static const char *class_detail(const struct ww_chart_plan *plan, const struct frame *f, size_t class)
{
    size_t first = f->limits[class], end = f->limits[class + 1];
    const struct ww_column *column = ww_chart_column(plan, 0);
    const char *low = ww_chart_cell_text(plan, column, ww_chart_cell(plan, f->order[first], 0));
    const char *high = ww_chart_cell_text(plan, column, ww_chart_cell(plan, f->order[end - 1], 0));
    const char *text = strcmp(low, high) == 0
                           ? ww_arena_printf(plan->scratch, "%s (%zu areas)", low, end - first)
                           : ww_arena_printf(plan->scratch, "%s to %s (%zu areas)", low, high, end - first);
    return text ? text : "";
}

static double put_key(const struct ww_chart_plan *plan, const struct frame *f, struct ww_buf *out)
{
    double y = 34;
    ww_svg_text(out, (struct ww_svg_point){PANEL_LEFT, 16}, (struct ww_svg_font){.bold = true, .size = 16},
                ww_chart_column(plan, 0)->title);
    for (size_t c = N_CLASSES; c-- > 0;)
        if (f->limits[c] < f->limits[c + 1])
            y = put_key_line(y, class_fills[c], class_words[c], class_detail(plan, f, c), out);
    size_t suppressed = 0, unplaced = 0;
    for (size_t i = 0; i < plan->n_rows; i++) {
        suppressed += is_suppressed(plan, i);
        unplaced += plan->shapes[i] == NULL;
    }
    const char *text = ww_arena_printf(plan->scratch, "%zu %s", suppressed,
                                       suppressed == 1 ? "area" : "areas");
    if (suppressed && text)
        y = put_key_line(y, hatch_fill(plan), "Not shown [c]", text, out);
    text = ww_arena_printf(plan->scratch, "%zu not on this map: see the table", unplaced);
    if (unplaced && text) {
        ww_svg_text(out, (struct ww_svg_point){PANEL_LEFT, y + 10}, (struct ww_svg_font){.size = 14}, text);
        y += 26;
    }
    return y + 22;
}

/* The highest areas: a number in the map, name and figure beside it. */
static void put_highest(const struct ww_chart_plan *plan, const struct frame *f, double y, struct ww_buf *out)
{
    ww_svg_text(out, (struct ww_svg_point){PANEL_LEFT, y}, (struct ww_svg_font){.bold = true, .size = 16},
                "Highest areas");
    y += 26;
    size_t named = 0;
    for (size_t k = f->n_order; k-- > 0 && named < N_NAMED;) {
        size_t row = f->order[k];
        const struct ww_map_area *shape = plan->shapes[row];
        if (!shape)
            continue;
        named++;
        put_number(middle_of(f, shape), named, out);
        put_number((struct ww_svg_point){PANEL_LEFT + 12, y}, named, out);
        char lines[NAME_LINES][WW_SVG_LINE_MAX];
        size_t n = ww_svg_wrap(ww_chart_label(plan, row), WW_SVG_FONT_SIZE, WW_CHART_WIDTH - PANEL_LEFT - 34,
                               lines, NAME_LINES);
        for (size_t i = 0; i < n; i++)
            ww_svg_text(out, (struct ww_svg_point){PANEL_LEFT + 32, y + 5 + (double)i * NAME_LEADING},
                        (struct ww_svg_font){.bold = true}, lines[i]);
        y += (double)n * NAME_LEADING;
        ww_svg_text(out, (struct ww_svg_point){PANEL_LEFT + 32, y + 5}, (struct ww_svg_font){0},
                    ww_chart_cell_text(plan, ww_chart_column(plan, 0), ww_chart_cell(plan, row, 0)));
        y += 28;
    }
}

enum ww_rc ww_chart_draw_map(const struct ww_chart_plan *plan, struct ww_buf *out, struct ww_err *err)
{
    struct frame f = {0};
    if (!lay_out(plan, &f))
        return ww_fail_at(err, WW_E_INPUT, plan->table->id, 0, 0,
                          "The outlines for the map have no extent: import the boundaries again.");
    if (!rank_rows(plan, &f))
        return ww_fail_nomem(err);
    ww_chart_open(plan, f.height, out);
    put_hatch(plan, out);
    put_ground(plan, &f, out);
    put_areas(plan, &f, out);
    put_highest(plan, &f, put_key(plan, &f, out), out);
    ww_chart_close(out);
    return WW_OK;
}
