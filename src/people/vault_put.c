// SPDX-License-Identifier: Apache-2.0
/* Problem: a source's people come again and again, delivery after delivery; within a source, one who bears the agency's own
 * number is known again, and evidence must then say the same pseudonym.
 *
 * Method: naming first (ww_vault_name): identities with an agency's number are looked up in the blind index; what is not
 * there gets 64 random bits. Those of one number within the delivery are put together by sorting their index entries. Then
 * keeping (ww_vault_keep): a row is added, or its fields replaced by the newest.
 *
 * Edge cases: without a number of the agency's every record is a person of its own here; putting them together is for
 * linkage, which can be undone. Nothing is ever put together across sources. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/hash.h"
#include "people/vault_parts.h"

/* --- naming ------------------------------------------------------------------------------------------- */

struct numbered {
    const char *source;
    uint8_t blind[WW_BLIND_BYTES];
    size_t index;
};

static int by_number(const void *a, const void *b)
{
    const struct numbered *x = a, *y = b;
    int order = strcmp(x->source, y->source);
    if (!order)
        order = memcmp(x->blind, y->blind, sizeof x->blind);
    if (!order)
        order = x->index < y->index ? -1 : x->index > y->index;
    return order;
}

static bool same_number(const struct numbered *a, const struct numbered *b)
{
    return strcmp(a->source, b->source) == 0 && memcmp(a->blind, b->blind, sizeof a->blind) == 0;
}

static enum ww_rc new_pseudonym(char out[WW_PSEUDONYM_DIGITS + 1], struct ww_err *err)
{
    uint8_t bytes[WW_PSEUDONYM_DIGITS / 2];
    enum ww_rc rc = ww_random(bytes, sizeof bytes, err);
    if (!rc)
        ww_hex(bytes, sizeof bytes, out);
    return rc;
}

/* The pseudonym the source's number already has; "" = none. */
static enum ww_rc known_pseudonym(struct ww_stmt *stmt, const struct numbered *n,
                                  char out[WW_PSEUDONYM_DIGITS + 1], struct ww_err *err)
{
    bool row = false;
    ww_stmt_bind_i64(stmt, 1, WW_IDENTITY_AGENCY_ID);
    ww_stmt_bind_bytes(stmt, 2, (struct ww_str){(const char *)n->blind, sizeof n->blind});
    ww_stmt_bind_text(stmt, 3, n->source);
    enum ww_rc rc = ww_stmt_step(stmt, &row, err);
    out[0] = '\0';
    if (!rc && row)
        ww_str_copy(ww_stmt_bytes(stmt, 0), out, WW_PSEUDONYM_DIGITS + 1);
    ww_stmt_reset(stmt);
    return rc;
}

static enum ww_rc name_numbered(struct ww_vault *vault, struct ww_identity *identities,
                                const struct numbered *list, size_t n, struct ww_err *err)
{
    struct ww_stmt *stmt = NULL;
    enum ww_rc rc = ww_stmt_new(
        vault->db,
        "SELECT i.pseudonym FROM identity_index x JOIN identity i ON i.id = x.identity "
        "WHERE x.field = ? AND x.blind = ? AND i.source = ?",
        &stmt, err);
    for (size_t i = 0; !rc && i < n; i++) {
        char *pseudonym = identities[list[i].index].pseudonym;
        if (i && same_number(&list[i], &list[i - 1])) {
            memcpy(pseudonym, identities[list[i - 1].index].pseudonym, WW_PSEUDONYM_DIGITS + 1);
            continue;
        }
        rc = known_pseudonym(stmt, &list[i], pseudonym, err);
        if (!rc && !pseudonym[0])
            rc = new_pseudonym(pseudonym, err);
    }
    ww_stmt_free(&stmt);
    return rc;
}

enum ww_rc ww_vault_name(struct ww_vault *vault, struct ww_identity *identities, size_t n, struct ww_err *err)
{
    size_t count = 0;
    struct numbered *list = ww_new_array(n ? n : 1, sizeof *list);
    if (!list)
        return ww_fail_nomem(err);
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; !rc && i < n; i++) {
        const struct ww_str number = identities[i].fields[WW_IDENTITY_AGENCY_ID];
        if (identities[i].pseudonym[0])
            continue;
        if (!number.len) {
            rc = new_pseudonym(identities[i].pseudonym, err);
            continue;
        }
        list[count] = (struct numbered){.source = identities[i].source, .index = i};
        rc = ww_vault_blind(vault, &vault->keys, WW_IDENTITY_AGENCY_ID, number, list[count++].blind, err);
    }
    if (!rc && count) {
        qsort(list, count, sizeof *list, by_number);
        rc = name_numbered(vault, identities, list, count, err);
    }
    free(list);
    return rc;
}

/* --- keeping ------------------------------------------------------------------------------------------ */

struct keeping {
    struct ww_vault_writer writer;
    struct ww_stmt *find, *add, *touch, *role;
};

static enum ww_rc prepare(const struct ww_vault *vault, struct keeping *k, struct ww_err *err)
{
    enum ww_rc rc = ww_vault_writer_init(vault, &vault->keys, &k->writer, err);
    if (!rc)
        rc = ww_stmt_new(vault->db, "SELECT id FROM identity WHERE source = ? AND pseudonym = ?", &k->find,
                         err);
    if (!rc)
        rc = ww_stmt_new(vault->db, "INSERT INTO identity (source, pseudonym, kept_at) VALUES (?, ?, ?)",
                         &k->add, err);
    if (!rc)
        rc = ww_stmt_new(vault->db, "UPDATE identity SET kept_at = ? WHERE id = ?", &k->touch, err);
    if (!rc)
        rc = ww_stmt_new(
            vault->db,
            "INSERT INTO identity_role (identity, role, first_day, last_day) VALUES (?1, ?2, ?3, ?4) "
            "ON CONFLICT (identity, role, first_day) DO UPDATE SET last_day = ?4",
            &k->role, err);
    return rc;
}

static void finish(struct keeping *k)
{
    ww_vault_writer_free(&k->writer);
    ww_stmt_free(&k->find);
    ww_stmt_free(&k->add);
    ww_stmt_free(&k->touch);
    ww_stmt_free(&k->role);
}

static enum ww_rc keep_row(const struct ww_vault *vault, const struct keeping *k,
                           const struct ww_identity *identity, int64_t second, int64_t *id,
                           struct ww_err *err)
{
    bool row = false;
    ww_stmt_bind_text(k->find, 1, identity->source);
    ww_stmt_bind_text(k->find, 2, identity->pseudonym);
    enum ww_rc rc = ww_stmt_step(k->find, &row, err);
    *id = !rc && row ? ww_stmt_i64(k->find, 0) : 0;
    ww_stmt_reset(k->find);
    if (!rc && *id) {
        ww_stmt_bind_i64(k->touch, 1, second);
        ww_stmt_bind_i64(k->touch, 2, *id);
        rc = ww_stmt_run(k->touch, err);
    } else if (!rc) {
        ww_stmt_bind_text(k->add, 1, identity->source);
        ww_stmt_bind_text(k->add, 2, identity->pseudonym);
        ww_stmt_bind_i64(k->add, 3, second);
        rc = ww_stmt_run(k->add, err);
        *id = ww_db_last_id(vault->db);
    }
    return rc;
}

static enum ww_rc keep_one(const struct ww_vault *vault, const struct keeping *k,
                           const struct ww_identity *identity, int64_t second, struct ww_err *err)
{
    int64_t id = 0;
    enum ww_rc rc = keep_row(vault, k, identity, second, &id, err);
    if (!rc)
        rc = ww_vault_write_fields(&k->writer, id, identity, err);
    if (!rc && identity->has_role) {
        ww_stmt_bind_i64(k->role, 1, id);
        ww_stmt_bind_text(k->role, 2, ww_person_roles[identity->role]);
        ww_stmt_bind_i64(k->role, 3, identity->first_day);
        ww_stmt_bind_i64(k->role, 4, identity->last_day);
        rc = ww_stmt_run(k->role, err);
    }
    return rc;
}

/* One audit row for each run of one source. */
static enum ww_rc log_sources(const struct ww_vault *vault, const struct ww_caller *caller,
                              const struct ww_identity *identities, size_t n, struct ww_err *err)
{
    enum ww_rc rc = WW_OK;
    for (size_t from = 0, to; !rc && from < n; from = to) {
        char detail[64];
        for (to = from + 1; to < n && strcmp(identities[to].source, identities[from].source) == 0;)
            to++;
        snprintf(detail, sizeof detail, "identities kept or replaced: %zu", to - from);
        rc = ww_vault_log(vault, caller, WW_AUDIT_COLLECT, identities[from].source, NULL, detail, err);
    }
    return rc;
}

enum ww_rc ww_vault_keep(struct ww_vault *vault, const struct ww_caller *caller,
                         const struct ww_identity *identities, size_t n, struct ww_err *err)
{
    struct keeping k = {0};
    enum ww_rc rc = prepare(vault, &k, err);
    for (size_t i = 0; !rc && i < n; i++)
        rc = keep_one(vault, &k, &identities[i], caller->second, err);
    finish(&k);
    return rc ? rc : log_sources(vault, caller, identities, n, err);
}

enum ww_rc ww_vault_put(struct ww_vault *vault, const struct ww_caller *caller,
                        struct ww_identity *identities, size_t n, struct ww_err *err)
{
    enum ww_rc rc = ww_db_begin(vault->db, err);
    if (rc)
        return rc;
    rc = ww_vault_name(vault, identities, n, err);
    if (!rc)
        rc = ww_vault_keep(vault, caller, identities, n, err);
    return ww_vault_end(vault, rc, err);
}
