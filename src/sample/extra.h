// SPDX-License-Identifier: Apache-2.0
#ifndef WW_SAMPLE_EXTRA_H
#define WW_SAMPLE_EXTRA_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "sample/extra_spec.h"
#include "sample/facts.h"
#include "sample/spots.h"

/* The files of the sample that share/sample/sources describes: records made to a specification, and tables copied. */

struct ww_extras {
    struct ww_extra_spec *items; /* in order of the names of their JSON files */
    size_t n;
    struct ww_arena *memory;
};

/* Reads FOLDER/sources/ *.json; a folder without it has none. WW_E_INPUT with file and place; two of one file name are
 * refused. Free after WW_OK. */
enum ww_rc WW_MUST_CHECK ww_extras_load(const char *facts_folder, const struct ww_sample_facts *facts,
                                        struct ww_extras *out, struct ww_err *err);
void ww_extras_free(struct ww_extras *extras);

struct ww_extra_request {
    const struct ww_sample_facts *facts;
    const struct ww_spots *spots; /* n_lsoas */
    const char *facts_folder;     /* has files/, for copies */
    const char *folder;           /* where the file goes */
    uint64_t seed;
    uint32_t scale; /* every planned row becomes so many, each with minutes, point and person of its own */
};

/* Writes one file, adding to *rows and *bytes; a copy adds no rows. WW_E_INPUT: sums that do not agree. Cost: a
 * microsecond for each planned cell, 10 million cells a second written; memory does not grow with the scale. */
enum ww_rc WW_MUST_CHECK ww_extra_write(const struct ww_extra_spec *spec,
                                        const struct ww_extra_request *request, uint64_t *rows,
                                        uint64_t *bytes, struct ww_err *err);

/* That of a copy: the table of files/, its counts times the scale where the specification says so. */
enum ww_rc WW_MUST_CHECK ww_extra_copy(const struct ww_extra_spec *spec,
                                       const struct ww_extra_request *request, uint64_t *bytes,
                                       struct ww_err *err);

#endif
