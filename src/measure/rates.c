// SPDX-License-Identifier: Apache-2.0
/* rates: how many are there for each resident, household, worker or passer-by?
 *
 * Problem. A rate per resident calls a shopping street dangerous because nobody lives there, and a rate per passer-by calls a
 * quiet square dangerous because nobody goes there. Each denominator answers another question, and a ward's place in the
 * league may hang on which was taken.
 * Method. Records of the period by area, over each denominator that is at hand: residents, households, people present on a
 * working day, people counted in a day; each rate with the interval of its count (stats/rates.h) and its rank.
 * Conventions. Per 1,000 of the denominator, for the whole period. Rank 1 is the highest rate; equals share the better rank.
 * How far the ranks of one area lie apart stands beside them.
 * Edge cases. No rate of fewer than 20 records: [low], and no rank. An area without a denominator: [x]. */

#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/denominators.h"
#include "measure/event_sources.h"
#include "measure/words.h"
#include "stats/rank.h"

#define PER 1000.0

static const char DEFAULT_LEVEL[] = "ward";

static const struct {
    const char *of, *rate, *low, *high, *rank;
} names[WW_DENOMINATORS] = {
    [WW_PER_RESIDENTS] = {"residents", "rate_residents", "low_residents", "high_residents", "rank_residents"},
    [WW_PER_HOUSEHOLDS] = {"households", "rate_households", "low_households", "high_households",
                           "rank_households"},
    [WW_PER_WORKDAY] = {"workday", "rate_workday", "low_workday", "high_workday", "rank_workday"},
    [WW_PER_FOOTFALL] = {"footfall", "rate_footfall", "low_footfall", "high_footfall", "rank_footfall"},
};

static const char *level_of(const struct ww_ask *ask)
{
    return ask->question->by ? ask->question->by : DEFAULT_LEVEL;
}

static const char *words(const struct ww_ask *ask, const char *format, const char *many)
{
    const char *text = ww_arena_printf(ask->arena, "%s%s", format, many);
    return text ? text : "";
}

static struct ww_table *make_table(const struct ww_ask *ask)
{
    struct ww_column columns[8 + 5 * WW_DENOMINATORS];
    size_t n = 0;
    columns[n++] = ww_column_label("Area");
    columns[n++] = ww_column_words("code", "Code");
    columns[n++] = ww_column_count("count", "Recorded");
    columns[n++] = ww_column_number("rank_count", "Rank by count", WW_UNIT_RANK, 0);
    for (int d = 0; d < WW_DENOMINATORS; d++) {
        const struct ww_denominator_facts *facts = ww_denominator_facts((enum ww_denominator)d);
        if (!ww_denominator_known(ask, (enum ww_denominator)d))
            continue;
        const struct ww_column rate = ww_column_number(names[d].rate, words(ask, "Per 1,000 ", facts->many),
                                                       WW_UNIT_PER_1000, 1);
        columns[n++] = ww_column_count(names[d].of, facts->title);
        columns[n++] = rate;
        columns[n++] = ww_column_end(rate, WW_COLUMN_LOW, names[d].low,
                                     words(ask, "Lower end of 95% interval, per 1,000 ", facts->many));
        columns[n++] = ww_column_end(rate, WW_COLUMN_HIGH, names[d].high,
                                     words(ask, "Upper end of 95% interval, per 1,000 ", facts->many));
        columns[n++] = ww_column_number(names[d].rank, words(ask, "Rank per 1,000 ", facts->many),
                                        WW_UNIT_RANK, 0);
    }
    columns[n++] = ww_column_number("rank_spread", "Places between its ranks", WW_UNIT_COUNT, 0);
    return ww_table_new("rates", columns, n);
}

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    struct ww_denominator_areas areas;
    int64_t *counts;
    bool known[WW_DENOMINATORS];
    struct ww_denominator_counts of[WW_DENOMINATORS];
    uint32_t *order; /* by count */
    uint32_t *rank_count;
    uint32_t *ranks[WW_DENOMINATORS]; /* 0 = the area has no rate */
};

/* --- counting ----------------------------------------------------------------------------------------- */

static enum ww_rc count(struct job *job, struct ww_err *err)
{
    struct ww_area_counts counts = {.counts = NULL};
    enum ww_rc rc = ww_event_counts(job->ask, job->areas.level, job->ask->period, job->table, &counts, err);
    job->areas.list = counts.areas;
    job->counts = counts.counts;
    return rc;
}

static enum ww_rc count_denominators(struct job *job, struct ww_err *err)
{
    for (int d = 0; d < WW_DENOMINATORS; d++) {
        job->known[d] = ww_denominator_known(job->ask, (enum ww_denominator)d);
        if (!job->known[d])
            continue;
        enum ww_rc rc = ww_denominator_count(job->ask, (enum ww_denominator)d, &job->areas, job->table,
                                             &job->of[d], err);
        if (rc)
            return rc;
    }
    return WW_OK;
}

static bool has_rate(const struct job *job, int d, size_t area)
{
    return job->of[d].of[area] > 0 && job->counts[area] >= WW_LOW_BASE;
}

static enum ww_rc rank(struct job *job, struct ww_err *err)
{
    size_t n = job->areas.list.count;
    double *values = ww_arena_alloc(job->ask->arena, n, sizeof *values);
    uint32_t *order = ww_arena_alloc(job->ask->arena, n, sizeof *order);
    job->order = ww_arena_alloc(job->ask->arena, n, sizeof *job->order);
    job->rank_count = ww_arena_alloc(job->ask->arena, n, sizeof *job->rank_count);
    if (!values || !order || !job->order || !job->rank_count)
        return ww_fail_nomem(err);
    for (size_t a = 0; a < n; a++)
        values[a] = (double)job->counts[a];
    ww_rank(values, n, job->order, job->rank_count);
    for (int d = 0; d < WW_DENOMINATORS; d++) {
        job->ranks[d] = ww_arena_alloc(job->ask->arena, n, sizeof **job->ranks);
        if (!job->ranks[d])
            return ww_fail_nomem(err);
        if (!job->known[d])
            continue;
        for (size_t a = 0; a < n; a++)
            values[a] = has_rate(job, d, a) ? (double)job->counts[a] / (double)job->of[d].of[a] : -1.0;
        ww_rank(values, n, order, job->ranks[d]);
        for (size_t a = 0; a < n; a++)
            if (!has_rate(job, d, a))
                job->ranks[d][a] = 0;
    }
    return WW_OK;
}

/* --- rows --------------------------------------------------------------------------------------------- */

static void set_rate(struct ww_table *table, size_t row, int d, int64_t records, int64_t of)
{
    const char *const columns[] = {names[d].rate, names[d].low, names[d].high};
    struct ww_estimate rate;
    if (of > 0)
        ww_table_set_number(table, row, names[d].of, (double)of);
    else
        ww_table_set_mark(table, row, names[d].of, WW_MARK_NOT_AVAILABLE);
    if (of > 0 && records >= WW_LOW_BASE && ww_rate(records, (double)of, PER, WW_LEVEL_95, &rate)) {
        ww_table_set_number(table, row, names[d].rate, rate.value);
        ww_compare_interval(table, row, (struct ww_ends){names[d].low, names[d].high}, rate.interval, 1);
        return;
    }
    for (size_t c = 0; c < sizeof columns / sizeof columns[0]; c++)
        ww_table_set_mark(table, row, columns[c], of > 0 ? WW_MARK_LOW_BASE : WW_MARK_NOT_AVAILABLE);
}

static void set_ranks(const struct job *job, size_t row, size_t area)
{
    struct ww_table *table = job->table;
    uint32_t best = UINT32_MAX, worst = 0;
    for (int d = 0; d < WW_DENOMINATORS; d++) {
        uint32_t place = job->ranks[d][area];
        if (!job->known[d])
            continue;
        if (!place) {
            ww_table_set_mark(table, row, names[d].rank, WW_MARK_NOT_APPLICABLE);
            continue;
        }
        ww_table_set_number(table, row, names[d].rank, place);
        best = place < best ? place : best;
        worst = place > worst ? place : worst;
    }
    if (worst)
        ww_table_set_number(table, row, "rank_spread", worst - best);
    else
        ww_table_set_mark(table, row, "rank_spread", WW_MARK_NOT_APPLICABLE);
}

static void add_area(const struct job *job, size_t at)
{
    const struct ww_area *area = job->areas.list.items[at];
    size_t row = ww_table_add_row(job->table, area->code.ptr, WW_ROW_PLAIN, 0);
    ww_table_set_text(job->table, row, "label", area->name.len ? area->name : area->code);
    ww_table_set_text(job->table, row, "code", area->code);
    ww_table_set_number(job->table, row, "count", (double)job->counts[at]);
    ww_table_set_number(job->table, row, "rank_count", job->rank_count[at]);
    for (int d = 0; d < WW_DENOMINATORS; d++)
        if (job->known[d])
            set_rate(job->table, row, d, job->counts[at], job->of[d].of[at]);
    set_ranks(job, row, at);
}

static void add_total(const struct job *job)
{
    size_t n = job->areas.list.count, row = ww_table_add_row(job->table, "total", WW_ROW_TOTAL, 0);
    int64_t all = ww_event_sum(job->counts, n);
    ww_table_set_text(job->table, row, "label", WW_STR("All areas"));
    ww_table_set_number(job->table, row, "count", (double)all);
    ww_table_set_mark(job->table, row, "rank_count", WW_MARK_NOT_APPLICABLE);
    ww_table_set_mark(job->table, row, "rank_spread", WW_MARK_NOT_APPLICABLE);
    for (int d = 0; d < WW_DENOMINATORS; d++)
        if (job->known[d]) {
            set_rate(job->table, row, d, all, ww_event_sum(job->of[d].of, n));
            ww_table_set_mark(job->table, row, names[d].rank, WW_MARK_NOT_APPLICABLE);
        }
}

/* --- words -------------------------------------------------------------------------------------------- */

/* The row of the area whose ranks lie furthest apart, and the denominators by which it stands highest and lowest. */
struct moved {
    size_t row;
    int high, low;
    double spread;
};

static struct moved find_moved(const struct job *job)
{
    struct moved best = {.row = WW_NO_INDEX};
    for (size_t place = 0; place < job->areas.list.count; place++) {
        size_t area = job->order[place];
        struct moved here = {place, -1, -1, 0};
        for (int d = 0; d < WW_DENOMINATORS; d++) {
            if (!job->known[d] || !job->ranks[d][area])
                continue;
            here.high = here.high < 0 || job->ranks[d][area] < job->ranks[here.high][area] ? d : here.high;
            here.low = here.low < 0 || job->ranks[d][area] > job->ranks[here.low][area] ? d : here.low;
        }
        if (here.high < 0)
            continue;
        here.spread = (double)job->ranks[here.low][area] - (double)job->ranks[here.high][area];
        if (best.row == WW_NO_INDEX || here.spread > best.spread)
            best = here;
    }
    return best;
}

/* The row of the highest rate by a denominator; WW_NO_INDEX where none has one. */
static size_t highest(const struct job *job, int d)
{
    for (size_t r = 0; job->known[d] && r < job->areas.list.count; r++) {
        const struct ww_cell *place = ww_table_cell(job->table, job->table->rows[r].id, names[d].rank);
        if (place->present && place->number == 1.0)
            return r;
    }
    return WW_NO_INDEX;
}

static void add_highest(const struct job *job, int d, size_t row)
{
    struct ww_table *table = job->table;
    const char *id = table->rows[row].id;
    ww_table_finding(
        table, ww_table_text(table, "highest/%s", names[d].of), d == WW_PER_RESIDENTS ? 0.25 : 0.2, id,
        ww_table_text(table,
                      "Per 1,000 %s, {%s.label} has the most %s of the %s: {%s.%s}, against {total.%s} "
                      "in all.",
                      ww_denominator_facts((enum ww_denominator)d)->many, id, job->ask->subject->many,
                      ww_words_areas(job->areas.level), id, names[d].rate, names[d].rate));
}

/* An area that stands first by several denominators is named once. */
static void add_findings(const struct job *job)
{
    struct ww_table *table = job->table;
    const char *areas = ww_words_areas(job->areas.level);
    const struct moved moved = find_moved(job);
    size_t said = WW_NO_INDEX;
    for (int d = 0; d < WW_DENOMINATORS; d++) {
        size_t row = highest(job, d);
        if (row == WW_NO_INDEX || row == said)
            continue;
        add_highest(job, d, row);
        said = row;
    }
    if (moved.row == WW_NO_INDEX || moved.spread < 1.0)
        return;
    const char *id = table->rows[moved.row].id;
    ww_table_finding(
        table, "rank/spread", 0.3, id,
        ww_table_text(table,
                      "What a rate is of decides the rank: {%s.label} is number {%s.%s} of the %zu %s per "
                      "1,000 %s, and number {%s.%s} per 1,000 %s.",
                      id, id, names[moved.high].rank, job->areas.list.count, areas,
                      ww_denominator_facts((enum ww_denominator)moved.high)->many, id, names[moved.low].rank,
                      ww_denominator_facts((enum ww_denominator)moved.low)->many));
}

static void note_sources(const struct job *job)
{
    for (int d = 0; d < WW_DENOMINATORS; d++) {
        const struct ww_denominator_facts *facts = ww_denominator_facts((enum ww_denominator)d);
        const struct ww_denominator_counts *of = &job->of[d];
        if (!job->known[d])
            ww_table_note(job->table, "No %s by area are at hand, so no rate of them can be given.",
                          facts->many);
        else
            ww_table_note(job->table, "%s: %s (%s)%s%s.", facts->title, of->source, of->owner,
                          of->measure ? ", " : "", of->measure ? of->measure : "");
    }
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    int first = 0;
    while (first + 1 < WW_DENOMINATORS && !job->known[first])
        first++;
    const char *subtitle = ww_table_text(table, "Recorded per 1,000 of each denominator, by %s, %s",
                                         ww_str_eqz(ww_str_of(job->areas.level), "ward") ? "ward" : "area",
                                         ww_ask_words(job->ask, job->ask->period));
    ww_table_title(table, "Rates", subtitle);
    ww_table_parameter(table, "level", job->areas.level);
    note_sources(job);
    ww_table_note(
        table,
        "Rates are of the whole period. No rate is given of fewer than %d records. The interval is that of "
        "the count; the denominator is taken as it is given.",
        WW_LOW_BASE);
    table->chart = (struct ww_chart){
        .kind = WW_CHART_INTERVALS,
        .title = ww_table_text(table, "Rates per 1,000 %s, with what chance allows",
                               ww_denominator_facts((enum ww_denominator)first)->many),
        .subtitle = subtitle,
        .label = "label",
        .values = {names[first].rate},
        .n_values = 1,
        .low = names[first].low,
        .high = names[first].high,
        .plain_rows_only = true,
        .max_rows = 25,
        .needs = names[first].rate};
}

/* --- the answer --------------------------------------------------------------------------------------- */

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    struct ww_cube_dim dim;
    struct ww_area_list list;
    for (int d = 0; d < WW_DENOMINATORS; d++)
        if (ww_denominator_known(ask, (enum ww_denominator)d))
            return ww_ask_dim_area(ask, level_of(ask), &dim, &list, err);
    return ww_fail(
        err, WW_E_NOT_FOUND,
        "'%s' needs something to divide by: import population, households, workday-population or footfall.",
        ask->measure->name);
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job = {.ask = ask, .table = table, .areas = {.level = level_of(ask)}};
    enum ww_rc rc = count(&job, err);
    if (!rc)
        rc = count_denominators(&job, err);
    if (!rc)
        rc = rank(&job, err);
    if (rc)
        return rc;
    for (size_t place = 0; place < job.areas.list.count; place++)
        add_area(&job, job.order[place]);
    add_total(&job);
    if (job.areas.list.count > 1)
        add_findings(&job);
    describe(&job);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"by", "the level of areas", "ward"},
};

const struct ww_measure ww_measure_rates = {
    .name = "rates",
    .title = "Rates",
    .question = "How many are there for each resident, household, worker or passer-by?",
    .subject = "recorded-crime",
    .formula = "count / denominator x 1,000, with the 95% interval of the count; rank by each",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS) | WW_SHAPE_BIT(WW_SHAPE_SERIES),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM) | WW_ROLE_BIT(WW_ROLE_AREA),
    .small_areas = true,
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
