// SPDX-License-Identifier: Apache-2.0
/* People and the cohorts they are on.
 *
 * Problem. A person under two pseudonyms on two cohorts, or under two of one cohort, must be counted once.
 * Method. Each cohort's people of the period become (person, cohort) by the links; sorted by person, runs are merged into a
 * mask of cohorts.
 * Conventions. A cohort is a source of episodes with pseudonyms of which at least one is linked; one that is not named by any
 * link cannot be joined and is named in a note. Of several ages the youngest counts: a child is protected as one. */
#include "measure/linked_cohorts.h"

#include <stdlib.h>

enum field { AGE, FIELDS };

static const struct ww_rows_column fields[FIELDS] = {[AGE] = {.field = "age", .optional = true}};

static bool has_people(const struct ww_ask *other)
{
    struct ww_period have;
    return other->record->shape == WW_SHAPE_EPISODES && ww_view_extracts(other->view) > 0 &&
           ww_extract_field_by_name(ww_view_extract(other->view, 0), "person") >= 0 &&
           ww_view_period(other->view, &have) && have.first_day < other->period.end_day;
}

static const char *label_of(const struct ww_ask *ask, const struct ww_ask *cohort)
{
    const char *words = cohort->subject->name[0] ? cohort->subject->together : cohort->record->source;
    char *copy = ww_arena_copy(ask->arena, ww_str_of(words));
    if (copy && copy[0] >= 'a' && copy[0] <= 'z')
        copy[0] = (char)(copy[0] - 'a' + 'A');
    return copy ? copy : "";
}

static enum ww_rc check_number(const struct ww_ask *ask, const struct ww_linked_cohorts *cohorts,
                               struct ww_err *err)
{
    if (cohorts->n < 2)
        return ww_fail(
            err, WW_E_NOT_FOUND,
            "'%s' needs two cohorts whose people are linked by %s, and %zu %s imported for the period.",
            ask->measure->name, ask->record->source, cohorts->n, cohorts->n == 1 ? "is" : "are");
    if (cohorts->n > WW_OVERLAP_SETS_MAX)
        return ww_fail(err, WW_E_LIMIT, "'%s' takes at most %d cohorts; %zu are linked.", ask->measure->name,
                       WW_OVERLAP_SETS_MAX, cohorts->n);
    return WW_OK;
}

enum ww_rc ww_linked_cohorts_read(const struct ww_ask *ask, struct ww_linked_cohorts *out, struct ww_err *err)
{
    struct ww_ask *asks = NULL;
    size_t n = 0;
    *out = (struct ww_linked_cohorts){.left_out = ""};
    enum ww_rc rc = ww_linked_read(ask, &out->links, err);
    if (!rc)
        rc = ww_ask_each(ask, has_people, &asks, &n, err);
    if (rc)
        return rc;
    out->items = ww_arena_alloc(ask->arena, n + 1, sizeof *out->items);
    if (!out->items)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < n; i++) {
        const char *source = asks[i].record->source;
        if (ww_linked_knows(&out->links, source))
            out->items[out->n++] = (struct ww_linked_cohort){
                .ask = asks[i], .id = source, .label = label_of(ask, &asks[i])};
        else
            out->left_out = ww_arena_printf(ask->arena, "%s%s%s", out->left_out, out->left_out[0] ? ", " : "",
                                            source);
        if (!out->left_out)
            return ww_fail_nomem(err);
    }
    rc = check_number(ask, out, err);
    for (size_t i = 0; i < out->n && !rc; i++)
        rc = ww_people_read(&out->items[i].ask, fields, FIELDS, &out->items[i].people, err);
    return rc;
}

/* --- masks ---------------------------------------------------------------------------------------- */

static int by_key(const void *a, const void *b)
{
    const struct ww_cohort_person *x = a, *y = b;
    return ww_linked_compare(x->key, y->key);
}

static int32_t younger(int32_t a, int32_t b)
{
    if (a == WW_AGE_NOT_KNOWN || b == WW_AGE_NOT_KNOWN)
        return a == WW_AGE_NOT_KNOWN ? b : a;
    return a < b ? a : b;
}

static size_t merge(struct ww_cohort_person *people, size_t n)
{
    size_t kept = 0;
    if (n)
        qsort(people, n, sizeof *people, by_key);
    for (size_t i = 0; i < n; i++) {
        if (kept && by_key(&people[i], &people[kept - 1]) == 0) {
            people[kept - 1].mask |= people[i].mask;
            people[kept - 1].age = younger(people[kept - 1].age, people[i].age);
        } else
            people[kept++] = people[i];
    }
    return kept;
}

static void add_cohort(const struct ww_linked_cohorts *cohorts, size_t c, enum ww_link_threshold threshold,
                       const struct ww_episode *const *chosen, size_t n, struct ww_cohort_person *out)
{
    const struct ww_linked_cohort *cohort = &cohorts->items[c];
    for (size_t i = 0; i < n; i++) {
        const struct ww_row_cell *age = ww_people_cell(&cohort->people, chosen[i], AGE);
        struct ww_str name = ww_people_name(&cohort->people, chosen[i]);
        uint64_t person = name.len ? ww_linked_pseudonym(name) : UINT64_MAX - chosen[i]->row; /* its own */
        out[i] = (struct ww_cohort_person){
            .key = ww_linked_key_of(&cohorts->links, threshold, cohort->id, (uint32_t)c, person),
            .mask = (uint16_t)(1u << c),
            .age = age->given ? (int32_t)age->number : WW_AGE_NOT_KNOWN};
    }
}

enum ww_rc ww_linked_cohorts_people(const struct ww_ask *ask, const struct ww_linked_cohorts *cohorts,
                                    enum ww_link_threshold threshold, struct ww_period period,
                                    struct ww_cohort_person **people, size_t *n, struct ww_err *err)
{
    size_t most = 0, count = 0;
    for (size_t c = 0; c < cohorts->n; c++)
        most += cohorts->items[c].people.n_people;
    struct ww_cohort_person *all = ww_arena_alloc(ask->arena, most + 1, sizeof *all);
    // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
    const struct ww_episode **chosen = ww_arena_alloc(ask->arena, most + 1, sizeof *chosen);
    if (!all || !chosen)
        return ww_fail_nomem(err);
    for (size_t c = 0; c < cohorts->n; c++) {
        size_t on = ww_people_during(&cohorts->items[c].people, period, chosen);
        add_cohort(cohorts, c, threshold, chosen, on, all + count);
        count += on;
    }
    *people = all;
    *n = merge(all, count);
    return WW_OK;
}

void ww_linked_cohorts_note(const struct ww_ask *ask, const struct ww_linked_cohorts *cohorts,
                            enum ww_link_threshold threshold, struct ww_table *table)
{
    ww_linked_note(ask, &cohorts->links, threshold, table);
    for (size_t c = 0; c < cohorts->n; c++)
        ww_people_note(&cohorts->items[c].ask, &cohorts->items[c].people, table);
    if (cohorts->left_out[0])
        ww_table_note(table, "Not part of the linkage, and so not in this table: %s.", cohorts->left_out);
}
