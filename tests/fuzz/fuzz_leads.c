// SPDX-License-Identifier: Apache-2.0
/* Rules of who leads from hostile bytes: refused with a message, or whole. */
#include <stddef.h>
#include <stdint.h>

#include "measure/lead_rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ww_arena *arena = ww_arena_new((size_t)1 << 26);
    struct ww_lead_rules rules = {0};
    struct ww_err err = {0};
    enum ww_rc rc = ww_lead_rules_parse("fuzz.json", (struct ww_str){(const char *)data, size}, arena, &rules,
                                        &err);
    if (rc && !err.message[0])
        __builtin_trap();
    for (size_t i = 0; !rc && i < rules.count; i++) {
        const struct ww_lead_rule *rule = &rules.items[i];
        if (!rule->id[0] || !rule->cohort[0] || !rule->lead[0] || !rule->reason[0] || rule->under < 0 ||
            rule->n_with > WW_LEAD_WITH_MAX)
            __builtin_trap();
    }
    ww_arena_free(&arena);
    return 0;
}
