// SPDX-License-Identifier: Apache-2.0
/* Tables as plain text for a terminal.
 *
 * Each column is as wide as its widest cell; headings wrap at blanks so that "July 2017 to June 2018" does not
 * make a column of five digits twenty wide. Labels come from partners' files: control characters in them become
 * '?', so that no file can send commands to the reader's terminal. Widths are code points (base/utf8.h). */
#include "report/text.h"

#include <stdlib.h>

#include "base/checked.h"
#include "base/num.h"
#include "base/utf8.h"
#include "table/finding.h"
#include "table/format.h"

#define GAP               "  "
#define INDENT            2
#define NARROWEST_WRAPPED 13
#define PARAGRAPH_WIDTH   100
#define WIDEST_WHOLE      120 /* a table wider than this goes without the ends of its intervals */

struct layout {
    size_t *widths; /* of each column */
    size_t *shown;  /* the columns printed */
    size_t n_shown;
    size_t header_lines;
};

static void put_safe(struct ww_buf *out, struct ww_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool c1 = c == 0xC2 && i + 1 < text.len && (unsigned char)text.ptr[i + 1] < 0xA0;
        if (c < 0x20 || c == 0x7F || c1)
            ww_buf_char(out, '?');
        else
            ww_buf_char(out, text.ptr[i]);
        i += c1;
    }
}

static void put_blanks(struct ww_buf *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        ww_buf_char(out, ' ');
}

static void put_padded(struct ww_buf *out, struct ww_str text, size_t width, bool right)
{
    size_t length = ww_utf8_length(text);
    size_t padding = width > length ? width - length : 0;
    if (right)
        put_blanks(out, padding);
    put_safe(out, text);
    if (!right)
        put_blanks(out, padding);
}

/* The next line of wrapped text: as many words as fit, at least one. */
static struct ww_str cut_line(struct ww_str *rest, size_t width)
{
    struct ww_str trimmed = ww_str_trim(*rest);
    size_t end = 0;
    for (size_t i = 0; i <= trimmed.len; i++) {
        if (i < trimmed.len && trimmed.ptr[i] != ' ')
            continue;
        if (end && ww_utf8_length((struct ww_str){trimmed.ptr, i}) > width)
            break;
        end = i;
    }
    *rest = (struct ww_str){trimmed.ptr + end, trimmed.len - end};
    return (struct ww_str){trimmed.ptr, end};
}

static void put_paragraph(struct ww_buf *out, const char *first, const char *text)
{
    size_t indent = strlen(first);
    struct ww_str rest = ww_str_of(text);
    ww_buf_z(out, first);
    for (bool more = false; ww_str_trim(rest).len; more = true) {
        put_blanks(out, more ? indent : 0);
        put_safe(out, cut_line(&rest, PARAGRAPH_WIDTH - indent));
        ww_buf_char(out, '\n');
    }
}

static bool is_number(const struct ww_table *table, size_t column)
{
    return table->columns[column].type == WW_COLUMN_NUMBER;
}

/* The first column carries the row's indentation. */
static void print_cell(const struct ww_table *table, size_t row, size_t column, struct ww_buf *cell)
{
    ww_buf_clear(cell);
    if (column == 0)
        put_blanks(cell, (size_t)INDENT * table->rows[row].depth);
    ww_format_cell(&table->columns[column], &table->rows[row].cells[column], cell);
}

static size_t longest_word(const char *text)
{
    size_t longest = 0;
    struct ww_str rest = ww_str_of(text);
    struct ww_str word;
    while (ww_str_cut(&rest, ' ', &word)) {
        size_t length = ww_utf8_length(word);
        longest = length > longest ? length : longest;
    }
    return longest;
}

static size_t count_lines(const char *text, size_t width)
{
    size_t lines = 0;
    struct ww_str rest = ww_str_of(text);
    while (ww_str_trim(rest).len) {
        cut_line(&rest, width);
        lines++;
    }
    return lines;
}

static size_t measure_column(const struct ww_table *table, size_t column, struct ww_buf *cell)
{
    size_t width = longest_word(table->columns[column].title);
    for (size_t r = 0; r < table->n_rows; r++) {
        print_cell(table, r, column, cell);
        size_t length = ww_utf8_length(ww_buf_view(cell));
        width = length > width ? length : width;
    }
    size_t title = ww_utf8_length(ww_str_of(table->columns[column].title));
    size_t wrapped = title < NARROWEST_WRAPPED ? title : NARROWEST_WRAPPED;
    return width > wrapped ? width : wrapped;
}

static bool is_end(const struct ww_column *column)
{
    return column->role == WW_COLUMN_LOW || column->role == WW_COLUMN_HIGH;
}

/* Widths, and which columns are printed. */
static void lay_out(const struct ww_table *table, struct layout *layout, struct ww_buf *cell)
{
    size_t whole = 0;
    for (size_t c = 0; c < table->n_columns; c++) {
        layout->widths[c] = measure_column(table, c, cell);
        whole += layout->widths[c] + (c ? sizeof GAP - 1 : 0);
    }
    for (size_t c = 0; c < table->n_columns; c++) {
        if (whole > WIDEST_WHOLE && is_end(&table->columns[c]))
            continue;
        layout->shown[layout->n_shown++] = c;
        size_t lines = count_lines(table->columns[c].title, layout->widths[c]);
        layout->header_lines = lines > layout->header_lines ? lines : layout->header_lines;
    }
}

static void end_line(struct ww_buf *out)
{
    while (out->len && out->data[out->len - 1] == ' ')
        out->data[--out->len] = '\0';
    ww_buf_char(out, '\n');
}

/* Headings stand on the line above the rule: short ones are pushed down. */
static void put_header(const struct ww_table *table, const struct layout *layout, struct ww_buf *out)
{
    for (size_t line = 0; line < layout->header_lines; line++) {
        for (size_t i = 0; i < layout->n_shown; i++) {
            size_t c = layout->shown[i];
            size_t lines = count_lines(table->columns[c].title, layout->widths[c]);
            size_t skipped = layout->header_lines - lines;
            struct ww_str rest = ww_str_of(table->columns[c].title);
            struct ww_str part = {"", 0};
            for (size_t l = skipped; l <= line; l++)
                part = cut_line(&rest, layout->widths[c]);
            ww_buf_z(out, i ? GAP : "");
            put_padded(out, part, layout->widths[c], is_number(table, c));
        }
        end_line(out);
    }
}

static void put_rule(const struct layout *layout, struct ww_buf *out)
{
    for (size_t i = 0; i < layout->n_shown; i++) {
        ww_buf_z(out, i ? GAP : "");
        for (size_t w = 0; w < layout->widths[layout->shown[i]]; w++)
            ww_buf_char(out, '-');
    }
    ww_buf_char(out, '\n');
}

static void put_rows(const struct ww_table *table, const struct layout *layout, struct ww_buf *out,
                     struct ww_buf *cell)
{
    for (size_t r = 0; r < table->n_rows; r++) {
        if (table->rows[r].kind == WW_ROW_TOTAL && r)
            put_rule(layout, out);
        for (size_t i = 0; i < layout->n_shown; i++) {
            size_t c = layout->shown[i];
            print_cell(table, r, c, cell);
            ww_buf_z(out, i ? GAP : "");
            put_padded(out, ww_buf_view(cell), layout->widths[c], is_number(table, c));
        }
        end_line(out);
    }
}

static enum ww_rc put_findings(const struct ww_table *table, struct ww_buf *out, struct ww_buf *words,
                               struct ww_err *err)
{
    if (table->n_findings)
        ww_buf_z(out, "\nFindings\n");
    for (size_t f = 0; f < table->n_findings; f++) {
        ww_buf_clear(words);
        enum ww_rc rc = ww_finding_sentence(table, &table->findings[f], words, err);
        if (rc)
            return rc;
        ww_buf_printf(words, " [%s/%s]", table->id, table->findings[f].id);
        put_paragraph(out, "- ", words->data ? words->data : "");
    }
    return WW_OK;
}

static void put_notes(const struct ww_table *table, const struct layout *layout, struct ww_buf *out,
                      struct ww_buf *words)
{
    bool used[WW_MARK_COUNT];
    bool narrowed = layout->n_shown < table->n_columns;
    bool any = table->n_notes > 0 || narrowed;
    ww_table_unexplained_marks(table, used);
    for (int m = 0; m < WW_MARK_COUNT; m++)
        any = any || used[m];
    if (any)
        ww_buf_z(out, "\nNotes\n");
    for (size_t n = 0; n < table->n_notes; n++)
        put_paragraph(out, "- ", table->notes[n]);
    if (narrowed)
        put_paragraph(
            out, "- ",
            "The ends of the 95% intervals are left out here, to save width; the CSV and JSON forms "
            "of this table have them.");
    for (int m = WW_MARK_NONE + 1; m < WW_MARK_COUNT; m++) {
        if (!used[m])
            continue;
        ww_buf_clear(words);
        ww_buf_printf(words, "%s %s", ww_mark_facts((enum ww_mark)m)->shorthand,
                      ww_mark_facts((enum ww_mark)m)->meaning);
        put_paragraph(out, "- ", words->data ? words->data : "");
    }
}

static void put_after_comma(struct ww_buf *words, const char *text)
{
    if (text && *text)
        ww_buf_printf(words, ", %s", text);
}

static void put_count(struct ww_buf *words, uint64_t count)
{
    char text[48];
    ww_print_people((double)count, 0, text);
    ww_buf_z(words, text);
}

static void put_provenance(const struct ww_table *table, struct ww_buf *out, struct ww_buf *words)
{
    const struct ww_provenance *p = &table->provenance;
    if (p->measure)
        ww_buf_printf(out, "\nMethod: %s, version %u.\n", p->measure, p->version);
    for (size_t i = 0; i < p->n_extracts; i++) {
        const struct ww_used_extract *used = &p->extracts[i];
        ww_buf_clear(words);
        ww_buf_z(words, used->source);
        put_after_comma(words, used->vintage);
        put_after_comma(words, used->period);
        ww_buf_z(words, "; ");
        put_count(words, used->rows_used);
        ww_buf_z(words, " of ");
        put_count(words, used->rows);
        ww_buf_printf(words, " records used; sha256 %.12s", used->sha256 ? used->sha256 : "");
        put_paragraph(out, "Source: ", words->data ? words->data : "");
    }
}

enum ww_rc ww_text_table(const struct ww_table *table, struct ww_buf *out, struct ww_err *err)
{
    struct layout layout = {.widths = ww_new_array(2 * table->n_columns + 1, sizeof *layout.widths)};
    struct ww_buf scratch = {0};
    if (!layout.widths)
        return ww_fail_nomem(err);
    layout.shown = layout.widths + table->n_columns;
    put_paragraph(out, "", table->title);
    if (*table->subtitle)
        put_paragraph(out, "", table->subtitle);
    ww_buf_char(out, '\n');
    lay_out(table, &layout, &scratch);
    put_header(table, &layout, out);
    put_rule(&layout, out);
    put_rows(table, &layout, out, &scratch);
    enum ww_rc rc = put_findings(table, out, &scratch, err);
    put_notes(table, &layout, out, &scratch);
    put_provenance(table, out, &scratch);
    if (!rc)
        rc = ww_buf_check(&scratch, err);
    if (!rc)
        rc = ww_buf_check(out, err);
    ww_buf_free(&scratch);
    free(layout.widths);
    return rc;
}
