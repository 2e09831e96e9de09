// SPDX-License-Identifier: Apache-2.0
/* encode: a file of people as encodings that can be compared but not read. Runs at the agency; what it writes names nobody. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/checked.h"
#include "cmd/command.h"
#include "cmd/csv_rows.h"
#include "cmd/say.h"
#include "people/clk.h"

#define SCHEMA     "clk-schema.json"
#define SCHEMA_MAX ((size_t)1 << 20)
#define KEY_MAX    ((size_t)1 << 16)
#define FILE_MAX   ((size_t)16 << 30)

struct encoding {
    const struct ww_cli *cli;
    struct ww_arena *arena;
    struct ww_clk_schema schema;
    struct ww_clk_encoder *encoder;
    const char *columns[WW_CLK_FIELDS_MAX + 1]; /* of the fields, and of the salt */
    size_t n_columns;
    uint64_t *words;
    uint16_t *ones;
    size_t n, words_capacity, ones_capacity;
    uint64_t unsalted, bad, blank;
};

static enum ww_rc read_schema(struct encoding *e, struct ww_err *err)
{
    char shipped[WW_PATH_MAX];
    const char *path = ww_cli_option(e->cli, "schema");
    struct ww_buf text = {.max = SCHEMA_MAX};
    enum ww_rc rc = path ? WW_OK : ww_cli_share(e->cli, SCHEMA, shipped, err);
    if (!path)
        path = shipped;
    if (!rc)
        rc = ww_file_read(path, &text, err);
    if (!rc)
        rc = ww_clk_schema_parse(path, ww_buf_view(&text), e->arena, &e->schema, err);
    ww_buf_free(&text);
    return rc;
}

static enum ww_rc make_encoder(struct encoding *e, struct ww_err *err)
{
    const char *path = ww_cli_option(e->cli, "key-file");
    struct ww_buf key = {.max = KEY_MAX};
    if (!path)
        return ww_fail(
            err, WW_E_USAGE,
            "Say where the key lies: --key-file FILE, at least %d bytes that nobody can guess, the same "
            "at every agency.",
            WW_CLK_KEY_MIN);
    enum ww_rc rc = ww_file_read(path, &key, err);
    if (!rc)
        rc = ww_clk_encoder_new(&e->schema, ww_buf_view(&key), &e->encoder, err);
    if (key.data)
        sodium_memzero(key.data, key.len);
    ww_buf_free(&key);
    return rc;
}

/* --- columns -------------------------------------------------------------------------------------- */

/* The header's word for a field: --column forename=given_name. */
static const char *column_of(const struct encoding *e, const char *field)
{
    const char *given;
    for (size_t i = 0; (given = ww_cli_option_nth(e->cli, "column", i)) != NULL; i++) {
        struct ww_str rest = ww_str_of(given), name;
        if (ww_str_cut(&rest, '=', &name) && rest.len && ww_str_eqz(name, field))
            return rest.ptr;
    }
    return field;
}

static bool known_field(const struct encoding *e, struct ww_str name)
{
    bool known = e->schema.salt_field && ww_str_eqz(name, e->schema.salt_field);
    for (size_t f = 0; f < e->schema.n_fields; f++)
        known = known || ww_str_eqz(name, e->schema.fields[f].name);
    return known;
}

static enum ww_rc name_columns(struct encoding *e, struct ww_err *err)
{
    const char *given;
    for (size_t i = 0; (given = ww_cli_option_nth(e->cli, "column", i)) != NULL; i++) {
        struct ww_str rest = ww_str_of(given), name;
        if (!ww_str_cut(&rest, '=', &name) || !rest.len || !known_field(e, name))
            return ww_fail(err, WW_E_USAGE,
                           "--column %.60s: write the schema's field, =, and the file's column: "
                           "--column forename=given_name",
                           given);
    }
    /* An ignored field needs no column: any will do in its place. */
    for (size_t f = 0; f < e->schema.n_fields; f++)
        if (!e->schema.fields[f].ignored)
            e->columns[e->n_columns++] = column_of(e, e->schema.fields[f].name);
    if (e->schema.salt_field)
        e->columns[e->n_columns++] = column_of(e, e->schema.salt_field);
    return WW_OK;
}

/* --- rows ----------------------------------------------------------------------------------------- */

static bool make_room(struct encoding *e, size_t n_words)
{
    void *words = e->words, *ones = e->ones;
    const bool good = ww_grow(&words, &e->words_capacity, (e->n + 1) * n_words, sizeof *e->words) &&
                      ww_grow(&ones, &e->ones_capacity, e->n + 1, sizeof *e->ones);
    e->words = words;
    e->ones = ones;
    return good;
}

static enum ww_rc take_row(void *context, const struct ww_str *values, struct ww_err *err)
{
    struct encoding *e = context;
    const size_t n_words = e->schema.bits / 64;
    struct ww_str all[WW_CLK_FIELDS_MAX];
    struct ww_clk_notes notes = {0};
    size_t next = 0, asked = 0;
    for (size_t f = 0; f < e->schema.n_fields; f++) {
        all[f] = e->schema.fields[f].ignored ? WW_STR("") : values[next++];
        asked += !e->schema.fields[f].ignored;
    }
    if (!make_room(e, n_words))
        return ww_fail_nomem(err);
    uint64_t *words = e->words + e->n * n_words;
    enum ww_rc rc = ww_clk_encode(e->encoder, all, e->schema.salt_field ? values[next] : WW_STR(""), words,
                                  &notes, err);
    unsigned ones = 0;
    for (size_t w = 0; w < n_words; w++)
        ones += (unsigned)__builtin_popcountll(words[w]);
    e->ones[e->n++] = (uint16_t)ones;
    e->unsalted += notes.unsalted;
    e->bad += notes.bad;
    e->blank += notes.empty == asked;
    return rc;
}

/* --- the file ------------------------------------------------------------------------------------- */

static enum ww_rc write_file(const struct encoding *e, struct ww_err *err)
{
    const char *path = ww_cli_option(e->cli, "out");
    const struct ww_clk_file file = {.n = e->n,
                                     .bits = e->schema.bits,
                                     .words = e->words,
                                     .ones = e->ones,
                                     .schema = e->schema.name,
                                     .check = ww_clk_encoder_check(e->encoder)};
    struct ww_buf text = {.max = FILE_MAX};
    if (!e->n)
        return ww_fail(err, WW_E_INPUT, "There is no record in %.200s, so nothing was written.",
                       e->cli->arguments[0]);
    enum ww_rc rc = ww_clk_write(&file, &text, err);
    if (!rc)
        rc = ww_file_write(path, ww_buf_view(&text), err);
    ww_buf_free(&text);
    return rc;
}

static void say_result(const struct encoding *e)
{
    printf("%s encoded, %u bits each, by the schema ", ww_counted(e->n, "record", "records").text,
           e->schema.bits);
    ww_say(stdout, "%s.\n", e->schema.name);
    if (e->unsalted)
        printf("%s no year of birth: they can only match others without one.\n",
               ww_counted(e->unsalted, "record has", "records have").text);
    if (e->bad)
        printf("%s not as the schema says, and taken as missing.\n",
               ww_counted(e->bad, "value was", "values were").text);
    if (e->blank)
        printf("%s nothing to encode: they match nobody.\n",
               ww_counted(e->blank, "record has", "records have").text);
    ww_say(
        stdout,
        "The encodings are in %s. They are pseudonymous personal data: share them as such, and never the key.\n",
        ww_cli_option(e->cli, "out"));
}

static enum ww_rc encode(struct encoding *e, struct ww_err *err)
{
    const char *out = ww_cli_option(e->cli, "out"), *in = e->cli->arguments[0];
    if (!out)
        return ww_fail(err, WW_E_USAGE, "Say where the encodings go: --out people.clk");
    if (ww_str_eqz(ww_str_of(out), in))
        return ww_fail(err, WW_E_USAGE, "The encodings cannot take the place of the file of people.");
    enum ww_rc rc = read_schema(e, err);
    if (!rc)
        rc = name_columns(e, err);
    if (!rc)
        rc = make_encoder(e, err);
    if (rc)
        return rc;
    const struct ww_csv_rows_request rows = {
        .path = in, .columns = e->columns, .n_columns = e->n_columns, .take = take_row, .context = e};
    rc = ww_csv_rows_each(&rows, err);
    return rc ? rc : write_file(e, err);
}

static enum ww_rc run(const struct ww_cli *cli, struct ww_err *err)
{
    struct encoding e = {.cli = cli, .arena = ww_arena_new(0)};
    enum ww_rc rc = e.arena ? encode(&e, err) : ww_fail_nomem(err);
    if (!rc)
        say_result(&e);
    if (e.encoder)
        ww_clk_encoder_free(&e.encoder);
    free(e.words);
    free(e.ones);
    ww_arena_free(&e.arena);
    return rc;
}

static const struct ww_option options[] = {
    {"schema", "FILE",
     "which columns, how: of our own form or clkhash's version 3 (default: the one the program ships)",
     false},
    {"key-file", "FILE", "the agencies' shared key: at least 32 bytes, kept from whoever links", false},
    {"out", "FILE", "the file of encodings", false},
    {"column", "FIELD=COLUMN", "where the file calls a field otherwise: forename=given_name", true},
};

const struct ww_command ww_command_encode = {
    .name = "encode",
    .arguments = "FILE",
    .summary = "Encode a file of people so that it can be linked without its names",
    .details =
        "Runs at the agency that holds the names. Each record becomes a pattern of bits (a cryptographic long-term key);\n"
        "two files encoded with one key and one schema can be compared by link encoded. No name, date or number of\n"
        "the file is written, only its order: row 1 of the encodings is the first record.\n"
        "An encoding is pseudonymous personal data, not anonymous: docs/methods/encodings.md says what attacks remain.",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
