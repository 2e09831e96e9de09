// SPDX-License-Identifier: Apache-2.0
#ifndef WW_INTAKE_LEXICON_H
#define WW_INTAKE_LEXICON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/str.h"

/* Distinct texts, numbered 1, 2, 3 ... as they come; 0 is no text. What a column is dictionary-encoded with.
 * Texts and their numbers never move, so one thread may read the texts numbered so far (as of some moment it
 * was told of under a lock) while another adds more. */

#define WW_LEXICON_SEGMENTS 26 /* each twice as long as the one before: 2^32 texts and more */

struct ww_lexicon_slot {
    uint32_t tag;     /* upper half of the hash */
    uint32_t code;    /* 0 = empty */
    const char *text; /* its length as a uint32_t, then its bytes */
};

struct ww_lexicon {
    uint64_t seed;
    size_t max_bytes; /* of all texts together; 0 = WW_LEXICON_MAX_BYTES */
    struct ww_lexicon_slot *slots;
    size_t mask;
    uint32_t count;
    const char **segments[WW_LEXICON_SEGMENTS];
    void *blocks; /* where the texts are */
    size_t block_left, bytes;
    enum ww_rc failed; /* of the last ww_lexicon_add: WW_E_NOMEM or WW_E_LIMIT */
};

#define WW_LEXICON_MAX_BYTES ((size_t)256 << 20)

void ww_lexicon_free(struct ww_lexicon *lexicon); /* and makes it empty again */

/* The number given to `text`, new or old; 0 on failure (see failed). */
uint32_t ww_lexicon_add(struct ww_lexicon *lexicon, struct ww_str text, uint64_t hash);

/* One fold for every sixteen bytes: texts are short, and base/hash.h's two folds more would be half the work. The
 * seed keeps a supplier from choosing texts that collide. */
static inline uint64_t ww_lexicon_hash(const struct ww_lexicon *lexicon, struct ww_str text)
{
    const uint8_t *p = (const uint8_t *)text.ptr;
    uint64_t state = lexicon->seed ^ WW_HASH_KEY_0, a, b;
    size_t left = text.len;
    for (; left > 16; left -= 16, p += 16)
        state = ww_hash_fold(ww_hash_load8(p) ^ WW_HASH_KEY_1, ww_hash_load8(p + 8) ^ state);
    if (left >= 8) {
        a = ww_hash_load8(p);
        b = ww_hash_load8(p + left - 8);
    } else if (left >= 4) {
        a = ww_hash_load4(p);
        b = ww_hash_load4(p + left - 4);
    } else {
        a = left ? (uint64_t)p[0] << 16 | (uint64_t)p[left >> 1] << 8 | p[left - 1] : 0;
        b = 0;
    }
    return ww_hash_fold(a ^ WW_HASH_KEY_2 ^ text.len, b ^ state);
}

struct ww_str ww_lexicon_text(const struct ww_lexicon *lexicon, uint32_t code);

/* memcmp() == 0 of short texts, without the call. Reads nothing beyond either. */
static inline bool ww_same_bytes(const char *a, const char *b, size_t len)
{
    if (len >= 8) {
        uint64_t x, y;
        for (size_t i = 0; i + 8 < len; i += 8) {
            memcpy(&x, a + i, 8);
            memcpy(&y, b + i, 8);
            if (x != y)
                return false;
        }
        memcpy(&x, a + len - 8, 8);
        memcpy(&y, b + len - 8, 8);
        return x == y;
    }
    if (len >= 4) {
        uint32_t x, y, u, v;
        memcpy(&x, a, 4);
        memcpy(&y, b, 4);
        memcpy(&u, a + len - 4, 4);
        memcpy(&v, b + len - 4, 4);
        return x == y && u == v;
    }
    for (size_t i = 0; i < len; i++)
        if (a[i] != b[i])
            return false;
    return true;
}

/* The number of `text`, or 0 when it has none. */
static inline uint32_t ww_lexicon_find(const struct ww_lexicon *lexicon, struct ww_str text, uint64_t hash)
{
    if (!lexicon->slots)
        return 0;
    uint32_t tag = (uint32_t)(hash >> 32);
    for (size_t i = hash & lexicon->mask;; i = (i + 1) & lexicon->mask) {
        const struct ww_lexicon_slot *slot = &lexicon->slots[i];
        if (slot->code == 0)
            return 0;
        uint32_t length;
        if (slot->tag != tag)
            continue;
        memcpy(&length, slot->text, sizeof length);
        if (length == text.len && ww_same_bytes(slot->text + sizeof length, text.ptr, text.len))
            return slot->code;
    }
}

#endif
