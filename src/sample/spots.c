// SPDX-License-Identifier: Apache-2.0
/* Points within an area. The index of a spot is the bitwise "and" of two random ones, so spot 0 (all bits clear) is
 * drawn with (3/4)^5, about a quarter, and the spot with all bits set once in a thousand: busy corners and quiet
 * ones, as on any map of crime, without a table of weights. */
#include "sample/spots.h"

#include <math.h>

#define SPOT_BITS 5
#define SCATTER_M 16   /* around a spot, each way, less one; a power of two */
#define MARGIN    0.85 /* of the hexagon that spots keep to; its rest must hold the scatter */

struct ww_spots ww_spots_of(struct ww_bng centre, double side_m, struct ww_rng *rng)
{
    struct ww_spots out;
    const double height = side_m * MARGIN;                /* centre to the upper corner */
    const double width = side_m * MARGIN * sqrt(3.0) / 2; /* centre to the side */
    for (int i = 0; i < WW_SPOTS;) {
        double east = (ww_rng_unit(rng) * 2 - 1) * width;
        double north = (ww_rng_unit(rng) * 2 - 1) * height;
        if (fabs(north) + fabs(east) / sqrt(3.0) > height) /* in the box, beyond the slanting side */
            continue;
        out.easting_m[i] = (int32_t)floor(centre.easting_m + east);
        out.northing_m[i++] = (int32_t)floor(centre.northing_m + north);
    }
    return out;
}

struct ww_spot ww_spot_draw(const struct ww_spots *spots, uint64_t bits)
{
    uint64_t at = bits & bits >> SPOT_BITS & (WW_SPOTS - 1);
    uint64_t east = bits >> 2 * SPOT_BITS, north = east >> 16;
    int32_t near = (int32_t)(bits >> 60 & 3); /* one in four exactly at the spot */
    int32_t scatter = near ? 1 : 0;
    return (struct ww_spot){
        spots->easting_m[at] + scatter * ((int32_t)(east & (2 * SCATTER_M - 1)) - SCATTER_M),
        spots->northing_m[at] + scatter * ((int32_t)(north & (2 * SCATTER_M - 1)) - SCATTER_M)};
}
