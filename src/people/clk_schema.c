// SPDX-License-Identifier: Apache-2.0
/* Problem: agencies must encode alike, and who uses clkhash elsewhere must be able to.
 * Method: one structure for two forms of JSON. Ours names columns, how each is normalised, its n-grams and how many bits it sets.
 * That of clkhash (linkage schema version 3) is read into the same structure, so that the encoding is the same bit for bit.
 * What changes clkhash's encoding and is not done here (numeric comparison, HKDF by SHA-512, encodings other than UTF-8) is
 * refused, never passed over. Its schema documents "xorFolds", but the program reads "xor_folds" and does not heed the
 * documented word: a schema with the documented word alone is refused, because no answer to it would be right.
 * What its validation asks of values (lengths, patterns, lists) changes no encoding and is left to who prepares the file. */
#include <sodium.h>

#include "base/json_read.h"
#include "people/clk.h"

#define BITS_MIN     64
#define INSERT_MAX   4096 /* bits of a field */
#define KEY_BYTES    64
#define KDF_TEXT_MAX 1024
#define OWN_INFO     "watchward clk 1"
#define THEIR_NAME   "clkhash-v3"

static const char *const hash_names[WW_CLK_HASHES] = {[WW_CLK_BLAKE] = "blake",
                                                      [WW_CLK_DOUBLE] = "double",
                                                      [WW_CLK_DOUBLE_NOT_SINGULAR] = "double-not-singular"};

static int index_of(const char *const *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (ww_str_eqz(ww_str_of(name), names[i]))
            return (int)i;
    return -1;
}

/* A whole number in a range; a missing one is `fallback`. */
struct range {
    const char *key;
    int64_t least, most, fallback;
};

static enum ww_rc read_whole(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                             const struct range *range, unsigned *out)
{
    int64_t value = range->fallback;
    enum ww_rc rc = ww_json_whole(json, at, object, range->key, &value);
    if (rc)
        return rc;
    if (value < range->least || value > range->most)
        return ww_json_fail(json, at, "%s must be a whole number from %lld to %lld", range->key,
                            (long long)range->least, (long long)range->most);
    *out = (unsigned)value;
    return WW_OK;
}

static enum ww_rc read_size(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                            const char *bits, const char *folds, struct ww_clk_schema *out)
{
    const struct range width = {bits, BITS_MIN, WW_CLK_BITS_MAX, 0}, times = {folds, 0, WW_CLK_FOLDS_MAX, 0};
    enum ww_rc rc = read_whole(json, at, object, &width, &out->bits);
    if (!rc && (out->bits & (out->bits - 1)))
        return ww_json_fail(json, at, "%s must be a power of two", bits);
    return rc ? rc : read_whole(json, at, object, &times, &out->folds);
}

/* --- ours ----------------------------------------------------------------------------------------- */

static enum ww_rc read_field(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                             struct ww_clk_field *out)
{
    static const char *const keys[] = {"column", "normal", "gram", "positional", "bits", "hash", NULL};
    const struct range gram = {"gram", 0, WW_CLK_GRAM_MAX, 2}, bits = {"bits", 1, INSERT_MAX, 0};
    const char *normal = NULL, *hash = NULL;
    if (!json_is_object(object))
        return ww_json_fail(json, at, "a field is an object with a column");
    enum ww_rc rc = ww_json_only(json, at, object, keys);
    if (!rc)
        rc = ww_json_read_text(json, at, object, "column", WW_NEEDED, &out->name);
    if (!rc)
        rc = ww_json_read_text(json, at, object, "normal", WW_NEEDED, &normal);
    if (!rc)
        rc = ww_json_read_text(json, at, object, "hash", WW_OPTIONAL, &hash);
    if (!rc)
        rc = read_whole(json, at, object, &gram, &out->gram);
    if (!rc)
        rc = read_whole(json, at, object, &bits, &out->bits);
    if (!rc)
        rc = ww_json_truth(json, at, object, "positional", &out->positional);
    if (rc)
        return rc;
    const int kind = index_of(ww_normal_names, WW_NORMAL_KINDS, normal);
    const int how = hash ? index_of(hash_names, WW_CLK_HASHES, hash) : WW_CLK_BLAKE;
    if (kind < 0 || kind == WW_NORMAL_CANONICAL)
        return ww_json_fail(json, at, "\"%.40s\" is no way to normalise that a schema can ask for", normal);
    if (how < 0)
        return ww_json_fail(json, at, "a hash is blake, double or double-not-singular, not \"%.40s\"", hash);
    out->clean = WW_CLK_NORMAL;
    out->normal = (enum ww_normal)kind;
    out->hash = (enum ww_clk_hash)how;
    return WW_OK;
}

static enum ww_rc read_ours(const struct ww_json *json, const json_t *root, struct ww_clk_schema *out)
{
    static const char *const keys[] = {"name", "about", "bits", "folds", "balanced", "salt", "fields", NULL};
    const json_t *list = NULL;
    const struct ww_json_at at = {NULL, "fields", 0};
    enum ww_rc rc = ww_json_only(json, NULL, root, keys);
    if (!rc)
        rc = ww_json_read_text(json, NULL, root, "name", WW_NEEDED, &out->name);
    if (!rc)
        rc = read_size(json, NULL, root, "bits", "folds", out);
    if (!rc)
        rc = ww_json_truth(json, NULL, root, "balanced", &out->balanced);
    if (!rc)
        rc = ww_json_read_text(json, NULL, root, "salt", WW_OPTIONAL, &out->salt_field);
    if (!rc)
        rc = ww_json_list(json, NULL, root, "fields", WW_NEEDED, &list);
    if (!rc && (json_array_size(list) < 1 || json_array_size(list) > WW_CLK_FIELDS_MAX))
        return ww_json_fail(json, &at, "there are 1 to %d fields", WW_CLK_FIELDS_MAX);
    for (size_t i = 0; i < json_array_size(list) && !rc; i++) {
        const struct ww_json_at place = {&at, NULL, i};
        rc = read_field(json, &place, json_array_get(list, i), &out->fields[out->n_fields++]);
    }
    out->kdf_salt = WW_STR("");
    out->kdf_info = WW_STR(OWN_INFO);
    out->key_bytes = KEY_BYTES;
    return rc;
}

/* --- clkhash's ------------------------------------------------------------------------------------ */

static enum ww_rc read_base64(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                              const char *key, struct ww_str *out)
{
    const char *text = NULL;
    unsigned char bytes[KDF_TEXT_MAX];
    size_t len = 0;
    *out = WW_STR("");
    enum ww_rc rc = ww_json_read_text(json, at, object, key, WW_OPTIONAL, &text);
    if (rc || !text)
        return rc;
    if (sodium_base642bin(bytes, sizeof bytes, text, ww_str_of(text).len, NULL, &len, NULL,
                          sodium_base64_VARIANT_ORIGINAL))
        return ww_json_fail(json, at, "%s must be base64 of at most %d bytes", key, KDF_TEXT_MAX);
    const char *kept = ww_arena_copy(json->memory, (struct ww_str){(const char *)bytes, len});
    if (!kept)
        return ww_fail_nomem(json->err);
    *out = (struct ww_str){kept, len};
    return WW_OK;
}

static enum ww_rc read_kdf(const struct ww_json *json, const struct ww_json_at *up, const json_t *config,
                           struct ww_clk_schema *out)
{
    const struct ww_json_at at = {up, "kdf", 0};
    const struct range bytes = {"keySize", 16, KEY_BYTES, KEY_BYTES};
    const json_t *kdf = NULL;
    const char *type = NULL, *hash = NULL;
    enum ww_rc rc = ww_json_object(json, up, config, "kdf", WW_NEEDED, &kdf);
    if (!rc)
        rc = ww_json_read_text(json, &at, kdf, "type", WW_NEEDED, &type);
    if (!rc)
        rc = ww_json_read_text(json, &at, kdf, "hash", WW_OPTIONAL, &hash);
    if (!rc && (!ww_str_eqz(WW_STR("HKDF"), type) || (hash && !ww_str_eqz(WW_STR("SHA256"), hash))))
        return ww_json_fail(json, &at, "keys are derived by HKDF with SHA256 here, nothing else");
    if (!rc)
        rc = read_base64(json, &at, kdf, "salt", &out->kdf_salt);
    if (!rc)
        rc = read_base64(json, &at, kdf, "info", &out->kdf_info);
    return rc ? rc : read_whole(json, &at, kdf, &bytes, &out->key_bytes);
}

static enum ww_rc read_comparison(const struct ww_json *json, const struct ww_json_at *up,
                                  const json_t *hashing, struct ww_clk_field *out)
{
    const struct ww_json_at at = {up, "comparison", 0};
    const struct range gram = {"n", 1, WW_CLK_GRAM_MAX, 0};
    const json_t *comparison = NULL;
    const char *type = NULL;
    enum ww_rc rc = ww_json_object(json, up, hashing, "comparison", WW_NEEDED, &comparison);
    if (!rc)
        rc = ww_json_read_text(json, &at, comparison, "type", WW_NEEDED, &type);
    if (rc)
        return rc;
    if (ww_str_eqz(WW_STR("exact"), type))
        return WW_OK;
    if (!ww_str_eqz(WW_STR("ngram"), type))
        return ww_json_fail(json, &at, "a comparison is ngram or exact here, not \"%.40s\"", type);
    rc = ww_json_truth(json, &at, comparison, "positional", &out->positional);
    return rc ? rc : read_whole(json, &at, comparison, &gram, &out->gram);
}

static enum ww_rc read_strategy(const struct ww_json *json, const struct ww_json_at *up,
                                const json_t *hashing, struct ww_clk_field *out)
{
    const struct ww_json_at at = {up, "strategy", 0};
    const json_t *strategy = NULL;
    enum ww_rc rc = ww_json_object(json, up, hashing, "strategy", WW_NEEDED, &strategy);
    if (rc)
        return rc;
    out->per_token = json_object_get(strategy, "bitsPerToken") != NULL;
    const struct range bits = {out->per_token ? "bitsPerToken" : "bitsPerFeature", 1, INSERT_MAX, 0};
    return read_whole(json, &at, strategy, &bits, &out->bits);
}

static enum ww_rc read_hash(const struct ww_json *json, const struct ww_json_at *up, const json_t *hashing,
                            struct ww_clk_field *out)
{
    const struct ww_json_at at = {up, "hash", 0};
    const json_t *hash = NULL;
    const char *type = NULL;
    bool not_singular = false;
    enum ww_rc rc = ww_json_object(json, up, hashing, "hash", WW_OPTIONAL, &hash);
    if (rc || !hash)
        return rc;
    rc = ww_json_read_text(json, &at, hash, "type", WW_NEEDED, &type);
    if (!rc)
        rc = ww_json_truth(json, &at, hash, "prevent_singularity", &not_singular);
    if (rc || ww_str_eqz(WW_STR("blakeHash"), type))
        return rc;
    if (!ww_str_eqz(WW_STR("doubleHash"), type))
        return ww_json_fail(json, &at, "a hash is blakeHash or doubleHash, not \"%.40s\"", type);
    out->hash = not_singular ? WW_CLK_DOUBLE_NOT_SINGULAR : WW_CLK_DOUBLE;
    return WW_OK;
}

static enum ww_rc read_missing(const struct ww_json *json, const struct ww_json_at *up, const json_t *hashing,
                               struct ww_clk_field *out)
{
    const struct ww_json_at at = {up, "missingValue", 0};
    const json_t *missing = NULL;
    enum ww_rc rc = ww_json_object(json, up, hashing, "missingValue", WW_OPTIONAL, &missing);
    if (rc || !missing)
        return rc;
    rc = ww_json_read_text(json, &at, missing, "sentinel", WW_OPTIONAL, &out->missing);
    return rc ? rc : ww_json_read_text(json, &at, missing, "replaceWith", WW_OPTIONAL, &out->replace);
}

/* A date format of %Y, %m, %d, %y and what stands between. */
static bool known_format(const char *format)
{
    for (; *format; format++)
        if (*format == '%' && (!*++format || !strchr("Ymdy", *format)))
            return false;
    return true;
}

static enum ww_rc read_format(const struct ww_json *json, const struct ww_json_at *up, const json_t *feature,
                              struct ww_clk_field *out)
{
    const struct ww_json_at at = {up, "format", 0};
    const json_t *format = NULL;
    const char *type = NULL, *encoding = NULL;
    enum ww_rc rc = ww_json_object(json, up, feature, "format", WW_NEEDED, &format);
    if (!rc)
        rc = ww_json_read_text(json, &at, format, "type", WW_NEEDED, &type);
    if (!rc)
        rc = ww_json_read_text(json, &at, format, "encoding", WW_OPTIONAL, &encoding);
    if (rc)
        return rc;
    if (encoding && !ww_str_eqz(WW_STR("utf-8"), encoding) && !ww_str_eqz(WW_STR("ascii"), encoding))
        return ww_json_fail(json, &at, "values are encoded as utf-8 here, not as \"%.20s\"", encoding);
    if (ww_str_eqz(WW_STR("integer"), type))
        out->clean = WW_CLK_INTEGER;
    else if (ww_str_eqz(WW_STR("date"), type))
        out->clean = WW_CLK_DATE;
    else if (!ww_str_eqz(WW_STR("string"), type) && !ww_str_eqz(WW_STR("enum"), type))
        return ww_json_fail(json, &at, "\"%.20s\" is no type of a feature", type);
    if (out->clean != WW_CLK_DATE)
        return WW_OK;
    rc = ww_json_read_text(json, &at, format, "format", WW_NEEDED, &out->date_format);
    if (!rc && !known_format(out->date_format))
        return ww_json_fail(json, &at, "a date's format is made of %%Y, %%m, %%d and %%y here");
    return rc;
}

static enum ww_rc read_feature(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                               struct ww_clk_field *out)
{
    const struct ww_json_at inner = {at, "hashing", 0};
    const json_t *hashing = NULL;
    if (!json_is_object(object))
        return ww_json_fail(json, at, "a feature is an object with an identifier");
    enum ww_rc rc = ww_json_read_text(json, at, object, "identifier", WW_NEEDED, &out->name);
    if (!rc)
        rc = ww_json_truth(json, at, object, "ignored", &out->ignored);
    if (rc || out->ignored)
        return rc;
    rc = read_format(json, at, object, out);
    if (!rc)
        rc = ww_json_object(json, at, object, "hashing", WW_NEEDED, &hashing);
    if (!rc)
        rc = read_comparison(json, &inner, hashing, out);
    if (!rc)
        rc = read_strategy(json, &inner, hashing, out);
    if (!rc)
        rc = read_hash(json, &inner, hashing, out);
    return rc ? rc : read_missing(json, &inner, hashing, out);
}

static enum ww_rc read_theirs(const struct ww_json *json, const json_t *root, struct ww_clk_schema *out)
{
    const struct ww_json_at at = {NULL, "clkConfig", 0}, features = {NULL, "features", 0};
    const json_t *config = NULL, *list = NULL;
    int64_t version = 0;
    enum ww_rc rc = ww_json_whole(json, NULL, root, "version", &version);
    if (!rc && version != 3)
        return ww_json_fail(json, NULL, "of clkhash's linkage schemas only version 3 is read");
    out->name = THEIR_NAME;
    if (!rc)
        rc = ww_json_object(json, NULL, root, "clkConfig", WW_NEEDED, &config);
    if (!rc && json_object_get(config, "xorFolds") && json_integer_value(json_object_get(config, "xorFolds")))
        return ww_json_fail(json, &at, "clkhash itself does not heed \"xorFolds\": write \"xor_folds\"");
    if (!rc)
        rc = read_size(json, &at, config, "l", "xor_folds", out);
    if (!rc)
        rc = read_kdf(json, &at, config, out);
    if (!rc)
        rc = ww_json_list(json, NULL, root, "features", WW_NEEDED, &list);
    if (!rc && (json_array_size(list) < 1 || json_array_size(list) > WW_CLK_FIELDS_MAX))
        return ww_json_fail(json, &features, "there are 1 to %d features", WW_CLK_FIELDS_MAX);
    for (size_t i = 0; i < json_array_size(list) && !rc; i++) {
        const struct ww_json_at place = {&features, NULL, i};
        rc = read_feature(json, &place, json_array_get(list, i), &out->fields[out->n_fields++]);
    }
    return rc;
}

/* --- both ----------------------------------------------------------------------------------------- */

enum ww_rc ww_clk_schema_parse(const char *file, struct ww_str text, struct ww_arena *arena,
                               struct ww_clk_schema *out, struct ww_err *err)
{
    const struct ww_json json = {file, arena, err};
    json_t *root = NULL;
    *out = (struct ww_clk_schema){0};
    enum ww_rc rc = ww_json_parse(&json, text.ptr, text.len, &root);
    if (!rc)
        rc = json_object_get(root, "clkConfig") ? read_theirs(&json, root, out) : read_ours(&json, root, out);
    json_decref(root);
    return rc;
}

static void print_text(struct ww_buf *out, struct ww_str text)
{
    ww_buf_printf(out, " %zu:", text.len);
    ww_buf_str(out, text);
}

void ww_clk_schema_print(const struct ww_clk_schema *s, struct ww_buf *out)
{
    ww_buf_printf(out, "bits %u folds %u balanced %d key %u salted %d", s->bits, s->folds, s->balanced,
                  s->key_bytes, s->salt_field != NULL);
    print_text(out, s->kdf_salt);
    print_text(out, s->kdf_info);
    for (size_t i = 0; i < s->n_fields; i++) {
        const struct ww_clk_field *f = &s->fields[i];
        ww_buf_printf(out, "\nfield %d hash %d clean %d %s gram %u positional %d each %d bits %u",
                      !f->ignored, (int)f->hash, (int)f->clean,
                      f->clean == WW_CLK_NORMAL ? ww_normal_names[f->normal] : "-", f->gram, f->positional,
                      f->per_token, f->bits);
        print_text(out, ww_str_of(f->missing ? f->missing : ""));
        print_text(out, ww_str_of(f->replace ? f->replace : ""));
    }
    ww_buf_char(out, '\n');
}
