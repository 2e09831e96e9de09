// SPDX-License-Identifier: Apache-2.0
/* Sealed files that may have been made by anybody: whatever is accepted can be read to its last byte, and every
 * record counted in it is accounted for. */
#include <stddef.h>
#include <stdint.h>

#include "evidence/cube.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define AREAS 4

static int32_t key_of(void *context, struct ww_str text)
{
    int32_t key = text.len ? (unsigned char)text.ptr[text.len - 1] % (AREAS + 1) : 0;
    (void)context;
    return key < AREAS ? key : WW_LEAVE_OUT;
}

static void require(int holds)
{
    if (!holds)
        __builtin_trap();
}

static uint64_t sum_bytes(const char *bytes, size_t len)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < len; i++)
        sum += (unsigned char)bytes[i];
    return sum;
}

static struct ww_str cell_at(const struct ww_extract *extract, size_t field, unsigned width,
                             const struct ww_vector *v, size_t row)
{
    const char *bytes = v->values;
    struct ww_dictionary texts = ww_extract_dictionary(extract, field);
    if (width == 0)
        return (struct ww_str){bytes + v->offsets[row], (size_t)(v->offsets[row + 1] - v->offsets[row])};
    uint32_t code = 0;
    if (!texts.values)
        return (struct ww_str){bytes + row * width, width};
    memcpy(&code, bytes + row * width, width);
    require(code < texts.count);
    return texts.values[code];
}

static uint64_t walk(const struct ww_extract *extract)
{
    const struct ww_field *fields;
    size_t n = ww_extract_fields(extract, &fields);
    uint64_t sum = 0;
    for (size_t b = 0; b < ww_extract_batches(extract); b++) {
        struct ww_batch batch;
        if (ww_extract_batch(extract, b, &batch, NULL))
            continue;
        for (size_t c = 0; c < n; c++)
            for (size_t row = 0; row < batch.rows; row++)
                if (ww_vector_has(&batch.vectors[c], row)) {
                    struct ww_str cell = cell_at(extract, c, ww_field_value_bytes(&fields[c]),
                                                 &batch.vectors[c], row);
                    sum += sum_bytes(cell.ptr, cell.len);
                }
    }
    return sum;
}

static void count(struct ww_extract *extract)
{
    struct ww_view *view;
    if (ww_view_of_extract(extract, "fuzz", &view, NULL))
        return;
    const struct ww_cube_spec spec = {
        .dims = {{.by = WW_BY_TEXT, .role = WW_ROLE_AREA, .size = AREAS, .missing_key = 1, .key = key_of},
                 {.by = WW_BY_MONTH, .size = 60, .origin = 540}},
        .n_dims = 2,
    };
    struct ww_cube cube;
    if (ww_cube_count(view, &spec, 1, &cube, NULL) == WW_OK) {
        require(cube.seen == ww_extract_rows(extract));
        require(cube.seen == cube.counted + cube.no_time + cube.outside + cube.no_value + cube.left_out[0] +
                                 cube.left_out[1]);
        ww_cube_free(&cube);
    }
    ww_view_close(&view);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ww_extract *extract;
    if (ww_extract_open_memory(data, size, "fuzz", &extract, NULL))
        return 0;
    uint64_t sum = walk(extract);
    const char *meta = ww_extract_meta(extract, "ww:source");
    sum += meta ? sum_bytes(meta, strlen(meta)) : 0;
    require(sum != UINT64_MAX); /* so that nobody optimises the reading away */
    count(extract);
    ww_extract_close(&extract);
    return 0;
}
