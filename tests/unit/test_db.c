// SPDX-License-Identifier: Apache-2.0
#include "store/db.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/wait.h>

#include "base/checked.h"
#include "store/schema.h"
#include "ww_test.h"

#include "workspace_fixture.h"

/* Two functions that stand in front of SQLite's own: what is busy is not waited for, and another program can be
 * made to come first when the next transaction begins. */
static int wait_asked_ms;
int sqlite3_busy_timeout(sqlite3 *handle, int ms)
{
    wait_asked_ms = ms;
    return sqlite3_busy_handler(handle, NULL, NULL);
}

static struct ww_db *rival;
static bool rival_waits;
static void let_rival_migrate(void);

typedef int exec_fn(sqlite3 *handle, const char *sql, sqlite3_callback callback, void *context, char **said);
int sqlite3_exec(sqlite3 *handle, const char *sql, sqlite3_callback callback, void *context, char **said)
{
    exec_fn *own = NULL;
    void *found = dlsym(RTLD_NEXT, "sqlite3_exec");
    memcpy(&own, &found, sizeof own);
    if (rival_waits && strcmp(sql, "BEGIN IMMEDIATE") == 0) {
        rival_waits = false;
        let_rival_migrate();
    }
    return own(handle, sql, callback, context, said);
}

static struct ww_db *open_at(const char *path)
{
    struct ww_db *db = NULL;
    struct ww_err err = {0};
    if (!CHECK_RC(ww_db_open(path, false, &db, &err), WW_OK))
        printf("%s\n", err.message);
    return db;
}

static int64_t ask_number(struct ww_db *db, const char *sql)
{
    struct ww_stmt *stmt = NULL;
    struct ww_err err = {0};
    bool row = false;
    int64_t answer = -1;
    if (ww_stmt_new(db, sql, &stmt, &err) == WW_OK && ww_stmt_step(stmt, &row, &err) == WW_OK && row)
        answer = ww_stmt_i64(stmt, 0);
    else
        printf("%s: %s\n", sql, err.message);
    ww_stmt_free(&stmt);
    return answer;
}

/* --- opening --------------------------------------------------------------------------------------- */

WW_TEST(opens_closes_and_keeps)
{
    const char *path = wf_path("keeps.db");
    struct ww_err err;
    struct ww_db *db = open_at(path);
    CHECK_RC(ww_db_exec(db, "CREATE TABLE t (n INTEGER) STRICT; INSERT INTO t VALUES (7)", &err), WW_OK);
    ww_db_close(&db);
    CHECK(db == NULL);
    ww_db_close(&db);
    ww_db_close(NULL);
    db = open_at(path);
    CHECK_INT(ask_number(db, "SELECT n FROM t"), 7);
    CHECK_INT(ask_number(db, "PRAGMA foreign_keys"), 1);
    CHECK_INT(ask_number(db, "PRAGMA synchronous"), 2);
    CHECK_INT(wait_asked_ms, 10000);
    CHECK_RC(ww_db_integrity(db, &err), WW_OK);
    ww_db_close(&db);
}

WW_TEST(a_folder_that_is_not_there)
{
    struct ww_db *db = NULL;
    struct ww_err err;
    CHECK_RC(ww_db_open(wf_path("nowhere/a.db"), false, &db, &err), WW_E_IO);
    CHECK(db == NULL);
    CHECK_STR(err.source, wf_path("nowhere/a.db"));
    CHECK(strstr(err.message, "cannot be opened") != NULL);
    CHECK_RC(ww_db_open(wf_path("not-there.db"), true, &db, &err), WW_E_IO);
    CHECK(!ww_file_exists(wf_path("not-there.db")));
}

/* SQLite takes "file:..." for an address with options, and ":memory:" for no file at all. */
WW_TEST(a_name_is_only_a_name)
{
    struct ww_err err;
    struct ww_db *db = NULL;
    int before = open(".", O_RDONLY | O_DIRECTORY);
    if (!CHECK(before >= 0) || !CHECK_INT(chdir(wf_path("")), 0))
        return;
    static const char *const names[] = {"file:x.db?mode=memory", ":memory:", "plain.db"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        CHECK_RC(ww_db_open(names[i], false, &db, &err), WW_OK);
        CHECK_RC(ww_db_exec(db, "CREATE TABLE t (n INTEGER) STRICT", &err), WW_OK);
        ww_db_close(&db);
        CHECK(ww_file_exists(wf_path(names[i])));
    }
    char deep[WW_PATH_MAX + 8];
    memset(deep, 'a', sizeof deep);
    deep[sizeof deep - 1] = '\0';
    CHECK_RC(ww_db_open(deep, false, &db, &err), WW_E_IO);
    CHECK_INT(fchdir(before), 0);
    close(before);
}

WW_TEST(what_is_no_database_is_damage)
{
    struct ww_err err = {0};
    struct ww_db *db = NULL;
    char words[8192];
    memset(words, 'w', sizeof words);
    words[sizeof words - 1] = '\0';
    wf_write(wf_path("words.db"), words);
    CHECK_RC(ww_db_open(wf_path("words.db"), false, &db, &err), WW_E_DAMAGED);
    CHECK(db == NULL);
    CHECK_STR(err.source, wf_path("words.db"));
    CHECK(strstr(err.message, "backup") != NULL);
}

/* Puts `count` bytes 0xA5 at an offset. */
static void scribble(const char *path, long offset, size_t count)
{
    FILE *file = fopen(path, "r+b");
    if (!file)
        abort();
    fseek(file, offset, SEEK_SET);
    for (size_t i = 0; i < count; i++)
        fputc(0xA5, file);
    fclose(file);
}

WW_TEST(a_damaged_page_is_found)
{
    const char *path = wf_path("page.db");
    struct ww_err err = {0};
    struct ww_db *db = open_at(path);
    CHECK_RC(
        ww_db_exec(db,
                   "CREATE TABLE t (n INTEGER, x TEXT) STRICT; WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL "
                   "SELECT i + 1 FROM c WHERE i < 2000) INSERT INTO t SELECT i, 'row number ' || i FROM c",
                   &err),
        WW_OK);
    CHECK_RC(ww_db_integrity(db, &err), WW_OK);
    ww_db_close(&db);
    scribble(path, 2 * 4096, 4096);
    db = open_at(path);
    CHECK_RC(ww_db_integrity(db, &err), WW_E_DAMAGED);
    CHECK(strstr(err.message, "damaged") != NULL);
    struct ww_stmt *stmt = NULL;
    bool row = true;
    enum ww_rc rc = ww_stmt_new(db, "SELECT sum(length(x)) FROM t", &stmt, &err);
    if (CHECK_RC(rc, WW_OK))
        CHECK_RC(ww_stmt_step(stmt, &row, &err), WW_E_DAMAGED);
    ww_stmt_free(&stmt);
    ww_db_close(&db);
}

/* In a child that is nobody, since root may write everywhere. */
static int run_as_nobody(int (*work)(void))
{
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        if (getuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
            _exit(99);
        _exit(work());
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
        return 98;
    return WEXITSTATUS(status);
}

static int use_read_only_folder(void)
{
    struct ww_db *db = NULL;
    struct ww_err err = {0};
    if (ww_db_open(wf_path("locked/new.db"), false, &db, &err) != WW_E_IO ||
        !strstr(err.message, "may write"))
        return 1;
    if (ww_db_open(wf_path("locked/old.db"), false, &db, &err) != WW_OK) /* to read */
        return 2;
    if (ask_number(db, "SELECT n FROM t") != 5)
        return 3;
    if (ww_db_exec(db, "INSERT INTO t VALUES (6)", &err) != WW_E_IO || !strstr(err.message, "may write"))
        return 4;
    ww_db_close(&db);
    return 0;
}

WW_TEST(a_folder_that_may_only_be_read)
{
    struct ww_err err;
    CHECK_RC(ww_make_dirs(wf_path("locked"), &err), WW_OK);
    struct ww_db *db = open_at(wf_path("locked/old.db"));
    CHECK_RC(ww_db_exec(db, "CREATE TABLE t (n INTEGER) STRICT; INSERT INTO t VALUES (5)", &err), WW_OK);
    ww_db_close(&db);
    CHECK_INT(chmod(wf_path("locked/old.db"), 0444), 0);
    CHECK_INT(chmod(wf_path("locked"), 0555), 0);
    int status = run_as_nobody(use_read_only_folder);
    chmod(wf_path("locked"), 0755);
    if (status == 99)
        SKIP("this user cannot become nobody");
    CHECK_INT(status, 0);
}

/* --- statements ------------------------------------------------------------------------------------ */

WW_TEST(values_come_back_as_bound)
{
    struct ww_err err = {0};
    struct ww_db *db = open_at(wf_path("values.db"));
    struct ww_stmt *put = NULL, *get = NULL;
    struct ww_arena *arena = ww_arena_new(0);
    bool row = false;
    CHECK_RC(ww_db_exec(db, "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, x TEXT) STRICT", &err),
             WW_OK);
    CHECK_RC(ww_stmt_new(db, "INSERT INTO t (n, x) VALUES (?, ?)", &put, &err), WW_OK);
    char text[] = "St James\xe2\x80\x99s'; DROP TABLE t; --";
    ww_stmt_bind_i64(put, 1, INT64_MIN);
    ww_stmt_bind_text(put, 2, text);
    text[0] = '?'; /* it was copied */
    CHECK_RC(ww_stmt_run(put, &err), WW_OK);
    CHECK_INT(ww_db_last_id(db), 1);
    ww_stmt_bind_text(put, 2, NULL);
    CHECK_RC(ww_stmt_run(put, &err), WW_OK); /* what was bound before is gone */
    CHECK_INT(ww_db_last_id(db), 2);
    ww_stmt_free(&put);

    CHECK_RC(ww_stmt_new(db, "SELECT n, x, n IS NULL, x IS NULL FROM t ORDER BY id", &get, &err), WW_OK);
    CHECK_RC(ww_stmt_step(get, &row, &err), WW_OK);
    CHECK(row);
    CHECK_INT(ww_stmt_i64(get, 0), INT64_MIN);
    CHECK_STR(ww_stmt_text(get, 1, arena), "St James\xe2\x80\x99s'; DROP TABLE t; --");
    CHECK_RC(ww_stmt_step(get, &row, &err), WW_OK);
    CHECK(row);
    CHECK_INT(ww_stmt_i64(get, 0), 0);
    CHECK_STR(ww_stmt_text(get, 1, arena), "");
    CHECK_INT(ww_stmt_i64(get, 2), 1);
    CHECK_INT(ww_stmt_i64(get, 3), 1);
    CHECK_RC(ww_stmt_step(get, &row, &err), WW_OK);
    CHECK(!row);
    ww_stmt_free(&get);
    CHECK(get == NULL);
    ww_stmt_free(&get);
    ww_stmt_free(NULL);
    ww_arena_free(&arena);
    ww_db_close(&db);
}

WW_TEST(a_failed_bind_is_said_by_the_step)
{
    struct ww_err err = {0};
    struct ww_db *db = open_at(wf_path("bind.db"));
    struct ww_stmt *put = NULL;
    CHECK_RC(ww_db_exec(db, "CREATE TABLE t (n INTEGER NOT NULL) STRICT", &err), WW_OK);
    CHECK_RC(ww_stmt_new(db, "INSERT INTO t VALUES (?)", &put, &err), WW_OK);
    ww_stmt_bind_i64(put, 2, 1); /* there is no second parameter */
    ww_stmt_bind_i64(put, 1, 1); /* and a good one after it does not hide that */
    CHECK_RC(ww_stmt_run(put, &err), WW_E_IO);
    CHECK_INT(ask_number(db, "SELECT count(*) FROM t"), 0);
    ww_stmt_bind_i64(put, 1, 2); /* but the next run begins afresh */
    CHECK_RC(ww_stmt_run(put, &err), WW_OK);
    CHECK_INT(ask_number(db, "SELECT n FROM t"), 2);
    CHECK_RC(ww_stmt_run(put, &err), WW_E_IO); /* nothing bound is NULL, and refused */
    CHECK(strstr(err.message, "NOT NULL") != NULL);
    ww_stmt_free(&put);
    CHECK_RC(ww_stmt_new(db, "SELECT nothing FROM nowhere", &put, &err), WW_E_IO);
    CHECK(put == NULL);
    ww_db_close(&db);
}

/* --- transactions ---------------------------------------------------------------------------------- */

WW_TEST(all_or_nothing)
{
    struct ww_err err = {0};
    struct ww_db *db = open_at(wf_path("all.db"));
    CHECK_RC(ww_db_exec(db,
                        "CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT; CREATE TABLE b (a INTEGER NOT NULL "
                        "REFERENCES a(id)) STRICT",
                        &err),
             WW_OK);
    CHECK_RC(ww_db_begin(db, &err), WW_OK);
    CHECK_RC(ww_db_exec(db, "INSERT INTO a VALUES (1)", &err), WW_OK);
    CHECK_RC(ww_db_exec(db, "INSERT INTO b VALUES (2)", &err), WW_E_IO); /* refers to nothing */
    ww_db_rollback(db);
    ww_db_rollback(db); /* harmless */
    CHECK_INT(ask_number(db, "SELECT count(*) FROM a"), 0);
    CHECK_RC(ww_db_begin(db, &err), WW_OK);
    CHECK_RC(ww_db_exec(db, "INSERT INTO a VALUES (1); INSERT INTO b VALUES (1)", &err), WW_OK);
    CHECK_RC(ww_db_commit(db, &err), WW_OK);
    ww_db_rollback(db);
    CHECK_INT(ask_number(db, "SELECT count(*) FROM b"), 1);
    CHECK_RC(ww_db_commit(db, &err), WW_E_IO); /* nothing was begun */
    CHECK_RC(ww_db_begin(db, &err), WW_OK);
    ww_db_close(&db); /* given up in the middle */
    db = open_at(wf_path("all.db"));
    CHECK_INT(ask_number(db, "SELECT count(*) FROM a"), 1);
    ww_db_close(&db);
}

WW_TEST(one_writer_at_a_time)
{
    struct ww_err err = {0};
    struct ww_db *first = open_at(wf_path("busy.db")), *second = open_at(wf_path("busy.db"));
    CHECK_RC(ww_db_exec(first, "CREATE TABLE t (n INTEGER) STRICT", &err), WW_OK);
    CHECK_RC(ww_db_begin(first, &err), WW_OK);
    CHECK_RC(ww_db_exec(first, "INSERT INTO t VALUES (1)", &err), WW_OK);
    CHECK_RC(ww_db_begin(second, &err), WW_E_CONFLICT);
    CHECK(strstr(err.message, "Wait until") != NULL);
    CHECK_INT(ask_number(second, "SELECT count(*) FROM t"), 0); /* reading goes on */
    CHECK_RC(ww_db_commit(first, &err), WW_OK);
    CHECK_RC(ww_db_begin(second, &err), WW_OK);
    CHECK_INT(ask_number(second, "SELECT count(*) FROM t"), 1);
    ww_db_rollback(second);
    ww_db_close(&second);
    ww_db_close(&first);
}

/* --- migrations ------------------------------------------------------------------------------------ */

static void describe(struct ww_db *db, struct ww_buf *out)
{
    struct ww_stmt *stmt = NULL;
    struct ww_err err = {0};
    struct ww_arena *arena = ww_arena_new(0);
    bool row = false;
    CHECK_RC(ww_stmt_new(db, "SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY name", &stmt, &err),
             WW_OK);
    while (CHECK_RC(ww_stmt_step(stmt, &row, &err), WW_OK) && row)
        ww_buf_printf(out, "%s\n", ww_stmt_text(stmt, 0, arena));
    ww_buf_printf(out, "step %lld of %lld\n", (long long)ask_number(db, "SELECT max(number) FROM migration"),
                  (long long)ask_number(db, "SELECT count(*) FROM migration"));
    ww_stmt_free(&stmt);
    ww_arena_free(&arena);
}

WW_TEST(steps_are_numbered_from_one)
{
    CHECK(ww_store_migrations_count >= 1);
    for (size_t i = 0; i < ww_store_migrations_count; i++)
        CHECK_INT(ww_store_migrations[i].number, (int)i + 1);
}

/* A workspace of any earlier version comes out as a new one does. */
WW_TEST(from_every_earlier_step)
{
    struct ww_err err = {0};
    struct ww_buf fresh = {0};
    struct ww_db *db = open_at(wf_path("fresh.db"));
    CHECK_RC(ww_db_migrate(db, ww_store_migrations, ww_store_migrations_count, &err), WW_OK);
    describe(db, &fresh);
    ww_db_close(&db);
    for (size_t steps = 0; steps <= ww_store_migrations_count; steps++) {
        char name[32];
        struct ww_buf now = {0};
        snprintf(name, sizeof name, "from-%zu.db", steps);
        db = open_at(wf_path(name));
        CHECK_RC(ww_db_migrate(db, ww_store_migrations, steps, &err), WW_OK);
        ww_db_close(&db);
        db = open_at(wf_path(name));
        CHECK_RC(ww_db_migrate(db, ww_store_migrations, ww_store_migrations_count, &err), WW_OK);
        describe(db, &now);
        CHECK_STR(now.data, fresh.data);
        ww_buf_free(&now);
        ww_db_close(&db);
    }
    CHECK(fresh.data && strstr(fresh.data, "CREATE TABLE extract ") != NULL);
    ww_buf_free(&fresh);
}

static const struct ww_migration three_steps[] = {
    {1, "CREATE TABLE a (n INTEGER) STRICT; INSERT INTO a VALUES (1)"},
    {2, "CREATE TABLE b (n INTEGER) STRICT; UPDATE a SET n = n + 1"},
    {3, "UPDATE a SET n = n * 10"},
};

static void let_rival_migrate(void)
{
    struct ww_err err = {0};
    CHECK_RC(ww_db_migrate(rival, three_steps, 3, &err), WW_OK);
}

WW_TEST(each_step_once_and_in_order)
{
    struct ww_err err = {0};
    struct ww_db *db = open_at(wf_path("order.db"));
    for (size_t round = 0; round < 3; round++)
        CHECK_RC(ww_db_migrate(db, three_steps, 3, &err), WW_OK);
    CHECK_INT(ask_number(db, "SELECT n FROM a"), 20);
    CHECK_INT(ask_number(db, "SELECT count(*) FROM migration"), 3);
    CHECK_RC(ww_db_migrate(db, three_steps, 2, &err), WW_E_DAMAGED);
    CHECK(strstr(err.message, "newer version") != NULL);
    CHECK(strstr(err.message, "step 3, this program knows 2") != NULL);
    CHECK_RC(ww_db_migrate(db, NULL, 0, &err), WW_E_DAMAGED);
    CHECK_RC(ww_db_exec(db, "INSERT INTO migration VALUES (99999999999999)", &err), WW_OK);
    CHECK_RC(ww_db_migrate(db, three_steps, 3, &err), WW_E_DAMAGED);
    CHECK(strstr(err.message, "newer version") != NULL);
    ww_db_close(&db);
}

WW_TEST(a_lost_record_of_steps_is_damage)
{
    struct ww_err err = {0};
    struct ww_db *db = open_at(wf_path("record.db"));
    CHECK_RC(ww_db_migrate(db, three_steps, 3, &err), WW_OK);
    CHECK_RC(ww_db_exec(db, "DELETE FROM migration", &err), WW_OK);
    CHECK_RC(ww_db_migrate(db, three_steps, 3, &err), WW_E_DAMAGED);
    CHECK(strstr(err.message, "record of steps") != NULL);
    CHECK_RC(ww_db_exec(db, "INSERT INTO migration VALUES (-3)", &err), WW_OK);
    CHECK_RC(ww_db_migrate(db, three_steps, 3, &err), WW_E_DAMAGED);
    CHECK_INT(ask_number(db, "SELECT n FROM a"), 20);
    ww_db_close(&db);
}

/* A step that fails half-way leaves neither its changes nor its number. */
WW_TEST(a_broken_step_leaves_no_trace)
{
    static const struct ww_migration broken[] = {
        {1, "CREATE TABLE a (n INTEGER) STRICT; INSERT INTO a VALUES (1)"},
        {2, "UPDATE a SET n = 2; INSERT INTO a VALUES ('not a number')"},
    };
    struct ww_err err = {0};
    struct ww_db *db = open_at(wf_path("broken.db"));
    CHECK_RC(ww_db_migrate(db, broken, 2, &err), WW_E_IO);
    CHECK_INT(ask_number(db, "SELECT n FROM a"), 1);
    CHECK_INT(ask_number(db, "SELECT max(number) FROM migration"), 1);
    CHECK_RC(ww_db_migrate(db, three_steps, 3, &err), WW_OK);
    CHECK_INT(ask_number(db, "SELECT n FROM a"), 20);
    ww_db_close(&db);
}

/* Two programs open a workspace of an older version at once: both have read its step before either writes. */
WW_TEST(a_step_another_program_took_meanwhile)
{
    struct ww_err err = {0};
    struct ww_db *db = open_at(wf_path("race.db"));
    rival = open_at(wf_path("race.db"));
    rival_waits = true;
    if (!CHECK_RC(ww_db_migrate(db, three_steps, 3, &err), WW_OK))
        printf("%s\n", err.message);
    CHECK(!rival_waits);
    CHECK_INT(ask_number(db, "SELECT n FROM a"), 20);
    CHECK_INT(ask_number(db, "SELECT count(*) FROM migration"), 3);
    ww_db_close(&rival);
    ww_db_close(&db);
}

/* --- memory ---------------------------------------------------------------------------------------- */

/* Everything the driver does, once. */
static enum ww_rc use_all(const char *path, struct ww_err *err)
{
    struct ww_db *db = NULL;
    struct ww_stmt *stmt = NULL;
    bool row = false;
    struct ww_arena *arena = ww_arena_new(0);
    enum ww_rc rc = arena ? ww_db_open(path, false, &db, err) : ww_fail_nomem(err);
    if (!rc)
        rc = ww_db_migrate(db, three_steps, 3, err);
    if (!rc)
        rc = ww_stmt_new(db, "SELECT n, 'some text' || ? FROM a", &stmt, err);
    if (!rc) {
        ww_stmt_bind_text(stmt, 1, "and more of it");
        rc = ww_stmt_step(stmt, &row, err);
    }
    if (!rc && !ww_stmt_text(stmt, 1, arena))
        rc = ww_fail_nomem(err);
    ww_stmt_free(&stmt);
    if (!rc)
        rc = ww_db_integrity(db, err);
    ww_db_close(&db);
    ww_arena_free(&arena);
    return rc;
}

/* Memory runs out at every single place: each time it is said, nothing leaks (the sanitizer looks), and the next
 * try with memory ends well. */
static void run_out(void (*fail_after)(unsigned long n))
{
    enum ww_rc rc = WW_E_NOMEM;
    unsigned long n = 0;
    for (; rc != WW_OK && n < 20000; n++) {
        struct ww_err err = {0};
        wf_remove(wf_path("memory.db"));
        fail_after(n + 1);
        rc = use_all(wf_path("memory.db"), &err);
        fail_after(0);
        if (rc != WW_OK && !CHECK_RC(rc, WW_E_NOMEM))
            printf("allocation %lu: %s\n", n + 1, err.message);
        if (n % 16 == 0)
            CHECK_RC(use_all(wf_path("memory.db"), &err), WW_OK);
    }
    CHECK_RC(rc, WW_OK);
    CHECK(n > 3);
    printf("%lu allocations\n", n - 1);
}

WW_TEST(memory_runs_out_in_the_driver)
{
    run_out(ww_mem_fail_after);
}

WW_TEST(memory_runs_out_in_sqlite)
{
    run_out(wf_sqlite_fail_after);
}
