// SPDX-License-Identifier: Apache-2.0
/* The assessment: ask every section's question, compose the chapters from the answers, write the page and the
 * files beside it. Asking comes first, because the front needs the findings of all chapters. */
#include "assess/assess.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "assess/chapter.h"
#include "assess/gaps.h"
#include "assess/outlines.h"
#include "assess/outputs.h"
#include "assess/recommendations.h"
#include "assess/repeat.h"
#include "base/checked.h"
#include "report/html.h"
#include "report/markdown.h"

#define ARENA_MAX          ((size_t)1 << 30)
#define SECTION_FINDINGS   8
#define COMMENTARY_HEADING 3 /* below the chapter's h2 */
#define COMMENTARY_MAX     ((size_t)1 << 20)

enum ww_rc ww_compose_keep(struct ww_composition *c, struct ww_table *table, struct ww_err *err)
{
    void *kept = (void *)c->kept;
    const size_t one = sizeof *c->kept; // NOLINT(bugprone-sizeof-expression): an array of pointers
    if (!ww_grow(&kept, &c->kept_capacity, c->n_kept + 1, one)) {
        ww_table_free(&table);
        return ww_fail_nomem(err);
    }
    c->kept = kept;
    c->kept[c->n_kept++] = table;
    return WW_OK;
}

const char *ww_compose_text(struct ww_composition *c, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = len < 0 ? NULL : ww_arena_alloc(c->arena, (size_t)len + 1, 1);
    if (text)
        vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    c->no_memory |= !text;
    return text ? text : "";
}

const struct ww_answer *ww_compose_answer(const struct ww_composition *c, const char *section)
{
    for (size_t i = 0; i < c->n_answers; i++)
        if (c->answers[i].table && ww_str_eqz(ww_str_of(section), c->answers[i].table->id))
            return &c->answers[i];
    return NULL;
}

/* --- asking ---------------------------------------------------------------------------------------- */

/* What a chapter about a part says matters less to the whole: the summary takes findings by weight. */
static void weigh(struct ww_table *table, double weight)
{
    for (size_t i = 0; weight > 0 && i < table->n_findings; i++)
        table->findings[i].weight *= weight;
}

static enum ww_rc ask_section(struct ww_composition *c, const struct ww_chapter *chapter,
                              const struct ww_section *section, struct ww_err *err)
{
    struct ww_question question = {.measure = section->measure,
                                   .subject = section->subject,
                                   .source = section->source,
                                   .by = section->by,
                                   .area = chapter->area,
                                   .top = section->top,
                                   .publish = !c->request->board,
                                   .has_period = true,
                                   .period = c->request->period,
                                   .has_compare = true,
                                   .compare = c->request->compare};
    while (question.n_where < WW_CONDITIONS_MAX && section->where[question.n_where].field) {
        question.where[question.n_where] = section->where[question.n_where];
        question.n_where++;
    }
    while (question.n_set < WW_CONDITIONS_MAX && section->set[question.n_set].field) {
        question.set[question.n_set] = section->set[question.n_set];
        question.n_set++;
    }
    struct ww_answer *answer = &c->answers[c->n_answers];
    *answer = (struct ww_answer){.section = section, .chapter = chapter->id};
    enum ww_rc rc = ww_measure_answer(c->context, &question, &answer->table, err);
    if (!rc) {
        answer->table->id = section->id;
        weigh(answer->table, chapter->weight);
    }
    answer->too_large = rc == WW_E_LIMIT;
    if (rc == WW_E_NOT_FOUND || rc == WW_E_USAGE ||
        rc == WW_E_LIMIT) { /* the evidence for it is not here, or too much of it: the document says so */
        answer->why = ww_compose_text(c, "%s", err->message);
        rc = WW_OK;
    }
    c->n_answers += rc == WW_OK;
    return rc;
}

static enum ww_rc ask_all(struct ww_composition *c, struct ww_err *err)
{
    size_t total = 0, done = 0;
    for (size_t i = 0; i < c->n_chapters; i++)
        total += c->chapters[i].n_sections;
    c->answers = ww_arena_alloc(c->arena, total, sizeof *c->answers);
    if (!c->answers)
        return ww_fail_nomem(err);
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < c->n_chapters; i++)
        for (size_t s = 0; s < c->chapters[i].n_sections && !rc; s++) {
            rc = ask_section(c, &c->chapters[i], &c->chapters[i].sections[s], err);
            ww_progress_tell(c->request->progress, "Answering", ++done, total, 0);
        }
    for (size_t i = 0; i < c->n_answers && !rc; i++)
        if (c->answers[i].table)
            return WW_OK;
    if (rc)
        return rc;
    char period[64];
    ww_period_print_words(c->request->period, period);
    return ww_fail(err, WW_E_NOT_FOUND,
                   "No section of an assessment of %s can be written. The first says: %s", period,
                   c->n_answers ? c->answers[0].why : "there are no sections");
}

/* --- composing ------------------------------------------------------------------------------------- */

/* The analyst's own words, from commentary/<chapter>.md; no file is no commentary. */
static enum ww_rc add_commentary(struct ww_composition *c, const struct ww_chapter *chapter,
                                 struct ww_err *err)
{
    char relative[256], path[WW_PATH_MAX];
    snprintf(relative, sizeof relative, "commentary/%s.md", chapter->id);
    enum ww_rc rc = ww_workspace_file(ww_context_workspace(c->context), relative, path, err);
    if (rc || !ww_file_exists(path))
        return rc;
    struct ww_buf markdown = {.max = COMMENTARY_MAX}, html = {0};
    rc = ww_file_read(path, &markdown, err);
    if (!rc)
        rc = ww_markdown_html(ww_buf_view(&markdown), COMMENTARY_HEADING, &html, err);
    if (!rc)
        ww_doc_commentary(c->doc, NULL, ww_buf_view(&html));
    ww_buf_free(&markdown);
    ww_buf_free(&html);
    return rc;
}

static int weightiest_first(const void *a, const void *b)
{
    const struct ww_finding *x = *(const struct ww_finding *const *)a,
                            *y = *(const struct ww_finding *const *)b;
    if (x->weight > y->weight)
        return -1;
    if (x->weight < y->weight)
        return 1;
    return x < y ? -1 : x > y; /* both in one table's array: the order they were made in */
}

static enum ww_rc add_findings(struct ww_composition *c, const struct ww_table *table, struct ww_err *err)
{
    const struct ww_finding **order;
    const size_t one = sizeof *order; // NOLINT(bugprone-sizeof-expression): an array of pointers
    order = ww_arena_alloc(c->arena, table->n_findings, one);
    if (!order)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < table->n_findings; i++)
        order[i] = &table->findings[i];
    qsort(order, table->n_findings, one, weightiest_first);
    for (size_t i = 0; i < table->n_findings && i < SECTION_FINDINGS; i++)
        ww_doc_finding(c->doc, table, order[i]);
    return WW_OK;
}

static enum ww_rc add_section(struct ww_composition *c, const struct ww_answer *answer, struct ww_err *err)
{
    ww_doc_section(c->doc, ww_compose_text(c, "%s/%s", answer->chapter, answer->section->id),
                   answer->section->heading);
    if (!answer->table) {
        ww_doc_note(c->doc, ww_compose_text(c, "This section is left out: %s.", ww_gaps_why(c, answer)));
        return WW_OK;
    }
    enum ww_rc rc = add_findings(c, answer->table, err);
    if (rc)
        return rc;
    if (answer->section->reading)
        ww_doc_paragraph(c->doc, answer->section->reading);
    ww_doc_figure(c->doc, answer->table);
    return WW_OK;
}

static enum ww_rc add_chapter(struct ww_composition *c, const struct ww_chapter *chapter, struct ww_err *err)
{
    ww_doc_chapter(c->doc, chapter->id, chapter->title);
    enum ww_rc rc = add_commentary(c, chapter, err);
    if (!rc && chapter->instead && !chapter->n_sections)
        ww_doc_warning(c->doc, chapter->instead);
    if (!rc && chapter->compose)
        rc = chapter->compose(c, err);
    for (size_t i = 0; i < c->n_answers && !rc; i++)
        if (ww_str_eqz(ww_str_of(chapter->id), c->answers[i].chapter))
            rc = add_section(c, &c->answers[i], err);
    return rc;
}

/* Titles are the document's: tables in other forms have names, which do not change. */
static enum ww_rc title_sources(const struct ww_composition *c, struct ww_err *err)
{
    const struct ww_assess_request *r = c->request;
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; r->title && i < c->n_answers && !rc; i++) {
        struct ww_table *table = c->answers[i].table;
        if (!table)
            continue;
        ww_table_title_sources(table, r->title, r->title_context);
        rc = ww_table_check(table, err);
    }
    return rc;
}

static struct ww_doc *new_doc(struct ww_composition *c)
{
    const struct ww_workspace *w = ww_context_workspace(c->context);
    char now[64], then[64];
    ww_period_print_words(c->request->period, now);
    ww_period_print_words(c->request->compare, then);
    size_t extracts;
    ww_context_extracts(c->context, &extracts);
    const char *marking = ww_workspace_setting(w, "partnership", "marking");
    const char *notice = ww_workspace_setting(w, "partnership", "notice");
    return ww_doc_new(&(struct ww_doc_facts){.title = "Strategic assessment of crime and disorder",
                                             .partnership = ww_workspace_setting(w, "partnership", "name"),
                                             .period = ww_compose_text(c, "%s, compared with %s", now, then),
                                             .marking = marking[0] ? marking : NULL,
                                             .banner = notice[0] ? notice : NULL,
                                             .made_by = ww_compose_text(c, "Watchward %s, from %zu extract%s",
                                                                        c->request->version, extracts,
                                                                        extracts == 1 ? "" : "s")});
}

static enum ww_rc compose(struct ww_composition *c, struct ww_err *err)
{
    c->doc = new_doc(c);
    if (!c->doc)
        return ww_fail_nomem(err);
    enum ww_rc rc = title_sources(c, err);
    for (size_t i = 0; i < c->n_chapters && !rc; i++)
        rc = add_chapter(c, &c->chapters[i], err);
    if (!rc && c->no_memory)
        rc = ww_fail_nomem(err);
    return rc ? rc : ww_doc_check(c->doc, err);
}

/* --- writing --------------------------------------------------------------------------------------- */

static enum ww_rc make_folder(struct ww_composition *c, struct ww_assess_report *out, struct ww_err *err)
{
    char period[32], relative[128];
    ww_period_print(c->request->period, period);
    snprintf(relative, sizeof relative, "output/assessment/%s", period);
    enum ww_rc rc = ww_workspace_file(ww_context_workspace(c->context), relative, out->folder, err);
    if (!rc)
        rc = ww_make_dirs(out->folder, err);
    if (!rc && !ww_path_join(out->folder, "index.html", out->page, sizeof out->page))
        rc = ww_fail(err, WW_E_LIMIT, "The path of the workspace is too long.");
    return rc;
}

static enum ww_rc write_page(struct ww_composition *c, const char *path, struct ww_err *err)
{
    struct ww_buf html = {0};
    struct ww_html_options options = {.shapes = c->shapes, .tables_folder = "tables"};
    enum ww_rc rc = ww_html_page(c->doc, &options, &html, err);
    if (!rc)
        rc = ww_buf_check(&html, err);
    if (!rc)
        rc = ww_file_write(path, ww_buf_view(&html), err);
    ww_buf_free(&html);
    return rc;
}

/* The page last: while it is the old one, so is everything a reader comes from. */
static enum ww_rc write_all(struct ww_composition *c, struct ww_assess_report *out, struct ww_err *err)
{
    enum ww_rc rc = make_folder(c, out, err);
    if (!rc)
        rc = ww_outputs_tables(c, out->folder, err);
    if (!rc)
        rc = ww_outputs_findings(c, out->folder, &out->findings, err);
    if (!rc)
        rc = ww_outputs_run(c, out->folder, err);
    if (!rc)
        rc = ww_recommendations_write(c, out->folder, err);
    if (!rc)
        rc = write_page(c, out->page, err);
    for (size_t i = 0; i < c->n_answers; i++)
        *(c->answers[i].table ? &out->tables : &out->unanswered) += 1;
    for (size_t i = 0; i < c->n_kept; i++)
        out->tables += c->kept[i]->n_rows > 0;
    return rc;
}

static void free_composition(struct ww_composition *c)
{
    ww_doc_free(&c->doc);
    for (size_t i = 0; i < c->n_answers; i++)
        ww_table_free(&c->answers[i].table);
    for (size_t i = 0; i < c->n_kept; i++)
        ww_table_free(&c->kept[i]);
    free((void *)c->kept);
    ww_arena_free(&c->arena);
}

enum ww_rc ww_assess(struct ww_context *context, const struct ww_assess_request *request,
                     struct ww_assess_report *out, struct ww_err *err)
{
    struct ww_err own; /* what is said about an unanswered section is read from it */
    err = err ? err : &own;
    struct ww_assess_request settled = *request;
    if (!settled.has_compare)
        settled.compare = ww_period_before(settled.period);
    struct ww_map_areas outlines = {0};
    struct ww_composition c = {.context = context, .request = &settled, .arena = ww_arena_new(ARENA_MAX)};
    if (!c.arena)
        return ww_fail_nomem(err);
    *out = (struct ww_assess_report){0};
    struct ww_chapter *chapters = NULL;
    enum ww_rc rc = ww_repeat_chapters(context, c.arena, &chapters, &c.n_chapters, err);
    c.chapters = chapters;
    if (!rc)
        rc = ask_all(&c, err);
    if (!rc)
        rc = ww_outlines(context, c.arena, &outlines, err);
    c.shapes = &outlines;
    if (!rc)
        rc = compose(&c, err);
    if (!rc)
        rc = write_all(&c, out, err);
    free_composition(&c);
    return rc;
}
