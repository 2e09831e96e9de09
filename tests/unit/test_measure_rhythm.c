// SPDX-License-Identifier: Apache-2.0
/* rhythm and dayparts against a plain minute-by-minute count of made-up records. */
#include "ww_test.h"

#include "measure_fixture.h"

static const char SPAN[] = "2015-07..2017-06", NOW[] = "2016-04..2017-03";
static const char *const days[7] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/* Hour of the week of a minute since 1970, which began on a Thursday. */
static int hour_of(int64_t minute)
{
    int64_t hour = minute / 60;
    return (int)((hour + 72) % 168);
}

/* Adds one record's weights by walking its minutes. */
static void add(const struct mf_record *r, double weights[168])
{
    int64_t minutes = (r->to - r->from) / 60;
    if (!r->has_to || r->to < r->from || minutes <= 1) {
        weights[hour_of(r->from / 60)] += 1;
        return;
    }
    if (minutes >= 10080) {
        for (int h = 0; h < 168; h++)
            weights[h] += 1.0 / 168;
        return;
    }
    for (int64_t m = 0; m < minutes; m++)
        weights[hour_of(r->from / 60 + m)] += 1.0 / (double)minutes;
}

static void check_near(const struct ww_table *table, const char *row, const char *column, double expected)
{
    const struct ww_cell *cell = ww_table_cell(table, row, column);
    if (!CHECK(cell && cell->present) || !CHECK_NEAR(cell->number, expected, 1e-6))
        printf("    in {%s.%s}\n", row, column);
}

/* How many cells hold more than this one. */
static int larger(const double weights[168], double than)
{
    int n = 0;
    for (int h = 0; h < 168; h++)
        n += weights[h] > than + 1e-9;
    return n;
}

WW_TEST(rhythm_of_spans)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 3000))
        return;
    double weights[168] = {0}, starts[24] = {0};
    int64_t n = 0;
    for (size_t i = 0; i < world.n; i++)
        if (mf_counts_in(&world.records[i], mf_period(NOW))) {
            add(&world.records[i], weights);
            starts[hour_of(world.records[i].from / 60) % 24]++;
            n++;
        }
    struct ww_question question = mf_question("rhythm", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (!table)
        return;
    CHECK_INT(table->n_rows, 25);
    int high = 0, quiet = 0;
    for (int h = 0; h < 24; h++) {
        char id[16];
        double total = 0;
        snprintf(id, sizeof id, "%02d", h);
        for (int d = 0; d < 7; d++) {
            double w = weights[d * 24 + h];
            check_near(table, id, days[d], w);
            enum ww_mark mark = ww_table_cell(table, id, days[d])->mark;
            high += mark == WW_MARK_HIGH;
            quiet += mark == WW_MARK_QUIET;
            CHECK_INT(mark == WW_MARK_HIGH, larger(weights, w) < 16);
            total += w;
        }
        check_near(table, id, "total", total);
        check_near(table, id, "by_start", starts[h]);
    }
    CHECK_INT(high, 16); /* no ties among so many odd weights */
    CHECK_INT(quiet, 16);
    check_near(table, "total", "total", (double)n);
    CHECK(mf_has_note(table, "whose end lies before the start"));
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

WW_TEST(dayparts_of_spans)
{
    static const char *const columns[4] = {"night_pct", "morning_pct", "afternoon_pct", "evening_pct"};
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 3000))
        return;
    struct ww_question question = mf_question("dayparts", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    for (size_t t = 0; table && t < table->n_rows; t++) {
        const char *row = table->rows[t].id;
        double weights[168] = {0}, parts[4] = {0}, n = 0;
        for (size_t i = 0; i < world.n; i++)
            if (mf_counts_in(&world.records[i], mf_period(NOW)) && mf_in_row(&mf, &world.records[i], row)) {
                add(&world.records[i], weights);
                n++;
            }
        for (int h = 0; h < 168; h++)
            parts[h % 24 / 6] += weights[h];
        check_near(table, row, "count", n);
        for (int p = 0; p < 4; p++)
            if (n < 20)
                mf_check_mark(table, row, columns[p], WW_MARK_LOW_BASE);
            else
                check_near(table, row, columns[p], 100 * parts[p] / n);
        if (n >= 20) {
            check_near(table, row, "day_pct", 100 * (parts[1] + parts[2]) / n);
            check_near(table, row, "dark_pct", 100 * (parts[0] + parts[3]) / n);
        }
    }
    if (table)
        mf_check_rows(&mf, &world, mf_period(NOW), mf_period(NOW), table);
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

static struct mf_source exact(unsigned columns, enum ww_kind kind)
{
    return (struct mf_source){"crimes", "recorded-crime", WW_SHAPE_EVENTS, 1, columns, kind,
                              "lsoa11", "crime-records",  mf_period(SPAN)};
}

/* One record in each of 20 hours, then one more in one of them: 20 cells tie for sixteen places. */
WW_TEST(equal_cells_are_marked_together)
{
    struct mf mf;
    struct mf_record records[21];
    for (int i = 0; i < 21; i++)
        records[i] = (struct mf_record){.from = mf_second(2017, 1, 2, i % 20, 30),
                                        .category = mf_categories[4],
                                        .area = "E01000000"}; /* a Monday */
    struct mf_source source = exact(MF_FROM | MF_CATEGORY | MF_AREA, WW_KIND_DATETIME);
    if (!mf_open(&mf) || !mf_publish(&mf, &source, records, 21))
        return;
    struct ww_question question = mf_question("rhythm", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) { /* too few for the hours of the week */
        CHECK_INT(table->n_rows, 5);
        CHECK_INT(table->n_findings, 0);
        mf_check_number(table, "night", "weekday", 7);
        mf_check_number(table, "morning", "weekday", 6);
        mf_check_number(table, "evening", "weekday", 2);
        mf_check_number(table, "total", "weekend", 0);
        mf_check_number(table, "total", "total", 21);
    }
    ww_table_free(&table);
    question.set[question.n_set++] = (struct ww_condition){"cells", "hours"};
    table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_mark(table, "00", "mon", WW_MARK_HIGH);
        mf_check_mark(table, "19", "mon", WW_MARK_HIGH); /* 20 marked: not too many */
        mf_check_mark(table, "20", "mon", WW_MARK_NONE); /* 148 cells with nothing are no tenth */
        mf_check_number(table, "00", "mon", 2);
        CHECK(mf_has_note(table, "21 records, each by the time given"));
        CHECK_INT(table->columns[1].decimals, 0);
    }
    ww_table_free(&table);
    question.n_where = 1;
    question.where[0] = (struct ww_condition){"category", "burglary"};
    table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_number(table, "total", "total", 0);
        mf_check_mark(table, "00", "mon", WW_MARK_NONE);
        CHECK_INT(table->n_findings, 0);
    }
    ww_table_free(&table);
    mf_close(&mf);
}

WW_TEST(months_have_no_hours)
{
    struct mf mf;
    const struct mf_record record = {
        .from = mf_day(2017, 1, 1), .category = mf_categories[4], .area = "E01000000"};
    struct mf_source source = exact(MF_FROM | MF_CATEGORY | MF_AREA, WW_KIND_MONTH);
    if (!mf_open(&mf) || !mf_publish(&mf, &source, &record, 1))
        return;
    struct ww_question question = mf_question("rhythm", NOW);
    mf_ask(&mf, &question, WW_E_NOT_FOUND);
    CHECK(strstr(mf.err.message, "no hour of the day") != NULL);
    question = mf_question("dayparts", NOW);
    mf_ask(&mf, &question, WW_E_NOT_FOUND);
    mf_close(&mf);
}

/* The same bits on one thread and on two. */
WW_TEST(threads_change_nothing)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 3000))
        return;
    struct ww_question question = mf_question("rhythm", NOW);
    struct ww_table *two = mf_ask(&mf, &question, WW_OK), *one = NULL;
    ww_context_close(&mf.context);
    CHECK_RC(ww_context_open(mf.workspace, mf.areas, mf.categories, 1, &mf.context, &mf.err), WW_OK);
    one = mf_ask(&mf, &question, WW_OK);
    for (size_t r = 0; one && two && r < one->n_rows; r++)
        for (size_t c = 1; c < one->n_columns; c++)
            CHECK(one->rows[r].cells[c].number == two->rows[r].cells[c].number);
    ww_table_free(&one);
    ww_table_free(&two);
    mf_free_world(&world);
    mf_close(&mf);
}
