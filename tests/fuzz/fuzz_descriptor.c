// SPDX-License-Identifier: Apache-2.0
/* A descriptor from hostile bytes: refused with a message, or whole. What was accepted must keep its promises to the
 * import: every column fed, every name found, every pattern compiling. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "intake/descriptor.h"
#include "intake/header.h"
#include "intake/pattern.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_layout(const struct ww_source_layout *layout)
{
    regex_t regex;
    if (layout->n_columns == 0 || layout->n_fields == 0 || !layout->name || !layout->vintage)
        __builtin_trap();
    for (size_t i = 0; i < layout->n_columns; i++) {
        const struct ww_source_column *column = &layout->columns[i];
        bool fed = column->n_from || column->constant || layout->has_melt;
        if (!fed || column->n_from > WW_SOURCE_JOIN || !column->field.name[0])
            __builtin_trap();
        if (column->pattern) {
            if (ww_pattern_compile(column->pattern, WW_PATTERN_WHOLE, &regex) != NULL)
                __builtin_trap();
            regfree(&regex);
        }
    }
    if (layout->key && ww_layout_column(layout, layout->key) < 0)
        __builtin_trap();
    if (layout->has_melt && ww_layout_column(layout, layout->melt.value) < 0)
        __builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ww_descriptor *descriptor = NULL;
    struct ww_err err = {0};
    enum ww_rc rc = ww_descriptor_parse((const char *)data, size, "fuzz.json", &descriptor, &err);
    if (rc != WW_OK) {
        if (descriptor || err.rc != rc || !err.message[0])
            __builtin_trap();
        return 0;
    }
    if ((descriptor->reader == WW_READER_TABLE) != (descriptor->n_layouts > 0) ||
        strlen(descriptor->sha256) != 64)
        __builtin_trap();
    for (size_t i = 0; i < descriptor->n_layouts; i++)
        check_layout(&descriptor->layouts[i]);
    ww_descriptor_free(&descriptor);
    return 0;
}
