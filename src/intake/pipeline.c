// SPDX-License-Identifier: Apache-2.0
/* Problem: read a gigabyte of text, check every cell of it, and have it on disk, sealed, in about a second; on
 * any number of threads, with the same bytes out.
 * Method: the inputs are divided into stretches of fixed size. There are four duties: to encode a stretch, which
 * any number of threads do at once; to commit the next encoded one, to write the next batch, and to hash the
 * next stretch of input, which one thread at a time does each. A free thread takes the first of: write, commit,
 * hash, encode that can be done, so that what must happen in order never waits for want of a thread, and the
 * bytes hashed are those just read. Stretches in flight are bounded, and with them memory. */
#include "intake/pipeline.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/file.h"
#include "base/parallel.h"
#include "base/utf8.h"
#include "intake/pipeline_parts.h"

#define DEFAULT_CHUNK   ((size_t)512 << 10)
#define LARGEST_CHUNK   ((size_t)256 << 20)
#define CHUNKS_A_WORKER 3
#define WAITING_MOST    4                  /* batches written behind the committer, beyond those held back */
#define MOST_WORKERS    64                 /* each keeps the texts it has met */
#define SNIFFED         ((size_t)64 << 10) /* bytes looked at for line ends */

enum duty { DUTY_NONE, DUTY_WRITE, DUTY_COMMIT, DUTY_HASH, DUTY_ENCODE, DUTY_END };

/* What can be done now; under lock. */

static bool all_committed(const struct ww_run *run)
{
    return run->next_commit == run->n_stretches && !run->committing;
}

static bool can_write(const struct ww_run *run)
{
    const struct ww_committer *commit = &run->commit;
    if (run->writing || !commit->waiting)
        return false;
    return run->seal.writer || commit->n_full >= run->seal.held || all_committed(run);
}

static bool can_commit(const struct ww_run *run)
{
    return !run->committing && run->next_commit < run->next_encode &&
           run->chunks[run->next_commit % run->n_chunks].ready &&
           run->commit.n_waiting < run->seal.held + WAITING_MOST;
}

static bool can_hash(const struct ww_run *run)
{
    return !run->hashing && run->plan->hash_inputs && run->hash.next < run->next_encode;
}

static bool can_encode(const struct ww_run *run)
{
    return run->next_encode < run->n_stretches && run->next_encode < run->next_commit + run->n_chunks;
}

static bool is_done(const struct ww_run *run)
{
    bool hashed = !run->plan->hash_inputs || run->hash.next == run->n_stretches;
    return all_committed(run) && hashed && !run->commit.waiting && !run->writing && !run->hashing;
}

static enum duty choose(const struct ww_run *run)
{
    if (run->rc || is_done(run))
        return DUTY_END;
    if (can_write(run))
        return DUTY_WRITE;
    if (can_commit(run))
        return DUTY_COMMIT;
    if (can_hash(run))
        return DUTY_HASH;
    return can_encode(run) ? DUTY_ENCODE : DUTY_NONE;
}

static void note_rc(struct ww_run *run, enum ww_rc rc, const struct ww_err *err)
{
    if (rc && !run->rc) {
        run->rc = rc;
        run->err = *err;
    }
}

/* Each duty is called with the lock held, and returns with it. */

static void do_write(struct ww_run *run, struct ww_err *err)
{
    struct ww_committer *commit = &run->commit;
    struct ww_sealing_batch *batch = commit->waiting;
    enum ww_rc rc = WW_OK;
    run->writing = true;
    run->seal.all_seen = commit->n_full < run->seal.held;
    commit->waiting = batch->next;
    if (!commit->waiting)
        commit->waiting_end = &commit->waiting;
    pthread_mutex_unlock(&run->lock);
    if (!run->seal.writer)
        rc = ww_seal_open(run, err);
    if (rc == WW_OK)
        rc = ww_seal_batch(run, batch, err);
    pthread_mutex_lock(&run->lock);
    batch->next = commit->spare;
    commit->spare = batch;
    commit->n_waiting--;
    run->writing = false;
    note_rc(run, rc, err);
}

static void do_commit(struct ww_run *run, unsigned worker, struct ww_err *err)
{
    struct ww_chunk *chunk = ww_run_chunk(run, run->next_commit);
    run->committing = true;
    pthread_mutex_unlock(&run->lock);
    enum ww_rc rc = ww_commit_chunk(run, chunk, worker, err);
    if (rc == WW_OK && run->next_commit + 1 == run->n_stretches)
        rc = ww_append_flush(run, err);
    pthread_mutex_lock(&run->lock);
    chunk->ready = false;
    run->next_commit++;
    run->committing = false;
    note_rc(run, rc, err);
}

static void do_hash(struct ww_run *run, struct ww_err *err)
{
    const struct ww_stretch *s = &run->stretches[run->hash.next];
    struct ww_str bytes = run->inputs[s->input].bytes;
    size_t from = s->first ? 0 : s->from;
    run->hashing = true;
    pthread_mutex_unlock(&run->lock);
    if (!run->hash.running)
        run->hash.running = ww_sha256_new();
    enum ww_rc rc = run->hash.running ? WW_OK : ww_fail_nomem(err);
    if (rc == WW_OK) {
        ww_sha256_add(run->hash.running, bytes.ptr + from, s->stop - from);
        if (s->last)
            ww_sha256_done(&run->hash.running, run->out->input_sha256[s->input]);
    }
    pthread_mutex_lock(&run->lock);
    run->hash.next++;
    run->hashing = false;
    note_rc(run, rc, err);
}

static void do_encode(struct ww_run *run, unsigned worker)
{
    size_t number = run->next_encode++;
    struct ww_chunk *chunk = ww_run_chunk(run, number);
    chunk->stretch = run->stretches[number];
    pthread_mutex_unlock(&run->lock);
    ww_chunk_encode(run, chunk, worker, SIZE_MAX);
    pthread_mutex_lock(&run->lock);
    chunk->ready = true;
}

static enum ww_rc work(void *context, size_t index, unsigned worker)
{
    struct ww_run *run = context;
    (void)index;
    struct ww_err err = {0};
    pthread_mutex_lock(&run->lock);
    for (enum duty duty; (duty = choose(run)) != DUTY_END;) {
        switch (duty) {
        case DUTY_WRITE: do_write(run, &err); break;
        case DUTY_COMMIT: do_commit(run, worker, &err); break;
        case DUTY_HASH: do_hash(run, &err); break;
        case DUTY_ENCODE: do_encode(run, worker); break;
        default: pthread_cond_wait(&run->changed, &run->lock); continue;
        }
        pthread_cond_broadcast(&run->changed);
    }
    pthread_mutex_unlock(&run->lock);
    return WW_OK;
}

/* Stretches. */

static size_t stretches_of(const struct ww_input *input, size_t chunk_bytes)
{
    size_t bytes = input->bytes.len - input->data_offset;
    return bytes ? (bytes - 1) / chunk_bytes + 1 : 1;
}

static bool divide(struct ww_run *run)
{
    size_t chunk = run->plan->chunk_bytes ? run->plan->chunk_bytes : DEFAULT_CHUNK, n = 0;
    if (chunk > LARGEST_CHUNK)
        chunk = LARGEST_CHUNK;
    for (size_t i = 0; i < run->n_inputs; i++)
        n += stretches_of(&run->inputs[i], chunk);
    run->stretches = ww_new_array(n, sizeof *run->stretches);
    if (!run->stretches)
        return false;
    for (size_t i = 0; i < run->n_inputs; i++) {
        const struct ww_input *input = &run->inputs[i];
        size_t count = stretches_of(input, chunk);
        for (size_t k = 0; k < count; k++) {
            size_t from = input->data_offset + k * chunk;
            bool last = k + 1 == count;
            run->stretches[run->n_stretches++] = (struct ww_stretch){
                .input = i,
                .from = from,
                .stop = last ? input->bytes.len : from + chunk,
                .first = k == 0,
                .last = last,
            };
        }
        run->total_bytes += input->bytes.len - input->data_offset;
    }
    return true;
}

/* What can be told of an input before it is cut. */
static enum ww_rc check_input(struct ww_run *run, size_t index, struct ww_err *err)
{
    const struct ww_input *input = &run->inputs[index];
    assert(input->data_offset <= input->bytes.len);
    struct ww_str start = {input->bytes.ptr, input->bytes.len < SNIFFED ? input->bytes.len : SNIFFED};
    if (start.len && !memchr(start.ptr, '\n', start.len) && memchr(start.ptr, '\r', start.len))
        return ww_fail_at(
            err, WW_E_INPUT, input->name, 1, 0,
            "The lines end with a carriage return alone, as on very old Macintosh computers. Save the "
            "file with ordinary line ends and import that.");
    struct ww_str header = {input->bytes.ptr, input->data_offset};
    if (!ww_utf8_valid(header)) {
        run->out->not_utf8 = true;
        run->out->not_utf8_input = index;
        return ww_fail_at(err, WW_E_INPUT, input->name, 1, 0,
                          "The text is not UTF-8. Save it as CSV in UTF-8.");
    }
    return WW_OK;
}

/* A run. */

static unsigned worker_count(const struct ww_plan *plan, size_t n_stretches)
{
    size_t n = plan->threads ? plan->threads : ww_processors();
    if (n > MOST_WORKERS)
        n = MOST_WORKERS;
    return (unsigned)(n < n_stretches ? n : n_stretches ? n_stretches : 1);
}

static bool init_run(struct ww_run *run)
{
    const struct ww_plan *plan = run->plan;
    run->rules = (struct ww_csv_rules){
        .separator = plan->separator, .fields = plan->input_fields, .portable = plan->portable};
    if (!divide(run))
        return false;
    run->n_workers = worker_count(plan, run->n_stretches);
    run->n_chunks = (size_t)run->n_workers * CHUNKS_A_WORKER;
    run->workers = ww_new_array(run->n_workers, sizeof *run->workers);
    run->chunks = ww_new_array(run->n_chunks, sizeof *run->chunks);
    bool good = run->workers && run->chunks && ww_commit_init(run) && ww_seal_init(run);
    for (size_t i = 0; good && i < run->n_workers; i++)
        good = ww_worker_init(&run->workers[i], plan);
    for (size_t i = 0; good && i < run->n_chunks; i++)
        good = ww_chunk_init(&run->chunks[i], plan);
    return good;
}

static void free_run(struct ww_run *run)
{
    const struct ww_plan *plan = run->plan;
    for (size_t i = 0; run->workers && i < run->n_workers; i++)
        ww_worker_free(&run->workers[i], plan);
    for (size_t i = 0; run->chunks && i < run->n_chunks; i++)
        ww_chunk_free(&run->chunks[i], plan);
    free(run->workers);
    free(run->chunks);
    free(run->stretches);
    ww_sha256_free(&run->hash.running);
    ww_seal_free(run);
    ww_commit_free(run);
    pthread_mutex_destroy(&run->lock);
    pthread_cond_destroy(&run->changed);
}

/* Result. */

/* What the result owns besides its arrays. */
struct result_memory {
    struct ww_lexicon *lexicons; /* where the dictionaries' texts are; NULL until the run is done */
    size_t n_columns;
};

static bool init_result(const struct ww_plan *plan, size_t n_inputs, struct ww_pipeline_result *out)
{
    *out = (struct ww_pipeline_result){0};
    struct result_memory *memory = ww_new_array(1, sizeof *memory);
    if (!memory)
        return false;
    memory->n_columns = plan->n_columns;
    out->memory = memory;
    out->rows_by_input = ww_new_array(n_inputs, sizeof *out->rows_by_input);
    out->quality = ww_new_array(plan->n_columns, sizeof *out->quality);
    out->dictionaries = ww_new_array(plan->n_columns, sizeof *out->dictionaries);
    out->input_sha256 = plan->hash_inputs ? ww_new_array(n_inputs, sizeof *out->input_sha256) : NULL;
    return out->rows_by_input && out->quality && out->dictionaries &&
           (!plan->hash_inputs || out->input_sha256);
}

void ww_pipeline_result_free(struct ww_pipeline_result *result)
{
    struct result_memory *memory = result->memory;
    for (size_t c = 0; memory && c < memory->n_columns; c++) {
        if (result->dictionaries)
            free((void *)(uintptr_t)result->dictionaries[c].values);
        if (memory->lexicons)
            ww_lexicon_free(&memory->lexicons[c]);
    }
    if (memory)
        free(memory->lexicons);
    free(memory);
    free(result->rows_by_input);
    free(result->months_seen);
    free(result->quality);
    free(result->dictionaries);
    free(result->input_sha256);
    *result = (struct ww_pipeline_result){0};
}

static bool find_months(struct ww_run *run)
{
    const uint8_t *seen = run->commit.days_seen;
    struct ww_pipeline_result *out = run->out;
    const uint8_t *first = memchr(seen, 1, WW_DAYS_KNOWN), *last = memrchr(seen, 1, WW_DAYS_KNOWN);
    if (!first)
        return true;
    out->has_times = true;
    out->first_day = (int32_t)(first - seen) + WW_FIRST_DAY_KNOWN;
    out->last_day = (int32_t)(last - seen) + WW_FIRST_DAY_KNOWN;
    int32_t first_month = ww_month_of_day(out->first_day);
    out->n_months = (size_t)(ww_month_of_day(out->last_day) - first_month) + 1;
    out->months_seen = ww_new_array(out->n_months, 1);
    for (int32_t day = out->first_day; out->months_seen && day <= out->last_day; day++)
        if (seen[day - WW_FIRST_DAY_KNOWN])
            out->months_seen[ww_month_of_day(day) - first_month] = 1;
    return out->months_seen != NULL;
}

static enum ww_rc finish_run(struct ww_run *run, struct ww_err *err)
{
    if (!find_months(run))
        return ww_fail_nomem(err);
    enum ww_rc rc = ww_refuse_check(run, run->commit.records, err);
    if (rc == WW_OK)
        rc = ww_buf_check(run->rejects, err);
    if (rc == WW_OK)
        rc = ww_buf_check(run->repeats, err);
    run->seal.all_seen = true; /* where it still matters: nothing was sealed */
    if (rc == WW_OK && !run->seal.writer)
        rc = ww_seal_open(run, err);
    if (rc == WW_OK)
        rc = ww_seal_finish(run, err);
    if (rc)
        return rc;
    struct result_memory *memory = run->out->memory;
    memory->lexicons = run->commit.lexicons;
    run->commit.lexicons = NULL;
    return WW_OK;
}

/* One try with the widths known so far. */
static enum ww_rc try_run(struct ww_run *run, struct ww_err *err)
{
    pthread_mutex_init(&run->lock, NULL);
    pthread_cond_init(&run->changed, NULL);
    enum ww_rc rc = WW_OK;
    if (!init_result(run->plan, run->n_inputs, run->out) || !init_run(run))
        rc = ww_fail_nomem(err);
    for (size_t i = 0; rc == WW_OK && i < run->n_inputs; i++)
        rc = check_input(run, i, err);
    if (rc == WW_OK)
        rc = ww_parallel_for(run->n_workers, run->n_workers, work, run);
    if (rc == WW_OK && run->rc) {
        rc = run->rc;
        if (err)
            *err = run->err;
    }
    if (rc == WW_OK)
        rc = finish_run(run, err);
    if (rc) {
        bool not_utf8 = run->out->not_utf8;
        size_t input = run->out->not_utf8_input;
        ww_pipeline_result_free(run->out);
        run->out->not_utf8 = not_utf8;
        run->out->not_utf8_input = input;
    }
    free_run(run);
    return rc;
}

static void truncate_buf(struct ww_buf *buf, size_t len)
{
    buf->len = len;
    if (buf->data)
        buf->data[len] = '\0';
}

enum ww_rc ww_pipeline_run(const struct ww_plan *plan, const struct ww_input *inputs, size_t n_inputs,
                           const char *sealed_path, const struct ww_arrow_meta *meta, size_t n_meta,
                           struct ww_buf *rejects, struct ww_buf *repeats, struct ww_progress *progress,
                           struct ww_pipeline_result *out, struct ww_err *err)
{
    assert(plan->n_columns <= WW_FIELDS_MAX && plan->input_fields > 0);
    if (ww_file_exists(sealed_path))
        return ww_fail_at(err, WW_E_CONFLICT, sealed_path, 0, 0,
                          "A sealed file of this name is there already.");
    unsigned widths[WW_FIELDS_MAX];
    for (size_t c = 0; c < plan->n_columns; c++)
        widths[c] = plan->columns[c].field.width;
    size_t rejects_before = rejects->len, repeats_before = repeats->len;
    for (;;) {
        struct ww_run run = {
            .plan = plan,
            .inputs = inputs,
            .n_inputs = n_inputs,
            .sealed_path = sealed_path,
            .meta = meta,
            .n_meta = n_meta,
            .rejects = rejects,
            .repeats = repeats,
            .progress = progress,
            .out = out,
            .least_width = widths,
        };
        enum ww_rc rc = try_run(&run, err);
        if (!run.too_narrow)
            return rc;
        truncate_buf(rejects, rejects_before);
        truncate_buf(repeats, repeats_before);
    }
}
