// SPDX-License-Identifier: Apache-2.0
/* A page with every kind of block and chart: well-formed, ids unique, links lead somewhere, hostile words come out
 * as words. WW_TEST_PAGE=FILE keeps the page, to look at it. */
#include "ww_test.h"

#include "base/file.h"
#include "report/html.h"
#include "report/markdown.h"

#include "report_fixture.h"

#define HOSTILE  "\"><script>alert('x')</script>&\x01\xff\n"
#define N_TABLES 8

static void make_tables(struct ww_table *tables[N_TABLES])
{
    tables[0] = fixture_line();
    tables[1] = fixture_change();
    tables[2] = fixture_bars();
    tables[3] = fixture_signed_bars();
    tables[4] = fixture_matrix();
    tables[5] = fixture_curve();
    tables[6] = fixture_map();
    tables[7] = fixture_change();
    tables[7]->id = "plain";
    tables[7]->chart.kind = WW_CHART_NONE;
}

static void free_tables(struct ww_table *tables[N_TABLES])
{
    for (size_t i = 0; i < N_TABLES; i++)
        ww_table_free(&tables[i]);
}

static struct ww_doc *make_doc(struct ww_table *const tables[N_TABLES])
{
    struct ww_doc *doc = ww_doc_new(&(struct ww_doc_facts){
        .title = "Strategic assessment of crime and disorder",
        .subtitle = "What changed, where, and what the partnership may want to do about it.",
        .partnership = "Sample Community Safety Partnership",
        .period = "July 2017 to June 2018, compared with the year before",
        .marking = "OFFICIAL",
        .banner = "Synthetic sample data: not about any real place or person.",
        .made_by = "Watchward 0.1.0, from 7 extracts.",
    });
    ww_doc_chapter(doc, "summary", "Summary");
    ww_doc_headline(doc, "58,627", "offences recorded", "Up 9.2% on the year before; beyond chance",
                    "volume/peak");
    ww_doc_headline(doc, "161 a day", "on average", "147 a day the year before", NULL);
    ww_doc_headline(doc, "£279.8 million", "cost to society", "Of which a third falls to individuals", NULL);
    for (size_t f = 0; f < tables[0]->n_findings; f++)
        ww_doc_mention(doc, tables[0], &tables[0]->findings[f]);
    ww_doc_mention(doc, tables[1], &tables[1]->findings[0]);
    ww_doc_chapter(doc, "overview", "Overview of crime");
    struct ww_buf html = {0};
    CHECK_RC(ww_markdown_html(
                 WW_STR("# What lies behind it\n\nThe rise in *theft from the person* began in the "
                        "autumn. See <b>raw</b> and [a note](https://example.org/).\n\n- one\n- two\n"),
                 3, &html, NULL),
             WW_OK);
    ww_doc_commentary(doc, NULL, ww_buf_view(&html));
    ww_buf_free(&html);
    ww_doc_section(doc, "volume", "How much crime, month by month");
    for (size_t f = 0; f < tables[0]->n_findings; f++)
        ww_doc_finding(doc, tables[0], &tables[0]->findings[f]);
    ww_doc_paragraph(
        doc, "Months differ in length, so they are compared by the day. The steadier line is the average of "
             "the twelve months up to each point.");
    ww_doc_figure(doc, tables[0]);
    ww_doc_section(doc, "change", "What changed");
    ww_doc_finding(doc, tables[1], &tables[1]->findings[0]);
    for (size_t i = 1; i < 5; i++)
        ww_doc_figure(doc, tables[i]);
    ww_doc_chapter(doc, "location", "Location");
    ww_doc_warning(doc, "Two areas are not shown, so that no person can be recognised.");
    ww_doc_section(doc, "areas", "Where crime gathers");
    ww_doc_figure(doc, tables[6]);
    ww_doc_figure(doc, tables[5]);
    ww_doc_chapter(doc, "data", "Data used, and its limits");
    ww_doc_note(doc, "Figures follow recording rules and operational choices.");
    ww_doc_fact(doc, "Evidence", "7 extracts, 1,204,331 records");
    ww_doc_fact(doc, "Method", "Counts by calendar month, Europe/London");
    ww_doc_subheading(doc, "In full");
    ww_doc_item(doc, "An item");
    ww_doc_item(doc, "Another item");
    ww_doc_figure(doc, tables[7]);
    return doc;
}

static struct ww_buf render(const struct ww_doc *doc, const struct ww_map_areas *shapes)
{
    struct ww_buf page = {0};
    struct ww_err err = {0};
    struct ww_html_options options = {.shapes = shapes, .tables_folder = "tables"};
    if (!CHECK_RC(ww_html_page(doc, &options, &page, &err), WW_OK))
        printf("%s\n", err.message);
    return page;
}

WW_TEST(a_page_with_everything_is_well_formed)
{
    struct ww_table *tables[N_TABLES];
    make_tables(tables);
    for (size_t i = 0; i < N_TABLES; i++) {
        struct ww_err err = {0};
        if (!CHECK_RC(ww_table_validate(tables[i], &err), WW_OK))
            printf("%s\n", err.message);
    }
    struct ww_doc *doc = make_doc(tables);
    struct ww_buf page = render(doc, fixture_shapes());
    const char *fault = markup_fault(page.data);
    if (!CHECK(fault == NULL))
        printf("at: %.200s\n", fault);
    CHECK_INT(markup_count(page.data, "<h1>"), 1);
    CHECK_INT(markup_count(page.data, "<svg "), 7);
    CHECK_INT(markup_count(page.data, "role=\"img\""), 7);
    CHECK_INT(markup_count(page.data, "<details>"), 9); /* 7 figures, the sections of 2 chapters */
    CHECK_INT(markup_count(page.data, "<table>"), 8);
    CHECK_INT(markup_count(page.data, "<script"), 0);
    CHECK_INT(markup_count(page.data, "http://"), 0);
    CHECK_INT(markup_count(page.data, "<main "), 1);
    CHECK(strstr(page.data, "lang=\"en-GB\"") != NULL);
    CHECK(strstr(page.data, "default-src 'none'; style-src 'unsafe-inline'; img-src data:") != NULL);
    CHECK(strstr(page.data, "href=\"tables/areas-lsoa.csv\"") != NULL);
    const char *keep = getenv("WW_TEST_PAGE");
    if (keep)
        CHECK_RC(ww_file_write(keep, ww_buf_view(&page), NULL), WW_OK);
    ww_buf_free(&page);
    ww_doc_free(&doc);
    free_tables(tables);
}

/* Every id once; every href="#…" has its id. */
WW_TEST(ids_are_unique_and_links_lead_somewhere)
{
    struct ww_table *tables[N_TABLES];
    make_tables(tables);
    struct ww_doc *doc = make_doc(tables);
    struct ww_buf page = render(doc, NULL);
    size_t ids = 0, links = 0;
    for (const char *p = page.data; (p = strstr(p, " id=\"")); p++, ids++) {
        char id[160];
        size_t len = strcspn(p + 5, "\"") + 6;
        snprintf(id, sizeof id, "%.*s", (int)len, p);
        if (!CHECK_INT(markup_count(page.data, id), 1))
            printf("%s\n", id);
    }
    for (const char *p = page.data; (p = strstr(p, "href=\"#")); p++, links++) {
        char id[160];
        snprintf(id, sizeof id, " id=\"%.*s\"", (int)strcspn(p + 7, "\""), p + 7);
        if (!CHECK_INT(markup_count(page.data, id), 1))
            printf("%s\n", id);
    }
    CHECK(ids > 20 && links > 10);
    ww_buf_free(&page);
    ww_doc_free(&doc);
    free_tables(tables);
}

WW_TEST(the_same_document_is_the_same_bytes)
{
    struct ww_table *tables[N_TABLES];
    make_tables(tables);
    struct ww_doc *doc = make_doc(tables), *again = make_doc(tables);
    struct ww_buf first = render(doc, fixture_shapes()), second = render(again, fixture_shapes());
    CHECK_BYTES(first.data, first.len, second.data, second.len);
    ww_buf_free(&first);
    ww_buf_free(&second);
    ww_doc_free(&doc);
    ww_doc_free(&again);
    free_tables(tables);
}

static void make_hostile(struct ww_table *t)
{
    t->title = t->subtitle = t->chart.title = t->chart.subtitle = HOSTILE;
    for (size_t c = 0; c < t->n_columns; c++)
        t->columns[c].title = HOSTILE;
    for (size_t r = 0; r < t->n_rows; r++)
        for (size_t c = 0; c < t->n_columns; c++)
            if (t->columns[c].type == WW_COLUMN_TEXT)
                t->rows[r].cells[c].text = HOSTILE;
    ww_table_note(t, "%s", HOSTILE);
    ww_table_finding(t, "hostile", 1, NULL, HOSTILE);
    ww_table_used(
        t,
        &(struct ww_used_extract){
            .source = HOSTILE, .vintage = HOSTILE, .period = HOSTILE, .sha256 = HOSTILE, .owner = HOSTILE});
    t->provenance.measure = t->provenance.filter = HOSTILE;
}

WW_TEST(hostile_words_come_out_as_words)
{
    struct ww_table *tables[N_TABLES];
    make_tables(tables);
    struct ww_doc *doc = ww_doc_new(&(struct ww_doc_facts){.title = HOSTILE,
                                                           .subtitle = HOSTILE,
                                                           .partnership = HOSTILE,
                                                           .period = HOSTILE,
                                                           .marking = HOSTILE "</style>",
                                                           .banner = HOSTILE,
                                                           .made_by = HOSTILE});
    for (size_t i = 0; i < N_TABLES; i++) {
        make_hostile(tables[i]);
        ww_doc_chapter(doc, HOSTILE, HOSTILE);
        ww_doc_section(doc, HOSTILE, HOSTILE);
        ww_doc_finding(doc, tables[i], &tables[i]->findings[tables[i]->n_findings - 1]);
        ww_doc_mention_words(doc, HOSTILE, HOSTILE);
        ww_doc_headline(doc, HOSTILE, HOSTILE, HOSTILE, HOSTILE);
        ww_doc_fact(doc, HOSTILE, HOSTILE);
        ww_doc_item(doc, HOSTILE);
        ww_doc_note(doc, HOSTILE);
        ww_doc_warning(doc, HOSTILE);
        ww_doc_subheading(doc, HOSTILE);
        ww_doc_commentary(doc, HOSTILE, WW_STR("<p>fine</p>"));
        ww_doc_figure(doc, tables[i]);
    }
    struct ww_buf page = render(doc, fixture_shapes());
    const char *fault = markup_fault(page.data);
    if (!CHECK(fault == NULL))
        printf("at: %.200s\n", fault);
    CHECK_INT(markup_count(page.data, "<script"), 0);
    CHECK_INT(markup_count(page.data, "</style"), 1);
    ww_buf_free(&page);
    ww_doc_free(&doc);
    free_tables(tables);
}

WW_TEST(a_finding_that_does_not_resolve_fails_the_document)
{
    struct ww_table *table = fixture_line();
    ww_table_finding(table, "wrong", 1, NULL, "{nothing.daily}");
    struct ww_doc *doc = ww_doc_new(&(struct ww_doc_facts){.title = "T"});
    ww_doc_finding(doc, table, &table->findings[table->n_findings - 1]);
    ww_doc_paragraph(doc, "After the failure nothing is added.");
    struct ww_buf page = {0};
    struct ww_err err = {0};
    CHECK_RC(ww_html_page(doc, NULL, &page, &err), WW_E_USAGE);
    CHECK(strstr(err.message, "{nothing.daily}") != NULL);
    CHECK_INT(page.len, 0);
    ww_doc_free(&doc);
    ww_table_free(&table);
}
