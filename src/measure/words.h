// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_WORDS_H
#define WW_MEASURE_WORDS_H

#include "measure/ask.h"

/* Words that several measures share, so that all of them call the same thing by the same name. */

/* What a sentence calls a period of comparison, after "in": "the year before", "the quarter before", "the month
 * before", "the period before"; where it is not the one just before the period, or of another length, its own name:
 * "July 2010 to June 2011". Lives as long as the question. */
const char *ww_words_before(const struct ww_ask *ask, struct ww_period compare);

/* Areas of a level, in a sentence: "LSOAs", "wards", "boroughs"; "areas" where the level is not known. */
const char *ww_words_areas(const char *level);

/* A heading with references to cells ("{total.change_pct|change}"), filled in as in a sentence; the table's own text.
 * A reference that does not resolve fails the table. */
const char *ww_words_filled(struct ww_table *table, const char *text);

#endif
