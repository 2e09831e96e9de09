// SPDX-License-Identifier: Apache-2.0
/* Problem: a source delivers month by month, a measure wants one body of evidence.
 * Method: the live extracts of the source, in order of period, each mapped once. What the catalogue says of a
 * file is held against what the file holds, so that a swapped file is found before a figure comes of it (its
 * hash is `verify`'s business: that would read all of it). */
#include "evidence/view.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/checked.h"

struct view_item {
    struct ww_extract *extract;
    struct ww_extract_record record;
};

struct ww_view {
    struct ww_arena *arena; /* texts of the records */
    struct view_item *items;
    size_t count;
    bool owns_extracts;
};

static enum ww_rc open_item(struct ww_view *view, struct ww_workspace *workspace,
                            const struct ww_extract_record *record, struct ww_err *err)
{
    char path[WW_PATH_MAX];
    struct view_item *item = &view->items[view->count];
    enum ww_rc rc = ww_workspace_file(workspace, record->file, path, err);
    if (rc == WW_OK)
        rc = ww_extract_open(path, &item->extract, err);
    if (rc)
        return rc;
    item->record = *record;
    view->count++;
    if (ww_extract_rows(item->extract) != record->rows)
        return ww_fail_at(
            err, WW_E_DAMAGED, path, 0, 0,
            "The sealed file has %llu records where the catalogue says %llu. Run verify, and import "
            "the delivery again.",
            (unsigned long long)ww_extract_rows(item->extract), (unsigned long long)record->rows);
    return WW_OK;
}

static enum ww_rc open_items(struct ww_view *view, struct ww_workspace *workspace, const char *source,
                             const char *vintage, struct ww_err *err)
{
    struct ww_extract_record *records;
    size_t n;
    enum ww_rc rc = ww_catalogue_list(workspace, false, view->arena, &records, &n, err);
    if (rc)
        return rc;
    view->items = ww_new_array(n, sizeof *view->items);
    if (!view->items)
        return ww_fail_nomem(err);
    for (size_t i = 0; rc == WW_OK && i < n; i++)
        if (strcmp(records[i].source, source) == 0 && strcmp(records[i].vintage, vintage) == 0)
            rc = open_item(view, workspace, &records[i], err);
    if (rc == WW_OK && view->count == 0)
        return ww_fail(err, WW_E_NOT_FOUND,
                       "The workspace has no extract of \"%s\"%s%s%s. Import one: watchward import %s FILE",
                       source, vintage[0] ? ", vintage \"" : "", vintage, vintage[0] ? "\"" : "", source);
    return rc;
}

enum ww_rc ww_view_open(struct ww_workspace *workspace, const char *source, const char *vintage,
                        struct ww_view **out, struct ww_err *err)
{
    struct ww_view *view = ww_new_array(1, sizeof *view);
    if (!view)
        return ww_fail_nomem(err);
    view->owns_extracts = true;
    view->arena = ww_arena_new(0);
    enum ww_rc rc = view->arena ? open_items(view, workspace, source, vintage ? vintage : "", err)
                                : ww_fail_nomem(err);
    if (rc)
        ww_view_close(&view);
    else
        *out = view;
    return rc;
}

/* What is known of an extract that no catalogue lists. */
static struct ww_extract_record bare_record(const struct ww_extract *extract, const char *source)
{
    return (struct ww_extract_record){
        .source = source,
        .vintage = "",
        .shape = ww_extract_field_by_role(extract, WW_ROLE_VALUE) < 0 ? WW_SHAPE_EVENTS : WW_SHAPE_SERIES,
        .subject = "",
        .owner = "",
        .supplied_by = "",
        .gateway = "",
        .caveats = "",
        .descriptor_sha256 = "",
        .file = "",
        .sha256 = "",
        .rows = ww_extract_rows(extract),
        .missing_months = "",
    };
}

enum ww_rc ww_view_of_extracts(struct ww_extract *const *extracts, size_t n, const char *source,
                               struct ww_view **out, struct ww_err *err)
{
    struct ww_view *view = ww_new_array(1, sizeof *view);
    const char *name = NULL;
    if (view) {
        view->arena = ww_arena_new(0);
        view->items = ww_new_array(n, sizeof *view->items);
        if (view->arena && view->items)
            name = ww_arena_copy(view->arena, ww_str_of(source));
    }
    if (!name) {
        ww_view_close(&view);
        return ww_fail_nomem(err);
    }
    for (size_t i = 0; i < n; i++)
        view->items[i] = (struct view_item){extracts[i], bare_record(extracts[i], name)};
    view->count = n;
    *out = view;
    return WW_OK;
}

enum ww_rc ww_view_of_extract(struct ww_extract *extract, const char *source, struct ww_view **out,
                              struct ww_err *err)
{
    return ww_view_of_extracts(&extract, 1, source, out, err);
}

void ww_view_close(struct ww_view **view)
{
    if (!view || !*view)
        return;
    for (size_t i = 0; (*view)->owns_extracts && i < (*view)->count; i++)
        ww_extract_close(&(*view)->items[i].extract);
    ww_arena_free(&(*view)->arena);
    free((*view)->items);
    free(*view);
    *view = NULL;
}

size_t ww_view_extracts(const struct ww_view *view)
{
    return view->count;
}

const struct ww_extract *ww_view_extract(const struct ww_view *view, size_t index)
{
    return view->items[index].extract;
}

const struct ww_extract_record *ww_view_record(const struct ww_view *view, size_t index)
{
    return &view->items[index].record;
}

uint64_t ww_view_rows(const struct ww_view *view)
{
    uint64_t rows = 0;
    for (size_t i = 0; i < view->count; i++)
        rows += ww_extract_rows(view->items[i].extract);
    return rows;
}

bool ww_view_has_role(const struct ww_view *view, enum ww_role role)
{
    for (size_t i = 0; i < view->count; i++)
        if (ww_extract_field_by_role(view->items[i].extract, role) < 0)
            return false;
    return view->count > 0;
}

bool ww_view_has_column(const struct ww_view *view, const char *name)
{
    for (size_t i = 0; i < view->count; i++)
        if (ww_extract_field_by_name(view->items[i].extract, name) >= 0)
            return true;
    return false;
}

const struct ww_field *ww_view_field(const struct ww_view *view, enum ww_role role)
{
    if (view->count == 0)
        return NULL;
    const struct ww_field *fields;
    int field = ww_extract_field_by_role(view->items[0].extract, role);
    ww_extract_fields(view->items[0].extract, &fields);
    return field < 0 ? NULL : &fields[field];
}

bool ww_view_period(const struct ww_view *view, struct ww_period *out)
{
    bool found = false;
    struct ww_period all = {0};
    for (size_t i = 0; i < view->count; i++) {
        const struct ww_extract_record *record = &view->items[i].record;
        if (!record->has_period)
            continue;
        if (!found || record->period.first_day < all.first_day)
            all.first_day = record->period.first_day;
        if (!found || record->period.end_day > all.end_day)
            all.end_day = record->period.end_day;
        found = true;
    }
    if (found)
        *out = all;
    return found;
}
