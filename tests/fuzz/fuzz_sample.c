// SPDX-License-Identifier: Apache-2.0
/* Specifications of the sample's files from hostile bytes: refused with a message, or every cell of the plan is one
 * that the specification has. */
#include <stddef.h>
#include <stdint.h>

#include "sample/extra_plan.h"

#define ROWS_MAX 2000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct ww_sample_ward wards[] = {
    {.code = "X05000019", .first_lsoa = 0, .n_lsoas = 2},
    {.code = "X05000020", .first_lsoa = 2, .n_lsoas = 1},
};
static struct ww_sample_lsoa lsoas[] = {
    {.code = "X01000117", .ward = 0, .residents = 1500, .commercial = 90},
    {.code = "X01000118", .ward = 0, .residents = 1800, .commercial = 20},
    {.code = "X01000128", .ward = 1, .residents = 0, .commercial = 0},
};

static size_t limit_of(const struct ww_extra_column *column, const struct ww_sample_facts *facts)
{
    if (column->make != WW_EXTRA_PLACES)
        return column->n_options;
    return column->lsoa_level ? facts->n_lsoas : facts->n_wards;
}

static void check_plan(const struct ww_extra_spec *spec, const struct ww_sample_facts *facts)
{
    struct ww_extra_plan plan;
    struct ww_err err = {0};
    enum ww_rc rc = ww_extra_plan_make(spec, facts, 1, &plan, &err);
    if (rc && !err.message[0])
        __builtin_trap();
    if (rc)
        return;
    for (size_t c = 0; c < plan.n_columns; c++)
        for (size_t row = 0; plan.cells[c].code && row < plan.n_rows; row++)
            if (plan.cells[c].code[row] >= limit_of(&spec->columns[c], facts))
                __builtin_trap();
    ww_extra_plan_free(&plan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct ww_sample_facts facts = {.wards = wards,
                                          .n_wards = sizeof wards / sizeof wards[0],
                                          .lsoas = lsoas,
                                          .n_lsoas = sizeof lsoas / sizeof lsoas[0]};
    const struct ww_extra_home home = {&facts, ww_arena_new((size_t)1 << 24)};
    struct ww_extra_spec spec;
    struct ww_err err = {0};
    uint64_t rows = 0;
    enum ww_rc rc = ww_extra_spec_parse("fuzz.json", (struct ww_str){(const char *)data, size}, &home, &spec,
                                        &err);
    if (rc && !err.message[0])
        __builtin_trap();
    for (size_t y = 0; !rc && y < spec.n_years; y++)
        rows += spec.rows[y];
    if (!rc && !spec.copy && rows <= ROWS_MAX)
        check_plan(&spec, &facts);
    struct ww_arena *memory = home.memory;
    ww_arena_free(&memory);
    return 0;
}
