// SPDX-License-Identifier: Apache-2.0
/* Problem: a file of encodings comes from outside: whatever its bytes are, it is read whole or refused with its line.
 * Method: one line of JSON says what follows; then every line is one record in base64 (the alphabet of RFC 4648 with
 * padding), of exactly as many bytes as the bits ask for, and there are exactly as many lines as the first says. Bit 0 is the highest
 * of the first byte, as bitarray writes it, so a line is the string that clkhash makes of the same filter. Rows are checked against the
 * length of the file before memory is asked for. */
#include <sodium.h>
#include <stdlib.h>

#include "base/json_read.h"
#include "people/clk.h"

#define FORMAT       "watchward-clk"
#define VERSION      1
#define HEADER_MAX   4096 /* bytes of the first line */
#define NAME_LETTERS 64
#define BASE64_MAX   (4 * ((WW_CLK_BITS_MAX / 8 + 2) / 3) + 1)

/* --- bits and bytes ------------------------------------------------------------------------------- */

/* The bits of a byte the other way round. */
static uint8_t reversed(uint8_t byte)
{
    byte = (uint8_t)(byte >> 4 | byte << 4);
    byte = (uint8_t)((byte & 0xCC) >> 2 | (byte & 0x33) << 2);
    return (uint8_t)((byte & 0xAA) >> 1 | (byte & 0x55) << 1);
}

static uint16_t words_of(const uint8_t *bytes, unsigned bits, uint64_t *words)
{
    unsigned ones = 0;
    for (unsigned w = 0; w < bits / 64; w++) {
        words[w] = 0;
        for (unsigned i = 0; i < 8; i++)
            words[w] |= (uint64_t)reversed(bytes[w * 8 + i]) << 8 * i;
        ones += (unsigned)__builtin_popcountll(words[w]);
    }
    return (uint16_t)ones;
}

/* --- reading -------------------------------------------------------------------------------------- */

static bool is_check(const char *text)
{
    size_t n = 0;
    for (; text[n]; n++)
        if (!strchr("0123456789abcdef", text[n]))
            return false;
    return n == WW_CLK_CHECK_HEX;
}

static bool is_name(const char *text)
{
    size_t n = 0;
    for (; text[n]; n++)
        if ((unsigned char)text[n] < ' ' || text[n] == 0x7f)
            return false;
    return n > 0 && n <= NAME_LETTERS;
}

static enum ww_rc check_format(const struct ww_json *json, const json_t *root)
{
    const char *format = NULL;
    int64_t version = 0;
    enum ww_rc rc = ww_json_read_text(json, NULL, root, "format", WW_NEEDED, &format);
    if (!rc && !ww_str_eqz(WW_STR(FORMAT), format))
        return ww_json_fail(json, NULL, "this is no file of encodings (format " FORMAT ")");
    if (!rc)
        rc = ww_json_whole(json, NULL, root, "version", &version);
    if (!rc && version != VERSION)
        return ww_json_fail(json, NULL, "this program reads version %d of the format", VERSION);
    return rc;
}

static enum ww_rc read_size(const struct ww_json *json, const json_t *root, struct ww_clk_file *out)
{
    int64_t bits = 0, rows = -1;
    enum ww_rc rc = ww_json_whole(json, NULL, root, "bits", &bits);
    if (!rc)
        rc = ww_json_whole(json, NULL, root, "rows", &rows);
    if (!rc && (bits < 64 || bits > WW_CLK_BITS_MAX || (bits & (bits - 1))))
        return ww_json_fail(json, NULL, "bits is a power of two from 64 to %d", WW_CLK_BITS_MAX);
    if (!rc && (rows < 0 || rows > UINT32_MAX))
        return ww_json_fail(json, NULL, "rows is a whole number from 0 on");
    out->bits = (unsigned)bits;
    out->n = (size_t)rows;
    return rc;
}

static enum ww_rc read_head(const struct ww_json *json, const json_t *root, struct ww_clk_file *out)
{
    static const char *const keys[] = {"format", "version", "schema", "check", "bits", "rows", NULL};
    enum ww_rc rc = check_format(json, root);
    if (!rc)
        rc = ww_json_only(json, NULL, root, keys);
    if (!rc)
        rc = ww_json_read_text(json, NULL, root, "schema", WW_NEEDED, &out->schema);
    if (!rc)
        rc = ww_json_read_text(json, NULL, root, "check", WW_NEEDED, &out->check);
    if (!rc && (!is_name(out->schema) || !is_check(out->check)))
        return ww_json_fail(json, NULL, "schema is a name of at most %d letters, check %d hexadecimal digits",
                            NAME_LETTERS, WW_CLK_CHECK_HEX);
    return rc ? rc : read_size(json, root, out);
}

static enum ww_rc parse_head(const char *file, struct ww_str line, struct ww_arena *arena,
                             struct ww_clk_file *out, struct ww_err *err)
{
    const struct ww_json json = {file, arena, err};
    json_t *root = NULL;
    if (!line.len || line.len > HEADER_MAX)
        return ww_fail_at(
            err, WW_E_INPUT, file, 1, 0,
            "this is no file of encodings: its first line must be the JSON that says what follows");
    enum ww_rc rc = ww_json_parse(&json, line.ptr, line.len, &root);
    if (!rc)
        rc = read_head(&json, root, out);
    json_decref(root);
    if (rc && err && !err->line)
        err->line = 1;
    return rc;
}

static enum ww_rc read_line(const char *file, size_t row, struct ww_str line, unsigned bits, uint64_t *words,
                            uint16_t *ones, struct ww_err *err)
{
    uint8_t bytes[WW_CLK_BITS_MAX / 8];
    size_t len = 0;
    const char *end = NULL;
    if (line.len >= BASE64_MAX ||
        sodium_base642bin(bytes, sizeof bytes, line.ptr, line.len, NULL, &len, &end,
                          sodium_base64_VARIANT_ORIGINAL) ||
        end != line.ptr + line.len || len != bits / 8)
        return ww_fail_at(
            err, WW_E_INPUT, file, row + 2, 0,
            "this line is not the base64 of %u bits: the file was cut or altered. Ask for it again", bits);
    *ones = words_of(bytes, bits, words);
    return WW_OK;
}

/* Lines of exactly one length: so many rows, so many bytes. */
static enum ww_rc check_length(const char *file, const struct ww_clk_file *head, struct ww_str rest,
                               struct ww_err *err)
{
    const size_t line = sodium_base64_encoded_len(head->bits / 8, sodium_base64_VARIANT_ORIGINAL);
    if (rest.len / line < head->n)
        return ww_fail_at(
            err, WW_E_INPUT, file, rest.len / line + 2, 0,
            "the file ends here, before the %zu rows that its first line tells. Ask for it again", head->n);
    return WW_OK;
}

enum ww_rc ww_clk_read(const char *file, struct ww_str text, struct ww_arena *arena, struct ww_clk_file *out,
                       struct ww_err *err)
{
    struct ww_clk_file head = {0};
    struct ww_str line, rest = text;
    const bool some = ww_str_cut(&rest, '\n', &line);
    enum ww_rc rc = parse_head(file, some ? line : WW_STR(""), arena, &head, err);
    if (!rc)
        rc = check_length(file, &head, rest, err);
    if (rc)
        return rc;
    const size_t n_words = head.bits / 64;
    uint64_t *words = ww_arena_alloc(arena, head.n * n_words + 1, sizeof *words);
    uint16_t *ones = ww_arena_alloc(arena, head.n + 1, sizeof *ones);
    if (!words || !ones)
        return ww_fail_nomem(err);
    for (size_t row = 0; row < head.n && !rc; row++) {
        line = WW_STR("");
        if (ww_str_cut(&rest, '\n', &line) && line.len && line.ptr[line.len - 1] == '\r')
            line.len--;
        rc = read_line(file, row, line, head.bits, words + row * n_words, &ones[row], err);
    }
    if (!rc && rest.len)
        return ww_fail_at(err, WW_E_INPUT, file, head.n + 2, 0,
                          "there is more in the file than the %zu rows that its first line tells", head.n);
    head.words = words;
    head.ones = ones;
    if (!rc)
        *out = head;
    return rc;
}

/* --- writing -------------------------------------------------------------------------------------- */

enum ww_rc ww_clk_write(const struct ww_clk_file *clks, struct ww_buf *out, struct ww_err *err)
{
    json_t *root = json_pack("{s:s, s:i, s:s, s:s, s:i, s:I}", "format", FORMAT, "version", VERSION, "schema",
                             clks->schema, "check", clks->check, "bits", (int)clks->bits, "rows",
                             (json_int_t)clks->n);
    char *head = root ? json_dumps(root, JSON_COMPACT) : NULL;
    json_decref(root);
    if (!head)
        return ww_fail_nomem(err);
    ww_buf_z(out, head);
    ww_buf_char(out, '\n');
    free(head);
    for (size_t row = 0; row < clks->n; row++) {
        uint8_t bytes[WW_CLK_BITS_MAX / 8];
        char line[BASE64_MAX];
        for (unsigned i = 0; i < clks->bits / 8; i++)
            bytes[i] = reversed((uint8_t)(clks->words[row * (clks->bits / 64) + i / 8] >> 8 * (i % 8)));
        sodium_bin2base64(line, sizeof line, bytes, clks->bits / 8, sodium_base64_VARIANT_ORIGINAL);
        ww_buf_z(out, line);
        ww_buf_char(out, '\n');
    }
    return ww_buf_check(out, err);
}
