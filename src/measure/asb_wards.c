// SPDX-License-Identifier: Apache-2.0
/* asb-wards: which kinds of anti-social behaviour make the volume of each ward?
 *
 * Problem. In every ward the same one or two types come first, so a list of the most frequent tells wards apart by
 * nothing. What differs is the third, and the types of which a ward has more than nearly all others.
 * Method. Records by area and type. For each area: total of both periods with the e-test, share, rank; its three most
 * frequent types; and the types for which it is among the first three areas.
 * Conventions. A type is a node of the category tree below the subject, as finely as the record says; where the subject is
 * not in the tree, a distinct text of the category. Equal counts share the better rank, so four areas may be among the first three; of equal types the
 * one first in the tree is named. An area without a record of a type is never among the first three for it.
 * Edge cases. Fewer than three types in an area: [z]. Records without a category count in the total alone. */
#include "measure/columns.h"
#include "measure/compare.h"
#include "measure/event_sources.h"
#include "measure/words.h"
#include "stats/order.h"

#define FIRST 3

static const char DEFAULT_LEVEL[] = "ward";

static struct ww_table *make_table(const struct ww_ask *ask)
{
    const struct ww_column columns[] = {
        ww_column_label("Area"),
        ww_column_words("code", "Code"),
        ww_column_count("count_then", ww_ask_words(ask, ask->compare)),
        ww_column_count("count_now", ww_ask_words(ask, ask->period)),
        ww_column_count("difference", "Difference"),
        ww_column_percent("change_pct", "Change"),
        ww_column_p_value("difference"),
        ww_column_words("verdict", "More than chance"),
        ww_column_percent("share_pct", "Share of all areas"),
        ww_column_number("rank", "Rank", WW_UNIT_RANK, 0),
        ww_column_words("first_type", "Most frequent type"),
        ww_column_words("second_type", "Second type"),
        ww_column_words("third_type", "Third type"),
        ww_column_count("third_count", "Third, recorded"),
        ww_column_number("n_among_first", "Types for which it is among the first three areas", WW_UNIT_COUNT,
                         0),
        ww_column_words("among_first", "Those types"),
    };
    return ww_table_new("asb-wards", columns, sizeof columns / sizeof columns[0]);
}

struct job {
    const struct ww_ask *ask;
    struct ww_table *table;
    const char *level;
    struct ww_area_list areas;
    int64_t *then, *now; /* of each area */
    size_t n_types;
    const char **types;
    int64_t *by_type; /* types × areas, of the period */
};

/* --- counting ------------------------------------------------------------------------------------- */

/* Whether a node lies under the subject's root. */
static bool is_type(const struct ww_ask *ask, const struct ww_categories *tree, size_t node)
{
    return (int)node != ask->subject_node && ww_categories_under(tree, (int)node, ask->subject_node);
}

/* Types that occur, in the tree's order; counts[areas × keys]. */
static enum ww_rc list_types(struct job *job, const int64_t *counts, size_t n_keys, struct ww_err *err)
{
    const struct ww_categories *tree = ww_context_categories(job->ask->context);
    size_t n = ww_categories_count(tree), n_areas = job->areas.count;
    // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
    job->types = ww_arena_alloc(job->ask->arena, n, sizeof *job->types);
    job->by_type = ww_arena_alloc(job->ask->arena, n * n_areas, sizeof *job->by_type);
    if (!job->types || !job->by_type)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < n; i++) {
        int64_t *of_type = job->by_type + job->n_types * n_areas, total = 0;
        if (!is_type(job->ask, tree, i))
            continue;
        for (size_t a = 0; a < n_areas; a++)
            total += of_type[a] = counts[a * n_keys + i];
        if (total > 0)
            job->types[job->n_types++] = ww_categories_at(tree, i)->label;
    }
    return WW_OK;
}

static enum ww_rc count_by_tree(struct job *job, struct ww_cube_spec *spec, struct ww_err *err)
{
    struct ww_cube cube;
    enum ww_rc rc = ww_ask_dim_category(job->ask, &spec->dims[spec->n_dims++], err);
    if (!rc)
        rc = ww_cube_count(job->ask->view, spec, ww_context_threads(job->ask->context), &cube, err);
    if (rc)
        return rc;
    rc = list_types(job, cube.counts, (size_t)spec->dims[1].size, err);
    ww_cube_free(&cube);
    return rc;
}

/* Types as the source words them, for a subject that is not in the tree. */
static enum ww_rc count_by_text(struct job *job, struct ww_cube_spec *spec, struct ww_err *err)
{
    struct ww_text_list texts;
    struct ww_cube cube;
    size_t n_areas = job->areas.count;
    enum ww_rc rc = ww_ask_dim_texts(job->ask, WW_ROLE_CATEGORY, NULL, &spec->dims[spec->n_dims++], &texts,
                                     err);
    if (rc)
        return rc;
    // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
    job->types = ww_arena_alloc(job->ask->arena, texts.count, sizeof *job->types);
    job->by_type = ww_arena_alloc(job->ask->arena, texts.count * n_areas, sizeof *job->by_type);
    if (!job->types || !job->by_type)
        return ww_fail_nomem(err);
    rc = ww_cube_count(job->ask->view, spec, ww_context_threads(job->ask->context), &cube, err);
    if (rc)
        return rc;
    for (size_t t = 0; t < texts.count; t++) {
        const char *label = ww_arena_copy(job->ask->arena, texts.items[t]);
        job->types[job->n_types++] = label ? label : "";
        for (size_t a = 0; a < n_areas; a++)
            job->by_type[t * n_areas + a] = cube.counts[a * texts.count + t];
    }
    ww_cube_free(&cube);
    return WW_OK;
}

static enum ww_rc count(struct job *job, struct ww_err *err)
{
    const struct ww_ask *ask = job->ask;
    struct ww_cube_spec spec;
    struct ww_area_counts then = {.counts = NULL}, now = {.counts = NULL};
    enum ww_rc rc = ww_event_counts(ask, job->level, ask->compare, job->table, &then, err);
    if (!rc)
        rc = ww_event_counts(ask, job->level, ask->period, job->table, &now, err);
    job->then = then.counts;
    job->now = now.counts;
    if (!rc)
        rc = ww_ask_spec(ask, &spec, err);
    if (!rc)
        rc = ww_ask_dim_area(ask, job->level, &spec.dims[spec.n_dims++], &job->areas, err);
    if (rc)
        return rc;
    spec.has_period = true;
    spec.period = ask->period;
    return ask->subject_node >= 0 ? count_by_tree(job, &spec, err) : count_by_text(job, &spec, err);
}

/* --- rows ----------------------------------------------------------------------------------------- */

/* The three most frequent types of an area. */
static enum ww_rc set_types(const struct job *job, size_t row, size_t area, struct ww_err *err)
{
    static const char *const columns[FIRST] = {"first_type", "second_type", "third_type"};
    uint64_t *counts = ww_arena_alloc(job->ask->arena, job->n_types, sizeof *counts);
    uint32_t *order = ww_arena_alloc(job->ask->arena, job->n_types, sizeof *order);
    if (!counts || !order)
        return ww_fail_nomem(err);
    for (size_t t = 0; t < job->n_types; t++)
        counts[t] = (uint64_t)job->by_type[t * job->areas.count + area];
    ww_order_counts(counts, job->n_types, order);
    bool third = job->n_types >= FIRST && counts[order[FIRST - 1]];
    for (size_t k = 0; k < FIRST; k++)
        if (k < job->n_types && counts[order[k]])
            ww_table_set_text(job->table, row, columns[k], ww_str_of(job->types[order[k]]));
        else
            ww_table_set_mark(job->table, row, columns[k], WW_MARK_NOT_APPLICABLE);
    if (third)
        ww_table_set_number(job->table, row, "third_count", (double)counts[order[FIRST - 1]]);
    else
        ww_table_set_mark(job->table, row, "third_count", WW_MARK_NOT_APPLICABLE);
    return WW_OK;
}

static void set_among_first(const struct job *job, size_t row, size_t area)
{
    const char *list = "";
    size_t n = job->areas.count, types = 0;
    for (size_t t = 0; t < job->n_types; t++) {
        const int64_t *counts = job->by_type + t * n;
        if (counts[area] <= 0 || ww_event_rank(counts, n, area) > FIRST)
            continue;
        types++;
        list = ww_table_text(job->table, "%s%s%s", list, *list ? "; " : "", job->types[t]);
    }
    ww_table_set_number(job->table, row, "n_among_first", (double)types);
    if (*list)
        ww_table_set_text(job->table, row, "among_first", ww_str_of(list));
}

static void set_counts(const struct job *job, size_t row, int64_t then, int64_t now, int64_t all)
{
    const struct ww_compared compared = ww_compare(job->ask, then, now);
    ww_table_set_number(job->table, row, "count_then", (double)then);
    ww_table_set_number(job->table, row, "count_now", (double)now);
    ww_table_set_number(job->table, row, "difference", (double)(now - then));
    ww_compare_change(job->table, row, "change_pct", then, now);
    ww_compare_chance(job->table, row, &compared);
    ww_compare_share(job->table, row, "share_pct", now, all);
}

static enum ww_rc add_rows(const struct job *job, struct ww_err *err)
{
    size_t n = job->areas.count;
    int64_t all_then = ww_event_sum(job->then, n), all_now = ww_event_sum(job->now, n);
    double *values = ww_arena_alloc(job->ask->arena, n, sizeof *values);
    uint32_t *order = ww_arena_alloc(job->ask->arena, n, sizeof *order);
    if (!values || !order)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < n; i++)
        values[i] = (double)job->now[i];
    ww_order_numbers(values, n, order);
    enum ww_rc rc = WW_OK;
    for (size_t place = 0; place < n && !rc; place++) {
        size_t i = order[place];
        const struct ww_area *area = job->areas.items[i];
        size_t row = ww_table_add_row(job->table, area->code.ptr, WW_ROW_PLAIN, 0);
        ww_table_set_text(job->table, row, "label", ww_area_label(area));
        ww_table_set_text(job->table, row, "code", area->code);
        set_counts(job, row, job->then[i], job->now[i], all_now);
        ww_table_set_number(job->table, row, "rank", (double)ww_event_rank(job->now, n, i));
        rc = set_types(job, row, i, err);
        set_among_first(job, row, i);
    }
    size_t row = ww_table_add_row(job->table, "total", WW_ROW_TOTAL, 0);
    ww_table_set_text(job->table, row, "label", WW_STR("All areas"));
    set_counts(job, row, all_then, all_now, all_now);
    return rc;
}

/* --- words ---------------------------------------------------------------------------------------- */

static void add_findings(const struct job *job)
{
    struct ww_table *table = job->table;
    const char *id = table->rows[0].id, *many = job->ask->subject->many;
    if (table->n_rows < 3 || !ww_table_cell(table, id, "share_pct")->present)
        return;
    ww_table_finding(table, "most", 0.5, id,
                     ww_table_text(table,
                                   "{%s.label} has the most %s, {%s.count_now} ({%s.share_pct} of all); most "
                                   "are {%s.first_type|label}.",
                                   id, many, id, id, id));
    if (ww_table_cell(table, id, "third_type")->present)
        ww_table_finding(
            table, "most/types", 0.35, id,
            ww_table_text(table,
                          "{%s.label} is among the first three for {%s.n_among_first} of %zu types. "
                          "Its third most frequent type is {%s.third_type|label} "
                          "({%s.third_count}).",
                          id, id, job->n_types, id, id));
}

static void describe(const struct job *job)
{
    struct ww_table *table = job->table;
    const struct ww_ask *ask = job->ask;
    ww_table_title(table, "Types by area",
                   ww_table_text(table, "Recorded %s in each of the %zu %s, %s against %s",
                                 ask->subject->many, job->areas.count, ww_words_areas(job->level),
                                 ww_ask_words(ask, ask->period), ww_ask_words(ask, ask->compare)));
    ww_table_parameter(table, "level", job->level);
    ww_compare_note(table);
    ww_table_note(table, "The most frequent types are alike nearly everywhere; the third, and the types for "
                         "which an area is among the first three, tell areas apart.");
    table->chart = (struct ww_chart){
        .kind = WW_CHART_MAP,
        .title = ww_table_text(table, "Where %s were recorded", ask->subject->many),
        .subtitle = table->subtitle,
        .label = "label",
        .values = {"count_now"},
        .n_values = 1,
        .plain_rows_only = true};
}

static const char *choose_level(const struct ww_ask *ask)
{
    return ask->question->by ? ask->question->by : DEFAULT_LEVEL;
}

static enum ww_rc ready(const struct ww_ask *ask, struct ww_err *err)
{
    struct ww_cube_dim dim;
    struct ww_area_list list;
    return ww_ask_dim_area(ask, choose_level(ask), &dim, &list, err);
}

static enum ww_rc run(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    struct job job = {.ask = ask, .table = table, .level = choose_level(ask)};
    enum ww_rc rc = count(&job, err);
    if (!rc)
        rc = add_rows(&job, err);
    if (!rc)
        rc = ww_compare_together(ask, table, err);
    if (rc)
        return rc;
    add_findings(&job);
    describe(&job);
    return WW_OK;
}

static const struct ww_parameter_spec parameters[] = {
    {"period", "the period asked about", "none: it must be given"},
    {"compare", "the period it is compared with", "the period of the same length before"},
    {"by", "the level of areas", "ward"},
};

const struct ww_measure ww_measure_asb_wards = {
    .name = "asb-wards",
    .title = "Anti-social behaviour by ward and type",
    .question = "Which kinds of anti-social behaviour make the volume of each ward?",
    .subject = "asb",
    .formula = "count by area and type; rank of types in the area, and of areas for the type",
    .version = 1,
    .shapes = WW_SHAPE_BIT(WW_SHAPE_EVENTS) | WW_SHAPE_BIT(WW_SHAPE_SERIES),
    .roles = WW_ROLE_BIT(WW_ROLE_FROM) | WW_ROLE_BIT(WW_ROLE_AREA) | WW_ROLE_BIT(WW_ROLE_CATEGORY),
    .compares = true,
    .small_areas = true,
    .parameters = parameters,
    .n_parameters = sizeof parameters / sizeof parameters[0],
    .ready = ready,
    .run = run,
    .table = make_table,
};
