// SPDX-License-Identifier: Apache-2.0
/* Numbers as people and as machines read them. */
#include "ww_test.h"

#include "base/rng.h"
#include "table/format.h"

static char text[128];

typedef void writer(const struct ww_column *, const struct ww_cell *, struct ww_buf *);

static const char *print(writer *write, enum ww_unit unit, int decimals, struct ww_cell cell)
{
    struct ww_column column = {
        .name = "c", .title = "C", .type = WW_COLUMN_NUMBER, .unit = unit, .decimals = decimals};
    struct ww_buf out = {0};
    write(&column, &cell, &out);
    ww_str_copy(ww_buf_view(&out), text, sizeof text);
    ww_buf_free(&out);
    return text;
}

static const char *cell(enum ww_unit unit, int decimals, double number, enum ww_mark mark)
{
    return print(ww_format_cell, unit, decimals,
                 (struct ww_cell){.number = number, .present = true, .mark = mark});
}

static const char *plain(enum ww_unit unit, int decimals, double number, enum ww_mark mark)
{
    return print(ww_format_cell_plain, unit, decimals,
                 (struct ww_cell){.number = number, .present = true, .mark = mark});
}

static const char *sentence(enum ww_unit unit, int decimals, double number)
{
    struct ww_column column = {.type = WW_COLUMN_NUMBER, .unit = unit, .decimals = decimals};
    struct ww_buf out = {0};
    ww_format_in_sentence(&column, number, &out);
    ww_str_copy(ww_buf_view(&out), text, sizeof text);
    ww_buf_free(&out);
    return text;
}

static const char *p_value(double p)
{
    struct ww_buf out = {0};
    ww_format_p_value(p, &out);
    ww_str_copy(ww_buf_view(&out), text, sizeof text);
    ww_buf_free(&out);
    return text;
}

WW_TEST(cells_read_as_people_write_them)
{
    CHECK_STR(cell(WW_UNIT_COUNT, -1, 58627, WW_MARK_NONE), "58,627");
    CHECK_STR(cell(WW_UNIT_COUNT, -1, 0, WW_MARK_NONE), "0");
    CHECK_STR(cell(WW_UNIT_COUNT, 1, 12.25, WW_MARK_NONE), "12.3");
    CHECK_STR(cell(WW_UNIT_COUNT, -1, 12, WW_MARK_UNRELIABLE), "12 [u]");
    CHECK_STR(cell(WW_UNIT_COUNT, -1, 12, WW_MARK_HIGH), "12 [high]");
    CHECK_STR(cell(WW_UNIT_PERCENT, -1, 9.16, WW_MARK_NONE), "9.2%");
    CHECK_STR(cell(WW_UNIT_PERCENT, 0, -9.16, WW_MARK_NONE), "-9%");
    CHECK_STR(cell(WW_UNIT_PERCENT, -1, -0.04, WW_MARK_NONE), "0.0%");
    CHECK_STR(cell(WW_UNIT_PERCENT_POINTS, -1, 2.34, WW_MARK_NONE), "2.3");
    CHECK_STR(cell(WW_UNIT_GBP, -1, 280000, WW_MARK_NONE), "£280,000");
    CHECK_STR(cell(WW_UNIT_GBP, -1, -280000, WW_MARK_NONE), "-£280,000");
    CHECK_STR(cell(WW_UNIT_PROBABILITY, -1, 0.0004, WW_MARK_NONE), "< 0.001");
    CHECK_STR(cell(WW_UNIT_PROBABILITY, -1, 0.21, WW_MARK_NONE), "0.210");
    CHECK_STR(cell(WW_UNIT_RATIO, -1, 1.0951, WW_MARK_NONE), "1.10");
}

WW_TEST(a_missing_cell_is_its_mark_or_nothing)
{
    CHECK_STR(print(ww_format_cell, WW_UNIT_PERCENT, -1, (struct ww_cell){.mark = WW_MARK_LOW_BASE}),
              "[low]");
    CHECK_STR(print(ww_format_cell, WW_UNIT_PERCENT, -1, (struct ww_cell){0}), "");
    CHECK_STR(
        print(ww_format_cell_plain, WW_UNIT_PERCENT, -1, (struct ww_cell){.mark = WW_MARK_CONFIDENTIAL}),
        "[c]");
}

WW_TEST(machines_get_plain_decimals)
{
    CHECK_STR(plain(WW_UNIT_COUNT, -1, 58627, WW_MARK_UNRELIABLE), "58627");
    CHECK_STR(plain(WW_UNIT_GBP, -1, 1234567, WW_MARK_NONE), "1234567");
    CHECK_STR(plain(WW_UNIT_PERCENT, -1, -9.16, WW_MARK_NONE), "-9.2");
    CHECK_STR(plain(WW_UNIT_PERCENT, -1, -0.01, WW_MARK_NONE), "0.0");
    CHECK_STR(plain(WW_UNIT_PROBABILITY, -1, 0.0004, WW_MARK_NONE), "0.000400");
}

WW_TEST(sentences_round_money_to_a_tenth_of_a_million)
{
    CHECK_STR(sentence(WW_UNIT_GBP, -1, 279812345), "£279.8 million");
    CHECK_STR(sentence(WW_UNIT_GBP, -1, 1.2e9), "£1.2 billion");
    CHECK_STR(sentence(WW_UNIT_GBP, -1, 48860), "£48,860");
    CHECK_STR(sentence(WW_UNIT_GBP, -1, 999999.4), "£999,999");
    CHECK_STR(sentence(WW_UNIT_GBP, -1, 999999.6), "£1.0 million");
    CHECK_STR(sentence(WW_UNIT_GBP, -1, 999.94e6), "£999.9 million");
    CHECK_STR(sentence(WW_UNIT_GBP, -1, 999.96e6), "£1.0 billion");
    CHECK_STR(sentence(WW_UNIT_GBP, -1, -3.1e6), "-£3.1 million");
    CHECK_STR(sentence(WW_UNIT_GBP, -1, 0), "£0");
}

WW_TEST(sentences_round_daily_figures_of_a_hundred_and_more)
{
    CHECK_STR(sentence(WW_UNIT_PER_DAY, -1, 160.6), "161");
    CHECK_STR(sentence(WW_UNIT_PER_DAY, 1, 160.6), "160.6");
    CHECK_STR(sentence(WW_UNIT_PER_DAY, -1, 99.94), "99.9");
    CHECK_STR(sentence(WW_UNIT_PER_DAY, -1, 99.96), "100");
    CHECK_STR(sentence(WW_UNIT_PERCENT, -1, 9.16), "9.2%");
}

WW_TEST(p_values_are_never_rounded_across_the_line)
{
    CHECK_STR(p_value(0), "less than 0.001");
    CHECK_STR(p_value(0.00099), "less than 0.001");
    CHECK_STR(p_value(0.001), "0.001");
    CHECK_STR(p_value(0.0042), "0.004");
    CHECK_STR(p_value(0.0096), "0.01");
    CHECK_STR(p_value(0.03), "0.03");
    CHECK_STR(p_value(0.046), "0.046");
    CHECK_STR(p_value(0.0499), "just under 0.05");
    CHECK_STR(p_value(0.05), "0.05");
    CHECK_STR(p_value(0.0501), "just over 0.05");
    CHECK_STR(p_value(0.054), "0.054");
    CHECK_STR(p_value(0.21), "0.21");
    CHECK_STR(p_value(0.991), "more than 0.99");
}

/* What is printed for a random number reads back to the number, rounded. */
WW_TEST(printed_numbers_read_back)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (int i = 0; i < 2000; i++) {
        int decimals = (int)ww_rng_below(&rng, 4);
        double number = (ww_rng_unit(&rng) - 0.5) * pow(10, (double)ww_rng_below(&rng, 9));
        double tolerance = 0.5 * pow(10, -decimals) * (1 + 1e-9);
        CHECK_NEAR(strtod(plain(WW_UNIT_NONE, decimals, number, WW_MARK_NONE), NULL), number, tolerance);
        char bare[64];
        size_t len = 0;
        for (const char *p = cell(WW_UNIT_NONE, decimals, number, WW_MARK_NONE); *p; p++)
            if (*p != ',')
                bare[len++] = *p;
        bare[len] = '\0';
        CHECK_NEAR(strtod(bare, NULL), number, tolerance);
    }
}
