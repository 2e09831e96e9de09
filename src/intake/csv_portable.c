// SPDX-License-Identifier: Apache-2.0
/* Problem: the masks of a block of 64 bytes on a processor without AVX2.
 * Method: eight bytes at a time in one integer register. A byte equals c where (x ^ c) is zero, and
 * ((y & 7F) + 7F) | y has its high bit clear exactly there: no carry leaves a byte, so unlike the shorter
 * formula (y - 01) & ~y & 80 this one has no false hits above a true one. A multiplication gathers the eight
 * high bits. */
#include "intake/csv_cut.h"

#include <string.h>

#define EACH_BYTE(value) (UINT64_C(0x0101010101010101) * (uint8_t)(value))
#define LOW_SEVEN        EACH_BYTE(0x7F)
#define HIGH_BIT         EACH_BYTE(0x80)
#define GATHER           UINT64_C(0x0002040810204081)

static inline uint64_t load_eight(const uint8_t *p)
{
    uint64_t x;
    memcpy(&x, p, sizeof x);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    x = __builtin_bswap64(x);
#endif
    return x;
}

/* High bit of each byte of x that equals the byte `each` consists of. */
static inline uint64_t equal(uint64_t x, uint64_t each)
{
    uint64_t y = x ^ each;
    return ~(((y & LOW_SEVEN) + LOW_SEVEN) | y) & HIGH_BIT;
}

static inline uint64_t gather(uint64_t high_bits)
{
    return (high_bits >> 7) * (GATHER << 7) >> 56;
}

static inline __attribute__((always_inline)) struct ww_csv_masks masks_portable(const uint8_t *block,
                                                                                char separator)
{
    struct ww_csv_masks m = {0};
    uint64_t odd = 0, high = 0;
    for (unsigned i = 0; i < 8; i++) {
        uint64_t x = load_eight(block + (size_t)8 * i);
        m.separators |= gather(equal(x, EACH_BYTE(separator))) << (8 * i);
        m.newlines |= gather(equal(x, EACH_BYTE('\n'))) << (8 * i);
        odd |= equal(x, EACH_BYTE('"')) | equal(x, 0);
        high |= x;
    }
    m.odd = odd != 0;
    m.high = (high & HIGH_BIT) != 0;
    return m;
}

void ww_csv_cut_portable(struct ww_csv_cutter *c)
{
    ww_csv_cut_blocks(c, masks_portable);
}
