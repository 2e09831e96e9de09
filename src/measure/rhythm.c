// SPDX-License-Identifier: Apache-2.0
/* rhythm: at which hours of the week does it happen?
 *
 * Problem. Patrols and services are planned by the hour, but most thefts and burglaries are known only to lie between
 * two times.
 * Method. 24 hours × 7 weekdays; records with a span are shared out over its hours in proportion (aoristic analysis,
 * Ratcliffe 2000, 2002; stats/aoristic.h, docs/methods/rhythm.md).
 * Conventions. Monday first; local wall clock. The sixteen cells with most (a tenth of 168, rounded down) are marked
 * [high], the sixteen with least [quiet]. Cells equal to the sixteenth are marked with it, unless that would mark
 * more than 32: then none of the equal ones is. Column "By start alone" is for comparison.
 * Edge cases. No end, or an end before the start: by the start. A week or more: 1/168 everywhere. The hours that the
 * clock skips or repeats in spring and autumn are not corrected. */
#include <stdio.h>
#include <stdlib.h>

#include "measure/columns.h"
#include "measure/hours.h"
#include "measure/words.h"

#define DAYS       7
#define HOURS      24
#define TENTH      ((size_t)WW_HOURS_OF_WEEK / 10)
#define MARKED_MAX (2 * TENTH)

static const char *const day_columns[DAYS] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

static struct ww_column figure(const char *name, const char *title, int decimals)
{
    return ww_column_number(name, title, WW_UNIT_COUNT, decimals);
}

/* Whole numbers where every record has one time. */
static struct ww_table *make_table(const struct ww_ask *ask)
{
    int decimals = ww_view_has_role(ask->view, WW_ROLE_TO) ? 1 : 0;
    struct ww_column columns[DAYS + 3];
    columns[0] = ww_column_label("Hour");
    for (size_t d = 0; d < DAYS; d++)
        columns[1 + d] = figure(day_columns[d], ww_weekday_names[d], decimals);
    columns[DAYS + 1] = figure("total", "All days", decimals);
    columns[DAYS + 2] = figure("by_start", "By start alone", 0);
    columns[DAYS + 1].role = columns[DAYS + 2].role =
        WW_COLUMN_NOTE; /* not part of the matrix that is drawn */
    return ww_table_new("rhythm", columns, sizeof columns / sizeof columns[0]);
}

/* --- rows ----------------------------------------------------------------------------------------- */

static unsigned hour_of_week(size_t day, size_t hour)
{
    return (unsigned)(day * HOURS + hour);
}

/* Sums of weights are whole, so they are added before they are divided: no order changes a figure. */
static double value_of(ww_aoristic_weight weight)
{
    return (double)weight / (double)WW_AORISTIC_EVENT;
}

static void add_hour(struct ww_table *table, const struct ww_aoristic *all, const struct ww_hours *hours,
                     size_t hour)
{
    char id[8], label[24];
    snprintf(id, sizeof id, "%02zu", hour);
    snprintf(label, sizeof label, "%02zu:00 to %02zu:59", hour, hour);
    size_t row = ww_table_add_row(table, id, WW_ROW_PLAIN, 0);
    ww_table_set_text(table, row, "label", ww_str_of(label));
    ww_aoristic_weight weight = 0;
    uint64_t starts = 0;
    for (size_t d = 0; d < DAYS; d++) {
        ww_table_set_number(table, row, day_columns[d], ww_aoristic_value(all, hour_of_week(d, hour)));
        weight += all->weight[hour_of_week(d, hour)];
        starts += hours->starts[hour_of_week(d, hour)];
    }
    ww_table_set_number(table, row, "total", value_of(weight));
    ww_table_set_number(table, row, "by_start", (double)starts);
}

static void add_total(struct ww_table *table, const struct ww_aoristic *all)
{
    size_t row = ww_table_add_row(table, "total", WW_ROW_TOTAL, 0);
    ww_table_set_text(table, row, "label", WW_STR("All hours"));
    for (size_t d = 0; d < DAYS; d++) {
        ww_aoristic_weight weight = 0;
        for (size_t h = 0; h < HOURS; h++)
            weight += all->weight[hour_of_week(d, h)];
        ww_table_set_number(table, row, day_columns[d], value_of(weight));
    }
    ww_table_set_number(table, row, "total", (double)ww_aoristic_events(all));
    ww_table_set_number(table, row, "by_start", (double)ww_aoristic_events(all));
}

/* --- marks ---------------------------------------------------------------------------------------- */

static int rising(const void *a, const void *b)
{
    const ww_aoristic_weight *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Cells that reach the limit; without the equal ones where they would be too many. */
static bool is_marked(ww_aoristic_weight weight, ww_aoristic_weight limit, bool high, bool with_equals)
{
    if (weight == limit)
        return with_equals;
    return high ? weight > limit : weight < limit;
}

static void mark_tenth(struct ww_table *table, const struct ww_aoristic *all,
                       const ww_aoristic_weight *sorted, bool high)
{
    ww_aoristic_weight limit = high ? sorted[WW_HOURS_OF_WEEK - TENTH] : sorted[TENTH - 1];
    size_t marked = 0;
    for (size_t i = 0; i < WW_HOURS_OF_WEEK; i++)
        marked += is_marked(all->weight[i], limit, high, true);
    for (size_t h = 0; h < HOURS; h++)
        for (size_t d = 0; d < DAYS; d++)
            if (is_marked(all->weight[hour_of_week(d, h)], limit, high, marked <= MARKED_MAX))
                ww_table_set_mark(table, h, day_columns[d], high ? WW_MARK_HIGH : WW_MARK_QUIET);
}

static void mark_cells(struct ww_table *table, const struct ww_aoristic *all)
{
    ww_aoristic_weight sorted[WW_HOURS_OF_WEEK];
    memcpy(sorted, all->weight, sizeof sorted);
    qsort(sorted, WW_HOURS_OF_WEEK, sizeof sorted[0], rising);
    mark_tenth(table, all, sorted, true);
    mark_tenth(table, all, sorted, false);
}

/* --- words ---------------------------------------------------------------------------------------- */

static size_t find_peak(const struct ww_aoristic *all)
{
    size_t peak = 0;
    for (size_t i = 1; i < WW_HOURS_OF_WEEK; i++)
        if (all->weight[i] > all->weight[peak])
            peak = i;
    return peak;
}

static void add_finding(const struct ww_ask *ask, struct ww_table *table, size_t peak)
{
    const char *id = table->rows[peak % HOURS].id, *day = day_columns[peak / HOURS];
    ww_table_finding(
        table, "hours/peak", 0.45, id,
        ww_table_text(table,
                      "The busiest hour of the week is %s, {%s.label}, with an estimated {%s.%s|whole} of "
                      "{total.total|whole} %s.",
                      ww_weekday_names[peak / HOURS], id, id, day, ask->subject->many));
}

static const char *chart_title(struct ww_table *table, const struct ww_aoristic *all)
{
    size_t peak = find_peak(all);
    if (!ww_aoristic_events(all))
        return "Hour and weekday";
    return ww_words_filled(table,
                           ww_table_text(table, "Busiest on %s, {%s.label}", ww_weekday_names[peak / HOURS],
                                         table->rows[peak % HOURS].id));
}

static void describe(const struct ww_ask *ask, struct ww_table *table, const struct ww_aoristic *all)
{
    const char *subtitle = ww_table_text(table, "Recorded by hour and weekday, %s",
                                         ww_ask_words(ask, ask->period));
    ww_table_title(table, "Hour and weekday", subtitle);
    ww_table_note(table,
                  "[high]: in the busiest tenth of the hours of the week. [quiet]: in the quietest tenth.");
    table->chart = (struct ww_chart){.kind = WW_CHART_MATRIX,
                                     .title = chart_title(table, all),
                                     .subtitle = subtitle,
                                     .label = "label",
                                     .plain_rows_only = true};
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct ww_hours hours;
    enum ww_rc rc = ww_hours_count(ask, NULL, &hours, err);
    if (rc)
        return rc;
    struct ww_aoristic all;
    ww_hours_sum(&hours, &all);
    for (size_t h = 0; h < HOURS; h++)
        add_hour(table, &all, &hours, h);
    add_total(table, &all);
    ww_hours_note(ask, &all, &hours, table);
    ww_hours_free(&hours);
    rc = ww_table_check(table, err);
    if (rc)
        return rc;
    if (ww_aoristic_events(&all)) {
        mark_cells(table, &all);
        add_finding(ask, table, find_peak(&all));
    }
    describe(ask, table, &all);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
};

const struct ww_measure ww_measure_rhythm = {
    .name = "rhythm",
    .title = "Hour and weekday",
    .question = "At which hours of the week does it happen?",
    .subject = "recorded-crime",
    .formula = "sum over records of the part of each record's span that lies in the hour",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM),
    .time_of_day = true,
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .run = run,
    .table = make_table,
};
