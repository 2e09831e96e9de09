// SPDX-License-Identifier: Apache-2.0
/* activities: how often was each thing done?
 *
 * Problem. Places advised, staff trained and exercises held are numbers of different things. Their sum is a number of
 * nothing, and whether chance explains a difference is no question: what is done is decided.
 * Method. The sum of each kind's numbers in the period and in the one before it, and their difference.
 * Conventions. Each row is in its own unit, which its label says. There is no total and no test.
 * Edge cases. A kind that neither period has is no row. */
#include "measure/breakdown.h"
#include "measure/columns.h"
#include "measure/words.h"

static const char BY[] = "indicator";

static struct ww_table *make_table(const struct ww_ask *ask)
{
    const struct ww_column columns[] = {
        ww_column_label("Number of"),
        ww_column_count("count_then", ww_ask_words(ask, ask->compare)),
        ww_column_count("count_now", ww_ask_words(ask, ask->period)),
        ww_column_count("difference", "Difference"),
    };
    return ww_table_new("activities", columns, sizeof columns / sizeof columns[0]);
}

static void add_row(void *context, const struct ww_breakdown_row *from)
{
    struct ww_table *table = context;
    if (from->kind == WW_ROW_TOTAL)
        return;
    size_t row = ww_breakdown_add_row(table, from);
    ww_table_set_text(table, row, "label", ww_str_of(from->label));
    ww_table_set_number(table, row, "count_then", (double)from->counts[0]);
    ww_table_set_number(table, row, "count_now", (double)from->counts[1]);
    ww_table_set_number(table, row, "difference", (double)(from->counts[1] - from->counts[0]));
}

static void say(const struct ww_ask *ask, struct ww_table *table)
{
    ww_table_title(table, "What was done",
                   ww_table_text(table, "%s, %s against %s", ask->subject->together,
                                 ww_ask_words(ask, ask->period), ww_ask_words(ask, ask->compare)));
    ww_table_note(
        table, "Each row counts something else, so they have no total. What is done is decided, not left to "
               "chance, so no test is made.");
    for (size_t i = 0; i < table->n_rows; i++) {
        const char *id = table->rows[i].id;
        ww_table_finding(table, ww_table_text(table, "%s/number", id), 0.1, id,
                         ww_table_text(table, "{%s.label}: {%s.count_now}, against {%s.count_then} in %s.",
                                       id, id, id, ww_words_before(ask, ask->compare)));
    }
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct ww_ask by = *ask;
    struct ww_question question = *ask->question;
    struct ww_breakdown breakdown;
    int64_t *counts = NULL;
    question.by = question.by ? question.by : BY;
    by.question = &question;
    enum ww_rc rc = ww_breakdown_make(&by, &breakdown, err);
    if (!rc)
        rc = ww_breakdown_count_both(&by, &breakdown, table, &counts, err);
    if (!rc)
        rc = ww_breakdown_rows(&by, &breakdown, counts, 2, add_row, table, err);
    if (!rc)
        say(ask, table);
    return rc;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"compare", "the period it is compared with", "the period of the same length before"},
    {"by", "the column that says what was done", "indicator"},
};

const struct ww_measure ww_measure_activities = {
    .name = "activities",
    .title = "What was done",
    .question = "How often was each thing done, and how often the period before?",
    .subject = "contest-indicators",
    .formula = "sum of the numbers of each kind; difference of the two periods",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_SERIES),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM) | WW_ROLE_BIT(WW_ROLE_VALUE),
    .compares = true,
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .run = run,
    .table = make_table,
};
