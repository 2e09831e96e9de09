// SPDX-License-Identifier: Apache-2.0
/* seasons: which months of the year are busy, and which are quiet?
 *
 * Problem. A partnership plans by the calendar. One year's peak may be an accident; and July looks busier than
 * February for having three more days.
 * Method. Over the whole years that end with the period (at most five), the daily average of each calendar month,
 * and its seasonal index: the month's daily average ÷ that of its own year, × 100, averaged over the years, so
 * that a year with more crime does not weigh more (stats/season.h). 100 = as many a day as over the year.
 * Conventions. Years end where the period ends (July to June for a period to June). Real days: 28 to 31.
 * Edge cases. One whole year is the least; the lowest and highest year of each month show how steady it is. A month
 * that the supplier left out (see the notes) counts as nothing. */
#include <math.h>

#include "measure/words.h"
#include "stats/season.h"

#define YEARS_MAX 5

static const struct ww_column columns[] = {
    {.name = "label", .title = "Month", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_LABEL},
    {.name = "count",
     .title = "Recorded in all years",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_COUNT,
     .decimals = -1},
    {.name = "days",
     .title = "Days in all years",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_NOTE,
     .unit = WW_UNIT_DAYS,
     .decimals = 0},
    {.name = "per_day",
     .title = "Daily average",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_PER_DAY,
     .decimals = 1},
    {.name = "lowest_per_day",
     .title = "Daily average in the lowest year",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_PER_DAY,
     .decimals = 1},
    {.name = "highest_per_day",
     .title = "Daily average in the highest year",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_PER_DAY,
     .decimals = 1},
    {.name = "season_index",
     .title = "Seasonal index (100 = the year's average)",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_SCORE,
     .decimals = 1},
};

static const char *const month_ids[WW_YEAR_MONTHS] = {"january",   "february", "march",    "april",
                                                      "may",       "june",     "july",     "august",
                                                      "september", "october",  "november", "december"};

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    struct ww_period span;
    struct ww_months months;
    double *per_day; /* of each month */
    struct ww_season season;
};

/* The whole years that end with the period and that the evidence covers. */
static enum ww_rc find_span(struct job *job, struct ww_err *err)
{
    const struct ww_ask *ask = job->ask;
    int32_t first, n;
    if (!ww_period_whole_months(ask->period, &first, &n))
        return ww_fail(
            err, WW_E_USAGE,
            "'seasons' counts whole months. Write the period as months: --period 2017-07..2018-06");
    struct ww_period have;
    if (!ww_view_period(ask->view, &have))
        return ww_fail(err, WW_E_NOT_FOUND, "%s has no times.", ask->record->source);
    int32_t end = first + n, years = 0;
    while (years < YEARS_MAX && ww_month_first_day(end - (years + 1) * WW_YEAR_MONTHS) >= have.first_day)
        years++;
    if (!years)
        return ww_fail(err, WW_E_NOT_FOUND,
                       "'seasons' needs at least twelve months up to the end of the period; %s begins later.",
                       ask->record->source);
    job->months.first_month = end - years * WW_YEAR_MONTHS;
    job->span = (struct ww_period){ww_month_first_day(job->months.first_month), ask->period.end_day};
    return WW_OK;
}

static enum ww_rc count(struct job *job, struct ww_err *err)
{
    struct ww_cube_spec spec;
    struct ww_cube cube;
    enum ww_rc rc = ww_ask_spec(job->ask, &spec, err);
    if (rc)
        return rc;
    spec.has_period = true;
    spec.period = job->span;
    spec.dims[spec.n_dims++] = ww_ask_dim_month(job->span, &job->months.n);
    rc = ww_ask_count(job->ask, &spec, job->table, &cube, err);
    if (rc)
        return rc;
    ww_ask_note_left_out(job->ask, &spec, &cube, job->table);
    uint64_t *counts = ww_arena_alloc(job->ask->arena, job->months.n, sizeof *counts);
    job->per_day = ww_arena_alloc(job->ask->arena, job->months.n, sizeof *job->per_day);
    for (size_t i = 0; counts && i < job->months.n; i++)
        counts[i] = (uint64_t)cube.counts[i];
    ww_cube_free(&cube);
    job->months.counts = counts;
    return counts && job->per_day ? WW_OK : ww_fail_nomem(err);
}

static int32_t days_of(const struct job *job, size_t i)
{
    int32_t month = job->months.first_month + (int32_t)i;
    return ww_month_first_day(month + 1) - ww_month_first_day(month);
}

static void add_month(const struct job *job, size_t calendar)
{
    uint64_t count = 0;
    int32_t days = 0;
    double lowest = INFINITY, highest = 0;
    for (size_t i = 0; i < job->months.n; i++) {
        int32_t month = job->months.first_month + (int32_t)i;
        if ((size_t)(ww_date_of(ww_month_first_day(month)).month - 1) != calendar)
            continue;
        count += job->months.counts[i];
        days += days_of(job, i);
        lowest = job->per_day[i] < lowest ? job->per_day[i] : lowest;
        highest = job->per_day[i] > highest ? job->per_day[i] : highest;
    }
    struct ww_table *table = job->table;
    size_t row = ww_table_add_row(table, month_ids[calendar], WW_ROW_PLAIN, 0);
    ww_table_set_text(table, row, "label", ww_str_of(ww_month_names[calendar]));
    ww_table_set_number(table, row, "count", (double)count);
    ww_table_set_number(table, row, "days", days);
    ww_table_set_number(table, row, "per_day", (double)count / days);
    ww_table_set_number(table, row, "lowest_per_day", lowest);
    ww_table_set_number(table, row, "highest_per_day", highest);
    ww_table_set_number(table, row, "season_index", job->season.index[calendar]);
}

static void add_total(const struct job *job)
{
    uint64_t count = 0;
    for (size_t i = 0; i < job->months.n; i++)
        count += job->months.counts[i];
    int32_t days = job->span.end_day - job->span.first_day;
    struct ww_table *table = job->table;
    size_t row = ww_table_add_row(table, "total", WW_ROW_TOTAL, 0);
    ww_table_set_text(table, row, "label", WW_STR("All months"));
    ww_table_set_number(table, row, "count", (double)count);
    ww_table_set_number(table, row, "days", days);
    ww_table_set_number(table, row, "per_day", (double)count / days);
    ww_table_set_mark(table, row, "lowest_per_day", WW_MARK_NOT_APPLICABLE);
    ww_table_set_mark(table, row, "highest_per_day", WW_MARK_NOT_APPLICABLE);
    ww_table_set_number(table, row, "season_index", 100);
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    const char *peak = month_ids[job->season.months.peak], *low = month_ids[job->season.months.lowest];
    ww_table_title(
        table, "Seasons",
        ww_table_text(table, "Recorded a day by calendar month, %s", ww_ask_words(job->ask, job->span)));
    if (job->season.years == 1)
        ww_table_note(table,
                      "The index rests on one year, so it says when crime was recorded, not yet that it has "
                      "a season.");
    else
        ww_table_note(table, "The index is the mean of %zu whole years, each compared with its own average.",
                      job->season.years);
    ww_table_finding(
        table, "months/season", 0.4, peak,
        ww_table_text(table,
                      "{%s.label} is usually the busiest month, at {%s.season_index} where 100 is the "
                      "year's average, and {%s.label} the quietest, at {%s.season_index}.",
                      peak, peak, low, low));
    table->chart = (struct ww_chart){
        .kind = WW_CHART_LINE,
        .title = ww_words_filled(table, ww_table_text(table,
                                                      "{%s.label} is usually the busiest month, {%s.label} "
                                                      "the quietest",
                                                      peak, low)),
        .subtitle = "Seasonal index: 100 is the year's average a day",
        .label = "label",
        .values = {"season_index"},
        .n_values = 1,
        .reference = 100,
        .has_reference = true,
        .plain_rows_only = true};
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    struct job job = {.ask = ask};
    return find_span(&job, err);
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job = {.ask = ask, .table = table};
    enum ww_rc rc = find_span(&job, err);
    if (!rc)
        rc = count(&job, err);
    if (rc)
        return rc;
    ww_daily_averages(&job.months, job.per_day);
    int begins = ww_date_of(job.span.first_day).month;
    if (!ww_seasonal_index(&job.months, begins, &job.season))
        return ww_fail(err, WW_E_NOT_FOUND, "Nothing was recorded in %s, so there is no season to show.",
                       ww_ask_words(ask, job.span));
    for (size_t m = 0; m < WW_YEAR_MONTHS; m++)
        add_month(&job, m);
    add_total(&job);
    describe(&job);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about, in whole months", "none: it must be given"},
};

const struct ww_measure ww_measure_seasons = {
    .name = "seasons",
    .title = "Seasons",
    .question = "Which months of the year are busy, and which are quiet?",
    .subject = "recorded-crime",
    .formula = "daily average of the month / daily average of its year x 100, mean of the whole years",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS) | WW_SHAPE_BIT(WW_SHAPE_SERIES),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM),
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
};
