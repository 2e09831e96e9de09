// SPDX-License-Identifier: Apache-2.0
/* Problem: nobody reads an identity without a trace, and no more of it is opened than was asked for.
 *
 * Method: the audit row is written and committed before anything is handed out, so that a program which dies in between has
 * logged too much, never too little. Texts are opened into locked memory of the vault and stay there until the next call.
 *
 * Edge cases: what was looked for is not logged, for it is a name; who was found is. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "people/vault_parts.h"

static enum ww_rc fail_unknown(const char *source, const char *pseudonym, struct ww_err *err)
{
    return ww_fail(
        err, WW_E_NOT_FOUND,
        "The vault holds no identity of %.100s under the pseudonym %.40s: it was erased, or never kept.",
        source, pseudonym);
}

/* Logs a consultation in a transaction of its own. */
static enum ww_rc log_person(struct ww_vault *vault, const struct ww_caller *caller, const char *source,
                             const char *pseudonym, const char *detail, struct ww_err *err)
{
    int64_t id = 0;
    enum ww_rc rc = ww_db_begin(vault->db, err);
    if (rc)
        return rc;
    rc = ww_vault_row_id(vault, source, pseudonym, &id, err);
    if (!rc && !id)
        rc = fail_unknown(source, pseudonym, err);
    if (!rc)
        rc = ww_vault_log(vault, caller, WW_AUDIT_CONSULT, source, pseudonym, detail, err);
    return ww_vault_end(vault, rc, err);
}

/* --- one person --------------------------------------------------------------------------------------- */

static enum ww_rc read_one(struct ww_vault *vault, const char *source, const char *pseudonym,
                           struct ww_identity *out, struct ww_err *err)
{
    struct ww_stmt *stmt = NULL;
    bool row = false;
    struct ww_arena *arena = ww_arena_new(0);
    enum ww_rc rc = arena ? ww_stmt_new(vault->db,
                                        "SELECT " WW_IDENTITY_COLUMNS
                                        " FROM identity WHERE source = ? AND pseudonym = ?",
                                        &stmt, err)
                          : ww_fail_nomem(err);
    if (!rc) {
        ww_stmt_bind_text(stmt, 1, source);
        ww_stmt_bind_text(stmt, 2, pseudonym);
        rc = ww_stmt_step(stmt, &row, err);
    }
    if (!rc && !row)
        rc = fail_unknown(source, pseudonym, err);
    if (!rc)
        rc = ww_vault_read_row(vault, stmt, arena, out, err);
    if (!rc)
        out->source = source;
    ww_stmt_free(&stmt);
    ww_arena_free(&arena);
    return rc;
}

enum ww_rc ww_vault_get(struct ww_vault *vault, const struct ww_caller *caller, const char *source,
                        const char *pseudonym, struct ww_identity *out, struct ww_err *err)
{
    struct ww_identity found = {0};
    enum ww_rc rc = log_person(vault, caller, source, pseudonym, "identity shown", err);
    if (!rc)
        rc = read_one(vault, source, pseudonym, &found, err);
    if (!rc)
        *out = found;
    return rc;
}

static enum ww_rc find_role(struct ww_stmt *stmt, struct ww_person_role_row *out, struct ww_err *err)
{
    struct ww_str word = ww_stmt_bytes(stmt, 0);
    assert(out);
    *out = (struct ww_person_role_row){.first_day = (int32_t)ww_stmt_i64(stmt, 1),
                                       .last_day = (int32_t)ww_stmt_i64(stmt, 2)};
    for (int i = 0; i < WW_PERSON_ROLES; i++)
        if (ww_str_eqz(word, ww_person_roles[i])) {
            out->role = (enum ww_person_role)i;
            return WW_OK;
        }
    return ww_fail_at(err, WW_E_DAMAGED, "vault", 0, 0,
                      "The vault holds a role that does not exist. Restore the workspace from a backup.");
}

#define ROLES_MAX 1000 /* of one person in one source */

enum ww_rc ww_vault_roles(struct ww_vault *vault, const struct ww_caller *caller, const char *source,
                          const char *pseudonym, struct ww_arena *arena, struct ww_person_role_row **out,
                          size_t *n, struct ww_err *err)
{
    struct ww_stmt *stmt = NULL;
    struct ww_person_role_row *rows = ww_arena_alloc(arena, ROLES_MAX, sizeof *rows);
    size_t found = 0;
    bool row = false;
    enum ww_rc rc = rows ? log_person(vault, caller, source, pseudonym, "roles shown", err)
                         : ww_fail_nomem(err);
    if (!rc)
        rc = ww_stmt_new(vault->db,
                         "SELECT r.role, r.first_day, r.last_day FROM identity_role r "
                         "JOIN identity i ON i.id = r.identity WHERE i.source = ? AND i.pseudonym = ? "
                         "ORDER BY r.first_day, r.role",
                         &stmt, err);
    if (!rc) {
        ww_stmt_bind_text(stmt, 1, source);
        ww_stmt_bind_text(stmt, 2, pseudonym);
    }
    while (!rc && found < ROLES_MAX && !(rc = ww_stmt_step(stmt, &row, err)) && row)
        rc = find_role(stmt, &rows[found++], err);
    ww_stmt_free(&stmt);
    if (!rc) {
        *out = rows;
        *n = found;
    }
    return rc;
}

/* --- all of them -------------------------------------------------------------------------------------- */

typedef enum ww_rc take_fn(void *context, const struct ww_identity *identity, struct ww_err *err);

/* source NULL = all. */
static enum ww_rc each_of(struct ww_vault *vault, const char *source, take_fn *take, void *context,
                          struct ww_err *err)
{
    struct ww_stmt *stmt = NULL;
    bool row = true;
    enum ww_rc rc = ww_stmt_new(
        vault->db, "SELECT " WW_IDENTITY_COLUMNS " FROM identity WHERE ?1 IS NULL OR source = ?1 ORDER BY id",
        &stmt, err);
    if (!rc)
        ww_stmt_bind_text(stmt, 1, source);
    while (!rc && !(rc = ww_stmt_step(stmt, &row, err)) && row) {
        struct ww_identity identity = {0};
        struct ww_arena *arena = ww_arena_new(0);
        rc = arena ? ww_vault_read_row(vault, stmt, arena, &identity, err) : ww_fail_nomem(err);
        if (!rc)
            rc = take(context, &identity, err);
        ww_arena_free(&arena);
    }
    ww_stmt_free(&stmt);
    return rc;
}

static enum ww_rc count_one(void *context, const struct ww_identity *identity, struct ww_err *err)
{
    uint64_t *n = context;
    (void)identity;
    (void)err;
    ++*n;
    return WW_OK;
}

enum ww_rc ww_vault_verify(struct ww_vault *vault, uint64_t *n, struct ww_err *err)
{
    uint64_t opened = 0;
    enum ww_rc rc = each_of(vault, NULL, count_one, &opened, err);
    if (!rc)
        *n = opened;
    return rc;
}

static enum ww_rc log_combined(struct ww_vault *vault, const struct ww_caller *caller,
                               const char *const *sources, size_t n, struct ww_err *err)
{
    enum ww_rc rc = ww_db_begin(vault->db, err);
    if (rc)
        return rc;
    for (size_t i = 0; !rc && i < n; i++)
        rc = ww_vault_log(vault, caller, WW_AUDIT_COMBINE, sources[i], NULL, "every identity read", err);
    if (!rc && !n)
        rc = ww_vault_log(vault, caller, WW_AUDIT_COMBINE, "*", NULL, "every identity of every source read",
                          err);
    return ww_vault_end(vault, rc, err);
}

enum ww_rc ww_vault_each(struct ww_vault *vault, const struct ww_caller *caller, const char *const *sources,
                         size_t n, take_fn *take, void *context, struct ww_err *err)
{
    enum ww_rc rc = log_combined(vault, caller, sources, n, err);
    for (size_t i = 0; !rc && i < n; i++)
        rc = each_of(vault, sources[i], take, context, err);
    if (!rc && !n)
        rc = each_of(vault, NULL, take, context, err);
    return rc;
}

/* --- looking up --------------------------------------------------------------------------------------- */

struct search {
    struct ww_vault *vault;
    struct ww_arena *arena;
    enum ww_identity_field field;
    struct ww_secret *wanted; /* made plain */
    size_t wanted_len;
    struct ww_vault_found *found;
    size_t n, capacity;
};

static enum ww_rc keep_found(struct search *s, const char *source, const char *pseudonym, struct ww_err *err)
{
    if (s->n == s->capacity) {
        size_t capacity = s->capacity ? 2 * s->capacity : 64;
        struct ww_vault_found *grown = ww_arena_alloc(s->arena, capacity, sizeof *grown);
        if (!grown)
            return ww_fail_nomem(err);
        if (s->n)
            memcpy(grown, s->found, s->n * sizeof *grown);
        s->found = grown;
        s->capacity = capacity;
    }
    s->found[s->n] = (struct ww_vault_found){ww_arena_copy(s->arena, ww_str_of(source)),
                                             ww_arena_copy(s->arena, ww_str_of(pseudonym))};
    return s->found[s->n].source && s->found[s->n++].pseudonym ? WW_OK : ww_fail_nomem(err);
}

static enum ww_rc compare(void *context, const struct ww_identity *identity, struct ww_err *err)
{
    struct search *s = context;
    struct ww_str value = identity->fields[s->field];
    char *room = (char *)ww_secret_bytes(s->vault->room, NULL);
    if (!value.len)
        return WW_OK;
    size_t len = ww_vault_plain(s->field, value, room);
    assert(s->wanted);
    bool same = len == s->wanted_len && memcmp(room, ww_secret_bytes(s->wanted, NULL), len) == 0;
    ww_wipe(room, len);
    return same ? keep_found(s, identity->source, identity->pseudonym, err) : WW_OK;
}

static enum ww_rc search_all(struct search *s, struct ww_str value, struct ww_err *err)
{
    enum ww_rc rc = ww_secret_new(WW_PADDED_MAX, &s->wanted, err);
    if (!rc) {
        s->wanted_len = ww_vault_plain(s->field, value, (char *)ww_secret_bytes(s->wanted, NULL));
        rc = each_of(s->vault, NULL, compare, s, err);
    }
    ww_secret_free(&s->wanted);
    return rc;
}

static enum ww_rc search_index(struct search *s, struct ww_str value, struct ww_err *err)
{
    uint8_t blind[WW_BLIND_BYTES];
    struct ww_stmt *stmt = NULL;
    bool row = true;
    enum ww_rc rc = ww_vault_blind(s->vault, &s->vault->keys, s->field, value, blind, err);
    if (!rc)
        rc = ww_stmt_new(
            s->vault->db,
            "SELECT i.source, i.pseudonym FROM identity_index x JOIN identity i ON i.id = x.identity "
            "WHERE x.field = ? AND x.blind = ?",
            &stmt, err);
    if (!rc) {
        ww_stmt_bind_i64(stmt, 1, (int64_t)s->field);
        ww_stmt_bind_bytes(stmt, 2, (struct ww_str){(const char *)blind, sizeof blind});
    }
    while (!rc && !(rc = ww_stmt_step(stmt, &row, err)) && row) {
        const char *source = ww_stmt_text(stmt, 0, s->arena), *pseudonym = ww_stmt_text(stmt, 1, s->arena);
        rc = source && pseudonym ? keep_found(s, source, pseudonym, err) : ww_fail_nomem(err);
    }
    ww_stmt_free(&stmt);
    return rc;
}

static int by_pseudonym(const void *a, const void *b)
{
    const struct ww_vault_found *x = a, *y = b;
    return strcmp(x->pseudonym, y->pseudonym);
}

static enum ww_rc log_found(const struct search *s, const struct ww_caller *caller, struct ww_err *err)
{
    char detail[96];
    snprintf(detail, sizeof detail, "looked up by %s: %zu found", ww_identity_names[s->field], s->n);
    enum ww_rc rc = ww_db_begin(s->vault->db, err);
    if (rc)
        return rc;
    rc = ww_vault_log(s->vault, caller, WW_AUDIT_CONSULT, "*", NULL, detail, err);
    snprintf(detail, sizeof detail, "found by %s", ww_identity_names[s->field]);
    for (size_t i = 0; !rc && i < s->n; i++)
        rc = ww_vault_log(s->vault, caller, WW_AUDIT_CONSULT, s->found[i].source, s->found[i].pseudonym,
                          detail, err);
    return ww_vault_end(s->vault, rc, err);
}

enum ww_rc ww_vault_find(struct ww_vault *vault, const struct ww_caller *caller, enum ww_identity_field field,
                         struct ww_str value, struct ww_arena *arena, struct ww_vault_found **out, size_t *n,
                         struct ww_err *err)
{
    struct search s = {.vault = vault, .arena = arena, .field = field};
    value = ww_str_trim(value);
    if (!value.len || value.len > WW_IDENTITY_BYTES_MAX)
        return ww_fail(err, WW_E_USAGE, "A value to look for has 1 to %d bytes.", WW_IDENTITY_BYTES_MAX);
    enum ww_rc rc = ww_vault_indexed(field) ? search_index(&s, value, err) : search_all(&s, value, err);
    if (!rc && s.n)
        qsort(s.found, s.n, sizeof *s.found, by_pseudonym);
    if (!rc)
        rc = log_found(&s, caller, err);
    if (!rc) {
        *out = s.found;
        *n = s.n;
    }
    return rc;
}
