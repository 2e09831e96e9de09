// SPDX-License-Identifier: Apache-2.0
#include "assess/gaps.h"

#include "table/format.h"

static void put_run(int32_t first, int32_t last, struct ww_buf *out)
{
    char words[24];
    ww_month_print_words(first, words);
    ww_buf_printf(out, "%s%s", out->len ? ", " : "", words);
    if (last == first)
        return;
    ww_month_print_words(last, words);
    ww_buf_printf(out, " to %s", words);
}

static bool lies_within(int32_t month, const struct ww_period *within)
{
    int32_t day = ww_month_first_day(month);
    return !within || (day >= within->first_day && day < within->end_day);
}

const char *ww_gaps_months(struct ww_composition *c, const char *months, const struct ww_period *within)
{
    struct ww_str rest = ww_str_of(months), item;
    struct ww_buf words = {0};
    int32_t month, first = 0, last = -1; /* nothing open */
    while (ww_str_cut(&rest, ',', &item)) {
        if (!ww_parse_month(ww_str_trim(item), &month) || !lies_within(month, within))
            continue;
        if (last >= first && month != last + 1)
            put_run(first, last, &words);
        if (last < first || month != last + 1)
            first = month;
        last = month;
    }
    if (last >= first)
        put_run(first, last, &words);
    const char *text = ww_compose_text(c, "%s", words.data ? words.data : "");
    c->no_memory |= words.failed != WW_OK;
    ww_buf_free(&words);
    return text;
}

bool ww_gaps_uses(const struct ww_composition *c, const struct ww_extract_record *extract)
{
    for (size_t i = 0; i < c->n_answers; i++)
        for (size_t k = 0; c->answers[i].table && k < c->answers[i].table->provenance.n_extracts; k++)
            if (ww_str_eqz(ww_str_of(extract->sha256), c->answers[i].table->provenance.extracts[k].sha256))
                return true;
    return false;
}

const char *ww_gaps_why(struct ww_composition *c, const struct ww_answer *answer)
{
    const char *needs = answer->section->needs;
    if (answer->too_large)
        return "there are more records than it can compare with each other; ask 'watchward measure' for a shorter period "
               "or a smaller area";
    return ww_compose_text(c, "it needs %s, and none that fits has been supplied for this period",
                           needs ? needs : "other evidence");
}

const char *ww_gaps_title(const struct ww_composition *c, const char *source)
{
    const struct ww_assess_request *r = c->request;
    const char *title = r->title ? r->title(r->title_context, source) : NULL;
    return title ? title : source;
}

/* --- several sources of the same crimes ------------------------------------------------------------- */

#define SOURCES_NAMED 8

struct source_total {
    const char *source, *vintage;
    const struct ww_table *table;
    const char *column;
};

/* The column of a table's total row that counts the period's records, or NULL. */
static const char *counting_column(const struct ww_table *table)
{
    static const char *const names[] = {"count_now", "recorded_now", "count"};
    if (ww_table_find_row(table, "total") == WW_NO_INDEX || !table->provenance.n_extracts)
        return NULL;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct ww_cell *cell = ww_table_cell(table, "total", names[i]);
        if (cell && cell->present)
            return names[i];
    }
    return NULL;
}

static bool is_recorded_crime(const struct ww_composition *c, const char *source)
{
    size_t count;
    const struct ww_extract_record *extracts = ww_context_extracts(c->context, &count);
    for (size_t i = 0; i < count; i++)
        if (ww_str_eqz(ww_str_of(source), extracts[i].source))
            return ww_str_eqz(WW_STR("recorded-crime"), extracts[i].subject);
    return false;
}

/* A table of all years counts more than the period, one about a ward fewer. */
static bool counts_the_period(const struct ww_composition *c, const struct ww_answer *answer)
{
    return answer->table && !answer->section->subject &&
           !ww_str_eqz(ww_str_of("seasons"), answer->section->measure) && counting_column(answer->table) &&
           is_recorded_crime(c, answer->table->provenance.extracts[0].source);
}

static size_t list_totals(const struct ww_composition *c, struct source_total totals[SOURCES_NAMED])
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_answers && n < SOURCES_NAMED; i++) {
        const struct ww_table *table = c->answers[i].table;
        if (!counts_the_period(c, &c->answers[i]))
            continue;
        const struct ww_used_extract *used = &table->provenance.extracts[0];
        bool known = false;
        for (size_t k = 0; k < n; k++)
            known = known || (ww_str_eqz(ww_str_of(used->source), totals[k].source) &&
                              ww_str_eqz(ww_str_of(used->vintage), totals[k].vintage));
        if (!known)
            totals[n++] = (struct source_total){used->source, used->vintage, table, counting_column(table)};
    }
    return n;
}

const char *ww_gaps_totals(struct ww_composition *c)
{
    struct source_total totals[SOURCES_NAMED];
    size_t n = list_totals(c, totals);
    const char *text = "";
    for (size_t i = 0; i < n && n > 1; i++) {
        const struct ww_table *table = totals[i].table;
        struct ww_buf count = {0};
        ww_format_cell(&table->columns[ww_table_find_column(table, totals[i].column)],
                       ww_table_cell(table, "total", totals[i].column), &count);
        text = ww_compose_text(c, "%s%s%s (%s)", text, i ? ", " : "", ww_gaps_title(c, totals[i].source),
                               count.data ? count.data : "");
        c->no_memory |= count.failed != WW_OK;
        ww_buf_free(&count);
    }
    return text;
}
