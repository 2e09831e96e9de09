// SPDX-License-Identifier: Apache-2.0
#include "base/str.h"

#include "ww_test.h"

WW_TEST(equality_is_by_bytes)
{
    CHECK(ww_str_eq(WW_STR("ward"), WW_STR("ward")));
    CHECK(!ww_str_eq(WW_STR("ward"), WW_STR("Ward")));
    CHECK(!ww_str_eq(WW_STR("ward"), WW_STR("wards")));
    CHECK(ww_str_eq(WW_STR("a\0b"), WW_STR("a\0b")));
    CHECK(!ww_str_eq(WW_STR("a\0b"), WW_STR("a\0c")));
    CHECK(ww_str_eq((struct ww_str){0}, WW_STR("")));
    CHECK(ww_str_eqz(WW_STR("ward"), "ward"));
    CHECK(ww_str_eqz((struct ww_str){0}, NULL));
}

static int sign(int x)
{
    return (x > 0) - (x < 0);
}

WW_TEST(order_is_by_bytes_and_then_length)
{
    CHECK_INT(sign(ww_str_cmp(WW_STR("a"), WW_STR("b"))), -1);
    CHECK_INT(sign(ww_str_cmp(WW_STR("b"), WW_STR("a"))), 1);
    CHECK_INT(sign(ww_str_cmp(WW_STR("ab"), WW_STR("a"))), 1);
    CHECK_INT(sign(ww_str_cmp(WW_STR("a"), WW_STR("ab"))), -1);
    CHECK_INT(sign(ww_str_cmp(WW_STR("a"), WW_STR("a"))), 0);
    CHECK_INT(sign(ww_str_cmp(WW_STR("\x80"), WW_STR("z"))), 1);
    CHECK_INT(sign(ww_str_cmp((struct ww_str){0}, WW_STR(""))), 0);
    CHECK_INT(sign(ww_str_cmp((struct ww_str){0}, WW_STR("a"))), -1);
}

WW_TEST(case_is_ignored_in_ascii_only)
{
    CHECK(ww_str_eq_nocase(WW_STR("St. PAUL'S [z]"), WW_STR("sT. paul's [Z]")));
    CHECK(!ww_str_eq_nocase(WW_STR("[@"), WW_STR("{`")));
    CHECK(!ww_str_eq_nocase(WW_STR("\xC3\x89"), WW_STR("\xC3\xA9")));
    CHECK(!ww_str_eq_nocase(WW_STR("a"), WW_STR("ab")));
    CHECK(ww_str_eq_nocase((struct ww_str){0}, WW_STR("")));
}

WW_TEST(starts_and_ends)
{
    CHECK(ww_str_starts(WW_STR("E01000001"), WW_STR("E01")));
    CHECK(!ww_str_starts(WW_STR("E0"), WW_STR("E01")));
    CHECK(ww_str_starts(WW_STR(""), WW_STR("")));
    CHECK(ww_str_ends(WW_STR("a.csv"), WW_STR(".csv")));
    CHECK(!ww_str_ends(WW_STR("csv"), WW_STR(".csv")));
    CHECK(!ww_str_ends(WW_STR("a.csv.gz"), WW_STR(".csv")));
    CHECK(ww_str_ends(WW_STR("a"), WW_STR("")));
    CHECK(ww_str_ends((struct ww_str){NULL, 0}, WW_STR("")));
    CHECK(ww_str_ends_nocase(WW_STR("A.CSV"), WW_STR(".csv")));
    CHECK(!ww_str_ends_nocase(WW_STR("A.CSV.gz"), WW_STR(".csv")));
    CHECK(!ww_str_ends_nocase(WW_STR("CSV"), WW_STR(".csv")));
}

WW_TEST(trim_takes_blanks_off_both_ends)
{
    CHECK_TEXT(ww_str_trim(WW_STR(" \t\r\n a b \n")), "a b");
    CHECK_TEXT(ww_str_trim(WW_STR("ab")), "ab");
    CHECK_TEXT(ww_str_trim(WW_STR(" \t ")), "");
    CHECK_TEXT(ww_str_trim(WW_STR("")), "");
    CHECK_TEXT(ww_str_trim(WW_STR("\xC2\xA0")), "\xC2\xA0");
    CHECK_INT(ww_str_trim((struct ww_str){0}).len, 0);
}

WW_TEST(find_gives_the_first_or_the_length)
{
    CHECK_INT(ww_str_find(WW_STR("a,b,c"), ','), 1);
    CHECK_INT(ww_str_find(WW_STR("abc"), ','), 3);
    CHECK_INT(ww_str_find(WW_STR("ab\0,"), '\0'), 2);
    CHECK_INT(ww_str_find((struct ww_str){0}, 'x'), 0);
}

WW_TEST(cut_walks_over_the_parts)
{
    struct ww_str rest = WW_STR("a,,bc");
    struct ww_str head = {0};
    CHECK(ww_str_cut(&rest, ',', &head));
    CHECK_TEXT(head, "a");
    CHECK(ww_str_cut(&rest, ',', &head));
    CHECK_TEXT(head, "");
    CHECK(ww_str_cut(&rest, ',', &head));
    CHECK_TEXT(head, "bc");
    CHECK(!ww_str_cut(&rest, ',', &head));
    CHECK_TEXT(head, "bc");
    rest = WW_STR("a,");
    CHECK(ww_str_cut(&rest, ',', &head));
    CHECK_TEXT(head, "a");
    CHECK(!ww_str_cut(&rest, ',', &head));
}

WW_TEST(copy_is_always_terminated)
{
    char out[4] = "zzz";
    CHECK(ww_str_copy(WW_STR("abc"), out, sizeof out));
    CHECK_STR(out, "abc");
    CHECK(!ww_str_copy(WW_STR("wxyz"), out, sizeof out));
    CHECK_STR(out, "wxy");
    CHECK(!ww_str_copy(WW_STR("wxyz"), out, 1));
    CHECK_STR(out, "");
    CHECK(ww_str_copy((struct ww_str){0}, out, 1));
    CHECK(!ww_str_copy(WW_STR(""), out, 0));
}
