// SPDX-License-Identifier: Apache-2.0
/* Names and other texts in one form.
 *
 * Problem. "Mr. JOSÉ  O’Brien-Smith" and "jose obrien smith" are one name to a reader and two to a machine.
 * Method. Unicode's compatibility decomposition, case folding and removal of marks by utf8proc; letters that do not
 * decompose (ł, ø, đ, æ) by a short table; everything that is neither letter nor figure is a blank, but an apostrophe, which
 * closes up. Then what is particular to a kind: titles go from the front of a name, words for "not known" are no value.
 * Plain ASCII, nearly all of it, takes a path without Unicode tables that gives the same.
 * Conventions. A letter outside the Latin alphabet is kept as it is. A whole name in one cell is "surname, forename" with a
 * comma; without one the last word is the surname, and particles before it (de, van, al ...) belong to it.
 * Edge cases. Bytes that are not UTF-8 are read as blanks. A name of titles alone keeps its last word: somebody is called
 * Sir or King. */
#include "people/normalise.h"

#include <stdlib.h>
#include <utf8proc.h>

const char *const ww_normal_names[WW_NORMAL_KINDS] = {
    [WW_NORMAL_TEXT] = "text",           [WW_NORMAL_NAME] = "name",
    [WW_NORMAL_CANONICAL] = "canonical", [WW_NORMAL_FIRST] = "first-of-name",
    [WW_NORMAL_DATE] = "date",           [WW_NORMAL_LAST] = "last-of-name",
    [WW_NORMAL_POSTCODE] = "postcode",   [WW_NORMAL_EMAIL] = "email",
    [WW_NORMAL_CODE] = "code",           [WW_NORMAL_SEX] = "sex",
    [WW_NORMAL_WORDS] = "sorted-words",
};

#define WORDS(list) list, sizeof(list) / sizeof(list)[0]

static const char *const titles[] = {
    "mr",   "mrs",  "ms",  "miss", "mx",     "master", "dr",       "prof",   "sir",    "professor", "dame",
    "lady", "lord", "rev", "pc",   "doctor", "revd",   "reverend", "father", "sister", "cllr",      "hon"};
static const char *const unknown[] = {"unknown", "not known", "n a",     "na",        "nk",           "none",
                                      "nil",     "null",      "tbc",     "not given", "not provided", "unk",
                                      "refused", "withheld",  "no name", "anonymous", "not recorded"};
static const char *const particles[] = {"de", "da", "di", "van", "von", "der", "den", "del", "della", "du",
                                        "la", "le", "al", "el",  "bin", "ibn", "abu", "dos", "st",    "mac"};

static bool is_one_of(struct ww_str word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (ww_str_eqz(word, list[i]))
            return true;
    return false;
}

/* --- letters -------------------------------------------------------------------------------------- */

struct sink {
    char *out;
    size_t len;
    bool blank; /* is due before the next letter */
    bool full;
};

static void put(struct sink *s, const char *bytes, size_t n)
{
    const size_t gap = s->blank && s->len;
    s->full |= s->len + gap + n > WW_NORMAL_MAX;
    if (s->full)
        return;
    if (gap)
        s->out[s->len++] = ' ';
    memcpy(s->out + s->len, bytes, n);
    s->len += n;
    s->blank = false;
}

/* Letters that are no letter with a mark to Unicode. Case is folded before. */
static const struct {
    utf8proc_int32_t from;
    const char *to;
} spelt[] = {{0xE6, "ae"}, {0x153, "oe"}, {0xF8, "o"},  {0x142, "l"}, {0x111, "d"}, {0xF0, "d"},
             {0xFE, "th"}, {0x131, "i"},  {0x127, "h"}, {0x167, "t"}, {0xDF, "ss"}};

static bool is_apostrophe(utf8proc_int32_t c)
{
    return c == '\'' || c == '`' || c == 0xB4 || c == 0x2018 || c == 0x2019 || c == 0x2BC || c == 0x2032;
}

static bool is_letter(utf8proc_int32_t c)
{
    const utf8proc_category_t category = utf8proc_category(c);
    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
           category == UTF8PROC_CATEGORY_ND;
}

static void put_point(struct sink *s, utf8proc_int32_t c)
{
    for (size_t i = 0; i < sizeof spelt / sizeof spelt[0]; i++)
        if (spelt[i].from == c) {
            put(s, spelt[i].to, strlen(spelt[i].to));
            return;
        }
    utf8proc_uint8_t bytes[4];
    if (is_letter(c) && !is_apostrophe(c))
        put(s, (const char *)bytes, (size_t)utf8proc_encode_char(c, bytes));
    else
        s->blank |= !is_apostrophe(c);
}

/* One code point of the input; the number of bytes it took. */
static size_t put_unicode(struct sink *s, struct ww_str raw, size_t at)
{
    enum { POINTS = 32 };
    utf8proc_int32_t c, points[POINTS];
    int class = UTF8PROC_BOUNDCLASS_START;
    const utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)raw.ptr + at,
                                                   (utf8proc_ssize_t)(raw.len - at), &c);
    if (used <= 0) {
        s->blank = true;
        return 1;
    }
    if (is_apostrophe(c)) /* some decompose into a blank and a mark */
        return (size_t)used;
    const utf8proc_ssize_t n = utf8proc_decompose_char(
        c, points, POINTS,
        UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE,
        &class);
    for (utf8proc_ssize_t i = 0; i < n && i < POINTS; i++)
        put_point(s, points[i]);
    return (size_t)used;
}

static struct ww_str text_of(struct ww_str raw,
                             char *out) // NOLINT(readability-non-const-parameter): the sink writes into it
{
    struct sink s = {.out = out};
    for (size_t i = 0; i < raw.len && !s.full;) {
        const unsigned char c = (unsigned char)raw.ptr[i];
        const unsigned char small = c | 0x20;
        if (c >= 0x80) {
            i += put_unicode(&s, raw, i);
            continue;
        }
        if ((small >= 'a' && small <= 'z') || (c >= '0' && c <= '9'))
            put(&s, (const char[]){c >= 'A' && c <= 'Z' ? (char)small : (char)c}, 1);
        else
            s.blank |= !is_apostrophe(c);
        i++;
    }
    const struct ww_str text = {out, s.len};
    return is_one_of(text, WORDS(unknown)) ? (struct ww_str){out, 0} : text;
}

/* --- names ---------------------------------------------------------------------------------------- */

static struct ww_str without_titles(struct ww_str name)
{
    struct ww_str rest = name, word;
    while (ww_str_cut(&rest, ' ', &word) && rest.len && is_one_of(word, WORDS(titles)))
        name = rest;
    return name;
}

/* The same bytes at the front of out, where the caller looks for them; "" for what stands for nothing. */
static struct ww_str settle(struct ww_str text, char *out)
{
    if (is_one_of(text, WORDS(unknown)))
        text.len = 0;
    if (text.len)
        memmove(out, text.ptr, text.len);
    return (struct ww_str){out, text.len};
}

static struct ww_str name_of(struct ww_str raw, char *out)
{
    return settle(without_titles(text_of(raw, out)), out);
}

static size_t last_word(struct ww_str name)
{
    size_t at = name.len;
    while (at && name.ptr[at - 1] != ' ')
        at--;
    return at;
}

/* Where the surname of "anna de la cruz" begins; 0 of a single word. */
static size_t surname_at(struct ww_str name)
{
    size_t at = last_word(name);
    while (at) {
        const struct ww_str before = {name.ptr, at - 1};
        const size_t word = last_word(before);
        if (!word || !is_one_of((struct ww_str){name.ptr + word, at - 1 - word}, WORDS(particles)))
            break;
        at = word;
    }
    return at;
}

/* A part of a whole name. One word alone is a surname. */
static struct ww_str part_of_name(struct ww_str raw, bool last, char *out)
{
    struct ww_str before, rest = raw;
    if (ww_str_find(raw, ',') < raw.len && ww_str_cut(&rest, ',', &before))
        return name_of(last ? before : rest, out);
    const struct ww_str name = name_of(raw, out);
    const size_t at = surname_at(name);
    const struct ww_str part = last ? (struct ww_str){name.ptr + at, name.len - at}
                                    : (struct ww_str){name.ptr, at ? at - 1 : 0};
    return settle(part, out);
}

static struct ww_str canonical_of(const struct ww_nicknames *nicknames, struct ww_str raw, char *out)
{
    struct ww_str rest = name_of(raw, out), word;
    if (!ww_str_cut(&rest, ' ', &word))
        return (struct ww_str){out, 0};
    const struct ww_str canonical = nicknames ? ww_nicknames_find(nicknames, word) : word;
    return settle(canonical, out);
}

static int by_word(const void *a, const void *b)
{
    return ww_str_cmp(*(const struct ww_str *)a, *(const struct ww_str *)b);
}

static struct ww_str sorted_words(struct ww_str raw, char *out)
{
    char text[WW_NORMAL_MAX];
    struct ww_str rest = name_of(raw, text), words[WW_NORMAL_MAX / 2 + 1];
    size_t n = 0, len = 0;
    while (ww_str_cut(&rest, ' ', &words[n])) /* titles may stand in the middle: "smith, mr ann" */
        n += !is_one_of(words[n], WORDS(titles)) || (!n && !rest.len);
    if (n)
        qsort(words, n, sizeof *words, by_word);
    for (size_t i = 0; i < n; i++) {
        if (i)
            out[len++] = ' ';
        memcpy(out + len, words[i].ptr, words[i].len);
        len += words[i].len;
    }
    return settle((struct ww_str){out, len}, out);
}

/* --- codes ---------------------------------------------------------------------------------------- */

static struct ww_str code_of(struct ww_str raw, char *out)
{
    const struct ww_str text = text_of(raw, out);
    size_t n = 0;
    bool zeros = true;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != ' ') {
            zeros &= text.ptr[i] == '0';
            out[n++] = text.ptr[i];
        }
    return settle((struct ww_str){out, zeros ? 0 : n}, out);
}

static struct ww_str email_of(struct ww_str raw, char *out)
{
    size_t n = 0, ats = 0, at = 0;
    for (size_t i = 0; i < raw.len; i++) {
        const unsigned char c = (unsigned char)raw.ptr[i];
        if (c <= ' ')
            continue;
        if (n == WW_NORMAL_MAX)
            return (struct ww_str){out, 0};
        if (c == '@') {
            ats++;
            at = n;
        }
        out[n++] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : (char)c;
    }
    return (struct ww_str){out, ats == 1 && at && at + 1 < n ? n : 0};
}

static struct ww_str sex_of(struct ww_str raw, char *out)
{
    static const char *const women[] = {"f", "female", "woman", "girl", "w", "2"};
    static const char *const men[] = {"m", "male", "man", "boy", "1"};
    const struct ww_str text = text_of(raw, out);
    const char letter = is_one_of(text, WORDS(women)) ? 'f' : is_one_of(text, WORDS(men)) ? 'm' : '\0';
    out[0] = letter;
    return (struct ww_str){out, letter != '\0'};
}

struct ww_str ww_normalise(enum ww_normal kind, const struct ww_nicknames *nicknames, struct ww_str raw,
                           char *out)
{
    switch (kind) {
    case WW_NORMAL_TEXT: return text_of(raw, out);
    case WW_NORMAL_NAME: return name_of(raw, out);
    case WW_NORMAL_CANONICAL: return canonical_of(nicknames, raw, out);
    case WW_NORMAL_WORDS: return sorted_words(raw, out);
    case WW_NORMAL_FIRST: return part_of_name(raw, false, out);
    case WW_NORMAL_LAST: return part_of_name(raw, true, out);
    case WW_NORMAL_DATE: return ww_normal_birth(raw, out);
    case WW_NORMAL_POSTCODE: return ww_normal_postcode(raw, out, NULL);
    case WW_NORMAL_EMAIL: return email_of(raw, out);
    case WW_NORMAL_CODE: return code_of(raw, out);
    case WW_NORMAL_SEX: return sex_of(raw, out);
    default: return (struct ww_str){out, 0};
    }
}

/* --- the table of short forms --------------------------------------------------------------------- */

static int by_given(const void *a, const void *b)
{
    const struct ww_nickname *x = a, *y = b;
    return ww_str_cmp(x->given, y->given);
}

static bool is_word(struct ww_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < 'a' || text.ptr[i] > 'z')
            return false;
    return text.len > 0 && text.len <= WW_NORMAL_MAX;
}

static enum ww_rc check_table(const char *file, const struct ww_nicknames *table, struct ww_err *err)
{
    for (size_t i = 0; i < table->n; i++) {
        const struct ww_nickname *item = &table->items[i];
        if (i && ww_str_eq(item->given, item[-1].given))
            return ww_fail_at(err, WW_E_INPUT, file, 0, 0, "the short form \"%.*s\" is there twice",
                              (int)item->given.len, item->given.ptr);
        if (!ww_str_eq(ww_nicknames_find(table, item->canonical), item->canonical))
            return ww_fail_at(err, WW_E_INPUT, file, 0, 0,
                              "\"%.*s\" is a canonical form and a short form of another name",
                              (int)item->canonical.len, item->canonical.ptr);
    }
    return WW_OK;
}

enum ww_rc ww_nicknames_read(const char *file, struct ww_str text, struct ww_arena *arena,
                             struct ww_nicknames *out, struct ww_err *err)
{
    size_t lines = 1, n = 0;
    for (size_t i = 0; i < text.len; i++)
        lines += text.ptr[i] == '\n';
    struct ww_nickname *items = ww_arena_alloc(arena, lines, sizeof *items);
    const char *kept = ww_arena_copy(arena, text);
    if (!items || !kept)
        return ww_fail_nomem(err);
    struct ww_str rest = {kept, text.len}, line;
    for (uint32_t number = 1; ww_str_cut(&rest, '\n', &line); number++) {
        struct ww_str canonical = ww_str_trim(line), given;
        if (number == 1 || !canonical.len)
            continue; /* the heading */
        if (!ww_str_cut(&canonical, ',', &given) || !is_word(given) || !is_word(canonical))
            return ww_fail_at(err, WW_E_INPUT, file, number, 0,
                              "a line is a short form, a comma and the canonical form, in small letters");
        items[n++] = (struct ww_nickname){given, canonical};
    }
    if (n)
        qsort(items, n, sizeof *items, by_given);
    const struct ww_nicknames table = {items, n};
    enum ww_rc rc = check_table(file, &table, err);
    if (!rc)
        *out = table;
    return rc;
}

struct ww_str ww_nicknames_find(const struct ww_nicknames *nicknames, struct ww_str name)
{
    const struct ww_nickname key = {.given = name};
    const struct ww_nickname *found =
        nicknames->n ? bsearch(&key, nicknames->items, nicknames->n, sizeof key, by_given) : NULL;
    return found ? found->canonical : name;
}
