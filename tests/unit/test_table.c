// SPDX-License-Identifier: Apache-2.0
/* The shape of an answer: rows and cells by name, the first failure remembered, no memory at every point. */
#include "ww_test.h"

#include "base/checked.h"
#include "table/table.h"

static const struct ww_column columns[] = {
    {.name = "label", .title = "Crime type", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_LABEL, .decimals = -1},
    {.name = "count",
     .title = "Offences",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_COUNT,
     .decimals = -1},
    {.name = "change_pct",
     .title = "Change",
     .type = WW_COLUMN_NUMBER,
     .role = WW_COLUMN_VALUE,
     .unit = WW_UNIT_PERCENT,
     .decimals = -1},
};

static struct ww_table *make(void)
{
    struct ww_table *table = ww_table_new("change", columns, 3);
    if (table)
        ww_table_title(table, "Change", NULL);
    return table;
}

WW_TEST(cells_are_found_by_row_and_column)
{
    struct ww_table *table = make();
    size_t r = ww_table_add_row(table, "total", WW_ROW_TOTAL, 0);
    ww_table_set_text(table, r, "label", WW_STR("Total"));
    ww_table_set_number(table, r, "count", 58627);
    CHECK_NEAR(ww_table_cell(table, "total", "count")->number, 58627, 0);
    CHECK_STR(ww_table_cell(table, "total", "label")->text, "Total");
    CHECK(!ww_table_cell(table, "total", "change_pct")->present);
    CHECK(ww_table_cell(table, "total", "nothing") == NULL);
    CHECK(ww_table_cell(table, "nothing", "count") == NULL);
    CHECK_RC(ww_table_check(table, NULL), WW_OK);
    ww_table_free(&table);
    CHECK(table == NULL);
    ww_table_free(&table);
}

WW_TEST(many_rows_keep_their_places_and_repeated_ids_get_numbers)
{
    struct ww_table *table = make();
    for (size_t i = 0; i < 5000; i++)
        CHECK_INT(ww_table_add_row(table, ww_table_text(table, "area-%zu", i), WW_ROW_PLAIN, 0), i);
    for (size_t i = 0; i < 5000; i++)
        CHECK_INT(ww_table_find_row(table, ww_table_text(table, "area-%zu", i)), i);
    CHECK_INT(ww_table_find_row(table, "area-5000"), WW_NO_INDEX);
    ww_table_add_row(table, "other", WW_ROW_PLAIN, 0);
    ww_table_add_row(table, "other", WW_ROW_PLAIN, 0);
    ww_table_add_row(table, "other", WW_ROW_PLAIN, 0);
    CHECK_STR(table->rows[5001].id, "other-2");
    CHECK_STR(table->rows[5002].id, "other-3");
    CHECK_INT(ww_table_find_row(table, "other-3"), 5002);
    CHECK_RC(ww_table_validate(table, NULL), WW_OK);
    ww_table_free(&table);
}

WW_TEST(row_ids_are_made_from_labels)
{
    struct ww_table *table = make();
    CHECK_STR(ww_table_row_id(table, "Violence Against the Person", "Violence with Injury"),
              "violence-against-the-person/violence-with-injury");
    CHECK_STR(ww_table_row_id(table, NULL, "  St James's & Soho (1/2) "), "st-james-s-soho-1-2");
    CHECK_STR(ww_table_row_id(table, "", "Total"), "total");
    CHECK_STR(ww_table_row_id(table, "a/b", "c"), "a/b/c");
    CHECK_STR(ww_table_row_id(table, NULL, "£€"), "row");
    CHECK_STR(ww_table_row_id(table, "theft", ""), "theft/row");
    ww_table_free(&table);
}

WW_TEST(marks_take_the_place_of_numbers_or_stand_beside_them)
{
    struct ww_table *table = make();
    size_t r = ww_table_add_row(table, "a", WW_ROW_PLAIN, 0);
    ww_table_set_number(table, r, "count", 3);
    ww_table_set_mark(table, r, "count", WW_MARK_UNRELIABLE);
    CHECK(table->rows[r].cells[1].present);
    ww_table_set_mark(table, r, "count", WW_MARK_CONFIDENTIAL);
    CHECK(!table->rows[r].cells[1].present);
    CHECK_NEAR(table->rows[r].cells[1].number, 0, 0); /* a suppressed number is gone, not hidden */
    ww_table_set_number(table, r, "count", 4);
    CHECK_INT(table->rows[r].cells[1].mark, WW_MARK_NONE);
    ww_table_set_mark(table, r, "label", WW_MARK_NOT_AVAILABLE);
    CHECK(!table->rows[r].cells[0].present);
    ww_table_set_text(table, r, "label", WW_STR("known after all"));
    CHECK_INT(table->rows[r].cells[0].mark, WW_MARK_NONE);
    ww_table_free(&table);
}

/* A partner's column of texts may well hold the word. */
WW_TEST(the_total_keeps_its_name)
{
    struct ww_table *table = make();
    ww_table_add_row(table, "total", WW_ROW_PLAIN, 0);
    ww_table_add_row(table, "total", WW_ROW_SUBTOTAL, 0);
    ww_table_add_row(table, "total", WW_ROW_TOTAL, 0);
    CHECK_STR(table->rows[0].id, "total-2");
    CHECK_STR(table->rows[1].id, "total-3");
    CHECK_STR(table->rows[2].id, "total");
    CHECK_INT(ww_table_find_row(table, "total"), 2);
    ww_table_free(&table);
}

static void set_wrong_column(struct ww_table *t)
{
    ww_table_set_number(t, 0, "cuont", 1);
}
static void set_number_in_text(struct ww_table *t)
{
    ww_table_set_number(t, 0, "label", 1);
}
static void set_text_in_number(struct ww_table *t)
{
    ww_table_set_text(t, 0, "count", WW_STR("x"));
}
static void set_nan(struct ww_table *t)
{
    ww_table_set_number(t, 0, "count", NAN);
}
static void set_row_beyond(struct ww_table *t)
{
    ww_table_set_number(t, 7, "count", 1);
}

WW_TEST(the_first_failure_is_remembered_and_named)
{
    static const struct {
        void (*fault)(struct ww_table *);
        const char *says;
    } cases[] = {
        {set_wrong_column, "cuont"}, {set_number_in_text, "label"}, {set_text_in_number, "count"},
        {set_nan, "without an end"}, {set_row_beyond, "row 7"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ww_table *table = make();
        ww_table_add_row(table, "a", WW_ROW_PLAIN, 0);
        cases[i].fault(table);
        CHECK_INT(ww_table_add_row(table, "b", WW_ROW_PLAIN, 0), WW_NO_INDEX);
        ww_table_set_number(table, WW_NO_INDEX, "count", 1);
        struct ww_err err = {0};
        CHECK_RC(ww_table_check(table, &err), WW_E_USAGE);
        if (!CHECK(strstr(err.message, cases[i].says) != NULL))
            printf("%s\n", err.message);
        CHECK_STR(err.source, "change");
        ww_table_free(&table);
    }
}

WW_TEST(an_extract_used_twice_is_listed_once)
{
    struct ww_table *table = make();
    struct ww_used_extract used = {.source = "s",
                                   .vintage = "",
                                   .period = "2018",
                                   .sha256 = "ab",
                                   .owner = "o",
                                   .rows = 100,
                                   .rows_used = 40};
    ww_table_used(table, &used);
    ww_table_used(table, &used);
    CHECK_INT(table->provenance.extracts[0].rows_used, 80);
    ww_table_used(table, &used);
    CHECK_INT(table->provenance.n_extracts, 1);
    CHECK_INT(table->provenance.extracts[0].rows_used, 100);
    used.sha256 = "cd";
    ww_table_used(table, &used);
    CHECK_INT(table->provenance.n_extracts, 2);
    ww_table_parameter(table, "period", "2018");
    ww_table_parameter(table, "top", "4");
    CHECK_INT(table->provenance.n_parameters, 2);
    CHECK_STR(table->provenance.parameters[1].value, "4");
    ww_table_free(&table);
}

static void break_chart(struct ww_table *t)
{
    t->chart = (struct ww_chart){.kind = WW_CHART_BARS, .values = {"nothing"}, .n_values = 1};
}
static void break_chart_type(struct ww_table *t)
{
    t->chart = (struct ww_chart){.kind = WW_CHART_BARS, .values = {"label"}, .n_values = 1};
}
static void break_chart_interval(struct ww_table *t)
{
    t->chart = (struct ww_chart){.kind = WW_CHART_INTERVALS, .values = {"count"}, .n_values = 1};
}
static void break_of(struct ww_table *t)
{
    t->columns[2].of = "nothing";
}
static void break_name(struct ww_table *t)
{
    t->columns[2].name = "Change %";
}
static void break_same_title(struct ww_table *t)
{
    t->columns[2].title = "Offences";
}
static void break_row_id(struct ww_table *t)
{
    ww_table_add_row(t, "Total crime", WW_ROW_PLAIN, 0);
}
static void break_finding(struct ww_table *t)
{
    ww_table_finding(t, "f", 0.5, "total", "There were {total.cuont}");
}
static void break_finding_row(struct ww_table *t)
{
    ww_table_finding(t, "f", 0.5, "nothing", "There were {total.count}");
}
static void break_finding_twice(struct ww_table *t)
{
    ww_table_finding(t, "f", 0.5, "total", "There were {total.count}");
    ww_table_finding(t, "f", 0.5, "total", "There were {total.count}");
}
static void break_weight(struct ww_table *t)
{
    ww_table_finding(t, "f", 1.5, "total", "There were {total.count}");
}

WW_TEST(validate_finds_each_fault)
{
    static void (*const faults[])(struct ww_table *) = {
        break_chart,       break_chart_type,    break_chart_interval, break_of,
        break_name,        break_same_title,    break_row_id,         break_finding,
        break_finding_row, break_finding_twice, break_weight,
    };
    for (size_t i = 0; i <= sizeof faults / sizeof *faults; i++) {
        struct ww_table *table = make();
        size_t r = ww_table_add_row(table, "total", WW_ROW_TOTAL, 0);
        ww_table_set_number(table, r, "count", 5);
        ww_table_finding(table, "good", 1, "total", "There were {total.count}.");
        bool sound = i == sizeof faults / sizeof *faults;
        if (!sound)
            faults[i](table);
        struct ww_err err = {0};
        enum ww_rc rc = ww_table_validate(table, &err);
        if (!CHECK_INT(rc, sound ? WW_OK : WW_E_USAGE))
            printf("fault %zu\n", i);
        ww_table_free(&table);
    }
}

WW_TEST(marks_a_note_explains_need_no_meaning)
{
    struct ww_table *table = make();
    size_t r = ww_table_add_row(table, "a", WW_ROW_PLAIN, 0);
    ww_table_set_mark(table, r, "count", WW_MARK_LOW_BASE);
    ww_table_set_mark(table, r, "change_pct", WW_MARK_CONFIDENTIAL);
    ww_table_note(table, "A [c] is not an explanation; [low]: this is.");
    bool marks[WW_MARK_COUNT];
    ww_table_unexplained_marks(table, marks);
    for (int m = 0; m < WW_MARK_COUNT; m++)
        CHECK_INT(marks[m], m == WW_MARK_CONFIDENTIAL);
    ww_table_free(&table);
}

/* Fails allocation 1, 2, 3 …: every run ends in WW_E_NOMEM or in a whole table, and leaks nothing. */
WW_TEST(no_memory_at_any_point_is_survived)
{
    bool whole = false;
    for (unsigned long n = 1; !whole && n < 200; n++) {
        ww_mem_fail_after(n);
        struct ww_table *table = make();
        for (int i = 0; table && i < 3000; i++)
            ww_table_set_text(table,
                              ww_table_add_row(table, ww_table_row_id(table, "g", "Label"), WW_ROW_PLAIN, 0),
                              "label", WW_STR("a label of some length, to fill the blocks"));
        if (table) {
            ww_table_note(table, "Note %d", 1);
            ww_table_finding(table, "f", 1, NULL, "text");
            ww_table_parameter(table, "a", "b");
        }
        whole = table && ww_table_check(table, NULL) == WW_OK;
        if (table && !whole)
            CHECK_RC(ww_table_check(table, NULL), WW_E_NOMEM);
        ww_mem_fail_after(0);
        ww_table_free(&table);
    }
    CHECK(whole);
}
