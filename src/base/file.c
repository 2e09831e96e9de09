// SPDX-License-Identifier: Apache-2.0
/* Problem: a crash, a full disk or a missing permission must leave the workspace as it was before or after,
 * and the person must learn from the message which file, what is wrong and what to do.
 * Method: write aside in the same folder, fsync, rename over the target, fsync the folder (T. Pillai et al.,
 * "All file systems are not created equal", OSDI 2014, says why each of the four is needed). Every refusal of
 * the system goes through one table that turns its number into two sentences. */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/checked.h"

#define READ_CHUNK ((size_t)64 * 1024)

#define NOT_READ    "could not be read"
#define NOT_WRITTEN "could not be written"

/* Why the system refused, and what a person can do about it. */
static const struct refusal {
    int code;
    const char *why;
    const char *remedy;
} refusals[] = {
    {ENOENT, "there is no such file or folder", "Check the name"},
    {EACCES, "this user has no permission", "Ask whoever looks after the folder for access"},
    {EPERM, "this user has no permission", "Ask whoever looks after the folder for access"},
    {ENOSPC, "the disk is full", "Free some space"},
    {EDQUOT, "this user's share of the disk is used up", "Free some space"},
    {EROFS, "the disk can only be read", "Choose a folder that can be written to"},
    {EISDIR, "it is a folder, not a file", "Name a file"},
    {ENOTDIR, "part of its path is a file, not a folder", "Check the name"},
    {EEXIST, "a file of that name is in the way", "Move it or choose another name"},
    {ENOTEMPTY, "a folder of that name is in the way", "Move it or choose another name"},
    {ENAMETOOLONG, "its name is too long", "Choose a shorter name"},
    {ELOOP, "its links lead round in a circle", "Check the name"},
    {EMFILE, "too many files are open", "Close other programs"},
    {ENFILE, "too many files are open", "Close other programs"},
    {EFBIG, "it would be larger than this disk allows", "Choose another disk"},
    {EIO, "the disk reported a fault", "Have the disk checked"},
    {ETXTBSY, "another program is using it", "Close that program"},
    {EBUSY, "another program is using it", "Close that program"},
    {EXDEV, "its temporary copy is on another disk", "Keep both in one folder"},
};

enum ww_rc ww_fail_system(struct ww_err *err, int code, const char *path, const char *what, const char *after)
{
    if (code == ENOMEM)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
        if (refusals[i].code == code)
            return ww_fail_at(err, WW_E_IO, path, 0, 0, "This %s: %s. %s and try again%s.", what,
                              refusals[i].why, refusals[i].remedy, after);
    char buffer[128];
    return ww_fail_at(err, WW_E_IO, path, 0, 0, "This %s: the system says \"%s\". Try again%s.", what,
                      strerror_r(code, buffer, sizeof buffer), after);
}

static enum ww_rc fail_write(struct ww_err *err, int code, const char *path)
{
    return ww_fail_system(err, code, path, NOT_WRITTEN, "; nothing was changed");
}

/* Reading. */

enum ww_rc ww_map_open(const char *path, struct ww_map *out, struct ww_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return ww_fail_system(err, errno, path, NOT_READ, "");
    enum ww_rc rc = WW_OK;
    struct stat info;
    void *data = NULL;
    if (fstat(fd, &info) != 0) {
        rc = ww_fail_system(err, errno, path, NOT_READ, "");
    } else if (S_ISDIR(info.st_mode)) {
        rc = ww_fail_system(err, EISDIR, path, NOT_READ, "");
    } else if (!S_ISREG(info.st_mode)) {
        rc = ww_fail_at(err, WW_E_IO, path, 0, 0, "This is not an ordinary file. Save it as a file first.");
    } else if (info.st_size > 0) {
        data = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (data == MAP_FAILED)
            rc = ww_fail_system(err, errno, path, NOT_READ, "");
    }
    close(fd); /* opened for reading: nothing can be lost */
    if (rc == WW_OK)
        *out = (struct ww_map){data, (size_t)info.st_size};
    return rc;
}

void ww_map_close(struct ww_map *map)
{
    /* The interface of munmap wants a pointer that may be written through; it does not write. */
    if (map->data)
        munmap((void *)(uintptr_t)map->data, map->size);
    *map = (struct ww_map){0};
}

static enum ww_rc read_all(int fd, const char *path, struct ww_buf *buf, struct ww_err *err)
{
    char *chunk = ww_new_array(READ_CHUNK, 1);
    if (!chunk)
        return ww_fail_nomem(err);
    enum ww_rc rc = WW_OK;
    while (rc == WW_OK) {
        ssize_t got = read(fd, chunk, READ_CHUNK);
        if (got == 0)
            break;
        if (got > 0)
            ww_buf_add(buf, chunk, (size_t)got);
        else if (errno != EINTR)
            rc = ww_fail_system(err, errno, path, NOT_READ, "");
        if (buf->failed == WW_E_LIMIT)
            rc = ww_fail_at(err, WW_E_LIMIT, path, 0, 0,
                            "This file is larger than the limit of %zu bytes for files of its kind.",
                            buf->max);
        else if (buf->failed)
            rc = ww_fail_nomem(err);
    }
    free(chunk);
    return rc;
}

enum ww_rc ww_file_read(const char *path, struct ww_buf *buf, struct ww_err *err)
{
    enum ww_rc rc = ww_buf_check(buf, err);
    if (rc)
        return rc;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return ww_fail_system(err, errno, path, NOT_READ, "");
    size_t before = buf->len;
    rc = read_all(fd, path, buf, err);
    close(fd); /* opened for reading: nothing can be lost */
    if (rc) {  /* as it was: nothing half read is ever used */
        buf->len = before;
        buf->failed = WW_OK;
        if (buf->data)
            buf->data[before] = '\0';
    }
    return rc;
}

/* Writing. */

static int write_all(int fd, struct ww_str bytes)
{
    while (bytes.len) {
        ssize_t put = write(fd, bytes.ptr, bytes.len);
        if (put < 0) {
            if (errno != EINTR)
                return errno;
            continue;
        }
        bytes.ptr += put;
        bytes.len -= (size_t)put;
    }
    return 0;
}

/* fsync of a file or folder by name; 0 or the system's number. Some network disks cannot do folders. */
static int sync_path(const char *path, int flags)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | flags);
    if (fd < 0)
        return errno;
    int code = fsync(fd) == 0 ? 0 : errno;
    close(fd);
    return (flags & O_DIRECTORY) && (code == EINVAL || code == ENOTSUP) ? 0 : code;
}

/* fsync of the folder that holds path. */
static int sync_folder_of(const char *path)
{
    char folder[WW_PATH_MAX];
    size_t len = (size_t)(ww_path_base(path) - path);
    if (len == 0)
        return sync_path(".", O_DIRECTORY);
    if (!ww_str_copy((struct ww_str){path, len}, folder, sizeof folder))
        return ENAMETOOLONG;
    return sync_path(folder, O_DIRECTORY);
}

enum ww_rc ww_file_publish(const char *temporary, const char *path, struct ww_err *err)
{
    int code = sync_path(temporary, 0);
    if (!code && rename(temporary, path) != 0)
        code = errno;
    if (code)
        return fail_write(err, code, path);
    code = sync_folder_of(path);
    if (code)
        return ww_fail_system(err, code, path,
                              "was written, but that it will outlast a power cut could not be confirmed", "");
    return WW_OK;
}

/* Creates the temporary with the permissions of the file it will replace; -1 and errno when refused. */
static int create_aside(const char *temporary, const char *path)
{
    int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
    int fd = open(temporary, flags, 0666);
    if (fd < 0 && errno == EEXIST && unlink(temporary) == 0) /* of a process that died */
        fd = open(temporary, flags, 0666);
    struct stat info;
    if (fd < 0 || stat(path, &info) != 0 || !S_ISREG(info.st_mode) || fchmod(fd, info.st_mode & 07777) == 0)
        return fd;
    int code = errno;
    close(fd);
    unlink(temporary);
    errno = code;
    return -1;
}

enum ww_rc ww_file_write(const char *path, struct ww_str bytes, struct ww_err *err)
{
    char temporary[WW_PATH_MAX];
    /* The thread's number is the process's in its first thread, and no two live threads share one. */
    int len = snprintf(temporary, sizeof temporary, "%s.tmp-%ld", path, (long)gettid());
    if (len < 0 || (size_t)len >= sizeof temporary)
        return fail_write(err, ENAMETOOLONG, path);
    int fd = create_aside(temporary, path);
    if (fd < 0)
        return fail_write(err, errno, path);
    int code = write_all(fd, bytes);
    if (close(fd) != 0 && !code)
        code = errno;
    enum ww_rc rc = code ? fail_write(err, code, path) : ww_file_publish(temporary, path, err);
    if (rc)
        unlink(temporary); /* gone already when only the folder's fsync failed */
    return rc;
}

/* Folders. */

static int make_dir(const char *path)
{
    if (mkdir(path, 0777) == 0)
        return sync_folder_of(path);
    int code = errno;
    return ww_is_dir(path) ? 0 : code;
}

enum ww_rc ww_make_dirs(const char *path, struct ww_err *err)
{
    char part[WW_PATH_MAX];
    if (!ww_str_copy(ww_str_of(path), part, sizeof part))
        return ww_fail_system(err, ENAMETOOLONG, path, "folder could not be made", "");
    size_t len = strlen(part);
    while (len > 1 && part[len - 1] == '/')
        part[--len] = '\0';
    int code = 0;
    for (size_t i = 1; i < len && !code; i++) {
        if (part[i] != '/' || part[i - 1] == '/')
            continue;
        part[i] = '\0';
        code = make_dir(part);
        part[i] = '/';
    }
    if (!code)
        code = make_dir(part);
    return code ? ww_fail_system(err, code, path, "folder could not be made", "") : WW_OK;
}

bool ww_file_exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}

bool ww_is_dir(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool add_name(struct ww_names *names, size_t *capacity, const char *name)
{
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return true;
    void *items = names->items;
    if (!ww_grow(&items, capacity, names->count + 1, sizeof *names->items))
        return false;
    names->items = items;
    char *copy = ww_copy_text(name, strlen(name));
    if (!copy)
        return false;
    names->items[names->count++] = copy;
    return true;
}

enum ww_rc ww_list_dir(const char *path, struct ww_names *out, struct ww_err *err)
{
    DIR *dir = opendir(path);
    if (!dir)
        return ww_fail_system(err, errno, path, "folder could not be listed", "");
    struct ww_names names = {0};
    size_t capacity = 0;
    enum ww_rc rc = WW_OK;
    while (rc == WW_OK) {
        errno = 0;
        const struct dirent *entry = readdir(dir);
        if (!entry) {
            if (errno)
                rc = ww_fail_system(err, errno, path, "folder could not be listed", "");
            break;
        }
        if (!add_name(&names, &capacity, entry->d_name))
            rc = ww_fail_nomem(err);
    }
    closedir(dir);
    if (rc) {
        ww_names_free(&names);
        return rc;
    }
    if (names.count)
        qsort(names.items, names.count, sizeof *names.items, by_bytes);
    *out = names;
    return WW_OK;
}

void ww_names_free(struct ww_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->items[i]);
    free(names->items);
    *names = (struct ww_names){0};
}

/* Paths. */

bool ww_path_join(const char *folder, const char *name, char *out, size_t out_size)
{
    size_t folder_len = strlen(folder);
    bool slash = folder_len > 0;
    while (folder_len && folder[folder_len - 1] == '/')
        folder_len--;
    while (slash && *name == '/')
        name++;
    size_t name_len = strlen(name);
    size_t whole;
    if (!ww_size_add(folder_len + slash, name_len, &whole) || whole >= out_size)
        return false;
    memcpy(out, folder, folder_len);
    if (slash)
        out[folder_len] = '/';
    memcpy(out + folder_len + slash, name, name_len + 1);
    return true;
}

const char *ww_path_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}
