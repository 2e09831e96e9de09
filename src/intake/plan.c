// SPDX-License-Identifier: Apache-2.0
/* From words to numbers: a descriptor speaks of fields and columns by name, the pipeline's plan of places in a record.
 * Also the one thing the pipeline must ask back, in which area a point lies: every distinct point is projected
 * and located once. */
#include "intake/plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "intake/pattern.h"

/* --- locating ----------------------------------------------------------------------------------------------- */

static bool reserve_points(struct ww_import_plan *p, size_t n)
{
    if (n <= p->points_capacity)
        return true;
    size_t capacity = p->points_capacity;
    void *degrees = p->degrees, *metres = p->metres;
    bool good = ww_grow(&degrees, &capacity, n, sizeof *p->degrees);
    p->degrees = degrees;
    capacity = p->points_capacity;
    good = good && ww_grow(&metres, &capacity, n, sizeof *p->metres);
    p->metres = metres;
    if (good)
        p->points_capacity = capacity;
    return good;
}

static enum ww_rc locate(void *context, const int32_t *longitude_e6, const int32_t *latitude_e6, size_t n,
                         int32_t *keys, struct ww_err *err)
{
    struct ww_import_plan *p = context;
    if (!reserve_points(p, n))
        return ww_fail_nomem(err);
    for (size_t i = 0; i < n; i++) {
        p->degrees[i] = (struct ww_lonlat_e6){longitude_e6[i], latitude_e6[i]};
        p->metres[i] = (struct ww_bng){longitude_e6[i],
                                       latitude_e6[i]}; /* grid: easting and northing as they are */
    }
    if (!p->plan.grid)
        ww_project_wgs84_e6_to_bng(p->projector, p->degrees, n, p->metres);
    return ww_locate_many(p->locator, p->metres, n, keys, p->threads, err);
}

static enum ww_rc fail_no_areas(const struct ww_descriptor *d, const char *level, struct ww_err *err)
{
    return ww_fail(
        err, WW_E_INPUT,
        "The source %s places its records in areas of the level %s, whose boundaries are not in this workspace. "
        "Import them first ('watchward import boundaries FILE'), then this.",
        d->name, level);
}

static enum ww_rc plan_locate(const struct ww_descriptor *d, const struct ww_source_layout *layout,
                              const struct ww_areas *areas, struct ww_arena *arena, struct ww_import_plan *p,
                              struct ww_err *err)
{
    struct ww_str level = ww_str_of(layout->locate_level);
    size_t count = 0;
    const struct ww_area *const *list = areas ? ww_areas_list(areas, level, &count) : NULL;
    if (!count)
        return fail_no_areas(d, layout->locate_level, err);
    struct ww_str *codes = ww_arena_alloc(arena, count, sizeof *codes);
    if (!codes)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < count; i++)
        codes[i] = list[i]->code;
    enum ww_rc rc = ww_locator_new(areas, level, &p->locator, err);
    if (rc == WW_E_NOT_FOUND)
        return fail_no_areas(d, layout->locate_level, err);
    p->plan.grid = ww_layout_role(layout, WW_ROLE_LONGITUDE) < 0;
    if (!rc && !p->plan.grid)
        rc = ww_projector_new(&p->projector, err);
    p->plan.located_texts = codes;
    p->plan.n_located_texts = count;
    p->plan.locate = locate;
    p->plan.locate_context = p;
    return rc;
}

static void add_located_column(const struct ww_source_layout *layout, struct ww_import_plan *p)
{
    struct ww_plan_column *column = &p->columns[p->plan.n_columns];
    column->field = (struct ww_field){.kind = WW_KIND_CATEGORY, .role = WW_ROLE_AREA};
    ww_str_copy(ww_str_of(layout->locate_column), column->field.name, sizeof column->field.name);
    ww_str_copy(ww_str_of(layout->locate_level), column->field.area_level, sizeof column->field.area_level);
    p->plan.located = (int)p->plan.n_columns++;
}

/* --- columns -------------------------------------------------------------------------------------------------- */

static int field_index(const struct ww_fit *fit, const char *name)
{
    for (size_t i = 0; i < fit->layout->n_fields; i++)
        if (strcmp(fit->layout->fields[i], name) == 0)
            return fit->index[i];
    return -1;
}

static enum ww_rc plan_column(const struct ww_fit *fit, const struct ww_source_column *source,
                              struct ww_import_plan *p, struct ww_err *err)
{
    size_t at = p->plan.n_columns++;
    struct ww_plan_column *column = &p->columns[at];
    *column = (struct ww_plan_column){.field = source->field,
                                      .n_from = source->n_from,
                                      .required = source->required,
                                      .guarded = source->guarded,
                                      .has_range = source->has_range,
                                      .min = source->min,
                                      .max = source->max};
    p->sources[at] = source;
    if (source->n_from)
        column->supplied_name =
            source->from[0]; /* of a joined column the first is at fault as often as any */
    for (size_t i = 0; i < source->n_from; i++)
        column->from[i] = field_index(fit, source->from[i]);
    if (source->constant)
        column->constant = ww_str_of(source->constant);
    if (!source->pattern)
        return WW_OK;
    if (ww_pattern_compile(source->pattern, WW_PATTERN_WHOLE, &p->patterns[at]) != NULL)
        return ww_fail_nomem(err); /* it was compiled when the descriptor was read */
    p->has_pattern[at] = true;
    column->pattern = &p->patterns[at];
    return WW_OK;
}

static int plan_index(const struct ww_import_plan *p, const char *name)
{
    for (size_t i = 0; i < p->plan.n_columns; i++)
        if (strcmp(p->columns[i].field.name, name) == 0)
            return (int)i;
    return -1;
}

/* --- melt ------------------------------------------------------------------------------------------------------- */

static enum ww_rc header_texts(const struct ww_source_melt *melt, const struct ww_header *header,
                               const struct ww_fit *fit, struct ww_str *texts, struct ww_err *err)
{
    if (!melt->pattern) {
        for (size_t i = 0; i < melt->n_fields * melt->n_into; i++)
            texts[i] = ww_str_of(melt->texts[i]);
        return WW_OK;
    }
    regex_t regex;
    if (ww_pattern_compile(melt->pattern, WW_PATTERN_PART, &regex) != NULL)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < fit->n_melted; i++) {
        struct ww_str groups[WW_PATTERN_GROUPS] = {{"", 0}, {"", 0}};
        ww_pattern_groups(&regex, header->names[fit->melted[i]], groups);
        for (size_t k = 0; k < melt->n_into; k++)
            texts[i * melt->n_into + k] = groups[k];
    }
    regfree(&regex);
    return WW_OK;
}

static enum ww_rc plan_melt(const struct ww_header *header, const struct ww_fit *fit, struct ww_arena *arena,
                            struct ww_import_plan *p, struct ww_err *err)
{
    const struct ww_source_melt *melt = &fit->layout->melt;
    if (!fit->layout->has_melt)
        return WW_OK;
    struct ww_str *texts = ww_arena_alloc(arena, fit->n_melted * melt->n_into, sizeof *texts);
    if (!texts)
        return ww_fail_nomem(err);
    p->plan.has_melt = true;
    p->plan.melt = (struct ww_plan_melt){.columns = fit->melted,
                                         .n_columns = fit->n_melted,
                                         .header_values = texts,
                                         .n_into = melt->n_into,
                                         .value = plan_index(p, melt->value),
                                         .skip_empty = melt->skip_empty};
    for (size_t k = 0; k < melt->n_into; k++)
        p->plan.melt.into[k] = plan_index(p, melt->into[k]);
    return header_texts(melt, header, fit, texts, err);
}

/* --- the plan --------------------------------------------------------------------------------------------------- */

static enum ww_rc plan_missing(const struct ww_source_layout *layout, struct ww_arena *arena,
                               struct ww_plan *plan, struct ww_err *err)
{
    struct ww_str *texts = ww_arena_alloc(arena, layout->n_missing_values + 1, sizeof *texts);
    if (!texts)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < layout->n_missing_values; i++)
        if (layout->missing_values[i][0])
            texts[plan->n_missing_texts++] = ww_str_of(layout->missing_values[i]);
    plan->missing_texts = texts;
    return WW_OK;
}

static enum ww_rc reserve(const struct ww_source_layout *layout, struct ww_arena *arena,
                          struct ww_import_plan *p, struct ww_err *err)
{
    size_t n = layout->n_columns + 2; /* the located one, and that of pseudonyms */
    p->columns = ww_arena_alloc(arena, n, sizeof *p->columns);
    p->sources = ww_arena_alloc(arena, n, sizeof(const struct ww_source_column *));
    p->patterns = ww_arena_alloc(arena, n, sizeof *p->patterns);
    p->has_pattern = ww_arena_alloc(arena, n, sizeof *p->has_pattern);
    return p->columns && p->sources && p->patterns && p->has_pattern ? WW_OK : ww_fail_nomem(err);
}

static enum ww_rc plan_columns(const struct ww_fit *fit, struct ww_import_plan *p, struct ww_err *err)
{
    const struct ww_source_layout *layout = fit->layout;
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < layout->n_columns && !rc; i++)
        if (layout->columns[i].field.role != WW_ROLE_IDENTITY) /* no identity enters evidence */
            rc = plan_column(fit, &layout->columns[i], p, err);
    return !rc && p->person ? plan_column(fit, p->person, p, err) : rc;
}

static enum ww_rc fill(const struct ww_descriptor *d, const struct ww_header *header,
                       const struct ww_fit *fit, const struct ww_areas *areas, struct ww_arena *arena,
                       struct ww_import_plan *p, struct ww_err *err)
{
    const struct ww_source_layout *layout = fit->layout;
    enum ww_rc rc = reserve(layout, arena, p, err);
    if (!rc)
        rc = plan_columns(fit, p, err);
    if (!rc && layout->locate_level) {
        add_located_column(layout, p);
        rc = plan_locate(d, layout, areas, arena, p, err);
    }
    if (!rc)
        rc = plan_melt(header, fit, arena, p, err);
    if (!rc)
        rc = plan_missing(layout, arena, &p->plan, err);
    p->plan.columns = p->columns;
    p->plan.key = layout->key && !rc ? plan_index(p, layout->key) : -1;
    return rc;
}

enum ww_rc ww_import_plan_make(const struct ww_descriptor *descriptor, const struct ww_header *header,
                               const struct ww_fit *fit, const struct ww_areas *areas,
                               const struct ww_plan_options *options, struct ww_arena *arena,
                               struct ww_import_plan *out, struct ww_err *err)
{
    *out = (struct ww_import_plan){.threads = options->threads, .person = options->person};
    out->plan = (struct ww_plan){.input_fields = header->count,
                                 .separator = header->separator,
                                 .key = -1,
                                 .located = -1,
                                 .has_range = descriptor->has_range,
                                 .range = descriptor->range,
                                 .reject_limit_pct = options->reject_limit_pct,
                                 .threads = options->threads,
                                 .portable = options->portable,
                                 .seed = options->seed,
                                 .hash_inputs = true};
    enum ww_rc rc = fill(descriptor, header, fit, areas, arena, out, err);
    if (rc)
        ww_import_plan_free(out);
    return rc;
}

void ww_import_plan_free(struct ww_import_plan *plan)
{
    for (size_t i = 0; plan->has_pattern && i < plan->plan.n_columns; i++)
        if (plan->has_pattern[i])
            regfree(&plan->patterns[i]);
    ww_locator_free(&plan->locator);
    ww_projector_free(&plan->projector);
    free(plan->degrees);
    free(plan->metres);
    *plan = (struct ww_import_plan){0};
}
