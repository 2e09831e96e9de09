// SPDX-License-Identifier: Apache-2.0
#ifndef WW_ASSESS_REPEAT_H
#define WW_ASSESS_REPEAT_H

#include "assess/chapter.h"

/* The chapters of one document: those of the list, and in place of each that is repeated, one copy for every priority
 * ward of settings.ini, asked about that ward, its ids ended with the ward's code and its headings with its name. Memory
 * in the arena. */
enum ww_rc WW_MUST_CHECK ww_repeat_chapters(const struct ww_context *context, struct ww_arena *arena,
                                            struct ww_chapter **out, size_t *count, struct ww_err *err);

#endif
