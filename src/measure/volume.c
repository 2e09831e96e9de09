// SPDX-License-Identifier: Apache-2.0
/* volume: how many records a day, month by month?
 *
 * Problem. Months have 28 to 31 days, and crime has seasons: neither a month's count nor the change from one
 * month to the next says much by itself.
 * Method. Monthly daily average = count ÷ days in the month. Annual moving daily average = count of the twelve
 * months that end with this one ÷ their days (365 or 366), given only where all twelve are in the evidence.
 * The rows end with the period asked for, the one before it and the one before that, as daily averages.
 * Conventions. Up to five years are shown, or the period where it is longer; days are real days, so a leap year has 366.
 * Edge cases. A month the supplier left out (see the notes) counts as what it is in the evidence: nothing. */
#include "measure/words.h"

#define MONTHS_SHOWN 60
#define YEAR_MONTHS  12

static const struct ww_column columns[] = {
    {.name = "month", .title = "Month", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_LABEL},
    {.name = "count",
     .title = "Recorded",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_COUNT,
     .decimals = -1},
    {.name = "days",
     .title = "Days",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_NOTE,
     .unit = WW_UNIT_DAYS,
     .decimals = 0},
    {.name = "per_day",
     .title = "Daily average",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_PER_DAY,
     .decimals = -1},
    {.name = "moving_per_day",
     .title = "Annual moving daily average",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_PER_DAY,
     .decimals = -1},
};

/* Counts by month, from `first` (a ww_month): what the evidence holds up to the end of the period. */
struct series {
    struct ww_period span;
    int32_t first_month;
    size_t n;
    const int64_t *counts;
};

static int64_t sum(const int64_t *counts, size_t from, size_t end)
{
    int64_t total = 0;
    for (size_t i = from; i < end; i++)
        total += counts[i];
    return total;
}

static int32_t days_between(const struct series *s, size_t from, size_t end)
{
    return ww_month_first_day(s->first_month + (int32_t)end) -
           ww_month_first_day(s->first_month + (int32_t)from);
}

static void set_average(struct ww_table *table, size_t row, const char *column, const struct series *s,
                        size_t from, size_t end)
{
    ww_table_set_number(table, row, column, (double)sum(s->counts, from, end) / days_between(s, from, end));
}

static void add_month(struct ww_table *table, const struct series *s, size_t i)
{
    char id[12], words[24];
    ww_month_print_iso(s->first_month + (int32_t)i, id);
    ww_month_print_words(s->first_month + (int32_t)i, words);
    size_t row = ww_table_add_row(table, id, WW_ROW_PLAIN, 0);
    ww_table_set_text(table, row, "month", ww_str_of(words));
    ww_table_set_number(table, row, "count", (double)s->counts[i]);
    ww_table_set_number(table, row, "days", days_between(s, i, i + 1));
    set_average(table, row, "per_day", s, i, i + 1);
    if (i + 1 >= YEAR_MONTHS)
        set_average(table, row, "moving_per_day", s, i + 1 - YEAR_MONTHS, i + 1);
    else
        ww_table_set_mark(table, row, "moving_per_day", WW_MARK_NOT_AVAILABLE);
}

/* A whole period as one row. False when the evidence does not reach back to it. */
static bool add_period(const struct ww_ask *ask, struct ww_table *table, const struct series *s,
                       const char *id, struct ww_period period)
{
    int32_t first, n;
    if (!ww_period_whole_months(period, &first, &n) || first < s->first_month)
        return false;
    size_t from = (size_t)(first - s->first_month), end = from + (size_t)n;
    size_t row = ww_table_add_row(table, id, WW_ROW_SUBTOTAL, 0);
    ww_table_set_text(table, row, "month", ww_str_of(ww_ask_words(ask, period)));
    ww_table_set_number(table, row, "count", (double)sum(s->counts, from, end));
    ww_table_set_number(table, row, "days", days_between(s, from, end));
    set_average(table, row, "per_day", s, from, end);
    ww_table_set_mark(table, row, "moving_per_day", WW_MARK_NOT_APPLICABLE);
    return true;
}

/* The peak and the lowest month of the period, by daily average; the earlier one on a tie. */
static void find_extremes(const struct ww_ask *ask, struct ww_table *table, const struct series *s,
                          size_t from)
{
    if (from + 1 == s->n)
        return; /* one month is no peak */
    size_t peak = from, low = from;
    for (size_t i = from; i < s->n; i++) {
        double now = (double)s->counts[i] / days_between(s, i, i + 1);
        if (now > (double)s->counts[peak] / days_between(s, peak, peak + 1))
            peak = i;
        if (now < (double)s->counts[low] / days_between(s, low, low + 1))
            low = i;
    }
    char peak_id[12], low_id[12];
    ww_month_print_iso(s->first_month + (int32_t)peak, peak_id);
    ww_month_print_iso(s->first_month + (int32_t)low, low_id);
    ww_table_finding(table, "months/peak", 0.45, peak_id,
                     ww_table_text(table,
                                   "The busiest month for %s%s was {%s.month} with {%s.per_day} a day, the "
                                   "quietest {%s.month} with {%s.per_day} a day.",
                                   ww_words_counted(ask), ww_words_here(ask), peak_id, peak_id, low_id,
                                   low_id));
}

static void add_finding(const struct ww_ask *ask, struct ww_table *table, bool has_last, bool has_before)
{
    const char *against = "";
    if (has_last && has_before)
        against = ww_table_text(table,
                                ", against {period-before.per_day} a day in %s and "
                                "{two-periods-before.per_day} a day in the one before that",
                                ww_words_before(ask, ww_period_before(ask->period)));
    else if (has_last)
        against = ww_table_text(table, ", against {period-before.per_day} a day in %s",
                                ww_words_before(ask, ww_period_before(ask->period)));
    ww_table_finding(table, "total/daily-average", 0.95, "this-period",
                     ww_table_text(table, "On average {this-period.per_day} %s%s were recorded a day%s.",
                                   ww_words_counted(ask), ww_words_here(ask), against));
}

static void describe(const struct ww_ask *ask, struct ww_table *table, struct ww_period drawn, bool has_last)
{
    const char *title = ww_table_text(table, "{this-period.per_day} %s a day%s", ww_words_counted(ask),
                                      has_last
                                          ? ww_table_text(table, ", against {period-before.per_day} in %s",
                                                          ww_words_before(ask, ww_period_before(ask->period)))
                                          : "");
    ww_table_title(table, "Daily average by month",
                   ww_table_text(table, "Recorded a day, %s", ww_ask_words(ask, drawn)));
    table->chart = (struct ww_chart){.kind = WW_CHART_LINE,
                                     .title = ww_words_filled(table, title),
                                     .subtitle = ww_table_text(table,
                                                               "Daily average by month, and over the "
                                                               "twelve months to each, %s",
                                                               ww_ask_words(ask, drawn)),
                                     .label = "month",
                                     .values = {"per_day", "moving_per_day"},
                                     .n_values = 2,
                                     .plain_rows_only = true};
}

static void fill(const struct ww_ask *ask, struct ww_table *table, const struct series *s,
                 int32_t period_months)
{
    size_t shown = period_months > MONTHS_SHOWN ? (size_t)period_months : MONTHS_SHOWN;
    shown = shown < s->n ? shown : s->n;
    for (size_t i = s->n - shown; i < s->n; i++)
        add_month(table, s, i);
    struct ww_period last = ww_period_before(ask->period);
    add_period(ask, table, s, "this-period", ask->period);
    bool has_last = add_period(ask, table, s, "period-before", last);
    bool has_before = add_period(ask, table, s, "two-periods-before", ww_period_before(last));
    add_finding(ask, table, has_last, has_before);
    find_extremes(ask, table, s, s->n - (size_t)period_months);
    const struct ww_period drawn = {ww_month_first_day(s->first_month + (int32_t)(s->n - shown)),
                                    s->span.end_day};
    describe(ask, table, drawn, has_last);
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    int32_t first, period_months;
    struct ww_period have = ask->period;
    if (!ww_period_whole_months(ask->period, &first, &period_months))
        return ww_fail(err, WW_E_USAGE,
                       "'volume' counts whole months. Write the period as months: --period "
                       "2017-07..2018-06");
    ww_view_period(ask->view, &have);
    int32_t back = MONTHS_SHOWN + YEAR_MONTHS; /* and at least to the beginning of the third period */
    back = back > 3 * period_months ? back : 3 * period_months;
    int32_t start = first + period_months - back, held = ww_month_of_day(have.first_day);
    struct series s = {.first_month = start > held ? start : held};
    s.span = (struct ww_period){ww_month_first_day(s.first_month), ask->period.end_day};
    struct ww_cube_spec spec;
    struct ww_cube cube;
    enum ww_rc rc = ww_ask_spec(ask, &spec, err);
    if (rc)
        return rc;
    spec.has_period = true;
    spec.period = s.span;
    spec.dims[spec.n_dims++] = ww_ask_dim_month(s.span, &s.n);
    rc = ww_ask_count(ask, &spec, table, &cube, err);
    if (rc)
        return rc;
    s.counts = cube.counts;
    fill(ask, table, &s, period_months);
    ww_ask_note_left_out(ask, &spec, &cube, table);
    ww_cube_free(&cube);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about, in whole months", "none: it must be given"},
};

const struct ww_measure ww_measure_volume = {
    .name = "volume",
    .title = "Daily average by month",
    .question = "How many are recorded a day, month by month and over the year?",
    .subject = "recorded-crime",
    .formula = "count of the month / days in the month; count of twelve months / their days",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS) | WW_SHAPE_BIT(WW_SHAPE_SERIES),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM),
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .run = run,
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
};
