// SPDX-License-Identifier: Apache-2.0
#include "base/hash.h"

#include "base/checked.h"
#include "base/rng.h"
#include "ww_test.h"

static const char *sha_hex(const void *bytes, size_t len)
{
    static char hex[WW_SHA256_HEX];
    uint8_t out[WW_SHA256_BYTES];
    CHECK_RC(ww_sha256_of(bytes, len, out), WW_OK);
    ww_hex(out, sizeof out, hex);
    return hex;
}

/* NIST, Secure Hash Standard examples (FIPS 180-2, appendix B). */
WW_TEST(sha256_published_vectors)
{
    CHECK_STR(sha_hex(NULL, 0), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK_STR(sha_hex("abc", 3), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK_STR(sha_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    char *a = ww_new_array(1000000, 1);
    memset(a, 'a', 1000000);
    CHECK_STR(sha_hex(a, 1000000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    free(a);
}

WW_TEST(sha256_in_parts_is_the_same)
{
    char text[1000];
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)ww_rng_next(&rng);
    uint8_t whole[WW_SHA256_BYTES], parts[WW_SHA256_BYTES];
    CHECK_RC(ww_sha256_of(text, sizeof text, whole), WW_OK);
    struct ww_sha256 *h = ww_sha256_new();
    if (!CHECK(h != NULL))
        return;
    for (size_t at = 0, part; at < sizeof text; at += part) {
        part = (size_t)ww_rng_below(&rng, 90);
        part = part > sizeof text - at ? sizeof text - at : part;
        ww_sha256_add(h, text + at, part);
    }
    ww_sha256_done(&h, parts);
    CHECK(h == NULL);
    CHECK_BYTES(parts, sizeof parts, whole, sizeof whole);
    h = ww_sha256_new();
    ww_sha256_add(h, "x", 1);
    ww_sha256_free(&h);
    ww_sha256_free(&h);
    CHECK(h == NULL);
}

WW_TEST(sha256_without_memory)
{
    uint8_t out[WW_SHA256_BYTES] = {7};
    ww_mem_fail_after(1);
    struct ww_sha256 *h = ww_sha256_new();
    enum ww_rc rc = ww_sha256_of("abc", 3, out);
    ww_mem_fail_after(0);
    CHECK(h == NULL);
    CHECK_RC(rc, WW_E_NOMEM);
    CHECK_INT(out[0], 7);
}

WW_TEST(hex_is_lower_case)
{
    char out[9] = "zzzzzzzz";
    ww_hex((const uint8_t *)"\x00\x7F\x80\xFA", 4, out);
    CHECK_STR(out, "007f80fa");
    ww_hex(NULL, 0, out);
    CHECK_STR(out, "");
}

/* The second implementation: bytes put together one by one, the product from four 32-bit products. */
static uint64_t naive_fold(uint64_t a, uint64_t b)
{
    uint64_t al = a & UINT32_MAX, ah = a >> 32, bl = b & UINT32_MAX, bh = b >> 32;
    uint64_t middle = ah * bl + (al * bl >> 32);
    uint64_t other = al * bh + (middle & UINT32_MAX);
    uint64_t high = ah * bh + (middle >> 32) + (other >> 32);
    return a ^ b ^ a * b ^ high;
}

static uint64_t naive_load(const uint8_t *p, size_t bytes)
{
    uint64_t x = 0;
    for (size_t i = bytes; i > 0; i--)
        x = x << 8 | p[i - 1];
    return x;
}

static uint64_t naive_hash(const uint8_t *p, size_t len, uint64_t seed, uint64_t key_a, uint64_t key_b)
{
    uint64_t state = seed ^ naive_fold(seed ^ key_a, key_b), a = 0, b = 0;
    size_t at = 0;
    while (len - at > 16) {
        state = naive_fold(naive_load(p + at, 8) ^ key_b, naive_load(p + at + 8, 8) ^ state);
        at += 16;
    }
    if (len >= 4) {
        size_t word = len > 7 ? 8 : 4;
        a = naive_load(len > 16 ? p + len - 16 : p, word);
        b = naive_load(p + len - word, word);
    } else if (len) {
        a = (uint64_t)p[0] * 65536 + (uint64_t)p[len / 2] * 256 + p[len - 1];
    }
    return naive_fold(naive_fold(a ^ key_b, b ^ state) ^ key_a, len ^ key_b);
}

/* Every length, in memory that ends with the text, from every alignment: no byte beyond is read. */
WW_TEST(hash64_against_the_slow_one)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    unsigned long wrong = 0;
    for (size_t len = 0; len < 300; len++) {
        for (size_t shift = 0; shift < 8; shift++) {
            uint8_t *memory = ww_new_array(len + shift, 1);
            for (size_t i = 0; i < len + shift; i++)
                memory[i] = (uint8_t)ww_rng_next(&rng);
            uint64_t seed = ww_rng_next(&rng);
            const uint8_t *text = memory + shift;
            struct ww_hash128 both = ww_hash128_of(text, len, seed);
            wrong += ww_hash64(text, len, seed) != naive_hash(text, len, seed, WW_HASH_KEY_0, WW_HASH_KEY_1);
            wrong += both.low != ww_hash64(text, len, seed);
            wrong += both.high != naive_hash(text, len, ~seed, WW_HASH_KEY_2, WW_HASH_KEY_3);
            free(memory);
        }
    }
    CHECK_INT(wrong, 0);
    CHECK_U64(ww_hash64(NULL, 0, 5), ww_hash64("", 0, 5));
}

/* Written down once, so that a change of the function is a decision and not an accident. */
WW_TEST(hash64_is_the_same_everywhere)
{
    CHECK_U64(ww_hash64("", 0, 0), UINT64_C(0xD3C94D759B4F5086));
    CHECK_U64(ww_hash64("a", 1, 0), UINT64_C(0x012A8F13DC05E6B1));
    CHECK_U64(ww_hash64("E01000001", 9, 1), UINT64_C(0x6AC73BE2CB80265F));
    CHECK_U64(ww_hash64("Violence and sexual offences", 28, 1), UINT64_C(0x11DA473E276A36D4));
}

/* One changed bit of text or seed changes each of the 64 bits of the hash about half the time. */
WW_TEST(every_bit_counts)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (size_t len = 1; len <= 67; len++) {
        enum { TRIALS = 60 };
        double flips[64] = {0}, trials = 0;
        int least = 64;
        for (int t = 0; t < TRIALS; t++) {
            uint8_t text[67];
            for (size_t i = 0; i < len; i++)
                text[i] = (uint8_t)ww_rng_next(&rng);
            uint64_t seed = ww_rng_next(&rng), before = ww_hash64(text, len, seed);
            for (size_t bit = 0; bit < 8 * len + 64; bit++, trials++) {
                uint64_t other = seed;
                if (bit < 8 * len)
                    text[bit / 8] ^= (uint8_t)(1u << bit % 8);
                else
                    other ^= UINT64_C(1) << (bit - 8 * len);
                uint64_t changed = before ^ ww_hash64(text, len, other);
                if (bit < 8 * len)
                    text[bit / 8] ^= (uint8_t)(1u << bit % 8);
                int count = __builtin_popcountll(changed);
                least = count < least ? count : least;
                for (int k = 0; k < 64; k++)
                    flips[k] += (double)(changed >> k & 1);
            }
        }
        CHECK(least >= 6);
        for (int k = 0; k < 64; k++)
            CHECK_NEAR(flips[k] / trials, 0.5, 8 * sqrt(0.25 / trials));
    }
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Two million codes such as tables are keyed by: no two alike, and even in the low bits, the high bits, and
 * the seven bits a table may keep beside its slot. */
WW_TEST(codes_do_not_collide)
{
    enum { CODES = 2000000, SLOTS = 4096 };
    uint64_t *hashes = ww_new_array(CODES, sizeof *hashes);
    static double low[SLOTS], high[SLOTS];
    for (int i = 0; i < CODES; i++) {
        char code[32];
        int len = i % 2 ? snprintf(code, sizeof code, "E0%07d", i / 2) : snprintf(code, sizeof code, "%d", i);
        hashes[i] = ww_hash64(code, (size_t)len, ww_test_seed());
        low[hashes[i] % SLOTS]++;
        high[hashes[i] >> 52]++;
    }
    qsort(hashes, CODES, sizeof *hashes, by_value);
    int same = 0;
    for (int i = 1; i < CODES; i++)
        same += hashes[i] == hashes[i - 1];
    CHECK_INT(same, 0);
    double chi_low = 0, chi_high = 0, expected = (double)CODES / SLOTS;
    for (int i = 0; i < SLOTS; i++) {
        chi_low += (low[i] - expected) * (low[i] - expected) / expected;
        chi_high += (high[i] - expected) * (high[i] - expected) / expected;
    }
    CHECK_NEAR(chi_low, SLOTS - 1, 6 * sqrt(2.0 * SLOTS));
    CHECK_NEAR(chi_high, SLOTS - 1, 6 * sqrt(2.0 * SLOTS));
    free(hashes);
}

/* Text of nothing but zeros, and keys that make one factor of a product zero. */
WW_TEST(nothing_is_lost_in_a_zero)
{
    uint64_t hashes[201];
    uint8_t zeros[200] = {0};
    for (size_t len = 0; len <= 200; len++)
        hashes[len] = ww_hash64(zeros, len, 0);
    qsort(hashes, 201, sizeof hashes[0], by_value);
    int same = 0;
    for (int i = 1; i < 201; i++)
        same += hashes[i] == hashes[i - 1];
    CHECK_INT(same, 0);
    uint8_t one[32] = {0}, two[32] = {0};
    uint64_t key = WW_HASH_KEY_1;
    for (size_t i = 0; i < 8; i++)
        one[i] = two[i] = (uint8_t)(key >> 8 * i); /* the first factor becomes zero */
    two[12] = 1;                                   /* ... and the second must still count */
    CHECK(ww_hash64(one, 32, 9) != ww_hash64(two, 32, 9));
    CHECK(ww_hash64(one, 16, 9) != ww_hash64(two, 16, 9));
}

WW_TEST(the_two_halves_are_apart)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    double differing = 0;
    enum { TRIALS = 20000 };
    for (int i = 0; i < TRIALS; i++) {
        uint64_t text = ww_rng_next(&rng);
        struct ww_hash128 h = ww_hash128_of(&text, sizeof text, ww_test_seed());
        differing += __builtin_popcountll(h.low ^ h.high);
    }
    CHECK_NEAR(differing / TRIALS, 32, 6 * sqrt(16.0 / TRIALS));
}
