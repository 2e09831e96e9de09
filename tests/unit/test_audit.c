// SPDX-License-Identifier: Apache-2.0
#include "ww_test.h"

#include <sys/wait.h>

#include "store/audit.h"
#include "store/schema.h"
#include "workspace_fixture.h"

static struct ww_err err;

static struct ww_db *open_db(const char *name)
{
    struct ww_db *db = NULL;
    if (!CHECK_RC(ww_db_open(wf_path(name), false, &db, &err), WW_OK) ||
        !CHECK_RC(ww_db_migrate(db, ww_store_migrations, ww_store_migrations_count, &err), WW_OK))
        abort();
    return db;
}

static enum ww_rc add(struct ww_db *db, const char *object, const char *detail)
{
    const struct ww_audit_row row = {.second = 1529000000,
                                     .author = "analyst",
                                     .act = WW_AUDIT_CONSULT,
                                     .object = object,
                                     .purpose = "case review",
                                     .recipient = "",
                                     .detail = detail};
    enum ww_rc rc = ww_db_begin(db, &err);
    if (!rc)
        rc = ww_audit_add(db, &row, &err);
    if (!rc)
        rc = ww_db_commit(db, &err);
    if (rc)
        ww_db_rollback(db);
    return rc;
}

static struct ww_db *with_rows(const char *name, int n, char *head_at_three)
{
    struct ww_db *db = open_db(name);
    for (int i = 1; i <= n; i++) {
        char object[32];
        snprintf(object, sizeof object, "person/%04d", i % 3);
        CHECK_RC(add(db, object, "shown"), WW_OK);
        if (i == 3 && head_at_three)
            CHECK_RC(ww_audit_check(db, NULL, NULL, head_at_three, &err), WW_OK);
    }
    return db;
}

WW_TEST(an_empty_chain_ends_in_zeros)
{
    struct ww_db *db = open_db("empty.db");
    uint64_t rows = 9;
    char head[65], zeros[65];
    memset(zeros, '0', 64);
    zeros[64] = '\0';
    CHECK_RC(ww_audit_check(db, zeros, &rows, head, &err), WW_OK);
    CHECK_INT(rows, 0);
    CHECK_STR(head, zeros);
    ww_db_close(&db);
}

WW_TEST(rows_are_numbered_chained_and_listed)
{
    char third[65], head[65], quick[65];
    struct ww_db *db = with_rows("list.db", 10, third);
    struct ww_arena *arena = ww_arena_new(0);
    struct ww_audit_row *rows = NULL;
    size_t n = 0;
    uint64_t count = 0;
    int64_t last = 0;
    CHECK_RC(ww_audit_check(db, third, &count, head, &err), WW_OK);
    CHECK_INT(count, 10);
    CHECK_RC(ww_audit_head(db, &last, quick, &err), WW_OK);
    CHECK_STR(quick, head);
    CHECK_INT(last, 10);
    CHECK_RC(ww_audit_list(db, "", arena, &rows, &n, &err), WW_OK);
    CHECK_INT(n, 10);
    CHECK_INT(rows[9].number, 10);
    CHECK_STR(rows[9].hash, head);
    CHECK_STR(rows[2].hash, third);
    CHECK_RC(ww_audit_list(db, "person/0001", arena, &rows, &n, &err), WW_OK);
    if (CHECK_INT(n, 4)) {
        CHECK_INT(rows[1].number, 4);
        CHECK_STR(rows[1].author, "analyst");
        CHECK_STR(ww_audit_acts[rows[1].act], "consulted");
        CHECK_STR(rows[1].purpose, "case review");
        CHECK_INT(rows[1].second, 1529000000);
    }
    ww_arena_free(&arena);
    ww_db_close(&db);
}

/* What somebody with the database in their hands might do; each on a database of its own. */
static const struct {
    const char *what, *sql, *row;
} tamperings[] = {
    {"text", "UPDATE audit SET detail = 'nothing' WHERE number = 4", "row 4"},
    {"author", "UPDATE audit SET author = 'nobody' WHERE number = 1", "row 1"},
    {"object", "UPDATE audit SET object = 'person/0009' WHERE number = 3", "row 3"},
    {"purpose", "UPDATE audit SET purpose = '' WHERE number = 8", "row 8"},
    {"recipient", "UPDATE audit SET recipient = 'housing' WHERE number = 9", "row 9"},
    {"act", "UPDATE audit SET act = 'altered' WHERE number = 7", "row 7"},
    {"time", "UPDATE audit SET second = second + 1 WHERE number = 10", "row 10"},
    {"hash", "UPDATE audit SET hash = replace(hash, substr(hash, 1, 1), 'g') WHERE number = 5", "row 5"},
    {"moved", "UPDATE audit SET object = object || purpose, purpose = '' WHERE number = 2", "row 2"},
    {"removed", "DELETE FROM audit WHERE number = 6", "row 6"},
    {"first", "DELETE FROM audit WHERE number = 1", "row 1"},
    {"closed up", "DELETE FROM audit WHERE number = 6; UPDATE audit SET number = number - 1 WHERE number > 6",
     "row 6"},
    {"added",
     "INSERT INTO audit SELECT 11, second, author, act, object, purpose, recipient, detail, hash FROM audit "
     "WHERE number = 10",
     "row 11"},
};

WW_TEST(every_change_inside_the_chain_is_found)
{
    for (size_t i = 0; i < sizeof tamperings / sizeof tamperings[0]; i++) {
        char name[32];
        snprintf(name, sizeof name, "tampered%zu.db", i);
        struct ww_db *db = with_rows(name, 10, NULL);
        CHECK_RC(ww_db_exec(db, tamperings[i].sql, &err), WW_OK);
        if (!CHECK_RC(ww_audit_check(db, NULL, NULL, NULL, &err), WW_E_DAMAGED) ||
            !CHECK(strstr(err.message, tamperings[i].row) != NULL))
            printf("    with %s: %s\n", tamperings[i].what, err.message);
        ww_db_close(&db);
    }
}

WW_TEST(a_chain_cut_short_is_found_by_its_expected_head)
{
    char head[65], third[65];
    struct ww_db *db = with_rows("cut.db", 10, third);
    CHECK_RC(ww_audit_check(db, NULL, NULL, head, &err), WW_OK);
    CHECK_RC(ww_db_exec(db, "DELETE FROM audit WHERE number > 8", &err), WW_OK);
    CHECK_RC(ww_audit_check(db, NULL, NULL, NULL, &err), WW_OK); /* whole in itself */
    CHECK_RC(ww_audit_check(db, third, NULL, NULL, &err), WW_OK);
    CHECK_RC(ww_audit_check(db, head, NULL, NULL, &err), WW_E_DAMAGED);
    CHECK(strstr(err.message, "rolled back") != NULL);
    CHECK_RC(add(db, "person/0001", "written anew"), WW_OK);
    CHECK_RC(add(db, "person/0002", "written anew"), WW_OK);
    CHECK_RC(ww_audit_check(db, head, NULL, NULL, &err), WW_E_DAMAGED);
    ww_db_close(&db);
}

WW_TEST(a_row_and_its_change_are_kept_together_or_not_at_all)
{
    struct ww_db *db = with_rows("together.db", 2, NULL);
    const struct ww_audit_row row = {
        .author = "a", .object = "o", .purpose = "", .recipient = "", .detail = ""};
    uint64_t rows = 0;
    CHECK_RC(ww_db_begin(db, &err), WW_OK);
    CHECK_RC(ww_audit_add(db, &row, &err), WW_OK);
    ww_db_rollback(db);
    CHECK_RC(ww_audit_check(db, NULL, &rows, NULL, &err), WW_OK);
    CHECK_INT(rows, 2);
    ww_db_close(&db);
}

#define PROCESSES 8
#define APPENDS   200

/* Another's lock may last longer than the driver waits, on a slow disk: then again. */
static int append_many(int process)
{
    struct ww_db *db = NULL;
    char detail[32];
    if (ww_db_open(wf_path("many.db"), false, &db, &err) != WW_OK)
        return 1;
    if (ww_db_exec(db, "PRAGMA synchronous = OFF", &err) != WW_OK)
        return 1;
    for (int i = 0; i < APPENDS; i++) {
        snprintf(detail, sizeof detail, "%d/%d", process, i);
        enum ww_rc rc;
        while ((rc = add(db, "person/0001", detail)) == WW_E_CONFLICT) {
        }
        if (rc)
            return 1;
    }
    ww_db_close(&db);
    return 0;
}

WW_TEST(eight_processes_lose_nothing)
{
    struct ww_db *db = open_db("many.db");
    ww_db_close(&db);
    fflush(stdout);
    for (int p = 0; p < PROCESSES; p++)
        if (fork() == 0)
            _exit(append_many(p));
    for (int p = 0; p < PROCESSES; p++) {
        int status = 1;
        CHECK(wait(&status) > 0);
        CHECK_INT(status, 0);
    }
    uint64_t rows = 0;
    size_t n = 0;
    static bool seen[PROCESSES][APPENDS];
    struct ww_arena *arena = ww_arena_new(0);
    struct ww_audit_row *list = NULL;
    db = open_db("many.db");
    CHECK_RC(ww_audit_check(db, NULL, &rows, NULL, &err), WW_OK);
    CHECK_INT(rows, PROCESSES * APPENDS);
    CHECK_RC(ww_audit_list(db, "", arena, &list, &n, &err), WW_OK);
    for (size_t i = 0; i < n; i++) {
        char *end = NULL;
        long p = strtol(list[i].detail, &end, 10), a = strtol(end + 1, NULL, 10);
        if (p >= 0 && p < PROCESSES && a >= 0 && a < APPENDS)
            seen[p][a] = true;
    }
    size_t distinct = 0;
    for (int p = 0; p < PROCESSES; p++)
        for (int a = 0; a < APPENDS; a++)
            distinct += seen[p][a];
    CHECK_INT(distinct, PROCESSES * APPENDS);
    ww_arena_free(&arena);
    ww_db_close(&db);
}
