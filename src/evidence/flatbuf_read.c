// SPDX-License-Identifier: Apache-2.0
/* Problem: read FlatBuffers out of a file that may be damaged or made to do harm, where the usual readers
 * trust every offset.
 * Method: one function, inside(), answers for every range; positions are size_t and every sum is made by
 * subtraction from the size, so that nothing wraps. Offsets of FlatBuffers point forwards, but for a table's
 * to its vtable; none is followed twice by the code above, so no loop is possible. */
#include "evidence/flatbuf_read.h"

#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "Arrow files are read as they lie in memory");

#define VTABLE_HEAD 4u /* its own length, the table's length: 16 bits each */

static bool inside(const struct ww_fbr *fb, size_t at, size_t len)
{
    return len <= fb->size && at <= fb->size - len;
}

/* Unsigned little-endian number; sets bad and gives 0 when it is not all inside. */
static uint64_t load(struct ww_fbr *fb, size_t at, unsigned bytes)
{
    uint64_t value = 0;
    if (fb->bad || !inside(fb, at, bytes))
        fb->bad = true;
    else
        memcpy(&value, fb->data + at, bytes);
    return value;
}

/* The position the offset at `at` points to; 0 (with bad) when that is not inside. */
static size_t follow(struct ww_fbr *fb, size_t at)
{
    size_t distance = (size_t)load(fb, at, sizeof(uint32_t));
    if (fb->bad || distance == 0 || distance > fb->size - at) {
        fb->bad = true;
        return 0;
    }
    return at + distance;
}

static struct ww_fbr_table table_at(struct ww_fbr *fb, size_t at)
{
    int64_t back = (int32_t)load(fb, at, sizeof(int32_t));
    int64_t vtable = (int64_t)at - back;
    if (vtable < 0)
        fb->bad = true;
    size_t slots = fb->bad ? 0 : (size_t)vtable;
    size_t vtable_bytes = (size_t)load(fb, slots, sizeof(uint16_t));
    size_t bytes = (size_t)load(fb, slots + sizeof(uint16_t), sizeof(uint16_t));
    if (fb->bad || vtable_bytes < VTABLE_HEAD || vtable_bytes % 2 || !inside(fb, slots, vtable_bytes) ||
        bytes < sizeof(int32_t) || !inside(fb, at, bytes)) {
        fb->bad = true;
        return (struct ww_fbr_table){0};
    }
    return (struct ww_fbr_table){at, bytes, slots + VTABLE_HEAD, (vtable_bytes - VTABLE_HEAD) / 2};
}

/* Position of a slot of `bytes`, or 0 when it is absent. */
static size_t slot_at(struct ww_fbr *fb, const struct ww_fbr_table *table, unsigned slot, unsigned bytes)
{
    if (fb->bad || slot >= table->n_slots)
        return 0;
    size_t offset = (size_t)load(fb, table->slots + 2 * (size_t)slot, sizeof(uint16_t));
    if (offset == 0)
        return 0;
    if (fb->bad || offset < sizeof(int32_t) || bytes > table->bytes || offset > table->bytes - bytes) {
        fb->bad = true;
        return 0;
    }
    return table->at + offset;
}

struct ww_fbr_table ww_fbr_root(struct ww_fbr *fb)
{
    size_t at = follow(fb, 0);
    return at ? table_at(fb, at) : (struct ww_fbr_table){0};
}

bool ww_fbr_has(struct ww_fbr *fb, const struct ww_fbr_table *table, unsigned slot)
{
    return slot_at(fb, table, slot, 1) != 0;
}

int64_t ww_fbr_int(struct ww_fbr *fb, const struct ww_fbr_table *table, unsigned slot, unsigned bytes,
                   int64_t absent)
{
    size_t at = slot_at(fb, table, slot, bytes);
    if (!at)
        return fb->bad ? 0 : absent;
    uint64_t value = load(fb, at, bytes);
    switch (bytes) {
    case 1: return (int8_t)value;
    case 2: return (int16_t)value;
    case 4: return (int32_t)value;
    default: return (int64_t)value;
    }
}

struct ww_fbr_table ww_fbr_table(struct ww_fbr *fb, const struct ww_fbr_table *table, unsigned slot)
{
    size_t at = slot_at(fb, table, slot, sizeof(uint32_t));
    size_t target = at ? follow(fb, at) : 0;
    return target ? table_at(fb, target) : (struct ww_fbr_table){0};
}

struct ww_fbr_vector ww_fbr_vector(struct ww_fbr *fb, const struct ww_fbr_table *table, unsigned slot,
                                   size_t element_bytes)
{
    size_t at = slot_at(fb, table, slot, sizeof(uint32_t));
    size_t target = at ? follow(fb, at) : 0;
    if (!target)
        return (struct ww_fbr_vector){0};
    size_t count = (size_t)load(fb, target, sizeof(uint32_t));
    size_t first = target + sizeof(uint32_t);
    if (fb->bad || count > (fb->size - first) / element_bytes) {
        fb->bad = true;
        return (struct ww_fbr_vector){0};
    }
    return (struct ww_fbr_vector){first, count};
}

struct ww_str ww_fbr_text(struct ww_fbr *fb, const struct ww_fbr_table *table, unsigned slot)
{
    struct ww_fbr_vector bytes = ww_fbr_vector(fb, table, slot, 1);
    if (!bytes.at)
        return WW_STR("");
    size_t end = bytes.at + bytes.count;
    if (end >= fb->size || fb->data[end] != 0) {
        fb->bad = true;
        return WW_STR("");
    }
    return (struct ww_str){(const char *)fb->data + bytes.at, bytes.count};
}

struct ww_fbr_table ww_fbr_element(struct ww_fbr *fb, const struct ww_fbr_vector *vector, size_t index)
{
    size_t target = index < vector->count ? follow(fb, vector->at + index * sizeof(uint32_t)) : 0;
    return target ? table_at(fb, target) : (struct ww_fbr_table){0};
}

int64_t ww_fbr_struct64(const struct ww_fbr *fb, const struct ww_fbr_vector *vector, size_t index,
                        size_t struct_bytes, size_t offset)
{
    int64_t value = 0;
    size_t at = vector->at + index * struct_bytes + offset;
    if (!fb->bad && index < vector->count && inside(fb, at, sizeof value))
        memcpy(&value, fb->data + at, sizeof value);
    return value;
}
