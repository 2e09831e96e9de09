// SPDX-License-Identifier: Apache-2.0
/* Problem: chunks hold a few thousand rows, or a hundred thousand when the table is wide; sealed batches should
 * all hold as many, whatever the chunks were, so that the sealed bytes depend on the rows alone.
 * Method: rows are copied into the batch being filled, texts translated from the thread's numbers to the file's
 * on the way: a number met for the first time is looked up by its text, in the order of rows, which makes the
 * file's numbers those of first appearance. A full batch is handed over to be written and a used one taken. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "intake/pipeline_parts.h"

#define MAX_BATCH_TEXT ((size_t)64 << 20) /* bytes of one TEXT column that close a batch early */

void ww_batch_free(struct ww_sealing_batch **batch, size_t n_columns)
{
    while (*batch) {
        struct ww_sealing_batch *next = (*batch)->next;
        for (size_t c = 0; (*batch)->columns && c < n_columns; c++) {
            struct ww_sealing_column *column = &(*batch)->columns[c];
            free(column->values);
            free(column->present);
            free(column->offsets);
            free(column->text);
        }
        free((*batch)->columns);
        free(*batch);
        *batch = next;
    }
}

static struct ww_sealing_batch *new_batch(const struct ww_plan *plan)
{
    struct ww_sealing_batch *batch = ww_new_array(1, sizeof *batch);
    if (!batch)
        return NULL;
    batch->columns = ww_new_array(plan->n_columns, sizeof *batch->columns);
    bool good = batch->columns != NULL;
    for (size_t c = 0; good && c < plan->n_columns; c++) {
        struct ww_sealing_column *column = &batch->columns[c];
        bool text = plan->columns[c].field.kind == WW_KIND_TEXT;
        column->values = ww_new_array(WW_BATCH_ROWS, ww_encoded_bytes(&plan->columns[c].field));
        column->present = ww_new_array(WW_BATCH_ROWS, sizeof *column->present);
        column->offsets = text ? ww_new_array(WW_BATCH_ROWS + 1, sizeof *column->offsets) : NULL;
        good = column->values && column->present && (!text || column->offsets);
    }
    if (!good)
        ww_batch_free(&batch, plan->n_columns);
    return batch;
}

static bool take_batch(struct ww_run *run)
{
    struct ww_committer *commit = &run->commit;
    if (commit->filling)
        return true;
    pthread_mutex_lock(&run->lock);
    commit->filling = commit->spare;
    if (commit->spare)
        commit->spare = commit->spare->next;
    pthread_mutex_unlock(&run->lock);
    if (!commit->filling)
        commit->filling = new_batch(run->plan);
    if (!commit->filling)
        return false;
    commit->filling->rows = 0;
    commit->filling->next = NULL;
    return true;
}

enum ww_rc ww_append_flush(struct ww_run *run, struct ww_err *err)
{
    struct ww_committer *commit = &run->commit;
    struct ww_sealing_batch *batch = commit->filling;
    (void)err;
    if (!batch || batch->rows == 0)
        return WW_OK;
    commit->filling = NULL;
    run->out->rows += batch->rows;
    pthread_mutex_lock(&run->lock);
    *commit->waiting_end = batch;
    commit->waiting_end = &batch->next;
    commit->n_waiting++;
    commit->n_full++;
    if (commit->n_full == run->seal.held) /* widths are chosen from what these hold, and nothing after */
        for (size_t c = 0; c < run->plan->n_columns; c++)
            run->seal.distinct[c] = commit->lexicons[c].count;
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
    return WW_OK;
}

/* The number in the file of a text the committer has not met from this worker. */
static enum ww_rc translate_new(struct ww_run *run, const struct ww_chunk *chunk, size_t column,
                                uint32_t number, uint32_t *out)
{
    struct ww_committer *commit = &run->commit;
    struct ww_translation *t = &commit->translations[chunk->worker * run->plan->n_columns + column];
    struct ww_str text = ww_lexicon_text(&run->workers[chunk->worker].encoders[column].lexicon, number);
    struct ww_lexicon *lexicon = &commit->lexicons[column];
    if (!ww_translation_reserve(t, number + 1))
        return WW_E_NOMEM;
    *out = ww_lexicon_add(lexicon, text, ww_lexicon_hash(lexicon, text));
    t->to[number] = *out;
    return *out ? WW_OK : lexicon->failed;
}

static enum ww_rc translate(struct ww_run *run, const struct ww_chunk *chunk, size_t column, size_t from,
                            size_t n, uint32_t *out)
{
    const struct ww_translation *t = &run->commit.translations[chunk->worker * run->plan->n_columns + column];
    const uint32_t *numbers = (const uint32_t *)(const void *)chunk->columns[column].values + from;
    for (size_t i = 0; i < n; i++) {
        uint32_t number = numbers[i];
        out[i] = number < t->capacity ? t->to[number] : 0;
        if (out[i] || number == 0)
            continue;
        enum ww_rc rc = translate_new(run, chunk, column, number, &out[i]);
        if (rc)
            return rc;
    }
    return WW_OK;
}

static bool append_text(struct ww_sealing_column *to, size_t rows, const struct ww_encoded *encoded,
                        size_t from, size_t n)
{
    size_t used = rows ? (size_t)to->offsets[rows] : 0;
    uint32_t first = encoded->offsets[from], bytes = encoded->offsets[from + n] - first;
    void *text = to->text;
    if (!ww_grow(&text, &to->text_capacity, used + bytes, 1))
        return false;
    to->text = text;
    if (bytes)
        memcpy(to->text + used, encoded->text + first, bytes);
    to->offsets[0] = 0;
    for (size_t i = 0; i < n; i++)
        to->offsets[rows + i + 1] = (int32_t)(used + (encoded->offsets[from + i + 1] - first));
    return true;
}

/* Days that have rows, for the months of the FROM column. */
static void note_days(struct ww_run *run, const struct ww_field *field, const struct ww_encoded *encoded,
                      size_t from, size_t n)
{
    uint8_t *seen = run->commit.days_seen;
    const int32_t *days = (const int32_t *)(const void *)encoded->values + from;
    const int64_t *seconds = (const int64_t *)(const void *)encoded->values + from;
    for (size_t i = 0; i < n; i++) {
        if (!encoded->present[from + i])
            continue;
        int64_t day = field->kind != WW_KIND_DATETIME
                          ? days[i]
                          : seconds[i] / WW_DAY_SECONDS - (seconds[i] % WW_DAY_SECONDS < 0);
        size_t place = (size_t)(day - WW_FIRST_DAY_KNOWN);
        if (place < WW_DAYS_KNOWN)
            seen[place] = 1;
    }
}

static bool holds_time(const struct ww_field *field)
{
    return field->role == WW_ROLE_FROM &&
           (field->kind == WW_KIND_MONTH || field->kind == WW_KIND_DATE || field->kind == WW_KIND_DATETIME);
}

static enum ww_rc append_column(struct ww_run *run, const struct ww_chunk *chunk, size_t c, size_t from,
                                size_t n)
{
    const struct ww_field *field = &run->plan->columns[c].field;
    const struct ww_encoded *encoded = &chunk->columns[c];
    struct ww_sealing_batch *batch = run->commit.filling;
    struct ww_sealing_column *to = &batch->columns[c];
    uint32_t *codes = (uint32_t *)(void *)to->values + batch->rows;
    if (run->plan->located == (int)c)
        return ww_locate_rows(run, chunk, from, n, codes);
    if (field->kind == WW_KIND_CATEGORY)
        return translate(run, chunk, c, from, n, codes);
    memcpy(to->present + batch->rows, encoded->present + from, n * sizeof *to->present);
    if (field->kind == WW_KIND_TEXT)
        return append_text(to, batch->rows, encoded, from, n) ? WW_OK : WW_E_NOMEM;
    size_t bytes = ww_encoded_bytes(field);
    memcpy(to->values + batch->rows * bytes, encoded->values + from * bytes, n * bytes);
    if (holds_time(field))
        note_days(run, field, encoded, from, n);
    return WW_OK;
}

/* How many of n rows the batch still takes: all columns' text must stay within bounds; at least one. */
static size_t rows_that_fit(const struct ww_run *run, const struct ww_chunk *chunk, size_t from, size_t n)
{
    const struct ww_sealing_batch *batch = run->commit.filling;
    if (n > WW_BATCH_ROWS - batch->rows)
        n = WW_BATCH_ROWS - batch->rows;
    for (size_t c = 0; c < run->plan->n_columns; c++) {
        if (run->plan->columns[c].field.kind != WW_KIND_TEXT)
            continue;
        size_t used = batch->rows ? (size_t)batch->columns[c].offsets[batch->rows] : 0;
        const uint32_t *offsets = chunk->columns[c].offsets + from;
        while (n > 1 && used + (offsets[n] - offsets[0]) > MAX_BATCH_TEXT)
            n--;
        if (batch->rows && used + (offsets[n] - offsets[0]) > MAX_BATCH_TEXT)
            return 0;
    }
    return n;
}

static enum ww_rc append_rows(struct ww_run *run, const struct ww_chunk *chunk, size_t from, size_t to,
                              struct ww_err *err)
{
    while (from < to) {
        if (!take_batch(run))
            return ww_fail_nomem(err);
        size_t n = rows_that_fit(run, chunk, from, to - from);
        for (size_t c = 0; c < run->plan->n_columns && n; c++) {
            enum ww_rc rc = append_column(run, chunk, c, from, n);
            if (rc == WW_E_LIMIT)
                return ww_fail(
                    err, WW_E_INPUT,
                    "The column \"%s\" holds too many different or too long texts for its kind. Describe "
                    "it as text, or leave it out.",
                    run->plan->columns[c].field.name);
            if (rc)
                return ww_fail_nomem(err);
        }
        from += n;
        run->commit.filling->rows += n;
        if (n == 0 || run->commit.filling->rows == WW_BATCH_ROWS) {
            enum ww_rc rc = ww_append_flush(run, err);
            if (rc)
                return rc;
        }
    }
    return WW_OK;
}

enum ww_rc ww_append_runs(struct ww_run *run, const struct ww_chunk *chunk, struct ww_err *err)
{
    const struct ww_committer *commit = &run->commit;
    for (size_t r = 0; r < commit->n_runs; r++) {
        enum ww_rc rc = append_rows(run, chunk, commit->runs[r].from, commit->runs[r].to, err);
        if (rc)
            return rc;
        run->out->rows_by_input[chunk->stretch.input] += commit->runs[r].to - commit->runs[r].from;
    }
    return WW_OK;
}
