// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PEOPLE_SIMILARITY_H
#define WW_PEOPLE_SIMILARITY_H

#include <stdint.h>

#include "base/str.h"

/* How alike two words are. Bytes are compared: give normalised text (people/normalise.h), in which a letter is one byte.
 * Up to 64 bytes a word the work is done on whole machine words (bit-parallel); longer ones take the plain way, with the
 * same answer. No memory. */

/* Jaro's similarity, 0..1, and Winkler's form of it: a tenth for each of at most 4 common first letters, where Jaro's is above
 * 0.7 (Winkler's own limit, which DuckDB and rapidfuzz keep as well). Two empty words are 1. */
double ww_jaro(struct ww_str a, struct ww_str b);
double ww_jaro_winkler(struct ww_str a, struct ww_str b);

/* Insertions, removals and changes of one letter that lead from a to b. */
unsigned ww_levenshtein(struct ww_str a, struct ww_str b);
/* The same with a swap of two neighbours as one step, no letter touched twice (optimal string alignment). */
unsigned ww_damerau(struct ww_str a, struct ww_str b);

/* The plain definitions, which the fast ones are tested against. */
double ww_jaro_plain(struct ww_str a, struct ww_str b);
unsigned ww_levenshtein_plain(struct ww_str a, struct ww_str b);
unsigned ww_damerau_plain(struct ww_str a, struct ww_str b);

#endif
