// SPDX-License-Identifier: Apache-2.0
#include "base/err.h"

#include "base/str.h"
#include "base/utf8.h"
#include "ww_test.h"

WW_TEST(fail_fills_and_returns)
{
    struct ww_err err = {.line = 7, .column = 8, .source = "old"};
    CHECK_RC(ww_fail(&err, WW_E_INPUT, "%d rows are %s", 3, "empty"), WW_E_INPUT);
    CHECK_INT(err.rc, WW_E_INPUT);
    CHECK_STR(err.message, "3 rows are empty");
    CHECK_STR(err.source, "");
    CHECK_INT(err.line, 0);
    CHECK_INT(err.column, 0);
    CHECK_RC(ww_fail(NULL, WW_E_IO, "nobody reads this"), WW_E_IO);
    CHECK_RC(ww_fail_nomem(&err), WW_E_NOMEM);
    CHECK_INT(err.rc, WW_E_NOMEM);
}

WW_TEST(arguments_may_point_into_the_error)
{
    struct ww_err err = {0};
    CHECK_RC(ww_fail_at(&err, WW_E_INPUT, "ward.csv", 1, 2, "no ward"), WW_E_INPUT);
    CHECK_RC(ww_fail_at(&err, WW_E_INPUT, err.source, 3, 4, "then: %s", err.message), WW_E_INPUT);
    CHECK_STR(err.source, "ward.csv");
    CHECK_STR(err.message, "then: no ward");
}

WW_TEST(print_shows_the_parts_that_are_known)
{
    struct {
        const char *source;
        uint64_t line, column;
        const char *shown;
    } cases[] = {
        {NULL, 0, 0, "bad"},
        {NULL, 4, 5, "bad"},
        {"a.csv", 0, 0, "a.csv: bad"},
        {"a.csv", 0, 9, "a.csv: bad"},
        {"a.csv", 12, 0, "a.csv:12: bad"},
        {"a.csv", 12, 3, "a.csv:12:3: bad"},
        {"a.csv", UINT64_MAX, 1, "a.csv:18446744073709551615:1: bad"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ww_err err;
        char out[128];
        CHECK_RC(ww_fail_at(&err, WW_E_INPUT, cases[i].source, cases[i].line, cases[i].column, "bad"),
                 WW_E_INPUT);
        ww_err_print(&err, out, sizeof out);
        CHECK_STR(out, cases[i].shown);
    }
}

WW_TEST(print_is_always_terminated)
{
    struct ww_err err;
    char out[8];
    CHECK_RC(ww_fail_at(&err, WW_E_INPUT, "a.csv", 1, 1, "long enough to be cut"), WW_E_INPUT);
    ww_err_print(&err, out, sizeof out);
    CHECK_STR(out, "a.csv:1");
}

/* The pound sign is two bytes: at one of two neighbouring lengths a plain cut would split it. */
WW_TEST(a_cut_message_stays_utf8)
{
    for (size_t lead = 0; lead < 4; lead++) {
        char text[2000];
        size_t len = 0;
        while (len < lead)
            text[len++] = 'x';
        while (len + 4 < sizeof text) {
            memcpy(text + len, lead % 2 ? "\xC2\xA3" : "\xE2\x82\xAC", 3);
            len += lead % 2 ? 2 : 3;
        }
        text[len] = '\0';
        struct ww_err err;
        CHECK_RC(ww_fail_at(&err, WW_E_INPUT, text, 0, 0, "%s", text), WW_E_INPUT);
        CHECK(ww_utf8_valid(ww_str_of(err.message)));
        CHECK(ww_utf8_valid(ww_str_of(err.source)));
        CHECK(strlen(err.message) + 6 >= sizeof err.message);
        CHECK(strlen(err.source) + 6 >= sizeof err.source);
    }
}

WW_TEST(every_code_has_its_exit_status)
{
    CHECK_INT(ww_rc_exit_code(WW_OK), 0);
    CHECK_INT(ww_rc_exit_code(WW_E_INPUT), 1);
    CHECK_INT(ww_rc_exit_code(WW_E_USAGE), 2);
    CHECK_INT(ww_rc_exit_code(WW_E_NOT_FOUND), 2);
    CHECK_INT(ww_rc_exit_code(WW_E_CONFLICT), 1);
    CHECK_INT(ww_rc_exit_code(WW_E_DAMAGED), 3);
    CHECK_INT(ww_rc_exit_code(WW_E_LIMIT), 1);
    CHECK_INT(ww_rc_exit_code(WW_E_IO), 1);
    CHECK_INT(ww_rc_exit_code(WW_E_NOMEM), 1);
}
