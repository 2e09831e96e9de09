// SPDX-License-Identifier: Apache-2.0
/* Problem: turn a record into a pattern of bits that shows how alike two records are and, without the key, as little else as
 * can be.
 * Method: a Bloom filter of the n-grams of all fields (a cryptographic long-term key: Schnell, Bachteler and Reiher 2009, BMC
 * Medical Informatics 9:41). Every field has keys of its own, derived from the agencies' shared key by HKDF-SHA256 (RFC 5869).
 * An n-gram sets k bits: with BLAKE2b, whose digest under salt "0", "1" ... is read as 32 numbers of 16 bits each, low byte first;
 * with double hashing, at h1 + i h2. XOR folding (Schnell and Borgs 2016) lays the halves of a wider filter over each other.
 * A balanced filter (the same) is followed by its complement and permuted by the key, so that how many ones it has says
 * nothing about how long a name is. Salting by year of birth (Niedermeyer et al. 2014) derives the keys of a record from those of
 * its field and the year: the same name of two years looks like two names, which is what takes frequency attacks their ground.
 * Source: the construction is that of data61/clkhash (bit for bit where a schema of theirs is given); balance, salt and check
 * are ours.
 * Edge cases: a field without value sets nothing; a record without any is all noughts, in a balanced schema too, or such records
 * would be alike and matched. A record without a year of birth is salted with "no year", so it can only
 * match others that have none. Values of more than WW_CLK_VALUE_MAX bytes are cut.
 * Memory that holds keys is sodium_malloc's: guarded, locked where the system allows it, wiped. */
#include <assert.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <stdio.h>

#include "people/clk.h"

#define KEYS_A_FIELD    2
#define KEY_MAX         64
#define HASH_BYTES      crypto_auth_hmacsha256_BYTES
#define DIGEST_BYTES    64
#define SHORTS_A_DIGEST (DIGEST_BYTES / 2)
#define HASH_BITS_MAX   (WW_CLK_BITS_MAX << WW_CLK_FOLDS_MAX)
#define OWN_PURPOSES    "watchward clk " /* info of keys that are not clkhash's */

struct ww_clk_encoder {
    const struct ww_clk_schema *schema;
    unsigned hash_bits;   /* of the filter that is hashed */
    unsigned filter_bits; /* after folding */
    char check[WW_CLK_CHECK_HEX + 1];
    uint16_t place[WW_CLK_BITS_MAX]; /* balanced: where each bit goes */
    uint8_t keys[WW_CLK_FIELDS_MAX][KEYS_A_FIELD][KEY_MAX];
    /* Of the record at hand. */
    uint8_t salted[KEYS_A_FIELD][KEY_MAX];
    uint64_t filter[HASH_BITS_MAX / 64];
};

/* --- keys ----------------------------------------------------------------------------------------- */

static void hmac_sha256(struct ww_str key, const struct ww_str *parts, size_t n, uint8_t out[HASH_BYTES])
{
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, (const unsigned char *)key.ptr, key.len);
    for (size_t i = 0; i < n; i++)
        crypto_auth_hmacsha256_update(&state, (const unsigned char *)parts[i].ptr, parts[i].len);
    crypto_auth_hmacsha256_final(&state, out);
    sodium_memzero(&state, sizeof state);
}

/* RFC 5869, extract and expand; len at most 255 hashes. */
static void hkdf(struct ww_str key, struct ww_str salt, struct ww_str info, uint8_t *out, size_t len)
{
    uint8_t extracted[HASH_BYTES], block[HASH_BYTES];
    hmac_sha256(salt, &key, 1, extracted);
    const struct ww_str prk = {(const char *)extracted, sizeof extracted};
    size_t have = 0;
    for (uint8_t round = 1; have < len; round++) {
        const struct ww_str parts[] = {
            {(const char *)block, round > 1 ? sizeof block : 0}, info, {(const char *)&round, 1}};
        hmac_sha256(prk, parts, sizeof parts / sizeof parts[0], block);
        const size_t piece = len - have < sizeof block ? len - have : sizeof block;
        memcpy(out + have, block, piece);
        have += piece;
    }
    sodium_memzero(extracted, sizeof extracted);
    sodium_memzero(block, sizeof block);
}

/* Two keys a field, one after the other. */
static void derive_keys(struct ww_clk_encoder *e, struct ww_str key)
{
    const struct ww_clk_schema *s = e->schema;
    uint8_t all[WW_CLK_FIELDS_MAX * KEYS_A_FIELD * KEY_MAX];
    const size_t len = s->n_fields * KEYS_A_FIELD * s->key_bytes;
    hkdf(key, s->kdf_salt, s->kdf_info, all, len);
    const uint8_t *at = all;
    for (size_t f = 0; f < s->n_fields; f++)
        for (size_t k = 0; k < KEYS_A_FIELD; k++, at += s->key_bytes)
            memcpy(e->keys[f][k], at, s->key_bytes);
    sodium_memzero(all, sizeof all);
}

/* A permutation that only who holds the key knows: Fisher and Yates, with numbers of a stream that the key seeds. */
static void derive_places(struct ww_clk_encoder *e, struct ww_str key)
{
    const unsigned bits = e->schema->bits;
    assert(bits > 1 && bits <= WW_CLK_BITS_MAX);
    uint8_t seed[randombytes_SEEDBYTES];
    uint32_t stream[4 * WW_CLK_BITS_MAX]; /* far more than is refused of it */
    hkdf(key, e->schema->kdf_salt, WW_STR(OWN_PURPOSES "places"), seed, sizeof seed);
    randombytes_buf_deterministic(stream, sizeof stream, seed);
    for (unsigned i = 0; i < bits; i++)
        e->place[i] = (uint16_t)i;
    size_t used = 0;
    for (uint32_t i = bits - 1; i > 0; i--) {
        const uint32_t fair = UINT32_MAX - UINT32_MAX % (i + 1);
        while (stream[used] >= fair)
            used++;
        const uint32_t other = stream[used++] % (i + 1);
        const uint16_t kept = e->place[i];
        e->place[i] = e->place[other];
        e->place[other] = kept;
    }
    sodium_memzero(seed, sizeof seed);
    sodium_memzero(stream, sizeof stream);
}

/* Of the key, and of everything in the schema that changes an encoding. */
static enum ww_rc derive_check(struct ww_clk_encoder *e, struct ww_str key, struct ww_err *err)
{
    struct ww_buf text = {0};
    uint8_t purpose[KEY_MAX], sum[WW_CLK_CHECK_HEX / 2];
    ww_clk_schema_print(e->schema, &text);
    hkdf(key, e->schema->kdf_salt, WW_STR(OWN_PURPOSES "check"), purpose, sizeof purpose);
    crypto_generichash_blake2b(sum, sizeof sum, (const unsigned char *)text.data, text.len, purpose,
                               sizeof purpose);
    sodium_bin2hex(e->check, sizeof e->check, sum, sizeof sum);
    enum ww_rc rc = ww_buf_check(&text, err);
    ww_buf_free(&text);
    sodium_memzero(purpose, sizeof purpose);
    return rc;
}

enum ww_rc ww_clk_encoder_new(const struct ww_clk_schema *schema, struct ww_str key,
                              struct ww_clk_encoder **out, struct ww_err *err)
{
    if (key.len < WW_CLK_KEY_MIN)
        return ww_fail(
            err, WW_E_USAGE,
            "The key has %zu bytes; it must have at least %d that nobody can guess, the same at every "
            "agency.",
            key.len, WW_CLK_KEY_MIN);
    struct ww_clk_encoder *e = sodium_init() < 0 ? NULL : sodium_malloc(sizeof *e);
    if (!e)
        return ww_fail_nomem(err);
    sodium_memzero(e, sizeof *e);
    e->schema = schema;
    e->filter_bits = schema->balanced ? schema->bits / 2 : schema->bits;
    e->hash_bits = e->filter_bits << schema->folds;
    derive_keys(e, key);
    if (schema->balanced)
        derive_places(e, key);
    enum ww_rc rc = derive_check(e, key, err);
    if (rc)
        ww_clk_encoder_free(&e);
    else
        *out = e;
    return rc;
}

void ww_clk_encoder_free(struct ww_clk_encoder **encoder)
{
    sodium_free(*encoder); /* wipes */
    *encoder = NULL;
}

const char *ww_clk_encoder_check(const struct ww_clk_encoder *encoder)
{
    return encoder->check;
}

/* --- setting bits --------------------------------------------------------------------------------- */

/* The field at hand. */
struct insert {
    struct ww_clk_encoder *encoder;
    const struct ww_clk_field *field;
    const uint8_t (*keys)[KEY_MAX];
    size_t n_tokens;
    bool failed; /* the system has not the hash */
};

static void set_bit(struct ww_clk_encoder *e, unsigned index)
{
    e->filter[index / 64] |= UINT64_C(1) << index % 64;
}

static void insert_blake(const struct insert *in, struct ww_str token, unsigned k)
{
    const struct ww_clk_encoder *e = in->encoder;
    uint8_t digest[DIGEST_BYTES];
    for (unsigned i = 0; i < k; i++) {
        const size_t at = i % SHORTS_A_DIGEST;
        if (!at) {
            unsigned char salt[crypto_generichash_blake2b_SALTBYTES] = {0};
            snprintf((char *)salt, sizeof salt, "%u", i / SHORTS_A_DIGEST);
            crypto_generichash_blake2b_salt_personal(digest, sizeof digest, (const unsigned char *)token.ptr,
                                                     token.len, in->keys[0], e->schema->key_bytes, salt,
                                                     NULL);
        }
        const unsigned number = digest[2 * at] | (unsigned)digest[2 * at + 1] << 8;
        set_bit(in->encoder, number % e->hash_bits);
    }
}

/* The digest as a whole number, highest byte first, modulo a power of two: its last bytes. */
static bool hmac_mod(const EVP_MD *hash, const uint8_t *key, unsigned key_bytes, struct ww_str token,
                     unsigned bits, unsigned *out)
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    if (!HMAC(hash, key, (int)key_bytes, (const unsigned char *)token.ptr, token.len, digest, &len) ||
        len < 4)
        return false;
    const unsigned last = (unsigned)digest[len - 4] << 24 | (unsigned)digest[len - 3] << 16 |
                          (unsigned)digest[len - 2] << 8 | digest[len - 1];
    *out = last % bits;
    return true;
}

/* clkhash: while the step is 0, the token is hashed with the character 0, 1, 2 ... after it. */
static bool step_not_zero(const struct insert *in, struct ww_str token, unsigned *step)
{
    char longer[WW_CLK_VALUE_MAX + 2];
    const unsigned bits = in->encoder->hash_bits;
    bool good = token.len < sizeof longer;
    if (good)
        memcpy(longer, token.ptr, token.len);
    for (unsigned char extra = 0; good && !*step && extra < 128; extra++) {
        longer[token.len] = (char)extra;
        good = hmac_mod(EVP_md5(), in->keys[1], in->encoder->schema->key_bytes,
                        (struct ww_str){longer, token.len + 1}, bits, step);
    }
    return good;
}

static void insert_double(struct insert *in, struct ww_str token, unsigned k)
{
    const unsigned bits = in->encoder->hash_bits, key_bytes = in->encoder->schema->key_bytes;
    unsigned start = 0, step = 0;
    bool good = hmac_mod(EVP_sha1(), in->keys[0], key_bytes, token, bits, &start) &&
                hmac_mod(EVP_md5(), in->keys[1], key_bytes, token, bits, &step);
    if (good && in->field->hash == WW_CLK_DOUBLE_NOT_SINGULAR)
        good = step_not_zero(in, token, &step);
    if (!good)
        in->failed = true;
    for (unsigned i = 0; good && i < k; i++)
        set_bit(in->encoder, (start + i * step) % bits);
}

static void insert_token(void *context, size_t index, struct ww_str token)
{
    struct insert *in = context;
    unsigned k = in->field->bits;
    if (!in->field->per_token)
        k = (unsigned)(k / in->n_tokens) + (index < k % in->n_tokens);
    if (in->field->hash == WW_CLK_BLAKE)
        insert_blake(in, token, k);
    else
        insert_double(in, token, k);
}

/* --- a record ------------------------------------------------------------------------------------- */

static const uint8_t (*salted_keys(struct ww_clk_encoder *e, size_t field, struct ww_str salt))[KEY_MAX]
{
    if (!e->schema->salt_field)
        return (const uint8_t(*)[KEY_MAX])e->keys[field];
    for (size_t k = 0; k < KEYS_A_FIELD; k++)
        crypto_generichash_blake2b(e->salted[k], e->schema->key_bytes, (const unsigned char *)salt.ptr,
                                   salt.len, e->keys[field][k], e->schema->key_bytes);
    return (const uint8_t(*)[KEY_MAX])e->salted;
}

static enum ww_rc encode_field(struct ww_clk_encoder *e, size_t f, struct ww_str value, struct ww_str salt,
                               struct ww_clk_notes *notes, struct ww_err *err)
{
    const struct ww_clk_field *field = &e->schema->fields[f];
    struct insert in = {.encoder = e, .field = field};
    bool bad = false;
    if (field->ignored)
        return WW_OK;
    in.n_tokens = ww_clk_tokens(field, value, NULL, NULL, &bad);
    notes->bad += bad;
    notes->empty += !in.n_tokens;
    if (!in.n_tokens)
        return WW_OK;
    in.keys = salted_keys(e, f, salt);
    ww_clk_tokens(field, value, insert_token, &in, &bad);
    if (in.failed)
        return ww_fail(
            err, WW_E_IO,
            "This system does not offer the hashes SHA-1 and MD5 that double hashing needs. Use a schema "
            "with the hash blake.");
    return WW_OK;
}

/* Each fold lays the upper half over the lower; halves of whole words, but for a filter of 32 bits. */
static void fold(struct ww_clk_encoder *e)
{
    for (unsigned bits = e->hash_bits; bits > e->filter_bits; bits /= 2) {
        const unsigned half = bits / 2;
        if (half < 64) {
            e->filter[0] = (e->filter[0] ^ e->filter[0] >> half) & ((UINT64_C(1) << half) - 1);
            continue;
        }
        for (unsigned w = 0; w < half / 64; w++)
            e->filter[w] ^= e->filter[half / 64 + w];
    }
}

static void balance(const struct ww_clk_encoder *e, uint64_t *words)
{
    const unsigned half = e->filter_bits;
    assert(half >= 32 && half <= WW_CLK_BITS_MAX / 2);
    for (unsigned i = 0; i < 2 * half; i++) {
        const unsigned from = i < half ? i : i - half;
        const uint64_t bit = (e->filter[from / 64] >> from % 64 & 1) ^ (i >= half);
        words[e->place[i] / 64] |= bit << e->place[i] % 64;
    }
}

/* "1980" of a date of birth, or of a year alone; else empty. */
static struct ww_str year_of(struct ww_str birth, char *room)
{
    const struct ww_str date = ww_normalise(WW_NORMAL_DATE, NULL, birth, room);
    if (date.len >= 4)
        return (struct ww_str){date.ptr, 4};
    birth = ww_str_trim(birth);
    for (size_t i = 0; i < birth.len; i++)
        if (birth.len != 4 || birth.ptr[i] < '0' || birth.ptr[i] > '9')
            return (struct ww_str){"", 0};
    return birth;
}

enum ww_rc ww_clk_encode(struct ww_clk_encoder *encoder, const struct ww_str *values, struct ww_str birth,
                         uint64_t *words, struct ww_clk_notes *notes, struct ww_err *err)
{
    const struct ww_clk_schema *s = encoder->schema;
    struct ww_clk_notes ours = {0};
    unsigned asked = 0;
    char room[WW_NORMAL_MAX];
    enum ww_rc rc = WW_OK;
    const struct ww_str year = s->salt_field ? year_of(birth, room) : (struct ww_str){"", 0};
    ours.unsalted = s->salt_field && !year.len;
    memset(encoder->filter, 0, sizeof encoder->filter);
    memset(words, 0, s->bits / 8);
    for (size_t f = 0; f < s->n_fields && !rc; f++) {
        rc = encode_field(encoder, f, values[f], year, &ours, err);
        asked += !s->fields[f].ignored;
    }
    if (!rc && ours.empty < asked) {
        fold(encoder);
        if (s->balanced)
            balance(encoder, words);
        else
            memcpy(words, encoder->filter, s->bits / 8);
    }
    if (!rc && notes)
        *notes = ours;
    sodium_memzero(encoder->salted, sizeof encoder->salted);
    sodium_memzero(room, sizeof room);
    return rc;
}
