// SPDX-License-Identifier: Apache-2.0
/* ranks of a series of counts, against figures worked out by hand. */
#include "ww_test.h"

#include "measure_fixture.h"

static const char SPAN[] = "2015-07..2017-06", NOW[] = "2016-07..2017-06";

/* A year's count of robberies in a borough: half in August, half in March. */
static size_t add(struct mf_record *records, size_t n, const char *borough, int then, int now)
{
    for (int half = 0; half < 2; half++) {
        records[n++] = (struct mf_record){.from = half ? mf_day(2015, 8, 1) : mf_day(2016, 3, 1),
                                          .area = borough,
                                          .category = "Robbery / Personal Property",
                                          .value = then / 2};
        records[n++] = (struct mf_record){.from = half ? mf_day(2016, 8, 1) : mf_day(2017, 3, 1),
                                          .area = borough,
                                          .category = "Robbery / Personal Property",
                                          .value = now / 2};
    }
    return n;
}

static bool publish(struct mf *mf)
{
    struct mf_record records[32];
    struct mf_source source = {
        "by-borough",  "recorded-crime", WW_SHAPE_SERIES, 1,     MF_FROM | MF_CATEGORY | MF_AREA | MF_VALUE,
        WW_KIND_MONTH, "borough",        "crime-records", {0, 0}};
    size_t n = 0;
    source.period = mf_period(SPAN);
    n = add(records, n, "Here", 1000, 1200);
    n = add(records, n, "There", 2000, 1800);
    n = add(records, n, "Yonder", 400, 480);
    n = add(records, n, "Beyond", 800, 1200);
    n = add(records, n, "Airport", 10, 4000);
    return mf_publish(mf, &source, records, n);
}

WW_TEST(ranks_and_quartiles_of_a_series)
{
    struct mf mf;
    if (!mf_open(&mf))
        return;
    mf_add_area(&mf, "borough", "E09000002", "Yonder", "", "");
    mf_add_area(&mf, "borough", "E09000003", "Beyond", "", "");
    if (!publish(&mf))
        return;
    struct ww_question question = mf_question("ranks", NOW);
    question.subject = "recorded-crime";
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_number(table, "robbery", "value_then", 1000);
        mf_check_number(table, "robbery", "value_now", 1200);
        mf_check_number(table, "robbery", "rank", 2); /* equal with Beyond; the airport is no borough */
        mf_check_number(table, "robbery", "areas", 4);
        mf_check_number(table, "robbery", "quartile_1", 840); /* of 480, 1200, 1800 */
        mf_check_number(table, "robbery", "median", 1200);
        mf_check_number(table, "robbery", "quartile_3", 1500);
        mf_check_number(table, "robbery", "change_pct", 20);
        mf_check_number(table, "robbery", "peers_change_pct", 20); /* of -10, 20, 50 */
        mf_check_number(table, "robbery", "rank_change", 2);
        CHECK(mf_has_note(table, "Airport"));
        const struct ww_cell *p = ww_table_cell(table, "total", "p_value");
        CHECK(p && p->present && p->number > 0.01 && p->number < 0.03); /* the peers: 3200, 3480; z = 2.3 */
    }
    ww_table_free(&table);
    mf_close(&mf);
}

/* Nothing is known of the boroughs: every text of the series is taken for one. */
WW_TEST(no_series_of_ours)
{
    struct mf mf;
    struct mf_record records[8];
    struct mf_source source = {
        "by-borough",  "recorded-crime", WW_SHAPE_SERIES, 1,     MF_FROM | MF_CATEGORY | MF_AREA | MF_VALUE,
        WW_KIND_MONTH, "borough",        "crime-records", {0, 0}};
    source.period = mf_period(SPAN);
    size_t n = add(records, 0, "There", 10, 20);
    if (!mf_open(&mf) || !mf_publish(&mf, &source, records, n))
        return;
    struct ww_question question = mf_question("ranks", NOW);
    question.subject = "recorded-crime";
    struct ww_table *table = NULL;
    CHECK(!ww_context_open(mf.workspace, mf.areas, mf.categories, 1, &mf.context, &mf.err));
    CHECK_RC(ww_measure_answer(mf.context, &question, &table, &mf.err), WW_E_NOT_FOUND);
    CHECK(strstr(mf.err.message, "no figures of E09000033") != NULL);
    mf_close(&mf);
}
