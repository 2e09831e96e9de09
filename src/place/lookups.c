// SPDX-License-Identifier: Apache-2.0
/* Lookups between divisions of the ground, e.g. LSOA 2011 to ward.
 *
 * One relation for each pair of levels, one sorted array of links in it. Lookup files come in order of code,
 * so putting each link at its place costs next to nothing; asking is a binary search, and the best fit is
 * the first link found. */
#include "place/lookups.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

static int compare_links(const struct ww_area_link *a, const struct ww_area_link *b)
{
    int order = ww_str_cmp(a->from_code, b->from_code);
    if (order)
        return order;
    if (a->share != b->share)
        return a->share > b->share ? -1 : 1;
    return ww_str_cmp(a->to_code, b->to_code);
}

void ww_lookups_free(struct ww_lookups *lookups)
{
    for (size_t i = 0; i < lookups->count; i++)
        free(lookups->relations[i].links);
    free(lookups->relations);
    *lookups = (struct ww_lookups){0};
}

static enum ww_rc check_link(const struct ww_area_link *link, struct ww_err *err)
{
    if (!link->from_level.len || !link->from_code.len || !link->to_level.len || !link->to_code.len)
        return ww_fail(err, WW_E_INPUT, "A lookup needs a code on both sides; one is empty.");
    if (ww_str_eq(link->from_level, link->to_level))
        return ww_fail(err, WW_E_INPUT,
                       "A lookup must lead from one level to another, not from %.*s to itself.",
                       (int)link->from_level.len, link->from_level.ptr);
    if (!(link->share >= 0 && link->share <= 1))
        return ww_fail(err, WW_E_INPUT, "The share of %.*s in %.*s must lie between 0 and 1.",
                       (int)link->from_code.len, link->from_code.ptr, (int)link->to_code.len,
                       link->to_code.ptr);
    return WW_OK;
}

static bool copy_text(struct ww_arena *arena, struct ww_str *text)
{
    const char *copy = ww_arena_copy(arena, *text);
    if (copy)
        text->ptr = copy;
    return copy != NULL;
}

static struct ww_relation *find_relation(struct ww_lookups *lookups, struct ww_arena *arena,
                                         const struct ww_area_link *link)
{
    size_t at = 0;
    for (; at < lookups->count; at++) {
        struct ww_relation *here = &lookups->relations[at];
        int order = ww_str_cmp(here->from_level, link->from_level);
        if (order == 0)
            order = ww_str_cmp(here->to_level, link->to_level);
        if (order == 0)
            return here;
        if (order > 0)
            break;
    }
    struct ww_relation fresh = {.from_level = link->from_level, .to_level = link->to_level};
    void *relations = lookups->relations;
    if (!copy_text(arena, &fresh.from_level) || !copy_text(arena, &fresh.to_level) ||
        !ww_grow(&relations, &lookups->capacity, lookups->count + 1, sizeof fresh))
        return NULL;
    lookups->relations = relations;
    memmove(&lookups->relations[at + 1], &lookups->relations[at], (lookups->count - at) * sizeof fresh);
    lookups->relations[at] = fresh;
    lookups->count++;
    return &lookups->relations[at];
}

/* The first link not before `link`. */
static size_t lower_bound(const struct ww_relation *relation, const struct ww_area_link *link)
{
    size_t low = 0;
    size_t high = relation->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_links(&relation->links[middle], link) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct ww_area_link *ww_relation_links(const struct ww_relation *relation, struct ww_str from_code,
                                             size_t *count)
{
    /* No link comes before one with a share of more than all. */
    struct ww_area_link before = {.from_code = from_code, .share = 2};
    size_t first = lower_bound(relation, &before);
    size_t end = first;
    while (end < relation->count && ww_str_eq(relation->links[end].from_code, from_code))
        end++;
    *count = end - first;
    return *count ? &relation->links[first] : NULL;
}

static bool remove_link(struct ww_relation *relation, const struct ww_area_link *link)
{
    size_t count;
    const struct ww_area_link *links = ww_relation_links(relation, link->from_code, &count);
    for (size_t i = 0; i < count; i++) {
        if (!ww_str_eq(links[i].to_code, link->to_code))
            continue;
        size_t at = (size_t)(links - relation->links) + i;
        memmove(&relation->links[at], &relation->links[at + 1],
                (relation->count - at - 1) * sizeof *relation->links);
        relation->count--;
        return true;
    }
    return false;
}

enum ww_rc ww_lookups_add(struct ww_lookups *lookups, struct ww_arena *arena, const struct ww_area_link *link,
                          struct ww_err *err)
{
    enum ww_rc rc = check_link(link, err);
    if (rc)
        return rc;
    struct ww_relation *relation = find_relation(lookups, arena, link);
    if (!relation)
        return ww_fail_nomem(err);
    struct ww_area_link own = *link;
    own.from_level = relation->from_level;
    own.to_level = relation->to_level;
    void *links = relation->links;
    if (!copy_text(arena, &own.from_code) || !copy_text(arena, &own.to_code) ||
        !ww_grow(&links, &relation->capacity, relation->count + 1, sizeof own))
        return ww_fail_nomem(err);
    relation->links = links;
    if (remove_link(relation, &own))
        lookups->replaced++;
    else
        lookups->links++;
    size_t at = lower_bound(relation, &own);
    memmove(&relation->links[at + 1], &relation->links[at], (relation->count - at) * sizeof own);
    relation->links[at] = own;
    relation->count++;
    return WW_OK;
}

const struct ww_relation *ww_lookups_from(const struct ww_lookups *lookups, struct ww_str from_level,
                                          size_t *count)
{
    size_t first = 0;
    while (first < lookups->count && !ww_str_eq(lookups->relations[first].from_level, from_level))
        first++;
    size_t end = first;
    while (end < lookups->count && ww_str_eq(lookups->relations[end].from_level, from_level))
        end++;
    *count = end - first;
    return *count ? &lookups->relations[first] : NULL;
}
