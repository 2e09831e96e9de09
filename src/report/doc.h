// SPDX-License-Identifier: Apache-2.0
#ifndef WW_REPORT_DOC_H
#define WW_REPORT_DOC_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "table/table.h"

/* A document before it has a format: chapters, sections and what stands in them, in reading order. It owns its
 * words (copied into one arena) and borrows its tables, which must live longer.
 *
 * Adding never returns an error each: the first failure is remembered and ww_doc_check says it once. What is
 * added goes to the end: a section belongs to the chapter before it, a block to the section before it. */

struct ww_doc_facts {
    const char *title;       /* "Strategic assessment of crime and disorder": the page's one h1 */
    const char *subtitle;    /* NULL or one sentence under it */
    const char *partnership; /* "Sample Community Safety Partnership" */
    const char *period;      /* in words: "July 2017 to June 2018, compared with July 2016 to June 2017" */
    const char *marking;     /* "OFFICIAL"; NULL = none. On every page, and every sheet in print */
    const char *banner;      /* "Synthetic sample data: not about any real place or person"; NULL = none */
    const char *made_by;     /* for the foot: "Watchward 0.1.0, from 7 extracts"; NULL = none */
};

enum ww_block_kind {
    WW_BLOCK_CHAPTER,    /* id, text = title */
    WW_BLOCK_SECTION,    /* id, text = heading */
    WW_BLOCK_SUBHEADING, /* text */
    WW_BLOCK_PARAGRAPH,  /* text */
    WW_BLOCK_NOTE,       /* text, set apart */
    WW_BLOCK_WARNING,    /* text, set apart, and read out as a warning */
    WW_BLOCK_ITEMS,      /* items: text */
    WW_BLOCK_FINDINGS,   /* items: text = sentence, id = full id of the finding; the place links lead to */
    WW_BLOCK_MENTIONS,   /* items: the same, as links to that place (the summary at the front) */
    WW_BLOCK_FACTS,      /* items: key, text */
    WW_BLOCK_HEADLINES,  /* items: text = the figure, key = what it is, detail, id of a finding or NULL */
    WW_BLOCK_FIGURE,     /* table, drawn by its own description and with its numbers below */
    WW_BLOCK_COMMENTARY, /* text = safe HTML made by report/markdown.h; key = whose */
};

struct ww_block_item {
    const char *id, *key, *text, *detail; /* NULL where the kind has no use for it */
    struct ww_block_item *next;
};

struct ww_block {
    enum ww_block_kind kind;
    const char *id, *key, *text;
    const struct ww_table *table;
    struct ww_block_item *items, *last_item;
    struct ww_block *next;
};

struct ww_doc {
    struct ww_arena *arena;
    enum ww_rc failed;
    struct ww_err failure;
    struct ww_doc_facts facts;
    struct ww_block *blocks, *last_block;
};

struct ww_doc *ww_doc_new(const struct ww_doc_facts *facts); /* copied; NULL when there is no memory */
void ww_doc_free(struct ww_doc **doc);
enum ww_rc WW_MUST_CHECK ww_doc_check(const struct ww_doc *doc, struct ww_err *err);

/* Ids: [A-Za-z0-9/-]+, unique in the document. */
void ww_doc_chapter(struct ww_doc *doc, const char *id, const char *title);
void ww_doc_section(struct ww_doc *doc, const char *id, const char *heading);
void ww_doc_subheading(struct ww_doc *doc, const char *text);
void ww_doc_paragraph(struct ww_doc *doc, const char *text);
void ww_doc_note(struct ww_doc *doc, const char *text);
void ww_doc_warning(struct ww_doc *doc, const char *text);
void ww_doc_figure(struct ww_doc *doc, const struct ww_table *table); /* the table is borrowed */
void ww_doc_commentary(struct ww_doc *doc, const char *author,
                       struct ww_str safe_html); /* author may be NULL */

/* These join the block before them when it is of the same kind: call one after the other. */
void ww_doc_item(struct ww_doc *doc, const char *text);
void ww_doc_fact(struct ww_doc *doc, const char *key, const char *value);
void ww_doc_headline(struct ww_doc *doc, const char *figure, const char *what, const char *detail,
                     const char *finding_id);
/* The sentence is written from the table's cells now. Its full id is "<table id>/<finding id>". */
void ww_doc_finding(struct ww_doc *doc, const struct ww_table *table, const struct ww_finding *finding);
void ww_doc_mention(struct ww_doc *doc, const struct ww_table *table, const struct ww_finding *finding);
/* The same from words kept elsewhere (a findings file). */
void ww_doc_mention_words(struct ww_doc *doc, const char *full_id, const char *sentence);

#endif
