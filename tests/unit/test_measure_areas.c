// SPDX-License-Identifier: Apache-2.0
/* areas against plain loops over made-up records. */
#include "ww_test.h"

#include "measure_fixture.h"

static const char SPAN[] = "2015-07..2017-06", NOW[] = "2016-07..2017-06", THEN[] = "2015-07..2016-06";
static const char *const wards[3] = {"E05000001", "E05000002", "E05000003"};

static int64_t count_ward(const struct mf_world *world, const char *period, int ward)
{
    int64_t count = 0;
    for (size_t i = 0; i < world->n; i++)
        count += mf_counts_in(&world->records[i], mf_period(period)) &&
                 mf_area_of(&world->records[i]) / 2 == ward;
    return count;
}

static int rank_of(const int64_t counts[3], int ward)
{
    int rank = 1;
    for (int i = 0; i < 3; i++)
        rank += counts[i] > counts[ward];
    return rank;
}

static void check_counts(const struct mf_world *world, const struct ww_table *table,
                         const int64_t residents[3])
{
    int64_t now[3], then[3], all = 0;
    for (int w = 0; w < 3; w++) {
        now[w] = count_ward(world, NOW, w);
        then[w] = count_ward(world, THEN, w);
        all += now[w];
    }
    for (int w = 0; w < 3; w++) {
        mf_check_number(table, wards[w], "count_now", (double)now[w]);
        mf_check_number(table, wards[w], "count_then", (double)then[w]);
        mf_check_number(table, wards[w], "share_pct", 100.0 * (double)now[w] / (double)all);
        mf_check_number(table, wards[w], "change_pct", 100.0 * (double)(now[w] - then[w]) / (double)then[w]);
        mf_check_number(table, wards[w], "rank_now", rank_of(now, w));
        mf_check_number(table, wards[w], "rank_then", rank_of(then, w));
        if (residents && residents[w])
            mf_check_number(table, wards[w], "rate_per_1000", 1000.0 * (double)now[w] / (double)residents[w]);
        else
            mf_check_mark(table, wards[w], "rate_per_1000", WW_MARK_NOT_AVAILABLE);
    }
    mf_check_number(table, "total", "count_now", (double)all);
    CHECK_INT(table->n_rows, 4);
}

WW_TEST(wards_without_and_with_residents)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 3000))
        return;
    struct ww_question question = mf_question("areas", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        check_counts(&world, table, NULL);
        CHECK(mf_has_note(table, "no rates can be given"));
        CHECK(mf_has_note(table, "could not be given a place") == false);
    }
    ww_table_free(&table);
    ww_context_close(&mf.context);

    /* By age: several rows an area; an area outside; the third ward has no residents known. */
    const struct mf_record people[] = {
        {.area = "E01000000", .value = 900},  {.area = "E01000000", .value = 1100},
        {.area = "E01000001", .value = 500},  {.area = "E01000002", .value = 7},
        {.area = "E01000003", .value = 4000}, {.area = "E01000006", .value = 9999},
    };
    const int64_t residents[3] = {2500, 4007, 0};
    const struct mf_source population = {
        "population", "population", WW_SHAPE_REFERENCE, 50, MF_AREA | MF_VALUE, WW_KIND_DATE, "lsoa11",
        "",           {0, 0}};
    mf_publish(&mf, &population, people, 6);
    table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        check_counts(&world, table, residents);
        mf_check_number(table, "total", "residents", 6507);
        CHECK(mf_has_note(table, "per 1,000 residents of population"));
    }
    ww_table_free(&table);

    question.n_where = 1; /* a condition on crime is none on residents */
    question.where[0] = (struct ww_condition){"category", "violence-against-the-person/murder"};
    question.by = "lsoa11";
    table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_number(table, "E01000000", "residents", 2000);
        CHECK_INT(table->n_rows, 7);
    }
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

/* A population that comes in a named edition only, such as by single years of age, is used; of two editions the ordinary
 * one is. */
WW_TEST(residents_of_the_only_edition_there_is)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 500))
        return;
    const struct mf_record people[] = {{.area = "E01000000", .value = 900},
                                       {.area = "E01000001", .value = 1100}};
    const struct mf_source population = {
        "population", "population", WW_SHAPE_REFERENCE, 50, MF_AREA | MF_VALUE, WW_KIND_DATE, "lsoa11",
        "",           {0, 0}};
    mf.vintage = "single-years";
    mf_publish(&mf, &population, people, 2);
    struct ww_question question = mf_question("areas", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table)
        mf_check_number(table, "total", "residents", 2000);
    ww_table_free(&table);
    ww_context_close(&mf.context);
    mf.vintage = NULL;
    mf_publish(&mf, &population, people, 1);
    table = mf_ask(&mf, &question, WW_OK);
    if (table)
        mf_check_number(table, "total", "residents", 900);
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

/* Few records: no percentage, no rate; equals share a rank. */
WW_TEST(few_records)
{
    struct mf mf;
    struct mf_record records[41];
    const struct mf_record people[] = {{.area = "E01000000", .value = 100},
                                       {.area = "E01000002", .value = 100}};
    struct mf_source source = {
        "crimes",      "recorded-crime", WW_SHAPE_EVENTS, 1,     MF_FROM | MF_CATEGORY | MF_AREA,
        WW_KIND_MONTH, "ward",           "crime-records", {0, 0}};
    const struct mf_source population = {
        "population", "population", WW_SHAPE_REFERENCE, 50, MF_AREA | MF_VALUE, WW_KIND_DATE, "lsoa11",
        "",           {0, 0}};
    source.period = mf_period(SPAN);
    for (int i = 0; i < 41; i++) /* 20 in ward A, 1 in ward B, 20 in ward C the year before */
        records[i] = (struct mf_record){.from = i < 21 ? mf_day(2017, 1, 1) : mf_day(2016, 1, 1),
                                        .category = mf_categories[4],
                                        .area = wards[i < 20    ? 0
                                                      : i == 20 ? 1
                                                                : 2]};
    if (!mf_open(&mf) || !mf_publish(&mf, &source, records, 41) || !mf_publish(&mf, &population, people, 2))
        return;
    struct ww_question question = mf_question("areas", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_number(table, "E05000001", "rate_per_1000", 200);
        mf_check_mark(table, "E05000002", "rate_per_1000", WW_MARK_LOW_BASE);
        mf_check_mark(table, "E05000001", "change_pct", WW_MARK_LOW_BASE);
        mf_check_number(table, "E05000003", "rank_now", 3);
        mf_check_number(table, "E05000003", "rank_then", 1);
        mf_check_number(table, "E05000001", "rank_then", 2); /* two with nothing share the second rank */
        mf_check_number(table, "E05000002", "rank_then", 2);
        mf_check_number(table, "E05000003", "change_pct", -100); /* 20 are enough */
    }
    ww_table_free(&table);
    mf_close(&mf);
}
