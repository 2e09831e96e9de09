// SPDX-License-Identifier: Apache-2.0
#ifndef WW_ASSESS_DECISIONS_H
#define WW_ASSESS_DECISIONS_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* What people decided about the recommendations: commentary/recommendations.md, written by hand.
 *
 *     ## busiest-ward/X05000020
 *     Decision: accepted
 *     By: Chair of the board
 *     Wording: Agree one plan for the ward with the business partnership.
 *     Outcome: The plan was agreed in March.
 *
 * A heading names a recommendation by its id. Decision is accepted, edited (with a Wording of one's own) or rejected, and
 * By says in which role; Outcome, usually filled in a year later, says what became of it. Other lines are for the reader
 * of the file. */

enum ww_decision { WW_UNDECIDED, WW_ACCEPTED, WW_EDITED, WW_REJECTED, WW_DECISIONS };
extern const char *const ww_decision_words[WW_DECISIONS]; /* "not decided yet", "accepted" ... */

struct ww_decided {
    const char *id;
    enum ww_decision decision;
    const char *by, *wording, *outcome; /* "" where not said */
};

struct ww_decided_list {
    struct ww_decided *items;
    size_t count;
};

/* WW_E_INPUT with the line: an unknown decision, one without By, an edit without Wording, an id twice. */
enum ww_rc WW_MUST_CHECK ww_decisions_parse(const char *file, struct ww_str text, struct ww_arena *arena,
                                            struct ww_decided_list *out, struct ww_err *err);

/* NULL = nothing is said about it. */
const struct ww_decided *ww_decisions_find(const struct ww_decided_list *list, const char *id);

#endif
