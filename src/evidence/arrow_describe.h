// SPDX-License-Identifier: Apache-2.0
#ifndef WW_EVIDENCE_ARROW_DESCRIBE_H
#define WW_EVIDENCE_ARROW_DESCRIBE_H

#include "base/buf.h"
#include "evidence/arrow_write.h"

/* The FlatBuffers of an Arrow file: each function empties `buf` and puts one there. Private to arrow_write.c.
 * A failure is remembered by the buffer (ww_buf_check). */

/* What a schema message says; the dictionary id of a CATEGORY field is its index among the fields. */
struct ww_arrow_schema {
    const struct ww_field *fields;
    size_t n_fields;
    const struct ww_arrow_meta *meta;
    size_t n_meta;
};

/* A buffer inside a body, without its padding. */
struct ww_arrow_part {
    uint64_t offset;
    uint64_t bytes;
};

/* One batch, or one dictionary: every column has `rows` values. */
struct ww_arrow_body {
    uint64_t rows;
    const uint64_t *nulls; /* n_columns */
    size_t n_columns;
    const struct ww_arrow_part *parts;
    size_t n_parts;
    uint64_t bytes; /* padding included */
};

/* Where a message is in the file. */
struct ww_arrow_block {
    uint64_t offset;
    uint64_t metadata_bytes; /* prefix and padding included */
    uint64_t body_bytes;
};

struct ww_arrow_blocks {
    const struct ww_arrow_block *items;
    size_t count;
};

void ww_arrow_describe_schema(struct ww_buf *buf, const struct ww_arrow_schema *schema);
void ww_arrow_describe_batch(struct ww_buf *buf, const struct ww_arrow_body *body);
void ww_arrow_describe_dictionary(struct ww_buf *buf, int64_t id, const struct ww_arrow_body *body);
/* meta: of the footer; that of the schema is repeated with the schema. */
void ww_arrow_describe_footer(struct ww_buf *buf, const struct ww_arrow_schema *schema,
                              struct ww_arrow_blocks dictionaries, struct ww_arrow_blocks batches,
                              const struct ww_arrow_meta *meta, size_t n_meta);

#endif
