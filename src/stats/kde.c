// SPDX-License-Identifier: Apache-2.0
/*
 * Problem. Ten thousand dots on a map hide each other. How dense are they, everywhere, in a unit that can be compared
 * between maps?
 *
 * Method. Quartic (biweight) kernel of Silverman (1986, eq. 4.5), 3 / (pi h^2) (1 - d^2/h^2)^2. Some mapping tools use
 * 116/5 in place of 16/5 in the factor, a misprint handed on, and come out 7.25 times too high; others leave the
 * factor out and show heights that mean nothing by themselves.
 *
 * How it is fast. Each point is scattered over its own cells: a row's cells within reach are one run of columns, the
 * width of the circle, and what depends on the column alone is worked out once for all rows. Points are sorted by the
 * row they stand in, so that a band of rows finds its points side by side; bands are independent, one thread each.
 *
 * Order of sums. In every cell points are added in the order of their row and then of the input, whatever the bands:
 * the same bits for any number of threads.
 *
 * Edge cases. A radius that reaches no cell's centre gives zeroes. Points further away than the radius are left out.
 */
#include "stats/kde.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/parallel.h"

#define BAND_ROWS   16
#define MAX_THREADS 256u /* as base/parallel.h has it */

static const double pi = 3.14159265358979323846;

typedef void add_run_fn(double *cells, const double *across, size_t n, double up, double quarter);

struct kde {
    const struct ww_kde_grid *grid;
    double radius_m;
    size_t reach;                /* rows that the radius can reach on either side of a point's own */
    struct ww_kde_point *points; /* by row of the grid, rows outside it included */
    size_t *start;               /* of padded row r, which is row r - reach of the grid; padded rows + 1 */
    double *out;
    add_run_fn *add_run;
    double *across; /* of each worker: see struct spread */
    size_t across_size;
};

static size_t padded_rows(const struct kde *kde)
{
    return kde->grid->rows + 2 * kde->reach;
}

/* The padded row of a point, or that after the last one for points out of reach. */
static size_t row_of(const struct kde *kde, const struct ww_kde_point *point)
{
    assert(isfinite(point->easting_m) && isfinite(point->northing_m) && isfinite(point->weight));
    double row = floor((point->northing_m - kde->grid->south_m) / kde->grid->cell_m) + (double)kde->reach;
    return row >= 0.0 && row < (double)padded_rows(kde) ? (size_t)row : padded_rows(kde);
}

static enum ww_rc sort_points(struct kde *kde, const struct ww_kde_point *points, size_t n)
{
    size_t rows = padded_rows(kde) + 1;
    kde->points = ww_new_array(n + 1, sizeof *kde->points);
    kde->start = ww_new_array(rows + 1, sizeof *kde->start);
    if (!kde->points || !kde->start)
        return WW_E_NOMEM;
    for (size_t i = 0; i < n; i++)
        kde->start[row_of(kde, &points[i])]++;
    size_t end = 0;
    for (size_t r = 0; r <= rows; r++) {
        end += kde->start[r];
        kde->start[r] = end;
    }
    for (size_t i = n; i-- > 0;)
        kde->points[--kde->start[row_of(kde, &points[i])]] = points[i];
    return WW_OK;
}

/* The loop that all time goes into: cells[i] += 4 * quarter * (up - across[i])^2, where the bracket is above 0. To find the
 * ends of the chord first costs more than the corners that are added as nothing. Compiled twice, the second time for four
 * numbers at once; neither joins a multiplication and an addition into one rounding, so both give the same bits. */
static inline __attribute__((always_inline)) void add_run(double *restrict cells,
                                                          const double *restrict across, size_t n, double up,
                                                          double quarter)
{
    for (size_t i = 0; i < n; i++) {
        double k = up - across[i];
        double twice = k + fabs(k); /* 0 below 0, and no jump that would keep four from being done at once */
        cells[i] += quarter * (twice * twice);
    }
}

static void add_run_plain(double *cells, const double *across, size_t n, double up, double quarter)
{
    add_run(cells, across, n, up, quarter);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void add_run_avx2(double *cells, const double *across, size_t n,
                                                         double up, double quarter)
{
    add_run(cells, across, n, up, quarter);
}
#endif

static add_run_fn *choose_add_run(void)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2"))
        return add_run_avx2;
#endif
    return add_run_plain;
}

/* A point as its rows need it: the columns within reach at most, and of each (east / h)^2, the same for every row. */
struct spread {
    size_t first, n;
    double *across; /* 2 * reach + 3 */
};

static void spread_out(const struct kde *kde, const struct ww_kde_point *point, struct spread *spread)
{
    const struct ww_kde_grid *grid = kde->grid;
    double cells = kde->radius_m / grid->cell_m, h = grid->cell_m / kde->radius_m;
    double at = (point->easting_m - grid->west_m) / grid->cell_m - 0.5;
    double first = fmax(ceil(at - cells), 0.0);
    double last = fmin(floor(at + cells), (double)grid->columns - 1.0);
    spread->n = 0;
    if (first > last)
        return;
    spread->first = (size_t)first;
    spread->n = (size_t)last - spread->first + 1;
    for (size_t i = 0; i < spread->n; i++) {
        double east = (first + (double)(int32_t)i - at) * h;
        spread->across[i] = east * east;
    }
}

/* Adds a point to the cells of one row. */
static void add_to_row(const struct kde *kde, const struct ww_kde_point *point, const struct spread *spread,
                       size_t row)
{
    const struct ww_kde_grid *grid = kde->grid;
    double north = (grid->south_m + ((double)row + 0.5) * grid->cell_m - point->northing_m) / kde->radius_m;
    double up = 1.0 - north * north;
    if (up <= 0.0)
        return;
    double factor = point->weight * 3.0 / pi / (kde->radius_m * kde->radius_m);
    kde->add_run(kde->out + row * grid->columns + spread->first, spread->across, spread->n, up, factor / 4.0);
}

static enum ww_rc fill_band(void *context, size_t index, unsigned worker)
{
    const struct kde *kde = context;
    struct spread spread = {.across = kde->across + worker * kde->across_size};
    size_t first = index * BAND_ROWS;
    size_t end = first + BAND_ROWS < kde->grid->rows ? first + BAND_ROWS : kde->grid->rows;
    memset(kde->out + first * kde->grid->columns, 0, (end - first) * kde->grid->columns * sizeof *kde->out);
    /* A point of padded row p touches the rows p - 2 * reach .. p. */
    for (size_t p = first; p < end + 2 * kde->reach; p++) {
        size_t low = p > 2 * kde->reach && p - 2 * kde->reach > first ? p - 2 * kde->reach : first;
        size_t high = p < end - 1 ? p : end - 1;
        for (size_t i = kde->start[p]; i < kde->start[p + 1]; i++) {
            spread_out(kde, &kde->points[i], &spread);
            for (size_t row = low; row <= high && spread.n; row++)
                add_to_row(kde, &kde->points[i], &spread, row);
        }
    }
    return WW_OK;
}

enum ww_rc ww_kde_quartic(const struct ww_kde_point *points, size_t n, const struct ww_kde_grid *grid,
                          double radius_m, unsigned threads, double *out)
{
    assert(grid->cell_m > 0.0 && radius_m > 0.0 && isfinite(radius_m));
    if (grid->columns == 0 || grid->rows == 0)
        return WW_OK;
    double reach = ceil(radius_m / grid->cell_m) + 1.0;
    if (reach > (double)(SIZE_MAX / 1024))
        return WW_E_NOMEM;
    size_t workers = threads ? threads : ww_processors();
    workers = workers < MAX_THREADS ? workers : MAX_THREADS;
    struct kde kde = {
        .grid = grid, .radius_m = radius_m, .reach = (size_t)reach, .add_run = choose_add_run()};
    kde.out = out;
    kde.across_size = grid->columns < 2 * kde.reach + 3 ? grid->columns : 2 * kde.reach + 3;
    kde.across = ww_new_array(kde.across_size, workers * sizeof *kde.across);
    enum ww_rc rc = kde.across ? sort_points(&kde, points, n) : WW_E_NOMEM;
    if (!rc)
        rc = ww_parallel_for(threads, (grid->rows + BAND_ROWS - 1) / BAND_ROWS, fill_band, &kde);
    free(kde.across);
    free(kde.points);
    free(kde.start);
    return rc;
}
