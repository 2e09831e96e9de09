// SPDX-License-Identifier: Apache-2.0
#include "ww_test.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include "people/secret.h"

static struct ww_err err;

static struct ww_secret *key_of(uint8_t first)
{
    struct ww_secret *key = NULL;
    CHECK_RC(ww_secret_new(WW_KEY_BYTES, &key, &err), WW_OK);
    for (int i = 0; i < WW_KEY_BYTES; i++)
        ww_secret_bytes(key, NULL)[i] = (uint8_t)(first + i);
    return key;
}

WW_TEST(sealed_text_opens_under_its_key_in_its_place)
{
    uint8_t sealed[5 + WW_SEALED_OVERHEAD], again[5 + WW_SEALED_OVERHEAD], plain[5] = {0};
    struct ww_secret *key = key_of(1);
    CHECK_RC(ww_seal(key, WW_STR("Maple"), WW_STR("a/1/name"), sealed, &err), WW_OK);
    CHECK_RC(ww_seal(key, WW_STR("Maple"), WW_STR("a/1/name"), again, &err), WW_OK);
    CHECK(memcmp(sealed, again, sizeof sealed) != 0); /* a nonce of its own each time */
    CHECK(memmem(sealed, sizeof sealed, "Maple", 5) == NULL);
    CHECK_RC(ww_unseal(key, sealed, sizeof sealed, WW_STR("a/1/name"), plain, &err), WW_OK);
    CHECK_BYTES((char *)plain, sizeof plain, "Maple", 5);
    ww_secret_free(&key);
    CHECK(key == NULL);
}

WW_TEST(another_key_another_place_and_any_altered_byte_are_refused)
{
    uint8_t sealed[5 + WW_SEALED_OVERHEAD], plain[5 + WW_SEALED_OVERHEAD];
    struct ww_secret *key = key_of(1), *other = key_of(2);
    CHECK_RC(ww_seal(key, WW_STR("Maple"), WW_STR("a/1/name"), sealed, &err), WW_OK);
    CHECK_RC(ww_unseal(other, sealed, sizeof sealed, WW_STR("a/1/name"), plain, &err), WW_E_DAMAGED);
    CHECK_RC(ww_unseal(key, sealed, sizeof sealed, WW_STR("a/2/name"), plain, &err), WW_E_DAMAGED);
    CHECK_RC(ww_unseal(key, sealed, sizeof sealed - 1, WW_STR("a/1/name"), plain, &err), WW_E_DAMAGED);
    CHECK_RC(ww_unseal(key, sealed, WW_SEALED_OVERHEAD - 1, WW_STR("a/1/name"), plain, &err), WW_E_DAMAGED);
    CHECK_RC(ww_unseal(key, sealed, 0, WW_STR("a/1/name"), plain, &err), WW_E_DAMAGED);
    for (size_t i = 0; i < sizeof sealed; i++) {
        sealed[i] ^= 0x10;
        CHECK_RC(ww_unseal(key, sealed, sizeof sealed, WW_STR("a/1/name"), plain, &err), WW_E_DAMAGED);
        sealed[i] ^= 0x10;
    }
    CHECK(strstr(err.message, "altered") != NULL);
    ww_secret_free(&key);
    ww_secret_free(&other);
}

WW_TEST(the_blind_index_is_keyed)
{
    uint8_t a[WW_BLIND_BYTES], b[WW_BLIND_BYTES];
    struct ww_secret *key = key_of(1), *other = key_of(2);
    CHECK_RC(ww_blind(key, WW_STR("X1 1AA"), a, &err), WW_OK);
    CHECK_RC(ww_blind(key, WW_STR("X1 1AA"), b, &err), WW_OK);
    CHECK(memcmp(a, b, sizeof a) == 0);
    CHECK_RC(ww_blind(key, WW_STR("X1 1AB"), b, &err), WW_OK);
    CHECK(memcmp(a, b, sizeof a) != 0);
    CHECK_RC(ww_blind(other, WW_STR("X1 1AA"), b, &err), WW_OK);
    CHECK(memcmp(a, b, sizeof a) != 0);
    ww_secret_free(&key);
    ww_secret_free(&other);
}

WW_TEST(a_passphrase_makes_one_key_with_one_salt)
{
    const uint8_t salt[WW_SALT_BYTES] = {1, 2, 3}, pepper[WW_SALT_BYTES] = {1, 2, 4};
    struct ww_secret *a = NULL, *b = NULL, *c = NULL;
    CHECK_RC(ww_secret_of_passphrase(WW_STR("correct horse battery"), salt, &a, &err), WW_OK);
    CHECK_RC(ww_secret_of_passphrase(WW_STR("correct horse battery"), salt, &b, &err), WW_OK);
    CHECK_RC(ww_secret_of_passphrase(WW_STR("correct horse battery"), pepper, &c, &err), WW_OK);
    CHECK(memcmp(ww_secret_bytes(a, NULL), ww_secret_bytes(b, NULL), WW_KEY_BYTES) == 0);
    CHECK(memcmp(ww_secret_bytes(a, NULL), ww_secret_bytes(c, NULL), WW_KEY_BYTES) != 0);
    ww_secret_free(&a);
    ww_secret_free(&b);
    ww_secret_free(&c);
}

WW_TEST(keys_for_different_purposes_differ)
{
    struct ww_secret *key = key_of(1), *a = NULL, *b = NULL;
    CHECK_RC(ww_secret_derive(key, 1, &a, &err), WW_OK);
    CHECK_RC(ww_secret_derive(key, 2, &b, &err), WW_OK);
    CHECK(memcmp(ww_secret_bytes(a, NULL), ww_secret_bytes(b, NULL), WW_KEY_BYTES) != 0);
    CHECK(memcmp(ww_secret_bytes(a, NULL), ww_secret_bytes(key, NULL), WW_KEY_BYTES) != 0);
    ww_secret_free(&key);
    ww_secret_free(&a);
    ww_secret_free(&b);
}

/* Kilobytes of the process that are locked, as the system sees it. */
static long locked_kb(void)
{
    char line[256];
    long kb = -1;
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status))
        if (strncmp(line, "VmLck:", 6) == 0)
            kb = strtol(line + 6, NULL, 10);
    if (status)
        fclose(status);
    return kb;
}

WW_TEST(secret_memory_is_locked_and_core_dumps_are_off)
{
    struct ww_secret *key = key_of(1);
    struct rlimit limit;
    size_t len = 0;
    CHECK(ww_secret_bytes(key, &len) != NULL);
    CHECK_INT(len, WW_KEY_BYTES);
    CHECK_INT(getrlimit(RLIMIT_CORE, &limit), 0);
    CHECK_INT(limit.rlim_cur, 0);
    CHECK_INT(limit.rlim_max, 0);
    CHECK_INT(prctl(PR_GET_DUMPABLE), 0);
#ifndef __SANITIZE_ADDRESS__ /* there mlock does nothing */
    CHECK(locked_kb() >= 4);
#else
    CHECK(locked_kb() >= 0);
#endif
    ww_secret_free(&key);
}
