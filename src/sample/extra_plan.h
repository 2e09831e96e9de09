// SPDX-License-Identifier: Apache-2.0
#ifndef WW_SAMPLE_EXTRA_PLAN_H
#define WW_SAMPLE_EXTRA_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "sample/extra_spec.h"
#include "sample/facts.h"

#define WW_EXTRA_NEVER INT64_MIN /* a date that a row does not have */

/* What a column says of each row, as far as any figure of the specification reaches. Of the four one is not NULL,
 * or none where the value follows from the row's number alone. */
struct ww_extra_cells {
    uint16_t *code; /* option, LSOA or ward */
    uint64_t *set;  /* bits of options */
    int64_t *when;  /* seconds; the minutes within the hour are not planned */
    uint32_t *who;  /* number of the person, from 0 */
};

/* All rows of a file: years one after the other, each in order of its first column of time. */
struct ww_extra_plan {
    size_t n_rows;
    size_t first[WW_SAMPLE_YEARS + 1]; /* by year of the specification; the last is n_rows */
    struct ww_extra_cells *cells;      /* n_columns */
    size_t n_columns;
};

/* Same specification, facts and seed: same plan. WW_E_INPUT: sums that do not agree, with file, column, year. Cost:
 * about a microsecond a cell. Free after WW_OK. */
enum ww_rc WW_MUST_CHECK ww_extra_plan_make(const struct ww_extra_spec *spec,
                                            const struct ww_sample_facts *facts, uint64_t seed,
                                            struct ww_extra_plan *out, struct ww_err *err);
void ww_extra_plan_free(struct ww_extra_plan *plan);

#endif
