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
#include "people/normalise.h"

/* Cryptographic long-term keys: records turned into bit patterns by agencies that may not share names, compared by how
 * many bits they have in common (Schnell, Bachteler and Reiher 2009 and 2011). A CLK is pseudonymous personal data, not
 * anonymous: docs/methods/encodings.md says which attacks remain. */

#define WW_CLK_BITS_MAX   2048
#define WW_CLK_WORDS_MAX  (WW_CLK_BITS_MAX / 64)
#define WW_CLK_FOLDS_MAX  3
#define WW_CLK_FIELDS_MAX 32
#define WW_CLK_GRAM_MAX   8
#define WW_CLK_VALUE_MAX  4096 /* bytes of a value */
#define WW_CLK_KEY_MIN    32   /* bytes of the agencies' shared key */
#define WW_CLK_CHECK_HEX  32

enum ww_clk_hash {
    WW_CLK_BLAKE,  /* BLAKE2b, keyed: ours and clkhash's blakeHash */
    WW_CLK_DOUBLE, /* HMAC-SHA1 and HMAC-MD5: clkhash's doubleHash, for exchange with those who still use it */
    WW_CLK_DOUBLE_NOT_SINGULAR, /* the same with its prevent_singularity */
    WW_CLK_HASHES,
};

/* What is done to a value before it is cut into n-grams. */
enum ww_clk_clean {
    WW_CLK_AS_IS,
    WW_CLK_NORMAL,  /* as `normal` says, and without blanks and hyphens */
    WW_CLK_DATE,    /* clkhash: a date read by `date_format` and written as 19800517 */
    WW_CLK_INTEGER, /* clkhash: a whole number without sign +, blanks or leading noughts */
};

struct ww_clk_field {
    const char *name; /* column of the input */
    bool ignored;     /* takes part in the keys alone (clkhash) */
    enum ww_clk_hash hash;
    enum ww_clk_clean clean;
    enum ww_normal normal;
    const char *date_format;       /* %Y, %m, %d, %y and what stands between */
    const char *missing, *replace; /* a value that stands for none, and what is encoded instead; or NULL */
    unsigned gram;                 /* n-gram length; 0 = the whole value */
    bool positional;
    bool per_token; /* `bits` for every n-gram; else for the whole field, shared out over its n-grams */
    unsigned bits;
};

struct ww_clk_schema {
    const char *name;
    unsigned bits;  /* of the finished CLK: a power of 2, 64..2048 */
    unsigned folds; /* XOR folds: the filter is hashed 2^folds as wide */
    bool
        balanced; /* half as wide a filter and its complement, permuted by the key: all CLKs have bits / 2 ones */
    const char *salt_field;           /* date of birth, whose year is a further key; NULL = none */
    struct ww_str kdf_salt, kdf_info; /* of HKDF-SHA256 */
    unsigned key_bytes;               /* of a derived key, 16..64 */
    struct ww_clk_field fields[WW_CLK_FIELDS_MAX];
    size_t n_fields;
};

/* JSON of our own, or of clkhash (version 3; what its validation asks of values is not checked, what changes its encoding and
 * is not understood here is refused). WW_E_INPUT with the place. Texts live in the arena. */
enum ww_rc WW_MUST_CHECK ww_clk_schema_parse(const char *file, struct ww_str text, struct ww_arena *arena,
                                             struct ww_clk_schema *out, struct ww_err *err);
/* Everything that changes an encoding, as text: equal texts, equal encodings under one key. */
void ww_clk_schema_print(const struct ww_clk_schema *schema, struct ww_buf *out);

/* The value's n-grams, as clkhash cuts them: characters are code points; take gets each in turn. A value that cannot be cleaned
 * has none: *bad. Returns how many; take may be NULL. */
size_t ww_clk_tokens(const struct ww_clk_field *field, struct ww_str value,
                     void (*take)(void *context, size_t index, struct ww_str token), void *context,
                     bool *bad);

/* One record at a time; its memory is locked and wiped. The schema must outlive it. WW_E_USAGE for a key under WW_CLK_KEY_MIN. */
struct ww_clk_encoder;
enum ww_rc WW_MUST_CHECK ww_clk_encoder_new(const struct ww_clk_schema *schema, struct ww_str key,
                                            struct ww_clk_encoder **out, struct ww_err *err);
void ww_clk_encoder_free(struct ww_clk_encoder **encoder);
/* Tells files of one key and schema from others; says nothing of the key. */
const char *ww_clk_encoder_check(const struct ww_clk_encoder *encoder);
/* What encoding a record met with. */
struct ww_clk_notes {
    unsigned empty; /* fields without a value */
    unsigned bad;   /* fields whose value could not be read as the schema says: encoded as empty */
    bool unsalted;  /* there is no year of birth: encoded under a salt of its own */
};
/* values[n_fields]; birth: the salt field's value (may be empty); words: bits / 64, bit i of the filter is bit i % 64 of word
 * i / 64. notes may be NULL. Fails only where the system has no MD5 or SHA-1. */
enum ww_rc WW_MUST_CHECK ww_clk_encode(struct ww_clk_encoder *encoder, const struct ww_str *values,
                                       struct ww_str birth, uint64_t *words, struct ww_clk_notes *notes,
                                       struct ww_err *err);

/* Records of one agency: rows × words, one after the other, and the ones in each. */
struct ww_clk_file {
    size_t n;
    unsigned bits;
    const uint64_t *words;
    const uint16_t *ones;
    const char *schema; /* name */
    const char *check;  /* of key and schema: must agree between two files */
};
/* The file: a line of JSON (format, version, schema, check, bits, rows), then a line of base64 a record, the bits of a byte from
 * the highest, as clkhash serialises them. WW_E_INPUT with file and line; all in the arena. */
enum ww_rc WW_MUST_CHECK ww_clk_read(const char *file, struct ww_str text, struct ww_arena *arena,
                                     struct ww_clk_file *out, struct ww_err *err);
enum ww_rc WW_MUST_CHECK ww_clk_write(const struct ww_clk_file *clks, struct ww_buf *out, struct ww_err *err);

/* Dice coefficient, 2 |a and b| / (|a| + |b|), of every record of a with every one of b, from `threshold` on; then each with the
 * best still free, highest first (greedy, one to one; ties by a, then b). */
enum ww_clk_kernel { WW_CLK_FASTEST, WW_CLK_PLAIN, WW_CLK_AVX2, WW_CLK_AVX512, WW_CLK_KERNELS };
extern const char *const ww_clk_kernel_names[WW_CLK_KERNELS];
bool ww_clk_kernel_here(enum ww_clk_kernel kernel); /* this processor has it */
enum ww_clk_kernel ww_clk_kernel_fastest(void);

struct ww_clk_request {
    const struct ww_clk_file *a, *b; /* of the same bits and check */
    double threshold;                /* above 0, at most 1 */
    unsigned threads;
    enum ww_clk_kernel kernel; /* one that is not here: the fastest */
};
struct ww_clk_match {
    double dice;
    uint32_t a, b; /* rows, from 0 */
};
struct ww_clk_links {
    struct ww_clk_match *matches; /* the caller's to free; highest first */
    size_t n;
    uint64_t compared;   /* pairs whose common bits were counted */
    uint64_t skipped;    /* pairs whose numbers of ones alone keep them below the threshold */
    uint64_t candidates; /* pairs from the threshold on, before one to one */
};
/* The same whatever the threads and the kernel. WW_E_USAGE for files that do not go together, WW_E_LIMIT where more than
 * WW_CLK_CANDIDATES_MAX pairs reach the threshold. */
#define WW_CLK_CANDIDATES_MAX ((size_t)1 << 25)
enum ww_rc WW_MUST_CHECK ww_clk_link(const struct ww_clk_request *request, struct ww_clk_links *out,
                                     struct ww_err *err);
/* One to one from candidates in any order, in place; how many stay. seen: room for rows_a + rows_b. */
size_t ww_clk_greedy(struct ww_clk_match *candidates, size_t n, size_t rows_a, bool *seen);

#endif
