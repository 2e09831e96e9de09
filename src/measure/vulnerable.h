// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_VULNERABLE_H
#define WW_MEASURE_VULNERABLE_H

#include "measure/ask.h"

/* `vulnerability` has two answers: the index worked out from records and tables of areas (vulnerability.c), and, asked of a
 * source of scores, these as they were supplied (vulnerable_scores.c). */

/* Columns and rows of supplied scores; `table` from ww_vulnerable_scores_table. */
struct ww_table *ww_vulnerable_scores_table(const struct ww_ask *ask);
enum ww_rc WW_MUST_CHECK ww_vulnerable_scores_ready(const struct ww_ask *ask, struct ww_err *err);
enum ww_rc WW_MUST_CHECK ww_vulnerable_scores_run(const struct ww_ask *ask, struct ww_table *table,
                                                  struct ww_err *err);

/* Scores are of a level: the one asked for with --by, else wards. */
const char *ww_vulnerable_level(const struct ww_ask *ask);

#endif
