// SPDX-License-Identifier: Apache-2.0
#ifndef WW_EVIDENCE_DUE_H
#define WW_EVIDENCE_DUE_H

#include <stdbool.h>
#include <stdint.h>

#include "evidence/catalogue.h"

/* When a delivery was due. Some sources must be supplied within a time that the law sets: the prescribed descriptions of
 * information (SI 2007/1831) by the end of the quarter after the one they are about. Days are given, never read from a
 * clock. */

/* The calendar quarter that a day lies in. */
struct ww_period ww_due_quarter(int32_t day);

/* The last day on which what happened on `day` is in time; quarters >= 1. */
int32_t ww_due_day(int32_t day, int quarters);

/* The first quarter that begins after the extract's period ends: the one to come next. The extract has a rule and a
 * period. */
struct ww_period ww_due_next(const struct ww_extract_record *extract);

/* Days after the last day that it was due, for the latest of its records; 0 = in time, or no rule. */
int32_t ww_due_days_late(const struct ww_extract_record *extract);

#endif
