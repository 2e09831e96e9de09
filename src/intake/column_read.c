// SPDX-License-Identifier: Apache-2.0
/* From the fields a file has (Frictionless Table Schema: name, type, constraints) to the columns that are sealed. A
 * column's kind follows from its field's type and its role, so that a person who writes a descriptor says nothing
 * twice. */
#include "intake/layout_parts.h"

#include <assert.h>
#include <float.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/nearest.h"
#include "intake/pattern.h"

#define HEX_DIGITS_MAX 128
#define PLACES_MAX     9

/* --- types, kinds and roles ------------------------------------------------------------------------- */

static const struct {
    const char *type;
    enum ww_kind kind;
} type_kinds[] = {
    {"string", WW_KIND_CATEGORY}, {"integer", WW_KIND_INTEGER},   {"number", WW_KIND_NUMBER},
    {"date", WW_KIND_DATE},       {"datetime", WW_KIND_DATETIME}, {"yearmonth", WW_KIND_MONTH},
    {"year", WW_KIND_INTEGER},    {"boolean", WW_KIND_CATEGORY},  {"any", WW_KIND_CATEGORY},
};
#define TYPE_WORDS "string, integer, number, date, datetime, yearmonth, year, boolean, any"

#define KINDS(a) (1u << WW_KIND_##a)
#define TIMES    (KINDS(MONTH) | KINDS(DATE) | KINDS(DATETIME))
#define NUMBERS  (KINDS(INTEGER) | KINDS(FIXED) | KINDS(NUMBER))
#define TEXTS    (KINDS(CATEGORY) | KINDS(TEXT) | KINDS(HEX))

/* What a column of a role may be sealed as. */
static const unsigned role_kinds[WW_ROLE_COUNT] = {
    [WW_ROLE_ATTRIBUTE] = TIMES | NUMBERS | TEXTS,
    [WW_ROLE_ID] = TEXTS | KINDS(INTEGER),
    [WW_ROLE_FROM] = TIMES,
    [WW_ROLE_TO] = TIMES,
    [WW_ROLE_CATEGORY] = KINDS(CATEGORY),
    [WW_ROLE_AREA] = KINDS(CATEGORY),
    [WW_ROLE_LATITUDE] = KINDS(FIXED),
    [WW_ROLE_LONGITUDE] = KINDS(FIXED),
    [WW_ROLE_EASTING] = KINDS(INTEGER) | KINDS(FIXED),
    [WW_ROLE_NORTHING] = KINDS(INTEGER) | KINDS(FIXED),
    [WW_ROLE_OUTCOME] = KINDS(CATEGORY),
    [WW_ROLE_FLAGS] = KINDS(CATEGORY),
    [WW_ROLE_VALUE] = NUMBERS,
    [WW_ROLE_IDENTITY] = TIMES | NUMBERS | TEXTS,
};

/* Millionths of a degree, whole metres: what the readers of points expect. */
static int role_places(enum ww_role role)
{
    switch (role) {
    case WW_ROLE_LATITUDE:
    case WW_ROLE_LONGITUDE: return 6;
    case WW_ROLE_EASTING:
    case WW_ROLE_NORTHING: return 0;
    default: return -1;
    }
}

static enum ww_kind default_kind(enum ww_role role, enum ww_kind by_type)
{
    if (role_places(role) >= 0 && by_type == WW_KIND_NUMBER)
        return WW_KIND_FIXED;
    if (role == WW_ROLE_ID && by_type == WW_KIND_CATEGORY)
        return WW_KIND_TEXT;
    return by_type;
}

static void join_names(const char *const *names, size_t count, unsigned which, char *out, size_t out_size)
{
    struct ww_buf list = {.max = 1024};
    for (size_t i = 0; i < count; i++)
        if (which & 1u << i)
            ww_buf_printf(&list, "%s%s", list.len ? ", " : "", names[i]);
    ww_str_copy(ww_buf_view(&list), out, out_size);
    ww_buf_free(&list);
}

/* --- constraints -------------------------------------------------------------------------------------- */

enum ww_rc ww_layout_check_pattern(const struct ww_json *json, const struct ww_json_at *at,
                                   const char *pattern, size_t groups)
{
    regex_t regex;
    const char *fault = ww_pattern_compile(pattern, WW_PATTERN_PART, &regex);
    if (fault)
        return ww_json_fail(json, at, "%s.", fault);
    size_t has = regex.re_nsub;
    regfree(&regex);
    if (has < groups)
        return ww_json_fail(json, at,
                            "has %zu groups in parentheses; %zu are needed, for what is to be taken from the "
                            "name.",
                            has, groups);
    return WW_OK;
}

/* An expression that matches exactly the texts of the list. */
static enum ww_rc pattern_of_list(const struct ww_json *json, const struct ww_json_at *at,
                                  const struct ww_json_texts *list, const char **out)
{
    struct ww_buf text = {.max = WW_PATTERN_MAX};
    for (size_t i = 0; i < list->count; i++) {
        ww_buf_z(&text, i ? "|" : "");
        for (const char *c = list->items[i]; *c; c++) {
            if (strchr("\\^$.|?*+()[]{}", *c))
                ww_buf_char(&text, '\\');
            ww_buf_char(&text, *c);
        }
    }
    *out = text.failed ? NULL : ww_arena_copy(json->memory, ww_buf_view(&text));
    bool too_long = text.failed == WW_E_LIMIT;
    ww_buf_free(&text);
    if (too_long)
        return ww_json_fail(json, at, "is too long; values that are so many belong in the vocabulary.");
    return *out ? WW_OK : ww_fail_nomem(json->err);
}

/* What a cell that is not as it should be takes with it: its row, the delivery. */
static enum ww_rc read_refusals(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                                struct ww_layout_limits *limits)
{
    enum ww_rc rc = ww_json_truth(json, at, object, "required", &limits->required);
    return rc ? rc : ww_json_truth(json, at, object, "guarded", &limits->guarded);
}

static enum ww_rc read_limits(const struct ww_json *json, const struct ww_json_at *up, const json_t *object,
                              struct ww_layout_limits *limits)
{
    static const char *const keys[] = {"required", "pattern", "minimum", "maximum", "enum", "guarded", NULL};
    struct ww_json_at at = {up, "constraints", 0};
    const json_t *c;
    enum ww_rc rc = ww_json_object(json, up, object, "constraints", WW_OPTIONAL, &c);
    if (rc || !c)
        return rc;
    const char *pattern = NULL;
    struct ww_json_texts list = {0};
    struct ww_json_texts_spec list_spec = {"enum", WW_OPTIONAL, false, 64};
    bool min = false, max = false;
    if ((rc = ww_json_only(json, &at, c, keys)) || (rc = read_refusals(json, &at, c, limits)) ||
        (rc = ww_json_read_text(json, &at, c, "pattern", WW_OPTIONAL, &pattern)) ||
        (rc = ww_json_read_number(json, &at, c, "minimum", &min, &limits->min)) ||
        (rc = ww_json_read_number(json, &at, c, "maximum", &max, &limits->max)) ||
        (rc = ww_json_texts(json, &at, c, &list_spec, &list)))
        return rc;
    limits->has_min |= min;
    limits->has_max |= max;
    if (pattern) {
        struct ww_json_at here = {&at, "pattern", 0};
        rc = ww_layout_check_pattern(json, &here, pattern, 0);
        limits->pattern = pattern;
    } else if (list.count) {
        struct ww_json_at here = {&at, "enum", 0};
        rc = pattern_of_list(json, &here, &list, &limits->pattern);
    }
    if (!rc && limits->has_min && limits->has_max && limits->min > limits->max)
        rc = ww_json_fail(json, &at, "minimum is larger than maximum; no value could be accepted.");
    return rc;
}

/* --- fields ------------------------------------------------------------------------------------------- */

static enum ww_rc read_field(struct ww_layout_reader *r, const struct ww_json_at *at, const json_t *item,
                             struct ww_layout_field *field)
{
    const char *type;
    enum ww_rc rc;
    if (!json_is_object(item))
        return ww_json_fail(r->json, at,
                            "is not an object; a field is written {\"name\": \"...\", \"type\": \"...\"}.");
    if ((rc = ww_json_read_text(r->json, at, item, "name", WW_NEEDED, &field->name)) ||
        (rc = ww_json_read_text(r->json, at, item, "type", WW_OPTIONAL, &type)) ||
        (rc = read_limits(r->json, at, item, &field->limits)))
        return rc;
    field->kind = WW_KIND_CATEGORY;
    if (!type)
        return WW_OK;
    for (size_t i = 0; i < sizeof type_kinds / sizeof type_kinds[0]; i++)
        if (strcmp(type, type_kinds[i].type) == 0) {
            field->kind = type_kinds[i].kind;
            return WW_OK;
        }
    struct ww_json_at here = {at, "type", 0};
    return ww_json_fail(r->json, &here, "\"%.40s\" is not a type that can be read; those are " TYPE_WORDS ".",
                        type);
}

static size_t find_field(const struct ww_layout_reader *r, const char *name)
{
    size_t i = 0;
    while (i < r->fields.count && strcmp(r->fields.items[i].name, name) != 0)
        i++;
    return i;
}

enum ww_rc ww_layout_read_fields(struct ww_layout_reader *r, const struct ww_json_place *from)
{
    const json_t *list;
    enum ww_rc rc = ww_json_list(r->json, from->at, from->object, "fields", WW_NEEDED, &list);
    if (rc)
        return rc;
    struct ww_json_at at = {from->at, "fields", 0};
    size_t count = json_array_size(list);
    if (count == 0 || count > WW_LAYOUT_FIELDS_MAX)
        return ww_json_fail(r->json, &at, "has %zu entries; it must have 1 to %d.", count,
                            WW_LAYOUT_FIELDS_MAX);
    r->fields.items = ww_arena_alloc(r->json->memory, count, sizeof *r->fields.items);
    r->fields.needed = ww_arena_alloc(r->json->memory, count, sizeof *r->fields.needed);
    if (!r->fields.items || !r->fields.needed)
        return ww_fail_nomem(r->json->err);
    for (size_t i = 0; i < count && !rc; i++) {
        struct ww_json_at here = {&at, NULL, i};
        rc = read_field(r, &here, json_array_get(list, i), &r->fields.items[i]);
        if (!rc && find_field(r, r->fields.items[i].name) < i)
            rc = ww_json_fail(r->json, &here, "\"%.80s\" is listed twice.", r->fields.items[i].name);
        r->fields.count = i + 1;
    }
    return rc;
}

/* Index of a field that must be among those listed. */
enum ww_rc ww_layout_need_field(struct ww_layout_reader *r, const struct ww_json_at *at, const char *name,
                                size_t *index)
{
    *index = find_field(r, name);
    if (*index < r->fields.count)
        return WW_OK;
    const char **names = ww_arena_alloc(r->json->memory, r->fields.count, sizeof *names);
    if (!names)
        return ww_fail_nomem(r->json->err);
    for (size_t i = 0; i < r->fields.count; i++)
        names[i] = r->fields.items[i].name;
    const char *meant = ww_nearest(ww_str_of(name), names, r->fields.count);
    if (meant)
        return ww_json_fail(r->json, at, "there is no field \"%.80s\" in `fields`. Did you mean \"%.80s\"?",
                            name, meant);
    return ww_json_fail(r->json, at,
                        "there is no field \"%.80s\" in `fields`. Add it there, as the file's header has it.",
                        name);
}

/* --- columns ------------------------------------------------------------------------------------------ */

static bool column_name_good(const char *name)
{
    size_t len = strlen(name);
    if (len == 0 || len >= WW_FIELD_NAME_MAX || name[0] < 'a' || name[0] > 'z')
        return false;
    return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == len;
}

static enum ww_rc read_role(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                            struct ww_source_column *column)
{
    const char *role;
    char names[512];
    enum ww_rc rc = ww_json_read_text(json, at, object, "role", WW_OPTIONAL, &role);
    column->field.role = WW_ROLE_ATTRIBUTE;
    if (rc || !role || ww_role_of(ww_str_of(role), &column->field.role))
        return rc;
    struct ww_json_at here = {at, "role", 0};
    join_names(ww_role_names, WW_ROLE_COUNT, ~0u, names, sizeof names);
    return ww_json_fail(json, &here, "\"%.40s\" is not a role; roles are %s.", role, names);
}

static enum ww_rc read_kind(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                            struct ww_source_column *column)
{
    const char *kind;
    char names[512];
    unsigned allowed = role_kinds[column->field.role];
    enum ww_rc rc = ww_json_read_text(json, at, object, "kind", WW_OPTIONAL, &kind);
    if (rc)
        return rc;
    struct ww_json_at here = {at, "kind", 0};
    if (kind && !ww_kind_of(ww_str_of(kind), &column->field.kind)) {
        join_names(ww_kind_names, WW_KIND_COUNT, ~0u, names, sizeof names);
        return ww_json_fail(json, &here, "\"%.40s\" is not a kind; kinds are %s.", kind, names);
    }
    if (allowed & 1u << column->field.kind)
        return WW_OK;
    join_names(ww_kind_names, WW_KIND_COUNT, allowed, names, sizeof names);
    return ww_json_fail(json, &here,
                        "a column with the role \"%s\" cannot be of kind \"%s\"; it may be %s. Correct the "
                        "field's type or say the kind.",
                        ww_role_names[column->field.role], ww_kind_names[column->field.kind], names);
}

/* One whole number of the column that only one kind has. */
struct size_key {
    const char *key;
    enum ww_kind kind;
    int64_t fallback, min, max;
};

static enum ww_rc read_size(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                            enum ww_kind kind, const struct size_key *spec, int64_t *out)
{
    struct ww_json_at here = {at, spec->key, 0};
    *out = spec->fallback;
    if (json_object_get(object, spec->key) && kind != spec->kind)
        return ww_json_fail(json, &here, "belongs to kind \"%s\" only; this column is of kind \"%s\".",
                            ww_kind_names[spec->kind], ww_kind_names[kind]);
    enum ww_rc rc = ww_json_whole(json, at, object, spec->key, out);
    if (!rc && kind == spec->kind && (*out < spec->min || *out > spec->max))
        rc = ww_json_fail(json, &here, "must be a whole number from %lld to %lld.", (long long)spec->min,
                          (long long)spec->max);
    return rc;
}

static enum ww_rc read_sizes(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                             struct ww_field *field)
{
    static const struct size_key digits_key = {"digits", WW_KIND_HEX, 0, 2, HEX_DIGITS_MAX};
    static const struct size_key width_key = {"width", WW_KIND_INTEGER, 4, 4, 8};
    struct size_key places_key = {"places", WW_KIND_FIXED, 0, 0, PLACES_MAX};
    int role = role_places(field->role);
    if (role >= 0) {
        places_key.fallback = places_key.min = role;
        places_key.max = role;
    }
    int64_t digits, width, places;
    enum ww_rc rc;
    if ((rc = read_size(json, at, object, field->kind, &digits_key, &digits)) ||
        (rc = read_size(json, at, object, field->kind, &width_key, &width)) ||
        (rc = read_size(json, at, object, field->kind, &places_key, &places)))
        return rc;
    if (field->kind == WW_KIND_HEX && digits % 2)
        return ww_json_fail(json, at, "digits must be an even number: two hexadecimal digits are a byte.");
    if (field->kind == WW_KIND_INTEGER && width != 4 && width != 8)
        return ww_json_fail(json, at, "width must be 4 (up to 2,147,483,647) or 8 bytes.");
    field->width = field->kind == WW_KIND_HEX       ? (unsigned)(digits / 2)
                   : field->kind == WW_KIND_INTEGER ? (unsigned)width
                                                    : 0;
    field->places = field->kind == WW_KIND_FIXED ? (unsigned)places : 0;
    return WW_OK;
}

/* A short text that goes into the sealed field; refused where it has no business. */
static enum ww_rc read_tag(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                           const char *key, char *out, size_t out_size)
{
    const char *text;
    enum ww_rc rc = ww_json_read_text(json, at, object, key, WW_OPTIONAL, &text);
    out[0] = '\0';
    if (rc || !text)
        return rc;
    struct ww_json_at here = {at, key, 0};
    if (!*text || !ww_str_copy(ww_str_of(text), out, out_size))
        return ww_json_fail(json, &here, "must have 1 to %zu letters.", out_size - 1);
    return WW_OK;
}

static enum ww_rc read_tags(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                            struct ww_field *field)
{
    enum ww_rc rc = read_tag(json, at, object, "level", field->area_level, sizeof field->area_level);
    if (!rc)
        rc = read_tag(json, at, object, "vocabulary", field->vocabulary, sizeof field->vocabulary);
    if (rc)
        return rc;
    if ((field->role == WW_ROLE_AREA) != (field->area_level[0] != '\0'))
        return ww_json_fail(
            json, at, "%s",
            field->role == WW_ROLE_AREA
                ? "an area needs a `level`: lsoa11, lsoa21, ward, ward22, borough, csp or force."
                : "`level` belongs to a column with the role \"area\" only.");
    if (field->vocabulary[0] && field->kind != WW_KIND_CATEGORY)
        return ww_json_fail(json, at, "`vocabulary` belongs to columns of kind \"category\" only.");
    return WW_OK;
}

/* Where the column's cells come from: fields, or a constant, or (neither) melt. */
static enum ww_rc read_supply(struct ww_layout_reader *r, const struct ww_json_at *at, const json_t *object,
                              struct ww_source_column *column, struct ww_layout_limits *limits)
{
    struct ww_json_texts from;
    struct ww_json_texts_spec spec = {"field", WW_OPTIONAL, true, WW_SOURCE_JOIN};
    enum ww_rc rc = ww_json_texts(r->json, at, object, &spec, &from);
    if (!rc)
        rc = ww_json_read_text(r->json, at, object, "constant", WW_OPTIONAL, &column->constant);
    if (!rc && column->constant && from.count)
        rc = ww_json_fail(r->json, at, "has both `field` and `constant`; it can have one of them.");
    column->field.kind = WW_KIND_CATEGORY;
    struct ww_json_at here = {at, "field", 0};
    for (size_t i = 0; i < from.count && !rc; i++) {
        size_t index = 0;
        rc = ww_layout_need_field(r, &here, from.items[i], &index);
        if (rc)
            break;
        const struct ww_layout_field *field = &r->fields.items[index];
        assert(r->fields.needed && index < r->fields.count);
        r->fields.needed[index] = true;
        column->from[column->n_from++] = field->name;
        column->field.kind = field->kind;
        if (from.count == 1)
            *limits = field->limits;
        else
            limits->required |= field->limits.required;
        limits->guarded |= field->limits.guarded;
    }
    if (!rc && from.count > 1)
        column->field.kind = WW_KIND_CATEGORY;
    return rc;
}

static enum ww_rc apply_limits(struct ww_layout_reader *r, const struct ww_json_at *at,
                               const struct ww_layout_limits *limits, struct ww_source_column *column)
{
    bool number = NUMBERS & 1u << column->field.kind;
    if ((limits->has_min || limits->has_max) && !number)
        return ww_json_fail(r->json, at,
                            "minimum and maximum are for numbers; for times use watchward.range.");
    if (column->n_from > 1 && !(TEXTS & 1u << column->field.kind))
        return ww_json_fail(r->json, at,
                            "joins several fields, so it must be a text (kind \"category\" or \"text\").");
    column->required = limits->required;
    column->guarded = limits->guarded;
    column->pattern = limits->pattern;
    column->has_range = limits->has_min || limits->has_max;
    column->min = limits->has_min ? limits->min : -DBL_MAX;
    column->max = limits->has_max ? limits->max : DBL_MAX;
    return WW_OK;
}

static enum ww_rc read_column(struct ww_layout_reader *r, const struct ww_json_at *at, const json_t *value,
                              struct ww_source_column *column)
{
    static const char *const keys[] = {"field",  "constant", "role",  "kind",        "level", "vocabulary",
                                       "digits", "places",   "width", "constraints", NULL};
    struct ww_layout_limits limits = {0};
    enum ww_rc rc;
    json_t *shorthand = NULL;
    if (json_is_string(value)) {
        shorthand = json_pack("{s:O}", "field", value);
        value = shorthand;
        if (!shorthand)
            return ww_fail_nomem(r->json->err);
    }
    if (!json_is_object(value))
        return ww_json_fail(r->json, at,
                            "must be the name of a field, or an object such as {\"field\": \"Month\", "
                            "\"role\": \"from\"}.");
    if (!(rc = ww_json_only(r->json, at, value, keys)) &&
        !(rc = read_supply(r, at, value, column, &limits)) && !(rc = read_role(r->json, at, value, column))) {
        column->field.kind = default_kind(column->field.role, column->field.kind);
        if (!(rc = read_kind(r->json, at, value, column)) &&
            !(rc = read_sizes(r->json, at, value, &column->field)) &&
            !(rc = read_tags(r->json, at, value, &column->field)) &&
            !(rc = read_limits(r->json, at, value, &limits)))
            rc = apply_limits(r, at, &limits, column);
    }
    json_decref(shorthand);
    return rc;
}

/* A column's name free, its role not taken yet. */
enum ww_rc ww_layout_check_column(struct ww_layout_reader *r, const struct ww_json_at *at, const char *name,
                                  enum ww_role role)
{
    if (!column_name_good(name))
        return ww_json_fail(r->json, at,
                            "a column's name has small letters, digits and _, begins with a letter and is "
                            "shorter than %d.",
                            WW_FIELD_NAME_MAX);
    for (size_t i = 0; i < r->n_columns; i++) {
        if (strcmp(r->columns[i].field.name, name) == 0)
            return ww_json_fail(r->json, at, "there is a column of this name already.");
        if (role != WW_ROLE_ATTRIBUTE && role != WW_ROLE_IDENTITY && r->columns[i].field.role == role)
            return ww_json_fail(r->json, at,
                                "has the role \"%s\", which column \"%s\" has already; one column each.",
                                ww_role_names[role], r->columns[i].field.name);
    }
    return WW_OK;
}

enum ww_rc ww_layout_read_columns(struct ww_layout_reader *r, const struct ww_json_place *from)
{
    const json_t *object;
    enum ww_rc rc = ww_json_object(r->json, from->at, from->object, "columns", WW_NEEDED, &object);
    if (rc)
        return rc;
    struct ww_json_at at = {from->at, "columns", 0};
    size_t count = json_object_size(object);
    if (count == 0 || count >= WW_FIELDS_MAX)
        return ww_json_fail(r->json, &at, "has %zu columns; it must have 1 to %d.", count, WW_FIELDS_MAX - 1);
    r->columns = ww_arena_alloc(r->json->memory, count, sizeof *r->columns);
    if (!r->columns)
        return ww_fail_nomem(r->json->err);
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)object, name, value)
    {
        struct ww_json_at here = {&at, name, 0};
        struct ww_source_column *column = &r->columns[r->n_columns];
        rc = read_column(r, &here, value, column);
        if (!rc)
            rc = ww_layout_check_column(r, &here, name, column->field.role);
        if (rc)
            return rc;
        ww_str_copy(ww_str_of(name), column->field.name, sizeof column->field.name);
        r->n_columns++;
    }
    return WW_OK;
}
