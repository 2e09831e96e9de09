// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PEOPLE_VAULT_PARTS_H
#define WW_PEOPLE_VAULT_PARTS_H

#include "people/vault.h"

/* Inside of the vault: what its vault*.c files share. */

/* Lengths are rounded up before sealing, so that they do not tell short names from long ones. */
#define WW_PAD_BYTES    ((size_t)32)
#define WW_PADDED_MAX   ((WW_IDENTITY_BYTES_MAX / WW_PAD_BYTES + 1) * WW_PAD_BYTES)
#define WW_SEALED_MAX   (WW_PADDED_MAX + WW_SEALED_OVERHEAD)
#define WW_ABOUT_MAX    256
#define WW_SOURCE_CHARS 64

struct ww_vault_keys {
    struct ww_secret *seal, *blind;
};

struct ww_vault {
    struct ww_db *db;
    struct ww_vault_keys keys;
    struct ww_secret *room;  /* one padded field, or one value on its way to the index */
    struct ww_secret *shown; /* the fields of one identity */
};

enum ww_rc WW_MUST_CHECK ww_vault_keys_of(struct ww_secret *key, struct ww_vault_keys *out,
                                          struct ww_err *err);
void ww_vault_keys_free(struct ww_vault_keys *keys);

/* Keeps the proof that these are the vault's keys; in the caller's transaction. */
enum ww_rc WW_MUST_CHECK ww_vault_write_proof(struct ww_db *db, const struct ww_vault_keys *keys,
                                              int64_t second, struct ww_err *err);

/* Fields that the blind index knows. */
bool ww_vault_indexed(enum ww_identity_field field);
/* The index entry of a value, made plain first (room: at least WW_PADDED_MAX bytes, secret). */
enum ww_rc WW_MUST_CHECK ww_vault_blind(const struct ww_vault *vault, const struct ww_vault_keys *keys,
                                        enum ww_identity_field field, struct ww_str value,
                                        uint8_t out[WW_BLIND_BYTES], struct ww_err *err);
/* How values are compared: capitals of ASCII letters, blanks once and not at the ends (nowhere in postcodes and numbers),
 * dates as 1980-05-17. out: WW_PADDED_MAX bytes of secret memory; returns the length. */
size_t ww_vault_plain(enum ww_identity_field field, struct ww_str value, char *out);

/* The columns of an identity: which person it is and its sealed fields. A field's seal also says which other fields there
 * are, so that none can be taken away. */
struct ww_vault_place {
    const char *source, *pseudonym;
    unsigned present; /* bit f: field f is there */
};
enum ww_rc WW_MUST_CHECK ww_vault_seal_field(const struct ww_vault *vault, const struct ww_vault_keys *keys,
                                             const struct ww_vault_place *place, enum ww_identity_field field,
                                             struct ww_str value, uint8_t *out, size_t *len,
                                             struct ww_err *err); /* out: WW_SEALED_MAX */
/* Into vault->shown, where *out points. */
enum ww_rc WW_MUST_CHECK ww_vault_open_field(const struct ww_vault *vault, const struct ww_vault_place *place,
                                             enum ww_identity_field field, struct ww_str sealed,
                                             struct ww_str *out, struct ww_err *err);

/* "id, source, pseudonym, forename ... agency_id" of a statement's row; fields are opened into vault->shown. The texts
 * source and pseudonym live in the arena. */
#define WW_IDENTITY_COLUMNS \
    "id, source, pseudonym, forename, surname, former_name, born, sex, address, postcode, agency_id"
#define WW_IDENTITY_FIRST_FIELD 3
enum ww_rc WW_MUST_CHECK ww_vault_read_row(const struct ww_vault *vault, struct ww_stmt *stmt,
                                           struct ww_arena *arena, struct ww_identity *out,
                                           struct ww_err *err);

/* Writes the sealed fields and index entries of rows, under the keys given. Its statements are made once for many rows. */
struct ww_vault_writer {
    const struct ww_vault *vault;
    const struct ww_vault_keys *keys;
    struct ww_stmt *fields, *clear, *index;
};
enum ww_rc WW_MUST_CHECK ww_vault_writer_init(const struct ww_vault *vault, const struct ww_vault_keys *keys,
                                              struct ww_vault_writer *out, struct ww_err *err);
void ww_vault_writer_free(struct ww_vault_writer *writer); /* also after a failed init */
enum ww_rc WW_MUST_CHECK ww_vault_write_fields(const struct ww_vault_writer *writer, int64_t id,
                                               const struct ww_identity *identity, struct ww_err *err);

/* Id of a row, 0 = none. */
enum ww_rc WW_MUST_CHECK ww_vault_row_id(const struct ww_vault *vault, const char *source,
                                         const char *pseudonym, int64_t *id, struct ww_err *err);

/* An audit row about "person/<pseudonym>", or about "source/<source>" where pseudonym is NULL. */
enum ww_rc WW_MUST_CHECK ww_vault_log(const struct ww_vault *vault, const struct ww_caller *caller,
                                      enum ww_audit_act act, const char *source, const char *pseudonym,
                                      const char *detail, struct ww_err *err);
/* Ends the transaction: commits when rc is WW_OK, else takes all back. */
enum ww_rc WW_MUST_CHECK ww_vault_end(const struct ww_vault *vault, enum ww_rc rc, struct ww_err *err);

#endif
