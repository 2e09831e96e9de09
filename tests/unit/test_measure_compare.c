// SPDX-License-Identifier: Apache-2.0
/* compare against plain counts of made-up records. The test of the estimate itself is test_wdd.c. */
#include "ww_test.h"

#include "measure_fixture.h"
#include "stats/wdd.h"

static const char SPAN[] = "2015-07..2017-06", NOW[] = "2016-07..2017-06", THEN[] = "2015-07..2016-06";

/* Small areas as bits. */
static double count(const struct mf *mf, const struct mf_world *world, const char *period, unsigned areas,
                    const char *row)
{
    double n = 0;
    for (size_t i = 0; i < world->n; i++) {
        const struct mf_record *r = &world->records[i];
        n += mf_counts_in(r, mf_period(period)) && (areas >> mf_area_of(r) & 1) &&
             (!row || (r->category && mf_in_row(mf, r, row)));
    }
    return n;
}

static struct ww_wdd_area area(const struct mf *mf, const struct mf_world *world, unsigned areas,
                               const char *row)
{
    return (struct ww_wdd_area){count(mf, world, THEN, areas, row), count(mf, world, NOW, areas, row), 1.0};
}

static void check_estimate(const struct ww_table *table, const char *row, const struct ww_wdd_estimate *e)
{
    mf_check_number(table, row, "estimate", e->change);
    mf_check_number(table, row, "estimate_low", e->interval.low);
    mf_check_number(table, row, "estimate_high", e->interval.high);
    mf_check_number(table, row, "z_score", e->z);
    mf_check_number(table, row, "p_value", e->p);
}

WW_TEST(against_other_areas)
{
    struct mf mf;
    struct mf_world world;
    struct ww_wdd wdd;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 4000))
        return;
    struct ww_question question = mf_question("compare", NOW);
    question.area = "E05000001";
    question.n_set = 1;
    question.set[0] = (struct ww_condition){"control", "E01000002, E01000004"};
    const struct ww_wdd_area none = {0, 0, 1};
    struct ww_wdd_design design = {area(&mf, &world, 3, NULL), area(&mf, &world, 20, NULL), none, none, 1, 1};
    ww_wdd(&design, WW_LEVEL_95, &wdd);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_number(table, "target", "count_now", design.target.after);
        mf_check_number(table, "control", "count_then", design.control.before);
        check_estimate(table, "total", &wdd.local);
        double ratio = design.target.after / design.target.before /
                       (design.control.after / design.control.before);
        mf_check_number(table, "total", "ratio", ratio);
        CHECK_INT(table->n_rows, 3);
    }
    ww_table_free(&table);

    question.n_set = 3;
    question.set[1] = (struct ww_condition){"around", "E01000003"};
    question.set[2] = (struct ww_condition){"around-control", "E01000005"};
    design.around_target = area(&mf, &world, 8, NULL);
    design.around_control = area(&mf, &world, 32, NULL);
    ww_wdd(&design, WW_LEVEL_95, &wdd);
    table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        check_estimate(table, "local", &wdd.local);
        check_estimate(table, "displacement", &wdd.displacement);
        check_estimate(table, "total", &wdd.total);
        mf_check_mark(table, "total", "ratio", WW_MARK_NOT_APPLICABLE);
    }
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

WW_TEST(against_another_kind_of_crime)
{
    struct mf mf;
    struct mf_world world;
    struct ww_wdd wdd;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 4000))
        return;
    struct ww_question question = mf_question("compare", NOW);
    question.n_where = 1;
    question.where[0] = (struct ww_condition){"category", "robbery"};
    question.n_set = 1;
    question.set[0] = (struct ww_condition){"control-category", "burglary"};
    const struct ww_wdd_area none = {0, 0, 1};
    const struct ww_wdd_design design = {
        area(&mf, &world, 63, "robbery"), area(&mf, &world, 63, "burglary"), none, none, 1, 1};
    ww_wdd(&design, WW_LEVEL_95, &wdd);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table)
        check_estimate(table, "total", &wdd.local);
    ww_table_free(&table);
    question.set[0].value = "robbery/personal-property"; /* contained in the target */
    table = NULL;
    CHECK_RC(ww_measure_answer(mf.context, &question, &table, &mf.err), WW_E_USAGE);
    mf_free_world(&world);
    mf_close(&mf);
}

/* Half a year against a whole one: the earlier counts are halved. */
WW_TEST(periods_of_other_lengths)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 4000))
        return;
    struct ww_question question = mf_question("compare", "2016-07..2016-12");
    question.has_compare = true;
    question.compare = mf_period(THEN);
    question.area = "E05000001";
    question.n_set = 1;
    question.set[0] = (struct ww_condition){"control", "E05000002"};
    double share = 184.0 / 366.0;
    double change =
        count(&mf, &world, "2016-07..2016-12", 3, NULL) - share * count(&mf, &world, THEN, 3, NULL) -
        (count(&mf, &world, "2016-07..2016-12", 12, NULL) - share * count(&mf, &world, THEN, 12, NULL));
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_number(table, "total", "estimate", change);
        CHECK(mf_has_note(table, "The periods differ in length"));
    }
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

WW_TEST(what_is_refused)
{
    static const struct {
        const char *name, *value;
    } refused[] = {{"control", "E05000001"},           /* the target itself */
                   {"control", "E01000001"},           /* inside it */
                   {"control", "E09000033"},           /* around it */
                   {"control", "E01000002,E05000002"}, /* a list that overlaps */
                   {"control", "E05999999"},           /* unknown */
                   {"around", "E05000002"}};           /* no control */
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 500))
        return;
    struct ww_question question = mf_question("compare", NOW);
    question.area = "E05000001";
    mf_ask(&mf, &question, WW_E_USAGE); /* nothing to compare with */
    question.n_set = 1;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        question.set[0] = (struct ww_condition){refused[i].name, refused[i].value};
        CHECK(mf_ask(&mf, &question, WW_E_USAGE) == NULL);
    }
    mf_free_world(&world);
    mf_close(&mf);
}
