// SPDX-License-Identifier: Apache-2.0
/* sources-by-area: are the same areas the worst for every partner?
 *
 * Problem. Each partner knows its own worst areas. Whether police, ambulance and fire brigade are called to the same ones
 * decides whether a place needs one plan or three.
 * Method. Every source of events (measure/event_sources.h) is counted in the same areas: count, share and rank of each area
 * in each source. For each area: in how many sources it is among the first three, and the mean of its ranks.
 * Conventions. Rank 1 is the most; equals share the better rank, so more than three may be among the first three. An area
 * without any record is never among them. Sources are not weighed: a source of 200 records says as much here as one of
 * 60,000, which is why they are never summed.
 * Edge cases. A source with fewer than 20 records in the areas is left out and named. One source alone: ranks of one. */
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/event_sources.h"
#include "measure/words.h"
#include "stats/order.h"

#define FIRST 3 /* among the first three */

static const struct ww_column columns[] = {
    {.name = "label", .title = "Area", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_LABEL},
    {.name = "code", .title = "Code", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_NOTE},
    {.name = "first_three",
     .title = "Times in the first three",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_COUNT,
     .decimals = -1},
    {.name = "mean_rank",
     .title = "Mean rank",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_RANK,
     .decimals = 1},
    {.name = "count",
     .title = "Recorded",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_COUNT,
     .decimals = -1},
    {.name = "share_pct",
     .title = "Share of all areas",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_PERCENT,
     .decimals = 1},
    {.name = "rank",
     .title = "Rank",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_RANK,
     .decimals = 0},
};

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    struct ww_event_matrix matrix;
    size_t *first;     /* of each area: in how many sources it is among the first three */
    double *mean_rank; /* of each area */
    uint32_t *order;   /* of areas: most often among the first three, then by mean rank */
    size_t top;        /* how many areas are shown of each source */
};

/* --- all sources ---------------------------------------------------------------------------------- */

static enum ww_rc sum_up(struct job *job, struct ww_err *err)
{
    const struct ww_event_matrix *m = &job->matrix;
    size_t n = m->areas.count;
    double *standing = ww_arena_alloc(job->ask->arena, n, sizeof *standing);
    job->first = ww_arena_alloc(job->ask->arena, n, sizeof *job->first);
    job->mean_rank = ww_arena_alloc(job->ask->arena, n, sizeof *job->mean_rank);
    job->order = ww_arena_alloc(job->ask->arena, n, sizeof *job->order);
    if (!standing || !job->first || !job->mean_rank || !job->order)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < n; i++) {
        size_t ranks = 0;
        job->first[i] = 0;
        for (size_t s = 0; s < m->sources.count; s++) {
            const int64_t *counts = ww_event_matrix_of(m, s);
            size_t rank = ww_event_rank(counts, n, i);
            ranks += rank;
            job->first[i] += counts[i] > 0 && rank <= FIRST;
        }
        job->mean_rank[i] = m->sources.count ? (double)ranks / (double)m->sources.count : 0;
        /* a mean rank is at most n, so it never outweighs one source more */
        standing[i] = (double)job->first[i] - job->mean_rank[i] / (double)(n + 1);
    }
    ww_order_numbers(standing, n, job->order);
    return WW_OK;
}

static void set_area(struct ww_table *table, size_t row, const struct ww_area *area)
{
    ww_table_set_text(table, row, "label", ww_area_label(area));
    ww_table_set_text(table, row, "code", area->code);
}

static void add_areas(const struct job *job)
{
    for (size_t place = 0; place < job->matrix.areas.count; place++) {
        size_t i = job->order[place];
        const struct ww_area *area = job->matrix.areas.items[i];
        size_t row = ww_table_add_row(job->table, area->code.ptr, WW_ROW_PLAIN, 0);
        set_area(job->table, row, area);
        ww_table_set_number(job->table, row, "first_three", (double)job->first[i]);
        ww_table_set_number(job->table, row, "mean_rank", job->mean_rank[i]);
    }
}

/* --- each source ---------------------------------------------------------------------------------- */

static enum ww_rc add_source(const struct job *job, size_t s, struct ww_err *err)
{
    const struct ww_event_source *source = &job->matrix.sources.items[s];
    const int64_t *counts = ww_event_matrix_of(&job->matrix, s);
    size_t n = job->matrix.areas.count;
    int64_t total = ww_event_sum(counts, n);
    double *values = ww_arena_alloc(job->ask->arena, n, sizeof *values);
    uint32_t *order = ww_arena_alloc(job->ask->arena, n, sizeof *order);
    if (!values || !order)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < n; i++)
        values[i] = (double)counts[i];
    ww_order_numbers(values, n, order);
    struct ww_table *table = job->table;
    size_t row = ww_table_add_row(table, source->id, WW_ROW_SUBTOTAL, 0);
    ww_table_set_text(table, row, "label", ww_str_of(source->label));
    ww_table_set_number(table, row, "count", (double)total);
    ww_compare_share(table, row, "share_pct", total, total);
    for (size_t place = 0; place < n && place < job->top; place++) {
        const struct ww_area *area = job->matrix.areas.items[order[place]];
        row = ww_table_add_row(table, ww_table_text(table, "%s/%s", source->id, area->code.ptr), WW_ROW_PLAIN,
                               1);
        set_area(table, row, area);
        ww_table_set_number(table, row, "count", (double)counts[order[place]]);
        ww_compare_share(table, row, "share_pct", counts[order[place]], total);
        ww_table_set_number(table, row, "rank", (double)ww_event_rank(counts, n, order[place]));
    }
    return WW_OK;
}

/* --- words ---------------------------------------------------------------------------------------- */

/* Areas among the first three in more than one source, the most often first. */
static void add_findings(const struct job *job)
{
    struct ww_table *table = job->table;
    size_t sources = job->matrix.sources.count;
    for (size_t place = 0; place < FIRST && place < job->matrix.areas.count; place++) {
        size_t i = job->order[place];
        const char *id = job->matrix.areas.items[i]->code.ptr;
        if (job->first[i] < 2)
            return;
        ww_table_finding(table, ww_table_text(table, "%s/first", id),
                         0.3 + 0.4 * (double)job->first[i] / (double)sources, id,
                         ww_table_text(table,
                                       "{%s.label} is among the first three %s in {%s.first_three} of %zu "
                                       "sources of events; its mean rank is {%s.mean_rank}.",
                                       id, ww_words_areas(job->matrix.level), id, sources, id));
    }
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    const char *areas = ww_words_areas(job->matrix.level);
    ww_table_title(table, "The same areas in every source",
                   ww_table_text(table, "Recorded in each of the %zu %s by each of %zu sources, %s",
                                 job->matrix.areas.count, areas, job->matrix.sources.count,
                                 ww_ask_words(job->ask, job->ask->period)));
    if (job->top < job->matrix.areas.count)
        ww_table_note(table, "Of each source the %zu %s with the most are shown.", job->top, areas);
    ww_table_note(table,
                  "The sources count different things by different rules: their counts are never added "
                  "up, and in the mean rank each weighs the same.");
    if (job->matrix.sources.count < 2)
        ww_table_note(table,
                      "Only one source places its events in %s for this period, so nothing can be compared.",
                      areas);
    table->chart = (struct ww_chart){
        .kind = WW_CHART_MAP,
        .title = ww_table_text(table, "Where %s are among the first three of several sources", areas),
        .subtitle = "Number of sources in which the area is among the first three",
        .label = "label",
        .values = {"first_three"},
        .n_values = 1,
        .needs = "first_three",
        .plain_rows_only = true};
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job = {.ask = ask, .table = table};
    enum ww_rc rc = ww_event_matrix_count(ask, table, &job.matrix, err);
    job.top = ask->question->top ? (size_t)ask->question->top : job.matrix.areas.count;
    if (!rc)
        rc = sum_up(&job, err);
    if (rc)
        return rc;
    add_areas(&job);
    for (size_t s = 0; s < job.matrix.sources.count && !rc; s++)
        rc = add_source(&job, s, err);
    if (job.matrix.sources.count > 1)
        add_findings(&job);
    describe(&job);
    return rc;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"by", "the level of areas", "ward"},
    {"top", "how many areas are shown of each source", "all"},
};

const struct ww_measure ww_measure_sources_by_area = {
    .name = "sources-by-area",
    .title = "The same areas in every source",
    .question = "Are the same areas the worst for every partner?",
    .subject = "recorded-crime",
    .formula =
        "count by source and area; share; rank; number of sources with rank 3 or better; mean of ranks",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM) | WW_ROLE_BIT(WW_ROLE_AREA),
    .small_areas = true,
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ww_event_matrix_ready,
    .run = run,
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
};
