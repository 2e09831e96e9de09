// SPDX-License-Identifier: Apache-2.0
/* Who the victims and suspects of records are.
 *
 * Problem. The sample must have people who come back, in shares that can be stated exactly, at any scale, without keeping
 * a list of them.
 * Method. Records of a group (victims of hate crime, say) are numbered through all years. Whether number n is about
 * somebody seen before is a draw from n; if so it is the person of number n - lag, lag being drawn from n too, and so on
 * back to a record that is about somebody new, whose number is the person's. Suspects who are known come in blocks whose
 * make-up is given (so many persons with one record, so many with two ...), each block spread over the whole year. A
 * person's sex, age and the rest are draws from the person's number, the pseudonym is that number mixed with a key.
 * Draws are of the kind of Kronecker's sequence, n times an irrational number without its whole part: such draws share
 * out any run of numbers evenly, so that a share of 15% is 15% among 200 records already. The irrational numbers are the
 * powers of the root of x^10 = x + 1, which goes back to Roberts (2018), The Unreasonable Effectiveness of Quasirandom
 * Sequences.
 * Conventions. A record that is written several times (the scale) is about other persons each time. Persons do not grow
 * older. Lags are records, chosen to be so many days apart on average. */
#include "sample/people.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

#define DAYS_A_YEAR     365u
#define PER_CENT        UINT64_C(42949673) /* of 2^32 */
#define REPEATS_SEEN    75                 /* per cent of repeats that the record says are one; invented */
#define PERSONS_A_YEAR  1000000u
#define SEVERAL_IS_TWO  72 /* per cent of groups; invented, as the next */
#define SEVERAL_IS_LESS 93 /* two or three; the rest are four */

const char ww_people_header[] =
    "n_victims,victim_person,victim_age,victim_sex,victim_ethnicity,victim_occupation,repeat_victim,n_suspects,"
    "suspect_person,suspect_age,suspect_sex,suspect_ethnicity,suspect_nationality,suspect_lives,property";

/* Days to the next offence against the same person: soon, or long after. Invented, in the shape that studies of repeat
 * victims find. The longest stays under a year, so that a look-back of twelve months sees nearly all. */
static const uint32_t lag_days[] = {1,   1,   2,   3,   4,   5,   7,   8,   10,  13,  16,
                                    20,  24,  30,  38,  46,  55,  65,  76,  90,  105, 120,
                                    140, 160, 180, 200, 220, 240, 260, 280, 300, 320};
#define LAGS (sizeof lag_days / sizeof lag_days[0])

/* --- draws ------------------------------------------------------------------------------------------ */

enum draw {
    DRAW_REPEAT,
    DRAW_LAG,
    DRAW_SEX,
    DRAW_AGE,
    DRAW_OCCUPATION,
    DRAW_ETHNICITY,
    DRAW_NUMBER,
    DRAW_OTHER, /* nationality; which suspects are known; whether a repeat is seen */
    DRAW_LIVES,
    DRAWS
};

/* 2^32 times g^-1 .. g^-9, g = 1.075766066086837 the root of x^10 = x + 1; made odd, so that no two numbers have one draw. */
static const uint32_t steps[DRAWS] = {
    [DRAW_REPEAT] = 3992473301u, [DRAW_LAG] = 3711283917u,        [DRAW_SEX] = 3449898667u,
    [DRAW_AGE] = 3206922747u,    [DRAW_OCCUPATION] = 2981059589u, [DRAW_ETHNICITY] = 2771103945u,
    [DRAW_NUMBER] = 2575935449u, [DRAW_OTHER] = 2394512645u,      [DRAW_LIVES] = 2225867427u,
};

static uint32_t draw(uint32_t number, enum draw which)
{
    return (number + 1) * steps[which];
}

/* Draws of a copy of a record are turned by a step of their own. */
static uint32_t draw_copy(uint32_t number, uint32_t copy, enum draw which)
{
    return draw(number, which) + copy * (steps[DRAWS - 1 - which] | 1);
}

static size_t pick(const struct ww_people_list *list, uint32_t at)
{
    size_t i = 0;
    while (i + 1 < list->n && at >= list->upto[i])
        i++;
    return i;
}

static uint32_t pick_age(const struct ww_people_list *list, uint32_t at)
{
    size_t i = pick(list, at);
    uint32_t low = i ? list->upto[i - 1] : 0;
    uint64_t range = (uint64_t)list->upto[i] - low + 1;
    return list->from[i] + (uint32_t)((uint64_t)(at - low) * list->width[i] / range);
}

static bool below(uint32_t at, uint32_t per_cent)
{
    return at < per_cent * PER_CENT;
}

static uint8_t how_many(uint32_t at, uint32_t several_pct)
{
    if (!below(at, several_pct))
        return 1;
    uint64_t among = at / PER_CENT * 100 / several_pct; /* per cent of those with several */
    return among < SEVERAL_IS_TWO ? 2 : among < SEVERAL_IS_LESS ? 3 : 4;
}

/* --- the people of a year --------------------------------------------------------------------------- */

struct year {
    const struct ww_people_facts *facts;
    size_t year;
    uint32_t victims[WW_PEOPLE_GROUPS_MAX];   /* numbered so far, through all years */
    uint32_t known[WW_PEOPLE_GROUPS_MAX];     /* records with a known suspect, in the year */
    uint32_t numbered[WW_PEOPLE_GROUPS_MAX];  /* of those, so far */
    uint32_t described[WW_PEOPLE_GROUPS_MAX]; /* so far */
    uint32_t *undetected;                     /* n_rules, so far */
    uint32_t *taken;                          /* n_types, so far */
};

static bool is_repeat(const struct ww_people_list *list, uint32_t number)
{
    return draw(number, DRAW_REPEAT) < list->upto[0];
}

static uint32_t lag_of(uint32_t number, uint32_t records_a_year)
{
    uint64_t days = lag_days[(uint64_t)draw(number, DRAW_LAG) * LAGS >> 32];
    uint64_t lag = days * records_a_year / DAYS_A_YEAR;
    return lag ? (uint32_t)lag : 1;
}

/* Back to the record that was the person's first. */
static uint32_t person_of(const struct year *y, uint8_t group, uint32_t number)
{
    const struct ww_people_list *list = y->facts->groups[group].lists[WW_PEOPLE_REPEAT];
    uint32_t a_year = y->facts->victims_before[WW_SAMPLE_YEARS][group] / WW_SAMPLE_YEARS;
    while (is_repeat(list, number)) {
        uint32_t lag = lag_of(number, a_year);
        if (lag > number)
            break;
        number -= lag;
    }
    return number;
}

static void set_victim(struct year *y, const struct ww_people_rule *rule, struct ww_sample_people *out)
{
    if (rule->victims == WW_PEOPLE_NOBODY)
        return;
    uint32_t number = y->victims[rule->victims]++;
    out->victim = person_of(y, rule->victims, number);
    out->repeat = out->victim != number && below(draw(number, DRAW_OTHER), REPEATS_SEEN);
    out->n_victims = how_many(draw(number, DRAW_NUMBER), rule->group_victims_pct);
    out->victims = rule->victims;
}

/* Whether there is a suspect, and of which kind. Who it is needs the number of all such records. */
static void set_suspect(struct year *y, size_t rule_index, bool detected, struct ww_sample_people *out)
{
    const struct ww_people_rule *rule = &y->facts->rules[rule_index];
    uint32_t at = 0;
    out->known = detected;
    if (!detected) {
        at = draw(y->undetected[rule_index]++, DRAW_OTHER);
        if (!below(at, rule->known_pct + rule->described_pct))
            return;
        out->known = below(at, rule->known_pct);
    }
    out->suspects = rule->suspects;
    if (out->known)
        y->known[rule->suspects]++;
    out->suspect = y->described[rule->suspects]++;
    out->n_suspects = how_many(draw(out->suspect, DRAW_NUMBER), rule->group_suspects_pct);
}

/* Record number n of the year's known suspects stands at place n / blocks of block n % blocks; what does not fill a block
 * is about persons with one record. */
static uint32_t suspect_of(struct year *y, uint8_t group)
{
    const struct ww_people_facts *f = y->facts;
    uint32_t number = y->numbered[group]++, blocks = y->known[group] / (uint32_t)f->n_block;
    uint32_t persons = (uint32_t)f->block_persons, this_year = (uint32_t)(y->year + 1) * PERSONS_A_YEAR;
    if (number >= blocks * f->n_block)
        return this_year + blocks * persons + number % (uint32_t)f->n_block;
    uint32_t person = f->block[number / blocks];
    return (person >= f->block_lasting ? 0 : this_year) + number % blocks * persons + person;
}

static enum ww_rc start_year(struct year *y, const struct ww_sample_facts *facts, struct ww_err *err)
{
    y->undetected = ww_new_array(y->facts->n_rules, sizeof *y->undetected);
    y->taken = ww_new_array(facts->n_types, sizeof *y->taken);
    memcpy(y->victims, y->facts->victims_before[y->year], sizeof y->victims);
    return y->undetected && y->taken ? WW_OK : ww_fail_nomem(err);
}

enum ww_rc ww_people_of_year(const struct ww_people_facts *people, const struct ww_sample_facts *facts,
                             size_t year, const struct ww_sample_plan *plan, struct ww_sample_people **out,
                             struct ww_err *err)
{
    struct year y = {.facts = people, .year = year};
    struct ww_sample_people *all = ww_new_array(plan->count, sizeof *all);
    if (!all)
        return ww_fail_nomem(err);
    enum ww_rc rc = start_year(&y, facts, err);
    for (size_t i = 0; i < plan->count && !rc; i++) {
        const struct ww_sample_record *record = &plan->records[i];
        size_t rule = record->pattern == WW_NO_PATTERN ? people->rule_of_type[record->type]
                                                       : people->rule_of_pattern[record->pattern];
        all[i] = (struct ww_sample_people){
            .victims = WW_PEOPLE_NOBODY, .suspects = WW_PEOPLE_NOBODY, .type = record->type};
        set_victim(&y, &people->rules[rule], &all[i]);
        set_suspect(&y, rule, record->outcome == WW_OUTCOME_DETECTED, &all[i]);
        all[i].items_draw = draw(y.taken[record->type]++, DRAW_OTHER);
    }
    for (size_t i = 0; i < plan->count && !rc; i++)
        if (all[i].suspects != WW_PEOPLE_NOBODY && all[i].known)
            all[i].suspect = suspect_of(&y, all[i].suspects);
    free(y.undetected);
    free(y.taken);
    if (rc)
        free(all);
    else
        *out = all;
    return rc;
}

/* --- writing ---------------------------------------------------------------------------------------- */

/* The finalising steps of splitmix64 (Vigna 2015): one to one, so two persons never share a pseudonym. */
static uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

struct ww_people_writer ww_people_writer_of(const struct ww_people_facts *facts, uint64_t seed)
{
    return (struct ww_people_writer){facts, mix(seed + UINT64_C(0x9e3779b97f4a7c15))};
}

static char *put(char *to, struct ww_str text)
{
    memcpy(to, text.ptr, text.len);
    return to + text.len;
}

static char *put_from(char *to, const struct ww_people_list *list, uint32_t at)
{
    return put(to, list->cells[pick(list, at)]);
}

static char *put_pseudonym(char *to, uint64_t key, uint64_t person)
{
    static const char digits[] = "0123456789abcdef";
    uint64_t mixed = mix(person ^ key);
    for (int shift = 60; shift >= 0; shift -= 4)
        *to++ = digits[mixed >> shift & 15];
    *to++ = ',';
    return to;
}

/* Group, copy and number in one; suspects and victims never meet. */
static uint64_t whole_number(bool suspect, uint8_t group, uint32_t copy, uint32_t number)
{
    return (uint64_t)suspect << 63 | (uint64_t)group << 52 | (uint64_t)copy << 36 | number;
}

static char *put_victim(char *to, const struct ww_people_writer *w, const struct ww_sample_people *p,
                        uint32_t copy)
{
    static const struct ww_str none = {",,,,,,,", 7}, seen = {"Yes,", 4}, new = {"No,", 3};
    if (p->victims == WW_PEOPLE_NOBODY)
        return put(to, none);
    const struct ww_people_list *const *lists = w->facts->groups[p->victims].lists;
    uint32_t age = pick_age(lists[WW_PEOPLE_AGE], draw_copy(p->victim, copy, DRAW_AGE));
    enum ww_people_attribute work = age < 16    ? WW_PEOPLE_OCCUPATION_YOUNG
                                    : age >= 66 ? WW_PEOPLE_OCCUPATION_OLD
                                                : WW_PEOPLE_OCCUPATION;
    *to++ = (char)('0' + p->n_victims);
    *to++ = ',';
    to = put_pseudonym(to, w->key, whole_number(false, p->victims, copy, p->victim));
    to = put(to, w->facts->ages[age]);
    to = put_from(to, lists[WW_PEOPLE_SEX], draw_copy(p->victim, copy, DRAW_SEX));
    to = put_from(to, lists[WW_PEOPLE_ETHNICITY], draw_copy(p->victim, copy, DRAW_ETHNICITY));
    to = put_from(to, lists[work], draw_copy(p->victim, copy, DRAW_OCCUPATION));
    return put(to, p->repeat ? seen : new);
}

static char *put_suspect(char *to, const struct ww_people_writer *w, const struct ww_sample_people *p,
                         uint32_t copy)
{
    static const struct ww_str none = {",,,,,,,", 7};
    if (p->suspects == WW_PEOPLE_NOBODY)
        return put(to, none);
    const struct ww_people_list *const *lists = w->facts->groups[p->suspects].lists;
    *to++ = (char)('0' + p->n_suspects);
    *to++ = ',';
    if (p->known)
        to = put_pseudonym(to, w->key, whole_number(true, p->suspects, copy, p->suspect));
    else
        *to++ = ',';
    to = put(to, w->facts->ages[pick_age(lists[WW_PEOPLE_AGE], draw_copy(p->suspect, copy, DRAW_AGE))]);
    to = put_from(to, lists[WW_PEOPLE_SEX], draw_copy(p->suspect, copy, DRAW_SEX));
    to = put_from(to, lists[WW_PEOPLE_ETHNICITY], draw_copy(p->suspect, copy, DRAW_ETHNICITY));
    if (!p->known)
        return put(to, (struct ww_str){",,", 2});
    to = put_from(to, lists[WW_PEOPLE_NATIONALITY], draw_copy(p->suspect, copy, DRAW_OTHER));
    return put_from(to, lists[WW_PEOPLE_LIVES], draw_copy(p->suspect, copy, DRAW_LIVES));
}

char *ww_people_put(char *to, const struct ww_people_writer *w, const struct ww_sample_people *p,
                    uint32_t copy)
{
    const struct ww_people_list *items = w->facts->property[p->type];
    to = put_victim(to, w, p, copy);
    to = put_suspect(to, w, p, copy);
    if (items)
        return put_from(to, items, p->items_draw);
    *to++ = '\n';
    return to;
}
