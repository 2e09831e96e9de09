// SPDX-License-Identifier: Apache-2.0
#ifndef WW_ASSESS_OUTLINES_H
#define WW_ASSESS_OUTLINES_H

#include "base/arena.h"
#include "measure/measure.h"
#include "report/chart.h"

/* Outlines for the maps: every area with a polygon inside the partnership's own, of all levels, in the order of level and
 * code. Memory in the arena. */
enum ww_rc WW_MUST_CHECK ww_outlines(const struct ww_context *context, struct ww_arena *arena,
                                     struct ww_map_areas *out, struct ww_err *err);

#endif
