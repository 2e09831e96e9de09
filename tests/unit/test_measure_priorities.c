// SPDX-License-Identifier: Apache-2.0
/* priorities and weights against plain counting over made-up records: no unit costs, weights of harm, victims or consultation
 * are imported, so volume, trend and concentration make the score. */
#include "ww_test.h"

#include <math.h>

#include "measure_fixture.h"

static const char SPAN[] = "2015-07..2017-06", NOW[] = "2016-07..2017-06", THEN[] = "2015-07..2016-06";

static double number(const struct ww_table *table, const char *row, const char *column)
{
    const struct ww_cell *cell = ww_table_cell(table, row, column);
    return CHECK(cell && cell->present) ? cell->number : NAN;
}

/* The largest count of a kind of crime: what volume is scaled by. */
static int64_t largest(const struct mf *mf, const struct mf_world *world, const struct ww_table *table)
{
    int64_t most = 0;
    for (size_t i = 0; i < table->n_rows; i++) {
        const int64_t count = mf_count(mf, world, mf_period(NOW), table->rows[i].id);
        most = count > most ? count : most;
    }
    return most;
}

/* A rise beyond chance in `change`, in per cent; else 0. */
static double rise(const struct ww_table *change, const char *row)
{
    const struct ww_cell *verdict = ww_table_cell(change, row, "verdict");
    const bool up = verdict && verdict->present && strcmp(verdict->text, "Up") == 0;
    return up ? 100 * (number(change, row, "ratio") - 1) : 0;
}

static double steepest(const struct ww_table *change, const struct ww_table *table)
{
    double most = 0;
    for (size_t i = 0; i < table->n_rows; i++)
        most = fmax(most, rise(change, table->rows[i].id));
    return most;
}

WW_TEST(scores_are_weighted_means)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 6000))
        return;
    struct ww_question question = mf_question("priorities", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    question.measure = "change";
    struct ww_table *change = mf_ask(&mf, &question, WW_OK);
    if (!table || !change)
        return;
    const int64_t most = largest(&mf, &world, table);
    const double steep = steepest(change, table);
    for (size_t i = 0; i < table->n_rows; i++) {
        const char *id = table->rows[i].id;
        const struct ww_cell *rank = ww_table_cell(table, id, "rank");
        if (strncmp(id, "flag/", 5) == 0) /* what cuts across types is not counted here */
            continue;
        CHECK(rank && rank->present);
        const double volume = 100.0 * (double)mf_count(&mf, &world, mf_period(NOW), id) / (double)most;
        const double trend = steep > 0 ? 100 * rise(change, id) / steep : 0;
        const double concentration = number(table, id, "concentration_score");
        mf_check_number(table, id, "volume_score", volume);
        mf_check_number(table, id, "trend_score", trend);
        mf_check_number(table, id, "score", (volume + trend + concentration) / 3);
        mf_check_mark(table, id, "harm_score", WW_MARK_NOT_AVAILABLE);
        mf_check_mark(table, id, "cost_score", WW_MARK_NOT_AVAILABLE);
        size_t better = 0;
        for (size_t k = 0; k < table->n_rows; k++)
            better += number(table, table->rows[k].id, "score") > number(table, id, "score") + 1e-9;
        mf_check_number(table, id, "rank", (double)better + 1);
        CHECK(number(table, id, "rank_best") <= (double)better + 1 &&
              number(table, id, "rank_worst") >= (double)better + 1);
    }
    CHECK(mf_has_note(table, "Harm could not be measured"));
    CHECK(ww_table_find_row(table, "total") == WW_NO_INDEX);
    CHECK(mf_count(&mf, &world, mf_period(THEN), "total") > 0);
    ww_table_free(&table);
    ww_table_free(&change);
    mf_free_world(&world);
    mf_close(&mf);
}

WW_TEST(weights_say_what_they_rest_on)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 3000))
        return;
    struct ww_question question = mf_question("weights", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (!table)
        return;
    CHECK_INT(table->n_rows, 7);
    mf_check_number(table, "volume", "weight", 1);
    mf_check_number(table, "volume", "share_pct", 100.0 / 3);
    mf_check_mark(table, "harm", "share_pct", WW_MARK_NOT_AVAILABLE);
    mf_check_number(table, "harm", "measured", 0);
    mf_check_number(table, "concern", "measured", 0);
    CHECK(number(table, "volume", "measured") >= number(table, "concentration", "measured"));
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

WW_TEST(top_says_how_many_are_listed)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 3000))
        return;
    struct ww_question question = mf_question("priorities", NOW);
    question.top = 4;
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        CHECK_INT(table->n_rows, 4);
        CHECK(mf_has_note(table, "are not listed"));
        for (size_t i = 1; i < 4; i++)
            CHECK(number(table, table->rows[i].id, "score") <= number(table, table->rows[i - 1].id, "score"));
    }
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}
