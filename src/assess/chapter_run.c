// SPDX-License-Identifier: Apache-2.0
#include "assess/chapter.h"

/* What it takes to make this document again, byte for byte: the same facts as run.json, for people. */
static enum ww_rc compose(struct ww_composition *c, struct ww_err *err)
{
    (void)err;
    char period[32], compare[32];
    ww_period_print(c->request->period, period);
    ww_period_print(c->request->compare, compare);
    ww_doc_paragraph(
        c->doc,
        "The same extracts, settings and commentary give this document again, byte for byte, on any machine. "
        "run.json, beside this page, holds the same facts for machines.");
    ww_doc_fact(c->doc, "Program", ww_compose_text(c, "watchward %s", c->request->version));
    ww_doc_fact(c->doc, "Edition", c->request->board ? "board: not for publication" : "public");
    ww_doc_fact(c->doc, "Period", ww_compose_text(c, "%s", period));
    ww_doc_fact(c->doc, "Compared with", ww_compose_text(c, "%s", compare));
    ww_doc_fact(c->doc, "Area", ww_context_area(c->context));
    ww_doc_fact(c->doc, "Category tree, SHA-256", ww_categories_sha256(ww_context_categories(c->context)));
    size_t count;
    const struct ww_extract_record *extracts = ww_context_extracts(c->context, &count);
    for (size_t i = 0; i < count; i++)
        ww_doc_fact(c->doc,
                    ww_compose_text(c, "%s%s%s, SHA-256", extracts[i].source,
                                    extracts[i].vintage[0] ? ", edition " : "", extracts[i].vintage),
                    extracts[i].sha256);
    return WW_OK;
}

const struct ww_chapter ww_chapter_run = {
    .id = "run", .title = "Appendix C: how to make this again", .compose = compose};
