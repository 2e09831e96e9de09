// SPDX-License-Identifier: Apache-2.0
/* harm against plain loops over made-up records. */
#include "ww_test.h"

#include <math.h>

#include "people_fixture.h"

static const char SPAN[] = "2015-07..2017-06", NOW[] = "2016-07..2017-06", THEN[] = "2015-07..2016-06";

struct weight {
    const char *category, *weight;
};

static const struct weight weights[] = {
    {"violence-against-the-person/murder", "5000"}, /* by id */
    {"violence-against-the-person", "4"},           /* for what has none of its own below it */
    {"Rape", "2000"},                               /* by label */
    {"robbery", "300"},
    {"theft-and-handling/other-theft", "2"},
    {"No such type", "9"},
};

static void publish(struct mf *mf, const struct weight *list, size_t n, const char *last_version)
{
    struct pf_source s = {
        .name = "harm-weights", .subject = "harm-weights", .shape = WW_SHAPE_REFERENCE, .n_rows = n};
    const char **category = pf_add(&s, "category", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **weight = pf_add(&s, "weight", WW_KIND_INTEGER, WW_ROLE_VALUE, NULL);
    const char **unit = pf_add(&s, "unit", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **index = pf_add(&s, "index", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **version = pf_add(&s, "version", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    for (size_t i = 0; i < n; i++) {
        category[i] = list[i].category;
        weight[i] = list[i].weight;
        unit[i] = "days";
        index[i] = "An index";
        version[i] = i + 1 == n ? last_version : "1";
    }
    CHECK(pf_publish(mf, &s));
    pf_free(&s);
}

static const struct {
    const char *row;
    double weight;
} expected[] = {{"violence-against-the-person/murder", 5000},
                {"violence-against-the-person/common-assault", 4},
                {"violence-against-the-person/harassment", 4},
                {"sexual-offences/rape", 2000},
                {"robbery/personal-property", 300},
                {"robbery/business-property", 300},
                {"theft-and-handling/other-theft", 2}};
#define EXPECTED (sizeof expected / sizeof expected[0])

static double n_of(const struct mf *mf, const struct mf_world *world, const char *period, const char *row)
{
    return (double)mf_count(mf, world, mf_period(period), row);
}

WW_TEST(counts_times_weights)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 4000))
        return;
    publish(&mf, weights, sizeof weights / sizeof weights[0], "1");
    struct ww_question question = mf_question("harm", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    double now = 0, then = 0, v_now = 0, v_then = 0, weighed = 0, all = n_of(&mf, &world, NOW, "total");
    for (size_t i = 0; i < EXPECTED; i++) {
        double w = expected[i].weight, a = n_of(&mf, &world, NOW, expected[i].row),
               b = n_of(&mf, &world, THEN, expected[i].row);
        now += a * w;
        then += b * w;
        v_now += a * w * w;
        v_then += b * w * w;
        weighed += a;
    }
    for (size_t i = 0; table && i < EXPECTED; i++) {
        const char *row = expected[i].row;
        double a = n_of(&mf, &world, NOW, row), b = n_of(&mf, &world, THEN, row);
        mf_check_number(table, row, "weight", expected[i].weight);
        mf_check_number(table, row, "count_now", a);
        mf_check_number(table, row, "harm_now", a * expected[i].weight);
        mf_check_number(table, row, "harm_then", b * expected[i].weight);
        mf_check_number(table, row, "share_harm_pct", 100 * a * expected[i].weight / now);
        mf_check_number(table, row, "share_volume_pct", 100 * a / all);
    }
    if (table) {
        CHECK_INT(table->n_rows, EXPECTED + 2);
        mf_check_number(table, "not-weighted", "count_now", all - weighed);
        mf_check_mark(table, "not-weighted", "harm_now", WW_MARK_NOT_AVAILABLE);
        mf_check_number(table, "total", "count_now", all);
        mf_check_number(table, "total", "harm_now", now);
        mf_check_number(table, "total", "harm_then", then);
        mf_check_number(table, "total", "change_pct", 100 * (now - then) / then);
        double z = (now / 365 - then / 366) / sqrt(v_now / (365. * 365) + v_then / (366. * 366));
        mf_check_number(table, "total", "p_value", erfc(fabs(z) / sqrt(2)));
        CHECK(table->rows[0].cells[6].number >= table->rows[1].cells[6].number); /* the gravest first */
        CHECK(mf_has_note(table, "the total is a floor"));
        CHECK(mf_has_note(table, "1 of the reference's names"));
        CHECK_INT(table->columns[ww_table_find_column(table, "harm_now")].unit, WW_UNIT_DAYS);
    }
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

WW_TEST(no_weights_no_answer)
{
    static const struct weight twice[] = {{"robbery", "300"}, {"Robbery", "200"}};
    static const struct weight two[] = {{"robbery", "300"}, {"burglary", "20"}};
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 100))
        return;
    struct ww_question question = mf_question("harm", NOW);
    mf_ask(&mf, &question, WW_E_NOT_FOUND);
    CHECK(strstr(mf.err.message, "harm-weights") != NULL);
    ww_context_close(&mf.context);
    publish(&mf, twice, 2, "1");
    mf_ask(&mf, &question, WW_E_INPUT);
    CHECK(strstr(mf.err.message, "twice") != NULL);
    mf_close(&mf);
    mf_free_world(&world);
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 100))
        return;
    publish(&mf, two, 2, "2");
    mf_ask(&mf, &question, WW_E_INPUT);
    CHECK(strstr(mf.err.message, "versions") != NULL);
    mf_free_world(&world);
    mf_close(&mf);
}
