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
 * chord of the circle, with no test inside. Points are sorted by the row they stand in, so that a band of rows finds
 * its points side by side; bands are independent, one thread each.
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

#define BAND_ROWS 16

static const double pi = 3.14159265358979323846;

struct kde {
    const struct ww_kde_grid *grid;
    double radius_m;
    size_t reach;                /* rows that the radius can reach on either side of a point's own */
    struct ww_kde_point *points; /* by row of the grid, rows outside it included */
    size_t *start;               /* of padded row r, which is row r - reach of the grid; padded rows + 1 */
    double *out;
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

/* Adds a point to the cells of one row. */
static void add_to_row(const struct kde *kde, const struct ww_kde_point *point, size_t row)
{
    const struct ww_kde_grid *grid = kde->grid;
    double cell = grid->cell_m, per_h2 = 1.0 / (kde->radius_m * kde->radius_m);
    double north = grid->south_m + ((double)row + 0.5) * cell - point->northing_m;
    double left = kde->radius_m * kde->radius_m - north * north;
    if (left <= 0.0)
        return;
    double chord = sqrt(left), at = (point->easting_m - grid->west_m) / cell - 0.5;
    double first = fmax(ceil(at - chord / cell), 0.0);
    double last = fmin(floor(at + chord / cell), (double)grid->columns - 1.0);
    if (first > last)
        return;
    double factor = point->weight * 3.0 / pi * per_h2;
    double *cells = kde->out + row * grid->columns;
    for (size_t c = (size_t)first; c <= (size_t)last; c++) {
        double east = ((double)c - at) * cell;
        double k = (left - east * east) * per_h2;
        cells[c] += factor * k * k;
    }
}

static enum ww_rc fill_band(void *context, size_t index, unsigned worker)
{
    (void)worker;
    const struct kde *kde = context;
    size_t first = index * BAND_ROWS;
    size_t end = first + BAND_ROWS < kde->grid->rows ? first + BAND_ROWS : kde->grid->rows;
    memset(kde->out + first * kde->grid->columns, 0, (end - first) * kde->grid->columns * sizeof *kde->out);
    /* A point of padded row p touches the rows p - 2 * reach .. p. */
    for (size_t p = first; p < end + 2 * kde->reach; p++) {
        size_t low = p > 2 * kde->reach && p - 2 * kde->reach > first ? p - 2 * kde->reach : first;
        size_t high = p < end - 1 ? p : end - 1;
        for (size_t i = kde->start[p]; i < kde->start[p + 1]; i++)
            for (size_t row = low; row <= high; row++)
                add_to_row(kde, &kde->points[i], row);
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
    struct kde kde = {.grid = grid, .radius_m = radius_m, .reach = (size_t)reach};
    kde.out = out;
    enum ww_rc rc = sort_points(&kde, points, n);
    if (!rc)
        rc = ww_parallel_for(threads, (grid->rows + BAND_ROWS - 1) / BAND_ROWS, fill_band, &kde);
    free(kde.points);
    free(kde.start);
    return rc;
}
