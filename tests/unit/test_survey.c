// SPDX-License-Identifier: Apache-2.0
#include "ww_ref.h"

#include "stats/survey.h"
#include "stats/weighted_sum.h"

static struct ww_share_of wave(const double *a)
{
    struct ww_survey_sum sum = {0};
    for (int i = 0; i < 9; i += 3)
        ww_survey_add(&sum, (int64_t)a[i], a[i + 1], a[i + 2] != 0);
    return ww_survey_share(&sum);
}

static double share(const double *a)
{
    struct ww_share_of s = wave(a);
    return s.successes / s.n;
}

static double effective(const double *a)
{
    return wave(a).n;
}

static double change_p(const double *a)
{
    double p = -1;
    CHECK(ww_survey_change_p(wave(a), wave(a + 9), &p));
    return p;
}

static struct ww_weighted_sum sum_of(const double *a)
{
    struct ww_weighted_sum sum = {0};
    for (int i = 0; i < 6; i += 2)
        ww_weighted_sum_add(&sum, (int64_t)a[i], a[i + 1]);
    return sum;
}

static double sum_p(const double *a)
{
    double p = -1;
    struct ww_weighted_sum then = sum_of(a), now = sum_of(a + 7);
    CHECK(ww_weighted_sum_change_p(&then, a[6], &now, a[13], &p));
    return p;
}

WW_TEST(as_every_answer_written_out)
{
    static const struct ww_ref_function functions[] = {
        {"share", 9, share}, {"effective", 9, effective}, {"change_p", 18, change_p}, {"sum_p", 14, sum_p}};
    CHECK(ww_ref_check("survey", functions, 4) >= 27);
}

WW_TEST(nothing_to_test)
{
    struct ww_survey_sum none = {0}, all = {0};
    const struct ww_weighted_sum nothing = {0};
    double p = 7;
    ww_survey_add(&all, 20, 1.5, true);
    ww_survey_add(&none, 20, 0, true); /* people without weight say nothing */
    CHECK_INT(none.answers, 20);
    CHECK_NEAR(ww_survey_share(&none).n, 0, 0);
    CHECK_NEAR(ww_survey_share(&all).successes, ww_survey_share(&all).n, 0);
    CHECK(!ww_survey_change_p(ww_survey_share(&all), ww_survey_share(&none), &p));
    CHECK(!ww_survey_change_p(ww_survey_share(&all), ww_survey_share(&all), &p));
    CHECK(!ww_weighted_sum_change_p(&nothing, 365, &nothing, 365, &p));
    CHECK_NEAR(p, 7, 0);
}
