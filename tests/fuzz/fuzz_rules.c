// SPDX-License-Identifier: Apache-2.0
/* Rules of recommendations from hostile bytes: refused with a message, or whole. */
#include <stddef.h>
#include <stdint.h>

#include "assess/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ww_arena *arena = ww_arena_new((size_t)1 << 26);
    struct ww_rules rules = {0};
    struct ww_err err = {0};
    enum ww_rc rc = ww_rules_parse("fuzz.json", (struct ww_str){(const char *)data, size}, arena, &rules,
                                   &err);
    if (rc && !err.message[0])
        __builtin_trap();
    for (size_t i = 0; !rc && i < rules.count; i++) {
        const struct ww_rule *rule = &rules.items[i];
        if (!rule->id[0] || !rule->section[0] || !rule->draft[0] || !rule->n_tests || !rule->most)
            __builtin_trap();
        for (size_t t = 0; t < rule->n_tests; t++)
            if (!rule->tests[t].is && !rule->tests[t].is_not && !rule->tests[t].has_above &&
                !rule->tests[t].has_below)
                __builtin_trap();
    }
    ww_arena_free(&arena);
    return 0;
}
