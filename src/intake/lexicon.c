// SPDX-License-Identifier: Apache-2.0
/* Problem: number the distinct texts of a column, tens of millions of look-ups for a few thousand texts.
 * Method: open addressing with linear probing, at most half full, over 16-byte slots that hold half of the
 * seeded hash, the number and where the text is, so that a hit costs one slot and one text. Texts live in
 * blocks, and numbers lead to them through segments of doubling length, so that nothing given out moves. */
#include "intake/lexicon.h"

#include <stdlib.h>

#include "base/checked.h"

#define FIRST_SLOTS   256u
#define FIRST_SEGMENT 256u
#define BLOCK_BYTES   ((size_t)64 << 10)
#define PREFIX        sizeof(uint32_t) /* the length before a text */

struct block {
    struct block *before;
    char bytes[];
};

void ww_lexicon_free(struct ww_lexicon *lexicon)
{
    for (struct block *block = lexicon->blocks; block;) {
        struct block *before = block->before;
        free(block);
        block = before;
    }
    for (size_t i = 0; i < WW_LEXICON_SEGMENTS; i++)
        free(lexicon->segments[i]);
    free(lexicon->slots);
    *lexicon = (struct ww_lexicon){.seed = lexicon->seed, .max_bytes = lexicon->max_bytes};
}

/* Segment s holds FIRST_SEGMENT << s numbers; those before it together FIRST_SEGMENT * (2^s - 1). */
static size_t segment_of(uint32_t index, size_t *place)
{
    uint32_t scaled = index / FIRST_SEGMENT + 1;
    size_t segment = 31u - (size_t)__builtin_clz(scaled);
    *place = index - FIRST_SEGMENT * ((UINT32_C(1) << segment) - 1);
    return segment;
}

struct ww_str ww_lexicon_text(const struct ww_lexicon *lexicon, uint32_t code)
{
    if (code == 0)
        return WW_STR("");
    size_t place;
    size_t segment = segment_of(code - 1, &place);
    const char *text = lexicon->segments[segment][place];
    uint32_t length;
    memcpy(&length, text, PREFIX);
    return (struct ww_str){text + PREFIX, length};
}

static bool grow_slots(struct ww_lexicon *lexicon)
{
    size_t count = lexicon->slots ? (lexicon->mask + 1) * 2 : FIRST_SLOTS;
    struct ww_lexicon_slot *slots = ww_new_array(count, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; lexicon->slots && i <= lexicon->mask; i++) {
        struct ww_lexicon_slot slot = lexicon->slots[i];
        if (slot.code == 0)
            continue;
        size_t at = ww_lexicon_hash(lexicon, ww_lexicon_text(lexicon, slot.code)) & (count - 1);
        while (slots[at].code)
            at = (at + 1) & (count - 1);
        slots[at] = slot;
    }
    free(lexicon->slots);
    lexicon->slots = slots;
    lexicon->mask = count - 1;
    return true;
}

/* Room for len bytes that stay where they are; NULL when there is none. */
static char *take_room(struct ww_lexicon *lexicon, size_t len)
{
    struct block *block = lexicon->blocks;
    if (len <= lexicon->block_left) {
        lexicon->block_left -= len;
        return block->bytes + (BLOCK_BYTES - lexicon->block_left - len);
    }
    bool own = len >
               BLOCK_BYTES / 4; /* a long text has a block to itself, kept behind the one being filled */
    struct block *new = ww_new_array(1, sizeof *new + (own ? len : BLOCK_BYTES));
    if (!new)
        return NULL;
    if (own && block) {
        new->before = block->before;
        block->before = new;
        return new->bytes;
    }
    new->before = block;
    lexicon->blocks = new;
    lexicon->block_left = own ? 0 : BLOCK_BYTES - len;
    return new->bytes;
}

static const char *keep_text(struct ww_lexicon *lexicon, struct ww_str text)
{
    size_t place;
    size_t segment = segment_of(lexicon->count, &place);
    if (segment >= WW_LEXICON_SEGMENTS)
        return NULL;
    if (!lexicon->segments[segment])
        lexicon->segments[segment] = ww_new_array((size_t)FIRST_SEGMENT << segment, sizeof(char *));
    char *room = lexicon->segments[segment] ? take_room(lexicon, PREFIX + text.len) : NULL;
    if (!room)
        return NULL;
    uint32_t length = (uint32_t)text.len;
    memcpy(room, &length, PREFIX);
    if (text.len)
        memcpy(room + PREFIX, text.ptr, text.len);
    lexicon->segments[segment][place] = room;
    return room;
}

uint32_t ww_lexicon_add(struct ww_lexicon *lexicon, struct ww_str text, uint64_t hash)
{
    uint32_t code = ww_lexicon_find(lexicon, text, hash);
    if (code)
        return code;
    size_t max_bytes = lexicon->max_bytes ? lexicon->max_bytes : WW_LEXICON_MAX_BYTES;
    lexicon->failed = WW_E_LIMIT;
    if (text.len + PREFIX > max_bytes - lexicon->bytes || lexicon->count >= INT32_MAX - 1)
        return 0;
    lexicon->failed = WW_E_NOMEM;
    if ((!lexicon->slots || lexicon->count >= lexicon->mask / 2) && !grow_slots(lexicon))
        return 0;
    const char *kept = keep_text(lexicon, text);
    if (!kept)
        return 0;
    lexicon->failed = WW_OK;
    lexicon->bytes += text.len + PREFIX;
    size_t at = hash & lexicon->mask;
    while (lexicon->slots[at].code)
        at = (at + 1) & lexicon->mask;
    lexicon->count++;
    lexicon->slots[at] = (struct ww_lexicon_slot){(uint32_t)(hash >> 32), lexicon->count, kept};
    return lexicon->count;
}
