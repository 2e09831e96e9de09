// SPDX-License-Identifier: Apache-2.0
/* What is published of few people, attacked by subtraction. */
#include "ww_test.h"

#include "cohort_fixture.h"
#include "measure/disclosure.h"

#define SMALLEST 5
#define ROWS_MAX 6

struct made {
    int64_t rows[ROWS_MAX], not_recorded, unseen;
    size_t n;
};

static struct made make(struct ww_rng *rng)
{
    struct made made = {.n = 2 + (size_t)ww_rng_below(rng, ROWS_MAX - 1)};
    for (size_t i = 0; i < made.n; i++)
        made.rows[i] = (int64_t)ww_rng_below(rng, ww_rng_below(rng, 2) ? 9 : 60);
    made.not_recorded = ww_rng_below(rng, 2) ? (int64_t)ww_rng_below(rng, 12) : 0;
    made.unseen = ww_rng_below(rng, 3) ? 0 : (int64_t)ww_rng_below(rng, 12);
    return made;
}

static void add(struct ww_table *table, const char *id, enum ww_row_kind kind, int64_t count)
{
    size_t row = ww_table_add_row(table, id, kind, 0);
    ww_table_set_text(table, row, "label", ww_str_of(id));
    ww_table_set_number(table, row, "count", (double)count);
}

static struct ww_table *table_of(const struct made *made)
{
    static const char *const ids[ROWS_MAX] = {"a", "b", "c", "d", "e", "f"};
    static const struct ww_column columns[] = {
        {.name = "label", .title = "Group", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_LABEL},
        {.name = "count",
         .title = "People",
         .type = WW_COLUMN_NUMBER,
         .role = WW_COLUMN_VALUE,
         .unit = WW_UNIT_COUNT},
    };
    struct ww_table *table = ww_table_new("test", columns, 2);
    int64_t total = made->not_recorded + made->unseen;
    for (size_t i = 0; table && i < made->n; i++) {
        add(table, ids[i], WW_ROW_PLAIN, made->rows[i]);
        total += made->rows[i];
    }
    if (made->not_recorded)
        add(table, "not-recorded", WW_ROW_SUBTOTAL, made->not_recorded);
    add(table, "total", WW_ROW_TOTAL, total);
    return table;
}

/* Who knows the total and every count shown: how far apart are the least and the most that a hidden one can be? */
static void attack(const struct ww_table *table, const struct made *made)
{
    int64_t left = 0, hidden = made->unseen > 0;
    bool total = ww_table_cell(table, "total", "count")->present,
         small = made->unseen > 0 && made->unseen < SMALLEST;
    for (size_t r = 0; r < table->n_rows; r++) {
        const struct ww_cell *cell = &table->rows[r].cells[1];
        bool sum = table->rows[r].kind == WW_ROW_TOTAL;
        if (cell->present) {
            left += sum ? (int64_t)cell->number : -(int64_t)cell->number;
            CHECK(cell->number == 0 || cell->number >= SMALLEST);
        } else if (!sum) {
            hidden++;
            small = true;
        }
    }
    if (total && small && !CHECK(left - hidden >= SMALLEST))
        printf("    %d hidden add up to %d\n", (int)hidden, (int)left);
}

WW_TEST(nothing_small_is_the_difference_of_what_is_shown)
{
    struct ww_rng rng;
    struct ww_err err;
    ww_rng_seed(&rng, ww_test_seed());
    for (int i = 0; i < 4000; i++) {
        const struct made made = make(&rng);
        struct ww_table *table = table_of(&made);
        if (CHECK_RC(ww_disclosure_apply(table, SMALLEST, &err), WW_OK))
            attack(table, &made);
        ww_table_free(&table);
    }
}

/* The number in a cell, or -1 where it is hidden. */
static double seen(const struct ww_table *table, const char *row, const char *column)
{
    const struct ww_cell *cell = ww_table_cell(table, row, column);
    return cell && cell->present ? cell->number : -1;
}

static bool is_few(double count)
{
    return count > 0 && count < SMALLEST;
}

/* No cell, and no difference of two cells of a row, is few people. */
static void attack_needs(const struct ww_table *table)
{
    for (size_t r = 0; r < table->n_rows; r++) {
        const char *id = table->rows[r].id;
        double all = seen(table, id, "count"), women = seen(table, id, "women"), men = seen(table, id, "men");
        CHECK(!is_few(all) && !is_few(women) && !is_few(men));
        CHECK(all < 0 || women < 0 || !is_few(all - women));
        CHECK(all < 0 || men < 0 || !is_few(all - men));
        CHECK(women >= 0 || seen(table, id, "women_pct") < 0);
        CHECK(men >= 0 || seen(table, id, "men_pct") < 0);
        CHECK(all >= 0 || seen(table, id, "share_pct") < 0);
    }
}

WW_TEST(the_few_of_one_sex_are_not_all_less_the_other)
{
    struct mf mf;
    struct cf_spell spells[CF_SPELLS];
    if (!cf_open(&mf, spells))
        return;
    struct ww_question question = mf_question("needs", CF_NOW);
    question.publish = true;
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table)
        attack_needs(table);
    ww_table_free(&table);
    mf_close(&mf);
}

WW_TEST(who_joined_in_a_month_is_not_told)
{
    static const char *const columns[] = {"joined", "left", "during"};
    struct mf mf;
    struct cf_spell spells[CF_SPELLS];
    if (!cf_open(&mf, spells))
        return;
    struct ww_question question = mf_question("cohort", CF_NOW);
    question.publish = true;
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    for (size_t r = 0; table && r < table->n_rows; r++)
        for (size_t c = 0; table->rows[r].kind == WW_ROW_PLAIN && c < 3; c++)
            CHECK(seen(table, table->rows[r].id, columns[c]) < 0);
    if (table)
        CHECK(seen(table, "this-period", "joined") >= SMALLEST);
    ww_table_free(&table);
    question.publish = false;
    table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        CHECK(seen(table, "2018-01", "joined") >= 0);
        CHECK(mf_has_note(table, "Not for publication"));
    }
    ww_table_free(&table);
    mf_close(&mf);
}
