// SPDX-License-Identifier: Apache-2.0
/* The evidence for priorities, criterion by criterion.
 *
 * Problem. Volume, cost, harm and trend each put crime in another order, each is measured by a measure of its own, and a
 * board wants them side by side on one scale.
 * Method. The kinds of crime of `change` and the cohorts imported are the candidates. Each criterion asks the measure that
 * owns its figure and takes a cell by row and column, so that no figure has two values. A figure is scaled by the largest
 * of all candidates: 100 is the strongest, 0 is none. A rise counts only where it is more than chance, and a fall or a
 * change that chance could explain is 0.
 * Flags (domestic abuse, knife crime ...) and anti-social behaviour are candidates too, though they overlap with types of
 * crime or are none: what applies to them is given.
 * Conventions. Cohorts (sources of episodes) stand beside, with their size and its trend scaled among themselves: people are
 * not put in one order with offences. Concentration is the Gini coefficient over small areas in the form for fewer offences than areas
 * (stats/concentration.h), and is given from WW_LOW_BASE records on. What residents name stands for every kind of crime under it.
 * Edge cases. A criterion that nothing was supplied for is not given for any candidate, and has no part in the score. */
#include "measure/criteria.h"

#include <assert.h>
#include <math.h>

#include "base/num.h"
#include "measure/compare.h"
#include "measure/unit_costs.h"
#include "stats/concentration.h"
#include "stats/etest.h"
#include "stats/order.h"

#define SETTINGS    "priorities"
#define WEIGHT_MAX  100.0
#define COHORTS_MAX 32
#define RANKED_FROM 0.5 /* of the weight measured */
#define FLAGS_MAX   64

const struct ww_criterion_facts ww_criteria_facts[WW_CRITERIA] = {
    [WW_CRITERION_VOLUME] = {"volume", "Volume", "records in the period, or people on the cohort",
                             WW_UNIT_COUNT},
    [WW_CRITERION_COST] = {"cost", "Cost", "estimated cost to society", WW_UNIT_GBP},
    [WW_CRITERION_HARM] = {"harm", "Harm", "records times the weight supplied for harm", WW_UNIT_SCORE},
    [WW_CRITERION_TREND] = {"trend", "Trend", "rise per day on the period before, where more than chance",
                            WW_UNIT_PERCENT},
    [WW_CRITERION_CONCENTRATION] = {"concentration", "Concentration", "Gini coefficient over small areas",
                                    WW_UNIT_SCORE},
    [WW_CRITERION_REPEATS] = {"repeats", "Repeats", "share of victims who were victims before",
                              WW_UNIT_PERCENT},
    [WW_CRITERION_CONCERN] = {"concern", "Public concern", "share of those asked who want it tackled first",
                              WW_UNIT_PERCENT},
};

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    struct ww_criteria *criteria;
    struct ww_table *change; /* the answer the candidates come from */
};

static const char CONSULTATION[] = "resident-priorities";

/* --- asking other measures ------------------------------------------------------------------------ */

static void note_used(struct ww_table *table, const struct ww_table *from)
{
    for (size_t i = 0; i < from->provenance.n_extracts; i++)
        ww_table_used(table, &from->provenance.extracts[i]);
}

/* "cost, from crime-records and unit-costs" */
static const char *source_words(const struct ww_ask *ask, const struct ww_table *answer)
{
    const char *words = answer->provenance.measure;
    const size_t n = answer->provenance.n_extracts;
    for (size_t i = 0; words && i < n; i++) {
        const char *source = answer->provenance.extracts[i].source;
        bool again = false;
        for (size_t k = 0; k < i; k++)
            again |= ww_str_eqz(ww_str_of(source), answer->provenance.extracts[k].source);
        if (!again)
            words = ww_arena_printf(ask->arena, "%s%s%s", words, i ? " and " : ", from ", source);
    }
    return words ? words : "";
}

static enum ww_rc put(const struct job *job, const struct ww_question *question, struct ww_table **out,
                      struct ww_err *err)
{
    struct ww_question q = *question;
    q.has_period = q.has_compare = true;
    q.period = job->ask->period;
    q.compare = job->ask->compare;
    q.area = job->ask->question->area;
    q.publish = job->ask->question->publish;
    enum ww_rc rc = ww_measure_answer(job->ask->context, &q, out, err);
    if (!rc)
        note_used(job->table, *out);
    return rc;
}

/* Whether an error only says that the evidence is not here. */
static bool is_missing(enum ww_rc rc)
{
    return rc == WW_E_NOT_FOUND || rc == WW_E_USAGE;
}

static void say_why(const struct job *job, enum ww_criterion which, const struct ww_err *err)
{
    const char *why = ww_arena_copy(job->ask->arena, ww_str_of(err->message));
    job->criteria->why[which] = why ? why : "";
}

static void give(struct ww_candidate *candidate, enum ww_criterion which, double value)
{
    candidate->value[which] = value;
    candidate->given[which] = true;
}

/* A criterion that is one column of another measure, by the candidates' ids. */
struct column_of {
    const char *measure, *subject, *by, *column;
};

static enum ww_rc from_column(struct job *job, enum ww_criterion which, const struct column_of *from,
                              struct ww_err *err)
{
    struct ww_table *answer = NULL;
    const struct ww_question question = {.measure = from->measure, .subject = from->subject, .by = from->by};
    struct ww_err why = {0};
    enum ww_rc rc = put(job, &question, &answer, &why);
    if (is_missing(rc)) {
        say_why(job, which, &why);
        return WW_OK;
    }
    if (rc) {
        *err = why;
        return rc;
    }
    assert(ww_table_find_column(answer, from->column) !=
           WW_NO_INDEX); /* else all would silently go without */
    job->criteria->source[which] = source_words(job->ask, answer);
    for (size_t i = 0; i < job->criteria->n; i++) {
        struct ww_candidate *candidate = &job->criteria->candidates[i];
        const struct ww_cell *cell = ww_table_cell(answer, candidate->id, from->column);
        if (cell && cell->present)
            give(candidate, which, cell->number);
    }
    ww_table_free(&answer);
    return WW_OK;
}

/* --- the criteria --------------------------------------------------------------------------------- */

/* Of `change`, which has been asked for the candidates. */
static enum ww_rc volume(struct job *job, enum ww_criterion which, struct ww_err *err)
{
    (void)err;
    for (size_t i = 0; i < job->criteria->n; i++)
        give(&job->criteria->candidates[i], which, (double)job->criteria->candidates[i].count);
    job->criteria->source[which] = source_words(job->ask, job->change);
    return WW_OK;
}

static enum ww_rc trend(struct job *job, enum ww_criterion which, struct ww_err *err)
{
    (void)err;
    for (size_t i = 0; i < job->criteria->n; i++) {
        struct ww_candidate *candidate = &job->criteria->candidates[i];
        size_t row = ww_table_find_row(job->change, candidate->id);
        const struct ww_cell *ratio = ww_table_cell(job->change, candidate->id, "ratio");
        if (row == WW_NO_INDEX || !ratio || !ratio->present)
            continue;
        bool rise = ww_compare_beyond_chance(job->change, row) && ratio->number > 1;
        give(candidate, which, rise ? 100 * (ratio->number - 1) : 0);
    }
    job->criteria->source[which] = source_words(job->ask, job->change);
    return WW_OK;
}

static enum ww_rc cost(struct job *job, enum ww_criterion which, struct ww_err *err)
{
    struct ww_unit_costs *costs = NULL;
    struct ww_err why = {0};
    enum ww_rc rc = ww_unit_costs_read(job->ask, &costs, &why);
    if (is_missing(rc)) {
        say_why(job, which, &why);
        return WW_OK;
    }
    if (rc) {
        *err = why;
        return rc;
    }
    assert(costs);
    const struct ww_categories *tree = ww_context_categories(job->ask->context);
    for (size_t i = 0; i < job->criteria->n; i++) {
        struct ww_candidate *candidate = &job->criteria->candidates[i];
        int node = ww_categories_find(tree, candidate->id);
        const char *name = node >= 0 ? ww_categories_at(tree, (size_t)node)->cost : "";
        int offence = name[0] ? ww_unit_costs_find(costs, name) : -1;
        if (offence >= 0)
            give(candidate, which, (double)candidate->count * costs->offences[offence].total_gbp);
    }
    ww_ask_note_used(&costs->source, costs->used, job->table);
    job->criteria->source[which] = ww_arena_printf(job->ask->arena, "unit costs of %s × records",
                                                   costs->price_year[0] ? costs->price_year
                                                                        : "the reference");
    return WW_OK;
}

static bool gini_of(const struct job *job, const int64_t *counts, size_t n, double *out)
{
    uint64_t *own = ww_arena_alloc(job->ask->arena, n, sizeof *own);
    uint32_t *order = ww_arena_alloc(job->ask->arena, n, sizeof *order);
    struct ww_gini gini;
    if (!own || !order)
        return false;
    for (size_t i = 0; i < n; i++)
        own[i] = (uint64_t)counts[i];
    ww_order_counts(own, n, order);
    const struct ww_spread spread = {own, order, n};
    if (ww_spread_total(&spread) < WW_LOW_BASE || !ww_gini(&spread, &gini) || !gini.has_general_unbiased)
        return false;
    *out = gini.general_unbiased;
    return true;
}

static enum ww_rc count_by_area(const struct job *job, struct ww_cube *cube, size_t *areas,
                                struct ww_err *err)
{
    struct ww_cube_spec spec;
    struct ww_area_list list;
    enum ww_rc rc = ww_ask_spec(job->ask, &spec, err);
    if (!rc)
        rc = ww_ask_dim_category(job->ask, &spec.dims[0], err);
    if (!rc)
        rc = ww_ask_dim_area(job->ask, "lsoa11", &spec.dims[1], &list, err);
    if (rc)
        return rc;
    spec.n_dims = 2;
    spec.has_period = true;
    spec.period = job->ask->period;
    *areas = list.count;
    return ww_ask_count(job->ask, &spec, job->table, cube, err);
}

static enum ww_rc concentration(struct job *job, enum ww_criterion which, struct ww_err *err)
{
    struct ww_cube cube = {0};
    size_t areas = 0;
    struct ww_err why = {0};
    enum ww_rc rc = count_by_area(job, &cube, &areas, &why);
    if (is_missing(rc)) {
        say_why(job, which, &why);
        return WW_OK;
    }
    if (rc) {
        *err = why;
        return rc;
    }
    const struct ww_categories *tree = ww_context_categories(job->ask->context);
    for (size_t i = 0; i < job->criteria->n; i++) {
        struct ww_candidate *candidate = &job->criteria->candidates[i];
        int node = ww_categories_find(tree, candidate->id);
        double gini;
        if (node >= 0 && gini_of(job, cube.counts + (size_t)node * areas, areas, &gini))
            give(candidate, which, gini > 0 ? gini : 0);
    }
    ww_cube_free(&cube);
    job->criteria->source[which] = ww_arena_printf(job->ask->arena, "%s by LSOA", job->ask->record->source);
    return WW_OK;
}

static enum ww_rc harm(struct job *job, enum ww_criterion which, struct ww_err *err)
{
    return from_column(job, which, &(struct column_of){.measure = "harm", .column = "harm_now"}, err);
}

static enum ww_rc repeats(struct job *job, enum ww_criterion which, struct ww_err *err)
{
    return from_column(job, which, &(struct column_of){.measure = "repeats", .column = "share_pct"}, err);
}

/* The kinds of crime under the node that the words of the consultation stand for. */
static void give_under(const struct job *job, int ancestor, double value)
{
    const struct ww_categories *tree = ww_context_categories(job->ask->context);
    for (size_t i = 0; ancestor >= 0 && i < job->criteria->n; i++) {
        struct ww_candidate *candidate = &job->criteria->candidates[i];
        int node = ww_categories_find(tree, candidate->id);
        if (node >= 0 && ww_categories_under(tree, node, ancestor))
            give(candidate, WW_CRITERION_CONCERN, value);
    }
}

/* What is called the same: a flag. */
static void give_named(const struct job *job, const char *label, double value)
{
    for (size_t i = 0; i < job->criteria->n; i++)
        if (ww_str_eq_nocase(ww_str_of(label), ww_str_of(job->criteria->candidates[i].label)))
            give(&job->criteria->candidates[i], WW_CRITERION_CONCERN, value);
}

static enum ww_rc concern(struct job *job, enum ww_criterion which, struct ww_err *err)
{
    struct ww_table *answer = NULL;
    const struct ww_question question = {.measure = "multi", .source = CONSULTATION, .by = "tackle_first"};
    struct ww_err why = {0};
    enum ww_rc rc = put(job, &question, &answer, &why);
    if (is_missing(rc)) {
        say_why(job, which, &why);
        return WW_OK;
    }
    if (rc) {
        *err = why;
        return rc;
    }
    for (size_t i = 0; i < answer->n_rows; i++) {
        const struct ww_cell *label = ww_table_cell(answer, answer->rows[i].id, "label");
        const struct ww_cell *share = ww_table_cell(answer, answer->rows[i].id, "share_now_pct");
        if (label && label->present && share && share->present)
            give_named(job, label->text, share->number);
        if (label && label->present && share && share->present)
            give_under(job,
                       ww_categories_map(ww_context_categories(job->ask->context), CONSULTATION,
                                         ww_str_of(label->text)),
                       share->number);
    }
    job->criteria->source[which] = source_words(job->ask, answer);
    ww_table_free(&answer);
    return WW_OK;
}

typedef enum ww_rc criterion_measure(struct job *job, enum ww_criterion which, struct ww_err *err);
static criterion_measure *const measures[WW_CRITERIA] = {
    [WW_CRITERION_VOLUME] = volume,
    [WW_CRITERION_COST] = cost,
    [WW_CRITERION_HARM] = harm,
    [WW_CRITERION_TREND] = trend,
    [WW_CRITERION_CONCENTRATION] = concentration,
    [WW_CRITERION_REPEATS] = repeats,
    [WW_CRITERION_CONCERN] = concern,
};

/* --- candidates ------------------------------------------------------------------------ */

static enum ww_rc find_candidates(struct job *job, struct ww_err *err)
{
    const struct ww_question question = {.measure = "change"};
    enum ww_rc rc = put(job, &question, &job->change, err);
    if (rc)
        return rc;
    struct ww_criteria *c = job->criteria;
    const struct ww_categories *tree = ww_context_categories(job->ask->context);
    c->candidates = ww_arena_alloc(job->ask->arena, job->change->n_rows + FLAGS_MAX + COHORTS_MAX,
                                   sizeof *c->candidates);
    if (!c->candidates)
        return ww_fail_nomem(err);
    c->capacity = job->change->n_rows + FLAGS_MAX;
    for (size_t i = 0; i < job->change->n_rows; i++) {
        const struct ww_row *row = &job->change->rows[i];
        const struct ww_cell *count = ww_table_cell(job->change, row->id, "count_now");
        const struct ww_cell *label = ww_table_cell(job->change, row->id, "label");
        if (row->kind != WW_ROW_PLAIN || !count || !count->present || count->number < 1 || !label ||
            ww_categories_find(tree, row->id) < 0) /* what is not in the tree is no kind of crime yet */
            continue;
        c->candidates[c->n++] = (struct ww_candidate){
            .id = ww_arena_copy(job->ask->arena, ww_str_of(row->id)),
            .label = ww_arena_copy(job->ask->arena, ww_str_of(row->alone ? row->alone : label->text)),
            .count = (int64_t)count->number};
        if (!c->candidates[c->n - 1].id || !c->candidates[c->n - 1].label)
            return ww_fail_nomem(err);
    }
    return WW_OK;
}

/* --- what cuts across kinds of crime, and disorder ------------------------------------------------- */

/* A row of another comparison as a candidate: its count and its rise. */
static void add_candidate(struct job *job, const struct ww_table *answer, size_t row, const char *id,
                          const char *label)
{
    struct ww_criteria *c = job->criteria;
    const struct ww_cell *count = ww_table_cell(answer, answer->rows[row].id, "count_now");
    const struct ww_cell *ratio = ww_table_cell(answer, answer->rows[row].id, "ratio");
    if (c->n == c->capacity || !count || !count->present || count->number < WW_LOW_BASE || !id || !label)
        return;
    struct ww_candidate *candidate = &c->candidates[c->n++];
    *candidate = (struct ww_candidate){.id = id, .label = label, .count = (int64_t)count->number};
    if (ratio && ratio->present)
        give(candidate, WW_CRITERION_TREND,
             ww_compare_beyond_chance(answer, row) && ratio->number > 1 ? 100 * (ratio->number - 1) : 0);
}

static enum ww_rc add_flags(struct job *job, struct ww_err *err)
{
    const struct ww_question question = {.measure = "flags"};
    struct ww_table *answer = NULL;
    enum ww_rc rc = put(job, &question, &answer, err);
    if (rc)
        return is_missing(rc) ? WW_OK : rc;
    for (size_t i = 0; i < answer->n_rows; i++) {
        const struct ww_cell *label = ww_table_cell(answer, answer->rows[i].id, "label");
        if (label && label->present)
            add_candidate(job, answer, i, ww_arena_printf(job->ask->arena, "flag/%s", answer->rows[i].id),
                          ww_arena_copy(job->ask->arena, ww_str_of(label->text)));
    }
    ww_table_free(&answer);
    return WW_OK;
}

static enum ww_rc add_disorder(struct job *job, struct ww_err *err)
{
    static const char subject[] = "asb";
    const struct ww_question question = {.measure = "change", .subject = subject};
    const struct ww_categories *tree = ww_context_categories(job->ask->context);
    struct ww_table *answer = NULL;
    int node = ww_categories_find(tree, subject);
    enum ww_rc rc = node < 0 ? WW_E_NOT_FOUND : put(job, &question, &answer, err);
    if (rc)
        return is_missing(rc) ? WW_OK : rc;
    size_t row = ww_table_find_row(answer, "total");
    if (row != WW_NO_INDEX)
        add_candidate(job, answer, row, subject, ww_categories_at(tree, (size_t)node)->label);
    ww_table_free(&answer);
    return WW_OK;
}

/* --- cohorts --------------------------------------------------------------------------------------- */

/* "iom-custody" goes with "iom" and is no cohort of its own. */
static bool is_companion(const struct ww_extract_record *records, size_t count, const char *source)
{
    const struct ww_str name = ww_str_of(source);
    for (size_t k = 0; k < count; k++) {
        const struct ww_str other = ww_str_of(records[k].source);
        if (records[k].shape == WW_SHAPE_EPISODES && name.len > other.len && ww_str_starts(name, other) &&
            name.ptr[other.len] == '-')
            return true;
    }
    return false;
}

static bool is_cohort(const struct ww_extract_record *records, size_t count, size_t i)
{
    return records[i].shape == WW_SHAPE_EPISODES && !is_companion(records, count, records[i].source) &&
           (i == 0 || !ww_str_eqz(ww_str_of(records[i].source), records[i - 1].source));
}

/* People on it at any time of the period, against the period before. */
static void weigh_cohort(const struct job *job, struct ww_candidate *candidate, const struct ww_table *answer)
{
    const struct ww_cell *now = ww_table_cell(answer, "this-period", "during");
    const struct ww_cell *then = ww_table_cell(answer, "period-before", "during");
    if (!now || !now->present)
        return;
    candidate->count = (int64_t)now->number;
    give(candidate, WW_CRITERION_VOLUME, now->number);
    if (!then || !then->present || then->number < WW_LOW_BASE)
        return;
    const struct ww_compared both = ww_compare(job->ask, (int64_t)then->number, candidate->count);
    const struct ww_etest test = {
        .count1 = both.now, .count2 = both.then, .days1 = both.days_now, .days2 = both.days_then};
    const double ratio = (now->number / both.days_now) / (then->number / both.days_then);
    double p = 1;
    const bool rise = ww_etest_p(&test, &p) && p < WW_CHANCE_LEVEL && ratio > 1;
    give(candidate, WW_CRITERION_TREND, rise ? 100 * (ratio - 1) : 0);
}

static enum ww_rc add_cohort(struct job *job, const struct ww_extract_record *record, struct ww_err *err)
{
    struct ww_criteria *c = job->criteria;
    struct ww_table *answer = NULL;
    const struct ww_question question = {.measure = "cohort", .source = record->source};
    enum ww_rc rc = put(job, &question, &answer, err);
    if (rc)
        return is_missing(rc) ? WW_OK : rc;
    struct ww_candidate *candidate = &c->candidates[c->n + c->n_cohorts++];
    candidate->id = ww_arena_printf(job->ask->arena, "cohort/%s", record->source);
    candidate->label = ww_subject_of(record->subject)->together;
    weigh_cohort(job, candidate, answer);
    ww_table_free(&answer);
    return WW_OK;
}

static enum ww_rc add_cohorts(struct job *job, struct ww_err *err)
{
    size_t count;
    const struct ww_extract_record *records = ww_context_extracts(job->ask->context, &count);
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < count && !rc && job->criteria->n_cohorts < COHORTS_MAX; i++)
        if (is_cohort(records, count, i))
            rc = add_cohort(job, &records[i], err);
    return rc;
}

/* --- scores --------------------------------------------------------------------------------------- */

static enum ww_rc read_weights(const struct ww_ask *ask, struct ww_criteria *c, struct ww_err *err)
{
    const struct ww_workspace *w = ww_context_workspace(ask->context);
    for (size_t k = 0; k < WW_CRITERIA; k++) {
        const char *text = ww_workspace_setting(w, SETTINGS, ww_criteria_facts[k].name);
        c->weights[k] = 1;
        if (text[0] && (!ww_parse_f64(ww_str_of(text), &c->weights[k]) || c->weights[k] < 0 ||
                        c->weights[k] > WEIGHT_MAX))
            return ww_fail(err, WW_E_INPUT,
                           "settings.ini, [%s] %s: a weight is a number from 0 to 100, not '%.40s'.",
                           SETTINGS, ww_criteria_facts[k].name, text);
    }
    return WW_OK;
}

/* Among `n` candidates from `first` on. */
static void scale(struct ww_criteria *c, size_t first, size_t n)
{
    for (size_t k = 0; k < WW_CRITERIA; k++) {
        double largest = 0;
        for (size_t i = first; i < first + n; i++)
            if (c->candidates[i].given[k])
                largest = fmax(largest, c->candidates[i].value[k]);
        for (size_t i = first; i < first + n; i++)
            c->candidates[i].scaled[k] = largest > 0 ? 100 * c->candidates[i].value[k] / largest : 0;
    }
}

static bool is_ranked(const struct ww_criteria *c, const struct ww_candidate *candidate)
{
    double given = 0, all = 0;
    for (size_t k = 0; k < WW_CRITERIA; k++) {
        all += c->why[k] ? 0 : c->weights[k];
        given += candidate->given[k] ? c->weights[k] : 0;
    }
    return given >= RANKED_FROM * all;
}

/* Those that can be ranked first; otherwise in the order they were found. */
static enum ww_rc part(const struct ww_ask *ask, struct ww_criteria *c, struct ww_err *err)
{
    struct ww_candidate *rest = ww_arena_alloc(ask->arena, c->n, sizeof *rest);
    size_t n_rest = 0;
    if (!rest)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < c->n; i++)
        if (is_ranked(c, &c->candidates[i]))
            c->candidates[c->n_ranked++] = c->candidates[i];
        else
            rest[n_rest++] = c->candidates[i];
    for (size_t i = 0; i < n_rest; i++)
        c->candidates[c->n_ranked + i] = rest[i];
    return WW_OK;
}

static enum ww_rc score(const struct ww_ask *ask, struct ww_criteria *c, struct ww_err *err)
{
    double *scaled = ww_arena_alloc(ask->arena, c->n * WW_CRITERIA, sizeof *scaled);
    bool *given = ww_arena_alloc(ask->arena, c->n * WW_CRITERIA, sizeof *given);
    c->scores = ww_arena_alloc(ask->arena, c->n, sizeof *c->scores);
    if (!scaled || !given || !c->scores)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < c->n; i++)
        for (size_t k = 0; k < WW_CRITERIA; k++) {
            scaled[i * WW_CRITERIA + k] = c->candidates[i].scaled[k];
            given[i * WW_CRITERIA + k] = c->candidates[i].given[k];
        }
    c->matrix = (struct ww_criteria_matrix){c->n_ranked, WW_CRITERIA, scaled, given, c->weights};
    ww_weighted_scores(&c->matrix, c->scores);
    const size_t at = c->n_ranked;
    const struct ww_criteria_matrix rest = {c->n - at, WW_CRITERIA, scaled + at * WW_CRITERIA,
                                            given + at * WW_CRITERIA, c->weights};
    ww_weighted_scores(&rest, c->scores + at);
    return WW_OK;
}

enum ww_rc ww_criteria_read(const struct ww_ask *ask, struct ww_table *table, struct ww_criteria **out,
                            struct ww_err *err)
{
    struct job job = {.ask = ask, .table = table};
    job.criteria = ww_arena_alloc(ask->arena, 1, sizeof *job.criteria);
    if (!job.criteria)
        return ww_fail_nomem(err);
    enum ww_rc rc = read_weights(ask, job.criteria, err);
    if (!rc)
        rc = find_candidates(&job, err);
    if (!rc)
        rc = add_flags(&job, err);
    if (!rc)
        rc = add_disorder(&job, err);
    for (size_t k = 0; k < WW_CRITERIA && !rc; k++)
        rc = measures[k](&job, (enum ww_criterion)k, err);
    if (!rc)
        rc = add_cohorts(&job, err);
    ww_table_free(&job.change);
    if (rc)
        return rc;
    scale(job.criteria, 0, job.criteria->n);
    scale(job.criteria, job.criteria->n, job.criteria->n_cohorts);
    rc = part(ask, job.criteria, err);
    if (!rc)
        rc = score(ask, job.criteria, err);
    if (!rc)
        *out = job.criteria;
    return rc;
}
