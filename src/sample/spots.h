// SPDX-License-Identifier: Apache-2.0
#ifndef WW_SAMPLE_SPOTS_H
#define WW_SAMPLE_SPOTS_H

#include <stdint.h>

#include "base/rng.h"
#include "place/point.h"

#define WW_SPOTS 32 /* of an area; a power of two */

/* Where offences happen within one area: a few busy spots and many quiet ones. */
struct ww_spots {
    int32_t easting_m[WW_SPOTS];
    int32_t northing_m[WW_SPOTS];
};

/* Spots inside the hexagon (points up) with this centre and side, well away from its edge. */
struct ww_spots ww_spots_of(struct ww_bng centre, double side_m, struct ww_rng *rng);

struct ww_spot {
    int32_t easting_m, northing_m;
};
/* At or near one of the spots, always inside the hexagon. */
struct ww_spot ww_spot_draw(const struct ww_spots *spots, uint64_t bits);

#endif
