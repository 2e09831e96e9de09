// SPDX-License-Identifier: Apache-2.0
#ifndef WW_BASE_PROGRESS_H
#define WW_BASE_PROGRESS_H

#include <stdint.h>

/* How long work reports itself. Library code calls ww_progress_tell with a NULL-able pointer; only the
 * command line knows whether there is a terminal to draw on. */
struct ww_progress {
    void (*tell)(struct ww_progress *self, const char *what, uint64_t done, uint64_t total, uint64_t rows);
};

static inline void ww_progress_tell(struct ww_progress *progress, const char *what, uint64_t done,
                                    uint64_t total, uint64_t rows)
{
    if (progress)
        progress->tell(progress, what, done, total, rows);
}

#endif
