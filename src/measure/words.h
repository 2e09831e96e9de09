// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_WORDS_H
#define WW_MEASURE_WORDS_H

#include "measure/ask.h"

/* Words that several measures share, so that all of them call the same thing by the same name. */

/* What a sentence calls a period of comparison, after "in": "the year before", "the quarter before", "the month
 * before", "the period before"; where it is not the one just before the period, or of another length, its own name:
 * "July 2010 to June 2011". Lives as long as the question. */
const char *ww_words_before(const struct ww_ask *ask, struct ww_period compare);

/* What the question counts, in a sentence, with its conditions: "offences", "offences flagged domestic abuse", "concerns
 * classified as crime"; as the parameter "counted" says, where it is set. Lives as long as the question. */
const char *ww_words_counted(const struct ww_ask *ask);
/* The same, where the records are people of a cohort and have a name together. */
const char *ww_words_counted_people(const struct ww_ask *ask);
#define WW_COUNTED_PARAMETER                                                                            \
    {                                                                                                   \
        "counted", "what a sentence calls the records counted", "the subject's noun and the conditions" \
    }
/* The conditions alone, from the blank before them: " flagged domestic abuse"; "" without any. */
const char *ww_words_where(const struct ww_ask *ask);

/* Where a question is asked of an area other than the partnership's own: " in Waterworks"; else "". */
const char *ww_words_here(const struct ww_ask *ask);
/* Of what a share is, where areas are parts of the area asked about: "of all offences", "of the offences in Waterworks". */
const char *ww_words_of_all(const struct ww_ask *ask);

/* The rows of a table with their shares, in a sentence: "44.9% want anti-social behaviour tackled first, 41.9% burglary and
 * 38.7% violence". `words` is what is said of a value: "want %s tackled first"; %s stands for the label with a small first
 * letter, %S for the label as it is. References to cells, for a finding; the table's own text. */
struct ww_words_list {
    const char *words;
    const char *share; /* column */
    const char *const *rows;
    size_t n;
};
const char *ww_words_listed(struct ww_table *table, const struct ww_words_list *list);
/* Of one row, without its share: "want {row.label|label} tackled first". */
const char *ww_words_of_value(struct ww_table *table, const char *words, const char *row);
/* The parameter "words" of measures that list values so, and what it is where the question does not set it. */
#define WW_WORDS_DEFAULT "are %s"
#define WW_WORDS_PARAMETER                                                                     \
    {                                                                                          \
        "words", "what a sentence says of a value, with %s for it: \"want %s tackled first\"", \
            WW_WORDS_DEFAULT                                                                   \
    }

/* Areas of a level, in a sentence: "LSOAs", "wards", "boroughs"; "areas" where the level is not known. */
const char *ww_words_areas(const char *level);

/* A heading with references to cells ("{total.change_pct|change}"), filled in as in a sentence; the table's own text.
 * A reference that does not resolve fails the table. */
const char *ww_words_filled(struct ww_table *table, const char *text);

#endif
