// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PEOPLE_KEY_FILE_H
#define WW_PEOPLE_KEY_FILE_H

#include <stdbool.h>

#include "base/file.h"
#include "people/secret.h"

/* What is kept outside the workspace: the key, when it is not a passphrase, and the end of the audit log as it was last
 * seen, so that a workspace whose log has lost its end is told from a whole one. */

/* WW_E_USAGE when the path lies inside the workspace, by whatever name or link: with the key in it, copying the folder would
 * copy what its seals keep. The file need not be there; its folder must. */
enum ww_rc WW_MUST_CHECK ww_key_file_outside(const char *workspace, const char *path, struct ww_err *err);

/* A new key in a new file that only its owner may read: 64 hexadecimal digits and a line feed. WW_E_CONFLICT when there is a
 * file. */
enum ww_rc WW_MUST_CHECK ww_key_file_make(const char *path, struct ww_secret **out, struct ww_err *err);
/* WW_E_NOT_FOUND: not there (what a lost key means is said). WW_E_INPUT: others than its owner may read it, or it is no key
 * file. */
enum ww_rc WW_MUST_CHECK ww_key_file_read(const char *path, struct ww_secret **out, struct ww_err *err);

/* The remembered end of the audit log. The file's name is that of the key file (or any other), followed by the vault's own
 * mark, so that one key can serve several workspaces. */
enum ww_rc WW_MUST_CHECK ww_head_file_name(const char *beside, const uint8_t salt[WW_SALT_BYTES],
                                           char out[WW_PATH_MAX], struct ww_err *err);
struct ww_audit_mark {
    int64_t number; /* of the last row seen */
    char hash[65];
};
/* *known false when nothing is remembered. WW_E_DAMAGED when the file is not as it was written. */
enum ww_rc WW_MUST_CHECK ww_head_file_read(const char *path, bool *known, struct ww_audit_mark *out,
                                           struct ww_err *err);
enum ww_rc WW_MUST_CHECK ww_head_file_write(const char *path, const struct ww_audit_mark *mark,
                                            struct ww_err *err);
enum ww_rc WW_MUST_CHECK ww_head_file_remove(const char *path, struct ww_err *err);

#endif
