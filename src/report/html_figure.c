// SPDX-License-Identifier: Apache-2.0
/* One figure of a page: the finding as its title, the chart, and below it everything needed to doubt it: the
 * table with the same numbers, notes, what each shorthand means, where the figures came from and the file. */
#include "report/html_figure.h"

#include <stdio.h>

#include "base/num.h"
#include "report/escape.h"

static void put_text(struct ww_buf *out, const char *text)
{
    ww_html_text(out, ww_str_of(text));
}

static void put_whole(struct ww_buf *out, uint64_t count)
{
    char digits[48];
    ww_print_people((double)count, 0, digits);
    ww_buf_z(out, digits);
}

static bool has_text(const char *text)
{
    return text && *text;
}

void ww_html_table_file(const struct ww_table *table, const char *extension, struct ww_buf *out)
{
    for (const char *p = table->id; *p; p++) {
        bool kept = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9');
        ww_buf_char(out, kept ? *p : '-');
    }
    ww_buf_char(out, '.');
    ww_buf_z(out, extension);
}

static void put_caption(const struct ww_html_figure *figure, bool chart, struct ww_buf *out)
{
    const struct ww_table *table = figure->table;
    bool own = chart && has_text(table->chart.title);
    const char *subtitle = chart && has_text(table->chart.subtitle) ? table->chart.subtitle : table->subtitle;
    ww_buf_printf(out, "<figcaption>\n<p class=\"number\">%s %u</p>\n<h%u>", chart ? "Figure" : "Table",
                  figure->number, figure->heading_level);
    put_text(out, own ? table->chart.title : table->title);
    ww_buf_printf(out, "</h%u>\n", figure->heading_level);
    if (has_text(subtitle)) {
        ww_buf_z(out, "<p class=\"subtitle\">");
        put_text(out, subtitle);
        ww_buf_z(out, "</p>\n");
    }
    ww_buf_z(out, "</figcaption>\n");
}

/* What each shorthand in the table means, and an empty cell (CONVENTIONS D5, D11). */
static void put_marks(const struct ww_table *table, struct ww_buf *out)
{
    bool used[WW_MARK_COUNT];
    bool empty = false;
    ww_table_unexplained_marks(table, used);
    for (size_t r = 0; r < table->n_rows; r++)
        for (size_t c = 0; c < table->n_columns; c++)
            empty = empty ||
                    (!table->rows[r].cells[c].present && table->rows[r].cells[c].mark == WW_MARK_NONE);
    if (empty)
        ww_buf_z(out, "<li>A cell is empty where there is no figure to give.</li>\n");
    for (int m = WW_MARK_NONE + 1; m < WW_MARK_COUNT; m++) {
        if (!used[m])
            continue;
        ww_buf_z(out, "<li>");
        put_text(out, ww_mark_facts((enum ww_mark)m)->shorthand);
        ww_buf_char(out, ' ');
        put_text(out, ww_mark_facts((enum ww_mark)m)->meaning);
        ww_buf_z(out, "</li>\n");
    }
}

static void put_sources(const struct ww_provenance *p, struct ww_buf *out)
{
    for (size_t i = 0; i < p->n_extracts; i++) {
        const struct ww_used_extract *used = &p->extracts[i];
        ww_buf_z(out, "<li>Source: ");
        put_text(out, has_text(used->owner) ? used->owner : used->source);
        ww_buf_z(out, ", ");
        put_text(out, has_text(used->title) ? used->title : used->source);
        if (has_text(used->vintage)) {
            ww_buf_z(out, ", ");
            put_text(out, used->vintage);
        }
        if (has_text(used->period)) {
            ww_buf_z(out, ", ");
            put_text(out, used->period);
        }
        ww_buf_z(out, ": ");
        put_whole(out, used->rows_used);
        ww_buf_z(out, " of ");
        put_whole(out, used->rows);
        ww_buf_z(out, " records used.</li>\n");
    }
    if (has_text(p->filter)) {
        ww_buf_z(out, "<li>Left out: ");
        put_text(out, p->filter);
        ww_buf_z(out, "</li>\n");
    }
    if (has_text(p->measure)) {
        ww_buf_z(out, "<li>Method: ");
        put_text(out, p->measure);
        ww_buf_printf(out, ", version %u.</li>\n", p->version);
    }
}

static void put_download(const struct ww_html_figure *figure, bool chart,
                         const struct ww_html_options *options, struct ww_buf *out)
{
    if (!options->tables_folder)
        return;
    struct ww_buf address = {0};
    ww_buf_printf(&address, "%s/", options->tables_folder);
    ww_html_table_file(figure->table, "csv", &address);
    ww_buf_z(out, "<li class=\"download\"><a");
    ww_html_attr(out, "href", ww_buf_view(&address));
    ww_buf_printf(out, ">Numbers of %s %u as a CSV file</a></li>\n", chart ? "figure" : "table",
                  figure->number);
    ww_buf_free(&address);
}

static void put_notes(const struct ww_html_figure *figure, bool chart, const struct ww_html_options *options,
                      struct ww_buf *out)
{
    const struct ww_table *table = figure->table;
    ww_buf_z(out, "<ul class=\"notes\">\n");
    size_t left_out = chart ? ww_chart_rows_left_out(table) : 0;
    if (left_out)
        ww_buf_printf(out, "<li>The chart leaves out %zu %s of the table.</li>\n", left_out,
                      left_out == 1 ? "row" : "rows");
    for (size_t n = 0; n < table->n_notes; n++) {
        ww_buf_z(out, "<li>");
        put_text(out, table->notes[n]);
        ww_buf_z(out, "</li>\n");
    }
    put_marks(table, out);
    put_sources(&table->provenance, out);
    put_download(figure, chart, options, out);
    ww_buf_z(out, "</ul>\n");
}

static enum ww_rc put_chart(const struct ww_html_figure *figure, const struct ww_html_options *options,
                            struct ww_buf *out, struct ww_err *err)
{
    char prefix[32];
    snprintf(prefix, sizeof prefix, "figure-%u", figure->number);
    struct ww_chart_options chart = {.shapes = options->shapes, .id_prefix = prefix};
    ww_buf_printf(out,
                  "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Chart of figure %u\">\n",
                  figure->number);
    enum ww_rc rc = ww_chart_svg(figure->table, &chart, out, err);
    ww_buf_printf(out,
                  "</div>\n<details>\n<summary>Show the numbers <span class=\"vh\">of figure %u</span>"
                  "</summary>\n",
                  figure->number);
    return rc;
}

enum ww_rc ww_html_put_figure(const struct ww_html_figure *figure, const struct ww_html_options *options,
                              struct ww_buf *out, struct ww_err *err)
{
    bool chart = figure->table->chart.kind != WW_CHART_NONE && figure->table->n_rows > 0;
    enum ww_rc rc = WW_OK;
    ww_buf_printf(out, "<figure class=\"figure%s\" id=\"%s-%u\">\n", chart ? "" : " direct",
                  chart ? "figure" : "table", figure->number);
    put_caption(figure, chart, out);
    if (chart)
        rc = put_chart(figure, options, out, err);
    char region[48];
    snprintf(region, sizeof region, chart ? "Numbers of figure %u" : "Table %u", figure->number);
    ww_html_table(figure->table, region, out);
    ww_buf_z(out, chart ? "</details>\n" : "");
    put_notes(figure, chart, options, out);
    ww_buf_z(out, "</figure>\n");
    return rc;
}
