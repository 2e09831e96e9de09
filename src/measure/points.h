// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_POINTS_H
#define WW_MEASURE_POINTS_H

#include "measure/ask.h"
#include "stats/near_repeat.h"

/* Where and on which day each record happened: what the measures of places work on. */
struct ww_points {
    struct ww_knox_event
        *events; /* metres of the National Grid; by day, easting, northing, whatever the threads */
    size_t n;
    uint64_t no_time;  /* left out: no day known */
    uint64_t no_place; /* left out: no point, or one that is not in Britain */
    uint64_t *used;    /* records with day and point, for each extract of the view */
};

/* Refuses (WW_E_NOT_FOUND) a source whose records know only their month, or have no points: for ww_measure.ready. */
enum ww_rc WW_MUST_CHECK ww_points_ready(const struct ww_ask *ask, struct ww_err *err);
/* The same for what needs no day: refuses a source without points alone. */
enum ww_rc WW_MUST_CHECK ww_points_placed(const struct ww_ask *ask, struct ww_err *err);

/* Reads the records of the period (area, subject and --where as the question says) of a source that is ready. The day
 * is that of the FROM role. Memory: 24 bytes a record. Free with ww_points_free. */
enum ww_rc WW_MUST_CHECK ww_points_read(const struct ww_ask *ask, struct ww_points *out, struct ww_err *err);
/* Those of any period, records that know only their month among them: their day is the first of it. */
enum ww_rc WW_MUST_CHECK ww_points_read_period(const struct ww_ask *ask, struct ww_period period,
                                               struct ww_points *out, struct ww_err *err);
void ww_points_free(struct ww_points *points);

/* Says in the notes how many were used and how many left out, and the extracts in the provenance. */
void ww_points_note(const struct ww_ask *ask, const struct ww_points *points, struct ww_table *table);

#endif
