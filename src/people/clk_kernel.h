// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PEOPLE_CLK_KERNEL_H
#define WW_PEOPLE_CLK_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The inner loop of comparing CLKs: one record with a run of groups of eight. */

#define WW_CLK_LANES 8

/* Groups of eight records whose words lie interleaved: word w of lane l of group g is words[(g * n_words + w) * 8 + l]. */
struct ww_clk_groups {
    const uint64_t *words; /* aligned to 64 bytes */
    unsigned n_words;      /* 1..WW_CLK_WORDS_MAX */
    size_t n;
};

/* Groups in which some record has enough ones in common with the one sought: which, and how many each has. */
struct ww_clk_hits {
    uint32_t *group;                  /* room for as many as there are groups */
    uint64_t (*common)[WW_CLK_LANES]; /* likewise; aligned to 64 bytes */
    size_t n;
};

/* a: n_words. least: for each group, how many ones in common are enough. */
typedef void ww_clk_kernel_fn(const uint64_t *a, const struct ww_clk_groups *groups, const uint16_t *least,
                              struct ww_clk_hits *hits);
ww_clk_kernel_fn ww_clk_groups_plain, ww_clk_groups_avx2, ww_clk_groups_avx512;
bool ww_clk_have_avx2(void);
bool ww_clk_have_avx512(void);

#endif
