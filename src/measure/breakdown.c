// SPDX-License-Identifier: Apache-2.0
/* Turns counts by key into rows: the one place where the category tree is rolled up into subtotals. */
#include "measure/breakdown.h"

#include <stdlib.h>

static const char UNMAPPED_ID[] = "not-in-the-category-tree";
static const char UNMAPPED_LABEL[] = "Not in the category tree";

enum ww_rc ww_breakdown_make(const struct ww_ask *ask, struct ww_breakdown *out, struct ww_err *err)
{
    struct ww_str by = ww_str_of(ask->question->by ? ask->question->by : "category");
    *out = (struct ww_breakdown){.kind = WW_BREAKDOWN_TREE};
    bool groups = ww_str_eqz(by, "group");
    if (groups || ww_str_eqz(by, "category")) {
        if (!ww_view_field(ask->view, WW_ROLE_CATEGORY))
            return ww_fail(err, WW_E_USAGE,
                           "%s has no categories to break its records down by. Use --by with one of its "
                           "columns or a level of areas.",
                           ask->record->source);
        out->kind = groups ? WW_BREAKDOWN_GROUPS : WW_BREAKDOWN_TREE;
        return ww_ask_dim_category(ask, &out->dim, err);
    }
    size_t areas = 0;
    ww_areas_list(ww_context_areas(ask->context), by, &areas);
    if (areas) {
        out->kind = WW_BREAKDOWN_AREAS;
        return ww_ask_dim_area(ask, ask->question->by, &out->dim, &out->areas, err);
    }
    out->kind = WW_BREAKDOWN_TEXTS;
    enum ww_rc rc = ww_ask_dim_texts(ask, WW_ROLE_ATTRIBUTE, ask->question->by, &out->dim, &out->texts, err);
    if (!rc && !out->texts.count)
        rc = ww_fail(err, WW_E_USAGE,
                     "--by '%s' is neither 'category', 'group', a level of areas that is known here, nor a "
                     "column of texts in %s.",
                     ask->question->by, ask->record->source);
    return rc;
}

enum ww_rc ww_breakdown_count(const struct ww_ask *ask, const struct ww_breakdown *breakdown,
                              struct ww_period period, struct ww_table *table, int64_t *counts,
                              struct ww_err *err)
{
    struct ww_cube_spec spec;
    struct ww_cube cube;
    enum ww_rc rc = ww_ask_spec(ask, &spec, err);
    if (rc)
        return rc;
    spec.dims[spec.n_dims++] = breakdown->dim;
    spec.has_period = true;
    spec.period = period;
    rc = ww_ask_count(ask, &spec, table, &cube, err);
    if (rc)
        return rc;
    memcpy(counts, cube.counts, cube.size * sizeof *counts);
    ww_ask_note_left_out(ask, &spec, &cube, table);
    ww_cube_free(&cube);
    return WW_OK;
}

enum ww_rc ww_breakdown_count_both(const struct ww_ask *ask, const struct ww_breakdown *breakdown,
                                   struct ww_table *table, int64_t **counts, struct ww_err *err)
{
    size_t size = (size_t)breakdown->dim.size;
    int64_t *both = ww_arena_alloc(ask->arena, size, 2 * sizeof *both);
    if (!both)
        return ww_fail_nomem(err);
    enum ww_rc rc = ww_breakdown_count(ask, breakdown, ask->compare, table, both, err);
    if (!rc)
        rc = ww_breakdown_count(ask, breakdown, ask->period, table, both + size, err);
    *counts = both;
    return rc;
}

struct job {
    const struct ww_ask *ask;
    const struct ww_breakdown *breakdown;
    const int64_t *counts;
    size_t n_series;
    ww_breakdown_emit *emit;
    void *context;
    int64_t *scratch; /* n_series: the row being emitted */
    int64_t *rolled;  /* tree: n_nodes × n_series */
};

static int64_t count_of(const struct job *job, size_t key, size_t series)
{
    return job->counts[series * (size_t)job->breakdown->dim.size + key];
}

static bool any(const int64_t *counts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (counts[i])
            return true;
    return false;
}

static void emit(const struct job *job, const char *id, const char *label, enum ww_row_kind kind,
                 unsigned depth, const int64_t *counts)
{
    job->emit(job->context, &(struct ww_breakdown_row){id, label, kind, depth, counts, NULL});
}

static void emit_category(const struct job *job, const struct ww_category *category, enum ww_row_kind kind,
                          unsigned depth, const int64_t *counts)
{
    job->emit(job->context, &(struct ww_breakdown_row){category->id, category->label, kind, depth, counts,
                                                       category->alone});
}

static void emit_key(const struct job *job, size_t key, const char *id, const char *label)
{
    for (size_t s = 0; s < job->n_series; s++)
        job->scratch[s] = count_of(job, key, s);
    if (any(job->scratch, job->n_series))
        emit(job, id, label, WW_ROW_PLAIN, 0, job->scratch);
}

static void emit_total(const struct job *job)
{
    for (size_t s = 0; s < job->n_series; s++) {
        job->scratch[s] = 0;
        for (size_t k = 0; k < (size_t)job->breakdown->dim.size; k++)
            job->scratch[s] += count_of(job, k, s);
    }
    emit(job, "total", "Total", WW_ROW_TOTAL, 0, job->scratch);
}

/* Every node's counts with those of everything below it. Children come after their parent in the tree's
 * order, so one pass from the end adds each into its parent. */
static void roll_up(const struct job *job, const struct ww_categories *tree)
{
    size_t n = ww_categories_count(tree);
    for (size_t i = 0; i < n; i++)
        for (size_t s = 0; s < job->n_series; s++)
            job->rolled[i * job->n_series + s] = count_of(job, i, s);
    for (size_t i = n; i-- > 0;) {
        int parent = ww_categories_at(tree, i)->parent;
        for (size_t s = 0; parent >= 0 && s < job->n_series; s++)
            job->rolled[(size_t)parent * job->n_series + s] += job->rolled[i * job->n_series + s];
    }
}

static bool has_rows_below(const struct job *job, const struct ww_categories *tree, size_t node)
{
    for (size_t i = node + 1; i < ww_categories_count(tree); i++)
        if (ww_categories_at(tree, i)->parent == (int)node &&
            any(job->rolled + i * job->n_series, job->n_series))
            return true;
    return false;
}

/* A group: its types first, its subtotal after them, as the published tables print it. Depth of the tree is
 * bounded by its loader. */
static void emit_node(const struct job *job, const struct ww_categories *tree, size_t node, unsigned depth)
{
    const int64_t *counts = job->rolled + node * job->n_series;
    const struct ww_category *category = ww_categories_at(tree, node);
    if (!any(counts, job->n_series))
        return;
    bool group = has_rows_below(job, tree, node);
    if (!group || job->breakdown->kind == WW_BREAKDOWN_GROUPS) {
        emit_category(job, category, WW_ROW_PLAIN, depth, counts);
        return;
    }
    for (size_t i = node + 1; i < ww_categories_count(tree); i++)
        if (ww_categories_at(tree, i)->parent == (int)node)
            emit_node(job, tree, i, depth + 1);
    emit_category(job, category, WW_ROW_SUBTOTAL, depth, counts);
}

static void emit_tree(const struct job *job)
{
    const struct ww_categories *tree = ww_context_categories(job->ask->context);
    roll_up(job, tree);
    int root = job->ask->subject_node;
    for (size_t i = 0; i < ww_categories_count(tree); i++)
        if (ww_categories_at(tree, i)->parent == root)
            emit_node(job, tree, i, 0);
    if (root >= 0) { /* records of the subject that say no more than that */
        for (size_t s = 0; s < job->n_series; s++)
            job->scratch[s] = count_of(job, (size_t)root, s);
        if (any(job->scratch, job->n_series))
            emit(job, "not-further-described", "Not further described", WW_ROW_PLAIN, 0, job->scratch);
    }
    emit_key(job, ww_categories_count(tree), UNMAPPED_ID, UNMAPPED_LABEL);
}

static void emit_areas(const struct job *job)
{
    for (size_t i = 0; i < job->breakdown->areas.count; i++) {
        const struct ww_area *area = job->breakdown->areas.items[i];
        emit_key(job, i, area->code.ptr, area->name.len ? area->name.ptr : area->code.ptr);
    }
}

struct order {
    size_t key;
    int64_t count;
};

static int most_first(const void *a, const void *b)
{
    const struct order *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return (x->key > y->key) - (x->key < y->key);
}

static enum ww_rc emit_texts(const struct job *job, struct ww_err *err)
{
    size_t n = job->breakdown->texts.count;
    struct order *order = ww_arena_alloc(job->ask->arena, n, sizeof *order);
    if (!order)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < n; i++)
        order[i] = (struct order){i, count_of(job, i, job->n_series - 1)};
    qsort(order, n, sizeof *order, most_first);
    for (size_t i = 0; i < n; i++) {
        const char *label = ww_arena_copy(job->ask->arena, job->breakdown->texts.items[order[i].key]);
        if (!label)
            return ww_fail_nomem(err);
        emit_key(job, order[i].key, NULL, label);
    }
    return WW_OK;
}

enum ww_rc ww_breakdown_rows(const struct ww_ask *ask, const struct ww_breakdown *breakdown,
                             const int64_t *counts, size_t n_series, ww_breakdown_emit *emit_row,
                             void *context, struct ww_err *err)
{
    size_t nodes = ww_categories_count(ww_context_categories(ask->context));
    struct job job = {.ask = ask,
                      .breakdown = breakdown,
                      .counts = counts,
                      .n_series = n_series,
                      .emit = emit_row,
                      .context = context,
                      .scratch = ww_arena_alloc(ask->arena, n_series, sizeof(int64_t)),
                      .rolled = ww_arena_alloc(ask->arena, (nodes + 1) * n_series, sizeof(int64_t))};
    if (!job.scratch || !job.rolled)
        return ww_fail_nomem(err);
    enum ww_rc rc = WW_OK;
    switch (breakdown->kind) {
    case WW_BREAKDOWN_TREE:
    case WW_BREAKDOWN_GROUPS: emit_tree(&job); break;
    case WW_BREAKDOWN_AREAS: emit_areas(&job); break;
    case WW_BREAKDOWN_TEXTS: rc = emit_texts(&job, err); break;
    }
    if (!rc)
        emit_total(&job);
    return rc;
}

size_t ww_breakdown_add_row(struct ww_table *table, const struct ww_breakdown_row *row)
{
    const char *id = row->id ? row->id : ww_table_row_id(table, "value", row->label);
    size_t at = ww_table_add_row(table, id, row->kind, row->depth);
    if (row->alone)
        ww_table_set_alone(table, at, row->alone);
    return at;
}
