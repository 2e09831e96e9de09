// SPDX-License-Identifier: Apache-2.0
#include "place/neighbours.h"

#include "base/checked.h"
#include "place/hexmap.h"
#include "place_fixture.h"
#include "ww_test.h"

static void add_square(struct ww_areas *areas, const char *code, double x, double y, double side)
{
    struct ww_err err = {0};
    char wkb[93];
    struct ww_area area = {.level = WW_STR("cell"), .code = ww_str_of(code)};
    if (side > 0)
        area.wkb = square_wkb(x, y, side, wkb);
    CHECK_RC(ww_areas_add(areas, &area, &err), WW_OK);
}

static bool borders(const struct ww_neighbours *all, size_t i, size_t j)
{
    for (uint32_t k = all->start[i]; k < all->start[i + 1]; k++)
        if (all->index[k] == j)
            return true;
    return false;
}

static size_t degree(const struct ww_neighbours *all, size_t i)
{
    return all->start[i + 1] - all->start[i];
}

static void check_shape(const struct ww_neighbours *all)
{
    CHECK_INT(all->start[0], 0);
    for (size_t i = 0; i < all->n_areas; i++) {
        for (uint32_t k = all->start[i]; k < all->start[i + 1]; k++) {
            CHECK(all->index[k] != i);
            CHECK(k == all->start[i] || all->index[k - 1] < all->index[k]);
            CHECK(borders(all, all->index[k], i));
        }
    }
}

WW_TEST(a_board_of_squares_has_queens_neighbours)
{
    struct ww_areas *areas = ww_areas_new();
    for (int y = 0; y < 4; y++) {
        for (int x = 0; x < 5; x++) {
            char code[8];
            snprintf(code, sizeof code, "C%02d", 5 * y + x);
            add_square(areas, code, 10 * x, 10 * y, 10);
        }
    }
    add_square(areas, "D", 0, 0, 0); /* no polygon */
    struct ww_err err = {0};
    struct ww_neighbours all;
    CHECK_RC(said(ww_neighbours_find(areas, WW_STR("cell"), 0, &all, &err), &err), WW_OK);
    CHECK_INT(all.n_areas, 21);
    check_shape(&all);
    for (int a = 0; a < 20; a++)
        for (int b = 0; b < 20; b++)
            CHECK_INT(borders(&all, (size_t)a, (size_t)b),
                      a != b && abs(a % 5 - b % 5) <= 1 && abs(a / 5 - b / 5) <= 1);
    CHECK_INT(degree(&all, 20), 0);
    ww_neighbours_free(&all);
    ww_areas_free(&areas);
}

WW_TEST(the_tolerance_closes_gaps_and_no_more)
{
    struct ww_areas *areas = ww_areas_new();
    add_square(areas, "A", 0, 0, 10);
    add_square(areas, "B", 10.5, 0, 10);
    add_square(areas, "C", 22.5, 0, 10);
    static const struct {
        double tolerance_m;
        int ab, bc, ac;
    } cases[] = {{0, 0, 0, 0}, {0.4, 0, 0, 0}, {0.6, 1, 0, 0}, {2.1, 1, 1, 0}, {13, 1, 1, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ww_err err = {0};
        struct ww_neighbours all;
        CHECK_RC(ww_neighbours_find(areas, WW_STR("cell"), cases[i].tolerance_m, &all, &err), WW_OK);
        check_shape(&all);
        CHECK_INT(borders(&all, 0, 1), cases[i].ab);
        CHECK_INT(borders(&all, 1, 2), cases[i].bc);
        CHECK_INT(borders(&all, 0, 2), cases[i].ac);
        ww_neighbours_free(&all);
    }
    struct ww_err err = {0};
    struct ww_neighbours all;
    CHECK_RC(ww_neighbours_find(areas, WW_STR("cell"), -1, &all, &err), WW_E_USAGE);
    CHECK_RC(ww_neighbours_find(areas, WW_STR("nothing"), 0, &all, &err), WW_OK);
    CHECK_INT(all.n_areas, 0);
    ww_neighbours_free(&all);
    ww_areas_free(&areas);
}

WW_TEST(hexagons_have_those_at_the_distance_of_one_width)
{
    struct ww_err err = {0};
    struct ww_hexmap map;
    struct ww_neighbours all;
    struct ww_areas *areas = ww_areas_new();
    CHECK_RC(said(ww_hexmap_new(NULL, &map, &err), &err), WW_OK);
    for (size_t i = 0; i < map.n_hexes; i++) {
        char code[24];
        snprintf(code, sizeof code, "H%03zu", i);
        struct ww_area area = {.level = WW_STR("hex"), .code = ww_str_of(code), .wkb = map.hexes[i].wkb};
        CHECK_RC(ww_areas_add(areas, &area, &err), WW_OK);
    }
    CHECK_RC(said(ww_neighbours_find(areas, WW_STR("hex"), 0, &all, &err), &err), WW_OK);
    check_shape(&all);
    size_t inner = 0;
    for (size_t i = 0; i < map.n_hexes; i++) {
        for (size_t j = 0; j < map.n_hexes; j++) {
            struct ww_bng a = map.hexes[i].centre;
            struct ww_bng b = map.hexes[j].centre;
            double apart_m = hypot(a.easting_m - b.easting_m, a.northing_m - b.northing_m);
            CHECK_INT(borders(&all, i, j), i != j && apart_m < 440);
        }
        inner += degree(&all, i) == 6;
    }
    CHECK(inner > 80);
    ww_neighbours_free(&all);
    ww_areas_free(&areas);
    ww_hexmap_free(&map);
}

WW_TEST(survives_every_failure_of_memory)
{
    struct ww_areas *areas = ww_areas_new();
    add_square(areas, "A", 0, 0, 10);
    add_square(areas, "B", 10, 0, 10);
    enum ww_rc rc = WW_E_NOMEM;
    unsigned long n = 0;
    while (rc && n < 200) {
        struct ww_err err = {0};
        struct ww_neighbours all;
        ww_mem_fail_after(++n);
        rc = ww_neighbours_find(areas, WW_STR("cell"), 0, &all, &err);
        ww_mem_fail_after(0);
        CHECK_RC(rc, rc ? WW_E_NOMEM : WW_OK);
        if (!rc)
            ww_neighbours_free(&all);
    }
    CHECK_RC(rc, WW_OK);
    CHECK(n > 3);
    ww_areas_free(&areas);
}
