// SPDX-License-Identifier: Apache-2.0
#include "report/map_frame.h"

#include <float.h>
#include <math.h>

/* Points nearer to the last one drawn than this, in drawing units, are left out. */
#define SMALLEST_STEP 0.4

const struct ww_map_frame ww_map_nowhere = {DBL_MAX, DBL_MAX, -DBL_MAX, -DBL_MAX, 0};

void ww_map_stretch(struct ww_map_frame *frame, struct ww_map_point point)
{
    frame->west_m = fmin(frame->west_m, point.easting_m);
    frame->south_m = fmin(frame->south_m, point.northing_m);
    frame->east_m = fmax(frame->east_m, point.easting_m);
    frame->north_m = fmax(frame->north_m, point.northing_m);
}

void ww_map_stretch_over(struct ww_map_frame *frame, const struct ww_map_areas *shapes)
{
    for (size_t i = 0; i < shapes->count; i++)
        for (size_t r = 0; r < shapes->items[i].n_rings; r++)
            for (size_t k = 0; k < shapes->items[i].rings[r].n_points; k++)
                ww_map_stretch(frame, shapes->items[i].rings[r].points[k]);
}

bool ww_map_fit(struct ww_map_frame *frame, double *height)
{
    double width_m = frame->east_m - frame->west_m, height_m = frame->north_m - frame->south_m;
    if (!(width_m > 0 && height_m > 0 && isfinite(width_m) && isfinite(height_m)))
        return false;
    double across = (WW_MAP_WIDTH - 2 * WW_MAP_MARGIN) / width_m;
    double up = (WW_MAP_MAX_HEIGHT - 2 * WW_MAP_MARGIN) / height_m;
    frame->scale = across < up ? across : up;
    *height = height_m * frame->scale + 2 * WW_MAP_MARGIN;
    return true;
}

struct ww_svg_point ww_map_project(const struct ww_map_frame *frame, struct ww_map_point point)
{
    return (struct ww_svg_point){WW_MAP_MARGIN + (point.easting_m - frame->west_m) * frame->scale,
                                 WW_MAP_MARGIN + (frame->north_m - point.northing_m) * frame->scale};
}

void ww_map_ring(const struct ww_map_frame *frame, const struct ww_map_ring *ring, struct ww_buf *out)
{
    struct ww_svg_point last = {0, 0};
    for (size_t k = 0; k < ring->n_points; k++) {
        struct ww_svg_point at = ww_map_project(frame, ring->points[k]);
        if (k == 0)
            ww_svg_path_move(out, at);
        else if (fabs(at.x - last.x) + fabs(at.y - last.y) < SMALLEST_STEP)
            continue;
        else
            ww_svg_path_line(out, at);
        last = at;
    }
    if (ring->n_points)
        ww_svg_path_close(out);
}
