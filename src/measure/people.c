// SPDX-License-Identifier: Apache-2.0
/* People on a cohort.
 *
 * Problem. A person may come onto a cohort twice, may still be on it, and may live elsewhere; a size that counts spells,
 * forgets who has not left or leaves out who lives across the road is another size each time.
 * Method. Records are read one by one and sorted by pseudonym; every count is of different people.
 * Conventions. The day of leaving is the first day no longer on the cohort. A spell that ends before it begins has no day.
 * Edge cases. Records without a day of joining are left out and counted. */
#include "measure/people.h"

#include <stdlib.h>

enum own_column { PERSON, FROM, TO, OWN_COLUMNS };

const struct ww_row_cell *ww_people_cell(const struct ww_people *people, const struct ww_episode *episode,
                                         size_t field)
{
    return ww_rows_at(&people->rows, episode->row, OWN_COLUMNS + field);
}

struct ww_str ww_people_name(const struct ww_people *people, const struct ww_episode *episode)
{
    const struct ww_row_cell *cell = ww_rows_at(&people->rows, episode->row, PERSON);
    return cell->given ? cell->text : WW_STR("");
}

/* --- reading --------------------------------------------------------------------------------------- */

struct named {
    struct ww_str name;
    struct ww_episode episode;
};

/* Records without a pseudonym are each their own person, in the order of the file. */
static int by_person(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    int order = ww_str_cmp(x->name, y->name);
    if (!order && !x->name.len)
        return (x->episode.row > y->episode.row) - (x->episode.row < y->episode.row);
    if (!order)
        order = (x->episode.from > y->episode.from) - (x->episode.from < y->episode.from);
    return order ? order : (x->episode.row > y->episode.row) - (x->episode.row < y->episode.row);
}

static int32_t day_of(const struct ww_row_cell *cell, int32_t otherwise)
{
    return cell->given ? (int32_t)cell->number : otherwise;
}

static enum ww_rc number_people(const struct ww_ask *ask, struct ww_people *people, struct ww_err *err)
{
    size_t n = 0;
    struct named *named = ww_arena_alloc(ask->arena, people->rows.count, sizeof *named);
    people->episodes = ww_arena_alloc(ask->arena, people->rows.count, sizeof *people->episodes);
    if (!named || !people->episodes)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < people->rows.count; i++) {
        const struct ww_row_cell *person = ww_rows_at(&people->rows, i, PERSON);
        const struct ww_row_cell *from = ww_rows_at(&people->rows, i, FROM);
        people->no_from += !from->given;
        if (from->given)
            named[n++] = (struct named){person->given ? person->text : WW_STR(""),
                                        {.row = (uint32_t)i,
                                         .from = day_of(from, 0),
                                         .to = day_of(ww_rows_at(&people->rows, i, TO), WW_STILL_ON)}};
    }
    if (n)
        qsort(named, n, sizeof *named, by_person);
    for (size_t i = 0; i < n; i++) {
        bool same = i && named[i].name.len && ww_str_eq(named[i].name, named[i - 1].name);
        people->n_people += !same;
        people->episodes[i] = named[i].episode;
        people->episodes[i].person = (uint32_t)(people->n_people - 1);
    }
    people->n = n;
    return WW_OK;
}

enum ww_rc ww_people_read(const struct ww_ask *ask, const struct ww_rows_column *fields, size_t n_fields,
                          struct ww_people *out, struct ww_err *err)
{
    struct ww_rows_column columns[OWN_COLUMNS + WW_PEOPLE_FIELDS_MAX] = {
        [PERSON] = {.field = "person", .optional = true},
        [FROM] = {.role = WW_ROLE_FROM},
        [TO] = {.role = WW_ROLE_TO, .optional = true},
    };
    struct ww_cube_spec spec;
    if (n_fields > WW_PEOPLE_FIELDS_MAX)
        return ww_fail(err, WW_E_LIMIT, "At most %d columns of a cohort can be read.", WW_PEOPLE_FIELDS_MAX);
    for (size_t i = 0; i < n_fields; i++)
        columns[OWN_COLUMNS + i] = fields[i];
    *out = (struct ww_people){0};
    enum ww_rc rc = ask->question->area ? ww_ask_spec(ask, &spec, err)
                                        : ww_ask_spec_everywhere(ask, &spec, err);
    if (!rc)
        rc = ww_rows_read(ask, columns, OWN_COLUMNS + n_fields, &spec, &out->rows, err);
    return rc ? rc : number_people(ask, out, err);
}

/* --- counting -------------------------------------------------------------------------------------- */

typedef bool fits(const struct ww_episode *episode, struct ww_period period);

static size_t choose(const struct ww_people *people, struct ww_period period, fits *good,
                     const struct ww_episode **chosen)
{
    size_t n = 0;
    uint32_t last = UINT32_MAX;
    for (size_t i = 0; i < people->n; i++) {
        const struct ww_episode *episode = &people->episodes[i];
        if (!good(episode, period))
            continue;
        n += episode->person != last;
        last = episode->person;
        if (chosen)
            chosen[n - 1] = episode;
    }
    return n;
}

static bool during(const struct ww_episode *episode, struct ww_period period)
{
    return ww_on_during(episode, period);
}

static bool joined(const struct ww_episode *episode, struct ww_period period)
{
    return episode->from >= period.first_day && episode->from < period.end_day;
}

static bool left(const struct ww_episode *episode, struct ww_period period)
{
    return episode->to >= period.first_day && episode->to < period.end_day;
}

size_t ww_people_during(const struct ww_people *people, struct ww_period period,
                        const struct ww_episode **chosen)
{
    return choose(people, period, during, chosen);
}

size_t ww_people_joined(const struct ww_people *people, struct ww_period period)
{
    return choose(people, period, joined, NULL);
}

size_t ww_people_left(const struct ww_people *people, struct ww_period period)
{
    return choose(people, period, left, NULL);
}

void ww_people_note(const struct ww_ask *ask, const struct ww_people *people, struct ww_table *table)
{
    ww_ask_note_used(ask, people->rows.used, table);
    if (people->no_from)
        ww_table_note(table, "%s records of %s have no day of joining and are not counted.",
                      ww_ask_number(ask, (int64_t)people->no_from), ask->record->source);
}

bool ww_next_answer(struct ww_str *rest, struct ww_str *answer)
{
    while (ww_str_cut(rest, ';', answer)) {
        *answer = ww_str_trim(*answer);
        if (answer->len)
            return true;
    }
    return false;
}
