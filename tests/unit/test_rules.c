// SPDX-License-Identifier: Apache-2.0
#include "assess/rules.h"

#include <string.h>

#include "ww_test.h"

static enum ww_rc parse(const char *text, struct ww_arena *arena, struct ww_rules *out, struct ww_err *err)
{
    return ww_rules_parse("rules.json", ww_str_of(text), arena, out, err);
}

WW_TEST(a_rule_is_read)
{
    struct ww_arena *arena = ww_arena_new(1 << 20);
    struct ww_rules rules;
    struct ww_err err;
    CHECK_RC(
        parse(
            "{\"rules\": [{\"id\": \"busiest\", \"section\": \"areas-ward\", \"most\": 2, \"order\": \"share_pct\","
            "\"when\": [{\"column\": \"share_pct\", \"above\": 10}, {\"column\": \"verdict\", \"is\": \"Up\"}],"
            "\"draft\": \"Keep {row.label}\", \"for\": \"Board\"}]}",
            arena, &rules, &err),
        WW_OK);
    CHECK_INT((int)rules.count, 1);
    CHECK_STR(rules.items[0].id, "busiest");
    CHECK_INT((int)rules.items[0].n_tests, 2);
    CHECK(rules.items[0].tests[0].has_above && !rules.items[0].tests[0].has_below);
    CHECK_NEAR(rules.items[0].tests[0].above, 10, 0);
    CHECK_STR(rules.items[0].tests[1].is, "Up");
    CHECK_INT((int)rules.items[0].most, 2);
    CHECK(!rules.items[0].row);
    ww_arena_free(&arena);
}

WW_TEST(what_is_wrong_is_said_with_its_place)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"{\"rules\": [{\"section\": \"a\", \"when\": [], \"draft\": \"x\"}]}", "rules[0].id"},
        {"{\"rules\": [{\"id\": \"A b\", \"section\": \"a\", \"draft\": \"x\","
         "\"when\": [{\"column\": \"c\", \"above\": 1}]}]}",
         "small letters"},
        {"{\"rules\": [{\"id\": \"a\", \"section\": \"a\", \"when\": [], \"draft\": \"x\"}]}",
         "1 to 6 conditions"},
        {"{\"rules\": [{\"id\": \"a\", \"section\": \"a\", \"draft\": \"x\", \"when\": [{\"column\": \"c\"}]}]}",
         "above, below, is or is_not"},
        {"{\"rules\": [{\"id\": \"a\", \"section\": \"a\", \"draft\": \"x\", \"most\": 99,"
         "\"when\": [{\"column\": \"c\", \"is\": \"x\"}]}]}",
         "most is a number"},
        {"{\"rules\": [{\"id\": \"a\", \"section\": \"a\", \"draft\": \"x\", \"wehn\": [],"
         "\"when\": [{\"column\": \"c\", \"is\": \"x\"}]}]}",
         "wehn"},
        {"{\"rules\": [", "rules.json"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ww_arena *arena = ww_arena_new(1 << 20);
        struct ww_rules rules;
        struct ww_err err;
        char said[1024];
        CHECK_RC(parse(cases[i].text, arena, &rules, &err), WW_E_INPUT);
        ww_err_print(&err, said, sizeof said);
        CHECK(strstr(said, cases[i].says) != NULL);
        ww_arena_free(&arena);
    }
}

WW_TEST(an_id_may_be_used_once)
{
    static const char rule[] = "{\"id\": \"a\", \"section\": \"s\", \"draft\": \"x\","
                               "\"when\": [{\"column\": \"c\", \"is\": \"x\"}]}";
    char text[512];
    struct ww_arena *arena = ww_arena_new(1 << 20);
    struct ww_rules rules;
    struct ww_err err;
    snprintf(text, sizeof text, "{\"rules\": [%s, %s]}", rule, rule);
    CHECK_RC(parse(text, arena, &rules, &err), WW_E_INPUT);
    CHECK(strstr(err.message, "twice") != NULL);
    ww_arena_free(&arena);
}
