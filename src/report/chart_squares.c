// SPDX-License-Identifier: Apache-2.0
/* Squares of a grid on the ground, by what is said of each: where it is hot, and since when.
 *
 * Only the squares that have rows are drawn, over the outlines of the areas; no record is ever a dot. The label column holds
 * few different texts (at most four are told apart), in order of appearance: filled, filled with a white ring, outlined, and
 * hatched by a line across, so that the map can be read without colour. A key says how many there are of each. */
#include "report/chart_kinds.h"

#include <string.h>

#include "report/map_frame.h"

#define CLASSES_MAX 4
#define PANEL_LEFT  620.0
#define PANEL_WIDTH (WW_CHART_WIDTH - PANEL_LEFT)
#define KEY_LEADING 44.0
#define KEY_SIDE    26.0
#define KEY_MIN     200.0

struct class
{
    const char *words;
    size_t n;
};

struct drawing {
    const struct ww_chart_plan *plan;
    struct ww_map_frame map;
    double side_m, height;
    struct class classes[CLASSES_MAX];
    size_t n_classes;
    size_t *class_of; /* of each row */
};

static bool centre_of(const struct drawing *d, size_t row, struct ww_map_point *out)
{
    const struct ww_cell *east = ww_chart_cell(d->plan, row, 0), *north = ww_chart_cell(d->plan, row, 1);
    if (!east->present || !north->present)
        return false;
    *out = (struct ww_map_point){east->number, north->number};
    return true;
}

static bool find_classes(struct drawing *d)
{
    d->class_of = ww_arena_alloc(d->plan->scratch, d->plan->n_rows, sizeof *d->class_of);
    for (size_t row = 0; d->class_of && row < d->plan->n_rows; row++) {
        const char *words = ww_chart_label(d->plan, row);
        size_t c = 0;
        while (c < d->n_classes && strcmp(d->classes[c].words, words) != 0)
            c++;
        if (c == d->n_classes && d->n_classes < CLASSES_MAX)
            d->classes[d->n_classes++].words = words;
        c = c < CLASSES_MAX ? c : CLASSES_MAX - 1;
        d->class_of[row] = c;
        d->classes[c].n++;
    }
    return d->class_of != NULL;
}

static bool lay_out(struct drawing *d)
{
    struct ww_map_point at;
    d->map = ww_map_nowhere;
    if (d->plan->options->shapes)
        ww_map_stretch_over(&d->map, d->plan->options->shapes);
    for (size_t row = 0; row < d->plan->n_rows; row++)
        if (centre_of(d, row, &at)) {
            double half = d->side_m / 2;
            ww_map_stretch(&d->map, (struct ww_map_point){at.easting_m - half, at.northing_m - half});
            ww_map_stretch(&d->map, (struct ww_map_point){at.easting_m + half, at.northing_m + half});
        }
    bool good = ww_map_fit(&d->map, &d->height);
    d->height = d->height < KEY_MIN ? KEY_MIN : d->height;
    return good;
}

static void put_ground(const struct drawing *d, struct ww_buf *out)
{
    const struct ww_map_areas *shapes = d->plan->options->shapes;
    for (size_t i = 0; shapes && i < shapes->count; i++) {
        ww_svg_path_begin(out);
        for (size_t r = 0; r < shapes->items[i].n_rings; r++)
            ww_map_ring(&d->map, &shapes->items[i].rings[r], out);
        ww_svg_path_end(out, (struct ww_svg_paint){.stroke = WW_GRID, .stroke_width = 1});
    }
}

/* A square of a class, in the map and in the key. */
static void put_square(size_t class, struct ww_svg_box box, struct ww_buf *out)
{
    static const struct ww_svg_paint paints[CLASSES_MAX] = {
        {.fill = WW_DARK_BLUE, .stroke = "#ffffff", .stroke_width = 0.8},
        {.fill = WW_MID_BLUE, .stroke = "#ffffff", .stroke_width = 0.8},
        {.fill = "#ffffff", .stroke = WW_DARK_BLUE, .stroke_width = 1.6},
        {.fill = WW_PALE_BLUE, .stroke = WW_DARK_BLUE, .stroke_width = 1.6}};
    ww_svg_rect(out, box, paints[class]);
    if (class == 1)
        ww_svg_circle(out, (struct ww_svg_point){box.x + box.width / 2, box.y + box.height / 2},
                      box.width / 4, (struct ww_svg_paint){.fill = "#ffffff"});
    if (class == 3)
        ww_svg_line(out, (struct ww_svg_point){box.x, box.y + box.height},
                    (struct ww_svg_point){box.x + box.width, box.y},
                    (struct ww_svg_paint){.stroke = WW_DARK_BLUE, .stroke_width = 1.6});
}

static void put_squares(const struct drawing *d, struct ww_buf *out)
{
    double half = d->side_m / 2, side = d->side_m * d->map.scale;
    for (size_t row = 0; row < d->plan->n_rows; row++) {
        struct ww_map_point at;
        if (!centre_of(d, row, &at))
            continue;
        struct ww_svg_point corner = ww_map_project(
            &d->map, (struct ww_map_point){at.easting_m - half, at.northing_m + half});
        put_square(d->class_of[row], (struct ww_svg_box){corner.x, corner.y, side, side}, out);
    }
}

static void put_key(const struct drawing *d, struct ww_buf *out)
{
    double y = 8;
    for (size_t c = 0; c < d->n_classes; c++) {
        const char *count = ww_arena_printf(d->plan->scratch, "%zu %s", d->classes[c].n,
                                            d->classes[c].n == 1 ? "square" : "squares");
        put_square(c, (struct ww_svg_box){PANEL_LEFT, y, KEY_SIDE, KEY_SIDE}, out);
        ww_svg_text(out, (struct ww_svg_point){PANEL_LEFT + 40, y + 11}, (struct ww_svg_font){.bold = true},
                    d->classes[c].words);
        ww_svg_text(out, (struct ww_svg_point){PANEL_LEFT + 40, y + 29}, (struct ww_svg_font){.size = 14},
                    count ? count : "");
        y += KEY_LEADING;
    }
    const char *side = ww_arena_printf(d->plan->scratch, "A square has sides of %.0f m.", d->side_m);
    ww_svg_text(out, (struct ww_svg_point){PANEL_LEFT, y + 16}, (struct ww_svg_font){.size = 14},
                side ? side : "");
}

enum ww_rc ww_chart_draw_squares(const struct ww_chart_plan *plan, struct ww_buf *out, struct ww_err *err)
{
    struct drawing d = {.plan = plan, .side_m = plan->table->chart.reference};
    if (plan->n_series < 2 || !(d.side_m > 0))
        return ww_fail_at(
            err, WW_E_USAGE, plan->table->id, 0, 0,
            "A map of squares needs columns of eastings and northings, and the side of a square.");
    if (!find_classes(&d))
        return ww_fail_nomem(err);
    if (!lay_out(&d))
        return ww_fail_at(err, WW_E_INPUT, plan->table->id, 0, 0, "No square of the map has a place.");
    ww_chart_open(plan, d.height, out);
    put_ground(&d, out);
    put_squares(&d, out);
    put_key(&d, out);
    ww_chart_close(out);
    return WW_OK;
}
