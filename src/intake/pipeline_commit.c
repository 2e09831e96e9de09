// SPDX-License-Identifier: Apache-2.0
/* Problem: chunks were cut and encoded in any order, each from a guess of where its first record starts; the
 * sealed file must be what one reader, from the first byte to the last, would have made.
 * Method: chunks are committed in order, by one thread at a time. A chunk whose guess does not meet the end of
 * the one before is cut and encoded again from there: rare (a line break inside quotes next to a chunk's edge),
 * and what makes the result right whatever the text. Everything that depends on order is done here: what is a
 * repeat, the numbers of texts in order of first appearance, line numbers, the first error. It is little work
 * a row, so one thread can do it for many. */
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "intake/pipeline_parts.h"

bool ww_commit_init(struct ww_run *run)
{
    struct ww_committer *commit = &run->commit;
    const struct ww_plan *plan = run->plan;
    *commit = (struct ww_committer){.waiting_end = &commit->waiting, .points = {.seed = plan->seed}};
    commit->translations = ww_new_array(run->n_workers * plan->n_columns, sizeof *commit->translations);
    commit->lexicons = ww_new_array(plan->n_columns, sizeof *commit->lexicons);
    commit->days_seen = ww_new_array(WW_DAYS_KNOWN, 1);
    commit->code_of_key = ww_new_array(plan->n_located_texts, sizeof *commit->code_of_key);
    if (!commit->translations || !commit->lexicons || !commit->days_seen || !commit->code_of_key)
        return false;
    for (size_t c = 0; c < plan->n_columns; c++)
        commit->lexicons[c].seed = plan->seed;
    return true;
}

void ww_commit_free(struct ww_run *run)
{
    struct ww_committer *commit = &run->commit;
    size_t n_columns = run->plan->n_columns;
    for (size_t i = 0; commit->translations && i < run->n_workers * n_columns; i++)
        free(commit->translations[i].to);
    for (size_t c = 0; commit->lexicons && c < n_columns; c++)
        ww_lexicon_free(&commit->lexicons[c]);
    ww_lexicon_free(&commit->points);
    ww_keyset_free(&commit->keys);
    free(commit->translations);
    free(commit->lexicons);
    free(commit->days_seen);
    free(commit->code_of_key);
    free(commit->point_keys);
    free(commit->repeated);
    free(commit->runs);
    free(commit->room);
    ww_batch_free(&commit->filling, n_columns);
    ww_batch_free(&commit->waiting, n_columns);
    ww_batch_free(&commit->spare, n_columns);
    *commit = (struct ww_committer){0};
}

bool ww_translation_reserve(struct ww_translation *translation, uint32_t count)
{
    size_t before = translation->capacity;
    void *to = translation->to;
    if (!ww_grow(&to, &translation->capacity, count, sizeof *translation->to))
        return false;
    translation->to = to;
    memset(translation->to + before, 0, (translation->capacity - before) * sizeof *translation->to);
    return true;
}

static enum ww_rc fail_stop(struct ww_run *run, const struct ww_chunk *chunk, struct ww_err *err)
{
    const char *name = run->inputs[chunk->stretch.input].name;
    struct ww_line_cursor cursor = {.at = 0, .line = run->commit.line};
    uint64_t line = ww_line_at(chunk, &cursor, chunk->csv.stop_at);
    switch (chunk->csv.stop) {
    case WW_CSV_UNCLOSED:
        return ww_fail_at(
            err, WW_E_INPUT, name, line, 0,
            "The quotation mark that opens a field on this line is never closed, or not within %zu "
            "megabytes. Close it, or double it if it is part of the text.",
            WW_CSV_MAX_RECORD >> 20);
    case WW_CSV_OVERLONG:
        return ww_fail_at(
            err, WW_E_INPUT, name, line, 0,
            "The record that begins on this line is longer than %zu megabytes. Check that the file has "
            "line ends, and that every quotation mark is closed.",
            WW_CSV_MAX_RECORD >> 20);
    case WW_CSV_BINARY:
        return ww_fail_at(
            err, WW_E_INPUT, name, line, 0,
            "This looks like a binary file, or a text in UTF-16: it holds a zero byte. Save it as CSV in "
            "UTF-8 and import that.");
    case WW_CSV_WHOLE: break;
    }
    return WW_OK;
}

/* What kept the chunk from being read. */
static enum ww_rc check_chunk(struct ww_run *run, const struct ww_chunk *chunk, struct ww_err *err)
{
    const char *name = run->inputs[chunk->stretch.input].name;
    if (chunk->csv.stop)
        return fail_stop(run, chunk, err);
    if (chunk->not_utf8) {
        run->out->not_utf8 = true;
        run->out->not_utf8_input = chunk->stretch.input;
        return ww_fail_at(err, WW_E_INPUT, name, run->commit.line, 0,
                          "The text is not UTF-8, from this line on or soon after. Save it as CSV in UTF-8.");
    }
    if (chunk->rc == WW_E_LIMIT)
        return ww_fail_at(
            err, WW_E_INPUT, name, run->commit.line, 0,
            "The column \"%s\" holds too many different or too long texts for its kind. Describe it as "
            "text, or leave it out.",
            run->plan->columns[chunk->limit_column].field.name);
    return chunk->rc ? ww_fail_nomem(err) : WW_OK;
}

static void begin_input(struct ww_run *run, const struct ww_stretch *stretch)
{
    if (!stretch->first)
        return;
    run->commit.next_start = stretch->from;
    run->commit.line = run->inputs[stretch->input].data_line;
}

enum ww_rc ww_commit_chunk(struct ww_run *run, struct ww_chunk *chunk, unsigned worker, struct ww_err *err)
{
    struct ww_committer *commit = &run->commit;
    const struct ww_stretch *stretch = &chunk->stretch;
    begin_input(run, stretch);
    commit->bytes_done += stretch->stop - stretch->from;
    if (commit->next_start >= stretch->stop)
        return WW_OK; /* all of it belongs to a record that began earlier */
    if (chunk->guessed_none || chunk->csv.start != commit->next_start)
        ww_chunk_encode(run, chunk, worker, commit->next_start);
    enum ww_rc rc = check_chunk(run, chunk, err);
    if (rc == WW_OK)
        rc = ww_refuse_rows(run, chunk, err);
    if (rc == WW_OK && run->plan->located >= 0)
        rc = ww_locate_points(run, chunk, err);
    if (rc == WW_OK)
        rc = ww_append_runs(run, chunk, err);
    if (rc)
        return rc;
    commit->next_start = chunk->csv.end;
    commit->line += chunk->csv.newlines;
    ww_progress_tell(run->progress, "reading", commit->bytes_done, run->total_bytes, run->out->rows);
    return WW_OK;
}
