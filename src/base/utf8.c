// SPDX-License-Identifier: Apache-2.0
/* Problem: partners' files claim to be UTF-8 and are Windows-1252, or a mixture of both. Before a byte is
 * believed it is checked; what is not UTF-8 can be read as Windows-1252.
 * Method: a lead byte fixes the length of a sequence and the range of its second byte; with that one range
 * (table 3-7 of the Unicode Standard) overlong forms, surrogates and code points above 10FFFF cannot occur,
 * so no code point is ever put together here. Runs of ASCII are skipped eight bytes at a time. */
#include "base/utf8.h"

#define REPLACEMENT 0xFFFDu
#define HIGH_BITS   UINT64_C(0x8080808080808080)

/* Windows-1252 bytes 80..9F (WHATWG Encoding Standard, without its mapping of the five holes). */
static const uint16_t cp1252_high[32] = {
    0x20AC,      REPLACEMENT, 0x201A, 0x0192, 0x201E, 0x2026,      0x2020, 0x2021,
    0x02C6,      0x2030,      0x0160, 0x2039, 0x0152, REPLACEMENT, 0x017D, REPLACEMENT,
    REPLACEMENT, 0x2018,      0x2019, 0x201C, 0x201D, 0x2022,      0x2013, 0x2014,
    0x02DC,      0x2122,      0x0161, 0x203A, 0x0153, REPLACEMENT, 0x017E, 0x0178,
};

/* What a lead byte asks of its sequence: length and the range of the second byte. */
struct lead {
    uint8_t length, low, high;
};

static struct lead lead_of(uint8_t byte)
{
    if (byte < 0xC2)
        return (struct lead){0};
    if (byte < 0xE0)
        return (struct lead){2, 0x80, 0xBF};
    if (byte < 0xF0)
        return (struct lead){3, byte == 0xE0 ? 0xA0 : 0x80, byte == 0xED ? 0x9F : 0xBF};
    if (byte < 0xF5)
        return (struct lead){4, byte == 0xF0 ? 0x90 : 0x80, byte == 0xF4 ? 0x8F : 0xBF};
    return (struct lead){0};
}

static bool continues(uint8_t byte)
{
    return (byte & 0xC0) == 0x80;
}

/* Length of the valid sequence of two or more bytes at p, of which `left` are there, or 0. */
static size_t sequence(const uint8_t *p, size_t left)
{
    struct lead lead = lead_of(p[0]);
    if (lead.length == 0 || lead.length > left || p[1] < lead.low || p[1] > lead.high)
        return 0;
    for (size_t i = 2; i < lead.length; i++)
        if (!continues(p[i]))
            return 0;
    return lead.length;
}

size_t ww_utf8_valid_prefix(struct ww_str s)
{
    const uint8_t *p = (const uint8_t *)s.ptr;
    size_t at = 0;
    while (at < s.len) {
        uint64_t eight;
        if (s.len - at >= sizeof eight) {
            memcpy(&eight, p + at, sizeof eight);
            if ((eight & HIGH_BITS) == 0) {
                at += sizeof eight;
                continue;
            }
        }
        size_t length = p[at] < 0x80 ? 1 : sequence(p + at, s.len - at);
        if (length == 0)
            break;
        at += length;
    }
    return at;
}

size_t ww_utf8_from_cp1252(struct ww_str s, struct ww_buf *out)
{
    size_t undefined = 0;
    size_t run = 0; /* start of the ASCII not yet copied */
    for (size_t i = 0; i < s.len; i++) {
        uint8_t byte = (uint8_t)s.ptr[i];
        if (byte < 0x80)
            continue;
        ww_buf_add(out, s.ptr + run, i - run);
        run = i + 1;
        uint32_t code_point = byte < 0xA0 ? cp1252_high[byte - 0x80] : byte;
        undefined += code_point == REPLACEMENT;
        ww_utf8_put(out, code_point);
    }
    if (run < s.len)
        ww_buf_add(out, s.ptr + run, s.len - run);
    return undefined;
}

size_t ww_utf8_length(struct ww_str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.len; i++)
        count += !continues((uint8_t)s.ptr[i]);
    return count;
}

void ww_utf8_put(struct ww_buf *out, uint32_t code_point)
{
    if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF))
        code_point = REPLACEMENT;
    uint8_t bytes[4];
    size_t len;
    if (code_point < 0x80) {
        bytes[0] = (uint8_t)code_point;
        len = 1;
    } else if (code_point < 0x800) {
        bytes[0] = (uint8_t)(0xC0 | code_point >> 6);
        len = 2;
    } else if (code_point < 0x10000) {
        bytes[0] = (uint8_t)(0xE0 | code_point >> 12);
        len = 3;
    } else {
        bytes[0] = (uint8_t)(0xF0 | code_point >> 18);
        len = 4;
    }
    for (size_t i = len; i > 1; i--) {
        bytes[i - 1] = (uint8_t)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    ww_buf_add(out, bytes, len);
}
