// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/checked.h"

#define BLOCK_BYTES ((size_t)64 * 1024)
#define DEFAULT_MAX ((size_t)1 << 30)
#define ALIGNMENT   ((size_t)16)

struct block {
    struct block *next;
    size_t used;
    size_t size;
    _Alignas(16) char data[];
};

struct ww_arena {
    struct block *blocks;
    size_t total;
    size_t max;
};

struct ww_arena *ww_arena_new(size_t max_bytes)
{
    struct ww_arena *arena = ww_new_array(1, sizeof *arena);
    if (arena)
        arena->max = max_bytes ? max_bytes : DEFAULT_MAX;
    return arena;
}

void ww_arena_free(struct ww_arena **arena)
{
    if (!arena || !*arena)
        return;
    for (struct block *b = (*arena)->blocks; b;) {
        struct block *next = b->next;
        free(b);
        b = next;
    }
    free(*arena);
    *arena = NULL;
}

static struct block *add_block(struct ww_arena *arena, size_t bytes)
{
    size_t left = arena->max - arena->total;
    size_t size = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
    size_t whole;
    if (size + sizeof(struct block) >
        left) /* a last, smaller block, rather than wasting what the cap leaves */
        size = bytes;
    if (!ww_size_add(size, sizeof(struct block), &whole) || whole > left)
        return NULL;
    struct block *b = ww_new_array(whole, 1);
    if (!b)
        return NULL;
    b->size = size;
    b->next = arena->blocks;
    arena->blocks = b;
    arena->total += whole;
    return b;
}

void *ww_arena_alloc(struct ww_arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (!ww_size_mul(count, size, &bytes) || bytes > SIZE_MAX - ALIGNMENT)
        return NULL;
    bytes = (bytes + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    struct block *b = arena->blocks;
    if (!b || b->size - b->used < bytes)
        b = add_block(arena, bytes);
    if (!b)
        return NULL;
    void *at = b->data + b->used;
    b->used += bytes;
    return at;
}

char *ww_arena_copy(struct ww_arena *arena, struct ww_str s)
{
    size_t bytes;
    if (!ww_size_add(s.len, 1, &bytes))
        return NULL;
    char *copy = ww_arena_alloc(arena, bytes, 1);
    if (copy && s.len)
        memcpy(copy, s.ptr, s.len);
    return copy;
}

char *ww_arena_printf(struct ww_arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = len < 0 ? NULL : ww_arena_alloc(arena, (size_t)len + 1, 1);
    if (text)
        vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return text;
}
