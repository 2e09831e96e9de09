// SPDX-License-Identifier: Apache-2.0
/* together against plain loops over made-up records. */
#include "ww_test.h"

#include "measure_fixture.h"

static const char NOW[] = "2016-07..2017-06";

/* Which needs each of 8 kinds of record names, and how it writes them. */
static const char *const texts[8] = {NULL,
                                     "Drugs",
                                     "alcohol",
                                     "drugs; Alcohol;DRUGS",
                                     "mental health",
                                     "Mental health;drugs;",
                                     ";mental health;alcohol",
                                     "alcohol;mental health;drugs"};

static bool made(struct mf *mf, struct mf_record *records, size_t n)
{
    const struct mf_source source = {.name = "needs",
                                     .subject = "recorded-crime",
                                     .shape = WW_SHAPE_EPISODES,
                                     .rank = 1,
                                     .columns = MF_FROM | MF_EXTRA,
                                     .from_kind = WW_KIND_DATE,
                                     .period = mf_period(NOW)};
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (size_t i = 0; i < n; i++) {
        records[i].value = (int64_t)ww_rng_below(&rng, 8);
        records[i].from = mf_day(2016, 7, 1) + (int)ww_rng_below(&rng, 365);
        records[i].extra = texts[records[i].value];
    }
    return mf_open(mf) && mf_publish(mf, &source, records, n);
}

/* The three needs are the bits of the kind. */
static double count(const struct mf_record *records, size_t n, unsigned bits)
{
    double all = 0;
    for (size_t i = 0; i < n; i++)
        all += ((unsigned)records[i].value & bits) == bits;
    return all;
}

static void check(const struct ww_table *table, const struct mf_record *records, size_t n, bool share)
{
    static const char *const rows[3] = {"value/drugs", "value/alcohol", "value/mental-health"};
    static const char *const columns[3] = {"with_drugs", "with_alcohol", "with_mental_health"};
    CHECK_INT(table->n_rows, 3);
    for (unsigned a = 0; a < 3; a++) {
        double base = count(records, n, 1U << a);
        mf_check_number(table, rows[a], "count", base);
        for (unsigned b = 0; b < 3; b++) {
            double both = count(records, n, 1U << a | 1U << b);
            if (a == b)
                mf_check_mark(table, rows[a], columns[b], WW_MARK_NOT_APPLICABLE);
            else
                mf_check_number(table, rows[a], columns[b], share ? 100 * both / base : both);
        }
    }
}

WW_TEST(shares_and_counts)
{
    struct mf mf;
    struct mf_record records[600] = {0};
    if (!made(&mf, records, 600))
        return;
    struct ww_question question = mf_question("together", NOW);
    question.by = "extra";
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        check(table, records, 600, true);
        CHECK_INT(table->n_findings, 1);
    }
    ww_table_free(&table);
    question.set[question.n_set++] = (struct ww_condition){"cells", "count"};
    table = mf_ask(&mf, &question, WW_OK);
    if (table)
        check(table, records, 600, false);
    ww_table_free(&table);
    question.top = 2;
    table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        CHECK_INT(table->n_rows, 2);
        CHECK_INT(table->n_columns, 4);
    }
    ww_table_free(&table);
    question.set[0].value = "both";
    table = mf_ask(&mf, &question, WW_E_USAGE);
    mf_close(&mf);
}

WW_TEST(few_and_single)
{
    struct mf mf;
    struct mf_record records[25] = {0};
    if (!made(&mf, records, 25))
        return;
    struct ww_question question = mf_question("together", NOW);
    question.by = "extra";
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table && count(records, 25, 2) < 20)
        mf_check_mark(table, "value/alcohol", "with_drugs", WW_MARK_LOW_BASE);
    ww_table_free(&table);
    question.where[question.n_where++] = (struct ww_condition){"extra", "nothing of the kind"};
    table = mf_ask(&mf, &question, WW_E_USAGE);
    mf_close(&mf);
}

/* Of a subject about few people (channel-referrals: under 5). */
WW_TEST(small_cells_are_hidden)
{
    struct mf mf;
    struct mf_record records[60] = {0};
    for (size_t i = 0; i < 60; i++) { /* drugs 40, alcohol 30, both 12; rare 2 */
        records[i].from = mf_day(2016, 8, 1);
        records[i].extra = i < 12   ? "drugs;alcohol;housing"
                           : i < 30 ? "alcohol;housing"
                           : i < 32 ? "rare"
                                    : "drugs";
    }
    const struct mf_source source = {.name = "referrals",
                                     .subject = "channel-referrals",
                                     .shape = WW_SHAPE_EPISODES,
                                     .rank = 1,
                                     .columns = MF_FROM | MF_EXTRA,
                                     .from_kind = WW_KIND_DATE,
                                     .period = mf_period(NOW)};
    if (!mf_open(&mf) || !mf_publish(&mf, &source, records, 60))
        return;
    struct ww_question question = mf_question("together", NOW);
    question.source = "referrals";
    question.by = "extra";
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_number(table, "value/drugs", "with_alcohol", 30); /* 12 of 40 */
        mf_check_number(table, "value/alcohol", "with_housing", 100);
        mf_check_mark(table, "value/rare", "count", WW_MARK_CONFIDENTIAL);
        mf_check_mark(table, "value/drugs", "with_rare", WW_MARK_CONFIDENTIAL);
        mf_check_mark(table, "value/rare", "with_drugs", WW_MARK_CONFIDENTIAL);
    }
    ww_table_free(&table);
    mf_close(&mf);
}
