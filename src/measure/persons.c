// SPDX-License-Identifier: Apache-2.0
/* Records by the person they are about.
 *
 * Problem. Who comes back, how often and how soon is a question about the order of each person's records, of which there
 * may be tens of millions; and the answer must not depend on the order in which threads come by them.
 * Method. A fold that collects (pseudonym, day, key), then a sort in place: an American flag sort by the bytes of the
 * pseudonym from the first (McIlroy, Bostic and McIlroy 1993, Engineering Radix Sort), on all threads from its second byte
 * on, and a plain sort of what has the same pseudonym. In place, since a second array would double the memory.
 * Conventions. A pseudonym of 16 digits is its own number; one of any other length, or one that is a text, stands for its
 * hash of 64 bits: among 30 million persons two share one with a probability of one in 40,000.
 * Edge cases. Records without a pseudonym, or without a day, are left out and counted. Where only some extracts have the
 * column, the records of the others are without one. */
#include "measure/persons.h"

#include <assert.h>
#include <stdlib.h>

#include "base/checked.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "evidence/cube_plan.h"

#define PSEUDONYM_BYTES 8
#define HASH_SEED       UINT64_C(0x706572736f6e)
#define RADIX           256
#define TOP_SHIFT       56 /* of the first byte */
#define FEW             24 /* so many are sorted by insertion */

struct job {
    const struct ww_cube_plan *plan;
    const struct ww_cube_dim *by; /* or NULL */
    const char *field;
    struct ww_period period;
};

struct state {
    struct ww_persons persons;
    size_t capacity;
};

/* --- one record ----------------------------------------------------------------------------------- */

/* The column of pseudonyms of one extract; vector NULL where it has none. */
struct column {
    const struct ww_vector *vector;
    const struct ww_field *field;
    struct ww_dictionary dictionary;
};

static struct column column_of(const struct job *job, const struct ww_extract *extract,
                               const struct ww_batch *batch)
{
    const struct ww_field *fields;
    struct column column = {0};
    int at = ww_extract_field_by_name(extract, job->field);
    ww_extract_fields(extract, &fields);
    if (at < 0)
        return column;
    column.vector = &batch->vectors[at];
    column.field = &fields[at];
    if (fields[at].kind == WW_KIND_CATEGORY)
        column.dictionary = ww_extract_dictionary(extract, (size_t)at);
    return column;
}

static uint64_t number_of_digits(const uint8_t *bytes, size_t n)
{
    uint64_t number = 0;
    if (n != PSEUDONYM_BYTES)
        return ww_hash64(bytes, n, HASH_SEED);
    for (size_t i = 0; i < n; i++)
        number = number << 8 | bytes[i];
    return number;
}

static bool person_of(const struct column *column, size_t row, uint64_t *out)
{
    if (!column->vector || !ww_vector_has(column->vector, row))
        return false;
    if (column->field->kind == WW_KIND_HEX) {
        const size_t width = column->field->width;
        *out = number_of_digits((const uint8_t *)column->vector->values + row * width, width);
        return true;
    }
    assert(column->dictionary.values); /* a category has one */
    struct ww_str text = ww_str_trim(
        column->dictionary.values[ww_vector_code(column->vector, column->field->width, row)]);
    *out = ww_hash64(text.ptr, text.len, HASH_SEED);
    return text.len > 0;
}

static int32_t band_of(const struct ww_cube_dim *by, int64_t value)
{
    int32_t band = by->n_edges;
    while (band > 0 && value < by->edges[band - 1])
        band--;
    return band ? band - 1 : by->missing_key;
}

static int32_t key_of(const struct job *job, const struct ww_cube_extract *extract,
                      const struct ww_batch *batch, size_t row)
{
    if (!job->by)
        return 0;
    const struct ww_cube_stage *stage = &extract->stages[job->plan->n_where];
    if (job->by->by == WW_BY_TEXT)
        return ww_cube_plan_key(stage, batch, row);
    if (stage->field < 0 || !ww_vector_has(&batch->vectors[stage->field], row))
        return job->by->missing_key;
    const void *values = batch->vectors[stage->field].values;
    return band_of(job->by,
                   stage->width == 8 ? ((const int64_t *)values)[row] : ((const int32_t *)values)[row]);
}

/* --- the fold ------------------------------------------------------------------------------------- */

static enum ww_rc begin(void *state, void *context, struct ww_err *err)
{
    struct state *s = state;
    const struct job *job = context;
    s->persons.used = ww_new_array(ww_view_extracts(job->plan->view), sizeof *s->persons.used);
    return s->persons.used ? WW_OK : ww_fail_nomem(err);
}

/* Whether the record is one of the period; one that has no day is counted. */
static bool in_period(const struct job *job, struct state *s, const struct ww_cube_extract *extract,
                      const struct ww_batch *batch, size_t row, int32_t *day)
{
    if (!ww_cube_plan_meets(job->plan, extract, batch, row))
        return false;
    if (!ww_cube_plan_day(extract, batch, row, day)) {
        s->persons.no_time++;
        return false;
    }
    return *day >= job->period.first_day && *day < job->period.end_day;
}

static enum ww_rc add(void *state, void *context, const struct ww_extract *extract, size_t extract_index,
                      const struct ww_batch *batch, struct ww_err *err)
{
    struct state *s = state;
    const struct job *job = context;
    const struct ww_cube_extract *plan = &job->plan->extracts[extract_index];
    const struct column column = column_of(job, extract, batch);
    for (size_t row = 0; row < batch->rows; row++) {
        struct ww_person_event event;
        if (!in_period(job, s, plan, batch, row, &event.day))
            continue;
        if (!person_of(&column, row, &event.person)) {
            s->persons.no_person++;
            continue;
        }
        event.key = key_of(job, plan, batch, row);
        if (event.key == WW_LEAVE_OUT) {
            s->persons.left_out++;
            continue;
        }
        if (!ww_grow((void **)&s->persons.events, &s->capacity, s->persons.n + 1, sizeof event))
            return ww_fail_nomem(err);
        s->persons.events[s->persons.n++] = event;
        s->persons.used[extract_index]++;
    }
    return WW_OK;
}

static enum ww_rc merge(void *into, void *from, void *context, struct ww_err *err)
{
    struct state *a = into, *b = from;
    const struct job *job = context;
    if (!ww_grow((void **)&a->persons.events, &a->capacity, a->persons.n + b->persons.n,
                 sizeof *a->persons.events))
        return ww_fail_nomem(err);
    if (b->persons.n)
        memcpy(a->persons.events + a->persons.n, b->persons.events, b->persons.n * sizeof *b->persons.events);
    a->persons.n += b->persons.n;
    for (size_t i = 0; i < ww_view_extracts(job->plan->view); i++)
        a->persons.used[i] += b->persons.used[i];
    a->persons.no_person += b->persons.no_person;
    a->persons.no_time += b->persons.no_time;
    a->persons.left_out += b->persons.left_out;
    return WW_OK;
}

static void end(void *state)
{
    ww_persons_free(&((struct state *)state)->persons);
}

static const struct ww_fold fold = {
    .state_bytes = sizeof(struct state), .begin = begin, .add = add, .merge = merge, .end = end};

/* --- order ---------------------------------------------------------------------------------------- */

static int compare_events(const void *a, const void *b)
{
    const struct ww_person_event *x = a, *y = b;
    if (x->person != y->person)
        return x->person < y->person ? -1 : 1;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return (x->key > y->key) - (x->key < y->key);
}

static void insert(struct ww_person_event *events, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct ww_person_event event = events[i];
        size_t at = i;
        for (; at > 0 && compare_events(&event, &events[at - 1]) < 0; at--)
            events[at] = events[at - 1];
        events[at] = event;
    }
}

/* Brings the events together by one byte of the pseudonym: those with byte b end at ends[b]. */
static void split(struct ww_person_event *events, size_t n, unsigned shift, size_t ends[RADIX])
{
    size_t next[RADIX], count[RADIX] = {0}, sum = 0;
    for (size_t i = 0; i < n; i++)
        count[events[i].person >> shift & (RADIX - 1)]++;
    for (size_t b = 0; b < RADIX; b++) {
        next[b] = sum;
        ends[b] = sum += count[b];
    }
    for (size_t b = 0; b < RADIX; b++)
        while (next[b] < ends[b]) {
            struct ww_person_event event = events[next[b]];
            size_t to;
            while ((to = event.person >> shift & (RADIX - 1)) != b) {
                struct ww_person_event other = events[next[to]];
                events[next[to]++] = event;
                event = other;
            }
            events[next[b]++] = event;
        }
}

/* Those whose bytes above `shift` are the same. Depth: one for each byte. */
static void sort(struct ww_person_event *events, size_t n, unsigned shift)
{
    size_t ends[RADIX];
    if (n <= FEW) {
        insert(events, n);
        return;
    }
    split(events, n, shift, ends);
    for (size_t b = 0; b < RADIX; b++) {
        size_t first = b ? ends[b - 1] : 0;
        if (shift && ends[b] - first > 1)
            sort(events + first, ends[b] - first, shift - 8);
        else if (ends[b] - first > 1)
            qsort(events + first, ends[b] - first, sizeof *events, compare_events);
    }
}

struct parts {
    struct ww_person_event *events;
    size_t ends[RADIX];
};

static enum ww_rc sort_part(void *context, size_t index, unsigned worker)
{
    const struct parts *parts = context;
    size_t first = index ? parts->ends[index - 1] : 0;
    (void)worker;
    sort(parts->events + first, parts->ends[index] - first, TOP_SHIFT - 8);
    return WW_OK;
}

static enum ww_rc sort_all(struct ww_persons *persons, unsigned threads, struct ww_err *err)
{
    struct parts parts = {.events = persons->events};
    if (!persons->n)
        return WW_OK;
    split(persons->events, persons->n, TOP_SHIFT, parts.ends);
    return ww_parallel_for(threads, RADIX, sort_part, &parts) ? ww_fail_nomem(err) : WW_OK;
}

/* --- reading -------------------------------------------------------------------------------------- */

static enum ww_rc check_column(const struct ww_ask *ask, const char *name, struct ww_err *err)
{
    bool found = false;
    for (size_t e = 0; e < ww_view_extracts(ask->view); e++) {
        const struct ww_field *fields;
        const struct ww_extract *extract = ww_view_extract(ask->view, e);
        int at = ww_extract_field_by_name(extract, name);
        ww_extract_fields(extract, &fields);
        if (at >= 0 && fields[at].kind != WW_KIND_HEX && fields[at].kind != WW_KIND_CATEGORY)
            return ww_fail(err, WW_E_USAGE, "Column \"%s\" of %s is of kind %s and cannot hold pseudonyms.",
                           name, ask->record->source, ww_kind_names[fields[at].kind]);
        found |= at >= 0;
    }
    if (found)
        return WW_OK;
    return ww_fail(
        err, WW_E_NOT_FOUND,
        "The records of %s have no column \"%s\", so '%s' cannot tell who comes back. Import an extract "
        "with pseudonyms, or name another source with --source.",
        ask->record->source, name, ask->measure->name);
}

enum ww_rc ww_persons_read(const struct ww_ask *ask, const char *field, struct ww_period period,
                           const struct ww_cube_dim *by, struct ww_persons *out, struct ww_err *err)
{
    struct ww_cube_spec spec;
    struct ww_cube_plan plan;
    struct state state = {0};
    enum ww_rc rc = check_column(ask, field, err);
    if (!rc)
        rc = ww_ask_spec(ask, &spec, err);
    if (rc)
        return rc;
    spec.has_period = true;
    spec.period = period;
    if (by)
        spec.dims[spec.n_dims++] = *by;
    rc = ww_cube_plan_make(&plan, ask->view, &spec, err);
    struct job job = {&plan, by, field, period};
    if (!rc)
        rc = ww_fold_run(&fold, ask->view, &job, ww_context_threads(ask->context), &state, err);
    ww_cube_plan_free(&plan);
    if (!rc)
        rc = sort_all(&state.persons, ww_context_threads(ask->context), err);
    if (rc) {
        end(&state);
        return rc;
    }
    *out = state.persons;
    return WW_OK;
}

void ww_persons_free(struct ww_persons *persons)
{
    free(persons->events);
    free(persons->used);
    *persons = (struct ww_persons){0};
}

void ww_persons_note(const struct ww_ask *ask, const struct ww_persons *persons, struct ww_table *table)
{
    ww_table_note(table, "%s records whose person is known, by pseudonym.",
                  ww_ask_number(ask, (int64_t)persons->n));
    if (persons->no_person)
        ww_table_note(table, "%s records have no pseudonym and are not counted.",
                      ww_ask_number(ask, (int64_t)persons->no_person));
    if (persons->no_time)
        ww_table_note(table, "%s records of %s have no usable time and are not counted.",
                      ww_ask_number(ask, (int64_t)persons->no_time), ask->record->source);
    if (persons->left_out)
        ww_table_note(table, "%s records could not be given a place in this table and are not counted.",
                      ww_ask_number(ask, (int64_t)persons->left_out));
    ww_ask_note_used(ask, persons->used, table);
}
