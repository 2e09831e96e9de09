// SPDX-License-Identifier: Apache-2.0
#ifndef WW_BASE_FILE_H
#define WW_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#define WW_PATH_MAX 4096

/* A file mapped for reading; data is NULL only when size is 0. */
struct ww_map {
    const uint8_t *data;
    size_t size;
};
enum ww_rc WW_MUST_CHECK ww_map_open(const char *path, struct ww_map *out, struct ww_err *err);
void ww_map_close(struct ww_map *map);

/* Every refusal of the system is WW_E_IO, with the path in err->source and what to do in the message; the
 * message of a writer says that nothing was changed, and nothing was. */

/* Such a refusal in words, for a caller that works on files by itself: "This <what>: <why>. <What to do> and try
 * again<after>." code: errno; what: "could not be written"; after: "", or a clause that begins with a semicolon.
 * Returns WW_E_IO; WW_E_NOMEM for ENOMEM. */
enum ww_rc ww_fail_system(struct ww_err *err, int code, const char *path, const char *what,
                          const char *after);

/* Appends the whole file to buf (respecting buf->max: WW_E_LIMIT); on failure buf is as it was. */
enum ww_rc WW_MUST_CHECK ww_file_read(const char *path, struct ww_buf *buf, struct ww_err *err);

/* Writes aside (path + ".tmp-<thread number>"), fsyncs, renames over path and fsyncs the folder: after a
 * crash the path holds the old bytes or the new, never a mixture. An existing file keeps its permissions.
 * The temporary is removed on failure. */
enum ww_rc WW_MUST_CHECK ww_file_write(const char *path, struct ww_str bytes, struct ww_err *err);
/* All but the first step of the above, for a file already written and closed. On failure the temporary is
 * still the caller's to remove. */
enum ww_rc WW_MUST_CHECK ww_file_publish(const char *temporary, const char *path, struct ww_err *err);

enum ww_rc WW_MUST_CHECK ww_make_dirs(const char *path, struct ww_err *err); /* like mkdir -p */
/* Whether there is a file, folder or anything else. */
bool ww_file_exists(const char *path);
bool ww_is_dir(const char *path);

/* Names of the entries of a folder (without . and ..), in byte order. Free with ww_names_free. */
struct ww_names {
    char **items;
    size_t count;
};
enum ww_rc WW_MUST_CHECK ww_list_dir(const char *path, struct ww_names *out, struct ww_err *err);
void ww_names_free(struct ww_names *names);

/* "a/b" joined with one slash into out; false when it does not fit. An empty folder adds nothing; behind
 * any other a leading slash of name is dropped, so only ".." in name leads out of the folder. */
bool ww_path_join(const char *folder, const char *name, char *out, size_t out_size);
/* What follows the last slash. */
const char *ww_path_base(const char *path);

#endif
