// SPDX-License-Identifier: Apache-2.0
/* Getis-Ord scores against the values of spdep and esda, against full matrices in R, and by their symmetries. */
#include "ww_ref.h"

#include "base/rng.h"
#include "stats/getis_ord.h"

#define MAX_N 64

struct places {
    uint32_t start[MAX_N + 1], index[MAX_N * MAX_N];
    size_t n;
};

typedef bool near_fn(size_t i, size_t j, size_t side);

static struct ww_neighbour_lists list(struct places *places, size_t n, size_t side, near_fn *near)
{
    uint32_t k = 0;
    for (size_t i = 0; i < n; i++) {
        places->start[i] = k;
        for (size_t j = 0; j < n; j++)
            if (i != j && near(i, j, side))
                places->index[k++] = (uint32_t)j;
    }
    places->start[n] = k;
    return (struct ww_neighbour_lists){n, places->start, places->index};
}

static bool near_published(size_t i, size_t j, size_t side)
{
    static const double at[6][2] = {{10, 10}, {20, 10}, {40, 10}, {15, 20}, {30, 20}, {30, 30}};
    (void)side;
    return hypot(at[i][0] - at[j][0], at[i][1] - at[j][1]) <= 15.0;
}

static bool near_rook(size_t i, size_t j, size_t side)
{
    long across = labs((long)(i % side) - (long)(j % side)), up = labs((long)(i / side) - (long)(j / side));
    return across + up == 1;
}

static bool near_all(size_t i, size_t j, size_t side)
{
    (void)i, (void)j, (void)side;
    return true;
}

static bool near_none(size_t i, size_t j, size_t side)
{
    return !near_all(i, j, side);
}

static double published(const double *args, enum ww_getis_ord kind)
{
    static const double values[6] = {2, 3, 3.2, 5, 8, 7};
    struct places places;
    struct ww_gi out[6];
    struct ww_neighbour_lists lists = list(&places, 6, 0, near_published);
    ww_getis_ord(&lists, values, kind, out);
    return out[(size_t)args[0]].known ? out[(size_t)args[0]].z : -99.0;
}

static double published_gi(const double *args)
{
    return published(args, WW_GI);
}

static double published_gi_star(const double *args)
{
    return published(args, WW_GI_STAR);
}

WW_TEST(as_spdep_and_esda)
{
    static const struct ww_ref_function functions[] = {{"gi", 1, published_gi},
                                                       {"gi_star", 1, published_gi_star}};
    CHECK_INT(ww_ref_check("getis-ord-published", functions, 2), 12);
}

static double on_grid(const double *args, enum ww_getis_ord kind)
{
    double values[MAX_N];
    struct places places;
    struct ww_gi out[MAX_N];
    size_t side = (size_t)args[0], n = side * side;
    for (size_t i = 0; i < n; i++)
        values[i] = (double)((37 * i % 11) * (37 * i % 11));
    struct ww_neighbour_lists lists = list(&places, n, side, near_rook);
    ww_getis_ord(&lists, values, kind, out);
    return out[(size_t)args[1]].known ? out[(size_t)args[1]].z : -99.0;
}

static double grid_gi(const double *args)
{
    return on_grid(args, WW_GI);
}

static double grid_gi_star(const double *args)
{
    return on_grid(args, WW_GI_STAR);
}

WW_TEST(as_full_matrices)
{
    static const struct ww_ref_function functions[] = {{"gi", 2, grid_gi}, {"gi_star", 2, grid_gi_star}};
    CHECK_INT(ww_ref_check_only("places", "gi", functions, 2), 124);
}

static bool near_queen(size_t i, size_t j, size_t side)
{
    return labs((long)(i % side) - (long)(j % side)) <= 1 && labs((long)(i / side) - (long)(j / side)) <= 1;
}

/* Columns, rows, place. */
static double queen_gi_star(const double *args)
{
    double values[MAX_N];
    struct places places;
    struct ww_gi out[MAX_N];
    size_t side = (size_t)args[0], n = side * (size_t)args[1];
    for (size_t i = 0; i < n; i++)
        values[i] = (double)((53 * i % 17) * (53 * i % 17));
    struct ww_neighbour_lists lists = list(&places, n, side, near_queen);
    ww_getis_ord(&lists, values, WW_GI_STAR, out);
    return out[(size_t)args[2]].known ? out[(size_t)args[2]].z : -99.0;
}

WW_TEST(as_spdep_on_grids)
{
    static const struct ww_ref_function functions[] = {{"spdep_gi_star", 3, queen_gi_star}};
    CHECK_INT(ww_ref_check_only("hotspots", "spdep", functions, 1), 101);
}

/* Adding to all values or multiplying them changes nothing, however large; turning them over turns the sign. */
WW_TEST(does_not_depend_on_origin_and_unit)
{
    struct ww_rng rng;
    double values[49], moved[49];
    struct places places;
    struct ww_gi a[49], b[49];
    ww_rng_seed(&rng, ww_test_seed());
    struct ww_neighbour_lists lists = list(&places, 49, 7, near_rook);
    for (size_t i = 0; i < 49; i++) {
        values[i] = (double)ww_rng_below(&rng, 20);
        moved[i] = 1e9 - 4.0 * values[i];
    }
    for (int kind = WW_GI; kind <= WW_GI_STAR; kind++) {
        ww_getis_ord(&lists, values, (enum ww_getis_ord)kind, a);
        ww_getis_ord(&lists, moved, (enum ww_getis_ord)kind, b);
        for (size_t i = 0; i < 49; i++) {
            CHECK(a[i].known && b[i].known);
            CHECK_NEAR(a[i].z, -b[i].z, 1e-6);
        }
    }
}

WW_TEST(says_where_there_is_nothing_to_compare)
{
    struct places places;
    struct ww_gi out[9];
    double same[9], one_differs[9], all_differ[9];
    for (size_t i = 0; i < 9; i++) {
        same[i] = one_differs[i] = 0.1;
        all_differ[i] = (double)i;
    }
    one_differs[4] = 7.3;
    struct ww_neighbour_lists lists = list(&places, 9, 3, near_rook);
    ww_getis_ord(&lists, same, WW_GI_STAR, out);
    for (size_t i = 0; i < 9; i++)
        CHECK(!out[i].known && out[i].z == 0.0);
    ww_getis_ord(&lists, one_differs, WW_GI, out);
    for (size_t i = 0; i < 9; i++)
        CHECK_INT(out[i].known, i != 4); /* the others are all equal */
    lists = list(&places, 9, 3, near_none);
    ww_getis_ord(&lists, all_differ, WW_GI, out);
    CHECK(!out[0].known);
    ww_getis_ord(&lists, all_differ, WW_GI_STAR, out);
    CHECK(out[8].known);
    CHECK_NEAR(out[8].z, 4.0 / sqrt(60.0 / 9.0), 1e-12); /* by itself: its standard score */
    lists = list(&places, 9, 3, near_all);
    ww_getis_ord(&lists, all_differ, WW_GI_STAR, out);
    CHECK(!out[0].known);
    lists = list(&places, 1, 1, near_none);
    ww_getis_ord(&lists, all_differ, WW_GI_STAR, out);
    CHECK(!out[0].known);
    lists.n = 0;
    ww_getis_ord(&lists, all_differ, WW_GI_STAR, out);
}

WW_TEST(p_is_two_sided)
{
    CHECK_NEAR(ww_gi_p(0.0), 1.0, 1e-15);
    CHECK_NEAR(ww_gi_p(1.959963984540054), 0.05, 1e-12);
    CHECK_NEAR(ww_gi_p(-1.959963984540054), 0.05, 1e-12);
}
