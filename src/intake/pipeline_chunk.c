// SPDX-License-Identifier: Apache-2.0
/* Problem: turn one stretch of a text into columns, without a word to any other thread.
 * Method: the stretch is cut (csv.h), checked to be UTF-8, then encoded a thousand rows at a time, a column at a
 * time: cells are gathered as plain texts first, whether they are quoted, joined from several fields, or made
 * from the header of a wide table, so that encoders know nothing of any of it.
 * The start is a guess; the committer checks it (pipeline_commit.c). */
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/utf8.h"
#include "intake/pipeline_parts.h"

static const char joint[] = " / ";
#define JOINT_LEN (sizeof joint - 1)

bool ww_worker_init(struct ww_worker *worker, const struct ww_plan *plan)
{
    *worker = (struct ww_worker){.points = {.seed = plan->seed}};
    worker->encoders = ww_new_array(plan->n_columns, sizeof *worker->encoders);
    for (size_t c = 0; worker->encoders && c < plan->n_columns; c++)
        ww_encoder_init(&worker->encoders[c], plan, c, plan->portable);
    return worker->encoders != NULL;
}

void ww_worker_free(struct ww_worker *worker, const struct ww_plan *plan)
{
    for (size_t c = 0; worker->encoders && c < plan->n_columns; c++)
        ww_encoder_free(&worker->encoders[c]);
    free(worker->encoders);
    free(worker->room);
    ww_lexicon_free(&worker->points);
}

bool ww_chunk_init(struct ww_chunk *chunk, const struct ww_plan *plan)
{
    chunk->columns = ww_new_array(plan->n_columns, sizeof *chunk->columns);
    return chunk->columns != NULL;
}

void ww_chunk_free(struct ww_chunk *chunk, const struct ww_plan *plan)
{
    ww_csv_free(&chunk->csv);
    for (size_t c = 0; chunk->columns && c < plan->n_columns; c++)
        ww_encoded_free(&chunk->columns[c]);
    free(chunk->columns);
    free(chunk->record);
    free(chunk->cell);
    free(chunk->refusals);
    free(chunk->refused_column);
}

/* Rows of a wide table. */

static bool reserve_melted(struct ww_chunk *chunk, size_t rows)
{
    size_t capacity = chunk->melt_capacity;
    void *record = chunk->record, *cell = chunk->cell;
    bool good = ww_grow(&record, &capacity, rows, sizeof *chunk->record);
    chunk->record = record;
    capacity = chunk->melt_capacity;
    good = good && ww_grow(&cell, &capacity, rows, sizeof *chunk->cell);
    chunk->cell = cell;
    if (good)
        chunk->melt_capacity = capacity;
    return good;
}

/* Whether the text is one that means "not known". */
static bool is_missing(const struct ww_plan *plan, struct ww_str text)
{
    for (size_t i = 0; i < plan->n_missing_texts; i++)
        if (ww_str_eq(text, plan->missing_texts[i]))
            return true;
    return text.len == 0;
}

/* The text of a raw field, "" when it means "not known"; as ww_csv_text. */
static struct ww_str known_text(const struct ww_plan *plan, struct ww_str raw, char *room, size_t *used)
{
    struct ww_str text = ww_csv_text(raw, room, used);
    return is_missing(plan, text) ? WW_STR("") : text;
}

static bool is_empty_cell(const struct ww_plan *plan, struct ww_str raw)
{
    char room[64]; /* a longer text that needs unquoting is taken for a value; it is asked again when read */
    size_t used;
    if (raw.len > sizeof room)
        return false;
    return known_text(plan, raw, room, &used).len == 0;
}

static bool melt_records(const struct ww_plan *plan, struct ww_chunk *chunk)
{
    const struct ww_plan_melt *melt = &plan->melt;
    chunk->rows = 0;
    for (size_t r = 0; r < chunk->csv.rows; r++) {
        if (!reserve_melted(chunk, chunk->rows + melt->n_columns))
            return false;
        for (size_t j = 0; j < melt->n_columns; j++) {
            if (melt->skip_empty && is_empty_cell(plan, ww_csv_raw(&chunk->csv, r, (size_t)melt->columns[j])))
                continue;
            chunk->record[chunk->rows] = (uint32_t)r;
            chunk->cell[chunk->rows++] = (uint32_t)j;
        }
    }
    return true;
}

/* Cells. */

static size_t record_of(const struct ww_chunk *chunk, size_t row)
{
    return chunk->record ? chunk->record[row] : row;
}

static bool from_header(const struct ww_plan_melt *melt, size_t column, size_t *place)
{
    for (*place = 0; *place < melt->n_into; ++*place)
        if (melt->into[*place] == (int)column)
            return true;
    return false;
}

size_t ww_chunk_field(const struct ww_plan *plan, const struct ww_chunk *chunk, size_t column, size_t row)
{
    const struct ww_plan_column *c = &plan->columns[column];
    if (c->n_from)
        return (size_t)c->from[0];
    return c->constant.ptr ? SIZE_MAX : (size_t)plan->melt.columns[chunk->cell[row]];
}

/* Bytes the text of a row may need when it has to be put together. */
static size_t bytes_needed(const struct ww_plan *plan, const struct ww_chunk *chunk, size_t column,
                           size_t row)
{
    const struct ww_plan_column *c = &plan->columns[column];
    size_t record = record_of(chunk, row), bytes = 0;
    if (c->constant.ptr)
        return 0;
    if (c->n_from == 0)
        return ww_csv_raw(&chunk->csv, record, ww_chunk_field(plan, chunk, column, row)).len;
    for (size_t i = 0; i < c->n_from; i++)
        bytes += ww_csv_raw(&chunk->csv, record, (size_t)c->from[i]).len + JOINT_LEN;
    return bytes;
}

/* The parts that are not empty, joined; written to room. */
static struct ww_str join(const struct ww_plan *plan, const struct ww_plan_column *c,
                          const struct ww_chunk *chunk, size_t record, char *room)
{
    size_t len = 0, used;
    for (size_t i = 0; i < c->n_from; i++) {
        size_t at = len ? len + JOINT_LEN : 0;
        struct ww_str part = known_text(plan, ww_csv_raw(&chunk->csv, record, (size_t)c->from[i]), room + at,
                                        &used);
        if (part.len == 0)
            continue;
        if (len)
            memcpy(room + len, joint, JOINT_LEN);
        memmove(room + at, part.ptr, part.len);
        len = at + part.len;
    }
    return (struct ww_str){room, len};
}

static struct ww_str text_of(const struct ww_plan *plan, const struct ww_chunk *chunk, size_t column,
                             size_t row, char *room, size_t *used)
{
    const struct ww_plan_column *c = &plan->columns[column];
    size_t record = record_of(chunk, row), place;
    *used = 0;
    if (c->n_from == 1)
        return known_text(plan, ww_csv_raw(&chunk->csv, record, (size_t)c->from[0]), room, used);
    if (c->n_from > 1) {
        struct ww_str joined = join(plan, c, chunk, record, room);
        *used = joined.len;
        return joined;
    }
    if (c->constant.ptr)
        return c->constant;
    if (from_header(&plan->melt, column, &place))
        return plan->melt.header_values[chunk->cell[row] * plan->melt.n_into + place];
    return known_text(plan, ww_csv_raw(&chunk->csv, record, ww_chunk_field(plan, chunk, column, row)), room,
                      used);
}

struct ww_str ww_chunk_text(const struct ww_plan *plan, const struct ww_chunk *chunk, size_t column,
                            size_t row, char **room, size_t *room_capacity)
{
    size_t used;
    void *grown = *room;
    if (!ww_grow(&grown, room_capacity, bytes_needed(plan, chunk, column, row), 1))
        return WW_STR("");
    *room = grown;
    return text_of(plan, chunk, column, row, *room, &used);
}

static inline struct ww_str without_blanks(struct ww_str s)
{
    while (s.len && (uint8_t)s.ptr[s.len - 1] <= ' ')
        s.len--;
    while (s.len && (uint8_t)s.ptr[0] <= ' ') {
        s.ptr++;
        s.len--;
    }
    return s;
}

/* Bit n set: some text that means "not known" has n bytes (63: or more). */
static uint64_t missing_lengths(const struct ww_plan *plan)
{
    uint64_t lengths = 0;
    for (size_t i = 0; i < plan->n_missing_texts; i++)
        lengths |= UINT64_C(1) << (plan->missing_texts[i].len < 63 ? plan->missing_texts[i].len : 63);
    return lengths & ~UINT64_C(1);
}

/* One field of each record, no quotes anywhere in the chunk. */
static void gather_plain(const struct ww_plan *plan, const struct ww_csv *csv, size_t field, size_t from,
                         size_t n, struct ww_str *cells)
{
    const uint64_t lengths = missing_lengths(plan);
    const uint32_t *ends = csv->ends + from * csv->stride + field;
    for (size_t i = 0; i < n; i++, ends += csv->stride) {
        uint32_t start = ends[0] + 1u;
        cells[i] = without_blanks((struct ww_str){csv->base + start, ends[1] - start});
        if ((lengths >> (cells[i].len < 63 ? cells[i].len : 63) & 1) && is_missing(plan, cells[i]))
            cells[i].len = 0;
    }
}

static enum ww_rc gather(const struct ww_plan *plan, struct ww_worker *worker, const struct ww_chunk *chunk,
                         size_t column, size_t from, size_t n)
{
    const struct ww_plan_column *c = &plan->columns[column];
    if (!chunk->record && !chunk->csv.quotes && c->n_from == 1) {
        gather_plain(plan, &chunk->csv, (size_t)c->from[0], from, n, worker->cells);
        return WW_OK;
    }
    size_t bytes = 0, used = 0, at = 0;
    bool once = chunk->record && c->n_from; /* rows of one record share its text */
    for (size_t i = 0; i < n; i++)
        if (!(once && i && chunk->record[from + i] == chunk->record[from + i - 1]))
            bytes += bytes_needed(plan, chunk, column, from + i);
    void *room = worker->room;
    if (!ww_grow(&room, &worker->room_capacity, bytes + 1, 1))
        return WW_E_NOMEM;
    worker->room = room;
    for (size_t i = 0; i < n; i++) {
        if (once && i && chunk->record[from + i] == chunk->record[from + i - 1]) {
            worker->cells[i] = worker->cells[i - 1];
            continue;
        }
        worker->cells[i] = text_of(plan, chunk, column, from + i, worker->room + at, &used);
        at += used;
    }
    return WW_OK;
}

/* Columns. */

static void note_refusals(struct ww_chunk *chunk, const struct ww_cells *cells, size_t column)
{
    chunk->refused = true;
    for (size_t i = 0; i < cells->n; i++) {
        size_t row = cells->from + i;
        if (cells->refusals[i] && !chunk->refusals[row]) {
            chunk->refusals[row] = cells->refusals[i];
            chunk->refused_column[row] = (uint8_t)column;
        }
    }
}

static bool is_fed(const struct ww_plan *plan, size_t column)
{
    return plan->located != (int)column;
}

static enum ww_rc encode_rows(const struct ww_plan *plan, struct ww_worker *worker, struct ww_chunk *chunk,
                              size_t from, size_t n)
{
    for (size_t c = 0; c < plan->n_columns; c++) {
        if (!is_fed(plan, c))
            continue;
        enum ww_rc rc = gather(plan, worker, chunk, c, from, n);
        struct ww_cells cells = {.items = worker->cells, .n = n, .from = from, .refusals = worker->refusals};
        if (rc == WW_OK)
            rc = ww_encode(&worker->encoders[c], &cells, &chunk->columns[c]);
        if (rc) {
            chunk->limit_column = c;
            return rc;
        }
        if (cells.refused) {
            note_refusals(chunk, &cells, c);
            memset(worker->refusals, WW_TAKEN, n);
        }
    }
    return WW_OK;
}

static bool reserve_rows(const struct ww_plan *plan, struct ww_chunk *chunk)
{
    for (size_t c = 0; c < plan->n_columns; c++)
        if (!ww_encoded_reserve(&chunk->columns[c], &plan->columns[c].field, plan->key == (int)c,
                                chunk->rows))
            return false;
    size_t capacity = chunk->refusals_capacity;
    void *refusals = chunk->refusals, *columns = chunk->refused_column;
    bool good = ww_grow(&refusals, &capacity, chunk->rows, 1);
    chunk->refusals = refusals;
    capacity = chunk->refusals_capacity;
    good = good && ww_grow(&columns, &capacity, chunk->rows, 1);
    chunk->refused_column = columns;
    if (!good)
        return false;
    chunk->refusals_capacity = capacity;
    if (chunk->rows)
        memset(chunk->refusals, WW_TAKEN, chunk->rows);
    return true;
}

static enum ww_rc encode(const struct ww_plan *plan, struct ww_worker *worker, struct ww_chunk *chunk)
{
    chunk->rows = chunk->csv.rows;
    chunk->refused = false;
    if (plan->has_melt && !melt_records(plan, chunk))
        return WW_E_NOMEM;
    if (!reserve_rows(plan, chunk))
        return WW_E_NOMEM;
    for (size_t from = 0; from < chunk->rows; from += WW_ENCODE_ROWS) {
        size_t n = chunk->rows - from < WW_ENCODE_ROWS ? chunk->rows - from : WW_ENCODE_ROWS;
        enum ww_rc rc = encode_rows(plan, worker, chunk, from, n);
        if (rc)
            return rc;
    }
    return plan->located >= 0 ? ww_locate_encode(worker, plan, chunk) : WW_OK;
}

void ww_chunk_encode(struct ww_run *run, struct ww_chunk *chunk, unsigned worker, size_t start)
{
    const struct ww_stretch *s = &chunk->stretch;
    struct ww_str bytes = run->inputs[s->input].bytes;
    if (start == SIZE_MAX)
        start = s->first ? s->from : ww_csv_guess_start(bytes, s->from, s->stop);
    chunk->guessed_none = start == SIZE_MAX;
    chunk->worker = worker;
    chunk->rows = 0;
    chunk->not_utf8 = false;
    chunk->refused = false;
    chunk->rc = ww_csv_cut(&run->rules, bytes, chunk->guessed_none ? s->stop : start, s->stop, &chunk->csv);
    if (chunk->rc || chunk->csv.stop)
        return;
    struct ww_str region = {chunk->csv.base, chunk->csv.end - chunk->csv.start};
    chunk->not_utf8 = chunk->csv.high && !ww_utf8_valid(region);
    if (!chunk->not_utf8)
        chunk->rc = encode(run->plan, &run->workers[worker], chunk);
}
