// SPDX-License-Identifier: Apache-2.0
/* The names in here are trees: no person, real or invented, is named. */
#include "ww_test.h"

#include "people/vault.h"
#include "store/schema.h"
#include "workspace_fixture.h"

static struct ww_err err;
static const struct ww_caller caller = {"analyst", "case review", INT64_C(1529000000)};

#define DAY INT64_C(86400)

static struct ww_db *open_db(const char *name)
{
    struct ww_db *db = NULL;
    if (!CHECK_RC(ww_db_open(wf_path(name), false, &db, &err), WW_OK) ||
        !CHECK_RC(ww_db_migrate(db, ww_store_migrations, ww_store_migrations_count, &err), WW_OK))
        abort();
    return db;
}

static struct ww_secret *key_of(uint8_t first)
{
    struct ww_secret *key = NULL;
    CHECK_RC(ww_secret_new(WW_KEY_BYTES, &key, &err), WW_OK);
    memset(ww_secret_bytes(key, NULL), first, WW_KEY_BYTES);
    return key;
}

static struct ww_vault *make(struct ww_db *db, struct ww_secret *key)
{
    struct ww_vault *vault = NULL;
    if (!CHECK_RC(ww_vault_make(db, key, &caller, &err), WW_OK) ||
        !CHECK_RC(ww_vault_open(db, key, NULL, &vault, &err), WW_OK))
        abort();
    return vault;
}

static struct ww_identity person(const char *source, const char *forename, const char *surname,
                                 const char *born, const char *number)
{
    return (struct ww_identity){.source = source,
                                .fields = {[WW_IDENTITY_FORENAME] = ww_str_of(forename),
                                           [WW_IDENTITY_SURNAME] = ww_str_of(surname),
                                           [WW_IDENTITY_BORN] = ww_str_of(born),
                                           [WW_IDENTITY_AGENCY_ID] = ww_str_of(number)}};
}

static int64_t count(struct ww_db *db, const char *sql)
{
    struct ww_stmt *stmt = NULL;
    bool row = false;
    int64_t n = -1;
    if (CHECK_RC(ww_stmt_new(db, sql, &stmt, &err), WW_OK) && CHECK_RC(ww_stmt_step(stmt, &row, &err), WW_OK))
        n = ww_stmt_i64(stmt, 0);
    ww_stmt_free(&stmt);
    return n;
}

/* Whether the file holds the bytes. */
static bool holds(const char *name, const void *bytes, size_t len)
{
    struct ww_buf buf = {0};
    CHECK_RC(ww_file_read(wf_path(name), &buf, &err), WW_OK);
    bool found = memmem(buf.data, buf.len, bytes, len) != NULL;
    ww_buf_free(&buf);
    return found;
}

WW_TEST(put_and_get)
{
    struct ww_db *db = open_db("put.db");
    struct ww_secret *key = key_of(1);
    struct ww_vault *vault = make(db, key);
    struct ww_identity two[] = {person("gangs-unit", "Juniper", "Rowantree", "17/05/1980", "G1"),
                                person("gangs-unit", "Hazel", "Blackthorn", "1999-01-02", "")};
    struct ww_identity got;
    two[0].fields[WW_IDENTITY_ADDRESS] = WW_STR("Flat 3, The Old Cooperage, Tannery Lane, beside the bridge");
    CHECK_RC(ww_vault_put(vault, &caller, two, 2, &err), WW_OK);
    CHECK_INT(strlen(two[0].pseudonym), 16);
    CHECK(strcmp(two[0].pseudonym, two[1].pseudonym) != 0);
    CHECK_RC(ww_vault_get(vault, &caller, "gangs-unit", two[0].pseudonym, &got, &err), WW_OK);
    CHECK_TEXT(got.fields[WW_IDENTITY_FORENAME], "Juniper");
    CHECK_TEXT(got.fields[WW_IDENTITY_SURNAME], "Rowantree");
    CHECK_TEXT(got.fields[WW_IDENTITY_BORN], "17/05/1980");
    CHECK_TEXT(got.fields[WW_IDENTITY_ADDRESS], "Flat 3, The Old Cooperage, Tannery Lane, beside the bridge");
    CHECK_INT(got.fields[WW_IDENTITY_SEX].len, 0);
    CHECK_STR(got.source, "gangs-unit");
    CHECK_RC(ww_vault_get(vault, &caller, "another", two[0].pseudonym, &got, &err), WW_E_NOT_FOUND);
    ww_vault_close(&vault);
    CHECK(vault == NULL);
    ww_db_close(&db);
    CHECK(!holds("put.db", "Rowantree", 9));
    CHECK(!holds("put.db", "Juniper", 7));
    CHECK(!holds("put.db", "1980", 4));
    ww_secret_free(&key);
}

WW_TEST(one_number_of_one_source_is_one_person)
{
    struct ww_db *db = open_db("number.db");
    struct ww_secret *key = key_of(1);
    struct ww_vault *vault = make(db, key);
    struct ww_identity first[] = {
        person("iom", "Juniper", "Rowantree", "1980-05-17", "N 12"),
        person("iom", "Juniper", "Rowan", "1980-05-17", "n12"), /* as people type it */
        person("iom", "Juniper", "Rowantree", "1980-05-17", "N13"),
        person("youth-offending", "Juniper", "Rowantree", "1980-05-17", "N12"),
    };
    CHECK_RC(ww_vault_put(vault, &caller, first, 4, &err), WW_OK);
    CHECK_STR(first[1].pseudonym, first[0].pseudonym);
    CHECK(strcmp(first[2].pseudonym, first[0].pseudonym) != 0);
    CHECK(strcmp(first[3].pseudonym, first[0].pseudonym) != 0);
    CHECK_INT(count(db, "SELECT count(*) FROM identity"), 3);
    struct ww_identity later = person("iom", "Juniper", "Ash", "", "N12"), got;
    CHECK_RC(ww_vault_put(vault, &caller, &later, 1, &err), WW_OK);
    CHECK_STR(later.pseudonym, first[0].pseudonym);
    CHECK_RC(ww_vault_get(vault, &caller, "iom", later.pseudonym, &got, &err), WW_OK);
    CHECK_TEXT(got.fields[WW_IDENTITY_SURNAME], "Ash");
    CHECK_INT(got.fields[WW_IDENTITY_BORN].len, 0); /* replaced, not mixed */
    ww_vault_close(&vault);
    ww_secret_free(&key);
    ww_db_close(&db);
}

WW_TEST(find_by_index_and_by_opening)
{
    struct ww_db *db = open_db("find.db");
    struct ww_secret *key = key_of(1);
    struct ww_vault *vault = make(db, key);
    struct ww_arena *arena = ww_arena_new(0);
    struct ww_vault_found *found = NULL;
    size_t n = 0;
    struct ww_identity three[] = {person("iom", "Juniper", "Rowantree", "17/05/1980", "A1"),
                                  person("marac", "Juniper", "Rowantree", "1980-05-17", "B1"),
                                  person("marac", "Hazel", "Rowantree", "1985-05-17", "A1")};
    CHECK_RC(ww_vault_put(vault, &caller, three, 3, &err), WW_OK);
    CHECK_RC(ww_vault_find(vault, &caller, WW_IDENTITY_BORN, WW_STR("17 May 1980"), arena, &found, &n, &err),
             WW_OK);
    CHECK_INT(n, 0); /* not a form of date that is read */
    CHECK_RC(ww_vault_find(vault, &caller, WW_IDENTITY_BORN, WW_STR("17/5/1980"), arena, &found, &n, &err),
             WW_OK);
    CHECK_INT(n, 2);
    CHECK_RC(ww_vault_find(vault, &caller, WW_IDENTITY_AGENCY_ID, WW_STR("a 1"), arena, &found, &n, &err),
             WW_OK);
    CHECK_INT(n, 2);
    CHECK_RC(ww_vault_find(vault, &caller, WW_IDENTITY_FORENAME, WW_STR(" hazel "), arena, &found, &n, &err),
             WW_OK);
    if (CHECK_INT(n, 1)) {
        CHECK_STR(found[0].source, "marac");
        CHECK_STR(found[0].pseudonym, three[2].pseudonym);
    }
    CHECK_RC(ww_vault_find(vault, &caller, WW_IDENTITY_FORENAME, WW_STR("A1"), arena, &found, &n, &err),
             WW_OK);
    CHECK_INT(n, 0);
    CHECK_RC(ww_vault_find(vault, &caller, WW_IDENTITY_SURNAME, WW_STR(" "), arena, &found, &n, &err),
             WW_E_USAGE);
    /* 5 searches, and a row for each of the 2 + 2 + 1 found. */
    CHECK_INT(count(db, "SELECT count(*) FROM audit WHERE act = 'consulted'"), 10);
    CHECK_INT(count(db, "SELECT count(*) FROM audit WHERE detail LIKE '%azel%' OR detail LIKE '%1980%'"), 0);
    CHECK_INT(count(db, "SELECT count(*) FROM identity_index WHERE field NOT IN (3, 6, 7)"), 0);
    ww_arena_free(&arena);
    ww_vault_close(&vault);
    ww_secret_free(&key);
    ww_db_close(&db);
}

WW_TEST(roles_are_dated_rows_and_never_merged)
{
    struct ww_db *db = open_db("roles.db");
    struct ww_secret *key = key_of(1);
    struct ww_vault *vault = make(db, key);
    struct ww_arena *arena = ww_arena_new(0);
    struct ww_person_role_row *rows = NULL;
    size_t n = 0;
    struct ww_identity harmed = person("marac", "Juniper", "Rowantree", "1980-05-17", "A1"), same = harmed,
                       charged = person("iom", "Juniper", "Rowantree", "1980-05-17", "A1");
    harmed.has_role = same.has_role = charged.has_role = true;
    harmed.role = WW_ROLE_VICTIM;
    harmed.first_day = harmed.last_day = 17000;
    same.role = WW_ROLE_AT_RISK;
    same.first_day = 17000;
    same.last_day = 17100;
    charged.role = WW_ROLE_OFFENDER;
    charged.first_day = charged.last_day = 17050;
    CHECK_RC(ww_vault_put(vault, &caller, &harmed, 1, &err), WW_OK);
    CHECK_RC(ww_vault_put(vault, &caller, &same, 1, &err), WW_OK);
    CHECK_RC(ww_vault_put(vault, &caller, &charged, 1, &err), WW_OK);
    CHECK_STR(same.pseudonym, harmed.pseudonym);
    CHECK(strcmp(charged.pseudonym, harmed.pseudonym) != 0);
    CHECK_RC(ww_vault_roles(vault, &caller, "marac", harmed.pseudonym, arena, &rows, &n, &err), WW_OK);
    if (CHECK_INT(n, 2)) {
        CHECK_INT(rows[0].role, WW_ROLE_AT_RISK);
        CHECK_INT(rows[0].last_day, 17100);
        CHECK_INT(rows[1].role, WW_ROLE_VICTIM);
        CHECK_INT(rows[1].last_day, 17000);
    }
    CHECK_RC(ww_vault_roles(vault, &caller, "iom", charged.pseudonym, arena, &rows, &n, &err), WW_OK);
    if (CHECK_INT(n, 1))
        CHECK_INT(rows[0].role, WW_ROLE_OFFENDER);
    CHECK_RC(ww_vault_roles(vault, &caller, "iom", harmed.pseudonym, arena, &rows, &n, &err), WW_E_NOT_FOUND);
    ww_arena_free(&arena);
    ww_vault_close(&vault);
    ww_secret_free(&key);
    ww_db_close(&db);
}

WW_TEST(erasing_is_complete)
{
    struct ww_db *db = open_db("erase.db");
    struct ww_secret *key = key_of(1);
    struct ww_vault *vault = make(db, key);
    struct ww_arena *arena = ww_arena_new(0);
    struct ww_vault_found *found = NULL;
    struct ww_identity two[] = {person("iom", "Juniper", "Rowantree", "1980-05-17", "A1"),
                                person("iom", "Hazel", "Blackthorn", "1980-05-18", "A2")};
    size_t n = 0;
    two[0].has_role = true;
    CHECK_RC(ww_vault_put(vault, &caller, two, 2, &err), WW_OK);
    struct ww_stmt *stmt = NULL;
    bool row = false;
    char sealed[64], blind[WW_BLIND_BYTES];
    CHECK_RC(ww_stmt_new(
                 db, "SELECT surname, blind FROM identity JOIN identity_index ON identity = id ORDER BY id",
                 &stmt, &err),
             WW_OK);
    CHECK_RC(ww_stmt_step(stmt, &row, &err), WW_OK);
    memcpy(sealed, ww_stmt_bytes(stmt, 0).ptr, sizeof sealed);
    memcpy(blind, ww_stmt_bytes(stmt, 1).ptr, sizeof blind);
    ww_stmt_free(&stmt);
    CHECK(holds("erase.db", sealed, sizeof sealed));
    CHECK(holds("erase.db", blind, sizeof blind));
    CHECK_RC(ww_vault_erase(vault, &caller, "iom", two[0].pseudonym, &err), WW_OK);
    CHECK(!holds("erase.db", sealed, sizeof sealed));
    CHECK(!holds("erase.db", blind, sizeof blind));
    CHECK_INT(count(db, "SELECT count(*) FROM identity"), 1);
    CHECK_INT(count(db, "SELECT count(*) FROM identity_index"), 2);
    CHECK_INT(count(db, "SELECT count(*) FROM identity_role"), 0);
    CHECK_INT(count(db, "SELECT count(*) FROM audit WHERE act = 'erased'"), 1);
    struct ww_identity got;
    CHECK_RC(ww_vault_get(vault, &caller, "iom", two[0].pseudonym, &got, &err), WW_E_NOT_FOUND);
    CHECK_RC(ww_vault_erase(vault, &caller, "iom", two[0].pseudonym, &err), WW_E_NOT_FOUND);
    CHECK_RC(ww_vault_find(vault, &caller, WW_IDENTITY_AGENCY_ID, WW_STR("A1"), arena, &found, &n, &err),
             WW_OK);
    CHECK_INT(n, 0);
    char before[17];
    memcpy(before, two[0].pseudonym, sizeof before);
    two[0].pseudonym[0] = '\0'; /* delivered again: somebody new */
    CHECK_RC(ww_vault_put(vault, &caller, two, 1, &err), WW_OK);
    CHECK(strcmp(before, two[0].pseudonym) != 0);
    ww_arena_free(&arena);
    ww_vault_close(&vault);
    ww_secret_free(&key);
    ww_db_close(&db);
}

WW_TEST(expiry_is_counted_from_the_last_delivery)
{
    struct ww_db *db = open_db("expire.db");
    struct ww_secret *key = key_of(1);
    struct ww_vault *vault = make(db, key);
    struct ww_caller then = caller, later = caller;
    later.second += 100 * DAY;
    struct ww_identity three[] = {person("iom", "Juniper", "Rowantree", "1980-05-17", "A1"),
                                  person("iom", "Hazel", "Blackthorn", "1980-05-18", "A2"),
                                  person("marac", "Hazel", "Blackthorn", "1980-05-18", "A2")};
    uint64_t n = 9;
    CHECK_RC(ww_vault_put(vault, &then, three, 3, &err), WW_OK);
    CHECK_RC(ww_vault_put(vault, &later, &three[1], 1, &err), WW_OK);
    CHECK_RC(ww_vault_expire(vault, &later, "iom", then.second, &n, &err), WW_OK);
    CHECK_INT(n, 0);
    CHECK_RC(ww_vault_expire(vault, &later, "iom", then.second + 1, &n, &err), WW_OK);
    CHECK_INT(n, 1);
    CHECK_INT(count(db, "SELECT count(*) FROM identity"), 2);
    CHECK_INT(count(db, "SELECT count(*) FROM audit WHERE act = 'erased'"), 1);
    struct ww_arena *arena = ww_arena_new(0);
    struct ww_vault_count *counts = NULL;
    size_t sources = 0;
    CHECK_RC(ww_vault_counts(db, arena, &counts, &sources, &err), WW_OK);
    if (CHECK_INT(sources, 2)) {
        CHECK_STR(counts[0].source, "iom");
        CHECK_INT(counts[0].identities, 1);
        CHECK_INT(counts[0].last_kept, later.second);
        CHECK_STR(counts[1].source, "marac");
    }
    ww_arena_free(&arena);
    ww_vault_close(&vault);
    ww_secret_free(&key);
    ww_db_close(&db);
}

WW_TEST(another_key_a_rolled_back_audit_and_damage_are_told_apart)
{
    struct ww_db *db = open_db("keys.db");
    struct ww_secret *key = key_of(1), *other = key_of(2);
    struct ww_vault *vault = NULL;
    char head[65];
    CHECK_RC(ww_vault_open(db, key, NULL, &vault, &err), WW_E_NOT_FOUND);
    vault = make(db, key);
    CHECK_RC(ww_vault_make(db, other, &caller, &err), WW_E_CONFLICT);
    struct ww_identity one = person("iom", "Juniper", "Rowantree", "1980-05-17", "A1");
    CHECK_RC(ww_vault_put(vault, &caller, &one, 1, &err), WW_OK);
    ww_vault_close(&vault);
    CHECK_RC(ww_audit_check(db, NULL, NULL, head, &err), WW_OK);
    CHECK_RC(ww_vault_open(db, other, head, &vault, &err), WW_E_USAGE);
    CHECK_RC(ww_vault_open(db, key, head, &vault, &err), WW_OK);
    ww_vault_close(&vault);
    CHECK_RC(ww_db_exec(db, "DELETE FROM audit WHERE number = 2", &err), WW_OK);
    CHECK_RC(ww_vault_open(db, key, head, &vault, &err), WW_E_DAMAGED);
    CHECK(strstr(err.message, "rolled back") != NULL);
    CHECK_RC(ww_db_exec(db, "UPDATE vault SET proof = zeroblob(length(proof))", &err), WW_OK);
    CHECK_RC(ww_vault_open(db, key, NULL, &vault, &err), WW_E_DAMAGED);
    CHECK_RC(ww_db_exec(db, "UPDATE vault_salt SET salt = zeroblob(16)", &err), WW_OK);
    CHECK_RC(ww_vault_open(db, key, NULL, &vault, &err), WW_E_DAMAGED);
    ww_secret_free(&key);
    ww_secret_free(&other);
    ww_db_close(&db);
}

static const char *const tamperings[] = {
    "UPDATE identity SET surname = forename",
    "UPDATE identity SET surname = (SELECT surname FROM identity WHERE id = 2) WHERE id = 1",
    "UPDATE identity SET surname = NULL",
    "UPDATE identity SET address = surname",
    "UPDATE identity SET surname = x'00'",
    "UPDATE identity SET surname = zeroblob(100000)",
    "UPDATE identity SET surname = CAST(substr(surname, 1, 71) || x'00' AS BLOB)",
    "UPDATE identity SET pseudonym = '0123456789abcdef' WHERE id = 1",
};

WW_TEST(what_was_altered_or_moved_does_not_open)
{
    for (size_t i = 0; i < sizeof tamperings / sizeof tamperings[0]; i++) {
        char name[32], pseudonym[17];
        snprintf(name, sizeof name, "altered%zu.db", i);
        struct ww_db *db = open_db(name);
        struct ww_secret *key = key_of(1);
        struct ww_vault *vault = make(db, key);
        struct ww_identity two[] = {person("iom", "Juniper", "Rowantree", "1980-05-17", "A1"),
                                    person("iom", "Hazel", "Blackthorn", "1980-05-18", "A2")},
                           got;
        CHECK_RC(ww_vault_put(vault, &caller, two, 2, &err), WW_OK);
        CHECK_RC(ww_db_exec(db, tamperings[i], &err), WW_OK);
        struct ww_str now = ww_str_of(i == 7 ? "0123456789abcdef" : two[0].pseudonym);
        ww_str_copy(now, pseudonym, sizeof pseudonym);
        if (!CHECK_RC(ww_vault_get(vault, &caller, "iom", pseudonym, &got, &err), WW_E_DAMAGED))
            printf("    with %s\n", tamperings[i]);
        ww_vault_close(&vault);
        ww_secret_free(&key);
        ww_db_close(&db);
    }
}

static enum ww_rc count_ashes(void *context, const struct ww_identity *identity, struct ww_err *e)
{
    (void)e;
    unsigned *n = context;
    *n += ww_str_eqz(identity->fields[WW_IDENTITY_SURNAME], "Ash") ? 1 : 0;
    return WW_OK;
}

WW_TEST(rekeying_seals_everything_anew)
{
    struct ww_db *db = open_db("rekey.db");
    struct ww_secret *key = key_of(1), *next = key_of(2);
    struct ww_vault *vault = make(db, key), *again = NULL;
    struct ww_identity list[50], got;
    char numbers[50][8];
    const char *const iom = "iom";
    struct ww_arena *arena = ww_arena_new(0);
    struct ww_vault_found *found = NULL;
    size_t n = 0;
    unsigned ashes = 0;
    for (int i = 0; i < 50; i++) {
        snprintf(numbers[i], sizeof numbers[i], "N%d", i);
        list[i] = person(i % 2 ? "iom" : "marac", "Juniper", "Ash", "1980-05-17", numbers[i]);
    }
    CHECK_RC(ww_vault_put(vault, &caller, list, 50, &err), WW_OK);
    CHECK_RC(ww_vault_rekey(vault, &caller, next, &err), WW_OK);
    CHECK_RC(ww_vault_get(vault, &caller, "iom", list[7].pseudonym, &got, &err), WW_OK); /* at once */
    CHECK_RC(ww_vault_open(db, key, NULL, &again, &err), WW_E_USAGE);
    ww_vault_close(&vault);
    CHECK_RC(ww_vault_open(db, next, NULL, &vault, &err), WW_OK);
    CHECK_RC(ww_vault_get(vault, &caller, "marac", list[8].pseudonym, &got, &err), WW_OK);
    CHECK_TEXT(got.fields[WW_IDENTITY_AGENCY_ID], "N8");
    CHECK_RC(ww_vault_find(vault, &caller, WW_IDENTITY_AGENCY_ID, WW_STR("N49"), arena, &found, &n, &err),
             WW_OK);
    if (CHECK_INT(n, 1))
        CHECK_STR(found[0].pseudonym, list[49].pseudonym);
    CHECK_RC(ww_vault_each(vault, &caller, NULL, 0, count_ashes, &ashes, &err), WW_OK);
    CHECK_INT(ashes, 50);
    ashes = 0;
    CHECK_RC(ww_vault_each(vault, &caller, &iom, 1, count_ashes, &ashes, &err), WW_OK);
    CHECK_INT(ashes, 25);
    CHECK_INT(count(db, "SELECT count(*) FROM audit WHERE act = 'combined'"), 2);
    ww_arena_free(&arena);
    ww_vault_close(&vault);
    ww_secret_free(&key);
    ww_secret_free(&next);
    ww_db_close(&db);
}

WW_TEST(a_value_too_long_changes_nothing)
{
    static char text[WW_IDENTITY_BYTES_MAX + 2];
    memset(text, 'x', sizeof text - 1);
    struct ww_db *db = open_db("long.db");
    struct ww_secret *key = key_of(1);
    struct ww_vault *vault = make(db, key);
    struct ww_identity two[] = {person("iom", "Juniper", "Ash", "", "A1"),
                                person("iom", text, "Ash", "", "A2")},
                       got;
    CHECK_RC(ww_vault_put(vault, &caller, two, 2, &err), WW_E_INPUT);
    CHECK_INT(count(db, "SELECT count(*) FROM identity"), 0);
    two[1].fields[WW_IDENTITY_FORENAME].len = WW_IDENTITY_BYTES_MAX;
    CHECK_RC(ww_vault_put(vault, &caller, two, 2, &err), WW_OK);
    CHECK_RC(ww_vault_get(vault, &caller, "iom", two[1].pseudonym, &got, &err), WW_OK);
    CHECK_INT(got.fields[WW_IDENTITY_FORENAME].len, WW_IDENTITY_BYTES_MAX);
    ww_vault_close(&vault);
    ww_secret_free(&key);
    ww_db_close(&db);
}
