// SPDX-License-Identifier: Apache-2.0
/* Reads the unit costs of crime, one row an offence and component, into a small table of offences × components.
 * Names are taken in order of first appearance, so a newer reference with other components needs no new program.
 * The component "total" is the published unit total, which is rounded on its own. */
#include "measure/unit_costs.h"

static const char SUBJECT[] = "unit-costs";
static const char TOTAL[] = "total";

/* The columns of one extract. */
struct reader {
    const struct ww_extract *extract;
    const struct ww_field *fields;
    int offence, group, component, gbp, year;
};

static enum ww_rc find_columns(const struct ww_ask *source, const struct ww_extract *extract,
                               struct reader *out, struct ww_err *err)
{
    *out = (struct reader){.extract = extract};
    ww_extract_fields(extract, &out->fields);
    out->offence = ww_extract_field_by_name(extract, "offence");
    out->group = ww_extract_field_by_name(extract, "cost_group");
    out->component = ww_extract_field_by_name(extract, "component");
    out->gbp = ww_extract_field_by_role(extract, WW_ROLE_VALUE);
    out->year = ww_extract_field_by_name(extract, "price_year");
    const int texts[] = {out->offence, out->group, out->component};
    bool good = out->gbp >= 0;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        good = good && texts[i] >= 0 && out->fields[texts[i]].kind == WW_KIND_CATEGORY;
    if (!good)
        return ww_fail(
            err, WW_E_INPUT,
            "%s lacks one of the columns unit costs need: offence, cost_group, component (texts) and a "
            "value in pounds.",
            source->record->source);
    return WW_OK;
}

static struct ww_str text_at(const struct reader *reader, const struct ww_batch *batch, int field, size_t row)
{
    const struct ww_vector *v = &batch->vectors[field];
    struct ww_dictionary d = ww_extract_dictionary(reader->extract, (size_t)field);
    return ww_vector_has(v, row) ? d.values[ww_vector_code(v, reader->fields[field].width, row)] : WW_STR("");
}

static bool number_at(const struct reader *reader, const struct ww_batch *batch, int field, size_t row,
                      double *out)
{
    const struct ww_vector *v = &batch->vectors[field];
    const struct ww_field *f = &reader->fields[field];
    if (!ww_vector_has(v, row))
        return false;
    double scale = 1;
    switch (f->kind) {
    case WW_KIND_NUMBER: *out = ((const double *)v->values)[row]; return true;
    case WW_KIND_FIXED:
        for (unsigned p = 0; p < f->places; p++)
            scale *= 10;
        *out = ((const int32_t *)v->values)[row] / scale;
        return true;
    case WW_KIND_INTEGER:
        *out = f->width == 8 ? (double)((const int64_t *)v->values)[row] : ((const int32_t *)v->values)[row];
        return true;
    default: return false;
    }
}

static int find_component(const struct ww_unit_costs *costs, struct ww_str name)
{
    for (size_t i = 0; i < costs->n_components; i++)
        if (ww_str_eqz(name, costs->components[i].name))
            return (int)i;
    return -1;
}

int ww_unit_costs_find(const struct ww_unit_costs *costs, const char *name)
{
    for (size_t i = 0; i < costs->n_offences; i++)
        if (ww_str_eqz(ww_str_of(name), costs->offences[i].name))
            return (int)i;
    return -1;
}

static enum ww_rc too_many(const struct ww_unit_costs *costs, struct ww_err *err)
{
    return ww_fail(err, WW_E_INPUT, "%s has more than %d offences or %d components.",
                   costs->source.record->source, WW_COST_OFFENCES_MAX, WW_COST_COMPONENTS_MAX);
}

static enum ww_rc offence_of(struct ww_unit_costs *costs, struct ww_str name, struct ww_cost_offence **out,
                             struct ww_err *err)
{
    for (size_t i = 0; i < costs->n_offences; i++)
        if (ww_str_eqz(name, costs->offences[i].name)) {
            *out = &costs->offences[i];
            return WW_OK;
        }
    if (costs->n_offences == WW_COST_OFFENCES_MAX)
        return too_many(costs, err);
    *out = &costs->offences[costs->n_offences++];
    (*out)->name = ww_arena_copy(costs->source.arena, name);
    return (*out)->name ? WW_OK : ww_fail_nomem(err);
}

static enum ww_rc component_of(struct ww_unit_costs *costs, struct ww_str group, struct ww_str name,
                               size_t *out, struct ww_err *err)
{
    int found = find_component(costs, name);
    if (found < 0) {
        if (costs->n_components == WW_COST_COMPONENTS_MAX)
            return too_many(costs, err);
        found = (int)costs->n_components++;
        costs->components[found] = (struct ww_cost_component){ww_arena_copy(costs->source.arena, group),
                                                              ww_arena_copy(costs->source.arena, name)};
        if (!costs->components[found].group || !costs->components[found].name)
            return ww_fail_nomem(err);
    }
    *out = (size_t)found;
    return WW_OK;
}

static enum ww_rc twice(const struct ww_unit_costs *costs, const char *offence, struct ww_str component,
                        struct ww_err *err)
{
    return ww_fail(err, WW_E_INPUT,
                   "%s gives the cost \"%.*s\" of \"%s\" twice. Import one set of unit costs only.",
                   costs->source.record->source, (int)component.len, component.ptr, offence);
}

static enum ww_rc add_row(struct ww_unit_costs *costs, const struct reader *reader,
                          const struct ww_batch *batch, size_t row, struct ww_err *err)
{
    struct ww_cost_offence *offence = NULL;
    struct ww_str component = text_at(reader, batch, reader->component, row);
    double gbp;
    if (!number_at(reader, batch, reader->gbp, row, &gbp))
        return WW_OK;
    enum ww_rc rc = offence_of(costs, text_at(reader, batch, reader->offence, row), &offence, err);
    if (rc)
        return rc;
    if (ww_str_eqz(component, TOTAL)) {
        if (offence->has_total)
            return twice(costs, offence->name, component, err);
        offence->has_total = true;
        offence->total_gbp = gbp;
        return WW_OK;
    }
    size_t at = 0;
    rc = component_of(costs, text_at(reader, batch, reader->group, row), component, &at, err);
    if (rc)
        return rc;
    if (offence->given[at])
        return twice(costs, offence->name, component, err);
    offence->given[at] = true;
    offence->gbp[at] = gbp;
    return WW_OK;
}

/* A year stands as a number, or as a text such as "2015/16". */
static enum ww_rc note_year(struct ww_unit_costs *costs, const struct reader *reader,
                            const struct ww_batch *batch, struct ww_err *err)
{
    double number;
    if (reader->year < 0 || costs->price_year[0] || !batch->rows)
        return WW_OK;
    const char *year = "";
    if (reader->fields[reader->year].kind == WW_KIND_CATEGORY)
        year = ww_arena_copy(costs->source.arena, text_at(reader, batch, reader->year, 0));
    else if (number_at(reader, batch, reader->year, 0, &number))
        year = ww_arena_printf(costs->source.arena, "%.0f", number);
    if (!year)
        return ww_fail_nomem(err);
    costs->price_year = year;
    return WW_OK;
}

static enum ww_rc read_extract(struct ww_unit_costs *costs, size_t index, struct ww_err *err)
{
    const struct ww_extract *extract = ww_view_extract(costs->source.view, index);
    struct reader reader;
    enum ww_rc rc = find_columns(&costs->source, extract, &reader, err);
    for (size_t b = 0; !rc && b < ww_extract_batches(extract); b++) {
        struct ww_batch batch;
        rc = ww_extract_batch(extract, b, &batch, err);
        if (!rc)
            rc = note_year(costs, &reader, &batch, err);
        for (size_t row = 0; !rc && row < batch.rows; row++)
            rc = add_row(costs, &reader, &batch, row, err);
        costs->used[index] += rc ? 0 : batch.rows;
    }
    return rc;
}

static void add_up_missing_totals(struct ww_unit_costs *costs)
{
    for (size_t i = 0; i < costs->n_offences; i++)
        for (size_t c = 0; c < costs->n_components && !costs->offences[i].has_total; c++)
            costs->offences[i].total_gbp += costs->offences[i].gbp[c];
}

enum ww_rc ww_unit_costs_read(const struct ww_ask *ask, struct ww_unit_costs **out, struct ww_err *err)
{
    struct ww_unit_costs *costs = ww_arena_alloc(ask->arena, 1, sizeof *costs);
    if (!costs)
        return ww_fail_nomem(err);
    costs->price_year = "";
    enum ww_rc rc = ww_ask_other(ask, SUBJECT, NULL, &costs->source, err);
    if (rc)
        return rc;
    size_t n = ww_view_extracts(costs->source.view);
    costs->offences = ww_arena_alloc(ask->arena, WW_COST_OFFENCES_MAX, sizeof *costs->offences);
    costs->used = ww_arena_alloc(ask->arena, n, sizeof *costs->used);
    if (!costs->offences || !costs->used)
        return ww_fail_nomem(err);
    for (size_t i = 0; !rc && i < n; i++)
        rc = read_extract(costs, i, err);
    add_up_missing_totals(costs);
    if (!rc)
        *out = costs;
    return rc;
}
