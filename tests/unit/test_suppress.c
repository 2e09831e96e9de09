// SPDX-License-Identifier: Apache-2.0
/* Suppression against an attacker who tries every table that fits what is shown. */
#include "ww_test.h"

#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "stats/suppress.h"

#define CELLS    16
#define MOST     26 /* the attacker tries counts up to this */
#define SMALLEST 3

struct attack {
    const struct ww_suppress *table;
    const uint8_t *hidden;
    int64_t counts[CELLS];
    int64_t low[CELLS], high[CELLS];
};

static bool adds_up(const struct attack *a, size_t first, size_t step, size_t n, size_t known, bool *open)
{
    int64_t sum = 0, total = a->counts[first + (n - 1) * step];
    *open = false;
    for (size_t i = 0; i + 1 < n; i++) {
        size_t cell = first + i * step;
        *open |= a->hidden[cell] && cell >= known;
        sum += a->hidden[cell] && cell >= known ? 1 : a->counts[cell];
    }
    bool total_open = a->hidden[first + (n - 1) * step] && first + (n - 1) * step >= known;
    return total_open || (*open ? sum <= total : sum == total);
}

/* Whether the table can still be right when the hidden cells before `known` have been guessed. */
static bool fits(const struct attack *a, size_t known)
{
    const struct ww_suppress *t = a->table;
    bool open, good = true;
    for (size_t r = 0; t->row_totals && r < t->rows && good; r++)
        good = adds_up(a, r * t->columns, 1, t->columns, known, &open);
    for (size_t c = 0; t->column_totals && c < t->columns && good; c++)
        good = adds_up(a, c, t->columns, t->rows, known, &open);
    return good;
}

static void guess(struct attack *a, size_t cell)
{
    size_t cells = a->table->rows * a->table->columns;
    while (cell < cells && !a->hidden[cell])
        cell++;
    if (cell == cells) {
        for (size_t i = 0; i < cells; i++) {
            a->low[i] = a->counts[i] < a->low[i] ? a->counts[i] : a->low[i];
            a->high[i] = a->counts[i] > a->high[i] ? a->counts[i] : a->high[i];
        }
        return;
    }
    for (int64_t n = 1; n <= MOST; n++) {
        a->counts[cell] = n;
        if (fits(a, cell + 1))
            guess(a, cell + 1);
    }
}

static void add_totals(int64_t *counts, size_t rows, size_t columns, bool row_totals, bool column_totals)
{
    for (size_t r = 0; row_totals && r + column_totals < rows; r++) {
        counts[r * columns + columns - 1] = 0;
        for (size_t c = 0; c + 1 < columns; c++)
            counts[r * columns + columns - 1] += counts[r * columns + c];
    }
    for (size_t c = 0; column_totals && c < columns; c++) {
        counts[(rows - 1) * columns + c] = 0;
        for (size_t r = 0; r + 1 < rows; r++)
            counts[(rows - 1) * columns + c] += counts[r * columns + c];
    }
}

static void check_one(struct ww_rng *rng)
{
    int64_t counts[CELLS], scratch[64];
    uint8_t hidden[CELLS] = {0};
    struct ww_suppress table = {.rows = 2 + ww_rng_below(rng, 2),
                                .columns = 2 + ww_rng_below(rng, 2),
                                .counts = counts,
                                .row_totals = ww_rng_below(rng, 4) != 0,
                                .column_totals = ww_rng_below(rng, 4) != 0,
                                .smallest = SMALLEST};
    size_t cells = table.rows * table.columns;
    for (size_t i = 0; i < cells; i++)
        counts[i] = (int64_t)ww_rng_below(rng, 7);
    add_totals(counts, table.rows, table.columns, table.row_totals, table.column_totals);
    ww_suppress(&table, hidden, scratch);
    struct attack attack = {.table = &table, .hidden = hidden};
    memcpy(attack.counts, counts, cells * sizeof *counts);
    size_t n_hidden = 0;
    for (size_t i = 0; i < cells; i++) {
        attack.low[i] = MOST + 1;
        n_hidden += hidden[i] != 0;
        CHECK(counts[i] == 0 || counts[i] >= SMALLEST || hidden[i] == WW_HIDDEN_SMALL);
        CHECK(counts[i] != 0 || !hidden[i]);
    }
    if (n_hidden > 5) /* too many tables to try */
        return;
    guess(&attack, 0);
    for (size_t i = 0; i < cells; i++) {
        if (!hidden[i])
            continue;
        struct ww_suppress_range range = ww_suppress_range(&table, hidden, i, scratch);
        CHECK_INT(range.low, attack.low[i]);
        CHECK_INT(range.unlimited ? 0 : range.high, range.unlimited ? 0 : attack.high[i]);
        if (hidden[i] == WW_HIDDEN_SMALL)
            CHECK(attack.high[i] - attack.low[i] >= SMALLEST);
    }
}

WW_TEST(no_attacker_comes_near_a_small_count)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (int i = 0; i < 400; i++)
        check_one(&rng);
}

WW_TEST(one_column_with_its_total)
{
    static const int64_t counts[] = {2, 9, 30, 0, 41};
    uint8_t hidden[5] = {0};
    int64_t scratch[32];
    const struct ww_suppress table = {
        .rows = 5, .columns = 1, .counts = counts, .column_totals = true, .smallest = 5};
    CHECK(ww_suppress_scratch(5, 1) <= 32);
    ww_suppress(&table, hidden, scratch);
    CHECK_INT(hidden[0], WW_HIDDEN_SMALL);
    CHECK_INT(hidden[1], WW_HIDDEN_BESIDE); /* the next smallest */
    CHECK_INT(hidden[2], WW_SHOWN);
    CHECK_INT(hidden[3], WW_SHOWN);
    CHECK_INT(hidden[4], WW_SHOWN);
    struct ww_suppress_range range = ww_suppress_range(&table, hidden, 0, scratch);
    CHECK_INT(range.low, 1);
    CHECK_INT(range.high, 10);
}

WW_TEST(two_small_ones_that_add_up_to_little_need_a_third)
{
    static const int64_t counts[] = {1, 2, 30, 33};
    uint8_t hidden[4] = {0};
    int64_t scratch[32];
    const struct ww_suppress table = {
        .rows = 4, .columns = 1, .counts = counts, .column_totals = true, .smallest = 5};
    ww_suppress(&table, hidden, scratch);
    CHECK_INT(hidden[2], WW_HIDDEN_BESIDE);
    CHECK_INT(hidden[3], WW_SHOWN);
}

WW_TEST(what_is_hidden_elsewhere_stays_hidden)
{
    static const int64_t counts[] = {20, 30, 40, 90};
    uint8_t hidden[4] = {0, WW_HIDDEN_BESIDE, 0, 0};
    int64_t scratch[32];
    const struct ww_suppress table = {
        .rows = 4, .columns = 1, .counts = counts, .column_totals = true, .smallest = 5};
    ww_suppress(&table, hidden, scratch);
    CHECK_INT(hidden[1], WW_HIDDEN_BESIDE);
    CHECK_INT(hidden[0], WW_HIDDEN_BESIDE); /* else the subtraction tells it */
    CHECK_INT(hidden[2], WW_SHOWN);
}

WW_TEST(without_totals_only_the_small_ones_go)
{
    static const int64_t counts[] = {1, 30, 40};
    uint8_t hidden[3] = {0};
    int64_t scratch[32];
    const struct ww_suppress table = {.rows = 3, .columns = 1, .counts = counts, .smallest = 5};
    ww_suppress(&table, hidden, scratch);
    CHECK_INT(hidden[0], WW_HIDDEN_SMALL);
    CHECK_INT(hidden[1], WW_SHOWN);
    CHECK(ww_suppress_range(&table, hidden, 0, scratch).unlimited);
}
