// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PLACE_OGR_H
#define WW_PLACE_OGR_H

#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include "base/err.h"
#include "place/project.h"

/* For boundaries.c: a geographic file opened by GDAL, with its messages caught and nothing written or
 * fetched. Between open and close this thread's GDAL settings are ours. */
struct ww_ogr {
    GDALDatasetH dataset;
    char message[512]; /* GDAL's last */
};

/* path: .shp, .gpkg, .geojson or .json, or a .zip that holds one of them. Close in every case. */
enum ww_rc WW_MUST_CHECK ww_ogr_open(struct ww_ogr *ogr, const char *path, struct ww_err *err);
void ww_ogr_close(struct ww_ogr *ogr);

/* How a layer's coordinates get to the National Grid; at most one of the two is set. */
struct ww_to_grid {
    struct ww_projector *projector;         /* for WGS 84: the same operation as for points */
    OGRCoordinateTransformationH transform; /* for everything else */
    char crs[128];
    char operation[256];
    char note[512];
};

enum ww_rc WW_MUST_CHECK ww_to_grid_open(struct ww_to_grid *to_grid, const struct ww_ogr *ogr,
                                         OGRLayerH layer, const char *path, struct ww_err *err);
/* Numbers on the National Grid, with the sea around and a margin. */
extern const OGREnvelope ww_grid_bounds;

void ww_to_grid_close(struct ww_to_grid *to_grid);

#endif
