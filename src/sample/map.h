// SPDX-License-Identifier: Apache-2.0
#ifndef WW_SAMPLE_MAP_H
#define WW_SAMPLE_MAP_H

#include <stdint.h>

#include "base/err.h"
#include "sample/facts.h"
#include "sample/spots.h"

#define WW_SAMPLE_SIDE_M 250.0 /* of a hexagon: an area of 16 hectares */

/* Writes the boundaries of areas, wards and the borough as GeoJSON, British National Grid, adding their sizes
 * to *bytes, and fills spots (n_lsoas) with the places inside each area. */
enum ww_rc WW_MUST_CHECK ww_sample_write_map(const struct ww_sample_facts *facts, uint64_t seed,
                                             const char *folder, struct ww_spots *spots, uint64_t *bytes,
                                             struct ww_err *err);

extern const char ww_sample_lsoa_file[], ww_sample_ward_file[], ww_sample_borough_file[];

#endif
