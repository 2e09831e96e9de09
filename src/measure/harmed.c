// SPDX-License-Identifier: Apache-2.0
/* People harmed, across sources.
 *
 * Problem. A woman is in crime records once, with the victims' service once and with the abuse advisers once: three agencies
 * each see somebody harmed once.
 * Method. Records of the period and the window before it, from every source of events with victims' pseudonyms, joined by the
 * links, in order of person and day. Records of one day are one occasion, and so are those of another source within `same` days
 * of an occasion's first record: a referral follows the harm that it is about.
 * Conventions. The window looks back from each occasion of the period. A person's age, support and last contact are the latest known.
 * Edge cases. Records without a pseudonym or a day are left out. A source that linkage was not given takes part with its own
 * pseudonyms: its people are then known to it alone. */
#include "measure/harmed.h"

#include <stdlib.h>

enum harm_column { PERSON, DAY, CATEGORY, HARM, AGE, SUPPORT, CONTACT, HARM_COLUMNS };

static const struct ww_rows_column columns[HARM_COLUMNS] = {
    [PERSON] = {.field = "victim_person"},
    [DAY] = {.role = WW_ROLE_FROM},
    [CATEGORY] = {.role = WW_ROLE_CATEGORY, .optional = true},
    [HARM] = {.field = "harm", .optional = true},
    [AGE] = {.field = "victim_age", .optional = true},
    [SUPPORT] = {.field = "support", .optional = true},
    [CONTACT] = {.field = "last_contact", .optional = true},
};

static const char *const support_words[WW_SUPPORTS] = {[WW_SUPPORT_NOT_OFFERED] = "Not offered",
                                                       [WW_SUPPORT_DECLINED] = "Declined",
                                                       [WW_SUPPORT_ACCEPTED] = "Accepted"};

struct job {
    const struct ww_ask *ask;
    const struct ww_harmed_spec *spec;
    struct ww_harmed_people *out;
};

/* --- sources -------------------------------------------------------------------------------------- */

static bool has_victims(const struct ww_ask *other)
{
    return other->record->shape == WW_SHAPE_EVENTS && ww_view_extracts(other->view) > 0 &&
           ww_extract_field_by_name(ww_view_extract(other->view, 0), "victim_person") >= 0 &&
           ww_view_has_role(other->view, WW_ROLE_FROM) && ww_ask_covers(other, other->period);
}

static enum ww_rc find_sources(struct job *job, struct ww_err *err)
{
    struct ww_ask *asks = NULL;
    size_t n = 0;
    struct ww_harmed_people *out = job->out;
    enum ww_rc rc = ww_ask_each(job->ask, has_victims, &asks, &n, err);
    if (rc)
        return rc;
    if (!n)
        return ww_fail(
            err, WW_E_NOT_FOUND,
            "'%s' needs a source of events with a column \"victim_person\" that covers the period, and none is "
            "imported.",
            job->ask->measure->name);
    if (n > WW_HARMED_SOURCES_MAX)
        return ww_fail(err, WW_E_LIMIT, "'%s' takes at most %d sources of victims; %zu are imported.",
                       job->ask->measure->name, WW_HARMED_SOURCES_MAX, n);
    for (size_t i = 0; i < n; i++) {
        const struct ww_subject *subject = asks[i].subject;
        char *label = ww_arena_copy(job->ask->arena,
                                    ww_str_of(subject->name[0] ? subject->together : asks[i].record->source));
        if (!label)
            return ww_fail_nomem(err);
        if (label[0] >= 'a' && label[0] <= 'z')
            label[0] = (char)(label[0] - 'a' + 'A');
        out->asks[i] = asks[i];
        out->sources[i] = asks[i].record->source;
        out->labels[i] = label;
        out->linked[i] = ww_linked_knows(&out->links, asks[i].record->source);
    }
    out->n_sources = n;
    return WW_OK;
}

/* --- records -------------------------------------------------------------------------------------- */

/* The group under the root that a supplier's text belongs to. */
static struct ww_str group_of(const struct ww_ask *ask, struct ww_str text)
{
    const struct ww_categories *tree = ww_context_categories(ask->context);
    const struct ww_field *field = ww_view_field(ask->view, WW_ROLE_CATEGORY);
    int node = field ? ww_categories_map(tree, field->vocabulary, text) : -1;
    while (node >= 0 && ww_categories_at(tree, (size_t)node)->depth > 1)
        node = ww_categories_at(tree, (size_t)node)->parent;
    return node >= 0 ? ww_str_of(ww_categories_at(tree, (size_t)node)->label) : text;
}

static int16_t type_of(struct ww_harmed_people *out, struct ww_str text)
{
    size_t i = 0;
    text = ww_str_trim(text);
    while (i < out->n_types && !ww_str_eq_nocase(text, out->types[i]))
        i++;
    if (i == WW_HARMED_TYPES_MAX || !text.len)
        return -1;
    if (i == out->n_types)
        out->types[out->n_types++] = text;
    return (int16_t)i;
}

static uint8_t support_of(const struct ww_row_cell *cell)
{
    for (uint8_t s = WW_SUPPORT_NOT_OFFERED; cell->given && s < WW_SUPPORTS; s++)
        if (ww_str_eq_nocase(cell->text, ww_str_of(support_words[s])))
            return s;
    return WW_SUPPORT_UNKNOWN;
}

static struct ww_harm harm_of(struct job *job, size_t source, const struct ww_rows *rows, size_t r)
{
    const struct ww_row_cell *category = ww_rows_at(rows, r, CATEGORY), *harm = ww_rows_at(rows, r, HARM),
                             *age = ww_rows_at(rows, r, AGE), *contact = ww_rows_at(rows, r, CONTACT);
    struct ww_str type = harm->given       ? harm->text
                         : category->given ? group_of(&job->out->asks[source], category->text)
                                           : WW_STR("");
    uint64_t person = ww_linked_pseudonym(ww_rows_at(rows, r, PERSON)->text);
    return (struct ww_harm){
        .key = ww_linked_key_of(&job->out->links, job->spec->threshold, job->out->sources[source],
                                (uint32_t)source, person),
        .day = (int32_t)ww_rows_at(rows, r, DAY)->number,
        .source = (uint16_t)source,
        .type = type_of(job->out, type),
        .age = age->given && age->number >= 0 && age->number < INT16_MAX ? (int16_t)age->number : -1,
        .support = support_of(ww_rows_at(rows, r, SUPPORT)),
        .contact = contact->given ? (int32_t)contact->number : INT32_MIN};
}

static enum ww_rc read_source(struct job *job, size_t source, struct ww_rows *rows, struct ww_err *err)
{
    struct ww_ask *ask = &job->out->asks[source];
    struct ww_cube_spec spec;
    enum ww_rc rc = job->ask->question->area ? ww_ask_spec(ask, &spec, err)
                                             : ww_ask_spec_everywhere(ask, &spec, err);
    if (rc)
        return rc;
    spec.has_period = true;
    spec.period = (struct ww_period){job->ask->period.first_day - job->spec->window,
                                     job->ask->period.end_day};
    rc = ww_rows_read(ask, columns, HARM_COLUMNS, &spec, rows, err);
    job->out->used[source] = rows->used;
    return rc;
}

static int by_person_and_day(const void *a, const void *b)
{
    const struct ww_harm *x = a, *y = b;
    int order = ww_linked_compare(x->key, y->key);
    if (order)
        return order;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return (x->source > y->source) - (x->source < y->source);
}

static enum ww_rc read_harms(struct job *job, struct ww_err *err)
{
    struct ww_rows rows[WW_HARMED_SOURCES_MAX];
    struct ww_harmed_people *out = job->out;
    size_t most = 0;
    enum ww_rc rc = WW_OK;
    for (size_t s = 0; s < out->n_sources && !rc; s++) {
        rows[s] = (struct ww_rows){0};
        rc = read_source(job, s, &rows[s], err);
        most += rows[s].count;
    }
    if (rc)
        return rc;
    out->harms = ww_arena_alloc(job->ask->arena, most + 1, sizeof *out->harms);
    if (!out->harms)
        return ww_fail_nomem(err);
    for (size_t s = 0; s < out->n_sources; s++)
        for (size_t r = 0; r < rows[s].count; r++)
            if (ww_rows_at(&rows[s], r, PERSON)->given && ww_rows_at(&rows[s], r, DAY)->given)
                out->harms[out->n_harms++] = harm_of(job, s, &rows[s], r);
    if (out->n_harms)
        qsort(out->harms, out->n_harms, sizeof *out->harms, by_person_and_day);
    return WW_OK;
}

/* --- people --------------------------------------------------------------------------------------- */

size_t ww_harmed_occasions(const struct ww_harm *harms, size_t n, int32_t same, int32_t *days)
{
    size_t count = 0;
    uint16_t seen =
        0; /* sources of the occasion so far: a second record of one of them, of another day, is another */
    for (size_t i = 0; i < n; i++) {
        uint16_t bit = (uint16_t)(1u << harms[i].source);
        bool together = count && (harms[i].day == days[count - 1] ||
                                  (harms[i].day - days[count - 1] <= same && !(seen & bit)));
        if (!together) {
            days[count++] = harms[i].day;
            seen = 0;
        }
        seen |= bit;
    }
    return count;
}

static void sum_records(const struct job *job, struct ww_harmed *person)
{
    for (size_t i = person->first; i < person->first + person->n; i++) {
        const struct ww_harm *harm = &job->out->harms[i];
        bool now = harm->day >= job->ask->period.first_day;
        person->sources |= (uint16_t)(1u << harm->source);
        if (now && harm->type >= 0)
            person->types |= UINT64_C(1) << harm->type;
        if (now && person->age < 0)
            person->age = harm->age;
        if (harm->support)
            person->support = harm->support;
        if (harm->contact < job->ask->period.end_day && harm->contact > person->contact)
            person->contact = harm->contact;
    }
}

static void sum_occasions(const struct job *job, struct ww_harmed *person, const int32_t *days)
{
    for (size_t i = 0; i < person->occasions; i++) {
        if (days[i] < job->ask->period.first_day)
            continue;
        person->in_period++;
        person->last = days[i];
        if (i && !person->repeat && days[i] - days[i - 1] <= job->spec->window) {
            person->repeat = true;
            person->gap = days[i] - days[i - 1];
        }
    }
}

static enum ww_rc make_people(struct job *job, struct ww_err *err)
{
    struct ww_harmed_people *out = job->out;
    int32_t *days = ww_arena_alloc(job->ask->arena, out->n_harms + 1, sizeof *days);
    out->people = ww_arena_alloc(job->ask->arena, out->n_harms + 1, sizeof *out->people);
    if (!days || !out->people)
        return ww_fail_nomem(err);
    for (size_t i = 0, end = 0; i < out->n_harms; i = end) {
        while (end < out->n_harms && ww_linked_compare(out->harms[end].key, out->harms[i].key) == 0)
            end++;
        struct ww_harmed person = {
            .key = out->harms[i].key, .first = i, .n = end - i, .age = -1, .contact = INT32_MIN};
        person.occasions = ww_harmed_occasions(out->harms + i, end - i, job->spec->same, days);
        sum_records(job, &person);
        sum_occasions(job, &person, days);
        if (person.in_period)
            out->people[out->n++] = person;
    }
    return WW_OK;
}

enum ww_rc ww_harmed_ready(const struct ww_ask *ask, struct ww_err *err)
{
    struct ww_harmed_people *people = ww_arena_alloc(ask->arena, 1, sizeof *people);
    return people ? find_sources(&(struct job){ask, NULL, people}, err) : ww_fail_nomem(err);
}

enum ww_rc ww_harmed_read(const struct ww_ask *ask, const struct ww_harmed_spec *spec,
                          struct ww_harmed_people **out, struct ww_err *err)
{
    struct ww_harmed_people *people = ww_arena_alloc(ask->arena, 1, sizeof *people);
    struct job job = {ask, spec, people};
    if (!people)
        return ww_fail_nomem(err);
    enum ww_rc rc = ww_linked_read(ask, &people->links, err);
    if (!rc)
        rc = find_sources(&job, err);
    if (!rc)
        rc = read_harms(&job, err);
    if (!rc)
        rc = make_people(&job, err);
    if (!rc)
        *out = people;
    return rc;
}
