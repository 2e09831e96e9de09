// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STATS_NEAR_REPEAT_H
#define WW_STATS_NEAR_REPEAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* After a burglary, is the house next door in more danger, how far around, and for how long? Knox's test: all pairs
 * of events, by how far apart they are and how many days; and how many there would be if place and time had nothing
 * to do with each other. Source: Knox (1964), Applied Statistics 13(1), 25-29. */
struct ww_knox_event {
    double easting_m, northing_m; /* finite (assert); any metric grid, any unit that the edges share */
    int32_t day;                  /* days since 1 January 1970; at most WW_KNOX_MAX_DAYS between any two */
};

#define WW_KNOX_MAX_DAYS         1000000
#define WW_KNOX_MAX_BANDS        16
#define WW_KNOX_MAX_PAIRS        (UINT32_C(1) << 27) /* close ones, that are kept: 1 GiB */
#define WW_KNOX_MAX_PERMUTATIONS 99999

/* Band k holds edges[k] <= x < edges[k + 1]. Edges rise strictly, the first is 0 or more, the last may be INFINITY.
 * What lies outside them all is in no band. A first band from 0 to 0.001 m is "the same place". */
struct ww_knox_bands {
    const double *edges; /* n + 1 */
    size_t n;            /* 1..WW_KNOX_MAX_BANDS */
};

enum ww_knox_distance { WW_KNOX_MANHATTAN, WW_KNOX_EUCLIDEAN };

struct ww_knox_question {
    const struct ww_knox_event *events;
    size_t n;
    struct ww_knox_bands metres, days;
    enum ww_knox_distance distance;
    uint32_t permutations; /* 0 = the observed table alone; 999 is usual */
    uint64_t seed;         /* of the permutations; belongs beside the result */
    unsigned threads;      /* 0 = as many as processors allow */
};

struct ww_knox_cell {
    uint64_t observed;   /* pairs; exact */
    double mean, median; /* of the pairs in the permutations; 0 where none were asked for */
    uint32_t at_least;   /* permutations that gave the observed number or more */
    double p;            /* (at_least + 1) / (permutations + 1): one-sided, never 0 */
};

/* cells[s * days.n + t]: metres.n * days.n of them, given by the caller and written only on success. Every
 * permutation deals the days out anew among the places, from a stream of its own, so that the result is the same for
 * any number of threads; it does depend on the order of the events. WW_E_LIMIT: more than WW_KNOX_MAX_PAIRS pairs
 * closer than the largest finite edge (an edge nearer in is the remedy), or events further apart than
 * WW_KNOX_MAX_DAYS; WW_E_NOMEM. Cost: pairs closer than the largest finite edge, once to find and once in each
 * permutation; all others are never looked at. Memory: 8 bytes for each such pair. */
enum ww_rc WW_MUST_CHECK ww_knox(const struct ww_knox_question *question, struct ww_knox_cell *cells);

/* Observed over expected (mean or median): false, *out untouched, where expected is 0. */
bool ww_knox_ratio(const struct ww_knox_cell *cell, double expected, double *out);

#endif
