// SPDX-License-Identifier: Apache-2.0
/* The people of the sample's records: what the facts say of them must come out, counted by plain loops. */
#include "ww_test.h"

#include <string.h>

#include "sample/people.h"

#define LAST (WW_SAMPLE_YEARS - 1)

struct world {
    struct ww_sample_facts facts;
    struct ww_people_facts people;
    struct ww_sample_plan plans[2]; /* the last two years */
    struct ww_sample_people *of[2];
};

static bool open_world(struct world *w, uint64_t seed)
{
    char folder[1024];
    const char *root = getenv("WW_ROOT");
    struct ww_err err = {0};
    *w = (struct world){0};
    snprintf(folder, sizeof folder, "%s/share/sample", root ? root : ".");
    bool good = CHECK_RC(ww_sample_facts_load(folder, &w->facts, &err), WW_OK) &&
                CHECK_RC(ww_people_load(folder, &w->facts, &w->people, &err), WW_OK);
    for (size_t i = 0; i < 2 && good; i++)
        good = CHECK_RC(ww_sample_plan_year(&w->facts, LAST - 1 + i, seed, &w->plans[i], &err), WW_OK) &&
               CHECK_RC(ww_people_of_year(&w->people, &w->facts, LAST - 1 + i, &w->plans[i], &w->of[i], &err),
                        WW_OK);
    if (!good)
        printf("%s\n", err.message);
    return good;
}

static void close_world(struct world *w)
{
    for (size_t i = 0; i < 2; i++) {
        ww_sample_plan_free(&w->plans[i]);
        free(w->of[i]);
    }
    ww_sample_facts_free(&w->facts);
}

static size_t group_named(const struct world *w, const char *name)
{
    size_t g = 0;
    while (g < w->people.n_groups && strcmp(w->people.groups[g].name, name) != 0)
        g++;
    CHECK(g < w->people.n_groups);
    return g;
}

WW_TEST(every_record_has_the_people_its_rule_says)
{
    struct world w;
    if (!open_world(&w, 3))
        return;
    uint32_t victims[WW_PEOPLE_GROUPS_MAX] = {0};
    size_t wrong = 0, shops = 0;
    for (size_t i = 0; i < w.plans[1].count; i++) {
        const struct ww_sample_record *r = &w.plans[1].records[i];
        const struct ww_sample_people *p = &w.of[1][i];
        const char *type = w.facts.types[r->type].name;
        if (p->victims != WW_PEOPLE_NOBODY)
            victims[p->victims]++;
        bool shop = strcmp(type, "Theft from Shops") == 0;
        shops += shop;
        wrong += shop && p->victims != WW_PEOPLE_NOBODY;
        wrong += (p->victims == WW_PEOPLE_NOBODY) != (p->n_victims == 0);
        wrong += (p->suspects == WW_PEOPLE_NOBODY) != (p->n_suspects == 0);
        wrong += r->outcome == WW_OUTCOME_DETECTED && (p->suspects == WW_PEOPLE_NOBODY || !p->known);
    }
    CHECK(shops > 1000);
    CHECK_INT(wrong, 0);
    for (size_t g = 0; g < w.people.n_groups; g++)
        CHECK_INT(victims[g], w.people.victims_before[LAST + 1][g] - w.people.victims_before[LAST][g]);
    close_world(&w);
}

/* A person's records in a year, by looking at all others of the group. */
static uint32_t records_of(const struct world *w, size_t year, size_t group, uint32_t suspect)
{
    uint32_t n = 0;
    for (size_t i = 0; i < w->plans[year].count; i++) {
        const struct ww_sample_people *p = &w->of[year][i];
        n += p->suspects == group && p->known && p->suspect == suspect;
    }
    return n;
}

WW_TEST(suspects_come_in_blocks_of_the_make_up_given)
{
    struct world w;
    if (!open_world(&w, 3))
        return;
    size_t group = group_named(&w, "sexual suspect"), known = 0;
    uint32_t persons_with[32] = {0}, share_of_six_and_more = 0;
    const struct ww_people_list *list = w.people.groups[group].lists[WW_PEOPLE_OFFENCES];
    for (size_t i = 0; i < w.plans[1].count; i++) {
        const struct ww_sample_people *p = &w.of[1][i];
        if (p->suspects != group || !p->known)
            continue;
        uint32_t n = records_of(&w, 1, group, p->suspect);
        known++;
        if (CHECK(n < 32))
            persons_with[n]++; /* records, that is n times the persons */
    }
    size_t blocks = known / w.people.n_block;
    CHECK(blocks >= 1);
    for (size_t i = 0; i < list->n; i++) {
        if (list->from[i] > 1)
            CHECK_INT(persons_with[list->from[i]], blocks * list->from[i] * list->share[i]);
        share_of_six_and_more += list->from[i] >= 6 ? list->share[i] : 0;
    }
    CHECK_INT(persons_with[1], list->share[0] * blocks + known % w.people.n_block);
    CHECK_INT(w.people.block_persons - w.people.block_lasting, share_of_six_and_more);
    close_world(&w);
}

/* Victims of hate crime in the last year with a record of an earlier day in the 365 days before: 15% is published. */
WW_TEST(repeat_victims_as_published)
{
    struct world w;
    static const char *const names[] = {"hate", "disability hate"};
    if (!open_world(&w, 11))
        return;
    size_t persons = 0, repeats = 0;
    for (size_t k = 0; k < 2; k++) {
        size_t group = group_named(&w, names[k]);
        for (size_t i = 0; i < w.plans[1].count; i++) {
            const struct ww_sample_people *p = &w.of[1][i];
            bool first = p->victims == group, repeat = false;
            for (size_t y = 0; y < 2 && first; y++)
                for (size_t j = 0; j < w.plans[y].count; j++) {
                    const struct ww_sample_people *q = &w.of[y][j];
                    if (q->victims != group || q->victim != p->victim)
                        continue;
                    first = first && !(y == 1 && j < i);
                    for (size_t l = i; l < w.plans[1].count; l++) { /* any of theirs in the year */
                        const struct ww_sample_people *r = &w.of[1][l];
                        int32_t gap = w.plans[1].records[l].day - w.plans[y].records[j].day;
                        repeat |= r->victims == group && r->victim == p->victim && gap >= 1 && gap <= 365;
                    }
                }
            persons += first;
            repeats += first && repeat;
        }
    }
    CHECK(persons > 1000);
    CHECK_NEAR(100.0 * (double)repeats / (double)persons, 15.0, 0.55);
    close_world(&w);
}

static size_t cells_of(const char *text, const char *end, const char *cells[16])
{
    size_t n = 0;
    bool quoted = false;
    cells[n++] = text;
    for (const char *c = text; c < end; c++) {
        quoted ^= *c == '"';
        if (*c == ',' && !quoted && n < 16)
            cells[n++] = c + 1;
    }
    return n;
}

WW_TEST(rows_have_their_cells_and_copies_other_persons)
{
    struct world w;
    if (!open_world(&w, 3))
        return;
    struct ww_people_writer writer = ww_people_writer_of(&w.people, 3),
                            other = ww_people_writer_of(&w.people, 4);
    size_t wrong = 0, seen = 0;
    for (size_t i = 0; i < w.plans[1].count; i += 37) {
        char text[3][WW_PEOPLE_BYTES];
        const char *cells[16];
        const struct ww_sample_people *p = &w.of[1][i];
        char *end = ww_people_put(text[0], &writer, p, 0);
        ww_people_put(text[1], &writer, p, 1);
        ww_people_put(text[2], &other, p, 0);
        wrong += cells_of(text[0], end, cells) != 15 || end[-1] != '\n';
        if (p->victims == WW_PEOPLE_NOBODY || p->suspects == WW_PEOPLE_NOBODY || !p->known)
            continue;
        seen++;
        wrong += strspn(cells[1], "0123456789abcdef") != 16 || strspn(cells[8], "0123456789abcdef") != 16;
        wrong += memcmp(cells[1], cells[8], 16) == 0;
        wrong += memcmp(text[0] + 2, text[1] + 2, 16) == 0 || memcmp(text[0] + 2, text[2] + 2, 16) == 0;
    }
    CHECK(seen > 50);
    CHECK_INT(wrong, 0);
    close_world(&w);
}

/* Who is who depends on the counts of the facts alone; the seed moves on which day. */
WW_TEST(another_seed_has_the_same_persons)
{
    struct world a, b;
    if (!open_world(&a, 3) || !open_world(&b, 4))
        return;
    size_t group = group_named(&a, "robbery"), different = 0, n = 0, j = 0;
    for (size_t i = 0; i < a.plans[1].count; i++) {
        if (a.of[1][i].victims != group)
            continue;
        while (j < b.plans[1].count && b.of[1][j].victims != group)
            j++;
        n++;
        if (j < b.plans[1].count)
            different += a.of[1][i].victim != b.of[1][j++].victim;
    }
    CHECK(n > 1000);
    CHECK_INT(different, 0);
    close_world(&a);
    close_world(&b);
}
