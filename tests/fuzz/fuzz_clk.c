// SPDX-License-Identifier: Apache-2.0
/* A file of encodings, and a schema, from hostile bytes. A file that is accepted is written and read back the same, has as many ones
 * as it says, and links to itself alike with the plain loop and the fastest; a schema that is accepted encodes a
 * record, with the weight that a balanced one promises. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "people/clk.h"

#define ROWS_LINKED 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_same(const struct ww_clk_file *a, const struct ww_clk_file *b)
{
    const size_t n_words = a->bits / 64;
    if (a->n != b->n || a->bits != b->bits || strcmp(a->schema, b->schema) != 0 ||
        strcmp(a->check, b->check) != 0 ||
        (a->n && memcmp(a->words, b->words, a->n * n_words * sizeof *a->words) != 0))
        __builtin_trap();
    for (size_t i = 0; i < a->n; i++) {
        unsigned ones = 0;
        for (size_t w = 0; w < n_words; w++)
            ones += (unsigned)__builtin_popcountll(a->words[i * n_words + w]);
        if (ones != a->ones[i] || ones != b->ones[i])
            __builtin_trap();
    }
}

static void check_links(const struct ww_clk_file *file)
{
    struct ww_clk_file some = *file;
    struct ww_clk_links plain = {0}, fast = {0};
    struct ww_clk_request request = {
        .a = &some, .b = &some, .threshold = 0.5, .threads = 1, .kernel = WW_CLK_PLAIN};
    some.n = some.n > ROWS_LINKED ? ROWS_LINKED : some.n;
    if (ww_clk_link(&request, &plain, NULL))
        __builtin_trap();
    request.kernel = WW_CLK_FASTEST;
    if (ww_clk_link(&request, &fast, NULL))
        __builtin_trap();
    if (plain.n != fast.n || plain.n > some.n || plain.candidates != fast.candidates ||
        plain.compared + plain.skipped != (uint64_t)some.n * some.n)
        __builtin_trap();
    for (size_t i = 0; i < plain.n; i++)
        if (plain.matches[i].a != fast.matches[i].a || plain.matches[i].b != fast.matches[i].b)
            __builtin_trap();
    free(plain.matches);
    free(fast.matches);
}

static void try_file(struct ww_str text, struct ww_arena *arena)
{
    struct ww_clk_file file, again;
    struct ww_err err = {0};
    struct ww_buf out = {0};
    if (ww_clk_read("fuzz.clk", text, arena, &file, &err)) {
        if (!err.message[0] || !err.line)
            __builtin_trap();
        return;
    }
    if (ww_clk_write(&file, &out, &err) || ww_clk_read("again.clk", ww_buf_view(&out), arena, &again, &err))
        __builtin_trap();
    check_same(&file, &again);
    check_links(&file);
    ww_buf_free(&out);
}

static void try_schema(struct ww_str text, struct ww_arena *arena)
{
    struct ww_clk_schema schema;
    struct ww_clk_encoder *encoder = NULL;
    struct ww_str values[WW_CLK_FIELDS_MAX];
    struct ww_err err = {0};
    uint64_t words[WW_CLK_WORDS_MAX];
    unsigned ones = 0;
    if (ww_clk_schema_parse("fuzz.json", text, arena, &schema, &err)) {
        if (!err.message[0])
            __builtin_trap();
        return;
    }
    for (size_t i = 0; i < schema.n_fields; i++)
        values[i] = i % 2 ? WW_STR("17/05/1980") : text;
    if (ww_clk_encoder_new(&schema, WW_STR("a key of thirty-two bytes or more"), &encoder, &err) ||
        ww_clk_encode(encoder, values, WW_STR("17/05/1980"), words, NULL, &err))
        __builtin_trap();
    for (size_t w = 0; w < schema.bits / 64; w++)
        ones += (unsigned)__builtin_popcountll(words[w]);
    if (schema.balanced && ones && ones != schema.bits / 2)
        __builtin_trap();
    ww_clk_encoder_free(&encoder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ww_arena *arena = ww_arena_new((size_t)64 << 20);
    if (!arena)
        return 0;
    const struct ww_str text = {(const char *)data, size};
    try_file(text, arena);
    try_schema(text, arena);
    ww_arena_free(&arena);
    return 0;
}
