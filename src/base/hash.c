// SPDX-License-Identifier: Apache-2.0
/* SHA-256 through libcrypto's EVP interface, which uses the processor's own instructions where there are
 * any. The table hash is in the header, so that it can be inlined where rows are counted. */
#include "base/hash.h"

#include <assert.h>
#include <stdlib.h>

#include <openssl/evp.h>

#include "base/checked.h"

struct ww_sha256 {
    EVP_MD_CTX *context;
};

struct ww_sha256 *ww_sha256_new(void)
{
    struct ww_sha256 *h = ww_new_array(1, sizeof *h);
    if (!h)
        return NULL;
    h->context = EVP_MD_CTX_new();
    if (!h->context || EVP_DigestInit_ex(h->context, EVP_sha256(), NULL) != 1)
        ww_sha256_free(&h);
    return h;
}

/* Once begun, a SHA-256 can only fail when its context is misused; a wrong hash must never be written. */
void ww_sha256_add(struct ww_sha256 *h, const void *bytes, size_t len)
{
    if (len == 0)
        return;
    int good = EVP_DigestUpdate(h->context, bytes, len);
    assert(good == 1);
}

void ww_sha256_done(struct ww_sha256 **h, uint8_t out[WW_SHA256_BYTES])
{
    unsigned length = 0;
    int good = EVP_DigestFinal_ex((*h)->context, out, &length);
    assert(good == 1 && length == WW_SHA256_BYTES);
    ww_sha256_free(h);
}

void ww_sha256_free(struct ww_sha256 **h)
{
    if (!h || !*h)
        return;
    EVP_MD_CTX_free((*h)->context);
    free(*h);
    *h = NULL;
}

enum ww_rc ww_sha256_of(const void *bytes, size_t len, uint8_t out[WW_SHA256_BYTES])
{
    struct ww_sha256 *h = ww_sha256_new();
    if (!h)
        return WW_E_NOMEM;
    ww_sha256_add(h, bytes, len);
    ww_sha256_done(&h, out);
    return WW_OK;
}

void ww_hex(const uint8_t *bytes, size_t len, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < len; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * len] = '\0';
}
