// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STATS_GETIS_ORD_H
#define WW_STATS_GETIS_ORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Is this place, together with its neighbours, busier than chance has it? */

/* Neighbours of place i: index[start[i]] .. index[start[i + 1] - 1], each once, never i itself; as place/neighbours.h
 * gives them. All neighbours weigh the same; what they weigh (1, or 1 / their number) does not change z. */
struct ww_neighbour_lists {
    size_t n;
    const uint32_t *start; /* n + 1 */
    const uint32_t *index;
};

enum ww_getis_ord {
    WW_GI,      /* the neighbours without the place, against all others */
    WW_GI_STAR, /* the place and its neighbours, against all: the usual hot-spot map */
};

struct ww_gi {
    double z; /* standard deviations above (hot) or below (cold) what is expected; 0 where not known */
    bool
        known; /* false: nobody to compare with (no neighbours for Gi, or everybody is one), or the values differ
                 * from each other by less than a ten-millionth of the largest */
};

/* out[i] for each of the values of lists->n places; values finite (assert). Give every place of the study area, those
 * with 0 as well, else the mean is too high. Two-sided p is ww_gi_p(z); a map has many of them, so stats/fdr.h next.
 * O(n + neighbours), no memory. Source: Getis & Ord (1992), Geographical Analysis 24(3), 189-206; Ord & Getis (1995),
 * 27(4), 286-306. */
void ww_getis_ord(const struct ww_neighbour_lists *lists, const double *values, enum ww_getis_ord kind,
                  struct ww_gi *out);

/* The two-sided p-value of z by the normal distribution: rough where counts are small. */
double ww_gi_p(double z);

#endif
