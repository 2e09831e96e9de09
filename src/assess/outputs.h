// SPDX-License-Identifier: Apache-2.0
#ifndef WW_ASSESS_OUTPUTS_H
#define WW_ASSESS_OUTPUTS_H

#include "assess/chapter.h"

/* The files beside the page, from the same tables. folder exists; tables/ is made in it, and what CSV files an earlier
 * run left there are removed. */
enum ww_rc WW_MUST_CHECK ww_outputs_tables(const struct ww_composition *composition, const char *folder,
                                           struct ww_err *err);
enum ww_rc WW_MUST_CHECK ww_outputs_findings(const struct ww_composition *composition, const char *folder,
                                             unsigned *count, struct ww_err *err);
enum ww_rc WW_MUST_CHECK ww_outputs_run(const struct ww_composition *composition, const char *folder,
                                        struct ww_err *err);

#endif
