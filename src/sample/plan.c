// SPDX-License-Identifier: Apache-2.0
/* Problem: one year's offences, so that all of this holds at once and exactly: the count of every type; in the four
 * priority wards the count of every group; the count of every area; the count of every month; detections and
 * flags of every type.
 *
 * Method: four pairings in a row (sample/pair.h), each of which keeps what the ones before it fixed.
 *   1. In each group of types: records get a block, a priority ward or the rest of the borough. Keeps
 *      type totals, makes group-by-ward totals.
 *   2. In each block: records get an area. Keeps group-by-ward totals, makes area totals.
 *   3. In the year: records get a month. Independent of areas, makes month totals.
 *   4. In each type: records are shuffled; the first so many are detected, and so many bear each pattern of flags.
 * Days within a month follow the weekly rhythm of the type. None of this knows of the scale: a record that is
 * written s times multiplies every total by s. */
#include "sample/plan.h"

#include <assert.h>
#include <stdlib.h>

#include "base/checked.h"
#include "base/rng.h"
#include "base/time.h"
#include "sample/pair.h"

/* Per thousand of the records not detected. Invented. */
#define LOCAL_PER_1000    14
#define OTHER_PER_1000    18
#define OPEN_PER_1000     20  /* still under investigation when the extract was made */
#define OPEN_NEW_PER_1000 260 /* of those in the last months before it */
#define OPEN_NEW_DAYS     92
#define EXTRACT_STREAM    UINT64_C(0x706c616e) /* keeps these draws apart from those of other files */

const char *const ww_sample_outcome_names[WW_OUTCOMES] = {
    [WW_OUTCOME_NOT_DETECTED] = "Not detected", [WW_OUTCOME_DETECTED] = "Sanctioned detection",
    [WW_OUTCOME_LOCAL] = "Local resolution",    [WW_OUTCOME_OTHER] = "Other resolution",
    [WW_OUTCOME_OPEN] = "Under investigation",
};

struct planner {
    const struct ww_sample_facts *facts;
    size_t year;
    struct ww_rng rng;
    struct ww_sample_record *records; /* type after type until they are put in order */
    size_t n;
    uint16_t *slot_of;          /* n */
    uint32_t *leanings;         /* n */
    size_t *chosen;             /* n: indices of the records being paired */
    struct ww_pair_slot *slots; /* as many as areas, at least months and wards */
    uint16_t *block_of;         /* n: index of the priority ward, or n_wards for the rest */
    struct ww_err *err;
};

/* --- 1: blocks -------------------------------------------------------------------------------------- */

static uint32_t mean_commercial(const struct ww_sample_facts *f, size_t block)
{
    uint32_t sum = 0, n = 0;
    for (size_t i = 0; i < f->n_lsoas; i++) {
        size_t ward = f->lsoas[i].ward;
        if (block == f->n_wards ? !f->wards[ward].priority : ward == block) {
            sum += f->lsoas[i].commercial;
            n++;
        }
    }
    return n ? sum / n : 0;
}

/* The records of a group stand together: from *first, so many. */
static size_t group_size(const struct planner *p, size_t group)
{
    size_t n = 0;
    for (size_t t = 0; t < p->facts->n_types; t++)
        if (p->facts->types[t].group_index == group)
            n += p->facts->types[t].offences[p->year];
    return n;
}

static enum ww_rc pair_blocks(struct planner *p)
{
    const struct ww_sample_facts *f = p->facts;
    enum ww_rc rc = WW_OK;
    size_t first = 0;
    for (size_t i = 0; i < p->n; i++)
        p->leanings[i] = f->types[p->records[i].type].commercial;
    for (size_t g = 0; g < f->n_groups && !rc; g++) {
        size_t n = group_size(p, g), in_wards = 0;
        for (size_t w = 0; w < f->n_wards; w++) {
            p->slots[w] = (struct ww_pair_slot){f->wards[w].groups[p->year][g], mean_commercial(f, w)};
            in_wards += p->slots[w].count;
        }
        p->slots[f->n_wards] = (struct ww_pair_slot){(uint32_t)(n - in_wards),
                                                     mean_commercial(f, f->n_wards)};
        rc = ww_pair(p->leanings + first, n, p->slots, f->n_wards + 1, &p->rng, p->block_of + first, p->err);
        first += n;
    }
    return rc;
}

/* --- 2: areas --------------------------------------------------------------------------------------- */

static enum ww_rc pair_areas_of(struct planner *p, size_t block)
{
    const struct ww_sample_facts *f = p->facts;
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++)
        if (p->block_of[i] == block) {
            p->leanings[n] = f->types[p->records[i].type].commercial;
            p->chosen[n++] = i;
        }
    for (size_t i = 0; i < f->n_lsoas; i++) {
        size_t ward = f->lsoas[i].ward;
        bool inside = block == f->n_wards ? !f->wards[ward].priority : ward == block;
        p->slots[i] = (struct ww_pair_slot){inside ? f->lsoas[i].offences[p->year] : 0,
                                            f->lsoas[i].commercial};
    }
    enum ww_rc rc = ww_pair(p->leanings, n, p->slots, f->n_lsoas, &p->rng, p->slot_of, p->err);
    for (size_t i = 0; i < n && !rc; i++)
        p->records[p->chosen[i]].lsoa = p->slot_of[i];
    return rc;
}

static enum ww_rc pair_areas(struct planner *p)
{
    const struct ww_sample_facts *f = p->facts;
    enum ww_rc rc = WW_OK;
    for (size_t w = 0; w <= f->n_wards && !rc; w++)
        if (w == f->n_wards || f->wards[w].priority)
            rc = pair_areas_of(p, w);
    return rc;
}

/* --- 3: months and days ----------------------------------------------------------------------------- */

/* A day of the month, as often as the type's week has it. */
static int32_t draw_day(const struct ww_sample_rhythm *rhythm, int32_t first_day, int n_days,
                        struct ww_rng *rng)
{
    uint64_t upto[31], sum = 0, of_weekday[7] = {0};
    for (size_t d = 0; d < 7; d++)
        for (size_t h = 0; h < 24; h++)
            of_weekday[d] += rhythm->weight[d][h];
    for (int i = 0; i < n_days; i++)
        upto[i] = sum += of_weekday[ww_weekday(first_day + i)];
    uint64_t at = ww_rng_below(rng, sum);
    int day = 0;
    while (upto[day] <= at)
        day++;
    return first_day + day;
}

static int32_t first_month_of(size_t year)
{
    return ww_month_of_day(ww_day_of((struct ww_date){WW_SAMPLE_FIRST_YEAR + (int)year, 7, 1}));
}

static enum ww_rc pair_months(struct planner *p, uint32_t (*by_type)[WW_SAMPLE_MONTHS])
{
    const struct ww_sample_facts *f = p->facts;
    for (size_t i = 0; i < p->n; i++)
        p->leanings[i] = f->types[p->records[i].type].winter;
    for (size_t m = 0; m < WW_SAMPLE_MONTHS; m++)
        p->slots[m] = (struct ww_pair_slot){f->months[p->year][m].offences, f->months[p->year][m].winter};
    enum ww_rc rc = ww_pair(p->leanings, p->n, p->slots, WW_SAMPLE_MONTHS, &p->rng, p->slot_of, p->err);
    for (size_t i = 0; i < p->n && !rc; i++) {
        const struct ww_sample_type *type = &f->types[p->records[i].type];
        int32_t month = first_month_of(p->year) + p->slot_of[i], first = ww_month_first_day(month);
        p->records[i].day = draw_day(&f->rhythms[type->rhythm], first, ww_month_first_day(month + 1) - first,
                                     &p->rng);
        by_type[p->records[i].type][p->slot_of[i]]++;
    }
    return rc;
}

/* --- 4: outcomes and flags -------------------------------------------------------------------------- */

static uint8_t draw_outcome(const struct planner *p, int32_t day, struct ww_rng *rng)
{
    bool fresh = p->year == WW_SAMPLE_YEARS - 1 &&
                 day >= ww_month_first_day(first_month_of(WW_SAMPLE_YEARS)) - OPEN_NEW_DAYS;
    const uint64_t upto[] = {[WW_OUTCOME_LOCAL] = LOCAL_PER_1000,
                             [WW_OUTCOME_OTHER] = LOCAL_PER_1000 + OTHER_PER_1000,
                             [WW_OUTCOME_OPEN] = LOCAL_PER_1000 + OTHER_PER_1000 +
                                                 (fresh ? OPEN_NEW_PER_1000 : OPEN_PER_1000)};
    uint64_t at = ww_rng_below(rng, 1000);
    for (unsigned o = WW_OUTCOME_LOCAL; o < WW_OUTCOMES; o++)
        if (at < upto[o])
            return (uint8_t)o;
    return WW_OUTCOME_NOT_DETECTED;
}

/* The records of one type, [first, first + n). Shuffled twice, so that flags say nothing about detection. */
static void mark_type(struct planner *p, size_t type, size_t first, size_t n)
{
    const struct ww_sample_facts *f = p->facts;
    for (size_t i = 0; i < n; i++)
        p->chosen[i] = first + i;
    ww_rng_shuffle(&p->rng, p->chosen, n, sizeof *p->chosen);
    for (size_t i = 0; i < n; i++) {
        struct ww_sample_record *record = &p->records[p->chosen[i]];
        record->pattern = WW_NO_PATTERN;
        record->outcome = i < f->types[type].detected[p->year] ? (uint8_t)WW_OUTCOME_DETECTED
                                                               : draw_outcome(p, record->day, &p->rng);
    }
    ww_rng_shuffle(&p->rng, p->chosen, n, sizeof *p->chosen);
    size_t next = 0;
    for (size_t k = 0; k < f->n_patterns; k++)
        for (uint32_t i = 0; f->patterns[k].type == type && i < f->patterns[k].offences[p->year]; i++)
            p->records[p->chosen[next++]].pattern = (uint16_t)k;
    assert(next <= n);
}

/* --- order ------------------------------------------------------------------------------------------ */

static int compare_days(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/* By day, by chance within a day. */
static enum ww_rc sort_records(struct planner *p)
{
    const uint64_t index_mask = WW_PAIR_ITEMS_MAX - 1;
    uint64_t *keys = ww_new_array(p->n, sizeof *keys);
    struct ww_sample_record *sorted = ww_new_array(p->n, sizeof *sorted);
    enum ww_rc rc = keys && sorted ? WW_OK : ww_fail_nomem(p->err);
    int32_t first_day = ww_month_first_day(first_month_of(p->year));
    for (size_t i = 0; i < p->n && !rc; i++)
        keys[i] = ((uint64_t)(p->records[i].day - first_day) << 32 | ww_rng_next(&p->rng) >> 32) *
                      WW_PAIR_ITEMS_MAX +
                  i;
    if (!rc)
        qsort(keys, p->n, sizeof *keys, compare_days);
    for (size_t i = 0; i < p->n && !rc; i++)
        sorted[i] = p->records[keys[i] & index_mask];
    free(keys);
    if (rc) {
        free(sorted);
    } else {
        free(p->records);
        p->records = sorted;
    }
    return rc;
}

/* --- the year --------------------------------------------------------------------------------------- */

static void list_records(struct planner *p)
{
    size_t n = 0;
    for (size_t t = 0; t < p->facts->n_types; t++)
        for (uint32_t i = 0; i < p->facts->types[t].offences[p->year]; i++)
            p->records[n++].type = (uint8_t)t;
}

static void mark_types(struct planner *p)
{
    size_t first = 0;
    for (size_t t = 0; t < p->facts->n_types; t++) {
        size_t n = p->facts->types[t].offences[p->year];
        mark_type(p, t, first, n);
        first += n;
    }
}

static enum ww_rc allocate(struct planner *p)
{
    const struct ww_sample_facts *f = p->facts;
    size_t n_slots = f->n_lsoas + f->n_wards + 1 + WW_SAMPLE_MONTHS;
    if (!p->n || p->n > WW_PAIR_ITEMS_MAX)
        return ww_fail(p->err, WW_E_LIMIT,
                       "The sample's facts have %zu offences in a year; 1 to %zu can be made.", p->n,
                       WW_PAIR_ITEMS_MAX);
    p->records = ww_new_array(p->n, sizeof *p->records);
    p->slot_of = ww_new_array(p->n, sizeof *p->slot_of);
    p->leanings = ww_new_array(p->n, sizeof *p->leanings);
    p->chosen = ww_new_array(p->n, sizeof *p->chosen);
    p->block_of = ww_new_array(p->n, sizeof *p->block_of);
    p->slots = ww_new_array(n_slots, sizeof *p->slots);
    bool all = p->records && p->slot_of && p->leanings && p->chosen && p->block_of && p->slots;
    return all ? WW_OK : ww_fail_nomem(p->err);
}

enum ww_rc ww_sample_plan_year(const struct ww_sample_facts *facts, size_t year, uint64_t seed,
                               struct ww_sample_plan *out, struct ww_err *err)
{
    struct planner p = {.facts = facts,
                        .year = year,
                        .rng = ww_rng_split(seed, EXTRACT_STREAM + year),
                        .n = ww_sample_year_total(facts, year),
                        .err = err};
    uint32_t(*by_type)[WW_SAMPLE_MONTHS] = ww_new_array(facts->n_types, sizeof *by_type);
    enum ww_rc rc = by_type ? allocate(&p) : ww_fail_nomem(err);
    if (!rc) {
        list_records(&p);
        rc = pair_blocks(&p);
    }
    if (!rc)
        rc = pair_areas(&p);
    if (!rc)
        rc = pair_months(&p, by_type);
    if (!rc) {
        mark_types(&p);
        rc = sort_records(&p);
    }
    free(p.slot_of);
    free(p.leanings);
    free(p.chosen);
    free(p.block_of);
    free(p.slots);
    if (rc) {
        free(p.records);
        free(by_type);
    } else {
        *out = (struct ww_sample_plan){p.records, p.n, by_type};
    }
    return rc;
}

void ww_sample_plan_free(struct ww_sample_plan *plan)
{
    free(plan->records);
    free(plan->by_type);
    *plan = (struct ww_sample_plan){0};
}
