// SPDX-License-Identifier: Apache-2.0
/* Boundary files.
 *
 * A file is not trusted to be of one kind: which attributes it has, and what its codes look like, decide
 * what it is (ww_layouts). Its polygons go through OGR (reading), the way to the National Grid (ogr.c) and
 * GEOS (validity). Generalised boundaries often cross themselves by a metre or so; such a polygon is rebuilt
 * by GEOS's "structure" method, which keeps holes as holes and drops what has no width. Features that repeat
 * a code are parts of one area and are united. Sorting by code makes the result independent of the order of
 * the file. */
#include "place/boundaries.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/checked.h"
#include "base/utf8.h"
#include "place/geos.h"
#include "place/ogr.h"

struct reader {
    const char *path;
    struct ww_ogr ogr;
    OGRLayerH layer;
    struct ww_layout layout;
    int code_field, name_field, parent_field; /* -1 = none */
    struct ww_to_grid to_grid;
    struct ww_geos geos;
    struct ww_boundaries *out;
    size_t capacity;
};

/* When the level is named by hand and no layout fits. */
static const struct ww_layout plain_layout = {
    .code = {"code", "id", "gss_code"},
    .name = {"name"},
    .parent = {"parent"},
};

/* ---- which layer, which layout ---- */

static int find_field(OGRFeatureDefnH definition, const char *const candidates[WW_LAYOUT_NAMES])
{
    int fields = OGR_FD_GetFieldCount(definition);
    for (size_t c = 0; c < WW_LAYOUT_NAMES && candidates[c]; c++)
        for (int f = 0; f < fields; f++)
            if (ww_str_eq_nocase(ww_str_of(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, f))),
                                 ww_str_of(candidates[c])))
                return f;
    return -1;
}

static bool has_prefix(const struct ww_layout *layout, const char *code)
{
    size_t n = sizeof layout->prefixes / sizeof layout->prefixes[0];
    for (size_t p = 0; p < n && layout->prefixes[p]; p++)
        if (ww_str_starts(ww_str_of(code), ww_str_of(layout->prefixes[p])))
            return true;
    return false;
}

/* More than half, not all: the City of London stands among the wards with its borough's code. */
static bool codes_fit(OGRLayerH layer, int field, const struct ww_layout *layout)
{
    if (!layout->prefixes[0])
        return true;
    uint64_t fitting = 0;
    uint64_t codes = 0;
    OGRFeatureH feature;
    OGR_L_ResetReading(layer);
    while ((feature = OGR_L_GetNextFeature(layer))) {
        const char *code = OGR_F_GetFieldAsString(feature, field);
        codes += code[0] != '\0';
        fitting += has_prefix(layout, code);
        OGR_F_Destroy(feature);
    }
    return 2 * fitting > codes;
}

static bool layout_fits(struct reader *reader, OGRLayerH layer, const struct ww_layout *layout)
{
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
    int code = find_field(definition, layout->code);
    if (code < 0 || !codes_fit(layer, code, layout))
        return false;
    reader->layer = layer;
    reader->layout = *layout;
    reader->code_field = code;
    reader->name_field = find_field(definition, layout->name);
    reader->parent_field = find_field(definition, layout->parent);
    return true;
}

/* Tries all layers with one list of layouts; only layouts of `level` where that is given. */
static bool any_fits(struct reader *reader, const struct ww_layout *layouts, size_t n, const char *level)
{
    int layers = GDALDatasetGetLayerCount(reader->ogr.dataset);
    for (int l = 0; l < layers; l++) {
        OGRLayerH layer = GDALDatasetGetLayer(reader->ogr.dataset, l);
        for (size_t i = 0; i < n; i++)
            if ((!level[0] || ww_str_eqz(ww_str_of(level), layouts[i].level)) &&
                layout_fits(reader, layer, &layouts[i]))
                return true;
    }
    return false;
}

static void list_fields(const struct reader *reader, struct ww_buf *text)
{
    int layers = GDALDatasetGetLayerCount(reader->ogr.dataset);
    const char *separator = "";
    for (int l = 0; l < layers; l++) {
        OGRFeatureDefnH definition = OGR_L_GetLayerDefn(GDALDatasetGetLayer(reader->ogr.dataset, l));
        for (int f = 0; f < OGR_FD_GetFieldCount(definition) && text->len < 250; f++) {
            ww_buf_printf(text, "%s%s", separator, OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, f)));
            separator = ", ";
        }
    }
    if (!text->len)
        ww_buf_z(text, "none");
}

static void list_expected(const struct ww_layout *layouts, size_t n, const char *level, struct ww_buf *text)
{
    const char *separator = "";
    for (size_t i = 0; i < n && text->len < 250; i++) {
        if (level[0] && !ww_str_eqz(ww_str_of(level), layouts[i].level))
            continue;
        ww_buf_printf(text, "%s%s (%s", separator, layouts[i].code[0], layouts[i].level);
        for (size_t p = 0; p < sizeof layouts[i].prefixes / sizeof layouts[i].prefixes[0]; p++)
            if (layouts[i].prefixes[p])
                ww_buf_printf(text, "%s%s", p ? "/" : ", codes ", layouts[i].prefixes[p]);
        ww_buf_char(text, ')');
        separator = ", ";
    }
    if (level[0])
        ww_buf_printf(text, "%scode", separator);
}

static enum ww_rc no_layout(const struct reader *reader, const struct ww_boundary_options *options,
                            struct ww_err *err)
{
    struct ww_buf found = {.max = 2048};
    struct ww_buf expected = {.max = 2048};
    list_fields(reader, &found);
    list_expected(options->layouts, options->n_layouts, options->level, &expected);
    enum ww_rc rc = ww_fail_at(
        err, WW_E_INPUT, reader->path, 0, 0,
        "No field holds the codes of areas. Fields found: %.*s. Expected one of: %.*s. "
        "Rename the field%s.",
        (int)found.len, ww_buf_view(&found).ptr, (int)expected.len, ww_buf_view(&expected).ptr,
        options->level[0] ? "" : " or name the level of the areas");
    ww_buf_free(&found);
    ww_buf_free(&expected);
    return rc;
}

static enum ww_rc choose(struct reader *reader, const struct ww_boundary_options *options, struct ww_err *err)
{
    if (any_fits(reader, options->layouts, options->n_layouts, options->level))
        return WW_OK;
    if (options->level[0]) {
        struct ww_layout layout = plain_layout;
        layout.level = options->level;
        if (any_fits(reader, &layout, 1, ""))
            return WW_OK;
    }
    return no_layout(reader, options, err);
}

/* ---- one feature ---- */

/* An attribute as trimmed UTF-8 in the arena; "" when absent. */
static enum ww_rc text_field(struct reader *reader, OGRFeatureH feature, int field, struct ww_str *out,
                             struct ww_err *err)
{
    *out = WW_STR("");
    if (field < 0 || !OGR_F_IsFieldSetAndNotNull(feature, field))
        return WW_OK;
    struct ww_str text = ww_str_trim(ww_str_of(OGR_F_GetFieldAsString(feature, field)));
    struct ww_buf converted = {.max = 1u << 20};
    if (!ww_utf8_valid(text)) {
        ww_utf8_from_cp1252(text, &converted);
        text = ww_buf_view(&converted);
    }
    const char *copy = converted.failed ? NULL : ww_arena_copy(reader->out->memory, text);
    ww_buf_free(&converted);
    if (!copy)
        return ww_fail_nomem(err);
    *out = (struct ww_str){copy, text.len};
    return WW_OK;
}

static int shift_point(double *x, double *y, void *userdata)
{
    struct ww_bng there;
    struct ww_lonlat here = {*x, *y};
    if (ww_project_wgs84_to_bng(userdata, &here, 1, &there))
        return 0;
    *x = there.easting_m;
    *y = there.northing_m;
    return 1;
}

/* The OGR geometry as one of GEOS, straight-edged and flat, still in the file's coordinates unless GDAL does
 * the moving. *out stays NULL when it cannot be made. */
static enum ww_rc to_geos(struct reader *reader, OGRGeometryH geometry, GEOSGeometry **out,
                          struct ww_err *err)
{
    OGRGeometryH copy = OGR_G_GetLinearGeometry(geometry, 0, NULL);
    unsigned char *wkb = NULL;
    enum ww_rc rc = WW_OK;
    if (!copy)
        return WW_OK;
    OGR_G_FlattenTo2D(copy);
    if (!reader->to_grid.transform || OGR_G_Transform(copy, reader->to_grid.transform) == OGRERR_NONE) {
        int size = OGR_G_WkbSize(copy);
        wkb = ww_new_array((size_t)size, 1);
        if (!wkb)
            rc = ww_fail_nomem(err);
        else if (OGR_G_ExportToWkb(copy, wkbNDR, wkb) == OGRERR_NONE)
            *out = GEOSGeomFromWKB_buf_r(reader->geos.handle, wkb, (size_t)size);
    }
    free(wkb);
    OGR_G_DestroyGeometry(copy);
    return rc;
}

/* Replaces *geometry by a valid one, where it is not. */
static bool make_valid(struct reader *reader, GEOSGeometry **geometry)
{
    GEOSContextHandle_t handle = reader->geos.handle;
    if (GEOSisValid_r(handle, *geometry) == 1)
        return true;
    GEOSMakeValidParams *parameters = GEOSMakeValidParams_create_r(handle);
    GEOSGeometry *valid = NULL;
    if (parameters) {
        GEOSMakeValidParams_setMethod_r(handle, parameters, GEOS_MAKE_VALID_STRUCTURE);
        GEOSMakeValidParams_setKeepCollapsed_r(handle, parameters, 0);
        valid = GEOSMakeValidWithParams_r(handle, *geometry, parameters);
        GEOSMakeValidParams_destroy_r(handle, parameters);
    }
    GEOSGeom_destroy_r(handle, *geometry);
    *geometry = valid;
    reader->out->repaired++;
    return valid != NULL;
}

static enum ww_rc polygon_fails(const struct reader *reader, struct ww_str code, struct ww_err *err)
{
    const char *reason = reader->geos.message[0] ? reader->geos.message : reader->ogr.message;
    return ww_fail_at(
        err, WW_E_INPUT, reader->path, 0, 0,
        "The polygon of area %.*s cannot be brought to the British National Grid or made valid%s%s. "
        "Ask the supplier for the file in EPSG:27700.",
        (int)code.len, code.ptr, reason[0] ? ": " : "", reason);
}

static bool on_the_grid(struct reader *reader, const GEOSGeometry *polygon)
{
    GEOSContextHandle_t handle = reader->geos.handle;
    OGREnvelope box;
    return GEOSGeom_getXMin_r(handle, polygon, &box.MinX) == 1 &&
           GEOSGeom_getXMax_r(handle, polygon, &box.MaxX) == 1 &&
           GEOSGeom_getYMin_r(handle, polygon, &box.MinY) == 1 &&
           GEOSGeom_getYMax_r(handle, polygon, &box.MaxY) == 1 && box.MinX >= ww_grid_bounds.MinX &&
           box.MaxX <= ww_grid_bounds.MaxX && box.MinY >= ww_grid_bounds.MinY &&
           box.MaxY <= ww_grid_bounds.MaxY;
}

/* The polygon's bytes; none when it is not one after all, e.g. when nothing was left of it. */
static enum ww_rc keep_polygon(struct reader *reader, const GEOSGeometry *polygon, struct ww_str code,
                               struct ww_str *wkb, struct ww_err *err)
{
    int type = GEOSGeomTypeId_r(reader->geos.handle, polygon);
    if ((type != GEOS_POLYGON && type != GEOS_MULTIPOLYGON) || GEOSisEmpty_r(reader->geos.handle, polygon))
        return WW_OK;
    if (!on_the_grid(reader, polygon))
        return ww_fail_at(err, WW_E_INPUT, reader->path, 0, 0,
                          "Area %.*s does not lie in Great Britain. Check the file's coordinate system (%s).",
                          (int)code.len, code.ptr, reader->to_grid.crs);
    return ww_geos_write(&reader->geos, polygon, reader->out->memory, wkb, err);
}

/* *wkb len 0 when the feature has no polygon. */
static enum ww_rc polygon_of(struct reader *reader, OGRFeatureH feature, struct ww_str code,
                             struct ww_str *wkb, struct ww_err *err)
{
    GEOSContextHandle_t handle = reader->geos.handle;
    OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
    *wkb = WW_STR("");
    if (!geometry || OGR_G_IsEmpty(geometry) || OGR_G_GetDimension(geometry) != 2)
        return WW_OK;
    GEOSGeometry *polygon = NULL;
    enum ww_rc rc = to_geos(reader, geometry, &polygon, err);
    if (rc)
        return rc;
    if (polygon && reader->to_grid.projector) {
        GEOSGeometry *moved = GEOSGeom_transformXY_r(handle, polygon, shift_point, reader->to_grid.projector);
        GEOSGeom_destroy_r(handle, polygon);
        polygon = moved;
    }
    if (!polygon || !make_valid(reader, &polygon))
        return polygon_fails(reader, code, err);
    rc = keep_polygon(reader, polygon, code, wkb, err);
    GEOSGeom_destroy_r(handle, polygon);
    return rc;
}

static enum ww_rc read_feature(struct reader *reader, OGRFeatureH feature, struct ww_err *err)
{
    struct ww_boundaries *out = reader->out;
    struct ww_area area = {.level = ww_str_of(reader->layout.level)};
    enum ww_rc rc = text_field(reader, feature, reader->code_field, &area.code, err);
    if (!rc)
        rc = text_field(reader, feature, reader->name_field, &area.name, err);
    if (!rc)
        rc = text_field(reader, feature, reader->parent_field, &area.parent, err);
    if (rc)
        return rc;
    if (area.code.len == 0) {
        out->without_code++;
        return WW_OK;
    }
    area.parent_level = area.parent.len ? ww_str_of(reader->layout.parent_level) : WW_STR("");
    rc = polygon_of(reader, feature, area.code, &area.wkb, err);
    if (rc)
        return rc;
    if (area.wkb.len == 0) {
        out->without_polygon++;
        return WW_OK;
    }
    void *areas = out->areas;
    if (!ww_grow(&areas, &reader->capacity, out->count + 1, sizeof area))
        return ww_fail_nomem(err);
    out->areas = areas;
    out->areas[out->count++] = area;
    return WW_OK;
}

/* ---- all of them ---- */

static enum ww_rc read_features(struct reader *reader, struct ww_err *err)
{
    OGRFeatureH feature;
    enum ww_rc rc = WW_OK;
    reader->ogr.message[0] = '\0';
    OGR_L_ResetReading(reader->layer);
    while (!rc && (feature = OGR_L_GetNextFeature(reader->layer))) {
        reader->out->features++;
        rc = read_feature(reader, feature, err);
        OGR_F_Destroy(feature);
    }
    if (rc)
        return rc;
    if (reader->ogr.message[0])
        return ww_fail_at(err, WW_E_INPUT, reader->path, 0, 0, "The file is damaged after %llu areas: %s.",
                          (unsigned long long)reader->out->features, reader->ogr.message);
    if (reader->out->count == 0)
        return ww_fail_at(err, WW_E_INPUT, reader->path, 0, 0,
                          "The file holds no area with a code and a polygon (%llu features read).",
                          (unsigned long long)reader->out->features);
    return WW_OK;
}

/* Everything a feature has counts, so that the order of the file does not. */
static int compare_areas(const void *a, const void *b)
{
    const struct ww_area *left = a;
    const struct ww_area *right = b;
    int order = ww_str_cmp(left->code, right->code);
    if (!order)
        order = ww_str_cmp(left->wkb, right->wkb);
    if (!order)
        order = ww_str_cmp(left->name, right->name);
    return order ? order : ww_str_cmp(left->parent, right->parent);
}

/* a->wkb becomes the union of both. */
static enum ww_rc unite(struct reader *reader, struct ww_area *a, const struct ww_area *b, struct ww_err *err)
{
    struct ww_geos *geos = &reader->geos;
    GEOSGeometry *left = NULL;
    GEOSGeometry *right = NULL;
    GEOSGeometry *both = NULL;
    enum ww_rc rc = ww_geos_read(geos, a->wkb, &left, err);
    if (!rc)
        rc = ww_geos_read(geos, b->wkb, &right, err);
    if (!rc) {
        both = GEOSUnion_r(geos->handle, left, right);
        rc = both ? ww_geos_write(geos, both, reader->out->memory, &a->wkb, err)
                  : polygon_fails(reader, a->code, err);
    }
    GEOSGeom_destroy_r(geos->handle, left);
    GEOSGeom_destroy_r(geos->handle, right);
    GEOSGeom_destroy_r(geos->handle, both);
    return rc;
}

static enum ww_rc sort_and_join(struct reader *reader, struct ww_err *err)
{
    struct ww_boundaries *out = reader->out;
    qsort(out->areas, out->count, sizeof *out->areas, compare_areas);
    size_t kept = 0;
    for (size_t i = 0; i < out->count; i++) {
        if (kept > 0 && ww_str_eq(out->areas[kept - 1].code, out->areas[i].code)) {
            enum ww_rc rc = unite(reader, &out->areas[kept - 1], &out->areas[i], err);
            if (rc)
                return rc;
            out->joined++;
        } else {
            out->areas[kept++] = out->areas[i];
        }
    }
    out->count = kept;
    return WW_OK;
}

/* The level's texts come from the options or the table of layouts; the result must outlive both. */
static enum ww_rc own_levels(struct ww_boundaries *out, struct ww_err *err)
{
    struct ww_str level = out->areas[0].level;
    const char *copy = ww_arena_copy(out->memory, level);
    struct ww_str parent = WW_STR("");
    for (size_t i = 0; i < out->count && parent.len == 0; i++)
        parent = out->areas[i].parent_level;
    const char *parent_copy = ww_arena_copy(out->memory, parent);
    if (!copy || !parent_copy)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < out->count; i++) {
        out->areas[i].level.ptr = copy;
        if (out->areas[i].parent_level.len)
            out->areas[i].parent_level.ptr = parent_copy;
    }
    return WW_OK;
}

static enum ww_rc read_all(struct reader *reader, const struct ww_boundary_options *options,
                           struct ww_err *err)
{
    enum ww_rc rc = ww_ogr_open(&reader->ogr, reader->path, err);
    if (!rc)
        rc = choose(reader, options, err);
    if (!rc)
        rc = ww_to_grid_open(&reader->to_grid, &reader->ogr, reader->layer, reader->path, err);
    if (!rc)
        rc = read_features(reader, err);
    if (!rc)
        rc = sort_and_join(reader, err);
    if (!rc)
        rc = own_levels(reader->out, err);
    if (rc)
        return rc;
    struct ww_boundaries *out = reader->out;
    ww_str_copy(ww_str_of(OGR_L_GetName(reader->layer)), out->layer, sizeof out->layer);
    memcpy(out->crs, reader->to_grid.crs, sizeof out->crs);
    memcpy(out->operation, reader->to_grid.operation, sizeof out->operation);
    memcpy(out->note, reader->to_grid.note, sizeof out->note);
    return WW_OK;
}

enum ww_rc ww_boundaries_read(const char *path, const struct ww_boundary_options *options,
                              struct ww_boundaries *out, struct ww_err *err)
{
    struct ww_boundary_options full = options ? *options : (struct ww_boundary_options){0};
    if (!full.layouts) {
        full.layouts = ww_layouts;
        full.n_layouts = ww_layouts_count;
    }
    if (!full.level)
        full.level = "";
    struct ww_boundaries made = {.memory = ww_arena_new(0)};
    struct reader reader = {.path = path, .out = &made};
    if (!made.memory || !ww_geos_open(&reader.geos)) {
        ww_boundaries_free(&made);
        return ww_fail_nomem(err);
    }
    enum ww_rc rc = read_all(&reader, &full, err);
    ww_to_grid_close(&reader.to_grid);
    ww_ogr_close(&reader.ogr);
    ww_geos_close(&reader.geos);
    if (rc)
        ww_boundaries_free(&made);
    else
        *out = made;
    return rc;
}

void ww_boundaries_free(struct ww_boundaries *boundaries)
{
    free(boundaries->areas);
    ww_arena_free(&boundaries->memory);
    *boundaries = (struct ww_boundaries){0};
}

enum ww_rc ww_boundaries_add(const struct ww_boundaries *boundaries, struct ww_areas *areas,
                             struct ww_err *err)
{
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; !rc && i < boundaries->count; i++)
        rc = ww_areas_add(areas, &boundaries->areas[i], err);
    return rc;
}
