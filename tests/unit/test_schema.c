// SPDX-License-Identifier: Apache-2.0
#include "evidence/schema.h"

#include "ww_test.h"

WW_TEST(every_name_reads_back)
{
    for (int i = 0; i < WW_SHAPE_COUNT; i++) {
        enum ww_shape shape = WW_SHAPE_COUNT;
        CHECK(ww_shape_of(ww_str_of(ww_shape_names[i]), &shape));
        CHECK_INT(shape, i);
    }
    for (int i = 0; i < WW_KIND_COUNT; i++) {
        enum ww_kind kind = WW_KIND_COUNT;
        CHECK(ww_kind_of(ww_str_of(ww_kind_names[i]), &kind));
        CHECK_INT(kind, i);
    }
    for (int i = 0; i < WW_ROLE_COUNT; i++) {
        enum ww_role role = WW_ROLE_COUNT;
        CHECK(ww_role_of(ww_str_of(ww_role_names[i]), &role));
        CHECK_INT(role, i);
    }
}

WW_TEST(other_names_are_refused)
{
    enum ww_shape shape = WW_SHAPE_SERIES;
    enum ww_kind kind = WW_KIND_DATE;
    enum ww_role role = WW_ROLE_AREA;
    CHECK(!ww_shape_of(WW_STR("event"), &shape));
    CHECK(!ww_shape_of(WW_STR(""), &shape));
    CHECK(!ww_kind_of(WW_STR("Date"), &kind));
    CHECK(!ww_role_of(WW_STR("areas"), &role));
    CHECK_INT(shape, WW_SHAPE_SERIES);
    CHECK_INT(kind, WW_KIND_DATE);
    CHECK_INT(role, WW_ROLE_AREA);
}

WW_TEST(bytes_of_a_value)
{
    static const struct {
        enum ww_kind kind;
        unsigned width, bytes;
    } cases[] = {
        {WW_KIND_CATEGORY, 2, 2}, {WW_KIND_HEX, 32, 32},    {WW_KIND_TEXT, 0, 0},  {WW_KIND_MONTH, 0, 4},
        {WW_KIND_DATE, 0, 4},     {WW_KIND_DATETIME, 0, 8}, {WW_KIND_FIXED, 0, 4}, {WW_KIND_INTEGER, 8, 8},
        {WW_KIND_NUMBER, 0, 8},   {WW_KIND_BINARY, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ww_field field = {.kind = cases[i].kind, .width = cases[i].width};
        CHECK_INT(ww_field_value_bytes(&field), cases[i].bytes);
    }
}
