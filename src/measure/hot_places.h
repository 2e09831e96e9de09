// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_HOT_PLACES_H
#define WW_MEASURE_HOT_PLACES_H

#include "measure/ask.h"
#include "place/point.h"
#include "stats/getis_ord.h"

/* The places of `hotspots`: squares of a grid over the area asked about, or areas of a level; with what was counted in
 * each of both periods and who borders whom. */
struct ww_hot_place {
    const char *id;    /* of its row: "E529250-N180750", or the area's code */
    const char *label; /* "529250 180750", or the area's name */
    struct ww_bng centre;
    const char *small, *ward; /* names of the areas its centre lies in; NULL = not known */
    double square_m;          /* its ground; 0 = not known */
    int64_t then, now;
    double density; /* records of the period a square kilometre; a smooth surface where it is a square */
};

struct ww_hot_places {
    struct ww_hot_place *items;
    size_t n;
    struct ww_neighbour_lists neighbours; /* in the ask's arena, as all of this */
    double all_m2;                        /* ground of them all; 0 = not known of some */
};

struct ww_hot_grid {
    double cell_m, bandwidth_m;
};

/* Squares with their corners on whole multiples of cell_m, so that the same square is the same in every year: all with
 * their centre in the area asked about, and those elsewhere that hold a record. Neighbours share a side or a corner.
 * Notes the records used and left out. WW_E_LIMIT: so many squares that no map could show them. */
enum ww_rc WW_MUST_CHECK ww_hot_squares(const struct ww_ask *ask, struct ww_hot_grid grid,
                                        struct ww_table *table, struct ww_hot_places *out,
                                        struct ww_err *err);

/* Areas of a level inside the area asked about; neighbours share a border or a corner. WW_E_NOT_FOUND where the level
 * has no boundaries. */
enum ww_rc WW_MUST_CHECK ww_hot_areas(const struct ww_ask *ask, const char *level, struct ww_table *table,
                                      struct ww_hot_places *out, struct ww_err *err);

#endif
