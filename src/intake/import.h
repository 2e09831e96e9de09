// SPDX-License-Identifier: Apache-2.0
#ifndef WW_INTAKE_IMPORT_H
#define WW_INTAKE_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/progress.h"
#include "evidence/catalogue.h"
#include "evidence/categories.h"
#include "evidence/workspace.h"
#include "intake/descriptor.h"
#include "intake/identities.h"
#include "intake/sources.h"
#include "place/areas.h"

/* One delivery of one source, from the partner's files to an extract in the catalogue. */

#define WW_REJECT_LIMIT_PCT 1.0

struct ww_import_request {
    const struct ww_sources *sources; /* for "this looks like ..."; may be NULL */
    const struct ww_descriptor *descriptor;
    const char *const *files;
    size_t n_files;
    const char *supplied_by; /* NULL = the source's owner */
    double
        reject_limit_pct; /* WW_REJECT_LIMIT_PCT unless the person says otherwise; 0 = none may be refused */
    const char *vintage;  /* NULL = the layout's own */
    int64_t now_utc;
    uint64_t seed;    /* of the hash tables over partners' keys: unguessable; no result depends on it */
    unsigned threads; /* 0 = all */
    bool portable;    /* no AVX2 */
    struct ww_progress *progress;
    const struct ww_import_keeper *keeper; /* of identities; NULL = they are left out */
};

struct ww_import_reason {
    const char *reason;
    uint64_t rows;
};

/* A value that the vocabulary does not list, and the rows that bear it. */
struct ww_import_unmapped {
    const char *field;
    const char *vocabulary;
    const char *value;
    uint64_t rows;
};

struct ww_import_report {
    bool already; /* these bytes were imported before: `existing` is the extract, nothing was done */
    struct ww_extract_record existing;

    int64_t id;
    unsigned superseded;
    struct ww_extract_record extract; /* as catalogued; file is "" */
    const char *layout;
    const struct ww_input_record *inputs; /* one a delivered file */
    size_t n_inputs;
    const struct ww_quality_record *quality; /* one a sealed column, then the fields not kept */
    size_t n_quality;
    uint64_t read_bytes;                    /* of text, after unpacking: for the MB/s */
    const struct ww_import_reason *reasons; /* most rows first */
    size_t n_reasons;
    const struct ww_import_unmapped *unmapped; /* most rows first */
    size_t n_unmapped;
    const char *const *notes; /* each a sentence */
    size_t n_notes;
    const char *rejects_file; /* relative to the workspace; "" = none */
    const char *repeats_file;
    struct ww_arena *memory; /* private: all of the above */
};

/* workspace: opened for writing. categories may be NULL: then no value counts as unmapped. areas may be NULL: a source
 * that locates its records is then refused.
 *
 * WW_OK: the extract is in the catalogue, or `already`. WW_E_INPUT, WW_E_LIMIT, WW_E_USAGE, WW_E_CONFLICT: refused;
 * WW_E_IO, WW_E_NOMEM: stopped. Then the workspace is as it was, but for rejects/<source>-refused.csv, which lists
 * the refused rows when there were any (err says so). All is written aside in .incoming and published in one
 * step. Free the report after WW_OK. */
enum ww_rc WW_MUST_CHECK ww_import(struct ww_workspace *workspace, const struct ww_categories *categories,
                                   const struct ww_areas *areas, const struct ww_import_request *request,
                                   struct ww_import_report *report, struct ww_err *err);
void ww_import_report_free(struct ww_import_report *report);

#endif
