// SPDX-License-Identifier: Apache-2.0
#ifndef WW_ASSESS_GAPS_H
#define WW_ASSESS_GAPS_H

#include "assess/chapter.h"

/* What the evidence of a document lacks, for its front and its appendix. Texts live as long as the composition. */

/* Months in words, runs of them as one: "2016-03, 2016-04, 2016-05, 2017-01" is "March 2016 to May 2016, January 2017".
 * `within`: only months of this period; NULL = all. "" when there are none. */
const char *ww_gaps_months(struct ww_composition *composition, const char *months,
                           const struct ww_period *within);

/* Whether a figure of the document was counted from the extract. */
bool ww_gaps_uses(const struct ww_composition *composition, const struct ww_extract_record *extract);

/* Why a section is not there, for a reader who did not write the program: "it needs crime records that carry flags, and
 * none was supplied for this period". */
const char *ww_gaps_why(struct ww_composition *composition, const struct ww_answer *answer);

/* What a source is called: its title, or its name where no title is known. */
const char *ww_gaps_title(const struct ww_composition *composition, const char *source);

/* The sources of recorded crime that figures were counted from, with what each counts in the period, where there is
 * more than one: "crime-records (58,567), police-uk-api (58,252)". "" where one source answers all. */
const char *ww_gaps_totals(struct ww_composition *composition);

#endif
