// SPDX-License-Identifier: Apache-2.0
/* Problem: tell which of millions of keys have been seen before.
 * Method: open addressing with linear probing. Nearly every look-up misses the caches, so the slot of the key
 * some places ahead is asked for before it is needed. Memory comes from the kernel in huge pages where it
 * gives them: without them the page walk costs as much as the slot. */
#include "intake/keyset.h"

#include <stdint.h>
#include <sys/mman.h>

#include "base/checked.h"

#define FIRST_CAPACITY ((size_t)1 << 12)
#define AHEAD          24 /* keys: enough look-ups under way to hide one miss */

static bool is_empty(struct ww_hash128 key)
{
    return (key.low | key.high) == 0;
}

static bool same(struct ww_hash128 a, struct ww_hash128 b)
{
    return a.low == b.low && a.high == b.high;
}

static size_t bytes_of(size_t capacity)
{
    return capacity * sizeof(struct ww_hash128);
}

/* Where the key is, or the empty slot where it would be. */
static struct ww_hash128 *place(struct ww_hash128 *slots, size_t mask, struct ww_hash128 key)
{
    size_t i = key.low & mask;
    while (!is_empty(slots[i]) && !same(slots[i], key))
        i = (i + 1) & mask;
    return &slots[i];
}

static bool grow(struct ww_keyset *set, size_t capacity)
{
    size_t bytes;
    if (!ww_size_mul(capacity, sizeof *set->slots, &bytes))
        return false;
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return false;
    madvise(memory, bytes, MADV_HUGEPAGE);
    struct ww_hash128 *slots = memory;
    for (size_t i = 0; i < set->capacity; i++)
        if (!is_empty(set->slots[i]))
            *place(slots, capacity - 1, set->slots[i]) = set->slots[i];
    if (set->slots)
        munmap(set->slots, bytes_of(set->capacity));
    set->slots = slots;
    set->capacity = capacity;
    return true;
}

bool ww_keyset_reserve(struct ww_keyset *set, size_t expected)
{
    size_t capacity = set->capacity ? set->capacity : FIRST_CAPACITY;
    while (capacity / 4 * 3 < expected) {
        if (capacity > SIZE_MAX / 2)
            return false;
        capacity *= 2;
    }
    return capacity == set->capacity || grow(set, capacity);
}

void ww_keyset_free(struct ww_keyset *set)
{
    if (set->slots)
        munmap(set->slots, bytes_of(set->capacity));
    *set = (struct ww_keyset){0};
}

bool ww_keyset_add(struct ww_keyset *set, const struct ww_hash128 *keys, size_t n, bool *repeated)
{
    if (!ww_keyset_reserve(set, set->count + n))
        return false;
    size_t mask = set->capacity - 1;
    for (size_t i = 0; i < n; i++) {
        if (i + AHEAD < n)
            __builtin_prefetch(&set->slots[keys[i + AHEAD].low & mask], 1);
        repeated[i] = false;
        if (is_empty(keys[i]))
            continue;
        struct ww_hash128 *slot = place(set->slots, mask, keys[i]);
        repeated[i] = !is_empty(*slot);
        if (!repeated[i]) {
            *slot = keys[i];
            set->count++;
        }
    }
    return true;
}
