// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PEOPLE_SIMILARITY_H
#define WW_PEOPLE_SIMILARITY_H

#include <stdint.h>

#include "base/str.h"

/* How alike two words are. Bytes are compared: give normalised text (people/normalise.h), in which a letter is one byte.
 * Up to 64 bytes a word the work is done on whole machine words (bit-parallel); longer ones take the plain way, with the
 * same answer. No memory. */

/* Winkler's form of Jaro's similarity, 0..1: prefix weight 0.1 over at most 4 letters, whatever the Jaro value. */
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
