// SPDX-License-Identifier: Apache-2.0
/* Problem: two spellings of one value must share most of what is hashed.
 * Method: a value is cleaned, put between gram - 1 blanks on either side, and cut into n-grams, so that its first and last
 * letters stand in as many of them as the others; positional ones begin with their number, from 1, and a blank (the form of
 * clkhash, so that encodings agree bit for bit). A gram of 0 is the whole value as one token. What is empty after cleaning has no
 * token. Characters are code points; a byte that is no UTF-8 is a character by itself.
 * Cleaning: our own schemas normalise as linkage does and drop blanks and hyphens, which carry nothing; clkhash's
 * schemas write dates as 19800517 and whole numbers plainly. */
#include <stdio.h>

#include "base/num.h"
#include "base/time.h"
#include "base/utf8.h"
#include "people/clk.h"

#define ROOM (WW_CLK_VALUE_MAX + 2 * WW_CLK_GRAM_MAX)

/* --- cleaning ------------------------------------------------------------------------------------- */

static struct ww_str clean_normal(enum ww_normal kind, struct ww_str value, char *out)
{
    char normal[WW_NORMAL_MAX];
    const struct ww_str whole = ww_normalise(kind, NULL, value, normal);
    size_t n = 0;
    for (size_t i = 0; i < whole.len; i++)
        if (whole.ptr[i] != ' ' && whole.ptr[i] != '-')
            out[n++] = whole.ptr[i];
    return (struct ww_str){out, n};
}

static bool take_digits(struct ww_str *text, size_t most, int *out)
{
    size_t n = 0;
    for (*out = 0; n < most && n < text->len && text->ptr[n] >= '0' && text->ptr[n] <= '9'; n++)
        *out = *out * 10 + (text->ptr[n] - '0');
    text->ptr += n;
    text->len -= n;
    return n > 0;
}

/* A directive of strptime; %y as Python reads it: from 69 on 19xx. */
static bool read_part(char directive, struct ww_str *text, struct ww_date *out)
{
    switch (directive) {
    case 'Y': return text->len >= 4 && take_digits(text, 4, &out->year);
    case 'm': return take_digits(text, 2, &out->month);
    case 'd': return take_digits(text, 2, &out->day);
    default:
        if (!take_digits(text, 2, &out->year))
            return false;
        out->year += out->year < 69 ? 2000 : 1900;
        return true;
    }
}

/* The format is one that the schema's reader has passed. */
static bool read_date(const char *format, struct ww_str text, struct ww_date *out)
{
    *out = (struct ww_date){0, 1, 1};
    for (; *format; format++) {
        if (*format == '%') {
            if (!read_part(*++format, &text, out))
                return false;
        } else if (text.len && text.ptr[0] == *format) {
            text.ptr++;
            text.len--;
        } else {
            return false;
        }
    }
    return !text.len && ww_date_valid(*out);
}

static struct ww_str print_date(struct ww_date date, char *out)
{
    const int n = snprintf(out, ROOM, "%d%02d%02d", date.year, date.month, date.day);
    return (struct ww_str){out, (size_t)n};
}

static struct ww_str clean(const struct ww_clk_field *field, struct ww_str value, char *out, bool *bad)
{
    struct ww_date date;
    int64_t whole;
    *bad = false;
    if (value.len > WW_CLK_VALUE_MAX)
        value.len = WW_CLK_VALUE_MAX;
    if (field->missing && ww_str_eqz(value, field->missing))
        return ww_str_of(field->replace ? field->replace : "");
    switch (field->clean) {
    case WW_CLK_NORMAL: return clean_normal(field->normal, value, out);
    case WW_CLK_DATE:
        if (read_date(field->date_format, value, &date))
            return print_date(date, out);
        break;
    case WW_CLK_INTEGER:
        if (ww_parse_i64(ww_str_trim(value), &whole))
            return (struct ww_str){out, (size_t)snprintf(out, ROOM, "%lld", (long long)whole)};
        break;
    case WW_CLK_AS_IS: return value;
    }
    *bad = value.len > 0;
    return (struct ww_str){"", 0};
}

/* --- cutting -------------------------------------------------------------------------------------- */

/* Bytes of the first character. */
static size_t character(const char *at, size_t left)
{
    const unsigned char first = (unsigned char)*at;
    const size_t n = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    return n <= left && ww_utf8_valid((struct ww_str){at, n}) ? n : 1;
}

/* Between blanks; starts[i] is where character i begins, and starts[count] the end. */
static size_t pad(unsigned blanks, struct ww_str value, char *out, size_t *starts)
{
    size_t n = 0, len = 0;
    for (unsigned i = 0; i < blanks; i++) {
        starts[n++] = len;
        out[len++] = ' ';
    }
    for (size_t at = 0; at < value.len;) {
        const size_t step = character(value.ptr + at, value.len - at);
        starts[n++] = len;
        for (size_t i = 0; i < step; i++)
            out[len++] = value.ptr[at++];
    }
    for (unsigned i = 0; i < blanks; i++) {
        starts[n++] = len;
        out[len++] = ' ';
    }
    starts[n] = len;
    return n;
}

size_t ww_clk_tokens(const struct ww_clk_field *field, struct ww_str value,
                     void (*take)(void *context, size_t index, struct ww_str token), void *context, bool *bad)
{
    char cleaned[ROOM], padded[ROOM], token[WW_CLK_GRAM_MAX * 4 + 24];
    size_t starts[ROOM + 1];
    value = clean(field, value, cleaned, bad);
    if (!value.len)
        return 0;
    if (!field->gram) {
        if (take)
            take(context, 0, value);
        return 1;
    }
    const size_t n = pad(field->gram - 1, value, padded, starts);
    const size_t count = n < field->gram ? 0 : n - field->gram + 1;
    for (size_t i = 0; take && i < count; i++) {
        struct ww_str gram = {padded + starts[i], starts[i + field->gram] - starts[i]};
        if (field->positional) {
            const int len = snprintf(token, sizeof token, "%zu %.*s", i + 1, (int)gram.len, gram.ptr);
            gram = (struct ww_str){token, (size_t)len};
        }
        take(context, i, gram);
    }
    return count;
}
