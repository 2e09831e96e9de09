/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WW_TEST_WORKSPACE_FIXTURE_H
#define WW_TEST_WORKSPACE_FIXTURE_H

/* A folder for a test program, removed with all in it at its end; and memory that runs out inside SQLite. */

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

#define WF_UNUSED __attribute__((unused))

WF_UNUSED static char wf_root[256];

WF_UNUSED static void wf_remove(const char *path)
{
    struct stat info;
    if (lstat(path, &info) != 0)
        return;
    if (!S_ISDIR(info.st_mode)) {
        unlink(path);
        return;
    }
    struct ww_names names;
    if (ww_list_dir(path, &names, NULL) == WW_OK) {
        for (size_t i = 0; i < names.count; i++) {
            char below[WW_PATH_MAX];
            if (ww_path_join(path, names.items[i], below, sizeof below))
                wf_remove(below);
        }
        ww_names_free(&names);
    }
    rmdir(path);
}

WF_UNUSED static void wf_remove_root(void)
{
    wf_remove(wf_root);
}

/* A path in the folder; eight at a time are good. */
WF_UNUSED static const char *wf_path(const char *name)
{
    static char paths[8][WW_PATH_MAX];
    static unsigned next;
    if (!wf_root[0]) {
        const char *temporary = getenv("TMPDIR");
        snprintf(wf_root, sizeof wf_root, "%.200s/ww-test-workspace-%ld", temporary ? temporary : "/tmp",
                 (long)getpid());
        wf_remove(wf_root); /* of a program that died */
        if (mkdir(wf_root, 0755) != 0)
            abort();
        atexit(wf_remove_root);
    }
    char *path = paths[next++ % 8];
    if (!ww_path_join(wf_root, name, path, WW_PATH_MAX))
        abort();
    return path;
}

/* A path below another one of the folder: wf_in("ws", "evidence/a"). */
WF_UNUSED static const char *wf_in(const char *folder, const char *name)
{
    char both[WW_PATH_MAX];
    if (!ww_path_join(folder, name, both, sizeof both))
        abort();
    return wf_path(both);
}

WF_UNUSED static void wf_write(const char *path, const char *text)
{
    struct ww_err err;
    if (ww_file_write(path, ww_str_of(text), &err) != WW_OK)
        abort();
}

WF_UNUSED static void wf_copy(const char *from, const char *to)
{
    struct ww_buf bytes = {0};
    struct ww_err err;
    if (ww_file_read(from, &bytes, &err) != WW_OK || ww_file_write(to, ww_buf_view(&bytes), &err) != WW_OK)
        abort();
    ww_buf_free(&bytes);
}

/* --- memory inside SQLite ------------------------------------------------------------------------- */

static sqlite3_mem_methods wf_memory;
static unsigned long
    wf_memory_left; /* 0 = never runs out; else the call that is refused, with all after it */
static bool wf_memory_ran_out;

static bool wf_must_fail(void)
{
    if (wf_memory_left == 0 || wf_memory_left-- > 1)
        return false;
    wf_memory_left = 1;
    wf_memory_ran_out = true;
    return true;
}

static void *wf_malloc(int bytes)
{
    return wf_must_fail() ? NULL : wf_memory.xMalloc(bytes);
}

static void *wf_realloc(void *old, int bytes)
{
    return wf_must_fail() ? NULL : wf_memory.xRealloc(old, bytes);
}

/* Before anything else of SQLite is called. */
__attribute__((constructor)) static void wf_install_memory(void)
{
    if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &wf_memory) != SQLITE_OK)
        abort();
    sqlite3_mem_methods methods = wf_memory;
    methods.xMalloc = wf_malloc;
    methods.xRealloc = wf_realloc;
    if (sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) != SQLITE_OK)
        abort();
}

/* SQLite's allocation number n from now and all after it fail; 0 = none. */
WF_UNUSED static void wf_sqlite_fail_after(unsigned long n)
{
    wf_memory_left = n;
    wf_memory_ran_out = false;
}

#endif
