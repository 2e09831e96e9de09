// SPDX-License-Identifier: Apache-2.0
/* Problem: an Arrow file is described by FlatBuffers tables; the usual builder is generated C++.
 * Method: FlatBuffers' own rules ("FlatBuffers internals", flatbuffers.dev) only ask that an offset point
 * forwards, so the buffer is written front to back: parent first with its offsets left at zero, then each
 * child, then the offset. Within a table the widest slots come first; a table starts 4 bytes after a multiple
 * of 8, so that behind its 4-byte head every slot is aligned. Numbers are little-endian. */
#include "evidence/flatbuf_build.h"

#include <assert.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "Arrow files are written as they lie in memory");

#define WIDEST ((size_t)8)

static void put(struct ww_buf *buf, size_t at, const void *bytes, size_t len)
{
    if (!buf->failed) {
        assert(at + len <= buf->len);
        memcpy(buf->data + at, bytes, len);
    }
}

static void pad_until(struct ww_buf *buf, size_t modulus, size_t remainder)
{
    ww_buf_zeros(buf, (modulus + remainder - buf->len % modulus) % modulus);
}

void ww_fbb_begin(struct ww_buf *buf)
{
    ww_buf_clear(buf);
    ww_buf_zeros(buf, sizeof(uint32_t));
}

size_t ww_fbb_table(struct ww_buf *buf, const struct ww_fbb_slot *slots, size_t n, size_t *places)
{
    assert(n <= WW_FBB_MAX_SLOTS);
    uint16_t vtable[2 + WW_FBB_MAX_SLOTS] = {0};
    size_t vtable_len = (2 + n) * sizeof vtable[0];
    size_t len = sizeof(int32_t);
    for (size_t bytes = WIDEST; bytes; bytes /= 2)
        for (size_t i = 0; i < n; i++)
            if (slots[i].bytes == bytes) {
                vtable[2 + i] = (uint16_t)len;
                len += bytes;
            }
    vtable[0] = (uint16_t)vtable_len;
    vtable[1] = (uint16_t)len;
    pad_until(buf, WIDEST, (sizeof(int32_t) + WIDEST * 4 - vtable_len) % WIDEST);
    ww_buf_add(buf, vtable, vtable_len);
    size_t table = buf->len;
    int32_t back = (int32_t)vtable_len;
    ww_buf_zeros(buf, len);
    put(buf, table, &back, sizeof back);
    for (size_t i = 0; i < n; i++) {
        size_t at = table + vtable[2 + i];
        put(buf, at, &slots[i].value, slots[i].bytes);
        if (places)
            places[i] = at;
    }
    return table;
}

void ww_fbb_point(struct ww_buf *buf, size_t place, size_t target)
{
    uint32_t distance = (uint32_t)(target - place);
    put(buf, place, &distance, sizeof distance);
}

void ww_fbb_text(struct ww_buf *buf, size_t place, const char *text)
{
    pad_until(buf, sizeof(uint32_t), 0);
    ww_fbb_point(buf, place, buf->len);
    size_t len = strlen(text);
    uint32_t count = (uint32_t)len;
    ww_buf_add(buf, &count, sizeof count);
    ww_buf_add(buf, text, len + 1); /* texts are terminated, and the NUL not counted */
}

size_t ww_fbb_vector(struct ww_buf *buf, size_t place, size_t count, size_t element_bytes)
{
    size_t alignment = element_bytes < WIDEST ? element_bytes : WIDEST;
    pad_until(buf, alignment, (alignment - sizeof(uint32_t)) % alignment);
    ww_fbb_point(buf, place, buf->len);
    uint32_t length = (uint32_t)count;
    ww_buf_add(buf, &length, sizeof length);
    size_t first = buf->len;
    ww_buf_zeros(buf, count * element_bytes);
    return first;
}

void ww_fbb_put64(struct ww_buf *buf, size_t at, uint64_t value)
{
    put(buf, at, &value, sizeof value);
}
