// SPDX-License-Identifier: Apache-2.0
#ifndef WW_INTAKE_UNPACK_H
#define WW_INTAKE_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"

/* Compressed deliveries: gzip files and zip archives, each guarded against files made to swamp the machine. */

/* What the first bytes say a file is. */
enum ww_packing {
    WW_PLAIN,
    WW_GZIP,
    WW_ZIP,      /* an archive of files */
    WW_WORKBOOK, /* an .xlsx or .ods: also a zip, read by intake/workbook.h */
};

/* Real deliveries shrink by up to some fifty times; gzip's own limit is about 1,030. */
#define WW_UNPACK_RATIO_MAX  250
#define WW_UNPACK_FREE_BYTES ((uint64_t)64 << 20) /* below this the ratio is nobody's business */
#define WW_UNPACK_BYTES_MAX  ((uint64_t)64 << 30)

/* The most a file of that many bytes may unpack to. */
uint64_t ww_unpack_max(uint64_t packed_bytes);

/* By the bytes, not the name. Zip archives are looked into. */
enum ww_rc WW_MUST_CHECK ww_unpack_kind(const char *path, const struct ww_map *bytes, enum ww_packing *out,
                                        struct ww_err *err);

/* All members of a gzip file, one after the other, into a nameless file in `scratch_folder`. WW_E_INPUT for a
 * truncated or damaged one, WW_E_LIMIT past ww_unpack_max. */
enum ww_rc WW_MUST_CHECK ww_unpack_gzip(const char *path, const struct ww_map *packed,
                                        const char *scratch_folder, struct ww_map *out, struct ww_err *err);

struct ww_zip_member {
    const char *name;
    uint64_t index;
    uint64_t bytes; /* as the archive claims */
};

/* The CSV files of an archive (.csv, .txt, .tsv) in byte order of their names; memory in arena. WW_E_INPUT when
 * there are none, for a damaged archive and for one with a password. */
enum ww_rc WW_MUST_CHECK ww_unpack_zip_list(const char *path, struct ww_arena *arena,
                                            struct ww_zip_member **out, size_t *count, struct ww_err *err);

/* One member; max: what may still be unpacked. */
enum ww_rc WW_MUST_CHECK ww_unpack_zip_member(const char *path, const struct ww_zip_member *member,
                                              const char *scratch_folder, uint64_t max, struct ww_map *out,
                                              struct ww_err *err);

/* Sum of what all entries of an archive claim to unpack to. */
enum ww_rc WW_MUST_CHECK ww_unpack_zip_size(const char *path, uint64_t *bytes, struct ww_err *err);

/* True for names that delimited text bears. */
bool ww_is_csv_name(const char *name);

#endif
