// SPDX-License-Identifier: Apache-2.0
/* change: has it risen or fallen since the period before, and could chance explain it?
 *
 * Problem. Two counts are never the same; most published assessments print a percentage and leave the reader to
 * guess whether it means anything.
 * Method. For each row: both counts, difference, percentage; the ratio of the two daily rates with its exact 95%
 * interval (conditional binomial, stats/rates.h); the two-sided e-test of Krishnamoorthy and Thomson (2004) that the
 * daily rates are the same (stats/etest.h).
 * Conventions. Rates are per real day, so a leap year is not a rise. No percentage is given where the earlier count
 * is under 20: the cell reads [low]. The total is called more than chance at p < 0.05, a row where that still holds
 * once all rows are taken together (Benjamini and Hochberg): of forty rows without a change, two are below 0.05.
 * Edge cases. From nothing to something has a ratio without an upper end: [z]. Nothing in both is not a row. */
#include "measure/breakdown.h"
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/movers.h"
#include "measure/words.h"

static struct ww_table *make_table(const struct ww_ask *ask)
{
    const struct ww_column ratio = ww_column_number("ratio", "Ratio of daily rates", WW_UNIT_RATIO, 2);
    const struct ww_column columns[] = {
        ww_column_label("Type"),
        ww_column_count("count_then", ww_ask_words(ask, ask->compare)),
        ww_column_count("count_now", ww_ask_words(ask, ask->period)),
        ww_column_count("difference", "Difference"),
        ww_column_percent("change_pct", "Change"),
        ratio,
        ww_column_end(ratio, WW_COLUMN_LOW, "ratio_low", "Ratio, lower end of 95% interval"),
        ww_column_end(ratio, WW_COLUMN_HIGH, "ratio_high", "Ratio, upper end of 95% interval"),
        ww_column_p_value("difference"),
        ww_column_words("verdict", "More than chance"),
    };
    return ww_table_new("change", columns, sizeof columns / sizeof columns[0]);
}

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
};

static void add_row(void *context, const struct ww_breakdown_row *from)
{
    const struct job *job = context;
    int64_t then = from->counts[0], now = from->counts[1];
    size_t row = ww_breakdown_add_row(job->table, from);
    ww_table_set_text(job->table, row, "label", ww_str_of(from->label));
    ww_table_set_number(job->table, row, "count_then", (double)then);
    ww_table_set_number(job->table, row, "count_now", (double)now);
    ww_table_set_number(job->table, row, "difference", (double)(now - then));
    ww_compare_change(job->table, row, "change_pct", then, now);
    const struct ww_compared compared = ww_compare(job->ask, then, now);
    ww_compare_ratio(job->table, row, &compared);
    ww_compare_chance(job->table, row, &compared);
}

/* --- findings ------------------------------------------------------------------------------------- */

/* "offences flagged domestic abuse in Waterworks" */
static const char *counted(const struct ww_ask *ask, struct ww_table *table)
{
    return ww_table_text(table, "%s%s", ww_words_counted(ask), ww_words_here(ask));
}

static void add_row_finding(const struct ww_ask *ask, struct ww_table *table, size_t row, double weight)
{
    const char *id = table->rows[row].id;
    ww_table_finding(
        table, ww_table_text(table, "%s/change", id), weight, id,
        ww_table_text(table,
                      "{%s.label}: {%s.count_now} %s, against {%s.count_then}, {%s.change_pct|change} "
                      "({%s.p_value|chance}).",
                      id, id, counted(ask, table), id, id, id));
}

static bool tells(const struct ww_table *table, size_t row)
{
    return table->rows[row].kind != WW_ROW_TOTAL && ww_compare_beyond_chance(table, row) &&
           !ww_compare_repeats(table, row, "count_now");
}

/* Weight by clearness, and a group before the types it is made of, so that a document lists first what matters. */
static void add_findings(const struct ww_ask *ask, struct ww_table *table)
{
    ww_table_finding(table, "total/change", 1.0, "total",
                     ww_table_text(table,
                                   "{total.count_now} %s were recorded, against {total.count_then} in %s: "
                                   "{total.change_pct|change} ({total.p_value|chance}).",
                                   counted(ask, table), ww_words_before(ask, ask->compare)));
    const bool plain = !ask->question->n_where && !ww_words_here(ask)[0];
    const char *opening =
        plain ? "By group, and more than chance: "
              : ww_table_text(table, "Of the %s, by group and more than chance: ", counted(ask, table));
    ww_movers_finding(table, &(struct ww_movers_finding){.id = "groups/change",
                                                         .opening = opening,
                                                         .kind = WW_ROW_SUBTOTAL,
                                                         .weight = 0.9,
                                                         .row = "total"});
    double largest = 0;
    for (size_t i = 0; i < table->n_rows; i++)
        if (tells(table, i) && ww_movers_clearness(table, i) > largest)
            largest = ww_movers_clearness(table, i);
    for (size_t i = 0; i < table->n_rows && largest > 0; i++) {
        double part = ww_movers_clearness(table, i) / largest;
        bool group = table->rows[i].kind == WW_ROW_SUBTOTAL;
        if (tells(table, i))
            add_row_finding(ask, table, i, group ? 0.45 + 0.35 * part : 0.2 + 0.45 * part);
    }
}

static void describe(const struct ww_ask *ask, struct ww_table *table)
{
    ww_table_title(table, "Change by type",
                   ww_table_text(table, "Recorded in %s against %s", ww_ask_words(ask, ask->period),
                                 ww_ask_words(ask, ask->compare)));
    ww_compare_note(table);
    table->chart = (struct ww_chart){
        .kind = WW_CHART_INTERVALS,
        .title = ww_words_filled(table, ww_table_text(table,
                                                      "{total.count_now} %s, "
                                                      "{total.change_pct|change}: what rose "
                                                      "and what fell",
                                                      counted(ask, table))),
        .subtitle = ww_table_text(table,
                                  "Recorded a day, as a ratio of that in %s, with 95%% intervals; 1 is "
                                  "no change",
                                  ww_words_before(ask, ask->compare)),
        .label = "label",
        .values = {"ratio"},
        .n_values = 1,
        .needs = "change_pct",
        .low = "ratio_low",
        .high = "ratio_high",
        .reference = 1,
        .has_reference = true};
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct ww_breakdown by;
    enum ww_rc rc = ww_breakdown_make(ask, &by, err);
    if (rc)
        return rc;
    int64_t *counts;
    rc = ww_breakdown_count_both(ask, &by, table, &counts, err);
    struct job job = {ask, table};
    if (!rc)
        rc = ww_breakdown_rows(ask, &by, counts, 2, add_row, &job, err);
    if (!rc)
        rc = ww_compare_together(ask, table, err);
    if (!rc) {
        add_findings(ask, table);
        describe(ask, table);
    }
    return rc;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"compare", "the period it is compared with", "the period of the same length before"},
    {"by", "what a row stands for: category, group, a level of areas, or a column", "category"},
};

const struct ww_measure ww_measure_change = {
    .name = "change",
    .title = "Change by type",
    .question = "Has it risen or fallen since the period before, and could chance explain it?",
    .subject = "recorded-crime",
    .formula = "(now - then) / then; ratio of counts per day with its exact 95% interval; p by the e-test",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS) | WW_SHAPE_BIT(WW_SHAPE_SERIES),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM),
    .compares = true,
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .run = run,
    .table = make_table,
};
