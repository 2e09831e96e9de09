// SPDX-License-Identifier: Apache-2.0
/* share against plain loops: one source for both sides, two sources of one vocabulary, two of different ones. */
#include "ww_test.h"

#include "measure_fixture.h"

static const char SPAN[] = "2015-07..2017-06", NOW[] = "2016-07..2017-06", THEN[] = "2015-07..2016-06";

#define SERIES_ROWS 400

/* A published series: borough (or force) × type × month → count. */
static void make_series(struct mf_record *records, const char *const *areas, size_t n_areas)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (size_t i = 0; i < SERIES_ROWS; i++) {
        int32_t month = ww_month_of_day(mf_day(2015, 7, 1)) + (int32_t)ww_rng_below(&rng, 24);
        records[i] = (struct mf_record){.from = ww_month_first_day(month),
                                        .category = mf_categories[ww_rng_below(&rng, 11)],
                                        .area = areas[ww_rng_below(&rng, n_areas)],
                                        .value = (int64_t)ww_rng_below(&rng, 400)};
    }
}

static int64_t sum(const struct mf *mf, const struct mf_record *records, const char *period, const char *row,
                   const char *area)
{
    struct ww_period p = mf_period(period);
    int64_t total = 0;
    for (size_t i = 0; i < SERIES_ROWS; i++)
        if (records[i].from >= p.first_day && records[i].from < p.end_day &&
            mf_in_row(mf, &records[i], row) && (!area || strcmp(records[i].area, area) == 0))
            total += records[i].value;
    return total;
}

static void check_row(const struct ww_table *table, const char *row, const int64_t of[4])
{
    mf_check_number(table, row, "count_then", (double)of[0]);
    mf_check_number(table, row, "count_now", (double)of[1]);
    mf_check_number(table, row, "force_then", (double)of[2]);
    mf_check_number(table, row, "force_now", (double)of[3]);
    if (of[3] >= 20)
        mf_check_number(table, row, "share_now_pct", 100.0 * (double)of[1] / (double)of[3]);
    else
        mf_check_mark(table, row, "share_now_pct", WW_MARK_LOW_BASE);
    if (of[2] >= 20 && of[3] >= 20)
        mf_check_number(table, row, "change_points",
                        100.0 * (double)of[1] / (double)of[3] - 100.0 * (double)of[0] / (double)of[2]);
    if (of[2] >= 20)
        mf_check_number(table, row, "force_change_pct", 100.0 * (double)(of[3] - of[2]) / (double)of[2]);
    if (of[0] < 20)
        mf_check_mark(table, row, "change_pct", WW_MARK_LOW_BASE);
}

static const struct mf_source boroughs = {
    "boroughs",    "recorded-crime", WW_SHAPE_SERIES, 80,    MF_FROM | MF_CATEGORY | MF_AREA | MF_VALUE,
    WW_KIND_MONTH, "borough",        "crime-records", {0, 0}};

WW_TEST(one_source_of_all_boroughs)
{
    static const char *const areas[] = {"Here", "There", "Elsewhere"};
    struct mf mf;
    struct mf_record records[SERIES_ROWS];
    struct mf_source source = boroughs;
    source.period = mf_period(SPAN);
    make_series(records, areas, 3);
    if (!mf_open(&mf) || !mf_publish(&mf, &source, records, SERIES_ROWS))
        return;
    struct ww_question question = mf_question("share", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    for (size_t i = 0; table && i < table->n_rows; i++) {
        const char *row = table->rows[i].id;
        const int64_t of[4] = {sum(&mf, records, THEN, row, "Here"), sum(&mf, records, NOW, row, "Here"),
                               sum(&mf, records, THEN, row, NULL), sum(&mf, records, NOW, row, NULL)};
        check_row(table, row, of);
    }
    if (table) {
        CHECK(ww_table_find_row(table, "robbery") != WW_NO_INDEX);
        CHECK(mf_has_note(table, "both from boroughs"));
    }
    ww_table_free(&table);
    mf_close(&mf);
}

/* Ours by record, the force's by month; `vocabulary` of the force's totals. */
static void two_sources(const char *vocabulary, bool joined)
{
    static const char *const force[] = {"Force"};
    struct mf mf;
    struct mf_world world;
    struct mf_record records[SERIES_ROWS];
    struct mf_source source = boroughs;
    source.name = "force";
    source.subject = "recorded-crime-force";
    source.area_level = "force";
    source.vocabulary = vocabulary;
    source.period = mf_period(SPAN);
    make_series(records, force, 1);
    for (size_t i = 0; joined && i < SERIES_ROWS; i++)
        records[i].category = i % 2 ? "Theft from the person" : "Violence and sexual offences";
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 2000) ||
        !mf_publish(&mf, &source, records, SERIES_ROWS))
        return;
    struct ww_question question = mf_question("share", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    for (size_t i = 0; table && i < table->n_rows; i++) {
        const char *row = table->rows[i].id;
        int64_t of[4] = {mf_count(&mf, &world, mf_period(THEN), row),
                         mf_count(&mf, &world, mf_period(NOW), row), 0, 0};
        for (size_t k = 0; k < SERIES_ROWS; k++) {
            bool total = strcmp(row, "total") == 0;
            bool in = joined ? total || k % 2 : mf_in_row(&mf, &records[k], row);
            bool now = records[k].from >= mf_period(NOW).first_day;
            of[now ? 3 : 2] += in ? records[k].value : 0;
        }
        check_row(table, row, of);
    }
    if (table && joined) {
        CHECK_INT(table->n_rows, 2); /* theft from the person, and the total of everything */
        CHECK_STR(table->rows[0].id, "theft-and-handling/theft-person");
        CHECK_STR(ww_table_cell(table, table->rows[0].id, "label")->text, "Theft from person");
        CHECK(mf_has_note(table, "classify crime differently"));
    } else if (table) {
        CHECK(ww_table_find_row(table, "robbery") != WW_NO_INDEX);
        CHECK(mf_has_note(table, "from crimes, the force's totals from force"));
        CHECK_INT(table->provenance.n_extracts, 2);
    }
    ww_table_free(&table);
    question.by = "ward";
    mf_ask(&mf, &question, WW_E_USAGE);
    mf_free_world(&world);
    mf_close(&mf);
}

WW_TEST(two_sources_of_one_classification)
{
    two_sources("crime-records", false);
}

WW_TEST(two_classifications_meet_in_their_concepts)
{
    two_sources("police-uk", true);
}

/* Records here, and a series of all boroughs of lower rank: both figures from the series. */
WW_TEST(another_source_for_both_sides)
{
    static const char *const areas[] = {"Here", "There"};
    struct mf mf;
    struct mf_world world;
    struct mf_record records[SERIES_ROWS];
    struct mf_source source = boroughs;
    source.period = mf_period(SPAN);
    make_series(records, areas, 2);
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 500) ||
        !mf_publish(&mf, &source, records, SERIES_ROWS))
        return;
    struct ww_question question = mf_question("share", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_number(table, "total", "count_now", (double)sum(&mf, records, NOW, "total", "Here"));
        mf_check_number(table, "total", "force_now", (double)sum(&mf, records, NOW, "total", NULL));
    }
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

WW_TEST(no_force_no_share)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 100))
        return;
    struct ww_question question = mf_question("share", NOW);
    mf_ask(&mf, &question, WW_E_NOT_FOUND);
    CHECK(strstr(mf.err.message, "recorded-crime-force") != NULL);
    mf_free_world(&world);
    mf_close(&mf);
}
