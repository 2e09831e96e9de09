// SPDX-License-Identifier: Apache-2.0
/* The appendix of data: what was supplied, how complete it is, what it cannot say, and how far editions of one
 * series differ. It writes itself from the catalogue. */
#include <stdio.h>

#include "assess/due.h"
#include "assess/gaps.h"
#include "base/num.h"

static const struct ww_column extract_columns[] = {
    {.name = "source", .title = "Source", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_LABEL},
    {.name = "edition", .title = "Edition", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_NOTE},
    {.name = "supplied_by", .title = "Supplied by", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_NOTE},
    {.name = "period", .title = "Period covered", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_NOTE},
    {.name = "used", .title = "Used for", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_NOTE},
    {.name = "rows",
     .title = "Rows",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_COUNT,
     .decimals = -1},
    {.name = "refused",
     .title = "Refused",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_COUNT,
     .decimals = -1},
    {.name = "repeated",
     .title = "Repeated, set aside",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_COUNT,
     .decimals = -1},
    {.name = "unlocated",
     .title = "Without a known area",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_COUNT,
     .decimals = -1},
    {.name = "unmapped",
     .title = "Not in the category tree",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_COUNT,
     .decimals = -1},
    {.name = "missing", .title = "Months missing", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_NOTE},
};

static const struct ww_column completeness_columns[] = {
    {.name = "source", .title = "Source", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_LABEL},
    {.name = "edition", .title = "Edition", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_NOTE},
    {.name = "field", .title = "Field", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_LABEL},
    {.name = "present",
     .title = "Filled in",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_COUNT,
     .decimals = -1},
    {.name = "missing",
     .title = "Empty",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_COUNT,
     .decimals = -1},
    {.name = "complete_pct",
     .title = "Complete",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_PERCENT,
     .decimals = 1},
};

static const struct ww_column edition_columns[] = {
    {.name = "source", .title = "Source", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_LABEL},
    {.name = "edition", .title = "Edition", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_LABEL},
    {.name = "count_then",
     .title = "Period before",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_COUNT,
     .decimals = -1},
    {.name = "count_now",
     .title = "Period",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_COUNT,
     .decimals = -1},
    {.name = "difference",
     .title = "Difference from the figure used",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_COUNT,
     .decimals = -1},
    {.name = "difference_pct",
     .title = "Difference",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_PERCENT,
     .decimals = 1},
};

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

static struct ww_table *new_table(const char *id, const struct ww_column *columns, size_t n,
                                  const char *question)
{
    struct ww_table *table = ww_table_new(id, columns, n);
    if (table)
        table->provenance = (struct ww_provenance){.measure = "catalogue",
                                                   .version = 1,
                                                   .question = question,
                                                   .formula = "read from the catalogue",
                                                   .filter = ""};
    return table;
}

/* Not the catalogue's number: that says how many imports there have been, and the same evidence must give the same
 * document. */
static const char *extract_id(struct ww_table *table, const struct ww_extract_record *r)
{
    return ww_table_text(table, "%s/%.8s", r->source, r->sha256);
}

static bool has_editions(const struct ww_extract_record *records, size_t count, size_t i)
{
    for (size_t k = 0; k < count; k++)
        if (ww_str_eqz(ww_str_of(records[k].source), records[i].source) &&
            !ww_str_eqz(ww_str_of(records[k].vintage), records[i].vintage))
            return true;
    return false;
}

static struct ww_str used_for(const struct ww_composition *c, const struct ww_extract_record *r)
{
    size_t count;
    const struct ww_extract_record *records = ww_context_extracts(c->context, &count);
    if (ww_gaps_uses(c, r))
        return WW_STR("figures");
    bool areas = ww_str_eqz(ww_str_of(r->subject), "boundaries") ||
                 ww_str_eqz(ww_str_of(r->subject), "lookup");
    if (areas)
        return WW_STR("areas");
    return has_editions(records, count, (size_t)(r - records)) ? WW_STR("editions") : WW_STR("nothing yet");
}

static void add_extract(struct ww_composition *c, struct ww_table *table, const struct ww_extract_record *r)
{
    char period[64] = "no dates";
    if (r->has_period)
        ww_period_print_words(r->period, period);
    size_t row = ww_table_add_row(table, extract_id(table, r), WW_ROW_PLAIN, 0);
    const char *title = ww_gaps_title(c, r->source);
    ww_table_set_text(table, row, "source",
                      ww_str_of(ww_str_eqz(ww_str_of(title), r->source)
                                    ? title
                                    : ww_table_text(table, "%s (%s)", title, r->source)));
    ww_table_set_text(table, row, "edition", ww_str_of(r->vintage));
    ww_table_set_text(table, row, "supplied_by", ww_str_of(r->supplied_by));
    ww_table_set_text(table, row, "period", ww_str_of(period));
    ww_table_set_text(table, row, "used", used_for(c, r));
    ww_table_set_number(table, row, "rows", (double)r->rows);
    ww_table_set_number(table, row, "refused", (double)r->rejected);
    ww_table_set_number(table, row, "repeated", (double)r->repeated);
    ww_table_set_number(table, row, "unlocated", (double)r->unlocated);
    ww_table_set_number(table, row, "unmapped", (double)r->unmapped);
    ww_table_set_text(
        table, row, "missing",
        ww_str_of(ww_extract_months_matter(r) ? ww_gaps_months(c, r->missing_months, NULL) : ""));
}

static void add_caveats(struct ww_composition *c, const struct ww_extract_record *r)
{
    struct ww_str rest = ww_str_of(r->caveats), caveat;
    if (!rest.len)
        return;
    ww_doc_subheading(c->doc, ww_gaps_title(c, r->source));
    while (ww_str_cut(&rest, '\n', &caveat)) {
        caveat = ww_str_trim(caveat);
        if (caveat.len)
            ww_doc_item(c->doc, ww_compose_text(c, "%.*s", (int)caveat.len, caveat.ptr));
    }
}

static bool first_of_source(const struct ww_extract_record *records, size_t i)
{
    return i == 0 || !ww_str_eqz(ww_str_of(records[i].source), records[i - 1].source);
}

static enum ww_rc add_completeness(struct ww_composition *c, struct ww_table *table,
                                   const struct ww_extract_record *r, struct ww_err *err)
{
    struct ww_catalogue_entry entry;
    enum ww_rc rc = ww_catalogue_details(ww_context_workspace(c->context), r->id, c->arena, &entry, err);
    for (size_t i = 0; !rc && i < entry.n_quality; i++) {
        const struct ww_quality_record *q = &entry.quality[i];
        uint64_t all = q->present + q->missing;
        if (!all)
            continue;
        const char *id = ww_table_row_id(table, extract_id(table, r), q->field);
        size_t row = ww_table_add_row(table, id, WW_ROW_PLAIN, 0);
        ww_table_set_text(table, row, "source", ww_str_of(r->source));
        ww_table_set_text(table, row, "edition", ww_str_of(r->vintage));
        ww_table_set_text(table, row, "field", ww_str_of(q->field));
        ww_table_set_number(table, row, "present", (double)q->present);
        ww_table_set_number(table, row, "missing", (double)q->missing);
        ww_table_set_number(table, row, "complete_pct", 100.0 * (double)q->present / (double)all);
    }
    return rc;
}

/* --- editions -------------------------------------------------------------------------------------- */

static void set_edition(struct ww_table *table, const struct ww_extract_record *r,
                        const struct ww_table *answer, double used_now)
{
    const struct ww_cell *total_now = ww_table_cell(answer, "total", "count_now");
    const struct ww_cell *total_then = ww_table_cell(answer, "total", "count_then");
    if (!total_now || !total_then)
        return;
    double now = total_now->number;
    const char *edition = r->vintage[0] ? r->vintage : "ordinary";
    size_t row = ww_table_add_row(table, ww_table_row_id(table, r->source, edition), WW_ROW_PLAIN, 0);
    ww_table_set_text(table, row, "source", ww_str_of(r->source));
    ww_table_set_text(table, row, "edition", ww_str_of(edition));
    ww_table_set_number(table, row, "count_then", total_then->number);
    ww_table_set_number(table, row, "count_now", now);
    ww_table_set_number(table, row, "difference", now - used_now);
    if (used_now > 0)
        ww_table_set_number(table, row, "difference_pct", 100.0 * (now - used_now) / used_now);
    else
        ww_table_set_mark(table, row, "difference_pct", WW_MARK_LOW_BASE);
}

static enum ww_rc ask_edition(struct ww_composition *c, const struct ww_extract_record *r,
                              const char *vintage, struct ww_table **out, struct ww_err *err)
{
    struct ww_question question = {.measure = "change",
                                   .source = r->source,
                                   .vintage = vintage,
                                   .publish = !c->request->board,
                                   .has_period = true,
                                   .period = c->request->period,
                                   .has_compare = true,
                                   .compare = c->request->compare};
    return ww_measure_answer(c->context, &question, out, err);
}

/* An edition that does not cover the period, or of a source that counts nothing (boundaries), has nothing to compare:
 * it is left out, not an error. */
static enum ww_rc add_edition(struct ww_composition *c, struct ww_table *table,
                              const struct ww_extract_record *r, struct ww_err *err)
{
    struct ww_table *mine = NULL, *used = NULL;
    enum ww_rc rc = ask_edition(c, r, r->vintage, &mine, err);
    if (!rc)
        rc = ask_edition(c, r, NULL, &used, err);
    const struct ww_cell *total = rc ? NULL : ww_table_cell(used, "total", "count_now");
    if (total)
        set_edition(table, r, mine, total->number);
    ww_table_free(&mine);
    ww_table_free(&used);
    return rc == WW_E_NOT_FOUND || rc == WW_E_USAGE ? WW_OK : rc;
}

static enum ww_rc keep_figure(struct ww_composition *c, struct ww_table *table, struct ww_err *err)
{
    enum ww_rc rc = ww_compose_keep(c, table, err);
    if (!rc)
        rc = ww_table_check(table, err);
    if (!rc && table->n_rows)
        ww_doc_figure(c->doc, table);
    return rc;
}

static enum ww_rc add_editions(struct ww_composition *c, const struct ww_extract_record *records,
                               size_t count, struct ww_err *err)
{
    struct ww_table *table = new_table("data/editions", edition_columns, COUNT_OF(edition_columns),
                                       "How far do editions of one series differ?");
    if (!table)
        return ww_fail_nomem(err);
    ww_table_title(table, "Editions of one series", "Recorded in the area, by edition of the same source");
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < count && !rc; i++) {
        bool again = i && !first_of_source(records, i) &&
                     ww_str_eqz(ww_str_of(records[i].vintage), records[i - 1].vintage);
        if (!again && has_editions(records, count, i))
            rc = add_edition(c, table, &records[i], err);
    }
    if (!rc && table->n_rows) {
        ww_doc_section(c->doc, "data/editions-of-one-series", "Editions of one series");
        ww_doc_paragraph(
            c->doc,
            "Forces revise what they have published. Where more than one edition was imported, the figures of "
            "this assessment come from the edition named in settings.ini, otherwise from the ordinary one.");
    }
    if (rc) {
        ww_table_free(&table);
        return rc;
    }
    return keep_figure(c, table, err);
}

/* Each in the words of the program, for whoever is to supply what is missing. */
static void add_left_out(struct ww_composition *c)
{
    bool any = false;
    for (size_t i = 0; i < c->n_answers; i++) {
        if (c->answers[i].table)
            continue;
        if (!any)
            ww_doc_section(c->doc, "data/left-out", "Sections left out");
        any = true;
        ww_doc_item(c->doc,
                    ww_compose_text(c, "“%s”: %s", c->answers[i].section->heading, c->answers[i].why));
    }
}

static enum ww_rc compose(struct ww_composition *c, struct ww_err *err)
{
    size_t count;
    const struct ww_extract_record *records = ww_context_extracts(c->context, &count);
    struct ww_table *used = new_table("data/extracts", extract_columns, COUNT_OF(extract_columns),
                                      "What was supplied, by whom and how much of it could be used?");
    struct ww_table *fields = new_table("data/completeness", completeness_columns,
                                        COUNT_OF(completeness_columns), "How complete is each field?");
    if (!used || !fields) {
        ww_table_free(&used);
        ww_table_free(&fields);
        return ww_fail_nomem(err);
    }
    ww_table_title(used, "Extracts supplied", "One row a delivery");
    ww_table_note(
        used,
        "Without a known area: the record names no area, or its point lies in none that is known here. In a file of "
        "the whole force those are mostly records of other places.");
    ww_table_title(fields, "Completeness by field", "Share of rows in which the field is filled in");
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < count && !rc; i++) {
        add_extract(c, used, &records[i]);
        if (records[i].has_period) /* boundaries, lookups and the like are whole or are refused */
            rc = add_completeness(c, fields, &records[i], err);
    }
    ww_doc_section(c->doc, "data/used", "What was supplied");
    enum ww_rc kept = keep_figure(c, used, err);
    if (!kept)
        kept = ww_due_compose(c, err);
    add_left_out(c);
    ww_doc_section(c->doc, "data/caveats", "Limits and caveats");
    for (size_t i = 0; i < count; i++)
        if (first_of_source(records, i))
            add_caveats(c, &records[i]);
    ww_doc_section(c->doc, "data/fields", "Completeness");
    enum ww_rc kept_fields = keep_figure(c, fields, err);
    if (!rc)
        rc = kept ? kept : kept_fields;
    return rc ? rc : add_editions(c, records, count, err);
}

const struct ww_chapter ww_chapter_data = {
    .id = "data", .title = "Appendix A: data used", .compose = compose};
