// SPDX-License-Identifier: Apache-2.0
#ifndef WW_EVIDENCE_WORKSPACE_H
#define WW_EVIDENCE_WORKSPACE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"

/* One partnership's folder:
 *   settings.ini            what the partnership decides (name, area, priority wards, which source serves what)
 *   watchward.db            the store: catalogue, later plan, registers, vault
 *   evidence/<source>/       sealed extracts, read-only
 *   rejects/                rows refused by the last import of each source
 *   commentary/<chapter>.md the analyst's own words
 *   sources/NAME.json       the partnership's own descriptors
 *   output/                 what assess writes */
struct ww_workspace;

/* Makes the folder and its first settings. WW_E_USAGE, and nothing is touched: a folder that already is a workspace
 * or is not empty, a name or code that is empty or not one line. After any other failure the folder is empty, or
 * gone, again. */
enum ww_rc WW_MUST_CHECK ww_workspace_init(const char *path, const char *name, const char *area_code,
                                           struct ww_err *err);

/* Opens for reading; `for_writing` takes the one writer's lock (flock; freed by the kernel if the process
 * dies) and first clears away what an interrupted import left behind, counted in *swept (may be NULL). A database
 * of an earlier version of the program is brought up to date. WW_E_NOT_FOUND: no workspace there. WW_E_INPUT: a line
 * of settings.ini is not understood. WW_E_CONFLICT: another process writes. WW_E_DAMAGED: the database is missing,
 * damaged, or of a newer version. */
enum ww_rc WW_MUST_CHECK ww_workspace_open(const char *path, bool for_writing, unsigned *swept,
                                           struct ww_workspace **out, struct ww_err *err);
void ww_workspace_close(struct ww_workspace **workspace);

const char *ww_workspace_path(const struct ww_workspace *workspace);
struct ww_db *ww_workspace_db(const struct ww_workspace *workspace);

/* settings.ini: [section] key = value; "" when not set. */
const char *ww_workspace_setting(const struct ww_workspace *workspace, const char *section, const char *key);
/* All keys of a section in file order; count by return. */
struct ww_setting {
    const char *key;
    const char *value;
};
size_t ww_workspace_settings(const struct ww_workspace *workspace, const char *section,
                             const struct ww_setting **out);

/* Joins a relative path to the workspace's folder. */
enum ww_rc WW_MUST_CHECK ww_workspace_file(const struct ww_workspace *workspace, const char *relative,
                                           char out[WW_PATH_MAX], struct ww_err *err);

#endif
