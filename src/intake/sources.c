// SPDX-License-Identifier: Apache-2.0
/* The registry of sources: two folders of JSON files, read whole at start. A source is data, so a partnership adds
 * its own, or corrects ours, without touching the program. */
#include "intake/sources.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/file.h"
#include "base/nearest.h"

#define SOURCES_DIR "sources"
#define SOURCES_MAX 1000

static void put(struct ww_sources *sources, struct ww_descriptor *descriptor, bool own)
{
    size_t i = 0;
    while (i < sources->count && strcmp(sources->items[i].descriptor->name, descriptor->name) < 0)
        i++;
    if (i < sources->count && strcmp(sources->items[i].descriptor->name, descriptor->name) == 0) {
        struct ww_descriptor *shipped = (struct ww_descriptor *)(uintptr_t)sources->items[i].descriptor;
        ww_descriptor_free(&shipped);
    } else {
        memmove(&sources->items[i + 1], &sources->items[i], (sources->count - i) * sizeof *sources->items);
        sources->count++;
    }
    sources->items[i] = (struct ww_source){descriptor, own};
}

static enum ww_rc load_file(const char *folder, const char *file, bool own, struct ww_sources *sources,
                            struct ww_err *err)
{
    char path[WW_PATH_MAX];
    struct ww_descriptor *d = NULL;
    if (!ww_path_join(folder, file, path, sizeof path))
        return ww_fail_at(err, WW_E_LIMIT, folder, 0, 0, "The path is too long.");
    if (sources->count == SOURCES_MAX)
        return ww_fail_at(err, WW_E_LIMIT, folder, 0, 0, "There are more than %d descriptors.", SOURCES_MAX);
    enum ww_rc rc = ww_descriptor_read(path, &d, err);
    if (rc)
        return rc;
    size_t stem = strlen(file) - strlen(".json");
    if (strlen(d->name) != stem || memcmp(d->name, file, stem) != 0) {
        rc = ww_fail_at(err, WW_E_INPUT, path, 0, 0,
                        "name: is \"%s\", but the file is called %s. Make them the same.", d->name, file);
        ww_descriptor_free(&d);
        return rc;
    }
    put(sources, d, own);
    return WW_OK;
}

static enum ww_rc load_folder(const char *parent, bool own, struct ww_sources *sources, struct ww_err *err)
{
    char folder[WW_PATH_MAX];
    struct ww_names names = {0};
    if (!parent)
        return WW_OK;
    if (!ww_path_join(parent, SOURCES_DIR, folder, sizeof folder))
        return ww_fail_at(err, WW_E_LIMIT, parent, 0, 0, "The path is too long.");
    if (!ww_is_dir(folder))
        return WW_OK;
    enum ww_rc rc = ww_list_dir(folder, &names, err);
    for (size_t i = 0; i < names.count && !rc; i++)
        if (names.items[i][0] != '.' && ww_str_ends(ww_str_of(names.items[i]), WW_STR(".json")))
            rc = load_file(folder, names.items[i], own, sources, err);
    ww_names_free(&names);
    return rc;
}

enum ww_rc ww_sources_load(const char *share, const char *workspace, struct ww_sources *out,
                           struct ww_err *err)
{
    struct ww_sources sources = {.items = ww_new_array(SOURCES_MAX, sizeof(struct ww_source))};
    if (!sources.items)
        return ww_fail_nomem(err);
    enum ww_rc rc = load_folder(share, false, &sources, err);
    if (!rc)
        rc = load_folder(workspace, true, &sources, err);
    if (rc)
        ww_sources_free(&sources);
    else
        *out = sources;
    return rc;
}

void ww_sources_free(struct ww_sources *sources)
{
    if (!sources)
        return;
    for (size_t i = 0; i < sources->count; i++) {
        struct ww_descriptor *d = (struct ww_descriptor *)(uintptr_t)sources->items[i].descriptor;
        ww_descriptor_free(&d);
    }
    free(sources->items);
    *sources = (struct ww_sources){0};
}

const struct ww_descriptor *ww_sources_find(const struct ww_sources *sources, const char *name)
{
    for (size_t i = 0; i < sources->count; i++)
        if (strcmp(sources->items[i].descriptor->name, name) == 0)
            return sources->items[i].descriptor;
    return NULL;
}

enum ww_rc ww_sources_need(const struct ww_sources *sources, const char *name,
                           const struct ww_descriptor **out, struct ww_err *err)
{
    const struct ww_descriptor *found = ww_sources_find(sources, name);
    if (found) {
        *out = found;
        return WW_OK;
    }
    const char *best = NULL;
    size_t best_distance = (size_t)-1;
    struct ww_buf list = {.max = 640};
    for (size_t i = 0; i < sources->count; i++) {
        const char *known = sources->items[i].descriptor->name;
        size_t distance = ww_edit_distance(ww_str_of(name), ww_str_of(known));
        ww_buf_printf(&list, "%s%s", i ? ", " : "", known);
        if (distance < best_distance && ww_nearest(ww_str_of(name), &known, 1)) {
            best = known;
            best_distance = distance;
        }
    }
    enum ww_rc rc =
        best ? ww_fail(err, WW_E_USAGE, "There is no source \"%.60s\". Did you mean \"%s\"?", name, best)
             : ww_fail(err, WW_E_USAGE,
                       "There is no source \"%.60s\". Those known are %s. 'watchward sources' says more.",
                       name, list.data ? list.data : "none");
    ww_buf_free(&list);
    return rc;
}

static void list_fields(const struct ww_source_layout *layout, bool needed, struct ww_buf *out)
{
    bool first = true;
    for (size_t i = 0; i < layout->n_fields; i++)
        if (layout->needed[i] == needed) {
            ww_buf_printf(out, "%s%s", first ? "" : ", ", layout->fields[i]);
            first = false;
        }
}

static size_t count_fields(const struct ww_source_layout *layout, bool needed)
{
    size_t count = 0;
    for (size_t i = 0; i < layout->n_fields; i++)
        count += layout->needed[i] == needed;
    return count;
}

void ww_source_expects(const struct ww_descriptor *descriptor, struct ww_buf *out)
{
    if (descriptor->reader == WW_READER_BOUNDARIES)
        ww_buf_z(out, "a shapefile, GeoPackage or GeoJSON file of areas with their codes\n");
    for (size_t i = 0; i < descriptor->n_layouts; i++) {
        const struct ww_source_layout *layout = &descriptor->layouts[i];
        if (descriptor->n_layouts > 1)
            ww_buf_printf(out, "%s: ", layout->name);
        ww_buf_z(out, "a table with the columns ");
        list_fields(layout, true, out);
        if (layout->has_melt && layout->melt.pattern)
            ww_buf_printf(out, ", and more whose names match %s", layout->melt.pattern);
        if (count_fields(layout, false)) {
            ww_buf_z(out, "; not kept: ");
            list_fields(layout, false, out);
        }
        ww_buf_char(out, '\n');
    }
}
