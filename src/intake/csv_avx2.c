// SPDX-License-Identifier: Apache-2.0
/* Problem: the masks of a block of 64 bytes, at the speed of memory.
 * Method: two registers of 32 bytes are compared with each byte looked for, and the comparison's sign bits
 * taken as a mask (the first stage of Langdale & Lemire, "Parsing gigabytes of JSON per second", VLDB Journal
 * 2019). Quotation marks and NULs only need to be known to be there. Compiled for AVX2 function by function;
 * ww_csv_have_avx2 asks the processor. */
#include "intake/csv_cut.h"

#if defined(__x86_64__)

#include <immintrin.h>

/* Bytes: the processor's own look-ahead stops at every page. A prefetch of nothing does no harm. */
#define AHEAD 1024

#define WITH_AVX2 __attribute__((target("avx2,bmi,popcnt")))

WITH_AVX2 static inline __attribute__((always_inline)) uint64_t mask_of(__m256i low, __m256i high)
{
    return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

WITH_AVX2 static inline __attribute__((always_inline)) struct ww_csv_masks masks_avx2(const uint8_t *block,
                                                                                      char separator)
{
    const __m256i sought = _mm256_set1_epi8(separator), newline = _mm256_set1_epi8('\n');
    const __m256i quote = _mm256_set1_epi8('"'), nul = _mm256_setzero_si256();
    _mm_prefetch((const char *)((uintptr_t)block + AHEAD), _MM_HINT_T0);
    __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)block);
    __m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(block + 32));
    __m256i odd = _mm256_or_si256(_mm256_or_si256(_mm256_cmpeq_epi8(a, quote), _mm256_cmpeq_epi8(b, quote)),
                                  _mm256_or_si256(_mm256_cmpeq_epi8(a, nul), _mm256_cmpeq_epi8(b, nul)));
    return (struct ww_csv_masks){
        .separators = mask_of(_mm256_cmpeq_epi8(a, sought), _mm256_cmpeq_epi8(b, sought)),
        .newlines = mask_of(_mm256_cmpeq_epi8(a, newline), _mm256_cmpeq_epi8(b, newline)),
        .odd = _mm256_movemask_epi8(odd) != 0,
        .high = _mm256_movemask_epi8(_mm256_or_si256(a, b)) != 0,
    };
}

WITH_AVX2 void ww_csv_cut_avx2(struct ww_csv_cutter *c)
{
    ww_csv_cut_blocks(c, masks_avx2);
}

bool ww_csv_have_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("popcnt");
}

#else

void ww_csv_cut_avx2(struct ww_csv_cutter *c)
{
    ww_csv_cut_portable(c);
}

bool ww_csv_have_avx2(void)
{
    return false;
}

#endif
