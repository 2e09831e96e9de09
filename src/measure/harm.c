// SPDX-License-Identifier: Apache-2.0
/* harm: how much harm does the recorded crime stand for, and which types bear it?
 *
 * Problem. A murder and a stolen bicycle are one offence each. Counted alike, the common outweighs the grave.
 * Method. Recorded offences × the weight of their type, from a reference that the partnership supplies (subject
 * "harm-weights": days of a sentence, or a score). A weight of a node of the category tree holds for the types below it that
 * have none of their own. No index ships with the program.
 * Conventions. Recorded offences as they are: found by the police or reported, old or new; an index whose rules leave some
 * out is asked with --where. A type's change is that of its offences, since the weight is the same; the total's is tested
 * with the variance of the weighted sum (stats/weighted_sum.h).
 * Edge cases. Types without a weight are one row without harm, and named: the total is a floor. */
#include <assert.h>
#include <stdlib.h>

#include "measure/breakdown.h"
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/rows.h"
#include "measure/words.h"
#include "stats/weighted_sum.h"

static const char SUBJECT[] = "harm-weights";

#define NAMED_MAX 5 /* types without a weight that the note names */

struct weights {
    struct ww_ask source;
    double *of;  /* by node of the tree */
    bool *given; /* by node: itself or by what it lies under */
    bool *own;   /* by node: in the reference */
    const char *unit, *index, *version;
    size_t unknown; /* rows of the reference that name no type of the tree */
    uint64_t *used;
};

/* --- the reference -------------------------------------------------------------------------------- */

enum field { CATEGORY, WEIGHT, UNIT, INDEX, VERSION, FIELDS };

static const struct ww_rows_column fields[FIELDS] = {
    [CATEGORY] = {.field = "category"},
    [WEIGHT] = {.role = WW_ROLE_VALUE},
    [UNIT] = {.field = "unit"},
    [INDEX] = {.field = "index", .optional = true},
    [VERSION] = {.field = "version", .optional = true},
};

static const char *text_of(struct ww_arena *arena, const struct ww_row_cell *cell)
{
    const char *text = cell->given ? ww_arena_copy(arena, cell->text) : "";
    return text ? text : "";
}

/* An id names one node, a label every node that bears it: "Robbery" of each classification. */
static enum ww_rc set_weight(struct weights *w, const struct ww_categories *tree, struct ww_str name,
                             double weight, struct ww_err *err)
{
    bool any = false;
    for (size_t i = 0; i < ww_categories_count(tree); i++) {
        const struct ww_category *node = ww_categories_at(tree, i);
        if (!ww_str_eqz(name, node->id) && !ww_str_eq_nocase(name, ww_str_of(node->label)))
            continue;
        if (w->own[i])
            return ww_fail(err, WW_E_INPUT,
                           "%s gives \"%.*s\" a weight twice. Import one version of one index only.",
                           w->source.record->source, (int)name.len, name.ptr);
        w->own[i] = w->given[i] = any = true;
        w->of[i] = weight;
    }
    w->unknown += !any;
    return WW_OK;
}

static bool same_text(const struct ww_rows *rows, size_t row, enum field field)
{
    return ww_str_eq(ww_rows_at(rows, row, field)->text, ww_rows_at(rows, 0, field)->text);
}

static enum ww_rc take_rows(struct weights *w, const struct ww_categories *tree, const struct ww_rows *rows,
                            struct ww_err *err)
{
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < rows->count && !rc; i++) {
        const struct ww_row_cell *weight = ww_rows_at(rows, i, WEIGHT);
        if (!same_text(rows, i, UNIT) || !same_text(rows, i, INDEX) || !same_text(rows, i, VERSION))
            return ww_fail(err, WW_E_INPUT,
                           "%s mixes indices, versions or units. Import one version of one index only.",
                           w->source.record->source);
        if (weight->given)
            rc = set_weight(w, tree, ww_rows_at(rows, i, CATEGORY)->text, weight->number, err);
    }
    /* parents stand before what is below them */
    for (size_t i = 0; i < ww_categories_count(tree) && !rc; i++) {
        int parent = ww_categories_at(tree, i)->parent;
        if (w->given[i] || parent < 0 || !w->given[parent])
            continue;
        w->given[i] = true;
        w->of[i] = w->of[parent];
    }
    return rc;
}

static enum ww_rc read_weights(const struct ww_ask *ask, struct weights *w, struct ww_err *err)
{
    const struct ww_categories *tree = ww_context_categories(ask->context);
    size_t n = ww_categories_count(tree);
    struct ww_rows rows;
    *w = (struct weights){.of = ww_arena_alloc(ask->arena, n, sizeof *w->of),
                          .given = ww_arena_alloc(ask->arena, n, sizeof *w->given),
                          .own = ww_arena_alloc(ask->arena, n, sizeof *w->own)};
    if (!w->of || !w->given || !w->own)
        return ww_fail_nomem(err);
    enum ww_rc rc = ww_ask_other(ask, SUBJECT, NULL, &w->source, err);
    if (!rc)
        rc = ww_rows_read(&w->source, fields, FIELDS, NULL, &rows, err);
    if (!rc && !rows.count)
        rc = ww_fail(err, WW_E_NOT_FOUND, "%s holds no weights.", w->source.record->source);
    if (!rc)
        rc = take_rows(w, tree, &rows, err);
    if (rc)
        return rc;
    w->used = rows.used;
    w->unit = text_of(ask->arena, ww_rows_at(&rows, 0, UNIT));
    w->index = text_of(ask->arena, ww_rows_at(&rows, 0, INDEX));
    w->version = text_of(ask->arena, ww_rows_at(&rows, 0, VERSION));
    return WW_OK;
}

static enum ww_unit unit_of(const struct weights *w)
{
    return ww_str_eqz(ww_str_of(w->unit), "days") ? WW_UNIT_DAYS : WW_UNIT_SCORE;
}

static struct ww_table *make_table(const struct ww_ask *ask)
{
    struct weights w;
    if (read_weights(ask, &w, NULL)) /* `ready` has read it before and said what is wrong */
        return NULL;
    enum ww_unit unit = unit_of(&w);
    const struct ww_column columns[] = {
        ww_column_label("Type"),
        ww_column_words("group", "Group"),
        ww_column_count("count_then", ww_ask_heading(ask, "Recorded", ask->compare)),
        ww_column_count("count_now", ww_ask_heading(ask, "Recorded", ask->period)),
        ww_column_number("weight", "Harm of one offence", unit, 1),
        ww_column_number("harm_then", ww_ask_heading(ask, "Harm", ask->compare), unit, 0),
        ww_column_number("harm_now", ww_ask_heading(ask, "Harm", ask->period), unit, 0),
        ww_column_percent("share_harm_pct", "Share of harm"),
        ww_column_percent("share_volume_pct", "Share of volume"),
        ww_column_percent("change_pct", "Change of harm"),
        ww_column_p_value("change_pct"),
        ww_column_words("verdict", "More than chance"),
    };
    return ww_table_new("harm", columns, sizeof columns / sizeof columns[0]);
}

/* --- counting ------------------------------------------------------------------------------------- */

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    struct weights weights;
    const struct ww_categories *tree;
    const int64_t *then, *now; /* by node; the last: not in the tree */
    size_t size;
    int64_t all_then, all_now, without_then, without_now;
    struct ww_weighted_sum harm_then, harm_now;
};

static bool has_weight(const struct job *job, size_t key)
{
    return key < ww_categories_count(job->tree) && job->weights.given[key];
}

static enum ww_rc count(struct job *job, struct ww_err *err)
{
    struct ww_breakdown by = {.kind = WW_BREAKDOWN_TREE};
    int64_t *both = NULL;
    enum ww_rc rc = ww_ask_dim_category(job->ask, &by.dim, err);
    if (!rc)
        rc = ww_breakdown_count_both(job->ask, &by, job->table, &both, err);
    if (rc)
        return rc;
    job->size = (size_t)by.dim.size;
    job->then = both;
    job->now = both + job->size;
    for (size_t i = 0; i < job->size; i++) {
        job->all_then += job->then[i];
        job->all_now += job->now[i];
        if (has_weight(job, i)) {
            ww_weighted_sum_add(&job->harm_then, job->then[i], job->weights.of[i]);
            ww_weighted_sum_add(&job->harm_now, job->now[i], job->weights.of[i]);
            continue;
        }
        job->without_then += job->then[i];
        job->without_now += job->now[i];
    }
    return WW_OK;
}

/* --- rows ----------------------------------------------------------------------------------------- */

struct order {
    size_t key;
    double harm;
};

static int gravest_first(const void *a, const void *b)
{
    const struct order *x = a, *y = b;
    if (x->harm != y->harm)
        return x->harm < y->harm ? 1 : -1;
    return (x->key > y->key) - (x->key < y->key);
}

static void set_share_of_harm(const struct job *job, size_t row, double harm)
{
    if (job->harm_now.sum > 0)
        ww_table_set_number(job->table, row, "share_harm_pct", 100 * harm / job->harm_now.sum);
    else
        ww_table_set_mark(job->table, row, "share_harm_pct", WW_MARK_NOT_APPLICABLE);
}

/* What the type belongs to; itself where it is a group. */
static const char *group_of(const struct job *job, const struct ww_category *node)
{
    const struct ww_category *parent = node->parent < 0 ? node
                                                        : ww_categories_at(job->tree, (size_t)node->parent);
    return parent->parent < 0 ? node->label : parent->label;
}

static void add_type(const struct job *job, size_t key)
{
    struct ww_table *table = job->table;
    const struct ww_category *node = ww_categories_at(job->tree, key);
    double weight = job->weights.of[key];
    const struct ww_compared compared = ww_compare(job->ask, job->then[key], job->now[key]);
    size_t row = ww_table_add_row(table, node->id, WW_ROW_PLAIN, 0);
    ww_table_set_text(table, row, "label", ww_str_of(node->label));
    ww_table_set_alone(table, row, node->alone);
    ww_table_set_text(table, row, "group", ww_str_of(group_of(job, node)));
    ww_table_set_number(table, row, "count_then", (double)job->then[key]);
    ww_table_set_number(table, row, "count_now", (double)job->now[key]);
    ww_table_set_number(table, row, "weight", weight);
    ww_table_set_number(table, row, "harm_then", weight * (double)job->then[key]);
    ww_table_set_number(table, row, "harm_now", weight * (double)job->now[key]);
    set_share_of_harm(job, row, weight * (double)job->now[key]);
    ww_compare_share(table, row, "share_volume_pct", job->now[key], job->all_now);
    ww_compare_change(table, row, "change_pct", job->then[key], job->now[key]);
    ww_compare_chance(table, row, &compared);
}

static void add_without(const struct job *job)
{
    static const char *const none[] = {"weight",         "harm_then",  "harm_now",
                                       "share_harm_pct", "change_pct", "p_value"};
    struct ww_table *table = job->table;
    size_t row = ww_table_add_row(table, "not-weighted", WW_ROW_SUBTOTAL, 0);
    ww_table_set_text(table, row, "label", WW_STR("Types without a weight"));
    ww_table_set_number(table, row, "count_then", (double)job->without_then);
    ww_table_set_number(table, row, "count_now", (double)job->without_now);
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        ww_table_set_mark(table, row, none[i], WW_MARK_NOT_AVAILABLE);
    ww_compare_share(table, row, "share_volume_pct", job->without_now, job->all_now);
}

static void set_total_change(const struct job *job, size_t row)
{
    struct ww_table *table = job->table;
    const struct ww_compared days = ww_compare(job->ask, 0, 0);
    double p = 1, then = job->harm_then.sum, now = job->harm_now.sum;
    if (job->all_then - job->without_then < WW_LOW_BASE)
        ww_table_set_mark(table, row, "change_pct", WW_MARK_LOW_BASE);
    else if (!(then > 0)) /* weights of 0 alone */
        ww_table_set_mark(table, row, "change_pct", WW_MARK_NOT_APPLICABLE);
    else
        ww_table_set_number(table, row, "change_pct", 100 * (now - then) / then);
    if (!ww_weighted_sum_change_p(&job->harm_then, days.days_then, &job->harm_now, days.days_now, &p)) {
        ww_table_set_mark(table, row, "p_value", WW_MARK_NOT_APPLICABLE);
        return;
    }
    bool up = now / days.days_now > then / days.days_then;
    ww_table_set_number(table, row, "p_value", p);
    ww_table_set_text(table, row, "verdict",
                      p >= WW_CHANCE_LEVEL ? WW_STR("No")
                      : up                 ? WW_STR("Up")
                                           : WW_STR("Down"));
}

static void add_total(const struct job *job)
{
    struct ww_table *table = job->table;
    size_t row = ww_table_add_row(table, "total", WW_ROW_TOTAL, 0);
    ww_table_set_text(table, row, "label", WW_STR("Total"));
    ww_table_set_number(table, row, "count_then", (double)job->all_then);
    ww_table_set_number(table, row, "count_now", (double)job->all_now);
    ww_table_set_mark(table, row, "weight", WW_MARK_NOT_APPLICABLE);
    ww_table_set_number(table, row, "harm_then", job->harm_then.sum);
    ww_table_set_number(table, row, "harm_now", job->harm_now.sum);
    set_share_of_harm(job, row, job->harm_now.sum);
    ww_compare_share(table, row, "share_volume_pct", job->all_now, job->all_now);
    set_total_change(job, row);
}

static enum ww_rc add_rows(const struct job *job, struct ww_err *err)
{
    struct order *order = ww_arena_alloc(job->ask->arena, job->size, sizeof *order);
    size_t n = 0;
    if (!order)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < job->size; i++)
        if (has_weight(job, i) && (job->then[i] || job->now[i]))
            order[n++] = (struct order){i, job->weights.of[i] * (double)job->now[i]};
    if (n)
        qsort(order, n, sizeof *order, gravest_first);
    for (size_t i = 0; i < n; i++)
        add_type(job, order[i].key);
    add_without(job);
    add_total(job);
    return ww_compare_together(job->ask, job->table, err);
}

/* --- words ---------------------------------------------------------------------------------------- */

static void add_findings(const struct job *job)
{
    struct ww_table *table = job->table;
    const char *before = ww_words_before(job->ask, job->ask->compare), *first = table->rows[0].id;
    ww_table_finding(
        table, "total/harm", 0.6, "total",
        ww_table_text(table,
                      "Weighed by harm, %s is {total.change_pct|change} on %s ({total.p_value|chance}). "
                      "Types without a weight are left out.",
                      job->ask->subject->together, before));
    ww_table_finding(
        table, "types/gravest", 0.55, first,
        ww_table_text(
            table,
            "{%s.label} ({%s.group|label}) bears the most harm: {%s.share_harm_pct} of the harm and "
            "{%s.share_volume_pct} of the %s.",
            first, first, first, first, job->ask->subject->many));
}

static void note_without(const struct job *job)
{
    const char *names = "";
    size_t n = 0;
    for (size_t i = 0; i < ww_categories_count(job->tree); i++) {
        if (has_weight(job, i) || !job->now[i])
            continue;
        if (n++ < NAMED_MAX)
            names = ww_table_text(job->table, "%s%s%s", names, *names ? ", " : ": ",
                                  ww_categories_at(job->tree, i)->label);
    }
    ww_table_note(job->table, "%s of %s %s are of types without a weight, so the total is a floor%s%s.",
                  ww_ask_number(job->ask, job->without_now), ww_ask_number(job->ask, job->all_now),
                  job->ask->subject->many, names, n > NAMED_MAX ? " and others" : "");
}

/* The finding, where there is one. */
static const char *title_of(struct ww_table *table)
{
    const char *first = table->rows[0].id;
    const struct ww_cell *share = ww_table_cell(table, first, "share_harm_pct");
    if (!share->present)
        return table->title;
    return ww_words_filled(table, ww_table_text(table,
                                                "{%s.label} is {%s.share_harm_pct} of the harm and "
                                                "{%s.share_volume_pct} of the volume",
                                                first, first, first));
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    const struct weights *w = &job->weights;
    const char *together = job->ask->subject->together;
    assert(w->source.record);
    ww_table_title(table, ww_table_text(table, "Harm of %s", together),
                   ww_table_text(table, "Recorded times weight (%s), %s against %s", w->index,
                                 ww_ask_words(job->ask, job->ask->period),
                                 ww_ask_words(job->ask, job->ask->compare)));
    ww_table_note(table, "Weights: %s, %s, in %s; supplied by the partnership (%s).", w->index, w->version,
                  unit_of(w) == WW_UNIT_DAYS ? "days" : "points of a score", w->source.record->source);
    note_without(job);
    if (w->unknown)
        ww_table_note(table,
                      "%s of the reference's names are no type of the category tree and could not be used.",
                      ww_ask_number(job->ask, (int64_t)w->unknown));
    ww_compare_note(table);
    ww_ask_note_used(&w->source, w->used, table);
    table->chart = (struct ww_chart){.kind = WW_CHART_BARS,
                                     .title = title_of(table),
                                     .subtitle = ww_table_text(table,
                                                               "Share of harm against share of volume, %s",
                                                               ww_ask_words(job->ask, job->ask->period)),
                                     .label = "label",
                                     .values = {"share_harm_pct", "share_volume_pct"},
                                     .n_values = 2,
                                     .plain_rows_only = true,
                                     .max_rows = 20};
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    struct weights w;
    return read_weights(ask, &w, err);
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job = {.ask = ask, .table = table, .tree = ww_context_categories(ask->context)};
    enum ww_rc rc = read_weights(ask, &job.weights, err);
    if (!rc)
        rc = count(&job, err);
    if (!rc)
        rc = add_rows(&job, err);
    if (rc)
        return rc;
    if (job.harm_now.sum > 0)
        add_findings(&job);
    describe(&job);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"compare", "the period it is compared with", "the period of the same length before"},
};

const struct ww_measure ww_measure_harm = {
    .name = "harm",
    .title = "Harm of recorded crime",
    .question = "How much harm does the recorded crime stand for, and which types bear it?",
    .subject = "recorded-crime",
    .formula =
        "recorded x weight of the type; the total's change tested with the variance of the weighted sum",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS) | WW_SHAPE_BIT(WW_SHAPE_SERIES),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM) | WW_ROLE_BIT(WW_ROLE_CATEGORY),
    .compares = true,
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
