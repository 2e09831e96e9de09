// SPDX-License-Identifier: Apache-2.0
/* Which areas border which.
 *
 * A tree of bounding boxes (STRtree) proposes, a prepared polygon decides. Each pair is decided once, from
 * the area with the smaller index, so the relation is symmetric even where arithmetic is not; pairs come
 * sorted, and two passes turn them into one array with a start for each area. */
#include "place/neighbours.h"

#include <stdlib.h>

#include "base/checked.h"
#include "place/geos.h"

struct pair {
    uint32_t a, b; /* a < b */
};

struct finder {
    struct ww_geos geos;
    GEOSGeometry **polygons; /* NULL = none */
    GEOSSTRtree *tree;
    struct ww_geos_hits hits;
    struct pair *pairs;
    size_t n_pairs, capacity;
    double tolerance_m;
};

static void finder_free(struct finder *finder, size_t n)
{
    GEOSContextHandle_t handle = finder->geos.handle;
    for (size_t i = 0; handle && finder->polygons && i < n; i++)
        GEOSGeom_destroy_r(handle, finder->polygons[i]);
    if (finder->tree)
        GEOSSTRtree_destroy_r(handle, finder->tree);
    free(finder->polygons);
    free(finder->hits.items);
    free(finder->pairs);
    ww_geos_close(&finder->geos);
}

static enum ww_rc load(struct finder *finder, const struct ww_area *const *list, size_t n, struct ww_err *err)
{
    finder->polygons = ww_new_array(n, sizeof(GEOSGeometry *));
    if (!finder->polygons || !ww_geos_open(&finder->geos))
        return ww_fail_nomem(err);
    finder->tree = GEOSSTRtree_create_r(finder->geos.handle, 10);
    if (!finder->tree)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < n; i++) {
        if (list[i]->wkb.len == 0)
            continue;
        enum ww_rc rc = ww_geos_read(&finder->geos, list[i]->wkb, &finder->polygons[i], err);
        if (rc)
            return rc;
        GEOSSTRtree_insert_r(finder->geos.handle, finder->tree, finder->polygons[i], ww_geos_item(i));
    }
    return WW_OK;
}

/* The bounding box of a polygon, wider by the tolerance on all sides. */
static GEOSGeometry *box_around(struct finder *finder, const GEOSGeometry *polygon)
{
    GEOSContextHandle_t handle = finder->geos.handle;
    double x0, y0, x1, y1;
    if (GEOSGeom_getXMin_r(handle, polygon, &x0) != 1 || GEOSGeom_getYMin_r(handle, polygon, &y0) != 1 ||
        GEOSGeom_getXMax_r(handle, polygon, &x1) != 1 || GEOSGeom_getYMax_r(handle, polygon, &y1) != 1)
        return NULL;
    double wider = finder->tolerance_m;
    return GEOSGeom_createRectangle_r(handle, x0 - wider, y0 - wider, x1 + wider, y1 + wider);
}

static bool touch(struct finder *finder, const GEOSPreparedGeometry *a, const GEOSGeometry *b)
{
    if (finder->tolerance_m > 0)
        return GEOSPreparedDistanceWithin_r(finder->geos.handle, a, b, finder->tolerance_m) == 1;
    return GEOSPreparedIntersects_r(finder->geos.handle, a, b) == 1;
}

static enum ww_rc decide(struct finder *finder, size_t i, const GEOSPreparedGeometry *prepared,
                         struct ww_err *err)
{
    for (size_t k = 0; k < finder->hits.count; k++) {
        size_t j = finder->hits.items[k];
        if (j <= i || !touch(finder, prepared, finder->polygons[j]))
            continue;
        void *pairs = finder->pairs;
        if (!ww_grow(&pairs, &finder->capacity, finder->n_pairs + 1, sizeof *finder->pairs))
            return ww_fail_nomem(err);
        finder->pairs = pairs;
        finder->pairs[finder->n_pairs++] = (struct pair){(uint32_t)i, (uint32_t)j};
    }
    return WW_OK;
}

static enum ww_rc pairs_of(struct finder *finder, size_t i, struct ww_err *err)
{
    GEOSContextHandle_t handle = finder->geos.handle;
    GEOSGeometry *box = box_around(finder, finder->polygons[i]);
    const GEOSPreparedGeometry *prepared = GEOSPrepare_r(handle, finder->polygons[i]);
    enum ww_rc rc;
    if (box && prepared) {
        finder->hits.count = 0;
        GEOSSTRtree_query_r(handle, finder->tree, box, ww_geos_hit, &finder->hits);
        ww_geos_hits_sort(&finder->hits);
        rc = finder->hits.no_memory ? ww_fail_nomem(err) : decide(finder, i, prepared, err);
    } else {
        rc = ww_geos_fail(&finder->geos, "A polygon cannot be compared with its neighbours", err);
    }
    GEOSPreparedGeom_destroy_r(handle, prepared);
    GEOSGeom_destroy_r(handle, box);
    return rc;
}

/* Pairs sorted by (a, b) make rising lists when each area first receives its smaller neighbours, then its
 * larger ones. */
static enum ww_rc fill(const struct finder *finder, size_t n, struct ww_neighbours *out, struct ww_err *err)
{
    struct ww_neighbours made = {.n_areas = n};
    uint32_t *next = ww_new_array(n, sizeof *next);
    made.start = ww_new_array(n + 1, sizeof *made.start);
    made.index = ww_new_array(2 * finder->n_pairs, sizeof *made.index);
    if (!next || !made.start || !made.index) {
        free(next);
        ww_neighbours_free(&made);
        return ww_fail_nomem(err);
    }
    for (size_t p = 0; p < finder->n_pairs; p++) {
        made.start[finder->pairs[p].a + 1]++;
        made.start[finder->pairs[p].b + 1]++;
    }
    for (size_t i = 0; i < n; i++) {
        made.start[i + 1] += made.start[i];
        next[i] = made.start[i];
    }
    for (size_t p = 0; p < finder->n_pairs; p++)
        made.index[next[finder->pairs[p].b]++] = finder->pairs[p].a;
    for (size_t p = 0; p < finder->n_pairs; p++)
        made.index[next[finder->pairs[p].a]++] = finder->pairs[p].b;
    free(next);
    *out = made;
    return WW_OK;
}

enum ww_rc ww_neighbours_find(const struct ww_areas *areas, struct ww_str level, double tolerance_m,
                              struct ww_neighbours *out, struct ww_err *err)
{
    size_t n;
    const struct ww_area *const *list = ww_areas_list(areas, level, &n);
    struct finder finder = {.tolerance_m = tolerance_m};
    if (!(tolerance_m >= 0))
        return ww_fail(err, WW_E_USAGE, "The tolerance between neighbours must not be negative.");
    enum ww_rc rc = load(&finder, list, n, err);
    for (size_t i = 0; !rc && i < n; i++)
        if (finder.polygons[i])
            rc = pairs_of(&finder, i, err);
    if (!rc)
        rc = fill(&finder, n, out, err);
    finder_free(&finder, n);
    return rc;
}

void ww_neighbours_free(struct ww_neighbours *neighbours)
{
    free(neighbours->start);
    free(neighbours->index);
    *neighbours = (struct ww_neighbours){0};
}
