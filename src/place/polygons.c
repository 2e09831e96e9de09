// SPDX-License-Identifier: Apache-2.0
/* Polygons as plain arrays of points.
 *
 * Everything is counted first, so there are three allocations and the filling cannot overrun. Rings come in
 * any direction from partners' files and are turned to the one stated: GeoJSON (RFC 7946) asks for it, and
 * a drawing with the "nonzero" rule needs it. */
#include "place/polygons.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/checked.h"
#include "place/geos.h"

static const GEOSGeometry *ring_of(struct ww_geos *geos, const GEOSGeometry *part, int ring)
{
    return ring == 0 ? GEOSGetExteriorRing_r(geos->handle, part)
                     : GEOSGetInteriorRingN_r(geos->handle, part, ring - 1);
}

static size_t ring_points(struct ww_geos *geos, const GEOSGeometry *ring)
{
    int n = GEOSGeomGetNumPoints_r(geos->handle, ring);
    return n > 0 ? (size_t)n : 0;
}

static void count_part(struct ww_geos *geos, const GEOSGeometry *part, struct ww_polygons *shape)
{
    if (GEOSisEmpty_r(geos->handle, part))
        return;
    int rings = 1 + GEOSGetNumInteriorRings_r(geos->handle, part);
    for (int r = 0; r < rings; r++)
        shape->n_points += ring_points(geos, ring_of(geos, part, r));
    shape->n_rings += (size_t)rings;
    shape->n_polygons++;
}

static bool copy_ring(struct ww_geos *geos, const GEOSGeometry *ring, bool anticlockwise,
                      struct ww_bng *points)
{
    const GEOSCoordSequence *sequence = GEOSGeom_getCoordSeq_r(geos->handle, ring);
    char is_ccw = 0;
    if (!sequence || GEOSCoordSeq_isCCW_r(geos->handle, sequence, &is_ccw) != 1)
        return false;
    size_t n = ring_points(geos, ring);
    bool turn = (is_ccw == 1) != anticlockwise;
    for (size_t i = 0; i < n; i++) {
        struct ww_bng *to = &points[turn ? n - 1 - i : i];
        if (GEOSCoordSeq_getXY_r(geos->handle, sequence, (unsigned)i, &to->easting_m, &to->northing_m) != 1)
            return false;
    }
    return true;
}

/* Appends a part; the counts of *shape are what is filled so far. */
static bool copy_part(struct ww_geos *geos, const GEOSGeometry *part, struct ww_polygons *shape)
{
    if (GEOSisEmpty_r(geos->handle, part))
        return true;
    int rings = 1 + GEOSGetNumInteriorRings_r(geos->handle, part);
    for (int r = 0; r < rings; r++) {
        const GEOSGeometry *ring = ring_of(geos, part, r);
        if (!copy_ring(geos, ring, r == 0, &shape->points[shape->n_points]))
            return false;
        shape->n_points += ring_points(geos, ring);
        shape->ring_start[++shape->n_rings] = (uint32_t)shape->n_points;
    }
    shape->polygon_start[++shape->n_polygons] = (uint32_t)shape->n_rings;
    return true;
}

static enum ww_rc take_apart(struct ww_geos *geos, const GEOSGeometry *geometry, struct ww_polygons *shape,
                             struct ww_err *err)
{
    int parts = GEOSGetNumGeometries_r(geos->handle, geometry);
    struct ww_polygons size = {0};
    for (int p = 0; p < parts; p++)
        count_part(geos, GEOSGetGeometryN_r(geos->handle, geometry, p), &size);
    if (size.n_points > UINT32_MAX)
        return ww_fail(err, WW_E_LIMIT, "A polygon has more points than can be drawn.");
    shape->points = ww_new_array(size.n_points, sizeof *shape->points);
    shape->ring_start = ww_new_array(size.n_rings + 1, sizeof *shape->ring_start);
    shape->polygon_start = ww_new_array(size.n_polygons + 1, sizeof *shape->polygon_start);
    if (!shape->points || !shape->ring_start || !shape->polygon_start)
        return ww_fail_nomem(err);
    for (int p = 0; p < parts; p++)
        if (!copy_part(geos, GEOSGetGeometryN_r(geos->handle, geometry, p), shape))
            return ww_geos_fail(geos, "A polygon cannot be taken apart", err);
    return WW_OK;
}

enum ww_rc ww_polygons_of_wkb(struct ww_str wkb, struct ww_polygons *out, struct ww_err *err)
{
    struct ww_geos geos;
    GEOSGeometry *geometry = NULL;
    struct ww_polygons shape = {0};
    if (!ww_geos_open(&geos))
        return ww_fail_nomem(err);
    enum ww_rc rc = ww_geos_read(&geos, wkb, &geometry, err);
    if (!rc)
        rc = take_apart(&geos, geometry, &shape, err);
    if (geometry)
        GEOSGeom_destroy_r(geos.handle, geometry);
    ww_geos_close(&geos);
    if (rc)
        ww_polygons_free(&shape);
    else
        *out = shape;
    return rc;
}

void ww_polygons_free(struct ww_polygons *shape)
{
    free(shape->points);
    free(shape->ring_start);
    free(shape->polygon_start);
    *shape = (struct ww_polygons){0};
}
