// SPDX-License-Identifier: Apache-2.0
/* What counts are divided by.
 *
 * Problem. Residents, homes, workers and passers-by come from four offices in four files, some of them with several editions
 * or several measures in one; a rate must say which one it is of.
 * Method. The source of the subject that ww_ask_other chooses, counted by the cube over the areas asked for. Ages come from
 * the first edition of the population that has single years, whichever is in use otherwise, since bands cannot be split.
 * Conventions. Of several measures of footfall in one file the first is used, and named. A band belongs to an age if it
 * begins within it.
 * Edge cases. An area that the source does not list has 0, which is no denominator. */
#include "measure/denominators.h"

#include "base/num.h"

#define AGE_FIELD  "age"
#define BAND_FIELD "age_band"

static const struct ww_denominator_facts facts[WW_DENOMINATORS] = {
    [WW_PER_RESIDENTS] = {"population", "residents", "Residents"},
    [WW_PER_HOUSEHOLDS] = {"households", "households", "Households"},
    [WW_PER_WORKDAY] = {"workday-population", "people present on a working day", "Workday population"},
    [WW_PER_FOOTFALL] = {"footfall", "people counted in a day", "Footfall"},
};

const struct ww_denominator_facts *ww_denominator_facts(enum ww_denominator denominator)
{
    return &facts[denominator];
}

static bool fits(const struct ww_ask *other)
{
    return ww_view_has_role(other->view, WW_ROLE_AREA) && ww_view_has_role(other->view, WW_ROLE_VALUE);
}

bool ww_denominator_known(const struct ww_ask *ask, enum ww_denominator denominator)
{
    struct ww_ask other;
    struct ww_err ignored;
    return ww_ask_other(ask, facts[denominator].subject, fits, &other, &ignored) == WW_OK;
}

static size_t find_area(const struct ww_area_list *areas, struct ww_str code)
{
    size_t low = 0, high = areas->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = ww_str_cmp(areas->items[middle]->code, code);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return areas->count;
}

/* Sums the values of `other` by area, those of key 0 of a further dimension alone where there is one. */
static enum ww_rc sum(const struct ww_ask *other, const struct ww_cube_dim *only,
                      const struct ww_denominator_areas *areas, struct ww_table *table, int64_t **out,
                      struct ww_err *err)
{
    struct ww_cube_spec spec = {.n_dims = 1};
    struct ww_area_list own;
    struct ww_cube cube;
    size_t keys = 1;
    *out = ww_arena_alloc(other->arena, areas->list.count + 1, sizeof **out);
    if (!*out)
        return ww_fail_nomem(err);
    enum ww_rc rc = ww_ask_dim_area(other, areas->level, &spec.dims[0], &own, err);
    if (rc)
        return rc;
    if (only) {
        keys = (size_t)only->size;
        spec.dims[spec.n_dims++] = *only;
    }
    rc = ww_ask_count(other, &spec, table, &cube, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < own.count; i++) {
        size_t at = find_area(&areas->list, own.items[i]->code);
        if (at < areas->list.count)
            (*out)[at] = cube.counts[i * keys];
    }
    ww_cube_free(&cube);
    return WW_OK;
}

enum ww_rc ww_denominator_count(const struct ww_ask *ask, enum ww_denominator denominator,
                                const struct ww_denominator_areas *areas, struct ww_table *table,
                                struct ww_denominator_counts *out, struct ww_err *err)
{
    struct ww_ask other;
    struct ww_cube_dim measures;
    struct ww_text_list texts = {0};
    *out = (struct ww_denominator_counts){0};
    enum ww_rc rc = ww_ask_other(ask, facts[denominator].subject, fits, &other, err);
    if (!rc)
        rc = ww_ask_dim_texts(&other, WW_ROLE_ATTRIBUTE, "measure", &measures, &texts, err);
    if (!rc)
        rc = sum(&other, texts.count ? &measures : NULL, areas, table, &out->of, err);
    if (rc)
        return rc;
    out->source = other.record->source;
    out->owner = other.record->owner;
    if (texts.count)
        out->measure = ww_arena_copy(ask->arena, texts.items[0]);
    return WW_OK;
}

/* --- ages ------------------------------------------------------------------------------------------- */

/* Any edition of a population with a column of that name. */
static enum ww_rc find_population(const struct ww_ask *ask, const char *field, struct ww_ask *out,
                                  bool *found, struct ww_err *err)
{
    size_t count;
    const struct ww_extract_record *records = ww_context_extracts(ask->context, &count);
    *found = false;
    for (size_t i = 0; i < count && !*found; i++) {
        if (!ww_str_eqz(ww_str_of(facts[WW_PER_RESIDENTS].subject), records[i].subject))
            continue;
        *out = *ask;
        out->record = &records[i];
        enum ww_rc rc = ww_context_view(ask->context, records[i].source, records[i].vintage, &out->view, err);
        if (rc)
            return rc;
        *found = fits(out) && ww_extract_field_by_name(ww_view_extract(out->view, 0), field) >= 0;
    }
    return WW_OK;
}

struct band_keys {
    struct ww_ages ages;
    struct ww_buf *names; /* of the bands that belong */
};

/* "16-29" begins at 16, "65+" at 65. */
static int32_t band_key(void *context, struct ww_str text)
{
    const struct band_keys *keys = context;
    int64_t first;
    size_t digits = 0;
    text = ww_str_trim(text);
    while (digits < text.len && text.ptr[digits] >= '0' && text.ptr[digits] <= '9')
        digits++;
    if (!ww_parse_i64((struct ww_str){text.ptr, digits}, &first) || first < keys->ages.from ||
        first > keys->ages.to)
        return WW_LEAVE_OUT;
    if (keys->names->len)
        ww_buf_z(keys->names, ", ");
    ww_buf_str(keys->names, text);
    return 0;
}

static enum ww_rc sum_bands(const struct ww_ask *other, struct ww_ages ages,
                            const struct ww_denominator_areas *areas, struct ww_table *table,
                            struct ww_aged *out, struct ww_err *err)
{
    struct ww_buf names = {.max = 400};
    struct band_keys keys = {ages, &names};
    const struct ww_cube_dim bands = {.by = WW_BY_TEXT,
                                      .role = WW_ROLE_ATTRIBUTE,
                                      .field = BAND_FIELD,
                                      .size = 1,
                                      .missing_key = WW_LEAVE_OUT,
                                      .key = band_key,
                                      .context = &keys};
    enum ww_rc rc = sum(other, &bands, areas, table, &out->of, err);
    out->bands = ww_arena_copy(other->arena, ww_buf_view(&names));
    ww_buf_free(&names);
    return rc || out->bands ? rc : ww_fail_nomem(err);
}

static enum ww_rc sum_years(const struct ww_ask *other, struct ww_ages ages,
                            const struct ww_denominator_areas *areas, struct ww_table *table,
                            struct ww_aged *out, struct ww_err *err)
{
    const int32_t edges[2] = {ages.from, ages.to + 1};
    const struct ww_cube_dim years = {.by = WW_BY_NUMBER,
                                      .role = WW_ROLE_ATTRIBUTE,
                                      .field = AGE_FIELD,
                                      .size = 2,
                                      .missing_key = WW_LEAVE_OUT,
                                      .edges = edges,
                                      .n_edges = 2};
    out->exact = true;
    out->bands = ww_arena_printf(other->arena, "%d to %d", ages.from, ages.to);
    return out->bands ? sum(other, &years, areas, table, &out->of, err) : ww_fail_nomem(err);
}

enum ww_rc ww_denominator_aged(const struct ww_ask *ask, struct ww_ages ages,
                               const struct ww_denominator_areas *areas, struct ww_table *table,
                               struct ww_aged *out, struct ww_err *err)
{
    struct ww_ask other;
    bool found;
    *out = (struct ww_aged){0};
    enum ww_rc rc = find_population(ask, AGE_FIELD, &other, &found, err);
    if (rc || found)
        return rc ? rc : sum_years(&other, ages, areas, table, out, err);
    rc = find_population(ask, BAND_FIELD, &other, &found, err);
    if (rc || found)
        return rc ? rc : sum_bands(&other, ages, areas, table, out, err);
    return ww_fail(
        err, WW_E_NOT_FOUND,
        "'%s' also needs a population by age, and none has been imported. 'watchward sources' lists "
        "what can be imported.",
        ask->measure->name);
}
