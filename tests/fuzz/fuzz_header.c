// SPDX-License-Identifier: Apache-2.0
/* The first record of a hostile file: its names and where the data begins; then the check of the file's end. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "intake/header.h"
#include "intake/inputs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ww_str bytes = {(const char *)data, size};
    struct ww_header header;
    struct ww_err err = {0};
    struct ww_arena *memory = ww_arena_new((size_t)256 << 20);
    if (memory && ww_inputs_check_text("fuzz.csv", bytes, &err) == WW_OK &&
        ww_header_read("fuzz.csv", bytes, memory, &header, &err) == WW_OK) {
        if (header.count == 0 || header.data_offset > size || header.data_line == 0)
            __builtin_trap();
        for (size_t i = 0; i < header.count; i++)
            if (!ww_utf8_valid(ww_str_of(header.names[i])))
                __builtin_trap();
        if (ww_header_check_end("fuzz.csv", bytes, &header, &err) != WW_OK && err.line == 0)
            __builtin_trap();
    }
    ww_arena_free(&memory);
    return 0;
}
