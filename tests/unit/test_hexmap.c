// SPDX-License-Identifier: Apache-2.0
#include "place/hexmap.h"

#include "base/checked.h"
#include "base/rng.h"
#include "place/polygons.h"
#include "place_fixture.h"
#include "ww_test.h"

/* Two hexagons of side s share an edge when their centres are s * sqrt(3) apart. */
static bool share_edge(const struct ww_hex *a, const struct ww_hex *b, double side_m)
{
    double apart = hypot(a->centre.easting_m - b->centre.easting_m,
                         a->centre.northing_m - b->centre.northing_m);
    return fabs(apart - side_m * sqrt(3)) < 0.05;
}

/* How many hexagons of the ward can be walked to from its first. */
static uint32_t walked(const struct ww_hexmap *map, const struct ww_hex_ward *ward, double side_m)
{
    uint32_t queue[2000];
    bool seen[2000] = {false};
    uint32_t head = 0;
    uint32_t tail = 0;
    queue[tail++] = ward->first;
    seen[ward->first] = true;
    while (head < tail) {
        const struct ww_hex *here = &map->hexes[queue[head++]];
        for (uint32_t j = ward->first; j < ward->first + ward->count; j++) {
            if (seen[j] || !share_edge(here, &map->hexes[j], side_m))
                continue;
            seen[j] = true;
            queue[tail++] = j;
        }
    }
    return tail;
}

static double area_m2(const struct ww_polygons *shape)
{
    double twice = 0;
    for (size_t r = 0; r < shape->n_rings; r++)
        for (uint32_t i = shape->ring_start[r]; i + 1 < shape->ring_start[r + 1]; i++)
            twice += shape->points[i].easting_m * shape->points[i + 1].northing_m -
                     shape->points[i + 1].easting_m * shape->points[i].northing_m;
    return twice / 2;
}

static void check_wards(const struct ww_hexmap *map, const struct ww_hexmap_spec *spec)
{
    uint32_t first = 0;
    CHECK_INT(map->n_wards, spec->n_wards);
    for (uint32_t w = 0; w < map->n_wards; w++) {
        const struct ww_hex_ward *ward = &map->wards[w];
        CHECK_INT(ward->first, first);
        CHECK_INT(ward->count, spec->ward_sizes[w]);
        CHECK_INT(walked(map, ward, spec->side_m), ward->count);
        for (uint32_t i = first; i < first + ward->count; i++)
            CHECK_INT(map->hexes[i].ward, w);
        first += ward->count;
        struct ww_err err = {0};
        struct ww_polygons shape;
        if (!CHECK_RC(said(ww_polygons_of_wkb(ward->wkb, &shape, &err), &err), WW_OK))
            continue;
        CHECK_INT(shape.n_polygons, 1); /* in one piece for GEOS too */
        double hexagon_m2 = 1.5 * sqrt(3) * spec->side_m * spec->side_m;
        CHECK_NEAR(area_m2(&shape), ward->count * hexagon_m2, ward->count * spec->side_m * 0.05);
        ww_polygons_free(&shape);
    }
    CHECK_INT(map->n_hexes, first);
}

WW_TEST(the_sample_has_128_hexagons_in_20_wards_each_in_one_piece)
{
    static const uint32_t sizes[20] = {6, 6, 7, 6, 6, 7, 6, 6, 7, 6, 6, 7, 6, 6, 7, 6, 7, 6, 7, 7};
    struct ww_hexmap_spec spec = {{400000, 300000}, 250, sizes, 20};
    struct ww_err err = {0};
    struct ww_hexmap map;
    if (!CHECK_RC(said(ww_hexmap_new(NULL, &map, &err), &err), WW_OK))
        return;
    CHECK_INT(map.n_hexes, 128);
    check_wards(&map, &spec);
    for (size_t i = 0; i < map.n_hexes; i++)
        for (size_t j = 0; j < i; j++)
            CHECK(hypot(map.hexes[i].centre.easting_m - map.hexes[j].centre.easting_m,
                        map.hexes[i].centre.northing_m - map.hexes[j].centre.northing_m) > 430);
    ww_hexmap_free(&map);
}

WW_TEST(the_same_spec_gives_the_same_bytes)
{
    struct ww_err err = {0};
    struct ww_hexmap a;
    struct ww_hexmap b;
    CHECK_RC(ww_hexmap_new(NULL, &a, &err), WW_OK);
    CHECK_RC(ww_hexmap_new(NULL, &b, &err), WW_OK);
    for (size_t i = 0; i < a.n_hexes; i++)
        CHECK_BYTES(a.hexes[i].wkb.ptr, a.hexes[i].wkb.len, b.hexes[i].wkb.ptr, b.hexes[i].wkb.len);
    for (size_t i = 0; i < a.n_wards; i++)
        CHECK_BYTES(a.wards[i].wkb.ptr, a.wards[i].wkb.len, b.wards[i].wkb.ptr, b.wards[i].wkb.len);
    ww_hexmap_free(&a);
    ww_hexmap_free(&b);
}

WW_TEST(any_sizes_give_wards_in_one_piece)
{
    for (uint64_t round = 0; round < 120; round++) {
        struct ww_rng rng = ww_rng_split(ww_test_seed(), round);
        uint32_t sizes[40];
        uint32_t n = 1 + (uint32_t)ww_rng_below(&rng, 40);
        for (uint32_t w = 0; w < n; w++)
            sizes[w] = 1 + (uint32_t)ww_rng_below(&rng, 10);
        struct ww_hexmap_spec spec = {{530000, 180000}, 10 + (double)ww_rng_below(&rng, 1000), sizes, n};
        struct ww_err err = {0};
        struct ww_hexmap map;
        if (!CHECK_RC(said(ww_hexmap_new(&spec, &map, &err), &err), WW_OK))
            continue;
        check_wards(&map, &spec);
        ww_hexmap_free(&map);
    }
}

WW_TEST(refuses_maps_that_make_no_sense)
{
    struct ww_err err = {0};
    struct ww_hexmap map = {.n_hexes = 77};
    static const uint32_t none[] = {3, 0};
    static const uint32_t many[] = {2001};
    struct ww_hexmap_spec spec = {{0, 0}, 100, none, 2};
    CHECK_RC(ww_hexmap_new(&spec, &map, &err), WW_E_USAGE);
    CHECK(strstr(err.message, "Ward 2") != NULL);
    spec.ward_sizes = many;
    spec.n_wards = 1;
    CHECK_RC(ww_hexmap_new(&spec, &map, &err), WW_E_USAGE);
    spec.n_wards = 0;
    CHECK_RC(ww_hexmap_new(&spec, &map, &err), WW_E_USAGE);
    spec = (struct ww_hexmap_spec){{0, 0}, 0.5, none, 1};
    CHECK_RC(ww_hexmap_new(&spec, &map, &err), WW_E_USAGE);
    spec.side_m = (double)NAN;
    CHECK_RC(ww_hexmap_new(&spec, &map, &err), WW_E_USAGE);
    spec = (struct ww_hexmap_spec){{(double)INFINITY, 0}, 5, none, 1};
    CHECK_RC(ww_hexmap_new(&spec, &map, &err), WW_E_USAGE);
    CHECK_INT(map.n_hexes, 77);
}

WW_TEST(survives_every_failure_of_memory)
{
    static const uint32_t sizes[] = {2, 3};
    struct ww_hexmap_spec spec = {{0, 0}, 100, sizes, 2};
    enum ww_rc rc = WW_E_NOMEM;
    unsigned long n = 0;
    while (rc && n < 200) {
        struct ww_err err = {0};
        struct ww_hexmap map;
        ww_mem_fail_after(++n);
        rc = ww_hexmap_new(&spec, &map, &err);
        ww_mem_fail_after(0);
        CHECK_RC(rc, rc ? WW_E_NOMEM : WW_OK);
        if (!rc)
            ww_hexmap_free(&map);
    }
    CHECK_RC(rc, WW_OK);
    CHECK(n > 5);
}
