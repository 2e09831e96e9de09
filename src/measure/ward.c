// SPDX-License-Identifier: Apache-2.0
/* ward: what kind of place is it, what happens there, and how does it stand among its neighbours?
 *
 * Problem. A priority area is argued about with figures from six partners, each with its own base: share of the borough
 * here, share of the ward there. One page has to put them side by side, with the base of each.
 * Method. For one area: residents and supplied facts; then for each source of events (measure/event_sources.h) the
 * records of both periods, their share of all such records in the partnership, the rank among all areas
 * of the level, and how many times its share of residents that is; below each, its groups of categories, and below the
 * question's own source the small areas inside that have the most.
 * Last come services' lists of people who live there (ward_people.c).
 * Conventions. "Share of this area" is of the area's records of that source; "share of all" is of the same kind of record
 * in all areas of the level. Rank 1 is the most; equals share the better rank. [low] as in `change`. A part of the rise or
 * fall is given only where the area's change is more than chance. Of no row it is said whether its change is: `change` and
 * `areas` answer that, each with the rows that are tested together, and one figure has one verdict.
 * What is published has of health, and of services' people, totals alone, and no lists.
 * Edge cases. A source that does not cover the period of comparison: [x] there. No residents known: no times. Rows of a
 * source that says nothing of categories have no groups. */
#include "measure/breakdown.h"
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/event_sources.h"
#include "measure/rows.h"
#include "measure/ward_people.h"
#include "measure/words.h"
#include "stats/etest.h"
#include "stats/order.h"

#define SMALL_AREAS_DEFAULT 4

static struct ww_table *make_table(const struct ww_ask *ask)
{
    const struct ww_column columns[] = {
        ww_column_label("What"),
        ww_column_count("count_then", ww_ask_words(ask, ask->compare)),
        ww_column_count("count_now", ww_ask_words(ask, ask->period)),
        ww_column_count("difference", "Difference"),
        ww_column_percent("change_pct", "Change"),
        ww_column_percent("share_here_pct", "Share of this area"),
        ww_column_percent("share_change_pct", "Part of this area's change"),
        ww_column_percent("share_all_pct", "Share of all areas"),
        ww_column_number("rank_now", "Rank", WW_UNIT_RANK, 0),
        ww_column_number("areas", "Of how many", WW_UNIT_RANK, 0),
        ww_column_number("times_residents", "Times its share of residents", WW_UNIT_RATIO, 1),
    };
    return ww_table_new("ward", columns, sizeof columns / sizeof columns[0]);
}

struct job {
    struct ww_ask here, whole; /* about the area; about the partnership */
    struct ww_table *table;
    struct ww_event_sources sources;
    const char *name; /* of the area */
    const char *level;
    double residents_share; /* of all, 0..1; 0 = not known */
};

/* --- which area ----------------------------------------------------------------------------------- */

/* The area asked about; where the question is about the partnership as a whole, the first priority ward. */
static enum ww_rc settle(const struct ww_ask *ask, struct ww_ask *here, struct ww_err *err)
{
    *here = *ask;
    if (!ww_str_eqz(ww_str_of(ask->area), ww_context_area(ask->context)))
        return WW_OK;
    struct ww_str rest = ww_str_of(
        ww_workspace_setting(ww_context_workspace(ask->context), "wards", "priority"));
    struct ww_str first = {0};
    const char *code = ww_str_cut(&rest, ',', &first) ? ww_arena_copy(ask->arena, ww_str_trim(first)) : NULL;
    const struct ww_areas *areas = ww_context_areas(ask->context);
    for (size_t i = 0; code && code[0] && ww_areas_level_name(areas, i); i++)
        if (ww_areas_find(areas, ww_str_of(ww_areas_level_name(areas, i)), ww_str_of(code))) {
            here->area = code;
            here->area_level = ww_areas_level_name(areas, i);
            return WW_OK;
        }
    return ww_fail(err, WW_E_USAGE,
                   "Say which ward, with --area CODE, or name the priority wards in settings.ini: [wards] "
                   "priority = CODE, CODE.");
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    struct ww_ask here;
    return settle(ask, &here, err);
}

/* --- one row -------------------------------------------------------------------------------------- */

struct place_counts {
    const int64_t *then; /* of every area of the level; NULL = the period of comparison is not covered */
    const int64_t *now;
    size_t n, index;
};

/* The base of a row's shares: the area's records of the same source, all kinds together. */
struct base {
    int64_t then, now;
    bool changed; /* more than chance */
};

static void set_then(const struct job *job, size_t row, const struct place_counts *counts)
{
    static const char *const columns[] = {"count_then", "difference", "change_pct"};
    struct ww_table *table = job->table;
    int64_t now = counts->now[counts->index];
    if (!counts->then) {
        for (size_t c = 0; c < sizeof columns / sizeof columns[0]; c++)
            ww_table_set_mark(table, row, columns[c], WW_MARK_NOT_AVAILABLE);
        return;
    }
    int64_t then = counts->then[counts->index];
    ww_table_set_number(table, row, "count_then", (double)then);
    ww_table_set_number(table, row, "difference", (double)(now - then));
    ww_compare_change(table, row, "change_pct", then, now);
}

static void set_place(const struct job *job, size_t row, const struct place_counts *counts)
{
    struct ww_table *table = job->table;
    int64_t all = ww_event_sum(counts->now, counts->n);
    ww_table_set_number(table, row, "count_now", (double)counts->now[counts->index]);
    ww_compare_share(table, row, "share_all_pct", counts->now[counts->index], all);
    ww_table_set_number(table, row, "rank_now", (double)ww_event_rank(counts->now, counts->n, counts->index));
    ww_table_set_number(table, row, "areas", (double)counts->n);
}

static void set_part(const struct job *job, size_t row, const struct place_counts *counts,
                     const struct base *base)
{
    int64_t now = counts->now[counts->index];
    ww_compare_share(job->table, row, "share_here_pct", now, base->now);
    if (counts->then && base->changed && base->now != base->then)
        ww_table_set_number(job->table, row, "share_change_pct",
                            100.0 * (double)(now - counts->then[counts->index]) /
                                (double)(base->now - base->then));
}

/* --- facts ---------------------------------------------------------------------------------------- */

static bool counts_residents(const struct ww_ask *ask)
{
    return ww_view_has_role(ask->view, WW_ROLE_AREA) && ww_view_has_role(ask->view, WW_ROLE_VALUE);
}

static enum ww_rc index_of(const struct job *job, const struct ww_area_list *areas, size_t *out,
                           struct ww_err *err)
{
    for (size_t i = 0; i < areas->count; i++)
        if (ww_str_eqz(areas->items[i]->code, job->here.area)) {
            *out = i;
            return WW_OK;
        }
    return ww_fail(err, WW_E_USAGE, "%s is not one of the areas of %s: it has no profile among them.",
                   job->here.area, job->whole.area);
}

static enum ww_rc add_residents(struct job *job, struct ww_err *err)
{
    struct ww_ask other;
    struct ww_area_list areas = {0};
    struct ww_cube_spec spec = {.n_dims = 1};
    struct ww_cube cube;
    if (ww_ask_other(&job->whole, "population", counts_residents, &other, NULL) != WW_OK)
        return WW_OK;
    enum ww_rc rc = ww_ask_dim_area(&other, job->level, &spec.dims[0], &areas, err);
    struct place_counts counts = {.n = areas.count};
    if (!rc)
        rc = index_of(job, &areas, &counts.index, err);
    if (!rc)
        rc = ww_ask_count(&other, &spec, job->table, &cube, err);
    if (rc)
        return rc;
    counts.now = cube.counts;
    size_t row = ww_table_add_row(job->table, "residents", WW_ROW_PLAIN, 0);
    ww_table_set_text(job->table, row, "label", WW_STR("Residents"));
    set_place(job, row, &counts);
    int64_t all = ww_event_sum(counts.now, counts.n);
    if (all > 0 && counts.now[counts.index] > 0) {
        job->residents_share = (double)counts.now[counts.index] / (double)all;
        ww_table_set_number(job->table, row, "times_residents", 1);
    }
    ww_cube_free(&cube);
    return WW_OK;
}

enum fact { FACT_AREA, FACT_NAME, FACT_UNIT, FACT_VALUE, FACT_OF, FACTS };

static void add_fact(const struct job *job, const struct ww_row_cell *cells)
{
    static const struct {
        const char *unit, *column;
    } columns[] = {{"count", "count_now"},
                   {"percent of this area", "share_here_pct"},
                   {"percent of all areas", "share_all_pct"},
                   {"rank", "rank_now"}};
    struct ww_table *table = job->table;
    if (!cells[FACT_NAME].given || !cells[FACT_VALUE].given)
        return;
    const char *label = ww_table_copy(table, cells[FACT_NAME].text);
    const char *id = ww_table_row_id(table, "fact", label);
    size_t row = ww_table_find_row(table, id); /* one fact may have a count and a share */
    if (row == WW_NO_INDEX) {
        row = ww_table_add_row(table, id, WW_ROW_PLAIN, 1);
        ww_table_set_text(table, row, "label", ww_str_of(label));
    }
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        if (ww_str_eqz(cells[FACT_UNIT].text, columns[i].unit))
            ww_table_set_number(table, row, columns[i].column, cells[FACT_VALUE].number);
    if (cells[FACT_OF].given)
        ww_table_set_number(table, row, "areas", cells[FACT_OF].number);
}

/* Facts of a partner about this area, as supplied: nothing is worked out from them. */
static enum ww_rc add_facts(const struct job *job, struct ww_err *err)
{
    static const struct ww_rows_column columns[FACTS] = {
        [FACT_AREA] = {.role = WW_ROLE_AREA},
        [FACT_NAME] = {.role = WW_ROLE_ATTRIBUTE, .field = "fact"},
        [FACT_UNIT] = {.role = WW_ROLE_ATTRIBUTE, .field = "unit"},
        [FACT_VALUE] = {.role = WW_ROLE_VALUE},
        [FACT_OF] = {.role = WW_ROLE_ATTRIBUTE, .field = "out_of", .optional = true},
    };
    struct ww_ask other;
    struct ww_rows rows;
    bool any = false;
    if (ww_ask_other(&job->here, "area-facts", counts_residents, &other, NULL) != WW_OK)
        return WW_OK;
    enum ww_rc rc = ww_rows_read(&other, columns, FACTS, NULL, &rows, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < rows.count; i++) {
        const struct ww_row_cell *cells = ww_rows_at(&rows, i, 0);
        if (!cells[FACT_AREA].given || !ww_str_eqz(ww_str_trim(cells[FACT_AREA].text), job->here.area))
            continue;
        add_fact(job, cells);
        any = true;
    }
    if (any) {
        ww_ask_note_used(&other, rows.used, job->table);
        ww_table_note(job->table, "Facts about the area are as %s supplied them (%s).", other.record->owner,
                      other.record->source);
    }
    return WW_OK;
}

/* --- sources -------------------------------------------------------------------------------------- */

/* Counts of one source by area and group, made into rows as the breakdown gives them. */
struct source_job {
    const struct job *job;
    const struct ww_event_source *source;
    struct ww_breakdown by;
    struct ww_area_list areas;
    size_t index;       /* of the area among them */
    int64_t *counts;    /* periods × areas × keys */
    size_t n_periods;   /* 2, or 1 where the period of comparison is not covered */
    struct base base;   /* of the whole area, once its row is there */
    const char *prefix; /* of the rows' ids */
    bool total;         /* whether the total's row is made, or those of the groups */
};

static struct place_counts counts_of(const struct source_job *s, const int64_t *series)
{
    size_t n = s->areas.count;
    bool both = s->n_periods == 2;
    return (struct place_counts){both ? series : NULL, both ? series + n : series, n, s->index};
}

static void set_times(const struct job *job, size_t row, const struct place_counts *counts)
{
    int64_t all = ww_event_sum(counts->now, counts->n), now = counts->now[counts->index];
    if (job->residents_share <= 0)
        return;
    if (all < WW_LOW_BASE)
        ww_table_set_mark(job->table, row, "times_residents", WW_MARK_LOW_BASE);
    else
        ww_table_set_number(job->table, row, "times_residents",
                            (double)now / (double)all / job->residents_share);
}

/* Whether the area's change is more than chance, as `change` tests a total. */
static bool has_changed(const struct job *job, const struct place_counts *counts)
{
    if (!counts->then)
        return false;
    const struct ww_compared both = ww_compare(&job->here, counts->then[counts->index],
                                               counts->now[counts->index]);
    const struct ww_etest test = {
        .count1 = both.now, .count2 = both.then, .days1 = both.days_now, .days2 = both.days_then};
    double p = 1;
    return ww_etest_p(&test, &p) && p < WW_CHANCE_LEVEL;
}

/* The smallest total that the public edition may show of a source; 0 = whatever it is, and its parts as well. */
static int64_t smallest_of(const struct source_job *s)
{
    const struct ww_subject *subject = s->source->ask.subject;
    return !s->job->here.question->publish ? 0
           : subject->health               ? WW_SMALLEST_HEALTH
                                           : subject->smallest_public;
}

static bool is_small(const struct source_job *s, const struct place_counts *counts)
{
    int64_t now = counts->now[counts->index], then = counts->then ? counts->then[counts->index] : 0;
    return (now && now < smallest_of(s)) || (then && then < smallest_of(s));
}

static void hide_row(struct ww_table *table, size_t row)
{
    for (size_t c = 0; c < table->n_columns; c++)
        if (table->columns[c].role != WW_COLUMN_LABEL)
            ww_table_set_mark(table, row, table->columns[c].name, WW_MARK_CONFIDENTIAL);
}

static void add_total(struct source_job *s, const struct place_counts *counts)
{
    const struct job *job = s->job;
    size_t row = ww_table_add_row(job->table, s->source->id, WW_ROW_SUBTOTAL, 0);
    ww_table_set_text(job->table, row, "label", ww_str_of(s->source->label));
    set_then(job, row, counts);
    set_place(job, row, counts);
    set_times(job, row, counts);
    if (is_small(s, counts))
        hide_row(job->table, row);
    s->prefix = s->source->id;
    s->base = (struct base){counts->then ? counts->then[counts->index] : 0, counts->now[counts->index],
                            has_changed(job, counts)};
}

/* A group without records here, or with all of them, is no row of its own. */
static bool tells_more(const struct source_job *s, const struct place_counts *counts)
{
    int64_t now = counts->now[counts->index], then = counts->then ? counts->then[counts->index] : 0;
    return (now || then) && (now != s->base.now || then != s->base.then);
}

static void add_source_row(void *context, const struct ww_breakdown_row *from)
{
    struct source_job *s = context;
    const struct place_counts counts = counts_of(s, from->counts);
    const struct job *job = s->job;
    bool total = from->kind == WW_ROW_TOTAL;
    if (total != s->total || (!total && (smallest_of(s) || !tells_more(s, &counts))))
        return;
    if (total) {
        add_total(s, &counts);
        return;
    }
    const char *id = from->id ? ww_table_text(job->table, "%s/%s", s->prefix, from->id)
                              : ww_table_row_id(job->table, s->prefix, from->label);
    size_t row = ww_table_add_row(job->table, id, WW_ROW_PLAIN, 1);
    ww_table_set_text(job->table, row, "label", ww_str_of(from->label));
    set_then(job, row, &counts);
    set_place(job, row, &counts);
    set_part(job, row, &counts, &s->base);
}

static enum ww_rc count_period(struct source_job *s, const struct ww_ask *ask, struct ww_period period,
                               int64_t *out, struct ww_err *err)
{
    struct ww_cube_spec spec;
    struct ww_cube cube;
    enum ww_rc rc = ww_ask_spec(ask, &spec, err);
    if (!rc)
        rc = ww_ask_dim_area(ask, s->job->level, &spec.dims[spec.n_dims++], &s->areas, err);
    if (rc)
        return rc;
    spec.dims[spec.n_dims++] = s->by.dim;
    spec.has_period = true;
    spec.period = period;
    rc = ww_ask_count(ask, &spec, s->job->table, &cube, err);
    if (rc)
        return rc;
    memcpy(out, cube.counts, cube.size * sizeof *out);
    ww_cube_free(&cube);
    return WW_OK;
}

/* By groups of categories where the source has any, else by area alone. */
static enum ww_rc make_breakdown(const struct ww_ask *ask, struct ww_breakdown *by, struct ww_err *err)
{
    if (ww_view_field(ask->view, WW_ROLE_CATEGORY))
        return ww_breakdown_make(ask, by, err);
    *by = (struct ww_breakdown){.kind = WW_BREAKDOWN_TEXTS};
    return ww_ask_dim_texts(ask, WW_ROLE_AREA, NULL, &by->dim, &by->texts, err);
}

static enum ww_rc add_source(struct source_job *s, struct ww_err *err)
{
    const struct job *job = s->job;
    struct ww_ask ask = ww_ask_whole_area(&s->source->ask);
    struct ww_question question = *ask.question;
    question.by = "group";
    ask.question = &question;
    struct ww_cube_dim dim;
    s->n_periods = s->source->compares ? 2 : 1;
    enum ww_rc rc = make_breakdown(&ask, &s->by, err);
    if (!rc)
        rc = ww_ask_dim_area(&ask, job->level, &dim, &s->areas, err);
    if (!rc)
        rc = index_of(job, &s->areas, &s->index, err);
    if (rc)
        return rc;
    size_t size = s->areas.count * (size_t)s->by.dim.size;
    s->counts = ww_arena_alloc(ask.arena, size, 2 * sizeof *s->counts);
    if (!s->counts)
        return ww_fail_nomem(err);
    if (s->n_periods == 2)
        rc = count_period(s, &ask, ask.compare, s->counts, err);
    if (!rc)
        rc = count_period(s, &ask, ask.period, s->counts + (s->n_periods - 1) * size, err);
    size_t n_series = s->n_periods * s->areas.count;
    s->total = true;
    if (!rc)
        rc = ww_breakdown_rows(&ask, &s->by, s->counts, n_series, add_source_row, s, err);
    s->total = false;
    if (!rc && s->by.kind == WW_BREAKDOWN_GROUPS)
        rc = ww_breakdown_rows(&ask, &s->by, s->counts, n_series, add_source_row, s, err);
    return rc;
}

/* --- small areas ---------------------------------------------------------------------------------- */

static void add_small_area(const struct job *job, const struct ww_area *area,
                           const struct place_counts *counts, const struct base *base)
{
    size_t row = ww_table_add_row(job->table, area->code.ptr, WW_ROW_PLAIN, 1);
    ww_table_set_text(job->table, row, "label",
                      ww_str_of(area->name.len
                                    ? ww_table_text(job->table, "%s (%s)", area->name.ptr, area->code.ptr)
                                    : area->code.ptr));
    set_then(job, row, counts);
    set_place(job, row, counts);
    set_part(job, row, counts, base);
}

/* The small areas inside with the most records of the question's own source. */
static enum ww_rc add_small_areas(const struct job *job, const struct base *base, struct ww_err *err)
{
    const struct ww_areas *registry = ww_context_areas(job->here.context);
    const char *level = ww_view_field(job->here.view, WW_ROLE_AREA)->area_level;
    struct ww_area_counts then = {.counts = NULL}, now = {.counts = NULL};
    if (ww_str_eqz(ww_str_of(level), job->level))
        return WW_OK;
    enum ww_rc rc = ww_event_counts(&job->whole, level, job->whole.compare, job->table, &then, err);
    if (!rc)
        rc = ww_event_counts(&job->whole, level, job->whole.period, job->table, &now, err);
    const struct ww_area_list areas = now.areas;
    uint64_t *inside = rc ? NULL : ww_arena_alloc(job->here.arena, areas.count, sizeof *inside);
    uint32_t *order = rc ? NULL : ww_arena_alloc(job->here.arena, areas.count, sizeof *order);
    if (rc)
        return rc;
    if (!inside || !order)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < areas.count; i++)
        inside[i] = ww_areas_within(registry, ww_str_of(level), areas.items[i]->code, ww_str_of(job->level),
                                    ww_str_of(job->here.area))
                        ? (uint64_t)now.counts[i]
                        : 0;
    ww_order_counts(inside, areas.count, order);
    size_t top = job->here.question->top ? (size_t)job->here.question->top : SMALL_AREAS_DEFAULT;
    for (size_t k = 0; k < top && k < areas.count && inside[order[k]]; k++)
        add_small_area(job, areas.items[order[k]],
                       &(struct place_counts){then.counts, now.counts, areas.count, order[k]}, base);
    return WW_OK;
}

/* --- words ---------------------------------------------------------------------------------------- */

static void add_main_finding(const struct job *job)
{
    struct ww_table *table = job->table;
    const char *id = job->sources.items[0].id, *many = job->here.subject->many;
    if (job->residents_share > 0)
        ww_table_finding(table, "share", 0.9, id,
                         ww_table_text(table,
                                       "%s has {residents.share_all_pct} of the residents and "
                                       "{%s.share_all_pct} of all %s: rank {%s.rank_now} of {%s.areas}.",
                                       job->name, id, many, id, id));
}

/* The group that makes the largest part of the area's rise or fall. */
static void add_part_finding(const struct job *job)
{
    struct ww_table *table = job->table;
    const char *id = job->sources.items[0].id, *best = NULL;
    const char *group_of = ww_table_text(table, "%s/", id);
    double most = 0;
    for (size_t i = 0; i < table->n_rows; i++) {
        const char *row = table->rows[i].id;
        struct ww_str group = ww_str_of(row);
        if (!ww_str_starts(group, ww_str_of(group_of)) || !ww_table_has(table, row, "share_change_pct"))
            continue;
        double part = ww_table_cell(table, row, "share_change_pct")->number;
        best = part > most ? row : best;
        most = part > most ? part : most;
    }
    if (!best)
        return;
    const struct ww_cell *d = ww_table_cell(table, id, "difference");
    ww_table_finding(
        table, "part", 0.7, best,
        ww_table_text(table,
                      "{%s.label} makes up {%s.share_change_pct} of the %s in %s ({%s.count_now}, "
                      "against {%s.count_then}).",
                      best, best, d->number > 0 ? "rise" : "fall", job->name, best, best));
}

static void add_source_findings(const struct job *job)
{
    struct ww_table *table = job->table;
    for (size_t i = 1; i < job->sources.count; i++) {
        const char *id = job->sources.items[i].id;
        if (!ww_table_has(table, id, "share_all_pct"))
            continue;
        double part = ww_table_cell(table, id, "share_all_pct")->number / 100;
        ww_table_finding(
            table, ww_table_text(table, "%s/place", id), 0.3 + 0.4 * part, id,
            ww_table_text(table,
                          "{%s.label}: {%s.count_now} in %s, {%s.share_all_pct} of those in all %s, "
                          "rank {%s.rank_now} of {%s.areas}.",
                          id, id, job->name, id, ww_words_areas(job->level), id, id));
    }
}

static void add_small_area_finding(const struct job *job)
{
    struct ww_table *table = job->table;
    const char *level = ww_view_field(job->here.view, WW_ROLE_AREA)->area_level;
    for (size_t i = 0; i < table->n_rows; i++) {
        const char *id = table->rows[i].id;
        if (!ww_areas_find(ww_context_areas(job->here.context), ww_str_of(level), ww_str_of(id)) ||
            !ww_table_has(table, id, "share_here_pct"))
            continue;
        ww_table_finding(table, "small-areas/most", 0.5, id,
                         ww_table_text(table,
                                       "{%s.label} alone has {%s.share_here_pct} of the %s in %s, and rank "
                                       "{%s.rank_now} of all {%s.areas} %s.",
                                       id, id, job->here.subject->many, job->name, id, id,
                                       ww_words_areas(level)));
        return;
    }
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    const struct ww_ask *ask = &job->here;
    ww_table_title(table, ww_table_text(table, "Profile of %s", job->name),
                   ww_table_text(table, "Recorded in %s (%s), %s against %s, among all %s", job->name,
                                 ask->area, ww_ask_words(ask, ask->period), ww_ask_words(ask, ask->compare),
                                 ww_words_areas(job->level)));
    ww_table_parameter(table, "ward", ask->area);
    if (ask->question->publish)
        ww_table_note(
            table,
            "Of people's health and of services' records of people only totals are given, [c] where they "
            "are small, and no lists of people: a ward is small, and its kinds soon tell of somebody.");
    ww_table_note(
        table,
        "[low]: no percentage is given where the earlier count is under %d. Whether a change is more than "
        "chance is said where the changes of a table are tested together: in 'change' and 'areas'.",
        WW_LOW_BASE);
    if (!(job->residents_share > 0))
        ww_table_note(table, "No population by area is at hand, so nothing is set against residents.");
    table->chart = (struct ww_chart){
        .kind = WW_CHART_BARS,
        .title = ww_table_text(table, "What %s has of everything", job->name),
        .subtitle = "Share of all areas, per cent; of residents and of each source",
        .label = "label",
        .values = {"share_all_pct"},
        .n_values = 1,
        .needs = "times_residents"};
}

/* --- run ------------------------------------------------------------------------------------------ */

static enum ww_rc begin(const struct ww_ask *ask, struct ww_table *table, struct job *job, struct ww_err *err)
{
    *job = (struct job){.table = table};
    enum ww_rc rc = settle(ask, &job->here, err);
    if (rc)
        return rc;
    job->whole = ww_ask_whole_area(ask);
    job->level = job->here.area_level;
    const struct ww_area *area = ww_areas_find(ww_context_areas(ask->context), ww_str_of(job->level),
                                               ww_str_of(job->here.area));
    job->name = area ? ww_area_label(area).ptr : job->here.area;
    return ww_event_sources_list(&job->here, &job->sources, err);
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job;
    enum ww_rc rc = begin(ask, table, &job, err);
    if (!rc)
        rc = add_residents(&job, err);
    if (!rc)
        rc = add_facts(&job, err);
    for (size_t i = 0; i < job.sources.count && !rc; i++) {
        struct source_job source = {.job = &job, .source = &job.sources.items[i]};
        rc = add_source(&source, err);
        if (!rc && i == 0)
            rc = add_small_areas(&job, &source.base, err);
    }
    if (!rc)
        rc = ww_ward_people(&job.whole, job.level, job.here.area, table, err);
    if (!rc)
        rc = ww_table_check(table, err);
    if (rc)
        return rc;
    add_main_finding(&job);
    add_part_finding(&job);
    add_source_findings(&job);
    add_small_area_finding(&job);
    describe(&job);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"compare", "the period it is compared with", "the period of the same length before"},
    {"area", "the ward", "the first priority ward of settings.ini"},
    {"top", "how many of the small areas inside are shown", "4"},
};

const struct ww_measure ww_measure_ward = {
    .name = "ward",
    .title = "Profile of a ward",
    .question = "What happens in this ward, and how does it stand among the others?",
    .subject = "recorded-crime",
    .formula = "count in the ward; share of the ward and of all wards; rank; share / share of residents",
    .version = 2,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM) | WW_ROLE_BIT(WW_ROLE_AREA),
    .compares = true,
    .small_areas = true,
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
