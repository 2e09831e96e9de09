// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include "base/checked.h"
#include "base/rng.h"
#include "ww_test.h"

/* The second implementation decodes: it puts the code point together and then asks whether it was worth
 * that many bytes and may be written at all. Length of the sequence at p, or 0. */
static size_t naive_sequence(const uint8_t *p, size_t left)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    size_t len = p[0] < 0x80 ? 1 : p[0] >> 5 == 6 ? 2 : p[0] >> 4 == 14 ? 3 : p[0] >> 3 == 30 ? 4 : 0;
    if (len == 0 || len > left)
        return 0;
    if (len == 1)
        return 1;
    uint32_t code_point = p[0] & (0xFFu >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        if (p[i] >> 6 != 2)
            return 0;
        code_point = code_point << 6 | (p[i] & 0x3F);
    }
    if (code_point < least[len] || code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF))
        return 0;
    return len;
}

static size_t naive_prefix(struct ww_str s)
{
    size_t at = 0;
    while (at < s.len) {
        size_t len = naive_sequence((const uint8_t *)s.ptr + at, s.len - at);
        if (len == 0)
            break;
        at += len;
    }
    return at;
}

static bool agrees(const char *bytes, size_t len)
{
    struct ww_str s = {bytes, len};
    return ww_utf8_valid_prefix(s) == naive_prefix(s);
}

/* All sequences of one, two and three bytes, each as they are, and with every cut. */
WW_TEST(all_sequences_up_to_three_bytes)
{
    unsigned long wrong = 0;
    for (unsigned x = 0; x < 1u << 24; x++) {
        char bytes[3] = {(char)(x >> 16), (char)(x >> 8), (char)x};
        wrong += !agrees(bytes, 3);
        if ((x & 0xFF) == 0)
            wrong += !agrees(bytes, 2);
        if ((x & 0xFFFF) == 0)
            wrong += !agrees(bytes, 1);
    }
    CHECK_INT(wrong, 0);
}

/* Half of the lead bytes are those of four-byte sequences, most of the others continue. */
WW_TEST(random_four_byte_sequences)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    unsigned long wrong = 0, whole = 0;
    for (int i = 0; i < 4000000; i++) {
        uint64_t draw = ww_rng_next(&rng);
        char bytes[4] = {(char)draw, (char)(draw >> 8), (char)(draw >> 16), (char)(draw >> 24)};
        if (draw >> 63)
            bytes[0] = (char)(0xF0 | (bytes[0] & 7));
        for (int k = 1; k < 4; k++)
            if (draw >> (40 + 3 * k) & 7)
                bytes[k] = (char)(0x80 | (bytes[k] & 0x3F));
        wrong += !agrees(bytes, 4);
        whole += naive_sequence((const uint8_t *)bytes, 4) == 4;
    }
    CHECK_INT(wrong, 0);
    CHECK(whole > 100000);
}

/* Every code point is written, accepted, counted as one; every cut of it is refused. */
WW_TEST(every_code_point)
{
    unsigned long wrong = 0;
    struct ww_buf buf = {0};
    for (uint32_t c = 0; c <= 0x110010; c++) {
        ww_buf_clear(&buf);
        ww_utf8_put(&buf, c);
        bool real = c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF);
        struct ww_str s = ww_buf_view(&buf);
        wrong += naive_sequence((const uint8_t *)s.ptr, s.len) != s.len || !ww_utf8_valid(s) ||
                 ww_utf8_length(s) != 1;
        wrong += !real && !ww_str_eq(s, WW_STR("\xEF\xBF\xBD"));
        for (size_t cut = 1; cut < s.len; cut++)
            wrong += ww_utf8_valid_prefix((struct ww_str){s.ptr, cut}) != 0;
    }
    CHECK_INT(wrong, 0);
    ww_buf_free(&buf);
}

/* Long text, exactly as long as its memory, with one byte spoilt: the eight-byte steps must not pass it. */
WW_TEST(one_bad_byte_anywhere_is_found)
{
    unsigned long wrong = 0;
    for (size_t len = 0; len < 70; len++) {
        for (size_t at = 0; at <= len; at++) {
            char *text = ww_new_array(len, 1);
            memset(text, 'a', len);
            if (at < len)
                text[at] = (char)0xFF;
            wrong += ww_utf8_valid_prefix((struct ww_str){text, len}) != at;
            free(text);
        }
    }
    CHECK_INT(wrong, 0);
    CHECK(ww_utf8_valid((struct ww_str){0}));
}

WW_TEST(mixed_text_against_the_decoder)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    struct ww_buf buf = {0};
    unsigned long wrong = 0;
    for (int i = 0; i < 20000; i++) {
        ww_buf_clear(&buf);
        size_t points = (size_t)ww_rng_below(&rng, 60), put = 0;
        for (; put < points; put++)
            ww_utf8_put(&buf, (uint32_t)ww_rng_below(&rng, ww_rng_below(&rng, 3) ? 0x80 : 0x110000));
        wrong += !ww_utf8_valid(ww_buf_view(&buf)) || ww_utf8_length(ww_buf_view(&buf)) != put;
        if (buf.len)
            buf.data[ww_rng_below(&rng, buf.len)] = (char)ww_rng_next(&rng);
        wrong += !agrees(ww_buf_view(&buf).ptr, buf.len);
    }
    CHECK_INT(wrong, 0);
    ww_buf_free(&buf);
}

/* Known text, and the five bytes that mean nothing. */
WW_TEST(windows_1252_becomes_utf8)
{
    struct ww_buf buf = {0};
    CHECK_INT(ww_utf8_from_cp1252(WW_STR("caf\xE9 \x93"
                                         "a\x94 \x96 \x80"
                                         "5 \xA3"
                                         "6 \x99\x9F\xFF"),
                                  &buf),
              0);
    CHECK_STR(buf.data, "caf\xC3\xA9 \xE2\x80\x9C"
                        "a\xE2\x80\x9D \xE2\x80\x93 \xE2\x82\xAC"
                        "5 \xC2\xA3"
                        "6 "
                        "\xE2\x84\xA2\xC5\xB8\xC3\xBF");
    ww_buf_clear(&buf);
    CHECK_INT(ww_utf8_from_cp1252(WW_STR("\x81\x8D\x8F\x90\x9D"), &buf), 5);
    CHECK_STR(buf.data, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    ww_buf_clear(&buf);
    CHECK_INT(ww_utf8_from_cp1252((struct ww_str){0}, &buf), 0);
    CHECK_INT(buf.len, 0);
    char all[256];
    for (int i = 0; i < 256; i++)
        all[i] = (char)i;
    CHECK_INT(ww_utf8_from_cp1252((struct ww_str){all, 256}, &buf), 5);
    CHECK_INT(ww_utf8_length(ww_buf_view(&buf)), 256);
    CHECK(ww_utf8_valid(ww_buf_view(&buf)));
    ww_buf_free(&buf);
}
