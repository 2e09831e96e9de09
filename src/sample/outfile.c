// SPDX-License-Identifier: Apache-2.0
/* Gigabytes of rows are written through one buffer with write(2); the rows are formatted straight into it. */
#include "sample/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/checked.h"

#define BUFFER_BYTES ((size_t)1 << 20)

static enum ww_rc refused(const struct ww_outfile *file, struct ww_err *err)
{
    return ww_fail_at(
        err, WW_E_IO, file->path, 0, 0,
        "The file cannot be written (%s). Check that there is room on the disk and that you may write there.",
        strerror(errno));
}

enum ww_rc ww_outfile_open(const char *folder, const char *name, struct ww_outfile *out, struct ww_err *err)
{
    *out = (struct ww_outfile){.fd = -1};
    if (!ww_path_join(folder, name, out->path, sizeof out->path) ||
        (size_t)snprintf(out->aside, sizeof out->aside, "%s.part", out->path) >= sizeof out->aside)
        return ww_fail(err, WW_E_LIMIT, "The path of the folder is too long: %.200s", folder);
    out->buffer = ww_new_array(BUFFER_BYTES, 1);
    if (!out->buffer)
        return ww_fail_nomem(err);
    out->fd = open(out->aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (out->fd >= 0)
        return WW_OK;
    enum ww_rc rc = refused(out, err);
    ww_outfile_abandon(out);
    return rc;
}

static enum ww_rc flush(struct ww_outfile *file, struct ww_err *err)
{
    size_t done = 0;
    while (done < file->len) {
        ssize_t n = write(file->fd, file->buffer + done, file->len - done);
        if (n < 0 && errno != EINTR)
            return refused(file, err);
        done += n > 0 ? (size_t)n : 0;
    }
    file->written += file->len;
    file->len = 0;
    return WW_OK;
}

enum ww_rc ww_outfile_room(struct ww_outfile *file, struct ww_err *err)
{
    return file->len + WW_OUTFILE_ROOM <= BUFFER_BYTES ? WW_OK : flush(file, err);
}

enum ww_rc ww_outfile_finish(struct ww_outfile *file, struct ww_err *err)
{
    enum ww_rc rc = flush(file, err);
    int fd = file->fd;
    file->fd = -1;
    if (close(fd) != 0 && !rc)
        rc = refused(file, err);
    if (!rc)
        rc = ww_file_publish(file->aside, file->path, err);
    if (!rc)
        file->aside[0] = '\0';
    ww_outfile_abandon(file);
    return rc;
}

void ww_outfile_abandon(struct ww_outfile *file)
{
    if (file->buffer && file->fd >= 0)
        close(file->fd);
    if (file->buffer && file->aside[0])
        unlink(file->aside);
    free(file->buffer);
    file->buffer = NULL;
    file->fd = -1;
}
