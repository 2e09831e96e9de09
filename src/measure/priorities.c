// SPDX-License-Identifier: Apache-2.0
/* priorities: which kinds of crime does the evidence put first, and would other weights have put others?
 *
 * Problem. A board must choose a few priorities among some thirty kinds of crime, and each criterion alone (volume, cost,
 * harm, trend ...) would choose others.
 * Method. The matrix of measure/criteria.h: each criterion scaled from 0 to 100, the weighted mean of those that were
 * measured, the rank, and the range of ranks when one criterion after the other is left out or counts twice
 * (stats/weighted_score.h). Weights are the partnership's: settings.ini, [priorities].
 * Conventions. Confidence is said in words: how many of the weighted criteria were measured, and whether the rank holds.
 * The matrix proposes; what becomes a priority the board decides.
 * Edge cases. A criterion nobody supplied evidence for is [x] in its whole column and has no part in any score. */
#include <stdlib.h>

#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/criteria.h"

#define TOP_DEFAULT 15
#define FIRST       3   /* named in the finding */
#define HOLDS       3   /* a rank that moves by no more than so many places holds */
#define MOST        0.8 /* of the weight measured: most criteria */

static const struct ww_column columns[] = {
    {.name = "label", .title = "Kind of crime or disorder", .role = WW_COLUMN_LABEL},
    {.name = "score",
     .title = "Score",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_NOTE,
     .unit = WW_UNIT_SCORE,
     .decimals = 1},
    {.name = "rank", .title = "Rank", .type = WW_COLUMN_NUMBER, .role = WW_COLUMN_NOTE, .unit = WW_UNIT_RANK},
    {.name = "rank_best",
     .title = "Best rank",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_NOTE,
     .unit = WW_UNIT_RANK},
    {.name = "rank_worst",
     .title = "Worst rank",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_NOTE,
     .unit = WW_UNIT_RANK},
#define SCALED(id, heading)                                                                         \
    {                                                                                               \
        .name = id "_score", .title = (heading), .type = WW_COLUMN_NUMBER, .role = WW_COLUMN_VALUE, \
        .unit = WW_UNIT_SCORE, .decimals = 0                                                        \
    }
    SCALED("volume", "Volume"),
    SCALED("cost", "Cost"),
    SCALED("harm", "Harm"),
    SCALED("trend", "Trend"),
    SCALED("concentration", "Concentration"),
    SCALED("repeats", "Repeats"),
    SCALED("concern", "Public concern"),
    {.name = "reasons", .title = "Most of all because of", .role = WW_COLUMN_NOTE},
    {.name = "confidence", .title = "Confidence", .role = WW_COLUMN_NOTE},
};

static int by_rank(const void *a, const void *b)
{
    const struct ww_weighted_score *const *x = a, *const *y = b;
    if ((*x)->rank != (*y)->rank)
        return (*x)->rank < (*y)->rank ? -1 : 1;
    return *x < *y ? -1 : *x > *y; /* in the order of the tree */
}

static const char *confidence(const struct ww_criteria *c, size_t i, struct ww_table *table)
{
    const struct ww_weighted_score *s = &c->scores[i];
    size_t measured = 0, asked = 0;
    for (size_t k = 0; k < WW_CRITERIA; k++) {
        asked += c->weights[k] > 0;
        measured += c->weights[k] > 0 && c->candidates[i].given[k];
    }
    if (i >= c->n_ranked)
        return ww_table_text(table, "not ranked: %zu of %zu criteria", measured, asked);
    const bool few = c->candidates[i].count < WW_LOW_BASE;
    const bool holds = s->worst - s->best <= HOLDS;
    const char *level = few || s->covered < 0.5 ? "low" : holds && s->covered >= MOST ? "high" : "medium";
    return ww_table_text(table, "%s: %zu of %zu criteria%s%s", level, measured, asked,
                         few ? "; few records" : "", holds ? "" : "; rank depends on the weights");
}

static void set_criteria(const struct ww_criteria *c, size_t i, struct ww_table *table, size_t row)
{
    for (size_t k = 0; k < WW_CRITERIA; k++) {
        const char *column = ww_table_text(table, "%s_score", ww_criteria_facts[k].name);
        if (c->candidates[i].given[k])
            ww_table_set_number(table, row, column, c->candidates[i].scaled[k]);
        else
            ww_table_set_mark(table, row, column, c->why[k] ? WW_MARK_NOT_AVAILABLE : WW_MARK_NOT_APPLICABLE);
    }
}

/* The two criteria that speak most for it, by scaled figure times weight: "harm 100, repeats 95". */
static const char *reasons(const struct ww_criteria *c, size_t i, struct ww_table *table)
{
    const char *words = "";
    bool told[WW_CRITERIA] = {false};
    for (int n = 0; n < 2; n++) {
        int best = -1;
        double most = 0;
        for (size_t k = 0; k < WW_CRITERIA; k++) {
            const double pull = c->candidates[i].given[k] ? c->candidates[i].scaled[k] * c->weights[k] : 0;
            if (!told[k] && pull > most) {
                most = pull;
                best = (int)k;
            }
        }
        if (best < 0)
            break;
        told[best] = true;
        words = ww_table_text(table, "%s%s%s %d", words, n ? ", " : "", ww_criteria_facts[best].title,
                              (int)(c->candidates[i].scaled[best] + 0.5));
    }
    return words;
}

static void set_ranks(struct ww_table *table, size_t row, const struct ww_weighted_score *s)
{
    static const char *const columns_of[] = {"rank", "rank_best", "rank_worst"};
    const size_t ranks[] = {s ? s->rank : 0, s ? s->best : 0, s ? s->worst : 0};
    for (size_t i = 0; i < 3; i++)
        if (s)
            ww_table_set_number(table, row, columns_of[i], (double)ranks[i]);
        else
            ww_table_set_mark(table, row, columns_of[i], WW_MARK_NOT_APPLICABLE);
}

static void add_row(const struct ww_criteria *c, size_t i, struct ww_table *table)
{
    const struct ww_candidate *candidate = &c->candidates[i];
    const struct ww_weighted_score *s = &c->scores[i];
    size_t row = ww_table_add_row(table, candidate->id, WW_ROW_PLAIN, 0);
    ww_table_set_text(table, row, "label", ww_str_of(candidate->label));
    ww_table_set_number(table, row, "score", s->score);
    set_ranks(table, row, i < c->n_ranked ? s : NULL);
    set_criteria(c, i, table, row);
    ww_table_set_text(table, row, "reasons", ww_str_of(reasons(c, i, table)));
    ww_table_set_text(table, row, "confidence", ww_str_of(confidence(c, i, table)));
}

/* Cohorts stand below, without a place in the order. */
static void add_cohort(const struct ww_criteria *c, size_t i, struct ww_table *table)
{
    static const char *const order[] = {"score", "rank", "rank_best", "rank_worst"};
    const struct ww_candidate *candidate = &c->candidates[i];
    size_t row = ww_table_add_row(table, candidate->id, WW_ROW_SUBTOTAL, 0);
    ww_table_set_text(table, row, "label", ww_str_of(ww_table_text(table, "Cohort: %s", candidate->label)));
    for (size_t k = 0; k < sizeof order / sizeof order[0]; k++)
        ww_table_set_mark(table, row, order[k], WW_MARK_NOT_APPLICABLE);
    set_criteria(c, i, table, row);
    ww_table_set_text(table, row, "confidence",
                      candidate->count < WW_LOW_BASE ? WW_STR("low: few people")
                                                     : WW_STR("not in the order"));
}

static void add_findings(struct ww_table *table)
{
    if (table->n_rows < FIRST)
        return;
    const char *id[FIRST];
    for (size_t i = 0; i < FIRST; i++)
        id[i] = table->rows[i].id;
    ww_table_finding(
        table, "first", 0.85, id[0],
        ww_table_text(
            table,
            "With the partnership's weights the evidence puts {%s.label|label} first (score {%s.score} of "
            "100), then {%s.label|label} ({%s.score}) and {%s.label|label} ({%s.score}).",
            id[0], id[0], id[1], id[1], id[2], id[2]));
    for (size_t i = 0; i < FIRST; i++)
        ww_table_finding(
            table, ww_table_text(table, "%s/rank", id[i]), 0.4, id[i],
            ww_table_text(table,
                          "{%s.label}: rank {%s.rank}; when one criterion is left out or counts twice, "
                          "between {%s.rank_best} and {%s.rank_worst}.",
                          id[i], id[i], id[i], id[i]));
}

static void describe(const struct ww_criteria *c, struct ww_table *table, size_t left_out)
{
    ww_table_title(table, "Candidate priorities",
                   "Each criterion from 0 (none) to 100 (the strongest of all kinds of crime), and their "
                   "weighted mean");
    for (size_t k = 0; k < WW_CRITERIA; k++)
        if (c->why[k])
            ww_table_note(table, "%s could not be measured and has no part in the score: %s",
                          ww_criteria_facts[k].title, c->why[k]);
    ww_table_note(
        table,
        "A flag cuts across kinds of crime, so an offence may stand in several rows. What residents name counts "
        "for every kind of crime it stands for. What less than half of the weight was measured for is not ranked.");
    if (left_out)
        ww_table_note(table, "%zu kinds of crime with a lower score are not listed.", left_out);
    ww_table_note(table,
                  "The order is a proposal from the evidence. What becomes a priority the board decides.");
    table->chart = (struct ww_chart){.kind = WW_CHART_MATRIX,
                                     .title = "What speaks for each kind of crime as a priority",
                                     .subtitle = table->subtitle,
                                     .label = "label",
                                     .plain_rows_only = true};
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct ww_criteria *c = NULL;
    enum ww_rc rc = ww_criteria_read(ask, table, &c, err);
    if (rc)
        return rc;
    const size_t one = sizeof(struct ww_weighted_score *);
    const struct ww_weighted_score **order = ww_arena_alloc(ask->arena, c->n, one);
    if (!order)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < c->n; i++)
        order[i] = &c->scores[i];
    qsort((void *)order, c->n_ranked, one, by_rank);
    qsort((void *)(order + c->n_ranked), c->n - c->n_ranked, one, by_rank);
    const size_t top = ask->question->top ? (size_t)ask->question->top : TOP_DEFAULT;
    const size_t shown = c->n_ranked < top ? c->n_ranked : top;
    for (size_t i = 0; i < shown; i++)
        add_row(c, (size_t)(order[i] - c->scores), table);
    add_findings(table);
    for (size_t i = c->n_ranked; i < c->n; i++)
        add_row(c, (size_t)(order[i] - c->scores), table);
    for (size_t i = 0; i < c->n_cohorts; i++)
        add_cohort(c, c->n + i, table);
    describe(c, table, c->n_ranked - shown);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"compare", "the period it is compared with", "the period of the same length before"},
    {"top", "how many kinds of crime are listed", "15"},
};

const struct ww_measure ww_measure_priorities = {
    .name = "priorities",
    .title = "Candidate priorities",
    .question = "Which kinds of crime does the evidence put first, and does that depend on the weights?",
    .subject = "recorded-crime",
    .formula =
        "weighted mean of criteria, each 100 x figure / largest figure; rank; rank with each weight 0 or doubled",
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
