// SPDX-License-Identifier: Apache-2.0
/* Problem: a partnership must be able to say who a person is, and must not have that lie about: the folder may be copied,
 * backed up, mailed. So all that identifies is sealed field by field, and the key is somewhere else.
 *
 * Method: the key given (of a passphrase or a key file) is never used itself; two keys are derived from it, one that
 * seals, one for the blind index. A proof, a fixed text sealed together with the workspace's salt, tells the right key from
 * another; its own hash tells another key from damage. The audit chain is walked whenever the vault is opened.
 *
 * Edge cases: a lost key is lost: nothing here can open the vault without it, and there is no second one. Files of the vault:
 * vault_fields.c (sealing and the index), vault_put.c, vault_read.c, vault_erase.c, vault_rekey.c. */
#include "people/vault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/hash.h"
#include "people/vault_parts.h"

enum { KEY_FOR_SEALING = 1, KEY_FOR_INDEX = 2 };

#define PROOF_BYTES (sizeof proof_text - 1 + WW_SEALED_OVERHEAD)
static const char proof_text[] = "the vault of this workspace";

const char *const ww_identity_names[WW_IDENTITY_FIELDS] = {
    [WW_IDENTITY_FORENAME] = "forename",
    [WW_IDENTITY_SURNAME] = "surname",
    [WW_IDENTITY_FORMER_NAME] = "former_name",
    [WW_IDENTITY_BORN] = "born",
    [WW_IDENTITY_SEX] = "sex",
    [WW_IDENTITY_ADDRESS] = "address",
    [WW_IDENTITY_POSTCODE] = "postcode",
    [WW_IDENTITY_AGENCY_ID] = "agency_id",
};

const char *const ww_person_roles[WW_PERSON_ROLES] = {
    [WW_ROLE_VICTIM] = "victim", [WW_ROLE_SUSPECT] = "suspect", [WW_ROLE_OFFENDER] = "offender",
    [WW_ROLE_CLIENT] = "client", [WW_ROLE_AT_RISK] = "at risk",
};

/* --- keys ------------------------------------------------------------------------------------------- */

enum ww_rc ww_vault_keys_of(struct ww_secret *key, struct ww_vault_keys *out, struct ww_err *err)
{
    struct ww_vault_keys made = {0};
    enum ww_rc rc = ww_secret_derive(key, KEY_FOR_SEALING, &made.seal, err);
    if (!rc)
        rc = ww_secret_derive(key, KEY_FOR_INDEX, &made.blind, err);
    if (rc)
        ww_vault_keys_free(&made);
    else
        *out = made;
    return rc;
}

void ww_vault_keys_free(struct ww_vault_keys *keys)
{
    ww_secret_free(&keys->seal);
    ww_secret_free(&keys->blind);
}

static enum ww_rc read_salt(struct ww_db *db, uint8_t salt[WW_SALT_BYTES], bool *found, struct ww_err *err)
{
    struct ww_stmt *stmt = NULL;
    enum ww_rc rc = ww_stmt_new(db, "SELECT salt FROM vault_salt WHERE id = 1", &stmt, err);
    if (!rc)
        rc = ww_stmt_step(stmt, found, err);
    if (!rc && *found) {
        struct ww_str bytes = ww_stmt_bytes(stmt, 0);
        if (bytes.len == WW_SALT_BYTES)
            memcpy(salt, bytes.ptr, WW_SALT_BYTES);
        else
            rc = ww_fail_at(
                err, WW_E_DAMAGED, "vault", 0, 0,
                "The vault's salt is not as it was written. Restore the workspace from a backup.");
    }
    ww_stmt_free(&stmt);
    return rc;
}

enum ww_rc ww_vault_salt(struct ww_db *db, uint8_t salt[WW_SALT_BYTES], struct ww_err *err)
{
    bool found = false;
    struct ww_stmt *stmt = NULL;
    enum ww_rc rc = read_salt(db, salt, &found, err);
    if (rc || found)
        return rc;
    rc = ww_random(salt, WW_SALT_BYTES, err);
    if (!rc)
        rc = ww_stmt_new(db, "INSERT INTO vault_salt (id, salt) VALUES (1, ?)", &stmt, err);
    if (!rc) {
        ww_stmt_bind_bytes(stmt, 1, (struct ww_str){(const char *)salt, WW_SALT_BYTES});
        rc = ww_stmt_run(stmt, err);
    }
    ww_stmt_free(&stmt);
    return rc;
}

/* --- the proof -------------------------------------------------------------------------------------- */

struct proof {
    uint8_t salt[WW_SALT_BYTES];
    uint8_t sealed[PROOF_BYTES];
};

/* What the proof is authenticated with: another workspace's proof does not fit, nor one beside another salt. */
static struct ww_str proof_about(const struct proof *proof, char out[2 * WW_SALT_BYTES + 8])
{
    memcpy(out, "vault/", 6);
    ww_hex(proof->salt, WW_SALT_BYTES, out + 6);
    return ww_str_of(out);
}

static enum ww_rc hash_proof(const struct proof *proof, char out[WW_SHA256_HEX], struct ww_err *err)
{
    uint8_t hash[WW_SHA256_BYTES];
    if (ww_sha256_of(proof, sizeof *proof, hash) != WW_OK)
        return ww_fail_nomem(err);
    ww_hex(hash, sizeof hash, out);
    return WW_OK;
}

enum ww_rc ww_vault_write_proof(struct ww_db *db, const struct ww_vault_keys *keys, int64_t second,
                                struct ww_err *err)
{
    struct proof proof;
    char about[2 * WW_SALT_BYTES + 8], hash[WW_SHA256_HEX];
    struct ww_stmt *stmt = NULL;
    enum ww_rc rc = ww_vault_salt(db, proof.salt, err);
    if (!rc)
        rc = ww_seal(keys->seal, WW_STR(proof_text), proof_about(&proof, about), proof.sealed, err);
    if (!rc)
        rc = hash_proof(&proof, hash, err);
    if (!rc)
        rc = ww_stmt_new(db,
                         "INSERT INTO vault (id, proof, proof_sha256, made_at) VALUES (1, ?1, ?2, ?3) "
                         "ON CONFLICT (id) DO UPDATE SET proof = ?1, proof_sha256 = ?2",
                         &stmt, err);
    if (!rc) {
        ww_stmt_bind_bytes(stmt, 1, (struct ww_str){(const char *)proof.sealed, sizeof proof.sealed});
        ww_stmt_bind_text(stmt, 2, hash);
        ww_stmt_bind_i64(stmt, 3, second);
        rc = ww_stmt_run(stmt, err);
    }
    ww_stmt_free(&stmt);
    return rc;
}

static enum ww_rc fail_proof(struct ww_err *err)
{
    return ww_fail_at(
        err, WW_E_DAMAGED, "vault", 0, 0,
        "The vault's proof of its key is not as it was written. Restore the workspace from a backup.");
}

static enum ww_rc check_proof(const struct ww_vault_keys *keys, const struct proof *proof, const char *hash,
                              struct ww_err *err)
{
    char about[2 * WW_SALT_BYTES + 8], found[WW_SHA256_HEX];
    uint8_t plain[sizeof proof_text];
    enum ww_rc rc = hash_proof(proof, found, err);
    if (rc)
        return rc;
    if (strcmp(found, hash) != 0)
        return fail_proof(err);
    if (ww_unseal(keys->seal, proof->sealed, sizeof proof->sealed, proof_about(proof, about), plain, NULL))
        return ww_fail(
            err, WW_E_USAGE,
            "This is not the key of this workspace's vault. Nothing was opened; try the right key file or "
            "passphrase.");
    return WW_OK;
}

/* WW_E_NOT_FOUND without a vault. */
static enum ww_rc read_proof(struct ww_db *db, struct proof *proof, char hash[WW_SHA256_HEX],
                             struct ww_err *err)
{
    struct ww_stmt *stmt = NULL;
    bool row = false, salted = false;
    enum ww_rc rc = ww_stmt_new(db, "SELECT proof, proof_sha256 FROM vault WHERE id = 1", &stmt, err);
    if (!rc)
        rc = ww_stmt_step(stmt, &row, err);
    if (!rc && !row)
        rc = ww_fail(
            err, WW_E_NOT_FOUND,
            "This workspace has no vault yet. Make one with 'watchward vault make --key-file FILE'.");
    if (!rc) {
        struct ww_str sealed = ww_stmt_bytes(stmt, 0);
        if (sealed.len != sizeof proof->sealed || !ww_str_copy(ww_stmt_bytes(stmt, 1), hash, WW_SHA256_HEX))
            rc = fail_proof(err);
        else
            memcpy(proof->sealed, sealed.ptr, sizeof proof->sealed);
    }
    ww_stmt_free(&stmt);
    if (!rc)
        rc = read_salt(db, proof->salt, &salted, err);
    return !rc && !salted ? fail_proof(err) : rc;
}

/* --- making, opening, closing ----------------------------------------------------------------------- */

enum ww_rc ww_vault_exists(struct ww_db *db, bool *out, struct ww_err *err)
{
    struct ww_stmt *stmt = NULL;
    enum ww_rc rc = ww_stmt_new(db, "SELECT 1 FROM vault", &stmt, err);
    if (!rc)
        rc = ww_stmt_step(stmt, out, err);
    ww_stmt_free(&stmt);
    return rc;
}

static enum ww_rc make_within(struct ww_db *db, const struct ww_vault_keys *keys,
                              const struct ww_caller *caller, struct ww_err *err)
{
    bool there = false;
    enum ww_rc rc = ww_vault_exists(db, &there, err);
    if (!rc && there)
        return ww_fail(err, WW_E_CONFLICT,
                       "This workspace has a vault already. 'watchward vault rekey' changes its key.");
    if (!rc)
        rc = ww_vault_write_proof(db, keys, caller->second, err);
    const struct ww_audit_row row = {.second = caller->second,
                                     .author = caller->author,
                                     .act = WW_AUDIT_ALTER,
                                     .object = "vault",
                                     .purpose = caller->purpose ? caller->purpose : "",
                                     .recipient = "",
                                     .detail = "made"};
    return rc ? rc : ww_audit_add(db, &row, err);
}

enum ww_rc ww_vault_make(struct ww_db *db, struct ww_secret *key, const struct ww_caller *caller,
                         struct ww_err *err)
{
    struct ww_vault_keys keys = {0};
    enum ww_rc rc = ww_vault_keys_of(key, &keys, err);
    if (!rc && !(rc = ww_db_begin(db, err))) {
        rc = make_within(db, &keys, caller, err);
        if (!rc)
            rc = ww_db_commit(db, err);
        if (rc)
            ww_db_rollback(db);
    }
    ww_vault_keys_free(&keys);
    return rc;
}

enum ww_rc ww_vault_open(struct ww_db *db, struct ww_secret *key, const char *expected_head,
                         struct ww_vault **out, struct ww_err *err)
{
    struct proof proof;
    char hash[WW_SHA256_HEX];
    struct ww_vault *vault = ww_new_array(1, sizeof *vault);
    if (!vault)
        return ww_fail_nomem(err);
    vault->db = db;
    enum ww_rc rc = read_proof(db, &proof, hash, err);
    if (!rc)
        rc = ww_vault_keys_of(key, &vault->keys, err);
    if (!rc)
        rc = check_proof(&vault->keys, &proof, hash, err);
    if (!rc)
        rc = ww_audit_check(db, expected_head, NULL, NULL, err);
    if (!rc)
        rc = ww_secret_new(WW_PADDED_MAX, &vault->room, err);
    if (!rc)
        rc = ww_secret_new((size_t)WW_IDENTITY_FIELDS * WW_PADDED_MAX, &vault->shown, err);
    if (rc)
        ww_vault_close(&vault);
    else
        *out = vault;
    return rc;
}

void ww_vault_close(struct ww_vault **vault)
{
    if (!vault || !*vault)
        return;
    ww_vault_keys_free(&(*vault)->keys);
    ww_secret_free(&(*vault)->room);
    ww_secret_free(&(*vault)->shown);
    free(*vault);
    *vault = NULL;
}

/* --- what the other files of the vault share --------------------------------------------------------- */

enum ww_rc ww_vault_row_id(const struct ww_vault *vault, const char *source, const char *pseudonym,
                           int64_t *id, struct ww_err *err)
{
    struct ww_stmt *stmt = NULL;
    bool row = false;
    enum ww_rc rc = ww_stmt_new(vault->db, "SELECT id FROM identity WHERE source = ? AND pseudonym = ?",
                                &stmt, err);
    if (!rc) {
        ww_stmt_bind_text(stmt, 1, source);
        ww_stmt_bind_text(stmt, 2, pseudonym);
        rc = ww_stmt_step(stmt, &row, err);
    }
    if (!rc)
        *id = row ? ww_stmt_i64(stmt, 0) : 0;
    ww_stmt_free(&stmt);
    return rc;
}

enum ww_rc ww_vault_log(const struct ww_vault *vault, const struct ww_caller *caller, enum ww_audit_act act,
                        const char *source, const char *pseudonym, const char *detail, struct ww_err *err)
{
    char object[WW_ABOUT_MAX];
    snprintf(object, sizeof object, "%s/%.100s", pseudonym ? "person" : "source",
             pseudonym ? pseudonym : source);
    const struct ww_audit_row row = {.second = caller->second,
                                     .author = caller->author,
                                     .act = act,
                                     .object = object,
                                     .purpose = caller->purpose ? caller->purpose : "",
                                     .recipient = "",
                                     .detail = detail};
    return ww_audit_add(vault->db, &row, err);
}

enum ww_rc ww_vault_end(const struct ww_vault *vault, enum ww_rc rc, struct ww_err *err)
{
    if (!rc)
        rc = ww_db_commit(vault->db, err);
    if (rc)
        ww_db_rollback(vault->db);
    return rc;
}

enum ww_rc ww_vault_counts(struct ww_db *db, struct ww_arena *arena, struct ww_vault_count **out, size_t *n,
                           struct ww_err *err)
{
    struct ww_stmt *stmt = NULL;
    struct ww_vault_count *counts = NULL;
    size_t found = 0, room = 0;
    bool row = true;
    enum ww_rc rc = ww_stmt_new(db,
                                "SELECT source, count(*), min(kept_at), max(kept_at), "
                                "(SELECT count(DISTINCT source) FROM identity) "
                                "FROM identity GROUP BY source ORDER BY source",
                                &stmt, err);
    while (!rc && !(rc = ww_stmt_step(stmt, &row, err)) && row) {
        if (!counts) {
            room = (size_t)ww_stmt_i64(stmt, 4);
            counts = ww_arena_alloc(arena, room, sizeof *counts);
        }
        if (!counts || found == room)
            break;
        counts[found++] = (struct ww_vault_count){.source = ww_stmt_text(stmt, 0, arena),
                                                  .identities = (uint64_t)ww_stmt_i64(stmt, 1),
                                                  .first_kept = ww_stmt_i64(stmt, 2),
                                                  .last_kept = ww_stmt_i64(stmt, 3)};
    }
    if (!rc && row)
        rc = ww_fail_nomem(err);
    ww_stmt_free(&stmt);
    if (!rc) {
        *out = counts;
        *n = found;
    }
    return rc;
}
