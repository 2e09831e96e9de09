// SPDX-License-Identifier: Apache-2.0
#ifndef WW_EVIDENCE_EXTRACT_PRIVATE_H
#define WW_EVIDENCE_EXTRACT_PRIVATE_H

#include <stdatomic.h>

#include "base/arena.h"
#include "base/file.h"
#include "evidence/extract.h"
#include "evidence/flatbuf_read.h"

/* What extract.c (the file, its batches) and extract_schema.c (its columns) share. */

#define WW_EXTRACT_META_MAX       256u /* pairs in one list */
#define WW_EXTRACT_META_BYTES_MAX ((size_t)1024 * 1024)

struct ww_extract_meta {
    const char *key, *value; /* in the map */
};

struct ww_extract {
    struct ww_map map; /* empty when the bytes are the caller's */
    const uint8_t *data;
    size_t footer_at; /* messages end here at the latest */
    struct ww_arena *arena;
    const char *name;
    struct ww_field fields[WW_FIELDS_MAX];
    int64_t dictionary_ids[WW_FIELDS_MAX]; /* of CATEGORY fields */
    size_t n_fields;
    struct ww_dictionary dictionaries[WW_FIELDS_MAX];
    struct ww_extract_meta meta[2 * WW_EXTRACT_META_MAX];
    size_t n_meta;
    size_t n_batches;
    struct ww_batch *batches;
    size_t *text_bytes;    /* n_batches × n_fields: bytes behind the offsets of TEXT and BINARY */
    atomic_uchar *checked; /* n_batches: enum in extract.c */
    uint64_t rows;
};

/* "This sealed file is damaged: <what>." and what to do. */
enum ww_rc ww_extract_damaged(const struct ww_extract *extract, struct ww_err *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Reads the columns of a Schema table, and its metadata. */
enum ww_rc WW_MUST_CHECK ww_extract_read_schema(struct ww_extract *extract, struct ww_fbr *fb,
                                                const struct ww_fbr_table *schema, struct ww_err *err);

/* Adds the pairs in `slot` of `table` to the extract's metadata. */
enum ww_rc WW_MUST_CHECK ww_extract_read_meta(struct ww_extract *extract, struct ww_fbr *fb,
                                              const struct ww_fbr_table *table, unsigned slot,
                                              struct ww_err *err);

#endif
