// SPDX-License-Identifier: Apache-2.0
/* voice against plain loops over made-up answers. */
#include "ww_test.h"

#include <math.h>

#include "people_fixture.h"

#define ROWS 9000

static const char NOW[] = "2016-07..2017-06";
static const char *const questions[2] = {"Feel safe", "Trust the police"};
static const char *const lists[2] = {"Very safe; Fairly safe", "Yes"};
static const char *const answers[2][4] = {{"Very safe", "fairly safe", "Not safe", NULL},
                                          {"Yes", "No", "Don't know", NULL}};
static const char *const days[4] = {"2015-09-01", "2016-09-10", "2016-10-20", "2014-08-01"};
static const char *const weights[4] = {"1", "2", "3", NULL}; /* none is one */
static const char *const sexes[3] = {"Female", "Male", NULL};
static const char *const ages[5] = {"15", "16", "34", "65", NULL};
static const char *const areas[3] = {"E05000001", "E05000002", "E05000009"}; /* the last is elsewhere */

struct person {
    int question, answer, day, weight, sex, age, area, scope, people;
};

static struct person people[ROWS];
static char numbers[ROWS][8];

/* An aggregated source has respondents and scope, one of single people weights, sex, age and ward. */
static bool publish(struct mf *mf, bool aggregated)
{
    struct ww_rng rng;
    struct pf_source s = {.name = "survey",
                          .subject = "city-survey",
                          .shape = WW_SHAPE_RESPONSES,
                          .n_rows = ROWS,
                          .period = {mf_day(2014, 8, 1), mf_day(2016, 11, 1)}};
    ww_rng_seed(&rng, ww_test_seed());
    const char **when = pf_add(&s, "interviewed", WW_KIND_DATE, WW_ROLE_FROM, NULL);
    const char **question = pf_add(&s, "question", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **counted = pf_add(&s, "counted", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **answer = pf_add(&s, "answer", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **first = aggregated ? pf_add(&s, "scope", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL)
                                    : pf_add(&s, "sex", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **second = aggregated ? pf_add(&s, "respondents", WW_KIND_INTEGER, WW_ROLE_ATTRIBUTE, NULL)
                                     : pf_add(&s, "weight", WW_KIND_INTEGER, WW_ROLE_ATTRIBUTE, NULL);
    const char **age = aggregated ? NULL : pf_add(&s, "age", WW_KIND_INTEGER, WW_ROLE_ATTRIBUTE, NULL);
    const char **area = aggregated ? NULL : pf_add(&s, "ward", WW_KIND_CATEGORY, WW_ROLE_AREA, "ward");
    for (size_t i = 0; i < ROWS; i++) {
        struct person *p = &people[i];
        *p = (struct person){
            (int)ww_rng_below(&rng, 2), (int)ww_rng_below(&rng, 4), (int)ww_rng_below(&rng, 4),
            (int)ww_rng_below(&rng, 4), (int)ww_rng_below(&rng, 3), (int)ww_rng_below(&rng, 5),
            (int)ww_rng_below(&rng, 3), (int)ww_rng_below(&rng, 2), (int)ww_rng_below(&rng, 5)};
        snprintf(numbers[i], sizeof numbers[i], "%d", p->people);
        when[i] = days[p->day];
        question[i] = questions[p->question];
        counted[i] = lists[p->question];
        answer[i] = answers[p->question][p->answer];
        first[i] = aggregated ? (p->scope ? "Force" : "Here") : sexes[p->sex];
        second[i] = aggregated ? numbers[i] : weights[p->weight];
        if (!aggregated) {
            age[i] = ages[p->age];
            area[i] = areas[p->area];
        } else {
            p->area = 0;
        }
    }
    bool good = pf_publish(mf, &s);
    pf_free(&s);
    return good;
}

/* -1 = any */
struct wanted {
    int question, year, sex, age, area, scope, answer;
    bool aggregated;
};

struct sums {
    double n, silent, w, w2, yes;
};

static const struct wanted any = {-1, -1, -1, -1, -1, -1, -1, false};

static struct sums sum(struct wanted want)
{
    static const int years[4] = {1, 0, 0, 2};
    struct sums s = {0};
    for (size_t i = 0; i < ROWS; i++) {
        const struct person *p = &people[i];
        bool in = (want.question < 0 || p->question == want.question) &&
                  (want.year < 0 || years[p->day] == want.year) && (want.sex < 0 || p->sex == want.sex) &&
                  (want.age < 0 || p->age == want.age) && (want.area < 0 || p->area == want.area) &&
                  (want.scope < 0 || p->scope == want.scope) && p->area != 2;
        double w = want.aggregated ? 1 : p->weight == 3 ? 1 : p->weight + 1;
        double people_alike = want.aggregated ? p->people : 1;
        if (!in)
            continue;
        if (p->answer == 3) {
            s.silent += people_alike;
            continue;
        }
        bool yes = want.answer >= 0 ? p->answer == want.answer
                   : p->question    ? p->answer == 0
                                    : p->answer <= 1;
        s.n += people_alike;
        s.w += people_alike * w;
        s.w2 += people_alike * w * w;
        s.yes += yes ? people_alike * w : 0;
    }
    return s;
}

/* Wilson's interval, written out. */
static void check_share(const struct ww_table *table, const char *row, struct sums now, struct sums then)
{
    const double z = 1.959963984540054, p = now.yes / now.w, n = now.w * now.w / now.w2;
    double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    double half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    mf_check_number(table, row, "base_now", now.n);
    mf_check_number(table, row, "base_then", then.n);
    mf_check_number(table, row, "silent_now", now.silent);
    mf_check_number(table, row, "effective_now", n);
    mf_check_number(table, row, "share_now_pct", 100 * p);
    mf_check_number(table, row, "share_now_low", 100 * (middle - half));
    mf_check_number(table, row, "share_now_high", 100 * (middle + half));
    double q = then.yes / then.w, m = then.w * then.w / then.w2;
    mf_check_number(table, row, "share_then_pct", 100 * q);
    mf_check_number(table, row, "change_points", 100 * (p - q));
    mf_check_number(table, row, "p_value",
                    erfc(fabs(p - q) / sqrt(p * (1 - p) / n + q * (1 - q) / m) / sqrt(2)));
}

static struct sums sum_of(int question, int year)
{
    struct wanted want = any;
    want.question = question;
    want.year = year;
    return sum(want);
}

WW_TEST(every_question_weighted)
{
    struct mf mf;
    if (!mf_open(&mf) || !publish(&mf, false))
        return;
    struct ww_question question = mf_question("voice", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        CHECK_INT(table->n_rows, 2);
        check_share(table, "feel-safe", sum_of(0, 0), sum_of(0, 1));
        check_share(table, "trust-the-police", sum_of(1, 0), sum_of(1, 1));
    }
    ww_table_free(&table);
    mf_close(&mf);
}

static struct ww_question about(const char *by)
{
    struct ww_question question = mf_question("voice", NOW);
    question.by = by;
    question.where[0] = (struct ww_condition){"question", questions[0]};
    question.n_where = 1;
    return question;
}

WW_TEST(one_question_by_sex_age_and_ward)
{
    static const char *const bands[5] = {"under-16", "16-24", "25-34", "65-and-over", "not-known"};
    static const char *const words[3] = {"female", "male", "not-known"};
    static const char *const wards[2] = {"alder", "birch"};
    static const char *const by[3] = {"sex", "age", "ward"};
    struct mf mf;
    if (!mf_open(&mf) || !publish(&mf, false))
        return;
    for (int b = 0; b < 3; b++) {
        struct ww_question question = about(by[b]);
        struct ww_table *table = mf_ask(&mf, &question, WW_OK);
        for (int i = 0; table && i < (b == 0 ? 3 : b == 1 ? 5 : 2); i++) {
            struct wanted want = any;
            want.question = 0;
            *(b == 0 ? &want.sex : b == 1 ? &want.age : &want.area) = i;
            struct wanted then = want;
            want.year = 0;
            then.year = 1;
            check_share(table, b == 0 ? words[i] : b == 1 ? bands[i] : wards[i], sum(want), sum(then));
        }
        if (table)
            check_share(table, "total", sum_of(0, 0), sum_of(0, 1));
        ww_table_free(&table);
    }
    mf_close(&mf);
}

WW_TEST(answers_and_waves)
{
    struct mf mf;
    if (!mf_open(&mf) || !publish(&mf, false))
        return;
    struct ww_question question = about("answer");
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        CHECK_INT(table->n_rows, 3);
        struct wanted want = any;
        want.question = 0;
        want.year = 0;
        want.answer = 2;
        struct wanted then = want;
        then.year = 1;
        check_share(table, "not-safe", sum(want), sum(then));
    }
    ww_table_free(&table);
    question = about("wave");
    table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        CHECK_INT(table->n_rows, 3);
        static const char *const waves[3] = {"july-2014-to-june-2015", "july-2015-to-june-2016",
                                             "july-2016-to-june-2017"};
        for (int i = 0; i < 3; i++) {
            struct sums s = sum_of(0, 2 - i);
            CHECK_STR(table->rows[i].id, waves[i]);
            mf_check_number(table, waves[i], "base_now", s.n);
            mf_check_number(table, waves[i], "share_now_pct", 100 * s.yes / s.w);
            mf_check_mark(table, waves[i], "change_points", WW_MARK_NOT_AVAILABLE);
        }
    }
    ww_table_free(&table);
    mf_close(&mf);
}

WW_TEST(totals_of_answers_beside_the_force)
{
    struct mf mf;
    if (!mf_open(&mf) || !publish(&mf, true))
        return;
    struct ww_question question = mf_question("voice", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    for (int q = 0; table && q < 2; q++) {
        const char *row = q ? "trust-the-police" : "feel-safe";
        struct wanted want = any;
        want.aggregated = true;
        want.question = q;
        want.scope = 0;
        want.year = 1;
        struct sums then = sum(want);
        want.year = 0;
        struct sums now = sum(want);
        check_share(table, row, now, then);
        want.scope = 1;
        struct sums force = sum(want);
        mf_check_number(table, row, "force_now_pct", 100 * force.yes / force.w);
        mf_check_number(table, row, "gap_points", 100 * (now.yes / now.w - force.yes / force.w));
    }
    ww_table_free(&table);
    mf_close(&mf);
}

WW_TEST(what_cannot_be_said)
{
    struct mf mf;
    if (!mf_open(&mf) || !publish(&mf, false))
        return;
    struct ww_question question = mf_question("voice", "2018-01..2018-12");
    mf_ask(&mf, &question, WW_E_NOT_FOUND);
    CHECK(strstr(mf.err.message, "Nobody was asked") != NULL);
    question = mf_question("voice", NOW);
    question.by = "sex";
    mf_ask(&mf, &question, WW_E_USAGE);
    CHECK(strstr(mf.err.message, "--where question=") != NULL);
    question = about("shoe_size");
    mf_ask(&mf, &question, WW_E_USAGE);
    CHECK(strstr(mf.err.message, "shoe_size") != NULL);
    mf_close(&mf);
}
