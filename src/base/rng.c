// SPDX-License-Identifier: Apache-2.0
/* Problem: permutation tests and intervals need random numbers that are the same on every machine and on
 * any number of threads.
 * Method: xoshiro256** (Blackman & Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47(4),
 * 2021) seeded through splitmix64; bounded integers by Lemire, "Fast random integer generation in an
 * interval", ACM TOMACS 29(1), 2019; normal deviates by Leva, "A fast normal random number generator", ACM
 * TOMS 18(4), 1992. Leva's method is a ratio of uniforms: the value is one division, exact to IEEE 754, and
 * the C library's logarithm only decides about 1 in 80 pairs, so its last digit can hardly reach a result. */
#include "base/rng.h"

#include <math.h>
#include <string.h>

__extension__ typedef unsigned __int128 u128;

/* 2^64 divided by the golden ratio, odd: the step of splitmix64. */
#define GOLDEN_STEP UINT64_C(0x9E3779B97F4A7C15)

static uint64_t rotate_left(uint64_t x, unsigned bits)
{
    return x << bits | x >> (64 - bits);
}

/* The output function of splitmix64 (Stafford's variant 13): a bijection that scatters every bit. */
static uint64_t scatter(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

void ww_rng_seed(struct ww_rng *rng, uint64_t seed)
{
    for (int i = 0; i < 4; i++) {
        seed += GOLDEN_STEP;
        rng->state[i] = scatter(seed);
    }
}

/* Scattered once more than a plain seed: neighbouring indices would otherwise share three of the four words
 * of their state. */
struct ww_rng ww_rng_split(uint64_t seed, uint64_t index)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, scatter(scatter(seed + GOLDEN_STEP) + index * GOLDEN_STEP));
    return rng;
}

uint64_t ww_rng_next(struct ww_rng *rng)
{
    uint64_t *s = rng->state;
    uint64_t result = rotate_left(s[1] * 5, 7) * 9;
    uint64_t shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate_left(s[3], 45);
    return result;
}

uint64_t ww_rng_below(struct ww_rng *rng, uint64_t bound)
{
    if (bound == 0)
        return 0;
    u128 product = (u128)ww_rng_next(rng) * bound;
    if ((uint64_t)product < bound) {
        uint64_t excess = (0 - bound) % bound; /* 2^64 mod bound: that many low values come once too often */
        while ((uint64_t)product < excess)
            product = (u128)ww_rng_next(rng) * bound;
    }
    return (uint64_t)(product >> 64);
}

double ww_rng_unit(struct ww_rng *rng)
{
    return (double)(ww_rng_next(rng) >> 11) * 0x1p-53;
}

double ww_rng_normal(struct ww_rng *rng)
{
    /* Leva 1992: the acceptance region lies in u in (0, 1], |v| <= sqrt(2/e) = 0.85776, here just wider;
     * quadratic inner and outer bounds around the point (0.449871, -0.386595) settle nearly every pair. */
    for (;;) {
        double u = 1.0 - ww_rng_unit(rng);
        double v = 1.7156 * (ww_rng_unit(rng) - 0.5);
        double x = u - 0.449871;
        double y = fabs(v) + 0.386595;
        double q = x * x + y * (0.19600 * y - 0.25472 * x);
        if (q < 0.27597)
            return v / u;
        if (q <= 0.27846 && v * v <= -4.0 * u * u * log(u))
            return v / u;
    }
}

static void swap_bytes(unsigned char *a, unsigned char *b, size_t size)
{
    unsigned char held[64];
    while (size) {
        size_t part = size < sizeof held ? size : sizeof held;
        memcpy(held, a, part);
        memcpy(a, b, part);
        memcpy(b, held, part);
        a += part;
        b += part;
        size -= part;
    }
}

void ww_rng_shuffle(struct ww_rng *rng, void *items, size_t count, size_t size)
{
    unsigned char *bytes = items;
    for (size_t left = count; left > 1; left--) {
        size_t pick = (size_t)ww_rng_below(rng, left);
        if (pick != left - 1)
            swap_bytes(bytes + pick * size, bytes + (left - 1) * size, size);
    }
}
