// SPDX-License-Identifier: Apache-2.0
#include "cmd/csv_rows.h"

#include <sodium.h>
#include <stdio.h>

#include "base/file.h"
#include "intake/csv.h"
#include "intake/header.h"

#define PIECE ((size_t)8 << 20) /* of a file, cut at a time */

static enum ww_rc no_column(const struct ww_csv_rows_request *request, const char *column,
                            const struct ww_header *header, struct ww_err *err)
{
    char names[240] = "";
    size_t len = 0;
    for (size_t i = 0; i < header->count && len < sizeof names - 1; i++)
        len += (size_t)snprintf(names + len, sizeof names - len, "%s%s", i ? ", " : "", header->names[i]);
    return ww_fail_at(err, WW_E_USAGE, request->path, 1, 0,
                      "there is no column \"%.60s\", which is asked for; there are %s%s", column, names,
                      len < sizeof names - 1 ? "" : " ...");
}

static enum ww_rc find_columns(const struct ww_csv_rows_request *request, const struct ww_header *header,
                               size_t *out, struct ww_err *err)
{
    for (size_t c = 0; c < request->n_columns; c++) {
        size_t i = 0;
        while (request->columns[c] && i < header->count &&
               !ww_str_eq_nocase(ww_str_of(request->columns[c]), ww_str_of(header->names[i])))
            i++;
        if (i == header->count)
            return no_column(request, request->columns[c], header, err);
        out[c] = i;
    }
    return WW_OK;
}

/* The line a byte of the region is in, which begins with line `first`. */
static uint64_t line_of(const struct ww_csv *csv, size_t at, uint64_t first)
{
    for (size_t i = 0; i < at; i++)
        first += csv->base[i] == '\n';
    return first;
}

static enum ww_rc refuse_record(const char *path, const struct ww_csv_bad *bad, uint64_t line, size_t fields,
                                struct ww_err *err)
{
    switch (bad->fault) {
    case WW_CSV_QUOTE_INSIDE:
        return ww_fail_at(err, WW_E_INPUT, path, line, bad->field + 1,
                          "there is a quotation mark inside this field; put quotation marks round the whole "
                          "field and double those inside");
    case WW_CSV_TEXT_AFTER:
        return ww_fail_at(err, WW_E_INPUT, path, line, bad->field + 1,
                          "there is text after the closing quotation mark of this field; double the "
                          "quotation marks that belong to the text");
    default:
        return ww_fail_at(err, WW_E_INPUT, path, line, 0,
                          "fields of this record: %u; of the header: %zu. Every record must have as many "
                          "as the header",
                          bad->fields, fields);
    }
}

static enum ww_rc check_cut(const char *path, const struct ww_csv *csv, uint64_t line, struct ww_err *err)
{
    if (csv->n_bad)
        return refuse_record(path, &csv->bad[0], line_of(csv, csv->bad[0].at, line), csv->stride - 1, err);
    if (csv->stop != WW_CSV_WHOLE)
        return ww_fail_at(
            err, WW_E_INPUT, path, line_of(csv, csv->stop_at, line), 0,
            "the text cannot be cut into records from here on: a quotation mark is never closed, a "
            "record is far too long, or the file is not text");
    return WW_OK;
}

static enum ww_rc take_row(const struct ww_csv_rows_request *request, const struct ww_csv *csv, size_t row,
                           const size_t *columns, struct ww_err *err)
{
    char rooms[WW_CSV_ROWS_COLUMNS_MAX][WW_CSV_ROWS_CELL_MAX];
    struct ww_str values[WW_CSV_ROWS_COLUMNS_MAX];
    size_t used[WW_CSV_ROWS_COLUMNS_MAX] = {0};
    for (size_t c = 0; c < request->n_columns; c++) {
        struct ww_str raw = ww_csv_raw(csv, row, columns[c]);
        if (raw.len > WW_CSV_ROWS_CELL_MAX)
            raw.len = WW_CSV_ROWS_CELL_MAX;
        values[c] = ww_csv_text(raw, rooms[c], &used[c]);
    }
    enum ww_rc rc = request->take(request->context, values, err);
    for (size_t c = 0; c < request->n_columns; c++)
        sodium_memzero(rooms[c], used[c]);
    return rc;
}

static enum ww_rc read_rows(const struct ww_csv_rows_request *request, struct ww_str bytes,
                            const struct ww_header *header, struct ww_err *err)
{
    size_t columns[WW_CSV_ROWS_COLUMNS_MAX];
    enum ww_rc rc = find_columns(request, header, columns, err);
    const struct ww_csv_rules rules = {.separator = header->separator, .fields = header->count};
    struct ww_csv csv = {0};
    uint64_t line = header->data_line;
    for (size_t at = header->data_offset; at < bytes.len && !rc; at = csv.end) {
        rc = ww_csv_cut(&rules, bytes, at, bytes.len - at > PIECE ? at + PIECE : bytes.len, &csv);
        if (!rc)
            rc = check_cut(request->path, &csv, line, err);
        for (size_t row = 0; row < csv.rows && !rc; row++)
            rc = take_row(request, &csv, row, columns, err);
        line += csv.newlines;
    }
    ww_csv_free(&csv);
    return rc;
}

enum ww_rc ww_csv_rows_each(const struct ww_csv_rows_request *request, struct ww_err *err)
{
    struct ww_map map;
    struct ww_header header;
    if (request->n_columns > WW_CSV_ROWS_COLUMNS_MAX)
        return ww_fail(err, WW_E_LIMIT, "More than %d columns are asked for.", WW_CSV_ROWS_COLUMNS_MAX);
    enum ww_rc rc = ww_map_open(request->path, &map, err);
    if (rc)
        return rc;
    const struct ww_str bytes = {(const char *)map.data, map.size};
    struct ww_arena *arena = ww_arena_new(0);
    rc = arena ? ww_header_read(request->path, bytes, arena, &header, err) : ww_fail_nomem(err);
    if (!rc)
        rc = ww_header_check_end(request->path, bytes, &header, err);
    if (!rc)
        rc = read_rows(request, bytes, &header, err);
    ww_arena_free(&arena);
    ww_map_close(&map);
    return rc;
}
