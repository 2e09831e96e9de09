// SPDX-License-Identifier: Apache-2.0
#ifndef WW_EVIDENCE_FLATBUF_READ_H
#define WW_EVIDENCE_FLATBUF_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* Reads FlatBuffers that may have been made by anybody. Private to extract.c. No offset is followed before it
 * is known to stay inside; the first that does not sets `bad`, and from then on every answer is 0 or empty.
 * So a reader goes straight through and looks at `bad` once. */
struct ww_fbr {
    const uint8_t *data;
    size_t size;
    bool bad;
};

/* A table: where its slots are. All zero = not there (every slot is then absent). */
struct ww_fbr_table {
    size_t at, bytes;
    size_t slots, n_slots; /* the vtable's entries */
};

struct ww_fbr_vector {
    size_t at; /* of the first element */
    size_t count;
};

struct ww_fbr_table ww_fbr_root(struct ww_fbr *fb);
bool ww_fbr_has(struct ww_fbr *fb, const struct ww_fbr_table *table, unsigned slot);

/* A signed number of 1, 2, 4 or 8 bytes; `absent` when the slot is. (A flag is a number, too.) */
int64_t ww_fbr_int(struct ww_fbr *fb, const struct ww_fbr_table *table, unsigned slot, unsigned bytes,
                   int64_t absent);
struct ww_fbr_table ww_fbr_table(struct ww_fbr *fb, const struct ww_fbr_table *table, unsigned slot);
struct ww_fbr_vector ww_fbr_vector(struct ww_fbr *fb, const struct ww_fbr_table *table, unsigned slot,
                                   size_t element_bytes);
/* Terminated, as every FlatBuffers text is; "" when absent. May hold NULs and bytes that are not UTF-8. */
struct ww_str ww_fbr_text(struct ww_fbr *fb, const struct ww_fbr_table *table, unsigned slot);

/* Table `index` (< count) of a vector of tables. */
struct ww_fbr_table ww_fbr_element(struct ww_fbr *fb, const struct ww_fbr_vector *vector, size_t index);
/* Eight bytes at `offset` of struct `index` (< count) of a vector of structs. */
int64_t ww_fbr_struct64(const struct ww_fbr *fb, const struct ww_fbr_vector *vector, size_t index,
                        size_t struct_bytes, size_t offset);

#endif
