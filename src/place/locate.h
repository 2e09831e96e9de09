// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PLACE_LOCATE_H
#define WW_PLACE_LOCATE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "place/areas.h"
#include "place/point.h"
#include "place/project.h"

/* Which area of a level holds a point. Built once for a level, then read by any number of threads. It keeps
 * its own shapes: the registry may change or go. */
struct ww_locator;

/* WW_E_NOT_FOUND when the level has no area with a polygon. Cost: 0.03 s for the LSOAs of London. */
enum ww_rc WW_MUST_CHECK ww_locator_new(const struct ww_areas *areas, struct ww_str level,
                                        struct ww_locator **out, struct ww_err *err);
void ww_locator_free(struct ww_locator **locator);

/* out[i] is the index of points[i]'s area in ww_areas_list(level) as it was when the locator was built, or
 * -1 when it lies in none (or is not finite). A point on a boundary belongs to the area with the smallest
 * code among those that cover it. The same for every number of threads (0 = all processors).
 * One to two million points a second and thread; callers locate a repeated point once. */
enum ww_rc WW_MUST_CHECK ww_locate_many(const struct ww_locator *locator, const struct ww_bng *points,
                                        size_t n, int32_t *out, unsigned threads, struct ww_err *err);

#endif
