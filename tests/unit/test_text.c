// SPDX-License-Identifier: Apache-2.0
/* Plain text: columns line up, headings wrap, no label drives the terminal. */
#include "ww_test.h"

#include "base/utf8.h"
#include "report/text.h"

#include "report_fixture.h"

static const struct ww_column columns[] = {
    {.name = "label", .title = "Type", .type = WW_COLUMN_TEXT, .role = WW_COLUMN_LABEL, .decimals = -1},
    {.name = "now",
     .title = "July 2017 to June 2018",
     .type = WW_COLUMN_NUMBER,
     .unit = WW_UNIT_COUNT,
     .decimals = -1},
    {.name = "pct", .title = "Change", .type = WW_COLUMN_NUMBER, .unit = WW_UNIT_PERCENT, .decimals = -1},
};

WW_TEST(a_small_table_in_full)
{
    struct ww_table *t = ww_table_new("change", columns, 3);
    ww_table_title(t, "What changed", "Recorded offences");
    size_t r = ww_table_add_row(t, "theft", WW_ROW_PLAIN, 1);
    ww_table_set_text(t, r, "label", WW_STR("Théft"));
    ww_table_set_number(t, r, "now", 12);
    ww_table_set_mark(t, r, "pct", WW_MARK_LOW_BASE);
    r = ww_table_add_row(t, "total", WW_ROW_TOTAL, 0);
    ww_table_set_text(t, r, "label", WW_STR("Total"));
    ww_table_set_number(t, r, "now", 58627);
    ww_table_set_number(t, r, "pct", -9.16);
    ww_table_note(t, "A note.");
    ww_table_finding(t, "total", 1, "total", "There were {total.now} offences.");
    struct ww_buf out = {0};
    CHECK_RC(ww_text_table(t, &out, NULL), WW_OK);
    CHECK_STR(out.data, "What changed\n"
                        "Recorded offences\n"
                        "\n"
                        "          July 2017 to\n"
                        "Type         June 2018  Change\n"
                        "-------  -------------  ------\n"
                        "  Théft             12   [low]\n"
                        "-------  -------------  ------\n"
                        "Total           58,627   -9.2%\n"
                        "\n"
                        "Findings\n"
                        "- There were 58,627 offences. [change/total]\n"
                        "\n"
                        "Notes\n"
                        "- A note.\n"
                        "- [low] The number it would be compared with is too small for a percentage.\n");
    ww_buf_free(&out);
    ww_table_free(&t);
}

WW_TEST(rows_of_a_long_table_are_equally_wide)
{
    struct ww_table *t = fixture_change();
    struct ww_buf out = {0};
    CHECK_RC(ww_text_table(t, &out, NULL), WW_OK);
    struct ww_str rest = ww_buf_view(&out), line;
    size_t rule = 0, checked = 0;
    while (ww_str_cut(&rest, '\n', &line)) {
        if (line.len > 2 && strncmp(line.ptr, "---", 3) == 0)
            rule = ww_utf8_length(line);
        else if (rule && line.len == 0)
            break;
        else if (rule && ++checked)
            CHECK_INT(ww_utf8_length(line), rule);
    }
    CHECK_INT(checked, t->n_rows);
    ww_buf_free(&out);
    ww_table_free(&t);
}

WW_TEST(control_characters_do_not_reach_the_terminal)
{
    struct ww_table *t = ww_table_new("t", columns, 3);
    ww_table_title(t, "T\x1b[2J", NULL);
    size_t r = ww_table_add_row(t, "r", WW_ROW_PLAIN, 0);
    ww_table_set_text(t, r, "label", WW_STR("a\x1b]0;x\x07\nb\xc2\x9b"));
    ww_table_note(t, "n\x08");
    struct ww_buf out = {0};
    CHECK_RC(ww_text_table(t, &out, NULL), WW_OK);
    for (size_t i = 0; i < out.len; i++)
        CHECK((unsigned char)out.data[i] >= 0x20 || out.data[i] == '\n');
    CHECK(strstr(out.data, "a?]0;x??b?") != NULL);
    CHECK(strstr(out.data, "\xc2\x9b") == NULL);
    ww_buf_free(&out);
    ww_table_free(&t);
}

/* The ends of the intervals go first, and only where there is no room. */
WW_TEST(a_wide_table_goes_without_its_intervals)
{
    for (unsigned values = 1; values <= 9; values += 8) {
        struct ww_column wide[12] = {columns[0]};
        static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i"};
        for (unsigned i = 0; i < values; i++) {
            wide[1 + i] = columns[1];
            wide[1 + i].name = names[i];
            wide[1 + i].title = names[i];
        }
        wide[1 + values] = (struct ww_column){.name = "low",
                                              .title = "Lower end",
                                              .type = WW_COLUMN_NUMBER,
                                              .role = WW_COLUMN_LOW,
                                              .unit = WW_UNIT_COUNT,
                                              .of = "a"};
        struct ww_table *t = ww_table_new("wide", wide, values + 2);
        size_t row = ww_table_add_row(t, "total", WW_ROW_TOTAL, 0);
        for (unsigned i = 0; i < values; i++)
            ww_table_set_number(t, row, names[i], 123456789012);
        ww_table_set_number(t, row, "low", 77);
        ww_table_title(t, "Wide", "");
        struct ww_buf out = {0};
        CHECK_RC(ww_text_table(t, &out, NULL), WW_OK);
        CHECK_INT(strstr(out.data, "Lower end") != NULL, values == 1);
        CHECK_INT(strstr(out.data, "77") != NULL, values == 1);
        CHECK_INT(strstr(out.data, "are left out here") == NULL, values == 1);
        CHECK(strstr(out.data, "123,456,789,012") != NULL);
        ww_buf_free(&out);
        ww_table_free(&t);
    }
}
