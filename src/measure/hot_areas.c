// SPDX-License-Identifier: Apache-2.0
/* Areas of a level as the places of `hotspots`: for records that have an area and no point. */

#include "measure/event_sources.h"
#include "measure/hot_places.h"
#include "place/neighbours.h"

/* Generalised boundaries leave slivers between neighbours. */
#define SLIVER_M   10.0
#define M2_PER_KM2 1e6

struct job {
    const struct ww_ask *ask;
    const char *level;
    struct ww_table *table;
    struct ww_area_list areas;
};

static enum ww_rc count(struct job *job, struct ww_period period, int64_t **out, struct ww_err *err)
{
    struct ww_area_counts counts = {.counts = NULL};
    enum ww_rc rc = ww_event_counts(job->ask, job->level, period, job->table, &counts, err);
    job->areas = counts.areas;
    *out = counts.counts;
    return rc;
}

static enum ww_rc make_places(const struct job *job, const int64_t *then, const int64_t *now,
                              struct ww_hot_places *out, struct ww_err *err)
{
    const struct ww_areas *areas = ww_context_areas(job->ask->context);
    bool all_known = true;
    out->n = job->areas.count;
    out->items = ww_arena_alloc(job->ask->arena, out->n, sizeof *out->items);
    if (!out->items)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < out->n; i++) {
        const struct ww_area *area = job->areas.items[i];
        const char *ward = ww_areas_up(areas, ww_str_of(job->level), area->code, WW_STR("ward"));
        const struct ww_area *up = ward ? ww_areas_find(areas, WW_STR("ward"), ww_str_of(ward)) : NULL;
        const char *name = area->name.len ? area->name.ptr : area->code.ptr;
        out->items[i] = (struct ww_hot_place){
            .id = area->code.ptr,
            .label = name,
            .centre = area->centroid,
            .small = name,
            .ward = !up            ? NULL
                    : up->name.len ? up->name.ptr
                                   : up->code.ptr,
            .square_m = area->area_m2,
            .then = then[i],
            .now = now[i],
            .density = area->area_m2 > 0.0 ? (double)now[i] * M2_PER_KM2 / area->area_m2 : 0.0};
        all_known = all_known && area->area_m2 > 0.0;
        out->all_m2 += area->area_m2;
    }
    if (!all_known)
        out->all_m2 = 0.0;
    return WW_OK;
}

/* From the neighbours among all areas of the level to those among the areas asked about. */
static enum ww_rc keep_ours(const struct job *job, const struct ww_neighbours *all, struct ww_hot_places *out,
                            struct ww_err *err)
{
    const struct ww_areas *areas = ww_context_areas(job->ask->context);
    uint32_t *place = ww_arena_alloc(job->ask->arena, all->n_areas, sizeof *place); /* + 1; 0 = not ours */
    uint32_t *start = ww_arena_alloc(job->ask->arena, out->n + 1, sizeof *start);
    uint32_t *index = ww_arena_alloc(job->ask->arena, all->start[all->n_areas] + 1u, sizeof *index);
    if (!place || !start || !index)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < out->n; i++)
        place[ww_areas_index(areas, ww_str_of(job->level), job->areas.items[i]->code)] = (uint32_t)i + 1;
    size_t n = 0;
    for (size_t i = 0; i < out->n; i++) {
        int32_t at = ww_areas_index(areas, ww_str_of(job->level), job->areas.items[i]->code);
        for (uint32_t k = all->start[at]; k < all->start[at + 1]; k++)
            if (place[all->index[k]])
                index[n++] = place[all->index[k]] - 1;
        start[i + 1] = (uint32_t)n;
    }
    out->neighbours = (struct ww_neighbour_lists){out->n, start, index};
    return n ? WW_OK
             : ww_fail(
                   err, WW_E_NOT_FOUND,
                   "No boundaries of the level '%s' are known, and '%s' needs to know which areas are neighbours. "
                   "Import them.",
                   job->level, job->ask->measure->name);
}

enum ww_rc ww_hot_areas(const struct ww_ask *ask, const char *level, struct ww_table *table,
                        struct ww_hot_places *out, struct ww_err *err)
{
    struct job job = {.ask = ask, .level = level, .table = table};
    struct ww_neighbours all = {0};
    int64_t *then = NULL, *now = NULL;
    *out = (struct ww_hot_places){0};
    enum ww_rc rc = count(&job, ask->compare, &then, err);
    if (!rc)
        rc = count(&job, ask->period, &now, err);
    if (!rc)
        rc = make_places(&job, then, now, out, err);
    if (!rc)
        rc = ww_neighbours_find(ww_context_areas(ask->context), ww_str_of(level), SLIVER_M, &all, err);
    if (!rc)
        rc = keep_ours(&job, &all, out, err);
    ww_neighbours_free(&all);
    return rc;
}
