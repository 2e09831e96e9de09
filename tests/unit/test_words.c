// SPDX-License-Identifier: Apache-2.0
/* The words that measures share: what the period of comparison is called, what areas are, headings filled in. */
#include "ww_test.h"

#include "measure/words.h"

static struct ww_period period_of(const char *text)
{
    struct ww_period period;
    struct ww_err err;
    CHECK_RC(ww_period_parse(ww_str_of(text), &period, &err), WW_OK);
    return period;
}

WW_TEST(the_period_before_by_its_length)
{
    static const struct {
        const char *period, *compare, *words;
    } cases[] = {
        {"2017-07..2018-06", "2016-07..2017-06", "the year before"},
        {"2015-07..2016-06", "2014-07..2015-06", "the year before"}, /* 366 days against 365 */
        {"2018-04..2018-06", "2018-01..2018-03", "the quarter before"},
        {"2018-06", "2018-05", "the month before"},
        {"2018-01..2018-06", "2017-07..2017-12", "the period before"},
        {"2018-04..2018-06", "2017-04..2017-06", "April 2017 to June 2017"}, /* not just before */
        {"2017-07..2018-06", "2010-07..2011-06", "July 2010 to June 2011"},
        {"2017-07..2018-06", "2015-07..2017-06", "July 2015 to June 2017"}, /* longer */
    };
    struct ww_arena *arena = ww_arena_new(0);
    for (size_t i = 0; arena && i < sizeof cases / sizeof cases[0]; i++) {
        struct ww_ask ask = {.arena = arena, .period = period_of(cases[i].period)};
        CHECK_STR(ww_words_before(&ask, period_of(cases[i].compare)), cases[i].words);
    }
    ww_arena_free(&arena);
}

WW_TEST(areas_by_their_level)
{
    CHECK_STR(ww_words_areas("lsoa11"), "LSOAs");
    CHECK_STR(ww_words_areas("lsoa21"), "LSOAs");
    CHECK_STR(ww_words_areas("ward22"), "wards");
    CHECK_STR(ww_words_areas("borough"), "boroughs");
    CHECK_STR(ww_words_areas("beat"), "areas");
    CHECK_STR(ww_words_areas(""), "areas");
}

static struct ww_table *small_table(void)
{
    static const struct ww_column columns[] = {
        {.name = "label", .title = "Type", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_LABEL},
        {.name = "count",
         .title = "Recorded",
         .type = WW_COLUMN_NUMBER,
         .role = WW_COLUMN_VALUE,
         .unit = WW_UNIT_COUNT,
         .decimals = -1},
    };
    struct ww_table *table = ww_table_new("small", columns, 2);
    size_t row = ww_table_add_row(table, "total", WW_ROW_TOTAL, 0);
    ww_table_set_text(table, row, "label", WW_STR("Total"));
    ww_table_set_number(table, row, "count", 1234);
    return table;
}

WW_TEST(a_heading_is_filled_from_cells)
{
    struct ww_table *table = small_table();
    CHECK_STR(ww_words_filled(table, "{total.count} offences"), "1,234 offences");
    CHECK_RC(ww_table_check(table, NULL), WW_OK);
    ww_table_free(&table);
}

WW_TEST(a_heading_of_no_cell_fails_the_table)
{
    struct ww_table *table = small_table();
    struct ww_err err;
    CHECK_STR(ww_words_filled(table, "{totl.count} offences"), "");
    CHECK_RC(ww_table_check(table, &err), WW_E_USAGE);
    CHECK(strstr(err.message, "totl.count") != NULL);
    ww_table_free(&table);
}
