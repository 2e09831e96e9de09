// SPDX-License-Identifier: Apache-2.0
/* weights: what each criterion of the priority matrix rests on, counts for, and would change.
 *
 * Problem. A score of seven criteria is only as good as their sources and as fair as their weights; a board must see both.
 * Method. For each criterion: its weight, what it was measured from, for how many candidates, and how many of the first
 * five would no longer be among them without it (stats/weighted_score.h).
 * Edge cases. A criterion that could not be measured says why and moves nothing. */
#include "measure/columns.h"
#include "measure/criteria.h"

#define FIRST 5

static const struct ww_column columns[] = {
    {.name = "label", .title = "Criterion", .role = WW_COLUMN_LABEL},
    {.name = "meaning", .title = "What is scaled", .role = WW_COLUMN_NOTE},
    {.name = "weight",
     .title = "Weight",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_SCORE,
     .decimals = 1},
    {.name = "share_pct",
     .title = "Share of the weights measured",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_PERCENT,
     .decimals = 1},
    {.name = "measured",
     .title = "Kinds of crime measured",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_COUNT},
    {.name = "moved",
     .title = "Of the first five, replaced without it",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_COUNT},
    {.name = "source", .title = "Measured from", .role = WW_COLUMN_NOTE},
};

static double measured_weight(const struct ww_criteria *c)
{
    double sum = 0;
    for (size_t k = 0; k < WW_CRITERIA; k++)
        sum += c->why[k] ? 0 : c->weights[k];
    return sum;
}

static void add_row(const struct ww_criteria *c, size_t k, double all, struct ww_table *table)
{
    const struct ww_criterion_facts *facts = &ww_criteria_facts[k];
    size_t row = ww_table_add_row(table, facts->name, WW_ROW_PLAIN, 0), measured = 0;
    for (size_t i = 0; i < c->n; i++)
        measured += c->candidates[i].given[k];
    ww_table_set_text(table, row, "label", ww_str_of(facts->title));
    ww_table_set_text(table, row, "meaning", ww_str_of(facts->meaning));
    ww_table_set_number(table, row, "weight", c->weights[k]);
    ww_table_set_number(table, row, "measured", (double)measured);
    if (c->why[k] || all <= 0) {
        ww_table_set_mark(table, row, "share_pct", WW_MARK_NOT_AVAILABLE);
        ww_table_set_mark(table, row, "moved", WW_MARK_NOT_AVAILABLE);
        ww_table_set_text(table, row, "source", WW_STR("could not be measured"));
        return;
    }
    ww_table_set_number(table, row, "share_pct", 100 * c->weights[k] / all);
    ww_table_set_number(table, row, "moved", (double)ww_weighted_moved(&c->matrix, c->scores, k, FIRST));
    ww_table_set_text(table, row, "source", ww_str_of(c->source[k] ? c->source[k] : ""));
}

/* The criterion without which most of the first five would be others. */
static void add_finding(struct ww_table *table)
{
    const char *most = NULL;
    double largest = 0;
    for (size_t i = 0; i < table->n_rows; i++) {
        const struct ww_cell *moved = ww_table_cell(table, table->rows[i].id, "moved");
        if (moved && moved->present && moved->number > largest) {
            largest = moved->number;
            most = table->rows[i].id;
        }
    }
    if (most)
        ww_table_finding(
            table, "sensitivity", 0.45, most,
            ww_table_text(table,
                          "The order owes most to {%s.label|label}: without it, {%s.moved} of the first "
                          "five kinds of crime would be others.",
                          most, most));
    else if (table->n_rows)
        ww_table_finding(
            table, "sensitivity", 0.45, table->rows[0].id,
            "The first five kinds of crime stay the first five whichever single criterion is left out.");
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct ww_criteria *c = NULL;
    enum ww_rc rc = ww_criteria_read(ask, table, &c, err);
    if (rc)
        return rc;
    const double all = measured_weight(c);
    for (size_t k = 0; k < WW_CRITERIA; k++)
        add_row(c, k, all, table);
    ww_table_title(table, "Criteria and weights",
                   "What each criterion rests on, counts for, and would change");
    for (size_t k = 0; k < WW_CRITERIA; k++)
        if (c->why[k])
            ww_table_note(table, "%s: %s", ww_criteria_facts[k].title, c->why[k]);
    ww_table_note(
        table, "The partnership sets the weights in settings.ini, section [priorities], one line a criterion "
               "(volume = 2); a criterion not named there has the weight 1.");
    add_finding(table);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"compare", "the period it is compared with", "the period of the same length before"},
};

const struct ww_measure ww_measure_weights = {
    .name = "weights",
    .title = "Criteria and weights",
    .question = "What does the order of the candidate priorities rest on, and which weight decides it?",
    .subject = "recorded-crime",
    .formula = "weight / sum of the weights measured; how many of the first five change with the weight at 0",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM) | WW_ROLE_BIT(WW_ROLE_CATEGORY),
    .compares = true,
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .run = run,
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
};
