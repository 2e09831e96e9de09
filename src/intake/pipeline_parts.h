// SPDX-License-Identifier: Apache-2.0
#ifndef WW_INTAKE_PIPELINE_PARTS_H
#define WW_INTAKE_PIPELINE_PARTS_H

#include <pthread.h>
#include <stdbool.h>

#include "intake/csv.h"
#include "intake/encode.h"
#include "intake/keyset.h"
#include "intake/lexicon.h"
#include "intake/pipeline.h"

/* Inside of the pipeline: what its pipeline_*.c files share. A run hands out four duties to whichever thread is
 * free (pipeline.c): encode any chunk not yet begun (pipeline_chunk.c); commit the next chunk in order
 * (pipeline_commit.c, with pipeline_refuse.c and pipeline_locate.c); write the next batch in order
 * (pipeline_seal.c); hash the next stretch of input in order. */

#define WW_BATCH_ROWS  ((size_t)65536)
#define WW_ENCODE_ROWS ((size_t)1024) /* cells of a column that are encoded in one go */
/* Days of the years 1 to 9999, all that base/time.h reads. */
#define WW_FIRST_DAY_KNOWN (-719162)
#define WW_DAYS_KNOWN      ((size_t)3652059)
#define WW_DAY_SECONDS     INT64_C(86400)

#define WW_NO_LIMIT_BELOW  1000 /* refused rows never stop a run early when there are no more */
#define WW_SHOWN_VALUE_MAX 80   /* bytes of a refused value that are shown */

/* A stretch of one input. Its records are those that start in [from, stop). */
struct ww_stretch {
    size_t input;
    size_t from, stop;
    bool first, last; /* of its input */
};

/* A stretch on its way: cut and encoded by one thread, committed in order. */
struct ww_chunk {
    struct ww_stretch stretch;
    struct ww_csv csv;
    bool guessed_none; /* no record seemed to start in it */
    bool not_utf8;
    enum ww_rc rc; /* of cutting and encoding: WW_E_NOMEM or WW_E_LIMIT */
    size_t limit_column;
    unsigned worker;  /* whose numbers its texts have */
    size_t rows;      /* csv.rows, or more when the table is wide */
    uint32_t *record; /* wide: the record of each row, */
    uint32_t *cell;   /* and the place in plan.melt.columns of its cell; else NULL */
    size_t melt_capacity;
    struct ww_encoded
        *columns;            /* one a plan column; the located column holds the worker's numbers of points */
    uint8_t *refusals;       /* one a row; enum ww_refusal */
    uint8_t *refused_column; /* plan column of the first refusal in the row */
    size_t refusals_capacity;
    bool refused;
    bool ready;
};
_Static_assert(WW_FIELDS_MAX <= 256, "a plan column's index fits a byte");

/* What a thread keeps from chunk to chunk. */
struct ww_worker {
    struct ww_encoder *encoders; /* one a plan column */
    struct ww_lexicon points;    /* the located column: 8 bytes a point */
    struct ww_str cells[WW_ENCODE_ROWS];
    uint8_t refusals[WW_ENCODE_ROWS];
    char *room; /* of unquoted and joined texts */
    size_t room_capacity;
};

/* Numbers of a worker's texts in the sealed file: 0 = not met yet, else number there (from 1). */
struct ww_translation {
    uint32_t *to;
    size_t capacity;
};

struct ww_sealing_column {
    uint8_t
        *values; /* WW_BATCH_ROWS × ww_encoded_bytes; CATEGORY: uint32_t numbers of the file, 0 = missing */
    bool *present;
    int32_t *offsets;
    uint8_t *text;
    size_t text_capacity;
};

struct ww_sealing_batch {
    size_t rows;
    struct ww_sealing_column *columns;
    struct ww_sealing_batch *next;
};

/* Chunk rows [from, to) that are sealed. */
struct ww_row_run {
    size_t from, to;
};

/* Where the line number of a place in a chunk is known: places are asked for in rising order. */
struct ww_line_cursor {
    size_t at;
    uint64_t line;
};

struct ww_committer {
    size_t next_start; /* where the next chunk must begin */
    uint64_t line;     /* its line */
    uint64_t bytes_done;
    struct ww_translation *translations; /* workers × columns */
    struct ww_lexicon *lexicons;         /* one a plan column; numbers of the sealed file */
    struct ww_keyset keys;
    bool *repeated;
    struct ww_row_run *runs;
    size_t n_runs, runs_capacity, repeated_capacity;
    uint8_t *days_seen; /* a byte a day of years 1 to 9999 */
    struct ww_err first_refusal;
    bool guarded;     /* it was of a guarded column */
    uint64_t records; /* rows met: sealed, refused or repeated */
    char *room;       /* for showing cells */
    size_t room_capacity;
    /* located column */
    struct ww_lexicon points;
    int32_t *point_keys; /* by number of the point: key, or -1 */
    size_t point_keys_capacity;
    uint32_t *code_of_key; /* by key: number of its text in the sealed file, 0 = none yet */
    /* the batch being filled, those waiting to be written, those that can be used again */
    struct ww_sealing_batch *filling, *waiting, **waiting_end, *spare;
    size_t n_waiting;
    size_t n_full; /* batches handed over so far */
};

struct ww_sealer {
    struct ww_arrow_writer *writer; /* NULL until the widths are known */
    struct ww_field *fields;
    uint8_t **validity; /* scratch, one a column */
    uint8_t **codes;    /* CATEGORY: numbers less one, in their width */
    struct ww_vector *vectors;
    size_t held;        /* batches to see before the widths are chosen, */
    uint32_t *distinct; /* and how many texts each column had in them */
    bool all_seen;      /* there are no more batches than those held back */
};

struct ww_hasher {
    size_t next; /* stretch */
    struct ww_sha256 *running;
};

struct ww_run {
    const struct ww_plan *plan;
    const struct ww_input *inputs;
    size_t n_inputs;
    const char *sealed_path;
    const struct ww_arrow_meta *meta;
    size_t n_meta;
    struct ww_buf *rejects, *repeats;
    struct ww_progress *progress;
    struct ww_pipeline_result *out;
    struct ww_csv_rules rules;
    unsigned n_workers;
    unsigned *least_width; /* one a plan column: what an earlier try has shown it needs */
    struct ww_stretch *stretches;
    size_t n_stretches;
    uint64_t total_bytes;
    struct ww_worker *workers;
    struct ww_chunk *chunks; /* a ring */
    size_t n_chunks;
    struct ww_committer commit;
    struct ww_sealer seal;
    struct ww_hasher hash;
    /* who does what: guarded by lock */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t next_encode, next_commit;
    bool committing, writing, hashing;
    bool too_narrow; /* a category column outgrew its width: the run must be tried again */
    enum ww_rc rc;
    struct ww_err err;
};

static inline struct ww_chunk *ww_run_chunk(struct ww_run *run, size_t stretch)
{
    return &run->chunks[stretch % run->n_chunks];
}

/* pipeline_chunk.c */
bool ww_worker_init(struct ww_worker *worker, const struct ww_plan *plan);
void ww_worker_free(struct ww_worker *worker, const struct ww_plan *plan);
bool ww_chunk_init(struct ww_chunk *chunk, const struct ww_plan *plan);
void ww_chunk_free(struct ww_chunk *chunk, const struct ww_plan *plan);
/* Cuts and encodes chunk->stretch, from `start` (SIZE_MAX: from where a record seems to start). */
void ww_chunk_encode(struct ww_run *run, struct ww_chunk *chunk, unsigned worker, size_t start);
/* The text of a plan column in a row, as it was encoded; in *room when it had to be put together. */
struct ww_str ww_chunk_text(const struct ww_plan *plan, const struct ww_chunk *chunk, size_t column,
                            size_t row, char **room, size_t *room_capacity);
/* The input field a plan column was read from in that row. */
size_t ww_chunk_field(const struct ww_plan *plan, const struct ww_chunk *chunk, size_t column, size_t row);

/* pipeline_commit.c */
bool ww_commit_init(struct ww_run *run);
void ww_commit_free(struct ww_run *run);
enum ww_rc ww_commit_chunk(struct ww_run *run, struct ww_chunk *chunk, unsigned worker, struct ww_err *err);
/* Room for to[count]. */
bool ww_translation_reserve(struct ww_translation *translation, uint32_t count);

/* pipeline_append.c: rows of a chunk into the batch being filled, which goes to waiting when it is full. */
enum ww_rc ww_append_runs(struct ww_run *run, const struct ww_chunk *chunk, struct ww_err *err);
enum ww_rc ww_append_flush(struct ww_run *run, struct ww_err *err);
void ww_batch_free(struct ww_sealing_batch **batch, size_t n_columns);

/* pipeline_refuse.c: lists the records and rows that are not sealed, counts them, and leaves the rest as
 * commit.runs. WW_E_INPUT when they are far too many already. */
enum ww_rc ww_refuse_rows(struct ww_run *run, const struct ww_chunk *chunk, struct ww_err *err);
/* WW_E_INPUT when more rows were refused than the plan allows, of all rows. */
enum ww_rc ww_refuse_check(struct ww_run *run, uint64_t all_rows, struct ww_err *err);
uint64_t ww_line_at(const struct ww_chunk *chunk, struct ww_line_cursor *cursor, size_t at);

/* pipeline_locate.c */
enum ww_rc ww_locate_encode(struct ww_worker *worker, const struct ww_plan *plan, struct ww_chunk *chunk);
/* Finds the areas of the chunk's points that are new, and makes the translation of its worker's numbers. */
enum ww_rc ww_locate_points(struct ww_run *run, const struct ww_chunk *chunk, struct ww_err *err);
/* Numbers in the sealed file of n rows; counts those whose point is in no area. */
enum ww_rc ww_locate_rows(struct ww_run *run, const struct ww_chunk *chunk, size_t from, size_t n,
                          uint32_t *out);
/* Plan columns of the point, false when there are none. */
bool ww_locate_columns(const struct ww_plan *plan, size_t *x, size_t *y);

/* pipeline_seal.c */
bool ww_seal_init(struct ww_run *run);
void ww_seal_free(struct ww_run *run);
/* Chooses widths and opens the file, once the committer has seen enough. */
enum ww_rc ww_seal_open(struct ww_run *run, struct ww_err *err);
enum ww_rc ww_seal_batch(struct ww_run *run, const struct ww_sealing_batch *batch, struct ww_err *err);
enum ww_rc ww_seal_finish(struct ww_run *run, struct ww_err *err);
/* Largest number a code of so many bytes can hold, from 1. */
uint32_t ww_seal_capacity(unsigned width);

#endif
