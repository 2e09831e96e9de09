// SPDX-License-Identifier: Apache-2.0
#ifndef WW_SAMPLE_OUTFILE_H
#define WW_SAMPLE_OUTFILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/file.h"

/* A file written in large pieces, aside, and put in its place when it is whole. */
struct ww_outfile {
    char path[WW_PATH_MAX];
    char aside[WW_PATH_MAX];
    int fd;
    char *buffer;
    size_t len;
    uint64_t written; /* bytes, those in the buffer included once it is closed */
};

/* WW_E_IO when it cannot be made. */
enum ww_rc WW_MUST_CHECK ww_outfile_open(const char *folder, const char *name, struct ww_outfile *out,
                                         struct ww_err *err);

/* Makes room for at least WW_OUTFILE_ROOM bytes behind buffer + len, which the caller fills and adds to len. */
#define WW_OUTFILE_ROOM ((size_t)4096)
enum ww_rc WW_MUST_CHECK ww_outfile_room(struct ww_outfile *file, struct ww_err *err);

/* Puts the file in its place. Closes in any case. */
enum ww_rc WW_MUST_CHECK ww_outfile_finish(struct ww_outfile *file, struct ww_err *err);
/* Leaves nothing behind; of a finished or zeroed file: nothing to do. */
void ww_outfile_abandon(struct ww_outfile *file);

#endif
