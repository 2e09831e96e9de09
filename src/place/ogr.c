// SPDX-License-Identifier: Apache-2.0
/* Opening a geographic file, and finding out where on Earth its numbers lie.
 *
 * GDAL opens nearly anything, addresses on the web included. Here it is given only paths that exist, and
 * only the drivers of the three formats that boundaries come in. Its messages go to a handler of this
 * thread. It must not leave .aux.xml files beside a partner's file, nor write an index that is missing.
 *
 * Shapefiles by Esri's programs describe the National Grid with a scale factor of ten digits where EPSG has
 * eleven; by strict comparison that is another system. The parameters are therefore compared with
 * tolerances far below anything that can be seen (a tenth of a millimetre across Great Britain).
 *
 * WGS 84 is brought over by the projector that also serves points, so that a point and the edge it came from
 * stay together; every other system goes through GDAL. */
#include "place/ogr.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/str.h"

#define MAX_ZIP_ENTRIES 10000

static void keep_message(CPLErr class, CPLErrorNum number, const char *message)
{
    (void)number;
    struct ww_ogr *ogr = CPLGetErrorHandlerUserData();
    if (class >= CE_Failure)
        ww_str_copy(ww_str_trim(ww_str_of(message)), ogr->message, sizeof ogr->message);
}

/* ---- opening ---- */

static bool has_ending(const char *path, const char *ending)
{
    return ww_str_ends_nocase(ww_str_of(path), ww_str_of(ending));
}

static bool is_boundary_file(const char *path)
{
    static const char *const endings[] = {".shp", ".gpkg", ".geojson", ".json"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (has_ending(path, endings[i]))
            return true;
    return false;
}

/* The one boundary file inside a zip, as GDAL names it. */
static enum ww_rc path_in_zip(const char *path, char out[WW_PATH_MAX], struct ww_err *err)
{
    char folder[WW_PATH_MAX];
    if (snprintf(folder, sizeof folder, "/vsizip/{%s}", path) >= (int)sizeof folder)
        return ww_fail_at(err, WW_E_INPUT, path, 0, 0, "The path is too long.");
    VSIDIR *entries = VSIOpenDir(folder, -1, NULL);
    const VSIDIREntry *entry;
    int found = 0;
    bool fits = true;
    for (int n = 0; entries && n < MAX_ZIP_ENTRIES && (entry = VSIGetNextDirEntry(entries)); n++) {
        if (!is_boundary_file(entry->pszName) || strstr(entry->pszName, "__MACOSX"))
            continue;
        found++;
        fits = snprintf(out, WW_PATH_MAX, "%s/%s", folder, entry->pszName) < WW_PATH_MAX && fits;
    }
    if (entries)
        VSICloseDir(entries);
    if (found == 1 && fits)
        return WW_OK;
    return ww_fail_at(err, WW_E_INPUT, path, 0, 0,
                      "The zip holds %s boundary file (.shp, .gpkg, .geojson); it must hold exactly one.%s",
                      found ? "more than one" : "no", found ? " Unpack it and import the one you want." : "");
}

static void register_drivers(void)
{
    if (!GDALGetDriverByName("GeoJSON"))
        GDALAllRegister();
    OSRSetPROJEnableNetwork(0);
}

enum ww_rc ww_ogr_open(struct ww_ogr *ogr, const char *path, struct ww_err *err)
{
    static const char *const drivers[] = {"ESRI Shapefile", "GPKG", "GeoJSON", NULL};
    *ogr = (struct ww_ogr){0};
    CPLPushErrorHandlerEx(keep_message, ogr);
    CPLSetThreadLocalConfigOption("GDAL_PAM_ENABLED", "NO");
    CPLSetThreadLocalConfigOption("SHAPE_RESTORE_SHX", "NO");
    if (!ww_file_exists(path) || ww_is_dir(path))
        return ww_fail_at(err, WW_E_NOT_FOUND, path, 0, 0, "There is no such file.");
    register_drivers();
    char inner[WW_PATH_MAX];
    const char *opened = path;
    if (has_ending(path, ".zip")) {
        enum ww_rc rc = path_in_zip(path, inner, err);
        if (rc)
            return rc;
        opened = inner;
    }
    ogr->dataset = GDALOpenEx(opened, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);
    if (!ogr->dataset)
        return ww_fail_at(err, WW_E_INPUT, path, 0, 0,
                          "This is not a shapefile, GeoPackage or GeoJSON file that can be read%s%s.%s",
                          ogr->message[0] ? ": " : "", ogr->message,
                          has_ending(opened, ".shp") ? " A shapefile needs its .shx and .dbf files beside it."
                                                     : "");
    return WW_OK;
}

void ww_ogr_close(struct ww_ogr *ogr)
{
    if (ogr->dataset)
        GDALClose(ogr->dataset);
    ogr->dataset = NULL;
    CPLSetThreadLocalConfigOption("SHAPE_RESTORE_SHX", NULL);
    CPLSetThreadLocalConfigOption("GDAL_PAM_ENABLED", NULL);
    CPLPopErrorHandler();
}

/* ---- coordinate systems ---- */

/* EPSG:27700, with how far a parameter may be off and still mean the same. */
static const struct {
    const char *name;
    double value, tolerance;
} grid_parameters[] = {
    {SRS_PP_LATITUDE_OF_ORIGIN, 49, 1e-9},     {SRS_PP_CENTRAL_MERIDIAN, -2, 1e-9},
    {SRS_PP_SCALE_FACTOR, 0.9996012717, 1e-9}, {SRS_PP_FALSE_EASTING, 400000, 1e-4},
    {SRS_PP_FALSE_NORTHING, -100000, 1e-4},
};
static const double AIRY_SEMI_MAJOR_M = 6377563.396;

const OGREnvelope ww_grid_bounds = {.MinX = -100000, .MaxX = 800000, .MinY = -100000, .MaxY = 1400000};
static const OGREnvelope globe_bounds = {.MinX = -360, .MaxX = 360, .MinY = -90, .MaxY = 90};

static bool is_national_grid(OGRSpatialReferenceH crs)
{
    const char *projection = OSRGetAttrValue(crs, "PROJECTION", 0);
    if (!OSRIsProjected(crs) || !projection || strcmp(projection, SRS_PT_TRANSVERSE_MERCATOR) != 0)
        return false;
    if (fabs(OSRGetSemiMajor(crs, NULL) - AIRY_SEMI_MAJOR_M) > 0.01 ||
        fabs(OSRGetLinearUnits(crs, NULL) - 1) > 1e-12)
        return false;
    for (size_t i = 0; i < sizeof grid_parameters / sizeof grid_parameters[0]; i++) {
        OGRErr missing = OGRERR_NONE;
        double value = OSRGetProjParm(crs, grid_parameters[i].name, NAN, &missing);
        if (missing != OGRERR_NONE ||
            !(fabs(value - grid_parameters[i].value) <= grid_parameters[i].tolerance))
            return false;
    }
    return true;
}

static bool is_wgs84(OGRSpatialReferenceH crs)
{
    static const char *const options[] = {"CRITERION=EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS",
                                          "IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES", NULL};
    OGRSpatialReferenceH wgs84 = OSRNewSpatialReference(NULL);
    bool same = wgs84 && OSRImportFromEPSG(wgs84, 4326) == OGRERR_NONE && OSRIsSameEx(crs, wgs84, options);
    OSRDestroySpatialReference(wgs84);
    return same;
}

static bool inside(const OGREnvelope *box, const OGREnvelope *outer)
{
    return box->MinX >= outer->MinX && box->MaxX <= outer->MaxX && box->MinY >= outer->MinY &&
           box->MaxY <= outer->MaxY;
}

/* Through GDAL: the best operation for Great Britain, never a guess of the datum. */
static OGRCoordinateTransformationH new_transform(OGRSpatialReferenceH from)
{
    OGRSpatialReferenceH source = OSRClone(from);
    OGRSpatialReferenceH grid = OSRNewSpatialReference(NULL);
    OGRCoordinateTransformationH transform = NULL;
    OGRCoordinateTransformationOptionsH options = OCTNewCoordinateTransformationOptions();
    if (source && grid && options && OSRImportFromEPSG(grid, 27700) == OGRERR_NONE) {
        OSRSetAxisMappingStrategy(source, OAMS_TRADITIONAL_GIS_ORDER);
        OSRSetAxisMappingStrategy(grid, OAMS_TRADITIONAL_GIS_ORDER);
        OCTCoordinateTransformationOptionsSetAreaOfInterest(options, -9, 49, 3, 61.5);
        OCTCoordinateTransformationOptionsSetBallparkAllowed(options, 0);
        transform = OCTNewCoordinateTransformationEx(source, grid, options);
    }
    OCTDestroyCoordinateTransformationOptions(options);
    OSRDestroySpatialReference(source);
    OSRDestroySpatialReference(grid);
    return transform;
}

static enum ww_rc from_wgs84(struct ww_to_grid *to_grid, struct ww_err *err)
{
    enum ww_rc rc = ww_projector_new(&to_grid->projector, err);
    if (!rc)
        snprintf(to_grid->operation, sizeof to_grid->operation, "%s", ww_projection_name(to_grid->projector));
    return rc;
}

static enum ww_rc from_other(struct ww_to_grid *to_grid, OGRSpatialReferenceH crs, const char *path,
                             struct ww_err *err)
{
    to_grid->transform = new_transform(crs);
    if (!to_grid->transform)
        return ww_fail_at(
            err, WW_E_INPUT, path, 0, 0,
            "There is no known way from the file's coordinate system (%s) to the British National "
            "Grid. Export it in WGS 84 or EPSG:27700.",
            to_grid->crs);
    snprintf(to_grid->operation, sizeof to_grid->operation, "%s to EPSG:27700 by GDAL", to_grid->crs);
    return WW_OK;
}

enum ww_rc ww_to_grid_open(struct ww_to_grid *to_grid, const struct ww_ogr *ogr, OGRLayerH layer,
                           const char *path, struct ww_err *err)
{
    *to_grid = (struct ww_to_grid){.operation = "none"};
    OGRSpatialReferenceH crs = OGR_L_GetSpatialRef(layer);
    OGREnvelope extent;
    if (!crs)
        return ww_fail_at(
            err, WW_E_INPUT, path, 0, 0,
            "The file does not say which coordinate system its numbers are in. A shapefile says it in "
            "a .prj file beside it: ask the supplier for that.");
    const char *name = OSRGetName(crs);
    ww_str_copy(ww_str_of(name ? name : "unnamed"), to_grid->crs, sizeof to_grid->crs);
    if (OGR_L_GetExtent(layer, &extent, 1) != OGRERR_NONE)
        return ww_fail_at(err, WW_E_INPUT, path, 0, 0, "The file holds no area with a shape%s%s.",
                          ogr->message[0] ? ": " : "", ogr->message);
    bool degrees = OSRIsGeographic(crs);
    if (degrees && !inside(&extent, &globe_bounds) && inside(&extent, &ww_grid_bounds)) {
        snprintf(
            to_grid->note, sizeof to_grid->note,
            "The file calls its coordinates %s, but numbers such as %.0f, %.0f cannot be degrees; they were "
            "taken as metres of the British National Grid.",
            to_grid->crs, extent.MinX, extent.MinY);
        return WW_OK;
    }
    if (is_national_grid(crs))
        return inside(&extent, &globe_bounds)
                   ? ww_fail_at(
                         err, WW_E_INPUT, path, 0, 0,
                         "The file says metres of the British National Grid, but its numbers look like "
                         "degrees (%.4f, %.4f). Export it again with the right coordinate system.",
                         extent.MinX, extent.MinY)
                   : WW_OK;
    return is_wgs84(crs) ? from_wgs84(to_grid, err) : from_other(to_grid, crs, path, err);
}

void ww_to_grid_close(struct ww_to_grid *to_grid)
{
    ww_projector_free(&to_grid->projector);
    if (to_grid->transform)
        OCTDestroyCoordinateTransformation(to_grid->transform);
    to_grid->transform = NULL;
}
