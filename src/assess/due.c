// SPDX-License-Identifier: Apache-2.0
/* Deliveries that the law dates: which quarters of the period are not here? */
#include "assess/due.h"

#include "evidence/due.h"

static const struct ww_column columns[] = {
    {.name = "source", .title = "Source", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_LABEL},
    {.name = "owner", .title = "Owed by", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_NOTE},
    {.name = "last", .title = "Supplied up to", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_NOTE},
    {.name = "missing",
     .title = "Quarters of the period not supplied",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_COUNT,
     .decimals = -1},
    {.name = "due", .title = "The first of them was due by", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_NOTE},
};

static bool is_of(const struct ww_extract_record *r, const char *source)
{
    return ww_str_eqz(ww_str_of(source), r->source) && r->has_period;
}

/* Whether an extract of the source reaches into the quarter. */
static bool is_supplied(const struct ww_extract_record *records, size_t count, const char *source,
                        struct ww_period quarter)
{
    for (size_t i = 0; i < count; i++)
        if (is_of(&records[i], source) && records[i].period.first_day < quarter.end_day &&
            records[i].period.end_day > quarter.first_day)
            return true;
    return false;
}

static int32_t last_day(const struct ww_extract_record *records, size_t count, const char *source)
{
    int32_t end = INT32_MIN;
    for (size_t i = 0; i < count; i++)
        if (is_of(&records[i], source) && records[i].period.end_day > end)
            end = records[i].period.end_day;
    return end - 1;
}

static void add_source(struct ww_composition *c, struct ww_table *table, const struct ww_extract_record *r)
{
    char text[64];
    size_t count, missing = 0;
    const struct ww_extract_record *records = ww_context_extracts(c->context, &count);
    struct ww_period quarter = ww_due_quarter(c->request->period.first_day), first = {0};
    for (; quarter.first_day < c->request->period.end_day; quarter = ww_due_quarter(quarter.end_day)) {
        if (is_supplied(records, count, r->source, quarter))
            continue;
        first = missing ? first : quarter;
        missing++;
    }
    size_t row = ww_table_add_row(table, r->source, WW_ROW_PLAIN, 0);
    ww_table_set_text(table, row, "source", ww_str_of(r->source));
    ww_table_set_text(table, row, "owner", ww_str_of(r->owner));
    ww_day_print_words(last_day(records, count, r->source), text);
    ww_table_set_text(table, row, "last", ww_str_of(text));
    ww_table_set_number(table, row, "missing", (double)missing);
    if (!missing) {
        ww_table_set_text(table, row, "due", WW_STR("nothing is missing"));
        return;
    }
    ww_day_print_words(ww_due_day(first.first_day, r->due_quarters), text);
    ww_table_set_text(table, row, "due", ww_str_of(text));
}

enum ww_rc ww_due_compose(struct ww_composition *c, struct ww_err *err)
{
    size_t count;
    const struct ww_extract_record *records = ww_context_extracts(c->context, &count);
    struct ww_table *table = ww_table_new("data/due", columns, sizeof columns / sizeof columns[0]);
    if (!table)
        return ww_fail_nomem(err);
    table->provenance = (struct ww_provenance){
        .measure = "catalogue",
        .version = 1,
        .question = "Which quarters that the law sets a date for are not here?",
        .formula = "read from the catalogue",
        .filter = ""};
    ww_table_title(table, "Deliveries with a date set by law",
                   "What is about a quarter is due by the end of the next");
    for (size_t i = 0; i < count; i++)
        if (records[i].due_quarters && records[i].has_period &&
            (i == 0 || !ww_str_eqz(ww_str_of(records[i].source), records[i - 1].source)))
            add_source(c, table, &records[i]);
    bool any = table->n_rows > 0;
    enum ww_rc rc = ww_compose_keep(c, table, err);
    if (rc || !any)
        return rc;
    rc = ww_table_check(table, err);
    if (rc)
        return rc;
    ww_doc_section(c->doc, "data/due", "Deliveries with a date set by law");
    ww_doc_figure(c->doc, table);
    return WW_OK;
}
