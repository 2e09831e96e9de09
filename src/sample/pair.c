// SPDX-License-Identifier: Apache-2.0
/* Problem: records must have exact totals by type and, at the same time, exact totals by area (or month, or ward),
 * with sensible tendencies between the two, for any seed.
 *
 * Method: write out one item for each record of a type and one place for each record of an area. Any one-to-one
 * pairing of the two lists is a table with exactly these margins, so no rounding is ever needed. Both lists are
 * sorted by leaning plus noise and paired in order: a wide noise makes the pairing nearly independent, a narrow one
 * makes it follow the leanings. This draws a rank correlation through a noisy latent score (nearly a Gaussian
 * copula, in whole numbers so that it is the same on every machine). */
#include "sample/pair.h"

#include <assert.h>
#include <stdlib.h>

#include "base/checked.h"

/* Noise is the sum of four even draws this wide (leanings are 0..100): nearly normal, standard deviation 75. That
 * gives moderate tendencies, a type up to some three times as common in one kind of place as in another. With
 * even noise the ends of the scale would belong to the extreme leanings alone. */
#define NOISE_WIDTH 130u
#define DRAWS       4
#define DRAW_BITS   16
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
    uint64_t bits = ww_rng_next(rng), noise = 0;
    for (unsigned i = 0; i < DRAWS; i++)
        noise += bits >> i * DRAW_BITS & ((1u << DRAW_BITS) - 1);
    uint64_t score = ((uint64_t)leaning << SCALE_BITS) + (noise * NOISE_WIDTH << (SCALE_BITS - DRAW_BITS));
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
