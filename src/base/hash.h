// SPDX-License-Identifier: Apache-2.0
#ifndef WW_BASE_HASH_H
#define WW_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"

/* SHA-256 (libcrypto): names extracts and chains the audit. */
#define WW_SHA256_BYTES 32
#define WW_SHA256_HEX   (2 * WW_SHA256_BYTES + 1)

struct ww_sha256;                      /* a running hash */
struct ww_sha256 *ww_sha256_new(void); /* NULL when there is no memory */
void ww_sha256_add(struct ww_sha256 *h, const void *bytes, size_t len);
void ww_sha256_done(struct ww_sha256 **h, uint8_t out[WW_SHA256_BYTES]); /* frees it */
void ww_sha256_free(struct ww_sha256 **h);
enum ww_rc WW_MUST_CHECK ww_sha256_of(const void *bytes, size_t len, uint8_t out[WW_SHA256_BYTES]);
void ww_hex(const uint8_t *bytes, size_t len, char *out); /* lower case, terminated: 2*len+1 bytes */

/* Seeded 64-bit hash for tables over user data (multiply-fold of 16-byte blocks, after Wang Yi's wyhash,
 * in the form that keeps its operands, so that a block which makes one factor zero loses nothing; not for
 * secrets). Same seed and bytes give the same value on every machine. In the header to be inlined: it is
 * called for every cell of every import. Reads only [bytes, bytes + len). */

/* Odd, 32 of 64 bits set, any two different in 32 bits: what wyhash asks of its keys (these are its own). */
#define WW_HASH_KEY_0 UINT64_C(0x2D358DCCAA6C78A5)
#define WW_HASH_KEY_1 UINT64_C(0x8BB84B93962EACC9)
#define WW_HASH_KEY_2 UINT64_C(0x4B33A62ED433D4A3)
#define WW_HASH_KEY_3 UINT64_C(0x4D5A2DA51DE1AA47)

static inline uint64_t ww_hash_fold(uint64_t a, uint64_t b)
{
    __extension__ unsigned __int128 product = (unsigned __int128)a * b;
    return a ^ b ^ (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t ww_hash_load8(const uint8_t *p)
{
    uint64_t x;
    memcpy(&x, p, sizeof x);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    x = __builtin_bswap64(x);
#endif
    return x;
}

static inline uint64_t ww_hash_load4(const uint8_t *p)
{
    uint32_t x;
    memcpy(&x, p, sizeof x);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    x = __builtin_bswap32(x);
#endif
    return x;
}

/* The hash with its keys: parts overlap rather than being padded, so every byte is read and none beyond. */
static inline uint64_t ww_hash_keyed(const void *bytes, size_t len, uint64_t seed, uint64_t key_a,
                                     uint64_t key_b)
{
    const uint8_t *p = (const uint8_t *)bytes;
    uint64_t state = seed ^ ww_hash_fold(seed ^ key_a, key_b);
    uint64_t a = 0, b = 0;
    if (len > 16) {
        size_t left = len;
        for (; left > 16; left -= 16, p += 16)
            state = ww_hash_fold(ww_hash_load8(p) ^ key_b, ww_hash_load8(p + 8) ^ state);
        a = ww_hash_load8(p + left - 16);
        b = ww_hash_load8(p + left - 8);
    } else if (len >= 8) {
        a = ww_hash_load8(p);
        b = ww_hash_load8(p + len - 8);
    } else if (len >= 4) {
        a = ww_hash_load4(p);
        b = ww_hash_load4(p + len - 4);
    } else if (len > 0) {
        a = (uint64_t)p[0] << 16 | (uint64_t)p[len >> 1] << 8 | p[len - 1];
    }
    uint64_t mixed = ww_hash_fold(a ^ key_b, b ^ state);
    return ww_hash_fold(mixed ^ key_a, (uint64_t)len ^ key_b);
}

static inline uint64_t ww_hash64(const void *bytes, size_t len, uint64_t seed)
{
    return ww_hash_keyed(bytes, len, seed, WW_HASH_KEY_0, WW_HASH_KEY_1);
}

/* 128 bits, for "is this the same key?" over millions of keys. `low` is ww_hash64 of the same. */
struct ww_hash128 {
    uint64_t low, high;
};
static inline struct ww_hash128 ww_hash128_of(const void *bytes, size_t len, uint64_t seed)
{
    return (struct ww_hash128){ww_hash64(bytes, len, seed),
                               ww_hash_keyed(bytes, len, ~seed, WW_HASH_KEY_2, WW_HASH_KEY_3)};
}

#endif
