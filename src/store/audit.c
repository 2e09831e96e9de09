// SPDX-License-Identifier: Apache-2.0
/* Problem: a log of who looked at whom is worth something only if nobody can quietly take a line out of it or change one.
 *
 * Method: each row bears the SHA-256 of the row before it and of its own contents, every part preceded by its length, so that
 * no two different rows make the same bytes. Whoever alters or removes a row inside the chain breaks it there. Numbers rise by
 * one, from 1.
 *
 * Edge cases: a chain whose end was cut off, or which was written anew from the beginning, is whole in itself. That is why
 * the last hash is also kept outside the workspace (people/key_file.h) and given here as `expected`. The rows are
 * added inside the caller's transaction, which holds the write lock, so two programs never number alike. */
#include "store/audit.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"

const char *const ww_audit_acts[WW_AUDIT_ACTS] = {
    [WW_AUDIT_COLLECT] = "collected",  [WW_AUDIT_ALTER] = "altered",    [WW_AUDIT_CONSULT] = "consulted",
    [WW_AUDIT_DISCLOSE] = "disclosed", [WW_AUDIT_COMBINE] = "combined", [WW_AUDIT_ERASE] = "erased",
};

static const char no_hash[] = "0000000000000000000000000000000000000000000000000000000000000000";
_Static_assert(sizeof no_hash == WW_SHA256_HEX, "64 zeros");

#define COLUMNS "number, second, author, act, object, purpose, recipient, detail, hash"

static void add_text(struct ww_sha256 *h, const char *text)
{
    char length[32];
    size_t len = strlen(text);
    int n = snprintf(length, sizeof length, "%zu:", len);
    ww_sha256_add(h, length, (size_t)n);
    ww_sha256_add(h, text, len);
}

/* act is given as its word, as it stands in the database. */
static enum ww_rc hash_row(const char *before, const struct ww_audit_row *row, const char *act,
                           char out[WW_SHA256_HEX], struct ww_err *err)
{
    char numbers[64];
    uint8_t bytes[WW_SHA256_BYTES];
    struct ww_sha256 *h = ww_sha256_new();
    if (!h)
        return ww_fail_nomem(err);
    snprintf(numbers, sizeof numbers, "%lld,%lld", (long long)row->number, (long long)row->second);
    add_text(h, before);
    add_text(h, numbers);
    add_text(h, row->author);
    add_text(h, act);
    add_text(h, row->object);
    add_text(h, row->purpose);
    add_text(h, row->recipient);
    add_text(h, row->detail);
    ww_sha256_done(&h, bytes);
    ww_hex(bytes, sizeof bytes, out);
    return WW_OK;
}

/* --- adding ------------------------------------------------------------------------------------------ */

enum ww_rc ww_audit_head(struct ww_db *db, int64_t *number, char head[WW_SHA256_HEX], struct ww_err *err)
{
    struct ww_stmt *stmt = NULL;
    bool row = false;
    *number = 0;
    ww_str_copy(ww_str_of(no_hash), head, WW_SHA256_HEX);
    enum ww_rc rc = ww_stmt_new(db, "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1", &stmt,
                                err);
    if (!rc)
        rc = ww_stmt_step(stmt, &row, err);
    if (!rc && row) {
        *number = ww_stmt_i64(stmt, 0);
        ww_str_copy(ww_stmt_bytes(stmt, 1), head, WW_SHA256_HEX);
    }
    ww_stmt_free(&stmt);
    return rc;
}

static enum ww_rc insert(struct ww_db *db, const struct ww_audit_row *row, struct ww_err *err)
{
    struct ww_stmt *stmt = NULL;
    enum ww_rc rc = ww_stmt_new(db, "INSERT INTO audit (" COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                &stmt, err);
    if (rc)
        return rc;
    const char *const texts[] = {row->author,  ww_audit_acts[row->act], row->object,
                                 row->purpose, row->recipient,          row->detail,
                                 row->hash};
    ww_stmt_bind_i64(stmt, 1, row->number);
    ww_stmt_bind_i64(stmt, 2, row->second);
    for (int i = 0; i < (int)(sizeof texts / sizeof texts[0]); i++)
        ww_stmt_bind_text(stmt, i + 3, texts[i]);
    rc = ww_stmt_run(stmt, err);
    ww_stmt_free(&stmt);
    return rc;
}

enum ww_rc ww_audit_add(struct ww_db *db, const struct ww_audit_row *row, struct ww_err *err)
{
    char before[WW_SHA256_HEX], hash[WW_SHA256_HEX];
    struct ww_audit_row added = *row;
    assert(row->author && row->object && row->purpose && row->recipient && row->detail &&
           row->act < WW_AUDIT_ACTS);
    enum ww_rc rc = ww_audit_head(db, &added.number, before, err);
    added.number++;
    if (!rc)
        rc = hash_row(before, &added, ww_audit_acts[added.act], hash, err);
    added.hash = hash;
    return rc ? rc : insert(db, &added, err);
}

/* --- reading ----------------------------------------------------------------------------------------- */

static bool read_row(struct ww_stmt *stmt, struct ww_arena *arena, struct ww_audit_row *out, const char **act)
{
    assert(out);
    *out = (struct ww_audit_row){.number = ww_stmt_i64(stmt, 0),
                                 .second = ww_stmt_i64(stmt, 1),
                                 .author = ww_stmt_text(stmt, 2, arena),
                                 .object = ww_stmt_text(stmt, 4, arena),
                                 .purpose = ww_stmt_text(stmt, 5, arena),
                                 .recipient = ww_stmt_text(stmt, 6, arena),
                                 .detail = ww_stmt_text(stmt, 7, arena),
                                 .hash = ww_stmt_text(stmt, 8, arena)};
    *act = ww_stmt_text(stmt, 3, arena);
    return out->author && *act && out->object && out->purpose && out->recipient && out->detail && out->hash;
}

static enum ww_rc fail_row(int64_t number, struct ww_err *err)
{
    return ww_fail_at(
        err, WW_E_DAMAGED, "audit", 0, 0,
        "The audit log is not as it was written: row %lld, or one before it, was altered or removed. Restore "
        "the workspace from a backup, and find out who could write to its database.",
        (long long)number);
}

struct walk {
    int64_t number;
    char hash[WW_SHA256_HEX];
    bool met; /* the expected hash */
};

static enum ww_rc walk_row(struct ww_stmt *stmt, struct ww_arena *arena, struct walk *walk,
                           struct ww_err *err)
{
    struct ww_audit_row row;
    const char *act = NULL;
    char hash[WW_SHA256_HEX];
    if (!read_row(stmt, arena, &row, &act))
        return ww_fail_nomem(err);
    walk->number++;
    enum ww_rc rc = hash_row(walk->hash, &row, act, hash, err);
    if (!rc && (row.number != walk->number || strcmp(hash, row.hash) != 0))
        rc = fail_row(walk->number, err);
    if (!rc)
        ww_str_copy(ww_str_of(hash), walk->hash, sizeof walk->hash);
    return rc;
}

#define WALK_ROWS 1000 /* read into one arena */

/* A thousand rows from where the walk stands. */
static enum ww_rc walk_some(struct ww_stmt *stmt, const char *expected, struct walk *walk, bool *more,
                            struct ww_err *err)
{
    struct ww_arena *arena = ww_arena_new(0);
    enum ww_rc rc = arena ? WW_OK : ww_fail_nomem(err);
    for (size_t i = 0; !rc && *more && i < WALK_ROWS; i++) {
        rc = ww_stmt_step(stmt, more, err);
        if (!rc && *more)
            rc = walk_row(stmt, arena, walk, err);
        if (expected && strcmp(expected, walk->hash) == 0)
            walk->met = true;
    }
    ww_arena_free(&arena);
    return rc;
}

enum ww_rc ww_audit_check(struct ww_db *db, const char *expected, uint64_t *rows, char head[65],
                          struct ww_err *err)
{
    struct walk walk = {0};
    struct ww_stmt *stmt = NULL;
    bool more = true;
    ww_str_copy(ww_str_of(no_hash), walk.hash, sizeof walk.hash);
    walk.met = !expected || strcmp(expected, no_hash) == 0;
    enum ww_rc rc = ww_stmt_new(db, "SELECT " COLUMNS " FROM audit ORDER BY number", &stmt, err);
    while (!rc && more)
        rc = walk_some(stmt, expected, &walk, &more, err);
    ww_stmt_free(&stmt);
    if (!rc && !walk.met)
        rc = ww_fail_at(
            err, WW_E_DAMAGED, "audit", 0, 0,
            "The audit log has been rolled back: it ends at row %lld, and the last row that was seen is not in it. "
            "Entries made since are gone, or were written anew.",
            (long long)walk.number);
    if (rc)
        return rc;
    if (rows)
        *rows = (uint64_t)walk.number;
    if (head)
        ww_str_copy(ww_str_of(walk.hash), head, WW_SHA256_HEX);
    return WW_OK;
}

static enum ww_rc find_act(const char *word, const struct ww_audit_row *row, enum ww_audit_act *out,
                           struct ww_err *err)
{
    for (int i = 0; i < WW_AUDIT_ACTS; i++)
        if (strcmp(word, ww_audit_acts[i]) == 0) {
            *out = (enum ww_audit_act)i;
            return WW_OK;
        }
    return fail_row(row->number, err);
}

enum ww_rc ww_audit_list(struct ww_db *db, const char *object, struct ww_arena *arena,
                         struct ww_audit_row **out, size_t *n, struct ww_err *err)
{
    struct ww_stmt *count = NULL, *stmt = NULL;
    struct ww_audit_row *rows = NULL;
    bool row = false;
    size_t room = 0, found = 0;
    enum ww_rc rc = ww_stmt_new(db, "SELECT count(*) FROM audit WHERE ?1 = '' OR object = ?1", &count, err);
    if (!rc) {
        ww_stmt_bind_text(count, 1, object);
        rc = ww_stmt_step(count, &row, err);
    }
    if (!rc) {
        room = (size_t)ww_stmt_i64(count, 0);
        rows = ww_arena_alloc(arena, room + 1, sizeof *rows);
        rc = rows ? ww_stmt_new(db,
                                "SELECT " COLUMNS " FROM audit WHERE ?1 = '' OR object = ?1 ORDER BY number",
                                &stmt, err)
                  : ww_fail_nomem(err);
    }
    if (!rc)
        ww_stmt_bind_text(stmt, 1, object);
    while (!rc && found < room && !(rc = ww_stmt_step(stmt, &row, err)) && row) {
        const char *act = NULL;
        rc = read_row(stmt, arena, &rows[found], &act) ? find_act(act, &rows[found], &rows[found].act, err)
                                                       : ww_fail_nomem(err);
        found++;
    }
    ww_stmt_free(&count);
    ww_stmt_free(&stmt);
    if (!rc) {
        *out = rows;
        *n = found;
    }
    return rc;
}
