// SPDX-License-Identifier: Apache-2.0
/* The thin layer over GEOS (libgeos, C interface, re-entrant functions only).
 *
 * GEOS reports trouble to a handler and answers NULL or 2. The handler of a context keeps the last message
 * so that the caller can say it. Items of a tree are numbers, not pointers, because the order of what a
 * query finds is GEOS's own: sorted numbers give the same answer on every machine. */
#include "place/geos.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

static void keep_message(const char *message, void *userdata)
{
    struct ww_geos *geos = userdata;
    ww_str_copy(ww_str_trim(ww_str_of(message)), geos->message, sizeof geos->message);
}

static void ignore_message(const char *message, void *userdata)
{
    (void)message;
    (void)userdata;
}

bool ww_geos_open(struct ww_geos *geos)
{
    geos->message[0] = '\0';
    geos->handle = GEOS_init_r();
    if (!geos->handle)
        return false;
    GEOSContext_setErrorMessageHandler_r(geos->handle, keep_message, geos);
    GEOSContext_setNoticeMessageHandler_r(geos->handle, ignore_message, NULL);
    return true;
}

void ww_geos_close(struct ww_geos *geos)
{
    if (geos->handle)
        GEOS_finish_r(geos->handle);
    geos->handle = NULL;
}

enum ww_rc ww_geos_fail(const struct ww_geos *geos, const char *what, struct ww_err *err)
{
    return ww_fail(err, WW_E_INPUT, "%s (%s).", what,
                   geos->message[0] ? geos->message : "GEOS gives no reason");
}

enum ww_rc ww_geos_read(struct ww_geos *geos, struct ww_str wkb, GEOSGeometry **out, struct ww_err *err)
{
    GEOSWKBReader *reader = GEOSWKBReader_create_r(geos->handle);
    if (!reader)
        return ww_fail_nomem(err);
    GEOSGeometry *geometry = GEOSWKBReader_read_r(geos->handle, reader, (const unsigned char *)wkb.ptr,
                                                  wkb.len);
    GEOSWKBReader_destroy_r(geos->handle, reader);
    if (!geometry)
        return ww_geos_fail(geos, "A polygon is damaged", err);
    int type = GEOSGeomTypeId_r(geos->handle, geometry);
    if (type != GEOS_POLYGON && type != GEOS_MULTIPOLYGON) {
        GEOSGeom_destroy_r(geos->handle, geometry);
        return ww_fail(err, WW_E_INPUT, "An area must be a polygon or a multipolygon, not points or lines.");
    }
    *out = geometry;
    return WW_OK;
}

enum ww_rc ww_geos_write(struct ww_geos *geos, const GEOSGeometry *geometry, struct ww_arena *arena,
                         struct ww_str *out, struct ww_err *err)
{
    GEOSWKBWriter *writer = GEOSWKBWriter_create_r(geos->handle);
    if (!writer)
        return ww_fail_nomem(err);
    GEOSWKBWriter_setOutputDimension_r(geos->handle, writer, 2);
    GEOSWKBWriter_setByteOrder_r(geos->handle, writer, GEOS_WKB_NDR);
    size_t len = 0;
    unsigned char *bytes = GEOSWKBWriter_write_r(geos->handle, writer, geometry, &len);
    GEOSWKBWriter_destroy_r(geos->handle, writer);
    char *copy = bytes ? ww_arena_copy(arena, (struct ww_str){(const char *)bytes, len}) : NULL;
    GEOSFree_r(geos->handle, bytes);
    if (!copy)
        return ww_fail_nomem(err);
    *out = (struct ww_str){copy, len};
    return WW_OK;
}

void *ww_geos_item(size_t number)
{
    /* Plus one: GEOS takes NULL for no item. */
    return (void *)(uintptr_t)(number + 1);
}

void ww_geos_hit(void *item, void *userdata)
{
    struct ww_geos_hits *hits = userdata;
    void *items = hits->items;
    if (!ww_grow(&items, &hits->capacity, hits->count + 1, sizeof *hits->items)) {
        hits->no_memory = true;
        return;
    }
    hits->items = items;
    hits->items[hits->count++] = (size_t)(uintptr_t)item - 1;
}

void ww_geos_hits_sort(struct ww_geos_hits *hits)
{
    for (size_t i = 1; i < hits->count; i++) {
        size_t item = hits->items[i];
        size_t j = i;
        for (; j > 0 && hits->items[j - 1] > item; j--)
            hits->items[j] = hits->items[j - 1];
        hits->items[j] = item;
    }
}
