// SPDX-License-Identifier: Apache-2.0
/* Whose the rows are. Persons with one row, two rows and so on are as many as the shares say and the rows allow (what is
 * left over is persons with one row). The rows stand in groups alike in the columns that a person has once (sex,
 * ethnicity), and all rows of a person come from one group: those with most rows are dealt first, to a group drawn in
 * proportion to the rows it still has. */
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "sample/extra_deal.h"
#include "sample/share_out.h"

/* Rows alike: ordered[next..end). */
struct group {
    size_t next, end;
};

struct sorter {
    uint64_t key;
    uint32_t row;
};

static int by_key(const void *left, const void *right)
{
    const struct sorter *a = left, *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

/* persons[k]: how many have k + 1 rows, at most; rows left over are persons with one row more. */
static void count_persons(const struct ww_extra_column *column, uint64_t rows, uint64_t *persons)
{
    double sum = 0, weighted = 0;
    for (size_t k = 0; k < column->n_times; k++) {
        sum += column->times[k];
        weighted += column->times[k] * (double)(k + 1);
    }
    ww_extra_share((uint64_t)((double)rows * sum / weighted), column->times, column->n_times, persons);
    uint64_t used = 0;
    for (size_t k = 0; k < column->n_times; k++)
        used += persons[k] * (k + 1);
    for (size_t k = column->n_times; k-- > 0;)
        while (used > rows && persons[k]) {
            persons[k]--;
            used -= k + 1;
        }
}

/* Orders the rows by what they have in common, shuffled within; returns the number of groups. */
static size_t group_rows(struct ww_extra_planner *p, const struct ww_extra_column *column,
                         struct sorter *sorted, struct group *groups)
{
    const size_t n = p->plan->n_rows;
    for (size_t i = 0; i < n; i++) {
        sorted[i] = (struct sorter){0, (uint32_t)i};
        for (size_t k = 0; k < column->n_like; k++)
            sorted[i].key = sorted[i].key * WW_EXTRA_OPTIONS_MAX + p->plan->cells[column->like[k]].code[i];
    }
    qsort(sorted, n, sizeof *sorted, by_key);
    size_t n_groups = 0;
    for (size_t first = 0, end; first < n; first = end) {
        for (end = first; end < n && sorted[end].key == sorted[first].key; end++)
            p->chosen[end] = sorted[end].row;
        ww_rng_shuffle(&p->rng, p->chosen + first, end - first, sizeof *p->chosen);
        groups[n_groups++] = (struct group){first, end};
    }
    return n_groups;
}

/* A group with so many rows left, drawn by the rows left; n_groups when there is none. */
static size_t draw_group(struct ww_extra_planner *p, const struct group *groups, size_t n_groups, size_t size)
{
    uint64_t able = 0, at;
    for (size_t g = 0; g < n_groups; g++)
        able += groups[g].end - groups[g].next >= size ? groups[g].end - groups[g].next : 0;
    at = ww_rng_below(&p->rng, able);
    for (size_t g = 0; g < n_groups && able; g++) {
        size_t left = groups[g].end - groups[g].next;
        if (left < size)
            continue;
        if (at < left)
            return g;
        at -= left;
    }
    return n_groups;
}

static void deal_groups(struct ww_extra_planner *p, const struct ww_extra_column *column,
                        struct group *groups, size_t n_groups, uint32_t *who)
{
    uint64_t persons[WW_SHARE_OUT_MAX];
    uint32_t number = 0;
    count_persons(column, p->plan->n_rows, persons);
    for (size_t k = column->n_times; k-- > 1;)
        for (uint64_t i = 0; i < persons[k]; i++) {
            size_t g = draw_group(p, groups, n_groups, k + 1);
            if (g == n_groups)
                break; /* no group has so many alike: their rows become persons with one */
            for (size_t r = 0; r <= k; r++)
                who[p->chosen[groups[g].next++]] = number;
            number++;
        }
    for (size_t g = 0; g < n_groups; g++)
        while (groups[g].next < groups[g].end)
            who[p->chosen[groups[g].next++]] = number++;
}

enum ww_rc ww_extra_deal_persons(struct ww_extra_planner *p, size_t index)
{
    const size_t n = p->plan->n_rows;
    const struct ww_extra_column *column = &p->spec->columns[index];
    struct sorter *sorted = ww_new_array(n + 1, sizeof *sorted);
    struct group *groups = ww_new_array(n + 1, sizeof *groups);
    enum ww_rc rc = sorted && groups ? WW_OK : ww_fail_nomem(p->err);
    if (!rc && n)
        deal_groups(p, column, groups, group_rows(p, column, sorted, groups), p->plan->cells[index].who);
    free(sorted);
    free(groups);
    return rc;
}
