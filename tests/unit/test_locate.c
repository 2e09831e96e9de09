// SPDX-License-Identifier: Apache-2.0
#include "place/locate.h"

#include <time.h>
#include <zlib.h>

#include "base/checked.h"
#include "base/num.h"
#include "base/rng.h"
#include "place/boundaries.h"
#include "place/hexmap.h"
#include "place/polygons.h"
#include "place_fixture.h"
#include "ww_test.h"

static void add_area(struct ww_areas *areas, const char *level, const char *code, struct ww_str wkb)
{
    struct ww_err err = {0};
    struct ww_area area = {.level = ww_str_of(level), .code = ww_str_of(code), .wkb = wkb};
    CHECK_RC(said(ww_areas_add(areas, &area, &err), &err), WW_OK);
}

static struct ww_locator *locator_of(const struct ww_areas *areas, const char *level)
{
    struct ww_err err = {0};
    struct ww_locator *locator = NULL;
    CHECK_RC(said(ww_locator_new(areas, ww_str_of(level), &locator, &err), &err), WW_OK);
    return locator;
}

static int32_t locate_at(const struct ww_locator *locator, double x, double y)
{
    struct ww_err err = {0};
    struct ww_bng point = {x, y};
    int32_t out = 99;
    CHECK_RC(ww_locate_many(locator, &point, 1, &out, 1, &err), WW_OK);
    return out;
}

WW_TEST(a_point_on_a_boundary_belongs_to_the_smallest_code)
{
    struct ww_areas *areas = ww_areas_new();
    char wkb[93];
    /* Four squares around (10, 10), added out of order. */
    add_area(areas, "cell", "C", square_wkb(0, 10, 10, wkb));
    add_area(areas, "cell", "A", square_wkb(10, 10, 10, wkb));
    add_area(areas, "cell", "D", square_wkb(10, 0, 10, wkb));
    add_area(areas, "cell", "B", square_wkb(0, 0, 10, wkb));
    add_area(areas, "cell", "BB", (struct ww_str){0}); /* known by name only, but it counts in the order */
    struct ww_locator *locator = locator_of(areas, "cell");
    ww_areas_free(&areas); /* the locator keeps its own shapes */
    enum { A, B, BB, C, D };
    CHECK_INT(locate_at(locator, 15, 15), A);
    CHECK_INT(locate_at(locator, 5, 5), B);
    CHECK_INT(locate_at(locator, 5, 15), C);
    CHECK_INT(locate_at(locator, 15, 5), D);
    CHECK_INT(locate_at(locator, 10, 10), A);
    CHECK_INT(locate_at(locator, 10, 15), A); /* A and C */
    CHECK_INT(locate_at(locator, 5, 10), B);  /* B and C */
    CHECK_INT(locate_at(locator, 10, 5), B);  /* B and D */
    CHECK_INT(locate_at(locator, 0, 0), B);
    CHECK_INT(locate_at(locator, 20, 0), D);
    CHECK_INT(locate_at(locator, 20.0001, 0), -1);
    CHECK_INT(locate_at(locator, -1e-9, 5), -1);
    CHECK_INT(locate_at(locator, (double)NAN, 5), -1);
    CHECK_INT(locate_at(locator, (double)INFINITY, (double)INFINITY), -1);
    ww_locator_free(&locator);
    CHECK(locator == NULL);
}

WW_TEST(overlapping_areas_too)
{
    struct ww_areas *areas = ww_areas_new();
    char wkb[93];
    add_area(areas, "cell", "B", square_wkb(0, 0, 10, wkb));
    add_area(areas, "cell", "A", square_wkb(5, 5, 10, wkb));
    struct ww_locator *locator = locator_of(areas, "cell");
    CHECK_INT(locate_at(locator, 7, 7), 0);
    CHECK_INT(locate_at(locator, 2, 2), 1);
    CHECK_INT(locate_at(locator, 12, 2), -1);
    ww_locator_free(&locator);
    ww_areas_free(&areas);
}

WW_TEST(a_level_without_polygons_is_refused)
{
    struct ww_areas *areas = ww_areas_new();
    struct ww_err err = {0};
    struct ww_locator *locator = NULL;
    add_area(areas, "ward", "W1", (struct ww_str){0});
    CHECK_RC(ww_locator_new(areas, WW_STR("ward"), &locator, &err), WW_E_NOT_FOUND);
    CHECK(strstr(err.message, "ward") != NULL);
    CHECK_RC(ww_locator_new(areas, WW_STR("lsoa11"), &locator, &err), WW_E_NOT_FOUND);
    CHECK(locator == NULL);
    ww_areas_free(&areas);
}

/* ---- against the naive way ---- */

/* Points over the box around all areas of a level and a little more. */
static void scatter(const struct ww_areas *areas, const char *level, struct ww_bng *points, size_t n)
{
    size_t count;
    const struct ww_area *const *list = ww_areas_list(areas, ww_str_of(level), &count);
    struct ww_bng low = {1e9, 1e9};
    struct ww_bng high = {-1e9, -1e9};
    for (size_t i = 0; i < count; i++) {
        low.easting_m = fmin(low.easting_m, list[i]->centroid.easting_m);
        low.northing_m = fmin(low.northing_m, list[i]->centroid.northing_m);
        high.easting_m = fmax(high.easting_m, list[i]->centroid.easting_m);
        high.northing_m = fmax(high.northing_m, list[i]->centroid.northing_m);
    }
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (size_t i = 0; i < n; i++) {
        points[i].easting_m = low.easting_m - 500 +
                              ww_rng_unit(&rng) * (high.easting_m - low.easting_m + 1000);
        points[i].northing_m = low.northing_m - 500 +
                               ww_rng_unit(&rng) * (high.northing_m - low.northing_m + 1000);
    }
}

/* Every area against every point; the first that holds it. */
static void naive_locate(const struct ww_areas *areas, const char *level, const struct ww_bng *points,
                         size_t n, int32_t *out)
{
    size_t count;
    const struct ww_area *const *list = ww_areas_list(areas, ww_str_of(level), &count);
    for (size_t i = 0; i < n; i++)
        out[i] = -1;
    for (size_t a = 0; a < count; a++) {
        struct ww_err err = {0};
        struct ww_polygons shape;
        if (!CHECK_RC(said(ww_polygons_of_wkb(list[a]->wkb, &shape, &err), &err), WW_OK))
            continue;
        for (size_t i = 0; i < n; i++)
            if (out[i] < 0 && naive_inside(shape.points, shape.ring_start, shape.n_rings, points[i]))
                out[i] = (int32_t)a;
        ww_polygons_free(&shape);
    }
}

static size_t differences(const int32_t *a, const int32_t *b, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += a[i] != b[i];
    return count;
}

static void compare_with_naive(const struct ww_areas *areas, const char *level, size_t n)
{
    struct ww_err err = {0};
    struct ww_locator *locator = locator_of(areas, level);
    struct ww_bng *points = ww_new_array(n, sizeof *points);
    int32_t *found = ww_new_array(n, sizeof *found);
    int32_t *expected = ww_new_array(n, sizeof *expected);
    scatter(areas, level, points, n);
    naive_locate(areas, level, points, n, expected);
    for (unsigned threads = 1; threads <= 5; threads += 2) {
        memset(found, 7, n * sizeof *found);
        CHECK_RC(ww_locate_many(locator, points, n, found, threads, &err), WW_OK);
        CHECK_INT(differences(found, expected, n), 0);
    }
    size_t inside = 0;
    for (size_t i = 0; i < n; i++)
        inside += found[i] >= 0;
    CHECK(inside > n / 3 && inside < n);
    free(points);
    free(found);
    free(expected);
    ww_locator_free(&locator);
}

WW_TEST(agrees_with_ray_casting_on_hexagons)
{
    struct ww_err err = {0};
    struct ww_hexmap map;
    struct ww_areas *areas = ww_areas_new();
    CHECK_RC(said(ww_hexmap_new(NULL, &map, &err), &err), WW_OK);
    for (size_t i = 0; i < map.n_hexes; i++) {
        char code[24];
        snprintf(code, sizeof code, "H%03zu", i);
        add_area(areas, "hex", code, map.hexes[i].wkb);
    }
    for (size_t i = 0; i < map.n_wards; i++) {
        char code[24];
        snprintf(code, sizeof code, "W%02zu", i);
        add_area(areas, "ward", code, map.wards[i].wkb);
    }
    compare_with_naive(areas, "hex", 20000);
    compare_with_naive(areas, "ward", 20000);
    ww_areas_free(&areas);
    ww_hexmap_free(&map);
}

static bool read_into(struct ww_areas *areas, const char *name)
{
    char path[WW_PATH_MAX];
    struct ww_err err = {0};
    struct ww_boundaries boundaries;
    if (!shared_file(name, path) ||
        !CHECK_RC(said(ww_boundaries_read(path, NULL, &boundaries, &err), &err), WW_OK))
        return false;
    CHECK_RC(said(ww_boundaries_add(&boundaries, areas, &err), &err), WW_OK);
    ww_boundaries_free(&boundaries);
    return true;
}

WW_TEST(agrees_with_ray_casting_on_real_areas)
{
    struct ww_areas *areas = ww_areas_new();
    bool there = read_into(areas, "boundaries/westminster_lsoa11.geojson") &&
                 read_into(areas, "boundaries/London_Borough_Excluding_MHW.shp");
    if (there) {
        compare_with_naive(areas, "lsoa11", 20000);
        compare_with_naive(areas, "borough", 3000);
    }
    ww_areas_free(&areas);
    if (!there)
        SKIP(NO_SHARED);
}

WW_TEST(survives_every_failure_of_memory)
{
    struct ww_areas *areas = ww_areas_new();
    char wkb[93];
    add_area(areas, "cell", "A", square_wkb(0, 0, 10, wkb));
    enum ww_rc rc = WW_E_NOMEM;
    unsigned long n = 0;
    while (rc && n < 200) {
        struct ww_err err = {0};
        struct ww_locator *locator = NULL;
        struct ww_bng point = {5, 5};
        int32_t found = 99;
        ww_mem_fail_after(++n);
        rc = ww_locator_new(areas, WW_STR("cell"), &locator, &err);
        if (!rc)
            rc = ww_locate_many(locator, &point, 1, &found, 1, &err);
        ww_mem_fail_after(0);
        CHECK_RC(rc, rc ? WW_E_NOMEM : WW_OK);
        CHECK_INT(found, rc ? 99 : 0);
        ww_locator_free(&locator);
    }
    CHECK_RC(rc, WW_OK);
    CHECK(n > 4);
    ww_areas_free(&areas);
}

/* ---- the real crimes ---- */

struct crime {
    int64_t id, month; /* month as 201707 */
    size_t row;
    bool is_asb;
    struct ww_lonlat_e6 point;
};

static int compare_crimes(const void *a, const void *b)
{
    const struct crime *left = a;
    const struct crime *right = b;
    if (left->id != right->id)
        return left->id < right->id ? -1 : 1;
    return (left->row > right->row) - (left->row < right->row);
}

/* id, persistent_id, month, category, latitude, longitude: no quotes before the sixth comma in this file. */
static bool parse_crime(const char *line, struct crime *crime)
{
    struct ww_str rest = ww_str_of(line);
    struct ww_str field[6] = {{0}};
    int64_t year = 0;
    int64_t month = 0;
    int64_t lat = 0;
    int64_t lon = 0;
    for (size_t f = 0; f < 6; f++)
        ww_str_cut(&rest, ',', &field[f]);
    bool good = field[2].len == 7 && ww_parse_i64(field[0], &crime->id) &&
                ww_parse_i64((struct ww_str){field[2].ptr, 4}, &year) &&
                ww_parse_i64((struct ww_str){field[2].ptr + 5, 2}, &month) &&
                ww_parse_fixed(field[4], 6, &lat) && ww_parse_fixed(field[5], 6, &lon);
    crime->month = 100 * year + month;
    crime->is_asb = ww_str_eqz(field[3], "anti-social-behaviour");
    crime->point = (struct ww_lonlat_e6){(int32_t)lon, (int32_t)lat};
    return good;
}

/* All crimes of the file; NULL when it is not there. */
static struct crime *read_crimes(size_t *count)
{
    char path[WW_PATH_MAX];
    char line[4096];
    struct crime *crimes = NULL;
    size_t capacity = 0;
    *count = 0;
    gzFile file = shared_file("police-uk/westminster-2016-01-2018-06.csv.gz", path) ? gzopen(path, "rb")
                                                                                    : NULL;
    if (!file)
        return NULL;
    gzgets(file, line, sizeof line);
    while (gzgets(file, line, sizeof line)) {
        CHECK(ww_grow((void **)&crimes, &capacity, *count + 1, sizeof *crimes));
        crimes[*count].row = *count;
        CHECK(parse_crime(line, &crimes[*count]));
        ++*count;
    }
    gzclose(file);
    return crimes;
}

/* Keeps the first of each id, July 2017 to June 2018, without anti-social behaviour. Returns the repeats. */
static size_t keep_wanted(struct crime *crimes, size_t *count)
{
    size_t repeats = 0;
    size_t kept = 0;
    int64_t last = -1;
    qsort(crimes, *count, sizeof *crimes, compare_crimes);
    for (size_t i = 0; i < *count; i++) {
        bool repeat = crimes[i].id == last;
        last = crimes[i].id;
        repeats += repeat;
        if (!repeat && !crimes[i].is_asb && crimes[i].month >= 201707 && crimes[i].month <= 201806)
            crimes[kept++] = crimes[i];
    }
    *count = kept;
    return repeats;
}

static void check_placed(const struct ww_areas *areas, const struct crime *crimes, size_t n)
{
    struct ww_err err = {0};
    struct ww_locator *locator = locator_of(areas, "lsoa11");
    struct ww_projector *projector = NULL;
    struct ww_lonlat_e6 *degrees = ww_new_array(n, sizeof *degrees);
    struct ww_bng *points = ww_new_array(n, sizeof *points);
    int32_t *found = ww_new_array(n, sizeof *found);
    size_t n_areas;
    const struct ww_area *const *list = ww_areas_list(areas, WW_STR("lsoa11"), &n_areas);
    size_t *tally = ww_new_array(n_areas, sizeof *tally);
    for (size_t i = 0; i < n; i++)
        degrees[i] = crimes[i].point;
    CHECK_RC(said(ww_projector_new(&projector, &err), &err), WW_OK);
    CHECK_INT(ww_project_wgs84_e6_to_bng(projector, degrees, n, points), 0);

    clock_t start = clock();
    CHECK_RC(ww_locate_many(locator, points, n, found, 1, &err), WW_OK);
    printf("placed %.2f million points a second among %zu areas on one thread\n",
           (double)n / 1e6 / ((double)(clock() - start) / CLOCKS_PER_SEC), n_areas);

    size_t inside = 0;
    for (size_t i = 0; i < n; i++) {
        if (found[i] < 0 || !ww_areas_within(areas, WW_STR("lsoa11"), list[found[i]]->code, WW_STR("borough"),
                                             WW_STR("E09000033")))
            continue;
        inside++;
        tally[found[i]]++;
    }
    CHECK_INT(inside, 58252);
    static const char *const top[] = {"E01033595", "E01004734", "E01004763", "E01004736"};
    for (size_t t = 0; t < 4; t++) {
        size_t best = 0;
        for (size_t a = 0; a < n_areas; a++)
            best = tally[a] > tally[best] ? a : best;
        CHECK_STR(list[best]->code.ptr, top[t]);
        tally[best] = 0;
    }
    free(degrees);
    free(points);
    free(found);
    free(tally);
    ww_projector_free(&projector);
    ww_locator_free(&locator);
}

/* 58,252 is the data's README's figure, found again with shapely 1.8 over pyproj. Both boundary files give it: the one
 * in degrees goes through the same Helmert transform as the points, the London one was made in metres. */
WW_TEST(places_the_crimes_of_westminster)
{
    size_t n;
    struct crime *crimes = read_crimes(&n);
    if (!crimes)
        SKIP(NO_SHARED);
    CHECK_INT(n, 175299);
    CHECK_INT(keep_wanted(crimes, &n), 9496);
    CHECK_INT(n, 59018);
    static const char *const files[] = {"boundaries/westminster_lsoa11.geojson",
                                        "boundaries/LSOA_2011_London_gen_MHW.shp"};
    for (size_t f = 0; f < 2; f++) {
        struct ww_areas *areas = ww_areas_new();
        if (CHECK(read_into(areas, files[f])))
            check_placed(areas, crimes, n);
        ww_areas_free(&areas);
    }
    free(crimes);
}
