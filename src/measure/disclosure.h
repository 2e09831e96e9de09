// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_DISCLOSURE_H
#define WW_MEASURE_DISCLOSURE_H

#include "table/table.h"

/* Takes out of a finished table what would tell of fewer than `smallest` people, and what that could be worked out
 * from (stats/suppress.h): the rows concerned keep their label, their other cells become [c], sentences about them go,
 * and so does a chart's title that quotes the table. A table without such rows is left as it is. For sources whose subject
 * asks for it (ww_subject.smallest), and for what is published (smallest_public). smallest >= 2. Cost: for tables that people read. */
enum ww_rc WW_MUST_CHECK ww_disclosure_apply(struct ww_table *table, int64_t smallest, struct ww_err *err);

/* Whether a count of the table is of 1 to fewer than `smallest`. */
bool ww_disclosure_has_small(const struct ww_table *table, int64_t smallest);

#endif
