// SPDX-License-Identifier: Apache-2.0
#include "cmd/say.h"

#include "base/checked.h"
#include "ww_test.h"

static char said[20000];

static const char *after_saying(void (*say)(FILE *to))
{
    FILE *file = fmemopen(said, sizeof said, "w");
    if (!file)
        abort();
    say(file);
    fclose(file);
    return said;
}

static void say_controls(FILE *to)
{
    static const char text[] = "a\x1b[31mb\tc\x07\x7f\xc2\x9b£ “d”\r\ne\xc2";
    ww_say_text(to, (struct ww_str){text, sizeof text - 1});
}

WW_TEST(controls_are_shown_not_obeyed)
{
    CHECK_STR(after_saying(say_controls), "a?[31mb?c???£ “d”?\ne\xc2");
}

static void say_nul(FILE *to)
{
    ww_say_text(to, (struct ww_str){"a\0b", 3});
    ww_say_text(to, (struct ww_str){"", 0});
}

WW_TEST(a_nul_is_a_control)
{
    CHECK_STR(after_saying(say_nul), "a?b");
}

static char long_text[9000];
static void say_long(FILE *to)
{
    memset(long_text, 'x', sizeof long_text - 1);
    ww_say(to, "%s\x1b.", long_text);
}

WW_TEST(a_long_line_is_whole)
{
    CHECK_INT(strlen(after_saying(say_long)), sizeof long_text - 1 + 2);
    CHECK_STR(said + sizeof long_text - 1, "?.");
    ww_mem_fail_after(1);
    size_t without_memory = strlen(after_saying(say_long));
    ww_mem_fail_after(0);
    CHECK_INT(without_memory, 4095);
}

WW_TEST(counted_in_words)
{
    CHECK_STR(ww_counted(0, "row", "rows").text, "0 rows");
    CHECK_STR(ww_counted(1, "row", "rows").text, "1 row");
    CHECK_STR(ww_counted(1234567, "row", "rows").text, "1,234,567 rows");
}
