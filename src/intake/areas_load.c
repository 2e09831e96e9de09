// SPDX-License-Identifier: Apache-2.0
/* The registry of areas is not kept anywhere by itself: it is read back from the evidence each time, so that the areas of
 * a figure are those of sealed files with a hash, and a lookup that was superseded no longer counts. */
#include "intake/areas_load.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "evidence/catalogue.h"
#include "evidence/extract.h"

#define MEMORY_MAX ((size_t)64 << 20)

/* The columns of one extract that make up an area or a link, by name; -1 = not there. */
struct reading {
    const struct ww_extract *extract;
    const struct ww_field *fields;
    const struct ww_batch *batch;
    size_t row;
};

static const struct ww_vector *vector_at(const struct reading *r, const char *name, size_t *field)
{
    int index = ww_extract_field_by_name(r->extract, name);
    if (index < 0 || !ww_vector_has(&r->batch->vectors[index], r->row))
        return NULL;
    *field = (size_t)index;
    return &r->batch->vectors[index];
}

/* "" when the column is not there, holds something else, or has nothing in this row. */
static struct ww_str text_at(const struct reading *r, const char *name)
{
    size_t field, row = r->row;
    const struct ww_vector *v = vector_at(r, name, &field);
    if (!v)
        return (struct ww_str){"", 0};
    enum ww_kind kind = r->fields[field].kind;
    if (kind == WW_KIND_TEXT || kind == WW_KIND_BINARY)
        return (struct ww_str){(const char *)v->values + v->offsets[row],
                               (size_t)(v->offsets[row + 1] - v->offsets[row])};
    if (kind != WW_KIND_CATEGORY)
        return (struct ww_str){"", 0};
    struct ww_dictionary dictionary = ww_extract_dictionary(r->extract, field);
    switch (r->fields[field].width) {
    case 1: return dictionary.values[((const uint8_t *)v->values)[row]];
    case 2: return dictionary.values[((const uint16_t *)v->values)[row]];
    default: return dictionary.values[((const uint32_t *)v->values)[row]];
    }
}

static bool number_at(const struct reading *r, const char *name, double *out)
{
    size_t field;
    const struct ww_vector *v = vector_at(r, name, &field);
    if (!v || r->fields[field].kind != WW_KIND_NUMBER)
        return false;
    *out = ((const double *)v->values)[r->row];
    return true;
}

static enum ww_rc add_area(const struct reading *r, struct ww_areas *areas, struct ww_err *err)
{
    struct ww_area area = {
        .level = text_at(r, WW_AREAS_LEVEL),
        .code = text_at(r, WW_AREAS_CODE),
        .name = text_at(r, WW_AREAS_NAME),
        .parent_level = text_at(r, WW_AREAS_PARENT_LEVEL),
        .parent = text_at(r, WW_AREAS_PARENT),
        .wkb = text_at(r, WW_AREAS_POLYGON),
    };
    area.has_centroid = number_at(r, WW_AREAS_EASTING, &area.centroid.easting_m) &&
                        number_at(r, WW_AREAS_NORTHING, &area.centroid.northing_m);
    return ww_areas_add(areas, &area, err);
}

static enum ww_rc add_link(const struct reading *r, struct ww_areas *areas, struct ww_err *err)
{
    struct ww_area_link link = {
        .from_level = text_at(r, WW_LINKS_FROM_LEVEL),
        .from_code = text_at(r, WW_LINKS_FROM_CODE),
        .to_level = text_at(r, WW_LINKS_TO_LEVEL),
        .to_code = text_at(r, WW_LINKS_TO_CODE),
        .share = 1, /* a lookup without shares is a best fit */
    };
    number_at(r, WW_LINKS_SHARE, &link.share);
    /* Both ends are areas one can count in, whether or not anybody has drawn them. */
    struct ww_area from = {.level = link.from_level, .code = link.from_code};
    struct ww_area to = {.level = link.to_level, .code = link.to_code};
    enum ww_rc rc = ww_areas_add_link(areas, &link, err);
    if (!rc)
        rc = ww_areas_add(areas, &from, err);
    return rc ? rc : ww_areas_add(areas, &to, err);
}

typedef enum ww_rc add_row_fn(const struct reading *reading, struct ww_areas *areas, struct ww_err *err);

static enum ww_rc add_extract(struct ww_workspace *workspace, const char *file, add_row_fn *add_row,
                              struct ww_areas *areas, struct ww_err *err)
{
    char path[WW_PATH_MAX];
    struct ww_extract *extract = NULL;
    enum ww_rc rc = ww_workspace_file(workspace, file, path, err);
    if (!rc)
        rc = ww_extract_open(path, &extract, err);
    if (rc)
        return rc;
    struct ww_batch batch;
    struct reading r = {.extract = extract, .batch = &batch};
    ww_extract_fields(extract, &r.fields);
    for (size_t b = 0; b < ww_extract_batches(extract) && !rc; b++) {
        rc = ww_extract_batch(extract, b, &batch, err);
        for (r.row = 0; !rc && r.row < batch.rows; r.row++)
            rc = add_row(&r, areas, err);
    }
    ww_extract_close(&extract);
    return rc;
}

static int by_id(const void *a, const void *b)
{
    const struct ww_extract_record *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

static enum ww_rc add_all(struct ww_workspace *workspace, struct ww_arena *arena, struct ww_areas *areas,
                          struct ww_err *err)
{
    struct ww_extract_record *records;
    size_t count = 0;
    enum ww_rc rc = ww_catalogue_list(workspace, false, arena, &records, &count, err);
    if (!rc && count)
        qsort(records, count, sizeof *records, by_id);
    for (size_t i = 0; i < count && !rc; i++) {
        if (strcmp(records[i].subject, "boundaries") == 0)
            rc = add_extract(workspace, records[i].file, add_area, areas, err);
        else if (strcmp(records[i].subject, "lookup") == 0)
            rc = add_extract(workspace, records[i].file, add_link, areas, err);
    }
    return rc;
}

enum ww_rc ww_areas_from_workspace(struct ww_workspace *workspace, struct ww_areas **out, struct ww_err *err)
{
    struct ww_areas *areas = ww_areas_new();
    struct ww_arena *arena = ww_arena_new(MEMORY_MAX);
    enum ww_rc rc = areas && arena ? add_all(workspace, arena, areas, err) : ww_fail_nomem(err);
    ww_arena_free(&arena);
    if (rc)
        ww_areas_free(&areas);
    else
        *out = areas;
    return rc;
}
