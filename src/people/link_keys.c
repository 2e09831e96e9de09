// SPDX-License-Identifier: Apache-2.0
#include "people/link_keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/hash.h"

#define SOUNDEX_LENGTH 4

/* --- transforms ----------------------------------------------------------------------------------- */

/* American Soundex (National Archives): the first letter, then the classes of what follows; h and w do not part two letters
 * of a class, vowels do. */
static size_t soundex(struct ww_str value, char out[SOUNDEX_LENGTH])
{
    static const char classes[] = "01230120022455012623010202"; /* a to z; 0 = not coded */
    size_t len = 0;
    char last = 0;
    for (size_t i = 0; i < value.len && len < SOUNDEX_LENGTH; i++) {
        const char c = (char)(value.ptr[i] | 0x20);
        if (c < 'a' || c > 'z')
            continue;
        const char class = classes[c - 'a'];
        if (!len)
            out[len++] = c;
        else if (class != '0' && class != last)
            out[len++] = class;
        if (c != 'h' && c != 'w')
            last = class;
    }
    while (len && len < SOUNDEX_LENGTH)
        out[len++] = '0';
    return len;
}

/* The part of a value that a key compares; empty = missing. buffer: SOUNDEX_LENGTH bytes. */
static struct ww_str part_of(const struct ww_link_key *key, struct ww_str value, char *buffer)
{
    switch (key->transform) {
    case WW_KEY_PREFIX: return (struct ww_str){value.ptr, value.len < key->length ? 0 : key->length};
    case WW_KEY_YEAR: return (struct ww_str){value.ptr, value.len < 4 ? 0 : 4};
    case WW_KEY_SOUNDEX: return (struct ww_str){buffer, soundex(value, buffer)};
    default: return value;
    }
}

/* --- codes ---------------------------------------------------------------------------------------- */

struct parts {
    struct part {
        char bytes[64];
        uint8_t len;
    } * items; /* by code */
    uint32_t n;
    uint32_t *slots;
    size_t n_slots;
};

/* The code of a part, new where it is new. There is room: no more parts than values. */
static uint32_t code_of(struct parts *parts, struct ww_str part)
{
    if (!part.len)
        return WW_LINK_MISSING;
    size_t slot = ww_hash64(part.ptr, part.len, 1) & (parts->n_slots - 1);
    while (parts->slots[slot]) {
        const struct part *known = &parts->items[parts->slots[slot]];
        if (known->len == part.len && memcmp(known->bytes, part.ptr, part.len) == 0)
            return parts->slots[slot];
        slot = (slot + 1) & (parts->n_slots - 1);
    }
    struct part *item = &parts->items[++parts->n];
    memcpy(item->bytes, part.ptr, part.len);
    item->len = (uint8_t)part.len;
    parts->slots[slot] = parts->n;
    return parts->n;
}

/* A value that many records have does not bring two together by itself. */
static uint32_t rare_code(const struct ww_link_field *field, const struct ww_link_key *key, uint32_t value)
{
    return field->counts[value] <= key->length ? value : WW_LINK_MISSING;
}

/* codes[value] for every distinct value. */
static enum ww_rc code_values(const struct ww_link_field *field, const struct ww_link_key *key,
                              uint32_t *codes, struct ww_err *err)
{
    struct parts parts = {.n_slots = 64};
    while (parts.n_slots < ((size_t)field->n_values + 1) * 2)
        parts.n_slots *= 2;
    parts.items = ww_new_array((size_t)field->n_values + 1, sizeof *parts.items);
    parts.slots = ww_new_array(parts.n_slots, sizeof *parts.slots);
    const bool made = parts.items && parts.slots;
    char buffer[SOUNDEX_LENGTH];
    for (uint32_t v = 1; made && v <= field->n_values; v++)
        codes[v] = key->transform == WW_KEY_RARE ? rare_code(field, key, v)
                                                 : code_of(&parts, part_of(key, field->values[v], buffer));
    if (parts.items)
        explicit_bzero(parts.items, ((size_t)field->n_values + 1) * sizeof *parts.items);
    free(parts.items);
    free(parts.slots);
    return made ? WW_OK : ww_fail_nomem(err);
}

static enum ww_rc make_column(const struct ww_link_records *records, const struct ww_link_field *field,
                              const struct ww_link_key *key, uint32_t **out, struct ww_err *err)
{
    uint32_t *by_value = ww_new_array((size_t)field->n_values + 1, sizeof *by_value);
    uint32_t *codes = ww_new_array(records->n + 1, sizeof *codes);
    enum ww_rc rc = by_value && codes ? code_values(field, key, by_value, err) : ww_fail_nomem(err);
    for (size_t i = 0; by_value && codes && !rc && i < records->n; i++)
        codes[i] = by_value[field->codes[i]];
    free(by_value);
    if (rc)
        free(codes);
    else
        *out = codes;
    return rc;
}

static bool same_key(const struct ww_link_key *a, const struct ww_link_key *b)
{
    return a->transform == b->transform && a->length == b->length &&
           ww_str_eqz(ww_str_of(a->field), b->field);
}

static enum ww_rc find_column(const struct ww_link_records *records, const struct ww_link_key *key,
                              struct ww_link_keys *keys, const uint32_t **out, struct ww_err *err)
{
    int index = ww_link_find_field(records, key->field);
    if (index < 0)
        return ww_fail(err, WW_E_USAGE,
                       "A rule of the model compares \"%.60s\", and the records have no such field.",
                       key->field);
    *out = records->fields[index].codes;
    if (key->transform == WW_KEY_WHOLE)
        return WW_OK;
    for (size_t i = 0; i < keys->n_made; i++)
        if (same_key(keys->made[i].key, key)) {
            *out = keys->made[i].codes;
            return WW_OK;
        }
    struct made *made = &keys->made[keys->n_made];
    enum ww_rc rc = make_column(records, &records->fields[index], key, &made->codes, err);
    if (rc)
        return rc;
    made->key = key;
    keys->n_made++;
    *out = made->codes;
    return WW_OK;
}

enum ww_rc ww_link_keys_make(const struct ww_link_records *records, const struct ww_link_rule *rules,
                             size_t n_rules, struct ww_link_keys *out, struct ww_err *err)
{
    *out = (struct ww_link_keys){.n_rules = n_rules};
    enum ww_rc rc = WW_OK;
    for (size_t r = 0; r < n_rules && !rc; r++) {
        out->rules[r].n = rules[r].n_keys;
        for (size_t k = 0; k < rules[r].n_keys && !rc; k++)
            rc = find_column(records, &rules[r].keys[k], out, &out->rules[r].columns[k], err);
    }
    return rc;
}

void ww_link_keys_free(struct ww_link_keys *keys)
{
    for (size_t i = 0; i < keys->n_made; i++)
        free(keys->made[i].codes);
    *keys = (struct ww_link_keys){0};
}
