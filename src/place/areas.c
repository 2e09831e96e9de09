// SPDX-License-Identifier: Apache-2.0
/* The registry of areas.
 *
 * Each level keeps its areas twice, sorted by code and sorted by a plain form of their names; an area is put
 * at its place when it is added. Boundary files come in order of code, so that costs next to nothing, and
 * afterwards everything is a binary search that changes nothing: any number of threads may read.
 *
 * Going up (ww_areas_up) is a search over at most three steps, each a lookup's best fit or a named parent.
 * Three is what the field needs: LSOA 2021 to LSOA 2011 to ward to borough. */
#include "place/areas.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/checked.h"
#include "place/geos.h"
#include "place/lookups.h"

#define WW_NAME_MAX  255
#define WW_KEY_MAX   (5 * WW_NAME_MAX) /* "&" grows to " and " */
#define WW_STEPS_MAX 3

struct named {
    struct ww_str key;
    struct ww_area *area;
};

struct level {
    struct ww_str name;
    struct ww_area **by_code;
    size_t count, capacity;
    struct named *by_name; /* by key, then code */
    size_t named, named_capacity;
};

struct ww_areas {
    struct ww_arena *arena;
    struct ww_geos geos;
    struct level *levels; /* by name */
    size_t n_levels, capacity;
    struct ww_lookups lookups;
    uint64_t count, merged;
};

struct ww_areas *ww_areas_new(void)
{
    struct ww_areas *areas = ww_new_array(1, sizeof *areas);
    if (!areas)
        return NULL;
    areas->arena = ww_arena_new(0);
    if (!areas->arena || !ww_geos_open(&areas->geos))
        ww_areas_free(&areas);
    return areas;
}

void ww_areas_free(struct ww_areas **areas)
{
    if (!areas || !*areas)
        return;
    struct ww_areas *gone = *areas;
    for (size_t i = 0; i < gone->n_levels; i++) {
        free(gone->levels[i].by_code);
        free(gone->levels[i].by_name);
    }
    free(gone->levels);
    ww_lookups_free(&gone->lookups);
    ww_geos_close(&gone->geos);
    ww_arena_free(&gone->arena);
    free(gone);
    *areas = NULL;
}

/* ---- searching ---- */

/* The first level not before `name`. */
static size_t level_place(const struct ww_areas *areas, struct ww_str name)
{
    size_t at = 0;
    while (at < areas->n_levels && ww_str_cmp(areas->levels[at].name, name) < 0)
        at++;
    return at;
}

static struct level *find_level(const struct ww_areas *areas, struct ww_str name)
{
    size_t at = level_place(areas, name);
    return at < areas->n_levels && ww_str_eq(areas->levels[at].name, name) ? &areas->levels[at] : NULL;
}

/* The first area whose code is not before `code`. */
static size_t code_place(const struct level *level, struct ww_str code)
{
    size_t low = 0;
    size_t high = level->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ww_str_cmp(level->by_code[middle]->code, code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct ww_area *find_area(const struct level *level, struct ww_str code)
{
    size_t at = code_place(level, code);
    return at < level->count && ww_str_eq(level->by_code[at]->code, code) ? level->by_code[at] : NULL;
}

/* The first name not before (key, code). */
static size_t name_place(const struct level *level, struct ww_str key, struct ww_str code)
{
    size_t low = 0;
    size_t high = level->named;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = ww_str_cmp(level->by_name[middle].key, key);
        if (order == 0)
            order = ww_str_cmp(level->by_name[middle].area->code, code);
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* ---- names ---- */

/* How many bytes at s.ptr[i] are one that does not count in a name (full stop, comma, apostrophe straight or
 * typographic), 0 when it does. */
static size_t mark_length(struct ww_str s, size_t i)
{
    static const char quote[] = "\xE2\x80\x99";
    if (s.ptr[i] == '.' || s.ptr[i] == ',' || s.ptr[i] == '\'')
        return 1;
    return s.len - i >= 3 && memcmp(s.ptr + i, quote, 3) == 0 ? 3 : 0;
}

static bool is_gap(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '-';
}

/* Appends c; a gap only between two words. */
static size_t key_put(char *key, size_t len, char c)
{
    if (is_gap(c)) {
        if (len > 0 && key[len - 1] != ' ')
            key[len++] = ' ';
        return len;
    }
    key[len++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    return len;
}

/* The plain form in which names are compared; empty for a name too long to be one. */
static struct ww_str name_key(struct ww_str name, char key[WW_KEY_MAX])
{
    static const char and_word[] = " and ";
    size_t len = 0;
    if (name.len > WW_NAME_MAX)
        return (struct ww_str){key, 0};
    for (size_t i = 0; i < name.len;) {
        size_t mark = mark_length(name, i);
        if (mark) {
            i += mark;
            continue;
        }
        if (name.ptr[i] == '&') {
            for (const char *c = and_word; *c; c++)
                len = key_put(key, len, *c);
        } else {
            len = key_put(key, len, name.ptr[i]);
        }
        i++;
    }
    if (len > 0 && key[len - 1] == ' ')
        len--;
    return (struct ww_str){key, len};
}

/* ---- adding ---- */

/* A new level at its place; NULL when there is no memory. */
static struct level *insert_level(struct ww_areas *areas, struct ww_str name)
{
    const char *copy = ww_arena_copy(areas->arena, name);
    void *levels = areas->levels;
    if (!copy || !ww_grow(&levels, &areas->capacity, areas->n_levels + 1, sizeof *areas->levels))
        return NULL;
    areas->levels = levels;
    size_t at = level_place(areas, name);
    struct level *level = &areas->levels[at];
    memmove(level + 1, level, (areas->n_levels - at) * sizeof *level);
    *level = (struct level){.name = {copy, name.len}};
    areas->n_levels++;
    return level;
}

/* Room for one more of everything, so that what follows cannot fail half way. */
static enum ww_rc reserve_level(struct ww_areas *areas, struct ww_str name, struct level **out,
                                struct ww_err *err)
{
    struct level *level = find_level(areas, name);
    if (!level)
        level = insert_level(areas, name);
    if (!level)
        return ww_fail_nomem(err);
    void *by_code = level->by_code, *by_name = level->by_name;
    bool room = ww_grow(&by_code, &level->capacity, level->count + 1, sizeof(struct ww_area *));
    level->by_code = by_code;
    room = room && ww_grow(&by_name, &level->named_capacity, level->named + 1, sizeof *level->by_name);
    level->by_name = by_name;
    if (!room)
        return ww_fail_nomem(err);
    *out = level;
    return WW_OK;
}

/* Replaces *kept by a copy of `given` unless that is empty or the same. */
static enum ww_rc keep_text(struct ww_arena *arena, struct ww_str given, struct ww_str *kept,
                            struct ww_err *err)
{
    if (given.len == 0 || ww_str_eq(given, *kept))
        return WW_OK;
    const char *copy = ww_arena_copy(arena, given);
    if (!copy)
        return ww_fail_nomem(err);
    *kept = (struct ww_str){copy, given.len};
    return WW_OK;
}

static enum ww_rc measure_polygon(struct ww_areas *areas, struct ww_area *area, struct ww_err *err)
{
    struct ww_geos *geos = &areas->geos;
    GEOSGeometry *centre = NULL;
    GEOSGeometry *polygon = NULL;
    enum ww_rc rc = ww_geos_read(geos, area->wkb, &polygon, err);
    if (rc)
        return rc;
    struct ww_bng centroid = {0, 0};
    centre = GEOSGetCentroid_r(geos->handle, polygon);
    if (!centre || GEOSArea_r(geos->handle, polygon, &area->area_m2) != 1 ||
        GEOSGeomGetX_r(geos->handle, centre, &centroid.easting_m) != 1 ||
        GEOSGeomGetY_r(geos->handle, centre, &centroid.northing_m) != 1) {
        rc = ww_geos_fail(geos, "A polygon is empty or cannot be measured", err);
    } else {
        area->centroid = centroid;
        area->has_centroid = true;
    }
    GEOSGeom_destroy_r(geos->handle, centre);
    GEOSGeom_destroy_r(geos->handle, polygon);
    return rc;
}

/* *area with all that `given` knows put over it. */
static enum ww_rc overlay(struct ww_areas *areas, const struct ww_area *given, struct ww_area *area,
                          struct ww_err *err)
{
    enum ww_rc rc = keep_text(areas->arena, given->name, &area->name, err);
    if (!rc && given->parent.len) {
        area->parent_level = WW_STR("");
        rc = keep_text(areas->arena, given->parent, &area->parent, err);
        if (!rc)
            rc = keep_text(areas->arena, given->parent_level, &area->parent_level, err);
    }
    if (!rc && given->wkb.len && !ww_str_eq(given->wkb, area->wkb)) {
        rc = keep_text(areas->arena, given->wkb, &area->wkb, err);
        if (!rc)
            rc = measure_polygon(areas, area, err);
    }
    if (!rc && given->has_centroid) {
        area->centroid = given->centroid;
        area->has_centroid = true;
    }
    return rc;
}

static void forget_name(struct level *level, const struct ww_area *area)
{
    char key[WW_KEY_MAX];
    size_t at = name_place(level, name_key(area->name, key), area->code);
    if (at >= level->named || level->by_name[at].area != area)
        return;
    memmove(&level->by_name[at], &level->by_name[at + 1], (level->named - at - 1) * sizeof *level->by_name);
    level->named--;
}

static void learn_name(struct level *level, struct ww_area *area, struct ww_str key)
{
    if (key.len == 0)
        return;
    size_t at = name_place(level, key, area->code);
    memmove(&level->by_name[at + 1], &level->by_name[at], (level->named - at) * sizeof *level->by_name);
    level->by_name[at] = (struct named){key, area};
    level->named++;
}

/* A new area of nothing but its code, at its place. */
static struct ww_area *insert_area(struct ww_areas *areas, struct level *level, const struct ww_area *ready)
{
    struct ww_area *area = ww_arena_alloc(areas->arena, 1, sizeof *area);
    if (!area)
        return NULL;
    *area = *ready;
    size_t at = code_place(level, area->code);
    memmove(&level->by_code[at + 1], &level->by_code[at], (level->count - at) * sizeof(struct ww_area *));
    level->by_code[at] = area;
    level->count++;
    areas->count++;
    return area;
}

static enum ww_rc check_area(const struct ww_area *area, struct ww_err *err)
{
    if (area->level.len == 0 || area->code.len == 0)
        return ww_fail(err, WW_E_INPUT, "An area needs a level and a code; one is empty (name: %.*s).",
                       (int)(area->name.len < WW_NAME_MAX ? area->name.len : WW_NAME_MAX),
                       area->name.len ? area->name.ptr : "");
    if (area->name.len > WW_NAME_MAX)
        return ww_fail(err, WW_E_INPUT, "The name of area %.*s is longer than %d bytes.", (int)area->code.len,
                       area->code.ptr, WW_NAME_MAX);
    return WW_OK;
}

enum ww_rc ww_areas_add(struct ww_areas *areas, const struct ww_area *area, struct ww_err *err)
{
    struct level *level = NULL;
    enum ww_rc rc = check_area(area, err);
    if (!rc)
        rc = reserve_level(areas, area->level, &level, err);
    if (rc)
        return rc;

    struct ww_area *known = find_area(level, area->code);
    const struct ww_str empty = WW_STR("");
    struct ww_area next = {level->name, empty, empty, empty, empty, empty, false, {0, 0}, 0};
    if (known)
        next = *known;
    else
        rc = keep_text(areas->arena, area->code, &next.code, err);
    if (!rc)
        rc = overlay(areas, area, &next, err);
    if (rc)
        return rc;

    char key[WW_KEY_MAX];
    struct ww_str plain = empty;
    rc = keep_text(areas->arena, name_key(next.name, key), &plain, err);
    if (rc)
        return rc;
    if (known) {
        forget_name(level, known);
        *known = next;
        areas->merged++;
    } else if (!(known = insert_area(areas, level, &next))) {
        return ww_fail_nomem(err);
    }
    learn_name(level, known, plain);
    return WW_OK;
}

enum ww_rc ww_areas_add_link(struct ww_areas *areas, const struct ww_area_link *link, struct ww_err *err)
{
    return ww_lookups_add(&areas->lookups, areas->arena, link, err);
}

/* ---- asking ---- */

struct ww_areas_counts ww_areas_count(const struct ww_areas *areas)
{
    return (struct ww_areas_counts){
        .areas = areas->count,
        .merged = areas->merged,
        .links = areas->lookups.links,
        .links_replaced = areas->lookups.replaced,
    };
}

const char *ww_areas_level_name(const struct ww_areas *areas, size_t index)
{
    /* A level whose only area was refused is not there. */
    for (size_t i = 0; i < areas->n_levels; i++) {
        if (areas->levels[i].count == 0)
            continue;
        if (index-- == 0)
            return areas->levels[i].name.ptr;
    }
    return NULL;
}

const struct ww_area *const *ww_areas_list(const struct ww_areas *areas, struct ww_str level, size_t *count)
{
    const struct level *found = find_level(areas, level);
    *count = found ? found->count : 0;
    return *count ? (const struct ww_area *const *)found->by_code : NULL;
}

const struct ww_area *ww_areas_find(const struct ww_areas *areas, struct ww_str level, struct ww_str code)
{
    const struct level *found = find_level(areas, level);
    return found ? find_area(found, code) : NULL;
}

int32_t ww_areas_index(const struct ww_areas *areas, struct ww_str level, struct ww_str code)
{
    const struct level *found = find_level(areas, level);
    if (!found)
        return -1;
    size_t at = code_place(found, code);
    return at < found->count && ww_str_eq(found->by_code[at]->code, code) ? (int32_t)at : -1;
}

size_t ww_areas_find_name(const struct ww_areas *areas, struct ww_str level, struct ww_str name,
                          const struct ww_area *within, const struct ww_area **first)
{
    char buffer[WW_KEY_MAX];
    struct ww_str key = name_key(name, buffer);
    const struct level *found = find_level(areas, level);
    size_t matches = 0;
    if (!found || key.len == 0)
        return 0;
    for (size_t at = name_place(found, key, WW_STR("")); at < found->named; at++) {
        const struct named *here = &found->by_name[at];
        if (!ww_str_eq(here->key, key))
            break;
        if (within && !ww_areas_within(areas, level, here->area->code, within->level, within->code))
            continue;
        if (matches++ == 0)
            *first = here->area;
    }
    return matches;
}

const struct ww_area_link *ww_areas_links(const struct ww_areas *areas, struct ww_str from_level,
                                          struct ww_str from_code, struct ww_str to_level, size_t *count)
{
    size_t n;
    const struct ww_relation *relations = ww_lookups_from(&areas->lookups, from_level, &n);
    *count = 0;
    for (size_t i = 0; i < n; i++)
        if (ww_str_eq(relations[i].to_level, to_level))
            return ww_relation_links(&relations[i], from_code, count);
    return NULL;
}

/* ---- going up ---- */

static const char *climb(const struct ww_areas *areas, struct ww_area_link from, int steps);

/* One step: a lookup's best fit, else the parent. from.to_level is where to. */
static const char *one_step(const struct ww_areas *areas, const struct ww_area_link *from)
{
    size_t count;
    const struct ww_area_link *links = ww_areas_links(areas, from->from_level, from->from_code,
                                                      from->to_level, &count);
    if (links)
        return links[0].to_code.ptr;
    const struct ww_area *area = ww_areas_find(areas, from->from_level, from->from_code);
    if (!area || area->parent.len == 0)
        return NULL;
    if (area->parent_level.len)
        return ww_str_eq(area->parent_level, from->to_level) ? area->parent.ptr : NULL;
    return ww_areas_find(areas, from->to_level, area->parent) ? area->parent.ptr : NULL;
}

/* By way of the parent, in whichever levels it may be. */
static const char *climb_parent(const struct ww_areas *areas, const struct ww_area_link *from, int steps)
{
    const struct ww_area *area = ww_areas_find(areas, from->from_level, from->from_code);
    if (!area || area->parent.len == 0)
        return NULL;
    struct ww_area_link next = *from;
    next.from_code = area->parent;
    next.from_level = area->parent_level;
    if (area->parent_level.len)
        return climb(areas, next, steps);
    const char *code = NULL;
    for (size_t i = 0; i < areas->n_levels && !code; i++) {
        next.from_level = areas->levels[i].name;
        if (find_area(&areas->levels[i], area->parent))
            code = climb(areas, next, steps);
    }
    return code;
}

/* In exactly so many steps; the depth of the recursion is `steps`. */
static const char *climb(const struct ww_areas *areas, struct ww_area_link from, int steps)
{
    if (steps == 1)
        return one_step(areas, &from);
    size_t n;
    const struct ww_relation *relations = ww_lookups_from(&areas->lookups, from.from_level, &n);
    for (size_t i = 0; i < n; i++) {
        size_t count;
        const struct ww_area_link *links = ww_relation_links(&relations[i], from.from_code, &count);
        if (!links)
            continue;
        struct ww_area_link next = from;
        next.from_level = links[0].to_level;
        next.from_code = links[0].to_code;
        const char *code = climb(areas, next, steps - 1);
        if (code)
            return code;
    }
    return climb_parent(areas, &from, steps - 1);
}

const char *ww_areas_up(const struct ww_areas *areas, struct ww_str from_level, struct ww_str code,
                        struct ww_str to_level)
{
    if (ww_str_eq(from_level, to_level)) {
        const struct ww_area *self = ww_areas_find(areas, from_level, code);
        return self ? self->code.ptr : NULL;
    }
    struct ww_area_link from = {.from_level = from_level, .from_code = code, .to_level = to_level};
    const char *found = NULL;
    for (int steps = 1; steps <= WW_STEPS_MAX && !found; steps++)
        found = climb(areas, from, steps);
    return found;
}

void ww_areas_map(const struct ww_areas *areas, struct ww_str from_level, struct ww_str to_level,
                  int32_t *out)
{
    size_t count;
    const struct ww_area *const *list = ww_areas_list(areas, from_level, &count);
    for (size_t i = 0; i < count; i++) {
        const char *code = ww_areas_up(areas, from_level, list[i]->code, to_level);
        out[i] = code ? ww_areas_index(areas, to_level, ww_str_of(code)) : -1;
    }
}

bool ww_areas_within(const struct ww_areas *areas, struct ww_str from_level, struct ww_str code,
                     struct ww_str in_level, struct ww_str in_code)
{
    if (ww_str_eq(from_level, in_level))
        return ww_str_eq(code, in_code);
    const char *up = ww_areas_up(areas, from_level, code, in_level);
    return up && ww_str_eqz(in_code, up);
}
