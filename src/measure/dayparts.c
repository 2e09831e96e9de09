// SPDX-License-Identifier: Apache-2.0
/* dayparts: at what time of the day does each type of crime happen?
 *
 * Problem. "Crime is an evening problem" holds for robbery, not for shoplifting; the mean of all types hides it.
 * Method. For each type, the share of its records in four parts of the day and in day and evening, with records that
 * have a span shared out over its hours as in `rhythm`.
 * Conventions. Night 00-06, morning 06-12, afternoon 12-18, evening 18-24; day 06-18. Local wall clock. No shares of
 * fewer than 20 records: [low].
 * Edge cases. As `rhythm`. A record of a week or more adds a quarter to each part: it pulls shares towards 25%. */
#include "measure/breakdown.h"
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/hours.h"
#include "measure/words.h"

#define DAYS  7
#define HOURS 24

enum part { NIGHT, MORNING, AFTERNOON, EVENING, PARTS };

static const struct {
    size_t first_hour, end_hour;
    const char *column, *title;
} parts[PARTS] = {
    [NIGHT] = {0, 6, "night_pct", "Night, 00:00 to 05:59"},
    [MORNING] = {6, 12, "morning_pct", "Morning, 06:00 to 11:59"},
    [AFTERNOON] = {12, 18, "afternoon_pct", "Afternoon, 12:00 to 17:59"},
    [EVENING] = {18, 24, "evening_pct", "Evening, 18:00 to 23:59"},
};

/* Weights are halved this often to be added up as 64-bit numbers, exact to a thousand-millionth of a record. */
#define WEIGHT_SHIFT 30
#define EVENT        (WW_AORISTIC_EVENT >> WEIGHT_SHIFT)

static struct ww_table *make_table(const struct ww_ask *ask)
{
    (void)ask;
    struct ww_column columns[PARTS + 4];
    size_t n = 0;
    columns[n++] = ww_column_label("Type");
    columns[n++] = ww_column_count("count", "Recorded");
    for (size_t p = 0; p < PARTS; p++)
        columns[n++] = ww_column_percent(parts[p].column, parts[p].title);
    columns[n++] = ww_column_percent("day_pct", "Day, 06:00 to 17:59");
    columns[n++] = ww_column_percent("dark_pct", "Evening and night, 18:00 to 05:59");
    return ww_table_new("dayparts", columns, n);
}

/* --- counting ------------------------------------------------------------------------------------- */

enum figure { COUNT = PARTS, FIGURES };

static int64_t weight_of(const struct ww_aoristic *matrix, size_t part)
{
    ww_aoristic_weight weight = 0;
    for (size_t d = 0; d < DAYS; d++)
        for (size_t h = parts[part].first_hour; h < parts[part].end_hour; h++)
            weight += matrix->weight[d * HOURS + h];
    return (int64_t)(weight >> WEIGHT_SHIFT);
}

static void collect(const struct ww_hours *hours, int64_t *counts)
{
    for (size_t k = 0; k < hours->n; k++) {
        counts[COUNT * hours->n + k] = (int64_t)ww_aoristic_events(&hours->matrices[k]);
        for (size_t p = 0; p < PARTS; p++)
            counts[p * hours->n + k] = weight_of(&hours->matrices[k], p);
    }
}

/* --- rows ----------------------------------------------------------------------------------------- */

static void set_share(struct ww_table *table, size_t row, const char *column, int64_t weight, int64_t count)
{
    if (count < WW_LOW_BASE)
        ww_table_set_mark(table, row, column, WW_MARK_LOW_BASE);
    else
        ww_table_set_number(table, row, column, 100.0 * (double)weight / ((double)count * (double)EVENT));
}

static void add_row(void *context, const struct ww_breakdown_row *from)
{
    struct ww_table *table = context;
    const int64_t *of = from->counts;
    size_t row = ww_breakdown_add_row(table, from);
    ww_table_set_text(table, row, "label", ww_str_of(from->label));
    ww_table_set_number(table, row, "count", (double)of[COUNT]);
    for (size_t p = 0; p < PARTS; p++)
        set_share(table, row, parts[p].column, of[p], of[COUNT]);
    set_share(table, row, "day_pct", of[MORNING] + of[AFTERNOON], of[COUNT]);
    set_share(table, row, "dark_pct", of[EVENING] + of[NIGHT], of[COUNT]);
}

/* --- words ---------------------------------------------------------------------------------------- */

static void add_findings(const struct ww_ask *ask, struct ww_table *table)
{
    const char *most = NULL;
    double largest = -1;
    for (size_t i = 0; i < table->n_rows; i++) {
        const struct ww_cell *dark = ww_table_cell(table, table->rows[i].id, "dark_pct");
        if (table->rows[i].kind == WW_ROW_PLAIN && dark->present && dark->number > largest) {
            largest = dark->number;
            most = table->rows[i].id;
        }
    }
    if (most)
        ww_table_finding(
            table, "total/dark", 0.4, "total",
            ww_table_text(
                table,
                "An estimated {total.dark_pct} of all %s happened between 18:00 and 06:00; of the types, "
                "most of {%s.label|label} did ({%s.dark_pct}).",
                ask->subject->many, most, most));
}

static void describe(const struct ww_ask *ask, struct ww_table *table)
{
    ww_table_title(table, "Parts of the day",
                   ww_table_text(table, "Share of what was recorded by part of the day, %s",
                                 ww_ask_words(ask, ask->period)));
    ww_table_note(table, "[low]: no share is given of fewer than %d records.", WW_LOW_BASE);
    table->chart = (struct ww_chart){
        .kind = WW_CHART_BARS,
        .title = ww_words_filled(table, ww_table_text(table,
                                                      "{total.dark_pct} of all %s happened between "
                                                      "18:00 and 06:00",
                                                      ask->subject->many)),
        .subtitle = ww_table_text(table,
                                  "Estimated share between 18:00 and 06:00, by type, "
                                  "%s",
                                  ww_ask_words(ask, ask->period)),
        .label = "label",
        .values = {"dark_pct"},
        .n_values = 1};
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct ww_breakdown by;
    struct ww_hours hours;
    enum ww_rc rc = ww_breakdown_make(ask, &by, err);
    if (!rc)
        rc = ww_hours_count(ask, &by.dim, &hours, err);
    if (rc)
        return rc;
    struct ww_aoristic all;
    ww_hours_sum(&hours, &all);
    int64_t *counts = ww_arena_alloc(ask->arena, hours.n, FIGURES * sizeof *counts);
    if (counts)
        collect(&hours, counts);
    ww_hours_note(ask, &all, &hours, table);
    ww_hours_free(&hours);
    if (!counts)
        return ww_fail_nomem(err);
    rc = ww_breakdown_rows(ask, &by, counts, FIGURES, add_row, table, err);
    if (!rc)
        rc = ww_table_check(table, err);
    if (rc)
        return rc;
    add_findings(ask, table);
    describe(ask, table);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"by", "what a row stands for: category, group, a level of areas, or a column", "category"},
};

const struct ww_measure ww_measure_dayparts = {
    .name = "dayparts",
    .title = "Parts of the day",
    .question = "At what time of the day does each type of crime happen?",
    .subject = "recorded-crime",
    .formula = "sum of the parts of the records' spans that lie in the part of the day / records",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM) | WW_ROLE_BIT(WW_ROLE_CATEGORY),
    .time_of_day = true,
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .run = run,
    .table = make_table,
};
