// SPDX-License-Identifier: Apache-2.0
/* Boundaries are evidence like any other: which areas a figure was counted in must be as sure as the figure. The files
 * are read through place/boundaries.h and sealed as one table of areas with their polygons (WKB, British National
 * Grid), from which every later run rebuilds its registry (areas_load.h). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "intake/areas_load.h"
#include "intake/import_parts.h"
#include "place/boundaries.h"

#define FILES_MAX 500

/* Columns of the sealed table, in order. */
enum column { LEVEL, CODE, NAME, PARENT_LEVEL, PARENT, EASTING, NORTHING, POLYGON, N_COLUMNS };

static const struct ww_field fields[N_COLUMNS] = {
    [LEVEL] = {.name = WW_AREAS_LEVEL, .kind = WW_KIND_CATEGORY, .width = 1},
    [CODE] = {.name = WW_AREAS_CODE, .kind = WW_KIND_TEXT},
    [NAME] = {.name = WW_AREAS_NAME, .kind = WW_KIND_TEXT},
    [PARENT_LEVEL] = {.name = WW_AREAS_PARENT_LEVEL, .kind = WW_KIND_CATEGORY, .width = 1},
    [PARENT] = {.name = WW_AREAS_PARENT, .kind = WW_KIND_TEXT},
    [EASTING] = {.name = WW_AREAS_EASTING, .kind = WW_KIND_NUMBER, .role = WW_ROLE_EASTING},
    [NORTHING] = {.name = WW_AREAS_NORTHING, .kind = WW_KIND_NUMBER, .role = WW_ROLE_NORTHING},
    [POLYGON] = {.name = WW_AREAS_POLYGON, .kind = WW_KIND_BINARY},
};

struct geo_file {
    struct ww_delivery delivery; /* of the file itself; its companions below */
    struct ww_boundaries boundaries;
    bool read;
};

struct geo_job {
    struct ww_import_job *job;
    struct geo_file *files;
    size_t n_files;
    struct ww_delivery *deliveries; /* files and companions */
    size_t n_deliveries, deliveries_capacity;
    const struct ww_area **areas; /* all of all files, without repeats */
    size_t n_areas;
    uint64_t repeated, without_code, without_polygon;
};

/* --- files ------------------------------------------------------------------------------------------------------ */

static bool ends_with(const char *name, const char *end)
{
    struct ww_str s = ww_str_of(name), e = ww_str_of(end);
    return s.len > e.len && ww_str_eq_nocase((struct ww_str){s.ptr + s.len - e.len, e.len}, e);
}

static const char *const companions[] = {".dbf", ".shx", ".prj", ".cpg"};
static const char *const readable[] = {".shp", ".geojson", ".json", ".gpkg", ".zip"};

static bool is_companion(const char *name)
{
    for (size_t i = 0; i < sizeof companions / sizeof companions[0]; i++)
        if (ends_with(name, companions[i]))
            return true;
    return ends_with(name, ".sbn") || ends_with(name, ".sbx") || ends_with(name, ".xml") ||
           ends_with(name, ".qpj");
}

static enum ww_rc add_delivery(struct geo_job *g, const char *path)
{
    struct ww_delivery d = {.note = ""};
    void *deliveries = g->deliveries;
    d.path = ww_import_text(g->job, "%s", path);
    if (!d.path || !ww_grow(&deliveries, &g->deliveries_capacity, g->n_deliveries + 1, sizeof d))
        return ww_fail_nomem(g->job->err);
    g->deliveries = deliveries;
    d.name = ww_path_base(d.path);
    enum ww_rc rc = ww_map_open(d.path, &d.bytes, g->job->err);
    if (rc)
        return rc;
    g->deliveries[g->n_deliveries++] = d;
    return WW_OK;
}

/* A shapefile is several files; all of them are what was delivered. */
static enum ww_rc add_companions(struct geo_job *g, const char *path)
{
    enum ww_rc rc = WW_OK;
    size_t stem = strlen(path) - 4;
    for (size_t i = 0; i < sizeof companions / sizeof companions[0] && !rc && ends_with(path, ".shp"); i++) {
        char other[WW_PATH_MAX];
        snprintf(other, sizeof other, "%.*s%s", (int)stem, path, companions[i]);
        if (ww_file_exists(other))
            rc = add_delivery(g, other);
    }
    return rc;
}

static enum ww_rc add_file(struct geo_job *g, const char *path)
{
    if (is_companion(path)) /* named by a shell's *, or in the folder: it comes with its .shp */
        return WW_OK;
    if (g->n_files == FILES_MAX)
        return ww_fail(g->job->err, WW_E_LIMIT, "More than %d boundary files in one import.", FILES_MAX);
    if (!ww_file_exists(path))
        return ww_fail_at(g->job->err, WW_E_INPUT, path, 0, 0,
                          "There is no such file or folder. Check the name.");
    enum ww_rc rc = add_delivery(g, path);
    if (rc)
        return rc;
    g->files[g->n_files++].delivery = g->deliveries[g->n_deliveries - 1];
    return add_companions(g, path);
}

static enum ww_rc add_folder(struct geo_job *g, const char *folder)
{
    struct ww_names names = {0};
    size_t before = g->n_files;
    enum ww_rc rc = ww_list_dir(folder, &names, g->job->err);
    for (size_t i = 0; i < names.count && !rc; i++) {
        char path[WW_PATH_MAX];
        for (size_t k = 0; k < sizeof readable / sizeof readable[0]; k++)
            if (ends_with(names.items[i], readable[k]) &&
                ww_path_join(folder, names.items[i], path, sizeof path))
                rc = add_file(g, path);
    }
    ww_names_free(&names);
    if (!rc && g->n_files == before)
        rc = ww_fail_at(g->job->err, WW_E_INPUT, folder, 0, 0,
                        "This folder holds no .shp, .geojson, .gpkg or .zip file.");
    return rc;
}

static enum ww_rc add_files(struct geo_job *g)
{
    const struct ww_import_request *request = g->job->request;
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < request->n_files && !rc; i++)
        rc = ww_is_dir(request->files[i]) ? add_folder(g, request->files[i]) : add_file(g, request->files[i]);
    if (!rc && !g->n_files)
        rc = ww_fail_at(g->job->err, WW_E_INPUT, request->files[0], 0, 0,
                        "This is part of a shapefile. Name the .shp file; the others are found beside it.");
    return rc;
}

/* --- areas ------------------------------------------------------------------------------------------------------ */

static enum ww_rc read_files(struct geo_job *g)
{
    for (size_t i = 0; i < g->n_files; i++) {
        struct geo_file *file = &g->files[i];
        ww_progress_tell(g->job->request->progress, "Reading boundaries", i, g->n_files, g->n_areas);
        enum ww_rc rc = ww_boundaries_read(file->delivery.path, NULL, &file->boundaries, g->job->err);
        if (rc)
            return rc;
        const struct ww_boundaries *b = &file->boundaries;
        file->read = true;
        g->n_areas += b->count;
        g->without_code += b->without_code;
        g->without_polygon += b->without_polygon;
        bool moved = !ww_str_eqz(ww_str_of(b->operation), "none");
        ww_import_note(g->job, "%s: %zu area%s of the level %.*s, in the coordinate system %s%s%s.%s%s",
                       file->delivery.name, b->count, b->count == 1 ? "" : "s",
                       b->count ? (int)b->areas[0].level.len : 0, b->count ? b->areas[0].level.ptr : "",
                       b->crs, moved ? ", turned into the British National Grid by " : "",
                       moved ? b->operation : "", b->note[0] ? " " : "", b->note);
        if (b->repaired)
            ww_import_note(g->job, "%s: %llu invalid polygons were repaired.", file->delivery.name,
                           (unsigned long long)b->repaired);
    }
    return WW_OK;
}

struct ordered {
    const struct ww_area *area;
    size_t file;
};

static bool same_area(const struct ordered *a, const struct ordered *b)
{
    return ww_str_eq(a->area->level, b->area->level) && ww_str_eq(a->area->code, b->area->code);
}

static int by_key(const void *a, const void *b)
{
    const struct ordered *x = a, *y = b;
    int order = ww_str_cmp(x->area->level, y->area->level);
    if (!order)
        order = ww_str_cmp(x->area->code, y->area->code);
    return order ? order : (x->file > y->file) - (x->file < y->file);
}

/* Where a file does not say where an area's middle is, its polygon does. */
static enum ww_rc find_centroids(struct geo_job *g)
{
    struct ww_areas *registry = ww_areas_new();
    enum ww_rc rc = registry ? WW_OK : ww_fail_nomem(g->job->err);
    for (size_t i = 0; i < g->n_areas && !rc; i++)
        rc = ww_areas_add(registry, g->areas[i], g->job->err);
    for (size_t i = 0; i < g->n_areas && !rc; i++) {
        const struct ww_area *known = ww_areas_find(registry, g->areas[i]->level, g->areas[i]->code);
        struct ww_area *area = ww_arena_alloc(g->job->report->memory, 1, sizeof *area);
        if (!area) {
            rc = ww_fail_nomem(g->job->err);
            break;
        }
        *area = *g->areas[i];
        area->has_centroid = known->has_centroid;
        area->centroid = known->centroid;
        g->areas[i] = area;
    }
    ww_areas_free(&registry);
    return rc;
}

/* All areas in order of level and code; of several with the same key the one from the file named first. */
static enum ww_rc gather_areas(struct geo_job *g)
{
    size_t n = 0, kept = 0;
    struct ordered *all = ww_new_array(g->n_areas, sizeof *all);
    if (!all)
        return ww_fail_nomem(g->job->err);
    for (size_t i = 0; i < g->n_files; i++)
        for (size_t k = 0; k < g->files[i].boundaries.count; k++)
            all[n++] = (struct ordered){&g->files[i].boundaries.areas[k], i};
    qsort(all, n, sizeof *all, by_key);
    g->areas = ww_arena_alloc(g->job->report->memory, n + 1, sizeof(const struct ww_area *));
    for (size_t i = 0; g->areas && i < n; i++)
        if (!i || !same_area(&all[i - 1], &all[i]))
            g->areas[kept++] = all[i].area;
    free(all);
    g->n_areas = kept;
    g->repeated = n - kept;
    return g->areas ? WW_OK : ww_fail_nomem(g->job->err);
}

/* --- sealing ---------------------------------------------------------------------------------------------------- */

static struct ww_str text_of(const struct ww_area *area, enum column column)
{
    switch (column) {
    case LEVEL: return area->level;
    case CODE: return area->code;
    case NAME: return area->name;
    case PARENT_LEVEL: return area->parent_level;
    case PARENT: return area->parent;
    case POLYGON: return area->wkb;
    default: return (struct ww_str){"", 0};
    }
}

static uint8_t *validity_of(struct ww_arena *arena, size_t rows)
{
    return ww_arena_alloc(arena, (rows + 7) / 8, 1);
}

static bool fill_texts(struct geo_job *g, enum column column, struct ww_arena *arena, struct ww_vector *out)
{
    size_t bytes = 0;
    for (size_t i = 0; i < g->n_areas; i++)
        bytes += text_of(g->areas[i], column).len;
    uint8_t *validity = validity_of(arena, g->n_areas), *values = ww_arena_alloc(arena, bytes + 1, 1);
    int32_t *offsets = ww_arena_alloc(arena, g->n_areas + 1, sizeof *offsets);
    if (!validity || !values || !offsets || bytes > INT32_MAX)
        return false;
    *out = (struct ww_vector){validity, values, offsets, 0};
    for (size_t i = 0; i < g->n_areas; i++) {
        struct ww_str text = text_of(g->areas[i], column);
        if (text.len)
            memcpy(values + offsets[i], text.ptr, text.len);
        offsets[i + 1] = offsets[i] + (int32_t)text.len;
        if (text.len)
            validity[i / 8] |= (uint8_t)(1u << i % 8);
        else
            out->nulls++;
    }
    return true;
}

static bool fill_codes(struct geo_job *g, enum column column, struct ww_arena *arena, struct ww_vector *out,
                       struct ww_dictionary *dictionary)
{
    uint8_t *validity = validity_of(arena, g->n_areas), *codes = ww_arena_alloc(arena, g->n_areas + 1, 1);
    struct ww_str *values = ww_arena_alloc(arena, INT8_MAX, sizeof *values);
    size_t n = 0;
    if (!validity || !codes || !values)
        return false;
    *out = (struct ww_vector){validity, codes, NULL, 0};
    for (size_t i = 0; i < g->n_areas; i++) {
        struct ww_str text = text_of(g->areas[i], column);
        size_t k = 0;
        while (k < n && !ww_str_eq(values[k], text))
            k++;
        if (!text.len || k == INT8_MAX) {
            out->nulls++;
            continue;
        }
        if (k == n)
            values[n++] = text;
        codes[i] = (uint8_t)k;
        validity[i / 8] |= (uint8_t)(1u << i % 8);
    }
    *dictionary = (struct ww_dictionary){n, values};
    return true;
}

static bool fill_numbers(struct geo_job *g, enum column column, struct ww_arena *arena, struct ww_vector *out)
{
    uint8_t *validity = validity_of(arena, g->n_areas);
    double *values = ww_arena_alloc(arena, g->n_areas + 1, sizeof *values);
    if (!validity || !values)
        return false;
    *out = (struct ww_vector){validity, values, NULL, 0};
    for (size_t i = 0; i < g->n_areas; i++) {
        const struct ww_area *area = g->areas[i];
        if (!area->has_centroid) {
            out->nulls++;
            continue;
        }
        values[i] = column == EASTING ? area->centroid.easting_m : area->centroid.northing_m;
        validity[i / 8] |= (uint8_t)(1u << i % 8);
    }
    return true;
}

static bool fill_batch(struct geo_job *g, struct ww_arena *arena, struct ww_vector vectors[N_COLUMNS],
                       struct ww_dictionary dictionaries[2])
{
    size_t n_dictionaries = 0;
    for (enum column c = 0; c < N_COLUMNS; c++) {
        bool good;
        switch (fields[c].kind) {
        case WW_KIND_CATEGORY:
            good = fill_codes(g, c, arena, &vectors[c], &dictionaries[n_dictionaries++]);
            break;
        case WW_KIND_NUMBER: good = fill_numbers(g, c, arena, &vectors[c]); break;
        default: good = fill_texts(g, c, arena, &vectors[c]);
        }
        if (!good)
            return false;
    }
    return true;
}

static enum ww_rc seal(struct geo_job *g)
{
    struct ww_import_job *job = g->job;
    struct ww_arrow_meta meta[WW_IMPORT_META_MAX];
    struct ww_vector vectors[N_COLUMNS];
    struct ww_dictionary dictionaries[2];
    struct ww_arrow_writer *writer = NULL;
    struct ww_arena *arena = ww_arena_new((size_t)4 << 30);
    uint8_t sha256[WW_SHA256_BYTES];
    char hex[WW_SHA256_HEX];
    struct ww_extract_record *e = &job->report->extract;
    if (!arena || !fill_batch(g, arena, vectors, dictionaries)) {
        ww_arena_free(&arena);
        return ww_fail_nomem(job->err);
    }
    struct ww_batch batch = {g->n_areas, vectors};
    enum ww_rc rc = ww_arrow_writer_open(job->temporary, fields, N_COLUMNS, meta, ww_import_meta(job, meta),
                                         &writer, job->err);
    if (!rc)
        rc = ww_arrow_writer_batch(writer, &batch, job->err);
    if (!rc)
        rc = ww_arrow_writer_finish(&writer, dictionaries, 2, NULL, 0, sha256, &e->bytes, job->err);
    ww_arrow_writer_abandon(&writer);
    ww_arena_free(&arena);
    if (rc)
        return rc;
    ww_hex(sha256, sizeof sha256, hex);
    e->sha256 = ww_import_text(job, "%s", hex);
    e->rows = g->n_areas;
    e->repeated = g->repeated;
    return e->sha256 ? WW_OK : ww_fail_nomem(job->err);
}

/* --- records ------------------------------------------------------------------------------------------------------ */

static enum ww_rc record_inputs(struct geo_job *g)
{
    struct ww_import_report *r = g->job->report;
    struct ww_input_record *records = ww_arena_alloc(r->memory, g->n_deliveries, sizeof *records);
    if (!records)
        return ww_fail_nomem(g->job->err);
    for (size_t i = 0; i < g->n_deliveries; i++) {
        struct ww_delivery *d = &g->deliveries[i];
        enum ww_rc rc = ww_delivery_hash(d, g->job->err);
        if (rc)
            return rc;
        records[i] = (struct ww_input_record){.name = d->name,
                                              .bytes = d->bytes.size,
                                              .sha256 = ww_import_text(g->job, "%s", d->sha256),
                                              .note = ""};
        if (!records[i].sha256)
            return ww_fail_nomem(g->job->err);
        for (size_t k = 0; k < g->n_files; k++)
            if (strcmp(g->files[k].delivery.path, d->path) == 0)
                records[i].rows = g->files[k].boundaries.count;
        r->read_bytes += d->bytes.size;
    }
    r->inputs = records;
    r->n_inputs = g->n_deliveries;
    return WW_OK;
}

static enum ww_rc record_quality(struct geo_job *g)
{
    struct ww_quality_record *quality = ww_arena_alloc(g->job->report->memory, N_COLUMNS, sizeof *quality);
    if (!quality)
        return ww_fail_nomem(g->job->err);
    for (enum column c = 0; c < N_COLUMNS; c++) {
        quality[c] = (struct ww_quality_record){
            .field = fields[c].name, .role = ww_role_names[fields[c].role], .examples = ""};
        for (size_t i = 0; i < g->n_areas; i++) {
            bool number = fields[c].kind == WW_KIND_NUMBER;
            bool present = number ? g->areas[i]->has_centroid : text_of(g->areas[i], c).len > 0;
            quality[c].present += present;
            quality[c].missing += !present;
        }
    }
    g->job->report->quality = quality;
    g->job->report->n_quality = N_COLUMNS;
    if (g->without_code)
        ww_import_note(g->job, "%llu features without a code were left out.",
                       (unsigned long long)g->without_code);
    if (g->without_polygon)
        ww_import_note(g->job, "%llu features without a polygon were left out.",
                       (unsigned long long)g->without_polygon);
    return WW_OK;
}

static enum ww_rc find_already(struct geo_job *g)
{
    struct ww_delivery **all = ww_arena_alloc(g->job->report->memory, g->n_deliveries,
                                              sizeof(struct ww_delivery *));
    if (!all)
        return ww_fail_nomem(g->job->err);
    for (size_t i = 0; i < g->n_deliveries; i++)
        all[i] = &g->deliveries[i];
    return ww_import_find_already(g->job, all, g->n_deliveries);
}

static enum ww_rc import_files(struct geo_job *g)
{
    g->job->report->layout = "boundaries";
    enum ww_rc rc = add_files(g);
    if (!rc)
        rc = find_already(g);
    if (rc || g->job->report->already)
        return rc;
    rc = read_files(g);
    if (!rc)
        rc = gather_areas(g);
    if (!rc)
        rc = find_centroids(g);
    if (!rc)
        rc = ww_import_describe(g->job);
    if (!rc)
        rc = seal(g);
    if (!rc)
        rc = record_inputs(g);
    if (!rc)
        rc = record_quality(g);
    return rc ? rc : ww_import_publish(g->job, NULL);
}

enum ww_rc ww_import_boundaries(struct ww_import_job *job)
{
    struct geo_job g = {.job = job, .files = ww_new_array(FILES_MAX, sizeof(struct geo_file))};
    enum ww_rc rc = g.files ? import_files(&g) : ww_fail_nomem(job->err);
    for (size_t i = 0; i < g.n_files; i++)
        if (g.files[i].read)
            ww_boundaries_free(&g.files[i].boundaries);
    for (size_t i = 0; i < g.n_deliveries; i++)
        ww_map_close(&g.deliveries[i].bytes);
    free(g.files);
    free(g.deliveries);
    return rc;
}
