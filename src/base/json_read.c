// SPDX-License-Identifier: Apache-2.0
/* Thin readers over jansson's tree, so that every refusal says where in the document it is. */
#include "base/json_read.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/nearest.h"

static void print_path(const struct ww_json_at *at, struct ww_buf *out)
{
    if (!at)
        return;
    print_path(at->up, out);
    if (!at->key)
        ww_buf_printf(out, "[%zu]", at->index);
    else
        ww_buf_printf(out, "%s%s", out->len ? "." : "", at->key);
}

enum ww_rc ww_json_fail(const struct ww_json *json, const struct ww_json_at *at, const char *format, ...)
{
    char message[512];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    struct ww_buf path = {.max = 4096};
    print_path(at, &path);
    ww_fail_at(json->err, WW_E_INPUT, json->file, 0, 0, "%.200s%s%s", path.data ? path.data : "",
               path.len ? ": " : "", message);
    ww_buf_free(&path);
    return WW_E_INPUT;
}

static const char *type_words(json_type type)
{
    static const char *const words[] = {
        [JSON_OBJECT] = "an object {...}", [JSON_ARRAY] = "a list [...]", [JSON_STRING] = "a text",
        [JSON_INTEGER] = "a whole number", [JSON_REAL] = "a number",      [JSON_TRUE] = "true or false",
        [JSON_FALSE] = "true or false",    [JSON_NULL] = "null",
    };
    return words[type];
}

static enum ww_rc find(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                       const char *key, enum ww_need need, json_type type, const json_t **out)
{
    const json_t *value = json_object_get(object, key);
    struct ww_json_at here = {at, key, 0};
    if (!value && need == WW_NEEDED)
        return ww_json_fail(json, &here, "is missing; it must be %s.", type_words(type));
    if (value && json_typeof(value) != type && !(type == JSON_TRUE && json_is_false(value)))
        return ww_json_fail(json, &here, "is %s; it must be %s.", type_words(json_typeof(value)),
                            type_words(type));
    *out = value;
    return WW_OK;
}

enum ww_rc ww_json_object(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                          const char *key, enum ww_need need, const json_t **out)
{
    return find(json, at, object, key, need, JSON_OBJECT, out);
}

enum ww_rc ww_json_list(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                        const char *key, enum ww_need need, const json_t **out)
{
    return find(json, at, object, key, need, JSON_ARRAY, out);
}

static enum ww_rc copy_text(const struct ww_json *json, const json_t *value, const char **out)
{
    struct ww_str text = {json_string_value(value), json_string_length(value)};
    *out = ww_arena_copy(json->memory, text);
    return *out ? WW_OK : ww_fail_nomem(json->err);
}

enum ww_rc ww_json_read_text(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                             const char *key, enum ww_need need, const char **out)
{
    const json_t *value = NULL;
    enum ww_rc rc = find(json, at, object, key, need, JSON_STRING, &value);
    if (rc)
        return rc;
    if (!value) {
        *out = NULL;
        return WW_OK;
    }
    struct ww_json_at here = {at, key, 0};
    if (need == WW_NEEDED && json_string_length(value) == 0)
        return ww_json_fail(json, &here, "is empty; it must say something.");
    return copy_text(json, value, out);
}

enum ww_rc ww_json_whole(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                         const char *key, int64_t *out)
{
    const json_t *value = NULL;
    enum ww_rc rc = find(json, at, object, key, WW_OPTIONAL, JSON_INTEGER, &value);
    if (!rc && value)
        *out = json_integer_value(value);
    return rc;
}

enum ww_rc ww_json_truth(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                         const char *key, bool *out)
{
    const json_t *value = NULL;
    enum ww_rc rc = find(json, at, object, key, WW_OPTIONAL, JSON_TRUE, &value);
    if (!rc && value)
        *out = json_is_true(value);
    return rc;
}

enum ww_rc ww_json_read_number(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                               const char *key, bool *has, double *out)
{
    const json_t *value = json_object_get(object, key);
    struct ww_json_at here = {at, key, 0};
    if (value && !json_is_number(value))
        return ww_json_fail(json, &here, "is %s; it must be a number.", type_words(json_typeof(value)));
    if (value)
        *out = json_number_value(value);
    *has = value != NULL;
    return WW_OK;
}

static enum ww_rc copy_texts(const struct ww_json *json, const struct ww_json_at *here, const json_t *value,
                             struct ww_json_texts *out)
{
    size_t count = json_is_array(value) ? json_array_size(value) : 1;
    const char **items = ww_arena_alloc(json->memory, count ? count : 1, sizeof *items);
    if (!items)
        return ww_fail_nomem(json->err);
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_is_array(value) ? json_array_get(value, i) : value;
        struct ww_json_at element = {here, NULL, i};
        if (!json_is_string(item))
            return ww_json_fail(json, &element, "is %s; it must be a text.", type_words(json_typeof(item)));
        enum ww_rc rc = copy_text(json, item, &items[i]);
        if (rc)
            return rc;
    }
    *out = (struct ww_json_texts){items, count};
    return WW_OK;
}

enum ww_rc ww_json_texts(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                         const struct ww_json_texts_spec *spec, struct ww_json_texts *out)
{
    const json_t *value = json_object_get(object, spec->key);
    struct ww_json_at here = {at, spec->key, 0};
    const char *wanted = spec->or_one ? "a text or a list of texts" : "a list of texts";
    *out = (struct ww_json_texts){0};
    if (!value)
        return spec->need == WW_NEEDED ? ww_json_fail(json, &here, "is missing; it must be %s.", wanted)
                                       : WW_OK;
    if (!json_is_array(value) && !(spec->or_one && json_is_string(value)))
        return ww_json_fail(json, &here, "is %s; it must be %s.", type_words(json_typeof(value)), wanted);
    if (json_is_array(value) && json_array_size(value) > spec->max)
        return ww_json_fail(json, &here, "has %zu entries; there may be at most %zu.", json_array_size(value),
                            spec->max);
    if (json_is_array(value) && json_array_size(value) == 0 && spec->need == WW_NEEDED)
        return ww_json_fail(json, &here, "is empty; it must name at least one.");
    return copy_texts(json, &here, value, out);
}

static void list_keys(const char *const *keys, struct ww_buf *out)
{
    for (size_t i = 0; keys[i]; i++)
        ww_buf_printf(out, "%s%s", i ? ", " : "", keys[i]);
}

enum ww_rc ww_json_only(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                        const char *const *keys)
{
    size_t n_keys = 0;
    while (keys[n_keys])
        n_keys++;
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        bool known = false;
        for (size_t i = 0; i < n_keys && !known; i++)
            known = strcmp(keys[i], key) == 0;
        if (known)
            continue;
        struct ww_json_at here = {at, key, 0};
        const char *meant = ww_nearest(ww_str_of(key), keys, n_keys);
        if (meant)
            return ww_json_fail(json, &here, "is not a known key. Did you mean \"%s\"?", meant);
        struct ww_buf list = {.max = 1024};
        list_keys(keys, &list);
        enum ww_rc rc = ww_json_fail(json, &here, "is not a known key; those known here are %s.",
                                     list.data ? list.data : "");
        ww_buf_free(&list);
        return rc;
    }
    return WW_OK;
}

enum ww_rc ww_json_parse(const struct ww_json *json, const char *bytes, size_t len, json_t **out)
{
    json_error_t fault;
    json_t *root = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &fault);
    if (!root)
        return ww_fail_at(json->err, WW_E_INPUT, json->file, fault.line > 0 ? (uint64_t)fault.line : 0,
                          fault.column > 0 ? (uint64_t)fault.column : 0,
                          "This is not JSON: %s. Check commas, quotes and brackets just before this place.",
                          fault.text);
    if (!json_is_object(root)) {
        json_decref(root);
        return ww_fail_at(json->err, WW_E_INPUT, json->file, 1, 1,
                          "The file must hold one JSON object {...}.");
    }
    *out = root;
    return WW_OK;
}
