// SPDX-License-Identifier: Apache-2.0
/* The whole of a source descriptor: who owns the source, what it is about, what is known to be wrong with it, and
 * its layouts (layout_read.c). Everything is checked when it is read: an import then meets no surprise that
 * is the descriptor's fault. */
#include "intake/descriptor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/file.h"
#include "base/json_read.h"
#include "intake/layout_read.h"

#define DESCRIPTOR_MAX   ((size_t)1 << 20)
#define MEMORY_MAX       ((size_t)64 << 20)
#define LAYOUTS_MAX      16
#define CAVEATS_MAX      64
#define NAME_MAX_LETTERS 48

/* small-letters-and-hyphens: also the name of a folder in the workspace. */
static bool name_good(const char *name)
{
    size_t len = strlen(name);
    return len && len <= NAME_MAX_LETTERS && name[0] >= 'a' && name[0] <= 'z' &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

static enum ww_rc check_name(const struct ww_json *json, const struct ww_json_at *up, const char *key,
                             const char *name)
{
    struct ww_json_at at = {up, key, 0};
    if (name_good(name))
        return WW_OK;
    return ww_json_fail(
        json, &at,
        "\"%.60s\" cannot be used: small letters, digits and hyphens, beginning with a letter, at "
        "most %d.",
        name, NAME_MAX_LETTERS);
}

static enum ww_rc read_shape(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                             struct ww_descriptor *d)
{
    const char *shape, *reader;
    enum ww_rc rc = ww_json_read_text(json, at, object, "shape", WW_NEEDED, &shape);
    if (!rc)
        rc = ww_json_read_text(json, at, object, "reader", WW_OPTIONAL, &reader);
    if (rc)
        return rc;
    struct ww_json_at shape_at = {at, "shape", 0}, reader_at = {at, "reader", 0};
    if (!ww_shape_of(ww_str_of(shape), &d->shape))
        return ww_json_fail(
            json, &shape_at,
            "\"%.40s\" is not a shape; shapes are events, series, episodes, responses, reference.", shape);
    if (reader && strcmp(reader, "boundaries") == 0)
        d->reader = WW_READER_BOUNDARIES;
    else if (reader && strcmp(reader, "table") != 0)
        return ww_json_fail(json, &reader_at, "\"%.40s\" is not a reader; readers are table, boundaries.",
                            reader);
    return WW_OK;
}

static enum ww_rc read_due(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                           struct ww_descriptor *d)
{
    const char *due;
    struct ww_json_at here = {at, "due", 0};
    enum ww_rc rc = ww_json_read_text(json, at, object, "due", WW_OPTIONAL, &due);
    if (rc || !due)
        return rc;
    if (strcmp(due, "next-quarter") != 0)
        return ww_json_fail(json, &here, "\"%.40s\" is no rule that is known; there is one, next-quarter.",
                            due);
    d->due_quarters = 1;
    return WW_OK;
}

static enum ww_rc read_whole(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                             const char *key, int64_t *value)
{
    struct ww_json_at here = {at, key, 0};
    enum ww_rc rc = ww_json_whole(json, at, object, key, value);
    if (!rc && (*value < 0 || *value > 1000000))
        rc = ww_json_fail(json, &here, "must be from 0 to 1,000,000.");
    return rc;
}

static enum ww_rc read_persons(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                               struct ww_descriptor *d)
{
    int64_t days = 0;
    enum ww_rc rc = read_whole(json, at, object, "retention_days", &days);
    d->retention_days = (int)days;
    return rc ? rc : ww_json_read_text(json, at, object, "person_role", WW_OPTIONAL, &d->person_role);
}

static enum ww_rc read_times(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                             struct ww_descriptor *d)
{
    const char *range = NULL;
    struct ww_json_at here = {at, "range", 0};
    enum ww_rc rc = read_due(json, at, object, d);
    if (!rc)
        rc = read_persons(json, at, object, d);
    if (!rc)
        rc = ww_json_read_text(json, at, object, "range", WW_OPTIONAL, &range);
    if (rc || !range)
        return rc;
    if (ww_period_parse(ww_str_of(range), &d->range, NULL) != WW_OK)
        return ww_json_fail(json, &here, "\"%.60s\" is not a period; write it as 2010-12..2040-12.", range);
    d->has_range = true;
    return WW_OK;
}

static enum ww_rc read_about(const struct ww_json *json, const struct ww_json_at *at, const json_t *root,
                             const json_t *object, struct ww_descriptor *d)
{
    struct ww_json_texts_spec spec = {"caveats", WW_OPTIONAL, false, CAVEATS_MAX};
    struct ww_json_texts caveats;
    int64_t version = 1, rank = 10;
    enum ww_rc rc;
    if ((rc = ww_json_read_text(json, NULL, root, "name", WW_NEEDED, &d->name)) ||
        (rc = check_name(json, NULL, "name", d->name)) ||
        (rc = ww_json_read_text(json, NULL, root, "title", WW_NEEDED, &d->title)) ||
        (rc = ww_json_read_text(json, NULL, root, "description", WW_OPTIONAL, &d->description)) ||
        (rc = read_whole(json, at, object, "version", &version)) ||
        (rc = ww_json_read_text(json, at, object, "subject", WW_NEEDED, &d->subject)) ||
        (rc = check_name(json, at, "subject", d->subject)) ||
        (rc = read_whole(json, at, object, "rank", &rank)) ||
        (rc = ww_json_read_text(json, at, object, "owner", WW_NEEDED, &d->owner)) ||
        (rc = ww_json_read_text(json, at, object, "gateway", WW_NEEDED, &d->gateway)) ||
        (rc = ww_json_texts(json, at, object, &spec, &caveats)) || (rc = read_times(json, at, object, d)) ||
        (rc = read_shape(json, at, object, d)))
        return rc;
    d->description = d->description ? d->description : "";
    d->version = (unsigned)version;
    d->rank = (int)rank;
    d->caveats = caveats.items;
    d->n_caveats = caveats.count;
    return WW_OK;
}

/* What a measure will ask of the shape. */
static enum ww_rc check_shape(const struct ww_json *json, const struct ww_json_at *at,
                              const struct ww_descriptor *d)
{
    bool times = d->shape == WW_SHAPE_EVENTS || d->shape == WW_SHAPE_SERIES || d->shape == WW_SHAPE_EPISODES;
    for (size_t i = 0; i < d->n_layouts; i++) {
        const struct ww_source_layout *layout = &d->layouts[i];
        if (times && ww_layout_role(layout, WW_ROLE_FROM) < 0)
            return ww_json_fail(
                json, at,
                "layout \"%.60s\" has no column with the role \"from\"; %s need the time at which a "
                "thing happened or began.",
                layout->name, ww_shape_names[d->shape]);
        if (d->shape == WW_SHAPE_SERIES && ww_layout_role(layout, WW_ROLE_VALUE) < 0)
            return ww_json_fail(
                json, at,
                "layout \"%.60s\" has no column with the role \"value\"; a series needs the published "
                "count.",
                layout->name);
    }
    return WW_OK;
}

/* One entry of watchward.layouts. */
static enum ww_rc read_further(const struct ww_json *json, const struct ww_layout_places *first,
                               const struct ww_json_at *at, const json_t *item, struct ww_source_layout *out)
{
    static const char *const keys[] = {"name", "fields", "missingValues", "primaryKey", "columns",
                                       "melt", "locate", "file_month",    "vintage",    NULL};
    if (!json_is_object(item))
        return ww_json_fail(json, at, "is not an object {...}.");
    enum ww_rc rc = ww_json_only(json, at, item, keys);
    if (rc)
        return rc;
    struct ww_layout_places places = *first;
    places.own = (struct ww_json_place){item, at};
    return ww_layout_read(json, &places, out);
}

static enum ww_rc read_layouts(const struct ww_json *json, const struct ww_json_at *at, const json_t *root,
                               const json_t *object, struct ww_descriptor *d)
{
    struct ww_json_at list_at = {at, "layouts", 0};
    struct ww_layout_places first = {.schema = {root, NULL}, .watchward = {object, at}};
    const json_t *list;
    enum ww_rc rc = ww_json_list(json, at, object, "layouts", WW_OPTIONAL, &list);
    if (rc)
        return rc;
    size_t further = json_array_size(list), count = 0;
    if (further > LAYOUTS_MAX)
        return ww_json_fail(json, &list_at, "has %zu entries; there may be at most %d.", further,
                            LAYOUTS_MAX);
    struct ww_source_layout *layouts = ww_arena_alloc(json->memory, further + 1, sizeof *layouts);
    if (!layouts)
        return ww_fail_nomem(json->err);
    if (json_object_get(object, "columns") || !further)
        rc = ww_layout_read(json, &first, &layouts[count++]);
    for (size_t i = 0; i < further && !rc; i++) {
        struct ww_json_at here = {&list_at, NULL, i};
        rc = read_further(json, &first, &here, json_array_get(list, i), &layouts[count++]);
        for (size_t k = 0; !rc && k + 1 < count; k++)
            if (strcmp(layouts[k].name, layouts[count - 1].name) == 0)
                rc = ww_json_fail(json, &here, "there is a layout \"%.60s\" already.", layouts[k].name);
    }
    d->layouts = layouts;
    d->n_layouts = count;
    return rc;
}

static enum ww_rc refuse_layouts(const struct ww_json *json, const struct ww_json_at *at,
                                 const json_t *object)
{
    static const char *const keys[] = {"columns", "melt",       "locate", "layouts",
                                       "layout",  "file_month", "vintage"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct ww_json_at here = {at, keys[i], 0};
        if (json_object_get(object, keys[i]))
            return ww_json_fail(json, &here, "belongs to tables; the boundaries reader knows its columns.");
    }
    return WW_OK;
}

static enum ww_rc read_root(const struct ww_json *json, const json_t *root, struct ww_descriptor *d)
{
    static const char *const keys[] = {"version", "shape",   "subject",        "rank",        "owner",
                                       "gateway", "caveats", "range",          "reader",      "layout",
                                       "columns", "melt",    "locate",         "layouts",     "file_month",
                                       "vintage", "due",     "retention_days", "person_role", NULL};
    struct ww_json_at at = {NULL, "watchward", 0};
    const json_t *object;
    enum ww_rc rc = ww_json_object(json, NULL, root, "watchward", WW_NEEDED, &object);
    if (!rc)
        rc = ww_json_only(json, &at, object, keys);
    if (!rc)
        rc = read_about(json, &at, root, object, d);
    if (rc)
        return rc;
    if (d->reader == WW_READER_BOUNDARIES)
        return refuse_layouts(json, &at, object);
    rc = read_layouts(json, &at, root, object, d);
    return rc ? rc : check_shape(json, &at, d);
}

static enum ww_rc hash_bytes(const char *bytes, size_t len, struct ww_descriptor *d, struct ww_err *err)
{
    uint8_t sha256[WW_SHA256_BYTES];
    if (ww_sha256_of(bytes, len, sha256) != WW_OK)
        return ww_fail_nomem(err);
    ww_hex(sha256, sizeof sha256, d->sha256);
    return WW_OK;
}

enum ww_rc ww_descriptor_parse(const char *json, size_t len, const char *path, struct ww_descriptor **out,
                               struct ww_err *err)
{
    struct ww_arena *memory = ww_arena_new(MEMORY_MAX);
    struct ww_descriptor *d = memory ? ww_arena_alloc(memory, 1, sizeof *d) : NULL;
    if (!d) {
        ww_arena_free(&memory);
        return ww_fail_nomem(err);
    }
    d->memory = memory;
    d->path = ww_arena_copy(memory, ww_str_of(path));
    struct ww_json reader = {.file = path, .memory = memory, .err = err};
    json_t *root = NULL;
    enum ww_rc rc = d->path ? ww_json_parse(&reader, json, len, &root) : ww_fail_nomem(err);
    if (!rc)
        rc = read_root(&reader, root, d);
    if (!rc)
        rc = hash_bytes(json, len, d, err);
    json_decref(root);
    if (rc)
        ww_descriptor_free(&d);
    else
        *out = d;
    return rc;
}

enum ww_rc ww_descriptor_read(const char *path, struct ww_descriptor **out, struct ww_err *err)
{
    struct ww_buf text = {.max = DESCRIPTOR_MAX};
    enum ww_rc rc = ww_file_read(path, &text, err);
    if (!rc)
        rc = ww_descriptor_parse(text.data ? text.data : "", text.len, path, out, err);
    ww_buf_free(&text);
    return rc;
}

void ww_descriptor_free(struct ww_descriptor **descriptor)
{
    if (!descriptor || !*descriptor)
        return;
    struct ww_arena *memory = (*descriptor)->memory;
    *descriptor = NULL;
    ww_arena_free(&memory);
}
