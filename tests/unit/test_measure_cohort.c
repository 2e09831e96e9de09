// SPDX-License-Identifier: Apache-2.0
/* cohort against plain loops over people and days. */
#include "ww_test.h"

#include "cohort_fixture.h"

static bool one_of(const struct cf_spell *spells, int person, struct ww_period period, bool left)
{
    bool any = false;
    for (size_t i = 0; i < CF_SPELLS; i++) {
        int32_t day = left ? spells[i].to : spells[i].from;
        any = any || (spells[i].person == person && spells[i].has_from && day >= period.first_day &&
                      day < period.end_day);
    }
    return any;
}

static int on_day(const struct cf_spell *spells, int32_t day)
{
    int n = 0;
    for (int p = 0; p < CF_PERSONS; p++)
        n += cf_during(spells, p, (struct ww_period){day, day + 1}) != NULL;
    return n;
}

static void check_span(const struct ww_table *table, const struct cf_spell *spells, const char *row,
                       struct ww_period span)
{
    int joined = 0, left = 0, during = 0;
    for (int p = 0; p < CF_PERSONS; p++) {
        joined += one_of(spells, p, span, false);
        left += one_of(spells, p, span, true);
        during += cf_during(spells, p, span) != NULL;
    }
    mf_check_number(table, row, "on_cohort", on_day(spells, span.end_day - 1));
    mf_check_number(table, row, "joined", joined);
    mf_check_number(table, row, "left", left);
    mf_check_number(table, row, "during", during);
}

static void check_days(const struct ww_table *table, const struct cf_spell *spells)
{
    struct ww_period now = mf_period(CF_NOW);
    double days = 0, n = 0;
    for (size_t i = 0; i < CF_SPELLS; i++)
        if (spells[i].has_from && spells[i].to >= now.first_day && spells[i].to < now.end_day &&
            spells[i].to >= spells[i].from) {
            days += spells[i].to - spells[i].from;
            n++;
        }
    mf_check_number(table, "this-period", "days", days / n);
}

WW_TEST(months_and_periods)
{
    static const char *const months[] = {"2016-07", "2017-02", "2017-12", "2018-06"};
    struct mf mf;
    struct cf_spell spells[CF_SPELLS];
    if (!cf_open(&mf, spells))
        return;
    struct ww_question question = mf_question("cohort", CF_NOW);
    question.set[0] = (struct ww_condition){"expected", "160"};
    question.n_set = 1;
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        CHECK_INT(table->n_rows, 26);
        for (size_t i = 0; i < sizeof months / sizeof months[0]; i++)
            check_span(table, spells, months[i], mf_period(months[i]));
        check_span(table, spells, "this-period", mf_period(CF_NOW));
        check_span(table, spells, "period-before", mf_period(CF_THEN));
        check_days(table, spells);
        double sum = 0;
        for (int m = 0; m < 12; m++)
            sum += on_day(spells, mf_day(2017 + (m > 4), (m + 7) % 12 + 1, 1) - 1);
        mf_check_number(table, "this-period", "mean", sum / 12);
        mf_check_number(table, "this-period", "difference", on_day(spells, mf_day(2018, 6, 30)) - 160);
        CHECK(mf_has_note(table, "no day of joining"));
    }
    ww_table_free(&table);
    question.set[0].value = "many";
    mf_ask(&mf, &question, WW_E_USAGE);
    mf_close(&mf);
}

/* People of the period by whether `is` says so. */
typedef bool is_group(const struct cf_spell *spell, const char *group);

static int count(const struct cf_spell *spells, struct ww_period period, is_group *is, const char *group)
{
    int n = 0;
    for (int p = 0; p < CF_PERSONS; p++) {
        const struct cf_spell *spell = cf_during(spells, p, period);
        n += spell && is(spell, group);
    }
    return n;
}

static bool anyone(const struct cf_spell *spell, const char *group)
{
    (void)spell;
    (void)group;
    return true;
}

static bool of_sex(const struct cf_spell *spell, const char *group)
{
    bool female = cf_answers(spell->sex, "female");
    bool male = cf_answers(spell->sex, "male") || cf_answers(spell->sex, "m");
    return strcmp(group, "female") == 0 ? female : strcmp(group, "male") == 0 ? male : !female && !male;
}

static bool of_age(const struct cf_spell *spell, const char *group)
{
    long age = spell->age ? strtol(spell->age, NULL, 10) : -1;
    return strcmp(group, "18-29") == 0         ? age >= 18 && age < 30
           : strcmp(group, "30-and-over") == 0 ? age >= 30
                                               : age < 18;
}

static bool with_status(const struct cf_spell *spell, const char *group)
{
    return cf_answers(spell->status, group);
}

static bool with_need(const struct cf_spell *spell, const char *group)
{
    return cf_answers(spell->needs, group);
}

/* Residents of the made-up borough: by sex and three bands of age. */
static bool publish_residents(struct mf *mf)
{
    static const char *const bands[] = {"0-17", "18-29", "30+"}, *const sexes[] = {"Female", "Male"};
    struct pf_source source = {
        .name = "population", .subject = "population", .shape = WW_SHAPE_REFERENCE, .n_rows = 6};
    const char **area = pf_add(&source, "lsoa", WW_KIND_CATEGORY, WW_ROLE_AREA, "lsoa11");
    const char **sex = pf_add(&source, "sex", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **band = pf_add(&source, "age_band", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **value = pf_add(&source, "residents", WW_KIND_INTEGER, WW_ROLE_VALUE, NULL);
    for (int i = 0; i < 6; i++) {
        area[i] = "E01000001";
        sex[i] = sexes[i % 2];
        band[i] = bands[i / 2];
        value[i] = pf_text("%d", 1000 * (i + 1));
    }
    bool good = pf_publish(mf, &source);
    pf_free(&source);
    return good;
}

static struct ww_table *ask_by(struct mf *mf, const char *by)
{
    struct ww_question question = mf_question("cohort", CF_NOW);
    question.by = by;
    return mf_ask(mf, &question, WW_OK);
}

static void check_residents(const struct ww_table *table, const char *row, double n, double base,
                            double residents)
{
    mf_check_number(table, row, "count", n);
    mf_check_number(table, row, "share_pct", 100 * n / base);
    mf_check_number(table, row, "residents", residents);
    mf_check_number(table, row, "ratio", n / base / (residents / 21000));
    const struct ww_cell *low = ww_table_cell(table, row, "ratio_low"),
                         *high = ww_table_cell(table, row, "ratio_high");
    CHECK(low->number <= n / base / (residents / 21000) && high->number >= n / base / (residents / 21000));
}

WW_TEST(against_residents)
{
    struct mf mf;
    struct cf_spell spells[CF_SPELLS];
    struct ww_period now = mf_period(CF_NOW);
    if (!cf_open(&mf, spells) || !publish_residents(&mf))
        return;
    double female = count(spells, now, of_sex, "female"), male = count(spells, now, of_sex, "male");
    struct ww_table *table = ask_by(&mf, "sex");
    if (table) {
        check_residents(table, "female", female, female + male, 9000);
        check_residents(table, "male", male, female + male, 12000);
        mf_check_number(table, "not-recorded", "count", count(spells, now, of_sex, "neither"));
        mf_check_number(table, "total", "count", count(spells, now, anyone, NULL));
    }
    ww_table_free(&table);
    double young = count(spells, now, of_age, "18-29"), old = count(spells, now, of_age, "30-and-over"),
           child = 0;
    for (int p = 0; p < CF_PERSONS; p++) {
        const struct cf_spell *spell = cf_during(spells, p, now);
        child += spell && spell->age && strtol(spell->age, NULL, 10) < 18;
    }
    table = ask_by(&mf, "age");
    if (table) {
        check_residents(table, "18-29", young, young + old + child, 7000);
        check_residents(table, "30-and-over", old, young + old + child, 11000);
        check_residents(table, "0-17", child, young + old + child, 3000);
    }
    ww_table_free(&table);
    mf_close(&mf);
}

WW_TEST(status_on_the_last_day)
{
    struct mf mf;
    struct cf_spell spells[CF_SPELLS];
    const struct ww_period last = {mf_day(2018, 6, 30), mf_day(2018, 7, 1)};
    if (!cf_open(&mf, spells))
        return;
    struct ww_table *table = ask_by(&mf, "status");
    if (table) {
        static const char *const colours[] = {"blue", "red", "amber", "green", "purple"};
        for (size_t i = 0; i < 5; i++)
            mf_check_number(table, colours[i], "count", count(spells, last, with_status, colours[i]));
        CHECK_STR(ww_table_cell(table, "blue", "label")->text, "Blue: in custody");
        mf_check_number(table, "total", "count", count(spells, last, anyone, NULL));
        CHECK(ww_table_find_column(table, "count_then") == WW_NO_INDEX);
    }
    ww_table_free(&table);
    mf_close(&mf);
}

/* A history of status: the status of the month counts, not that of the record. */
WW_TEST(status_from_its_history)
{
    struct mf mf;
    struct cf_spell spells[CF_SPELLS];
    const struct ww_period last = {mf_day(2018, 6, 30), mf_day(2018, 7, 1)},
                           before = {mf_day(2017, 6, 30), mf_day(2017, 7, 1)};
    struct pf_source source = {.name = "iom-status",
                               .subject = "iom-status",
                               .shape = WW_SHAPE_EVENTS,
                               .n_rows = (size_t)2 * (CF_PERSONS - 10),
                               .period = mf_period("2017-06..2018-06")};
    if (!cf_open(&mf, spells))
        return;
    const char **month = pf_add(&source, "month", WW_KIND_DATE, WW_ROLE_FROM, NULL);
    const char **person = pf_add(&source, "person", WW_KIND_HEX, WW_ROLE_ATTRIBUTE, NULL);
    const char **status = pf_add(&source, "status", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    int amber = 0, then = 0, unknown = 0;
    for (size_t p = 0; p < CF_PERSONS - 10; p++) {
        month[2 * p] = "2017-06-01";
        month[2 * p + 1] = "2018-06-01";
        person[2 * p] = person[2 * p + 1] = cf_name((int)p);
        status[2 * p] = p % 2 ? "Green" : "Amber";
        status[2 * p + 1] = p % 3 ? "Red" : "Amber";
    }
    for (int p = 0; p < CF_PERSONS; p++) {
        const struct cf_spell *spell = cf_during(spells, p, last);
        amber += spell && (p < CF_PERSONS - 10 ? p % 3 == 0 : cf_answers(spell->status, "amber"));
        then += cf_during(spells, p, before) && p < CF_PERSONS - 10 && p % 2 == 0;
        unknown += cf_during(spells, p, before) && p >= CF_PERSONS - 10;
    }
    struct ww_table *table = pf_publish(&mf, &source) ? ask_by(&mf, "status") : NULL;
    if (table) {
        mf_check_number(table, "amber", "count", amber);
        mf_check_number(table, "amber", "count_then", then);
        if (unknown)
            mf_check_number(table, "not-recorded", "count_then", unknown);
    }
    ww_table_free(&table);
    pf_free(&source);
    mf_close(&mf);
}

WW_TEST(several_answers_count_once_each)
{
    struct mf mf;
    struct cf_spell spells[CF_SPELLS];
    struct ww_period now = mf_period(CF_NOW);
    if (!cf_open(&mf, spells))
        return;
    struct ww_table *table = ask_by(&mf, "needs");
    if (table) {
        mf_check_number(table, "value/drugs", "count", count(spells, now, with_need, "drugs"));
        mf_check_number(table, "value/health", "count", count(spells, now, with_need, "health"));
        mf_check_number(table, "value/drugs", "share_pct",
                        100.0 * count(spells, now, with_need, "drugs") / count(spells, now, anyone, NULL));
        CHECK(mf_has_note(table, "several answers"));
    }
    ww_table_free(&table);
    struct ww_question question = mf_question("cohort", "2010-01..2010-12");
    mf_ask(&mf, &question, WW_E_NOT_FOUND);
    question = mf_question("cohort", CF_NOW);
    question.by = "shoe_size";
    CHECK(ww_measure_answer(mf.context, &question, &table, &mf.err) == WW_E_NOT_FOUND);
    mf_close(&mf);
}

/* The partnership's cohort is its own wherever people live; one ward's is not. */
WW_TEST(an_area_is_asked_for_or_not)
{
    struct mf mf;
    struct cf_spell spells[CF_SPELLS];
    struct ww_period now = mf_period(CF_NOW);
    if (!cf_open(&mf, spells))
        return;
    struct ww_question question = mf_question("cohort", CF_NOW);
    question.area = "E05000002";
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    int n = 0;
    for (int p = 0; p < CF_PERSONS; p++) {
        bool any = false;
        for (size_t i = 0; i < CF_SPELLS; i++)
            any = any || (spells[i].person == p && spells[i].has_from && spells[i].from < now.end_day &&
                          spells[i].to > now.first_day && spells[i].ward &&
                          strcmp(spells[i].ward, "E05000002") == 0);
        n += any;
    }
    if (table)
        mf_check_number(table, "this-period", "during", n);
    ww_table_free(&table);
    mf_close(&mf);
}
