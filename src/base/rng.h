// SPDX-License-Identifier: Apache-2.0
#ifndef WW_BASE_RNG_H
#define WW_BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

/* xoshiro256** (Blackman & Vigna 2018), seeded by splitmix64: the generator is always a parameter. */
struct ww_rng {
    uint64_t state[4];
};

void ww_rng_seed(struct ww_rng *rng, uint64_t seed);
uint64_t ww_rng_next(struct ww_rng *rng);
/* Uniform in [0, bound), without modulo bias (Lemire 2019); bound 0 gives 0. */
uint64_t ww_rng_below(struct ww_rng *rng, uint64_t bound);
double ww_rng_unit(struct ww_rng *rng);   /* [0, 1), 53 bits */
double ww_rng_normal(struct ww_rng *rng); /* mean 0, standard deviation 1 (Leva 1992) */
/* An independent stream for part `index` of a job, so parts may run in any order. */
struct ww_rng ww_rng_split(uint64_t seed, uint64_t index);
/* Fisher-Yates in place. */
void ww_rng_shuffle(struct ww_rng *rng, void *items, size_t count, size_t size);

#endif
