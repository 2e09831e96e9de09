// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STATS_WEIGHTED_SCORE_H
#define WW_STATS_WEIGHTED_SCORE_H

#include <stdbool.h>
#include <stddef.h>

/* Things put in order by several criteria at once, and how much that order owes to the weights. Pure: no memory,
 * O(n² k) for n things and k criteria. */

struct ww_criteria_matrix {
    size_t n, k;
    const double *scaled;  /* n × k, 0..100, 100 = the strongest of all things */
    const bool *given;     /* n × k: whether the thing was measured by the criterion */
    const double *weights; /* k, 0 or more */
};

struct ww_weighted_score {
    double score;   /* weighted mean of the criteria given, 0..100; 0 where none with a weight is */
    double covered; /* share of all weight that the given criteria have, 0..1 */
    size_t rank;    /* 1 = the highest score; equal scores share the better rank */
    /* The best and the worst rank when one criterion after the other is left out, or counts twice. */
    size_t best, worst;
};

/* out: n. */
void ww_weighted_scores(const struct ww_criteria_matrix *matrix, struct ww_weighted_score *out);

/* How many of the first `top` (by rank; ties all count) are no longer among them when criterion j is left out. */
size_t ww_weighted_moved(const struct ww_criteria_matrix *matrix, const struct ww_weighted_score *scores,
                         size_t j, size_t top);

#endif
