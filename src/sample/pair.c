// SPDX-License-Identifier: Apache-2.0
/* Problem: records must have exact totals by type and, at the same time, exact totals by area (or month, or ward),
 * with sensible tendencies between the two, for any seed.
 *
 * Method: write out one item for each record of a type and one place for each record of an area. Any one-to-one
 * pairing of the two lists is a table with exactly these margins, so no rounding is ever needed. Both lists are
 * sorted by leaning plus noise and paired in order: a wide noise makes the pairing nearly independent, a narrow one
 * makes it follow the leanings. This draws a rank correlation through a noisy latent score (a Gaussian copula with
 * uniform noise, in whole numbers so that it is the same on every machine). */
#include "sample/pair.h"

#include <assert.h>
#include <stdlib.h>

#include "base/checked.h"

/* Noise this wide against leanings of 0..100 gives moderate tendencies: a type twice as common in one kind of
 * place as in another, not ten times. */
#define NOISE_WIDTH 220u
#define SCALE_BITS  24
#define INDEX_BITS  20

static int compare(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/* Score above, number below: unique, so that any sort gives one order. */
static uint64_t key_of(uint32_t leaning, size_t index, struct ww_rng *rng)
{
    uint64_t score = ((uint64_t)leaning << SCALE_BITS) +
                     ww_rng_below(rng, (uint64_t)NOISE_WIDTH << SCALE_BITS);
    return score << INDEX_BITS | index;
}

enum ww_rc ww_pair(const uint32_t *leanings, size_t n, const struct ww_pair_slot *slots, size_t n_slots,
                   struct ww_rng *rng, uint16_t *slot_of, struct ww_err *err)
{
    const uint64_t index_mask = ((uint64_t)1 << INDEX_BITS) - 1;
    assert(n <= WW_PAIR_ITEMS_MAX && n_slots <= UINT16_MAX);
    if (!n)
        return WW_OK;
    uint64_t *items = ww_new_array(n, sizeof *items), *places = ww_new_array(n, sizeof *places);
    if (!items || !places) {
        free(items);
        free(places);
        return ww_fail_nomem(err);
    }
    size_t placed = 0;
    for (size_t i = 0; i < n; i++)
        items[i] = key_of(leanings[i], i, rng);
    for (size_t k = 0; k < n_slots; k++) {
        assert(slots[k].count <= n - placed);
        for (uint32_t i = 0; i < slots[k].count; i++)
            places[placed++] = key_of(slots[k].leaning, k, rng);
    }
    assert(placed == n);
    qsort(items, n, sizeof *items, compare);
    qsort(places, n, sizeof *places, compare);
    for (size_t i = 0; i < n; i++)
        slot_of[items[i] & index_mask] = (uint16_t)(places[i] & index_mask);
    free(items);
    free(places);
    return WW_OK;
}
