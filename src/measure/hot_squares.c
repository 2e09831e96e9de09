// SPDX-License-Identifier: Apache-2.0
/* Squares of a grid, with the records in each and the surface that the records make.
 *
 * Problem. A hot spot is a place among others, so every square of the area counts, those without a record as well; and a
 * square of last year must be the same square this year.
 * Method. Corners on whole multiples of the side. Squares whose centre lies in the area (place/locate.h) are the study area;
 * records on its edge may stand in a square whose centre does not, which then belongs as well. Density is the quartic
 * kernel's surface at the centre (stats/kde.h).
 * Edge cases. Where no small areas with boundaries are known, the study area is the rectangle around all records. */
#include <math.h>

#include "measure/hot_places.h"
#include "measure/points.h"
#include "place/locate.h"
#include "place/polygons.h"
#include "stats/kde.h"

#define MAX_SQUARES 250000
#define M2_PER_KM2  1e6

static const char *const study_levels[] = {"lsoa11", "lsoa21", "ward", "ward22"};

struct frame {
    double cell_m, west_m, south_m, east_m, north_m;
    size_t columns, rows;
};

struct job {
    const struct ww_ask *ask;
    struct ww_hot_grid grid;
    struct frame frame;
    const char *level; /* of the areas that make up the study area; NULL = none */
    struct ww_points then, now;
    const struct ww_area **area; /* of each square's centre, inside the area asked about; NULL = none */
    uint32_t *count[2];          /* records of each square: then, now */
    double *density;
    uint32_t *place; /* of each square: index into the places, + 1; 0 = not of the study area */
};

/* --- the frame -------------------------------------------------------------------------------------- */

static bool inside(const struct ww_ask *ask, const char *level, const struct ww_area *area)
{
    if (!ask->area_level[0])
        return true;
    return ww_areas_within(ww_context_areas(ask->context), ww_str_of(level), area->code,
                           ww_str_of(ask->area_level), ww_str_of(ask->area));
}

static void stretch(struct frame *frame, double easting_m, double northing_m)
{
    frame->west_m = fmin(frame->west_m, easting_m);
    frame->east_m = fmax(frame->east_m, easting_m);
    frame->south_m = fmin(frame->south_m, northing_m);
    frame->north_m = fmax(frame->north_m, northing_m);
}

static enum ww_rc stretch_over(struct frame *frame, const struct ww_area *area, struct ww_err *err)
{
    struct ww_polygons shape;
    enum ww_rc rc = ww_polygons_of_wkb(area->wkb, &shape, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < shape.n_points; i++)
        stretch(frame, shape.points[i].easting_m, shape.points[i].northing_m);
    ww_polygons_free(&shape);
    return WW_OK;
}

/* Stretches the frame over the areas of the first level that has any with an outline inside the area asked about. */
static enum ww_rc find_study_area(struct job *job, struct ww_err *err)
{
    const struct ww_areas *areas = ww_context_areas(job->ask->context);
    enum ww_rc rc = WW_OK;
    for (size_t l = 0; l < sizeof study_levels / sizeof study_levels[0] && !job->level && !rc; l++) {
        size_t n;
        const struct ww_area *const *list = ww_areas_list(areas, ww_str_of(study_levels[l]), &n);
        for (size_t i = 0; i < n && !rc; i++)
            if (list[i]->wkb.len && inside(job->ask, study_levels[l], list[i])) {
                job->level = study_levels[l];
                rc = stretch_over(&job->frame, list[i], err);
            }
    }
    return rc;
}

static enum ww_rc lay_frame(struct job *job, struct ww_err *err)
{
    struct frame *f = &job->frame;
    *f = (struct frame){job->grid.cell_m, INFINITY, INFINITY, -INFINITY, -INFINITY, 0, 0};
    enum ww_rc rc = find_study_area(job, err);
    if (rc)
        return rc;
    const struct ww_points *both[] = {&job->then, &job->now};
    for (int p = 0; p < 2; p++)
        for (size_t i = 0; i < both[p]->n; i++)
            stretch(f, both[p]->events[i].easting_m, both[p]->events[i].northing_m);
    if (!(f->east_m >= f->west_m))
        return ww_fail(err, WW_E_NOT_FOUND,
                       "'%s' finds neither a record with a point nor boundaries of the area.",
                       job->ask->measure->name);
    f->west_m = floor(f->west_m / f->cell_m) * f->cell_m;
    f->south_m = floor(f->south_m / f->cell_m) * f->cell_m;
    double columns = floor((f->east_m - f->west_m) / f->cell_m) + 1.0;
    double rows = floor((f->north_m - f->south_m) / f->cell_m) + 1.0;
    if (columns * rows > MAX_SQUARES)
        return ww_fail(
            err, WW_E_LIMIT,
            "Squares of %g m make a grid of %.0f by %.0f, more than a map can show. Ask for larger ones, "
            "as in --set cell=%.0f.",
            f->cell_m, columns, rows, 2.0 * f->cell_m);
    f->columns = (size_t)columns;
    f->rows = (size_t)rows;
    return WW_OK;
}

static struct ww_bng centre_of(const struct frame *f, size_t square)
{
    size_t column = square % f->columns, row = square / f->columns;
    return (struct ww_bng){f->west_m + ((double)column + 0.5) * f->cell_m,
                           f->south_m + ((double)row + 0.5) * f->cell_m};
}

/* --- squares ---------------------------------------------------------------------------------------- */

static bool allocate(struct job *job)
{
    size_t n = job->frame.columns * job->frame.rows;
    struct ww_arena *arena = job->ask->arena;
    // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
    job->area = ww_arena_alloc(arena, n, sizeof *job->area);
    job->count[0] = ww_arena_alloc(arena, n, sizeof **job->count);
    job->count[1] = ww_arena_alloc(arena, n, sizeof **job->count);
    job->density = ww_arena_alloc(arena, n, sizeof *job->density);
    job->place = ww_arena_alloc(arena, n, sizeof *job->place);
    return job->area && job->count[0] && job->count[1] && job->density && job->place;
}

static void count_in_squares(const struct job *job, const struct ww_points *points, uint32_t *count)
{
    const struct frame *f = &job->frame;
    for (size_t i = 0; i < points->n; i++) {
        size_t column = (size_t)((points->events[i].easting_m - f->west_m) / f->cell_m);
        size_t row = (size_t)((points->events[i].northing_m - f->south_m) / f->cell_m);
        count[row * f->columns + column]++;
    }
}

/* The area of each square's centre, where it is one of those asked about. */
static enum ww_rc place_squares(const struct job *job, struct ww_err *err)
{
    size_t n = job->frame.columns * job->frame.rows, n_areas;
    const struct ww_areas *areas = ww_context_areas(job->ask->context);
    struct ww_locator *locator = NULL;
    if (!job->level)
        return WW_OK;
    struct ww_bng *centres = ww_arena_alloc(job->ask->arena, n, sizeof *centres);
    int32_t *found = ww_arena_alloc(job->ask->arena, n, sizeof *found);
    if (!centres || !found)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < n; i++)
        centres[i] = centre_of(&job->frame, i);
    enum ww_rc rc = ww_locator_new(areas, ww_str_of(job->level), &locator, err);
    if (!rc)
        rc = ww_locate_many(locator, centres, n, found, ww_context_threads(job->ask->context), err);
    ww_locator_free(&locator);
    const struct ww_area *const *list = ww_areas_list(areas, ww_str_of(job->level), &n_areas);
    for (size_t i = 0; i < n && !rc; i++)
        if (found[i] >= 0 && inside(job->ask, job->level, list[found[i]]))
            job->area[i] = list[found[i]];
    return rc;
}

static enum ww_rc smooth(const struct job *job, struct ww_err *err)
{
    const struct frame *f = &job->frame;
    struct ww_kde_point *points = ww_arena_alloc(job->ask->arena, job->now.n, sizeof *points);
    if (!points)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < job->now.n; i++)
        points[i] = (struct ww_kde_point){job->now.events[i].easting_m, job->now.events[i].northing_m, 1.0};
    const struct ww_kde_grid grid = {f->west_m, f->south_m, f->cell_m, f->columns, f->rows};
    return ww_kde_quartic(points, job->now.n, &grid, job->grid.bandwidth_m,
                          ww_context_threads(job->ask->context), job->density) == WW_OK
               ? WW_OK
               : ww_fail_nomem(err);
}

/* --- places ----------------------------------------------------------------------------------------- */

static const char *name_of(const struct ww_area *area)
{
    return !area ? NULL : area->name.len ? area->name.ptr : area->code.ptr;
}

static const struct ww_area *ward_of(const struct job *job, const struct ww_area *area)
{
    const struct ww_areas *areas = ww_context_areas(job->ask->context);
    const char *code = area ? ww_areas_up(areas, ww_str_of(job->level), area->code, WW_STR("ward")) : NULL;
    return code ? ww_areas_find(areas, WW_STR("ward"), ww_str_of(code)) : NULL;
}

static bool set_place(const struct job *job, size_t square, struct ww_hot_place *place)
{
    struct ww_bng at = centre_of(&job->frame, square);
    *place = (struct ww_hot_place){
        .id = ww_arena_printf(job->ask->arena, "E%.0f-N%.0f", at.easting_m, at.northing_m),
        .label = ww_arena_printf(job->ask->arena, "%.0f %.0f", at.easting_m, at.northing_m),
        .centre = at,
        .small = name_of(job->area[square]),
        .ward = name_of(ward_of(job, job->area[square])),
        .square_m = job->frame.cell_m * job->frame.cell_m,
        .then = job->count[0][square],
        .now = job->count[1][square],
        .density = job->density[square] * M2_PER_KM2};
    return place->id && place->label;
}

static enum ww_rc make_places(struct job *job, struct ww_hot_places *out, struct ww_err *err)
{
    size_t squares = job->frame.columns * job->frame.rows;
    for (size_t i = 0; i < squares; i++)
        if (!job->level || job->area[i] || job->count[0][i] || job->count[1][i])
            job->place[i] = (uint32_t)++out->n;
    out->items = ww_arena_alloc(job->ask->arena, out->n, sizeof *out->items);
    if (!out->items)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < squares; i++)
        if (job->place[i] && !set_place(job, i, &out->items[job->place[i] - 1]))
            return ww_fail_nomem(err);
    out->all_m2 = (double)out->n * job->frame.cell_m * job->frame.cell_m;
    return WW_OK;
}

/* Up to eight squares around one, those of the study area. */
static size_t around(const struct job *job, size_t square, uint32_t *index)
{
    const struct frame *f = &job->frame;
    size_t column = square % f->columns, row = square / f->columns, n = 0;
    for (size_t r = row ? row - 1 : 0; r <= row + 1 && r < f->rows; r++)
        for (size_t c = column ? column - 1 : 0; c <= column + 1 && c < f->columns; c++) {
            size_t other = r * f->columns + c;
            if (other != square && job->place[other])
                index[n++] = job->place[other] - 1;
        }
    return n;
}

static enum ww_rc join(const struct job *job, struct ww_hot_places *out, struct ww_err *err)
{
    uint32_t *start = ww_arena_alloc(job->ask->arena, out->n + 1, sizeof *start);
    uint32_t *index = ww_arena_alloc(job->ask->arena, out->n * 8, sizeof *index);
    size_t n = 0;
    if (!start || !index)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < job->frame.columns * job->frame.rows; i++)
        if (job->place[i]) {
            n += around(job, i, index + n);
            start[job->place[i]] = (uint32_t)n;
        }
    out->neighbours = (struct ww_neighbour_lists){out->n, start, index};
    return WW_OK;
}

static enum ww_rc make(struct job *job, struct ww_hot_places *out, struct ww_err *err)
{
    enum ww_rc rc = lay_frame(job, err);
    if (!rc && !allocate(job))
        rc = ww_fail_nomem(err);
    if (rc)
        return rc;
    count_in_squares(job, &job->then, job->count[0]);
    count_in_squares(job, &job->now, job->count[1]);
    rc = place_squares(job, err);
    if (!rc)
        rc = smooth(job, err);
    if (!rc)
        rc = make_places(job, out, err);
    return rc ? rc : join(job, out, err);
}

static void note(const struct job *job, struct ww_table *table)
{
    const struct ww_ask *ask = job->ask;
    uint64_t unplaced = job->then.no_place + job->now.no_place;
    ww_ask_note_used(ask, job->then.used, table);
    ww_ask_note_used(ask, job->now.used, table);
    if (unplaced)
        ww_table_note(table, "%s records of both periods have no usable point and are not counted.",
                      ww_ask_number(ask, (int64_t)unplaced));
    if (job->now.no_time)
        ww_table_note(table, "%s records of %s have no usable time and are not counted.",
                      ww_ask_number(ask, (int64_t)job->now.no_time), ask->record->source);
    if (!job->level)
        ww_table_note(
            table,
            "No boundaries inside the area are known, so the squares are those of the rectangle around "
            "all records.");
}

enum ww_rc ww_hot_squares(const struct ww_ask *ask, struct ww_hot_grid grid, struct ww_table *table,
                          struct ww_hot_places *out, struct ww_err *err)
{
    struct job job = {.ask = ask, .grid = grid};
    *out = (struct ww_hot_places){0};
    enum ww_rc rc = ww_points_read_period(ask, ask->compare, &job.then, err);
    if (!rc)
        rc = ww_points_read_period(ask, ask->period, &job.now, err);
    if (!rc)
        rc = make(&job, out, err);
    if (!rc)
        note(&job, table);
    ww_points_free(&job.then);
    ww_points_free(&job.now);
    return rc;
}
