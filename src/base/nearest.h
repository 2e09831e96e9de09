// SPDX-License-Identifier: Apache-2.0
#ifndef WW_BASE_NEAREST_H
#define WW_BASE_NEAREST_H

#include <stddef.h>

#include "base/str.h"

/* Single-letter changes, insertions and removals that lead from a to b, ASCII letters without regard to case; texts
 * longer than WW_NEAREST_MAX bytes are as far apart as can be. Cost: a.len × b.len. */
#define WW_NEAREST_MAX 64
size_t ww_edit_distance(struct ww_str a, struct ww_str b);

/* The word of the list a person most likely meant, or NULL when none is near: at most a third of its letters
 * wrong. The first of equals. For "did you mean" in messages. */
const char *ww_nearest(struct ww_str wrong, const char *const *words, size_t n_words);

#endif
