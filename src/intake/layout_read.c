// SPDX-License-Identifier: Apache-2.0
/* One layout of a source: its columns (column_read.c), what melts, what is located, which column is the key. What
 * cannot be meant is refused here, with its place, and nothing further on needs to ask again. */
#include "intake/layout_parts.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"

/* --- melt, locate, key ---------------------------------------------------------------------------------- */

int ww_layout_column(const struct ww_source_layout *layout, const char *name)
{
    for (size_t i = 0; i < layout->n_columns; i++)
        if (strcmp(layout->columns[i].field.name, name) == 0)
            return (int)i;
    return -1;
}

int ww_layout_role(const struct ww_source_layout *layout, enum ww_role role)
{
    for (size_t i = 0; i < layout->n_columns; i++)
        if (layout->columns[i].field.role == role)
            return (int)i;
    return -1;
}

/* A column that melt feeds: it exists and nothing else feeds it. */
static enum ww_rc check_fed(struct ww_layout_reader *r, const struct ww_json_at *at,
                            const struct ww_source_layout *layout, const char *name)
{
    int index = ww_layout_column(layout, name);
    if (index < 0)
        return ww_json_fail(r->json, at, "there is no column \"%.80s\" in `columns`.", name);
    if (layout->columns[index].n_from || layout->columns[index].constant)
        return ww_json_fail(
            r->json, at, "column \"%.80s\" has a `field` or `constant`; melt feeds it, so leave those out.",
            name);
    return WW_OK;
}

/* melt.fields: {"ward17_code": ["lsoa11", "ward"]}: each field, and what it puts into the columns. */
static enum ww_rc read_melt_fields(struct ww_layout_reader *r, const struct ww_json_at *at,
                                   const json_t *object, struct ww_source_melt *melt)
{
    size_t count = json_object_size(object);
    const char **names = ww_arena_alloc(r->json->memory, count ? count : 1, sizeof *names);
    const char **texts = ww_arena_alloc(r->json->memory, count ? count * melt->n_into : 1, sizeof *texts);
    if (!names || !texts)
        return ww_fail_nomem(r->json->err);
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)object, name, value)
    {
        struct ww_json_at here = {at, name, 0};
        struct ww_json_texts said;
        struct ww_json_texts_spec spec = {name, WW_NEEDED, true, 2};
        size_t index = 0;
        enum ww_rc rc = ww_layout_need_field(r, &here, name, &index);
        if (!rc)
            rc = ww_json_texts(r->json, at, object, &spec, &said);
        if (!rc && said.count != melt->n_into)
            rc = ww_json_fail(r->json, &here, "has %zu texts; melt.into names %zu columns.", said.count,
                              melt->n_into);
        if (rc)
            return rc;
        assert(r->fields.needed && index < r->fields.count);
        r->fields.needed[index] = true;
        names[melt->n_fields] = r->fields.items[index].name;
        for (size_t i = 0; i < melt->n_into; i++)
            texts[melt->n_fields * melt->n_into + i] = said.items[i];
        melt->n_fields++;
    }
    melt->fields = names;
    melt->texts = texts;
    return WW_OK;
}

static enum ww_rc read_melt_source(struct ww_layout_reader *r, const struct ww_json_at *at,
                                   const json_t *object, struct ww_source_melt *melt)
{
    const json_t *fields;
    enum ww_rc rc = ww_json_read_text(r->json, at, object, "pattern", WW_OPTIONAL, &melt->pattern);
    if (!rc)
        rc = ww_json_object(r->json, at, object, "fields", WW_OPTIONAL, &fields);
    if (rc)
        return rc;
    if ((melt->pattern != NULL) == (fields != NULL))
        return ww_json_fail(r->json, at,
                            "needs either `pattern` (over the header's names) or `fields` (by name).");
    struct ww_json_at here = {at, melt->pattern ? "pattern" : "fields", 0};
    if (melt->pattern)
        return ww_layout_check_pattern(r->json, &here, melt->pattern, melt->n_into);
    if (json_object_size(fields) == 0)
        return ww_json_fail(r->json, &here, "is empty; name at least one field.");
    return read_melt_fields(r, &here, fields, melt);
}

static enum ww_rc check_fed_once(struct ww_layout_reader *r, const struct ww_json_at *at,
                                 const struct ww_source_melt *melt)
{
    for (size_t i = 0; i < melt->n_into; i++)
        if (strcmp(melt->into[i], melt->value) == 0 || (i && strcmp(melt->into[0], melt->into[i]) == 0))
            return ww_json_fail(r->json, at, "feeds column \"%.80s\" twice.", melt->into[i]);
    return WW_OK;
}

static enum ww_rc read_melt(struct ww_layout_reader *r, const struct ww_json_place *from,
                            struct ww_source_layout *layout)
{
    static const char *const keys[] = {"pattern", "fields", "into", "value", "skip_empty", NULL};
    struct ww_json_at at = {from->at, "melt", 0};
    struct ww_json_at into_at = {&at, "into", 0}, value_at = {&at, "value", 0};
    struct ww_json_texts_spec spec = {"into", WW_NEEDED, true, 2};
    struct ww_json_texts into;
    struct ww_source_melt *melt = &layout->melt;
    const json_t *object;
    enum ww_rc rc = ww_json_object(r->json, from->at, from->object, "melt", WW_OPTIONAL, &object);
    if (rc || !object)
        return rc;
    melt->skip_empty = true;
    if ((rc = ww_json_only(r->json, &at, object, keys)) ||
        (rc = ww_json_texts(r->json, &at, object, &spec, &into)) ||
        (rc = ww_json_read_text(r->json, &at, object, "value", WW_NEEDED, &melt->value)) ||
        (rc = ww_json_truth(r->json, &at, object, "skip_empty", &melt->skip_empty)))
        return rc;
    for (size_t i = 0; i < into.count && !rc; i++) {
        rc = check_fed(r, &into_at, layout, into.items[i]);
        melt->into[melt->n_into++] = into.items[i];
    }
    if (!rc)
        rc = check_fed(r, &value_at, layout, melt->value);
    if (!rc)
        rc = check_fed_once(r, &at, melt);
    if (!rc)
        rc = read_melt_source(r, &at, object, melt);
    layout->has_melt = !rc;
    return rc;
}

/* Without melt every column has a field or a constant; with it, all but those it feeds. */
static enum ww_rc check_all_fed(struct ww_layout_reader *r, const struct ww_json_at *at,
                                const struct ww_source_layout *layout)
{
    const struct ww_source_melt *melt = &layout->melt;
    for (size_t i = 0; i < layout->n_columns; i++) {
        const struct ww_source_column *column = &layout->columns[i];
        bool fed = column->n_from || column->constant;
        for (size_t k = 0; layout->has_melt && k < melt->n_into; k++)
            fed |= strcmp(melt->into[k], column->field.name) == 0;
        fed |= layout->has_melt && strcmp(melt->value, column->field.name) == 0;
        struct ww_json_at columns = {at, "columns", 0}, here = {&columns, column->field.name, 0};
        if (!fed)
            return ww_json_fail(r->json, &here,
                                "nothing feeds this column: give it a `field`, a `constant`, or name it in "
                                "`melt`.");
    }
    return WW_OK;
}

static enum ww_rc read_locate(struct ww_layout_reader *r, const struct ww_json_place *from,
                              struct ww_source_layout *layout)
{
    static const char *const keys[] = {"level", "into", NULL};
    struct ww_json_at at = {from->at, "locate", 0};
    const json_t *object;
    enum ww_rc rc = ww_json_object(r->json, from->at, from->object, "locate", WW_OPTIONAL, &object);
    if (rc || !object)
        return rc;
    if ((rc = ww_json_only(r->json, &at, object, keys)) ||
        (rc = ww_json_read_text(r->json, &at, object, "level", WW_NEEDED, &layout->locate_level)) ||
        (rc = ww_json_read_text(r->json, &at, object, "into", WW_NEEDED, &layout->locate_column)) ||
        (rc = ww_layout_check_column(r, &at, layout->locate_column, WW_ROLE_AREA)))
        return rc;
    if (strlen(layout->locate_level) >= sizeof((struct ww_field *)0)->area_level)
        return ww_json_fail(r->json, &at, "level is longer than 15 letters.");
    bool degrees = ww_layout_role(layout, WW_ROLE_LATITUDE) >= 0 &&
                   ww_layout_role(layout, WW_ROLE_LONGITUDE) >= 0;
    bool metres = ww_layout_role(layout, WW_ROLE_EASTING) >= 0 &&
                  ww_layout_role(layout, WW_ROLE_NORTHING) >= 0;
    if (!degrees && !metres)
        return ww_json_fail(r->json, &at,
                            "needs columns with the roles latitude and longitude, or easting and northing.");
    return WW_OK;
}

static enum ww_rc read_key(struct ww_layout_reader *r, const struct ww_json_place *from,
                           struct ww_source_layout *layout)
{
    struct ww_json_texts key;
    struct ww_json_texts_spec spec = {"primaryKey", WW_OPTIONAL, true, 1};
    struct ww_json_at at = {from->at, "primaryKey", 0};
    size_t field = 0;
    enum ww_rc rc = ww_json_texts(r->json, from->at, from->object, &spec, &key);
    if (rc || !key.count)
        return rc;
    rc = ww_layout_need_field(r, &at, key.items[0], &field);
    if (rc)
        return rc;
    for (size_t i = 0; i < layout->n_columns; i++) {
        const struct ww_source_column *column = &layout->columns[i];
        if (column->n_from == 1 && strcmp(column->from[0], key.items[0]) == 0) {
            layout->key = column->field.name;
            return WW_OK;
        }
    }
    return ww_json_fail(r->json, &at,
                        "no column is made from the field \"%.80s\" alone; add one to `columns`.",
                        key.items[0]);
}

/* --- the layout ------------------------------------------------------------------------------------------- */

static enum ww_rc read_names(const struct ww_json *json, const struct ww_layout_places *places,
                             const struct ww_json_place *file_month, const struct ww_json_place *vintage,
                             struct ww_source_layout *out)
{
    enum ww_rc rc;
    const struct ww_json_place *named = places->own.object ? &places->own : &places->watchward;
    const char *key = places->own.object ? "name" : "layout";
    if ((rc = ww_json_read_text(json, named->at, named->object, key, WW_OPTIONAL, &out->name)) ||
        (rc = ww_json_read_text(json, vintage->at, vintage->object, "vintage", WW_OPTIONAL, &out->vintage)) ||
        (rc = ww_json_read_text(json, file_month->at, file_month->object, "file_month", WW_OPTIONAL,
                                &out->file_month)))
        return rc;
    struct ww_json_at here = {named->at, key, 0};
    if (!out->name && places->own.object)
        return ww_json_fail(json, &here, "is missing; a layout has a name.");
    out->name = out->name ? out->name : "standard";
    out->vintage = out->vintage ? out->vintage : "";
    struct ww_json_at month_at = {file_month->at, "file_month", 0};
    return out->file_month ? ww_layout_check_pattern(json, &month_at, out->file_month, 1) : WW_OK;
}

static struct ww_json_place choose(const struct ww_json_place *own, const struct ww_json_place *otherwise,
                                   const char *key)
{
    return own->object && json_object_get(own->object, key) ? *own : *otherwise;
}

static enum ww_rc hand_over(struct ww_layout_reader *r, struct ww_source_layout *out)
{
    const char **names = ww_arena_alloc(r->json->memory, r->fields.count, sizeof *names);
    if (!names)
        return ww_fail_nomem(r->json->err);
    for (size_t i = 0; i < r->fields.count; i++)
        names[i] = r->fields.items[i].name;
    out->fields = names;
    out->needed = r->fields.needed;
    out->n_fields = r->fields.count;
    return WW_OK;
}

enum ww_rc ww_layout_read(const struct ww_json *json, const struct ww_layout_places *places,
                          struct ww_source_layout *out)
{
    struct ww_layout_reader r = {.json = json};
    struct ww_source_layout layout = {0};
    struct ww_json_place fields = choose(&places->own, &places->schema, "fields");
    struct ww_json_place columns = choose(&places->own, &places->watchward, "columns");
    struct ww_json_place melt = choose(&places->own, &places->watchward, "melt");
    struct ww_json_place locate = choose(&places->own, &places->watchward, "locate");
    struct ww_json_place key = choose(&places->own, &places->schema, "primaryKey");
    struct ww_json_place missing = choose(&places->own, &places->schema, "missingValues");
    struct ww_json_place file_month = choose(&places->own, &places->watchward, "file_month");
    struct ww_json_place vintage = choose(&places->own, &places->watchward, "vintage");
    struct ww_json_texts texts;
    struct ww_json_texts_spec missing_spec = {"missingValues", WW_OPTIONAL, false, 64};
    enum ww_rc rc;
    if ((rc = read_names(json, places, &file_month, &vintage, &layout)) ||
        (rc = ww_layout_read_fields(&r, &fields)) || (rc = ww_layout_read_columns(&r, &columns)) ||
        (rc = ww_json_texts(json, missing.at, missing.object, &missing_spec, &texts)))
        return rc;
    layout.columns = r.columns;
    layout.n_columns = r.n_columns;
    layout.missing_values = texts.items;
    layout.n_missing_values = texts.count;
    if ((rc = read_melt(&r, &melt, &layout)) || (rc = check_all_fed(&r, columns.at, &layout)) ||
        (rc = read_locate(&r, &locate, &layout)) || (rc = read_key(&r, &key, &layout)) ||
        (rc = hand_over(&r, &layout)))
        return rc;
    *out = layout;
    return WW_OK;
}
