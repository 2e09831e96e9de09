// SPDX-License-Identifier: Apache-2.0
/* drug-tests against plain loops: results of several drugs, refusals, ages in bands, persons tested again. */
#include "ww_test.h"

#include "people_fixture.h"

#define TESTS 1500

static const char *const found[] = {"None",
                                    "None",
                                    "Cocaine",
                                    "Opiates",
                                    "Cocaine;Opiates",
                                    "Refused",
                                    "cocaine",
                                    NULL,
                                    " Ketamine ; Cocaine"};
static const char *const offences[] = {"Theft", "Theft", "Theft", "Robbery", "Begging", NULL};
static const char *const ages[] = {"9", "17", "18", "24", "25", "44", "45", "54", "55", "80", NULL};
static const struct {
    int from, to;
    const char *row;
} bands[] = {{10, 17, "age/10-17"}, {18, 24, "age/18-24"}, {25, 34, "age/25-34"},
             {35, 44, "age/35-44"}, {45, 54, "age/45-54"}, {55, 999, "age/55-and-over"}};

enum { FOUND, OFFENCE, AGE, PERSON, DAY };

static void make(struct pf_source *source, size_t n)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    *source = (struct pf_source){.name = "tests",
                                 .subject = "custody-drug-tests",
                                 .shape = WW_SHAPE_EVENTS,
                                 .n_rows = n,
                                 .period = mf_period("2016-07..2018-06")};
    const char **result = pf_add(source, "found", WW_KIND_CATEGORY, WW_ROLE_FLAGS, NULL);
    const char **offence = pf_add(source, "trigger_offence", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **age = pf_add(source, "age", WW_KIND_INTEGER, WW_ROLE_ATTRIBUTE, NULL);
    const char **person = pf_add(source, "person", WW_KIND_HEX, WW_ROLE_ATTRIBUTE, NULL);
    const char **day = pf_add(source, "tested", WW_KIND_DATE, WW_ROLE_FROM, NULL);
    for (size_t i = 0; i < n; i++) {
        result[i] = MF_PICK(&rng, found);
        offence[i] = MF_PICK(&rng, offences);
        age[i] = MF_PICK(&rng, ages);
        person[i] = ww_rng_below(&rng, 9) ? pf_text("%016d", (int)ww_rng_below(&rng, 400)) : NULL;
        day[i] = pf_text("%d-%02d-15", 2016 + (int)ww_rng_below(&rng, 3), 1 + (int)ww_rng_below(&rng, 12));
    }
}

static bool in(const struct pf_source *source, size_t i, const char *first, const char *end)
{
    const char *day = source->columns[DAY].cells[i];
    return strcmp(day, first) >= 0 && strcmp(day, end) < 0;
}

static bool in_row(const struct pf_source *source, size_t i, const char *row)
{
    const char *offence = source->columns[OFFENCE].cells[i], *age = source->columns[AGE].cells[i];
    int years = age ? (int)strtol(age, NULL, 10) : -1;
    if (strcmp(row, "total") == 0)
        return true;
    if (strcmp(row, "trigger-offence/theft") == 0)
        return offence && strcmp(offence, "Theft") == 0;
    if (strcmp(row, "trigger-offence/not-known") == 0)
        return !offence;
    if (strcmp(row, "age/not-known") == 0)
        return years < 10;
    for (size_t b = 0; b < sizeof bands / sizeof bands[0]; b++)
        if (strcmp(row, bands[b].row) == 0)
            return years >= bands[b].from && years <= bands[b].to;
    return false;
}

struct counts {
    int tests, positive, cocaine, opiates, ketamine, refused;
};

static struct counts count(const struct pf_source *source, const char *row, const char *first,
                           const char *end)
{
    struct counts c = {0};
    for (size_t i = 0; i < source->n_rows; i++) {
        const char *text = source->columns[FOUND].cells[i];
        if (!text || !in(source, i, first, end) || !in_row(source, i, row))
            continue;
        bool cocaine = strstr(text, "ocaine"), opiates = strstr(text, "Opiates"),
             ketamine = strstr(text, "Ketamine");
        bool refused = strcmp(text, "Refused") == 0;
        c.refused += refused;
        c.tests += !refused;
        c.positive += cocaine || opiates || ketamine;
        c.cocaine += cocaine;
        c.opiates += opiates;
        c.ketamine += ketamine;
    }
    return c;
}

static void check_row(const struct ww_table *table, const struct pf_source *source, const char *row)
{
    struct counts now = count(source, row, "2017-07", "2018-07"),
                  then = count(source, row, "2016-07", "2017-07");
    mf_check_number(table, row, "tests", now.tests);
    mf_check_number(table, row, "positive", now.positive);
    mf_check_number(table, row, "refused", now.refused);
    if (now.tests < 20) {
        mf_check_mark(table, row, "positive_pct", WW_MARK_LOW_BASE);
        return;
    }
    mf_check_number(table, row, "positive_pct", 100.0 * now.positive / now.tests);
    mf_check_number(table, row, "drug_cocaine_pct", 100.0 * now.cocaine / now.tests);
    mf_check_number(table, row, "drug_opiates_pct", 100.0 * now.opiates / now.tests);
    mf_check_number(table, row, "drug_ketamine_pct", 100.0 * now.ketamine / now.tests);
    if (then.tests >= 20)
        mf_check_number(table, row, "change_points",
                        100.0 * now.positive / now.tests - 100.0 * then.positive / then.tests);
}

static void check_persons(const struct ww_table *table, const struct pf_source *source)
{
    int tests[400] = {0}, positive[400] = {0}, n = 0, again = 0, ever = 0;
    for (size_t i = 0; i < source->n_rows; i++) {
        const char *text = source->columns[FOUND].cells[i], *person = source->columns[PERSON].cells[i];
        if (!text || !person || strcmp(text, "Refused") == 0 || !in(source, i, "2017-07", "2018-07"))
            continue;
        long p = strtol(person, NULL, 10);
        tests[p]++;
        positive[p] += strcmp(text, "None") != 0;
    }
    for (int p = 0; p < 400; p++) {
        n += tests[p] > 0;
        again += tests[p] > 1;
        ever += positive[p] > 0;
    }
    CHECK(mf_has_note(table, pf_text("%d persons, of whom %d were tested", n, again)));
    CHECK(mf_has_note(table, pf_text("%d were positive at least once", ever)));
}

WW_TEST(tests_by_offence)
{
    struct mf mf;
    struct pf_source source;
    struct ww_question question = mf_question("drug-tests", "2017-07..2018-06");
    make(&source, TESTS);
    if (!mf_open(&mf) || !pf_publish(&mf, &source))
        return;
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        check_row(table, &source, "total");
        check_row(table, &source, "trigger-offence/theft");
        check_row(table, &source, "trigger-offence/not-known");
        CHECK_INT(table->n_rows, 5);
        CHECK_STR(table->rows[0].id, "trigger-offence/theft"); /* most first, not known last */
        CHECK_STR(table->rows[3].id, "trigger-offence/not-known");
        check_persons(table, &source);
        CHECK(mf_has_note(table, "could not be given a place")); /* tests without a result */
    }
    ww_table_free(&table);
    pf_free(&source);
    mf_close(&mf);
}

WW_TEST(tests_by_age)
{
    struct mf mf;
    struct pf_source source;
    struct ww_question question = mf_question("drug-tests", "2017-07..2018-06");
    question.by = "age";
    make(&source, TESTS);
    if (!mf_open(&mf) || !pf_publish(&mf, &source))
        return;
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        for (size_t b = 0; b < sizeof bands / sizeof bands[0]; b++)
            if (b != 2 || count(&source, bands[b].row, "2016-07", "2018-07").tests)
                check_row(table, &source, bands[b].row);
        check_row(table, &source, "age/not-known");
        CHECK_STR(table->rows[0].id, "age/10-17");
    }
    ww_table_free(&table);
    question.by = "colour";
    table = mf_ask(&mf, &question, WW_E_USAGE);
    ww_table_free(&table);
    pf_free(&source);
    mf_close(&mf);
}

/* The first year that is held has nothing to be compared with. */
WW_TEST(no_period_of_comparison)
{
    struct mf mf;
    struct pf_source source;
    struct ww_question question = mf_question("drug-tests", "2016-07..2017-06");
    make(&source, 30);
    if (!mf_open(&mf) || !pf_publish(&mf, &source))
        return;
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table)
        CHECK(ww_table_find_column(table, "change_points") == WW_NO_INDEX);
    ww_table_free(&table);
    pf_free(&source);
    mf_close(&mf);
}
