// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PEOPLE_CLK_H
#define WW_PEOPLE_CLK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* Cryptographic long-term keys: records turned into bit patterns by agencies that may not share names, compared by how
 * many bits they have in common (Schnell, Bachteler and Reiher 2009 and 2011). A CLK is pseudonymous personal data, not
 * anonymous: docs/methods/encodings.md says which attacks remain. */

#define WW_CLK_BITS_MAX   2048
#define WW_CLK_WORDS_MAX  (WW_CLK_BITS_MAX / 64)
#define WW_CLK_FIELDS_MAX 16
#define WW_CLK_KEY_MIN    32

enum ww_clk_hash {
    WW_CLK_BLAKE,  /* BLAKE2b, keyed: ours and clkhash's blakeHash */
    WW_CLK_DOUBLE, /* HMAC-SHA1 and HMAC-MD5: clkhash's doubleHash, for exchange with those who still use it */
};

struct ww_clk_field {
    const char *name; /* column of the input */
    unsigned gram;    /* n-gram length; 0 = the whole value */
    bool positional;
    unsigned bits; /* set for the whole field, shared out over its n-grams */
};

struct ww_clk_schema {
    const char *name;
    unsigned bits;  /* a power of 2, 64..2048 */
    unsigned folds; /* XOR folds: the filter is bits wide after them */
    bool balanced;  /* each bit beside its complement, permuted by the key: all CLKs have as many ones */
    enum ww_clk_hash hash;
    const char *salt_field; /* year of birth as further key; NULL = none */
    struct ww_clk_field fields[WW_CLK_FIELDS_MAX];
    size_t n_fields;
};

/* JSON of our own, or of clkhash (version 3). WW_E_INPUT with the place. */
enum ww_rc WW_MUST_CHECK ww_clk_schema_parse(const char *file, struct ww_str text, struct ww_arena *arena,
                                             struct ww_clk_schema *out, struct ww_err *err);

/* One record: values[n_fields]. words: bits / 64, bit i of the filter is bit i % 64 of word i / 64. */
struct ww_clk_encoder;
enum ww_rc WW_MUST_CHECK ww_clk_encoder_new(const struct ww_clk_schema *schema, struct ww_str key,
                                            struct ww_clk_encoder **out, struct ww_err *err);
void ww_clk_encoder_free(struct ww_clk_encoder **encoder); /* wipes the key */
enum ww_rc WW_MUST_CHECK ww_clk_encode(struct ww_clk_encoder *encoder, const struct ww_str *values,
                                       struct ww_str salt, uint64_t *words, struct ww_err *err);

/* Records of one agency: rows × words, one after the other, and the ones in each. */
struct ww_clk_file {
    size_t n;
    unsigned bits;
    const uint64_t *words;
    const uint16_t *ones;
    const char *schema; /* name, must agree between two files */
};
/* The file: a line of JSON (format, schema, bits, rows), then a line of base64 a record. */
enum ww_rc WW_MUST_CHECK ww_clk_read(const char *file, struct ww_str text, struct ww_arena *arena,
                                     struct ww_clk_file *out, struct ww_err *err);
enum ww_rc WW_MUST_CHECK ww_clk_write(const struct ww_clk_file *clks, struct ww_buf *out, struct ww_err *err);

/* Dice coefficient of every record of a with every one of b from `threshold` on; each with the best still free, highest first
 * (greedy, one to one; ties by a, then b). *compared: pairs, for speed. */
struct ww_clk_match {
    uint32_t a, b;
    double dice;
};
enum ww_rc WW_MUST_CHECK ww_clk_link(const struct ww_clk_file *a, const struct ww_clk_file *b,
                                     double threshold, unsigned threads, struct ww_clk_match **out, size_t *n,
                                     uint64_t *compared, struct ww_err *err);

#endif
