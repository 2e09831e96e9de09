// SPDX-License-Identifier: Apache-2.0
/* Memory for unpacked input would grow with the delivery; a nameless file (O_TMPFILE, Linux 3.11) is memory only as
 * long as there is memory to spare, and cannot be left behind by a crash. */
#include "intake/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Where the file system has no nameless files, a name is taken and given back at once. */
static int open_named(const char *folder)
{
    char path[WW_PATH_MAX];
    if (!ww_path_join(folder, "unpacked-XXXXXX", path, sizeof path)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    return fd;
}

static enum ww_rc fail_write(const struct ww_scratch *scratch, int code, struct ww_err *err)
{
    if (code == ENOSPC || code == EDQUOT)
        return ww_fail_at(
            err, WW_E_IO, scratch->what, 0, 0,
            "The disk is full: there is no room to unpack this file beside the workspace. Free some space "
            "and import it again; nothing was changed.");
    return ww_fail_at(
        err, WW_E_IO, scratch->what, 0, 0,
        "This file could not be unpacked into %.200s. Check that you may write there and try again; "
        "nothing was changed.",
        scratch->folder);
}

enum ww_rc ww_scratch_open(const char *folder, const char *what, uint64_t max, struct ww_scratch *out,
                           struct ww_err *err)
{
    struct ww_scratch scratch = {.folder = folder, .what = what, .max = max};
    scratch.fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (scratch.fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL))
        scratch.fd = open_named(folder);
    if (scratch.fd < 0)
        return fail_write(&scratch, errno, err);
    *out = scratch;
    return WW_OK;
}

enum ww_rc ww_scratch_add(struct ww_scratch *scratch, const void *bytes, size_t len, struct ww_err *err)
{
    if (len > scratch->max - scratch->size)
        return ww_fail_at(
            err, WW_E_LIMIT, scratch->what, 0, 0,
            "This file unpacks to more than %llu MB, far more than data of its size would. It may be "
            "a trap (\"zip bomb\"). If it is not, unpack it yourself and import the CSV file.",
            (unsigned long long)(scratch->max >> 20));
    const char *next = bytes;
    while (len) {
        ssize_t done = write(scratch->fd, next, len);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return fail_write(scratch, done < 0 ? errno : ENOSPC, err);
        next += done;
        len -= (size_t)done;
        scratch->size += (uint64_t)done;
    }
    return WW_OK;
}

enum ww_rc ww_scratch_map(struct ww_scratch *scratch, struct ww_map *out, struct ww_err *err)
{
    void *data = NULL;
    if (scratch->size)
        data = mmap(NULL, (size_t)scratch->size, PROT_READ, MAP_PRIVATE, scratch->fd, 0);
    size_t size = (size_t)scratch->size;
    ww_scratch_close(scratch);
    if (data == MAP_FAILED)
        return ww_fail_nomem(err);
    *out = (struct ww_map){data, size};
    return WW_OK;
}

void ww_scratch_close(struct ww_scratch *scratch)
{
    if (scratch->fd > 0)
        close(scratch->fd);
    scratch->fd = -1;
}
