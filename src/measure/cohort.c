// SPDX-License-Identifier: Apache-2.0
/* cohort: how many people are on a cohort, who comes and goes, and who are they?
 *
 * Problem. A cohort is said to hold so many people; whether that is on a day or over a year, with or without those who
 * left, and how many there should be, is seldom said.
 * Method. Different people on the last day of each month, those who joined and left in it; for the period and the one
 * before it the number on its last day, at any time in it, the mean of the ends of its months, and how many days those who
 * left had been on it. With --by the people of the period by age, sex, ethnicity, status or any column (cohort_by.c).
 * Conventions. The day of leaving is the first day no longer on it. The expected size is the partnership's own (settings.ini,
 * [expected], or --set expected=160).
 * Edge cases. A period that is not of whole months has no rows of months and no mean. */
#include "measure/cohort.h"

#include <assert.h>
#include <stdlib.h>

#include "base/num.h"
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/words.h"

#define EXPECTED_MAX 1e7

/* --- shares ---------------------------------------------------------------------------------------- */

void ww_cohort_set_share(struct ww_table *table, size_t row, size_t part, size_t whole)
{
    static const char *const cells[] = {"share_pct", "share_low_pct", "share_high_pct"};
    struct ww_estimate share = {0};
    const struct ww_share_of of = {(double)part, (double)whole};
    if (whole < WW_LOW_BASE || !ww_proportion(of, WW_LEVEL_95, &share)) {
        for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
            ww_table_set_mark(table, row, cells[i], WW_MARK_LOW_BASE);
        return;
    }
    ww_table_set_number(table, row, cells[0], 100 * share.value);
    ww_compare_interval(table, row, (struct ww_ends){cells[1], cells[2]}, share.interval, 100);
}

void ww_cohort_note_low(struct ww_table *table)
{
    bool any = false;
    for (size_t r = 0; r < table->n_rows; r++)
        for (size_t c = 0; c < table->n_columns; c++)
            any = any || table->rows[r].cells[c].mark == WW_MARK_LOW_BASE;
    if (any)
        ww_table_note(table, "[low]: no percentage is given of fewer than %d people.", WW_LOW_BASE);
    ww_table_note(
        table,
        "Intervals say how far a share would move by chance if others like these came onto the cohort.");
}

const char *ww_cohort_capital(const struct ww_ask *ask, const char *words)
{
    char *copy = ww_arena_copy(ask->arena, ww_str_of(words));
    if (copy && copy[0] >= 'a' && copy[0] <= 'z')
        copy[0] = (char)(copy[0] - 'a' + 'A');
    return copy ? copy : words;
}

/* --- the expected size ----------------------------------------------------------------------------- */

/* -1 = none is set. */
static enum ww_rc expected_size(const struct ww_ask *ask, double *out, struct ww_err *err)
{
    const char *text = ww_ask_parameter(ask, "expected");
    *out = -1;
    if (!text[0])
        text = ww_workspace_setting(ww_context_workspace(ask->context), "expected", ask->record->source);
    if (!text[0] || (ww_parse_f64(ww_str_of(text), out) && *out >= 0 && *out <= EXPECTED_MAX))
        return WW_OK;
    *out = -1;
    return ww_fail(err, WW_E_USAGE,
                   "The expected size of %s is a number of people, not '%.40s' (settings.ini, [expected]).",
                   ask->record->source, text);
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    double expected;
    return expected_size(ask, &expected, err);
}

/* --- the table of months ---------------------------------------------------------------------------- */

static struct ww_table *make_table(const struct ww_ask *ask)
{
    double expected;
    if (ask->question->by)
        return ww_cohort_by_table(ask);
    const struct ww_column columns[] = {
        ww_column_label("Month"),
        ww_column_count("on_cohort", "On the last day"),
        ww_column_count("joined", "Joined"),
        ww_column_count("left", "Left"),
        ww_column_count("during", "At any time"),
        ww_column_number("mean", "Mean of the ends of months", WW_UNIT_COUNT, 1),
        ww_column_number("days", "Days on it of those who left, mean", WW_UNIT_DAYS, 0),
        ww_column_count("expected", "Expected"),
        ww_column_number("difference", "Against the expected size", WW_UNIT_COUNT, 0),
    };
    size_t n = sizeof columns / sizeof columns[0];
    if (expected_size(ask, &expected, NULL) || expected < 0)
        n -= 2;
    return ww_table_new("cohort", columns, n);
}

struct months {
    const struct ww_ask *ask;
    const struct ww_people *people;
    struct ww_table *table;
    double expected;
};

static struct ww_period one_day(int32_t day)
{
    return (struct ww_period){day, day + 1};
}

static size_t on_last_day(const struct months *m, struct ww_period period)
{
    return ww_people_during(m->people, one_day(period.end_day - 1), NULL);
}

static struct ww_period month_at(int32_t month)
{
    return (struct ww_period){ww_month_first_day(month), ww_month_first_day(month + 1)};
}

/* What months and periods have in common. */
static size_t add_span(const struct months *m, const char *id, enum ww_row_kind kind, const char *label,
                       struct ww_period span)
{
    size_t row = ww_table_add_row(m->table, id, kind, 0), on = on_last_day(m, span);
    ww_table_set_text(m->table, row, "label", ww_str_of(label));
    ww_table_set_number(m->table, row, "on_cohort", (double)on);
    ww_table_set_number(m->table, row, "joined", (double)ww_people_joined(m->people, span));
    ww_table_set_number(m->table, row, "left", (double)ww_people_left(m->people, span));
    ww_table_set_number(m->table, row, "during", (double)ww_people_during(m->people, span, NULL));
    if (m->expected >= 0) {
        ww_table_set_number(m->table, row, "expected", m->expected);
        ww_table_set_number(m->table, row, "difference", (double)on - m->expected);
    }
    return row;
}

/* Who is there at the ends of two months and how many at any time between them tell who came and who left. */
static void hide_movements(const struct months *m, size_t row)
{
    static const char *const columns[] = {"joined", "left", "during"};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0] && ww_ask_smallest(m->ask); i++)
        ww_table_set_mark(m->table, row, columns[i], WW_MARK_CONFIDENTIAL);
}

static void add_months(const struct months *m, struct ww_period period)
{
    int32_t first, n;
    if (!ww_period_whole_months(period, &first, &n))
        return;
    for (int32_t i = first; i < first + n; i++) {
        char id[12], words[24];
        ww_month_print_iso(i, id);
        ww_month_print_words(i, words);
        size_t row = add_span(m, id, WW_ROW_PLAIN, words, month_at(i));
        hide_movements(m, row);
        ww_table_set_mark(m->table, row, "mean", WW_MARK_NOT_APPLICABLE);
        ww_table_set_mark(m->table, row, "days", WW_MARK_NOT_APPLICABLE);
    }
}

static void set_mean(const struct months *m, size_t row, struct ww_period period)
{
    int32_t first, n;
    if (!ww_period_whole_months(period, &first, &n)) {
        ww_table_set_mark(m->table, row, "mean", WW_MARK_NOT_APPLICABLE);
        return;
    }
    double sum = 0;
    for (int32_t i = first; i < first + n; i++)
        sum += (double)on_last_day(m, month_at(i));
    ww_table_set_number(m->table, row, "mean", sum / n);
}

static void set_days(const struct months *m, size_t row, struct ww_period period)
{
    double days = 0, n = 0;
    for (size_t i = 0; i < m->people->n; i++) {
        const struct ww_episode *e = &m->people->episodes[i];
        if (e->to < period.first_day || e->to >= period.end_day || e->to < e->from)
            continue;
        days += e->to - e->from;
        n++;
    }
    if (n > 0)
        ww_table_set_number(m->table, row, "days", days / n);
    else
        ww_table_set_mark(m->table, row, "days", WW_MARK_NOT_APPLICABLE);
}

static void add_period(const struct months *m, const char *id, struct ww_period period)
{
    size_t row = add_span(m, id, WW_ROW_SUBTOTAL, ww_ask_words(m->ask, period), period);
    set_mean(m, row, period);
    set_days(m, row, period);
}

/* --- sentences ------------------------------------------------------------------------------------- */

static void say_size(const struct months *m, bool before)
{
    const char *against = before ? ww_table_text(m->table, " ({period-before.on_cohort} at the end of %s)",
                                                 ww_words_before(m->ask, m->ask->compare))
                                 : "";
    char day[32];
    ww_day_print_words(m->ask->period.end_day - 1, day);
    ww_table_finding(m->table, "size", 0.55, "this-period",
                     ww_table_text(m->table,
                                   "On %s there were {this-period.on_cohort} %s%s; {this-period.joined} "
                                   "had joined in the period and {this-period.left} had left.",
                                   day, m->ask->subject->together, against));
    if (m->expected < 0)
        return;
    const struct ww_cell *cell = ww_table_cell(m->table, "this-period", "difference");
    assert(cell);
    ww_table_finding(
        m->table, "size/expected", 0.5, "this-period",
        ww_table_text(m->table,
                      cell->number != 0
                          ? "The {this-period.on_cohort} %s are {this-period.difference|abs} "
                            "{this-period.difference|more} than the {this-period.expected} expected."
                          : "The {this-period.on_cohort} %s are as many as expected.",
                      m->ask->subject->together));
}

static void say_days(const struct months *m)
{
    const struct ww_cell *days = ww_table_cell(m->table, "this-period", "days");
    assert(days);
    if (days->present)
        ww_table_finding(
            m->table, "left/days", 0.25, "this-period",
            ww_table_text(m->table,
                          "The {this-period.left} %s who left in the period had been on the cohort for "
                          "{this-period.days|whole} days on average.",
                          m->ask->subject->together));
}

static void describe(const struct months *m)
{
    struct ww_table *table = m->table;
    ww_table_title(
        table, "How many are on the cohort",
        ww_table_text(table, "%s, by month", ww_cohort_capital(m->ask, m->ask->subject->together)));
    table->chart = (struct ww_chart){
        .kind = WW_CHART_LINE,
        .title = ww_words_filled(table, ww_table_text(table, "{this-period.on_cohort} %s on the last day",
                                                      m->ask->subject->together)),
        .subtitle = m->expected >= 0 ? "On the last day of each month; the line across is the expected size"
                                     : "On the last day of each month",
        .label = "label",
        .values = {"on_cohort"},
        .n_values = 1,
        .plain_rows_only = true};
    if (m->expected >= 0) {
        table->chart.has_reference = true;
        table->chart.reference = m->expected;
        ww_table_note(table, "The expected size is what the partnership has set (settings.ini, [expected]).");
    }
    if (ww_ask_smallest(m->ask))
        ww_table_note(table,
                      "[c]: who joined and who left is given for the whole period; in a month they are few.");
    ww_table_note(table, "Somebody who comes onto the cohort twice in a period is counted once in it.");
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct ww_people people;
    struct ww_period have = {0};
    struct months m = {.ask = ask, .people = &people, .table = table};
    if (ask->question->by)
        return ww_cohort_by_run(ask, table, err);
    enum ww_rc rc = expected_size(ask, &m.expected, err);
    if (!rc)
        rc = ww_people_read(ask, NULL, 0, &people, err);
    if (rc)
        return rc;
    bool before = ww_view_period(ask->view, &have) && have.first_day < ask->compare.end_day;
    if (before && ask->compare.end_day == ask->period.first_day)
        add_months(&m, ask->compare);
    add_months(&m, ask->period);
    add_period(&m, "this-period", ask->period);
    if (before)
        add_period(&m, "period-before", ask->compare);
    say_size(&m, before);
    say_days(&m);
    describe(&m);
    ww_people_note(ask, &people, table);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"compare", "the period compared with", "the one before it"},
    {"by", "age, sex, ethnicity, status or any column of the cohort", "the months"},
    {"expected", "the size that the cohort is expected to have", ""},
    {"bands", "first years of the age bands: 10,14,16,18", ""},
    {"top", "how many rows, of a column", "all"},
    WW_WORDS_PARAMETER,
    WW_COUNTED_PARAMETER,
};

const struct ww_measure ww_measure_cohort = {
    .name = "cohort",
    .title = "People on a cohort",
    .question = "How many people are on a cohort, who comes and goes, and who are they?",
    .subject = "iom",
    .formula =
        "different people with from <= day < to; share of those with a known value, with Wilson's interval; ratio = "
        "share of the cohort / share of residents",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EPISODES),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM),
    .compares = true,
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
