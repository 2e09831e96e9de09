// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PEOPLE_SECRET_H
#define WW_PEOPLE_SECRET_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/* Keys and sealing (libsodium). Secret memory is locked, guarded and wiped when freed; core dumps are switched off for the
 * process as soon as any is asked for. */

#define WW_KEY_BYTES 32

struct ww_secret; /* locked memory, zeroed. WW_E_LIMIT where the system does not let so much be locked */
enum ww_rc WW_MUST_CHECK ww_secret_new(size_t bytes, struct ww_secret **out, struct ww_err *err);
void ww_secret_free(struct ww_secret **secret);                  /* wiped */
uint8_t *ww_secret_bytes(struct ww_secret *secret, size_t *len); /* len may be NULL */
void ww_wipe(void *bytes, size_t len); /* of ordinary memory; not left out by the compiler */

/* Unguessable bytes of the system; and a key of them. */
enum ww_rc WW_MUST_CHECK ww_random(void *out, size_t len, struct ww_err *err);
enum ww_rc WW_MUST_CHECK ww_secret_random(struct ww_secret **out, struct ww_err *err);
/* A key for one purpose (1, 2 ...) of a key, so that no key serves two. */
enum ww_rc WW_MUST_CHECK ww_secret_derive(struct ww_secret *key, unsigned purpose, struct ww_secret **out,
                                          struct ww_err *err);

/* Argon2id (moderate limits) of a passphrase and the workspace's salt. */
#define WW_SALT_BYTES 16
enum ww_rc WW_MUST_CHECK ww_secret_of_passphrase(struct ww_str passphrase, const uint8_t salt[WW_SALT_BYTES],
                                                 struct ww_secret **out, struct ww_err *err);

/* XChaCha20-Poly1305 with a random nonce before the ciphertext. `about` is authenticated with it (table, row, field): a
 * sealed value moved to another place does not open. */
#define WW_SEALED_OVERHEAD 40
enum ww_rc WW_MUST_CHECK ww_seal(struct ww_secret *key, struct ww_str plain, struct ww_str about,
                                 uint8_t *out, struct ww_err *err); /* out: plain.len + WW_SEALED_OVERHEAD */
/* WW_E_DAMAGED when it was altered, moved, or sealed under another key. */
enum ww_rc WW_MUST_CHECK ww_unseal(struct ww_secret *key, const uint8_t *sealed, size_t len,
                                   struct ww_str about, uint8_t *out,
                                   struct ww_err *err); /* out: len - WW_SEALED_OVERHEAD */

/* Keyed hash for exact look-up of a normalised value: 16 bytes of BLAKE2b under a key of its own (a blind index). */
#define WW_BLIND_BYTES 16
enum ww_rc WW_MUST_CHECK ww_blind(struct ww_secret *key, struct ww_str value, uint8_t out[WW_BLIND_BYTES],
                                  struct ww_err *err);

#endif
