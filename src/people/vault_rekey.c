// SPDX-License-Identifier: Apache-2.0
/* Problem: a key that may have been seen, or the passphrase of a colleague who has left, must stop opening the vault.
 *
 * Method: in one transaction every identity is opened under the old key and sealed, and indexed, under the new one, then
 * the proof is replaced. Killed at any moment, the vault opens with the old key or with the new one, never with both or
 * neither. Pseudonyms stay.
 *
 * Edge cases: a copy of the workspace made before still opens with the old key; nothing here can change that. */
#include "people/vault_parts.h"

/* The row after `*id`; *id 0 at the end. */
static enum ww_rc next_row(struct ww_vault *vault, struct ww_stmt *stmt, struct ww_arena *arena, int64_t *id,
                           struct ww_identity *out, struct ww_err *err)
{
    bool row = false;
    ww_stmt_bind_i64(stmt, 1, *id);
    enum ww_rc rc = ww_stmt_step(stmt, &row, err);
    *id = 0;
    if (!rc && row) {
        *id = ww_stmt_i64(stmt, 0);
        rc = ww_vault_read_row(vault, stmt, arena, out, err);
    }
    ww_stmt_reset(stmt);
    return rc;
}

static enum ww_rc reseal_all(struct ww_vault *vault, const struct ww_vault_keys *keys, struct ww_err *err)
{
    struct ww_stmt *stmt = NULL;
    struct ww_vault_writer writer;
    int64_t id = 0;
    bool more = true;
    enum ww_rc rc = ww_vault_writer_init(vault, keys, &writer, err);
    if (!rc)
        rc = ww_stmt_new(vault->db,
                         "SELECT " WW_IDENTITY_COLUMNS " FROM identity WHERE id > ? ORDER BY id LIMIT 1",
                         &stmt, err);
    while (!rc && more) {
        struct ww_identity identity = {0};
        struct ww_arena *arena = ww_arena_new(0);
        rc = arena ? next_row(vault, stmt, arena, &id, &identity, err) : ww_fail_nomem(err);
        more = id != 0;
        if (!rc && more)
            rc = ww_vault_write_fields(&writer, id, &identity, err);
        ww_arena_free(&arena);
    }
    ww_vault_writer_free(&writer);
    ww_stmt_free(&stmt);
    return rc;
}

enum ww_rc ww_vault_rekey(struct ww_vault *vault, const struct ww_caller *caller, struct ww_secret *new_key,
                          struct ww_err *err)
{
    struct ww_vault_keys keys = {0};
    const struct ww_audit_row row = {.second = caller->second,
                                     .author = caller->author,
                                     .act = WW_AUDIT_ALTER,
                                     .object = "vault",
                                     .purpose = caller->purpose ? caller->purpose : "",
                                     .recipient = "",
                                     .detail = "sealed anew under another key"};
    enum ww_rc rc = ww_vault_keys_of(new_key, &keys, err);
    if (!rc && !(rc = ww_db_begin(vault->db, err))) {
        rc = reseal_all(vault, &keys, err);
        if (!rc)
            rc = ww_vault_write_proof(vault->db, &keys, caller->second, err);
        if (!rc)
            rc = ww_audit_add(vault->db, &row, err);
        rc = ww_vault_end(vault, rc, err);
    }
    if (rc) {
        ww_vault_keys_free(&keys);
    } else {
        ww_vault_keys_free(&vault->keys);
        vault->keys = keys;
    }
    return rc;
}
