// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_HOURS_H
#define WW_MEASURE_HOURS_H

#include "measure/ask.h"
#include "stats/aoristic.h"

/* Records by hour of the week, for each key of a dimension: aoristic weights where the evidence says from when to
 * when, whole records where it only says when. */
struct ww_hours {
    struct ww_aoristic *matrices;      /* by key of the dimension */
    uint64_t starts[WW_HOURS_OF_WEEK]; /* whole records by the hour they began, all keys together */
    size_t n;
    uint64_t no_time;  /* left out: no time */
    uint64_t left_out; /* left out: no key */
    uint64_t *used;    /* records counted, for each extract of the view */
    bool has_spans;    /* the source has a column of ends */
};

/* Counts the period (area, subject and --where as the question says). `by` NULL = one matrix of everything; else a
 * TEXT dimension. The source must have times of day (ww_measure.time_of_day). Memory: 3 KB a key and thread.
 * Free with ww_hours_free. */
enum ww_rc WW_MUST_CHECK ww_hours_count(const struct ww_ask *ask, const struct ww_cube_dim *by,
                                        struct ww_hours *out, struct ww_err *err);
void ww_hours_free(struct ww_hours *hours);

/* All keys in one. */
void ww_hours_sum(const struct ww_hours *hours, struct ww_aoristic *out);

/* Says in the notes how exact the times are, and what was left out. */
void ww_hours_note(const struct ww_ask *ask, const struct ww_aoristic *all, const struct ww_hours *hours,
                   struct ww_table *table);

#endif
