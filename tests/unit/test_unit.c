// SPDX-License-Identifier: Apache-2.0
/* Every unit and mark has its facts, and no two share a name. */
#include "ww_test.h"

#include "table/unit.h"

WW_TEST(every_unit_has_facts_of_its_own)
{
    for (int u = 0; u < WW_UNIT_COUNT_OF_UNITS; u++) {
        const struct ww_unit_facts *facts = ww_unit_facts((enum ww_unit)u);
        if (!CHECK(facts->name && *facts->name && facts->words && facts->before && facts->after))
            printf("unit %d\n", u);
        CHECK(facts->decimals >= 0 && facts->decimals <= 6);
        for (int v = 0; v < u; v++)
            CHECK(strcmp(facts->name, ww_unit_facts((enum ww_unit)v)->name) != 0);
    }
}

WW_TEST(every_mark_has_a_shorthand_in_brackets_and_a_meaning)
{
    CHECK_STR(ww_mark_facts(WW_MARK_NONE)->shorthand, "");
    for (int m = WW_MARK_NONE + 1; m < WW_MARK_COUNT; m++) {
        const struct ww_mark_facts *facts = ww_mark_facts((enum ww_mark)m);
        size_t len = strlen(facts->shorthand);
        CHECK(len >= 3 && facts->shorthand[0] == '[' && facts->shorthand[len - 1] == ']');
        CHECK(strlen(facts->meaning) > 10);
        CHECK_INT(facts->beside, m >= WW_MARK_UNRELIABLE);
        for (int n = 0; n < m; n++)
            CHECK(strcmp(facts->shorthand, ww_mark_facts((enum ww_mark)n)->shorthand) != 0);
    }
}
