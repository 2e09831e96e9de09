// SPDX-License-Identifier: Apache-2.0
/* Scores of vulnerability as an office supplies them, a score an area and year: where the areas stand, and how they moved.
 *
 * Problem. A mayor's office scores the wards of a whole city; what matters here is which of ours stand above that city's
 * average, and which are getting worse.
 * Method. The latest year that is not after the period, and the two years before it that the source has; change in points,
 * rank in both years, distance from the supplier's average of 100 and from that of our own areas.
 * Conventions. Rank 1 is the highest score; equals share the better rank.
 * Edge cases. An area without a score in a year: [x]. Scores come without an interval, so whether a change is chance cannot be
 * said, and a note says just that. */
#include <math.h>

#include "measure/columns.h"
#include "measure/rows.h"
#include "measure/vulnerable.h"
#include "measure/words.h"
#include "stats/rank.h"

#define YEARS   3
#define AVERAGE 100.0
#define NO_YEAR (-1)

enum { AREA, YEAR, SCORE, COLUMNS };
static const struct ww_rows_column columns_read[COLUMNS] = {
    [AREA] = {.role = WW_ROLE_AREA},
    [YEAR] = {.role = WW_ROLE_ATTRIBUTE, .field = "year"},
    [SCORE] = {.role = WW_ROLE_VALUE}};
static const char *const score_columns[YEARS] = {"score_now", "score_then", "score_earlier"};

struct scores {
    struct ww_rows rows;
    int years[YEARS]; /* latest first; NO_YEAR where the source has no more */
};

static int last_year(const struct ww_ask *ask)
{
    return ww_date_of(ask->period.end_day - 1).year;
}

/* Rows, and the latest years up to that of the period's end. */
static enum ww_rc read_scores(const struct ww_ask *ask, struct scores *out, struct ww_err *err)
{
    enum ww_rc rc = ww_rows_read(ask, columns_read, COLUMNS, NULL, &out->rows, err);
    int before = last_year(ask) + 1;
    for (size_t y = 0; y < YEARS; y++) {
        out->years[y] = NO_YEAR;
        for (size_t i = 0; !rc && i < out->rows.count; i++) {
            const struct ww_row_cell *cell = ww_rows_at(&out->rows, i, YEAR);
            if (cell->given && cell->number < before && cell->number > out->years[y])
                out->years[y] = (int)cell->number;
        }
        before = out->years[y];
    }
    return rc;
}

enum ww_rc ww_vulnerable_scores_ready(const struct ww_ask *ask, struct ww_err *err)
{
    struct scores scores;
    const struct ww_field *area = ww_view_field(ask->view, WW_ROLE_AREA);
    if (!ww_str_eqz(ww_str_of(ww_vulnerable_level(ask)), area->area_level))
        return ww_fail(err, WW_E_USAGE, "%s has scores of %s; --by %s asks for others.", ask->record->source,
                       ww_words_areas(area->area_level), ww_vulnerable_level(ask));
    enum ww_rc rc = read_scores(ask, &scores, err);
    if (!rc && scores.years[0] == NO_YEAR)
        rc = ww_fail(err, WW_E_NOT_FOUND, "%s has no score of %d or before.", ask->record->source,
                     last_year(ask));
    return rc;
}

static const char *score_title(const struct ww_ask *ask, int year)
{
    const char *title = year == NO_YEAR ? "Score of the year before"
                                        : ww_arena_printf(ask->arena, "Score %d", year);
    return title ? title : "";
}

struct ww_table *ww_vulnerable_scores_table(const struct ww_ask *ask)
{
    struct scores scores;
    struct ww_err ignored;
    if (read_scores(ask, &scores, &ignored))
        return NULL;
    struct ww_column columns[16];
    size_t n = 0;
    columns[n++] = ww_column_label("Area");
    columns[n++] = ww_column_words("code", "Code");
    for (size_t y = YEARS; y-- > 0;)
        if (y < 2 || scores.years[y] != NO_YEAR)
            columns[n++] = ww_column_number(score_columns[y], score_title(ask, scores.years[y]),
                                            WW_UNIT_SCORE, 1);
    columns[n++] = ww_column_number("change", "Change", WW_UNIT_SCORE, 1);
    columns[n++] = ww_column_number("rank_then", "Rank the year before", WW_UNIT_RANK, 0);
    columns[n++] = ww_column_number("rank_now", "Rank", WW_UNIT_RANK, 0);
    columns[n++] = ww_column_number("above_100", "Above the supplier's average", WW_UNIT_SCORE, 1);
    columns[n++] = ww_column_number("above_ours", "Above the average here", WW_UNIT_SCORE, 1);
    columns[n++] = ww_column_count("areas", "Areas");
    return ww_table_new("vulnerability", columns, n);
}

/* One of our areas. */
struct standing {
    const struct ww_area *area;
    double score[YEARS];
    bool has[YEARS];
    uint32_t rank[YEARS];
};

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    struct scores scores;
    struct standing *areas;
    size_t n;
    uint32_t *order;
};

static enum ww_rc gather(struct job *job, struct ww_err *err)
{
    struct ww_cube_dim unused;
    struct ww_area_list list;
    const char *level = ww_vulnerable_level(job->ask);
    enum ww_rc rc = ww_ask_dim_area(job->ask, level, &unused, &list, err);
    if (rc)
        return rc;
    job->areas = ww_arena_alloc(job->ask->arena, list.count, sizeof *job->areas);
    job->order = ww_arena_alloc(job->ask->arena, list.count, sizeof *job->order);
    if (!job->areas || !job->order)
        return ww_fail_nomem(err);
    for (size_t a = 0; a < list.count; a++) {
        struct standing standing = {.area = list.items[a]};
        for (size_t i = 0; i < job->scores.rows.count; i++) {
            const struct ww_row_cell *cells = ww_rows_at(&job->scores.rows, i, 0);
            for (size_t y = 0; y < YEARS; y++)
                if (cells[AREA].given && cells[YEAR].given && cells[SCORE].given &&
                    ww_str_eq(ww_str_trim(cells[AREA].text), standing.area->code) &&
                    (int)cells[YEAR].number == job->scores.years[y]) {
                    standing.score[y] = cells[SCORE].number;
                    standing.has[y] = true;
                }
        }
        if (standing.has[0])
            job->areas[job->n++] = standing;
    }
    return job->n ? WW_OK
                  : ww_fail(err, WW_E_NOT_FOUND, "%s has no score of an area inside %s.",
                            job->ask->record->source, job->ask->area);
}

static enum ww_rc rank_year(struct job *job, size_t year, struct ww_err *err)
{
    double *values = ww_arena_alloc(job->ask->arena, job->n, sizeof *values);
    uint32_t *ranks = ww_arena_alloc(job->ask->arena, job->n, sizeof *ranks);
    if (!values || !ranks)
        return ww_fail_nomem(err);
    for (size_t a = 0; a < job->n; a++)
        values[a] = job->areas[a].has[year] ? job->areas[a].score[year] : -1.0;
    ww_rank(values, job->n, job->order, ranks);
    for (size_t a = 0; a < job->n; a++)
        job->areas[a].rank[year] = ranks[a];
    return WW_OK;
}

static double sum_of(const struct job *job, size_t year)
{
    double sum = 0.0;
    for (size_t a = 0; a < job->n; a++)
        sum += job->areas[a].has[year] ? job->areas[a].score[year] : 0.0;
    return sum;
}

static bool all_have(const struct job *job, size_t year)
{
    for (size_t a = 0; a < job->n; a++)
        if (!job->areas[a].has[year])
            return false;
    return true;
}

/* --- rows --------------------------------------------------------------------------------------------- */

static void put(struct ww_table *table, size_t row, const char *column, bool known, double value)
{
    if (known)
        ww_table_set_number(table, row, column, value);
    else
        ww_table_set_mark(table, row, column, WW_MARK_NOT_AVAILABLE);
}

static void add_area(const struct job *job, size_t at)
{
    struct ww_table *table = job->table;
    const struct standing *s = &job->areas[at];
    size_t row = ww_table_add_row(table, s->area->code.ptr, WW_ROW_PLAIN, 0);
    ww_table_set_text(table, row, "label", s->area->name.len ? s->area->name : s->area->code);
    ww_table_set_text(table, row, "code", s->area->code);
    for (size_t y = 0; y < YEARS; y++)
        if (y < 2 || job->scores.years[y] != NO_YEAR)
            put(table, row, score_columns[y], s->has[y], s->score[y]);
    put(table, row, "change", s->has[1], s->score[0] - s->score[1]);
    put(table, row, "rank_then", s->has[1], s->rank[1]);
    ww_table_set_number(table, row, "rank_now", s->rank[0]);
    ww_table_set_number(table, row, "above_100", s->score[0] - AVERAGE);
    ww_table_set_number(table, row, "above_ours", s->score[0] - sum_of(job, 0) / (double)job->n);
    ww_table_set_number(table, row, "areas", 1);
}

/* What is not said of a row of several areas. */
static void not_applicable(struct ww_table *table, size_t row, const char *const *columns, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (ww_table_find_column(table, columns[i]) != WW_NO_INDEX)
            ww_table_set_mark(table, row, columns[i], WW_MARK_NOT_APPLICABLE);
}

struct summary {
    const char *id, *label;
    bool (*belongs)(const struct standing *standing);
};

static bool is_above(const struct standing *s)
{
    return s->score[0] > AVERAGE;
}

static bool has_risen(const struct standing *s)
{
    return s->has[1] && s->score[0] > s->score[1];
}

static bool has_fallen(const struct standing *s)
{
    return s->has[1] && s->score[0] < s->score[1];
}

static const struct summary summaries[] = {{"above-average", "Above the supplier's average of 100", is_above},
                                           {"risen", "Risen since the year before", has_risen},
                                           {"fallen", "Fallen since the year before", has_fallen}};

static void add_summaries(const struct job *job)
{
    static const char *const empty[] = {"score_now", "score_then", "score_earlier", "change",
                                        "rank_then", "rank_now",   "above_100",     "above_ours"};
    struct ww_table *table = job->table;
    for (size_t i = 0; i < sizeof summaries / sizeof summaries[0]; i++) {
        size_t n = 0;
        for (size_t a = 0; a < job->n; a++)
            n += summaries[i].belongs(&job->areas[a]);
        size_t row = ww_table_add_row(table, summaries[i].id, WW_ROW_SUBTOTAL, 0);
        ww_table_set_text(table, row, "label", ww_str_of(summaries[i].label));
        not_applicable(table, row, empty, sizeof empty / sizeof empty[0]);
        ww_table_set_number(table, row, "areas", (double)n);
    }
}

/* Sums, which were published, and means. */
static void add_total(const struct job *job, const char *id, const char *label, enum ww_row_kind kind,
                      double divisor)
{
    static const char *const empty[] = {"rank_then", "rank_now", "above_100", "above_ours"};
    struct ww_table *table = job->table;
    size_t row = ww_table_add_row(table, id, kind, 0);
    ww_table_set_text(table, row, "label", ww_str_of(label));
    for (size_t y = 0; y < YEARS; y++)
        if (y < 2 || job->scores.years[y] != NO_YEAR)
            put(table, row, score_columns[y], all_have(job, y), sum_of(job, y) / divisor);
    put(table, row, "change", all_have(job, 1), (sum_of(job, 0) - sum_of(job, 1)) / divisor);
    not_applicable(table, row, empty, sizeof empty / sizeof empty[0]);
    if (kind == WW_ROW_TOTAL)
        ww_table_set_number(table, row, "above_100", sum_of(job, 0) / divisor - AVERAGE);
    ww_table_set_number(table, row, "areas", (double)job->n);
}

/* --- words -------------------------------------------------------------------------------------------- */

static void add_findings(const struct job *job)
{
    struct ww_table *table = job->table;
    const char *areas = ww_words_areas(ww_vulnerable_level(job->ask));
    const char *first = table->rows[0].id;
    ww_table_finding(
        table, "scores/highest", 0.45, first,
        ww_table_text(table,
                      "{above-average.areas} of the {total.areas} %s are above the average of 100; the "
                      "highest is {%s.label} with {%s.score_now}.",
                      areas, first, first));
    size_t most = WW_NO_INDEX;
    for (size_t i = 0; i < job->n; i++) {
        const struct ww_cell *change = ww_table_cell(table, table->rows[i].id, "change");
        if (change->present &&
            (most == WW_NO_INDEX ||
             fabs(change->number) > fabs(ww_table_cell(table, table->rows[most].id, "change")->number)))
            most = i;
    }
    if (most == WW_NO_INDEX)
        return;
    const char *id = table->rows[most].id;
    ww_table_finding(
        table, "scores/change", 0.35, id,
        ww_table_text(table,
                      "Scores rose in {risen.areas} %s and fell in {fallen.areas}; {%s.label} moved most, "
                      "from {%s.score_then} to {%s.score_now}.",
                      areas, id, id, id));
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    const char *areas = ww_words_areas(ww_vulnerable_level(job->ask));
    ww_table_title(table, "Vulnerable localities: supplied scores",
                   ww_table_text(table, "Score of each of the %zu %s, %d, 100 = the supplier's average",
                                 job->n, areas, job->scores.years[0]));
    ww_table_parameter(table, "year", ww_table_text(table, "%d", job->scores.years[0]));
    ww_table_note(
        table,
        "Scores are the supplier's (%s) and come without an interval, so whether a change is more than chance "
        "cannot be said.",
        job->ask->record->owner);
    table->chart = (struct ww_chart){
        .kind = WW_CHART_MAP,
        .title = ww_words_filled(
            table,
            ww_table_text(table, "{above-average.areas} of {total.areas} %s are above the average", areas)),
        .subtitle = table->subtitle,
        .label = "label",
        .values = {"score_now"},
        .n_values = 1,
        .plain_rows_only = true};
}

enum ww_rc ww_vulnerable_scores_run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job = {.ask = ask, .table = table};
    enum ww_rc rc = read_scores(ask, &job.scores, err);
    if (!rc)
        rc = gather(&job, err);
    if (!rc)
        rc = rank_year(&job, 1, err);
    if (!rc)
        rc = rank_year(&job, 0, err); /* last: `order` is by the latest score */
    if (rc)
        return rc;
    for (size_t place = 0; place < job.n; place++)
        add_area(&job, job.order[place]);
    add_summaries(&job);
    add_total(&job, "sum", "Sum of the scores", WW_ROW_SUBTOTAL, 1);
    add_total(&job, "total", "Mean of the areas", WW_ROW_TOTAL, (double)job.n);
    add_findings(&job);
    describe(&job);
    ww_ask_note_used(ask, job.scores.rows.used, table);
    return WW_OK;
}
