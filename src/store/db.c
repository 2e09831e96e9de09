// SPDX-License-Identifier: Apache-2.0
/* The store's driver for SQLite: one connection, full synchronous writes, foreign keys on, what is deleted is
 * overwritten with zeros (an erased person must not be left in the file's free pages). Every result
 * code of the library is turned into the house's errors in one place (fail_db). */
#include "store/db.h"

#include <assert.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/checked.h"
#include "base/file.h"

#define BUSY_WAIT_MS 10000

struct ww_db {
    sqlite3 *handle;
    sqlite3_stmt *rollback; /* made while there is memory for it */
    char path[WW_PATH_MAX];
};

struct ww_stmt {
    sqlite3_stmt *handle;
    struct ww_db *db;
    int bind_rc;
};

static enum ww_rc fail_db(const struct ww_db *db, int code, const char *doing, struct ww_err *err)
{
    const char *said = db->handle ? sqlite3_errmsg(db->handle) : sqlite3_errstr(code);
    switch (code & 0xff) {
    case SQLITE_NOMEM: return ww_fail_nomem(err);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ww_fail_at(
            err, WW_E_CONFLICT, db->path, 0, 0,
            "Another program is writing to the workspace database. Wait until it has finished and "
            "try again. (%s)",
            doing);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ww_fail_at(err, WW_E_DAMAGED, db->path, 0, 0,
                          "The workspace database is damaged (%s, while %s). Restore it from a backup.", said,
                          doing);
    case SQLITE_FULL:
        return ww_fail_at(err, WW_E_IO, db->path, 0, 0,
                          "The disk is full (while %s). Free some space and try again; nothing was changed.",
                          doing);
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return ww_fail_at(
            err, WW_E_IO, db->path, 0, 0,
            "The workspace database cannot be opened or written (%s). Check that the folder exists "
            "and that you may write to it.",
            said);
    default:
        return ww_fail_at(err, WW_E_IO, db->path, 0, 0, "The workspace database refused (while %s): %s.",
                          doing, said);
    }
}

/* A relative path gets "./" in front, or SQLite would take "file:x" for an address and ":memory:" for no file. */
static int open_handle(struct ww_db *db, const char *path, bool read_only)
{
    int len = snprintf(db->path, sizeof db->path, "%s%s", path[0] == '/' ? "" : "./", path);
    if (len < 0 || (size_t)len >= sizeof db->path)
        return SQLITE_CANTOPEN;
    int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    int code = sqlite3_open_v2(db->path, &db->handle, flags | SQLITE_OPEN_FULLMUTEX, NULL);
    ww_str_copy(ww_str_of(path), db->path, sizeof db->path); /* in messages, as the person named it */
    return code;
}

enum ww_rc ww_db_open(const char *path, bool read_only, struct ww_db **out, struct ww_err *err)
{
    struct ww_db *db = ww_new_array(1, sizeof *db);
    if (!db)
        return ww_fail_nomem(err);
    int code = open_handle(db, path, read_only);
    enum ww_rc rc = code == SQLITE_OK ? WW_OK : fail_db(db, code, "opening it", err);
    if (!rc) {
        sqlite3_busy_timeout(db->handle, BUSY_WAIT_MS);
        rc = ww_db_exec(
            db,
            "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; "
            "PRAGMA secure_delete = ON; PRAGMA cache_size = -65536;", /* KiB: a delivery's identities stay in memory */
            err);
    }
    if (!rc) {
        code = sqlite3_prepare_v2(db->handle, "ROLLBACK", -1, &db->rollback, NULL);
        rc = code == SQLITE_OK ? WW_OK : fail_db(db, code, "opening it", err);
    }
    if (rc)
        ww_db_close(&db);
    else
        *out = db;
    return rc;
}

void ww_db_close(struct ww_db **db)
{
    if (!db || !*db)
        return;
    sqlite3_finalize((*db)->rollback);
    sqlite3_close_v2((*db)->handle);
    free(*db);
    *db = NULL;
}

enum ww_rc ww_db_exec(struct ww_db *db, const char *sql, struct ww_err *err)
{
    int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? WW_OK : fail_db(db, code, "changing it", err);
}

enum ww_rc ww_db_begin(struct ww_db *db, struct ww_err *err)
{
    return ww_db_exec(db, "BEGIN IMMEDIATE", err);
}

enum ww_rc ww_db_commit(struct ww_db *db, struct ww_err *err)
{
    return ww_db_exec(db, "COMMIT", err);
}

void ww_db_rollback(struct ww_db *db)
{
    if (!sqlite3_get_autocommit(db->handle))
        sqlite3_step(db->rollback);
    sqlite3_reset(db->rollback);
}

enum ww_rc ww_stmt_new(struct ww_db *db, const char *sql, struct ww_stmt **out, struct ww_err *err)
{
    struct ww_stmt *stmt = ww_new_array(1, sizeof *stmt);
    if (!stmt)
        return ww_fail_nomem(err);
    stmt->db = db;
    int code = sqlite3_prepare_v2(db->handle, sql, -1, &stmt->handle, NULL);
    if (code != SQLITE_OK) {
        free(stmt);
        return fail_db(db, code, "preparing a statement", err);
    }
    *out = stmt;
    return WW_OK;
}

void ww_stmt_free(struct ww_stmt **stmt)
{
    if (!stmt || !*stmt)
        return;
    sqlite3_finalize((*stmt)->handle);
    free(*stmt);
    *stmt = NULL;
}

static void note_bind(struct ww_stmt *stmt, int code)
{
    if (code != SQLITE_OK && stmt->bind_rc == SQLITE_OK)
        stmt->bind_rc = code;
}

void ww_stmt_bind_text(struct ww_stmt *stmt, int index, const char *value)
{
    assert(stmt);
    if (value)
        note_bind(stmt, sqlite3_bind_text(stmt->handle, index, value, -1, SQLITE_TRANSIENT));
    else
        note_bind(stmt, sqlite3_bind_null(stmt->handle, index));
}

void ww_stmt_bind_i64(struct ww_stmt *stmt, int index, int64_t value)
{
    assert(stmt);
    note_bind(stmt, sqlite3_bind_int64(stmt->handle, index, value));
}

void ww_stmt_bind_bytes(struct ww_stmt *stmt, int index, struct ww_str bytes)
{
    assert(stmt);
    if (bytes.ptr)
        note_bind(stmt, sqlite3_bind_blob64(stmt->handle, index, bytes.ptr, bytes.len, SQLITE_TRANSIENT));
    else
        note_bind(stmt, sqlite3_bind_null(stmt->handle, index));
}

enum ww_rc ww_stmt_step(struct ww_stmt *stmt, bool *row, struct ww_err *err)
{
    assert(stmt);
    if (stmt->bind_rc != SQLITE_OK)
        return fail_db(stmt->db, stmt->bind_rc, "binding a value", err);
    int code = sqlite3_step(stmt->handle);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return fail_db(stmt->db, code, "running a statement", err);
    *row = code == SQLITE_ROW;
    return WW_OK;
}

void ww_stmt_reset(struct ww_stmt *stmt)
{
    sqlite3_reset(stmt->handle);
    sqlite3_clear_bindings(stmt->handle);
    stmt->bind_rc = SQLITE_OK;
}

enum ww_rc ww_stmt_run(struct ww_stmt *stmt, struct ww_err *err)
{
    assert(stmt);
    bool row = false;
    enum ww_rc rc = ww_stmt_step(stmt, &row, err);
    ww_stmt_reset(stmt);
    return rc;
}

int64_t ww_stmt_i64(struct ww_stmt *stmt, int column)
{
    return sqlite3_column_int64(stmt->handle, column);
}

const char *ww_stmt_text(struct ww_stmt *stmt, int column, struct ww_arena *arena)
{
    const unsigned char *text = sqlite3_column_text(stmt->handle, column);
    int len = sqlite3_column_bytes(stmt->handle, column);
    return ww_arena_copy(arena, (struct ww_str){text ? (const char *)text : "", text ? (size_t)len : 0});
}

struct ww_str ww_stmt_bytes(struct ww_stmt *stmt, int column)
{
    const char *bytes = sqlite3_column_blob(stmt->handle, column);
    return (struct ww_str){bytes, bytes ? (size_t)sqlite3_column_bytes(stmt->handle, column) : 0};
}

int64_t ww_db_last_id(struct ww_db *db)
{
    return sqlite3_last_insert_rowid(db->handle);
}

/* One number from a query without parameters. */
static enum ww_rc ask_number(struct ww_db *db, const char *sql, int64_t *out, struct ww_err *err)
{
    struct ww_stmt *stmt = NULL;
    bool row = false;
    enum ww_rc rc = ww_stmt_new(db, sql, &stmt, err);
    if (!rc)
        rc = ww_stmt_step(stmt, &row, err);
    if (!rc)
        *out = row ? ww_stmt_i64(stmt, 0) : 0;
    ww_stmt_free(&stmt);
    return rc;
}

static enum ww_rc fail_steps(const struct ww_db *db, struct ww_err *err)
{
    return ww_fail_at(
        err, WW_E_DAMAGED, db->path, 0, 0,
        "The workspace database is damaged (its record of steps is not as it was written). Restore "
        "it from a backup.");
}

static enum ww_rc schema_version(struct ww_db *db, int *out, struct ww_err *err)
{
    int64_t number = 0;
    enum ww_rc rc = ask_number(db, "SELECT coalesce(max(number), 0) FROM migration", &number, err);
    if (!rc && number < 0)
        rc = fail_steps(db, err);
    if (!rc)
        *out = number > INT_MAX ? INT_MAX : (int)number;
    return rc;
}

/* A database at step 0 holds nothing yet. */
static enum ww_rc need_empty(struct ww_db *db, struct ww_err *err)
{
    int64_t tables = 0;
    enum ww_rc rc = ask_number(db, "SELECT count(*) FROM sqlite_schema WHERE name <> 'migration'", &tables,
                               err);
    return !rc && tables ? fail_steps(db, err) : rc;
}

static enum ww_rc note_step(struct ww_db *db, int number, struct ww_err *err)
{
    struct ww_stmt *stmt = NULL;
    enum ww_rc rc = ww_stmt_new(db, "INSERT INTO migration (number) VALUES (?)", &stmt, err);
    if (!rc) {
        ww_stmt_bind_i64(stmt, 1, number);
        rc = ww_stmt_run(stmt, err);
    }
    ww_stmt_free(&stmt);
    return rc;
}

/* The step and its number in one transaction; nothing when another program has taken the step meanwhile. */
static enum ww_rc run_migration(struct ww_db *db, const struct ww_migration *step, struct ww_err *err)
{
    int version = 0;
    enum ww_rc rc = ww_db_begin(db, err);
    if (!rc)
        rc = schema_version(db, &version, err);
    if (!rc && version == 0)
        rc = need_empty(db, err);
    if (!rc && step->number > version) {
        rc = ww_db_exec(db, step->sql, err);
        if (!rc)
            rc = note_step(db, step->number, err);
    }
    if (!rc)
        rc = ww_db_commit(db, err);
    if (rc)
        ww_db_rollback(db);
    return rc;
}

enum ww_rc ww_db_migrate(struct ww_db *db, const struct ww_migration *steps, size_t count, struct ww_err *err)
{
    int version = 0, known = count ? steps[count - 1].number : 0;
    enum ww_rc rc = ww_db_exec(db, "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY) STRICT",
                               err);
    if (!rc)
        rc = schema_version(db, &version, err);
    if (!rc && version > known)
        return ww_fail_at(
            err, WW_E_DAMAGED, db->path, 0, 0,
            "This workspace was last used by a newer version of watchward (its database is at step "
            "%d, this program knows %d). Update watchward and try again.",
            version, known);
    for (size_t i = 0; i < count && !rc; i++)
        if (steps[i].number > version)
            rc = run_migration(db, &steps[i], err);
    return rc;
}

enum ww_rc ww_db_integrity(struct ww_db *db, struct ww_err *err)
{
    struct ww_stmt *stmt = NULL;
    bool row = false;
    enum ww_rc rc = ww_stmt_new(db, "PRAGMA quick_check(1)", &stmt, err);
    if (!rc)
        rc = ww_stmt_step(stmt, &row, err);
    if (!rc && row) {
        const unsigned char *said = sqlite3_column_text(stmt->handle, 0);
        if (!said || !ww_str_eqz(ww_str_of((const char *)said), "ok"))
            rc = ww_fail_at(err, WW_E_DAMAGED, db->path, 0, 0,
                            "The workspace database is damaged (%s). Restore it from a backup.",
                            said ? (const char *)said : "no answer");
    }
    ww_stmt_free(&stmt);
    return rc;
}
