// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_WITHIN_H
#define WW_MEASURE_WITHIN_H

#include "measure/ask.h"

/* The most frequent parts within each of several wholes, in two periods: what was taken, by type of crime; types of crime,
 * by flag. One record may have several parts, so parts need not add up to the whole. */
struct ww_within_whole {
    const char *id, *label;
    int64_t then, now; /* its records: what shares are of */
};

struct ww_within {
    const struct ww_within_whole *wholes;
    size_t n_wholes;
    const char *const *parts; /* labels, which the rows' ids are made of */
    const char *const
        *alone; /* what the rows are called instead, where a label says too little here; NULL = the labels */
    size_t n_parts;
    const int64_t *then, *now; /* n_wholes × n_parts */
    size_t top;                /* parts printed of each whole; those without a record now are not */
};

/* Columns label, rank, count_then, count_now, share_then_pct, share_pct with its ends, change_points with its ends. */
struct ww_table *ww_within_table(const struct ww_ask *ask, const char *id, const char *label);

/* A subtotal row for each whole that has records now, and below it its parts, "WHOLE/its-part", the most frequent first;
 * equals stand in the order of parts. WW_E_NOMEM. */
enum ww_rc WW_MUST_CHECK ww_within_rows(const struct ww_ask *ask, const struct ww_within *within,
                                        struct ww_table *table, struct ww_err *err);

#endif
