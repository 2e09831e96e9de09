// SPDX-License-Identifier: Apache-2.0
/* A schematic map of hexagons.
 *
 * Places: the n cells of the hexagonal lattice nearest to the middle, ties by row and column. In axial
 * coordinates (q, r) the squared distance is q*q + q*r + r*r, so everything up to the corners is integers.
 *
 * Wards are peeled off the blot one after the other. A ward starts at the cell with the fewest free
 * neighbours, nearest to where the last one began, and grows by the cell that touches most of it; a cell is
 * only taken when the rest stays in one piece. So every ward is in one piece by growth and the last one is
 * because the rest always was. Where growth gets stuck the next start is tried.
 *
 * Corners lie on a lattice of their own; as the same corner is worked out from the same integers for all
 * three hexagons around it, shared corners are shared to the last bit, and unions have no slivers. */
#include "place/hexmap.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/checked.h"
#include "place/geos.h"

#define MAX_HEXES  2000
#define NEIGHBOURS 6
#define NONE       UINT32_MAX
#define MIN_SIDE_M 1.0
#define MAX_SIDE_M 10000.0

static const int steps[NEIGHBOURS][2] = {{1, 0}, {0, 1}, {-1, 1}, {-1, 0}, {0, -1}, {1, -1}};

/* 128 LSOAs in 20 wards, as many as the City of Westminster had before 2022. */
static const uint32_t sample_sizes[] = {6, 6, 7, 6, 6, 7, 6, 6, 7, 6, 6, 7, 6, 6, 7, 6, 7, 6, 7, 7};
static const struct ww_hexmap_spec sample_spec = {
    .centre = {400000, 300000},
    .side_m = 250,
    .ward_sizes = sample_sizes,
    .n_wards = sizeof sample_sizes / sizeof sample_sizes[0],
};

struct cell {
    int q, r; /* r grows southwards */
    uint32_t ward;
    uint32_t next[NEIGHBOURS]; /* NONE = outside the map */
};

struct grower {
    struct cell *cells;
    uint32_t n;
    uint32_t *queue; /* n: for the search through the rest */
    bool *seen;      /* n */
    uint32_t last_start;
};

/* ---- the blot ---- */

static int distance(const struct cell *a, const struct cell *b)
{
    int q = a->q - b->q;
    int r = a->r - b->r;
    return q * q + q * r + r * r;
}

static int compare_reading(const struct cell *a, const struct cell *b)
{
    if (a->r != b->r)
        return a->r < b->r ? -1 : 1;
    return (a->q > b->q) - (a->q < b->q);
}

static int compare_nearness(const void *left, const void *right)
{
    static const struct cell middle;
    const struct cell *a = left;
    const struct cell *b = right;
    int da = distance(a, &middle);
    int db = distance(b, &middle);
    return da != db ? (da > db) - (da < db) : compare_reading(a, b);
}

static int compare_by_ward(const void *left, const void *right)
{
    const struct cell *a = left;
    const struct cell *b = right;
    return a->ward != b->ward ? (a->ward > b->ward) - (a->ward < b->ward) : compare_reading(a, b);
}

static void join_neighbours(struct cell *cells, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        for (int k = 0; k < NEIGHBOURS; k++) {
            cells[i].next[k] = NONE;
            for (uint32_t j = 0; j < n; j++)
                if (cells[j].q == cells[i].q + steps[k][0] && cells[j].r == cells[i].r + steps[k][1])
                    cells[i].next[k] = j;
        }
    }
}

/* The n nearest of a rhombus that surely holds them. NULL without memory. */
static struct cell *lay_cells(uint32_t n)
{
    int reach = 2;
    while (3 * (int64_t)(reach - 1) * (reach - 1) < (int64_t)n)
        reach++;
    reach++;
    size_t side = 2 * (size_t)reach + 1;
    struct cell *cells = ww_new_array(side * side, sizeof *cells);
    if (!cells)
        return NULL;
    size_t count = 0;
    for (int r = -reach; r <= reach; r++)
        for (int q = -reach; q <= reach; q++)
            cells[count++] = (struct cell){.q = q, .r = r, .ward = NONE};
    qsort(cells, count, sizeof *cells, compare_nearness);
    join_neighbours(cells, n);
    return cells;
}

/* ---- wards ---- */

static int count_neighbours(const struct grower *grower, uint32_t cell, uint32_t ward)
{
    int count = 0;
    for (int k = 0; k < NEIGHBOURS; k++) {
        uint32_t next = grower->cells[cell].next[k];
        count += next != NONE && grower->cells[next].ward == ward;
    }
    return count;
}

/* Whether the free cells without this one hang together (or there are none). */
static bool rest_holds(struct grower *grower, uint32_t without)
{
    struct cell *cells = grower->cells;
    uint32_t head = 0;
    uint32_t tail = 0;
    uint32_t free_cells = 0;
    memset(grower->seen, 0, grower->n * sizeof *grower->seen);
    for (uint32_t i = 0; i < grower->n; i++) {
        if (cells[i].ward != NONE || i == without)
            continue;
        if (free_cells++ == 0) {
            grower->queue[tail++] = i;
            grower->seen[i] = true;
        }
    }
    while (head < tail) {
        const struct cell *here = &cells[grower->queue[head++]];
        for (int k = 0; k < NEIGHBOURS; k++) {
            uint32_t next = here->next[k];
            if (next == NONE || next == without || cells[next].ward != NONE || grower->seen[next])
                continue;
            grower->seen[next] = true;
            grower->queue[tail++] = next;
        }
    }
    return tail == free_cells;
}

/* How well a free cell suits a growing ward: more is better; equal ones go by number. */
static int suits(const struct grower *grower, uint32_t cell, uint32_t start, uint32_t ward)
{
    int touching = count_neighbours(grower, cell, ward);
    int open = count_neighbours(grower, cell, NONE);
    return touching * 1000000 - open * 10000 - distance(&grower->cells[cell], &grower->cells[start]);
}

static uint32_t best_addition(struct grower *grower, uint32_t start, uint32_t ward)
{
    uint32_t best = NONE;
    int best_score = 0;
    for (uint32_t i = 0; i < grower->n; i++) {
        if (grower->cells[i].ward != NONE || count_neighbours(grower, i, ward) == 0)
            continue;
        int score = suits(grower, i, start, ward);
        if ((best == NONE || score > best_score) && rest_holds(grower, i)) {
            best = i;
            best_score = score;
        }
    }
    return best;
}

static bool grow_from(struct grower *grower, uint32_t start, uint32_t ward, uint32_t size)
{
    if (!rest_holds(grower, start))
        return false;
    grower->cells[start].ward = ward;
    for (uint32_t have = 1; have < size; have++) {
        uint32_t next = best_addition(grower, start, ward);
        if (next == NONE) {
            for (uint32_t i = 0; i < grower->n; i++)
                if (grower->cells[i].ward == ward)
                    grower->cells[i].ward = NONE;
            return false;
        }
        grower->cells[next].ward = ward;
    }
    grower->last_start = start;
    return true;
}

/* The free cell to begin at that has not been tried (seen is used by the search, so tried is its own). */
static uint32_t next_start(const struct grower *grower, const bool *tried)
{
    const struct cell *last = &grower->cells[grower->last_start];
    uint32_t best = NONE;
    int best_score = 0;
    for (uint32_t i = 0; i < grower->n; i++) {
        if (grower->cells[i].ward != NONE || tried[i])
            continue;
        int score = -count_neighbours(grower, i, NONE) * 1000000 - distance(&grower->cells[i], last);
        if (best == NONE || score > best_score) {
            best = i;
            best_score = score;
        }
    }
    return best;
}

static bool cut_ward(struct grower *grower, uint32_t ward, uint32_t size, bool *tried)
{
    memset(tried, 0, grower->n * sizeof *tried);
    for (;;) {
        uint32_t start = next_start(grower, tried);
        if (start == NONE)
            return false;
        if (grow_from(grower, start, ward, size))
            return true;
        tried[start] = true;
    }
}

static enum ww_rc cut_wards(struct cell *cells, uint32_t n, const struct ww_hexmap_spec *spec,
                            struct ww_err *err)
{
    struct grower grower = {.cells = cells, .n = n, .last_start = n - 1};
    bool *tried = ww_new_array(n, sizeof *tried);
    grower.queue = ww_new_array(n, sizeof *grower.queue);
    grower.seen = ww_new_array(n, sizeof *grower.seen);
    enum ww_rc rc = tried && grower.queue && grower.seen ? WW_OK : ww_fail_nomem(err);
    for (uint32_t w = 0; !rc && w < spec->n_wards; w++)
        if (!cut_ward(&grower, w, spec->ward_sizes[w], tried))
            rc = ww_fail(err, WW_E_USAGE, "No cut of %u hexagons into wards of these sizes was found.", n);
    free(tried);
    free(grower.queue);
    free(grower.seen);
    return rc;
}

/* ---- shapes ---- */

/* A point of the lattice of corners and centres: x in halves of a hexagon's width, y in halves of its side. */
static struct ww_bng lattice_point(const struct ww_hexmap_spec *spec, int x, int y)
{
    double half_width_m = spec->side_m * sqrt(3) / 2;
    return (struct ww_bng){
        .easting_m = round(100 * (spec->centre.easting_m + x * half_width_m)) / 100,
        .northing_m = round(100 * (spec->centre.northing_m + y * spec->side_m / 2)) / 100,
    };
}

static GEOSGeometry *hexagon(struct ww_geos *geos, const struct ww_hexmap_spec *spec, const struct cell *cell)
{
    /* Anticlockwise from the top. */
    static const int corners[][2] = {{0, 2}, {-1, 1}, {-1, -1}, {0, -2}, {1, -1}, {1, 1}, {0, 2}};
    unsigned n = sizeof corners / sizeof corners[0];
    GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(geos->handle, n, 2);
    if (!sequence)
        return NULL;
    for (unsigned k = 0; k < n; k++) {
        struct ww_bng at = lattice_point(spec, 2 * cell->q + cell->r + corners[k][0],
                                         -3 * cell->r + corners[k][1]);
        GEOSCoordSeq_setXY_r(geos->handle, sequence, k, at.easting_m, at.northing_m);
    }
    GEOSGeometry *ring = GEOSGeom_createLinearRing_r(geos->handle, sequence);
    return ring ? GEOSGeom_createPolygon_r(geos->handle, ring, NULL, 0) : NULL;
}

/* Fills one ward's hexagons and its union; `polygons` has room for them. */
static enum ww_rc shape_ward(struct ww_geos *geos, const struct ww_hexmap_spec *spec,
                             const struct cell *cells, struct ww_hexmap *map, uint32_t w, struct ww_err *err)
{
    struct ww_hex_ward *ward = &map->wards[w];
    GEOSGeometry **polygons = ww_new_array(ward->count, sizeof(GEOSGeometry *));
    enum ww_rc rc = polygons ? WW_OK : ww_fail_nomem(err);
    uint32_t made = 0;
    for (; !rc && made < ward->count; made++) {
        const struct cell *cell = &cells[ward->first + made];
        struct ww_hex *hex = &map->hexes[ward->first + made];
        polygons[made] = hexagon(geos, spec, cell);
        hex->ward = w;
        hex->centre = lattice_point(spec, 2 * cell->q + cell->r, -3 * cell->r);
        rc = polygons[made] ? ww_geos_write(geos, polygons[made], map->memory, &hex->wkb, err)
                            : ww_fail_nomem(err);
    }
    /* The collection takes the polygons over; before that they are ours. */
    GEOSGeometry *all = rc ? NULL
                           : GEOSGeom_createCollection_r(geos->handle, GEOS_MULTIPOLYGON, polygons, made);
    GEOSGeometry *whole = all ? GEOSUnaryUnion_r(geos->handle, all) : NULL;
    for (uint32_t i = 0; !all && i < made; i++)
        GEOSGeom_destroy_r(geos->handle, polygons[i]);
    if (!rc && whole && GEOSNormalize_r(geos->handle, whole) == 0)
        rc = ww_geos_write(geos, whole, map->memory, &ward->wkb, err);
    else if (!rc)
        rc = ww_geos_fail(geos, "The hexagons of a ward cannot be united", err);
    GEOSGeom_destroy_r(geos->handle, all);
    GEOSGeom_destroy_r(geos->handle, whole);
    free(polygons);
    return rc;
}

static enum ww_rc shape_all(const struct ww_hexmap_spec *spec, const struct cell *cells,
                            struct ww_hexmap *map, struct ww_err *err)
{
    struct ww_geos geos;
    if (!ww_geos_open(&geos))
        return ww_fail_nomem(err);
    enum ww_rc rc = WW_OK;
    uint32_t first = 0;
    for (uint32_t w = 0; !rc && w < map->n_wards; w++) {
        map->wards[w].first = first;
        map->wards[w].count = spec->ward_sizes[w];
        first += spec->ward_sizes[w];
        rc = shape_ward(&geos, spec, cells, map, w, err);
    }
    ww_geos_close(&geos);
    return rc;
}

/* ---- all of it ---- */

static enum ww_rc check_spec(const struct ww_hexmap_spec *spec, uint32_t *n, struct ww_err *err)
{
    uint64_t total = 0;
    if (!(spec->side_m >= MIN_SIDE_M && spec->side_m <= MAX_SIDE_M))
        return ww_fail(err, WW_E_USAGE, "The side of a hexagon must lie between %g and %g metres.",
                       MIN_SIDE_M, MAX_SIDE_M);
    if (!isfinite(spec->centre.easting_m) || !isfinite(spec->centre.northing_m))
        return ww_fail(err, WW_E_USAGE,
                       "The centre of the map must be a place on the British National Grid.");
    for (size_t w = 0; w < spec->n_wards; w++) {
        if (spec->ward_sizes[w] == 0)
            return ww_fail(err, WW_E_USAGE, "Ward %zu of the map has no hexagons; each needs at least one.",
                           w + 1);
        total += spec->ward_sizes[w];
        if (total > MAX_HEXES)
            return ww_fail(err, WW_E_USAGE, "The map may have at most %d hexagons.", MAX_HEXES);
    }
    if (total == 0)
        return ww_fail(err, WW_E_USAGE, "The map needs at least one ward.");
    *n = (uint32_t)total;
    return WW_OK;
}

enum ww_rc ww_hexmap_new(const struct ww_hexmap_spec *spec, struct ww_hexmap *out, struct ww_err *err)
{
    struct ww_hexmap_spec full = spec ? *spec : sample_spec;
    if (!full.ward_sizes) {
        full.ward_sizes = sample_sizes;
        full.n_wards = sample_spec.n_wards;
    }
    uint32_t n = 0;
    enum ww_rc rc = check_spec(&full, &n, err);
    if (rc)
        return rc;
    struct ww_hexmap map = {.memory = ww_arena_new(0), .n_hexes = n, .n_wards = full.n_wards};
    struct cell *cells = lay_cells(n);
    map.hexes = map.memory ? ww_arena_alloc(map.memory, n, sizeof *map.hexes) : NULL;
    map.wards = map.memory ? ww_arena_alloc(map.memory, full.n_wards, sizeof *map.wards) : NULL;
    if (!cells || !map.hexes || !map.wards)
        rc = ww_fail_nomem(err);
    if (!rc)
        rc = cut_wards(cells, n, &full, err);
    if (!rc) {
        qsort(cells, n, sizeof *cells, compare_by_ward);
        rc = shape_all(&full, cells, &map, err);
    }
    free(cells);
    if (rc)
        ww_hexmap_free(&map);
    else
        *out = map;
    return rc;
}

void ww_hexmap_free(struct ww_hexmap *map)
{
    ww_arena_free(&map->memory);
    *map = (struct ww_hexmap){0};
}
