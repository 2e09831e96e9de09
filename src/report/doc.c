// SPDX-License-Identifier: Apache-2.0
/* The document model: one list of blocks in reading order.
 *
 * Problem: the same assessment becomes a page, a printed paper and files. Method: chapters only say what stands
 * where; a writer (report/html.h) decides what it looks like. A flat list is enough, because a heading and all
 * that follows it until the next is how people read, and it leaves a chapter's function nothing to close. */
#include "report/doc.h"

#include "base/buf.h"
#include "table/finding.h"

static void remember_nomem(struct ww_doc *doc)
{
    if (!doc->failed)
        doc->failed = ww_fail_nomem(&doc->failure);
}

static const char *copy(struct ww_doc *doc, const char *text)
{
    if (!text || doc->failed)
        return NULL;
    const char *kept = ww_arena_copy(doc->arena, ww_str_of(text));
    if (!kept)
        remember_nomem(doc);
    return kept;
}

struct ww_doc *ww_doc_new(const struct ww_doc_facts *facts)
{
    struct ww_arena *arena = ww_arena_new(0);
    struct ww_doc *doc = arena ? ww_arena_alloc(arena, 1, sizeof *doc) : NULL;
    if (!doc) {
        ww_arena_free(&arena);
        return NULL;
    }
    doc->arena = arena;
    doc->facts = (struct ww_doc_facts){
        .title = copy(doc, facts->title),
        .subtitle = copy(doc, facts->subtitle),
        .partnership = copy(doc, facts->partnership),
        .period = copy(doc, facts->period),
        .marking = copy(doc, facts->marking),
        .banner = copy(doc, facts->banner),
        .made_by = copy(doc, facts->made_by),
    };
    return doc;
}

void ww_doc_free(struct ww_doc **doc)
{
    if (!doc || !*doc)
        return;
    struct ww_arena *arena = (*doc)->arena; /* which holds the document itself */
    ww_arena_free(&arena);
    *doc = NULL;
}

enum ww_rc ww_doc_check(const struct ww_doc *doc, struct ww_err *err)
{
    if (doc->failed && err)
        *err = doc->failure;
    return doc->failed;
}

static struct ww_block *add_block(struct ww_doc *doc, enum ww_block_kind kind)
{
    struct ww_block *block = doc->failed ? NULL : ww_arena_alloc(doc->arena, 1, sizeof *block);
    if (!block) {
        remember_nomem(doc);
        return NULL;
    }
    block->kind = kind;
    if (doc->last_block)
        doc->last_block->next = block;
    else
        doc->blocks = block;
    doc->last_block = block;
    return block;
}

static void add_words(struct ww_doc *doc, enum ww_block_kind kind, const char *id, const char *text)
{
    struct ww_block *block = add_block(doc, kind);
    if (!block)
        return;
    block->id = copy(doc, id);
    block->text = copy(doc, text);
}

static void add_item(struct ww_doc *doc, enum ww_block_kind kind, struct ww_block_item item)
{
    bool joins = doc->last_block && doc->last_block->kind == kind;
    struct ww_block *block = joins ? doc->last_block : add_block(doc, kind);
    struct ww_block_item *added = !block || doc->failed ? NULL : ww_arena_alloc(doc->arena, 1, sizeof *added);
    if (!added) {
        remember_nomem(doc);
        return;
    }
    added->id = copy(doc, item.id);
    added->key = copy(doc, item.key);
    added->text = copy(doc, item.text);
    added->detail = copy(doc, item.detail);
    if (block->last_item)
        block->last_item->next = added;
    else
        block->items = added;
    block->last_item = added;
}

void ww_doc_chapter(struct ww_doc *doc, const char *id, const char *title)
{
    add_words(doc, WW_BLOCK_CHAPTER, id, title);
}

void ww_doc_section(struct ww_doc *doc, const char *id, const char *heading)
{
    add_words(doc, WW_BLOCK_SECTION, id, heading);
}

void ww_doc_subheading(struct ww_doc *doc, const char *text)
{
    add_words(doc, WW_BLOCK_SUBHEADING, NULL, text);
}

void ww_doc_paragraph(struct ww_doc *doc, const char *text)
{
    add_words(doc, WW_BLOCK_PARAGRAPH, NULL, text);
}

void ww_doc_note(struct ww_doc *doc, const char *text)
{
    add_words(doc, WW_BLOCK_NOTE, NULL, text);
}

void ww_doc_warning(struct ww_doc *doc, const char *text)
{
    add_words(doc, WW_BLOCK_WARNING, NULL, text);
}

void ww_doc_figure(struct ww_doc *doc, const struct ww_table *table)
{
    struct ww_block *block = add_block(doc, WW_BLOCK_FIGURE);
    if (block)
        block->table = table;
}

void ww_doc_commentary(struct ww_doc *doc, const char *author, struct ww_str safe_html)
{
    struct ww_block *block = add_block(doc, WW_BLOCK_COMMENTARY);
    if (!block)
        return;
    block->key = copy(doc, author);
    block->text = ww_arena_copy(doc->arena, safe_html);
    if (!block->text)
        remember_nomem(doc);
}

void ww_doc_item(struct ww_doc *doc, const char *text)
{
    add_item(doc, WW_BLOCK_ITEMS, (struct ww_block_item){.text = text});
}

void ww_doc_fact(struct ww_doc *doc, const char *key, const char *value)
{
    add_item(doc, WW_BLOCK_FACTS, (struct ww_block_item){.key = key, .text = value});
}

void ww_doc_headline(struct ww_doc *doc, const char *figure, const char *what, const char *detail,
                     const char *finding_id)
{
    add_item(doc, WW_BLOCK_HEADLINES,
             (struct ww_block_item){.id = finding_id, .key = what, .text = figure, .detail = detail});
}

static void add_finding(struct ww_doc *doc, enum ww_block_kind kind, const struct ww_table *table,
                        const struct ww_finding *finding)
{
    if (doc->failed)
        return;
    struct ww_buf sentence = {0};
    doc->failed = ww_finding_sentence(table, finding, &sentence, &doc->failure);
    const char *id = doc->failed ? NULL : ww_arena_printf(doc->arena, "%s/%s", table->id, finding->id);
    if (id)
        add_item(doc, kind, (struct ww_block_item){.id = id, .text = sentence.data ? sentence.data : ""});
    else
        remember_nomem(doc);
    ww_buf_free(&sentence);
}

void ww_doc_finding(struct ww_doc *doc, const struct ww_table *table, const struct ww_finding *finding)
{
    add_finding(doc, WW_BLOCK_FINDINGS, table, finding);
}

void ww_doc_mention(struct ww_doc *doc, const struct ww_table *table, const struct ww_finding *finding)
{
    add_finding(doc, WW_BLOCK_MENTIONS, table, finding);
}

void ww_doc_mention_words(struct ww_doc *doc, const char *full_id, const char *sentence)
{
    add_item(doc, WW_BLOCK_MENTIONS, (struct ww_block_item){.id = full_id, .text = sentence});
}
