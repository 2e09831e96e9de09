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

enum verdict {
    WHOLE,
    MISSING,
    CLOSED, /* the system will not give it to us */
    ALTERED,
    STRANGE, /* the bytes that were sealed, but this program cannot read them */
};

static const char *const verdict_words[] = {
    [MISSING] = "the file is missing. Restore it from a backup, or import the partner's file again.",
    [CLOSED] = "the file cannot be read. Check the folder's permissions and the disk.",
    [ALTERED] = ("the file is not what was sealed (its SHA-256 differs). Restore it from a backup, or "
                 "import the partner's file again."),
    [STRANGE] = "the file cannot be read as this program sealed it. Restore it from a backup.",
};

static enum ww_rc judge_bytes(const struct ww_extract_record *r, const char *path, enum verdict *out)
{
    struct ww_map map;
    uint8_t digest[WW_SHA256_BYTES];
    char hex[WW_SHA256_HEX];
    enum ww_rc rc = ww_map_open(path, &map, NULL);
    if (rc) {
        *out = CLOSED;
        return rc == WW_E_NOMEM ? rc : WW_OK;
    }
    rc = ww_sha256_of(map.data, map.size, digest);
    ww_map_close(&map);
    if (rc)
        return rc;
    ww_hex(digest, sizeof digest, hex);
    *out = ww_str_eqz(ww_str_of(hex), r->sha256) ? WHOLE : ALTERED;
    return WW_OK;
}

static enum ww_rc judge_contents(const struct ww_extract_record *r, const char *path, enum verdict *out)
{
    struct ww_extract *extract = NULL;
    enum ww_rc rc = ww_extract_open(path, &extract, NULL);
    *out = rc || ww_extract_rows(extract) != r->rows ? STRANGE : WHOLE;
    ww_extract_close(&extract);
    return rc == WW_E_NOMEM ? rc : WW_OK;
}

static enum ww_rc judge(const struct ww_extract_record *r, const char *path, enum verdict *out)
{
    *out = MISSING;
    if (!ww_file_exists(path))
        return WW_OK;
    enum ww_rc rc = judge_bytes(r, path, out);
    return rc || *out != WHOLE ? rc : judge_contents(r, path, out);
}

static enum ww_rc check_extract(const struct job *job, const struct ww_extract_record *r, struct ww_err *err)
{
    char path[WW_PATH_MAX];
    enum verdict verdict = WHOLE;
    enum ww_rc rc = ww_workspace_file(job->workspace, r->file, path, err);
    if (rc)
        return rc;
    if (judge(r, path, &verdict) != WW_OK)
        return ww_fail_nomem(err);
    job->result->extracts++;
    job->result->superseded += r->superseded_by != 0;
    job->result->missing += verdict == MISSING;
    job->result->altered += verdict == ALTERED;
    job->result->unreadable += verdict == CLOSED || verdict == STRANGE;
    if (verdict != WHOLE)
        tell(job, r->file, verdict_words[verdict]);
    return WW_OK;
}

static bool in_catalogue(const struct job *job, const char *relative)
{
    for (size_t i = 0; i < job->n_records; i++)
        if (ww_str_eqz(ww_str_of(relative), job->records[i].file))
            return true;
    return false;
}

static void report_orphan(const struct job *job, const char *relative)
{
    if (in_catalogue(job, relative))
        return;
    job->result->orphans++;
    tell(job, relative,
         "no extract in the catalogue speaks of this file: an import was interrupted after sealing, or "
         "it was put there by hand. It is not used; it may be deleted.");
}

/* What there is in a folder of the workspace; nothing when there is no such folder. */
static enum ww_rc list_below(const struct job *job, const char *relative, struct ww_names *out,
                             struct ww_err *err)
{
    char folder[WW_PATH_MAX];
    enum ww_rc rc = ww_workspace_file(job->workspace, relative, folder, err);
    return rc || !ww_is_dir(folder) ? rc : ww_list_dir(folder, out, err);
}

static enum ww_rc find_orphans_below(const struct job *job, const char *source, struct ww_err *err)
{
    char folder[300], path[WW_PATH_MAX], relative[600];
    struct ww_names files = {0};
    snprintf(folder, sizeof folder, "evidence/%s", source);
    enum ww_rc rc = ww_workspace_file(job->workspace, folder, path, err);
    if (!rc && !ww_is_dir(path))
        report_orphan(job, folder);
    if (!rc)
        rc = list_below(job, folder, &files, err);
    for (size_t i = 0; i < files.count && !rc; i++) {
        snprintf(relative, sizeof relative, "%s/%s", folder, files.items[i]);
        report_orphan(job, relative);
    }
    ww_names_free(&files);
    return rc;
}

static enum ww_rc find_orphans(const struct job *job, struct ww_err *err)
{
    struct ww_names sources = {0}, incoming = {0};
    enum ww_rc rc = list_below(job, "evidence", &sources, err);
    for (size_t i = 0; i < sources.count && !rc; i++)
        rc = find_orphans_below(job, sources.items[i], err);
    ww_names_free(&sources);
    if (!rc)
        rc = list_below(job, ".incoming", &incoming, err);
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
