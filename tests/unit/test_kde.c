// SPDX-License-Identifier: Apache-2.0
/* Kernel densities against R, against every point in every cell, and by their integral. */
#include "ww_ref.h"

#include "base/checked.h"
#include "base/rng.h"
#include "stats/kde.h"

#define MAX_POINTS 300
#define MAX_CELLS  12000

static double from_recurrence(const double *args)
{
    static double out[MAX_CELLS];
    struct ww_kde_point points[40];
    struct ww_kde_grid grid = {1000, 2000, args[2], (size_t)args[0], (size_t)args[1]};
    for (int i = 0; i < 40; i++)
        points[i] = (struct ww_kde_point){1000 + i * 7919 % 1301, 2000 + i * 104729 % 997, 1 + i % 3};
    if (!CHECK_RC(ww_kde_quartic(points, 40, &grid, args[3], 2, out), WW_OK))
        return -1.0;
    return out[(size_t)args[5] * grid.columns + (size_t)args[4]];
}

WW_TEST(as_r_computes)
{
    static const struct ww_ref_function functions[] = {{"kde", 6, from_recurrence}};
    CHECK_INT(ww_ref_check_only("places", "kde", functions, 1), 36);
    static const struct ww_ref_function kernel[] = {{"spatstat_kde", 6, from_recurrence}};
    CHECK_INT(ww_ref_check_only("hotspots", "spatstat", kernel, 1), 36);
}

static double naive(const struct ww_kde_point *points, size_t n, const struct ww_kde_grid *grid,
                    double radius_m, size_t cell)
{
    double x = grid->west_m + ((double)(cell % grid->columns) + 0.5) * grid->cell_m;
    double y = grid->south_m + ((double)(cell / grid->columns) + 0.5) * grid->cell_m;
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        double d = hypot(x - points[i].easting_m, y - points[i].northing_m) / radius_m;
        if (d < 1.0)
            sum += points[i].weight * 3.0 / (acos(-1.0) * radius_m * radius_m) * pow(1.0 - d * d, 2);
    }
    return sum;
}

/* Points in the grid, around it and far from it; on corners and centres of cells. */
static size_t make_points(struct ww_rng *rng, const struct ww_kde_grid *grid, struct ww_kde_point *points)
{
    size_t n = ww_rng_below(rng, MAX_POINTS);
    for (size_t i = 0; i < n; i++) {
        double step = ww_rng_below(rng, 2) ? 0.0 : ww_rng_unit(rng);
        double column = (double)ww_rng_below(rng, 3 * grid->columns) - (double)grid->columns + step;
        double row = (double)ww_rng_below(rng, 3 * grid->rows) - (double)grid->rows + step / 2.0;
        double far = ww_rng_below(rng, 20) ? 0.0 : 1e7;
        points[i] = (struct ww_kde_point){grid->west_m + column * grid->cell_m - far,
                                          grid->south_m + row * grid->cell_m + far, ww_rng_normal(rng)};
    }
    return n;
}

WW_TEST(equals_every_point_in_every_cell_whatever_the_threads)
{
    static double one[MAX_CELLS], many[MAX_CELLS];
    struct ww_kde_point points[MAX_POINTS];
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (int round = 0; round < 40; round++) {
        struct ww_kde_grid grid = {-5000.0 * ww_rng_unit(&rng), 180000.0, 1.0 + 100.0 * ww_rng_unit(&rng),
                                   1 + ww_rng_below(&rng, 40), 1 + ww_rng_below(&rng, 60)};
        double radius_m = grid.cell_m *
                          (round % 4 ? 12.0 * ww_rng_unit(&rng) + 0.1 : (double)(round / 4 + 1) / 2.0);
        size_t n = make_points(&rng, &grid, points), differ = 0, cells = grid.columns * grid.rows;
        memset(one, 0xff, sizeof one);
        CHECK_RC(ww_kde_quartic(points, n, &grid, radius_m, 1, one), WW_OK);
        CHECK_RC(ww_kde_quartic(points, n, &grid, radius_m, 1 + (unsigned)round % 5, many), WW_OK);
        CHECK(memcmp(one, many, cells * sizeof *one) == 0);
        for (size_t c = 0; c < cells; c++)
            differ += !(fabs(one[c] - naive(points, n, &grid, radius_m, c)) * radius_m * radius_m < 1e-9);
        CHECK_INT(differ, 0);
    }
}

/* Inside the grid nothing is lost: cells times their area add up to the weights. */
WW_TEST(integrates_to_the_weights)
{
    static double out[MAX_CELLS];
    struct ww_kde_point points[100];
    struct ww_kde_grid grid = {0, 0, 20, 100, 110};
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    double weights = 0.0;
    for (size_t i = 0; i < 100; i++) {
        points[i] = (struct ww_kde_point){500 + 1000 * ww_rng_unit(&rng), 500 + 1100 * ww_rng_unit(&rng),
                                          1.0 + (double)ww_rng_below(&rng, 4)};
        weights += points[i].weight;
    }
    for (double radius_m = 100; radius_m <= 500; radius_m += 80) {
        double sum = 0.0;
        CHECK_RC(ww_kde_quartic(points, 100, &grid, radius_m, 2, out), WW_OK);
        for (size_t c = 0; c < grid.columns * grid.rows; c++)
            sum += out[c] * grid.cell_m * grid.cell_m;
        CHECK_NEAR(sum, weights, 0.002 * weights);
    }
}

WW_TEST(the_top_of_one_point)
{
    double out[1] = {-1};
    struct ww_kde_point point = {50, 50, 2};
    struct ww_kde_grid grid = {0, 0, 100, 1, 1};
    CHECK_RC(ww_kde_quartic(&point, 1, &grid, 200, 1, out), WW_OK);
    CHECK_NEAR(out[0], 2 * 3 / (acos(-1.0) * 200 * 200), 1e-18);
    CHECK_RC(ww_kde_quartic(&point, 0, &grid, 200, 1, out), WW_OK);
    CHECK(out[0] == 0.0);
    grid.rows = 0;
    out[0] = 7;
    CHECK_RC(ww_kde_quartic(&point, 1, &grid, 200, 1, out), WW_OK);
    CHECK(out[0] == 7.0);
}

WW_TEST(out_of_memory_leaves_the_surface_alone)
{
    double out[4] = {7, 7, 7, 7};
    struct ww_kde_point point = {50, 50, 2};
    struct ww_kde_grid grid = {0, 0, 100, 2, 2};
    for (unsigned long fails = 1; fails <= 2; fails++) {
        ww_mem_fail_after(fails);
        CHECK_RC(ww_kde_quartic(&point, 1, &grid, 200, 1, out), WW_E_NOMEM);
        ww_mem_fail_after(0);
        CHECK(out[0] == 7.0 && out[3] == 7.0);
    }
    CHECK_RC(ww_kde_quartic(&point, 1, &grid, 1e300, 1, out), WW_E_NOMEM);
}
