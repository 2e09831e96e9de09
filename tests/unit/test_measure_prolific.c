// SPDX-License-Identifier: Apache-2.0
/* prolific against plain loops: every pair of records compared, bands, the fewest with half. */
#include "ww_test.h"

#include "people_fixture.h"

#define RECORDS 1200
#define PERSONS 300

enum { PERSON, OUTCOME, AREA, DAY };

/* Some persons are drawn much more often than others. */
static void make(struct pf_source *source, size_t n)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    *source = (struct pf_source){.name = "crimes",
                                 .subject = "recorded-crime",
                                 .shape = WW_SHAPE_EVENTS,
                                 .n_rows = n,
                                 .period = mf_period("2016-07..2018-06")};
    const char **person = pf_add(source, "suspect_person", WW_KIND_HEX, WW_ROLE_ATTRIBUTE, NULL);
    const char **outcome = pf_add(source, "outcome", WW_KIND_CATEGORY, WW_ROLE_OUTCOME,
                                  "crime-records-outcome");
    const char **area = pf_add(source, "lsoa", WW_KIND_CATEGORY, WW_ROLE_AREA, "lsoa11");
    const char **day = pf_add(source, "from", WW_KIND_DATE, WW_ROLE_FROM, NULL);
    for (size_t i = 0; i < n; i++) {
        uint64_t first = ww_rng_below(&rng, PERSONS), second = ww_rng_below(&rng, PERSONS);
        uint64_t drawn = first * second / PERSONS;
        person[i] = ww_rng_below(&rng, 8) ? pf_text("%016d", (int)drawn) : NULL;
        outcome[i] = ww_rng_below(&rng, 4) ? mf_outcomes[0] : MF_PICK(&rng, mf_outcomes);
        area[i] = pf_text("E0100000%d", (int)ww_rng_below(&rng, 7)); /* the last is not ours */
        day[i] = pf_text("%d-%02d-15", 2016 + (int)ww_rng_below(&rng, 3), 1 + (int)ww_rng_below(&rng, 12));
    }
}

static void count(const struct pf_source *source, bool detected_only, int offences[PERSONS])
{
    for (size_t i = 0; i < source->n_rows; i++) {
        const char *outcome = source->columns[OUTCOME].cells[i], *day = source->columns[DAY].cells[i];
        bool detected = outcome && strcmp(outcome, "Sanctioned detection") == 0;
        if (source->columns[PERSON].cells[i] && (detected || !detected_only) && strcmp(day, "2017-07") >= 0 &&
            strcmp(day, "2018-07") < 0 && strcmp(source->columns[AREA].cells[i], "E01000006") != 0)
            offences[strtol(source->columns[PERSON].cells[i], NULL, 10)]++;
    }
}

/* The fewest with the share: again and again the one with the most is taken. */
static int fewest(const int offences[PERSONS], int total, int permille)
{
    bool taken[PERSONS] = {false};
    int n = 0;
    for (int sum = 0; 1000 * sum < permille * total; n++) {
        int best = -1;
        for (int p = 0; p < PERSONS; p++)
            if (!taken[p] && (best < 0 || offences[p] > offences[best]))
                best = p;
        taken[best] = true;
        sum += offences[best];
    }
    return n;
}

static void check(const struct ww_table *table, const int offences[PERSONS])
{
    static const struct {
        const char *row;
        int from, to;
    } bands[] = {{"10-or-more", 10, 99999}, {"6-to-9", 6, 9}, {"3-to-5", 3, 5}, {"2", 2, 2}, {"1", 1, 1}};
    int offenders = 0, total = 0, running = 0, running_offences = 0;
    for (int p = 0; p < PERSONS; p++) {
        offenders += offences[p] > 0;
        total += offences[p];
    }
    for (size_t b = 0; b < sizeof bands / sizeof bands[0]; b++) {
        int n = 0, sum = 0;
        for (int p = 0; p < PERSONS; p++)
            if (offences[p] >= bands[b].from && offences[p] <= bands[b].to) {
                n++;
                sum += offences[p];
            }
        running += n;
        running_offences += sum;
        mf_check_number(table, bands[b].row, "offenders", n);
        mf_check_number(table, bands[b].row, "offences", sum);
        mf_check_number(table, bands[b].row, "offenders_pct", 100.0 * n / offenders);
        mf_check_number(table, bands[b].row, "offences_pct", 100.0 * sum / total);
        mf_check_number(table, bands[b].row, "running_offenders_pct", 100.0 * running / offenders);
        mf_check_number(table, bands[b].row, "running_offences_pct", 100.0 * running_offences / total);
    }
    mf_check_number(table, "quarter", "offenders", fewest(offences, total, 250));
    mf_check_number(table, "half", "offenders", fewest(offences, total, 500));
    mf_check_number(table, "top-5", "offenders", (offenders * 5 + 99) / 100);
    mf_check_number(table, "total", "offenders", offenders);
    mf_check_number(table, "total", "offences", total);
}

WW_TEST(offenders_by_number_of_offences)
{
    struct mf mf;
    struct pf_source source;
    struct ww_question question = mf_question("prolific", "2017-07..2018-06");
    int detected[PERSONS] = {0}, all[PERSONS] = {0};
    make(&source, RECORDS);
    count(&source, true, detected);
    count(&source, false, all);
    if (!mf_open(&mf) || !pf_publish(&mf, &source))
        return;
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table)
        check(table, detected);
    ww_table_free(&table);
    question.set[question.n_set++] = (struct ww_condition){"counted", "all"};
    table = mf_ask(&mf, &question, WW_OK);
    if (table)
        check(table, all);
    ww_table_free(&table);
    question.set[0].value = "some";
    table = mf_ask(&mf, &question, WW_E_USAGE);
    ww_table_free(&table);
    pf_free(&source);
    mf_close(&mf);
}

WW_TEST(few_offenders_or_none)
{
    struct mf mf;
    struct pf_source source;
    struct ww_question question = mf_question("prolific", "2017-07..2018-06");
    make(&source, 12);
    if (!mf_open(&mf) || !pf_publish(&mf, &source))
        return;
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_mark(table, "1", "offenders_pct", WW_MARK_LOW_BASE);
        mf_check_mark(table, "1", "running_offences_pct", WW_MARK_LOW_BASE);
    }
    ww_table_free(&table);
    question.area = MF_THERE;
    question.where[question.n_where++] = (struct ww_condition){"outcome", "An odd outcome"};
    table = mf_ask(&mf, &question, WW_OK); /* never a detection: nobody */
    if (table)
        mf_check_number(table, "total", "offenders", 0);
    ww_table_free(&table);
    pf_free(&source);
    mf_close(&mf);
}

WW_TEST(records_without_pseudonyms)
{
    struct mf mf;
    struct mf_world world;
    struct ww_question question = mf_question("prolific", "2017-02");
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, "2017-01..2017-12", 50))
        return;
    struct ww_table *table = mf_ask(&mf, &question, WW_E_NOT_FOUND);
    CHECK(strstr(mf.err.message, "suspect_person") != NULL);
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}
