// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PLACE_GEOJSON_H
#define WW_PLACE_GEOJSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "place/areas.h"
#include "place/project.h"

/* Which properties a feature carries; NULL = leave out. */
struct ww_geojson_fields {
    const char *code;
    const char *name;
    const char *parent;
};

/* Appends a FeatureCollection of the areas, in the order given; areas without a polygon have geometry null.
 * With a projector in WGS 84 as RFC 7946 has it (eight decimals, about a millimetre); without one on the
 * British National Grid in metres (three decimals) with a `crs` member, which GDAL and desktop programs read. */
enum ww_rc WW_MUST_CHECK ww_geojson_write(const struct ww_area *areas, size_t n,
                                          const struct ww_geojson_fields *fields,
                                          struct ww_projector *projector, struct ww_buf *out,
                                          struct ww_err *err);

#endif
