// SPDX-License-Identifier: Apache-2.0
#ifndef WW_INTAKE_SCRATCH_H
#define WW_INTAKE_SCRATCH_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/file.h"

/* Unpacked bytes on their way to being read: a file without a name, which the system gives back when it is closed or
 * the process dies. Written once from front to back, then mapped. */
struct ww_scratch {
    int fd;
    const char *folder; /* for messages */
    const char *what;   /* the file that is being unpacked, for messages */
    uint64_t size;
    uint64_t max; /* more bytes than this are refused */
};

/* folder must exist. WW_E_IO when it cannot be written. */
enum ww_rc WW_MUST_CHECK ww_scratch_open(const char *folder, const char *what, uint64_t max,
                                         struct ww_scratch *out, struct ww_err *err);
/* WW_E_LIMIT past max; WW_E_IO when the disk is full. */
enum ww_rc WW_MUST_CHECK ww_scratch_add(struct ww_scratch *scratch, const void *bytes, size_t len,
                                        struct ww_err *err);
/* Maps what was written and closes; on failure closes too. Free with ww_map_close. */
enum ww_rc WW_MUST_CHECK ww_scratch_map(struct ww_scratch *scratch, struct ww_map *out, struct ww_err *err);
void ww_scratch_close(struct ww_scratch *scratch); /* may be closed already */

#endif
