// SPDX-License-Identifier: Apache-2.0
/* asb-wards against counts written down by hand. */
#include "ww_test.h"

#include "measure_fixture.h"

static const char SPAN[] = "2015-07..2017-06", NOW[] = "2016-07..2017-06";

struct some {
    const char *ward, *type;
    int then, now;
};

/* Types as the source words them: the subject is not in the category tree. */
static const struct some given[] = {
    {"E05000001", "Noise", 40, 50},  {"E05000001", "Rowdy", 30, 20}, {"E05000001", "Begging", 10, 15},
    {"E05000001", "Litter", 0, 1},   {"E05000002", "Noise", 10, 10}, {"E05000002", "Rowdy", 5, 30},
    {"E05000003", "Litter", 40, 35}, {"E05000003", "Noise", 0, 5},   {"E05000009", "Begging", 9, 99},
};

static bool publish(struct mf *mf)
{
    struct mf_record records[500];
    struct mf_source source = {
        "complaints", "complaints", WW_SHAPE_EVENTS, 1,     MF_FROM | MF_CATEGORY | MF_AREA,
        WW_KIND_DATE, "ward",       "none",          {0, 0}};
    size_t n = 0;
    source.period = mf_period(SPAN);
    for (size_t g = 0; g < sizeof given / sizeof given[0]; g++)
        for (int i = 0; i < given[g].then + given[g].now; i++)
            records[n++] = (struct mf_record){.from = mf_day(i < given[g].then ? 2016 : 2017, 2, 1),
                                              .area = given[g].ward,
                                              .category = given[g].type};
    return mf_publish(mf, &source, records, n);
}

static void check_text(const struct ww_table *table, const char *row, const char *column, const char *text)
{
    const struct ww_cell *cell = ww_table_cell(table, row, column);
    if (!CHECK(cell && cell->present && strcmp(cell->text, text) == 0))
        printf("    {%s.%s} is %s\n", row, column, cell && cell->present ? cell->text : "missing");
}

WW_TEST(types_that_tell_wards_apart)
{
    struct mf mf;
    if (!mf_open(&mf) || !publish(&mf))
        return;
    struct ww_question question = mf_question("asb-wards", NOW);
    question.subject = "complaints";
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_number(table, "E05000001", "count_now", 86);
        mf_check_number(table, "E05000001", "count_then", 80);
        mf_check_number(table, "E05000001", "share_pct", 100.0 * 86 / 166);
        mf_check_number(table, "E05000001", "rank", 1);
        mf_check_number(table, "E05000002", "rank", 2); /* equal */
        mf_check_number(table, "E05000003", "rank", 2);
        check_text(table, "E05000001", "first_type", "Noise");
        check_text(table, "E05000001", "second_type", "Rowdy");
        check_text(table, "E05000001", "third_type", "Begging");
        mf_check_number(table, "E05000001", "third_count", 15);
        check_text(table, "E05000002", "first_type", "Rowdy");
        mf_check_mark(table, "E05000002", "third_type", WW_MARK_NOT_APPLICABLE);
        check_text(table, "E05000001", "among_first", "Noise; Rowdy; Begging; Litter");
        mf_check_number(table, "E05000001", "n_among_first", 4);
        check_text(table, "E05000002", "among_first", "Noise; Rowdy");
        check_text(table, "E05000003", "among_first", "Noise; Litter"); /* third of three */
        mf_check_number(table, "total", "count_now", 166);
    }
    ww_table_free(&table);
    mf_close(&mf);
}

/* A subject of the tree: its nodes are the types. */
WW_TEST(types_of_the_tree)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 2000))
        return;
    struct ww_question question = mf_question("asb-wards", NOW);
    question.subject = "recorded-crime";
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        check_text(table, "E05000001", "first_type", "Other theft");
        int64_t all = 0;
        for (size_t i = 0; i < world.n; i++)
            all += mf_counts_in(&world.records[i], mf_period(NOW)) &&
                   mf_in_row(&mf, &world.records[i], "total");
        mf_check_number(table, "total", "count_now", (double)all);
    }
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}
