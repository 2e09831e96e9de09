// SPDX-License-Identifier: Apache-2.0
/* outcomes against plain loops over made-up records. */
#include "ww_test.h"

#include "measure_fixture.h"
#include "stats/rates.h"

static const char SPAN[] = "2015-07..2017-06", NOW[] = "2016-07..2017-06", THEN[] = "2015-07..2016-06";

struct tally {
    int64_t recorded, detected, open;
};

static struct tally tally(const struct mf *mf, const struct mf_world *world, const char *period,
                          const char *row)
{
    struct tally t = {0};
    for (size_t i = 0; i < world->n; i++) {
        const struct mf_record *r = &world->records[i];
        if (!mf_counts_in(r, mf_period(period)) || !mf_in_row(mf, r, row))
            continue;
        t.recorded++;
        t.detected += r->outcome && strcmp(r->outcome, "Sanctioned detection") == 0;
        t.open += !r->outcome || strcmp(r->outcome, "Under investigation") == 0;
    }
    return t;
}

static void check_row(const struct mf *mf, const struct mf_world *world, const struct ww_table *table,
                      const char *row)
{
    struct tally now = tally(mf, world, NOW, row), then = tally(mf, world, THEN, row);
    mf_check_number(table, row, "recorded_now", (double)now.recorded);
    mf_check_number(table, row, "recorded_then", (double)then.recorded);
    mf_check_number(table, row, "detected_now", (double)now.detected);
    mf_check_number(table, row, "detected_then", (double)then.detected);
    mf_check_number(table, row, "open_now", (double)now.open);
    if (now.recorded < 20) {
        mf_check_mark(table, row, "rate_now_pct", WW_MARK_LOW_BASE);
        mf_check_mark(table, row, "rate_now_low", WW_MARK_LOW_BASE);
        mf_check_mark(table, row, "change_points", WW_MARK_LOW_BASE);
        return;
    }
    /* Wilson, as methods notes write it: (2x + z² ∓ z √(z² + 4x(1 − x/n))) / (2(n + z²)) */
    double x = (double)now.detected, n = (double)now.recorded, z = 1.959963984540054;
    double root = z * sqrt(z * z + 4 * x * (1 - x / n)), below = 2 * (n + z * z);
    mf_check_number(table, row, "rate_now_pct", 100 * x / n);
    mf_check_number(table, row, "rate_now_low", 100 * (2 * x + z * z - root) / below);
    mf_check_number(table, row, "rate_now_high", 100 * (2 * x + z * z + root) / below);
    if (then.recorded < 20)
        mf_check_mark(table, row, "change_points", WW_MARK_LOW_BASE);
    else
        mf_check_number(table, row, "change_points",
                        100 * x / n - 100 * (double)then.detected / (double)then.recorded);
}

WW_TEST(outcomes_by_category)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 3000))
        return;
    struct ww_question question = mf_question("outcomes", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    for (size_t i = 0; table && i < table->n_rows; i++)
        check_row(&mf, &world, table, table->rows[i].id);
    if (table) {
        mf_check_rows(&mf, &world, mf_period(NOW), mf_period(THEN), table);
        CHECK(mf_has_note(table, "that the vocabulary does not know"));
        CHECK_STR(table->findings[0].id, "total/detected");
    }
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

/* All detected in one year, none in the other: the words say so. */
WW_TEST(a_change_beyond_chance_is_called_so)
{
    struct mf mf;
    if (!mf_open(&mf))
        return;
    struct mf_record records[80];
    for (int i = 0; i < 80; i++)
        records[i] = (struct mf_record){.from = mf_second(i < 40 ? 2016 : 2017, 1, 1 + i % 20, 12, 0),
                                        .category = "Robbery / Personal Property",
                                        .area = "E01000000",
                                        .outcome = i < 40 ? "Not detected" : "Sanctioned detection"};
    const struct mf_source source = {"crimes",
                                     "recorded-crime",
                                     WW_SHAPE_EVENTS,
                                     1,
                                     MF_FROM | MF_CATEGORY | MF_AREA | MF_OUTCOME,
                                     WW_KIND_DATETIME,
                                     "lsoa11",
                                     "crime-records",
                                     mf_period(SPAN)};
    mf_publish(&mf, &source, records, 80);
    struct ww_question question = mf_question("outcomes", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        CHECK_STR(ww_table_cell(table, "robbery", "verdict")->text, "Up");
        mf_check_number(table, "total", "change_points", 100);
        CHECK_INT(table->n_findings, 2); /* total and type: the group of one type says no more */
    }
    ww_table_free(&table);
    mf_close(&mf);
}

/* Forty a year; 30 detected in the first and 10 in the second, of which another 29 are still under investigation: a
 * quarter against three quarters, and ten of the eleven that are settled. */
WW_TEST(a_fall_that_may_only_be_haste_is_not_called_one)
{
    struct mf mf;
    if (!mf_open(&mf))
        return;
    struct mf_record records[80];
    for (int i = 0; i < 80; i++) {
        const char *later = i < 50 ? "Sanctioned detection" : i < 79 ? "Under investigation" : "Not detected";
        records[i] = (struct mf_record){.from = mf_second(i < 40 ? 2016 : 2017, 1, 1 + i % 20, 12, 0),
                                        .category = "Robbery / Personal Property",
                                        .area = "E01000000",
                                        .outcome = i < 30   ? "Sanctioned detection"
                                                   : i < 40 ? "Not detected"
                                                            : later};
    }
    const struct mf_source source = {"crimes",
                                     "recorded-crime",
                                     WW_SHAPE_EVENTS,
                                     1,
                                     MF_FROM | MF_CATEGORY | MF_AREA | MF_OUTCOME,
                                     WW_KIND_DATETIME,
                                     "lsoa11",
                                     "crime-records",
                                     mf_period(SPAN)};
    mf_publish(&mf, &source, records, 80);
    struct ww_question question = mf_question("outcomes", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_number(table, "total", "change_points", -50);
        mf_check_number(table, "total", "open_now", 29);
        mf_check_number(table, "total", "open_then", 0);
        CHECK_STR(ww_table_cell(table, "total", "verdict")->text, "Too early to say");
        CHECK_INT(table->n_findings, 1); /* the total only, with its warning */
        CHECK(strstr(table->findings[0].text, "too early") != NULL);
    }
    ww_table_free(&table);
    mf_close(&mf);
}

WW_TEST(a_source_without_outcomes_cannot_answer)
{
    struct mf mf;
    struct mf_record record = {.from = mf_second(2016, 1, 1, 0, 0),
                               .category = "Robbery / Personal Property"};
    const struct mf_source source = {"crimes", "recorded-crime",      WW_SHAPE_EVENTS,
                                     1,        MF_FROM | MF_CATEGORY, WW_KIND_DATETIME,
                                     "",       "crime-records",       mf_period(SPAN)};
    if (!mf_open(&mf) || !mf_publish(&mf, &source, &record, 1))
        return;
    struct ww_question question = mf_question("outcomes", NOW);
    mf_ask(&mf, &question, WW_E_NOT_FOUND);
    CHECK(strstr(mf.err.message, "lacks a column") != NULL);
    mf_close(&mf);
}
