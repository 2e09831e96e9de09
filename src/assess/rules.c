// SPDX-License-Identifier: Apache-2.0
#include "assess/rules.h"

#include "base/json_read.h"

#define RULES_MAX 500
#define MOST_MAX  20

static const char *const root_keys[] = {"about", "rules", NULL};
static const char *const rule_keys[] = {"id",   "section", "row", "when",          "order",
                                        "most", "draft",   "for", "priority_ward", NULL};
static const char *const test_keys[] = {"column", "above", "below", "is", "is_not", NULL};

static enum ww_rc read_test(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                            struct ww_rule_test *out)
{
    if (!json_is_object(object))
        return ww_json_fail(json, at,
                            "a condition is an object with a column and above, below, is or is_not");
    enum ww_rc rc = ww_json_only(json, at, object, test_keys);
    if (!rc)
        rc = ww_json_read_text(json, at, object, "column", WW_NEEDED, &out->column);
    if (!rc)
        rc = ww_json_read_number(json, at, object, "above", &out->has_above, &out->above);
    if (!rc)
        rc = ww_json_read_number(json, at, object, "below", &out->has_below, &out->below);
    if (!rc)
        rc = ww_json_read_text(json, at, object, "is", WW_OPTIONAL, &out->is);
    if (!rc)
        rc = ww_json_read_text(json, at, object, "is_not", WW_OPTIONAL, &out->is_not);
    if (!rc && !out->has_above && !out->has_below && !out->is && !out->is_not)
        return ww_json_fail(json, at, "a condition needs above, below, is or is_not");
    return rc;
}

static enum ww_rc read_tests(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                             struct ww_rule *rule)
{
    const json_t *list = NULL;
    enum ww_rc rc = ww_json_list(json, at, object, "when", WW_NEEDED, &list);
    if (rc)
        return rc;
    const struct ww_json_at when = {at, "when", 0};
    if (json_array_size(list) < 1 || json_array_size(list) > WW_RULE_TESTS_MAX)
        return ww_json_fail(json, &when, "a rule has 1 to %d conditions", WW_RULE_TESTS_MAX);
    for (size_t i = 0; i < json_array_size(list) && !rc; i++) {
        const struct ww_json_at place = {&when, NULL, i};
        rc = read_test(json, &place, json_array_get(list, i), &rule->tests[rule->n_tests++]);
    }
    return rc;
}

static enum ww_rc read_ward(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                            struct ww_rule *rule)
{
    bool priority = false;
    if (!json_object_get(object, "priority_ward"))
        return WW_OK;
    enum ww_rc rc = ww_json_truth(json, at, object, "priority_ward", &priority);
    rule->ward = priority ? WW_RULE_PRIORITY_WARD : WW_RULE_OTHER_WARD;
    return rc;
}

static enum ww_rc read_rule(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                            struct ww_rule *rule)
{
    if (!json_is_object(object))
        return ww_json_fail(json, at, "a rule is an object");
    const struct {
        const char *key;
        enum ww_need need;
        const char **out;
    } texts[] = {{"id", WW_NEEDED, &rule->id},       {"section", WW_NEEDED, &rule->section},
                 {"row", WW_OPTIONAL, &rule->row},   {"order", WW_OPTIONAL, &rule->order},
                 {"draft", WW_NEEDED, &rule->draft}, {"for", WW_OPTIONAL, &rule->group}};
    int64_t most = 1;
    enum ww_rc rc = ww_json_only(json, at, object, rule_keys);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0] && !rc; i++)
        rc = ww_json_read_text(json, at, object, texts[i].key, texts[i].need, texts[i].out);
    if (!rc)
        rc = ww_json_whole(json, at, object, "most", &most);
    if (!rc && (most < 1 || most > MOST_MAX))
        return ww_json_fail(json, at, "most is a number from 1 to %d", MOST_MAX);
    rule->most = (size_t)most;
    if (!rc)
        rc = read_ward(json, at, object, rule);
    return rc ? rc : read_tests(json, at, object, rule);
}

static enum ww_rc check_id(const struct ww_json *json, const struct ww_json_at *at,
                           const struct ww_rules *rules)
{
    const char *id = rules->items[rules->count].id;
    for (const char *c = id; *c; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '-'))
            return ww_json_fail(json, at, "an id has small letters, digits and hyphens only, not \"%.60s\"",
                                id);
    for (size_t i = 0; i < rules->count; i++)
        if (ww_str_eqz(ww_str_of(id), rules->items[i].id))
            return ww_json_fail(json, at, "the id \"%.60s\" is used twice", id);
    return WW_OK;
}

static enum ww_rc read_all(const struct ww_json *json, const json_t *root, struct ww_rules *out)
{
    const json_t *list = NULL;
    enum ww_rc rc = ww_json_only(json, NULL, root, root_keys);
    if (!rc)
        rc = ww_json_list(json, NULL, root, "rules", WW_NEEDED, &list);
    if (rc)
        return rc;
    const struct ww_json_at at = {NULL, "rules", 0};
    if (json_array_size(list) > RULES_MAX)
        return ww_json_fail(json, &at, "there are more than %d rules", RULES_MAX);
    out->items = ww_arena_alloc(json->memory, json_array_size(list), sizeof *out->items);
    if (!out->items)
        return ww_fail_nomem(json->err);
    for (size_t i = 0; i < json_array_size(list) && !rc; i++) {
        const struct ww_json_at place = {&at, NULL, i};
        rc = read_rule(json, &place, json_array_get(list, i), &out->items[i]);
        if (!rc)
            rc = check_id(json, &place, out);
        out->count += !rc;
    }
    return rc;
}

enum ww_rc ww_rules_parse(const char *file, struct ww_str text, struct ww_arena *arena, struct ww_rules *out,
                          struct ww_err *err)
{
    const struct ww_json json = {file, arena, err};
    json_t *root = NULL;
    *out = (struct ww_rules){0};
    enum ww_rc rc = ww_json_parse(&json, text.ptr, text.len, &root);
    if (!rc)
        rc = read_all(&json, root, out);
    json_decref(root);
    return rc;
}
