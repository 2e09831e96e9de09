// SPDX-License-Identifier: Apache-2.0
/* A linkage model from hostile bytes: refused with a message, or whole. What is accepted prints, reads back, and prints the
 * same again, to the last bit of every weight. */
#include <stdint.h>
#include <string.h>

#include "people/link_model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_model(const struct ww_link_model *model)
{
    if (!model->n_comparisons || model->n_comparisons > WW_LINK_COMPARISONS_MAX ||
        model->n_blocking > WW_LINK_RULES_MAX || !model->n_blocking)
        __builtin_trap();
    for (size_t c = 0; c < model->n_comparisons; c++) {
        const struct ww_link_comparison *comparison = &model->comparisons[c];
        if (comparison->n_levels < 2 || comparison->n_levels > WW_LINK_LEVELS_MAX || !comparison->fields[0] ||
            comparison->levels[comparison->n_levels - 1].kind != WW_LEVEL_ELSE)
            __builtin_trap();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct ww_link_model model, again; /* too large for the stack twice over */
    struct ww_buf first = {0}, second = {0};
    struct ww_err err = {0};
    struct ww_arena *arena = ww_arena_new((size_t)64 << 20);
    if (!arena)
        return 0;
    if (ww_link_model_parse("fuzz.json", (struct ww_str){(const char *)data, size}, arena, &model, &err)) {
        if (!err.message[0])
            __builtin_trap();
    } else {
        check_model(&model);
        if (ww_link_model_print(&model, &first, &err) ||
            ww_link_model_parse("again.json", ww_buf_view(&first), arena, &again, &err) ||
            ww_link_model_print(&again, &second, &err) || first.len != second.len ||
            memcmp(first.data, second.data, first.len) != 0)
            __builtin_trap();
    }
    ww_buf_free(&first);
    ww_buf_free(&second);
    ww_arena_free(&arena);
    return 0;
}
