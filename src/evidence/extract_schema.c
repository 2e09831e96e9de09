// SPDX-License-Identifier: Apache-2.0
/* Problem: turn the schema of an Arrow file back into columns, and refuse the many things Arrow can say that a
 * sealed file never does.
 * Method: the Arrow type alone gives a kind; metadata may only narrow it (a date that is a month, an integer
 * that is a count of decimals), never contradict it. So an Arrow file from elsewhere, without our metadata,
 * reads as plain columns, and a file that lies about itself is refused. */
#include "evidence/extract_private.h"

#include "base/num.h"
#include "base/utf8.h"
#include "evidence/arrow_format.h"

#define PLACES_MAX 9 /* decimals that an int32 holds */

/* One column while it is read. */
struct reading {
    struct ww_extract *extract;
    struct ww_fbr *fb;
    struct ww_field *field;
    struct ww_err *err;
};

static enum ww_rc unknown_type(const struct reading *r)
{
    return ww_extract_damaged(r->extract, r->err, "column \"%s\" is of a type that sealed files do not have",
                              r->field->name);
}

/* Width of a signed integer type in bytes, 0 when it is another. */
static unsigned int_bytes(struct ww_fbr *fb, const struct ww_fbr_table *type)
{
    int64_t bits = ww_fbr_int(fb, type, WW_INT_BITS, 4, 0);
    bool is_signed = ww_fbr_int(fb, type, WW_INT_SIGNED, 1, 0) != 0;
    bool known = bits == 8 || bits == 16 || bits == 32 || bits == 64;
    return is_signed && known ? (unsigned)bits / 8 : 0;
}

static enum ww_rc read_category(const struct reading *r, const struct ww_fbr_table *encoding, int64_t type,
                                int64_t *id)
{
    struct ww_fbr_table index = ww_fbr_table(r->fb, encoding, WW_ENCODING_INDEX_TYPE);
    unsigned width = int_bytes(r->fb, &index);
    if (type != WW_ARROW_UTF8 || width == 0 || width > 4)
        return unknown_type(r);
    r->field->kind = WW_KIND_CATEGORY;
    r->field->width = width;
    *id = ww_fbr_int(r->fb, encoding, WW_ENCODING_ID, 8, 0);
    return WW_OK;
}

/* A type without a dictionary. False when sealed files do not have it. */
static bool read_type(const struct reading *r, int64_t type, const struct ww_fbr_table *table)
{
    struct ww_fbr *fb = r->fb;
    struct ww_field *field = r->field;
    switch (type) {
    case WW_ARROW_INT:
        field->kind = WW_KIND_INTEGER;
        field->width = int_bytes(fb, table);
        return field->width == 4 || field->width == 8;
    case WW_ARROW_FLOAT:
        field->kind = WW_KIND_NUMBER;
        return ww_fbr_int(fb, table, 0, 2, 0) == WW_ARROW_PRECISION_DOUBLE;
    case WW_ARROW_DATE:
        field->kind = WW_KIND_DATE;
        return ww_fbr_int(fb, table, 0, 2, WW_ARROW_DATE_MILLISECOND) == WW_ARROW_DATE_DAY;
    case WW_ARROW_TIMESTAMP:
        field->kind = WW_KIND_DATETIME;
        return ww_fbr_int(fb, table, WW_TIMESTAMP_UNIT, 2, WW_ARROW_UNIT_SECOND) == WW_ARROW_UNIT_SECOND &&
               ww_fbr_text(fb, table, WW_TIMESTAMP_ZONE).len == 0;
    case WW_ARROW_FIXED_BINARY: {
        int64_t bytes = ww_fbr_int(fb, table, 0, 4, 0);
        field->kind = WW_KIND_HEX;
        field->width = bytes >= 1 && bytes <= WW_HEX_BYTES_MAX ? (unsigned)bytes : 0;
        return field->width > 0;
    }
    case WW_ARROW_UTF8: field->kind = WW_KIND_TEXT; return true;
    case WW_ARROW_BINARY: field->kind = WW_KIND_BINARY; return true;
    default: return false;
    }
}

/* Whether metadata may call a column of Arrow kind `plain` a `narrow` one. */
static bool narrows(const struct ww_field *field, enum ww_kind narrow)
{
    return narrow == field->kind || (narrow == WW_KIND_MONTH && field->kind == WW_KIND_DATE) ||
           (narrow == WW_KIND_FIXED && field->kind == WW_KIND_INTEGER && field->width == 4);
}

static bool take_kind(struct ww_field *field, struct ww_str value)
{
    enum ww_kind kind;
    if (!ww_kind_of(value, &kind) || !narrows(field, kind))
        return false;
    field->kind = kind;
    return true;
}

static bool take_role(struct ww_field *field, struct ww_str value)
{
    return ww_role_of(value, &field->role);
}

static bool take_area_level(struct ww_field *field, struct ww_str value)
{
    return ww_utf8_valid(value) && ww_str_copy(value, field->area_level, sizeof field->area_level);
}

static bool take_vocabulary(struct ww_field *field, struct ww_str value)
{
    return ww_utf8_valid(value) && ww_str_copy(value, field->vocabulary, sizeof field->vocabulary);
}

static bool take_places(struct ww_field *field, struct ww_str value)
{
    uint64_t places;
    if (!ww_parse_u64(value, &places) || places > PLACES_MAX)
        return false;
    field->places = (unsigned)places;
    return true;
}

static const struct taker {
    const char *key;
    bool (*take)(struct ww_field *field, struct ww_str value);
} takers[] = {
    {WW_META_KIND, take_kind},
    {WW_META_ROLE, take_role},
    {WW_META_AREA_LEVEL, take_area_level},
    {WW_META_VOCABULARY, take_vocabulary},
    {WW_META_PLACES, take_places},
};

static bool take_pair(struct ww_field *field, struct ww_str key, struct ww_str value)
{
    for (size_t i = 0; i < sizeof takers / sizeof takers[0]; i++)
        if (ww_str_eqz(key, takers[i].key))
            return takers[i].take(field, value);
    return true;
}

static enum ww_rc read_field_meta(const struct reading *r, const struct ww_fbr_table *table)
{
    struct ww_fbr_vector pairs = ww_fbr_vector(r->fb, table, WW_FIELD_META, sizeof(uint32_t));
    if (pairs.count > WW_EXTRACT_META_MAX)
        return ww_extract_damaged(r->extract, r->err, "column \"%s\" says too much of itself",
                                  r->field->name);
    for (size_t i = 0; i < pairs.count; i++) {
        struct ww_fbr_table pair = ww_fbr_element(r->fb, &pairs, i);
        struct ww_str key = ww_fbr_text(r->fb, &pair, WW_PAIR_KEY);
        struct ww_str value = ww_fbr_text(r->fb, &pair, WW_PAIR_VALUE);
        if (!take_pair(r->field, key, value))
            return ww_extract_damaged(r->extract, r->err, "column \"%s\" cannot be what its \"%s\" says",
                                      r->field->name, key.ptr);
    }
    return WW_OK;
}

static enum ww_rc read_field(const struct reading *r, const struct ww_fbr_table *table, int64_t *id)
{
    struct ww_str name = ww_fbr_text(r->fb, table, WW_FIELD_NAME);
    if (name.len == 0 || name.len >= WW_FIELD_NAME_MAX || !ww_utf8_valid(name) ||
        ww_str_find(name, '\0') != name.len)
        return ww_extract_damaged(r->extract, r->err, "a column has no name, or none that can be read");
    ww_str_copy(name, r->field->name, sizeof r->field->name);
    if (ww_fbr_vector(r->fb, table, WW_FIELD_CHILDREN, sizeof(uint32_t)).count)
        return unknown_type(r);
    int64_t type = ww_fbr_int(r->fb, table, WW_FIELD_TYPE_TYPE, 1, 0);
    struct ww_fbr_table type_table = ww_fbr_table(r->fb, table, WW_FIELD_TYPE);
    enum ww_rc rc = WW_OK;
    if (ww_fbr_has(r->fb, table, WW_FIELD_DICTIONARY)) {
        struct ww_fbr_table encoding = ww_fbr_table(r->fb, table, WW_FIELD_DICTIONARY);
        rc = read_category(r, &encoding, type, id);
    } else if (!read_type(r, type, &type_table)) {
        rc = unknown_type(r);
    }
    return rc ? rc : read_field_meta(r, table);
}

enum ww_rc ww_extract_read_schema(struct ww_extract *extract, struct ww_fbr *fb,
                                  const struct ww_fbr_table *schema, struct ww_err *err)
{
    struct ww_fbr_vector fields = ww_fbr_vector(fb, schema, WW_SCHEMA_FIELDS, sizeof(uint32_t));
    if (fields.count == 0 || fields.count > WW_FIELDS_MAX)
        return ww_extract_damaged(extract, err, "it has %zu columns", fields.count);
    if (ww_fbr_int(fb, schema, WW_SCHEMA_ENDIANNESS, 2, 0) != 0)
        return ww_extract_damaged(extract, err, "its numbers are the other way round (big-endian)");
    for (size_t i = 0; i < fields.count; i++) {
        struct ww_fbr_table table = ww_fbr_element(fb, &fields, i);
        struct reading r = {extract, fb, &extract->fields[i], err};
        enum ww_rc rc = read_field(&r, &table, &extract->dictionary_ids[i]);
        if (rc)
            return rc;
    }
    extract->n_fields = fields.count;
    return ww_extract_read_meta(extract, fb, schema, WW_SCHEMA_META, err);
}

enum ww_rc ww_extract_read_meta(struct ww_extract *extract, struct ww_fbr *fb,
                                const struct ww_fbr_table *table, unsigned slot, struct ww_err *err)
{
    struct ww_fbr_vector pairs = ww_fbr_vector(fb, table, slot, sizeof(uint32_t));
    if (pairs.count > WW_EXTRACT_META_MAX)
        return ww_extract_damaged(extract, err, "it says too much of itself");
    for (size_t i = 0; i < pairs.count; i++) {
        struct ww_fbr_table pair = ww_fbr_element(fb, &pairs, i);
        struct ww_str key = ww_fbr_text(fb, &pair, WW_PAIR_KEY);
        struct ww_str value = ww_fbr_text(fb, &pair, WW_PAIR_VALUE);
        if (key.len > WW_EXTRACT_META_BYTES_MAX || value.len > WW_EXTRACT_META_BYTES_MAX ||
            !ww_utf8_valid(key) || !ww_utf8_valid(value))
            return ww_extract_damaged(extract, err, "what it says of itself cannot be read");
        extract->meta[extract->n_meta++] = (struct ww_extract_meta){key.ptr, value.ptr};
    }
    return WW_OK;
}
