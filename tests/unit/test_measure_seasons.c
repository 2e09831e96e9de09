// SPDX-License-Identifier: Apache-2.0
/* seasons against plain loops over made-up records. */
#include "ww_test.h"

#include "measure_fixture.h"

static int64_t count_month(const struct mf *mf, const struct mf_world *world, int year, int month)
{
    struct ww_period p = {mf_day(year, month, 1), mf_day(year, month, ww_days_in_month(year, month)) + 1};
    return mf_count(mf, world, p, "total");
}

/* The index of a calendar month over the years (July to June) that begin in first..last. */
static double naive_index(const struct mf *mf, const struct mf_world *world, int first, int last, int month)
{
    double sum = 0;
    for (int y = first; y <= last; y++) {
        double year = 0, days = 0, per_day = 0;
        for (int i = 0; i < 12; i++) {
            int m = (6 + i) % 12 + 1, of = m >= 7 ? y : y + 1;
            double count = (double)count_month(mf, world, of, m);
            year += count;
            days += ww_days_in_month(of, m);
            if (m == month)
                per_day = count / ww_days_in_month(of, m);
        }
        sum += 100 * per_day / (year / days);
    }
    return sum / (last - first + 1);
}

static void check_months(const struct mf *mf, const struct mf_world *world, const struct ww_table *table,
                         int first, int last)
{
    for (int m = 1; m <= 12; m++) {
        char id[16];
        snprintf(id, sizeof id, "%s", ww_month_names[m - 1]);
        id[0] = (char)(id[0] - 'A' + 'a');
        double count = 0, days = 0, lowest = 1e9, highest = 0;
        for (int y = first; y <= last; y++) {
            int of = m >= 7 ? y : y + 1;
            double here = (double)count_month(mf, world, of, m), per_day = here / ww_days_in_month(of, m);
            count += here;
            days += ww_days_in_month(of, m);
            lowest = per_day < lowest ? per_day : lowest;
            highest = per_day > highest ? per_day : highest;
        }
        mf_check_number(table, id, "count", count);
        mf_check_number(table, id, "days", days);
        mf_check_number(table, id, "per_day", count / days);
        mf_check_number(table, id, "lowest_per_day", lowest);
        mf_check_number(table, id, "highest_per_day", highest);
        mf_check_number(table, id, "season_index", naive_index(mf, world, first, last, m));
    }
}

WW_TEST(seasons_of_the_whole_years_held)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, "2013-01..2016-12", 4000)) /* a leap year is in it */
        return;
    struct ww_question question = mf_question("seasons", "2015-07..2016-06");
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        check_months(&mf, &world, table, 2013, 2015);
        mf_check_number(table, "total", "days", 365 + 365 + 366);
        mf_check_number(table, "total", "season_index", 100);
        CHECK(mf_has_note(table, "mean of 3 whole years"));
    }
    ww_table_free(&table);
    question = mf_question("seasons", "2013-01..2013-06");
    mf_ask(&mf, &question, WW_E_NOT_FOUND) ? CHECK(false) : CHECK(true);
    CHECK(strstr(mf.err.message, "twelve months") != NULL);
    mf_free_world(&world);
    mf_close(&mf);
}

WW_TEST(at_most_five_years)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, "2010-07..2018-06", 3000))
        return;
    struct ww_question question = mf_question("seasons", "2017-07..2018-06");
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table)
        check_months(&mf, &world, table, 2013, 2017);
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}
