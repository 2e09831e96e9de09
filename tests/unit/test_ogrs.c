// SPDX-License-Identifier: Apache-2.0
/* OGRS3 against the published test cases, and what must hold of any score. */
#include "stats/ogrs.h"

#include "ww_ref.h"

static struct ww_ogrs3_scores scores(const double *args)
{
    struct ww_ogrs3_scores out = {-1, -1};
    const struct ww_ogrs3 person = {.female = args[0] > 0,
                                    .age_at_conviction = (int)args[1],
                                    .age_at_first_sanction = (int)args[2],
                                    .age_at_start = (int)args[3],
                                    .previous_sanctions = (int64_t)args[4],
                                    .offence = (enum ww_ogrs_offence)args[5],
                                    .history = (enum ww_ogrs_history)args[6]};
    CHECK(ww_ogrs3(&person, &out));
    return out;
}

static double one_year(const double *args)
{
    return scores(args).one_year;
}

static double two_years(const double *args)
{
    return scores(args).two_years;
}

WW_TEST(as_published)
{
    static const struct ww_ref_function functions[] = {{"one_year", 7, one_year},
                                                       {"two_years", 7, two_years}};
    CHECK(ww_ref_check("ogrs3", functions, 2) >= 44);
}

/* More sanctions in the same time, and a longer time to offend in, never make it less likely. */
WW_TEST(more_is_more)
{
    struct ww_ogrs3 person = {.age_at_conviction = 30,
                              .age_at_first_sanction = 15,
                              .age_at_start = 31,
                              .history = WW_OGRS_FURTHER_CONVICTION};
    struct ww_ogrs3_scores before = {0, 0}, now = {0, 0};
    for (person.previous_sanctions = 1; person.previous_sanctions < 60; person.previous_sanctions++) {
        CHECK(ww_ogrs3(&person, &now));
        CHECK(now.one_year > before.one_year && now.two_years > now.one_year && now.two_years < 1);
        before = now;
    }
}

WW_TEST(every_age_has_a_band)
{
    for (int age = 10; age < 100; age++)
        for (int female = 0; female < 2; female++) {
            const struct ww_ogrs3 person = {female, age, age, age, 0, WW_OGRS_THEFT, WW_OGRS_FIRST_CAUTION};
            struct ww_ogrs3_scores out = {-1, -1};
            CHECK(ww_ogrs3(&person, &out));
            CHECK(out.one_year > 0 && out.one_year < out.two_years);
        }
}

WW_TEST(what_cannot_be)
{
    static const struct ww_ogrs3 none[] = {
        {.age_at_first_sanction = 9, .age_at_conviction = 20, .age_at_start = 20},
        {.age_at_first_sanction = 21, .age_at_conviction = 20, .age_at_start = 20},
        {.age_at_first_sanction = 15, .age_at_conviction = 20, .age_at_start = 19},
        {.age_at_first_sanction = 15, .age_at_conviction = 20, .age_at_start = 20, .previous_sanctions = -1},
        {.age_at_first_sanction = 15,
         .age_at_conviction = 20,
         .age_at_start = 20,
         .offence = WW_OGRS_OFFENCES},
        {.age_at_first_sanction = 15,
         .age_at_conviction = 20,
         .age_at_start = 20,
         .history = WW_OGRS_HISTORIES}};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        struct ww_ogrs3_scores out = {7, 7};
        CHECK(!ww_ogrs3(&none[i], &out));
        CHECK_NEAR(out.one_year, 7, 0);
    }
}
