// SPDX-License-Identifier: Apache-2.0
#ifndef WW_TEST_COHORT_FIXTURE_H
#define WW_TEST_COHORT_FIXTURE_H

/* A made-up cohort with every oddity: people who come twice, spells without a beginning, without an end, or that end before
 * they begin, people without a sex, answers given twice. */

#include "people_fixture.h"

#define CF_UNUSED  __attribute__((unused))
#define CF_SPELLS  240
#define CF_PERSONS 150
#define CF_ON      INT32_MAX

static const char CF_NOW[] = "2017-07..2018-06", CF_THEN[] = "2016-07..2017-06";

struct cf_spell {
    int person;
    bool has_from;
    int32_t from, to; /* CF_ON = has not left */
    const char *age, *sex, *ethnicity, *status, *needs, *ward;
};

CF_UNUSED static const char *cf_date(int32_t day)
{
    char text[16];
    ww_day_print_iso(day, text);
    return pf_text("%s", text);
}

CF_UNUSED static const char *cf_name(int person)
{
    return pf_text("%016x", (unsigned)person * 7919u + 17u);
}

static struct cf_spell cf_make_spell(struct ww_rng *rng)
{
    static const char *const sexes[] = {"Male", "Male", "Male", "M", "Female", "female", "Not known", NULL};
    static const char *const ethnicities[] = {"White North European", "Black", "Asian", "Mixed", "Other",
                                              "Not stated",           NULL};
    static const char *const statuses[] = {"Blue", "Red", "red", "Amber", "Green", "Purple", NULL};
    static const char *const needs[] = {"Drugs;Alcohol",      "Housing", "Abuse;Drugs",
                                        "Sex work;Attitudes", "None",    "Juggling;ETE",
                                        "Health; Health",     NULL};
    static const char *const wards[] = {"E05000001", "E05000002", "E05000003", "E05000009", NULL};
    struct cf_spell s = {.person = (int)ww_rng_below(rng, CF_PERSONS),
                         .has_from = ww_rng_below(rng, 40) != 0,
                         .from = mf_day(2015, 6, 1) + (int32_t)ww_rng_below(rng, 1120),
                         .to = CF_ON};
    if (ww_rng_below(rng, 3))
        s.to = s.from + (int32_t)ww_rng_below(rng, 500) - 3;
    s.age = ww_rng_below(rng, 9) ? pf_text("%d", 10 + (int)ww_rng_below(rng, 60)) : NULL;
    s.sex = MF_PICK(rng, sexes);
    s.ethnicity = MF_PICK(rng, ethnicities);
    s.status = MF_PICK(rng, statuses);
    s.needs = MF_PICK(rng, needs);
    s.ward = MF_PICK(rng, wards);
    return s;
}

/* `shift` keeps the people of two cohorts apart. */
CF_UNUSED static bool cf_publish(struct mf *mf, const char *name, const struct cf_spell *spells, size_t n,
                                 int shift)
{
    struct pf_source source = {.name = name,
                               .subject = name,
                               .shape = WW_SHAPE_EPISODES,
                               .n_rows = n,
                               .period = mf_period("2015-06..2018-06")};
    const char **person = pf_add(&source, "person", WW_KIND_HEX, WW_ROLE_ATTRIBUTE, NULL);
    const char **from = pf_add(&source, "from", WW_KIND_DATE, WW_ROLE_FROM, NULL);
    const char **to = pf_add(&source, "to", WW_KIND_DATE, WW_ROLE_TO, NULL);
    const char **age = pf_add(&source, "age", WW_KIND_INTEGER, WW_ROLE_ATTRIBUTE, NULL);
    const char **sex = pf_add(&source, "sex", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **ethnicity = pf_add(&source, "ethnicity", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **status = pf_add(&source, "status", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **needs = pf_add(&source, "needs", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **ward = pf_add(&source, "ward", WW_KIND_CATEGORY, WW_ROLE_AREA, "ward");
    for (size_t i = 0; i < n; i++) {
        person[i] = cf_name(spells[i].person + shift);
        from[i] = spells[i].has_from ? cf_date(spells[i].from) : NULL;
        to[i] = spells[i].to == CF_ON ? NULL : cf_date(spells[i].to);
        age[i] = spells[i].age;
        sex[i] = spells[i].sex;
        ethnicity[i] = spells[i].ethnicity;
        status[i] = spells[i].status;
        needs[i] = spells[i].needs;
        ward[i] = spells[i].ward;
    }
    bool good = pf_publish(mf, &source);
    pf_free(&source);
    return good;
}

CF_UNUSED static bool cf_open(struct mf *mf, struct cf_spell spells[CF_SPELLS])
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (size_t i = 0; i < CF_SPELLS; i++)
        spells[i] = cf_make_spell(&rng);
    return mf_open(mf) && cf_publish(mf, "iom", spells, CF_SPELLS, 0);
}

/* The spell that speaks for a person in a period: the one that began last of those in it; NULL = not on the cohort. */
CF_UNUSED static const struct cf_spell *cf_during(const struct cf_spell *spells, int person,
                                                  struct ww_period period)
{
    const struct cf_spell *best = NULL;
    for (size_t i = 0; i < CF_SPELLS; i++)
        if (spells[i].person == person && spells[i].has_from && spells[i].from < period.end_day &&
            spells[i].to > period.first_day && (!best || spells[i].from >= best->from))
            best = &spells[i];
    return best;
}

/* Whether a text is one of the answers of a cell, in any case. */
CF_UNUSED static bool cf_answers(const char *cell, const char *answer)
{
    struct ww_str rest = ww_str_of(cell ? cell : ""), item;
    while (ww_str_cut(&rest, ';', &item))
        if (ww_str_eq_nocase(ww_str_trim(item), ww_str_of(answer)))
            return true;
    return false;
}

#endif
