// SPDX-License-Identifier: Apache-2.0
#ifndef WW_ASSESS_RECOMMENDATIONS_H
#define WW_ASSESS_RECOMMENDATIONS_H

#include "assess/chapter.h"

/* Recommendations of an assessment: drafted by rules from its tables, decided by people. Written into the composition's
 * document as tables, and to recommendations.json, from which the assessment of the year after takes them up again. */

/* The table of this period's recommendations, and that of the period of comparison where its assessment was written with
 * this program. After all questions have been answered. */
enum ww_rc WW_MUST_CHECK ww_recommendations_compose(struct ww_composition *composition, struct ww_err *err);

/* How many have been accepted or edited, once composed. */
size_t ww_recommendations_agreed(const struct ww_composition *composition);

/* recommendations.json in the folder. */
enum ww_rc WW_MUST_CHECK ww_recommendations_write(const struct ww_composition *composition,
                                                  const char *folder, struct ww_err *err);

#endif
