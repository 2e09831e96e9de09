// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PLACE_GEOS_H
#define WW_PLACE_GEOS_H

#include <geos_c.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* For the files of this folder: a GEOS context that keeps the library's last message, and the few things
 * done with geometry in more than one place. One thread at a time; do not move it while it is open. */
struct ww_geos {
    GEOSContextHandle_t handle;
    char message[256];
};

bool ww_geos_open(struct ww_geos *geos);  /* false when there is no memory */
void ww_geos_close(struct ww_geos *geos); /* also of a zeroed struct */

/* A polygon or multipolygon from WKB, for GEOSGeom_destroy_r. WW_E_INPUT for anything else. */
enum ww_rc WW_MUST_CHECK ww_geos_read(struct ww_geos *geos, struct ww_str wkb, GEOSGeometry **out,
                                      struct ww_err *err);

/* Two-dimensional little-endian WKB in the arena: the same bytes on every machine. */
enum ww_rc WW_MUST_CHECK ww_geos_write(struct ww_geos *geos, const GEOSGeometry *geometry,
                                       struct ww_arena *arena, struct ww_str *out, struct ww_err *err);

/* What GEOS said last, as a failure of the input. */
enum ww_rc ww_geos_fail(const struct ww_geos *geos, const char *what, struct ww_err *err);

/* What a tree query found: numbers put into the tree with ww_geos_item. */
struct ww_geos_hits {
    size_t *items;
    size_t count;
    size_t capacity;
    bool no_memory;
};
void *ww_geos_item(size_t number);
/* The callback for GEOSSTRtree_query_r; userdata is a struct ww_geos_hits. */
void ww_geos_hit(void *item, void *userdata);
void ww_geos_hits_sort(struct ww_geos_hits *hits);

#endif
