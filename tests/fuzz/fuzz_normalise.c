// SPDX-License-Identifier: Apache-2.0
/* Values of hostile files in one form: never longer than promised, and the same when it is done twice. The first byte chooses
 * the kind. */
#include <stddef.h>
#include <stdint.h>

#include "people/normalise.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct ww_nickname items[] = {{{"bob", 3}, {"robert", 6}}, {{"rob", 3}, {"robert", 6}}};
    const struct ww_nicknames table = {items, 2};
    char first[WW_NORMAL_MAX], second[WW_NORMAL_MAX];
    if (!size)
        return 0;
    const enum ww_normal as = (enum ww_normal)(data[0] % WW_NORMAL_KINDS);
    const struct ww_str raw = {(const char *)data + 1, size - 1};
    const struct ww_str once = ww_normalise(as, &table, raw, first);
    const struct ww_str twice = ww_normalise(as, &table, once, second);
    if (once.len > WW_NORMAL_MAX)
        __builtin_trap();
    const bool part = as == WW_NORMAL_FIRST || as == WW_NORMAL_LAST; /* of a part it is another question */
    if (!part && !ww_str_eq(once, twice))
        __builtin_trap();
    return 0;
}
