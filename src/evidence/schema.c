// SPDX-License-Identifier: Apache-2.0
/* The words a descriptor and a sealed file use for shapes, kinds and roles. One table each: reading a name
 * back, and every list of allowed names in a message, come from them. */
#include "evidence/schema.h"

const char *const ww_shape_names[WW_SHAPE_COUNT] = {
    [WW_SHAPE_EVENTS] = "events",       [WW_SHAPE_SERIES] = "series",       [WW_SHAPE_EPISODES] = "episodes",
    [WW_SHAPE_RESPONSES] = "responses", [WW_SHAPE_REFERENCE] = "reference",
};

const char *const ww_kind_names[WW_KIND_COUNT] = {
    [WW_KIND_CATEGORY] = "category", [WW_KIND_HEX] = "hex",         [WW_KIND_TEXT] = "text",
    [WW_KIND_MONTH] = "month",       [WW_KIND_DATE] = "date",       [WW_KIND_DATETIME] = "datetime",
    [WW_KIND_FIXED] = "fixed",       [WW_KIND_INTEGER] = "integer", [WW_KIND_NUMBER] = "number",
    [WW_KIND_BINARY] = "binary",
};

const char *const ww_role_names[WW_ROLE_COUNT] = {
    [WW_ROLE_ATTRIBUTE] = "attribute", [WW_ROLE_ID] = "id",
    [WW_ROLE_FROM] = "from",           [WW_ROLE_TO] = "to",
    [WW_ROLE_CATEGORY] = "category",   [WW_ROLE_AREA] = "area",
    [WW_ROLE_LATITUDE] = "latitude",   [WW_ROLE_LONGITUDE] = "longitude",
    [WW_ROLE_EASTING] = "easting",     [WW_ROLE_NORTHING] = "northing",
    [WW_ROLE_OUTCOME] = "outcome",     [WW_ROLE_FLAGS] = "flags",
    [WW_ROLE_VALUE] = "value",         [WW_ROLE_IDENTITY] = "identity",
};

/* Bytes of a value by kind; 0 = the field's own width (or none: texts go by offsets). */
static const unsigned kind_bytes[WW_KIND_COUNT] = {
    [WW_KIND_MONTH] = 4, [WW_KIND_DATE] = 4,   [WW_KIND_DATETIME] = 8,
    [WW_KIND_FIXED] = 4, [WW_KIND_NUMBER] = 8,
};

/* Index of the name, or count. */
static size_t find_name(const char *const *names, size_t count, struct ww_str name)
{
    size_t i = 0;
    while (i < count && !ww_str_eqz(name, names[i]))
        i++;
    return i;
}

bool ww_shape_of(struct ww_str name, enum ww_shape *out)
{
    size_t i = find_name(ww_shape_names, WW_SHAPE_COUNT, name);
    if (i == WW_SHAPE_COUNT)
        return false;
    *out = (enum ww_shape)i;
    return true;
}

bool ww_kind_of(struct ww_str name, enum ww_kind *out)
{
    size_t i = find_name(ww_kind_names, WW_KIND_COUNT, name);
    if (i == WW_KIND_COUNT)
        return false;
    *out = (enum ww_kind)i;
    return true;
}

bool ww_role_of(struct ww_str name, enum ww_role *out)
{
    size_t i = find_name(ww_role_names, WW_ROLE_COUNT, name);
    if (i == WW_ROLE_COUNT)
        return false;
    *out = (enum ww_role)i;
    return true;
}

unsigned ww_field_value_bytes(const struct ww_field *field)
{
    if (field->kind == WW_KIND_CATEGORY || field->kind == WW_KIND_HEX || field->kind == WW_KIND_INTEGER)
        return field->width;
    return kind_bytes[field->kind];
}
