// SPDX-License-Identifier: Apache-2.0
/* People followed from before a cohort until after it.
 *
 * Problem. Offences stand in one file, spells on the cohort in another, custody in a third; who was in prison cannot offend,
 * who left last month has hardly had the time.
 * Method. Each person's offences are put into three windows: so many days before joining (less a gap), the spell itself, so
 * many days after leaving or until the offences end. Days in custody are taken out of each window.
 * Conventions. The spell is the one that ended in the period. The cost of an offence is the one in the file; where it has
 * none, the unit total of its type. Harm is the weight of its type or of what that lies under.
 * Edge cases. Windows are cut at the first and last month of the offences; a window without a day at liberty says nothing.
 * An offence on a day in custody (a date of report) counts all the same. */
#include "measure/followed.h"

#include <assert.h>
#include <stdlib.h>

#include "measure/unit_costs.h"

#define PEAK_DAYS 91

struct offence {
    struct ww_str person;
    int32_t day;
    double worth[WW_AMOUNTS];
    bool known[WW_AMOUNTS];
};

struct spell {
    struct ww_str person;
    struct ww_span span;
};

struct job {
    const struct ww_ask *ask;
    const struct ww_follow_plan *plan;
    struct ww_table *table;
    struct ww_followed *out;
    struct ww_ask offences_ask;
    struct offence *offences;
    size_t n_offences;
    struct spell *spells;
    size_t n_spells;
    struct ww_span *scratch; /* n_spells */
    struct ww_period known;  /* of the offences */
};

/* --- what an offence is worth ------------------------------------------------------------------------ */

struct worth {
    const struct ww_categories *tree;
    const char *vocabulary;
    const struct ww_unit_costs *costs; /* or NULL */
    double *harm;                      /* by node; below 0 = none; or NULL */
};

static bool has_weights(const struct ww_ask *ask)
{
    return ww_extract_field_by_name(ww_view_extract(ask->view, 0), "category") >= 0 &&
           ww_view_has_role(ask->view, WW_ROLE_VALUE);
}

static void set_weights(const struct ww_categories *tree, const struct ww_rows *rows, double *harm)
{
    for (size_t i = 0; i < ww_categories_count(tree); i++) {
        const struct ww_category *node = ww_categories_at(tree, i);
        harm[i] = node->parent >= 0 ? harm[node->parent] : -1; /* a parent stands before its children */
        for (size_t r = 0; r < rows->count; r++) {
            const struct ww_row_cell *name = ww_rows_at(rows, r, 0), *weight = ww_rows_at(rows, r, 1);
            if (name->given && weight->given &&
                (ww_str_eqz(name->text, node->id) || ww_str_eq_nocase(name->text, ww_str_of(node->label))))
                harm[i] = weight->number;
        }
    }
}

/* Weights of harm where they are supplied. */
static enum ww_rc read_weights(struct job *job, struct worth *worth, struct ww_err *err)
{
    static const struct ww_rows_column columns[] = {{.field = "category"}, {.role = WW_ROLE_VALUE}};
    struct ww_ask source;
    struct ww_rows rows;
    if (ww_ask_other(job->ask, "harm-weights", has_weights, &source, NULL))
        return WW_OK;
    worth->harm = ww_arena_alloc(job->ask->arena, ww_categories_count(worth->tree), sizeof *worth->harm);
    if (!worth->harm)
        return ww_fail_nomem(err);
    enum ww_rc rc = ww_rows_read(&source, columns, 2, NULL, &rows, err);
    if (rc)
        return rc;
    set_weights(worth->tree, &rows, worth->harm);
    ww_ask_note_used(&source, rows.used, job->table);
    job->out->worth_source[WW_AMOUNT_HARM] = source.record->source;
    return WW_OK;
}

static void set_worth(const struct worth *worth, struct ww_str category, struct offence *offence)
{
    int node = ww_categories_map(worth->tree, worth->vocabulary, category);
    if (node < 0)
        return;
    const char *name = ww_categories_at(worth->tree, (size_t)node)->cost;
    int cost = worth->costs && name[0] ? ww_unit_costs_find(worth->costs, name) : -1;
    if (cost >= 0 && !offence->known[WW_AMOUNT_COST]) {
        offence->worth[WW_AMOUNT_COST] = worth->costs->offences[cost].total_gbp;
        offence->known[WW_AMOUNT_COST] = true;
    }
    if (worth->harm && worth->harm[node] >= 0) {
        offence->worth[WW_AMOUNT_HARM] = worth->harm[node];
        offence->known[WW_AMOUNT_HARM] = true;
    }
}

/* --- offences ------------------------------------------------------------------------------------------ */

static bool has_person(const struct ww_ask *ask)
{
    return ww_extract_field_by_name(ww_view_extract(ask->view, 0), "person") >= 0 &&
           ww_view_has_role(ask->view, WW_ROLE_FROM);
}

static enum ww_rc other_of(const struct ww_ask *ask, const char *cohort, const char *what, struct ww_ask *out,
                           struct ww_err *err)
{
    const char *subject = ww_arena_printf(ask->arena, "%s-%s", cohort, what);
    return subject ? ww_ask_other(ask, subject, has_person, out, err) : ww_fail_nomem(err);
}

enum ww_rc ww_followed_offences(const struct ww_ask *ask, const char *cohort, struct ww_ask *out,
                                struct ww_err *err)
{
    return other_of(ask, cohort, "offences", out, err);
}

static int by_offence(const void *a, const void *b)
{
    const struct offence *x = a, *y = b;
    int order = ww_str_cmp(x->person, y->person);
    return order ? order : (x->day > y->day) - (x->day < y->day);
}

enum offence_column { PERSON, DAY, COST, CATEGORY, OFFENCE_COLUMNS };

static enum ww_rc make_worth(struct job *job, bool file_has_cost, struct worth *worth, struct ww_err *err)
{
    assert(job->offences_ask.record);
    const struct ww_field *field = ww_view_field(job->offences_ask.view, WW_ROLE_CATEGORY);
    *worth = (struct worth){.tree = ww_context_categories(job->ask->context),
                            .vocabulary = field ? field->vocabulary : ""};
    if (file_has_cost)
        job->out->worth_source[WW_AMOUNT_COST] = job->offences_ask.record->source;
    if (!field)
        return WW_OK;
    struct ww_unit_costs *costs = NULL;
    if (!file_has_cost && ww_unit_costs_read(job->ask, &costs, NULL) == WW_OK) {
        worth->costs = costs;
        job->out->worth_source[WW_AMOUNT_COST] = costs->source.record->source;
        ww_ask_note_used(&costs->source, costs->used, job->table);
    }
    return read_weights(job, worth, err);
}

static enum ww_rc take_offences(struct job *job, const struct ww_rows *rows, const struct worth *worth,
                                struct ww_err *err)
{
    job->offences = ww_arena_alloc(job->ask->arena, rows->count + 1, sizeof *job->offences);
    if (!job->offences)
        return ww_fail_nomem(err);
    for (size_t r = 0; r < rows->count; r++) {
        const struct ww_row_cell *person = ww_rows_at(rows, r, PERSON), *day = ww_rows_at(rows, r, DAY),
                                 *cost = ww_rows_at(rows, r, COST), *type = ww_rows_at(rows, r, CATEGORY);
        if (!person->given || !day->given)
            continue;
        struct offence *offence = &job->offences[job->n_offences++];
        *offence = (struct offence){.person = person->text, .day = (int32_t)day->number};
        offence->worth[WW_AMOUNT_OFFENCES] = 1;
        offence->known[WW_AMOUNT_OFFENCES] = true;
        offence->worth[WW_AMOUNT_COST] = cost->number;
        offence->known[WW_AMOUNT_COST] = cost->given;
        if (type->given)
            set_worth(worth, type->text, offence);
    }
    qsort(job->offences, job->n_offences, sizeof *job->offences, by_offence);
    return WW_OK;
}

static enum ww_rc read_offences(struct job *job, struct ww_err *err)
{
    static const struct ww_rows_column columns[OFFENCE_COLUMNS] = {
        [PERSON] = {.field = "person"},
        [DAY] = {.role = WW_ROLE_FROM},
        [COST] = {.field = "cost_gbp", .optional = true},
        [CATEGORY] = {.role = WW_ROLE_CATEGORY, .optional = true},
    };
    struct ww_rows rows;
    struct worth worth;
    bool any_cost = false;
    enum ww_rc rc = ww_rows_read(&job->offences_ask, columns, OFFENCE_COLUMNS, NULL, &rows, err);
    if (rc)
        return rc;
    for (size_t r = 0; r < rows.count; r++)
        any_cost = any_cost || ww_rows_at(&rows, r, COST)->given;
    rc = make_worth(job, any_cost, &worth, err);
    if (!rc)
        rc = take_offences(job, &rows, &worth, err);
    ww_ask_note_used(&job->offences_ask, rows.used, job->table);
    ww_view_period(job->offences_ask.view, &job->known);
    for (enum ww_amount a = WW_AMOUNT_OFFENCES; a < WW_AMOUNTS; a++)
        job->out->given[a] = a == WW_AMOUNT_OFFENCES || job->out->worth_source[a] != NULL;
    return rc;
}

/* --- custody ------------------------------------------------------------------------------------------- */

static int by_spell(const void *a, const void *b)
{
    const struct spell *x = a, *y = b;
    return ww_str_cmp(x->person, y->person);
}

static enum ww_rc read_custody(struct job *job, const char *cohort, struct ww_err *err)
{
    static const struct ww_rows_column columns[] = {
        {.field = "person"}, {.role = WW_ROLE_FROM}, {.role = WW_ROLE_TO, .optional = true}};
    struct ww_ask source;
    struct ww_rows rows = {0};
    if (other_of(job->ask, cohort, "custody", &source, NULL) == WW_OK) {
        enum ww_rc rc = ww_rows_read(&source, columns, 3, NULL, &rows, err);
        if (rc)
            return rc;
        ww_ask_note_used(&source, rows.used, job->table);
        job->out->custody = true;
    }
    job->spells = ww_arena_alloc(job->ask->arena, rows.count + 1, sizeof *job->spells);
    job->scratch = ww_arena_alloc(job->ask->arena, rows.count + 1, sizeof *job->scratch);
    if (!job->spells || !job->scratch)
        return ww_fail_nomem(err);
    for (size_t r = 0; r < rows.count; r++) {
        const struct ww_row_cell *person = ww_rows_at(&rows, r, 0), *from = ww_rows_at(&rows, r, 1),
                                 *to = ww_rows_at(&rows, r, 2);
        if (person->given && from->given)
            job->spells[job->n_spells++] = (struct spell){
                person->text, {(int32_t)from->number, to->given ? (int32_t)to->number : WW_STILL_ON}};
    }
    qsort(job->spells, job->n_spells, sizeof *job->spells, by_spell);
    return WW_OK;
}

/* First of the spells that are not before this person's. */
static size_t first_spell(const struct job *job, struct ww_str name)
{
    size_t low = 0, high = job->n_spells;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ww_str_cmp(job->spells[middle].person, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int32_t days_at_liberty(const struct job *job, struct ww_str person, struct ww_span window)
{
    size_t n = 0;
    for (size_t i = first_spell(job, person); i < job->n_spells && ww_str_eq(job->spells[i].person, person);
         i++)
        job->scratch[n++] = job->spells[i].span;
    return ww_days_at_liberty(window, job->scratch, n);
}

/* --- one person ----------------------------------------------------------------------------------------- */

static struct ww_span within(int32_t first, int32_t end, struct ww_period known)
{
    struct ww_span span = {first > known.first_day ? first : known.first_day,
                           end < known.end_day ? end : known.end_day};
    if (span.end < span.first)
        span.end = span.first;
    return span;
}

static void set_windows(struct job *job, const struct ww_episode *spell, struct ww_followed_person *person)
{
    const struct ww_follow_plan *plan = job->plan;
    int32_t joined = spell->from - plan->gap;
    person->phases[WW_BEFORE].window = within(joined - plan->before, joined, job->known);
    person->phases[WW_DURING].window = within(spell->from, spell->to, job->known);
    person->phases[WW_AFTER].window = within(spell->to, spell->to + plan->after, job->known);
    job->out->cut_short += spell->to + plan->after > job->known.end_day;
}

/* First of the offences that are not before this person's. */
static size_t first_offence(const struct job *job, struct ww_str name)
{
    size_t low = 0, high = job->n_offences;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ww_str_cmp(job->offences[middle].person, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void add_offences(struct job *job, struct ww_str name, const struct ww_episode *spell,
                         struct ww_followed_person *person)
{
    const struct offence *last[WW_PHASES] = {NULL};
    for (size_t i = first_offence(job, name); i < job->n_offences; i++) {
        const struct offence *offence = &job->offences[i];
        if (!ww_str_eq(offence->person, name))
            return;
        job->out->peak += offence->day >= spell->from - PEAK_DAYS && offence->day < spell->from;
        for (enum ww_phase p = WW_BEFORE; p < WW_PHASES; p++) {
            struct ww_followed_phase *phase = &person->phases[p];
            if (offence->day < phase->window.first || offence->day >= phase->window.end)
                continue;
            for (enum ww_amount a = WW_AMOUNT_OFFENCES; a < WW_AMOUNTS; a++) {
                phase->amounts[a] += offence->known[a] ? offence->worth[a] : 0;
                job->out->unknown[a] += !offence->known[a];
            }
            phase->gaps += last[p] != NULL;
            phase->gap_days += last[p] ? offence->day - last[p]->day : 0;
            last[p] = offence;
        }
    }
}

static void follow(struct job *job, const struct ww_people *people, const struct ww_episode *spell,
                   struct ww_followed_person *person)
{
    struct ww_str name = ww_people_name(people, spell);
    set_windows(job, spell, person);
    add_offences(job, name, spell, person);
    for (enum ww_phase p = WW_BEFORE; p < WW_PHASES; p++)
        person->phases[p].liberty = days_at_liberty(job, name, person->phases[p].window);
}

/* --- all of them ----------------------------------------------------------------------------------------- */

/* The spell of each person that ended in the period; the last where several did. */
static bool ended(const struct ww_episode *e, struct ww_period period)
{
    return e->to >= period.first_day && e->to < period.end_day && e->to > e->from;
}

static bool is_last_ended(const struct ww_people *people, size_t i, struct ww_period period)
{
    const struct ww_episode *e = &people->episodes[i];
    if (!ended(e, period))
        return false;
    for (size_t k = i + 1; k < people->n && people->episodes[k].person == e->person; k++)
        if (ended(&people->episodes[k], period))
            return false;
    return true;
}

enum ww_rc ww_followed_read(const struct ww_ask *ask, const char *cohort, const struct ww_follow_plan *plan,
                            struct ww_table *table, struct ww_followed *out, struct ww_err *err)
{
    struct ww_people people;
    struct job job = {.ask = ask, .plan = plan, .table = table, .out = out};
    *out = (struct ww_followed){.peak_days = PEAK_DAYS};
    enum ww_rc rc = ww_followed_offences(ask, cohort, &job.offences_ask, err);
    if (!rc)
        rc = ww_people_read(ask, NULL, 0, &people, err);
    if (!rc)
        rc = read_offences(&job, err);
    if (!rc)
        rc = read_custody(&job, cohort, err);
    if (rc)
        return rc;
    out->people = ww_arena_alloc(ask->arena, people.n + 1, sizeof *out->people);
    if (!out->people)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < people.n; i++)
        if (is_last_ended(&people, i, ask->period))
            follow(&job, &people, &people.episodes[i], &out->people[out->n++]);
    ww_people_note(ask, &people, table);
    return WW_OK;
}
