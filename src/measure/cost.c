// SPDX-License-Identifier: Apache-2.0
/* cost: what does the recorded crime cost society, and who bears it?
 *
 * Problem. Volume and cost rank crime differently: shoplifting is common and cheap, robbery rarer and dear.
 * Method. Recorded offences of the types that the category tree books to a unit-cost offence × unit cost, component by
 * component (defensive expenditure ... other costs of justice). The reference (subject "unit-costs") is a dated
 * source like any other, so a newer one is imported, not programmed.
 * Conventions. A row's total is the published unit total × count; the unit total is rounded on its own, so the
 * components of a row add up to a little more or less, which a note says. Unit costs are applied to recorded
 * offences as they are: no multiplier for crimes that are not reported.
 * Edge cases. Types without a unit cost are one row without money: the total is a floor. A component that the reference
 * leaves out for an offence is [x]. */
#include <math.h>
#include <stdlib.h>

#include "measure/breakdown.h"
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/unit_costs.h"
#include "measure/words.h"

#define COLUMNS_MAX (WW_COST_COMPONENTS_MAX + 5)

/* --- columns -------------------------------------------------------------------------------------- */

/* A word without a vowel is an abbreviation: "cjs" is CJS. */
static void raise_abbreviations(char *words)
{
    while (words && *words) {
        size_t len = strcspn(words, " ");
        if (strcspn(words, "aeiouyAEIOUY") >= len)
            for (size_t i = 0; i < len; i++)
                words[i] = words[i] >= 'a' && words[i] <= 'z' ? (char)(words[i] - 'a' + 'A') : words[i];
        words += len + strspn(words + len, " ");
    }
}

static const char *with_blanks(struct ww_arena *arena, const char *slug, bool capital)
{
    char *words = ww_arena_copy(arena, ww_str_of(slug));
    for (char *c = words; c && *c; c++)
        if (*c == '-' || *c == '_')
            *c = ' ';
    raise_abbreviations(words);
    if (capital && words && words[0] >= 'a' && words[0] <= 'z')
        words[0] = (char)(words[0] - 'a' + 'A');
    return words ? words : "";
}

/* "defensive-expenditure" → "defensive_expenditure_gbp" */
static const char *column_name(struct ww_arena *arena, const char *component)
{
    char *name = ww_arena_printf(arena, "%s_gbp", component);
    for (char *c = name; c && *c; c++) {
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
        if (!((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9')))
            *c = '_';
    }
    return name ? name : "";
}

static struct ww_table *make_table(const struct ww_ask *ask)
{
    struct ww_unit_costs *costs;
    if (ww_unit_costs_read(ask, &costs, NULL)) /* `ready` has read it before and said what is wrong */
        return NULL;
    struct ww_column columns[COLUMNS_MAX];
    size_t n = 0;
    columns[n++] = ww_column_label("Offence");
    columns[n++] = ww_column_count("count", "Recorded");
    for (size_t c = 0; c < costs->n_components; c++) {
        const struct ww_cost_component *component = &costs->components[c];
        const char *title = ww_arena_printf(ask->arena, "%s: %s",
                                            with_blanks(ask->arena, component->group, true),
                                            with_blanks(ask->arena, component->name, false));
        columns[n++] = ww_column_number(column_name(ask->arena, component->name), title ? title : "",
                                        WW_UNIT_GBP, 0);
    }
    columns[n++] = ww_column_number("total_gbp", "Total", WW_UNIT_GBP, 0);
    columns[n++] = ww_column_percent("share_cost_pct", "Share of cost");
    columns[n++] = ww_column_percent("share_volume_pct", "Share of volume");
    return ww_table_new("cost", columns, n);
}

/* --- counting ------------------------------------------------------------------------------------- */

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    const struct ww_unit_costs *costs;
    int64_t *counts; /* by offence of the reference */
    int64_t not_costed, all;
    double total_gbp;
    double component_gbp[WW_COST_COMPONENTS_MAX];
};

static enum ww_rc count(struct job *job, struct ww_err *err)
{
    const struct ww_categories *tree = ww_context_categories(job->ask->context);
    struct ww_breakdown by = {.kind = WW_BREAKDOWN_TREE};
    enum ww_rc rc = ww_ask_dim_category(job->ask, &by.dim, err);
    if (rc)
        return rc;
    int64_t *counts = ww_arena_alloc(job->ask->arena, (size_t)by.dim.size, sizeof *counts);
    job->counts = ww_arena_alloc(job->ask->arena, job->costs->n_offences, sizeof *job->counts);
    if (!counts || !job->counts)
        return ww_fail_nomem(err);
    rc = ww_breakdown_count(job->ask, &by, job->ask->period, job->table, counts, err);
    for (size_t i = 0; !rc && i < (size_t)by.dim.size; i++) {
        const char *cost = i < ww_categories_count(tree) ? ww_categories_at(tree, i)->cost : "";
        int offence = cost[0] ? ww_unit_costs_find(job->costs, cost) : -1;
        if (offence >= 0)
            job->counts[offence] += counts[i];
        else
            job->not_costed += counts[i];
        job->all += counts[i];
    }
    return rc;
}

static void add_up(struct job *job)
{
    for (size_t i = 0; i < job->costs->n_offences; i++) {
        const struct ww_cost_offence *offence = &job->costs->offences[i];
        double count = (double)job->counts[i];
        job->total_gbp += count * offence->total_gbp;
        for (size_t c = 0; c < job->costs->n_components; c++)
            job->component_gbp[c] += count * offence->gbp[c];
    }
}

/* --- rows ----------------------------------------------------------------------------------------- */

struct order {
    size_t offence;
    double gbp;
};

static int dearest_first(const void *a, const void *b)
{
    const struct order *x = a, *y = b;
    if (x->gbp != y->gbp)
        return x->gbp < y->gbp ? 1 : -1;
    return (x->offence > y->offence) - (x->offence < y->offence);
}

/* The column of component c: after the label and the count. */
static const char *component_column(const struct job *job, size_t c)
{
    return job->table->columns[2 + c].name;
}

static void set_share_of_cost(const struct job *job, size_t row, double gbp)
{
    if (job->total_gbp > 0)
        ww_table_set_number(job->table, row, "share_cost_pct", 100 * gbp / job->total_gbp);
    else
        ww_table_set_mark(job->table, row, "share_cost_pct", WW_MARK_NOT_APPLICABLE);
}

/* What the tree books to an offence of the reference besides what its name says, in the words of the row. */
static const struct {
    const char *name, *label;
} wider[] = {{"Theft from person", "Theft from the person and other theft"},
             {"Theft of vehicle", "Theft of vehicles and pedal cycles"}};

static const char *label_of(const char *name)
{
    for (size_t i = 0; i < sizeof wider / sizeof wider[0]; i++)
        if (ww_str_eqz(ww_str_of(name), wider[i].name))
            return wider[i].label;
    return name;
}

static void add_offence(const struct job *job, size_t index)
{
    const struct ww_cost_offence *offence = &job->costs->offences[index];
    struct ww_table *table = job->table;
    int64_t count = job->counts[index];
    size_t row = ww_table_add_row(table, ww_table_row_id(table, NULL, offence->name), WW_ROW_PLAIN, 0);
    ww_table_set_text(table, row, "label", ww_str_of(label_of(offence->name)));
    ww_table_set_number(table, row, "count", (double)count);
    for (size_t c = 0; c < job->costs->n_components; c++)
        if (offence->given[c])
            ww_table_set_number(table, row, component_column(job, c), (double)count * offence->gbp[c]);
        else
            ww_table_set_mark(table, row, component_column(job, c), WW_MARK_NOT_AVAILABLE);
    ww_table_set_number(table, row, "total_gbp", (double)count * offence->total_gbp);
    set_share_of_cost(job, row, (double)count * offence->total_gbp);
    ww_compare_share(table, row, "share_volume_pct", count, job->all);
}

static void add_not_costed(const struct job *job)
{
    struct ww_table *table = job->table;
    size_t row = ww_table_add_row(table, "not-costed", WW_ROW_SUBTOTAL, 0);
    ww_table_set_text(table, row, "label", WW_STR("Types without a unit cost"));
    ww_table_set_number(table, row, "count", (double)job->not_costed);
    for (size_t c = 0; c < job->costs->n_components; c++)
        ww_table_set_mark(table, row, component_column(job, c), WW_MARK_NOT_AVAILABLE);
    ww_table_set_mark(table, row, "total_gbp", WW_MARK_NOT_AVAILABLE);
    ww_table_set_mark(table, row, "share_cost_pct", WW_MARK_NOT_AVAILABLE);
    ww_compare_share(table, row, "share_volume_pct", job->not_costed, job->all);
}

static void add_total(const struct job *job)
{
    struct ww_table *table = job->table;
    size_t row = ww_table_add_row(table, "total", WW_ROW_TOTAL, 0);
    ww_table_set_text(table, row, "label", WW_STR("Total"));
    ww_table_set_number(table, row, "count", (double)job->all);
    for (size_t c = 0; c < job->costs->n_components; c++)
        ww_table_set_number(table, row, component_column(job, c), job->component_gbp[c]);
    ww_table_set_number(table, row, "total_gbp", job->total_gbp);
    set_share_of_cost(job, row, job->total_gbp);
    ww_compare_share(table, row, "share_volume_pct", job->all, job->all);
}

static enum ww_rc add_rows(const struct job *job, struct ww_err *err)
{
    size_t n = job->costs->n_offences;
    struct order *order = ww_arena_alloc(job->ask->arena, n, sizeof *order);
    if (!order)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < n; i++)
        order[i] = (struct order){i, (double)job->counts[i] * job->costs->offences[i].total_gbp};
    qsort(order, n, sizeof *order, dearest_first);
    for (size_t i = 0; i < n; i++)
        add_offence(job, order[i].offence);
    add_not_costed(job);
    add_total(job);
    return WW_OK;
}

/* --- words ---------------------------------------------------------------------------------------- */

static void add_findings(struct ww_table *table)
{
    ww_table_finding(
        table, "total/cost", 0.75, "total",
        "Recorded crime cost society an estimated {total.total_gbp}, counting the types that have "
        "a unit cost.");
    const char *first = table->rows[0].id;
    ww_table_finding(
        table, "offences/dearest", 0.5, first,
        ww_table_text(table,
                      "{%s.label} is the largest part of the cost: {%s.total_gbp}, {%s.share_cost_pct} of "
                      "the cost and {%s.share_volume_pct} of the offences.",
                      first, first, first, first));
}

/* Whose budget bears most, and for what: of each agency among the components the dearest offence. */
static void add_agency_findings(const struct job *job)
{
    static const struct {
        const char *id, *column, *name;
    } agencies[] = {
        {"agencies/police", "police_costs_gbp", "the police"},
        {"agencies/justice", "other_cjs_costs_gbp", "the rest of the criminal justice system"},
        {"agencies/health", "health_services_gbp", "health services"},
    };
    struct ww_table *table = job->table;
    for (size_t a = 0; a < sizeof agencies / sizeof agencies[0]; a++) {
        const char *column = agencies[a].column, *dearest = NULL;
        double most = 0;
        if (ww_table_find_column(table, column) == WW_NO_INDEX)
            continue;
        for (size_t i = 0; i < table->n_rows; i++) {
            const struct ww_cell *cell = ww_table_cell(table, table->rows[i].id, column);
            if (table->rows[i].kind == WW_ROW_PLAIN && cell->present && cell->number > most) {
                most = cell->number;
                dearest = table->rows[i].id;
            }
        }
        if (dearest)
            ww_table_finding(
                table, agencies[a].id, 0.35, dearest,
                ww_table_text(table,
                              "What it cost %s: {total.%s}, the largest part of it, {%s.%s}, for "
                              "{%s.label|label}.",
                              agencies[a].name, column, dearest, column, dearest));
    }
}

static void note_rounding(const struct job *job)
{
    double components = 0;
    for (size_t c = 0; c < job->costs->n_components; c++)
        components += job->component_gbp[c];
    double apart = job->total_gbp - components;
    if (apart != 0)
        ww_table_note(
            job->table,
            "Unit totals are rounded on their own, so the components of a row do not add up to its total. "
            "Over all rows they add up to £%s %s; the total printed is the one that is quoted.",
            ww_ask_number(job->ask, (int64_t)fabs(apart)), apart > 0 ? "less" : "more");
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    const struct ww_ask *source = &job->costs->source;
    ww_table_title(table, "Cost of recorded crime",
                   ww_table_text(table, "Recorded offences times unit cost, %s",
                                 ww_ask_words(job->ask, job->ask->period)));
    ww_table_note(table, "Unit costs: %s (%s)%s%s.", source->record->source, source->record->owner,
                  job->costs->price_year[0] ? ", prices of " : "", job->costs->price_year);
    ww_table_note(
        table,
        "%s of the %s recorded offences are of types without a unit cost: they are in the recorded total but not "
        "in the cost, whose base is the types that have one, and the cost is a floor. Unit "
        "costs are averages of a country; they say what crime costs society, not what a budget would save.",
        ww_ask_number(job->ask, job->not_costed), ww_ask_number(job->ask, job->all));
    ww_table_note(
        table,
        "The reference has no cost of its own for the theft of a pedal cycle or for other theft: the first is booked at that "
        "of a vehicle, which is far too much for one, the second at that of theft from the person.");
    note_rounding(job);
    ww_ask_note_used(source, job->costs->used, table);
    table->chart = (struct ww_chart){
        .kind = WW_CHART_BARS,
        .title = ww_words_filled(table,
                                 ww_table_text(table,
                                               "{%s.label} costs most: {%s.total_gbp}, "
                                               "{%s.share_cost_pct} of all",
                                               table->rows[0].id, table->rows[0].id, table->rows[0].id)),
        .subtitle = ww_table_text(table, "Share of cost against share of volume, %s",
                                  ww_ask_words(job->ask, job->ask->period)),
        .label = "label",
        .values = {"share_cost_pct", "share_volume_pct"},
        .n_values = 2,
        .plain_rows_only = true};
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    struct ww_unit_costs *costs;
    return ww_unit_costs_read(ask, &costs, err);
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct ww_unit_costs *costs;
    enum ww_rc rc = ww_unit_costs_read(ask, &costs, err);
    if (rc)
        return rc;
    struct job job = {.ask = ask, .table = table, .costs = costs};
    rc = count(&job, err);
    if (rc)
        return rc;
    add_up(&job);
    rc = add_rows(&job, err);
    if (!rc)
        rc = ww_table_check(table, err);
    if (rc)
        return rc;
    if (job.total_gbp > 0) {
        add_findings(table);
        add_agency_findings(&job);
    }
    describe(&job);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
};

const struct ww_measure ww_measure_cost = {
    .name = "cost",
    .title = "Cost of recorded crime",
    .question = "What does the recorded crime cost society, and who bears it?",
    .subject = "recorded-crime",
    .formula = "recorded x unit cost, by component; row total = recorded x published unit total",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS) | WW_SHAPE_BIT(WW_SHAPE_SERIES),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM) | WW_ROLE_BIT(WW_ROLE_CATEGORY),
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
