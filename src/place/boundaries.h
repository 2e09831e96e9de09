// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PLACE_BOUNDARIES_H
#define WW_PLACE_BOUNDARIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "place/areas.h"

#define WW_LAYOUT_NAMES 16

/* How one kind of boundary file names its attributes. Candidates are tried in order, without regard to case;
 * lists end with the first NULL. */
struct ww_layout {
    const char *level;
    const char *code[WW_LAYOUT_NAMES];
    const char *name[WW_LAYOUT_NAMES];   /* may be empty */
    const char *parent[WW_LAYOUT_NAMES]; /* may be empty */
    const char *parent_level;            /* of that parent; NULL or "" = not known */
    const char *prefixes[8]; /* more than half the codes must begin with one of these; empty = any */
};

/* The layouts of the Office for National Statistics, the Greater London Authority and this program. */
extern const struct ww_layout ww_layouts[];
extern const size_t ww_layouts_count;

struct ww_boundary_options {
    const struct ww_layout *layouts; /* NULL = ww_layouts */
    size_t n_layouts;
    /* NULL or "": the layout's. Else only layouts of this level are tried and, when none fits, the fields
     * code/id/gss_code, name and parent are taken whatever the codes look like. */
    const char *level;
};

/* One file's areas, in byte order of code, polygons in EPSG:27700. */
struct ww_boundaries {
    struct ww_area *areas; /* texts and polygons belong to this struct */
    size_t count;
    char layer[128];
    char crs[128];            /* what the file says, e.g. "WGS 84" */
    char operation[256];      /* how it was brought to EPSG:27700; "none" when it was there */
    char note[512];           /* what a person should know; "" when nothing */
    uint64_t features;        /* read */
    uint64_t repaired;        /* invalid polygons made valid */
    uint64_t joined;          /* features that repeated a code: their polygons were united */
    uint64_t without_code;    /* left out */
    uint64_t without_polygon; /* left out */
    struct ww_arena *memory;
};

/* Reads a shapefile (.shp, or a .zip that holds one), a GeoPackage or a GeoJSON file in any coordinate
 * system that PROJ knows; options may be NULL. The first layer that fits a layout is taken, the first layout
 * that fits it wins. Nothing is fetched from a network and nothing is written beside the file.
 *
 * A GeoJSON file without a `crs` member is WGS 84 by the standard (RFC 7946); where its numbers cannot be
 * degrees but do lie on the British National Grid, they are taken to be metres of that grid, and `note` says so.
 *
 * WW_E_NOT_FOUND: no such file. WW_E_INPUT: not a boundary file, damaged, no coordinate system, no layer or
 * no areas, no layout fits (the message lists the fields found and those expected), areas that do not lie on
 * the grid. Cost: about 0.1 s for the 4,835 LSOAs of London. */
enum ww_rc WW_MUST_CHECK ww_boundaries_read(const char *path, const struct ww_boundary_options *options,
                                            struct ww_boundaries *out, struct ww_err *err);
void ww_boundaries_free(struct ww_boundaries *boundaries);

/* Adds all of them to the registry. */
enum ww_rc WW_MUST_CHECK ww_boundaries_add(const struct ww_boundaries *boundaries, struct ww_areas *areas,
                                           struct ww_err *err);

#endif
