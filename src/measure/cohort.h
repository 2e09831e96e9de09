// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_COHORT_H
#define WW_MEASURE_COHORT_H

#include "measure/people.h"

/* The two halves of the measure 'cohort': how many, month by month (cohort.c), and who they are (cohort_by.c). */

struct ww_table *ww_cohort_by_table(const struct ww_ask *ask);
enum ww_rc WW_MUST_CHECK ww_cohort_by_run(const struct ww_ask *ask, struct ww_table *table,
                                          struct ww_err *err);

/* Columns "share_pct", "share_low_pct", "share_high_pct": part of whole with Wilson's interval; [low] where `whole` is
 * under WW_LOW_BASE. */
void ww_cohort_set_share(struct ww_table *table, size_t row, size_t part, size_t whole);

/* "people" as "People"; in the ask's arena. */
const char *ww_cohort_capital(const struct ww_ask *ask, const char *words);

/* Once the rows are there: the note on [low], where it is used, and on intervals. */
void ww_cohort_note_low(struct ww_table *table);

#endif
