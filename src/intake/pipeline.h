// SPDX-License-Identifier: Apache-2.0
#ifndef WW_INTAKE_PIPELINE_H
#define WW_INTAKE_PIPELINE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/progress.h"
#include "base/time.h"
#include "evidence/arrow_write.h"
#include "evidence/schema.h"

/* The hot path of the program: the bytes of one or more delimited inputs in, one sealed Arrow file out.
 * Knows nothing of descriptors, catalogues or workspaces: intake/import.h turns those into this plan. */

#define WW_JOIN_MAX 4

struct ww_plan_column {
    struct ww_field field;     /* CATEGORY: width 0 = choose (1, 2 or 4) from the data */
    const char *supplied_name; /* what the supplier calls it, for messages; NULL = field.name */
    int from[WW_JOIN_MAX];     /* indices into the input record; joined by " / " */
    size_t n_from;             /* 0 = fed by melt (into/value) or by locate, or constant */
    struct ww_str constant;    /* n_from 0 and ptr set: this text in every row */
    bool required;
    bool guarded; /* a refused cell fails the run, and no message repeats it */
    bool has_range;
    double min, max;
    const void *pattern; /* compiled regex_t, or NULL */
};

/* Asked for the points of a chunk that were not seen before, in order of first appearance; sets keys[i] to an
 * index into the texts given in the plan, or -1 = in no known area. Called by one thread at a time. */
typedef enum ww_rc ww_locate_fn(void *context, const int32_t *longitude_e6, const int32_t *latitude_e6,
                                size_t n, int32_t *keys, struct ww_err *err);
/* The same contract for British National Grid points is met by passing metres: see `grid`. */

struct ww_plan_melt {
    const int *columns; /* indices of the input fields that become rows */
    size_t n_columns;
    /* What the header says of each: texts for the `into` columns, n_columns × n_into. */
    const struct ww_str *header_values;
    int into[2]; /* plan columns fed by the header */
    size_t n_into;
    int value; /* plan column fed by the cell */
    bool skip_empty;
};

struct ww_plan {
    const struct ww_plan_column *columns;
    size_t n_columns;
    size_t input_fields; /* fields in every record; another number refuses the row */
    /* Cells that mean "not known" besides the empty one, compared whole after trimming ("NA", "No Location"):
     * missing, in a column of any kind; a joined column tests each of its parts. */
    const struct ww_str *missing_texts;
    size_t n_missing_texts;
    struct ww_plan_melt melt; /* with has_melt */
    ww_locate_fn *locate;
    void *locate_context;
    const struct ww_str *located_texts; /* dictionary of that column */
    size_t n_located_texts;
    double reject_limit_pct; /* more refused rows than this fail the run */
    size_t chunk_bytes; /* read by one thread at a time; 0 = the default. Tests vary it: it changes nothing */
    uint64_t seed;      /* of the hash tables */
    struct ww_period range; /* with has_range: times outside it refuse the row */
    int key;                /* plan column whose repeats are set aside; -1 = none */
    int located;            /* plan column filled by locate; -1 = none */
    unsigned threads;       /* 0 = all */
    char separator;         /* ',' ';' or tab */
    bool has_melt;
    bool grid; /* the point columns are easting and northing in metres, not microdegrees */
    bool has_range;
    bool portable;    /* do not use AVX2 even where it is there */
    bool hash_inputs; /* take the SHA-256 of each input on the way */
};

struct ww_input {
    const char *name;    /* for messages */
    struct ww_str bytes; /* whole, UTF-8 or not: see result.not_utf8 */
    size_t data_offset;  /* where the first record after the header starts */
    uint64_t data_line;  /* its line number */
};

/* What happened to one column. */
struct ww_column_quality {
    uint64_t present, missing, refused;
    char examples[256]; /* up to five refused values, "; " between */
};

struct ww_pipeline_result {
    uint64_t rows; /* sealed */
    uint64_t rejected;
    uint64_t repeated;
    uint64_t unlocated;
    uint64_t *rows_by_input; /* sealed, one an input */
    bool has_times;
    int32_t first_day, last_day; /* of the FROM column */
    uint8_t *months_seen;        /* one byte a month from first to last month: 1 = has rows */
    size_t n_months;
    struct ww_column_quality *quality; /* one a plan column */
    struct ww_dictionary
        *dictionaries; /* one a plan column (count 0 when not CATEGORY), order of first appearance */
    uint8_t (*input_sha256)
        [WW_SHA256_BYTES];           /* with plan.hash_inputs: one an input, of all its bytes; else NULL */
    uint8_t sha256[WW_SHA256_BYTES]; /* of the sealed file */
    uint64_t sealed_bytes;
    size_t not_utf8_input; /* with rc WW_E_INPUT and not_utf8: which input holds bytes that are not UTF-8 */
    bool not_utf8;
    void *memory; /* private */
};

/* Reads all inputs in order, seals to `sealed_path` (must not exist; removed on failure). Batches hold 65,536 rows.
 * The footer's metadata are `rows`, `period` (of the FROM column) and `input_sha256` (with hash_inputs).
 * Refused rows are appended to rejects as CSV, a line each for the first cell that was refused (one for all the
 * rows of a wide record whose fixed cell is at fault): file,line,column,field,value,reason; repeated ones to
 * repeats: file,line,key. Lines are counted as a text editor does; column is the field's number from 1, empty when
 * the whole record is at fault. A date in a DATETIME column stands for its midnight.
 * Same plan, inputs: same bytes out, for any number of threads, any chunk_bytes, with or without AVX2.
 * Errors: WW_E_INPUT with file and line for a quote never closed, a record of more than 16 MB, a binary file,
 * bytes that are not UTF-8 (out->not_utf8), more refused rows than the limit (at the first of them);
 * WW_E_CONFLICT when sealed_path is there. On failure only out's not_utf8 and not_utf8_input mean anything.
 * Memory: about 50 MB, more for a wide table, and 21 bytes a row that has a key, whatever the number of inputs. */
enum ww_rc WW_MUST_CHECK ww_pipeline_run(const struct ww_plan *plan, const struct ww_input *inputs,
                                         size_t n_inputs, const char *sealed_path,
                                         const struct ww_arrow_meta *meta, size_t n_meta,
                                         struct ww_buf *rejects, struct ww_buf *repeats,
                                         struct ww_progress *progress, struct ww_pipeline_result *out,
                                         struct ww_err *err);
void ww_pipeline_result_free(struct ww_pipeline_result *result);

#endif
