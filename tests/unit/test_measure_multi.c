// SPDX-License-Identifier: Apache-2.0
/* multi against plain loops over made-up records. */
#include "ww_test.h"

#include "measure_fixture.h"
#include "table/finding.h"

static const char SPAN[] = "2015-07..2017-06", NOW[] = "2016-07..2017-06", THEN[] = "2015-07..2016-06";

/* A flag is named when its letters stand there whole, in any case; NULL: any is. */
static bool names(const char *flags, const char *flag)
{
    static const char *const known[] = {"knife", "domestic", "hate-racial", "gun"};
    if (!flag) {
        bool any = false;
        for (size_t k = 0; k < 4; k++)
            any |= names(flags, known[k]);
        return any;
    }
    size_t len = strlen(flag);
    for (const char *at = flags; at && *at; at++)
        if (strncasecmp(at, flag, len) == 0 && (at == flags || at[-1] == ';' || at[-1] == ' ') &&
            (at[len] == ';' || at[len] == '\0'))
            return true;
    return false;
}

static double count(const struct mf_world *world, const char *period, const char *flag, const char *outcome)
{
    double n = 0;
    for (size_t i = 0; i < world->n; i++) {
        const struct mf_record *r = &world->records[i];
        n += mf_counts_in(r, mf_period(period)) && names(r->flags, flag) &&
             (!outcome || (r->outcome && strcmp(r->outcome, outcome) == 0));
    }
    return n;
}

static void check_flags(const struct ww_table *table, const struct mf_world *world, const char *outcome)
{
    static const char *const rows[4][2] = {{"value/knife", "knife"},
                                           {"value/domestic", "domestic"},
                                           {"value/hate-racial", "hate-racial"},
                                           {"value/gun", "gun"}};
    double base_now = count(world, NOW, NULL, outcome), base_then = count(world, THEN, NULL, outcome);
    CHECK_INT(table->n_rows, 5);
    mf_check_number(table, "total", "count_now", base_now);
    mf_check_number(table, "total", "count_then", base_then);
    mf_check_mark(table, "total", "share_now_pct", WW_MARK_NOT_APPLICABLE);
    for (size_t i = 0; i < 4; i++) {
        double now = count(world, NOW, rows[i][1], outcome), then = count(world, THEN, rows[i][1], outcome);
        mf_check_number(table, rows[i][0], "count_now", now);
        mf_check_number(table, rows[i][0], "count_then", then);
        mf_check_number(table, rows[i][0], "share_now_pct", 100 * now / base_now);
        mf_check_number(table, rows[i][0], "share_then_pct", 100 * then / base_then);
        mf_check_number(table, rows[i][0], "change_points", 100 * now / base_now - 100 * then / base_then);
        double low = ww_table_cell(table, rows[i][0], "share_now_low_pct")->number;
        double high = ww_table_cell(table, rows[i][0], "share_now_high_pct")->number;
        CHECK(low < 100 * now / base_now && 100 * now / base_now < high);
    }
    for (size_t i = 1; i + 1 < table->n_rows; i++)
        CHECK(table->rows[i - 1].cells[1].number >= table->rows[i].cells[1].number);
}

WW_TEST(several_answers_in_a_cell)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 4000))
        return;
    struct ww_question question = mf_question("multi", NOW);
    question.by = "flags";
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        check_flags(table, &world, NULL);
        CHECK(mf_has_note(table, "must not be added up"));
        CHECK(mf_has_note(table, "say nothing"));
        CHECK_STR(ww_table_cell(table, "value/hate-racial", "label")->text, "Hate racial");
    }
    ww_table_free(&table);
    question.where[question.n_where++] = (struct ww_condition){"outcome", "Sanctioned detection"};
    table = mf_ask(&mf, &question, WW_OK);
    if (table)
        check_flags(table, &world, "Sanctioned detection");
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

WW_TEST(one_answer_and_only_this_period)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, NOW, 900))
        return;
    struct ww_question question = mf_question("multi", NOW);
    question.by = "extra";
    question.top = 2;
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    double base = 0, named_total = 0;
    for (size_t i = 0; i < world.n; i++) {
        bool counts = mf_counts_in(&world.records[i], mf_period(NOW)) && world.records[i].extra;
        base += counts;
        named_total += counts && strcmp(world.records[i].extra, "Total") == 0;
    }
    if (table) {
        CHECK_INT(table->n_rows, 3);
        CHECK_INT(table->n_columns, 5);
        mf_check_number(table, "total", "count_now", base);
        CHECK(mf_has_note(table, "named less often: 2"));
        CHECK(!mf_has_note(table, "must not be added up"));
    }
    ww_table_free(&table);
    question.top = 0;
    table = mf_ask(&mf, &question, WW_OK);
    if (table) /* a value called "Total" is not the total */
        mf_check_number(table, "value/total", "count_now", named_total);
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

/* Ages 0..99 in a column of whole numbers: here the eastings. */
WW_TEST(ages_in_bands)
{
    struct mf_record records[100];
    struct mf mf;
    for (int i = 0; i < 100; i++)
        records[i] = (struct mf_record){.from = mf_day(2017, 1, 1), .x = i, .y = 1, .no_point = i % 10 == 9};
    struct mf_source source = {.name = "concerns",
                               .subject = "recorded-crime",
                               .shape = WW_SHAPE_EPISODES,
                               .rank = 1,
                               .columns = MF_FROM | MF_GRID,
                               .from_kind = WW_KIND_DATE,
                               .period = mf_period(NOW)};
    if (!mf_open(&mf) || !mf_publish(&mf, &source, records, 100))
        return;
    struct ww_question question = mf_question("multi", NOW);
    question.by = "easting";
    question.set[question.n_set++] = (struct ww_condition){"bands", "18,65"};
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        CHECK_INT(table->n_rows, 4);
        CHECK_STR(table->rows[0].id, "value/under-18");
        mf_check_number(table, "value/under-18", "count_now", 17);
        mf_check_number(table, "value/18-to-64", "count_now", 42);
        mf_check_number(table, "value/65-and-over", "count_now", 31);
        mf_check_number(table, "value/65-and-over", "share_now_pct", 100 * 31.0 / 90);
        CHECK(mf_has_note(table, "10 of 100 say nothing"));
    }
    ww_table_free(&table);
    static const char *const wrong[] = {"65,18", "x", "18,18", "-4"};
    for (size_t i = 0; i < 4; i++) {
        question.set[0].value = wrong[i];
        table = mf_ask(&mf, &question, WW_E_USAGE);
    }
    question.set[0].value = "18";
    question.by = "nothing";
    table = mf_ask(&mf, &question, WW_E_USAGE);
    CHECK(strstr(mf.err.message, "easting") != NULL);
    question.by = NULL;
    table = mf_ask(&mf, &question, WW_E_USAGE);
    mf_close(&mf);
}

WW_TEST(few_answers)
{
    struct mf_record records[19];
    struct mf mf;
    for (int i = 0; i < 19; i++)
        records[i] = (struct mf_record){.from = mf_day(2017, 1, 1), .extra = i < 4 ? "Blank" : "Physical"};
    struct mf_source source = {.name = "concerns",
                               .subject = "recorded-crime",
                               .shape = WW_SHAPE_RESPONSES,
                               .rank = 1,
                               .columns = MF_FROM | MF_EXTRA,
                               .from_kind = WW_KIND_DATE,
                               .period = mf_period(NOW)};
    if (!mf_open(&mf) || !mf_publish(&mf, &source, records, 19))
        return;
    struct ww_question question = mf_question("multi", NOW);
    question.by = "extra";
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_number(table, "value/blank", "count_now", 4);
        mf_check_mark(table, "value/blank", "share_now_pct", WW_MARK_LOW_BASE);
        mf_check_mark(table, "value/physical", "share_now_low_pct", WW_MARK_LOW_BASE);
        CHECK_INT(table->n_findings, 1);
    }
    ww_table_free(&table);
    mf_close(&mf);
}

/* "Violence against the person / Common Assault" reads as the tree has it. */
WW_TEST(types_read_as_in_the_tree)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 2000))
        return;
    struct ww_question question = mf_question("multi", NOW);
    question.by = "category";
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    double expected = 0;
    for (size_t i = 0; i < world.n; i++)
        expected += mf_counts_in(&world.records[i], mf_period(NOW)) && world.records[i].category &&
                    strcmp(world.records[i].category, mf_categories[1]) == 0;
    if (table) {
        int node = ww_categories_map(mf.categories, "crime-records", ww_str_of(mf_categories[1]));
        const char *label = ww_categories_at(mf.categories, (size_t)node)->alone;
        mf_check_number(table, "value/common-assault", "count_now", expected);
        CHECK_STR(ww_table_cell(table, "value/common-assault", "label")->text, label);
    }
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

/* Two values as one row: their records, of the same base; and what a sentence says of a value and of the records. */
WW_TEST(values_may_be_counted_together)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 2000))
        return;
    struct ww_question question = mf_question("multi", NOW);
    question.by = "category";
    char sum[256];
    int nodes[2];
    for (int i = 0; i < 2; i++)
        nodes[i] = ww_categories_map(mf.categories, "crime-records", ww_str_of(mf_categories[i]));
    snprintf(sum, sizeof sum, "Of both kinds = %s; %s",
             ww_categories_at(mf.categories, (size_t)nodes[0])->label,
             ww_categories_at(mf.categories, (size_t)nodes[1])->label);
    question.set[question.n_set++] = (struct ww_condition){"sum", sum};
    question.set[question.n_set++] = (struct ww_condition){"words", "tell of %s"};
    question.set[question.n_set++] = (struct ww_condition){"counted", "things"};
    double expected = 0;
    for (size_t i = 0; i < world.n; i++)
        for (int c = 0; c < 2 && mf_counts_in(&world.records[i], mf_period(NOW)); c++)
            expected += world.records[i].category && strcmp(world.records[i].category, mf_categories[c]) == 0;
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_number(table, "sum/of-both-kinds", "count_now", expected);
        mf_check_number(table, "sum/of-both-kinds", "share_now_pct",
                        100 * expected / ww_table_cell(table, "total", "count_now")->number);
        struct ww_buf text = {0};
        struct ww_err err = {0};
        CHECK_RC(ww_finding_sentence(table, &table->findings[0], &text, &err), WW_OK);
        CHECK(text.data && strstr(text.data, " things with an answer, ") != NULL &&
              strstr(text.data, "% tell of ") != NULL);
        ww_buf_free(&text);
    }
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

/* Every record with a flag names that flag: it has no row, the others have. */
WW_TEST(what_was_asked_for_has_no_row)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 4000))
        return;
    struct ww_question question = mf_question("multi", NOW);
    question.by = "flags";
    question.where[question.n_where++] = (struct ww_condition){"flags", "Knife"};
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        double both = 0;
        for (size_t i = 0; i < world.n; i++)
            both += mf_counts_in(&world.records[i], mf_period(NOW)) &&
                    names(world.records[i].flags, "knife") && names(world.records[i].flags, "domestic");
        CHECK_INT(table->n_rows, 2);
        mf_check_number(table, "value/domestic", "count_now", both);
        mf_check_number(table, "total", "count_now", count(&world, NOW, "knife", NULL));
        CHECK(strstr(table->subtitle, "flagged knife") != NULL);
    }
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}
