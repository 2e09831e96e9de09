// SPDX-License-Identifier: Apache-2.0
/* Problem: nearly every figure is a count of records by area, category and month, over millions of records, and
 * a reader of it asks what became of the records that are not in it.
 * Method: what can be worked out by text or by day is worked out before (cube_plan.c); then a record is a few
 * table look-ups (cube_block.c). Every record passes the same stages in one order and leaves at the first that
 * refuses it, where it is counted, so that the reasons add up to what was looked at. Threads count in cells of
 * their own, added up at the end; where those would not fit (or a series' values are added) they share one
 * array by atomic addition. Sums of integers do not depend on their order, so the result does not depend on
 * the threads. */
#include "evidence/cube.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "base/checked.h"
#include "base/parallel.h"
#include "evidence/cube_block.h"
#include "evidence/cube_plan.h"

#define OWN_CELLS_BYTES ((size_t)64 << 20) /* of all threads together */
#define HUGE_PAGE       ((size_t)2 << 20)
#define MERGE_SLICE     ((size_t)1 << 16) /* cells added up by one thread at a time */

/* The rows of a block on their way through the stages. */
struct block {
    struct ww_block_rows at;
    const struct ww_batch *batch;
    const struct ww_cube_extract *extract;
    const int32_t *days; /* set where the extract has times */
    int32_t cells[WW_BLOCK_ROWS];
    int32_t keys[WW_BLOCK_ROWS];
    int32_t day_scratch[WW_BLOCK_ROWS];
    int64_t values[WW_BLOCK_ROWS];
};

static void fill(int32_t *keys, size_t rows, int32_t key)
{
    for (size_t i = 0; i < rows; i++)
        keys[i] = key;
}

/* Leaves out rows without a time: how many those are. */
static size_t exclude_timeless(struct block *block)
{
    if (block->extract->from < 0)
        fill(block->keys, block->at.rows, WW_LEAVE_OUT);
    else
        ww_block_present(block->at, &block->batch->vectors[block->extract->from], block->keys);
    return ww_block_exclude(block->at.rows, block->cells, block->keys);
}

/* A month has no day, and a day no hour. */
static bool precise_enough(enum ww_cube_by by, enum ww_kind kind)
{
    if (by == WW_BY_HOUR)
        return kind == WW_KIND_DATETIME;
    return by == WW_BY_MONTH || kind != WW_KIND_MONTH;
}

static void time_keys(const struct ww_cube_plan *plan, size_t stage, struct block *block)
{
    const struct ww_cube_dim *dim = plan->stages[stage];
    const struct ww_cube_months *months = &plan->months[stage];
    size_t rows = block->at.rows;
    if (block->extract->from < 0 || !precise_enough(dim->by, block->extract->from_kind)) {
        fill(block->keys, rows, WW_LEAVE_OUT);
        return;
    }
    const struct ww_vector *from = &block->batch->vectors[block->extract->from];
    switch (dim->by) {
    case WW_BY_MONTH:
        ww_block_table_keys(rows, block->days, months->first_day, months->months, months->days, block->keys);
        break;
    case WW_BY_DAY: ww_block_day_keys(rows, block->days, dim->origin, dim->size, block->keys); break;
    case WW_BY_WEEKDAY: ww_block_weekday_keys(rows, block->days, block->keys); break;
    default: ww_block_hour_keys(block->at, from, block->keys); break;
    }
}

static void text_keys(size_t stage, struct block *block)
{
    const struct ww_cube_stage *text = &block->extract->stages[stage];
    if (text->field < 0)
        fill(block->keys, block->at.rows, text->keys[text->n_codes]);
    else
        ww_block_text_keys(block->at, &block->batch->vectors[text->field], text->width, text->keys,
                           text->n_codes, block->keys);
}

static void number_keys(const struct ww_cube_plan *plan, size_t stage, struct block *block)
{
    const struct ww_cube_stage *number = &block->extract->stages[stage];
    const struct ww_cube_dim *dim = plan->stages[stage];
    if (number->field < 0)
        fill(block->keys, block->at.rows, dim->missing_key);
    else
        ww_block_band_keys(block->at, &block->batch->vectors[number->field], number->width,
                           &(struct ww_bands){dim->edges, dim->n_edges, dim->missing_key}, block->keys);
}

static void stage_keys(const struct ww_cube_plan *plan, size_t stage, struct block *block)
{
    switch (plan->stages[stage]->by) {
    case WW_BY_TEXT: text_keys(stage, block); break;
    case WW_BY_NUMBER: number_keys(plan, stage, block); break;
    default: time_keys(plan, stage, block); break;
    }
}

static void pass_where(const struct ww_cube_plan *plan, struct block *block, struct ww_cube *tally)
{
    for (size_t i = 0; i < plan->n_where; i++) {
        if (ww_cube_by_time(plan->stages[i]))
            tally->where_out[i] += exclude_timeless(block);
        stage_keys(plan, i, block);
        tally->where_out[i] += ww_block_exclude(block->at.rows, block->cells, block->keys);
    }
}

static void pass_time(const struct ww_cube_plan *plan, struct block *block, struct ww_cube *tally)
{
    if (!plan->needs_time)
        return;
    tally->no_time += exclude_timeless(block);
    if (!plan->spec->has_period || block->extract->from < 0)
        return;
    const struct ww_period *period = &plan->spec->period;
    int32_t days = period->end_day > period->first_day ? period->end_day - period->first_day : 0;
    ww_block_day_keys(block->at.rows, block->days, period->first_day, days, block->keys);
    tally->outside += ww_block_exclude(block->at.rows, block->cells, block->keys);
}

static void pass_dims(const struct ww_cube_plan *plan, struct block *block, struct ww_cube *tally)
{
    for (size_t i = plan->n_where; i < plan->n_stages; i++) {
        stage_keys(plan, i, block);
        tally->left_out[i - plan->n_where] += ww_block_combine(block->at.rows, block->cells, block->keys,
                                                               plan->stages[i]->size);
    }
}

/* What each worker has. */
struct state {
    struct ww_cube tally; /* without counts */
    uint64_t total;       /* of a series' values */
    uint32_t *own;        /* cells of its own, and one more for records left out */
    uint32_t **merged;    /* those of the workers merged into this one */
    size_t n_merged, merged_capacity;
};

static enum ww_rc too_much(struct ww_err *err)
{
    return ww_fail(err, WW_E_LIMIT, "The values of this series add up to more than %lld.",
                   (long long)INT64_MAX);
}

/* Values are 0 or more, so that no cell's sum can be beyond the total. */
static enum ww_rc add_to_total(struct state *state, int64_t value, const struct ww_field *field,
                               const struct ww_cube_plan *plan, struct ww_err *err)
{
    if (value < 0)
        return ww_fail(err, WW_E_INPUT, "Column \"%s\" of \"%s\" holds %lld: a count cannot be below 0.",
                       field->name, ww_view_record(plan->view, 0)->source, (long long)value);
    state->total += (uint64_t)value; /* two numbers up to INT64_MAX */
    if (state->total > INT64_MAX)
        return too_much(err);
    return WW_OK;
}

static enum ww_rc pass_values(const struct ww_cube_plan *plan, struct block *block, struct state *state,
                              struct ww_err *err)
{
    const struct ww_cube_extract *extract = block->extract;
    size_t rows = block->at.rows;
    if (extract->value < 0) {
        fill(block->keys, rows, WW_LEAVE_OUT);
        state->tally.no_value += ww_block_exclude(rows, block->cells, block->keys);
        return WW_OK;
    }
    const struct ww_vector *values = &block->batch->vectors[extract->value];
    ww_block_present(block->at, values, block->keys);
    state->tally.no_value += ww_block_exclude(rows, block->cells, block->keys);
    bool wide = ww_field_value_bytes(extract->value_field) == 8;
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; rc == WW_OK && i < rows; i++) {
        size_t row = block->at.first + i;
        block->values[i] = wide ? ((const int64_t *)values->values)[row]
                                : ((const int32_t *)values->values)[row];
        if (block->cells[i] >= 0)
            rc = add_to_total(state, block->values[i], extract->value_field, plan, err);
    }
    return rc;
}

/* What they all share. */
struct job {
    const struct ww_cube_plan *plan;
    int64_t *counts; /* of all threads at once, when they do not have cells of their own; else NULL */
};

static enum ww_rc count_block(const struct job *job, size_t extract_index, struct block *block,
                              struct state *state, struct ww_err *err)
{
    const struct ww_cube_plan *plan = job->plan;
    struct ww_cube *tally = &state->tally;
    size_t rows = block->at.rows;
    fill(block->cells, rows, 0);
    pass_where(plan, block, tally);
    pass_time(plan, block, tally);
    pass_dims(plan, block, tally);
    enum ww_rc rc = plan->series ? pass_values(plan, block, state, err) : WW_OK;
    if (rc)
        return rc;
    if (job->counts)
        ww_block_count_shared(rows, block->cells, plan->series ? block->values : NULL, job->counts);
    else
        ww_block_count(rows, block->cells, state->own, plan->size);
    size_t counted = rows;
    for (size_t i = 0; i < rows; i++)
        counted -= block->cells[i] < 0;
    tally->seen += rows;
    tally->counted += counted;
    tally->used_by_extract[extract_index] += counted;
    return WW_OK;
}

/* The fold. */

/* Zeroed cells in large pages where the kernel has them: the cells are met at random, and each small page would
 * cost a fault and a place among the processor's few address translations. */
static void *new_cells(size_t count, size_t size)
{
    char *cells = ww_new_array(count, size);
    if (cells && count * size >= 2 * HUGE_PAGE) {
        uintptr_t first = ((uintptr_t)cells + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
        uintptr_t end = ((uintptr_t)cells + count * size) / HUGE_PAGE * HUGE_PAGE;
        madvise(cells + (first - (uintptr_t)cells), end - first, MADV_HUGEPAGE); /* a wish, not a need */
    }
    return cells;
}

static enum ww_rc begin(void *state, void *context, struct ww_err *err)
{
    struct state *s = state;
    const struct job *job = context;
    s->tally.n_extracts = ww_view_extracts(job->plan->view);
    s->tally.used_by_extract = ww_new_array(s->tally.n_extracts, sizeof *s->tally.used_by_extract);
    if (!job->counts)
        s->own = new_cells(job->plan->size + 1, sizeof *s->own);
    return s->tally.used_by_extract && (s->own || job->counts) ? WW_OK : ww_fail_nomem(err);
}

static enum ww_rc add(void *state, void *context, const struct ww_extract *extract, size_t extract_index,
                      const struct ww_batch *batch, struct ww_err *err)
{
    const struct job *job = context;
    struct block block;
    (void)extract;
    block.batch = batch;
    block.extract = &job->plan->extracts[extract_index];
    enum ww_rc rc = WW_OK;
    for (size_t first = 0; rc == WW_OK && first < batch->rows; first += WW_BLOCK_ROWS) {
        size_t left = batch->rows - first;
        block.at = (struct ww_block_rows){first, left < WW_BLOCK_ROWS ? left : WW_BLOCK_ROWS};
        if (block.extract->from >= 0)
            block.days = ww_block_days(block.at, &batch->vectors[block.extract->from],
                                       block.extract->from_kind, block.day_scratch);
        rc = count_block(job, extract_index, &block, state, err);
    }
    return rc;
}

static void add_tally(struct ww_cube *into, const struct ww_cube *from)
{
    into->seen += from->seen;
    into->counted += from->counted;
    into->no_time += from->no_time;
    into->outside += from->outside;
    into->no_value += from->no_value;
    for (size_t i = 0; i < WW_CUBE_MAX_DIMS; i++)
        into->left_out[i] += from->left_out[i];
    for (size_t i = 0; i < WW_CUBE_MAX_WHERE; i++)
        into->where_out[i] += from->where_out[i];
    for (size_t i = 0; i < into->n_extracts; i++)
        into->used_by_extract[i] += from->used_by_extract[i];
}

/* Takes over the other's cells; they are added up at the end, by all threads. */
static enum ww_rc merge(void *into, void *from, void *context, struct ww_err *err)
{
    struct state *a = into, *b = from;
    (void)context;
    add_tally(&a->tally, &b->tally);
    a->total += b->total; /* two numbers up to INT64_MAX */
    if (a->total > INT64_MAX)
        return too_much(err);
    if (!b->own)
        return WW_OK;
    void *merged = a->merged;
    if (!ww_grow(&merged, &a->merged_capacity, a->n_merged + 1, sizeof *a->merged))
        return ww_fail_nomem(err);
    a->merged = merged;
    a->merged[a->n_merged++] = b->own;
    b->own = NULL;
    return WW_OK;
}

static void end(void *state)
{
    struct state *s = state;
    for (size_t i = 0; i < s->n_merged; i++)
        free(s->merged[i]);
    free(s->merged);
    free(s->own);
    free(s->tally.used_by_extract);
}

static const struct ww_fold count_fold = {
    .state_bytes = sizeof(struct state), .begin = begin, .add = add, .merge = merge, .end = end};

/* Adding up. */

struct sum {
    const struct state *state;
    int64_t *counts;
    size_t size;
};

static enum ww_rc add_slice(void *context, size_t index, unsigned worker)
{
    const struct sum *sum = context;
    (void)worker;
    size_t first = index * MERGE_SLICE;
    size_t last = sum->size - first < MERGE_SLICE ? sum->size : first + MERGE_SLICE;
    for (size_t c = first; c < last; c++)
        sum->counts[c] = sum->state->own[c];
    for (size_t i = 0; i < sum->state->n_merged; i++)
        for (size_t c = first; c < last; c++)
            sum->counts[c] += sum->state->merged[i][c];
    return WW_OK;
}

/* Whether cells of their own fit for all threads, and a 32-bit cell cannot overflow. */
static bool own_cells_fit(const struct ww_cube_plan *plan, unsigned threads)
{
    if (threads == 0)
        threads = ww_processors();
    return !plan->series && plan->size <= OWN_CELLS_BYTES / sizeof(uint32_t) / threads &&
           ww_view_rows(plan->view) <= UINT32_MAX;
}

enum ww_rc ww_cube_count(const struct ww_view *view, const struct ww_cube_spec *spec, unsigned threads,
                         struct ww_cube *out, struct ww_err *err)
{
    struct ww_cube_plan plan;
    struct state state = {0};
    int64_t *counts = NULL;
    enum ww_rc rc = ww_cube_plan_make(&plan, view, spec, err);
    if (rc)
        goto out;
    counts = new_cells(plan.size, sizeof *counts);
    if (!counts) {
        rc = ww_fail_nomem(err);
        goto out;
    }
    struct job job = {&plan, own_cells_fit(&plan, threads) ? NULL : counts};
    rc = ww_fold_run(&count_fold, view, &job, threads, &state, err);
    if (rc)
        goto out;
    struct sum sum = {&state, counts, plan.size};
    if (state.own)
        rc = ww_parallel_for(threads, (plan.size + MERGE_SLICE - 1) / MERGE_SLICE, add_slice, &sum);
    if (rc)
        goto out;
    *out = state.tally;
    out->counts = counts;
    out->size = plan.size;
    state.tally.used_by_extract = NULL;
    counts = NULL;
out:
    end(&state);
    free(counts);
    ww_cube_plan_free(&plan);
    return rc;
}

void ww_cube_free(struct ww_cube *cube)
{
    free(cube->counts);
    free(cube->used_by_extract);
    *cube = (struct ww_cube){0};
}
