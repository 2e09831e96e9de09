// SPDX-License-Identifier: Apache-2.0
/* rates against plain loops over made-up records. */
#include "ww_test.h"

#include "people_fixture.h"
#include "stats/rates.h"

static const char SPAN[] = "2015-07..2017-06", NOW[] = "2016-07..2017-06";
static const char *const wards[3] = {"E05000001", "E05000002", "E05000003"};

static int64_t count_ward(const struct mf_world *world, int ward)
{
    int64_t count = 0;
    for (size_t i = 0; i < world->n; i++)
        count += mf_counts_in(&world->records[i], mf_period(NOW)) &&
                 mf_area_of(&world->records[i]) / 2 == ward;
    return count;
}

/* A source of whole numbers by small area; `measures`: two of them in one file, the second to be left alone. */
static void publish(struct mf *mf, const char *subject, const int64_t of[6], bool measures)
{
    struct pf_source s = {
        .name = subject, .subject = subject, .shape = WW_SHAPE_REFERENCE, .n_rows = measures ? 12 : 6};
    const char **area = pf_add(&s, "lsoa", WW_KIND_CATEGORY, WW_ROLE_AREA, "lsoa11");
    const char **count = pf_add(&s, "people", WW_KIND_INTEGER, WW_ROLE_VALUE, NULL);
    const char **measure = measures ? pf_add(&s, "measure", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL) : NULL;
    for (int i = 0; i < 6; i++) {
        area[i] = pf_text("E0100000%d", i);
        count[i] = pf_text("%lld", (long long)of[i]);
        if (measures) {
            area[i + 6] = area[i];
            measure[i] = "Average day";
            measure[i + 6] = "Busiest day";
            count[i + 6] = "999999";
        }
    }
    pf_publish(mf, &s);
    pf_free(&s);
}

static int64_t both(const int64_t of[6], int ward)
{
    size_t first = 2 * (size_t)ward;
    return of[first] + of[first + 1];
}

static void check_rate(const struct ww_table *table, const struct mf_world *world, const int64_t of[6],
                       const char *const columns[4])
{
    double rates[3];
    for (int w = 0; w < 3; w++)
        rates[w] = 1000.0 * (double)count_ward(world, w) / (double)both(of, w);
    for (int w = 0; w < 3; w++) {
        struct ww_interval interval = ww_count_interval(count_ward(world, w), WW_LEVEL_95);
        double per = 1000.0 / (double)both(of, w);
        int rank = 1 + (rates[0] > rates[w]) + (rates[1] > rates[w]) + (rates[2] > rates[w]);
        mf_check_number(table, wards[w], columns[0], rates[w]);
        mf_check_number(table, wards[w], columns[1], interval.low * per);
        mf_check_number(table, wards[w], columns[2], interval.high * per);
        mf_check_number(table, wards[w], columns[3], rank);
    }
}

WW_TEST(rates_side_by_side)
{
    static const int64_t residents[6] = {900, 800, 700, 650, 120, 90},
                         people[6] = {100, 150, 9000, 800, 50, 20};
    static const char *const of_residents[4] = {"rate_residents", "low_residents", "high_residents",
                                                "rank_residents"};
    static const char *const of_people[4] = {"rate_footfall", "low_footfall", "high_footfall",
                                             "rank_footfall"};
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 3000))
        return;
    struct ww_question question = mf_question("rates", NOW);
    mf_ask(&mf, &question, WW_E_NOT_FOUND); /* nothing to divide by */
    ww_context_close(&mf.context);
    publish(&mf, "population", residents, false);
    publish(&mf, "footfall", people, true);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        check_rate(table, &world, residents, of_residents);
        check_rate(table, &world, people, of_people);
        CHECK_INT(ww_table_find_column(table, "rate_households") == WW_NO_INDEX, 1);
        CHECK(mf_has_note(table, "No households by area are at hand"));
        CHECK(mf_has_note(table, "Average day"));
        for (int w = 0; w < 3; w++)
            mf_check_number(table, wards[w], "rank_spread",
                            fabs(ww_table_cell(table, wards[w], "rank_residents")->number -
                                 ww_table_cell(table, wards[w], "rank_footfall")->number));
        mf_check_number(table, "total", "footfall", 10120);
        mf_check_number(table, "total", "rate_residents",
                        1000.0 * ww_table_cell(table, "total", "count")->number / 3260);
    }
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

WW_TEST(too_few_records_and_no_denominator)
{
    static const int64_t residents[6] = {900, 800, 0, 0, 120, 90};
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 3000))
        return;
    publish(&mf, "population", residents, false);
    struct ww_question question = mf_question("rates", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_mark(table, wards[1], "residents", WW_MARK_NOT_AVAILABLE);
        mf_check_mark(table, wards[1], "rate_residents", WW_MARK_NOT_AVAILABLE);
        mf_check_mark(table, wards[1], "rank_residents", WW_MARK_NOT_APPLICABLE);
    }
    ww_table_free(&table);
    question.n_where = 1;
    question.where[0] = (struct ww_condition){"category", "violence-against-the-person/murder"};
    question.period = mf_period("2016-07");
    table = mf_ask(&mf, &question, WW_OK);
    if (table)
        mf_check_mark(table, wards[0], "rate_residents", WW_MARK_LOW_BASE);
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}
