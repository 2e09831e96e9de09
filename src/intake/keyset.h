// SPDX-License-Identifier: Apache-2.0
#ifndef WW_INTAKE_KEYSET_H
#define WW_INTAKE_KEYSET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/hash.h"

/* The keys seen so far, each as 128 bits of a seeded hash: among n keys two different ones are taken for the
 * same with probability n² / 2^129 (for ten million, one in 6.8 × 10^24). 16 bytes a slot. */
struct ww_keyset {
    struct ww_hash128 *slots; /* {0, 0} = empty */
    size_t capacity;
    size_t count;
};

/* Room for `expected` keys: memory is a third more than they need, and is only taken as keys come. False when
 * there is none. */
bool ww_keyset_reserve(struct ww_keyset *set, size_t expected);
void ww_keyset_free(struct ww_keyset *set);

/* repeated[i] = keys[i] was in the set or among keys[0..i); {0, 0} is no key and never repeated. False when there
 * is no memory: the set may then hold some of the keys. */
bool ww_keyset_add(struct ww_keyset *set, const struct ww_hash128 *keys, size_t n, bool *repeated);

#endif
