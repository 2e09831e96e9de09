// SPDX-License-Identifier: Apache-2.0
#ifndef WW_EVIDENCE_FLATBUF_BUILD_H
#define WW_EVIDENCE_FLATBUF_BUILD_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* Writes the small FlatBuffers that describe an Arrow file. Private to arrow_write.c. A position is an index
 * into the buffer; a failure is remembered by the buffer (ww_buf_check), and what follows it does nothing. */

/* One slot of a table, in the order of its schema: bytes 0 (absent), 1, 2, 4 or 8. An offset to a text,
 * vector or table is 4 bytes of 0, filled in by ww_fbb_point when what it points to has been written. */
struct ww_fbb_slot {
    unsigned bytes;
    uint64_t value;
};

#define WW_FBB_OFFSET    ((struct ww_fbb_slot){4, 0})
#define WW_FBB_MAX_SLOTS 8

/* Empties the buffer and reserves the offset of the root table, which is at position 0. */
void ww_fbb_begin(struct ww_buf *buf);

/* Adds a table; places (n of them, may be NULL) become the positions of the slots. Returns its position. */
size_t ww_fbb_table(struct ww_buf *buf, const struct ww_fbb_slot *slots, size_t n, size_t *places);

/* Lets the offset at `place` point at `target`, which must come later in the buffer. */
void ww_fbb_point(struct ww_buf *buf, size_t place, size_t target);

/* Adds a text and lets the offset at `place` point at it. */
void ww_fbb_text(struct ww_buf *buf, size_t place, const char *text);

/* Adds a vector of `count` zeroed elements of 4 or a multiple of 8 bytes and lets the offset at `place` point
 * at it. Returns the position of the first element. */
size_t ww_fbb_vector(struct ww_buf *buf, size_t place, size_t count, size_t element_bytes);

/* Sets eight bytes inside what was already added. */
void ww_fbb_put64(struct ww_buf *buf, size_t at, uint64_t value);

#endif
