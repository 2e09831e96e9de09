// SPDX-License-Identifier: Apache-2.0
/*
 * Problem. Wards are listed by rank on crime, ambulance calls and fires. Equal wards must not be given different
 * places by the accident of their order; and it is worth a number whether the lists agree.
 *
 * Method. Competition ranks for tables ("1, 2, 2, 4", as in a race). For the correlation, mean ranks, and Pearson's
 * coefficient of those: C. Spearman (1904), American Journal of Psychology 15, 72-101; with ties it is this and
 * not the shortcut by squared differences that is right (Kendall 1970, Rank Correlation Methods, ch. 3). Ranks
 * are multiples of one half, so all the sums are exact for n below 100,000 and the result does not depend on
 * their order.
 *
 * Edge cases. Minus zero equals zero. A constant side has no correlation.
 */
#include "stats/rank.h"

#include <math.h>

#include "stats/order.h"

void ww_rank(const double *values, size_t n, uint32_t *order, uint32_t *ranks)
{
    ww_order_numbers(values, n, order);
    for (size_t i = 0; i < n; i++) {
        bool equal = i > 0 && values[order[i]] == values[order[i - 1]];
        ranks[order[i]] = equal ? ranks[order[i - 1]] : (uint32_t)(i + 1);
    }
}

static void mean_ranks(const double *values, size_t n, uint32_t *order, double *ranks)
{
    ww_order_numbers(values, n, order);
    for (size_t first = 0; first < n;) {
        size_t end = first + 1;
        while (end < n && values[order[end]] == values[order[first]])
            end++;
        for (size_t i = first; i < end; i++)
            ranks[order[i]] = 0.5 * (double)(first + 1 + end);
        first = end;
    }
}

bool ww_spearman(const double *x, const double *y, size_t n, const struct ww_spearman_space *space,
                 double *rho)
{
    mean_ranks(x, n, space->order, space->ranks_x);
    mean_ranks(y, n, space->order, space->ranks_y);
    double middle = 0.5 * ((double)n + 1.0); /* the mean of any list of ranks */
    double xx = 0.0;
    double yy = 0.0;
    double xy = 0.0;
    for (size_t i = 0; i < n; i++) {
        double dx = space->ranks_x[i] - middle;
        double dy = space->ranks_y[i] - middle;
        xx += dx * dx;
        yy += dy * dy;
        xy += dx * dy;
    }
    if (xx == 0.0 || yy == 0.0)
        return false;
    *rho = xy / sqrt(xx * yy);
    return true;
}
