// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STATS_KDE_H
#define WW_STATS_KDE_H

#include <stddef.h>

#include "base/err.h"

/* A smooth surface from points: offences per square metre around each cell of a regular grid. */
struct ww_kde_point {
    double easting_m, northing_m; /* finite (assert) */
    double weight;                /* 1 for an offence; finite, any sign */
};

/* Cell (column, row) is the square whose south-west corner is west_m + column * cell_m, south_m + row * cell_m; its
 * value is that at its centre, and stands at row * columns + column: row 0 is the southernmost. */
struct ww_kde_grid {
    double west_m, south_m;
    double cell_m; /* > 0 */
    size_t columns, rows;
};

/* out[columns * rows] = sum of weight * 3 / (pi h^2) * (1 - d^2 / h^2)^2 over the points with d < h, h = radius_m > 0,
 * d from the centre of the cell: the quartic kernel, which integrates to 1, so that the cells' values times cell_m^2
 * add up to the weights, within some tenths of a per cent where the radius is five cells or more. Points outside the
 * grid count for the cells that they reach. Edges are not corrected: of a point near the edge, what falls outside is
 * lost. out is written only on success. threads: 0 = as many as processors allow; the result is the same, to the last
 * bit, for any number. WW_E_NOMEM. Cost: each point's own cells, about pi * (h / cell_m)^2; memory 24 bytes a point.
 * Source: Silverman (1986), equation 4.5; Bailey & Gatrell (1995), section 3.4. */
enum ww_rc WW_MUST_CHECK ww_kde_quartic(const struct ww_kde_point *points, size_t n,
                                        const struct ww_kde_grid *grid, double radius_m, unsigned threads,
                                        double *out);

#endif
