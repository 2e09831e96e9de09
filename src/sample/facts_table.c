// SPDX-License-Identifier: Apache-2.0
/* Reading our own facts: small files with a header, one record a line, read through the intake's cutter of records. */
#include "sample/facts_table.h"

#include "base/buf.h"
#include "base/num.h"
#include "intake/csv.h"

#define FILE_MAX ((size_t)8 << 20)
#define TEXT_MAX 200 /* bytes of a cell that ends up in a record */

enum ww_rc ww_facts_bad(const struct ww_facts_table *table, size_t row, size_t column, const char *what,
                        struct ww_err *err)
{
    return ww_fail_at(err, WW_E_INPUT, table->path, row + 2, 0,
                      "The sample's facts cannot be used: column %s, '%.60s': %s.", table->columns[column],
                      ww_facts_text(table, row, column), what);
}

enum ww_rc ww_facts_count(const struct ww_facts_table *table, size_t row, size_t column, uint32_t max,
                          uint32_t *out, struct ww_err *err)
{
    uint64_t value;
    if (!ww_parse_u64(ww_str_of(ww_facts_text(table, row, column)), &value) || value > max)
        return ww_facts_bad(table, row, column, "not a whole number in its range", err);
    *out = (uint32_t)value;
    return WW_OK;
}

/* Where each wanted column stands in the header (which has no quotation marks); *fields counts all of them. */
static enum ww_rc find_columns(const struct ww_facts_table *table, struct ww_str header,
                               size_t places[WW_FACTS_COLUMNS_MAX], size_t *fields, struct ww_err *err)
{
    struct ww_str rest = ww_str_trim(header), name;
    size_t found = 0;
    for (*fields = 0; ww_str_cut(&rest, ',', &name); ++*fields)
        for (size_t c = 0; c < table->n_columns; c++)
            if (ww_str_eqz(name, table->columns[c])) {
                places[c] = *fields;
                found++;
            }
    if (found != table->n_columns)
        return ww_fail_at(
            err, WW_E_INPUT, table->path, 1, 0,
            "The sample's facts lack one of the %zu columns they must have, from '%s' on. Install the "
            "program's data folder anew.",
            table->n_columns, table->columns[0]);
    return WW_OK;
}

static enum ww_rc keep_cell(struct ww_arena *arena, const struct ww_facts_table *table, size_t row,
                            struct ww_str raw, const char **out, struct ww_err *err)
{
    char room[TEXT_MAX];
    size_t used;
    if (raw.len > TEXT_MAX)
        return ww_fail_at(err, WW_E_INPUT, table->path, row + 2, 0,
                          "The sample's facts have a text of more than %d bytes.", TEXT_MAX);
    *out = ww_arena_copy(arena, ww_csv_text(raw, room, &used));
    return *out ? WW_OK : ww_fail_nomem(err);
}

static enum ww_rc check_cut(const struct ww_facts_table *table, const struct ww_csv *csv, struct ww_err *err)
{
    if (csv->stop == WW_CSV_WHOLE && !csv->n_bad)
        return WW_OK;
    size_t before = csv->n_bad ? csv->bad[0].before : csv->rows;
    return ww_fail_at(
        err, WW_E_INPUT, table->path, before + 2, 0,
        "The sample's facts are damaged here: not as many cells as in the header, or a quotation mark "
        "out of place. Install the program's data folder anew.");
}

static enum ww_rc read_rows(struct ww_facts_table *table, struct ww_str bytes, struct ww_arena *arena,
                            struct ww_err *err)
{
    struct ww_str header = bytes;
    header.len = ww_str_find(bytes, '\n');
    size_t places[WW_FACTS_COLUMNS_MAX] = {0}, fields = 0;
    enum ww_rc rc = find_columns(table, header, places, &fields, err);
    if (rc || header.len == bytes.len)
        return rc;
    const struct ww_csv_rules rules = {.separator = ',', .fields = fields};
    struct ww_csv csv = {0};
    rc = ww_csv_cut(&rules, bytes, header.len + 1, bytes.len, &csv) ? ww_fail_nomem(err)
                                                                    : check_cut(table, &csv, err);
    if (!rc) {
        table->n_rows = csv.rows;
        table->cells = ww_arena_alloc(arena, csv.rows * table->n_columns + 1, sizeof *table->cells);
        rc = table->cells ? WW_OK : ww_fail_nomem(err);
    }
    for (size_t row = 0; row < table->n_rows && !rc; row++)
        for (size_t c = 0; c < table->n_columns && !rc; c++)
            rc = keep_cell(arena, table, row, ww_csv_raw(&csv, row, places[c]),
                           &table->cells[row * table->n_columns + c], err);
    ww_csv_free(&csv);
    return rc;
}

enum ww_rc ww_facts_table_read(const char *folder, const char *name, const char *const *columns, size_t n,
                               struct ww_arena *arena, struct ww_facts_table *out, struct ww_err *err)
{
    struct ww_buf bytes = {.max = FILE_MAX};
    *out = (struct ww_facts_table){.columns = columns, .n_columns = n};
    if (!ww_path_join(folder, name, out->path, sizeof out->path))
        return ww_fail(err, WW_E_LIMIT, "The path of the sample's facts is too long: %.200s", folder);
    enum ww_rc rc = ww_file_read(out->path, &bytes, err);
    if (!rc)
        rc = read_rows(out, ww_buf_view(&bytes), arena, err);
    ww_buf_free(&bytes);
    return rc;
}
