// SPDX-License-Identifier: Apache-2.0
/* flags against plain loops over made-up records. */
#include "ww_test.h"

#include "measure_fixture.h"

static const char SPAN[] = "2015-07..2017-06", NOW[] = "2016-07..2017-06", THEN[] = "2015-07..2016-06";

/* A flag is named when its letters stand there whole, in any case. */
static bool names(const char *flags, const char *flag)
{
    size_t len = strlen(flag);
    for (const char *at = flags; at && *at; at++)
        if (strncasecmp(at, flag, len) == 0 && (at == flags || at[-1] == ';' || at[-1] == ' ') &&
            (at[len] == ';' || at[len] == '\0'))
            return true;
    return false;
}

static int64_t count(const struct mf_world *world, const char *period, const char *flag)
{
    static const char *const known[] = {"knife", "domestic", "hate-racial", "gun"};
    int64_t n = 0;
    for (size_t i = 0; i < world->n; i++) {
        const struct mf_record *r = &world->records[i];
        if (!mf_counts_in(r, mf_period(period)))
            continue;
        bool any = false;
        for (size_t k = 0; k < 4; k++)
            any |= names(r->flags, known[k]);
        n += flag ? names(r->flags, flag) : any;
    }
    return n;
}

WW_TEST(flags_are_counted_one_by_one)
{
    static const char *const rows[4][2] = {
        {"knife", "knife"}, {"domestic", "domestic"}, {"hate-racial", "hate-racial"}, {"gun", "gun"}};
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 3000))
        return;
    struct ww_question question = mf_question("flags", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    for (size_t i = 0; table && i < 4; i++) {
        int64_t now = count(&world, NOW, rows[i][1]), then = count(&world, THEN, rows[i][1]);
        mf_check_number(table, rows[i][0], "count_now", (double)now);
        mf_check_number(table, rows[i][0], "count_then", (double)then);
        mf_check_number(table, rows[i][0], "change_pct", 100.0 * (double)(now - then) / (double)then);
        mf_check_number(table, rows[i][0], "ratio", (double)now / 365 / ((double)then / 366));
    }
    if (table) {
        char any[64];
        CHECK_INT(table->n_rows, 4);
        for (size_t i = 1; i < table->n_rows; i++)
            CHECK(table->rows[i - 1].cells[2].number >= table->rows[i].cells[2].number);
        CHECK_STR(ww_table_cell(table, "hate-racial", "label")->text, "Hate racial");
        CHECK(count(&world, NOW, NULL) < 1000); /* printed without a comma */
        snprintf(any, sizeof any, "%lld records of July 2016", (long long)count(&world, NOW, NULL));
        CHECK(mf_has_note(table, any));
        CHECK(ww_table_find_row(table, "total") == WW_NO_INDEX);
    }
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

WW_TEST(no_flag_at_all)
{
    struct mf mf;
    struct mf_record record = {
        .from = mf_second(2017, 1, 1, 0, 0), .category = "Robbery / Personal Property", .area = "E01000000"};
    const struct mf_source source = {"crimes",
                                     "recorded-crime",
                                     WW_SHAPE_EVENTS,
                                     1,
                                     MF_FROM | MF_CATEGORY | MF_AREA | MF_FLAGS,
                                     WW_KIND_DATETIME,
                                     "lsoa11",
                                     "crime-records",
                                     mf_period(SPAN)};
    if (!mf_open(&mf) || !mf_publish(&mf, &source, &record, 1))
        return;
    struct ww_question question = mf_question("flags", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table)
        CHECK_INT(table->n_rows, 0);
    ww_table_free(&table);
    mf_close(&mf);
}
