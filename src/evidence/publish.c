// SPDX-License-Identifier: Apache-2.0
/* Publishing an extract is the one moment evidence changes: rows and file appear together or not at all.
 *
 * Method: one transaction; inside it rows, rename, commit, in this order. A failure takes all of it back. A crash before
 * the commit leaves at most a file no row speaks of, which verify reports as an orphan and a repeated import simply
 * replaces; a crash after it leaves everything. */
#include <assert.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "evidence/catalogue.h"
#include "store/db.h"

#define NAME_MAX_BYTES 64

/* --- what becomes of earlier extracts -------------------------------------------------------------- */

static bool covers(const struct ww_extract_record *wide, const struct ww_extract_record *narrow)
{
    return wide->period.first_day <= narrow->period.first_day &&
           wide->period.end_day >= narrow->period.end_day;
}

static bool overlaps(const struct ww_extract_record *a, const struct ww_extract_record *b)
{
    return a->period.first_day < b->period.end_day && b->period.first_day < a->period.end_day;
}

/* What a new extract does to a live one of the same source and edition. */
enum relation {
    BESIDE,    /* they can be counted together */
    REPLACES,  /* the new one covers all of the old one */
    CONFLICTS, /* some records would be counted twice */
};

/* Extracts without times (boundaries, lookups) cannot say what they cover: one replaces another only when its first
 * file bears the same name. */
static enum relation relate(const struct ww_catalogue_entry *entry, const struct ww_catalogue_entry *old)
{
    if (!entry->extract.has_period || !old->extract.has_period) {
        bool same_name = entry->n_inputs && old->n_inputs &&
                         ww_str_eqz(ww_str_of(entry->inputs[0].name), old->inputs[0].name);
        return same_name ? REPLACES : BESIDE;
    }
    if (covers(&entry->extract, &old->extract))
        return REPLACES;
    return overlaps(&entry->extract, &old->extract) ? CONFLICTS : BESIDE;
}

static enum ww_rc fail_overlap(const struct ww_catalogue_entry *entry, const struct ww_extract_record *old,
                               struct ww_err *err)
{
    char mine[64], theirs[64];
    ww_period_print_words(entry->extract.period, mine);
    ww_period_print_words(old->period, theirs);
    return ww_fail_at(
        err, WW_E_CONFLICT, entry->n_inputs ? entry->inputs[0].name : NULL, 0, 0,
        "This delivery (%s) overlaps extract %lld of %s (%s) without covering it, so some records "
        "would be counted twice. Import a file that covers the whole of it, or import this one "
        "beside it with --vintage NAME.",
        mine, (long long)old->id, old->source, theirs);
}

static bool same_edition(const struct ww_extract_record *a, const struct ww_extract_record *b)
{
    return ww_str_eqz(ww_str_of(a->source), b->source) && ww_str_eqz(ww_str_of(a->vintage), b->vintage);
}

/* Marks what the new extract replaces among the live ones. */
static enum ww_rc mark_superseded(struct ww_workspace *workspace, const struct ww_catalogue_entry *entry,
                                  int64_t id, struct ww_arena *arena, unsigned *superseded,
                                  struct ww_err *err)
{
    struct ww_extract_record *live = NULL;
    size_t count = 0;
    struct ww_stmt *mark = NULL;
    enum ww_rc rc = ww_catalogue_list(workspace, false, arena, &live, &count, err);
    if (!rc)
        rc = ww_stmt_new(ww_workspace_db(workspace), "UPDATE extract SET superseded_by = ? WHERE id = ?",
                         &mark, err);
    for (size_t i = 0; i < count && !rc; i++) {
        struct ww_catalogue_entry old = {0};
        if (live[i].id == id || !same_edition(&live[i], &entry->extract))
            continue;
        rc = ww_catalogue_details(workspace, live[i].id, arena, &old, err);
        enum relation relation = rc ? BESIDE : relate(entry, &old);
        if (relation == CONFLICTS)
            rc = fail_overlap(entry, &live[i], err);
        if (rc || relation != REPLACES)
            continue;
        ww_stmt_bind_i64(mark, 1, id);
        ww_stmt_bind_i64(mark, 2, live[i].id);
        rc = ww_stmt_run(mark, err);
        (*superseded)++;
    }
    ww_stmt_free(&mark);
    return rc;
}

static enum ww_rc supersede(struct ww_workspace *workspace, const struct ww_catalogue_entry *entry,
                            int64_t id, unsigned *superseded, struct ww_err *err)
{
    struct ww_arena *arena = ww_arena_new(0);
    if (!arena)
        return ww_fail_nomem(err);
    enum ww_rc rc = mark_superseded(workspace, entry, id, arena, superseded, err);
    ww_arena_free(&arena);
    return rc;
}

/* --- the rows -------------------------------------------------------------------------------------- */

static enum ww_rc insert_extract(struct ww_db *db, const struct ww_extract_record *r, int64_t *id,
                                 struct ww_err *err)
{
    struct ww_stmt *stmt = NULL;
    enum ww_rc rc = ww_stmt_new(
        db,
        "INSERT INTO extract (source, vintage, shape, subject, owner, supplied_by, gateway, caveats, "
        "descriptor_sha256, missing_months, file, sha256, rank, descriptor_version, bytes, rows, rejected, repeated, "
        "unlocated, unmapped, imported_at, due_quarters, first_day, end_day) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        &stmt, err);
    if (rc)
        return rc;
    const char *const texts[] = {
        r->source,  r->vintage, ww_shape_names[r->shape], r->subject,        r->owner, r->supplied_by,
        r->gateway, r->caveats, r->descriptor_sha256,     r->missing_months, r->file,  r->sha256};
    const int64_t numbers[] = {r->rank,
                               r->descriptor_version,
                               (int64_t)r->bytes,
                               (int64_t)r->rows,
                               (int64_t)r->rejected,
                               (int64_t)r->repeated,
                               (int64_t)r->unlocated,
                               (int64_t)r->unmapped,
                               r->imported_at,
                               r->due_quarters};
    const int n_texts = sizeof texts / sizeof texts[0], n_numbers = sizeof numbers / sizeof numbers[0];
    for (int i = 0; i < n_texts; i++)
        ww_stmt_bind_text(stmt, i + 1, texts[i]);
    for (int i = 0; i < n_numbers; i++)
        ww_stmt_bind_i64(stmt, n_texts + i + 1, numbers[i]);
    if (r->has_period) { /* otherwise both stay NULL */
        ww_stmt_bind_i64(stmt, n_texts + n_numbers + 1, r->period.first_day);
        ww_stmt_bind_i64(stmt, n_texts + n_numbers + 2, r->period.end_day);
    }
    rc = ww_stmt_run(stmt, err);
    if (!rc)
        *id = ww_db_last_id(db);
    ww_stmt_free(&stmt);
    return rc;
}

static enum ww_rc insert_inputs(struct ww_db *db, const struct ww_catalogue_entry *entry, int64_t id,
                                struct ww_err *err)
{
    struct ww_stmt *stmt = NULL;
    enum ww_rc rc = ww_stmt_new(
        db,
        "INSERT INTO extract_input (extract, position, name, bytes, sha256, rows, note) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        &stmt, err);
    for (size_t i = 0; i < entry->n_inputs && !rc; i++) {
        const struct ww_input_record *in = &entry->inputs[i];
        ww_stmt_bind_i64(stmt, 1, id);
        ww_stmt_bind_i64(stmt, 2, (int64_t)i);
        ww_stmt_bind_text(stmt, 3, in->name);
        ww_stmt_bind_i64(stmt, 4, (int64_t)in->bytes);
        ww_stmt_bind_text(stmt, 5, in->sha256);
        ww_stmt_bind_i64(stmt, 6, (int64_t)in->rows);
        ww_stmt_bind_text(stmt, 7, in->note);
        rc = ww_stmt_run(stmt, err);
    }
    ww_stmt_free(&stmt);
    return rc;
}

static enum ww_rc insert_quality(struct ww_db *db, const struct ww_catalogue_entry *entry, int64_t id,
                                 struct ww_err *err)
{
    struct ww_stmt *stmt = NULL;
    enum ww_rc rc = ww_stmt_new(
        db,
        "INSERT INTO extract_quality (extract, position, field, role, present, missing, "
        "refused, unmapped, examples) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        &stmt, err);
    for (size_t i = 0; i < entry->n_quality && !rc; i++) {
        const struct ww_quality_record *q = &entry->quality[i];
        const int64_t numbers[] = {(int64_t)q->present, (int64_t)q->missing, (int64_t)q->refused,
                                   (int64_t)q->unmapped};
        ww_stmt_bind_i64(stmt, 1, id);
        ww_stmt_bind_i64(stmt, 2, (int64_t)i);
        ww_stmt_bind_text(stmt, 3, q->field);
        ww_stmt_bind_text(stmt, 4, q->role);
        for (int k = 0; k < 4; k++)
            ww_stmt_bind_i64(stmt, 5 + k, numbers[k]);
        ww_stmt_bind_text(stmt, 9, q->examples);
        rc = ww_stmt_run(stmt, err);
    }
    ww_stmt_free(&stmt);
    return rc;
}

/* --- the file -------------------------------------------------------------------------------------- */

#define SHORT_HASH_DIGITS 8

/* Whether an extract of other content has this very file: then eight digits of the hash are not enough. */
static enum ww_rc count_named(struct ww_db *db, const char *file, const char *other_than_sha256,
                              int64_t *count, struct ww_err *err)
{
    struct ww_stmt *stmt = NULL;
    bool row = false;
    enum ww_rc rc = ww_stmt_new(db, "SELECT count(*) FROM extract WHERE file = ? AND sha256 <> ?", &stmt,
                                err);
    if (!rc) {
        ww_stmt_bind_text(stmt, 1, file);
        ww_stmt_bind_text(stmt, 2, other_than_sha256);
        rc = ww_stmt_step(stmt, &row, err);
    }
    if (!rc)
        *count = ww_stmt_i64(stmt, 0);
    ww_stmt_free(&stmt);
    return rc;
}

/* evidence/<source>/<period or "all">[-vintage]-<hash>.arrow */
static void print_name(const struct ww_extract_record *r, int digits, char *out, size_t out_size)
{
    char period[32] = "all";
    if (r->has_period)
        ww_period_print(r->period, period);
    snprintf(out, out_size, "evidence/%s/%s%s%s-%.*s.arrow", r->source, period, r->vintage[0] ? "-" : "",
             r->vintage, digits, r->sha256);
}

static enum ww_rc name_file(struct ww_db *db, const struct ww_extract_record *r, char *out, size_t out_size,
                            struct ww_err *err)
{
    int64_t taken = 0;
    print_name(r, SHORT_HASH_DIGITS, out, out_size);
    enum ww_rc rc = count_named(db, out, r->sha256, &taken, err);
    if (!rc && taken)
        print_name(r, WW_SHA256_HEX - 1, out, out_size);
    return rc;
}

static enum ww_rc place_file(struct ww_workspace *workspace, const struct ww_extract_record *r,
                             const char *temporary, struct ww_err *err)
{
    char folder[WW_PATH_MAX], target[WW_PATH_MAX], relative[512];
    snprintf(relative, sizeof relative, "evidence/%s", r->source);
    enum ww_rc rc = ww_workspace_file(workspace, relative, folder, err);
    if (!rc)
        rc = ww_make_dirs(folder, err);
    if (!rc)
        rc = ww_workspace_file(workspace, r->file, target, err);
    if (!rc && chmod(temporary, 0444) != 0)
        rc = ww_fail_at(err, WW_E_IO, temporary, 0, 0,
                        "The sealed file cannot be made read-only. Check the folder's "
                        "permissions.");
    return rc ? rc : ww_file_publish(temporary, target, err);
}

/* After a failure behind the rename: a file that no row speaks of must not stay. Where the database cannot even
 * answer that, it stays, and verify calls it an orphan. */
static void take_back_file(struct ww_workspace *workspace, const char *file)
{
    char target[WW_PATH_MAX];
    int64_t rows = 0;
    if (count_named(ww_workspace_db(workspace), file, "", &rows, NULL) == WW_OK && rows == 0 &&
        ww_workspace_file(workspace, file, target, NULL) == WW_OK)
        unlink(target);
}

/* --- publishing ------------------------------------------------------------------------------------ */

/* Source and vintage become parts of a path. */
static bool safe_name(const char *text, bool may_be_empty)
{
    for (const char *c = text; *c; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '-' || *c == '_'))
            return false;
    return (*text || may_be_empty) && strlen(text) <= NAME_MAX_BYTES;
}

static enum ww_rc check_entry(const struct ww_catalogue_entry *entry, struct ww_err *err)
{
    const struct ww_extract_record *r = &entry->extract;
    assert(strlen(r->sha256) == WW_SHA256_HEX - 1);
    if (safe_name(r->source, false) && safe_name(r->vintage, true))
        return WW_OK;
    return ww_fail(err, WW_E_USAGE,
                   "A source or vintage name is made of small letters, digits, '-' and '_', %d at "
                   "most; '%.100s' '%.100s' is not.",
                   NAME_MAX_BYTES, r->source, r->vintage);
}

/* All rows, in the transaction that is open. */
static enum ww_rc add_rows(struct ww_workspace *workspace, const struct ww_catalogue_entry *entry,
                           int64_t *id, unsigned *superseded, struct ww_err *err)
{
    struct ww_db *db = ww_workspace_db(workspace);
    enum ww_rc rc = insert_extract(db, &entry->extract, id, err);
    if (!rc)
        rc = insert_inputs(db, entry, *id, err);
    if (!rc)
        rc = insert_quality(db, entry, *id, err);
    return rc ? rc : supersede(workspace, entry, *id, superseded, err);
}

enum ww_rc ww_catalogue_publish(struct ww_workspace *workspace, const char *temporary,
                                const struct ww_catalogue_entry *entry, int64_t *id, unsigned *superseded,
                                struct ww_err *err)
{
    struct ww_db *db = ww_workspace_db(workspace);
    struct ww_catalogue_entry named = *entry;
    char file[512];
    int64_t new_id = 0;
    unsigned replaced = 0;
    bool placing = false;
    named.extract.file = file;
    enum ww_rc rc = check_entry(entry, err);
    if (!rc)
        rc = ww_db_begin(db, err);
    if (!rc)
        rc = name_file(db, &named.extract, file, sizeof file, err);
    if (!rc)
        rc = add_rows(workspace, &named, &new_id, &replaced, err);
    if (!rc && entry->also)
        rc = entry->also(entry->also_context, err);
    if (!rc) {
        placing = true;
        rc = place_file(workspace, &named.extract, temporary, err);
    }
    if (!rc)
        rc = ww_db_commit(db, err);
    if (rc) {
        ww_db_rollback(db);
        if (placing)
            take_back_file(workspace, file);
        return rc;
    }
    *id = new_id;
    *superseded = replaced;
    return WW_OK;
}
