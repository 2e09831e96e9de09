// SPDX-License-Identifier: Apache-2.0
/* The document model: order kept, items joined, words copied, the first failure remembered. */
#include "ww_test.h"

#include "base/checked.h"
#include "report/doc.h"

WW_TEST(blocks_keep_their_order_and_their_words)
{
    char words[] = "first";
    struct ww_doc *doc = ww_doc_new(&(struct ww_doc_facts){.title = words});
    ww_doc_chapter(doc, "overview", words);
    ww_doc_paragraph(doc, words);
    words[0] = 'F';
    CHECK_STR(doc->facts.title, "first");
    CHECK_STR(doc->blocks->text, "first");
    CHECK_STR(doc->blocks->id, "overview");
    CHECK_INT(doc->blocks->kind, WW_BLOCK_CHAPTER);
    CHECK_INT(doc->blocks->next->kind, WW_BLOCK_PARAGRAPH);
    CHECK(doc->blocks->next->next == NULL);
    CHECK_RC(ww_doc_check(doc, NULL), WW_OK);
    ww_doc_free(&doc);
    CHECK(doc == NULL);
    ww_doc_free(&doc);
}

WW_TEST(items_join_the_block_before_them)
{
    struct ww_doc *doc = ww_doc_new(&(struct ww_doc_facts){.title = "T"});
    ww_doc_item(doc, "a");
    ww_doc_item(doc, "b");
    ww_doc_fact(doc, "k", "v");
    ww_doc_item(doc, "c");
    const struct ww_block *first = doc->blocks;
    CHECK_STR(first->items->text, "a");
    CHECK_STR(first->items->next->text, "b");
    CHECK(first->items->next->next == NULL);
    CHECK_INT(first->next->kind, WW_BLOCK_FACTS);
    CHECK_STR(first->next->items->key, "k");
    CHECK_STR(first->next->next->items->text, "c");
    ww_doc_free(&doc);
}

WW_TEST(a_finding_is_written_from_its_cells_with_its_full_id)
{
    static const struct ww_column columns[] = {
        {.name = "n", .title = "N", .type = WW_COLUMN_NUMBER, .unit = WW_UNIT_COUNT, .decimals = -1}};
    struct ww_table *t = ww_table_new("areas-ward", columns, 1);
    ww_table_set_number(t, ww_table_add_row(t, "total", WW_ROW_TOTAL, 0), "n", 58627);
    ww_table_finding(t, "total/count", 1, "total", "There were {total.n}.");
    struct ww_doc *doc = ww_doc_new(&(struct ww_doc_facts){.title = "T"});
    ww_doc_finding(doc, t, &t->findings[0]);
    CHECK_STR(doc->blocks->items->id, "areas-ward/total/count");
    CHECK_STR(doc->blocks->items->text, "There were 58,627.");
    ww_doc_free(&doc);
    ww_table_free(&t);
}

WW_TEST(no_memory_at_any_point_is_survived)
{
    char long_text[5000];
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    bool whole = false;
    for (unsigned long n = 1; !whole && n < 100; n++) {
        ww_mem_fail_after(n);
        struct ww_doc *doc = ww_doc_new(&(struct ww_doc_facts){.title = "T", .period = "P"});
        for (int i = 0; doc && i < 100; i++) {
            ww_doc_paragraph(doc, long_text);
            ww_doc_item(doc, long_text);
        }
        whole = doc && ww_doc_check(doc, NULL) == WW_OK;
        if (doc && !whole)
            CHECK_RC(ww_doc_check(doc, NULL), WW_E_NOMEM);
        ww_mem_fail_after(0);
        ww_doc_free(&doc);
    }
    CHECK(whole);
}
