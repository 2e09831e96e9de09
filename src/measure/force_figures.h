// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_FORCE_FIGURES_H
#define WW_MEASURE_FORCE_FIGURES_H

#include "measure/ask.h"

/* Published figures of the force as a whole, for a column beside ours: rows of the source about "force-comparators" that are
 * of no area of our kind. Such a row's indicator is "GROUP: ROW", ROW being the label of a row of ours: "Sanctioned
 * detections: Burglary"; the total's is "Total". */
struct ww_force_figure {
    struct ww_str row;
    double value;
};

struct ww_force_figures {
    size_t count;
    struct ww_force_figure *items;
    struct ww_ask source;
    uint64_t *used; /* rows read, for each extract of the source's view */
};

/* Those of a group and of exactly this period; count 0 where nothing fits, which is no error. */
enum ww_rc WW_MUST_CHECK ww_force_figures_read(const struct ww_ask *ask, const char *group,
                                               struct ww_period period, struct ww_force_figures *out,
                                               struct ww_err *err);

/* By label, without regard to case. */
bool ww_force_figures_find(const struct ww_force_figures *figures, const char *label, double *out);

#endif
