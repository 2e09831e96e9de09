// SPDX-License-Identifier: Apache-2.0
#ifndef WW_SAMPLE_RECORDS_H
#define WW_SAMPLE_RECORDS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/progress.h"
#include "sample/facts.h"
#include "sample/people.h"
#include "sample/plan.h"
#include "sample/spots.h"

/* What turns a plan into rows; made once for all years. */
struct ww_records_job {
    const struct ww_sample_facts *facts;
    const struct ww_people_facts *people;
    const struct ww_spots *spots; /* n_lsoas */
    uint64_t seed;
    uint32_t scale; /* every record of the plan becomes so many rows */
    struct ww_progress *progress;
    /* For the progress: of the years before, and of all years. */
    uint64_t rows_before, bytes_before, rows_total;
};

/* Writes the year's records as CSV; *bytes is the size of the file. Memory: about three megabytes. */
enum ww_rc WW_MUST_CHECK ww_records_write(const struct ww_records_job *job, const struct ww_sample_plan *plan,
                                          size_t year, const char *folder, const char *name, uint64_t *bytes,
                                          struct ww_err *err);

#endif
