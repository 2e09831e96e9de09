// SPDX-License-Identifier: Apache-2.0
/* Many comparisons at once: what is below 0.05 among forty rows is not more than chance for that alone. */
#include "ww_test.h"

#include "measure/compare.h"

static struct ww_table *rows_of(const double *p, size_t n)
{
    static const struct ww_column columns[] = {
        {.name = "label", .title = "Type", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_LABEL},
        {.name = "p_value",
         .title = "Probability by chance",
         .type = WW_COLUMN_NUMBER,
         .role = WW_COLUMN_VALUE,
         .unit = WW_UNIT_PROBABILITY,
         .decimals = 3},
        {.name = "verdict", .title = "More than chance", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_NOTE},
    };
    struct ww_table *table = ww_table_new("rows", columns, 3);
    for (size_t i = 0; i < n; i++) {
        bool total = i + 1 == n;
        size_t row = ww_table_add_row(table, total ? "total" : ww_table_text(table, "r%zu", i),
                                      total ? WW_ROW_TOTAL : WW_ROW_PLAIN, 0);
        ww_table_set_number(table, row, "p_value", p[i]);
        ww_table_set_text(table, row, "verdict", p[i] < WW_CHANCE_LEVEL ? WW_STR("Up") : WW_STR("No"));
    }
    return table;
}

/* By hand: the largest k with p(k) <= 0.05 k / m, m = rows without the total. */
WW_TEST(rows_are_judged_together_the_total_alone)
{
    static const struct {
        double p[6];
        bool beyond[6];
    } cases[] = {
        {{0.03, 0.5, 0.6, 0.7, 0.8, 0.03}, {false, false, false, false, false, true}},
        {{0.001, 0.019, 0.5, 0.6, 0.7, 0.2}, {true, true, false, false, false, false}},
        {{0.041, 0.042, 0.043, 0.044, 0.045, 0.9}, {true, true, true, true, true, false}},
        {{0.001, 0.03, 0.04, 0.6, 0.7, 0.001}, {true, false, false, false, false, true}},
    };
    struct ww_arena *arena = ww_arena_new(0);
    const struct ww_ask ask = {.arena = arena};
    for (size_t c = 0; arena && c < sizeof cases / sizeof cases[0]; c++) {
        struct ww_table *table = rows_of(cases[c].p, 6);
        CHECK_RC(ww_compare_together(&ask, table, NULL), WW_OK);
        for (size_t i = 0; i < 6; i++)
            CHECK_INT(ww_compare_beyond_chance(table, i), cases[c].beyond[i]);
        ww_table_free(&table);
    }
    ww_arena_free(&arena);
}

WW_TEST(a_table_without_rows_is_no_error)
{
    struct ww_arena *arena = ww_arena_new(0);
    const struct ww_ask ask = {.arena = arena};
    struct ww_table *table = rows_of(NULL, 0);
    CHECK_RC(ww_compare_together(&ask, table, NULL), WW_OK);
    ww_table_free(&table);
    ww_arena_free(&arena);
}
