// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PLACE_POINT_H
#define WW_PLACE_POINT_H

#include <stdint.h>

/* A place on the British National Grid (EPSG:27700). */
struct ww_bng {
    double easting_m;
    double northing_m;
};

/* A place in WGS 84 (EPSG:4326), longitude first. */
struct ww_lonlat {
    double lon_deg;
    double lat_deg;
};

/* The same in millionths of a degree (about a tenth of a metre), as evidence stores it. */
struct ww_lonlat_e6 {
    int32_t lon_e6;
    int32_t lat_e6;
};

#endif
