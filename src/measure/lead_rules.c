// SPDX-License-Identifier: Apache-2.0
/* Reading lead-agency.json.
 *
 * Problem. Who leads is agreed by the agencies, not by a program: the rules are data that anybody can read and the partnership
 * can change.
 * Method. A list in order; each rule names a cohort, what else must hold, who leads and why. Whatever is not as it must be is
 * refused with its place in the file.
 * Edge cases. A rule about a cohort that is not imported fits nobody, and is no mistake. */
#include "measure/lead_rules.h"

#include "base/json_read.h"

#define UNDER_MAX 120

static const char *const root_keys[] = {"about", "rules", NULL};
static const char *const rule_keys[] = {"id", "cohort", "with", "under", "lead", "reason", NULL};

static enum ww_rc read_texts(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                             struct ww_lead_rule *rule)
{
    const struct {
        const char *key;
        const char **out;
    } texts[] = {
        {"id", &rule->id}, {"cohort", &rule->cohort}, {"lead", &rule->lead}, {"reason", &rule->reason}};
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0] && !rc; i++)
        rc = ww_json_read_text(json, at, object, texts[i].key, WW_NEEDED, texts[i].out);
    return rc;
}

static enum ww_rc read_with(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                            struct ww_lead_rule *rule)
{
    const struct ww_json_texts_spec spec = {"with", WW_OPTIONAL, false, WW_LEAD_WITH_MAX};
    struct ww_json_texts with = {0};
    enum ww_rc rc = ww_json_texts(json, at, object, &spec, &with);
    for (size_t i = 0; i < with.count && !rc; i++)
        rule->with[rule->n_with++] = with.items[i];
    return rc;
}

static enum ww_rc check_id(const struct ww_json *json, const struct ww_json_at *at,
                           const struct ww_lead_rules *rules, const char *id)
{
    for (const char *c = id; *c; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '-'))
            return ww_json_fail(json, at, "an id has small letters, digits and hyphens only, not \"%.60s\"",
                                id);
    for (size_t i = 0; i < rules->count; i++)
        if (ww_str_eqz(ww_str_of(id), rules->items[i].id))
            return ww_json_fail(json, at, "the id \"%.60s\" is used twice", id);
    return WW_OK;
}

static enum ww_rc read_rule(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                            struct ww_lead_rules *rules)
{
    struct ww_lead_rule rule = {0};
    int64_t under = 0;
    if (!json_is_object(object))
        return ww_json_fail(json, at, "a rule is an object");
    enum ww_rc rc = ww_json_only(json, at, object, rule_keys);
    if (!rc)
        rc = read_texts(json, at, object, &rule);
    if (!rc)
        rc = read_with(json, at, object, &rule);
    if (!rc)
        rc = ww_json_whole(json, at, object, "under", &under);
    if (!rc && (under < 0 || under > UNDER_MAX))
        return ww_json_fail(json, at, "under is an age from 1 to %d", UNDER_MAX);
    if (!rc)
        rc = check_id(json, at, rules, rule.id);
    rule.under = (int32_t)under;
    if (!rc)
        rules->items[rules->count++] = rule;
    return rc;
}

static enum ww_rc read_all(const struct ww_json *json, const json_t *root, struct ww_lead_rules *out)
{
    const json_t *list = NULL;
    enum ww_rc rc = ww_json_only(json, NULL, root, root_keys);
    if (!rc)
        rc = ww_json_list(json, NULL, root, "rules", WW_NEEDED, &list);
    if (rc)
        return rc;
    const struct ww_json_at at = {NULL, "rules", 0};
    if (json_array_size(list) > WW_LEAD_RULES_MAX)
        return ww_json_fail(json, &at, "there are more than %d rules", WW_LEAD_RULES_MAX);
    for (size_t i = 0; i < json_array_size(list) && !rc; i++) {
        const struct ww_json_at place = {&at, NULL, i};
        rc = read_rule(json, &place, json_array_get(list, i), out);
    }
    return rc;
}

enum ww_rc ww_lead_rules_parse(const char *file, struct ww_str text, struct ww_arena *arena,
                               struct ww_lead_rules *out, struct ww_err *err)
{
    const struct ww_json json = {file, arena, err};
    json_t *root = NULL;
    *out = (struct ww_lead_rules){0};
    enum ww_rc rc = ww_json_parse(&json, text.ptr, text.len, &root);
    if (!rc)
        rc = read_all(&json, root, out);
    json_decref(root);
    return rc;
}
