// SPDX-License-Identifier: Apache-2.0
#ifndef WW_REPORT_MAP_FRAME_H
#define WW_REPORT_MAP_FRAME_H

#include "report/chart.h"
#include "report/svg.h"

/* From metres on the ground to the drawing of a map, for the kinds of chart that are maps. */

#define WW_MAP_WIDTH      590.0
#define WW_MAP_MAX_HEIGHT 620.0
#define WW_MAP_MARGIN     6.0

struct ww_map_frame {
    double west_m, south_m, east_m, north_m; /* of what is drawn; begin with ww_map_nowhere */
    double scale;                            /* drawing units a metre */
};

extern const struct ww_map_frame ww_map_nowhere;
void ww_map_stretch(struct ww_map_frame *frame, struct ww_map_point point);
void ww_map_stretch_over(struct ww_map_frame *frame, const struct ww_map_areas *shapes);

/* Sets the scale so that it fits; the height of the drawing, margins included. False where there is no extent. */
bool ww_map_fit(struct ww_map_frame *frame, double *height);

struct ww_svg_point ww_map_project(const struct ww_map_frame *frame, struct ww_map_point point);

/* Adds a ring to an open path, points nearer than a fraction of a unit left out. */
void ww_map_ring(const struct ww_map_frame *frame, const struct ww_map_ring *ring, struct ww_buf *out);

#endif
