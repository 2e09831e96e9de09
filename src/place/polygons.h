// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PLACE_POLYGONS_H
#define WW_PLACE_POLYGONS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "place/point.h"

/* A polygon or multipolygon taken apart, for drawing and writing. Ring r is the points
 * points[ring_start[r]] .. points[ring_start[r + 1] - 1], closed (last = first). Polygon p is the rings
 * polygon_start[p] .. polygon_start[p + 1] - 1: its outside anticlockwise, then its holes clockwise. */
struct ww_polygons {
    struct ww_bng *points;
    uint32_t *ring_start;    /* n_rings + 1 */
    uint32_t *polygon_start; /* n_polygons + 1 */
    size_t n_points, n_rings, n_polygons;
};

/* WW_E_INPUT when the bytes are not the WKB of a polygon or multipolygon. */
enum ww_rc WW_MUST_CHECK ww_polygons_of_wkb(struct ww_str wkb, struct ww_polygons *out, struct ww_err *err);
void ww_polygons_free(struct ww_polygons *shape);

#endif
