// SPDX-License-Identifier: Apache-2.0
/* areas: which wards have the most, and are they rising?
 *
 * Problem. A list of wards by count says where people are, not where the risk is; a list by rate calls a square of
 * offices dangerous because nobody lives there. Both are wanted, side by side and with their limits said.
 * Method. For each area of the level: count of both periods, share, running share, rank in both, change with the e-test as in
 * `change`; where a population source covers the area, records per 1,000 residents with the interval of the count
 * (stats/rates.h).
 * Conventions. Rank 1 is the most; equals share the better rank and the next is left out. No percentage and no rate
 * of fewer than 20 records: [low]. The rate is of the whole period, not made up to a year.
 * Edge cases. An area without residents known: [x]. Records without an area of the level are in a note. */
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/event_sources.h"
#include "measure/words.h"
#include "stats/rank.h"

#define PER_RESIDENTS 1000

static const char DEFAULT_LEVEL[] = "ward";

/* The level asked for, else wards where they are known, else what the source has. */
static const char *choose_level(const struct ww_ask *ask)
{
    size_t wards = 0;
    if (ask->question->by)
        return ask->question->by;
    ww_areas_list(ww_context_areas(ask->context), ww_str_of(DEFAULT_LEVEL), &wards);
    return wards ? DEFAULT_LEVEL : ww_view_field(ask->view, WW_ROLE_AREA)->area_level;
}

/* The ward that a smaller area lies in, or NULL. */
static const struct ww_area *ward_of(const struct ww_ask *ask, const char *level, struct ww_str code)
{
    const struct ww_areas *areas = ww_context_areas(ask->context);
    const struct ww_str ward = ww_str_of(DEFAULT_LEVEL);
    const char *up = ww_str_eqz(ward, level) ? NULL : ww_areas_up(areas, ww_str_of(level), code, ward);
    return up ? ww_areas_find(areas, ward, ww_str_of(up)) : NULL;
}

static bool lies_in_wards(const struct ww_ask *ask)
{
    size_t n = 0;
    const char *level = choose_level(ask);
    const struct ww_area *const *list = ww_areas_list(ww_context_areas(ask->context), ww_str_of(level), &n);
    return n > 0 && ward_of(ask, level, list[0]->code);
}

/* "Share of all areas"; within one area "Share of Waterworks". */
static const char *share_title(const struct ww_ask *ask)
{
    const char *here = ww_words_here(ask);
    const char *title = here[0] ? ww_arena_printf(ask->arena, "Share of%s", here + sizeof " in" - 1) : NULL;
    return title ? title : "Share of all areas";
}

static struct ww_table *make_table(const struct ww_ask *ask)
{
    const struct ww_column rate = ww_column_number("rate_per_1000", "Per 1,000 residents", WW_UNIT_PER_1000,
                                                   1);
    const struct ww_column columns[] = {
        ww_column_label("Area"),
        ww_column_words("code", "Code"),
        ww_column_words("ward", "Ward"),
        ww_column_count("count_then", ww_ask_words(ask, ask->compare)),
        ww_column_count("count_now", ww_ask_words(ask, ask->period)),
        ww_column_percent("share_pct", share_title(ask)),
        ww_column_percent("running_share_pct", "Running share"),
        ww_column_number("rank_then", ww_ask_heading(ask, "Rank", ask->compare), WW_UNIT_RANK, 0),
        ww_column_number("rank_now", ww_ask_heading(ask, "Rank", ask->period), WW_UNIT_RANK, 0),
        ww_column_count("difference", "Difference"),
        ww_column_percent("change_pct", "Change"),
        ww_column_p_value("difference"),
        ww_column_words("verdict", "More than chance"),
        ww_column_number("residents", "Residents", WW_UNIT_COUNT, -1),
        rate,
        ww_column_end(rate, WW_COLUMN_LOW, "rate_low", "Rate, lower end of 95% interval"),
        ww_column_end(rate, WW_COLUMN_HIGH, "rate_high", "Rate, upper end of 95% interval"),
    };
    struct ww_column kept[sizeof columns / sizeof columns[0]];
    size_t n = 0;
    bool wards = lies_in_wards(ask);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        if (wards || !ww_str_eqz(WW_STR("ward"), columns[i].name))
            kept[n++] = columns[i];
    return ww_table_new("areas", kept, n);
}

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    const char *level;
    struct ww_area_list areas;
    int64_t *then, *now;
    int64_t *residents; /* NULL = no source of population */
    uint32_t *order, *rank_then, *rank_now;
};

/* --- counting ------------------------------------------------------------------------------------- */

static enum ww_rc count(struct job *job, struct ww_period period, int64_t **out, struct ww_err *err)
{
    struct ww_cube_spec spec;
    struct ww_cube cube;
    enum ww_rc rc = ww_ask_spec(job->ask, &spec, err);
    if (!rc)
        rc = ww_ask_dim_area(job->ask, job->level, &spec.dims[spec.n_dims++], &job->areas, err);
    if (rc)
        return rc;
    *out = ww_arena_alloc(job->ask->arena, job->areas.count, sizeof **out);
    if (!*out)
        return ww_fail_nomem(err);
    spec.has_period = true;
    spec.period = period;
    rc = ww_ask_count(job->ask, &spec, job->table, &cube, err);
    if (rc)
        return rc;
    memcpy(*out, cube.counts, cube.size * sizeof **out);
    ww_ask_note_left_out(job->ask, &spec, &cube, job->table);
    ww_cube_free(&cube);
    return WW_OK;
}

static bool counts_residents(const struct ww_ask *ask)
{
    return ww_view_has_role(ask->view, WW_ROLE_AREA) && ww_view_has_role(ask->view, WW_ROLE_VALUE);
}

/* Names the file, which is where a partnership says of which year the estimates are. */
static enum ww_rc note_residents(const struct job *job, const struct ww_ask *population, struct ww_err *err)
{
    struct ww_catalogue_entry entry;
    enum ww_rc rc = ww_catalogue_details(ww_context_workspace(job->ask->context), population->record->id,
                                         job->ask->arena, &entry, err);
    if (rc)
        return rc;
    ww_table_note(
        job->table,
        "Rates are per 1,000 residents of %s (%s%s%s), for the whole period. In a centre where many work "
        "or visit, they overstate the risk of each.",
        population->record->source, population->record->owner, entry.n_inputs ? ", file " : "",
        entry.n_inputs ? entry.inputs[0].name : "");
    return WW_OK;
}

/* Residents by area, from the source of population where there is one: the sum over age and sex. */
static enum ww_rc count_residents(struct job *job, struct ww_err *err)
{
    struct ww_ask other;
    struct ww_area_list areas;
    struct ww_cube_spec spec = {.n_dims = 1};
    struct ww_cube cube;
    if (ww_ask_other(job->ask, "population", counts_residents, &other, NULL) != WW_OK)
        return WW_OK;
    enum ww_rc rc = ww_ask_dim_area(&other, job->level, &spec.dims[0], &areas, err);
    if (!rc)
        rc = ww_ask_count(&other, &spec, job->table, &cube, err);
    if (rc)
        return rc;
    job->residents = ww_arena_alloc(job->ask->arena, areas.count, sizeof *job->residents);
    if (job->residents)
        memcpy(job->residents, cube.counts, cube.size * sizeof *job->residents);
    ww_cube_free(&cube);
    if (!job->residents)
        return ww_fail_nomem(err);
    return note_residents(job, &other, err);
}

static enum ww_rc rank(struct job *job, struct ww_err *err)
{
    size_t n = job->areas.count;
    double *values = ww_arena_alloc(job->ask->arena, n, sizeof *values);
    job->order = ww_arena_alloc(job->ask->arena, n, sizeof *job->order);
    job->rank_then = ww_arena_alloc(job->ask->arena, n, sizeof *job->rank_then);
    job->rank_now = ww_arena_alloc(job->ask->arena, n, sizeof *job->rank_now);
    if (!values || !job->order || !job->rank_then || !job->rank_now)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < n; i++)
        values[i] = (double)job->then[i];
    ww_rank(values, n, job->order, job->rank_then);
    for (size_t i = 0; i < n; i++)
        values[i] = (double)job->now[i];
    ww_rank(values, n, job->order, job->rank_now); /* `order` stays: by the later count */
    return WW_OK;
}

/* --- rows ----------------------------------------------------------------------------------------- */

static void set_rate(const struct job *job, size_t row, int64_t count, int64_t residents)
{
    static const char *const columns[] = {"rate_per_1000", "rate_low", "rate_high"};
    struct ww_table *table = job->table;
    struct ww_estimate rate = {0};
    bool known = job->residents && residents > 0 &&
                 ww_rate(count, (double)residents, PER_RESIDENTS, WW_LEVEL_95, &rate);
    if (known)
        ww_table_set_number(table, row, "residents", (double)residents);
    else
        ww_table_set_mark(table, row, "residents", WW_MARK_NOT_AVAILABLE);
    if (known && count >= WW_LOW_BASE) {
        ww_table_set_number(table, row, "rate_per_1000", rate.value);
        ww_compare_interval(table, row, (struct ww_ends){"rate_low", "rate_high"}, rate.interval, 1);
        return;
    }
    for (size_t c = 0; c < sizeof columns / sizeof columns[0]; c++)
        ww_table_set_mark(table, row, columns[c], known ? WW_MARK_LOW_BASE : WW_MARK_NOT_AVAILABLE);
}

static void set_counts(const struct job *job, size_t row, int64_t then, int64_t now, int64_t all_now)
{
    struct ww_table *table = job->table;
    ww_table_set_number(table, row, "count_then", (double)then);
    ww_table_set_number(table, row, "count_now", (double)now);
    ww_table_set_number(table, row, "difference", (double)(now - then));
    ww_compare_share(table, row, "share_pct", now, all_now);
    ww_compare_change(table, row, "change_pct", then, now);
    const struct ww_compared compared = ww_compare(job->ask, then, now);
    ww_compare_chance(table, row, &compared);
}

static int64_t sum(const int64_t *counts, size_t n)
{
    int64_t total = 0;
    for (size_t i = 0; counts && i < n; i++)
        total += counts[i];
    return total;
}

static void add_rows(const struct job *job)
{
    struct ww_table *table = job->table;
    size_t n = job->areas.count;
    int64_t all_then = sum(job->then, n), all_now = sum(job->now, n), so_far = 0;
    for (size_t place = 0; place < n; place++) {
        size_t i = job->order[place];
        const struct ww_area *area = job->areas.items[i];
        size_t row = ww_table_add_row(table, area->code.ptr, WW_ROW_PLAIN, 0);
        ww_table_set_text(table, row, "label", area->name.len ? area->name : area->code);
        ww_table_set_text(table, row, "code", area->code);
        const struct ww_area *ward = ward_of(job->ask, job->level, area->code);
        if (ward)
            ww_table_set_text(table, row, "ward", ward->name.len ? ward->name : ward->code);
        set_counts(job, row, job->then[i], job->now[i], all_now);
        so_far += job->now[i];
        ww_compare_share(table, row, "running_share_pct", so_far, all_now);
        ww_table_set_number(table, row, "rank_then", job->rank_then[i]);
        ww_table_set_number(table, row, "rank_now", job->rank_now[i]);
        set_rate(job, row, job->now[i], job->residents ? job->residents[i] : 0);
    }
    size_t row = ww_table_add_row(table, "total", WW_ROW_TOTAL, 0);
    ww_table_set_text(table, row, "label", WW_STR("All areas"));
    set_counts(job, row, all_then, all_now, all_now);
    ww_table_set_mark(table, row, "running_share_pct", WW_MARK_NOT_APPLICABLE);
    ww_table_set_mark(table, row, "rank_then", WW_MARK_NOT_APPLICABLE);
    ww_table_set_mark(table, row, "rank_now", WW_MARK_NOT_APPLICABLE);
    set_rate(job, row, all_now, sum(job->residents, n));
}

/* --- one figure, one verdict ------------------------------------------------------------------------ */

/* The areas inside one area are some of those of the partnership, and the same change must not be called more than chance
 * in one table and not in the other: they are taken together with all of them. */
static enum ww_rc judge_among_all(const struct job *job, struct ww_err *err)
{
    struct ww_ask ask = ww_ask_whole_area(job->ask);
    struct job all = {.ask = &ask, .table = make_table(&ask), .level = job->level};
    if (!all.table)
        return ww_fail_nomem(err);
    enum ww_rc rc = count(&all, ask.compare, &all.then, err);
    if (!rc)
        rc = count(&all, ask.period, &all.now, err);
    for (size_t i = 0; i < all.areas.count && !rc; i++) {
        size_t row = ww_table_add_row(all.table, all.areas.items[i]->code.ptr, WW_ROW_PLAIN, 0);
        const struct ww_compared compared = ww_compare(&ask, all.then[i], all.now[i]);
        ww_compare_chance(all.table, row, &compared);
    }
    if (!rc)
        rc = ww_compare_together(&ask, all.table, err);
    for (size_t i = 0; i < job->areas.count && !rc; i++) {
        const char *id = job->table->rows[i].id;
        const struct ww_cell *verdict = ww_table_cell(all.table, id, "verdict");
        if (verdict && verdict->present)
            ww_table_set_text(job->table, i, "verdict", ww_str_of(verdict->text));
    }
    ww_table_free(&all.table);
    return rc;
}

static enum ww_rc judge(const struct job *job, struct ww_err *err)
{
    if (!ww_words_here(job->ask)[0])
        return ww_compare_together(job->ask, job->table, err);
    ww_table_note(job->table, "Changes are tested together with those of all %s of the partnership.",
                  ww_words_areas(job->level));
    return judge_among_all(job, err);
}

/* --- words ---------------------------------------------------------------------------------------- */

static void add_findings(const struct ww_ask *ask, struct ww_table *table)
{
    const char *many = ww_words_counted(ask);
    const char *first = table->rows[0].id, *second = table->rows[1].id;
    ww_table_finding(
        table, "areas/most", 0.6, first,
        ww_table_text(table,
                      "{%s.label} has the most %s, {%s.count_now} ({%s.share_pct} %s), followed by "
                      "{%s.label} with {%s.count_now} ({%s.share_pct}); together they have "
                      "{%s.running_share_pct}.",
                      first, many, first, first, ww_words_of_all(ask), second, second, second, second));
    double largest = 0;
    for (size_t i = 0; i + 1 < table->n_rows; i++) {
        const struct ww_cell *d = ww_table_cell(table, table->rows[i].id, "difference");
        if (ww_compare_beyond_chance(table, i) && d->number * d->number > largest * largest)
            largest = d->number;
    }
    for (size_t i = 0; i + 1 < table->n_rows; i++) {
        const char *id = table->rows[i].id;
        const struct ww_cell *d = ww_table_cell(table, id, "difference");
        if (!ww_compare_beyond_chance(table, i) || !ww_table_cell(table, id, "change_pct")->present)
            continue;
        double part = d->number / largest;
        ww_table_finding(
            table, ww_table_text(table, "%s/change", id), 0.15 + 0.35 * (part < 0 ? -part : part), id,
            ww_table_text(table,
                          "{%s.label}: {%s.count_now} %s, against {%s.count_then}, {%s.change_pct|change} "
                          "({%s.p_value|chance}).",
                          id, id, many, id, id, id));
    }
}

static const char *map_title(const struct job *job)
{
    struct ww_table *table = job->table;
    if (table->n_rows <= 2 || !ww_table_cell(table, "total", "share_pct")->present)
        return ww_table_text(table, "Where %s were recorded", job->ask->subject->many);
    const char *first = table->rows[0].id, *second = table->rows[1].id;
    return ww_words_filled(table,
                           ww_table_text(table, "{%s.label} and {%s.label} have {%s.running_share_pct} %s",
                                         first, second, second, ww_words_of_all(job->ask)));
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    const struct ww_ask *ask = job->ask;
    ww_table_title(table, "Areas",
                   ww_table_text(table, "Recorded in each of the %zu %s, %s against %s", job->areas.count,
                                 ww_words_areas(job->level), ww_ask_words(ask, ask->period),
                                 ww_ask_words(ask, ask->compare)));
    ww_table_parameter(table, "level", job->level);
    ww_compare_note(table);
    if (job->residents)
        ww_table_note(table, "No rate is given of fewer than %d records.", WW_LOW_BASE);
    else
        ww_table_note(table, "No population by area is at hand, so no rates can be given.");
    table->chart = (struct ww_chart){.kind = WW_CHART_MAP,
                                     .title = map_title(job),
                                     .subtitle = table->subtitle,
                                     .label = "label",
                                     .values = {"count_now"},
                                     .n_values = 1,
                                     .plain_rows_only = true};
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    struct ww_cube_dim dim;
    struct ww_area_list list;
    return ww_ask_dim_area(ask, choose_level(ask), &dim, &list, err);
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job = {.ask = ask, .table = table, .level = choose_level(ask)};
    enum ww_rc rc = count(&job, ask->compare, &job.then, err);
    if (!rc)
        rc = count(&job, ask->period, &job.now, err);
    if (!rc)
        rc = count_residents(&job, err);
    if (!rc)
        rc = rank(&job, err);
    if (rc)
        return rc;
    add_rows(&job);
    rc = judge(&job, err);
    if (!rc && table->n_rows > 2 && ww_table_cell(table, "total", "share_pct")->present)
        add_findings(ask, table);
    describe(&job);
    return rc;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"compare", "the period it is compared with", "the period of the same length before"},
    {"by", "the level of areas", "ward"},
};

const struct ww_measure ww_measure_areas = {
    .name = "areas",
    .title = "Areas",
    .question = "Which wards have the most, and are they rising?",
    .subject = "recorded-crime",
    .formula = "count by area; share; rank; (now - then) / then, p by the e-test; count / residents x 1,000",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS) | WW_SHAPE_BIT(WW_SHAPE_SERIES),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM) | WW_ROLE_BIT(WW_ROLE_AREA),
    .compares = true,
    .small_areas = true,
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
