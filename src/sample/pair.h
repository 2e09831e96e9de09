// SPDX-License-Identifier: Apache-2.0
#ifndef WW_SAMPLE_PAIR_H
#define WW_SAMPLE_PAIR_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/rng.h"

#define WW_PAIR_ITEMS_MAX ((size_t)1 << 20)

/* A place that holds so many items, and how strongly it draws those with a high leaning. */
struct ww_pair_slot {
    uint32_t count;
    uint32_t leaning; /* 0..100 */
};

/* Gives every item a slot: slot k gets exactly slots[k].count items, and items with a high leaning tend to
 * get slots with one. The counts must add up to n, at most WW_PAIR_ITEMS_MAX. slot_of: n. WW_E_NOMEM only.
 * Cost: sorts 2 n numbers. */
enum ww_rc WW_MUST_CHECK ww_pair(const uint32_t *leanings, size_t n, const struct ww_pair_slot *slots,
                                 size_t n_slots, struct ww_rng *rng, uint16_t *slot_of, struct ww_err *err);

#endif
