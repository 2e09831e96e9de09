// SPDX-License-Identifier: Apache-2.0
/* The front: what matters most, in one page. Nothing here is typed: headline figures and summary are cells and
 * findings of the chapters that follow. */
#include <stdlib.h>

#include "assess/chapter.h"
#include "assess/gaps.h"
#include "measure/words.h"
#include "table/finding.h"

#define SUMMARY_PER_CHAPTER 5
#define CHANCE              0.05

struct headline {
    const char *section, *row, *column;
    const char *figure; /* as in a sentence (table/finding.h) */
    const char *what;   /* NULL = "on the year before", as the period of comparison is called */
    const char *finding;
};

static const struct headline headlines[] = {
    {"change", "total", "count_now", "{total.count_now}", "offences recorded in the period",
     "change/total/change"},
    {"change", "total", "change_pct", "{total.change_pct|change}", NULL, "change/total/change"},
    {"volume", "this-period", "per_day", "{this-period.per_day}", "offences a day",
     "volume/total/daily-average"},
    {"share", "total", "share_now_pct", "{total.share_now_pct}", "of the force's crime", "share/total/share"},
    {"cost", "total", "total_gbp", "{total.total_gbp}", "estimated cost to society", "cost/total/cost"},
};

static void capitalise(struct ww_buf *text)
{
    if (text->len && text->data[0] >= 'a' && text->data[0] <= 'z')
        text->data[0] = (char)(text->data[0] - 'a' + 'A');
}

static enum ww_rc add_headline(struct ww_composition *c, const struct headline *h, struct ww_err *err)
{
    const struct ww_answer *answer = ww_compose_answer(c, h->section);
    const struct ww_cell *cell = answer ? ww_table_cell(answer->table, h->row, h->column) : NULL;
    if (!cell || !cell->present)
        return WW_OK;
    const struct ww_finding figure = {.id = h->finding, .text = h->figure};
    const struct ww_ask ask = {.arena = c->arena, .period = c->request->period};
    struct ww_buf text = {.max = 200};
    enum ww_rc rc = ww_finding_sentence(answer->table, &figure, &text, err);
    capitalise(&text);
    if (!rc)
        ww_doc_headline(c->doc, text.data,
                        h->what ? h->what
                                : ww_compose_text(c, "on %s", ww_words_before(&ask, c->request->compare)),
                        NULL, h->finding);
    ww_buf_free(&text);
    return rc;
}

struct candidate {
    const struct ww_answer *answer;
    const struct ww_finding *finding;
    size_t order;
};

static int weightiest_first(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->finding->weight > y->finding->weight)
        return -1;
    if (x->finding->weight < y->finding->weight)
        return 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static int as_printed(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    return x->order < y->order ? -1 : x->order > y->order;
}

/* What chance could explain is no news, and a daily average repeats the total. */
static bool is_news(const struct ww_answer *answer, const struct ww_finding *finding)
{
    if (ww_str_eqz(ww_str_of(answer->section->measure), "volume"))
        return false;
    const struct ww_cell *p = finding->row ? ww_table_cell(answer->table, finding->row, "p_value") : NULL;
    return !p || !p->present || p->number < CHANCE;
}

/* All findings of a chapter that may stand in the summary, the weightiest first. */
static size_t findings_of(const struct ww_composition *c, const struct ww_chapter *chapter,
                          struct candidate *out)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_answers; i++) {
        const struct ww_answer *answer = &c->answers[i];
        if (!answer->table || answer->section->detail || !ww_str_eqz(ww_str_of(answer->chapter), chapter->id))
            continue;
        for (size_t f = 0; f < answer->table->n_findings; f++)
            if (is_news(answer, &answer->table->findings[f])) {
                out[n] = (struct candidate){answer, &answer->table->findings[f], n};
                n++;
            }
    }
    qsort(out, n, sizeof *out, weightiest_first);
    return n;
}

/* Keeps the first few, one of a section, of the change in crime two; how many. */
static size_t choose(struct candidate *all, size_t n, size_t most)
{
    size_t chosen = 0;
    for (size_t i = 0; i < n && chosen < most; i++) {
        size_t told = 0;
        for (size_t k = 0; k < chosen; k++)
            told += all[k].answer == all[i].answer;
        if (told < (ww_str_eqz(ww_str_of(all[i].answer->section->id), "change") ? 2 : 1))
            all[chosen++] = all[i];
    }
    qsort(all, chosen, sizeof *all, as_printed);
    return chosen;
}

/* A finding of a section about part of the records does not say which part; its heading does. */
static enum ww_rc mention(struct ww_composition *c, const struct candidate *chosen, struct ww_err *err)
{
    const struct ww_section *section = chosen->answer->section;
    const struct ww_table *table = chosen->answer->table;
    if (!section->where[0].field || ww_str_eqz(ww_str_of(section->measure), "change")) {
        ww_doc_mention(c->doc, table, chosen->finding);
        return WW_OK;
    }
    struct ww_buf sentence = {.max = 4096};
    enum ww_rc rc = ww_finding_sentence(table, chosen->finding, &sentence, err);
    if (!rc)
        ww_doc_mention_words(c->doc, ww_compose_text(c, "%s/%s", table->id, chosen->finding->id),
                             ww_compose_text(c, "%s: %s", section->heading, sentence.data));
    ww_buf_free(&sentence);
    return rc;
}

static enum ww_rc summarise(struct ww_composition *c, const struct ww_chapter *chapter,
                            struct candidate *room, struct ww_err *err)
{
    const size_t n = choose(room, findings_of(c, chapter, room), SUMMARY_PER_CHAPTER);
    enum ww_rc rc = WW_OK;
    if (n)
        ww_doc_subheading(c->doc, chapter->title);
    for (size_t i = 0; i < n && !rc; i++)
        rc = mention(c, &room[i], err);
    return rc;
}

/* Of each chapter the weightiest findings, one of a section. The pages of wards go into detail and are left out. */
static enum ww_rc add_summary(struct ww_composition *c, struct ww_err *err)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_answers; i++)
        n += c->answers[i].table ? c->answers[i].table->n_findings : 0;
    struct candidate *room = ww_arena_alloc(c->arena, n, sizeof *room);
    if (!room)
        return ww_fail_nomem(err);
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < c->n_chapters && !rc; i++)
        if (c->chapters[i].each == WW_EACH_DOCUMENT)
            rc = summarise(c, &c->chapters[i], room, err);
    return rc;
}

static void add_gaps(struct ww_composition *c)
{
    size_t count, used = 0;
    const struct ww_extract_record *extracts = ww_context_extracts(c->context, &count);
    const struct ww_period both = {c->request->compare.first_day, c->request->period.end_day};
    for (size_t i = 0; i < count; i++)
        used += ww_gaps_uses(c, &extracts[i]);
    ww_doc_section(c->doc, "front/data", "Data used, and its gaps");
    ww_doc_paragraph(
        c->doc, ww_compose_text(
                    c,
                    "The figures were counted from %zu of the %zu extracts supplied; the others say where "
                    "areas lie, or have no part in this document yet. The appendix lists who supplied each, "
                    "for which period, how complete it is and what it cannot say.",
                    used, count));
    const char *totals = ww_gaps_totals(c);
    if (*totals)
        ww_doc_item(c->doc, ww_compose_text(
                                c,
                                "Chapters draw on different counts of the same crimes, whose totals for the "
                                "period differ: %s. Under each figure stands which one it is from.",
                                totals));
    for (size_t i = 0; i < count; i++) {
        const char *months = ww_gaps_uses(c, &extracts[i]) && ww_extract_months_matter(&extracts[i])
                                 ? ww_gaps_months(c, extracts[i].missing_months, &both)
                                 : "";
        if (*months)
            ww_doc_item(c->doc, ww_compose_text(c, "%s: nothing was supplied for %s.",
                                                ww_gaps_title(c, extracts[i].source), months));
    }
    for (size_t i = 0; i < c->n_answers; i++)
        if (!c->answers[i].table)
            ww_doc_item(c->doc, ww_compose_text(c, "“%s” is left out: %s.", c->answers[i].section->heading,
                                                ww_gaps_why(c, &c->answers[i])));
}

static enum ww_rc compose(struct ww_composition *c, struct ww_err *err)
{
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < sizeof headlines / sizeof headlines[0] && !rc; i++)
        rc = add_headline(c, &headlines[i], err);
    ww_doc_section(c->doc, "front/summary", "Summary");
    if (!rc)
        rc = add_summary(c, err);
    if (rc)
        return rc;
    ww_doc_section(c->doc, "front/introduction", "What this is");
    ww_doc_paragraph(
        c->doc, "The responsible authorities of an area (police, council, fire and rescue, probation and the "
                "health body) must assess crime and disorder there every year, and set their strategy on it: "
                "Crime and Disorder Act 1998, sections 5 to 7, and the 2007 regulations on strategies.");
    ww_doc_paragraph(
        c->doc,
        "Every figure was computed once, from sealed extracts of the partners' data. The words in square "
        "brackets behind a sentence are its name: watchward explain NAME says where it came from.");
    add_gaps(c);
    return WW_OK;
}

const struct ww_chapter ww_chapter_front = {.id = "front", .title = "Executive summary", .compose = compose};
