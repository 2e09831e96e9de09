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
 * Fewer than FEW records are too few for 168 cells, whose ups and downs would be chance: they are shown by part of the day,
 * on weekdays and at weekends, and no hour is called the busiest.
 * Edge cases. No end, or an end before the start: by the start. A week or more: 1/168 everywhere. The hours that the
 * clock skips or repeats in spring and autumn are not corrected. */
#include <stdio.h>
#include <stdlib.h>

#include "measure/columns.h"
#include "measure/hours.h"
#include "measure/words.h"
#include "stats/suppress.h"

#define DAYS       7
#define HOURS      24
#define TENTH      ((size_t)WW_HOURS_OF_WEEK / 10)
#define MARKED_MAX (2 * TENTH)
#define FEW        500 /* records: three an hour of the week, on average */
#define WEEKDAYS   5

static const char *const day_columns[DAYS] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

static struct ww_column figure(const char *name, const char *title, int decimals)
{
    return ww_column_number(name, title, WW_UNIT_COUNT, decimals);
}

/* --- few records ---------------------------------------------------------------------------------- */

enum { WEEKDAY, WEEKEND, BOTH, KINDS_OF_DAY };
enum { PARTS_OF_DAY = 4, PART_HOURS = HOURS / PARTS_OF_DAY };

static const char *const kind_columns[KINDS_OF_DAY] = {"weekday", "weekend", "total"};
static const struct {
    const char *id, *label;
} part_rows[PARTS_OF_DAY + 1] = {
    {"night", "Night, 00:00 to 05:59"},
    {"morning", "Morning, 06:00 to 11:59"},
    {"afternoon", "Afternoon, 12:00 to 17:59"},
    {"evening", "Evening, 18:00 to 23:59"},
    {"total", "All hours"},
};

/* Whether parts of the day are shown: as asked for, else where records are few. */
static bool is_few(const struct ww_ask *ask)
{
    struct ww_hours hours;
    struct ww_aoristic all;
    if (!ww_str_eqz(ww_str_of(ww_ask_parameter(ask, "cells")), "auto"))
        return ww_str_eqz(ww_str_of(ww_ask_parameter(ask, "cells")), "parts");
    if (ww_hours_count(ask, NULL, &hours, NULL))
        return false; /* run counts again, and says why */
    ww_hours_sum(&hours, &all);
    ww_hours_free(&hours);
    return ww_aoristic_events(&all) < FEW;
}

static struct ww_table *make_parts_table(const struct ww_ask *ask)
{
    int decimals = ww_view_has_role(ask->view, WW_ROLE_TO) ? 1 : 0;
    struct ww_column columns[] = {
        ww_column_label("Part of the day"),
        figure("weekday", "Monday to Friday", decimals),
        figure("weekend", "Saturday and Sunday", decimals),
        figure("total", "All days", decimals),
    };
    columns[3].role = WW_COLUMN_NOTE; /* not part of the matrix that is drawn */
    return ww_table_new("rhythm", columns, sizeof columns / sizeof columns[0]);
}

static ww_aoristic_weight weight_in(const struct ww_aoristic *all, size_t part, size_t kind)
{
    ww_aoristic_weight weight = 0;
    for (size_t i = 0; i < WW_HOURS_OF_WEEK; i++) {
        bool in_part = part == PARTS_OF_DAY || i % HOURS / PART_HOURS == part;
        bool in_kind = kind == BOTH || (i / HOURS >= WEEKDAYS) == (kind == WEEKEND);
        weight += in_part && in_kind ? all->weight[i] : 0;
    }
    return weight;
}

static int smallest_of(const struct ww_ask *ask)
{
    return ask->question->publish && ask->subject->health ? WW_SMALLEST_HEALTH : ww_ask_smallest(ask);
}

/* Of people nothing small, nor what gives it away: both ways add up. */
static void hide_parts(const struct ww_ask *ask, struct ww_table *table)
{
    enum { CELLS = (PARTS_OF_DAY + 1) * KINDS_OF_DAY, SCRATCH = 2 * CELLS + PARTS_OF_DAY + KINDS_OF_DAY + 2 };
    int64_t counts[CELLS], scratch[SCRATCH];
    uint8_t hidden[CELLS] = {WW_SHOWN};
    const struct ww_suppress all = {.rows = PARTS_OF_DAY + 1,
                                    .columns = KINDS_OF_DAY,
                                    .counts = counts,
                                    .row_totals = true,
                                    .column_totals = true,
                                    .smallest = smallest_of(ask)};
    bool any = false;
    if (!all.smallest)
        return;
    for (size_t i = 0; i < CELLS; i++)
        counts[i] = (int64_t)ww_table_cell(table, part_rows[i / KINDS_OF_DAY].id,
                                           kind_columns[i % KINDS_OF_DAY])
                        ->number;
    ww_suppress(&all, hidden, scratch);
    for (size_t i = 0; i < CELLS; i++) {
        any |= hidden[i] != WW_SHOWN;
        if (hidden[i])
            ww_table_set_mark(table, i / KINDS_OF_DAY, kind_columns[i % KINDS_OF_DAY], WW_MARK_CONFIDENTIAL);
    }
    if (any)
        ww_table_note(table, "[c]: fewer than %d, or what they could be worked out from.", (int)all.smallest);
}

static void add_parts(const struct ww_ask *ask, struct ww_table *table, const struct ww_aoristic *all)
{
    for (size_t p = 0; p <= PARTS_OF_DAY; p++) {
        size_t row = ww_table_add_row(table, part_rows[p].id, p < PARTS_OF_DAY ? WW_ROW_PLAIN : WW_ROW_TOTAL,
                                      0);
        ww_table_set_text(table, row, "label", ww_str_of(part_rows[p].label));
        for (size_t k = 0; k < KINDS_OF_DAY; k++)
            ww_table_set_number(table, row, kind_columns[k],
                                (double)weight_in(all, p, k) / (double)WW_AORISTIC_EVENT);
    }
    hide_parts(ask, table);
    ww_table_title(table, "Part of the day and weekday",
                   ww_table_text(table, "Recorded by part of the day, %s", ww_ask_words(ask, ask->period)));
    ww_table_note(
        table,
        "Fewer than %d records are too few for each hour of the week: what would stand out would be "
        "chance.",
        FEW);
    table->chart = (struct ww_chart){.kind = WW_CHART_MATRIX,
                                     .title = table->title,
                                     .subtitle = table->subtitle,
                                     .label = "label",
                                     .plain_rows_only = true};
}

/* --- every hour of the week ----------------------------------------------------------------------- */

/* Whole numbers where every record has one time. */
static struct ww_table *make_table(const struct ww_ask *ask)
{
    if (is_few(ask))
        return make_parts_table(ask);
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
    ww_table_finding(table, "hours/peak", 0.45, id,
                     ww_table_text(table,
                                   "The busiest hour of the week is %s, {%s.label}, with %s{%s.%s|whole} of "
                                   "{total.total|whole} %s.",
                                   ww_weekday_names[peak / HOURS], id,
                                   ww_view_has_role(ask->view, WW_ROLE_TO) ? "an estimated " : "", id, day,
                                   ask->subject->many));
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

static enum ww_rc check_cells(const struct ww_ask *ask, struct ww_err *err)
{
    static const char *const known[] = {"auto", "hours", "parts"};
    const char *cells = ww_ask_parameter(ask, "cells");
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (ww_str_eqz(ww_str_of(cells), known[i]))
            return WW_OK;
    return ww_fail(err, WW_E_USAGE, "The cells are 'auto', 'hours' or 'parts', not '%.40s'.", cells);
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct ww_hours hours;
    enum ww_rc rc = ww_hours_count(ask, NULL, &hours, err);
    if (rc)
        return rc;
    struct ww_aoristic all;
    ww_hours_sum(&hours, &all);
    bool few = ww_table_find_column(table, kind_columns[WEEKDAY]) != WW_NO_INDEX;
    if (few)
        add_parts(ask, table, &all);
    for (size_t h = 0; h < HOURS && !few; h++)
        add_hour(table, &all, &hours, h);
    if (!few)
        add_total(table, &all);
    ww_hours_note(ask, &all, &hours, table);
    ww_hours_free(&hours);
    rc = ww_table_check(table, err);
    if (rc || few)
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
    {"cells", "hours of the week, or parts of the day; auto = parts of fewer than 500 records", "auto"},
};

const struct ww_measure ww_measure_rhythm = {
    .name = "rhythm",
    .title = "Hour and weekday",
    .question = "At which hours of the week does it happen?",
    .subject = "recorded-crime",
    .formula = "sum over records of the part of each record's span that lies in the hour",
    .version = 2,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM),
    .time_of_day = true,
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = check_cells,
    .run = run,
    .table = make_table,
};
