// SPDX-License-Identifier: Apache-2.0
#ifndef WW_ASSESS_DUE_H
#define WW_ASSESS_DUE_H

#include "assess/chapter.h"

/* What the law sets a date for, in the appendix of data: a row a source with such a rule, with the quarters of the period
 * that have not been supplied and the day by which they were due. Nothing where no source has one. The days follow from the
 * period alone, so the document is the same whenever it is made. */
enum ww_rc WW_MUST_CHECK ww_due_compose(struct ww_composition *composition, struct ww_err *err);

#endif
