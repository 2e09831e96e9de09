// SPDX-License-Identifier: Apache-2.0
/* How alike two words are.
 *
 * Problem. Linkage compares tens of millions of pairs of names and numbers; the textbook's tables of distances cost a
 * hundred steps for two words of ten letters.
 * Method. One bit a letter. For each letter of b a word of bits says where in a it stands, found by comparing all of a at once
 * (16 bytes an instruction); a column of the distance table is then a handful of operations on machine words: Myers 1999 in
 * the form of Hyyrö 2003 for Levenshtein's distance and for optimal string alignment, and the same words of bits for Jaro's
 * search for common letters. Words of more than 64 bytes take the plain way.
 * Source. Jaro 1989, Journal of the American Statistical Association 84; Winkler 1990, Proceedings of the Section on Survey
 * Research Methods; Myers 1999, Journal of the ACM 46; Hyyrö 2003, A Bit-Vector Algorithm for Computing Levenshtein and
 * Damerau Edit Distances, Nordic Journal of Computing 10. */
#include "people/similarity.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define WORD         64 /* letters in a machine word */
#define PREFIX_MAX   4
#define PREFIX_SCALE 0.1
#define WINKLER_FROM 0.7

/* --- where a letter stands ------------------------------------------------------------------------ */

/* A word of up to 64 letters, padded. */
struct letters {
    unsigned char bytes[WORD];
    size_t len;
};

static void set_letters(struct letters *out, struct ww_str word)
{
    memset(out->bytes, 0, sizeof out->bytes);
    memcpy(out->bytes, word.ptr, word.len);
    out->len = word.len;
}

static inline uint64_t bits_below(size_t n)
{
    return n >= WORD ? ~UINT64_C(0) : (UINT64_C(1) << n) - 1;
}

/* Bit i: letter i of the word is c. */
static inline uint64_t places(const struct letters *word, unsigned char c)
{
    uint64_t bits = 0;
#ifdef __SSE2__
    const __m128i all = _mm_set1_epi8((char)c);
    for (size_t at = 0; at < word->len; at += sizeof all) {
        const __m128i sixteen = _mm_loadu_si128((const __m128i *)(const void *)(word->bytes + at));
        bits |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(sixteen, all)) << at;
    }
#else
    for (size_t i = 0; i < word->len; i++)
        bits |= (uint64_t)(word->bytes[i] == c) << i;
#endif
    return bits & bits_below(word->len);
}

/* --- Jaro and Winkler ----------------------------------------------------------------------------- */

static size_t window_of(size_t a, size_t b)
{
    const size_t longer = a > b ? a : b;
    return longer / 2 > 0 ? longer / 2 - 1 : 0;
}

static double jaro_of(size_t common, size_t moved, size_t a, size_t b)
{
    if (!common)
        return 0;
    const double m = (double)common;
    const size_t swaps = moved / 2; /* rounded down, as Winkler's own program has it */
    return (m / (double)a + m / (double)b + (m - (double)swaps) / m) / 3;
}

/* Common letters as bits of a and of b. */
struct common {
    uint64_t in_a, in_b;
    size_t count;
};

static struct common find_common(const struct letters *a, struct ww_str b)
{
    const size_t window = window_of(a->len, b.len);
    struct common found = {0};
    for (size_t j = 0; j < b.len; j++) {
        const size_t first = j > window ? j - window : 0;
        const uint64_t near = bits_below(j + window + 1) & ~bits_below(first);
        const uint64_t free = places(a, (unsigned char)b.ptr[j]) & near & ~found.in_a;
        if (!free)
            continue;
        found.in_a |= free & -free;
        found.in_b |= UINT64_C(1) << j;
        found.count++;
    }
    return found;
}

double ww_jaro(struct ww_str a, struct ww_str b)
{
    if (!a.len && !b.len)
        return 1;
    if (!a.len || !b.len)
        return 0;
    if (a.len > WORD || b.len > WORD)
        return ww_jaro_plain(a, b);
    struct letters word;
    set_letters(&word, a);
    const struct common found = find_common(&word, b);
    size_t moved = 0;
    for (uint64_t x = found.in_a, y = found.in_b; x; x &= x - 1, y &= y - 1)
        moved += a.ptr[__builtin_ctzll(x)] != b.ptr[__builtin_ctzll(y)];
    return jaro_of(found.count, moved, a.len, b.len);
}

double ww_jaro_winkler(struct ww_str a, struct ww_str b)
{
    const double jaro = ww_jaro(a, b);
    size_t prefix = 0;
    while (prefix < PREFIX_MAX && prefix < a.len && prefix < b.len && a.ptr[prefix] == b.ptr[prefix])
        prefix++;
    return jaro > WINKLER_FROM ? jaro + (double)prefix * PREFIX_SCALE * (1 - jaro) : jaro;
}

/* --- distances ------------------------------------------------------------------------------------ */

/* One column of the table of distances: bit i of `up` (`down`) says that the distance grows (shrinks) by one from letter
 * i - 1 of a to letter i. */
struct column {
    uint64_t up, down;
    uint64_t same;   /* bit i: the diagonal step did not cost anything */
    uint64_t before; /* places of the letter of b before this one */
};

static unsigned distance_of(struct ww_str a, struct ww_str b, bool swaps)
{
    struct letters word;
    set_letters(&word, a);
    struct column c = {.up = ~UINT64_C(0)};
    const uint64_t last = UINT64_C(1) << (a.len - 1);
    unsigned distance = (unsigned)a.len;
    for (size_t j = 0; j < b.len; j++) {
        const uint64_t at = places(&word, (unsigned char)b.ptr[j]);
        const uint64_t swapped = swaps ? ((~c.same & at) << 1) & c.before : 0;
        c.same = (((at & c.up) + c.up) ^ c.up) | at | c.down | swapped;
        uint64_t right_up = c.down | ~(c.same | c.up), right_down = c.same & c.up;
        distance += (right_up & last) != 0;
        distance -= (right_down & last) != 0;
        right_up = right_up << 1 | 1;
        right_down <<= 1;
        c.up = right_down | ~(c.same | right_up);
        c.down = right_up & c.same;
        c.before = at;
    }
    return distance;
}

unsigned ww_levenshtein(struct ww_str a, struct ww_str b)
{
    if (!a.len || !b.len)
        return (unsigned)(a.len + b.len);
    return a.len > WORD ? ww_levenshtein_plain(a, b) : distance_of(a, b, false);
}

unsigned ww_damerau(struct ww_str a, struct ww_str b)
{
    if (!a.len || !b.len)
        return (unsigned)(a.len + b.len);
    return a.len > WORD ? ww_damerau_plain(a, b) : distance_of(a, b, true);
}

/* --- the plain definitions ------------------------------------------------------------------------ */

double ww_jaro_plain(struct ww_str a, struct ww_str b)
{
    if (!a.len && !b.len)
        return 1;
    const size_t window = window_of(a.len, b.len);
    unsigned char *taken = calloc(a.len + b.len + 1, 1);
    if (!taken)
        abort(); /* of some hundred bytes */
    size_t common = 0, moved = 0, next = 0;
    for (size_t j = 0; j < b.len; j++)
        for (size_t i = j > window ? j - window : 0; i < a.len && i <= j + window; i++)
            if (!taken[i] && a.ptr[i] == b.ptr[j]) {
                taken[i] = taken[a.len + j] = 1;
                common++;
                break;
            }
    for (size_t i = 0; i < a.len; i++) {
        if (!taken[i])
            continue;
        while (!taken[a.len + next])
            next++;
        moved += a.ptr[i] != b.ptr[next++];
    }
    free(taken);
    return a.len && b.len ? jaro_of(common, moved, a.len, b.len) : 0;
}

static unsigned least(unsigned x, unsigned y, unsigned z)
{
    const unsigned xy = x < y ? x : y;
    return xy < z ? xy : z;
}

static unsigned table_distance(struct ww_str a, struct ww_str b, bool swaps)
{
    const size_t width = b.len + 1;
    unsigned *cells = calloc((a.len + 1) * width, sizeof *cells);
    if (!cells)
        abort();
    for (size_t i = 0; i <= a.len; i++)
        for (size_t j = 0; j <= b.len; j++) {
            unsigned *cell = &cells[i * width + j];
            if (!i || !j) {
                *cell = (unsigned)(i + j);
                continue;
            }
            const bool equal = a.ptr[i - 1] == b.ptr[j - 1];
            *cell = least(cell[-1] + 1, cell[-(ptrdiff_t)width] + 1, cell[-(ptrdiff_t)width - 1] + !equal);
            if (swaps && i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1])
                *cell = least(*cell, cell[-2 * (ptrdiff_t)width - 2] + 1, *cell);
        }
    const unsigned distance = cells[a.len * width + b.len];
    free(cells);
    return distance;
}

unsigned ww_levenshtein_plain(struct ww_str a, struct ww_str b)
{
    return table_distance(a, b, false);
}

unsigned ww_damerau_plain(struct ww_str a, struct ww_str b)
{
    return table_distance(a, b, true);
}
