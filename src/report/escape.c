// SPDX-License-Identifier: Apache-2.0
/* Text into markup, safely.
 *
 * Problem: labels, names and commentary come from partners' files and may hold anything, a <script> included.
 * Method: one function for each place text may stand (between tags, in a quoted attribute, in an id, in a CSS
 * string), and no other way in. Bytes that are not UTF-8 and the control characters XML 1.0 excludes (section
 * 2.2, production Char) become U+FFFD, so that the page is well-formed whatever it is given. */
#include "report/escape.h"

#include <stdint.h>

#include "base/utf8.h"

#define REPLACEMENT "\xEF\xBF\xBD"

/* U+FFFE and U+FFFF, which are UTF-8 but not characters of XML. */
static bool excluded(const char *at)
{
    return (uint8_t)at[0] == 0xEF && (uint8_t)at[1] == 0xBF && (uint8_t)at[2] >= 0xBE;
}

static size_t sequence_length(uint8_t lead)
{
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

static const char *const entities[128] = {
    ['&'] = "&amp;",
    ['<'] = "&lt;",
    ['>'] = "&gt;",
};

static const char *const attribute_entities[128] = {
    ['&'] = "&amp;",  ['<'] = "&lt;",  ['>'] = "&gt;",   ['"'] = "&quot;",
    ['\''] = "&#39;", ['\t'] = "&#9;", ['\n'] = "&#10;", ['\r'] = "&#13;",
};

static void put_ascii(struct ww_buf *out, char c, const char *const table[128])
{
    bool control = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
    const char *entity = table[(unsigned char)c];
    if (entity)
        ww_buf_z(out, entity);
    else if (control)
        ww_buf_z(out, REPLACEMENT);
    else
        ww_buf_char(out, c);
}

static void put_valid(struct ww_buf *out, struct ww_str text, const char *const table[128])
{
    for (size_t i = 0; i < text.len;) {
        size_t len = sequence_length((uint8_t)text.ptr[i]);
        if (len == 1)
            put_ascii(out, text.ptr[i], table);
        else if (len == 3 && excluded(text.ptr + i))
            ww_buf_z(out, REPLACEMENT);
        else
            ww_buf_add(out, text.ptr + i, len);
        i += len;
    }
}

static void put_escaped(struct ww_buf *out, struct ww_str text, const char *const table[128])
{
    while (text.len) {
        size_t valid = ww_utf8_valid_prefix(text);
        put_valid(out, (struct ww_str){text.ptr, valid}, table);
        if (valid == text.len)
            return;
        ww_buf_z(out, REPLACEMENT);
        text = (struct ww_str){text.ptr + valid + 1, text.len - valid - 1};
    }
}

void ww_html_text(struct ww_buf *out, struct ww_str text)
{
    put_escaped(out, text, entities);
}

void ww_html_attr(struct ww_buf *out, const char *name, struct ww_str value)
{
    ww_buf_char(out, ' ');
    ww_buf_z(out, name);
    ww_buf_z(out, "=\"");
    put_escaped(out, value, attribute_entities);
    ww_buf_char(out, '"');
}

static bool letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

void ww_html_id(struct ww_buf *out, struct ww_str id)
{
    for (size_t i = 0; i < id.len; i++) {
        char c = id.ptr[i];
        bool kept = letter_or_digit(c) || c == '/' || c == '.' || c == '_' || c == '-';
        ww_buf_char(out, kept ? c : '-');
    }
    if (id.len == 0)
        ww_buf_char(out, '-');
}

void ww_css_string(struct ww_buf *out, struct ww_str text)
{
    ww_buf_char(out, '"');
    while (text.len) {
        uint8_t lead = (uint8_t)text.ptr[0];
        size_t len = sequence_length(lead);
        bool valid = len <= text.len && ww_utf8_valid((struct ww_str){text.ptr, len});
        uint32_t point = lead;
        if (!valid) {
            point = 0xFFFD;
            len = 1;
        } else if (len > 1) {
            point = lead & (0xFFu >> (len + 1));
            for (size_t i = 1; i < len; i++)
                point = point << 6 | ((uint8_t)text.ptr[i] & 0x3Fu);
        }
        if (point == ' ' || (point < 0x80 && letter_or_digit((char)point)))
            ww_buf_char(out, (char)point);
        else
            ww_buf_printf(out, "\\%x ", point ? (unsigned)point : 0xFFFDu);
        text = (struct ww_str){text.ptr + len, text.len - len};
    }
    ww_buf_char(out, '"');
}
