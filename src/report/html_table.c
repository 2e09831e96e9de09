// SPDX-License-Identifier: Apache-2.0
/* A table in HTML that can be read by ear and by keyboard: caption, a scope on every heading, one heading for
 * each row, numbers to the right, in a named region that scrolls and takes the focus (WCAG 1.3.1, 2.1.1). */
#include "report/escape.h"
#include "report/html.h"
#include "table/format.h"

#define DEEPEST 3u
/* More columns than this are set smaller on paper: a table wider than the sheet makes browsers shrink every page. */
#define WIDE_COLUMNS 11

static const char *const row_classes[] = {
    [WW_ROW_PLAIN] = "", [WW_ROW_SUBTOTAL] = "subtotal", [WW_ROW_TOTAL] = "total"};

/* The column whose cells name the rows: the first of role LABEL. */
static size_t heading_column(const struct ww_table *table)
{
    for (size_t c = 0; c < table->n_columns; c++)
        if (table->columns[c].role == WW_COLUMN_LABEL)
            return c;
    return WW_NO_INDEX;
}

static void put_header(const struct ww_table *table, struct ww_buf *out)
{
    ww_buf_z(out, "<thead>\n<tr>");
    for (size_t c = 0; c < table->n_columns; c++) {
        bool number = table->columns[c].type == WW_COLUMN_NUMBER;
        ww_buf_z(out, number ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
        ww_html_text(out, ww_str_of(table->columns[c].title));
        ww_buf_z(out, "</th>");
    }
    ww_buf_z(out, "</tr>\n</thead>\n");
}

/* As people read it, with a minus sign for the hyphen: screen readers skip a hyphen. */
static void put_cell_text(const struct ww_column *column, const struct ww_cell *cell, struct ww_buf *out)
{
    struct ww_buf text = {0};
    ww_format_cell(column, cell, &text);
    struct ww_str words = ww_buf_view(&text);
    if (column->type == WW_COLUMN_NUMBER && words.len && words.ptr[0] == '-') {
        ww_buf_z(out, "−");
        words = (struct ww_str){words.ptr + 1, words.len - 1};
    }
    ww_html_text(out, words);
    if (text.failed && !out->failed)
        out->failed = text.failed;
    ww_buf_free(&text);
}

static void put_row(const struct ww_table *table, const struct ww_row *row, size_t heading,
                    struct ww_buf *out)
{
    unsigned depth = row->depth > DEEPEST ? DEEPEST : row->depth;
    const char *kind = row_classes[row->kind];
    if (*kind || depth) {
        ww_buf_printf(out, "<tr class=\"%s%s", kind, *kind && depth ? " " : "");
        if (depth)
            ww_buf_printf(out, "d%u", depth);
        ww_buf_z(out, "\">");
    } else {
        ww_buf_z(out, "<tr>");
    }
    for (size_t c = 0; c < table->n_columns; c++) {
        bool number = table->columns[c].type == WW_COLUMN_NUMBER;
        bool head = c == heading;
        ww_buf_z(out, head ? "<th scope=\"row\"" : "<td");
        ww_buf_z(out, number ? " class=\"n\">" : ">");
        put_cell_text(&table->columns[c], &row->cells[c], out);
        ww_buf_z(out, head ? "</th>" : "</td>");
    }
    ww_buf_z(out, "</tr>\n");
}

void ww_html_table(const struct ww_table *table, const char *region_name, struct ww_buf *out)
{
    struct ww_buf name = {0};
    ww_buf_z(&name, region_name ? region_name : "Table: ");
    ww_buf_z(&name, region_name ? "" : table->title);
    ww_buf_z(out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\"");
    ww_html_attr(out, "aria-label", ww_buf_view(&name));
    ww_buf_free(&name);
    ww_buf_printf(out, ">\n<table%s>\n<caption>", table->n_columns > WIDE_COLUMNS ? " class=\"wide\"" : "");
    ww_html_text(out, ww_str_of(table->title));
    if (*table->subtitle) {
        ww_buf_z(out, " <span class=\"subtitle\">");
        ww_html_text(out, ww_str_of(table->subtitle));
        ww_buf_z(out, "</span>");
    }
    ww_buf_z(out, "</caption>\n");
    put_header(table, out);
    ww_buf_z(out, "<tbody>\n");
    size_t heading = heading_column(table);
    for (size_t r = 0; r < table->n_rows; r++)
        put_row(table, &table->rows[r], heading, out);
    ww_buf_z(out, "</tbody>\n</table>\n</div>\n");
}
