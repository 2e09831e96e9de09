// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PLACE_AREAS_H
#define WW_PLACE_AREAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "place/point.h"

/* The areas a partnership counts in, and how they nest.
 *
 * An area is named by its level and its code. A level is a short word for one division of the ground at one
 * date: "lsoa11", "lsoa21", "ward" (the wards before 2022), "ward22", "borough", "csp", "force". Two
 * vintages of a division are two levels, because their areas overlap.
 *
 * Two kinds of knowledge lead from smaller to larger areas: the parent an area names itself, and lookups
 * with shares. Everything here is copied on the way in and owned by the registry; pointers handed out live
 * until ww_areas_free, also while areas are added. Reading from several threads is safe when nobody adds. */
struct ww_areas;

/* On the way in, everything but level and code may be empty ("" or NULL; wkb.len 0; has_centroid false).
 * On the way out, texts are never NULL and end in NUL after the length given. */
struct ww_area {
    struct ww_str level;
    struct ww_str code;
    struct ww_str name;
    struct ww_str parent_level; /* "" with a parent: whichever level has an area of that code */
    struct ww_str parent;       /* code */
    struct ww_str wkb;          /* polygon or multipolygon, EPSG:27700, metres; len 0 = not known */
    bool has_centroid;          /* given, or worked out from the polygon */
    struct ww_bng centroid;
    double area_m2; /* out only: of the polygon, 0 when not known */
};

/* NULL when there is no memory. */
struct ww_areas *ww_areas_new(void);
void ww_areas_free(struct ww_areas **areas);

/* Adds or, where (level, code) is there already, merges: what the later one gives (name, parent, polygon,
 * centroid) replaces what was known, what it leaves empty stays. Merges are counted. WW_E_INPUT for an empty
 * level or code and for a polygon that cannot be read or is neither polygon nor multipolygon. */
enum ww_rc WW_MUST_CHECK ww_areas_add(struct ww_areas *areas, const struct ww_area *area, struct ww_err *err);

struct ww_areas_counts {
    uint64_t areas;
    uint64_t merged;         /* additions that met an area already there */
    uint64_t links;          /* of lookups */
    uint64_t links_replaced; /* additions that met a link already there */
};
struct ww_areas_counts ww_areas_count(const struct ww_areas *areas);

/* The levels present, in byte order; NULL when index is past the last. */
const char *ww_areas_level_name(const struct ww_areas *areas, size_t index);

/* All areas of a level in byte order of their codes; *count 0 (and NULL) for a level not present. The array
 * itself is good until the next ww_areas_add. An index into it is "the index of an area" everywhere below. */
const struct ww_area *const *ww_areas_list(const struct ww_areas *areas, struct ww_str level, size_t *count);

/* NULL, or -1, when not there. Cost: a binary search. */
const struct ww_area *ww_areas_find(const struct ww_areas *areas, struct ww_str level, struct ww_str code);
int32_t ww_areas_index(const struct ww_areas *areas, struct ww_str level, struct ww_str code);

/* How many areas of the level bear the name, *first being the one with the smallest code (untouched when
 * none): 1 is a find, more is for the caller to refuse. Trimmed; letters without regard to case (ASCII);
 * "&" is "and"; full stops, apostrophes and commas do not count; runs of blanks and hyphens are one blank. So "St. James's" and
 * "St James's", "Knightsbridge & Belgravia" and "knightsbridge and belgravia" are the same.
 * `within` (may be NULL) admits only areas inside that larger one: ward names repeat between boroughs. */
size_t ww_areas_find_name(const struct ww_areas *areas, struct ww_str level, struct ww_str name,
                          const struct ww_area *within, const struct ww_area **first);

/* A lookup says: this share (0..1) of the smaller (or older) area lies in that one. Neither area need be in
 * the registry. The same pair again replaces the share and is counted. WW_E_INPUT for empty texts, a share
 * outside 0..1 or not a number, and a link from a level to itself. */
struct ww_area_link {
    struct ww_str from_level, from_code;
    struct ww_str to_level, to_code;
    double share;
};
enum ww_rc WW_MUST_CHECK ww_areas_add_link(struct ww_areas *areas, const struct ww_area_link *link,
                                           struct ww_err *err);

/* The links from one area into a level, largest share first, ties in byte order of code: the first is the
 * best fit. Good until the next ww_areas_add_link. NULL and *count 0 when there are none. */
const struct ww_area_link *ww_areas_links(const struct ww_areas *areas, struct ww_str from_level,
                                          struct ww_str from_code, struct ww_str to_level, size_t *count);

/* The code of the area of `to_level` that holds or best fits the given one, or NULL. In order: the area
 * itself when the levels are the same (and it is in the registry); the best fit of a direct lookup; the parent; then the same by way of
 * one or two areas in between (at most three steps, fewer first; lookups in byte order of level, then the
 * parent). The answer need not be in the registry itself. */
const char *ww_areas_up(const struct ww_areas *areas, struct ww_str from_level, struct ww_str code,
                        struct ww_str to_level);

/* For all areas of from_level at once, by index: out[i] is the index in to_level, or -1 when there is no
 * such area or it is not in the registry. out has room for the level's count. */
void ww_areas_map(const struct ww_areas *areas, struct ww_str from_level, struct ww_str to_level,
                  int32_t *out);

bool ww_areas_within(const struct ww_areas *areas, struct ww_str from_level, struct ww_str code,
                     struct ww_str in_level, struct ww_str in_code);

#endif
