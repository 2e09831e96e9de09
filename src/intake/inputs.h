// SPDX-License-Identifier: Apache-2.0
#ifndef WW_INTAKE_INPUTS_H
#define WW_INTAKE_INPUTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "intake/pipeline.h"
#include "intake/unpack.h"
#include "intake/workbook.h"

/* What a partner delivered, made into tables of delimited text: files and folders, plain, .gz, .zip, .xlsx, .ods.
 * Plain files are mapped; unpacked ones lie in nameless files (scratch.h), so memory does not grow with them. */

/* A file as delivered. */
struct ww_delivery {
    const char *path;
    const char *name; /* without folders */
    bool named;       /* by the person, not found in a folder */
    enum ww_packing packing;
    struct ww_map bytes;        /* as delivered */
    char sha256[WW_SHA256_HEX]; /* of those; "" until ww_delivery_hash or the pipeline took it */
    const char *note;           /* what was done to it, "" = nothing */
};

struct ww_table_input {
    struct ww_input input; /* name, bytes; where the data begins is the header's business */
    struct ww_map map;     /* of unpacked or converted bytes; else empty */
    size_t delivery;       /* index */
    bool member;           /* of a folder or an archive: may be passed over when it is another source's */
};

struct ww_inputs {
    struct ww_delivery *deliveries;
    size_t n_deliveries, deliveries_capacity;
    struct ww_table_input *items;
    size_t count, capacity;
    struct ww_arena *memory;
    char scratch[WW_PATH_MAX];
};

struct ww_inputs_options {
    const char *scratch;        /* folder that can be written, on a disk with room */
    ww_is_header_fn *is_header; /* for workbooks */
    void *context;
};

/* Opens everything, in the order given; a folder's files and an archive's members in byte order of their names. Files
 * are told by their bytes. WW_E_INPUT names the file and says what to do: not there, empty, binary, UTF-16, truncated or
 * damaged, a folder or archive without tables. WW_E_IO, WW_E_LIMIT as they come. */
enum ww_rc WW_MUST_CHECK ww_inputs_open(const char *const *paths, size_t n_paths,
                                        const struct ww_inputs_options *options, struct ww_inputs *out,
                                        struct ww_err *err);
void ww_inputs_close(struct ww_inputs *inputs);

/* Reads an input's bytes as Windows-1252 and makes them UTF-8; says so in the delivery's note. */
enum ww_rc WW_MUST_CHECK ww_inputs_convert(struct ww_inputs *inputs, size_t index, struct ww_err *err);

/* Leaves an input out. */
void ww_inputs_drop(struct ww_inputs *inputs, size_t index);

/* SHA-256 of a delivery's bytes, once. Cost: about 1.5 GB a second. */
enum ww_rc WW_MUST_CHECK ww_delivery_hash(struct ww_delivery *delivery, struct ww_err *err);
void ww_delivery_note(struct ww_inputs *inputs, size_t delivery, const char *note);

/* WW_E_INPUT when the bytes are no text: empty, binary, UTF-16, a web page. */
enum ww_rc WW_MUST_CHECK ww_inputs_check_text(const char *name, struct ww_str bytes, struct ww_err *err);

#endif
