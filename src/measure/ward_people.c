// SPDX-License-Identifier: Apache-2.0
/* Who of a service's list lives in the ward.
 *
 * Problem. A list is of people at a time, not of events in a period: counting who joined in a year says little of how many
 * families there are.
 * Method. Different people on the list on the last day of the period, as `cohort` counts them (measure/people.h).
 * Conventions. The ward is the one the list gives, of the level of the profile; people without one are not counted. Lists
 * kept for comparison (a source called SOMETHING-comparators) are no service's.
 * What is published has no such lists.
 * Edge cases. Fewer than five people: [c], for a ward is small and its list soon a person. */
#include "measure/ward_people.h"

#include <assert.h>

#include "measure/compare.h"
#include "measure/event_sources.h"
#include "measure/people.h"

#define SMALLEST 5 /* people; of fewer nothing is said */

static bool is_list(const struct ww_ask *other)
{
    if (other->question->publish && other->subject->smallest_public)
        return false;
    return other->record->shape == WW_SHAPE_EPISODES && ww_view_has_role(other->view, WW_ROLE_AREA) &&
           ww_view_has_role(other->view, WW_ROLE_FROM) &&
           !ww_str_ends(ww_str_of(other->record->source), WW_STR("-comparators"));
}

static size_t index_of(const struct ww_area_list *areas, struct ww_str code)
{
    size_t i = 0;
    while (i < areas->count && !ww_str_eq(areas->items[i]->code, code))
        i++;
    return i;
}

static enum ww_rc count(const struct ww_ask *list, const struct ww_area_list *areas, struct ww_table *table,
                        int64_t *counts, struct ww_err *err)
{
    static const struct ww_rows_column ward = {.role = WW_ROLE_AREA};
    const struct ww_period last_day = {list->period.end_day - 1, list->period.end_day};
    struct ww_people people;
    enum ww_rc rc = ww_people_read(list, &ward, 1, &people, err);
    if (rc)
        return rc;
    // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
    const struct ww_episode **on = ww_arena_alloc(list->arena, people.n_people + 1, sizeof *on);
    if (!on)
        return ww_fail_nomem(err);
    size_t n = ww_people_during(&people, last_day, on);
    for (size_t i = 0; i < n; i++) {
        const struct ww_row_cell *cell = ww_people_cell(&people, on[i], 0);
        size_t area = cell->given ? index_of(areas, ww_str_trim(cell->text)) : areas->count;
        if (area < areas->count)
            counts[area]++;
    }
    ww_people_note(list, &people, table);
    return WW_OK;
}

static void add_row(const struct ww_ask *list, const int64_t *counts, size_t n, size_t index,
                    struct ww_table *table)
{
    static const char *const columns[] = {"count_now", "share_all_pct", "rank_now"};
    char *label = ww_arena_copy(table->arena, ww_str_of(list->subject->together));
    if (label && label[0] >= 'a' && label[0] <= 'z')
        label[0] = (char)(label[0] - 'a' + 'A');
    size_t row = ww_table_add_row(table, list->record->source, WW_ROW_SUBTOTAL, 0);
    ww_table_set_text(table, row, "label",
                      ww_str_of(label && list->subject->name[0] ? label : list->record->source));
    ww_table_set_number(table, row, "areas", (double)n);
    if (counts[index] < SMALLEST) {
        for (size_t c = 0; c < sizeof columns / sizeof columns[0]; c++)
            ww_table_set_mark(table, row, columns[c], WW_MARK_CONFIDENTIAL);
        return;
    }
    ww_table_set_number(table, row, "count_now", (double)counts[index]);
    ww_compare_share(table, row, "share_all_pct", counts[index], ww_event_sum(counts, n));
    ww_table_set_number(table, row, "rank_now", (double)ww_event_rank(counts, n, index));
}

enum ww_rc ww_ward_people(const struct ww_ask *whole, const char *level, const char *code,
                          struct ww_table *table, struct ww_err *err)
{
    struct ww_ask *lists = NULL;
    size_t n = 0, added = 0;
    enum ww_rc rc = ww_ask_each(whole, is_list, &lists, &n, err);
    for (size_t i = 0; i < n && !rc; i++) {
        struct ww_cube_dim dim;
        struct ww_area_list areas;
        if (!ww_str_eqz(ww_str_of(ww_view_field(lists[i].view, WW_ROLE_AREA)->area_level), level))
            continue;
        rc = ww_ask_dim_area(&lists[i], level, &dim, &areas, err);
        int64_t *counts = rc ? NULL : ww_arena_alloc(whole->arena, areas.count, sizeof *counts);
        if (!rc && !counts)
            rc = ww_fail_nomem(err);
        if (rc)
            return rc;
        assert(counts);
        rc = count(&lists[i], &areas, table, counts, err);
        size_t index = index_of(&areas, ww_str_of(code));
        if (!rc && index < areas.count) {
            add_row(&lists[i], counts, areas.count, index, table);
            added++;
        }
    }
    if (added)
        ww_table_note(
            table,
            "Of a service's list, those are counted who live here and were on it on the last day of the "
            "period. [c]: of fewer than %d people nothing is said.",
            SMALLEST);
    return rc;
}
