// SPDX-License-Identifier: Apache-2.0
/* sources-by-area and agreement against counts written down by hand. */
#include "ww_test.h"

#include "measure_fixture.h"

static const char NOW[] = "2016-07..2017-06";
static const char *const wards[3] = {"E05000001", "E05000002", "E05000003"};

/* A source of events by ward: so many in each of ours, and 5 outside. */
static bool publish(struct mf *mf, const char *name, const char *subject, const int counts[3])
{
    struct mf_record records[400];
    struct mf_source source = {name,   subject, WW_SHAPE_EVENTS, 1, MF_FROM | MF_AREA, WW_KIND_DATE,
                               "ward", "",      {0, 0}};
    size_t n = 0;
    for (int w = 0; w < 3; w++)
        for (int i = 0; i < counts[w]; i++)
            records[n++] = (struct mf_record){.from = mf_day(2017, 1, 1 + i % 28), .area = wards[w]};
    for (int i = 0; i < 5; i++)
        records[n++] = (struct mf_record){.from = mf_day(2017, 1, 1), .area = "E05000009"};
    source.period = mf_period(NOW);
    return mf_publish(mf, &source, records, n);
}

static bool publish_four(struct mf *mf)
{
    static const int crimes[3] = {100, 60, 40}, fires[3] = {50, 30, 0}, calls[3] = {10, 20, 70},
                     rare[3] = {5, 5, 5};
    return publish(mf, "crimes", "recorded-crime", crimes) &&
           publish(mf, "crimes-again", "recorded-crime", calls) && publish(mf, "fires", "fire", fires) &&
           publish(mf, "searches", "stop-and-search", calls) && publish(mf, "rare", "asb", rare);
}

WW_TEST(the_same_areas_in_every_source)
{
    struct mf mf;
    if (!mf_open(&mf) || !publish_four(&mf))
        return;
    struct ww_question question = mf_question("sources-by-area", NOW);
    question.source = "crimes";
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_number(table, "crimes", "count", 200);
        mf_check_number(table, "crimes/E05000002", "count", 60);
        mf_check_number(table, "crimes/E05000002", "share_pct", 30);
        mf_check_number(table, "crimes/E05000002", "rank", 2);
        mf_check_number(table, "searches/E05000003", "rank", 1);
        mf_check_number(table, "fires/E05000003", "count", 0);
        /* Of three areas all are among the first three, but those without a record. */
        mf_check_number(table, wards[0], "first_three", 3);
        mf_check_number(table, wards[2], "first_three", 2);
        mf_check_number(table, wards[0], "mean_rank", 5.0 / 3);
        mf_check_number(table, wards[2], "mean_rank", 7.0 / 3);
        CHECK_INT(table->n_rows, 3 + 3 * 4);
        CHECK(mf_has_note(table, "fewer than 20 records"));
        CHECK(ww_table_find_row(table, "crimes-again") == WW_NO_INDEX); /* the same crimes again */
    }
    ww_table_free(&table);
    question.top = 1;
    table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        CHECK_INT(table->n_rows, 3 + 3 * 2);
        mf_check_number(table, "searches/E05000003", "share_pct", 70);
    }
    ww_table_free(&table);
    mf_close(&mf);
}

WW_TEST(whether_sources_agree)
{
    struct mf mf;
    if (!mf_open(&mf) || !publish_four(&mf))
        return;
    struct ww_question question = mf_question("agreement", NOW);
    question.source = "crimes";
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        CHECK_INT(table->n_rows, 3);
        mf_check_number(table, "crimes/fires", "rho", 1);
        mf_check_mark(table, "crimes/fires", "rho_low", WW_MARK_NOT_APPLICABLE); /* three areas */
        mf_check_number(table, "crimes/searches", "rho", -1);
        mf_check_number(table, "crimes/fires", "same_three", 2); /* in Cedar there was no fire */
        mf_check_number(table, "crimes/fires", "expected_three", 2);
        mf_check_number(table, "crimes/fires", "p_three", 1);
        mf_check_number(table, "crimes/fires", "same_tenth", 1); /* a tenth of three is one */
        mf_check_number(table, "crimes/fires", "expected_tenth", 1.0 / 3);
        mf_check_number(table, "crimes/fires", "p_tenth", 1.0 / 3);
        mf_check_number(table, "crimes/searches", "same_tenth", 0);
        mf_check_number(table, "crimes/searches", "p_tenth", 1);
    }
    ww_table_free(&table);
    mf_close(&mf);
}

WW_TEST(one_source_alone)
{
    static const int crimes[3] = {100, 60, 40};
    struct mf mf;
    if (!mf_open(&mf) || !publish(&mf, "crimes", "recorded-crime", crimes))
        return;
    struct ww_question question = mf_question("agreement", NOW);
    mf_ask(&mf, &question, WW_E_NOT_FOUND);
    CHECK(strstr(mf.err.message, "only crimes covers") != NULL);
    question.measure = "sources-by-area";
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        CHECK(mf_has_note(table, "Only one source"));
        CHECK_INT(table->n_findings, 0);
    }
    ww_table_free(&table);
    mf_close(&mf);
}
