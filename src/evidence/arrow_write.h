// SPDX-License-Identifier: Apache-2.0
#ifndef WW_EVIDENCE_ARROW_WRITE_H
#define WW_EVIDENCE_ARROW_WRITE_H

#include "base/err.h"
#include "base/hash.h"
#include "evidence/column.h"
#include "evidence/schema.h"

/* Writes one Arrow IPC *file* (format version V5): schema, record batches as they come, dictionaries last
 * (the footer names where, as the format allows), every buffer 64-byte aligned, no compression. The
 * SHA-256 of the whole file is taken as it is written. */
struct ww_arrow_writer;

struct ww_arrow_meta {
    const char *key;
    const char *value;
};

/* Creates `path`, read-only (WW_E_IO if it exists). fields and meta are copied; meta becomes the schema's
 * custom metadata. A category's width must be known here: 1, 2 or 4 bytes tell 128, 32,768 or 2^31 texts apart. */
enum ww_rc WW_MUST_CHECK ww_arrow_writer_open(const char *path, const struct ww_field *fields,
                                              size_t n_fields, const struct ww_arrow_meta *meta,
                                              size_t n_meta, struct ww_arrow_writer **out,
                                              struct ww_err *err);

/* Writes one batch (an empty one leaves no trace) and asks the kernel to begin its way to the disk, so that the
 * final fsync has little left to do. A column without nulls needs no validity, and it is not written. On
 * failure the file is gone; what is left is to call ww_arrow_writer_abandon. */
enum ww_rc WW_MUST_CHECK ww_arrow_writer_batch(struct ww_arrow_writer *writer, const struct ww_batch *batch,
                                               struct ww_err *err);

/* One dictionary per CATEGORY field, in field order (n = number of CATEGORY fields); writes dictionaries
 * and footer, fsyncs, closes, frees *writer. On failure the file is removed. footer_meta is added to the
 * footer's custom metadata: what is known only at the end (rows, period, hash of the input). */
enum ww_rc WW_MUST_CHECK ww_arrow_writer_finish(struct ww_arrow_writer **writer,
                                                const struct ww_dictionary *dictionaries,
                                                size_t n_dictionaries,
                                                const struct ww_arrow_meta *footer_meta, size_t n_footer_meta,
                                                uint8_t sha256[WW_SHA256_BYTES], uint64_t *bytes,
                                                struct ww_err *err);

/* Gives up: closes and removes the file. */
void ww_arrow_writer_abandon(struct ww_arrow_writer **writer);

#endif
