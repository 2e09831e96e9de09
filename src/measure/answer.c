// SPDX-License-Identifier: Apache-2.0
/* From a question to an answer: which source can answer, does it cover the period, run the measure, write
 * down where the answer came from. */
#include <assert.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/num.h"
#include "measure/ask.h"
#include "measure/disclosure.h"

#define ASK_MAX ((size_t)4 << 30) /* some ten million records row by row */

/* --- can this source answer? ---------------------------------------------------------------------- */

/* The first role that the measure needs and no column has; WW_ROLE_COUNT when none is missing. */
static int missing_role(const struct ww_measure *measure, const struct ww_view *view)
{
    int role = 0;
    while (role < WW_ROLE_COUNT &&
           (!(measure->roles & WW_ROLE_BIT(role)) || ww_view_has_role(view, (enum ww_role)role)))
        role++;
    return role;
}

/* Records placed in areas that lie inside the partnership's, not in the partnership or force as a whole. */
static bool has_small_areas(const struct ww_context *context, const struct ww_view *view)
{
    const struct ww_field *area = ww_view_field(view, WW_ROLE_AREA);
    if (!area || !ww_view_has_role(view, WW_ROLE_AREA))
        return false;
    return !ww_str_eqz(ww_str_of(area->area_level), ww_context_area_level(context)) &&
           !ww_str_eqz(ww_str_of(area->area_level), "borough") &&
           !ww_str_eqz(ww_str_of(area->area_level), "force");
}

static bool covers(const struct ww_view *view, struct ww_period wanted)
{
    struct ww_period have;
    return ww_view_period(view, &have) && have.first_day <= wanted.first_day &&
           have.end_day >= wanted.end_day;
}

/* Of a cohort it is only known when people joined it. */
static bool begins_before(const struct ww_view *view, int32_t day)
{
    struct ww_period have;
    return ww_view_period(view, &have) && have.first_day < day;
}

bool ww_ask_covers(const struct ww_ask *ask, struct ww_period period)
{
    return covers(ask->view, period);
}

/* Why its times do not do for the periods asked about, or NULL. Facts have no time, waves of a survey lie in a period and do not fill it, and
 * months in which nobody joined a cohort are months all the same. */
static const char *unfit_times(const struct ww_ask *ask, const struct ww_extract_record *record,
                               const struct ww_view *view)
{
    if (record->shape == WW_SHAPE_REFERENCE || record->shape == WW_SHAPE_RESPONSES)
        return NULL;
    if (record->shape == WW_SHAPE_EPISODES)
        return begins_before(view, ask->period.end_day) ? NULL : "it begins after the period";
    if (!covers(view, ask->period))
        return "it does not cover the whole period";
    if (ask->measure->compares && !covers(view, ask->compare))
        return "it does not cover the whole period of comparison";
    return NULL;
}

/* Why a source cannot answer, in words for the message, or NULL when it can. */
static const char *unfit(const struct ww_ask *ask, const struct ww_extract_record *record,
                         const struct ww_view *view)
{
    const struct ww_measure *measure = ask->measure;
    if (!(measure->shapes & WW_SHAPE_BIT(record->shape)))
        return record->shape == WW_SHAPE_SERIES ? "it holds totals, not single records"
                                                : "it is not of the kind this measure needs";
    int role = missing_role(measure, view);
    if (role < WW_ROLE_COUNT) {
        const char *why = ww_arena_printf(ask->arena, "it lacks a column this measure needs: %s",
                                          ww_role_names[role]);
        return why ? why : "it lacks a column this measure needs";
    }
    if (measure->time_of_day && ww_view_field(view, WW_ROLE_FROM)->kind != WW_KIND_DATETIME)
        return "its times have no hour of the day";
    if (measure->small_areas && !has_small_areas(ask->context, view))
        return "its records are not placed in areas smaller than the partnership's";
    return unfit_times(ask, record, view);
}

static const char *vintage_for(const struct ww_ask *ask, const char *source)
{
    if (ask->question->vintage)
        return ask->question->vintage;
    return ww_workspace_setting(ww_context_workspace(ask->context), "vintages", source);
}

/* --- choosing the source -------------------------------------------------------------------------- */

/* The subject asked about. */
static const char *subject_of(const struct ww_ask *ask)
{
    return ask->question->subject ? ask->question->subject : ask->measure->subject;
}

static bool is_chosen(const struct ww_ask *ask, const struct ww_extract_record *record)
{
    const struct ww_workspace *w = ww_context_workspace(ask->context);
    const char *chosen = ww_workspace_setting(w, "sources", ask->measure->name);
    if (!chosen[0] || ask->question->subject)
        chosen = ww_workspace_setting(w, "sources", subject_of(ask));
    return ww_str_eqz(ww_str_of(chosen), record->source);
}

static bool wanted(const struct ww_ask *ask, const struct ww_extract_record *record)
{
    if (!ww_str_eqz(ww_str_of(record->vintage), vintage_for(ask, record->source)))
        return false;
    if (ask->question->source && !ww_str_eqz(ww_str_of(record->source), ask->question->source))
        return false;
    bool any_subject = ask->question->source && !ask->question->subject;
    return any_subject || ww_str_eqz(ww_str_of(record->subject), subject_of(ask));
}

/* Higher rank first; the partnership's own choice (settings.ini) before all. */
static bool better(const struct ww_ask *ask, const struct ww_extract_record *a,
                   const struct ww_extract_record *b)
{
    if (!b)
        return true;
    bool chosen_a = is_chosen(ask, a), chosen_b = is_chosen(ask, b);
    return chosen_a != chosen_b ? chosen_a : a->rank > b->rank;
}

static enum ww_rc fail_no_source(const struct ww_ask *ask, const struct ww_buf *reasons, struct ww_err *err)
{
    char period[64];
    ww_period_print_words(ask->period, period);
    if (reasons->len)
        return ww_fail(err, WW_E_NOT_FOUND, "No imported source can answer '%s' for %s.%s",
                       ask->measure->name, period, reasons->data);
    if (ask->question->source)
        return ww_fail(err, WW_E_NOT_FOUND,
                       "Nothing%s%s has been imported from the source '%s'%s%s. 'watchward extracts' lists "
                       "what has been.",
                       ask->question->subject ? " about " : "",
                       ask->question->subject ? ask->question->subject : "", ask->question->source,
                       ask->question->vintage ? " of vintage " : "",
                       ask->question->vintage ? ask->question->vintage : "");
    return ww_fail(err, WW_E_NOT_FOUND,
                   "No source about %s has been imported, so '%s' cannot be answered. 'watchward "
                   "sources' lists what can be imported.",
                   subject_of(ask), ask->measure->name);
}

static void add_reason(struct ww_buf *reasons, const struct ww_extract_record *record,
                       const struct ww_view *view, const char *why)
{
    struct ww_period have;
    char period[64];
    ww_buf_printf(reasons, " %s: %s", record->source, why);
    if (ww_view_period(view, &have)) {
        ww_period_print_words(have, period);
        ww_buf_printf(reasons, " (it holds %s)", period);
    }
    ww_buf_char(reasons, '.');
}

static enum ww_rc choose_source(struct ww_ask *ask, struct ww_err *err)
{
    size_t count;
    const struct ww_extract_record *records = ww_context_extracts(ask->context, &count);
    struct ww_buf reasons = {.max = 600};
    const struct ww_extract_record *best = NULL;
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < count && !rc; i++) {
        bool again = i > 0 && ww_str_eqz(ww_str_of(records[i].source), records[i - 1].source) &&
                     ww_str_eqz(ww_str_of(records[i].vintage), records[i - 1].vintage);
        if (again || !wanted(ask, &records[i]))
            continue;
        struct ww_view *view = NULL;
        rc = ww_context_view(ask->context, records[i].source, records[i].vintage, &view, err);
        if (rc)
            break;
        const char *why = unfit(ask, &records[i], view);
        if (why)
            add_reason(&reasons, &records[i], view, why);
        else if (better(ask, &records[i], best)) {
            best = &records[i];
            ask->view = view;
        }
    }
    if (!rc && !best)
        rc = fail_no_source(ask, &reasons, err);
    ask->record = best;
    ww_buf_free(&reasons);
    return rc;
}

/* --- a second source ------------------------------------------------------------------------------ */

static bool better_other(const struct ww_ask *a, const struct ww_ask *b, const char *chosen)
{
    if (!b->record)
        return true;
    bool chosen_a = ww_str_eqz(ww_str_of(chosen), a->record->source);
    bool chosen_b = ww_str_eqz(ww_str_of(chosen), b->record->source);
    return chosen_a != chosen_b ? chosen_a : a->record->rank > b->record->rank;
}

/* The edition of a source that is used beside another: the one named in settings.ini, else the ordinary one, else the
 * only one there is (population by single years has no ordinary edition). */
static bool edition_in_use(const struct ww_ask *ask, const struct ww_extract_record *record)
{
    size_t count;
    const struct ww_extract_record *records = ww_context_extracts(ask->context, &count);
    const char *named = ww_workspace_setting(ww_context_workspace(ask->context), "vintages", record->source);
    if (ww_str_eqz(ww_str_of(named), record->vintage))
        return true;
    for (size_t i = 0; i < count; i++)
        if (ww_str_eqz(ww_str_of(records[i].source), record->source) &&
            !ww_str_eqz(ww_str_of(records[i].vintage), record->vintage))
            return false;
    return !named[0];
}

static enum ww_rc put_to(const struct ww_ask *ask, const struct ww_extract_record *record, struct ww_ask *out,
                         struct ww_err *err)
{
    *out = *ask;
    out->record = record;
    out->subject = ww_subject_of(record->subject);
    int node = ww_categories_find(ww_context_categories(ask->context), record->subject);
    if (node >= 0)
        out->subject_node = node;
    return ww_context_view(ask->context, record->source, record->vintage, &out->view, err);
}

enum ww_rc ww_ask_other(const struct ww_ask *ask, const char *subject, ww_ask_fits *fits, struct ww_ask *out,
                        struct ww_err *err)
{
    const struct ww_workspace *w = ww_context_workspace(ask->context);
    const char *chosen = ww_workspace_setting(w, "sources", subject), *last = "";
    size_t count;
    const struct ww_extract_record *records = ww_context_extracts(ask->context, &count);
    struct ww_ask best = *ask;
    best.record = NULL;
    for (size_t i = 0; i < count; i++) {
        if (!ww_str_eqz(ww_str_of(subject), records[i].subject) || !edition_in_use(ask, &records[i]) ||
            ww_str_eqz(ww_str_of(last), records[i].source))
            continue;
        last = records[i].source;
        struct ww_ask other;
        enum ww_rc rc = put_to(ask, &records[i], &other, err);
        if (rc)
            return rc;
        if ((!fits || fits(&other)) && better_other(&other, &best, chosen))
            best = other;
    }
    if (!best.record)
        return ww_fail(err, WW_E_NOT_FOUND,
                       "'%s' also needs a source about %s, and none that fits has been imported. "
                       "'watchward sources' lists what can be imported.",
                       ask->measure->name, subject);
    *out = best;
    return WW_OK;
}

/* Conditions name columns of the source asked about: they are none on another. */
static enum ww_rc put_whole(const struct ww_ask *ask, const struct ww_extract_record *record,
                            struct ww_ask *out, struct ww_err *err)
{
    enum ww_rc rc = put_to(ask, record, out, err);
    struct ww_question *question = ww_arena_alloc(ask->arena, 1, sizeof *question);
    if (!rc && !question)
        rc = ww_fail_nomem(err);
    if (rc)
        return rc;
    *question = *ask->question;
    question->n_where = 0;
    out->question = question;
    out->subject_node = ww_categories_find(ww_context_categories(ask->context), record->subject);
    return WW_OK;
}

enum ww_rc ww_ask_each(const struct ww_ask *ask, ww_ask_fits *fits, struct ww_ask **out, size_t *count,
                       struct ww_err *err)
{
    size_t n_records, n = 0;
    const char *last = "";
    const struct ww_extract_record *records = ww_context_extracts(ask->context, &n_records);
    struct ww_ask *asks = ww_arena_alloc(ask->arena, n_records, sizeof *asks);
    if (!asks)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < n_records; i++) {
        if (!edition_in_use(ask, &records[i]) || ww_str_eqz(ww_str_of(last), records[i].source) ||
            ww_str_eqz(ww_str_of(records[i].subject), ask->record->subject))
            continue;
        last = records[i].source;
        enum ww_rc rc = put_whole(ask, &records[i], &asks[n], err);
        if (rc)
            return rc;
        n += fits(&asks[n]);
    }
    *out = asks;
    *count = n;
    return WW_OK;
}

/* --- making ready --------------------------------------------------------------------------------- */

static enum ww_rc settle_area(struct ww_ask *ask, struct ww_err *err)
{
    if (!ask->question->area) {
        ask->area = ww_context_area(ask->context);
        ask->area_level = ww_context_area_level(ask->context);
        return WW_OK;
    }
    const struct ww_areas *areas = ww_context_areas(ask->context);
    for (size_t i = 0; ww_areas_level_name(areas, i); i++) {
        const char *level = ww_areas_level_name(areas, i);
        if (ww_areas_find(areas, ww_str_of(level), ww_str_of(ask->question->area))) {
            ask->area = ask->question->area;
            ask->area_level = level;
            return WW_OK;
        }
    }
    return ww_fail(err, WW_E_USAGE,
                   "No imported boundaries or lookup know an area with the code '%s'. Check the code, or "
                   "import the boundaries it belongs to.",
                   ask->question->area);
}

static enum ww_rc settle_period(struct ww_ask *ask, struct ww_err *err)
{
    if (!ask->question->has_period)
        return ww_fail(err, WW_E_USAGE, "Say which period: --period 2017-07..2018-06");
    ask->period = ask->question->period;
    ask->compare = ask->question->has_compare ? ask->question->compare : ww_period_before(ask->period);
    return WW_OK;
}

static bool takes(const struct ww_measure *measure, const char *parameter)
{
    for (size_t i = 0; i < measure->n_parameters; i++)
        if (ww_str_eqz(ww_str_of(parameter), measure->parameters[i].name))
            return true;
    return false;
}

/* An answer that quietly left out half of its question would be taken for an answer to all of it. A period of
 * comparison is no such half: a document asks all its questions with it. */
static enum ww_rc check_parameters(const struct ww_ask *ask, struct ww_err *err)
{
    const struct ww_question *q = ask->question;
    const char *unknown = q->by && !takes(ask->measure, "by")     ? "by"
                          : q->top && !takes(ask->measure, "top") ? "top"
                                                                  : NULL;
    for (size_t i = 0; i < q->n_set; i++)
        if (!takes(ask->measure, q->set[i].field))
            return ww_fail(err, WW_E_USAGE,
                           "'%s' has no parameter '%s' to set. 'watchward help %s' lists what it takes.",
                           ask->measure->name, q->set[i].field, ask->measure->name);
    if (!unknown)
        return WW_OK;
    return ww_fail(err, WW_E_USAGE, "'%s' takes no --%s. 'watchward help %s' lists what it takes.",
                   ask->measure->name, unknown, ask->measure->name);
}

const char *ww_ask_parameter(const struct ww_ask *ask, const char *name)
{
    for (size_t i = 0; i < ask->question->n_set; i++)
        if (ww_str_eqz(ww_str_of(name), ask->question->set[i].field))
            return ask->question->set[i].value;
    for (size_t i = 0; i < ask->measure->n_parameters; i++)
        if (ww_str_eqz(ww_str_of(name), ask->measure->parameters[i].name))
            return ask->measure->parameters[i].fallback;
    assert(false && "a parameter that the measure lists");
    return "";
}

enum ww_rc ww_ask_parameter_number(const struct ww_ask *ask, const char *name, struct ww_ask_range range,
                                   double *out, struct ww_err *err)
{
    const char *text = ww_ask_parameter(ask, name);
    if (ww_parse_f64(ww_str_of(text), out) && *out >= range.low && *out <= range.high)
        return WW_OK;
    return ww_fail(err, WW_E_USAGE, "'%s' takes a number from %g to %g as %s, not '%.40s'.",
                   ask->measure->name, range.low, range.high, name, text);
}

static enum ww_rc make_ready(struct ww_ask *ask, struct ww_err *err)
{
    enum ww_rc rc = check_parameters(ask, err);
    if (!rc)
        rc = settle_period(ask, err);
    if (!rc)
        rc = settle_area(ask, err);
    if (!rc)
        rc = choose_source(ask, err);
    if (rc)
        return rc;
    assert(ask->record);
    ask->subject = ww_subject_of(ask->record->subject);
    ask->subject_node = ww_categories_find(ww_context_categories(ask->context), ask->record->subject);
    return ask->measure->ready ? ask->measure->ready(ask, err) : WW_OK;
}

/* --- provenance ----------------------------------------------------------------------------------- */

static void note_parameters(const struct ww_ask *ask, struct ww_table *table)
{
    char text[64];
    const struct ww_question *q = ask->question;
    ww_period_print(ask->period, text);
    ww_table_parameter(table, "period", text);
    if (ask->measure->compares) {
        ww_period_print(ask->compare, text);
        ww_table_parameter(table, "compare", text);
    }
    ww_table_parameter(table, "area", ask->area);
    if (q->subject)
        ww_table_parameter(table, "subject", q->subject);
    if (q->by)
        ww_table_parameter(table, "by", q->by);
    if (q->top) {
        snprintf(text, sizeof text, "%ld", q->top);
        ww_table_parameter(table, "top", text);
    }
    for (size_t i = 0; i < q->n_where; i++)
        ww_table_parameter(table, i ? "and where" : "where",
                           ww_table_text(table, "%s=%s", q->where[i].field, q->where[i].value));
    for (size_t i = 0; i < q->n_set; i++)
        ww_table_parameter(table, q->set[i].field, q->set[i].value);
}

/* Whether the answer rests on records of this month. */
static bool rests_on_month(const struct ww_ask *ask, int32_t month)
{
    const int32_t day = ww_month_first_day(month);
    return (day >= ask->period.first_day && day < ask->period.end_day) ||
           (ask->measure->compares && day >= ask->compare.first_day && day < ask->compare.end_day);
}

/* "January 2018, March 2018 and April 2018": the missing months that the answer rests on; "" for none. */
static const char *missing_months(const struct ww_ask *ask, const struct ww_extract_record *record, size_t *n)
{
    struct ww_str rest = ww_str_of(record->missing_months), item;
    const char *list = "", *last = "";
    *n = 0;
    while (list && ww_str_cut(&rest, ',', &item)) {
        int32_t month;
        if (!ww_parse_month(ww_str_trim(item), &month) || !rests_on_month(ask, month))
            continue;
        char words[24];
        ww_month_print_words(month, words);
        if (*n > 0)
            list = ww_arena_printf(ask->arena, "%s%s%s", list, *n > 1 ? ", " : "", last);
        last = ww_arena_copy(ask->arena, ww_str_of(words));
        last = last ? last : "";
        ++*n;
    }
    if (*n > 1 && list)
        list = ww_arena_printf(ask->arena, "%s and %s", list, last);
    return list && *n != 1 ? list : last;
}

/* Months the supplier left out matter only when the answer rests on them. */
static void note_missing_months(const struct ww_ask *ask, struct ww_table *table)
{
    for (size_t i = 0; i < ww_view_extracts(ask->view); i++) {
        const struct ww_extract_record *record = ww_view_record(ask->view, i);
        size_t n = 0;
        const char *months = ww_extract_months_matter(record) ? missing_months(ask, record, &n) : "";
        if (n)
            ww_table_note(
                table,
                "%s %s missing from what %s supplied, so counts and daily averages that include %s are "
                "too low.",
                months, n == 1 ? "is" : "are", ask->record->owner, n == 1 ? "it" : "them");
    }
}

/* A count of 0 where the source never has a record is no finding: its areas may be of another edition, or coded
 * otherwise. */
static void warn_of_unknown_area(const struct ww_ask *ask, struct ww_table *table)
{
    if (ask->question->area && !ww_ask_area_occurs(ask))
        ww_table_note(table,
                      "Warning: %s has no record in %s at any time. The counts of 0 may mean that the source "
                      "codes its areas otherwise, not that nothing happened there.",
                      ask->record->source, ask->question->area);
}

static void note_provenance(const struct ww_ask *ask, struct ww_table *table)
{
    table->provenance.measure = ask->measure->name;
    table->provenance.version = ask->measure->version;
    table->provenance.question = ask->measure->question;
    table->provenance.formula = ask->measure->formula;
    if (!table->provenance.filter)
        table->provenance.filter = "";
    note_parameters(ask, table);
    note_missing_months(ask, table);
    warn_of_unknown_area(ask, table);
    if (ask->subject->caveat)
        ww_table_note(table, "%s", ask->subject->caveat);
}

int ww_ask_smallest(const struct ww_ask *ask)
{
    return ask->subject->smallest   ? ask->subject->smallest
           : ask->question->publish ? ask->subject->smallest_public
                                    : 0;
}

/* The analyst sees all, and must know what may not leave the room. */
static void warn_of_small(const struct ww_ask *ask, struct ww_table *table)
{
    if (!ask->question->publish && ww_disclosure_has_small(table, ask->subject->smallest_public))
        ww_table_note(table,
                      "Not for publication as it stands: some of these counts are of fewer than %d %s. The "
                      "public edition of the assessment hides them, and what they could be worked out from "
                      "(--edition public).",
                      ask->subject->smallest_public, ask->subject->many);
}

static enum ww_rc run(struct ww_ask *ask, struct ww_table **out, struct ww_err *err)
{
    const struct ww_measure *m = ask->measure;
    struct ww_table *table = m->table ? m->table(ask) : ww_table_new(m->name, m->columns, m->n_columns);
    if (!table)
        return ww_fail_nomem(err);
    enum ww_rc rc = m->run(ask, table, err);
    if (!rc)
        note_provenance(ask, table);
    if (!rc)
        rc = ww_table_check(table, err);
    if (!rc)
        rc = ww_table_validate(table, err);
    if (!rc && ww_ask_smallest(ask))
        rc = ww_disclosure_apply(table, ww_ask_smallest(ask), err);
    if (!rc)
        warn_of_small(ask, table);
    if (rc)
        ww_table_free(&table);
    else
        *out = table;
    return rc;
}

static enum ww_rc find_measure(const char *name, const struct ww_measure **out, struct ww_err *err)
{
    *out = ww_measure_find(name);
    if (*out)
        return WW_OK;
    struct ww_buf names = {.max = 600};
    for (size_t i = 0; i < ww_measures_count; i++)
        ww_buf_printf(&names, "%s%s", i ? ", " : "", ww_measures[i]->name);
    enum ww_rc rc = ww_fail(err, WW_E_USAGE, "There is no measure '%s'. There are: %s.", name, names.data);
    ww_buf_free(&names);
    return rc;
}

enum ww_rc ww_measure_answer(struct ww_context *context, const struct ww_question *question,
                             struct ww_table **out, struct ww_err *err)
{
    struct ww_ask ask = {.context = context, .question = question};
    enum ww_rc rc = find_measure(question->measure, &ask.measure, err);
    if (rc)
        return rc;
    ask.arena = ww_arena_new(ASK_MAX);
    if (!ask.arena)
        return ww_fail_nomem(err);
    rc = make_ready(&ask, err);
    if (!rc)
        rc = run(&ask, out, err);
    ww_arena_free(&ask.arena);
    return rc;
}

bool ww_measure_can_answer(struct ww_context *context, const struct ww_question *question)
{
    struct ww_ask ask = {
        .context = context, .question = question, .measure = ww_measure_find(question->measure)};
    struct ww_err ignored;
    ask.arena = ask.measure ? ww_arena_new(ASK_MAX) : NULL;
    bool can = ask.arena && make_ready(&ask, &ignored) == WW_OK;
    ww_arena_free(&ask.arena);
    return can;
}
