// SPDX-License-Identifier: Apache-2.0
/* Tables as CSV for machines.
 *
 * RFC 4180 (fields quoted where they hold a comma, a quote or a line end; CRLF), UTF-8, one header line. Text
 * cells that begin with = + - @ TAB or CR would be run as formulas by a spreadsheet: a single quote is put
 * before them (OWASP ASVS 5.0, 1.2.10). Numbers are never touched, so "-3.1" stays a number. */
#include "report/csv.h"

#include <stdlib.h>

#include "base/checked.h"
#include "table/format.h"

#define LINE_END "\r\n"

static void put_field(struct ww_buf *out, struct ww_str text, bool formula_safe)
{
    bool formula = formula_safe && text.len && memchr("=+-@\t\r", text.ptr[0], 6) != NULL;
    bool quoted = false;
    for (size_t i = 0; i < text.len && !quoted; i++)
        quoted = memchr(",\"\r\n", text.ptr[i], 4) != NULL;
    if (quoted)
        ww_buf_char(out, '"');
    if (formula)
        ww_buf_char(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            ww_buf_char(out, '"');
        ww_buf_char(out, text.ptr[i]);
    }
    if (quoted)
        ww_buf_char(out, '"');
}

void ww_csv_put_text(struct ww_buf *out, struct ww_str text)
{
    put_field(out, text, true);
}

/* For each column: has some cell a mark beside its number? NULL when there is no memory. */
static bool *find_mark_columns(const struct ww_table *table)
{
    bool *marked = ww_new_array(table->n_columns + 1, sizeof *marked);
    for (size_t r = 0; marked && r < table->n_rows; r++)
        for (size_t c = 0; c < table->n_columns; c++) {
            const struct ww_cell *cell = &table->rows[r].cells[c];
            marked[c] = marked[c] || (cell->present && cell->mark != WW_MARK_NONE);
        }
    return marked;
}

static void put_heading(const struct ww_column *facts, bool with_mark, enum ww_csv_header header,
                        struct ww_buf *out)
{
    const char *name = header == WW_CSV_TITLES ? facts->title : facts->name;
    ww_buf_char(out, ',');
    put_field(out, ww_str_of(name), true);
    if (!with_mark)
        return;
    struct ww_buf marked = {0};
    ww_buf_printf(&marked, header == WW_CSV_TITLES ? "%s: mark" : "%s_mark", name);
    ww_buf_char(out, ',');
    put_field(out, ww_buf_view(&marked), true);
    if (marked.failed && !out->failed)
        out->failed = marked.failed;
    ww_buf_free(&marked);
}

static void put_cell(const struct ww_column *facts, const struct ww_cell *cell, bool with_mark,
                     struct ww_buf *out)
{
    ww_buf_char(out, ',');
    if (facts->type == WW_COLUMN_TEXT && cell->present)
        ww_csv_put_text(out, ww_str_of(cell->text));
    else
        ww_format_cell_plain(facts, cell, out);
    if (!with_mark)
        return;
    ww_buf_char(out, ',');
    if (cell->present)
        ww_buf_z(out, ww_mark_facts(cell->mark)->shorthand);
}

/* Label columns first, then the others: pass 0 and pass 1 over the table's own order. */
static bool in_pass(const struct ww_column *column, int pass)
{
    return (column->role == WW_COLUMN_LABEL) == (pass == 0);
}

void ww_csv_table_headed(const struct ww_table *table, enum ww_csv_header header, struct ww_buf *out)
{
    bool *marked = find_mark_columns(table);
    if (!marked) {
        out->failed = out->failed ? out->failed : WW_E_NOMEM;
        return;
    }
    ww_buf_z(out, header == WW_CSV_TITLES ? "Row" : "id");
    for (int pass = 0; pass < 2; pass++)
        for (size_t c = 0; c < table->n_columns; c++)
            if (in_pass(&table->columns[c], pass))
                put_heading(&table->columns[c], marked[c], header, out);
    ww_buf_z(out, LINE_END);
    for (size_t r = 0; r < table->n_rows; r++) {
        ww_csv_put_text(out, ww_str_of(table->rows[r].id));
        for (int pass = 0; pass < 2; pass++)
            for (size_t c = 0; c < table->n_columns; c++)
                if (in_pass(&table->columns[c], pass))
                    put_cell(&table->columns[c], &table->rows[r].cells[c], marked[c], out);
        ww_buf_z(out, LINE_END);
    }
    free(marked);
}

void ww_csv_table(const struct ww_table *table, struct ww_buf *out)
{
    ww_csv_table_headed(table, WW_CSV_NAMES, out);
}
