// SPDX-License-Identifier: Apache-2.0
/* How a pair agrees.
 *
 * Problem. Comparing two names takes some fifty nanoseconds, and the same two names meet again and again.
 * Method. Everything that depends on the two values alone (not on the records) is asked once for each pair of codes and
 * remembered in a small table by comparison, which an unlucky pair overwrites. Dates are parsed once a value. A first name
 * and a surname that stand in each other's place are found by a list that turns codes of the one field into those of the other.
 * ww_compare_plain does the same with nothing remembered, on texts. */
#include <assert.h>
#include <stdlib.h>

#include "base/checked.h"
#include "base/hash.h"
#include "base/time.h"
#include "people/link_pairs.h"
#include "people/similarity.h"

#define REMEMBERED (1u << 14) /* pairs of values, each comparison */
#define NO_LEVEL   SIZE_MAX

/* --- levels of two values ------------------------------------------------------------------------- */

static struct ww_str outward(struct ww_str postcode)
{
    struct ww_str p = postcode;
    while (p.len && p.ptr[p.len - 1] == ' ')
        p.len--;
    p.len = p.len > 3 ? p.len - 3 : 0; /* the inward part is a digit and two letters */
    while (p.len && p.ptr[p.len - 1] == ' ')
        p.len--;
    return p;
}

static struct ww_str area_of(struct ww_str postcode)
{
    size_t n = 0;
    while (n < postcode.len && n < 2 && !(postcode.ptr[n] >= '0' && postcode.ptr[n] <= '9'))
        n++;
    return (struct ww_str){postcode.ptr, n};
}

static struct ww_str mailbox(struct ww_str address)
{
    return (struct ww_str){address.ptr, ww_str_find(address, '@')};
}

static struct ww_str sector(struct ww_str postcode)
{
    return (struct ww_str){postcode.ptr, postcode.len > 2 ? postcode.len - 2 : 0};
}

static bool same_part(struct ww_str a, struct ww_str b)
{
    return a.len && ww_str_eq(a, b);
}

static bool days_within(struct ww_str a, struct ww_str b, double bound)
{
    int32_t x, y;
    return ww_parse_date(a, &x) && ww_parse_date(b, &y) && (double)labs((long)x - y) <= bound;
}

/* "1980-06-05" and "1980-05-06". */
static bool day_and_month(struct ww_str a, struct ww_str b)
{
    return a.len == 10 && b.len == 10 && memcmp(a.ptr, b.ptr, 5) == 0 &&
           memcmp(a.ptr + 5, b.ptr + 8, 2) == 0 && memcmp(a.ptr + 8, b.ptr + 5, 2) == 0;
}

/* The four figures a date begins with; they may be of a day that cannot be. */
static bool year_of(struct ww_str date, int *out)
{
    *out = 0;
    for (size_t i = 0; i < 4; i++) {
        if (i >= date.len || date.ptr[i] < '0' || date.ptr[i] > '9')
            return false;
        *out = *out * 10 + (date.ptr[i] - '0');
    }
    return true;
}

static bool years_within(struct ww_str a, struct ww_str b, double bound)
{
    int x, y;
    return year_of(a, &x) && year_of(b, &y) && abs(x - y) <= bound;
}

static bool begin_alike(struct ww_str a, struct ww_str b, size_t n)
{
    return a.len >= n && b.len >= n && same_part((struct ww_str){a.ptr, n}, (struct ww_str){b.ptr, n});
}

static bool dates_meet(const struct ww_link_level *level, struct ww_str a, struct ww_str b)
{
    return level->kind == WW_LEVEL_DAYS        ? days_within(a, b, level->bound)
           : level->kind == WW_LEVEL_DAY_MONTH ? day_and_month(a, b)
                                               : years_within(a, b, level->bound);
}

/* Whether two different values meet a level that asks about values alone. */
static bool values_meet(const struct ww_link_level *level, struct ww_str a, struct ww_str b)
{
    switch (level->kind) {
    case WW_LEVEL_EXACT: return ww_str_eq(a, b);
    case WW_LEVEL_JARO_WINKLER: return ww_jaro_winkler(a, b) >= level->bound;
    case WW_LEVEL_LEVENSHTEIN: return (double)ww_levenshtein(a, b) <= level->bound;
    case WW_LEVEL_DAMERAU: return (double)ww_damerau(a, b) <= level->bound;
    case WW_LEVEL_DAYS:
    case WW_LEVEL_DAY_MONTH:
    case WW_LEVEL_YEARS: return dates_meet(level, a, b);
    case WW_LEVEL_PREFIX: return begin_alike(a, b, (size_t)level->bound);
    case WW_LEVEL_SECTOR: return same_part(sector(a), sector(b));
    case WW_LEVEL_DISTRICT: return same_part(outward(a), outward(b));
    case WW_LEVEL_AREA: return same_part(area_of(a), area_of(b));
    case WW_LEVEL_MAILBOX: return same_part(mailbox(a), mailbox(b));
    case WW_LEVEL_MAILBOX_JARO_WINKLER: return ww_jaro_winkler(mailbox(a), mailbox(b)) >= level->bound;
    case WW_LEVEL_ELSE: return true;
    default: return false; /* asks about records */
    }
}

static bool about_records(enum ww_level_kind kind)
{
    return kind == WW_LEVEL_SWAPPED || kind == WW_LEVEL_CANONICAL;
}

static size_t level_of_values(const struct ww_link_comparison *c, struct ww_str a, struct ww_str b)
{
    size_t level = 0;
    while (about_records(c->levels[level].kind) || !values_meet(&c->levels[level], a, b))
        level++; /* "else" holds at last */
    return level;
}

/* What a pattern holds for a level. */
static unsigned gamma_of(const struct ww_link_comparison *c, size_t level)
{
    return c->levels[level].silent ? 0 : (unsigned)(c->n_levels - level);
}

static bool asks_days(const struct ww_link_comparison *c)
{
    for (size_t l = 0; l < c->n_levels; l++)
        if (c->levels[l].kind == WW_LEVEL_DAYS)
            return true;
    return false;
}

/* --- the plain way -------------------------------------------------------------------------------- */

static struct ww_str value_at(const struct ww_link_records *records, const char *field, uint32_t record)
{
    int index = ww_link_find_field(records, field);
    return index < 0 ? WW_STR("") : records->fields[index].values[records->fields[index].codes[record]];
}

static unsigned compare_plain(const struct ww_link_comparison *c, const struct ww_link_records *records,
                              struct ww_pair pair)
{
    const struct ww_str a = value_at(records, c->fields[0], pair.a),
                        b = value_at(records, c->fields[0], pair.b);
    int32_t day;
    if (!a.len || !b.len || (asks_days(c) && (!ww_parse_date(a, &day) || !ww_parse_date(b, &day))))
        return 0;
    struct ww_str a2 = WW_STR(""), b2 = WW_STR(""), a3 = a2, b3 = b2;
    if (c->fields[1]) {
        a2 = value_at(records, c->fields[1], pair.a);
        b2 = value_at(records, c->fields[1], pair.b);
        a3 = value_at(records, ww_link_canonical(c), pair.a);
        b3 = value_at(records, ww_link_canonical(c), pair.b);
    }
    size_t level = 0;
    for (;; level++) {
        const enum ww_level_kind kind = c->levels[level].kind;
        if (kind == WW_LEVEL_SWAPPED     ? same_part(a, b2) && same_part(a2, b)
            : kind == WW_LEVEL_CANONICAL ? same_part(a3, b3)
                                         : values_meet(&c->levels[level], a, b))
            break;
    }
    return gamma_of(c, level);
}

ww_pattern ww_compare_plain(const struct ww_link_model *model, const struct ww_link_records *records,
                            struct ww_pair pair)
{
    ww_pattern pattern = 0;
    for (size_t c = 0; c < model->n_comparisons; c++)
        pattern |= (ww_pattern)compare_plain(&model->comparisons[c], records, pair) << (4 * c);
    return pattern;
}

/* --- the quick way -------------------------------------------------------------------------------- */

struct remembered {
    uint64_t values; /* the two codes; 0 = nothing */
    uint64_t level;
};

struct prepared {
    const struct ww_link_comparison *comparison;
    const struct ww_link_field *first;
    const uint32_t *second;    /* codes of the second field, or NULL */
    const uint32_t *canonical; /* codes of the canonical form, or NULL */
    uint8_t *dated;            /* by value: it is a date; NULL = nobody asks */
    uint32_t *crossed; /* by value of the first field: the second field's code of it; NULL = nobody asks */
    struct remembered *memory;
    size_t equal_level; /* of two equal values, where it is the same for all; else NO_LEVEL */
    bool has_record_levels;
};

struct ww_comparer {
    size_t n;
    struct prepared items[WW_LINK_COMPARISONS_MAX];
};

static bool mark_dates(struct prepared *p)
{
    if (!asks_days(p->comparison))
        return true;
    p->dated = ww_new_array((size_t)p->first->n_values + 1, 1);
    int32_t day;
    for (uint32_t v = 1; p->dated && v <= p->first->n_values; v++)
        p->dated[v] = ww_parse_date(p->first->values[v], &day);
    return p->dated != NULL;
}

/* Codes of the second field by those of the first: an open hash over the second's values, used once. */
static bool cross_fields(struct prepared *p, const struct ww_link_field *second)
{
    size_t n_slots = 64;
    while (n_slots < ((size_t)second->n_values + 1) * 2)
        n_slots *= 2;
    uint32_t *slots = ww_new_array(n_slots, sizeof *slots);
    p->crossed = ww_new_array((size_t)p->first->n_values + 1, sizeof *p->crossed);
    for (uint32_t v = 1; slots && v <= second->n_values; v++) {
        size_t slot = ww_hash64(second->values[v].ptr, second->values[v].len, 1) & (n_slots - 1);
        while (slots[slot])
            slot = (slot + 1) & (n_slots - 1);
        slots[slot] = v;
    }
    for (uint32_t v = 1; slots && p->crossed && v <= p->first->n_values; v++) {
        const struct ww_str value = p->first->values[v];
        size_t slot = ww_hash64(value.ptr, value.len, 1) & (n_slots - 1);
        while (slots[slot] && !ww_str_eq(second->values[slots[slot]], value))
            slot = (slot + 1) & (n_slots - 1);
        p->crossed[v] = slots[slot];
    }
    const bool made = slots && p->crossed;
    free(slots);
    return made;
}

static enum ww_rc no_field(const char *name, struct ww_err *err)
{
    return ww_fail(err, WW_E_USAGE, "The model compares \"%.60s\", and the records have no such field.",
                   name);
}

/* The fields compared; *second is the one that swaps look at, or NULL. */
static enum ww_rc find_fields(struct prepared *p, const struct ww_link_records *records,
                              const struct ww_link_field **second, struct ww_err *err)
{
    const struct ww_link_comparison *c = p->comparison;
    int first = ww_link_find_field(records, c->fields[0]);
    *second = NULL;
    if (first < 0)
        return no_field(c->fields[0], err);
    p->first = &records->fields[first];
    if (!c->fields[1])
        return WW_OK;
    int other = ww_link_find_field(records, c->fields[1]);
    int canonical = ww_link_find_field(records, ww_link_canonical(c));
    if (other < 0 || canonical < 0)
        return no_field(other < 0 ? c->fields[1] : ww_link_canonical(c), err);
    *second = &records->fields[other];
    p->second = records->fields[other].codes;
    p->canonical = records->fields[canonical].codes;
    return WW_OK;
}

static enum ww_rc prepare(struct prepared *p, const struct ww_link_records *records, struct ww_err *err)
{
    const struct ww_link_comparison *c = p->comparison;
    const struct ww_link_field *second;
    enum ww_rc rc = find_fields(p, records, &second, err);
    if (rc)
        return rc;
    bool swaps = false;
    for (size_t l = 0; l < c->n_levels; l++) {
        p->has_record_levels |= about_records(c->levels[l].kind);
        swaps |= c->levels[l].kind == WW_LEVEL_SWAPPED;
    }
    p->equal_level = 0;
    while (about_records(c->levels[p->equal_level].kind))
        p->equal_level++;
    if (c->levels[p->equal_level].kind != WW_LEVEL_EXACT)
        p->equal_level = NO_LEVEL;
    p->memory = ww_new_array(REMEMBERED, sizeof *p->memory);
    const bool made = p->memory && mark_dates(p) && (!swaps || !second || cross_fields(p, second));
    return made ? WW_OK : ww_fail_nomem(err);
}

enum ww_rc ww_comparer_new(const struct ww_link_model *model, const struct ww_link_records *records,
                           struct ww_comparer **out, struct ww_err *err)
{
    struct ww_comparer *comparer = ww_new_array(1, sizeof *comparer);
    if (!comparer)
        return ww_fail_nomem(err);
    enum ww_rc rc = WW_OK;
    comparer->n = model->n_comparisons;
    for (size_t c = 0; c < comparer->n && !rc; c++) {
        comparer->items[c].comparison = &model->comparisons[c];
        rc = prepare(&comparer->items[c], records, err);
    }
    if (rc)
        ww_comparer_free(&comparer);
    else
        *out = comparer;
    return rc;
}

void ww_comparer_free(struct ww_comparer **comparer)
{
    if (!*comparer)
        return;
    for (size_t c = 0; c < (*comparer)->n; c++) {
        free((*comparer)->items[c].dated);
        free((*comparer)->items[c].crossed);
        free((*comparer)->items[c].memory);
    }
    free(*comparer);
    *comparer = NULL;
}

/* The level of two different values, remembered. */
static size_t level_of_codes(struct prepared *p, uint32_t a, uint32_t b)
{
    const uint64_t values = a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
    struct remembered *known = &p->memory[ww_hash_fold(values, WW_HASH_KEY_2) & (REMEMBERED - 1)];
    if (known->values != values) {
        known->level = level_of_values(p->comparison, p->first->values[a], p->first->values[b]);
        known->values = values;
    }
    return (size_t)known->level;
}

/* The first level about records that holds and comes before `level`. */
static size_t level_of_records(const struct prepared *p, struct ww_pair pair, size_t level)
{
    const uint32_t a = p->first->codes[pair.a], b = p->first->codes[pair.b];
    const uint32_t a2 = p->second[pair.a], b2 = p->second[pair.b];
    const uint32_t a3 = p->canonical[pair.a], b3 = p->canonical[pair.b];
    for (size_t l = 0; l < level; l++) {
        const enum ww_level_kind kind = p->comparison->levels[l].kind;
        if (kind == WW_LEVEL_SWAPPED && a2 && b2 && p->crossed[a] == b2 && p->crossed[b] == a2)
            return l;
        if (kind == WW_LEVEL_CANONICAL && a3 && a3 == b3)
            return l;
    }
    return level;
}

static unsigned compare_one(struct prepared *p, struct ww_pair pair)
{
    const uint32_t a = p->first->codes[pair.a], b = p->first->codes[pair.b];
    if (!a || !b || (p->dated && (!p->dated[a] || !p->dated[b])))
        return 0;
    size_t level = a == b && p->equal_level != NO_LEVEL ? p->equal_level : level_of_codes(p, a, b);
    if (p->has_record_levels)
        level = level_of_records(p, pair, level);
    return gamma_of(p->comparison, level);
}

void ww_compare_pairs(struct ww_comparer *comparer, const struct ww_pair *pairs, size_t n,
                      ww_pattern *patterns)
{
    for (size_t i = 0; i < n; i++)
        patterns[i] = 0;
    for (size_t c = 0; c < comparer->n; c++)
        for (size_t i = 0; i < n; i++)
            patterns[i] |= (ww_pattern)compare_one(&comparer->items[c], pairs[i]) << (4 * c);
}
