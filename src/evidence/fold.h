// SPDX-License-Identifier: Apache-2.0
#ifndef WW_EVIDENCE_FOLD_H
#define WW_EVIDENCE_FOLD_H

#include "evidence/view.h"

/* One pass over the batches of a view: begin → add(batch) → merge → finish. States are merged in rising
 * order of worker and hold integers (or sums in fixed order), so the answer does not depend on the number of
 * threads. Because merge is associative the same four functions run on many processes. */
struct ww_fold {
    size_t state_bytes; /* zeroed before begin */
    enum ww_rc (*begin)(void *state, void *context,
                        struct ww_err *err); /* may be NULL; the result's always runs */
    enum ww_rc (*add)(void *state, void *context, const struct ww_extract *extract, size_t extract_index,
                      const struct ww_batch *batch, struct ww_err *err);
    enum ww_rc (*merge)(void *into, void *from, void *context, struct ww_err *err);
    void (*end)(void *state); /* frees what begin and add reserved; may be NULL */
};

/* threads 0 = as many as there are processors. A batch is the unit of work. Which batches a worker gets depends
 * on timing: a state whose sums are not exact keeps them by batch and adds them up when all are there.
 * result: state_bytes of the caller; it owns what it holds and calls fold->end on it when done. */
enum ww_rc WW_MUST_CHECK ww_fold_run(const struct ww_fold *fold, const struct ww_view *view, void *context,
                                     unsigned threads, void *result, struct ww_err *err);

#endif
