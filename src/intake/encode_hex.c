// SPDX-License-Identifier: Apache-2.0
/* Problem: identifiers of 64 hex digits are a third of a street file; as 32 bytes they are half of that.
 * Method: 32 digits at a time on AVX2: '0'..'9' and 'a'..'f' are two ranges, each made a nibble by a
 * subtraction and told by a comparison; a multiply-add joins the pairs. Elsewhere a table of 256. */
#include "intake/encode.h"

#include "intake/csv_cut.h"

#define NO_DIGIT 0xFF

static const uint8_t nibbles[256] = {
    [0 ... '0' - 1] = NO_DIGIT,
    ['0'] = 0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    ['9' + 1 ... 'A' - 1] = NO_DIGIT,
    ['A'] = 10,
    11,
    12,
    13,
    14,
    15,
    ['F' + 1 ... 'a' - 1] = NO_DIGIT,
    ['a'] = 10,
    11,
    12,
    13,
    14,
    15,
    ['f' + 1 ... 255] = NO_DIGIT,
};

static bool decode_portable(const char *digits, size_t n_bytes, uint8_t *out)
{
    uint8_t wrong = 0;
    for (size_t i = 0; i < n_bytes; i++) {
        uint8_t high = nibbles[(uint8_t)digits[2 * i]], low = nibbles[(uint8_t)digits[2 * i + 1]];
        wrong |= high | low;
        out[i] = (uint8_t)(high << 4 | (low & 15));
    }
    return wrong < 16;
}

#if defined(__x86_64__)

#include <immintrin.h>

__attribute__((target("avx2"))) static bool decode_avx2(const char *digits, size_t n_bytes, uint8_t *out)
{
    __m256i good = _mm256_set1_epi8(-1);
    size_t i = 0;
    for (; i + 16 <= n_bytes; i += 16) {
        __m256i text = _mm256_loadu_si256((const __m256i *)(const void *)(digits + 2 * i));
        __m256i number = _mm256_sub_epi8(text, _mm256_set1_epi8('0'));
        __m256i letter = _mm256_sub_epi8(_mm256_or_si256(text, _mm256_set1_epi8(0x20)),
                                         _mm256_set1_epi8('a'));
        __m256i is_number = _mm256_cmpeq_epi8(_mm256_min_epu8(number, _mm256_set1_epi8(9)), number);
        __m256i is_letter = _mm256_cmpeq_epi8(_mm256_min_epu8(letter, _mm256_set1_epi8(5)), letter);
        __m256i nibble = _mm256_blendv_epi8(_mm256_add_epi8(letter, _mm256_set1_epi8(10)), number, is_number);
        good = _mm256_and_si256(good, _mm256_or_si256(is_number, is_letter));
        /* high × 16 + low, a 16-bit lane each; then the lanes' low bytes side by side */
        __m256i pairs = _mm256_maddubs_epi16(nibble, _mm256_set1_epi16(0x0110));
        __m256i packed = _mm256_permute4x64_epi64(_mm256_packus_epi16(pairs, pairs), 0x08);
        _mm_storeu_si128((__m128i *)(void *)(out + i), _mm256_castsi256_si128(packed));
    }
    return _mm256_movemask_epi8(good) == -1 && decode_portable(digits + 2 * i, n_bytes - i, out + i);
}

#else

static bool decode_avx2(const char *digits, size_t n_bytes, uint8_t *out)
{
    return decode_portable(digits, n_bytes, out);
}

#endif

bool ww_hex_decode(const char *digits, size_t n_bytes, uint8_t *out, bool portable)
{
    return portable || !ww_csv_have_avx2() ? decode_portable(digits, n_bytes, out)
                                           : decode_avx2(digits, n_bytes, out);
}

enum ww_rc ww_encode_hex(struct ww_encoder *e, struct ww_cells *cells, struct ww_encoded *out)
{
    size_t width = e->column->field.width;
    uint8_t *values = out->values + cells->from * width;
    bool portable = e->portable || !ww_csv_have_avx2();
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < cells->n; i++, values += width) {
        struct ww_str text = cells->items[i];
        bool good = text.len == 2 * width && (portable ? decode_portable(text.ptr, width, values)
                                                       : decode_avx2(text.ptr, width, values));
        out->present[cells->from + i] = good;
        if (good && ww_encoder_matches(e, text, &rc))
            continue;
        memset(values, 0, width);
        if (rc)
            return rc;
        if (text.len == 0)
            ww_encode_missing(e, cells, i);
        else
            ww_refuse(cells, i, good ? WW_REFUSED_PATTERN : WW_REFUSED_HEX);
    }
    return WW_OK;
}
