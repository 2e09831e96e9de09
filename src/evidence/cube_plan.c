// SPDX-License-Identifier: Apache-2.0
/* Problem: a cube is asked for in words (areas, categories, months); a record has codes and days.
 * Method: for each extract, each text of a dictionary is asked once for its key, and the answers become a table by
 * code; each day of a MONTH dimension is looked up in the calendar once. Here is also where a question that the
 * view cannot answer is refused, before a record is looked at. */
#include "evidence/cube_plan.h"

#include <assert.h>

#include "base/checked.h"

#define MAX_CELLS   ((size_t)1 << 28)
#define FIRST_MONTH (-1969 * 12) /* January of year 1 */
#define END_MONTH   (8030 * 12)  /* January of year 10000 */

static enum ww_rc check_dim(const struct ww_cube_dim *dim, struct ww_err *err)
{
    static const int32_t whole[] = {[WW_BY_WEEKDAY] = 7, [WW_BY_HOUR] = 24};
    bool fits = dim->size >= 1;
    if (dim->by == WW_BY_WEEKDAY || dim->by == WW_BY_HOUR)
        fits = dim->size == whole[dim->by];
    if (dim->by == WW_BY_MONTH)
        fits = dim->origin >= FIRST_MONTH && dim->origin < END_MONTH && dim->size >= 1 &&
               dim->size <= END_MONTH - dim->origin;
    if (dim->by == WW_BY_NUMBER)
        fits = dim->n_edges >= 1 && dim->n_edges <= dim->size;
    if (!fits)
        return ww_fail(err, WW_E_USAGE, "A count cannot have %d steps from %d in this dimension.",
                       (int)dim->size, (int)dim->origin);
    return WW_OK;
}

static enum ww_rc plan_stages(struct ww_cube_plan *plan, struct ww_err *err)
{
    const struct ww_cube_spec *spec = plan->spec;
    assert(spec->n_dims <= WW_CUBE_MAX_DIMS && spec->n_where <= WW_CUBE_MAX_WHERE);
    plan->size = 1;
    plan->needs_time = spec->has_period;
    plan->n_where = spec->n_where;
    for (size_t i = 0; i < spec->n_where; i++)
        plan->stages[plan->n_stages++] = &spec->where[i];
    for (size_t i = 0; i < spec->n_dims; i++) {
        plan->stages[plan->n_stages++] = &spec->dims[i];
        plan->needs_time |= ww_cube_by_time(&spec->dims[i]);
    }
    for (size_t i = 0; i < plan->n_stages; i++) {
        enum ww_rc rc = check_dim(plan->stages[i], err);
        if (rc)
            return rc;
    }
    for (size_t i = 0; i < spec->n_dims; i++)
        if (!ww_size_mul(plan->size, (size_t)spec->dims[i].size, &plan->size) || plan->size > MAX_CELLS)
            return ww_fail(
                err, WW_E_LIMIT,
                "This count would have more than %zu cells. Ask for fewer areas, months or categories.",
                MAX_CELLS);
    return WW_OK;
}

static enum ww_rc plan_months(struct ww_cube_plan *plan, size_t index, struct ww_err *err)
{
    const struct ww_cube_dim *dim = plan->stages[index];
    int32_t first = ww_month_first_day(dim->origin);
    int32_t days = ww_month_first_day(dim->origin + dim->size) - first;
    int32_t *months = ww_arena_alloc(plan->arena, (size_t)days, sizeof *months);
    if (!months)
        return ww_fail_nomem(err);
    int32_t day = 0;
    for (int32_t month = 0; month < dim->size; month++)
        for (int32_t end = ww_month_first_day(dim->origin + month + 1) - first; day < end; day++)
            months[day] = month;
    plan->months[index] = (struct ww_cube_months){first, days, months};
    return WW_OK;
}

static int find_field(const struct ww_extract *extract, const struct ww_cube_dim *dim)
{
    if (ww_cube_by_time(dim))
        return ww_extract_field_by_role(extract, WW_ROLE_FROM);
    if (dim->role == WW_ROLE_ATTRIBUTE)
        return ww_extract_field_by_name(extract, dim->field);
    return ww_extract_field_by_role(extract, dim->role);
}

static int32_t checked_key(const struct ww_cube_dim *dim, int32_t key)
{
    assert(key < dim->size);
    return key < 0 ? WW_LEAVE_OUT : key;
}

/* Asks each text of the column for its key. */
static enum ww_rc plan_text(struct ww_cube_plan *plan, const struct ww_extract *extract,
                            const struct ww_cube_dim *dim, struct ww_cube_stage *out, struct ww_err *err)
{
    const struct ww_field *fields;
    ww_extract_fields(extract, &fields);
    struct ww_dictionary dictionary = {0};
    if (out->field >= 0) {
        const struct ww_field *field = &fields[out->field];
        if (field->kind != WW_KIND_CATEGORY)
            return ww_fail(err, WW_E_USAGE,
                           "Column \"%s\" is of kind %s: records can be counted by a category only.",
                           field->name, ww_kind_names[field->kind]);
        dictionary = ww_extract_dictionary(extract, (size_t)out->field);
        out->width = field->width;
    }
    int32_t *keys = ww_arena_alloc(plan->arena, dictionary.count + 1, sizeof *keys);
    if (!keys)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < dictionary.count; i++)
        keys[i] = checked_key(dim, dim->key(dim->context, dictionary.values[i]));
    keys[dictionary.count] = checked_key(dim, dim->missing_key);
    out->keys = keys;
    out->n_codes = dictionary.count;
    return WW_OK;
}

static enum ww_rc plan_number(const struct ww_extract *extract, struct ww_cube_stage *out, struct ww_err *err)
{
    const struct ww_field *fields;
    ww_extract_fields(extract, &fields);
    if (out->field < 0)
        return WW_OK;
    const struct ww_field *field = &fields[out->field];
    if (field->kind != WW_KIND_INTEGER)
        return ww_fail(err, WW_E_USAGE, "Column \"%s\" is of kind %s: only whole numbers go in bands.",
                       field->name, ww_kind_names[field->kind]);
    out->width = field->width;
    return WW_OK;
}

static enum ww_rc plan_stage(struct ww_cube_plan *plan, const struct ww_extract *extract,
                             const struct ww_cube_dim *dim, struct ww_cube_stage *out, struct ww_err *err)
{
    out->field = find_field(extract, dim);
    switch (dim->by) {
    case WW_BY_TEXT: return plan_text(plan, extract, dim, out, err);
    case WW_BY_NUMBER: return plan_number(extract, out, err);
    default: return WW_OK;
    }
}

static bool is_time(enum ww_kind kind)
{
    return kind == WW_KIND_MONTH || kind == WW_KIND_DATE || kind == WW_KIND_DATETIME;
}

static enum ww_rc plan_columns(struct ww_cube_plan *plan, const struct ww_extract *extract,
                               struct ww_cube_extract *out, struct ww_err *err)
{
    const struct ww_field *fields;
    ww_extract_fields(extract, &fields);
    out->from = ww_extract_field_by_role(extract, WW_ROLE_FROM);
    if (out->from >= 0)
        out->from_kind = fields[out->from].kind;
    if (out->from >= 0 && !is_time(out->from_kind))
        return ww_fail(err, WW_E_USAGE, "Column \"%s\" is of kind %s and cannot say when something happened.",
                       fields[out->from].name, ww_kind_names[out->from_kind]);
    out->value = ww_extract_field_by_role(extract, WW_ROLE_VALUE);
    if (out->value < 0)
        return WW_OK;
    const struct ww_field *value = &fields[out->value];
    if (value->kind != WW_KIND_INTEGER && (value->kind != WW_KIND_FIXED || value->places > 0))
        return ww_fail(err, WW_E_USAGE,
                       "Column \"%s\" is of kind %s: only whole numbers can be added up here.", value->name,
                       ww_kind_names[value->kind]);
    out->value_field = value;
    plan->series = true;
    return WW_OK;
}

static enum ww_rc plan_extract(struct ww_cube_plan *plan, size_t index, struct ww_err *err)
{
    const struct ww_extract *extract = ww_view_extract(plan->view, index);
    struct ww_cube_extract *out = &plan->extracts[index];
    enum ww_rc rc = plan_columns(plan, extract, out, err);
    for (size_t i = 0; rc == WW_OK && i < plan->n_stages; i++)
        rc = plan_stage(plan, extract, plan->stages[i], &out->stages[i], err);
    return rc;
}

static enum ww_rc no_column(const struct ww_cube_plan *plan, const char *what, struct ww_err *err)
{
    return ww_fail(err, WW_E_USAGE, "The source \"%s\" has no column for \"%s\".",
                   ww_view_record(plan->view, 0)->source, what);
}

/* Refuses to count by what no extract has (without extracts there is nothing to miss). */
static enum ww_rc check_columns(const struct ww_cube_plan *plan, struct ww_err *err)
{
    size_t n = ww_view_extracts(plan->view);
    bool timed = n == 0;
    for (size_t i = 0; i < n; i++)
        timed |= plan->extracts[i].from >= 0;
    if (plan->needs_time && !timed)
        return no_column(plan, ww_role_names[WW_ROLE_FROM], err);
    for (size_t s = 0; s < plan->n_stages; s++) {
        const struct ww_cube_dim *dim = plan->stages[s];
        bool found = n == 0;
        for (size_t i = 0; i < n; i++)
            found |= plan->extracts[i].stages[s].field >= 0;
        if (!found && ww_cube_by_time(dim))
            return no_column(plan, ww_role_names[WW_ROLE_FROM], err);
        if (!found)
            return no_column(plan, dim->role == WW_ROLE_ATTRIBUTE ? dim->field : ww_role_names[dim->role],
                             err);
    }
    return WW_OK;
}

enum ww_rc ww_cube_plan_make(struct ww_cube_plan *plan, const struct ww_view *view,
                             const struct ww_cube_spec *spec, struct ww_err *err)
{
    *plan = (struct ww_cube_plan){.view = view, .spec = spec, .arena = ww_arena_new(0)};
    size_t n = ww_view_extracts(view);
    if (plan->arena)
        plan->extracts = ww_arena_alloc(plan->arena, n ? n : 1, sizeof *plan->extracts);
    if (!plan->extracts)
        return ww_fail_nomem(err);
    enum ww_rc rc = plan_stages(plan, err);
    for (size_t i = 0; rc == WW_OK && i < plan->n_stages; i++)
        if (plan->stages[i]->by == WW_BY_MONTH)
            rc = plan_months(plan, i, err);
    for (size_t i = 0; rc == WW_OK && i < n; i++)
        rc = plan_extract(plan, i, err);
    return rc ? rc : check_columns(plan, err);
}

int32_t ww_cube_plan_key(const struct ww_cube_stage *stage, const struct ww_batch *batch, size_t row)
{
    if (stage->field < 0)
        return stage->keys[stage->n_codes];
    const struct ww_vector *v = &batch->vectors[stage->field];
    return stage->keys[ww_vector_has(v, row) ? ww_vector_code(v, stage->width, row) : stage->n_codes];
}

bool ww_cube_plan_meets(const struct ww_cube_plan *plan, const struct ww_cube_extract *extract,
                        const struct ww_batch *batch, size_t row)
{
    for (size_t i = 0; i < plan->n_where; i++)
        if (plan->stages[i]->by == WW_BY_TEXT &&
            ww_cube_plan_key(&extract->stages[i], batch, row) == WW_LEAVE_OUT)
            return false;
    return true;
}

bool ww_cube_plan_day(const struct ww_cube_extract *extract, const struct ww_batch *batch, size_t row,
                      int32_t *day)
{
    if (extract->from < 0 || !ww_vector_has(&batch->vectors[extract->from], row))
        return false;
    const struct ww_vector *from = &batch->vectors[extract->from];
    *day = extract->from_kind == WW_KIND_DATETIME
               ? (int32_t)ww_day_of_second(((const int64_t *)from->values)[row])
               : ((const int32_t *)from->values)[row];
    return true;
}

void ww_cube_plan_free(struct ww_cube_plan *plan)
{
    ww_arena_free(&plan->arena);
}
