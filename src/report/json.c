// SPDX-License-Identifier: Apache-2.0
/* Tables as JSON (RFC 8259), written by hand because the order of keys and the text of numbers must not depend
 * on a library's version: run records and findings files are compared byte for byte. Numbers are rounded to
 * twelve significant digits first, because the last digits of a logarithm may differ between machines. */
#include "report/json.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

#include "base/num.h"
#include "base/utf8.h"
#include "table/finding.h"
#include "table/format.h"

static void put_byte(struct ww_buf *out, char c)
{
    static const char *const short_forms[128] = {
        ['"'] = "\\\"", ['\\'] = "\\\\", ['\n'] = "\\n", ['\r'] = "\\r", ['\t'] = "\\t"};
    unsigned char u = (unsigned char)c;
    if (u < 128 && short_forms[u])
        ww_buf_z(out, short_forms[u]);
    else if (u < 0x20 || u == 0x7F)
        ww_buf_printf(out, "\\u%04x", u);
    else
        ww_buf_char(out, c);
}

void ww_json_text(struct ww_buf *out, const char *text)
{
    if (!text) {
        ww_buf_z(out, "null");
        return;
    }
    struct ww_str rest = ww_str_of(text);
    ww_buf_char(out, '"');
    while (rest.len) {
        size_t valid = ww_utf8_valid_prefix(rest);
        for (size_t i = 0; i < valid; i++)
            put_byte(out, rest.ptr[i]);
        if (valid == rest.len)
            break;
        ww_utf8_put(out, 0xFFFD);
        rest = (struct ww_str){rest.ptr + valid + 1, rest.len - valid - 1};
    }
    ww_buf_char(out, '"');
}

void ww_json_number(struct ww_buf *out, double number)
{
    assert(isfinite(number));
    char rounded[48];
    char shortest[32];
    double value = number;
    int len = snprintf(rounded, sizeof rounded, "%.11e", number);
    if (len > 0 && !ww_parse_f64((struct ww_str){rounded, (size_t)len}, &value))
        value = number;
    ww_print_f64(value, shortest);
    ww_buf_z(out, shortest);
}

/* `"key": ` with a comma before all but the first of an object. */
static void put_key(struct ww_buf *out, bool *first, const char *key)
{
    ww_buf_z(out, *first ? "" : ", ");
    *first = false;
    ww_json_text(out, key);
    ww_buf_z(out, ": ");
}

static void put_pair(struct ww_buf *out, bool *first, const char *key, const char *text)
{
    put_key(out, first, key);
    ww_json_text(out, text);
}

static void put_extract(const struct ww_used_extract *used, struct ww_buf *out)
{
    bool first = true;
    ww_buf_char(out, '{');
    put_pair(out, &first, "source", used->source);
    put_pair(out, &first, "vintage", used->vintage);
    put_pair(out, &first, "period", used->period);
    put_pair(out, &first, "sha256", used->sha256);
    put_pair(out, &first, "owner", used->owner);
    ww_buf_printf(out, ", \"rows\": %llu, \"rows_used\": %llu}", (unsigned long long)used->rows,
                  (unsigned long long)used->rows_used);
}

void ww_json_provenance(const struct ww_provenance *provenance, struct ww_buf *out)
{
    bool first = true;
    ww_buf_char(out, '{');
    put_pair(out, &first, "measure", provenance->measure);
    ww_buf_printf(out, ", \"version\": %u", provenance->version);
    put_pair(out, &first, "question", provenance->question);
    put_pair(out, &first, "formula", provenance->formula);
    put_pair(out, &first, "filter", provenance->filter ? provenance->filter : "");
    put_key(out, &first, "parameters");
    ww_buf_char(out, '{');
    bool first_parameter = true;
    for (size_t i = 0; i < provenance->n_parameters; i++)
        put_pair(out, &first_parameter, provenance->parameters[i].name, provenance->parameters[i].value);
    ww_buf_z(out, "}, \"extracts\": [");
    for (size_t i = 0; i < provenance->n_extracts; i++) {
        ww_buf_z(out, i ? ", " : "");
        put_extract(&provenance->extracts[i], out);
    }
    ww_buf_z(out, "]}");
}

static const char *const type_names[] = {[WW_COLUMN_TEXT] = "text", [WW_COLUMN_NUMBER] = "number"};
static const char *const role_names[] = {
    [WW_COLUMN_LABEL] = "label", [WW_COLUMN_VALUE] = "value",     [WW_COLUMN_LOW] = "low",
    [WW_COLUMN_HIGH] = "high",   [WW_COLUMN_P_VALUE] = "p-value", [WW_COLUMN_NOTE] = "note",
};
static const char *const row_kind_names[] = {
    [WW_ROW_PLAIN] = "plain", [WW_ROW_SUBTOTAL] = "subtotal", [WW_ROW_TOTAL] = "total"};

static void put_columns(const struct ww_table *table, struct ww_buf *out)
{
    ww_buf_z(out, ",\n \"columns\": [");
    for (size_t c = 0; c < table->n_columns; c++) {
        const struct ww_column *column = &table->columns[c];
        bool first = true;
        ww_buf_z(out, c ? ",\n  {" : "\n  {");
        put_pair(out, &first, "name", column->name);
        put_pair(out, &first, "title", column->title);
        put_pair(out, &first, "type", type_names[column->type]);
        put_pair(out, &first, "role", role_names[column->role]);
        put_pair(out, &first, "unit", ww_unit_facts(column->unit)->name);
        ww_buf_printf(out, ", \"decimals\": %d", ww_format_decimals(column));
        if (column->of)
            put_pair(out, &first, "of", column->of);
        ww_buf_char(out, '}');
    }
    ww_buf_z(out, "]");
}

static void put_cell(const struct ww_column *column, const struct ww_cell *cell, struct ww_buf *out)
{
    const char *mark = ww_mark_facts(cell->mark)->shorthand;
    if (!cell->present && !*mark) {
        ww_buf_z(out, "null");
        return;
    }
    bool first = true;
    ww_buf_char(out, '{');
    put_key(out, &first, "value");
    if (!cell->present)
        ww_buf_z(out, "null");
    else if (column->type == WW_COLUMN_TEXT)
        ww_json_text(out, cell->text);
    else
        ww_json_number(out, cell->number);
    if (column->type == WW_COLUMN_NUMBER) {
        struct ww_buf text = {0};
        ww_format_cell(column, cell, &text);
        put_pair(out, &first, "text", text.data ? text.data : "");
        if (text.failed && !out->failed)
            out->failed = text.failed;
        ww_buf_free(&text);
    }
    if (*mark)
        put_pair(out, &first, "mark", mark);
    ww_buf_char(out, '}');
}

static void put_rows(const struct ww_table *table, struct ww_buf *out)
{
    ww_buf_z(out, ",\n \"rows\": [");
    for (size_t r = 0; r < table->n_rows; r++) {
        const struct ww_row *row = &table->rows[r];
        bool first = true;
        ww_buf_z(out, r ? ",\n  {" : "\n  {");
        put_pair(out, &first, "id", row->id);
        put_pair(out, &first, "kind", row_kind_names[row->kind]);
        ww_buf_printf(out, ", \"depth\": %u, \"cells\": {", row->depth);
        bool first_cell = true;
        for (size_t c = 0; c < table->n_columns; c++) {
            put_key(out, &first_cell, table->columns[c].name);
            put_cell(&table->columns[c], &row->cells[c], out);
        }
        ww_buf_z(out, "}}");
    }
    ww_buf_z(out, "]");
}

/* The shorthand used in the table, each with its meaning. */
static void put_marks(const struct ww_table *table, struct ww_buf *out)
{
    bool used[WW_MARK_COUNT] = {false};
    for (size_t r = 0; r < table->n_rows; r++)
        for (size_t c = 0; c < table->n_columns; c++)
            used[table->rows[r].cells[c].mark] = true;
    bool first = true;
    ww_buf_z(out, ",\n \"marks\": {");
    for (int m = WW_MARK_NONE + 1; m < WW_MARK_COUNT; m++)
        if (used[m])
            put_pair(out, &first, ww_mark_facts((enum ww_mark)m)->shorthand,
                     ww_mark_facts((enum ww_mark)m)->meaning);
    ww_buf_char(out, '}');
}

enum ww_rc ww_json_finding(const struct ww_table *table, const struct ww_finding *finding, struct ww_buf *out,
                           struct ww_err *err)
{
    struct ww_buf words = {0};
    enum ww_rc rc = ww_finding_sentence(table, finding, &words, err);
    if (!rc) {
        bool first = true;
        struct ww_buf id = {0};
        ww_buf_printf(&id, "%s/%s", table->id, finding->id);
        ww_buf_char(out, '{');
        put_pair(out, &first, "id", id.data ? id.data : "");
        if (id.failed && !out->failed)
            out->failed = id.failed;
        ww_buf_free(&id);
        put_pair(out, &first, "sentence", words.data ? words.data : "");
        put_key(out, &first, "weight");
        ww_json_number(out, finding->weight);
        put_pair(out, &first, "row", finding->row);
        ww_buf_char(out, '}');
        rc = ww_buf_check(out, err);
    }
    ww_buf_free(&words);
    return rc;
}

enum ww_rc ww_json_table(const struct ww_table *table, struct ww_buf *out, struct ww_err *err)
{
    bool first = true;
    ww_buf_char(out, '{');
    put_pair(out, &first, "id", table->id);
    put_pair(out, &first, "title", table->title);
    put_pair(out, &first, "subtitle", table->subtitle);
    put_columns(table, out);
    put_rows(table, out);
    ww_buf_z(out, ",\n \"notes\": [");
    for (size_t n = 0; n < table->n_notes; n++) {
        ww_buf_z(out, n ? ", " : "");
        ww_json_text(out, table->notes[n]);
    }
    ww_buf_char(out, ']');
    put_marks(table, out);
    ww_buf_z(out, ",\n \"provenance\": ");
    ww_json_provenance(&table->provenance, out);
    ww_buf_z(out, ",\n \"findings\": [");
    for (size_t f = 0; f < table->n_findings; f++) {
        ww_buf_z(out, f ? ",\n  " : "\n  ");
        enum ww_rc rc = ww_json_finding(table, &table->findings[f], out, err);
        if (rc)
            return rc;
    }
    ww_buf_z(out, "]}\n");
    return ww_buf_check(out, err);
}
