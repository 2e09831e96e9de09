// SPDX-License-Identifier: Apache-2.0
/* Problem: keys and names must be in memory for a moment, and nowhere else: not in swap, not in a core file, not in what is
 * given back to the system; and what is kept must say when it was altered, moved or sealed under another key.
 *
 * Method: libsodium throughout, no construction of our own. Memory from sodium_malloc lies between pages that may not be
 * touched, is locked against swapping and wiped when freed. A passphrase becomes a key by Argon2id, which costs a guesser
 * 256 MB and most of a second for each try. Values are sealed with XChaCha20-Poly1305 under a random nonce of 24 bytes, long
 * enough never to repeat; the place of a value is authenticated with it. The blind index is keyed BLAKE2b.
 *
 * Edge cases: where the system does not let a program lock as much memory as is asked for, asking for it fails: a name in the
 * swap file would be found long after the program has ended. Core dumps are switched off the first time any secret memory is
 * asked for, and other programs of the same user can no longer look into this one. */
#include "people/secret.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/checked.h"

_Static_assert(WW_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "keys of the cipher");
_Static_assert(WW_KEY_BYTES == crypto_kdf_KEYBYTES, "keys to derive from");
_Static_assert(WW_SALT_BYTES == crypto_pwhash_SALTBYTES, "salt of Argon2id");
_Static_assert(WW_SEALED_OVERHEAD ==
                   crypto_aead_xchacha20poly1305_ietf_NPUBBYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES,
               "nonce and tag");

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES

struct ww_secret {
    uint8_t *bytes;
    size_t len;
};

static void no_core_dumps(void)
{
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
}

static enum ww_rc start(struct ww_err *err)
{
    no_core_dumps();
    return sodium_init() < 0
               ? ww_fail(err, WW_E_IO,
                         "The system gives no random numbers, without which nothing can be sealed.")
               : WW_OK;
}

enum ww_rc ww_secret_new(size_t bytes, struct ww_secret **out, struct ww_err *err)
{
    enum ww_rc rc = start(err);
    struct ww_secret *secret = rc ? NULL : ww_new_array(1, sizeof *secret);
    if (!secret)
        return rc ? rc : ww_fail_nomem(err);
    secret->len = bytes;
    secret->bytes = sodium_malloc(bytes ? bytes : 1);
    if (!secret->bytes) {
        free(secret);
        return ww_fail_nomem(err);
    }
    if (sodium_mlock(secret->bytes, bytes ? bytes : 1) != 0) {
        ww_secret_free(&secret);
        return ww_fail(
            err, WW_E_LIMIT,
            "The system does not let this program lock %zu bytes of memory against swapping, so it will not put "
            "names there. Raise the limit ('ulimit -l') and try again.",
            bytes);
    }
    sodium_memzero(secret->bytes, bytes);
    *out = secret;
    return WW_OK;
}

void ww_secret_free(struct ww_secret **secret)
{
    if (!secret || !*secret)
        return;
    sodium_free((*secret)->bytes);
    free(*secret);
    *secret = NULL;
}

uint8_t *ww_secret_bytes(struct ww_secret *secret, size_t *len)
{
    if (len)
        *len = secret->len;
    return secret->bytes;
}

void ww_wipe(void *bytes, size_t len)
{
    sodium_memzero(bytes, len);
}

enum ww_rc ww_random(void *out, size_t len, struct ww_err *err)
{
    enum ww_rc rc = start(err);
    if (!rc)
        randombytes_buf(out, len);
    return rc;
}

enum ww_rc ww_secret_random(struct ww_secret **out, struct ww_err *err)
{
    struct ww_secret *made = NULL;
    enum ww_rc rc = ww_secret_new(WW_KEY_BYTES, &made, err);
    if (!rc) {
        assert(made);
        randombytes_buf(made->bytes, made->len);
        *out = made;
    }
    return rc;
}

enum ww_rc ww_secret_of_passphrase(struct ww_str passphrase, const uint8_t salt[WW_SALT_BYTES],
                                   struct ww_secret **out, struct ww_err *err)
{
    struct ww_secret *made = NULL;
    enum ww_rc rc = ww_secret_new(WW_KEY_BYTES, &made, err);
    if (rc)
        return rc;
    assert(made);
    if (crypto_pwhash(made->bytes, made->len, passphrase.ptr, passphrase.len, salt,
                      crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE,
                      crypto_pwhash_ALG_ARGON2ID13) != 0) {
        ww_secret_free(&made);
        return ww_fail(
            err, WW_E_NOMEM,
            "There is not enough memory to make a key of the passphrase: 256 MB are needed for a moment.");
    }
    *out = made;
    return WW_OK;
}

enum ww_rc ww_secret_derive(struct ww_secret *key, unsigned purpose, struct ww_secret **out,
                            struct ww_err *err)
{
    struct ww_secret *made = NULL;
    assert(key->len == WW_KEY_BYTES);
    enum ww_rc rc = ww_secret_new(WW_KEY_BYTES, &made, err);
    if (!rc) {
        assert(made);
        crypto_kdf_derive_from_key(made->bytes, made->len, purpose, "wwvault1", key->bytes);
        *out = made;
    }
    return rc;
}

enum ww_rc ww_seal(struct ww_secret *key, struct ww_str plain, struct ww_str about, uint8_t *out,
                   struct ww_err *err)
{
    unsigned long long len = 0;
    assert(key->len == WW_KEY_BYTES);
    enum ww_rc rc = start(err);
    if (rc)
        return rc;
    randombytes_buf(out, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_BYTES, &len, (const uint8_t *)plain.ptr, plain.len,
                                               (const uint8_t *)about.ptr, about.len, NULL, out, key->bytes);
    assert(len + NONCE_BYTES == plain.len + WW_SEALED_OVERHEAD);
    return WW_OK;
}

enum ww_rc ww_unseal(struct ww_secret *key, const uint8_t *sealed, size_t len, struct ww_str about,
                     uint8_t *out, struct ww_err *err)
{
    assert(key->len == WW_KEY_BYTES);
    if (len < WW_SEALED_OVERHEAD || crypto_aead_xchacha20poly1305_ietf_decrypt(
                                        out, NULL, NULL, sealed + NONCE_BYTES, len - NONCE_BYTES,
                                        (const uint8_t *)about.ptr, about.len, sealed, key->bytes) != 0)
        return ww_fail(
            err, WW_E_DAMAGED,
            "What is sealed at %.*s does not open: it was altered, moved from another place, or sealed under "
            "another key. Restore the workspace from a backup.",
            (int)(about.len < 200 ? about.len : 200), about.ptr);
    return WW_OK;
}

enum ww_rc ww_blind(struct ww_secret *key, struct ww_str value, uint8_t out[WW_BLIND_BYTES],
                    struct ww_err *err)
{
    enum ww_rc rc = start(err);
    if (!rc)
        crypto_generichash(out, WW_BLIND_BYTES, (const uint8_t *)value.ptr, value.len, key->bytes, key->len);
    return rc;
}
