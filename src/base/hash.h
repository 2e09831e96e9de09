// SPDX-License-Identifier: Apache-2.0
#ifndef WW_BASE_HASH_H
#define WW_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/* SHA-256 (libcrypto): names extracts and chains the audit. */
#define WW_SHA256_BYTES 32
#define WW_SHA256_HEX (2 * WW_SHA256_BYTES + 1)

struct ww_sha256;                             /* a running hash */
struct ww_sha256 *ww_sha256_new(void);        /* NULL when there is no memory */
void ww_sha256_add(struct ww_sha256 *h, const void *bytes, size_t len);
void ww_sha256_done(struct ww_sha256 **h, uint8_t out[WW_SHA256_BYTES]); /* frees it */
void ww_sha256_free(struct ww_sha256 **h);
enum ww_rc WW_MUST_CHECK ww_sha256_of(const void *bytes, size_t len, uint8_t out[WW_SHA256_BYTES]);
void ww_hex(const uint8_t *bytes, size_t len, char *out); /* lower case, terminated: 2*len+1 bytes */

/* Seeded 64-bit hash for tables over user data (multiply-fold of 16-byte blocks, after wyhash's idea;
 * not for secrets). Same seed and bytes give the same value on every machine. */
uint64_t ww_hash64(const void *bytes, size_t len, uint64_t seed);

/* 128 bits, for "is this the same key?" over millions of keys. */
struct ww_hash128 {
    uint64_t low, high;
};
struct ww_hash128 ww_hash128_of(const void *bytes, size_t len, uint64_t seed);

#endif
