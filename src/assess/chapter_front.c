// SPDX-License-Identifier: Apache-2.0
/* The front: what matters most, in one page. Nothing here is typed: headline figures and summary are cells and
 * findings of the chapters that follow. */
#include <stdlib.h>

#include "assess/chapter.h"
#include "table/format.h"

#define SUMMARY_FINDINGS  10
#define SUMMARY_PER_TABLE 3

struct headline {
    const char *section, *row, *column, *what, *finding;
};

static const struct headline headlines[] = {
    {"change", "total", "count_now", "offences recorded in the period", "change/total/change"},
    {"change", "total", "change_pct", "change since the period before", "change/total/change"},
    {"volume", "this-period", "per_day", "offences a day", "volume/total/daily-average"},
    {"share", "total", "share_now_pct", "of the force's crime", "share/total/share"},
    {"cost", "total", "total_gbp", "cost to society", "cost/total/cost"},
};

static const struct ww_answer *find_answer(const struct ww_composition *c, const char *id)
{
    for (size_t i = 0; i < c->n_answers; i++)
        if (c->answers[i].table && ww_str_eqz(ww_str_of(id), c->answers[i].section->id))
            return &c->answers[i];
    return NULL;
}

static void add_headline(struct ww_composition *c, const struct headline *h)
{
    const struct ww_answer *answer = find_answer(c, h->section);
    const struct ww_cell *cell = answer ? ww_table_cell(answer->table, h->row, h->column) : NULL;
    if (!cell || !cell->present)
        return;
    struct ww_buf text = {.max = 200};
    ww_format_in_sentence(&answer->table->columns[ww_table_find_column(answer->table, h->column)],
                          cell->number, &text);
    ww_doc_headline(c->doc, ww_compose_text(c, "%.*s", (int)text.len, ww_buf_view(&text).ptr), h->what, NULL,
                    h->finding);
    c->no_memory |= text.failed != WW_OK;
    ww_buf_free(&text);
}

struct candidate {
    const struct ww_table *table;
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

/* The findings of the greatest weight, but not more than a few of one table. */
static enum ww_rc add_summary(const struct ww_composition *c, struct ww_err *err)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_answers; i++)
        n += c->answers[i].table ? c->answers[i].table->n_findings : 0;
    struct candidate *all = ww_arena_alloc(c->arena, n, sizeof *all);
    size_t *taken = ww_arena_alloc(c->arena, c->n_answers, sizeof *taken);
    if (!all || !taken)
        return ww_fail_nomem(err);
    size_t at = 0;
    for (size_t i = 0; i < c->n_answers; i++)
        for (size_t f = 0; c->answers[i].table && f < c->answers[i].table->n_findings; f++, at++)
            all[at] = (struct candidate){c->answers[i].table, &c->answers[i].table->findings[f], at};
    qsort(all, n, sizeof *all, weightiest_first);
    size_t shown = 0;
    for (size_t i = 0; i < n && shown < SUMMARY_FINDINGS; i++) {
        size_t answer = 0;
        while (c->answers[answer].table != all[i].table)
            answer++;
        if (taken[answer]++ >= SUMMARY_PER_TABLE)
            continue;
        ww_doc_mention(c->doc, all[i].table, all[i].finding);
        shown++;
    }
    return WW_OK;
}

static void add_gaps(struct ww_composition *c)
{
    size_t count;
    const struct ww_extract_record *extracts = ww_context_extracts(c->context, &count);
    ww_doc_section(c->doc, "front/data", "Data used, and its gaps");
    ww_doc_paragraph(
        c->doc, ww_compose_text(c,
                                "This assessment rests on %zu extract%s. The appendix lists who supplied "
                                "each, for which period, how complete it is and what it cannot say.",
                                count, count == 1 ? "" : "s"));
    for (size_t i = 0; i < count; i++)
        if (extracts[i].missing_months[0])
            ww_doc_item(c->doc, ww_compose_text(c, "%s: nothing was supplied for %s.", extracts[i].source,
                                                extracts[i].missing_months));
    for (size_t i = 0; i < c->n_answers; i++)
        if (!c->answers[i].table)
            ww_doc_item(c->doc, ww_compose_text(c, "“%s” could not be written: %s",
                                                c->answers[i].section->heading, c->answers[i].why));
}

static enum ww_rc compose(struct ww_composition *c, struct ww_err *err)
{
    for (size_t i = 0; i < sizeof headlines / sizeof headlines[0]; i++)
        add_headline(c, &headlines[i]);
    ww_doc_section(c->doc, "front/summary", "Summary");
    enum ww_rc rc = add_summary(c, err);
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
