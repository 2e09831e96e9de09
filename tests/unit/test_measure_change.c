// SPDX-License-Identifier: Apache-2.0
/* change and volume against plain loops over made-up records. */
#include "ww_test.h"

#include "measure_fixture.h"
#include "stats/etest.h"

static const char SPAN[] = "2014-07..2018-06";
static const char NOW[] = "2015-07..2016-06", THEN[] = "2014-07..2015-06"; /* 366 days against 365 */

static void check_row(const struct mf *mf, const struct mf_world *world, const struct ww_table *table,
                      const char *row)
{
    int64_t then = mf_count(mf, world, mf_period(THEN), row), now = mf_count(mf, world, mf_period(NOW), row);
    mf_check_number(table, row, "count_then", (double)then);
    mf_check_number(table, row, "count_now", (double)now);
    mf_check_number(table, row, "difference", (double)(now - then));
    if (then < 20)
        mf_check_mark(table, row, "change_pct", WW_MARK_LOW_BASE);
    else
        mf_check_number(table, row, "change_pct", (double)(now - then) * 100 / (double)then);
    if (then > 0)
        mf_check_number(table, row, "ratio", (double)now / 366 / ((double)then / 365));
    else
        mf_check_mark(table, row, "ratio", WW_MARK_NOT_APPLICABLE);
    double p = -1;
    const struct ww_etest test = {.count1 = now, .count2 = then, .days1 = 366, .days2 = 365};
    CHECK(ww_etest_p(&test, &p));
    mf_check_number(table, row, "p_value", p);
}

WW_TEST(change_by_category)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 3000))
        return;
    struct ww_question question = mf_question("change", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    for (size_t i = 0; table && i < table->n_rows; i++)
        check_row(&mf, &world, table, table->rows[i].id);
    if (table) {
        mf_check_rows(&mf, &world, mf_period(NOW), mf_period(THEN), table);
        CHECK_STR(table->rows[table->n_rows - 1].id, "total");
        CHECK_INT(table->provenance.n_extracts, 1);
        CHECK_INT(table->provenance.extracts[0].rows_used,
                  mf_count(&mf, &world, mf_period(NOW), "total") +
                      mf_count(&mf, &world, mf_period(THEN), "total"));
    }
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

static int64_t count_area(const struct mf_world *world, struct ww_period period, int first, int last)
{
    int64_t count = 0;
    for (size_t i = 0; i < world->n; i++)
        count += mf_counts_in(&world->records[i], period) && mf_area_of(&world->records[i]) >= first &&
                 mf_area_of(&world->records[i]) <= last;
    return count;
}

WW_TEST(change_by_other_things)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 3000))
        return;
    struct ww_question question = mf_question("change", NOW);
    question.by = "ward";
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        CHECK_INT(table->n_rows, 4);
        mf_check_number(table, "E05000002", "count_now", (double)count_area(&world, mf_period(NOW), 2, 3));
    }
    ww_table_free(&table);

    question.by = "extra";
    table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        int64_t red = 0, any = 0;
        for (size_t i = 0; i < world.n; i++) {
            bool in = mf_counts_in(&world.records[i], mf_period(NOW)) && world.records[i].extra;
            red += in && strcmp(world.records[i].extra, "red") == 0;
            any += in;
        }
        CHECK_INT(table->n_rows, 5);
        CHECK(ww_table_find_row(table, "value/total") != WW_NO_INDEX); /* a text, and not the total */
        mf_check_number(table, "value/red", "count_now", (double)red);
        mf_check_number(table, "total", "count_now", (double)any);
        CHECK(mf_has_note(table, "could not be given a place"));
    }
    ww_table_free(&table);

    question.by = NULL;
    question.area = "E05000003";
    question.n_where = 1;
    question.where[0] = (struct ww_condition){"category", "robbery"};
    table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        int64_t robberies = 0;
        for (size_t i = 0; i < world.n; i++)
            robberies += mf_counts_in(&world.records[i], mf_period(NOW)) &&
                         mf_area_of(&world.records[i]) >= 4 && mf_in_row(&mf, &world.records[i], "robbery");
        mf_check_number(table, "total", "count_now", (double)robberies);
    }
    ww_table_free(&table);
    question.where[0] = (struct ww_condition){"extra", "green"};
    table = mf_ask(&mf, &question, WW_OK);
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

WW_TEST(change_refuses)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 100))
        return;
    struct ww_question question = mf_question("change", "2018-07..2019-06");
    mf_ask(&mf, &question, WW_E_NOT_FOUND);
    CHECK(strstr(mf.err.message, "does not cover the whole period") != NULL);
    question = mf_question("change", NOW);
    question.top = 3;
    mf_ask(&mf, &question, WW_E_USAGE);
    CHECK(strstr(mf.err.message, "takes no --top") != NULL);
    question = mf_question("volume", NOW);
    question.by = "ward";
    mf_ask(&mf, &question, WW_E_USAGE);
    question = mf_question("change", NOW);
    question.area = "E05999999";
    mf_ask(&mf, &question, WW_E_USAGE);
    question.area = NULL;
    question.source = "no-such-source";
    mf_ask(&mf, &question, WW_E_NOT_FOUND);
    CHECK(strstr(mf.err.message, "no-such-source") != NULL);
    mf_free_world(&world);
    mf_close(&mf);
}

WW_TEST(nothing_recorded_is_a_table_too)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 100))
        return;
    struct ww_question question = mf_question("change", NOW);
    question.n_where = 1;
    question.where[0] = (struct ww_condition){"category", "other-notifiable-offences/going-equipped"};
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        CHECK_INT(table->n_rows, 1);
        mf_check_number(table, "total", "count_now", 0);
        mf_check_mark(table, "total", "p_value", WW_MARK_NOT_APPLICABLE);
        mf_check_mark(table, "total", "change_pct", WW_MARK_LOW_BASE);
    }
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

/* --- volume ---------------------------------------------------------------------------------------- */

WW_TEST(volume_by_month)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 3000))
        return;
    struct ww_question question = mf_question("volume", "2016-07..2017-06");
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    for (int m = 0; table && m < 36; m++) {
        int32_t month = ww_month_of_day(mf_day(2014, 7, 1)) + m;
        struct ww_period one = {ww_month_first_day(month), ww_month_first_day(month + 1)};
        struct ww_period year = {ww_month_first_day(month - 11), one.end_day};
        char id[12];
        ww_month_print_iso(month, id);
        double count = (double)mf_count(&mf, &world, one, "total");
        mf_check_number(table, id, "count", count);
        mf_check_number(table, id, "per_day", count / (one.end_day - one.first_day));
        if (m < 11)
            mf_check_mark(table, id, "moving_per_day", WW_MARK_NOT_AVAILABLE);
        else
            mf_check_number(table, id, "moving_per_day",
                            (double)mf_count(&mf, &world, year, "total") / (year.end_day - year.first_day));
    }
    if (table) {
        CHECK_INT(table->n_rows, 36 + 3);
        mf_check_number(table, "2016-02", "days", 29);
        mf_check_number(table, "period-before", "days", 366);
        mf_check_number(table, "period-before", "per_day",
                        (double)mf_count(&mf, &world, mf_period(NOW), "total") / 366);
        mf_check_number(table, "two-periods-before", "count",
                        (double)mf_count(&mf, &world, mf_period(THEN), "total"));
    }
    ww_table_free(&table);
    question = mf_question("volume", "2016-07");
    table = mf_ask(&mf, &question, WW_OK);
    if (table)
        CHECK_INT(table->n_findings, 1); /* of one month no peak is named */
    ww_table_free(&table);
    question = mf_question("volume", "2016-07-15..2017-06");
    mf_ask(&mf, &question, WW_E_USAGE);
    mf_free_world(&world);
    mf_close(&mf);
}

/* A period longer than the years that are shown otherwise, with a peak at its beginning. */
WW_TEST(volume_of_a_long_period)
{
    struct mf mf;
    struct mf_record records[3];
    const struct mf_source source = {"crimes", "recorded-crime",      WW_SHAPE_EVENTS,
                                     1,        MF_FROM | MF_CATEGORY, WW_KIND_MONTH,
                                     "",       "crime-records",       mf_period("2000-01..2011-12")};
    for (int i = 0; i < 3; i++)
        records[i] = (struct mf_record){.from = mf_day(i < 2 ? 2002 : 2011, 1, 1),
                                        .category = mf_categories[4]};
    if (!mf_open(&mf) || !mf_publish(&mf, &source, records, 3))
        return;
    struct ww_question question = mf_question("volume", "2002-01..2011-12");
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        CHECK_INT(table->n_rows, 120 + 1);
        mf_check_number(table, "this-period", "count", 3);
        mf_check_number(table, "2002-01", "per_day", 2.0 / 31);
    }
    ww_table_free(&table);
    mf_close(&mf);
}
