// SPDX-License-Identifier: Apache-2.0
/*
 * Problem. The middle half of thirty-one peers has its ends between two of them, and nine definitions of where.
 * Method. Type 7 of Hyndman & Fan (1996): position (n - 1) share from the first, in proportion between neighbours. It is
 * what whoever checks a figure in a spreadsheet will get.
 */
#include "stats/quantile.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

double ww_quantile(const double *sorted, size_t n, double share)
{
    assert(n >= 1 && share >= 0 && share <= 1);
    double position = (double)(n - 1) * share;
    size_t below = (size_t)floor(position);
    if (below + 1 >= n)
        return sorted[n - 1];
    return sorted[below] + (position - (double)below) * (sorted[below + 1] - sorted[below]);
}

static int rising(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void ww_sort_numbers(double *values, size_t n)
{
    if (n)
        qsort(values, n, sizeof *values, rising);
}
