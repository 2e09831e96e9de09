// SPDX-License-Identifier: Apache-2.0
#include "assess/outlines.h"

#include "place/polygons.h"

static enum ww_rc add_outline(const struct ww_area *area, struct ww_arena *arena, struct ww_map_area *out,
                              struct ww_err *err)
{
    struct ww_polygons shape;
    enum ww_rc rc = ww_polygons_of_wkb(area->wkb, &shape, err);
    if (rc)
        return rc;
    struct ww_map_ring *rings = ww_arena_alloc(arena, shape.n_rings, sizeof *rings);
    struct ww_map_point *points = ww_arena_alloc(arena, shape.n_points, sizeof *points);
    if (!rings || !points) {
        ww_polygons_free(&shape);
        return ww_fail_nomem(err);
    }
    for (size_t i = 0; i < shape.n_points; i++)
        points[i] = (struct ww_map_point){shape.points[i].easting_m, shape.points[i].northing_m};
    for (size_t i = 0; i < shape.n_rings; i++)
        rings[i] = (struct ww_map_ring){points + shape.ring_start[i],
                                        shape.ring_start[i + 1] - shape.ring_start[i]};
    *out = (struct ww_map_area){
        .code = area->code.ptr, .name = area->name.ptr, .rings = rings, .n_rings = shape.n_rings};
    ww_polygons_free(&shape);
    return WW_OK;
}

static bool drawn(const struct ww_context *context, const struct ww_area *area)
{
    const char *level = ww_context_area_level(context);
    if (!area->wkb.len || !level[0] || ww_str_eqz(area->level, level))
        return false;
    return ww_areas_within(ww_context_areas(context), area->level, area->code, ww_str_of(level),
                           ww_str_of(ww_context_area(context)));
}

enum ww_rc ww_outlines(const struct ww_context *context, struct ww_arena *arena, struct ww_map_areas *out,
                       struct ww_err *err)
{
    const struct ww_areas *areas = ww_context_areas(context);
    size_t capacity = (size_t)ww_areas_count(areas).areas, n = 0;
    struct ww_map_area *items = ww_arena_alloc(arena, capacity, sizeof *items);
    if (!items)
        return ww_fail_nomem(err);
    enum ww_rc rc = WW_OK;
    for (size_t l = 0; ww_areas_level_name(areas, l) && !rc; l++) {
        size_t count;
        const struct ww_area *const *list = ww_areas_list(areas, ww_str_of(ww_areas_level_name(areas, l)),
                                                          &count);
        for (size_t i = 0; i < count && !rc; i++)
            if (drawn(context, list[i])) {
                rc = add_outline(list[i], arena, &items[n], err);
                n += rc == WW_OK;
            }
    }
    *out = (struct ww_map_areas){items, n};
    return rc;
}
