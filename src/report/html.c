// SPDX-License-Identifier: Apache-2.0
/* A document as one web page.
 *
 * Problem: the assessment must open anywhere, for years, by e-mail or from a stick, and print; and nothing in it
 * may reach out or run. Method: one self-contained file; style inside; no script; a content security policy that
 * forbids everything else. The blocks are written straight through; headings nest h1 > h2 chapter > h3 section >
 * h4 figure; landmarks and a skip link; a list of contents where there is more than one chapter. A finding's
 * place is where its chapter states it; every other mention links there. */
#include "report/html.h"

#include "report/escape.h"
#include "report/html_figure.h"
#include "report/html_style.h"

struct page {
    const struct ww_doc *doc;
    const struct ww_html_options *options;
    struct ww_buf *out;
    unsigned chapters, figures, tables;
    bool in_chapter, in_section;
};

static void put_text(struct page *page, const char *text)
{
    ww_html_text(page->out, ww_str_of(text));
}

static void put_element(struct page *page, const char *open, const char *text, const char *close)
{
    if (!text || !*text)
        return;
    ww_buf_z(page->out, open);
    put_text(page, text);
    ww_buf_z(page->out, close);
}

/* ---- Findings and where they are -------------------------------------------------------------------- */

/* Is this the place that links to the finding lead to: the first statement of it in a list of findings? */
static const struct ww_block_item *place_of(const struct ww_doc *doc, const char *id)
{
    for (const struct ww_block *b = doc->blocks; b; b = b->next)
        for (const struct ww_block_item *i = b->kind == WW_BLOCK_FINDINGS ? b->items : NULL; i; i = i->next)
            if (strcmp(i->id, id) == 0)
                return i;
    return NULL;
}

static void put_reference(struct page *page, const char *id)
{
    bool linked = place_of(page->doc, id) != NULL;
    ww_buf_z(page->out, linked ? " <a class=\"ref\" href=\"#" : " <span class=\"ref\">");
    if (linked) {
        ww_html_id(page->out, ww_str_of(id));
        ww_buf_z(page->out, "\">");
    }
    ww_buf_z(page->out, "<span class=\"vh\">Finding </span>[");
    put_text(page, id);
    ww_buf_z(page->out, linked ? "]</a>" : "]</span>");
}

static void put_findings(struct page *page, const struct ww_block *block)
{
    ww_buf_z(page->out, "<ul class=\"findings\">\n");
    for (const struct ww_block_item *i = block->items; i; i = i->next) {
        ww_buf_z(page->out, "<li");
        if (block->kind == WW_BLOCK_FINDINGS && place_of(page->doc, i->id) == i) {
            ww_buf_z(page->out, " id=\"");
            ww_html_id(page->out, ww_str_of(i->id));
            ww_buf_char(page->out, '"');
        }
        ww_buf_char(page->out, '>');
        put_text(page, i->text);
        put_reference(page, i->id);
        ww_buf_z(page->out, "</li>\n");
    }
    ww_buf_z(page->out, "</ul>\n");
}

/* ---- The other blocks --------------------------------------------------------------------------------- */

static void put_items(struct page *page, const struct ww_block *block)
{
    ww_buf_z(page->out, "<ul>\n");
    for (const struct ww_block_item *i = block->items; i; i = i->next)
        put_element(page, "<li>", i->text, "</li>\n");
    ww_buf_z(page->out, "</ul>\n");
}

static void put_facts(struct page *page, const struct ww_block *block)
{
    ww_buf_z(page->out, "<dl class=\"facts\">\n");
    for (const struct ww_block_item *i = block->items; i; i = i->next) {
        ww_buf_z(page->out, "<dt>");
        put_text(page, i->key);
        ww_buf_z(page->out, "</dt><dd>");
        put_text(page, i->text);
        ww_buf_z(page->out, "</dd>\n");
    }
    ww_buf_z(page->out, "</dl>\n");
}

static void put_headlines(struct page *page, const struct ww_block *block)
{
    ww_buf_z(page->out, "<ul class=\"headlines\">\n");
    for (const struct ww_block_item *i = block->items; i; i = i->next) {
        ww_buf_z(page->out, "<li>");
        put_element(page, "<span class=\"figure-big\">", i->text, "</span> ");
        put_element(page, "<span class=\"what\">", i->key, "</span> ");
        put_element(page, "<span class=\"detail\">", i->detail, "</span>");
        if (i->id)
            put_reference(page, i->id);
        ww_buf_z(page->out, "</li>\n");
    }
    ww_buf_z(page->out, "</ul>\n");
}

static void put_commentary(struct page *page, const struct ww_block *block)
{
    ww_buf_z(page->out, "<div class=\"commentary\">\n");
    put_element(page, "<p class=\"by\">", block->key ? block->key : "Analyst’s commentary", "</p>\n");
    ww_buf_z(page->out, block->text ? block->text : "");
    ww_buf_z(page->out, "</div>\n");
}

static void end_chapter(struct page *page)
{
    if (page->in_chapter)
        ww_buf_z(page->out, "</section>\n");
    page->in_chapter = page->in_section = false;
}

static void put_chapter(struct page *page, const struct ww_block *block)
{
    end_chapter(page);
    page->in_chapter = true;
    page->chapters++;
    ww_buf_z(page->out, "<section class=\"chapter\" id=\"chapter-");
    ww_html_id(page->out, ww_str_of(block->id));
    ww_buf_printf(page->out, "\" aria-labelledby=\"heading-%u\">\n<h2 id=\"heading-%u\">", page->chapters,
                  page->chapters);
    if (!ww_str_starts(ww_str_of(block->text), WW_STR("Appendix "))) /* which says itself which it is */
        ww_buf_printf(page->out, "<span class=\"count\">Chapter %u</span> ", page->chapters);
    put_text(page, block->text);
    ww_buf_z(page->out, "</h2>\n");
}

static void put_section(struct page *page, const struct ww_block *block)
{
    page->in_section = true;
    ww_buf_z(page->out, "<h3 id=\"section-");
    ww_html_id(page->out, ww_str_of(block->id));
    ww_buf_z(page->out, "\">");
    put_text(page, block->text);
    ww_buf_z(page->out, "</h3>\n");
}

static enum ww_rc put_figure(struct page *page, const struct ww_block *block, struct ww_err *err)
{
    bool chart = block->table->chart.kind != WW_CHART_NONE && block->table->n_rows > 0;
    struct ww_html_figure figure = {
        .table = block->table,
        .number = chart ? ++page->figures : ++page->tables,
        .heading_level = page->in_section   ? 4
                         : page->in_chapter ? 3
                                            : 2,
    };
    return ww_html_put_figure(&figure, page->options, page->out, err);
}

static enum ww_rc put_block(struct page *page, const struct ww_block *block, struct ww_err *err)
{
    const char *level = page->in_section ? "4" : "3";
    switch (block->kind) {
    case WW_BLOCK_CHAPTER: put_chapter(page, block); break;
    case WW_BLOCK_SECTION: put_section(page, block); break;
    case WW_BLOCK_SUBHEADING:
        ww_buf_printf(page->out, "<h%s>", level);
        put_text(page, block->text);
        ww_buf_printf(page->out, "</h%s>\n", level);
        break;
    case WW_BLOCK_PARAGRAPH: put_element(page, "<p class=\"text\">", block->text, "</p>\n"); break;
    case WW_BLOCK_NOTE: put_element(page, "<div class=\"note\"><p>", block->text, "</p></div>\n"); break;
    case WW_BLOCK_WARNING:
        put_element(page, "<div class=\"warning\"><p><strong>Warning.</strong> ", block->text,
                    "</p></div>\n");
        break;
    case WW_BLOCK_ITEMS: put_items(page, block); break;
    case WW_BLOCK_FINDINGS:
    case WW_BLOCK_MENTIONS: put_findings(page, block); break;
    case WW_BLOCK_FACTS: put_facts(page, block); break;
    case WW_BLOCK_HEADLINES: put_headlines(page, block); break;
    case WW_BLOCK_FIGURE: return put_figure(page, block, err);
    case WW_BLOCK_COMMENTARY: put_commentary(page, block); break;
    }
    return WW_OK;
}

/* ---- The frame ---------------------------------------------------------------------------------------- */

static void put_head(struct page *page)
{
    const struct ww_doc_facts *facts = &page->doc->facts;
    ww_buf_z(page->out, "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                        "style-src 'unsafe-inline'; img-src data:\">\n"
                        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    put_text(page, facts->title);
    put_element(page, ": ", facts->period, "");
    put_element(page, " – ", facts->partnership, "");
    ww_buf_z(page->out, "</title>\n<style>\n");
    ww_buf_z(page->out, ww_html_style);
    ww_buf_z(page->out, "@page{@bottom-right{content:counter(page) \" of \" counter(pages);font:9pt arial,"
                        "sans-serif}");
    if (facts->marking) {
        ww_buf_z(page->out, "@top-center{font:700 9pt arial,sans-serif;letter-spacing:.08em;content:");
        ww_css_string(page->out, ww_str_of(facts->marking));
        ww_buf_char(page->out, '}');
    }
    if (facts->banner) {
        ww_buf_z(page->out, "@bottom-left{font:9pt arial,sans-serif;content:");
        ww_css_string(page->out, ww_str_of(facts->banner));
        ww_buf_char(page->out, '}');
    }
    ww_buf_z(page->out, "}\n</style>\n</head>\n");
}

static void put_top(struct page *page)
{
    const struct ww_doc_facts *facts = &page->doc->facts;
    ww_buf_z(page->out, "<body>\n<a class=\"skip\" href=\"#main\">Skip to main content</a>\n<header>\n"
                        "<div class=\"top\"><div class=\"width\">\n");
    put_element(page, "<span class=\"org\">", facts->partnership, "</span>\n");
    put_element(page, "<span class=\"marking\">", facts->marking, "</span>\n");
    ww_buf_z(page->out, "</div></div>\n");
    put_element(page, "<div class=\"banner\"><div class=\"width\"><strong>Please note</strong> ",
                facts->banner, "</div></div>\n");
    ww_buf_z(page->out, "</header>\n<main id=\"main\" class=\"width\">\n<div class=\"masthead\">\n");
    put_element(page, "<h1>", facts->title, "</h1>\n");
    put_element(page, "<p class=\"period\">", facts->period, "</p>\n");
    put_element(page, "<p class=\"lede\">", facts->subtitle, "</p>\n");
    ww_buf_z(page->out, "</div>\n");
}

static void put_link(struct page *page, const char *prefix, const struct ww_block *block)
{
    ww_buf_printf(page->out, "<a href=\"#%s", prefix);
    ww_html_id(page->out, ww_str_of(block->id));
    ww_buf_z(page->out, "\">");
    put_text(page, block->text);
    ww_buf_z(page->out, "</a>");
}

static void put_contents(struct page *page)
{
    unsigned chapters = 0;
    for (const struct ww_block *b = page->doc->blocks; b; b = b->next)
        chapters += b->kind == WW_BLOCK_CHAPTER;
    if (chapters < 2)
        return;
    bool in_chapter = false, in_list = false;
    const char *chapter = "";
    ww_buf_z(page->out,
             "<nav class=\"contents\" aria-labelledby=\"contents\">\n<h2 id=\"contents\">Contents</h2>\n"
             "<ol>\n");
    for (const struct ww_block *b = page->doc->blocks; b; b = b->next) {
        if (b->kind == WW_BLOCK_CHAPTER) {
            ww_buf_z(page->out, in_list ? "</ul></details></li>\n" : in_chapter ? "</li>\n" : "");
            ww_buf_z(page->out, "<li>");
            put_link(page, "chapter-", b);
            chapter = b->text;
            in_chapter = true;
            in_list = false;
        } else if (b->kind == WW_BLOCK_SECTION && in_chapter) {
            if (!in_list) {
                put_element(page, "<details><summary>Sections<span class=\"vh\"> of ", chapter,
                            "</span></summary>\n<ul>\n");
            }
            ww_buf_z(page->out, "<li>");
            put_link(page, "section-", b);
            ww_buf_z(page->out, "</li>\n");
            in_list = true;
        }
    }
    ww_buf_z(page->out, in_list ? "</ul></details></li>\n" : "</li>\n");
    ww_buf_z(page->out, "</ol>\n</nav>\n");
}

static void put_foot(struct page *page)
{
    const struct ww_doc_facts *facts = &page->doc->facts;
    ww_buf_z(page->out, "</main>\n<footer class=\"foot\"><div class=\"width\">\n");
    put_element(page, "<p>", facts->partnership, "</p>\n");
    put_element(page, "<p>", facts->made_by, "</p>\n");
    ww_buf_z(page->out,
             "<p>The words in square brackets after a finding name it: <code>watchward explain</code> "
             "with that name prints the method, the extracts and the rows behind the figure.</p>\n");
    put_element(page, "<p>", facts->banner, "</p>\n");
    put_element(page, "<p><strong>", facts->marking, "</strong></p>\n");
    ww_buf_z(page->out, "</div></footer>\n</body>\n</html>\n");
}

enum ww_rc ww_html_page(const struct ww_doc *doc, const struct ww_html_options *options, struct ww_buf *out,
                        struct ww_err *err)
{
    static const struct ww_html_options plain = {0};
    struct page page = {.doc = doc, .options = options ? options : &plain, .out = out};
    enum ww_rc rc = ww_doc_check(doc, err);
    if (rc)
        return rc;
    put_head(&page);
    put_top(&page);
    put_contents(&page);
    for (const struct ww_block *b = doc->blocks; b && !rc; b = b->next)
        rc = put_block(&page, b, err);
    end_chapter(&page);
    put_foot(&page);
    return rc ? rc : ww_buf_check(out, err);
}
