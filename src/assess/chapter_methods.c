// SPDX-License-Identifier: Apache-2.0
#include "assess/chapter.h"

static bool used(const struct ww_composition *c, const struct ww_measure *measure)
{
    for (size_t i = 0; i < c->n_answers; i++)
        if (c->answers[i].table && ww_str_eqz(ww_str_of(measure->name), c->answers[i].section->measure))
            return true;
    return false;
}

/* One section a measure that the document used: its question and its formula, as the program knows them. */
static enum ww_rc compose(struct ww_composition *c, struct ww_err *err)
{
    (void)err;
    ww_doc_paragraph(
        c->doc,
        "Each table says which measure made it. A measure has a version, raised whenever a figure could come "
        "out differently; its full method, with sources and limits, is in the program's documentation.");
    for (size_t i = 0; i < ww_measures_count; i++) {
        const struct ww_measure *m = ww_measures[i];
        if (!used(c, m))
            continue;
        ww_doc_section(c->doc, ww_compose_text(c, "methods/%s", m->name), m->title);
        ww_doc_fact(c->doc, "Question", m->question);
        ww_doc_fact(c->doc, "Computed as", m->formula);
        ww_doc_fact(c->doc, "Measure and version", ww_compose_text(c, "%s, version %u", m->name, m->version));
    }
    ww_doc_section(c->doc, "methods/marks", "Marks in tables");
    for (int mark = WW_MARK_LOW_BASE; mark < WW_MARK_COUNT; mark++)
        ww_doc_fact(c->doc, ww_mark_facts((enum ww_mark)mark)->shorthand,
                    ww_mark_facts((enum ww_mark)mark)->meaning);
    return WW_OK;
}

const struct ww_chapter ww_chapter_methods = {
    .id = "methods", .title = "Appendix B: methods", .compose = compose};
