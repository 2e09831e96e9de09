// SPDX-License-Identifier: Apache-2.0
/* Recommendations, and the check that everything the regulations ask for is there. */
#include <assert.h>

#include "assess/recommendations.h"
#include "base/file.h"

/* One heading of regulation 6 of the 2007 regulations on strategies (SI 2007/1830), in words of our own. It is filled by
 * tables of the document and, where judgement is asked for, by the analyst's words in commentary/. */
struct heading {
    const char *id, *title;
    const char *sections[6]; /* all of them */
    const char *commentary;  /* file that must be there too; NULL = none */
    bool agreed;             /* a recommendation must have been agreed */
    const char *lacking;     /* what to do */
};

static const struct heading headings[] = {
    {.id = "levels",
     .title = "Levels and patterns of crime, disorder and substance misuse",
     .sections = {"change", "areas-ward", "asb-change", "cohort-treatment"},
     .lacking = "import crime, anti-social behaviour and drug treatment of the period, placed in wards"},
    {.id = "changes",
     .title = "Changes in them since the last assessment",
     .sections = {"change"},
     .lacking = "import the period before as well"},
    {.id = "why",
     .title = "Why they changed",
     .sections = {"change"},
     .commentary = "overview.md",
     .lacking = "write commentary/overview.md: the figures cannot say why"},
    {.id = "priorities",
     .title = "What the authorities should prioritise",
     .sections = {"priorities"},
     .agreed = true,
     .lacking = "decide on at least one recommendation in commentary/recommendations.md"},
    {.id = "people",
     .title = "What people living and working in the area want prioritised",
     .sections = {"resident-priorities"},
     .lacking = "import a consultation of residents (resident-priorities)"},
    {.id = "plan",
     .title = "How far last year's plan was carried out",
     .commentary = "plan.md",
     .lacking = "write commentary/plan.md"},
};

static const struct ww_column columns[] = {
    {.name = "label", .title = "What the assessment must have", .role = WW_COLUMN_LABEL},
    {.name = "status", .title = "Status", .role = WW_COLUMN_NOTE},
    {.name = "where", .title = "Where it is", .role = WW_COLUMN_NOTE},
    {.name = "lacking", .title = "What is missing", .role = WW_COLUMN_NOTE},
};

/* The tables that fill the heading, by name: "change, areas-ward"; *all: none is missing. */
static const char *tables_of(struct ww_composition *c, const struct heading *h, bool *all)
{
    *all = true;
    const char *names = "";
    const size_t max = sizeof h->sections / sizeof h->sections[0];
    for (size_t i = 0; i < max && h->sections[i]; i++)
        if (!ww_compose_answer(c, h->sections[i]))
            *all = false;
        else
            names = ww_compose_text(c, "%s%s%s", names, names[0] ? ", " : "", h->sections[i]);
    return names;
}

static enum ww_rc has_commentary(struct ww_composition *c, const struct heading *h, bool *out,
                                 struct ww_err *err)
{
    char path[WW_PATH_MAX];
    const char *relative = ww_compose_text(c, "commentary/%s", h->commentary);
    enum ww_rc rc = ww_workspace_file(ww_context_workspace(c->context), relative, path, err);
    *out = !rc && ww_file_exists(path);
    return rc;
}

static enum ww_rc add_heading(struct ww_composition *c, const struct heading *h, struct ww_table *table,
                              struct ww_err *err)
{
    bool complete = true, written = false;
    const char *where = tables_of(c, h, &complete);
    enum ww_rc rc = h->commentary ? has_commentary(c, h, &written, err) : WW_OK;
    if (rc)
        return rc;
    if (h->commentary) {
        complete &= written;
        if (written)
            where = ww_compose_text(c, "%s%scommentary/%s", where, where[0] ? ", " : "", h->commentary);
    }
    if (h->agreed)
        complete &= ww_recommendations_agreed(c) > 0;
    size_t row = ww_table_add_row(table, h->id, WW_ROW_PLAIN, 0);
    ww_table_set_text(table, row, "label", ww_str_of(h->title));
    ww_table_set_text(table, row, "status", complete ? WW_STR("there") : WW_STR("missing"));
    ww_table_set_text(table, row, "where", ww_str_of(where));
    ww_table_set_text(table, row, "lacking", ww_str_of(complete ? "" : h->lacking));
    return WW_OK;
}

static enum ww_rc compose_check(struct ww_composition *c, struct ww_err *err)
{
    struct ww_table *table = ww_table_new("statutory", columns, sizeof columns / sizeof columns[0]);
    if (!table)
        return ww_fail_nomem(err);
    table->provenance = (struct ww_provenance){
        .measure = "statutory",
        .version = 1,
        .question = "Does the document have what the regulations ask for?",
        .formula = "sections answered, and files in commentary/",
        .filter = ""};
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < sizeof headings / sizeof headings[0] && !rc; i++)
        rc = add_heading(c, &headings[i], table, err);
    if (rc) {
        ww_table_free(&table);
        return rc;
    }
    ww_table_title(table, "Statutory check",
                   "The six headings of a strategic assessment, and what is missing");
    ww_table_note(
        table,
        "Crime and Disorder (Formulation and Implementation of Strategy) Regulations 2007, regulation 6, "
        "in words of our own. The check sees whether something is there, not whether it is good.");
    rc = ww_compose_keep(c, table, err);
    if (rc)
        return rc;
    ww_doc_section(c->doc, "recommendations/statutory", "What the regulations ask for");
    ww_doc_figure(c->doc, table);
    return WW_OK;
}

static enum ww_rc compose(struct ww_composition *c, struct ww_err *err)
{
    enum ww_rc rc = ww_recommendations_compose(c, err);
    return rc ? rc : compose_check(c, err);
}

const struct ww_chapter ww_chapter_recommendations = {
    .id = "recommendations", .title = "Recommendations", .compose = compose};
