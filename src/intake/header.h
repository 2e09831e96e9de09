// SPDX-License-Identifier: Apache-2.0
#ifndef WW_INTAKE_HEADER_H
#define WW_INTAKE_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "intake/descriptor.h"
#include "intake/sources.h"

#define WW_HEADER_BYTES_MAX ((size_t)1 << 20)

/* The header record of a delimited file. */
struct ww_header {
    const char *const *names; /* without quotes and surrounding blanks */
    size_t count;
    char separator;     /* ',' ';' or tab: the one that stands most often outside quotes */
    size_t data_offset; /* of the first record after it */
    uint64_t data_line; /* its line number */
};

/* Skips a byte order mark and empty lines. Names that are not UTF-8 are read as Windows-1252. WW_E_INPUT, with file and
 * line, when there is no header that ends within WW_HEADER_BYTES_MAX. Memory in arena. */
enum ww_rc WW_MUST_CHECK ww_header_read(const char *file, struct ww_str bytes, struct ww_arena *arena,
                                        struct ww_header *out, struct ww_err *err);

/* Where each field of a layout stands in the header: the exact name, else one that differs only in case and
 * surrounding blanks. */
struct ww_fit {
    const struct ww_source_layout *layout;
    const int *index;  /* one a field of the layout; -1 = not in the header */
    const int *melted; /* header fields that become rows, in header order */
    size_t n_melted;
    const char *const *unknown; /* header names that the layout does not know */
    size_t n_unknown;
};

/* The first layout whose needed fields are all there (exact names are tried over all layouts before others)
 * and, where it melts by pattern, at least one field to melt. False when none fits. *failed: no memory. */
bool ww_header_fits(const struct ww_descriptor *descriptor, const struct ww_header *header,
                    struct ww_arena *arena, struct ww_fit *out, bool *failed);

/* The same; WW_E_INPUT lists what is missing and what was found, and names the source that would fit. */
enum ww_rc WW_MUST_CHECK ww_header_match(const char *file, const struct ww_descriptor *descriptor,
                                         const struct ww_sources *sources, const struct ww_header *header,
                                         struct ww_arena *arena, struct ww_fit *out, struct ww_err *err);

/* WW_E_INPUT when the file ends in the middle of a record: its last line has no line feed and fewer fields than the
 * header. A file cut exactly between two records cannot be told from a whole one. */
enum ww_rc WW_MUST_CHECK ww_header_check_end(const char *file, struct ww_str bytes,
                                             const struct ww_header *header, struct ww_err *err);

/* The source the header fits; of several the one that knows most of its columns. NULL = none. For a header that does not
 * fit the source it was sent as. */
const struct ww_descriptor *ww_header_other_source(const struct ww_sources *sources,
                                                   const struct ww_header *header, struct ww_arena *arena);

#endif
