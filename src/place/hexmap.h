// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PLACE_HEXMAP_H
#define WW_PLACE_HEXMAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "place/point.h"

/* A schematic map for the synthetic partnership: regular hexagons (points up) packed into a round blot, cut
 * into wards of stated sizes, each of them in one piece. Neighbouring numbers are mostly neighbouring wards;
 * nothing more is promised about where a ward lies. Fixed by its spec: no chance in it. */
struct ww_hexmap_spec {
    struct ww_bng centre; /* of the middle hexagon */
    double side_m;        /* of a hexagon */
    /* Hexagons in each ward, in the order the wards are wanted; NULL = 128 in 20. */
    const uint32_t *ward_sizes;
    size_t n_wards;
};

struct ww_hex {
    uint32_t ward;
    struct ww_bng centre;
    struct ww_str wkb; /* polygon, EPSG:27700, vertices in whole centimetres and shared exactly */
};

struct ww_hex_ward {
    uint32_t first, count; /* its hexagons: hexes[first] .. hexes[first + count - 1] */
    struct ww_str wkb;     /* their union, a polygon */
};

/* Hexagons come ward by ward, inside a ward from north-west to south-east. */
struct ww_hexmap {
    struct ww_hex *hexes;
    size_t n_hexes;
    struct ww_hex_ward *wards;
    size_t n_wards;
    struct ww_arena *memory;
};

/* WW_E_USAGE: a ward of size 0, more than 2,000 hexagons, a side that is not between 1 m and 10 km, or
 * sizes for which no cut in one piece each was found. spec NULL = the sample's: 128 in 20, side 250 m. */
enum ww_rc WW_MUST_CHECK ww_hexmap_new(const struct ww_hexmap_spec *spec, struct ww_hexmap *out,
                                       struct ww_err *err);
void ww_hexmap_free(struct ww_hexmap *map);

#endif
