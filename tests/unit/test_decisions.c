// SPDX-License-Identifier: Apache-2.0
#include "assess/decisions.h"

#include <string.h>

#include "ww_test.h"

WW_TEST(decisions_are_read)
{
    struct ww_arena *arena = ww_arena_new(1 << 20);
    struct ww_decided_list list;
    struct ww_err err;
    CHECK_RC(ww_decisions_parse(
                 "d.md",
                 WW_STR("# Decisions of the board\nSome words: for the reader.\n\n"
                        "## busiest-ward/X05000020\r\nDecision: Accepted\r\nBy: Chair of the board\r\n\n"
                        "## rising-type/burglary\nDecision: edited\nBy: Board\nWording: Ask why: all of it.\n"
                        "Outcome: done\n\n## third\nNothing yet"),
                 arena, &list, &err),
             WW_OK);
    CHECK_INT((int)list.count, 3);
    const struct ww_decided *first = ww_decisions_find(&list, "busiest-ward/X05000020");
    CHECK(first && first->decision == WW_ACCEPTED);
    CHECK_STR(first->by, "Chair of the board");
    const struct ww_decided *second = ww_decisions_find(&list, "rising-type/burglary");
    CHECK(second && second->decision == WW_EDITED);
    CHECK_STR(second->wording, "Ask why: all of it.");
    CHECK_STR(second->outcome, "done");
    CHECK(ww_decisions_find(&list, "third")->decision == WW_UNDECIDED);
    CHECK(!ww_decisions_find(&list, "fourth"));
    ww_arena_free(&arena);
}

WW_TEST(faults_name_the_line)
{
    static const struct {
        const char *text, *says;
        int line;
    } cases[] = {
        {"## a\nDecision: maybe\nBy: x\n", "accepted, edited, rejected", 2},
        {"\n## a\nDecision: accepted\n## b\n", "By:", 2},
        {"## a\nDecision: edited\nBy: x\n", "Wording:", 1},
        {"## a\n\n## a\n", "twice", 3},
        {"##  \n", "names a recommendation", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ww_arena *arena = ww_arena_new(1 << 20);
        struct ww_decided_list list;
        struct ww_err err;
        CHECK_RC(ww_decisions_parse("d.md", ww_str_of(cases[i].text), arena, &list, &err), WW_E_INPUT);
        CHECK(strstr(err.message, cases[i].says) != NULL);
        CHECK_INT((int)err.line, cases[i].line);
        ww_arena_free(&arena);
    }
}

WW_TEST(a_byte_of_zero_is_no_text)
{
    struct ww_arena *arena = ww_arena_new(1 << 20);
    struct ww_decided_list list;
    struct ww_err err;
    CHECK_RC(ww_decisions_parse("d.md", (struct ww_str){"## \0a\n", 6}, arena, &list, &err), WW_E_INPUT);
    CHECK_INT((int)err.line, 1);
    ww_arena_free(&arena);
}

WW_TEST(no_text_is_no_decisions)
{
    struct ww_arena *arena = ww_arena_new(1 << 20);
    struct ww_decided_list list;
    struct ww_err err;
    CHECK_RC(ww_decisions_parse("d.md", WW_STR(""), arena, &list, &err), WW_OK);
    CHECK_INT((int)list.count, 0);
    ww_arena_free(&arena);
}
