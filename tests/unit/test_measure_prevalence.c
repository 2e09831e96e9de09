// SPDX-License-Identifier: Apache-2.0
/* prevalence: published figures as they are, and people in treatment by substance. */
#include "ww_test.h"

#include "people_fixture.h"

static bool publish_estimates(struct mf *mf)
{
    struct pf_source source = {.name = "substance-prevalence",
                               .subject = "substance-prevalence",
                               .shape = WW_SHAPE_REFERENCE,
                               .n_rows = 3};
    const char **substance = pf_add(&source, "substance", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **users = pf_add(&source, "number", WW_KIND_INTEGER, WW_ROLE_VALUE, NULL);
    const char **rate = pf_add(&source, "rate_per_1000", WW_KIND_INTEGER, WW_ROLE_ATTRIBUTE, NULL);
    const char **national = pf_add(&source, "national_per_1000", WW_KIND_INTEGER, WW_ROLE_ATTRIBUTE, NULL);
    static const char *const cells[3][4] = {
        {"Opiate", "1500", "9", "6"}, {"Crack", "1400", "8", "0"}, {"Other", "10", NULL, "2"}};
    for (int i = 0; i < 3; i++) {
        substance[i] = cells[i][0];
        users[i] = cells[i][1];
        rate[i] = cells[i][2];
        national[i] = cells[i][3];
    }
    bool good = pf_publish(mf, &source);
    pf_free(&source);
    return good;
}

/* 300 spells: every third for "opiate", 40 persons who come twice, 50 who left before the period. */
static bool publish_treatment(struct mf *mf)
{
    struct pf_source source = {.name = "treatment",
                               .subject = "drug-treatment",
                               .shape = WW_SHAPE_EPISODES,
                               .n_rows = 300,
                               .period = mf_period("2015-01..2018-06")};
    const char **person = pf_add(&source, "person", WW_KIND_HEX, WW_ROLE_ATTRIBUTE, NULL);
    const char **from = pf_add(&source, "from", WW_KIND_DATE, WW_ROLE_FROM, NULL);
    const char **to = pf_add(&source, "to", WW_KIND_DATE, WW_ROLE_TO, NULL);
    const char **substance = pf_add(&source, "substance", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    for (int i = 0; i < 300; i++) {
        int who = i < 260 ? i : i - 260;
        person[i] = pf_text("%016d", who);
        from[i] = i < 260 ? "2016-03-05" : "2018-02-05";
        to[i] = i < 50 ? "2017-07-01" : NULL;
        substance[i] = who % 3 ? "Alcohol only" : "opiate";
    }
    bool good = pf_publish(mf, &source);
    pf_free(&source);
    return good;
}

WW_TEST(estimates_and_treatment)
{
    struct mf mf;
    if (!mf_open(&mf) || !publish_estimates(&mf))
        return;
    struct ww_question question = mf_question("prevalence", "2017-07..2018-06");
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_number(table, "opiate", "users", 1500);
        mf_check_number(table, "opiate", "ratio", 1.5);
        mf_check_mark(table, "opiate", "in_treatment", WW_MARK_NOT_AVAILABLE);
        mf_check_mark(table, "crack", "ratio", WW_MARK_NOT_APPLICABLE);
        mf_check_mark(table, "other", "rate_per_1000", WW_MARK_NOT_AVAILABLE);
    }
    ww_table_free(&table);
    ww_context_close(&mf.context);
    if (publish_treatment(&mf))
        table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        int people = 0; /* of those who had left, 40 came back */
        for (int who = 0; who < 260; who += 3)
            people += who >= 50 || who < 40;
        mf_check_number(table, "opiate", "in_treatment", people);
        mf_check_number(table, "opiate", "in_treatment_pct", 100.0 * people / 1500);
        mf_check_mark(table, "crack", "in_treatment", WW_MARK_NOT_AVAILABLE);
    }
    ww_table_free(&table);
    mf_close(&mf);
}
