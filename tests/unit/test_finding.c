// SPDX-License-Identifier: Apache-2.0
/* Sentences fed from cells: every filter, every kind of missing, every way a reference can be wrong. */
#include "ww_test.h"

#include "table/finding.h"

static const struct ww_column columns[] = {
    {.name = "label", .title = "Type", .type = WW_COLUMN_TEXT, .decimals = -1},
    {.name = "count", .title = "Offences", .type = WW_COLUMN_NUMBER, .unit = WW_UNIT_COUNT, .decimals = -1},
    {.name = "pct", .title = "Change", .type = WW_COLUMN_NUMBER, .unit = WW_UNIT_PERCENT, .decimals = -1},
    {.name = "points",
     .title = "Points",
     .type = WW_COLUMN_NUMBER,
     .unit = WW_UNIT_PERCENT_POINTS,
     .decimals = -1},
    {.name = "p", .title = "Chance", .type = WW_COLUMN_NUMBER, .unit = WW_UNIT_PROBABILITY, .decimals = -1},
    {.name = "cost", .title = "Cost", .type = WW_COLUMN_NUMBER, .unit = WW_UNIT_GBP, .decimals = -1},
    {.name = "daily", .title = "A day", .type = WW_COLUMN_NUMBER, .unit = WW_UNIT_PER_DAY, .decimals = 1},
    {.name = "rank", .title = "Rank", .type = WW_COLUMN_NUMBER, .unit = WW_UNIT_RANK, .decimals = 0},
};

static void add(struct ww_table *table, const char *id, const char *label, double sign)
{
    size_t r = ww_table_add_row(table, id, WW_ROW_PLAIN, 0);
    ww_table_set_text(table, r, "label", ww_str_of(label));
    ww_table_set_number(table, r, "count", sign * 5092);
    ww_table_set_number(table, r, "pct", sign * 9.21);
    ww_table_set_number(table, r, "points", sign * 2.34);
    ww_table_set_number(table, r, "cost", sign * 279812345);
    ww_table_set_number(table, r, "daily", sign * 160.6);
}

static struct ww_table *make(void)
{
    struct ww_table *table = ww_table_new("change", columns, sizeof columns / sizeof *columns);
    add(table, "up", "Theft from person", 1);
    add(table, "down", "ASB calls", -1);
    add(table, "theft/flat", "Flat", 0);
    ww_table_set_alone(table, 2, "Flat alone");
    ww_table_set_number(table, 0, "p", 0.0000001);
    ww_table_set_number(table, 1, "p", 0.21);
    ww_table_set_number(table, 2, "p", 0.03);
    ww_table_set_number(table, 2, "pct", -0.04);
    ww_table_set_number(table, 0, "rank", 13);
    ww_table_set_number(table, 1, "rank", 2);
    ww_table_set_number(table, 2, "rank", 23);
    size_t r = ww_table_add_row(table, "few", WW_ROW_PLAIN, 0);
    ww_table_set_mark(table, r, "pct", WW_MARK_LOW_BASE);
    ww_table_set_mark(table, r, "count", WW_MARK_CONFIDENTIAL);
    ww_table_set_number(table, r, "rank", 1);
    return table;
}

static enum ww_rc sentence(const struct ww_table *table, const char *text, char *out, size_t size,
                           struct ww_err *err)
{
    struct ww_finding finding = {.id = "f", .text = text};
    struct ww_buf buf = {0};
    enum ww_rc rc = ww_finding_sentence(table, &finding, &buf, err);
    ww_str_copy(ww_buf_view(&buf), out, size);
    ww_buf_free(&buf);
    return rc;
}

WW_TEST(filters_write_what_they_promise)
{
    static const char *const cases[][2] = {
        {"No reference.", "No reference."},
        {"{up.count} offences", "5,092 offences"},
        {"{down.count}/{down.count|abs}", "-5,092/5,092"},
        {"{up.label} is {up.label|label}", "Theft from person is theft from person"},
        {"{down.label|label}", "ASB calls"},
        {"{up.pct|rise} {down.pct|rise} {theft/flat.pct|rise}", "up down unchanged"},
        {"{up.pct|rose} {down.pct|rose} {theft/flat.pct|rose}", "rose fell did not change"},
        {"{up.count|more} {down.count|more} {theft/flat.count|more}", "more fewer the same"},
        {"{up.pct|change}, {down.pct|change}, {theft/flat.pct|change}", "up 9.2%, down 9.2%, unchanged"},
        {"{up.points|change}", "up 2.3 percentage points"},
        {"{few.pct|change}", "too few to give a percentage"},
        {"{few.count}", "not shown"},
        {"{few.daily}", "not known"},
        {"{theft/flat.label} or {theft/flat.label|label}", "Flat alone or flat alone"},
        {"{up.p|chance}", "more than chance"},
        {"{theft/flat.p|chance}", "more than chance"},
        {"{down.p|chance}", "could be chance"},
        {"{few.p|chance}", "too few to test"},
        {"{up.cost}", "£279.8 million"},
        {"{up.daily} {up.daily|whole}", "160.6 161"},
        {"{few.rank|place} {down.rank|place} {up.rank|place} {theft/flat.rank|place}",
         "the highest 2nd highest 13th highest 23rd highest"},
    };
    struct ww_table *table = make();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[256];
        struct ww_err err = {0};
        if (!CHECK_RC(sentence(table, cases[i][0], text, sizeof text, &err), WW_OK))
            printf("%s\n", err.message);
        CHECK_STR(text, cases[i][1]);
    }
    ww_table_free(&table);
}

WW_TEST(a_reference_that_does_not_resolve_is_named)
{
    static const char *const cases[] = {
        "{up.cuont}",
        "{down.count|shout}",
        "{nobody.count}",
        "{up}",
        "{}",
        "{up.count",
        "{up.label|rise}",
        "{up.count|label}",
        "{.count}",
        "{up.}",
        "{up.count|rise|rose}",
    };
    struct ww_table *table = make();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[256];
        struct ww_err err = {0};
        if (!CHECK_RC(sentence(table, cases[i], text, sizeof text, &err), WW_E_USAGE))
            printf("%s\n", cases[i]);
        CHECK(strstr(err.message, "\"f\"") != NULL);
        CHECK(strstr(err.message, cases[i][1] == '}' ? "{}" : "{") != NULL);
    }
    ww_table_free(&table);
}
