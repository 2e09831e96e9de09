// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STORE_DB_H
#define WW_STORE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* The workspace database, behind a small driver so that another engine needs one more file like db.c.
 * SQL is portable and always a literal; values travel only as bound parameters. */
struct ww_db;

/* Makes the file when it is not there, unless read_only. Where the file may not be written, it opens for reading and
 * every change is WW_E_IO. WW_E_DAMAGED when it is no database. WW_E_CONFLICT, here and below, when another program
 * holds the file for more than ten seconds. */
enum ww_rc WW_MUST_CHECK ww_db_open(const char *path, bool read_only, struct ww_db **out, struct ww_err *err);
void ww_db_close(struct ww_db **db);

/* Statements without parameters or rows. */
enum ww_rc WW_MUST_CHECK ww_db_exec(struct ww_db *db, const char *sql, struct ww_err *err);

/* A change is all or nothing: begin, work, then commit; ww_db_rollback after a failure (harmless when there is
 * nothing to roll back). Begin takes the write lock at once. */
enum ww_rc WW_MUST_CHECK ww_db_begin(struct ww_db *db, struct ww_err *err);
enum ww_rc WW_MUST_CHECK ww_db_commit(struct ww_db *db, struct ww_err *err);
void ww_db_rollback(struct ww_db *db);

/* One prepared statement. Parameters bind in order from 1; text is copied. A failed bind is remembered and
 * returned by the next step. */
struct ww_stmt;
enum ww_rc WW_MUST_CHECK ww_stmt_new(struct ww_db *db, const char *sql, struct ww_stmt **out,
                                     struct ww_err *err);
void ww_stmt_free(struct ww_stmt **stmt);
void ww_stmt_bind_text(struct ww_stmt *stmt, int index, const char *value); /* NULL binds NULL */
void ww_stmt_bind_i64(struct ww_stmt *stmt, int index, int64_t value);
void ww_stmt_bind_bytes(struct ww_stmt *stmt, int index,
                        struct ww_str bytes); /* copied; ptr NULL binds NULL */
/* Moves to the next row: *row false at the end. */
enum ww_rc WW_MUST_CHECK ww_stmt_step(struct ww_stmt *stmt, bool *row, struct ww_err *err);
/* A statement that returns no rows; ready to be bound again. */
enum ww_rc WW_MUST_CHECK ww_stmt_run(struct ww_stmt *stmt, struct ww_err *err);
int64_t ww_stmt_i64(struct ww_stmt *stmt, int column); /* columns count from 0; NULL reads as 0 */
/* Copied into the arena; NULL in the database reads as "", NULL is returned only without memory. */
const char *ww_stmt_text(struct ww_stmt *stmt, int column, struct ww_arena *arena);
/* Good until the statement steps, resets or is freed; ptr NULL for NULL. */
struct ww_str ww_stmt_bytes(struct ww_stmt *stmt, int column);
/* Ready to be bound and stepped from its beginning again. */
void ww_stmt_reset(struct ww_stmt *stmt);

int64_t ww_db_last_id(struct ww_db *db); /* of the last insert */

/* Numbered steps, each run once and in order, each in its own transaction; a database newer than the list is
 * WW_E_DAMAGED with advice to update the program. */
struct ww_migration {
    int number; /* 1, 2, 3 ... */
    const char *sql;
};
enum ww_rc WW_MUST_CHECK ww_db_migrate(struct ww_db *db, const struct ww_migration *steps, size_t count,
                                       struct ww_err *err);

/* The engine's own check of the file: WW_E_DAMAGED with what it found. */
enum ww_rc WW_MUST_CHECK ww_db_integrity(struct ww_db *db, struct ww_err *err);

#endif
