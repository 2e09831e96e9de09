// SPDX-License-Identifier: Apache-2.0
/* compare: did it fall in one area by more than elsewhere?
 *
 * Problem. Burglary fell where the wardens went; it fell everywhere that year; and perhaps it went round the corner.
 * Method. The weighted displacement difference (stats/wdd.h): the change in the target less the change in a control area like
 * it; and the same of the areas around the two, where what was prevented may have gone. Beside it, since a difference of
 * counts asks that both areas begin alike, the ratio of the two ratios now / before with its interval on the log scale.
 * Conventions. The target is --area, or all of the area asked about where the control is another kind of crime. Both
 * periods of the same length; else the counts of a period are taken per period.
 * Edge cases. Areas that overlap are refused: a record would count on both sides. A ratio with a 0 in it: [z]. */
#include <math.h>
#include <string.h>

#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/words.h"
#include "stats/distribution.h"
#include "stats/wdd.h"

#define CODES_MAX 32 /* areas in one list */

enum group { TARGET, CONTROL, AROUND, AROUND_CONTROL, GROUPS };

static const struct {
    const char *id, *label;
    const char *parameter; /* that names its areas; NULL = --area */
} groups[GROUPS] = {
    [TARGET] = {"target", "Target", NULL},
    [CONTROL] = {"control", "Control", "control"},
    [AROUND] = {"around-target", "Around the target", "around"},
    [AROUND_CONTROL] = {"around-control", "Around the control", "around-control"},
};

static struct ww_table *make_table(const struct ww_ask *ask)
{
    const struct ww_column fewer = ww_column_number("estimate", "Change beyond the control's", WW_UNIT_COUNT,
                                                    0);
    const struct ww_column ratio = ww_column_number("ratio", "Ratio of the ratios", WW_UNIT_RATIO, 2);
    const struct ww_column columns[] = {
        ww_column_label("Area"),
        ww_column_words("areas", "Which"),
        ww_column_count("count_then", ww_ask_words(ask, ask->compare)),
        ww_column_count("count_now", ww_ask_words(ask, ask->period)),
        ww_column_count("difference", "Difference"),
        ww_column_percent("change_pct", "Change"),
        fewer,
        ww_column_end(fewer, WW_COLUMN_LOW, "estimate_low", "Lower end of 95% interval"),
        ww_column_end(fewer, WW_COLUMN_HIGH, "estimate_high", "Upper end of 95% interval"),
        ww_column_number("z_score", "z", WW_UNIT_SCORE, 2),
        ww_column_p_value("estimate"),
        ww_column_words("verdict", "More than chance"),
        ratio,
        ww_column_end(ratio, WW_COLUMN_LOW, "ratio_low", "Ratio, lower end of 95% interval"),
        ww_column_end(ratio, WW_COLUMN_HIGH, "ratio_high", "Ratio, upper end of 95% interval"),
    };
    return ww_table_new("compare", columns, sizeof columns / sizeof columns[0]);
}

/* --- which areas ------------------------------------------------------------------------------------ */

struct area_list {
    const struct ww_area *items[CODES_MAX];
    size_t n;
};

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    struct area_list areas[GROUPS];
    const char *category; /* of the control, where that is another kind of crime; else "" */
    int64_t then[GROUPS], now[GROUPS];
};

static const struct ww_area *find_area(const struct ww_areas *areas, struct ww_str code)
{
    for (size_t l = 0; ww_areas_level_name(areas, l); l++) {
        const struct ww_area *area = ww_areas_find(areas, ww_str_of(ww_areas_level_name(areas, l)), code);
        if (area)
            return area;
    }
    return NULL;
}

static enum ww_rc read_codes(const struct ww_ask *ask, const char *text, struct area_list *out,
                             struct ww_err *err)
{
    struct ww_str rest = ww_str_of(text), item;
    while (ww_str_cut(&rest, ',', &item)) {
        item = ww_str_trim(item);
        if (!item.len)
            continue;
        const struct ww_area *area = find_area(ww_context_areas(ask->context), item);
        if (!area)
            return ww_fail(
                err, WW_E_USAGE,
                "No imported boundaries or lookup know an area with the code '%.*s'. Several codes are "
                "separated by commas.",
                (int)(item.len < 40 ? item.len : 40), item.ptr);
        if (out->n == CODES_MAX)
            return ww_fail(err, WW_E_USAGE, "'%s' takes at most %d areas in a list.", ask->measure->name,
                           CODES_MAX);
        out->items[out->n++] = area;
    }
    return WW_OK;
}

static bool overlap(const struct ww_areas *areas, const struct ww_area *a, const struct ww_area *b)
{
    return (ww_str_eq(a->level, b->level) && ww_str_eq(a->code, b->code)) ||
           ww_areas_within(areas, a->level, a->code, b->level, b->code) ||
           ww_areas_within(areas, b->level, b->code, a->level, a->code);
}

/* The category that the question is about, as a node; -1 = all. */
static int node_asked(const struct job *job)
{
    const struct ww_question *q = job->ask->question;
    for (size_t i = 0; i < q->n_where; i++)
        if (ww_str_eqz(ww_str_of(q->where[i].field), "category"))
            return ww_categories_find(ww_context_categories(job->ask->context), q->where[i].value);
    return -1;
}

/* Another kind of crime must be another: not one that contains the target's, or is contained in it. */
static enum ww_rc check_category(const struct job *job, struct ww_err *err)
{
    const struct ww_categories *tree = ww_context_categories(job->ask->context);
    int control = ww_categories_find(tree, job->category), target = node_asked(job);
    if (control < 0)
        return ww_fail(err, WW_E_USAGE, "'%s' is no id of a category, such as 'burglary'.", job->category);
    if (target < 0 || ww_categories_under(tree, target, control) ||
        ww_categories_under(tree, control, target))
        return ww_fail(err, WW_E_USAGE,
                       "The target's records and those of '%s' overlap. Ask of another kind, as in --where "
                       "category=robbery.",
                       job->category);
    return WW_OK;
}

/* Areas of one list, and of any two lists, must not share ground. */
static enum ww_rc check_apart(const struct job *job, struct ww_err *err)
{
    const struct ww_areas *areas = ww_context_areas(job->ask->context);
    for (int g = 0; g < GROUPS; g++)
        for (size_t i = 0; i < job->areas[g].n; i++)
            for (int h = g; h < GROUPS; h++)
                for (size_t k = h == g ? i + 1 : 0; k < job->areas[h].n; k++)
                    if (overlap(areas, job->areas[g].items[i], job->areas[h].items[k]))
                        return ww_fail(err, WW_E_USAGE,
                                       "%s and %s overlap, so a record would count on both sides.",
                                       job->areas[g].items[i]->code.ptr, job->areas[h].items[k]->code.ptr);
    return WW_OK;
}

static enum ww_rc find_groups(struct job *job, struct ww_err *err)
{
    const struct ww_ask *ask = job->ask;
    enum ww_rc rc = read_codes(ask, ask->area, &job->areas[TARGET], err);
    job->category = ww_ask_parameter(ask, "control-category");
    for (int g = CONTROL; g < GROUPS && !rc; g++)
        rc = read_codes(ask, ww_ask_parameter(ask, groups[g].parameter), &job->areas[g], err);
    if (rc)
        return rc;
    if (!job->areas[CONTROL].n == !job->category[0])
        return ww_fail(err, WW_E_USAGE,
                       "Say what the target is compared with: --set control=CODE,CODE for other areas, or "
                       "--set control-category=NODE for another kind of crime in the same area (not both).");
    if (job->category[0] && (job->areas[AROUND].n || job->areas[AROUND_CONTROL].n))
        return ww_fail(err, WW_E_USAGE, "Areas around make sense with a control area only.");
    if (!job->areas[AROUND].n != !job->areas[AROUND_CONTROL].n)
        return ww_fail(
            err, WW_E_USAGE,
            "Displacement is looked at on both sides: give --set around= and --set around-control=.");
    rc = job->category[0] ? check_category(job, err) : WW_OK;
    return rc ? rc : check_apart(job, err);
}

/* --- counting --------------------------------------------------------------------------------------- */

static enum ww_rc count_one(const struct ww_ask *ask, struct ww_period period, struct ww_table *table,
                            int64_t *sum, struct ww_err *err)
{
    struct ww_cube_spec spec;
    struct ww_cube cube;
    enum ww_rc rc = ww_ask_spec(ask, &spec, err);
    if (rc)
        return rc;
    spec.has_period = true;
    spec.period = period;
    rc = ww_ask_count(ask, &spec, table, &cube, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < cube.size; i++)
        *sum += cube.counts[i];
    ww_cube_free(&cube);
    return WW_OK;
}

static enum ww_rc count_both(struct job *job, const struct ww_ask *asked, int group, struct ww_err *err)
{
    enum ww_rc rc = count_one(asked, job->ask->compare, job->table, &job->then[group], err);
    return rc ? rc : count_one(asked, job->ask->period, job->table, &job->now[group], err);
}

/* The same area and conditions, but for the category. */
static enum ww_rc count_category(struct job *job, struct ww_err *err)
{
    struct ww_question question = *job->ask->question;
    struct ww_ask other = *job->ask;
    size_t at = 0;
    while (at < question.n_where && !ww_str_eqz(ww_str_of(question.where[at].field), "category"))
        at++;
    if (at == WW_CONDITIONS_MAX)
        return ww_fail(err, WW_E_USAGE,
                       "--where can be given %d times at most, the control's category included.",
                       WW_CONDITIONS_MAX);
    question.where[at] = (struct ww_condition){"category", job->category};
    question.n_where = at == question.n_where ? at + 1 : question.n_where;
    other.question = &question;
    return count_both(job, &other, CONTROL, err);
}

static enum ww_rc count(struct job *job, struct ww_err *err)
{
    enum ww_rc rc = job->category[0] ? count_category(job, err) : WW_OK;
    if (!rc && job->category[0])
        rc = count_both(job, job->ask, TARGET, err);
    for (int g = 0; g < GROUPS && !job->category[0]; g++)
        for (size_t i = 0; i < job->areas[g].n && !rc; i++) {
            struct ww_ask other = *job->ask;
            other.area = job->areas[g].items[i]->code.ptr;
            other.area_level = job->areas[g].items[i]->level.ptr;
            rc = count_both(job, &other, g, err);
        }
    return rc;
}

/* --- rows ------------------------------------------------------------------------------------------- */

static const char *const estimated[] = {"estimate", "estimate_low", "estimate_high", "z_score", "p_value"};
static const char *const compared[] = {"ratio", "ratio_low", "ratio_high"};
static const char *const counted[] = {"count_then", "count_now", "difference", "change_pct"};

static void not_applicable(struct ww_table *table, size_t row, const char *const *columns, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ww_table_set_mark(table, row, columns[i], WW_MARK_NOT_APPLICABLE);
}

static const char *names_of(const struct job *job, int group)
{
    struct ww_buf names = {.max = 2000};
    if (group == CONTROL && job->category[0])
        return job->category;
    for (size_t i = 0; i < job->areas[group].n; i++) {
        const struct ww_area *area = job->areas[group].items[i];
        ww_buf_printf(&names, "%s%s", i ? ", " : "", area->name.len ? area->name.ptr : area->code.ptr);
    }
    const char *kept = ww_table_copy(job->table, ww_buf_view(&names));
    ww_buf_free(&names);
    return kept;
}

static bool is_asked(const struct job *job, int group)
{
    return group <= CONTROL || job->areas[group].n;
}

static void add_group(const struct job *job, int group)
{
    struct ww_table *table = job->table;
    size_t row = ww_table_add_row(table, groups[group].id, WW_ROW_PLAIN, 0);
    ww_table_set_text(table, row, "label", ww_str_of(groups[group].label));
    ww_table_set_text(table, row, "areas", ww_str_of(names_of(job, group)));
    ww_table_set_number(table, row, "count_then", (double)job->then[group]);
    ww_table_set_number(table, row, "count_now", (double)job->now[group]);
    ww_table_set_number(table, row, "difference", (double)(job->now[group] - job->then[group]));
    ww_compare_change(table, row, "change_pct", job->then[group], job->now[group]);
    not_applicable(table, row, estimated, sizeof estimated / sizeof estimated[0]);
    not_applicable(table, row, compared, sizeof compared / sizeof compared[0]);
}

static size_t add_estimate(const struct job *job, const char *id, const char *label, enum ww_row_kind kind,
                           const struct ww_wdd_estimate *e)
{
    struct ww_table *table = job->table;
    size_t row = ww_table_add_row(table, id, kind, 0);
    bool more = e->p < WW_CHANCE_LEVEL;
    ww_table_set_text(table, row, "label", ww_str_of(label));
    not_applicable(table, row, counted, sizeof counted / sizeof counted[0]);
    not_applicable(table, row, compared, sizeof compared / sizeof compared[0]);
    ww_table_set_number(table, row, "estimate", e->change);
    ww_compare_interval(table, row, (struct ww_ends){"estimate_low", "estimate_high"}, e->interval, 1);
    ww_table_set_number(table, row, "z_score", e->z);
    ww_table_set_number(table, row, "p_value", e->p);
    ww_table_set_text(table, row, "verdict", ww_str_of(!more ? "No" : e->change < 0.0 ? "Down" : "Up"));
    return row;
}

/* (target now / then) / (control now / then); its logarithm varies by the sum of the reciprocals of the four counts. */
static void set_ratio(const struct job *job, size_t row)
{
    double t0 = (double)job->then[TARGET], t1 = (double)job->now[TARGET];
    double c0 = (double)job->then[CONTROL], c1 = (double)job->now[CONTROL];
    if (!(t0 > 0.0 && t1 > 0.0 && c0 > 0.0 && c1 > 0.0))
        return;
    double ratio = t1 / t0 / (c1 / c0);
    double reach = ww_normal_quantile(0.5 + WW_LEVEL_95 / 2.0) *
                   sqrt(1.0 / t0 + 1.0 / t1 + 1.0 / c0 + 1.0 / c1);
    ww_table_set_number(job->table, row, "ratio", ratio);
    ww_table_set_number(job->table, row, "ratio_low", ratio * exp(-reach));
    ww_table_set_number(job->table, row, "ratio_high", ratio * exp(reach));
}

static struct ww_wdd_area area_of(const struct job *job, int group)
{
    return (struct ww_wdd_area){(double)job->then[group], (double)job->now[group], 1.0};
}

static void add_rows(const struct job *job)
{
    const struct ww_ask *ask = job->ask;
    double then = (double)(ask->compare.end_day - ask->compare.first_day);
    double now = (double)(ask->period.end_day - ask->period.first_day);
    bool alike = fabs(then - now) < 3.0; /* a leap day, months of other length */
    const struct ww_wdd_design design = {.target = area_of(job, TARGET),
                                         .control = area_of(job, CONTROL),
                                         .around_target = area_of(job, AROUND),
                                         .around_control = area_of(job, AROUND_CONTROL),
                                         .length_before = alike ? 1.0 : then / now,
                                         .length_after = 1.0};
    struct ww_wdd wdd;
    ww_wdd(&design, WW_LEVEL_95, &wdd);
    for (int g = 0; g < GROUPS; g++)
        if (is_asked(job, g))
            add_group(job, g);
    bool both = job->areas[AROUND].n > 0;
    if (both) {
        add_estimate(job, "local", "In the target itself", WW_ROW_SUBTOTAL, &wdd.local);
        add_estimate(job, "displacement", "Around it", WW_ROW_SUBTOTAL, &wdd.displacement);
    }
    size_t row = add_estimate(job, "total", both ? "Both together" : "Target against control", WW_ROW_TOTAL,
                              both ? &wdd.total : &wdd.local);
    if (!both)
        set_ratio(job, row);
    if (!alike)
        ww_table_note(job->table,
                      "The periods differ in length: counts of the earlier one are set against %.2f of it.",
                      now / then);
}

/* --- words ------------------------------------------------------------------------------------------ */

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    const char *many = job->ask->subject->many;
    const char *subtitle = ww_table_text(
        table, "Change in the target against that in the control, %s against %s",
        ww_ask_words(job->ask, job->ask->period), ww_ask_words(job->ask, job->ask->compare));
    const char *rest = job->areas[AROUND].n ? "local" : "total";
    bool fewer = ww_table_cell(table, rest, "estimate")->number < 0.0;
    ww_table_title(table, "Did it fall by more than elsewhere?", subtitle);
    ww_table_finding(
        table, "compare/total", 0.4, rest,
        ww_table_text(
            table,
            "{target.areas}: {target.count_now} %s, against {target.count_then} in %s; had it changed by as many "
            "as %s ({control.count_then} to {control.count_now}) there would have been {%s.estimate|abs} %s "
            "({%s.p_value|chance}).",
            many, ww_words_before(job->ask, job->ask->compare),
            job->category[0] ? "the other kind" : "the control", rest, fewer ? "more" : "fewer", rest));
    if (job->areas[AROUND].n)
        ww_table_finding(
            table, "compare/around", 0.3, "displacement",
            ww_table_text(
                table,
                "Around the target {displacement.estimate|abs} %s {displacement.estimate|more} than the "
                "areas around the control let expect ({displacement.p_value|chance}).",
                many));
    ww_table_note(
        table,
        "The estimate is the change in the target less that in the control%s: below 0, fewer than the control lets "
        "expect. It assumes that without the measure both would have changed by the same number, so they should "
        "begin alike; the ratio assumes the same percentage instead.",
        job->areas[AROUND].n ? ", and the same of the areas around them" : "");
    ww_table_note(
        table,
        "Counts are taken as Poisson, and the estimate as normal: too sure of itself where counts are few. An "
        "area chosen because it was bad falls back by itself.");
    ww_table_parameter(table, "target", job->ask->area);
}

/* --- the answer ------------------------------------------------------------------------------------- */

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job = {.ask = ask, .table = table};
    enum ww_rc rc = find_groups(&job, err);
    if (!rc)
        rc = count(&job, err);
    if (rc)
        return rc;
    add_rows(&job);
    describe(&job);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period after", "none: it must be given"},
    {"compare", "the period before", "the period of the same length before"},
    {"control", "codes of the areas compared with, separated by commas", ""},
    {"control-category", "instead: another kind of crime in the same area", ""},
    {"around", "codes of the areas around the target, where it may have gone", ""},
    {"around-control", "codes of the areas around the control", ""},
};

const struct ww_measure ww_measure_compare = {
    .name = "compare",
    .title = "Did it fall by more than elsewhere?",
    .question = "Did it fall in one area by more than elsewhere?",
    .subject = "recorded-crime",
    .formula =
        "(target now - then) - (control now - then), and the same around them; variance = sum of the counts",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS) | WW_SHAPE_BIT(WW_SHAPE_SERIES),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM) | WW_ROLE_BIT(WW_ROLE_AREA),
    .compares = true,
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .run = run,
    .table = make_table,
};
