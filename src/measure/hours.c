// SPDX-License-Identifier: Apache-2.0
/* Records by hour of the week, where many say only between when and when.
 *
 * Problem. A burglary found on Monday morning happened at some hour of the weekend. Counted by its start it makes
 * Friday evening look busy, counted by its end Monday morning.
 * Method. A fold of its own, since the cube gives each record one cell and here it has up to 168: the weights of
 * stats/aoristic.h (Ratcliffe), in whole numbers, so that the result does not depend on threads. Conditions and
 * keys by text are worked out once per distinct text, as the cube does it (evidence/cube_plan.h). */
#include "measure/hours.h"

#include <assert.h>
#include <stdlib.h>

#include "base/checked.h"
#include "evidence/cube_plan.h"

#define DAY_S 86400

struct job {
    const struct ww_cube_plan *plan;
    const struct ww_cube_spec *spec;
    size_t n; /* keys */
};

struct state {
    struct ww_hours hours;
};

static enum ww_rc begin(void *state, void *context, struct ww_err *err)
{
    struct state *s = state;
    const struct job *job = context;
    s->hours.n = job->n;
    s->hours.matrices = ww_new_array(job->n, sizeof *s->hours.matrices);
    s->hours.used = ww_new_array(ww_view_extracts(job->plan->view), sizeof *s->hours.used);
    return s->hours.matrices && s->hours.used ? WW_OK : ww_fail_nomem(err);
}

static bool in_period(const struct job *job, int64_t second)
{
    return second >= (int64_t)job->spec->period.first_day * DAY_S &&
           second < (int64_t)job->spec->period.end_day * DAY_S;
}

/* The columns of times of one extract. */
struct times {
    const struct ww_vector *from, *to; /* to: NULL where the extract has none */
};

static bool add_record(const struct job *job, const struct ww_cube_extract *extract,
                       const struct ww_batch *batch, size_t row, struct times times, struct ww_hours *hours)
{
    if (!ww_cube_plan_meets(job->plan, extract, batch, row))
        return false;
    if (!ww_vector_has(times.from, row)) {
        hours->no_time++;
        return false;
    }
    struct ww_span span = {.from = ((const int64_t *)times.from->values)[row]};
    if (!in_period(job, span.from))
        return false;
    int32_t key = job->plan->n_stages > job->plan->n_where
                      ? ww_cube_plan_key(&extract->stages[job->plan->n_where], batch, row)
                      : 0;
    if (key == WW_LEAVE_OUT) {
        hours->left_out++;
        return false;
    }
    span.has_to = times.to && ww_vector_has(times.to, row);
    if (span.has_to)
        span.to = ((const int64_t *)times.to->values)[row];
    ww_aoristic_add(&hours->matrices[key], span);
    hours->starts[ww_hour_of_week(span.from)]++;
    return true;
}

/* The column of ends, or -1: ends that have no time of day do not count as ends. */
static int column_of_ends(const struct ww_extract *extract)
{
    const struct ww_field *fields;
    ww_extract_fields(extract, &fields);
    int to = ww_extract_field_by_role(extract, WW_ROLE_TO);
    return to >= 0 && fields[to].kind == WW_KIND_DATETIME ? to : -1;
}

static enum ww_rc add(void *state, void *context, const struct ww_extract *extract, size_t extract_index,
                      const struct ww_batch *batch, struct ww_err *err)
{
    struct ww_hours *hours = &((struct state *)state)->hours;
    const struct job *job = context;
    const struct ww_cube_extract *plan = &job->plan->extracts[extract_index];
    (void)err;
    if (plan->from < 0 || plan->from_kind != WW_KIND_DATETIME) {
        hours->no_time += batch->rows;
        return WW_OK;
    }
    int to = column_of_ends(extract);
    const struct times times = {&batch->vectors[plan->from], to < 0 ? NULL : &batch->vectors[to]};
    hours->has_spans |= to >= 0;
    uint64_t added = 0;
    for (size_t row = 0; row < batch->rows; row++)
        added += add_record(job, plan, batch, row, times, hours);
    hours->used[extract_index] += added;
    return WW_OK;
}

static enum ww_rc merge(void *into, void *from, void *context, struct ww_err *err)
{
    struct ww_hours *a = &((struct state *)into)->hours, *b = &((struct state *)from)->hours;
    const struct job *job = context;
    (void)err;
    for (size_t k = 0; k < a->n; k++)
        ww_aoristic_merge(&a->matrices[k], &b->matrices[k]);
    for (size_t h = 0; h < WW_HOURS_OF_WEEK; h++)
        a->starts[h] += b->starts[h];
    for (size_t i = 0; i < ww_view_extracts(job->plan->view); i++)
        a->used[i] += b->used[i];
    a->no_time += b->no_time;
    a->left_out += b->left_out;
    a->has_spans |= b->has_spans;
    return WW_OK;
}

static void end(void *state)
{
    ww_hours_free(&((struct state *)state)->hours);
}

static const struct ww_fold fold = {
    .state_bytes = sizeof(struct state), .begin = begin, .add = add, .merge = merge, .end = end};

enum ww_rc ww_hours_count(const struct ww_ask *ask, const struct ww_cube_dim *by, struct ww_hours *out,
                          struct ww_err *err)
{
    struct ww_cube_spec spec;
    struct ww_cube_plan plan;
    struct state state = {0};
    enum ww_rc rc = ww_ask_spec(ask, &spec, err);
    if (rc)
        return rc;
    if (by) {
        assert(by->by == WW_BY_TEXT);
        spec.dims[spec.n_dims++] = *by;
    }
    spec.has_period = true;
    spec.period = ask->period;
    rc = ww_cube_plan_make(&plan, ask->view, &spec, err);
    struct job job = {&plan, &spec, by ? (size_t)by->size : 1};
    if (!rc)
        rc = ww_fold_run(&fold, ask->view, &job, ww_context_threads(ask->context), &state, err);
    ww_cube_plan_free(&plan);
    if (rc) {
        end(&state);
        return rc;
    }
    for (size_t k = 0; k < state.hours.n; k++)
        ww_aoristic_settle(&state.hours.matrices[k]);
    *out = state.hours;
    return WW_OK;
}

void ww_hours_free(struct ww_hours *hours)
{
    free(hours->matrices);
    free(hours->used);
    *hours = (struct ww_hours){0};
}

void ww_hours_sum(const struct ww_hours *hours, struct ww_aoristic *out)
{
    *out = (struct ww_aoristic){0};
    for (size_t k = 0; k < hours->n; k++)
        ww_aoristic_merge(out, &hours->matrices[k]);
}

/* Half the sum of differences: the part of all records that stands in another hour when counted by its start. */
static double moved_percent(const struct ww_aoristic *all, const struct ww_hours *hours)
{
    double apart = 0;
    uint64_t events = ww_aoristic_events(all);
    for (unsigned h = 0; h < WW_HOURS_OF_WEEK; h++) {
        double difference = ww_aoristic_value(all, h) - (double)hours->starts[h];
        apart += difference < 0 ? -difference : difference;
    }
    return events ? 100 * apart / 2 / (double)events : 0;
}

void ww_hours_note(const struct ww_ask *ask, const struct ww_aoristic *all, const struct ww_hours *hours,
                   struct ww_table *table)
{
    const char *kinds[WW_SPAN_KINDS];
    uint64_t events = ww_aoristic_events(all);
    const char *number = ww_ask_number(ask, (int64_t)events);
    for (size_t k = 0; k < WW_SPAN_KINDS; k++)
        kinds[k] = ww_ask_number(ask, (int64_t)all->kinds[k]);
    if (!hours->has_spans)
        ww_table_note(table, "%s records, each by the time given.", number);
    else
        ww_table_note(
            table,
            "%s records: %s with an exact time, %s with a span of up to 24 hours and %s with one of up to a "
            "week (shared out over its hours), %s with a week or more (the same in every hour), %s whose "
            "end lies before the start and %s without an end (by their start).",
            number, kinds[WW_SPAN_EXACT], kinds[WW_SPAN_WITHIN_DAY], kinds[WW_SPAN_OVER_DAY],
            kinds[WW_SPAN_WEEK], kinds[WW_SPAN_REVERSED], kinds[WW_SPAN_NO_END]);
    if (hours->has_spans && events)
        ww_table_note(
            table,
            "Counted by the start of each span alone, %.1f%% of the records would stand in other hours of "
            "the week.",
            moved_percent(all, hours));
    if (hours->no_time)
        ww_table_note(table, "%s records of %s have no usable time and are not counted.",
                      ww_ask_number(ask, (int64_t)hours->no_time), ask->record->source);
    if (hours->left_out)
        ww_table_note(table, "%s records have no place in the rows of this table and are not counted.",
                      ww_ask_number(ask, (int64_t)hours->left_out));
    ww_ask_note_used(ask, hours->used, table);
}
