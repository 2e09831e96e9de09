// SPDX-License-Identifier: Apache-2.0
/* Values in one form: what each kind makes of what agencies write, and that doing it twice changes nothing. */
#include "people/normalise.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/rng.h"
#include "base/utf8.h"
#include "ww_test.h"

struct example {
    enum ww_normal as;
    const char *raw, *normal;
};

static void check(const struct example *examples, size_t n, const struct ww_nicknames *nicknames)
{
    for (size_t i = 0; i < n; i++) {
        char out[WW_NORMAL_MAX], text[WW_NORMAL_MAX + 1];
        const struct ww_str got = ww_normalise(examples[i].as, nicknames, ww_str_of(examples[i].raw), out);
        ww_str_copy(got, text, sizeof text);
        CHECK_STR(text, examples[i].normal);
    }
}
#define CHECK_ALL(examples) check(examples, sizeof(examples) / sizeof(examples)[0], NULL)

WW_TEST(names)
{
    static const struct example examples[] = {
        {WW_NORMAL_NAME, "  JOSÉ  ", "jose"},
        {WW_NORMAL_NAME, "O’Brien-Smith", "obrien smith"},
        {WW_NORMAL_NAME, "O'BRIEN SMITH", "obrien smith"},
        {WW_NORMAL_NAME, "Mr. Jan", "jan"},
        {WW_NORMAL_NAME, "Rev Dr Jan", "jan"},
        {WW_NORMAL_NAME, "Sir", "sir"}, /* somebody's name */
        {WW_NORMAL_NAME, "Łukasz Ødegård", "lukasz odegard"},
        {WW_NORMAL_NAME, "Strauß", "strauss"},
        {WW_NORMAL_NAME, "ﬁona", "fiona"},
        {WW_NORMAL_NAME, "Not known", ""},
        {WW_NORMAL_NAME, "N/A", ""},
        {WW_NORMAL_NAME, "Mr Unknown", ""},
        {WW_NORMAL_NAME, "\xff\xfe", ""},
        {WW_NORMAL_TEXT, "Flat 2, 14 High St.", "flat 2 14 high st"},
        {WW_NORMAL_WORDS, "Zed Ann-Kim", "ann kim zed"},
        {WW_NORMAL_WORDS, "Kim Ann ZED", "ann kim zed"},
    };
    CHECK_ALL(examples);
}

WW_TEST(whole_names)
{
    static const struct example examples[] = {
        {WW_NORMAL_FIRST, "SMITH, Ann Kim", "ann kim"},
        {WW_NORMAL_LAST, "SMITH, Ann Kim", "smith"},
        {WW_NORMAL_FIRST, "Mrs Ann Kim Smith", "ann kim"},
        {WW_NORMAL_LAST, "Mrs Ann Kim Smith", "smith"},
        {WW_NORMAL_FIRST, "Ann de la Cruz", "ann"},
        {WW_NORMAL_LAST, "Ann de la Cruz", "de la cruz"},
        {WW_NORMAL_FIRST, "Smith", ""},
        {WW_NORMAL_LAST, "Smith", "smith"},
    };
    CHECK_ALL(examples);
}

WW_TEST(postcodes)
{
    static const struct example examples[] = {
        {WW_NORMAL_POSTCODE, "sw1a1aa", "SW1A 1AA"},  {WW_NORMAL_POSTCODE, " SW1A   1AA.", "SW1A 1AA"},
        {WW_NORMAL_POSTCODE, "SWIA IAA", "SW1A 1AA"}, {WW_NORMAL_POSTCODE, "M1 OAA", "M1 0AA"},
        {WW_NORMAL_POSTCODE, "0X1 2JD", "OX1 2JD"},   {WW_NORMAL_POSTCODE, "OX12JD", "OX1 2JD"},
        {WW_NORMAL_POSTCODE, "5E1 9SG", "SE1 9SG"},   {WW_NORMAL_POSTCODE, "GIR0AA", "GIR 0AA"},
        {WW_NORMAL_POSTCODE, "EC1A 1BB", "EC1A 1BB"}, {WW_NORMAL_POSTCODE, "QX1 1AA", "QX1 1AA"}, /* kept */
        {WW_NORMAL_POSTCODE, "ZZ99 3VZ", ""},         {WW_NORMAL_POSTCODE, "SW1", ""},
        {WW_NORMAL_POSTCODE, "London", ""},           {WW_NORMAL_POSTCODE, "SW1A 1AA 9", ""},
    };
    CHECK_ALL(examples);
    char out[WW_NORMAL_MAX];
    bool valid = false;
    (void)ww_normal_postcode(WW_STR("swia iaa"), out, &valid);
    CHECK(valid);
    (void)ww_normal_postcode(WW_STR("SW1A 1CA"), out, &valid); /* C is not used there */
    CHECK(!valid);
}

WW_TEST(dates_of_birth)
{
    static const struct example examples[] = {
        {WW_NORMAL_DATE, "1980-05-17", "1980-05-17"},
        {WW_NORMAL_DATE, "17/05/1980", "1980-05-17"},
        {WW_NORMAL_DATE, "17.5.1980", "1980-05-17"},
        {WW_NORMAL_DATE, "17 May 1980", "1980-05-17"},
        {WW_NORMAL_DATE, "17th of May 1980", "1980-05-17"},
        {WW_NORMAL_DATE, "May 17, 1980", "1980-05-17"},
        {WW_NORMAL_DATE, "17-Sept-80", "1980-09-17"},
        {WW_NORMAL_DATE, "19800517", "1980-05-17"},
        {WW_NORMAL_DATE, "17051980", "1980-05-17"},
        {WW_NORMAL_DATE, "170580", "1980-05-17"},
        {WW_NORMAL_DATE, "1980-05-17T00:00:00", "1980-05-17"},
        {WW_NORMAL_DATE, "17/05/1980 00:00", "1980-05-17"},
        {WW_NORMAL_DATE, "17/05/24", "2024-05-17"}, /* the pivot */
        {WW_NORMAL_DATE, "17/05/25", "1925-05-17"},
        {WW_NORMAL_DATE, "05/17/1980", "1980-05-17"}, /* day and month swapped */
        {WW_NORMAL_DATE, "1980-17-05", "1980-05-17"},
        {WW_NORMAL_DATE, "31/06/1980", "1980-06-31"}, /* cannot be: a slip, kept */
        {WW_NORMAL_DATE, "01/01/1900", ""},
        {WW_NORMAL_DATE, "1/1/1901", ""},
        {WW_NORMAL_DATE, "1980-00-00", ""},
        {WW_NORMAL_DATE, "1753-01-01", ""},
        {WW_NORMAL_DATE, "31/12/9999", ""},
        {WW_NORMAL_DATE, "not known", ""},
        {WW_NORMAL_DATE, "1980", ""},
        {WW_NORMAL_DATE, "17/05", ""},
        {WW_NORMAL_DATE, "17/05/198O", ""},
    };
    CHECK_ALL(examples);
}

WW_TEST(codes)
{
    static const struct example examples[] = {
        {WW_NORMAL_CODE, "ab-12 34/C", "ab1234c"},
        {WW_NORMAL_CODE, "0000", ""},
        {WW_NORMAL_CODE, "None", ""},
        {WW_NORMAL_EMAIL, " A.B@Example.ORG ", "a.b@example.org"},
        {WW_NORMAL_EMAIL, "a.b", ""},
        {WW_NORMAL_EMAIL, "@example.org", ""},
        {WW_NORMAL_EMAIL, "a@b@c", ""},
        {WW_NORMAL_SEX, "Female", "f"},
        {WW_NORMAL_SEX, "M", "m"},
        {WW_NORMAL_SEX, "1", "m"},
        {WW_NORMAL_SEX, "Not known", ""},
    };
    CHECK_ALL(examples);
}

/* --- short forms ---------------------------------------------------------------------------------- */

static enum ww_rc read_table(struct ww_str text, struct ww_arena *arena, struct ww_nicknames *out)
{
    struct ww_err err;
    return ww_nicknames_read("table.csv", text, arena, out, &err);
}

WW_TEST(short_forms)
{
    struct ww_arena *arena = ww_arena_new(0);
    struct ww_nicknames table = {0};
    CHECK_RC(read_table(WW_STR("short,canonical\nrob,robert\nbob,robert\n"), arena, &table), WW_OK);
    const struct example examples[] = {{WW_NORMAL_CANONICAL, "Bob", "robert"},
                                       {WW_NORMAL_CANONICAL, "Mr Rob James", "robert"},
                                       {WW_NORMAL_CANONICAL, "Robert", "robert"},
                                       {WW_NORMAL_CANONICAL, "Zed", "zed"},
                                       {WW_NORMAL_CANONICAL, "", ""}};
    check(examples, sizeof examples / sizeof examples[0], &table);
    CHECK_RC(read_table(WW_STR("short,canonical\nbob,robert\nbob,bobby\n"), arena, &table), WW_E_INPUT);
    CHECK_RC(read_table(WW_STR("short,canonical\nbob,rob\nrob,robert\n"), arena, &table), WW_E_INPUT);
    CHECK_RC(read_table(WW_STR("short,canonical\nBob,robert\n"), arena, &table), WW_E_INPUT);
    CHECK_RC(read_table(WW_STR("short,canonical\nbob\n"), arena, &table), WW_E_INPUT);
    ww_arena_free(&arena);
}

static void read_shipped(struct ww_arena *arena, struct ww_nicknames *out)
{
    const char *root = getenv("WW_ROOT");
    char path[1024];
    struct ww_buf text = {0};
    struct ww_err err;
    snprintf(path, sizeof path, "%s/share/nicknames.csv", root ? root : ".");
    CHECK_RC(ww_file_read(path, &text, &err), WW_OK);
    CHECK_RC(ww_nicknames_read(path, ww_buf_view(&text), arena, out, &err), WW_OK);
    ww_buf_free(&text);
}

WW_TEST(shipped_table_is_sound)
{
    struct ww_arena *arena = ww_arena_new(0);
    struct ww_nicknames table = {0};
    read_shipped(arena, &table);
    CHECK(table.n > 300);
    ww_arena_free(&arena);
}

/* --- properties ----------------------------------------------------------------------------------- */

/* Texts of pieces that mean something to one kind or another. */
static size_t draw(struct ww_rng *rng, char *out, size_t room)
{
    static const char *const pieces[] = {"a",    "Z", "mr ",  "é", "ß",  "’",    "-",  " ",      ",",  "0",
                                         "1",    "5", "O",    "I", "l",  "17",   "/",  "05",     "80", "May",
                                         "1980", ".", "@",    "T", "Ł",  "ǅ",    "ﬁ",  "½",      "İ",  "n/a",
                                         "de",   "ς", "\xff", "σ", "st", "SW1A", "99", "unknown"};
    size_t len = 0;
    for (uint64_t n = ww_rng_below(rng, 12); n; n--) {
        const char *piece = pieces[ww_rng_below(rng, sizeof pieces / sizeof pieces[0])];
        if (len + strlen(piece) <= room) {
            memcpy(out + len, piece, strlen(piece));
            len += strlen(piece);
        }
    }
    return len;
}

WW_TEST(twice_is_once)
{
    struct ww_arena *arena = ww_arena_new(0);
    struct ww_nicknames table = {0};
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    read_shipped(arena, &table);
    for (int round = 0; round < 20000; round++) {
        char raw[64], first[WW_NORMAL_MAX], second[WW_NORMAL_MAX];
        const struct ww_str text = {raw, draw(&rng, raw, sizeof raw)};
        for (unsigned as = 0; as < WW_NORMAL_KINDS; as++) {
            if (as == WW_NORMAL_FIRST ||
                as == WW_NORMAL_LAST) /* a part of a whole, and the part of a part is another */
                continue;
            const struct ww_str once = ww_normalise((enum ww_normal)as, &table, text, first);
            const struct ww_str twice = ww_normalise((enum ww_normal)as, &table, once, second);
            CHECK(once.len <= WW_NORMAL_MAX);
            if (!ww_str_eq(once, twice))
                printf("  %s of '%.*s': '%.*s', then '%.*s'\n", ww_normal_names[as], (int)text.len, text.ptr,
                       (int)once.len, once.ptr, (int)twice.len, twice.ptr);
            CHECK(ww_str_eq(once, twice));
            CHECK(as == WW_NORMAL_EMAIL || ww_utf8_valid(once));
        }
    }
    ww_arena_free(&arena);
}

/* However long: cut at a letter. */
WW_TEST(long_texts_are_cut)
{
    char raw[1000], out[WW_NORMAL_MAX];
    for (size_t i = 0; i + 1 < sizeof raw; i += 2)
        memcpy(raw + i, "\xC3\xB1", 2); /* n with a tilde */
    const struct ww_str got = ww_normalise(WW_NORMAL_NAME, NULL, (struct ww_str){raw, sizeof raw}, out);
    CHECK_INT(got.len, WW_NORMAL_MAX);
    CHECK_INT(got.ptr[WW_NORMAL_MAX - 1], 'n');
}
