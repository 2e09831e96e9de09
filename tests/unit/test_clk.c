// SPDX-License-Identifier: Apache-2.0
#include "people/clk.h"

#include <sodium.h>

#include "base/checked.h"
#include "base/file.h"
#include "base/rng.h"
#include "people/clk_kernel.h"
#include "ww_ref.h"
#include "ww_test.h"

#define SECRET    "thirty-two bytes or more, for tests only"
#define CHECK_HEX "0123456789abcdef0123456789abcdef"

/* --- the same as clkhash -------------------------------------------------------------------------- */

static bool read_data(const char *name, struct ww_buf *out)
{
    const char *root = getenv("WW_ROOT");
    char path[1024];
    struct ww_err err;
    snprintf(path, sizeof path, "%s/tests/data/encodings/%s", root ? root : ".", name);
    return CHECK_RC(ww_file_read(path, out, &err), WW_OK);
}

static struct ww_clk_encoder *encoder_of(const char *name, struct ww_arena *arena,
                                         struct ww_clk_schema *schema)
{
    char file[128];
    struct ww_buf text = {0};
    struct ww_err err = {0};
    struct ww_clk_encoder *encoder = NULL;
    snprintf(file, sizeof file, "%s.json", name);
    if (read_data(file, &text) &&
        CHECK_RC(ww_clk_schema_parse(file, ww_buf_view(&text), arena, schema, &err), WW_OK))
        CHECK_RC(ww_clk_encoder_new(schema, WW_STR(SECRET), &encoder, &err), WW_OK);
    else
        printf("    %s\n", err.message);
    ww_buf_free(&text);
    return encoder;
}

/* The encoding as the text of its line. */
static void line_of(const struct ww_clk_schema *schema, const uint64_t *words, struct ww_buf *out)
{
    uint16_t ones = 0;
    const struct ww_clk_file file = {1, schema->bits, words, &ones, "x", CHECK_HEX};
    struct ww_buf text = {0};
    struct ww_str rest, head, line;
    CHECK_RC(ww_clk_write(&file, &text, NULL), WW_OK);
    rest = ww_buf_view(&text);
    ww_str_cut(&rest, '\n', &head);
    ww_str_cut(&rest, '\n', &line);
    ww_buf_str(out, line);
    ww_buf_free(&text);
}

static void check_vector(struct ww_str line)
{
    struct ww_str cells[8];
    struct ww_clk_schema schema;
    char name[64];
    uint64_t words[WW_CLK_WORDS_MAX];
    struct ww_buf text = {0};
    for (size_t i = 0; i < 8; i++) {
        const size_t end = ww_str_find(line, '\t');
        cells[i] = (struct ww_str){line.ptr, end};
        const size_t step = end < line.len ? end + 1 : end;
        line = (struct ww_str){line.ptr + step, line.len - step};
    }
    ww_str_copy(cells[0], name, sizeof name);
    struct ww_arena *arena = ww_arena_new(0);
    struct ww_clk_encoder *encoder = encoder_of(name, arena, &schema);
    if (encoder && CHECK_RC(ww_clk_encode(encoder, cells + 1, WW_STR(""), words, NULL, NULL), WW_OK)) {
        line_of(&schema, words, &text);
        CHECK_BYTES(text.data, text.len, cells[7].ptr, cells[7].len);
        ww_clk_encoder_free(&encoder);
    }
    ww_buf_free(&text);
    ww_arena_free(&arena);
}

WW_TEST(encodes_as_clkhash)
{
    struct ww_buf text = {0};
    if (!read_data("vectors.tsv", &text))
        return;
    struct ww_str rest = ww_buf_view(&text), line;
    size_t n = 0;
    while (ww_str_cut(&rest, '\n', &line))
        if (line.len && line.ptr[0] != '#') {
            check_vector(line);
            n++;
        }
    CHECK_INT(n, 36);
    ww_buf_free(&text);
}

/* --- n-grams -------------------------------------------------------------------------------------- */

static void join(void *context, size_t index, struct ww_str token)
{
    struct ww_buf *out = context;
    ww_buf_printf(out, "%s%.*s", index ? "|" : "", (int)token.len, token.ptr);
}

static void check_tokens(struct ww_clk_field field, const char *value, const char *expected)
{
    struct ww_buf text = {0};
    bool bad = false;
    ww_clk_tokens(&field, ww_str_of(value), join, &text, &bad);
    CHECK_TEXT(ww_buf_view(&text), expected);
    ww_buf_free(&text);
}

WW_TEST(cuts_n_grams)
{
    check_tokens((struct ww_clk_field){.gram = 2}, "oak", " o|oa|ak|k ");
    check_tokens((struct ww_clk_field){.gram = 2, .positional = true}, "oak", "1  o|2 oa|3 ak|4 k ");
    check_tokens((struct ww_clk_field){.gram = 1}, "oak", "o|a|k");
    check_tokens((struct ww_clk_field){.gram = 3}, "\xC3\xA9", "  \xC3\xA9| \xC3\xA9 |\xC3\xA9  ");
    check_tokens((struct ww_clk_field){.gram = 0}, "oak tree", "oak tree");
    check_tokens((struct ww_clk_field){.gram = 2}, "", "");
    check_tokens((struct ww_clk_field){.gram = 1}, "\xC3", "\xC3"); /* no UTF-8 */
    check_tokens((struct ww_clk_field){.gram = 1, .clean = WW_CLK_NORMAL, .normal = WW_NORMAL_DATE},
                 "5/6/1980", "1|9|8|0|0|6|0|5");
    check_tokens((struct ww_clk_field){.gram = 0, .clean = WW_CLK_DATE, .date_format = "%d/%m/%Y"},
                 "05/06/1980", "19800605");
    check_tokens((struct ww_clk_field){.gram = 0, .clean = WW_CLK_DATE, .date_format = "%d/%m/%Y"},
                 "31/06/1980", "");
}

/* --- our own schema ------------------------------------------------------------------------------- */

static const char own[] =
    "{\"name\":\"own\",\"bits\":1024,\"balanced\":true,\"folds\":1,\"salt\":\"born\",\"fields\":["
    "{\"column\":\"name\",\"normal\":\"name\",\"gram\":2,\"bits\":120},"
    "{\"column\":\"born\",\"normal\":\"date\",\"gram\":1,\"positional\":true,\"bits\":90}]}";

struct own {
    struct ww_arena *arena;
    struct ww_clk_schema schema;
    struct ww_clk_encoder *encoder;
};

static bool own_new(struct own *o, const char *key)
{
    struct ww_err err = {0};
    *o = (struct own){.arena = ww_arena_new(0)};
    return CHECK_RC(ww_clk_schema_parse("own.json", ww_str_of(own), o->arena, &o->schema, &err), WW_OK) &&
           CHECK_RC(ww_clk_encoder_new(&o->schema, ww_str_of(key), &o->encoder, &err), WW_OK);
}

static void own_free(struct own *o)
{
    if (o->encoder)
        ww_clk_encoder_free(&o->encoder);
    ww_arena_free(&o->arena);
}

static unsigned ones_of(const uint64_t *words, unsigned n)
{
    unsigned ones = 0;
    for (unsigned w = 0; w < n; w++)
        ones += (unsigned)__builtin_popcountll(words[w]);
    return ones;
}

static unsigned common_of(const uint64_t *a, const uint64_t *b, unsigned n)
{
    unsigned ones = 0;
    for (unsigned w = 0; w < n; w++)
        ones += (unsigned)__builtin_popcountll(a[w] & b[w]);
    return ones;
}

static void own_encode(struct own *o, const char *name, const char *born, uint64_t words[16],
                       struct ww_clk_notes *notes)
{
    const struct ww_str values[] = {ww_str_of(name), ww_str_of(born)};
    CHECK_RC(ww_clk_encode(o->encoder, values, values[1], words, notes, NULL), WW_OK);
}

WW_TEST(balanced_weighs_the_same)
{
    static const char *const names[] = {"", "o", "hornbeam", "a very long name of many words and more"};
    struct own o;
    uint64_t words[16];
    if (!own_new(&o, SECRET))
        return;
    for (size_t i = 0; i < 4; i++) {
        own_encode(&o, names[i], i % 2 ? "" : "17/05/1980", words, NULL);
        CHECK_INT(ones_of(words, 16), 512);
    }
    own_free(&o);
}

/* Else all such records would be taken for one person. */
WW_TEST(nothing_is_like_nothing)
{
    struct own o;
    uint64_t words[16];
    struct ww_clk_notes notes;
    if (!own_new(&o, SECRET))
        return;
    own_encode(&o, " ", "not known", words, &notes);
    CHECK_INT(notes.empty, 2);
    CHECK_INT(ones_of(words, 16), 0);
    own_free(&o);
}

WW_TEST(salt_parts_the_years)
{
    struct own o;
    uint64_t a[16], b[16], c[16], d[16];
    struct ww_clk_notes notes;
    if (!own_new(&o, SECRET))
        return;
    own_encode(&o, "Hornbeam", "17/05/1980", a, &notes);
    CHECK(!notes.unsalted && !notes.bad && !notes.empty);
    own_encode(&o, "HORNBEAN", "1980-05-18", b, NULL);
    own_encode(&o, "Hornbeam", "17/05/1981", c, NULL);
    CHECK(common_of(a, b, 16) > 400); /* of 512 */
    CHECK(common_of(a, c, 16) < 320);
    own_encode(&o, "Hornbeam", "", d, &notes);
    CHECK(notes.unsalted);
    CHECK_INT(notes.empty, 1);
    CHECK(common_of(a, d, 16) < 320);
    own_free(&o);
}

WW_TEST(another_key_is_another_language)
{
    struct own o, p;
    uint64_t a[16], b[16];
    if (!own_new(&o, SECRET) || !own_new(&p, "another key of thirty-two bytes or so"))
        return;
    own_encode(&o, "Hornbeam", "17/05/1980", a, NULL);
    own_encode(&p, "Hornbeam", "17/05/1980", b, NULL);
    CHECK(common_of(a, b, 16) < 320);
    CHECK(strcmp(ww_clk_encoder_check(o.encoder), ww_clk_encoder_check(p.encoder)) != 0);
    own_free(&o);
    own_free(&p);
}

/* A filter of 512 folded to 256 is the exclusive or of its halves. */
WW_TEST(folds_by_exclusive_or)
{
    struct own o;
    uint64_t wide[16], folded[16];
    if (!own_new(&o, SECRET))
        return;
    ww_clk_encoder_free(&o.encoder);
    o.schema.balanced = false;
    o.schema.salt_field = NULL;
    o.schema.folds = 0;
    o.schema.bits = 512;
    CHECK_RC(ww_clk_encoder_new(&o.schema, WW_STR(SECRET), &o.encoder, NULL), WW_OK);
    own_encode(&o, "Hornbeam", "17/05/1980", wide, NULL);
    ww_clk_encoder_free(&o.encoder);
    o.schema.folds = 1;
    o.schema.bits = 256;
    CHECK_RC(ww_clk_encoder_new(&o.schema, WW_STR(SECRET), &o.encoder, NULL), WW_OK);
    own_encode(&o, "Hornbeam", "17/05/1980", folded, NULL);
    CHECK(ones_of(folded, 4) > 0);
    for (size_t w = 0; w < 4; w++)
        CHECK_U64(folded[w], wide[w] ^ wide[w + 4]);
    own_free(&o);
}

WW_TEST(short_keys_and_bad_schemas_are_refused)
{
    static const char *const bad[] = {
        "{}",
        "{\"name\":\"x\",\"bits\":1000,\"fields\":[]}",
        "{\"name\":\"x\",\"bits\":1024,\"fields\":[]}",
        "{\"name\":\"x\",\"bits\":1024,\"fields\":[{\"column\":\"a\",\"normal\":\"nmae\",\"bits\":5}]}",
        "{\"name\":\"x\",\"bits\":1024,\"fields\":[{\"column\":\"a\",\"normal\":\"name\"}]}",
        "{\"version\":2,\"clkConfig\":{\"l\":1024,\"kdf\":{\"type\":\"HKDF\"}},\"features\":[]}",
        "{\"version\":3,\"clkConfig\":{\"l\":1024,\"xorFolds\":1,\"kdf\":{\"type\":\"HKDF\"}},\"features\":[]}",
        "{\"version\":3,\"clkConfig\":{\"l\":1024,\"kdf\":{\"type\":\"HKDF\",\"hash\":\"SHA512\"}},\"features\":[]}",
        ("{\"version\":3,\"clkConfig\":{\"l\":1024,\"kdf\":{\"type\":\"HKDF\"}},\"features\":[{\"identifier\":\"a\","
         "\"format\":{\"type\":\"integer\"},\"hashing\":{\"comparison\":{\"type\":\"numeric\"},"
         "\"strategy\":{\"bitsPerToken\":5}}}]}"),
    };
    struct ww_arena *arena = ww_arena_new(0);
    struct ww_clk_schema schema;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct ww_err err = {0};
        CHECK_RC(ww_clk_schema_parse("bad.json", ww_str_of(bad[i]), arena, &schema, &err), WW_E_INPUT);
        CHECK(err.message[0]);
    }
    struct ww_clk_encoder *encoder = NULL;
    CHECK_RC(ww_clk_schema_parse("own.json", ww_str_of(own), arena, &schema, NULL), WW_OK);
    CHECK_RC(ww_clk_encoder_new(&schema, WW_STR("thirty-one bytes are too short!"), &encoder, NULL),
             WW_E_USAGE);
    CHECK(encoder == NULL);
    ww_arena_free(&arena);
}

/* --- the file ------------------------------------------------------------------------------------- */

#define HEAD(rows)                                                                        \
    "{\"format\":\"watchward-clk\",\"version\":1,\"schema\":\"x\",\"check\":\"" CHECK_HEX \
    "\",\"bits\":64,\"rows\":" rows "}\n"
#define ROW "AAAAAAAAAAE=\n"

WW_TEST(hostile_files_are_refused_with_their_line)
{
    static const struct {
        const char *text;
        unsigned line;
    } bad[] = {
        {"", 1},
        {"\n", 1},
        {"{}\n", 1},
        {"not json\n", 1},
        {HEAD("1"), 2},
        {HEAD("-1"), 1},
        {HEAD("4294967296"), 1},
        {HEAD("4294967295") ROW, 3},
        {HEAD("2") ROW, 3},
        {HEAD("2") ROW "AAAAAAAAAA==\n" ROW, 3},
        {HEAD("2") ROW "AAAAAAAAA*E=\n", 3},
        {HEAD("2") ROW "AAAAAAAAAAE \n", 3},
        {HEAD("1") ROW ROW, 3},
        {HEAD("1") ROW "\n", 3},
        {"{\"format\":\"watchward-clk\",\"version\":2}\n", 1},
        {"{\"format\":\"watchward-clk\",\"version\":1,\"schema\":\"x\",\"check\":\"0\",\"bits\":64,\"rows\":0}\n",
         1},
        {"{\"format\":\"watchward-clk\",\"version\":1,\"schema\":\"x\",\"check\":\"" CHECK_HEX
         "\",\"bits\":96,\"rows\":0}\n",
         1},
    };
    struct ww_arena *arena = ww_arena_new(0);
    struct ww_clk_file file;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct ww_err err = {0};
        CHECK_RC(ww_clk_read("bad.clk", ww_str_of(bad[i].text), arena, &file, &err), WW_E_INPUT);
        CHECK_INT(err.line, bad[i].line);
        CHECK_STR(err.source, "bad.clk");
    }
    CHECK_RC(ww_clk_read("good.clk", WW_STR(HEAD("2") ROW ROW), arena, &file, NULL), WW_OK);
    CHECK_INT(file.n, 2);
    CHECK_INT(file.ones[1], 1);
    CHECK_U64(file.words[1], UINT64_C(1) << 63); /* the last bit of the filter */
    CHECK_RC(ww_clk_read("none.clk", WW_STR(HEAD("0")), arena, &file, NULL), WW_OK);
    ww_arena_free(&arena);
}

/* --- comparing ------------------------------------------------------------------------------------ */

struct random {
    uint64_t *words;
    uint16_t *ones;
    struct ww_clk_file file;
};

/* Copies of `of` with some bits turned where it is given; different numbers of ones, some none. */
static struct random random_file(struct ww_rng *rng, size_t n, unsigned bits, const struct random *of)
{
    const unsigned n_words = bits / 64;
    struct random r = {ww_new_array(n * n_words + 1, 8), ww_new_array(n + 1, 2), {0}};
    for (size_t i = 0; i < n; i++) {
        uint64_t *words = r.words + i * n_words;
        const bool copied = of && of->file.n && ww_rng_below(rng, 2);
        const size_t from = copied ? ww_rng_below(rng, of->file.n) : 0;
        const uint64_t thin = ww_rng_below(rng, 4);
        for (unsigned w = 0; w < n_words; w++) {
            words[w] = copied ? of->words[from * n_words + w] : ww_rng_next(rng);
            for (uint64_t t = 0; t < thin && !copied; t++)
                words[w] &= ww_rng_next(rng);
        }
        for (uint64_t t = ww_rng_below(rng, bits / 8); copied && t > 0; t--)
            words[ww_rng_below(rng, n_words)] ^= UINT64_C(1) << ww_rng_below(rng, 64);
        if (!ww_rng_below(rng, 20))
            memset(words, 0, (size_t)n_words * 8);
        r.ones[i] = (uint16_t)ones_of(words, n_words);
    }
    r.file = (struct ww_clk_file){n, bits, r.words, r.ones, "x", CHECK_HEX};
    return r;
}

static void random_free(struct random *r)
{
    free(r->words);
    free(r->ones);
}

/* All pairs, and each time the best that is still free: nothing clever. */
static size_t naive_link(const struct ww_clk_file *a, const struct ww_clk_file *b, double threshold,
                         struct ww_clk_match *out, uint64_t *candidates)
{
    const unsigned n_words = a->bits / 64;
    bool *gone_a = ww_new_array(a->n + 1, 1), *gone_b = ww_new_array(b->n + 1, 1);
    size_t n = 0;
    *candidates = 0;
    for (;;) {
        struct ww_clk_match best = {0, 0, 0};
        for (uint32_t i = 0; i < a->n; i++) {
            for (uint32_t j = 0; j < b->n; j++) {
                const unsigned sum = (unsigned)a->ones[i] + b->ones[j];
                const double dice = sum ? 2.0 *
                                              common_of(a->words + (size_t)i * n_words,
                                                        b->words + (size_t)j * n_words, n_words) /
                                              sum
                                        : 0;
                *candidates += !n && dice >= threshold;
                if (!gone_a[i] && !gone_b[j] && dice >= threshold && dice > best.dice)
                    best = (struct ww_clk_match){dice, i, j};
            }
        }
        if (!(best.dice > 0))
            break;
        gone_a[best.a] = gone_b[best.b] = true;
        out[n++] = best;
    }
    free(gone_a);
    free(gone_b);
    return n;
}

static void check_links(const struct ww_clk_request *request, const struct ww_clk_match *expected, size_t n,
                        uint64_t candidates)
{
    struct ww_clk_links links = {0};
    if (!CHECK_RC(ww_clk_link(request, &links, NULL), WW_OK))
        return;
    CHECK_INT(links.compared + links.skipped, request->a->n * request->b->n);
    if (n)
        CHECK_INT(links.candidates, candidates);
    CHECK_INT(links.n, n);
    for (size_t i = 0; i < n && i < links.n; i++) {
        CHECK_NEAR(links.matches[i].dice, expected[i].dice, 0);
        CHECK_INT(links.matches[i].a, expected[i].a);
        CHECK_INT(links.matches[i].b, expected[i].b);
    }
    free(links.matches);
}

WW_TEST(links_as_the_naive_twin)
{
    static const unsigned widths[] = {64, 128, 512, 1024, 2048};
    static const double thresholds[] = {0.3, 0.55, 0.7, 0.9, 1};
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (size_t round = 0; round < 40; round++) {
        const unsigned bits = widths[round % 5];
        struct random a = random_file(&rng, ww_rng_below(&rng, 40), bits, NULL);
        struct random b = random_file(&rng, ww_rng_below(&rng, 70), bits, &a);
        struct ww_clk_match expected[128];
        uint64_t candidates;
        struct ww_clk_request request = {.a = &a.file, .b = &b.file, .threshold = thresholds[round % 7 % 5]};
        const size_t n = naive_link(&a.file, &b.file, request.threshold, expected, &candidates);
        for (request.kernel = WW_CLK_FASTEST; request.kernel < WW_CLK_KERNELS; request.kernel++) {
            request.threads = 1 + (unsigned)round % 3;
            check_links(&request, expected, n, candidates);
        }
        random_free(&a);
        random_free(&b);
    }
}

/* Enough rows for several blocks of a and tiles of b. */
WW_TEST(kernels_agree_on_many_rows)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    struct random a = random_file(&rng, 4500, 128, NULL), b = random_file(&rng, 5000, 128, &a);
    struct ww_clk_request request = {
        .a = &a.file, .b = &b.file, .threshold = 0.85, .threads = 1, .kernel = WW_CLK_PLAIN};
    struct ww_clk_links plain = {0};
    CHECK_RC(ww_clk_link(&request, &plain, NULL), WW_OK);
    CHECK(plain.n > 1000 && plain.skipped > 0);
    request.threads = 3;
    for (request.kernel = WW_CLK_FASTEST; request.kernel < WW_CLK_KERNELS; request.kernel++)
        check_links(&request, plain.matches, plain.n, plain.candidates);
    free(plain.matches);
    random_free(&a);
    random_free(&b);
}

/* The most ones that pairs can have in common: a byte of the look-up must not overflow. */
WW_TEST(all_ones)
{
    uint64_t words[WW_CLK_WORDS_MAX];
    uint16_t ones = WW_CLK_BITS_MAX;
    memset(words, 0xff, sizeof words);
    const struct ww_clk_file file = {1, WW_CLK_BITS_MAX, words, &ones, "x", CHECK_HEX};
    const struct ww_clk_match expected = {1, 0, 0};
    struct ww_clk_request request = {.a = &file, .b = &file, .threshold = 1, .threads = 1};
    for (request.kernel = WW_CLK_FASTEST; request.kernel < WW_CLK_KERNELS; request.kernel++)
        check_links(&request, &expected, 1, 1);
}

WW_TEST(files_of_two_keys_are_not_compared)
{
    const struct ww_clk_file a = {.bits = 64, .schema = "x", .check = CHECK_HEX};
    struct ww_clk_file b = {.bits = 64, .schema = "x", .check = "0000000000000000000000000000000f"};
    struct ww_clk_request request = {.a = &a, .b = &b, .threshold = 0.9};
    struct ww_clk_links links;
    struct ww_err err = {0};
    CHECK_RC(ww_clk_link(&request, &links, &err), WW_E_USAGE);
    CHECK(strstr(err.message, "different keys") != NULL);
    b.check = a.check;
    request.threshold = 0;
    CHECK_RC(ww_clk_link(&request, &links, &err), WW_E_USAGE);
}
