// SPDX-License-Identifier: Apache-2.0
/* Problem: the ones that a record has in common with each of millions of others.
 * Method: eight records stand side by side, word by word, so that one register holds a word of each, no sum across a
 * register is ever needed, and the eight counts are compared with what is enough at once. AVX-512 counts the ones of eight words
 * by one instruction (VPOPCNTDQ); AVX2 looks up the halves of each byte (Mula, Kurz and Lemire, "Faster population counts using
 * AVX2 instructions", Computer Journal 2018), adding bytes, which hold the ones of up to 31 words, before it sums them. Compiled
 * function by function; ww_clk_have_* asks the processor. The widths in use (16 words of 1,024 bits, 8 and 32) get a loop of
 * their own, so that the compiler unrolls it. */
#include "people/clk_kernel.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define WITH_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vpopcntdq,bmi,popcnt")))
#define WITH_AVX2   __attribute__((target("avx2,bmi,popcnt")))
#define INLINE      static inline __attribute__((always_inline))

/* Words of eight bytes that may be added up before a byte could overflow. */
#define BYTES_HOLD 31u

WITH_AVX512 INLINE void groups_avx512(const uint64_t *a, const struct ww_clk_groups *groups, unsigned n_words,
                                      const uint16_t *least, struct ww_clk_hits *hits)
{
    size_t n = 0;
    for (size_t g = 0; g < groups->n; g++) {
        const uint64_t *words = groups->words + g * n_words * WW_CLK_LANES;
        __m512i even = _mm512_setzero_si512(), odd = even;
        for (unsigned w = 0; w + 1 < n_words; w += 2) {
            const __m512i x = _mm512_and_si512(_mm512_set1_epi64((long long)a[w]),
                                               _mm512_load_si512(words + (size_t)w * WW_CLK_LANES));
            const __m512i y = _mm512_and_si512(_mm512_set1_epi64((long long)a[w + 1]),
                                               _mm512_load_si512(words + (size_t)(w + 1) * WW_CLK_LANES));
            even = _mm512_add_epi64(even, _mm512_popcnt_epi64(x));
            odd = _mm512_add_epi64(odd, _mm512_popcnt_epi64(y));
        }
        if (n_words % 2) {
            const __m512i x = _mm512_and_si512(
                _mm512_set1_epi64((long long)a[n_words - 1]),
                _mm512_load_si512(words + (size_t)(n_words - 1) * WW_CLK_LANES));
            even = _mm512_add_epi64(even, _mm512_popcnt_epi64(x));
        }
        const __m512i counts = _mm512_add_epi64(even, odd);
        if (_mm512_cmpge_epu64_mask(counts, _mm512_set1_epi64(least[g]))) {
            hits->group[n] = (uint32_t)g;
            _mm512_store_si512(hits->common[n++], counts);
        }
    }
    hits->n = n;
}

WITH_AVX512 void ww_clk_groups_avx512(const uint64_t *a, const struct ww_clk_groups *groups,
                                      const uint16_t *least, struct ww_clk_hits *hits)
{
    if (groups->n_words == 16)
        groups_avx512(a, groups, 16, least, hits);
    else if (groups->n_words == 8)
        groups_avx512(a, groups, 8, least, hits);
    else if (groups->n_words == 32)
        groups_avx512(a, groups, 32, least, hits);
    else
        groups_avx512(a, groups, groups->n_words, least, hits);
}

/* The ones of each byte. */
WITH_AVX2 INLINE __m256i ones_of_bytes(__m256i x)
{
    const __m256i table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2,
                                           2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    const __m256i nibble = _mm256_set1_epi8(0x0f);
    const __m256i low = _mm256_shuffle_epi8(table, _mm256_and_si256(x, nibble));
    const __m256i high = _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(x, 4), nibble));
    return _mm256_add_epi8(low, high);
}

/* The counts of four lanes. */
WITH_AVX2 INLINE __m256i four_lanes(const uint64_t *a, const uint64_t *words, unsigned n_words)
{
    __m256i counts = _mm256_setzero_si256();
    for (unsigned w = 0; w < n_words;) {
        const unsigned stop = n_words - w > BYTES_HOLD ? w + BYTES_HOLD : n_words;
        __m256i bytes = _mm256_setzero_si256();
        for (; w < stop; w++) {
            const __m256i b = _mm256_load_si256(
                (const __m256i *)(const void *)(words + (size_t)w * WW_CLK_LANES));
            const __m256i both = _mm256_and_si256(_mm256_set1_epi64x((long long)a[w]), b);
            bytes = _mm256_add_epi8(bytes, ones_of_bytes(both));
        }
        counts = _mm256_add_epi64(counts, _mm256_sad_epu8(bytes, _mm256_setzero_si256()));
    }
    return counts;
}

WITH_AVX2 INLINE void groups_avx2(const uint64_t *a, const struct ww_clk_groups *groups, unsigned n_words,
                                  const uint16_t *least, struct ww_clk_hits *hits)
{
    size_t n = 0;
    for (size_t g = 0; g < groups->n; g++) {
        const uint64_t *words = groups->words + g * n_words * WW_CLK_LANES;
        const __m256i low = four_lanes(a, words, n_words), high = four_lanes(a, words + 4, n_words);
        const __m256i bound = _mm256_set1_epi64x((long long)least[g] - 1);
        const __m256i enough = _mm256_or_si256(_mm256_cmpgt_epi64(low, bound),
                                               _mm256_cmpgt_epi64(high, bound));
        if (!_mm256_testz_si256(enough, enough)) {
            hits->group[n] = (uint32_t)g;
            _mm256_store_si256((__m256i *)(void *)hits->common[n], low);
            _mm256_store_si256((__m256i *)(void *)(hits->common[n] + 4), high);
            n++;
        }
    }
    hits->n = n;
}

WITH_AVX2 void ww_clk_groups_avx2(const uint64_t *a, const struct ww_clk_groups *groups,
                                  const uint16_t *least, struct ww_clk_hits *hits)
{
    if (groups->n_words == 16)
        groups_avx2(a, groups, 16, least, hits);
    else
        groups_avx2(a, groups, groups->n_words, least, hits);
}

bool ww_clk_have_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("popcnt");
}

bool ww_clk_have_avx512(void)
{
    return ww_clk_have_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vpopcntdq");
}

#else

void ww_clk_groups_avx512(const uint64_t *a, const struct ww_clk_groups *groups, const uint16_t *least,
                          struct ww_clk_hits *hits)
{
    ww_clk_groups_plain(a, groups, least, hits);
}

void ww_clk_groups_avx2(const uint64_t *a, const struct ww_clk_groups *groups, const uint16_t *least,
                        struct ww_clk_hits *hits)
{
    ww_clk_groups_plain(a, groups, least, hits);
}

bool ww_clk_have_avx2(void)
{
    return false;
}

bool ww_clk_have_avx512(void)
{
    return false;
}

#endif
