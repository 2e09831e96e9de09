// SPDX-License-Identifier: Apache-2.0
/* concentration against plain sorting and adding over made-up records. */
#include "ww_test.h"

#include "measure_fixture.h"

static const char SPAN[] = "2015-07..2017-06", NOW[] = "2016-07..2017-06";

static void count_areas(const struct mf_world *world, int64_t counts[6], int64_t *total)
{
    *total = 0;
    for (int i = 0; i < 6; i++)
        counts[i] = 0;
    for (size_t i = 0; i < world->n; i++)
        if (mf_counts_in(&world->records[i], mf_period(NOW))) {
            counts[mf_area_of(&world->records[i])]++;
            ++*total;
        }
}

/* Largest first, by exchanging. */
static void sort_down(int64_t *counts, int n)
{
    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++)
            if (counts[j] > counts[i]) {
                int64_t keep = counts[i];
                counts[i] = counts[j];
                counts[j] = keep;
            }
}

static int fewest(const int64_t *sorted, int n, int64_t total, double share)
{
    int64_t sum = 0;
    for (int k = 0; k < n; k++) {
        sum += sorted[k];
        if ((double)sum >= share * (double)total)
            return k + 1;
    }
    return n;
}

WW_TEST(areas_in_falling_order)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 4000))
        return;
    int64_t counts[6], total, running = 0;
    count_areas(&world, counts, &total);
    struct ww_question question = mf_question("concentration", NOW);
    question.top = 2;
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (!table)
        return;
    CHECK_STR(table->rows[0].id, "E01000001"); /* made the busiest */
    for (int i = 0; i < 6; i++)
        mf_check_number(table, mf_areas[i], "count", (double)counts[i]);
    sort_down(counts, 6);
    for (int k = 0; k < 6; k++) {
        const char *id = table->rows[k].id;
        running += counts[k];
        mf_check_number(table, id, "count", (double)counts[k]);
        mf_check_number(table, id, "share_pct", 100.0 * (double)counts[k] / (double)total);
        mf_check_number(table, id, "cumulative_pct", 100.0 * (double)running / (double)total);
        mf_check_number(table, id, "areas_pct", 100.0 * (k + 1) / 6);
        mf_check_number(table, id, "effect_pct", 3.0 * (double)running / (double)total);
    }
    mf_check_number(table, "top", "count", (double)(counts[0] + counts[1]));
    mf_check_number(table, "top", "areas", 2);
    mf_check_number(table, "quarter", "areas", fewest(counts, 6, total, 0.25));
    mf_check_number(table, "third", "areas", fewest(counts, 6, total, 0.333));
    mf_check_number(table, "half", "areas", fewest(counts, 6, total, 0.5));
    int quiet = 0;
    for (int k = 0; k < 6; k++)
        quiet += counts[k] < 365;
    mf_check_number(table, "under-one-a-day", "areas", quiet);
    mf_check_number(table, "total", "count", (double)total);
    double gini = 0; /* half the mean difference between two areas, over the mean */
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 6; j++)
            gini += fabs((double)(counts[i] - counts[j]));
    mf_check_number(table, "total", "gini", gini / 36 / (2 * (double)total / 6));
    ww_table_free(&table);

    question.by = "ward";
    question.top = 0;
    table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        CHECK_INT(table->n_rows, 3 + 6);
        mf_check_number(table, "top", "areas", 3); /* 4 asked for, 3 there */
        mf_check_number(table, "top", "share_pct", 100);
    }
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

static const struct mf_source few = {
    "crimes",         "recorded-crime", WW_SHAPE_EVENTS, 1,     MF_FROM | MF_CATEGORY | MF_AREA,
    WW_KIND_DATETIME, "lsoa11",         "crime-records", {0, 0}};

/* Two records in two areas: a tie, fewer crimes than areas, areas with nothing. */
WW_TEST(ties_and_few_records)
{
    struct mf mf;
    struct mf_source source = few;
    source.period = mf_period(SPAN);
    const struct mf_record records[] = {
        {.from = mf_second(2017, 1, 1, 0, 0), .category = mf_categories[4], .area = "E01000003"},
        {.from = mf_second(2017, 1, 1, 0, 0), .category = mf_categories[4], .area = "E01000002"},
    };
    if (!mf_open(&mf) || !mf_publish(&mf, &source, records, 2))
        return;
    struct ww_question question = mf_question("concentration", NOW);
    question.top = 1;
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        CHECK_STR(table->rows[0].id, "E01000002"); /* by code */
        CHECK(mf_has_note(table, "1 more areas have just as many"));
        mf_check_number(table, "under-one-a-day", "areas", 6);
        mf_check_number(table, "half", "areas", 1);
        mf_check_number(table, "total", "gini", 0); /* two crimes could not be spread more evenly */
    }
    ww_table_free(&table);
    question.n_where = 1;
    question.where[0] = (struct ww_condition){"category", "burglary"};
    table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_mark(table, "E01000002", "share_pct", WW_MARK_NOT_APPLICABLE);
        mf_check_mark(table, "total", "gini", WW_MARK_NOT_APPLICABLE);
        CHECK_INT(table->n_findings, 0);
    }
    ww_table_free(&table);
    question.by = "no-such-level";
    mf_ask(&mf, &question, WW_E_NOT_FOUND) ? CHECK(false) : CHECK(true);
    mf_close(&mf);
}

/* Publishes so many records of each area and asks. */
static struct ww_table *ask_of_counts(struct mf *mf, const int counts[6])
{
    static struct mf_record records[2000];
    struct mf_source source = few;
    size_t n = 0;
    source.period = mf_period(SPAN);
    for (int area = 0; area < 6; area++)
        for (int i = 0; i < counts[area]; i++)
            records[n++] = (struct mf_record){
                .from = mf_second(2017, 1, 1, 0, 0), .category = mf_categories[4], .area = mf_areas[area]};
    if (!mf_open(mf) || !mf_publish(mf, &source, records, n))
        return NULL;
    struct ww_question question = mf_question("concentration", NOW);
    return mf_ask(mf, &question, WW_OK);
}

WW_TEST(a_quarter_a_third_and_half)
{
    static const struct {
        int counts[6], quarter, third, half;
    } cases[] = {{{3, 2, 2, 3, 0, 0}, 1, 2, 2}, {{2, 2, 0, 2, 2, 2}, 2, 2, 3}};
    for (size_t i = 0; i < 2; i++) {
        struct mf mf;
        struct ww_table *table = ask_of_counts(&mf, cases[i].counts);
        if (table) {
            mf_check_number(table, "quarter", "areas", cases[i].quarter);
            mf_check_number(table, "third", "areas", cases[i].third);
            mf_check_number(table, "half", "areas", cases[i].half);
        }
        ww_table_free(&table);
        mf_close(&mf);
    }
}

/* 365 in a year are one a day. */
WW_TEST(one_a_day_is_not_under_one_a_day)
{
    static const int counts[6] = {365, 364, 366, 0, 0, 0};
    struct mf mf;
    struct ww_table *table = ask_of_counts(&mf, counts);
    if (table) {
        mf_check_number(table, "under-one-a-day", "areas", 4);
        mf_check_number(table, "under-one-a-day", "count", 364);
    }
    ww_table_free(&table);
    mf_close(&mf);
}

WW_TEST(a_source_of_whole_boroughs_cannot_answer)
{
    struct mf mf;
    struct mf_source source = few;
    source.period = mf_period(SPAN);
    source.area_level = "borough";
    const struct mf_record record = {
        .from = mf_second(2017, 1, 1, 0, 0), .category = mf_categories[4], .area = "Here"};
    if (!mf_open(&mf) || !mf_publish(&mf, &source, &record, 1))
        return;
    struct ww_question question = mf_question("concentration", NOW);
    mf_ask(&mf, &question, WW_E_NOT_FOUND);
    CHECK(strstr(mf.err.message, "areas smaller than the partnership's") != NULL);
    mf_close(&mf);
}
