// SPDX-License-Identifier: Apache-2.0
/* Problem: find every cell of a delimited text once, on as many threads as there are, and let nothing a
 * partner may send pass in silence: broken quotes, ragged rows, endless lines, binary files.
 * Method: blocks of 64 bytes that hold no quotation mark, outside quotes, are cut from their masks
 * (csv_cut.h); every other block byte by byte, by the three states of RFC 4180. A quotation mark opens a
 * field only at its start. One that stands elsewhere is taken as text and its record set aside, so that a
 * stray one costs one record and not the rest of the file; this also makes a thread that started inside
 * quotes by mistake find its way back. */
#include "intake/csv.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "intake/csv_cut.h"

#define TAIL_STRIDE (WW_CSV_STRIDE - 1) /* bytes between checks; each can end a field and begin a row */

bool ww_csv_reserve(struct ww_csv_cutter *c)
{
    void *ends = c->csv->ends;
    /* Twice: a newline notes a field's end and the row that begins after it; 4: see ww_csv_note. */
    if (!ww_grow(&ends, &c->csv->ends_capacity, c->count + 2 * WW_CSV_STRIDE + 4, sizeof *c->csv->ends)) {
        c->rc = WW_E_NOMEM;
        c->done = true;
        return false;
    }
    c->csv->ends = ends;
    return true;
}

static void begin_row(struct ww_csv_cutter *c, size_t start)
{
    c->csv->ends[c->count] = (uint32_t)start - 1u;
    c->row = c->count++;
    c->extra = 0;
    c->fault.fault = 0;
}

static size_t row_start(const struct ww_csv_cutter *c)
{
    return c->csv->ends[c->row] + 1u;
}

static void stop_here(struct ww_csv_cutter *c, enum ww_csv_stop why, size_t at)
{
    c->csv->stop = why;
    c->csv->stop_at = at;
    c->done = true;
}

static void set_aside(struct ww_csv_cutter *c, size_t position, size_t found)
{
    struct ww_csv *csv = c->csv;
    void *bad = csv->bad;
    if (!ww_grow(&bad, &csv->bad_capacity, csv->n_bad + 1, sizeof *csv->bad)) {
        c->rc = WW_E_NOMEM;
        c->done = true;
        return;
    }
    csv->bad = bad;
    csv->bad[csv->n_bad++] = (struct ww_csv_bad){
        .before = csv->rows,
        .at = (uint32_t)row_start(c),
        .length = (uint32_t)(position - row_start(c)),
        .fields = (uint32_t)found,
        .field = c->fault.field,
        .fault = c->fault.fault ? c->fault.fault : WW_CSV_FIELDS,
    };
}

void ww_csv_finish_row(struct ww_csv_cutter *c, size_t position)
{
    struct ww_csv *csv = c->csv;
    size_t found = c->count - c->row - 1 + c->extra;
    size_t start = row_start(c), length = position - start;
    bool blank = found == 1 && (length == 0 || (length == 1 && c->p[start] == '\r'));
    if (length > c->max_record) {
        stop_here(c, WW_CSV_OVERLONG, start);
        return;
    }
    if (!blank && found + 1 == csv->stride && !c->fault.fault) {
        csv->rows++;
    } else {
        if (!blank)
            set_aside(c, position, found);
        c->count = c->row;
    }
    begin_row(c, position + 1);
}

void ww_csv_check_row(struct ww_csv_cutter *c)
{
    if (c->done)
        return;
    if (c->at - row_start(c) > c->max_record) {
        if (c->state == WW_CSV_QUOTED)
            stop_here(c, WW_CSV_UNCLOSED, c->quote_at);
        else
            stop_here(c, WW_CSV_OVERLONG, row_start(c));
    }
    size_t kept = c->count - c->row;
    if (kept > c->csv->stride) {
        uint32_t last = c->csv->ends[c->count - 1]; /* where the field that is under way began */
        c->extra += kept - c->csv->stride;
        c->count = c->row + c->csv->stride;
        c->csv->ends[c->count - 1] = last;
    }
}

static void note_fault(struct ww_csv_cutter *c, enum ww_csv_fault fault)
{
    if (c->fault.fault)
        return;
    c->fault.fault = fault;
    c->fault.field = (uint32_t)(c->count - c->row - 1 + c->extra);
}

/* A byte that ends nothing. */
static void pass_byte(struct ww_csv_cutter *c, size_t i, bool field_start)
{
    uint8_t byte = c->p[i];
    if (c->state == WW_CSV_CLOSED) {
        bool ends_line = byte == '\r' && (i + 1 == c->size || c->p[i + 1] == '\n');
        if (byte == '"')
            c->state = WW_CSV_QUOTED;
        else if (!ends_line) {
            note_fault(c, WW_CSV_TEXT_AFTER);
            c->state = WW_CSV_PLAIN;
        }
    } else if (byte == '"' && field_start) {
        c->state = WW_CSV_QUOTED;
        c->quote_at = i;
        c->csv->quotes = true;
    } else if (byte == '"') {
        note_fault(c, WW_CSV_QUOTE_INSIDE);
    }
}

void ww_csv_cut_bytes(struct ww_csv_cutter *c, size_t from, size_t to)
{
    struct ww_csv *csv = c->csv;
    const uint8_t separator = (uint8_t)c->separator;
    for (size_t i = from; i < to && !c->done; i++) {
        uint8_t byte = c->p[i];
        csv->high |= byte >= 0x80;
        csv->newlines += byte == '\n';
        if (byte == 0) {
            stop_here(c, WW_CSV_BINARY, i);
        } else if (c->state == WW_CSV_QUOTED) {
            if (byte == '"')
                c->state = WW_CSV_CLOSED;
        } else if (byte == separator || byte == '\n') {
            c->state = WW_CSV_PLAIN;
            csv->ends[c->count++] = (uint32_t)i;
            if (byte == '\n') {
                ww_csv_finish_row(c, i);
                c->done = c->done || i + 1 >= c->stop;
            }
        } else {
            pass_byte(c, i, i == csv->ends[c->count - 1] + 1u);
        }
    }
}

/* From the last whole block on: the end of the region's last record, which may lie far behind c->stop. */
static void cut_tail(struct ww_csv_cutter *c)
{
    while (!c->done && c->at < c->size && ww_csv_reserve(c)) {
        size_t to = c->size - c->at < TAIL_STRIDE ? c->size : c->at + TAIL_STRIDE;
        ww_csv_cut_bytes(c, c->at, to);
        c->at = to;
        ww_csv_check_row(c);
    }
    if (c->done)
        return;
    if (c->state == WW_CSV_QUOTED) {
        stop_here(c, WW_CSV_UNCLOSED, c->quote_at);
    } else if (row_start(c) < c->size && ww_csv_reserve(c)) {
        c->csv->ends[c->count++] = (uint32_t)c->size;
        ww_csv_finish_row(c, c->size);
    }
}

static void begin(const struct ww_csv_rules *rules, struct ww_str bytes, size_t start, struct ww_csv *csv)
{
    *csv = (struct ww_csv){
        .base = bytes.ptr + start,
        .start = start,
        .stride = rules->fields + 1,
        .ends = csv->ends,
        .ends_capacity = csv->ends_capacity,
        .bad = csv->bad,
        .bad_capacity = csv->bad_capacity,
    };
}

enum ww_rc ww_csv_cut(const struct ww_csv_rules *rules, struct ww_str bytes, size_t start, size_t stop,
                      struct ww_csv *csv)
{
    assert(start <= bytes.len && rules->fields > 0 && rules->max_record < UINT32_MAX / 2);
    assert(stop <= start || stop - start < UINT32_MAX / 2);
    begin(rules, bytes, start, csv);
    csv->end = start;
    if (start >= stop || start == bytes.len)
        return WW_OK;
    struct ww_csv_cutter c = {
        .csv = csv,
        .p = (const uint8_t *)csv->base,
        .size = bytes.len - start,
        .stop = (stop < bytes.len ? stop : bytes.len) - start,
        .max_record = rules->max_record ? rules->max_record : WW_CSV_MAX_RECORD,
        .separator = rules->separator,
        .slow_rows = rules->fields == 1,
    };
    if (!ww_csv_reserve(&c))
        return c.rc;
    begin_row(&c, 0);
    if (rules->portable || !ww_csv_have_avx2())
        ww_csv_cut_portable(&c);
    else
        ww_csv_cut_avx2(&c);
    c.done = c.done || row_start(&c) >= c.stop;
    cut_tail(&c);
    size_t end = row_start(&c);
    csv->end = start + (end < c.size ? end : c.size);
    return c.rc;
}

void ww_csv_free(struct ww_csv *csv)
{
    free(csv->ends);
    free(csv->bad);
    *csv = (struct ww_csv){0};
}

size_t ww_csv_guess_start(struct ww_str bytes, size_t from, size_t stop)
{
    if (stop > bytes.len)
        stop = bytes.len;
    assert(from > 0);
    if (from >= stop)
        return SIZE_MAX;
    const char *newline = memchr(bytes.ptr + from - 1, '\n', stop - from);
    return newline ? (size_t)(newline - bytes.ptr) + 1 : SIZE_MAX;
}

static struct ww_str trim(struct ww_str s)
{
    while (s.len && (uint8_t)s.ptr[s.len - 1] <= ' ')
        s.len--;
    while (s.len && (uint8_t)s.ptr[0] <= ' ') {
        s.ptr++;
        s.len--;
    }
    return s;
}

struct ww_str ww_csv_text(struct ww_str raw, char *room, size_t *used)
{
    *used = 0;
    struct ww_str s = raw;
    if (s.len && s.ptr[s.len - 1] == '\r')
        s.len--;
    if (s.len < 2 || s.ptr[0] != '"' || s.ptr[s.len - 1] != '"')
        return trim(s);
    s = (struct ww_str){s.ptr + 1, s.len - 2};
    const char *mark = memchr(s.ptr, '"', s.len);
    if (!mark)
        return trim(s);
    size_t length = 0;
    for (size_t i = 0; i < s.len; i++) {
        room[length++] = s.ptr[i];
        i += s.ptr[i] == '"';
    }
    *used = length;
    return trim((struct ww_str){room, length});
}
