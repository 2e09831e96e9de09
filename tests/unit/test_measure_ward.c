// SPDX-License-Identifier: Apache-2.0
/* ward against plain loops over made-up records, with fires beside the crime. */
#include "ww_test.h"

#include "measure_fixture.h"

static const char SPAN[] = "2015-07..2017-06", NOW[] = "2016-07..2017-06", THEN[] = "2015-07..2016-06";
static const char ALDER[] = "E05000001";
static const double residents[6] = {900, 1100, 500, 700, 4000, 300};

static const struct mf_source fire_source = {
    "fires", "fire", WW_SHAPE_EVENTS, 1, MF_FROM | MF_AREA, WW_KIND_DATE, "ward", "", {0, 0}};
static const struct mf_source population_source = {
    "population", "population", WW_SHAPE_REFERENCE, 50, MF_AREA | MF_VALUE, WW_KIND_DATE, "lsoa11",
    "",           {0, 0}};

/* 30 fires in Alder, 60 in Birch, 10 in Cedar, this year only; 7 where no ward of ours is. */
static bool publish_fires(struct mf *mf)
{
    static const struct {
        const char *ward;
        int n;
    } wards[] = {{"E05000001", 30}, {"E05000002", 60}, {"E05000003", 10}, {"E05000009", 7}};
    struct mf_record records[107];
    struct mf_source source = fire_source;
    size_t n = 0;
    for (size_t w = 0; w < 4; w++)
        for (int i = 0; i < wards[w].n; i++)
            records[n++] = (struct mf_record){.from = mf_day(2017, 1, 1 + i % 28), .area = wards[w].ward};
    source.period = mf_period(NOW);
    return mf_publish(mf, &source, records, n);
}

static bool publish_residents(struct mf *mf)
{
    struct mf_record records[6];
    for (int i = 0; i < 6; i++)
        records[i] = (struct mf_record){.area = mf_areas[i], .value = (int64_t)residents[i]};
    return mf_publish(mf, &population_source, records, 6);
}

struct counts {
    int64_t here, all, larger;
};

/* Records of a kind (NULL = all) in the first ward, in all, and in how many wards there are more. */
static struct counts count(const struct mf *mf, const struct mf_world *world, const char *period,
                           const char *group)
{
    int64_t wards[3] = {0};
    for (size_t i = 0; i < world->n; i++)
        if (mf_counts_in(&world->records[i], mf_period(period)) &&
            (!group || mf_in_row(mf, &world->records[i], group)))
            wards[mf_area_of(&world->records[i]) / 2]++;
    return (struct counts){wards[0], wards[0] + wards[1] + wards[2],
                           (wards[1] > wards[0]) + (wards[2] > wards[0])};
}

static void check_crime(const struct mf *mf, const struct mf_world *world, const struct ww_table *table)
{
    static const char *const groups[] = {"violence-against-the-person", "robbery", "burglary"};
    struct counts now = count(mf, world, NOW, NULL), then = count(mf, world, THEN, NULL);
    mf_check_number(table, "crimes", "count_now", (double)now.here);
    mf_check_number(table, "crimes", "count_then", (double)then.here);
    mf_check_number(table, "crimes", "share_all_pct", 100.0 * (double)now.here / (double)now.all);
    mf_check_number(table, "crimes", "rank_now", (double)(1 + now.larger));
    mf_check_number(table, "crimes", "areas", 3);
    mf_check_number(table, "crimes", "times_residents",
                    (double)now.here / (double)now.all / (2000.0 / 7500.0));
    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++) {
        char id[64];
        snprintf(id, sizeof id, "crimes/%s", groups[g]);
        struct counts of = count(mf, world, NOW, groups[g]);
        mf_check_number(table, id, "count_now", (double)of.here);
        mf_check_number(table, id, "count_then", (double)count(mf, world, THEN, groups[g]).here);
        mf_check_number(table, id, "share_here_pct", 100.0 * (double)of.here / (double)now.here);
        mf_check_number(table, id, "share_all_pct", 100.0 * (double)of.here / (double)of.all);
        mf_check_number(table, id, "rank_now", (double)(1 + of.larger));
    }
}

static int64_t count_area(const struct mf_world *world, const char *period, int area)
{
    int64_t n = 0;
    for (size_t i = 0; i < world->n; i++)
        n += mf_counts_in(&world->records[i], mf_period(period)) && mf_area_of(&world->records[i]) == area;
    return n;
}

static void check_small_areas(const struct mf_world *world, const struct ww_table *table)
{
    int64_t in_ward = count_area(world, NOW, 0) + count_area(world, NOW, 1);
    for (int a = 0; a < 2; a++) {
        int64_t count = count_area(world, NOW, a);
        mf_check_number(table, mf_areas[a], "count_now", (double)count);
        mf_check_number(table, mf_areas[a], "share_here_pct", 100.0 * (double)count / (double)in_ward);
    }
    mf_check_number(table, mf_areas[1], "rank_now", 1); /* the fixture puts a quarter of all there */
    mf_check_number(table, mf_areas[1], "areas", 6);
    CHECK(ww_table_find_row(table, mf_areas[2]) == WW_NO_INDEX); /* of another ward */
}

WW_TEST(profile_of_a_ward)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 3000) || !publish_fires(&mf) ||
        !publish_residents(&mf))
        return;
    struct ww_question question = mf_question("ward", NOW);
    question.area = ALDER;
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        check_crime(&mf, &world, table);
        check_small_areas(&world, table);
        mf_check_number(table, "residents", "count_now", 2000);
        mf_check_number(table, "residents", "share_all_pct", 100.0 * 2000 / 7500);
        mf_check_number(table, "residents", "rank_now", 2);
        mf_check_number(table, "fires", "count_now", 30); /* that of another partnership is not ours */
        mf_check_number(table, "fires", "share_all_pct", 30);
        mf_check_number(table, "fires", "rank_now", 2);
        mf_check_mark(table, "fires", "count_then", WW_MARK_NOT_AVAILABLE);
        mf_check_mark(table, "fires", "change_pct", WW_MARK_NOT_AVAILABLE);
    }
    ww_table_free(&table);
    question.top = 1;
    table = mf_ask(&mf, &question, WW_OK);
    if (table)
        CHECK(ww_table_find_row(table, mf_areas[0]) == WW_NO_INDEX);
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

/* All of a rise in one group; conditions are put to the question's own source alone. */
WW_TEST(part_of_the_change_and_conditions)
{
    struct mf mf;
    struct mf_record records[400];
    struct mf_source source = {
        "crimes",      "recorded-crime", WW_SHAPE_EVENTS, 1,     MF_FROM | MF_CATEGORY | MF_AREA,
        WW_KIND_MONTH, "ward",           "crime-records", {0, 0}};
    source.period = mf_period(SPAN);
    for (int i = 0; i < 400; i++) /* a year ago 100 robberies; now 100 robberies, 150 murders; 50 elsewhere */
        records[i] = (struct mf_record){.from = i < 100 ? mf_day(2015, 8, 1) : mf_day(2016, 8, 1),
                                        .category = mf_categories[i < 200 ? 4 : 0],
                                        .area = i < 350 ? "E05000001" : "E05000002"};
    if (!mf_open(&mf) || !mf_publish(&mf, &source, records, 400) || !publish_fires(&mf))
        return;
    struct ww_question question = mf_question("ward", NOW);
    question.area = ALDER;
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_number(table, "crimes", "difference", 150);
        mf_check_number(table, "crimes/violence-against-the-person", "share_change_pct", 100);
        mf_check_number(table, "crimes/robbery", "share_change_pct", 0);
        CHECK(mf_has_note(table, "No population by area"));
    }
    ww_table_free(&table);
    question.n_where = 1;
    question.where[0] = (struct ww_condition){"category", "robbery"};
    table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_number(table, "crimes", "count_now", 100);
        mf_check_number(table, "fires", "count_now", 30);
    }
    ww_table_free(&table);
    mf_close(&mf);
}

/* Neither an area nor a priority ward; an area that is none of ours. */
WW_TEST(no_area_to_profile)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 500))
        return;
    struct ww_question question = mf_question("ward", NOW);
    mf_ask(&mf, &question, WW_E_USAGE);
    CHECK(strstr(mf.err.message, "--area") != NULL);
    question.area = "E05000009";
    mf_ask(&mf, &question, WW_E_USAGE);
    mf_free_world(&world);
    mf_close(&mf);
}

/* A source that has never recorded anything in the area asked about: 0, with a warning; where it has, none. */
WW_TEST(an_area_that_never_occurs)
{
    struct mf mf;
    struct mf_record records[30];
    struct mf_source source = {
        "crimes",      "recorded-crime", WW_SHAPE_EVENTS, 1,     MF_FROM | MF_CATEGORY | MF_AREA,
        WW_KIND_MONTH, "ward",           "crime-records", {0, 0}};
    source.period = mf_period(SPAN);
    for (int i = 0; i < 30; i++)
        records[i] = (struct mf_record){
            .from = mf_day(2017, 1, 1), .category = mf_categories[4], .area = "E05000001"};
    if (!mf_open(&mf) || !mf_publish(&mf, &source, records, 30))
        return;
    struct ww_question question = mf_question("change", NOW);
    question.area = "E05000002";
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_number(table, "total", "count_now", 0);
        CHECK(mf_has_note(table, "Warning: crimes has no record in E05000002"));
    }
    ww_table_free(&table);
    question.area = "E05000001";
    table = mf_ask(&mf, &question, WW_OK);
    if (table)
        CHECK(!mf_has_note(table, "Warning"));
    ww_table_free(&table);
    mf_close(&mf);
}

/* Who was on a list on the last day of the period, of this ward; of fewer than five nothing is said. */
WW_TEST(people_on_a_list)
{
    struct mf mf;
    struct mf_world world;
    struct mf_record records[40];
    const struct mf_source source = {"families",
                                     "troubled-families",
                                     WW_SHAPE_EPISODES,
                                     1,
                                     MF_FROM | MF_TO | MF_AREA,
                                     WW_KIND_DATE,
                                     "ward",
                                     "",
                                     {0, 0}};
    for (int i = 0; i < 40;
         i++) /* 12 in Alder: 3 have left (1 on the last day), 1 comes later; 4 in Cedar; 24 in Birch */
        records[i] = (struct mf_record){.from = i == 0 ? mf_day(2017, 7, 1) : mf_day(2015, 1, 1 + i % 28),
                                        .has_to = i < 6,
                                        .to = i < 3    ? mf_day(2017, 6, 29)
                                              : i == 3 ? mf_day(2017, 6, 30)
                                                       : mf_day(2017, 7, 1),
                                        .area = i < 12   ? "E05000001"
                                                : i < 16 ? "E05000003"
                                                         : "E05000002"};
    struct mf_source published = source;
    published.period = mf_period("2015-01..2017-07");
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 500) || !mf_publish(&mf, &published, records, 40))
        return;
    struct ww_question question = mf_question("ward", NOW);
    question.area = ALDER;
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_number(table, "families", "count_now", 8);
        mf_check_number(table, "families", "share_all_pct", 100.0 * 8 / 36);
        mf_check_number(table, "families", "rank_now", 2);
    }
    ww_table_free(&table);
    question.area = "E05000003";
    table = mf_ask(&mf, &question, WW_OK);
    if (table)
        mf_check_mark(table, "families", "count_now", WW_MARK_CONFIDENTIAL);
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}
