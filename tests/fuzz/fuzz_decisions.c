// SPDX-License-Identifier: Apache-2.0
/* Decisions about recommendations from hostile bytes: refused with the line, or each with what it needs. */
#include <stddef.h>
#include <stdint.h>

#include "assess/decisions.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ww_arena *arena = ww_arena_new((size_t)1 << 26);
    struct ww_decided_list list = {0};
    struct ww_err err = {0};
    enum ww_rc rc = ww_decisions_parse("fuzz.md", (struct ww_str){(const char *)data, size}, arena, &list,
                                       &err);
    if (rc && (!err.message[0] || !err.line))
        __builtin_trap();
    for (size_t i = 0; !rc && i < list.count; i++) {
        const struct ww_decided *item = &list.items[i];
        if (!item->id[0] || (item->decision != WW_UNDECIDED && !item->by[0]) ||
            (item->decision == WW_EDITED && !item->wording[0]) || ww_decisions_find(&list, item->id) != item)
            __builtin_trap();
    }
    ww_arena_free(&arena);
    return 0;
}
