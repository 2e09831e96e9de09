// SPDX-License-Identifier: Apache-2.0
/* Records as points in place and time.
 *
 * Problem. Measures of pairs of records need the records themselves, not counts; and their answer must not depend on
 * the order in which threads come by them.
 * Method. A fold that collects, and a sort by day and place. Points come as National Grid metres or as degrees; degrees
 * are projected afterwards, by one thread, since a projector belongs to one. Conditions are worked out once for each
 * distinct text, as the cube does it (evidence/cube_plan.h). */
#include "measure/points.h"

#include <math.h>
#include <stdlib.h>

#include "base/checked.h"
#include "evidence/cube_plan.h"
#include "place/project.h"

struct job {
    const struct ww_cube_plan *plan;
    struct ww_period period;
    bool day; /* a record must know its day */
};

struct state {
    struct ww_points points;
    size_t capacity;
    bool degrees; /* eastings and northings are longitudes and latitudes in millionths */
};

/* The columns of points of one extract: x, then y. */
struct columns {
    const struct ww_field *field[2];
    const struct ww_vector *vector[2];
};

static bool has_degrees(const struct ww_view *view)
{
    return ww_view_has_role(view, WW_ROLE_LONGITUDE) && ww_view_has_role(view, WW_ROLE_LATITUDE);
}

static bool has_metres(const struct ww_view *view)
{
    return ww_view_has_role(view, WW_ROLE_EASTING) && ww_view_has_role(view, WW_ROLE_NORTHING);
}

enum ww_rc ww_points_placed(const struct ww_ask *ask, struct ww_err *err)
{
    if (!has_metres(ask->view) && !has_degrees(ask->view))
        return ww_fail(
            err, WW_E_NOT_FOUND,
            "The records of %s have no points on the map, which '%s' needs. If another source has, name it "
            "with --source.",
            ask->record->source, ask->measure->name);
    return WW_OK;
}

enum ww_rc ww_points_ready(const struct ww_ask *ask, struct ww_err *err)
{
    enum ww_rc rc = ww_points_placed(ask, err);
    if (!rc && ww_view_field(ask->view, WW_ROLE_FROM)->kind == WW_KIND_MONTH)
        return ww_fail(
            err, WW_E_NOT_FOUND,
            "The records of %s know only their month, and '%s' needs the day. If another source has it, name "
            "it with --source.",
            ask->record->source, ask->measure->name);
    return rc;
}

static enum ww_rc begin(void *state, void *context, struct ww_err *err)
{
    struct state *s = state;
    const struct job *job = context;
    s->degrees = !has_metres(job->plan->view);
    s->points.used = ww_new_array(ww_view_extracts(job->plan->view), sizeof *s->points.used);
    return s->points.used ? WW_OK : ww_fail_nomem(err);
}

static bool coordinate(const struct columns *columns, int axis, size_t row, bool degrees, double *out)
{
    const struct ww_field *field = columns->field[axis];
    const struct ww_vector *vector = columns->vector[axis];
    if (!ww_vector_has(vector, row))
        return false;
    bool wide = field->kind == WW_KIND_INTEGER && field->width == 8;
    double value = wide ? (double)((const int64_t *)vector->values)[row]
                        : (double)((const int32_t *)vector->values)[row];
    for (unsigned p = 0; field->kind == WW_KIND_FIXED && !degrees && p < field->places; p++)
        value /= 10.0;
    *out = value;
    return true;
}

static struct columns columns_of(const struct ww_extract *extract, const struct ww_batch *batch, bool degrees)
{
    const struct ww_field *fields;
    struct columns columns;
    ww_extract_fields(extract, &fields);
    for (int axis = 0; axis < 2; axis++) {
        static const enum ww_role roles[2][2] = {{WW_ROLE_EASTING, WW_ROLE_NORTHING},
                                                 {WW_ROLE_LONGITUDE, WW_ROLE_LATITUDE}};
        int at = ww_extract_field_by_role(extract, roles[degrees][axis]);
        columns.field[axis] = &fields[at];
        columns.vector[axis] = &batch->vectors[at];
    }
    return columns;
}

static enum ww_rc add(void *state, void *context, const struct ww_extract *extract, size_t extract_index,
                      const struct ww_batch *batch, struct ww_err *err)
{
    struct state *s = state;
    const struct job *job = context;
    const struct ww_cube_extract *plan = &job->plan->extracts[extract_index];
    struct columns columns = columns_of(extract, batch, s->degrees);
    for (size_t row = 0; row < batch->rows; row++) {
        struct ww_knox_event event;
        if (!ww_cube_plan_meets(job->plan, plan, batch, row))
            continue;
        if ((job->day && plan->from_kind == WW_KIND_MONTH) ||
            !ww_cube_plan_day(plan, batch, row, &event.day)) {
            s->points.no_time++;
            continue;
        }
        if (event.day < job->period.first_day || event.day >= job->period.end_day)
            continue;
        if (!coordinate(&columns, 0, row, s->degrees, &event.easting_m) ||
            !coordinate(&columns, 1, row, s->degrees, &event.northing_m)) {
            s->points.no_place++;
            continue;
        }
        if (!ww_grow((void **)&s->points.events, &s->capacity, s->points.n + 1, sizeof event))
            return ww_fail_nomem(err);
        s->points.events[s->points.n++] = event;
        s->points.used[extract_index]++;
    }
    return WW_OK;
}

static enum ww_rc merge(void *into, void *from, void *context, struct ww_err *err)
{
    struct state *a = into, *b = from;
    const struct job *job = context;
    if (!ww_grow((void **)&a->points.events, &a->capacity, a->points.n + b->points.n,
                 sizeof *a->points.events))
        return ww_fail_nomem(err);
    for (size_t i = 0; i < b->points.n; i++)
        a->points.events[a->points.n++] = b->points.events[i];
    for (size_t i = 0; i < ww_view_extracts(job->plan->view); i++)
        a->points.used[i] += b->points.used[i];
    a->points.no_time += b->points.no_time;
    a->points.no_place += b->points.no_place;
    return WW_OK;
}

static void end(void *state)
{
    ww_points_free(&((struct state *)state)->points);
}

static const struct ww_fold fold = {
    .state_bytes = sizeof(struct state), .begin = begin, .add = add, .merge = merge, .end = end};

static enum ww_rc project(struct ww_points *points, struct ww_err *err)
{
    struct ww_projector *projector = NULL;
    enum ww_rc rc = ww_projector_new(&projector, err);
    if (rc)
        return rc;
    size_t kept = 0;
    for (size_t i = 0; i < points->n; i++) {
        struct ww_knox_event event = points->events[i];
        const struct ww_lonlat_e6 at = {(int32_t)event.easting_m, (int32_t)event.northing_m};
        struct ww_bng bng = {INFINITY, INFINITY};
        if (ww_project_wgs84_e6_to_bng(projector, &at, 1, &bng) > 0) {
            points->no_place++;
            continue;
        }
        points->events[kept++] = (struct ww_knox_event){bng.easting_m, bng.northing_m, event.day};
    }
    points->n = kept;
    ww_projector_free(&projector);
    return WW_OK;
}

static int compare_events(const void *a, const void *b)
{
    const struct ww_knox_event *x = a, *y = b;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    if (x->easting_m != y->easting_m)
        return x->easting_m < y->easting_m ? -1 : 1;
    return (x->northing_m > y->northing_m) - (x->northing_m < y->northing_m);
}

static enum ww_rc read_points(const struct ww_ask *ask, struct ww_period period, bool day,
                              struct ww_points *out, struct ww_err *err)
{
    struct ww_cube_spec spec;
    struct ww_cube_plan plan;
    struct state state = {0};
    enum ww_rc rc = ww_ask_spec(ask, &spec, err);
    if (rc)
        return rc;
    spec.has_period = true;
    spec.period = period;
    rc = ww_cube_plan_make(&plan, ask->view, &spec, err);
    struct job job = {&plan, period, day};
    if (!rc)
        rc = ww_fold_run(&fold, ask->view, &job, ww_context_threads(ask->context), &state, err);
    ww_cube_plan_free(&plan);
    if (!rc && state.degrees)
        rc = project(&state.points, err);
    if (rc) {
        end(&state);
        return rc;
    }
    if (state.points.n)
        qsort(state.points.events, state.points.n, sizeof *state.points.events, compare_events);
    *out = state.points;
    return WW_OK;
}

enum ww_rc ww_points_read(const struct ww_ask *ask, struct ww_points *out, struct ww_err *err)
{
    return read_points(ask, ask->period, true, out, err);
}

enum ww_rc ww_points_read_period(const struct ww_ask *ask, struct ww_period period, struct ww_points *out,
                                 struct ww_err *err)
{
    return read_points(ask, period, false, out, err);
}

void ww_points_free(struct ww_points *points)
{
    free(points->events);
    free(points->used);
    *points = (struct ww_points){0};
}

void ww_points_note(const struct ww_ask *ask, const struct ww_points *points, struct ww_table *table)
{
    ww_table_note(table,
                  "%s records, each by the point and the day given, or the first day on which it can have "
                  "happened.",
                  ww_ask_number(ask, (int64_t)points->n));
    if (points->no_time)
        ww_table_note(table, "%s records of %s have no usable time and are not counted.",
                      ww_ask_number(ask, (int64_t)points->no_time), ask->record->source);
    if (points->no_place)
        ww_table_note(table, "%s records have no usable point and are not counted.",
                      ww_ask_number(ask, (int64_t)points->no_place));
    ww_ask_note_used(ask, points->used, table);
}
