// SPDX-License-Identifier: Apache-2.0
/* A linkage model as JSON: read with the place of every fault, written so that it reads back bit for bit (numbers with 17
 * significant digits). */
#include "people/link_model.h"

#include <stdlib.h>

#include "base/json_read.h"

#define GIVEN_MAX  1e9
#define PREFIX_MAX 64
#define RARE_MAX   10000

const char *const ww_level_names[WW_LEVEL_KINDS] = {
    [WW_LEVEL_EXACT] = "exact",
    [WW_LEVEL_JARO_WINKLER] = "jaro-winkler",
    [WW_LEVEL_LEVENSHTEIN] = "levenshtein",
    [WW_LEVEL_DAMERAU] = "damerau",
    [WW_LEVEL_DAYS] = "days",
    [WW_LEVEL_DAY_MONTH] = "day-month",
    [WW_LEVEL_YEARS] = "years",
    [WW_LEVEL_SWAPPED] = "swapped",
    [WW_LEVEL_PREFIX] = "prefix",
    [WW_LEVEL_SECTOR] = "sector",
    [WW_LEVEL_DISTRICT] = "district",
    [WW_LEVEL_AREA] = "area",
    [WW_LEVEL_MAILBOX] = "mailbox",
    [WW_LEVEL_MAILBOX_JARO_WINKLER] = "mailbox-jaro-winkler",
    [WW_LEVEL_CANONICAL] = "canonical",
    [WW_LEVEL_ELSE] = "else",
};

static const bool level_bounded[WW_LEVEL_KINDS] = {
    [WW_LEVEL_JARO_WINKLER] = true,
    [WW_LEVEL_LEVENSHTEIN] = true,
    [WW_LEVEL_DAMERAU] = true,
    [WW_LEVEL_DAYS] = true,
    [WW_LEVEL_YEARS] = true,
    [WW_LEVEL_PREFIX] = true,
    [WW_LEVEL_MAILBOX_JARO_WINKLER] = true,
};

static const char *const transform_names[] = {[WW_KEY_WHOLE] = "whole",
                                              [WW_KEY_PREFIX] = "prefix",
                                              [WW_KEY_SOUNDEX] = "soundex",
                                              [WW_KEY_YEAR] = "year",
                                              [WW_KEY_RARE] = "rare"};
#define N_TRANSFORMS (sizeof transform_names / sizeof transform_names[0])

/* --- reading -------------------------------------------------------------------------------------- */

static int index_of(const char *const *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (ww_str_eqz(ww_str_of(name), names[i]))
            return (int)i;
    return -1;
}

static enum ww_rc read_probability(const struct ww_json *json, const struct ww_json_at *at,
                                   const json_t *object, const char *key, double *out)
{
    bool has = false;
    enum ww_rc rc = ww_json_read_number(json, at, object, key, &has, out);
    if (!rc && has && !(*out >= 0 && *out <= 1))
        return ww_json_fail(json, at, "%s is a probability, from 0 to 1", key);
    return rc;
}

static enum ww_rc read_kind(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                            enum ww_level_kind *out)
{
    const char *kind = NULL;
    enum ww_rc rc = ww_json_read_text(json, at, object, "kind", WW_NEEDED, &kind);
    if (rc)
        return rc;
    int index = index_of(ww_level_names, WW_LEVEL_KINDS, kind);
    if (index < 0)
        return ww_json_fail(json, at, "\"%.40s\" is no kind of level", kind);
    *out = (enum ww_level_kind)index;
    return WW_OK;
}

static enum ww_rc read_bound(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                             struct ww_link_level *level)
{
    bool has_bound = false;
    enum ww_rc rc = ww_json_read_number(json, at, object, "bound", &has_bound, &level->bound);
    if (!rc && has_bound != level_bounded[level->kind])
        return ww_json_fail(json, at, "a level of kind %s %s a bound", ww_level_names[level->kind],
                            level_bounded[level->kind] ? "needs" : "takes no");
    if (!rc && !(level->bound >= 0 && level->bound <= GIVEN_MAX))
        return ww_json_fail(json, at, "a bound is 0 or more");
    return rc;
}

static enum ww_rc read_level(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                             struct ww_link_level *out)
{
    static const char *const keys[] = {"kind", "bound", "frequency", "silent", "m", "u", NULL};
    if (!json_is_object(object))
        return ww_json_fail(json, at, "a level is an object with a kind");
    enum ww_rc rc = ww_json_only(json, at, object, keys);
    if (!rc)
        rc = read_kind(json, at, object, &out->kind);
    if (!rc)
        rc = read_bound(json, at, object, out);
    if (!rc)
        rc = ww_json_truth(json, at, object, "frequency", &out->frequency);
    if (!rc && out->frequency && out->kind != WW_LEVEL_EXACT)
        return ww_json_fail(json, at, "only an exact level can be weighed by frequency");
    if (!rc)
        rc = ww_json_truth(json, at, object, "silent", &out->silent);
    if (!rc)
        rc = read_probability(json, at, object, "m", &out->m);
    return rc ? rc : read_probability(json, at, object, "u", &out->u);
}

static enum ww_rc check_levels(const struct ww_json *json, const struct ww_json_at *at,
                               const struct ww_link_comparison *c)
{
    for (size_t i = 0; i < c->n_levels; i++) {
        if ((c->levels[i].kind == WW_LEVEL_ELSE) != (i + 1 == c->n_levels))
            return ww_json_fail(json, at, "the last level, and only the last, is of kind else");
        const bool two = c->levels[i].kind == WW_LEVEL_SWAPPED || c->levels[i].kind == WW_LEVEL_CANONICAL;
        if (two && !c->fields[1])
            return ww_json_fail(json, at, "a level of kind %s needs two fields",
                                ww_level_names[c->levels[i].kind]);
    }
    return WW_OK;
}

static enum ww_rc read_comparison(const struct ww_json *json, const struct ww_json_at *at,
                                  const json_t *object, struct ww_link_comparison *out)
{
    static const char *const keys[] = {"name", "fields", "levels", NULL};
    static const struct ww_json_texts_spec fields_spec = {"fields", WW_NEEDED, true, 3};
    struct ww_json_texts fields;
    const json_t *levels = NULL;
    if (!json_is_object(object))
        return ww_json_fail(json, at, "a comparison is an object with fields and levels");
    enum ww_rc rc = ww_json_only(json, at, object, keys);
    if (!rc)
        rc = ww_json_read_text(json, at, object, "name", WW_NEEDED, &out->name);
    if (!rc)
        rc = ww_json_texts(json, at, object, &fields_spec, &fields);
    if (!rc)
        rc = ww_json_list(json, at, object, "levels", WW_NEEDED, &levels);
    if (rc)
        return rc;
    for (size_t i = 0; i < fields.count; i++)
        out->fields[i] = fields.items[i];
    out->n_levels = json_array_size(levels);
    const struct ww_json_at list = {at, "levels", 0};
    if (!out->fields[0] || out->n_levels < 2 || out->n_levels > WW_LINK_LEVELS_MAX)
        return ww_json_fail(json, &list, "a comparison has a field and 2 to %d levels", WW_LINK_LEVELS_MAX);
    for (size_t i = 0; i < out->n_levels && !rc; i++) {
        const struct ww_json_at place = {&list, NULL, i};
        rc = read_level(json, &place, json_array_get(levels, i), &out->levels[i]);
    }
    return rc ? rc : check_levels(json, at, out);
}

static enum ww_rc read_key(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                           struct ww_link_key *out)
{
    static const char *const keys[] = {"field", "transform", "length", NULL};
    const char *transform = transform_names[WW_KEY_WHOLE];
    int64_t length = 0;
    if (json_is_string(object)) { /* "surname" alone: the whole value */
        out->field = ww_arena_copy(json->memory, ww_str_of(json_string_value(object)));
        return out->field ? WW_OK : ww_fail_nomem(json->err);
    }
    if (!json_is_object(object))
        return ww_json_fail(json, at, "a key is a field's name, or an object with field and transform");
    enum ww_rc rc = ww_json_only(json, at, object, keys);
    if (!rc)
        rc = ww_json_read_text(json, at, object, "field", WW_NEEDED, &out->field);
    if (!rc)
        rc = ww_json_read_text(json, at, object, "transform", WW_OPTIONAL, &transform);
    if (!rc)
        rc = ww_json_whole(json, at, object, "length", &length);
    if (rc)
        return rc;
    int index = index_of(transform_names, N_TRANSFORMS, transform ? transform : "whole");
    if (index < 0)
        return ww_json_fail(json, at, "a transform is whole, prefix, soundex, year or rare, not \"%.40s\"",
                            transform);
    out->transform = (enum ww_key_transform)index;
    const int64_t longest = index == WW_KEY_PREFIX ? PREFIX_MAX : index == WW_KEY_RARE ? RARE_MAX : 0;
    if (length < (longest > 0) || length > longest)
        return ww_json_fail(json, at,
                            "a prefix has a length from 1 to %d, a rare value one from 1 to %d, no other",
                            PREFIX_MAX, RARE_MAX);
    out->length = (unsigned)length;
    return WW_OK;
}

static enum ww_rc read_rule(const struct ww_json *json, const struct ww_json_at *at, const json_t *list,
                            struct ww_link_rule *out)
{
    const size_t n = json_array_size(list);
    if (!json_is_array(list) || n < 1 || n > WW_LINK_KEYS_MAX)
        return ww_json_fail(json, at, "a rule is a list of 1 to %d keys", WW_LINK_KEYS_MAX);
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < n && !rc; i++) {
        const struct ww_json_at place = {at, NULL, i};
        rc = read_key(json, &place, json_array_get(list, i), &out->keys[out->n_keys++]);
    }
    return rc;
}

struct rules {
    const char *key;
    enum ww_need need;
    struct ww_link_rule *out;
    size_t *n;
};

static enum ww_rc read_rules(const struct ww_json *json, const json_t *root, const struct rules *rules)
{
    const json_t *list = NULL;
    enum ww_rc rc = ww_json_list(json, NULL, root, rules->key, rules->need, &list);
    const struct ww_json_at at = {NULL, rules->key, 0};
    if (!rc && json_array_size(list) > WW_LINK_RULES_MAX)
        return ww_json_fail(json, &at, "there are more than %d rules", WW_LINK_RULES_MAX);
    for (size_t i = 0; i < json_array_size(list) && !rc; i++) {
        const struct ww_json_at place = {&at, NULL, i};
        rc = read_rule(json, &place, json_array_get(list, i), &rules->out[(*rules->n)++]);
    }
    if (!rc && rules->need == WW_NEEDED && !*rules->n)
        return ww_json_fail(json, &at, "there must be a rule at least");
    return rc;
}

static enum ww_rc read_comparisons(const struct ww_json *json, const json_t *root, struct ww_link_model *out)
{
    const json_t *list = NULL;
    enum ww_rc rc = ww_json_list(json, NULL, root, "comparisons", WW_NEEDED, &list);
    const struct ww_json_at at = {NULL, "comparisons", 0};
    if (!rc && (json_array_size(list) < 1 || json_array_size(list) > WW_LINK_COMPARISONS_MAX))
        return ww_json_fail(json, &at, "there are 1 to %d comparisons", WW_LINK_COMPARISONS_MAX);
    for (size_t i = 0; i < json_array_size(list) && !rc; i++) {
        const struct ww_json_at place = {&at, NULL, i};
        rc = read_comparison(json, &place, json_array_get(list, i), &out->comparisons[out->n_comparisons++]);
    }
    return rc;
}

static bool is_comparison(const struct ww_link_model *model, const char *name)
{
    for (size_t c = 0; c < model->n_comparisons; c++)
        if (ww_str_eqz(ww_str_of(name), model->comparisons[c].name))
            return true;
    return false;
}

/* Names of comparisons. */
static enum ww_rc read_named(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                             const char *key, const struct ww_link_model *model, const char **out)
{
    const struct ww_json_texts_spec spec = {key, WW_OPTIONAL, true, WW_LINK_UNLESS_MAX};
    struct ww_json_texts names = {0};
    enum ww_rc rc = ww_json_texts(json, at, object, &spec, &names);
    for (size_t i = 0; i < names.count && !rc; i++) {
        out[i] = names.items[i];
        if (!is_comparison(model, out[i]))
            rc = ww_json_fail(json, at, "there is no comparison \"%.40s\"", out[i]);
    }
    return rc;
}

static enum ww_rc read_guard(const struct ww_json *json, const struct ww_json_at *at, const json_t *object,
                             const struct ww_link_model *model, struct ww_link_guard *out)
{
    static const char *const keys[] = {"differs", "same", "unless", "most", NULL};
    if (!json_is_object(object))
        return ww_json_fail(json, at, "a guard is an object with differs and most");
    enum ww_rc rc = ww_json_only(json, at, object, keys);
    if (!rc)
        rc = ww_json_read_text(json, at, object, "differs", WW_NEEDED, &out->differs);
    if (!rc)
        rc = read_named(json, at, object, "same", model, out->same);
    if (!rc)
        rc = read_named(json, at, object, "unless", model, out->unless);
    if (!rc)
        rc = read_probability(json, at, object, "most", &out->most);
    if (rc)
        return rc;
    if (!is_comparison(model, out->differs) || !(out->most > 0 && out->most < 1))
        return ww_json_fail(json, at, "a guard names a comparison of the model, and most is between 0 and 1");
    return WW_OK;
}

static enum ww_rc read_guards(const struct ww_json *json, const json_t *root, struct ww_link_model *out)
{
    const json_t *list = NULL;
    enum ww_rc rc = ww_json_list(json, NULL, root, "guards", WW_OPTIONAL, &list);
    const struct ww_json_at at = {NULL, "guards", 0};
    if (!rc && json_array_size(list) > WW_LINK_GUARDS_MAX)
        return ww_json_fail(json, &at, "there are more than %d guards", WW_LINK_GUARDS_MAX);
    for (size_t i = 0; i < json_array_size(list) && !rc; i++) {
        const struct ww_json_at place = {&at, NULL, i};
        rc = read_guard(json, &place, json_array_get(list, i), out, &out->guards[out->n_guards++]);
    }
    return rc;
}

static enum ww_rc read_normal(const struct ww_json *json, const struct ww_json_at *at, const char *field,
                              const json_t *given, struct ww_link_normal *out)
{
    static const char *const keys[] = {"from", "as", NULL};
    static const struct ww_json_texts_spec from_spec = {"from", WW_NEEDED, true, 2};
    struct ww_json_texts from;
    const char *as = json_is_string(given) ? json_string_value(given) : NULL;
    out->field = ww_arena_copy(json->memory, ww_str_of(field));
    out->from[0] = out->field;
    if (!out->field)
        return ww_fail_nomem(json->err);
    if (!as) {
        if (!json_is_object(given))
            return ww_json_fail(json, at, "a field is normalised as a kind, or has from and as");
        enum ww_rc rc = ww_json_only(json, at, given, keys);
        if (!rc)
            rc = ww_json_texts(json, at, given, &from_spec, &from);
        if (!rc)
            rc = ww_json_read_text(json, at, given, "as", WW_NEEDED, &as);
        if (rc)
            return rc;
        for (size_t i = 0; i < from.count; i++)
            out->from[i] = from.items[i];
    }
    int index = index_of(ww_normal_names, WW_NORMAL_KINDS, as);
    if (index < 0 || !out->from[0])
        return ww_json_fail(json, at, "\"%.40s\" is no way to normalise a field", as);
    out->as = (enum ww_normal)index;
    return WW_OK;
}

static enum ww_rc read_normals(const struct ww_json *json, json_t *root, struct ww_link_model *out)
{
    json_t *object = json_object_get(root, "normalise"), *given;
    const struct ww_json_at at = {NULL, "normalise", 0};
    const char *field;
    enum ww_rc rc = WW_OK;
    if (object && (!json_is_object(object) || json_object_size(object) > WW_LINK_NORMALS_MAX))
        return ww_json_fail(json, &at, "an object of at most %d fields", WW_LINK_NORMALS_MAX);
    json_object_foreach(object, field, given)
    {
        const struct ww_json_at place = {&at, field, 0};
        rc = read_normal(json, &place, field, given, &out->normals[out->n_normals++]);
        if (rc)
            break;
    }
    return rc;
}

static enum ww_rc read_model(const struct ww_json *json, json_t *root, struct ww_link_model *out)
{
    static const char *const keys[] = {"about",         "name",     "version", "comparisons", "blocking",
                                       "deterministic", "training", "recall",  "lambda",      "one_to_one",
                                       "normalise",     "guards",   NULL};
    const struct rules rules[] = {{"blocking", WW_NEEDED, out->blocking, &out->n_blocking},
                                  {"deterministic", WW_OPTIONAL, out->deterministic, &out->n_deterministic},
                                  {"training", WW_OPTIONAL, out->training, &out->n_training}};
    int64_t version = 1;
    enum ww_rc rc = ww_json_only(json, NULL, root, keys);
    if (!rc)
        rc = ww_json_read_text(json, NULL, root, "name", WW_NEEDED, &out->name);
    if (!rc)
        rc = ww_json_whole(json, NULL, root, "version", &version);
    if (!rc && (version < 1 || version > INT32_MAX))
        return ww_json_fail(json, NULL, "version is a whole number from 1 on");
    out->version = (unsigned)version;
    if (!rc)
        rc = read_normals(json, root, out);
    if (!rc)
        rc = read_comparisons(json, root, out);
    if (!rc)
        rc = read_guards(json, root, out);
    for (size_t i = 0; i < sizeof rules / sizeof rules[0] && !rc; i++)
        rc = read_rules(json, root, &rules[i]);
    if (!rc)
        rc = read_probability(json, NULL, root, "recall", &out->recall);
    if (!rc)
        rc = read_probability(json, NULL, root, "lambda", &out->lambda);
    return rc ? rc : ww_json_truth(json, NULL, root, "one_to_one", &out->one_to_one);
}

enum ww_rc ww_link_model_parse(const char *file, struct ww_str text, struct ww_arena *arena,
                               struct ww_link_model *out, struct ww_err *err)
{
    const struct ww_json json = {file, arena, err};
    json_t *root = NULL;
    *out = (struct ww_link_model){0};
    enum ww_rc rc = ww_json_parse(&json, text.ptr, text.len, &root);
    if (!rc)
        rc = read_model(&json, root, out);
    json_decref(root);
    return rc;
}

bool ww_link_model_learnt(const struct ww_link_model *model)
{
    if (!(model->lambda > 0))
        return false;
    for (size_t c = 0; c < model->n_comparisons; c++)
        for (size_t l = 0; l < model->comparisons[c].n_levels; l++)
            if (!model->comparisons[c].levels[l].silent &&
                (!(model->comparisons[c].levels[l].m > 0) || !(model->comparisons[c].levels[l].u > 0)))
                return false;
    return true;
}

/* --- writing -------------------------------------------------------------------------------------- */

static json_t *level_json(const struct ww_link_level *level)
{
    json_t *object = json_object();
    json_object_set_new(object, "kind", json_string(ww_level_names[level->kind]));
    if (level_bounded[level->kind])
        json_object_set_new(object, "bound", json_real(level->bound));
    if (level->frequency)
        json_object_set_new(object, "frequency", json_true());
    if (level->silent)
        json_object_set_new(object, "silent", json_true());
    if (level->m > 0)
        json_object_set_new(object, "m", json_real(level->m));
    if (level->u > 0)
        json_object_set_new(object, "u", json_real(level->u));
    return object;
}

static json_t *comparison_json(const struct ww_link_comparison *c)
{
    json_t *object = json_object(), *fields = json_array(), *levels = json_array();
    for (size_t i = 0; i < 3 && c->fields[i]; i++)
        json_array_append_new(fields, json_string(c->fields[i]));
    for (size_t i = 0; i < c->n_levels; i++)
        json_array_append_new(levels, level_json(&c->levels[i]));
    json_object_set_new(object, "name", json_string(c->name));
    json_object_set_new(object, "fields", fields);
    json_object_set_new(object, "levels", levels);
    return object;
}

static json_t *key_json(const struct ww_link_key *key)
{
    json_t *object = json_object();
    json_object_set_new(object, "field", json_string(key->field));
    json_object_set_new(object, "transform", json_string(transform_names[key->transform]));
    if (key->length)
        json_object_set_new(object, "length", json_integer((json_int_t)key->length));
    return object;
}

static json_t *rules_json(const struct ww_link_rule *rules, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++) {
        json_t *rule = json_array();
        for (size_t k = 0; k < rules[i].n_keys; k++)
            json_array_append_new(rule, key_json(&rules[i].keys[k]));
        json_array_append_new(list, rule);
    }
    return list;
}

static json_t *normals_json(const struct ww_link_model *model)
{
    json_t *object = json_object();
    for (size_t i = 0; i < model->n_normals; i++) {
        const struct ww_link_normal *normal = &model->normals[i];
        json_t *way = json_object(), *from = json_array();
        for (size_t k = 0; k < 2 && normal->from[k]; k++)
            json_array_append_new(from, json_string(normal->from[k]));
        json_object_set_new(way, "from", from);
        json_object_set_new(way, "as", json_string(ww_normal_names[normal->as]));
        json_object_set_new(object, normal->field, way);
    }
    return object;
}

static json_t *names_json(const char *const *names)
{
    json_t *list = json_array();
    for (size_t k = 0; k < WW_LINK_UNLESS_MAX && names[k]; k++)
        json_array_append_new(list, json_string(names[k]));
    return list;
}

static json_t *guards_json(const struct ww_link_model *model)
{
    json_t *list = json_array();
    for (size_t i = 0; i < model->n_guards; i++) {
        const struct ww_link_guard *guard = &model->guards[i];
        json_t *object = json_object();
        json_object_set_new(object, "differs", json_string(guard->differs));
        json_object_set_new(object, "same", names_json(guard->same));
        json_object_set_new(object, "unless", names_json(guard->unless));
        json_object_set_new(object, "most", json_real(guard->most));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *model_json(const struct ww_link_model *model)
{
    json_t *root = json_object(), *comparisons = json_array();
    for (size_t c = 0; c < model->n_comparisons; c++)
        json_array_append_new(comparisons, comparison_json(&model->comparisons[c]));
    json_object_set_new(root, "name", json_string(model->name));
    json_object_set_new(root, "version", json_integer((json_int_t)model->version));
    json_object_set_new(root, "lambda", json_real(model->lambda));
    json_object_set_new(root, "recall", json_real(model->recall));
    json_object_set_new(root, "one_to_one", json_boolean(model->one_to_one));
    if (model->n_normals)
        json_object_set_new(root, "normalise", normals_json(model));
    if (model->n_guards)
        json_object_set_new(root, "guards", guards_json(model));
    json_object_set_new(root, "blocking", rules_json(model->blocking, model->n_blocking));
    json_object_set_new(root, "deterministic", rules_json(model->deterministic, model->n_deterministic));
    json_object_set_new(root, "training", rules_json(model->training, model->n_training));
    json_object_set_new(root, "comparisons", comparisons);
    return root;
}

enum ww_rc ww_link_model_print(const struct ww_link_model *model, struct ww_buf *out, struct ww_err *err)
{
    json_t *root = model_json(model);
    char *text = json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(17));
    json_decref(root);
    if (!text)
        return ww_fail_nomem(err);
    ww_buf_z(out, text);
    ww_buf_char(out, '\n');
    free(text);
    return ww_buf_check(out, err);
}
