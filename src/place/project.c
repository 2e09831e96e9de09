// SPDX-License-Identifier: Apache-2.0
/* Degrees to metres.
 *
 * PROJ knows some ten ways from WGS 84 to the National Grid and, when asked in the usual manner, picks one
 * for each point. A figure must not depend on that: the list is made once with what this machine cannot do
 * left out, and its head (the most accurate for Great Britain) is used for every point.
 * Source: PROJ 9, ISO 19111 C interface; EPSG 1314 (Helmert) and 7709 (OSTN15). */
#include "place/project.h"

#include <math.h>
#include <proj.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/checked.h"
#include "base/str.h"

/* Great Britain with its waters, in degrees: outside it the National Grid means nothing. */
static const double WEST_DEG = -12;
static const double EAST_DEG = 5;
static const double SOUTH_DEG = 48;
static const double NORTH_DEG = 63;

struct ww_projector {
    PJ_CONTEXT *context;
    PJ *operation; /* longitude, latitude in degrees to easting, northing in metres */
    char name[256];
};

static void be_quiet(void *data, int level, const char *message)
{
    (void)data;
    (void)level;
    (void)message;
}

void ww_projector_free(struct ww_projector **projector)
{
    if (!projector || !*projector)
        return;
    proj_destroy((*projector)->operation);
    proj_context_destroy((*projector)->context);
    free(*projector);
    *projector = NULL;
}

/* All operations that can be carried out here, best first, or NULL. */
static PJ_OBJ_LIST *list_operations(PJ_CONTEXT *context)
{
    PJ_OBJ_LIST *list = NULL;
    PJ *from = proj_create(context, "EPSG:4326");
    PJ *to = proj_create(context, "EPSG:27700");
    PJ_OPERATION_FACTORY_CONTEXT *factory = proj_create_operation_factory_context(context, NULL);
    if (from && to && factory) {
        proj_operation_factory_context_set_area_of_interest(context, factory, WEST_DEG, SOUTH_DEG, EAST_DEG,
                                                            NORTH_DEG);
        proj_operation_factory_context_set_spatial_criterion(context, factory,
                                                             PROJ_SPATIAL_CRITERION_PARTIAL_INTERSECTION);
        proj_operation_factory_context_set_grid_availability_use(
            context, factory, PROJ_GRID_AVAILABILITY_DISCARD_OPERATION_IF_MISSING_GRID);
        proj_operation_factory_context_set_allow_ballpark_transformations(context, factory, 0);
        list = proj_create_operations(context, from, to, factory);
    }
    proj_operation_factory_context_destroy(factory);
    proj_destroy(from);
    proj_destroy(to);
    return list;
}

static bool choose_operation(struct ww_projector *projector)
{
    PJ_OBJ_LIST *list = list_operations(projector->context);
    PJ *best = list && proj_list_get_count(list) > 0 ? proj_list_get(projector->context, list, 0) : NULL;
    if (best) {
        const char *name = proj_get_name(best);
        ww_str_copy(ww_str_of(name ? name : "unnamed"), projector->name, sizeof projector->name);
        projector->operation = proj_normalize_for_visualization(projector->context, best);
    }
    proj_destroy(best);
    proj_list_destroy(list);
    return projector->operation != NULL;
}

enum ww_rc ww_projector_new(struct ww_projector **out, struct ww_err *err)
{
    struct ww_projector *projector = ww_new_array(1, sizeof *projector);
    if (!projector)
        return ww_fail_nomem(err);
    projector->context = proj_context_create();
    if (!projector->context) {
        ww_projector_free(&projector);
        return ww_fail_nomem(err);
    }
    proj_log_func(projector->context, NULL, be_quiet);
    proj_context_set_enable_network(projector->context, 0);
    if (!choose_operation(projector)) {
        ww_projector_free(&projector);
        return ww_fail(err, WW_E_IO,
                       "PROJ knows no way from WGS 84 to the British National Grid on this machine. Install "
                       "its database (Debian: proj-data).");
    }
    *out = projector;
    return WW_OK;
}

const char *ww_projection_name(const struct ww_projector *projector)
{
    return projector->name;
}

static bool in_britain(struct ww_lonlat point)
{
    return point.lon_deg >= WEST_DEG && point.lon_deg <= EAST_DEG && point.lat_deg >= SOUTH_DEG &&
           point.lat_deg <= NORTH_DEG;
}

/* Also true of the HUGE_VAL that PROJ leaves where it cannot go. */
static bool not_finite(double a, double b)
{
    return !isfinite(a) || !isfinite(b);
}

static struct ww_bng forward(struct ww_projector *projector, struct ww_lonlat point)
{
    struct ww_bng nowhere = {INFINITY, INFINITY};
    if (!in_britain(point))
        return nowhere;
    PJ_COORD there = proj_trans(projector->operation, PJ_FWD, proj_coord(point.lon_deg, point.lat_deg, 0, 0));
    if (not_finite(there.xy.x, there.xy.y))
        return nowhere;
    return (struct ww_bng){there.xy.x, there.xy.y};
}

size_t ww_project_wgs84_to_bng(struct ww_projector *projector, const struct ww_lonlat *in, size_t n,
                               struct ww_bng *out)
{
    size_t failed = 0;
    for (size_t i = 0; i < n; i++) {
        out[i] = forward(projector, in[i]);
        if (!isfinite(out[i].easting_m))
            failed++;
    }
    return failed;
}

size_t ww_project_wgs84_e6_to_bng(struct ww_projector *projector, const struct ww_lonlat_e6 *in, size_t n,
                                  struct ww_bng *out)
{
    size_t failed = 0;
    for (size_t i = 0; i < n; i++) {
        /* Divided, not multiplied by 1e-6: the quotient is the double nearest to the decimal. */
        out[i] = forward(projector, (struct ww_lonlat){in[i].lon_e6 / 1e6, in[i].lat_e6 / 1e6});
        if (!isfinite(out[i].easting_m))
            failed++;
    }
    return failed;
}

size_t ww_project_bng_to_wgs84(struct ww_projector *projector, const struct ww_bng *in, size_t n,
                               struct ww_lonlat *out)
{
    size_t failed = 0;
    for (size_t i = 0; i < n; i++) {
        PJ_COORD back = {.v = {INFINITY, INFINITY, 0, 0}};
        if (!not_finite(in[i].easting_m, in[i].northing_m))
            back = proj_trans(projector->operation, PJ_INV,
                              proj_coord(in[i].easting_m, in[i].northing_m, 0, 0));
        bool lost = not_finite(back.xy.x, back.xy.y);
        out[i] = lost ? (struct ww_lonlat){INFINITY, INFINITY} : (struct ww_lonlat){back.xy.x, back.xy.y};
        failed += lost;
    }
    return failed;
}
