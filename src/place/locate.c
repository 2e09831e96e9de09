// SPDX-License-Identifier: Apache-2.0
/* Points into areas.
 *
 * A tree of bounding boxes proposes, prepared polygons (GEOS keeps an index of their edges) decide, and of
 * several that cover a point the one with the smallest index wins, whatever the order of the tree. GEOS's
 * predicates are exact for the coordinates given, so a point on a shared edge is on it for both areas.
 *
 * GEOS builds the tree and the indexes of edges when they are first asked, without a lock. So the locator
 * asks each of them once while it is made; afterwards they are only read (so in the source of GEOS 3.11, and
 * the tests compare threads), and all threads share them. Each thread has a GEOS context of its own for its
 * points and messages. */
#include "place/locate.h"

#include <math.h>
#include <stdlib.h>

#include "base/checked.h"
#include "base/parallel.h"
#include "place/geos.h"

#define CHUNK_POINTS 4096

struct ww_locator {
    struct ww_geos geos;
    size_t n_areas;
    GEOSGeometry **polygons; /* by index; NULL = none */
    const GEOSPreparedGeometry **prepared;
    GEOSSTRtree *tree;
};

/* What one thread needs while it works. */
struct worker {
    struct ww_geos geos;
    struct ww_geos_hits hits;
};

struct job {
    const struct ww_locator *locator;
    const struct ww_bng *points;
    size_t n;
    int32_t *out;
    struct worker *workers;
};

void ww_locator_free(struct ww_locator **locator)
{
    if (!locator || !*locator)
        return;
    struct ww_locator *gone = *locator;
    GEOSContextHandle_t handle = gone->geos.handle;
    if (gone->tree)
        GEOSSTRtree_destroy_r(handle, gone->tree);
    for (size_t i = 0; gone->prepared && i < gone->n_areas; i++)
        if (gone->prepared[i])
            GEOSPreparedGeom_destroy_r(handle, gone->prepared[i]);
    for (size_t i = 0; gone->polygons && i < gone->n_areas; i++)
        if (gone->polygons[i])
            GEOSGeom_destroy_r(handle, gone->polygons[i]);
    free(gone->prepared);
    free(gone->polygons);
    ww_geos_close(&gone->geos);
    free(gone);
    *locator = NULL;
}

/* The smallest index of an area that covers the point, or -1; -2 when memory ran out. */
static int32_t locate_one(const struct ww_locator *locator, struct worker *worker, struct ww_bng point)
{
    if (!isfinite(point.easting_m) || !isfinite(point.northing_m))
        return -1;
    GEOSContextHandle_t handle = worker->geos.handle;
    GEOSGeometry *here = GEOSGeom_createPointFromXY_r(handle, point.easting_m, point.northing_m);
    if (!here)
        return -2;
    worker->hits.count = 0;
    GEOSSTRtree_query_r(handle, locator->tree, here, ww_geos_hit, &worker->hits);
    ww_geos_hits_sort(&worker->hits);
    int32_t found = worker->hits.no_memory ? -2 : -1;
    for (size_t k = 0; k < worker->hits.count && found == -1; k++) {
        size_t i = worker->hits.items[k];
        if (GEOSPreparedIntersects_r(handle, locator->prepared[i], here) == 1)
            found = (int32_t)i;
    }
    GEOSGeom_destroy_r(handle, here);
    return found;
}

/* Asks the area about one of its own corners, so that everything GEOS builds late is built now. */
static bool warm_up(struct ww_locator *locator, size_t i)
{
    GEOSContextHandle_t handle = locator->geos.handle;
    const GEOSGeometry *part = GEOSGetGeometryN_r(handle, locator->polygons[i], 0);
    const GEOSGeometry *ring = part ? GEOSGetExteriorRing_r(handle, part) : NULL;
    GEOSGeometry *corner = ring ? GEOSGeomGetStartPoint_r(handle, ring) : NULL;
    bool touched = corner && GEOSPreparedIntersects_r(handle, locator->prepared[i], corner) == 1;
    struct ww_geos_hits hits = {0};
    if (touched)
        GEOSSTRtree_query_r(handle, locator->tree, corner, ww_geos_hit, &hits);
    free(hits.items);
    if (corner)
        GEOSGeom_destroy_r(handle, corner);
    return touched;
}

static enum ww_rc add_polygon(struct ww_locator *locator, size_t i, const struct ww_area *area,
                              struct ww_err *err)
{
    struct ww_geos *geos = &locator->geos;
    enum ww_rc rc = ww_geos_read(geos, area->wkb, &locator->polygons[i], err);
    if (rc)
        return rc;
    locator->prepared[i] = GEOSPrepare_r(geos->handle, locator->polygons[i]);
    if (!locator->prepared[i])
        return ww_geos_fail(geos, "A polygon cannot be prepared", err);
    GEOSSTRtree_insert_r(geos->handle, locator->tree, locator->polygons[i], ww_geos_item(i));
    return WW_OK;
}

static enum ww_rc build(struct ww_locator *locator, const struct ww_area *const *list, struct ww_err *err)
{
    size_t n = locator->n_areas;
    locator->polygons = ww_new_array(n, sizeof(GEOSGeometry *));
    locator->prepared = ww_new_array(n, sizeof(GEOSPreparedGeometry *));
    if (!locator->polygons || !locator->prepared || !ww_geos_open(&locator->geos))
        return ww_fail_nomem(err);
    locator->tree = GEOSSTRtree_create_r(locator->geos.handle, 10);
    if (!locator->tree)
        return ww_fail_nomem(err);
    size_t with_polygon = 0;
    for (size_t i = 0; i < n; i++) {
        if (list[i]->wkb.len == 0)
            continue;
        enum ww_rc rc = add_polygon(locator, i, list[i], err);
        if (rc)
            return rc;
        with_polygon++;
    }
    for (size_t i = 0; i < n; i++)
        if (locator->prepared[i] && !warm_up(locator, i))
            return ww_geos_fail(&locator->geos, "A polygon does not hold its own corner", err);
    return with_polygon ? WW_OK : WW_E_NOT_FOUND;
}

enum ww_rc ww_locator_new(const struct ww_areas *areas, struct ww_str level, struct ww_locator **out,
                          struct ww_err *err)
{
    struct ww_locator *locator = ww_new_array(1, sizeof *locator);
    if (!locator)
        return ww_fail_nomem(err);
    const struct ww_area *const *list = ww_areas_list(areas, level, &locator->n_areas);
    enum ww_rc rc = build(locator, list, err);
    if (rc) {
        ww_locator_free(&locator);
        if (rc == WW_E_NOT_FOUND)
            return ww_fail(err, rc,
                           "No boundaries of level %.*s are known, so points cannot be placed. Import a "
                           "boundary file of that level first.",
                           (int)level.len, level.ptr);
        return rc;
    }
    *out = locator;
    return WW_OK;
}

static enum ww_rc locate_chunk(void *context, size_t index, unsigned worker)
{
    struct job *job = context;
    size_t first = index * CHUNK_POINTS;
    size_t end = job->n - first < CHUNK_POINTS ? job->n : first + CHUNK_POINTS;
    for (size_t i = first; i < end; i++) {
        int32_t found = locate_one(job->locator, &job->workers[worker], job->points[i]);
        if (found == -2)
            return WW_E_NOMEM;
        job->out[i] = found;
    }
    return WW_OK;
}

enum ww_rc ww_locate_many(const struct ww_locator *locator, const struct ww_bng *points, size_t n,
                          int32_t *out, unsigned threads, struct ww_err *err)
{
    size_t chunks = n / CHUNK_POINTS + (n % CHUNK_POINTS != 0);
    if (threads == 0)
        threads = ww_processors();
    if (threads > chunks)
        threads = chunks ? (unsigned)chunks : 1;
    struct job job = {.locator = locator, .points = points, .n = n};
    job.out = out;
    job.workers = ww_new_array(threads, sizeof *job.workers);
    enum ww_rc rc = job.workers ? WW_OK : WW_E_NOMEM;
    for (unsigned t = 0; !rc && t < threads; t++)
        if (!ww_geos_open(&job.workers[t].geos))
            rc = WW_E_NOMEM;
    if (!rc)
        rc = ww_parallel_for(threads, chunks, locate_chunk, &job);
    for (unsigned t = 0; job.workers && t < threads; t++) {
        free(job.workers[t].hits.items);
        ww_geos_close(&job.workers[t].geos);
    }
    free(job.workers);
    return rc ? ww_fail_nomem(err) : WW_OK;
}
