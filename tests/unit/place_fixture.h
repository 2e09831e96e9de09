// SPDX-License-Identifier: Apache-2.0
#ifndef WW_TEST_PLACE_FIXTURE_H
#define WW_TEST_PLACE_FIXTURE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "place/areas.h"
#include "place/point.h"

/* What the tests of src/place share: WKB made by hand, the real data's path, a file for a moment, and the
 * naive point in polygon (ray casting over every edge) that the locator is held against. */

#define NO_SHARED "../shared/data is not beside the checkout (WATCHWARD_SHARED names another place)"

/* Path of a file of the shared data; false when it is not there. */
__attribute__((unused)) static bool shared_file(const char *name, char path[WW_PATH_MAX])
{
    const char *root = getenv("WATCHWARD_SHARED");
    if (!root)
        root = getenv("WW_SHARED");
    if (!root)
        root = "../shared";
    snprintf(path, WW_PATH_MAX, "%s/data/%s", root, name);
    return ww_file_exists(path);
}

/* A message is printed when a call that must succeed does not. */
__attribute__((unused)) static enum ww_rc said(enum ww_rc rc, const struct ww_err *err)
{
    if (rc)
        printf("%s: %s\n", err->source, err->message);
    return rc;
}

/* The WKB of a polygon of one ring (closed here), in a buffer of 9 + 4 + 16 * (n + 1) bytes. */
__attribute__((unused)) static struct ww_str ring_wkb(const struct ww_bng *points, uint32_t n, char *buffer)
{
    const uint32_t head[3] = {3, 1, n + 1};
    char *at = buffer;
    *at++ = 1;
    memcpy(at, head, sizeof head);
    at += sizeof head;
    memcpy(at, points, n * sizeof *points);
    at += n * sizeof *points;
    memcpy(at, points, sizeof *points);
    at += sizeof *points;
    return (struct ww_str){buffer, (size_t)(at - buffer)};
}

/* The WKB of an axis-parallel square; buffer of 93 bytes. */
__attribute__((unused)) static struct ww_str square_wkb(double x, double y, double side, char buffer[93])
{
    const struct ww_bng corners[4] = {{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}};
    return ring_wkb(corners, 4, buffer);
}

/* Is the point inside? Counts the edges crossed by a ray to the east, over all rings. Points on an edge may
 * go either way: callers keep away from edges. */
__attribute__((unused)) static bool naive_inside(const struct ww_bng *points, const uint32_t *ring_start,
                                                 size_t n_rings, struct ww_bng at)
{
    bool in = false;
    for (size_t r = 0; r < n_rings; r++) {
        for (uint32_t i = ring_start[r]; i + 1 < ring_start[r + 1]; i++) {
            struct ww_bng a = points[i];
            struct ww_bng b = points[i + 1];
            if ((a.northing_m > at.northing_m) == (b.northing_m > at.northing_m))
                continue;
            double share = (at.northing_m - a.northing_m) / (b.northing_m - a.northing_m);
            if (at.easting_m < a.easting_m + share * (b.easting_m - a.easting_m))
                in = !in;
        }
    }
    return in;
}

/* Writes text to a new file whose name ends as asked; free with drop_file. */
__attribute__((unused)) static char *text_file(const char *text, size_t len, const char *ending)
{
    char *path = NULL;
    if (asprintf(&path, "/tmp/ww-place-XXXXXX%s", ending) < 0)
        return NULL;
    int descriptor = mkstemps(path, (int)strlen(ending));
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "wb");
    if (file) {
        fwrite(text, 1, len, file);
        fclose(file);
    }
    return path;
}

__attribute__((unused)) static void drop_file(char *path)
{
    unlink(path);
    free(path);
}

#endif
