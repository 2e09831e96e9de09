// SPDX-License-Identifier: Apache-2.0
/* verify: is every sealed file still exactly what the catalogue says, and is nothing else there? Reads every
 * byte of evidence once. */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/hash.h"
#include "evidence/catalogue.h"
#include "evidence/extract.h"
#include "store/db.h"

struct job {
    struct ww_workspace *workspace;
    const struct ww_extract_record *records;
    size_t n_records;
    ww_verify_say *say;
    void *context;
    struct ww_verify_result *result;
};

static void tell(const struct job *job, const char *file, const char *what)
{
    char line[1024];
    snprintf(line, sizeof line, "%s: %s", file, what);
    job->say(job->context, line);
}

static enum ww_rc check_hash(const struct job *job, const struct ww_extract_record *r, const char *path,
                             bool *good, struct ww_err *err)
{
    struct ww_map map;
    enum ww_rc rc = ww_map_open(path, &map, err);
    if (rc)
        return rc;
    uint8_t digest[WW_SHA256_BYTES];
    char hex[WW_SHA256_HEX];
    rc = ww_sha256_of(map.data, map.size, digest);
    ww_map_close(&map);
    if (rc)
        return ww_fail_nomem(err);
    ww_hex(digest, sizeof digest, hex);
    *good = ww_str_eqz(ww_str_of(hex), r->sha256);
    if (!*good) {
        job->result->altered++;
        tell(job, r->file,
             "the file is not what was sealed (its SHA-256 differs). Restore it from a backup, or import "
             "the partner's file again.");
    }
    return WW_OK;
}

static enum ww_rc check_extract(const struct job *job, const struct ww_extract_record *r, struct ww_err *err)
{
    char path[WW_PATH_MAX];
    enum ww_rc rc = ww_workspace_file(job->workspace, r->file, path, err);
    if (rc)
        return rc;
    job->result->extracts++;
    job->result->superseded += r->superseded_by != 0;
    if (!ww_file_exists(path)) {
        job->result->missing++;
        tell(job, r->file,
             "the file is missing. Restore it from a backup, or import the partner's file again.");
        return WW_OK;
    }
    bool good = false;
    rc = check_hash(job, r, path, &good, err);
    if (rc || !good)
        return rc;
    struct ww_extract *extract = NULL;
    struct ww_err why;
    if (ww_extract_open(path, &extract, &why) != WW_OK || ww_extract_rows(extract) != r->rows) {
        job->result->unreadable++;
        tell(job, r->file, "the file cannot be read as this program sealed it. Restore it from a backup.");
    }
    ww_extract_close(&extract);
    return WW_OK;
}

static bool in_catalogue(const struct job *job, const char *relative)
{
    for (size_t i = 0; i < job->n_records; i++)
        if (ww_str_eqz(ww_str_of(relative), job->records[i].file))
            return true;
    return false;
}

static enum ww_rc find_orphans_of(const struct job *job, const char *source, struct ww_err *err)
{
    char relative[512], folder[WW_PATH_MAX];
    snprintf(relative, sizeof relative, "evidence/%s", source);
    struct ww_names files = {0};
    enum ww_rc rc = ww_workspace_file(job->workspace, relative, folder, err);
    if (!rc && ww_is_dir(folder))
        rc = ww_list_dir(folder, &files, err);
    for (size_t i = 0; i < files.count && !rc; i++) {
        snprintf(relative, sizeof relative, "evidence/%s/%s", source, files.items[i]);
        if (in_catalogue(job, relative))
            continue;
        job->result->orphans++;
        tell(job, relative,
             "no extract in the catalogue speaks of this file: an import was interrupted after sealing, or "
             "it was put there by hand. It is not used; it may be deleted.");
    }
    ww_names_free(&files);
    return rc;
}

static enum ww_rc find_orphans(const struct job *job, struct ww_err *err)
{
    char folder[WW_PATH_MAX];
    struct ww_names sources = {0}, incoming = {0};
    enum ww_rc rc = ww_workspace_file(job->workspace, "evidence", folder, err);
    if (!rc)
        rc = ww_list_dir(folder, &sources, err);
    for (size_t i = 0; i < sources.count && !rc; i++)
        rc = find_orphans_of(job, sources.items[i], err);
    ww_names_free(&sources);
    if (!rc)
        rc = ww_workspace_file(job->workspace, ".incoming", folder, err);
    if (!rc && ww_is_dir(folder))
        rc = ww_list_dir(folder, &incoming, err);
    job->result->leftovers = (unsigned)incoming.count;
    ww_names_free(&incoming);
    return rc;
}

enum ww_rc ww_catalogue_verify(struct ww_workspace *workspace, ww_verify_say *say, void *context,
                               struct ww_verify_result *out, struct ww_err *err)
{
    struct ww_arena *arena = ww_arena_new(0);
    if (!arena)
        return ww_fail_nomem(err);
    struct ww_extract_record *records = NULL;
    size_t count = 0;
    *out = (struct ww_verify_result){0};
    enum ww_rc rc = ww_db_integrity(ww_workspace_db(workspace), err);
    if (!rc)
        rc = ww_catalogue_list(workspace, true, arena, &records, &count, err);
    struct job job = {workspace, records, count, say, context, out};
    for (size_t i = 0; i < count && !rc; i++)
        rc = check_extract(&job, &records[i], err);
    if (!rc)
        rc = find_orphans(&job, err);
    ww_arena_free(&arena);
    return rc;
}
