// SPDX-License-Identifier: Apache-2.0
/* Problem: tell which of millions of keys have been seen before.
 * Method: open addressing with linear probing, at most seven eighths full. The hash is scaled to the capacity by
 * a multiplication (Lemire, "Fast random integer generation in an interval", 2019), so that the capacity need not
 * be a power of two: memory never touched before is the dearest thing here. Nearly every look-up misses the
 * caches, so the slot of the key some places ahead is asked for before it is needed. Memory comes from the
 * kernel in huge pages where it gives them: without them the page walk costs as much as the slot. */
#include "intake/keyset.h"

#include <stdint.h>
#include <sys/mman.h>

#include "base/checked.h"

#define FIRST_EXPECTED ((size_t)1 << 12)
#define AHEAD          24 /* keys: enough look-ups under way to hide one miss */

static bool is_empty(struct ww_hash128 key)
{
    return (key.low | key.high) == 0;
}

static bool same(struct ww_hash128 a, struct ww_hash128 b)
{
    return a.low == b.low && a.high == b.high;
}

static size_t first_place(struct ww_hash128 key, size_t capacity)
{
    __extension__ unsigned __int128 scaled = (unsigned __int128)key.low * capacity;
    return (size_t)(scaled >> 64);
}

/* Where the key is, or the empty slot where it would be. */
static struct ww_hash128 *place(struct ww_hash128 *slots, size_t capacity, struct ww_hash128 key)
{
    size_t i = first_place(key, capacity);
    while (!is_empty(slots[i]) && !same(slots[i], key))
        i = i + 1 < capacity ? i + 1 : 0;
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
            *place(slots, capacity, set->slots[i]) = set->slots[i];
    ww_keyset_free(&(struct ww_keyset){.slots = set->slots, .capacity = set->capacity});
    set->slots = slots;
    set->capacity = capacity;
    return true;
}

bool ww_keyset_reserve(struct ww_keyset *set, size_t expected)
{
    if (expected < FIRST_EXPECTED)
        expected = FIRST_EXPECTED;
    if (expected <= set->capacity / 8 * 7)
        return true;
    size_t doubled = set->capacity / 8 * 7 * 2;
    if (expected < doubled)
        expected = doubled;
    size_t capacity;
    return ww_size_add(expected, expected / 3, &capacity) && grow(set, capacity + 8);
}

void ww_keyset_free(struct ww_keyset *set)
{
    if (set->slots)
        munmap(set->slots, set->capacity * sizeof *set->slots);
    *set = (struct ww_keyset){0};
}

bool ww_keyset_add(struct ww_keyset *set, const struct ww_hash128 *keys, size_t n, bool *repeated)
{
    if (!ww_keyset_reserve(set, set->count + n))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (i + AHEAD < n)
            __builtin_prefetch(&set->slots[first_place(keys[i + AHEAD], set->capacity)], 1);
        repeated[i] = false;
        if (is_empty(keys[i]))
            continue;
        struct ww_hash128 *slot = place(set->slots, set->capacity, keys[i]);
        repeated[i] = !is_empty(*slot);
        if (!repeated[i]) {
            *slot = keys[i];
            set->count++;
        }
    }
    return true;
}
