// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PLACE_NEIGHBOURS_H
#define WW_PLACE_NEIGHBOURS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "place/areas.h"

/* Who borders whom ("queen": a shared point is enough). Area i of the level has the neighbours
 * index[start[i]] .. index[start[i + 1] - 1], rising, never itself; symmetric. Areas without a polygon have
 * none. tolerance_m closes the slivers of generalised boundaries: areas no further apart than that are
 * neighbours; 0 asks for a point truly shared. Cost: one tree query for each area, some milliseconds for
 * a borough, 0.1 s for the 4,835 LSOAs of London. */
struct ww_neighbours {
    size_t n_areas;
    uint32_t *start; /* n_areas + 1 */
    uint32_t *index;
};
enum ww_rc WW_MUST_CHECK ww_neighbours_find(const struct ww_areas *areas, struct ww_str level,
                                            double tolerance_m, struct ww_neighbours *out,
                                            struct ww_err *err);
void ww_neighbours_free(struct ww_neighbours *neighbours);

#endif
