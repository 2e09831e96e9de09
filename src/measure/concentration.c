// SPDX-License-Identifier: Apache-2.0
/* concentration: how few areas hold most of the crime?
 *
 * Problem. Crime is always concentrated; what the board asks is how much, where, and what a success there would be
 * worth to the whole partnership.
 * Method. Areas in falling order of count, with their share and the running share. Share of the top n; the fewest
 * areas that hold a quarter, a third and half; areas with under one crime a day; the Gini coefficient in Bernasco and
 * Steenbeek's general form (2017), which allows for fewer crimes than areas; and what a 3% fall in the areas down to
 * each row would take off the partnership's total (stats/concentration.h).
 * Conventions. Every area of the level counts, those without any crime included. Equal counts stand in order of
 * their codes, and a note says so where the top n cut through a tie.
 * Edge cases. Nothing recorded: no shares, [z]. Records not placed in an area are left out and counted in a note. */
#include "stats/concentration.h"
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/words.h"
#include "stats/order.h"

#define TOP_DEFAULT 4
#define CUT         0.03 /* the fall whose effect is shown: "a 3% fall here" */

static struct ww_table *make_table(const struct ww_ask *ask)
{
    (void)ask;
    const struct ww_column columns[] = {
        ww_column_label("Area"),
        ww_column_words("code", "Code"),
        ww_column_number("areas", "Areas so far", WW_UNIT_RANK, 0),
        ww_column_number("areas_pct", "Areas so far, share", WW_UNIT_PERCENT, 1),
        ww_column_count("count", "Recorded"),
        ww_column_percent("share_pct", "Share"),
        ww_column_percent("cumulative_pct", "Running share"),
        ww_column_number("effect_pct", "Effect of a 3% fall in the areas so far", WW_UNIT_PERCENT, 2),
        ww_column_number("gini", "Gini coefficient, general form", WW_UNIT_SCORE, 3),
    };
    return ww_table_new("concentration", columns, sizeof columns / sizeof columns[0]);
}

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    const char *level;
    struct ww_area_list areas;
    struct ww_spread spread;
    uint64_t total;
    size_t top;
};

static enum ww_rc count(struct job *job, struct ww_err *err)
{
    struct ww_cube_spec spec;
    struct ww_cube cube;
    enum ww_rc rc = ww_ask_spec(job->ask, &spec, err);
    if (!rc)
        rc = ww_ask_dim_area(job->ask, job->level, &spec.dims[spec.n_dims++], &job->areas, err);
    if (rc)
        return rc;
    spec.has_period = true;
    spec.period = job->ask->period;
    rc = ww_ask_count(job->ask, &spec, job->table, &cube, err);
    if (rc)
        return rc;
    ww_ask_note_left_out(job->ask, &spec, &cube, job->table);
    size_t n = job->areas.count;
    uint64_t *counts = ww_arena_alloc(job->ask->arena, n, sizeof *counts);
    uint32_t *order = ww_arena_alloc(job->ask->arena, n, sizeof *order);
    for (size_t i = 0; counts && i < n; i++)
        counts[i] = (uint64_t)cube.counts[i];
    ww_cube_free(&cube);
    if (!counts || !order)
        return ww_fail_nomem(err);
    ww_order_counts(counts, n, order);
    job->spread = (struct ww_spread){counts, order, n};
    job->total = ww_spread_total(&job->spread);
    return WW_OK;
}

/* --- rows ----------------------------------------------------------------------------------------- */

static void set_percent(const struct job *job, size_t row, const char *column, double number)
{
    if (job->total)
        ww_table_set_number(job->table, row, column, number);
    else
        ww_table_set_mark(job->table, row, column, WW_MARK_NOT_APPLICABLE);
}

/* The first `k` areas of the order, of which this row's own are `count`. */
static void set_figures(const struct job *job, size_t row, size_t k, uint64_t count)
{
    struct ww_table *table = job->table;
    double total = job->total ? (double)job->total : 1;
    struct ww_cut cut = {0};
    double share = 0;
    bool known = ww_share_in_top(&job->spread, k, &share) && ww_cut_in_top(&job->spread, k, CUT, &cut);
    ww_table_set_number(table, row, "areas", (double)k);
    ww_table_set_number(table, row, "areas_pct", 100.0 * (double)k / (double)job->spread.n);
    ww_table_set_number(table, row, "count", (double)count);
    set_percent(job, row, "share_pct", 100.0 * (double)count / total);
    set_percent(job, row, "cumulative_pct", known ? 100 * share : 0);
    set_percent(job, row, "effect_pct", known ? 100 * cut.share : 0);
}

static void add_area(const struct job *job, size_t place)
{
    size_t index = job->spread.order[place];
    const struct ww_area *area = job->areas.items[index];
    size_t row = ww_table_add_row(job->table, area->code.ptr, WW_ROW_PLAIN, 0);
    ww_table_set_text(job->table, row, "label", area->name.len ? area->name : area->code);
    ww_table_set_text(job->table, row, "code", area->code);
    set_figures(job, row, place + 1, job->spread.counts[index]);
}

static void add_top(const struct job *job, const char *id, const char *label, size_t k)
{
    size_t row = ww_table_add_row(job->table, id, WW_ROW_SUBTOTAL, 0);
    ww_table_set_text(job->table, row, "label", ww_str_of(label));
    set_figures(job, row, k, ww_count_in_top(&job->spread, k));
}

static void add_fewest(const struct job *job, const char *id, const char *label, unsigned permille)
{
    size_t k;
    if (ww_fewest_areas(&job->spread, permille, &k))
        add_top(job, id, label, k);
}

/* Areas with fewer records than the period has days: the tail of the order. */
static void add_quiet(const struct job *job)
{
    uint64_t days = (uint64_t)(job->ask->period.end_day - job->ask->period.first_day), count = 0;
    size_t areas = 0;
    for (size_t i = 0; i < job->spread.n; i++)
        if (job->spread.counts[i] < days) {
            areas++;
            count += job->spread.counts[i];
        }
    struct ww_table *table = job->table;
    size_t row = ww_table_add_row(table, "under-one-a-day", WW_ROW_SUBTOTAL, 0);
    ww_table_set_text(table, row, "label", WW_STR("Areas with under one a day"));
    ww_table_set_number(table, row, "areas", (double)areas);
    ww_table_set_number(table, row, "areas_pct", 100.0 * (double)areas / (double)job->spread.n);
    ww_table_set_number(table, row, "count", (double)count);
    set_percent(job, row, "share_pct", job->total ? 100.0 * (double)count / (double)job->total : 0);
    ww_table_set_mark(table, row, "cumulative_pct", WW_MARK_NOT_APPLICABLE);
    ww_table_set_mark(table, row, "effect_pct", WW_MARK_NOT_APPLICABLE);
}

static void add_total(const struct job *job)
{
    size_t row = ww_table_add_row(job->table, "total", WW_ROW_TOTAL, 0);
    struct ww_gini gini;
    ww_table_set_text(job->table, row, "label", WW_STR("All areas"));
    set_figures(job, row, job->spread.n, job->total);
    if (ww_gini(&job->spread, &gini))
        ww_table_set_number(job->table, row, "gini", gini.general);
    else
        ww_table_set_mark(job->table, row, "gini", WW_MARK_NOT_APPLICABLE);
}

/* --- words ---------------------------------------------------------------------------------------- */

static void add_findings(const struct job *job)
{
    struct ww_table *table = job->table;
    const char *areas = ww_words_areas(job->level), *of_all = ww_words_of_all(job->ask);
    ww_table_finding(table, "top/share", 0.8, "top",
                     ww_table_text(table,
                                   "The {top.areas} %s with the most hold {top.share_pct} %s ({top.count} "
                                   "of {total.count}).",
                                   areas, of_all));
    ww_table_finding(
        table, "areas/half", 0.55, "half",
        ww_table_text(table,
                      "{quarter.areas} of {total.areas} %s hold a quarter %s, {third.areas} a "
                      "third and {half.areas} half; {under-one-a-day.areas} have fewer than one a day.",
                      areas, of_all));
    ww_table_finding(table, "top/cut", 0.5, "top",
                     ww_table_text(table,
                                   "A fall of 3%% in the {top.areas} %s with the most would be a fall of "
                                   "{top.effect_pct} for the whole partnership.",
                                   areas));
}

static const char *chart_title(const struct job *job)
{
    if (!job->total)
        return "Areas in order of number recorded";
    return ww_words_filled(job->table,
                           ww_table_text(job->table, "{half.areas} of {total.areas} %s hold half %s",
                                         ww_words_areas(job->level), ww_words_of_all(job->ask)));
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    ww_table_title(table, "Concentration by area",
                   ww_table_text(table, "The %zu %s in order of number recorded, %s", job->spread.n,
                                 ww_words_areas(job->level), ww_ask_words(job->ask, job->ask->period)));
    ww_table_parameter(table, "level", job->level);
    ww_table_note(
        table,
        "All %zu areas are counted, those with nothing recorded included. The Gini coefficient is 0 "
        "where all areas are alike and nears 1 where one has everything.",
        job->spread.n);
    size_t tied = ww_tied_with_top(&job->spread, job->top);
    if (tied && job->total)
        ww_table_note(table,
                      "%zu more areas have just as many as the last of the top %zu; which of them is named "
                      "follows the order of their codes.",
                      tied, job->top);
    table->chart = (struct ww_chart){.kind = WW_CHART_CURVE,
                                     .title = chart_title(job),
                                     .subtitle = table->subtitle,
                                     .label = "areas_pct",
                                     .values = {"cumulative_pct"},
                                     .n_values = 1,
                                     .plain_rows_only = true};
}

static void fill(const struct job *job)
{
    for (size_t i = 0; i < job->spread.n; i++)
        add_area(job, i);
    add_top(job, "top", ww_table_text(job->table, "Top %zu", job->top), job->top);
    add_fewest(job, "quarter", "Fewest areas with a quarter", 250);
    add_fewest(job, "third", "Fewest areas with a third", 333);
    add_fewest(job, "half", "Fewest areas with half", 500);
    add_quiet(job);
    add_total(job);
    if (job->total)
        add_findings(job);
    describe(job);
}

static const char *choose_level(const struct ww_ask *ask)
{
    return ask->question->by ? ask->question->by : ww_view_field(ask->view, WW_ROLE_AREA)->area_level;
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
    if (ask->question->top < 0)
        return ww_fail(err, WW_E_USAGE, "--top needs a number of areas, 1 or more.");
    enum ww_rc rc = count(&job, err);
    if (rc)
        return rc;
    job.top = ask->question->top ? (size_t)ask->question->top : TOP_DEFAULT;
    job.top = job.top < job.spread.n ? job.top : job.spread.n;
    fill(&job);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"by", "the level of areas", "that of the source: lsoa11 for records by LSOA"},
    {"top", "how many areas \"the areas with the most\" are", "4"},
};

const struct ww_measure ww_measure_concentration = {
    .name = "concentration",
    .title = "Concentration by area",
    .question = "How few areas hold most of the crime?",
    .subject = "recorded-crime",
    .formula =
        "areas by count; share of the top n; fewest areas with 25%, 33.3% and 50%; general Gini coefficient",
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
