// SPDX-License-Identifier: Apache-2.0
/* Reading who victims and suspects are. Shares become upper ends on the scale of 32 bits, so that a draw is one number and
 * a few comparisons; a group that has no list of its own for an attribute has that of "any victim" or "any suspect". */
#include "sample/people.h"

#include <string.h>

#include "base/num.h"
#include "sample/facts_table.h"

#define ANY_VICTIM   "any victim"
#define ANY_SUSPECT  "any suspect"
#define AGE_MAX      120
#define LASTING_FROM 6 /* so many offences in a year, and a person is the same in every year */
#define SHARE_MAX    1000000u
/* Steps through a block that spread the records of a person over it; one has no factor in common with its size. */
#define STRIDE 113u

struct loader {
    const struct ww_sample_facts *facts;
    struct ww_people_facts *people;
    const char *folder;
    struct ww_facts_table table;
    struct ww_err *err;
};

static const char *const attribute_names[WW_PEOPLE_ATTRIBUTES] = {
    [WW_PEOPLE_REPEAT] = "repeat",
    [WW_PEOPLE_SEX] = "sex",
    [WW_PEOPLE_AGE] = "age",
    [WW_PEOPLE_OCCUPATION] = "occupation",
    [WW_PEOPLE_OCCUPATION_YOUNG] = "occupation under 16",
    [WW_PEOPLE_OCCUPATION_OLD] = "occupation from 66",
    [WW_PEOPLE_ETHNICITY] = "ethnicity",
    [WW_PEOPLE_NATIONALITY] = "nationality",
    [WW_PEOPLE_LIVES] = "lives",
    [WW_PEOPLE_OFFENCES] = "offences",
};

static const char *text(const struct loader *l, size_t row, size_t column)
{
    return ww_facts_text(&l->table, row, column);
}

static enum ww_rc bad(const struct loader *l, size_t row, size_t column, const char *what)
{
    return ww_facts_bad(&l->table, row, column, what, l->err);
}

static bool same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

/* A cell and what follows it, quoted where it must be. */
static struct ww_str cell(struct ww_arena *arena, const char *value, char after)
{
    const bool quote = strchr(value, ',') != NULL;
    const size_t len = strlen(value);
    char *out = ww_arena_alloc(arena, len + 4, 1);
    size_t n = 0;
    if (!out)
        return (struct ww_str){NULL, 0};
    if (quote)
        out[n++] = '"';
    memcpy(out + n, value, len);
    n += len;
    if (quote)
        out[n++] = '"';
    out[n++] = after;
    return (struct ww_str){out, n};
}

/* --- shares ----------------------------------------------------------------------------------------- */

/* "18-24" or "3". */
static bool parse_range(const char *value, uint32_t *from, uint32_t *width)
{
    struct ww_str rest = ww_str_of(value), first;
    uint64_t low = 0, high = 0;
    if (!ww_str_cut(&rest, '-', &first) || !ww_parse_u64(first, &low) || low > AGE_MAX)
        return false;
    high = low;
    if (rest.len && (!ww_parse_u64(rest, &high) || high < low || high > AGE_MAX))
        return false;
    *from = (uint32_t)low;
    *width = (uint32_t)(high - low + 1);
    return true;
}

static enum ww_rc add_value(const struct loader *l, size_t row, size_t value_column,
                            struct ww_people_list *list, char after)
{
    const char *value = text(l, row, value_column);
    size_t i = list->n;
    if (i == WW_PEOPLE_VALUES_MAX)
        return bad(l, row, value_column, "too many values");
    list->cells[i] = cell(l->facts->memory, value, after);
    if (!list->cells[i].ptr)
        return ww_fail_nomem(l->err);
    list->n++;
    return ww_facts_count(&l->table, row, value_column + 1, SHARE_MAX, &list->share[i], l->err);
}

static void close_list(struct ww_people_list *list)
{
    uint64_t sum = 0, upto = 0;
    for (size_t i = 0; i < list->n; i++)
        sum += list->share[i];
    for (size_t i = 0; i < list->n; i++) {
        upto += list->share[i];
        list->upto[i] = upto == sum ? UINT32_MAX : (uint32_t)((upto << 32) / sum);
    }
}

/* The group of that name, added where it is new; n_groups where there is no room. */
static size_t group_of(struct ww_people_facts *p, const char *name)
{
    size_t g = 0;
    while (g < p->n_groups && !same(p->groups[g].name, name))
        g++;
    if (g == p->n_groups && g < WW_PEOPLE_GROUPS_MAX)
        p->groups[p->n_groups++].name = name;
    return g;
}

static enum ww_rc add_share(struct loader *l, size_t row)
{
    size_t attribute = 0, group = group_of(l->people, text(l, row, 0));
    while (attribute < WW_PEOPLE_ATTRIBUTES && !same(attribute_names[attribute], text(l, row, 1)))
        attribute++;
    if (group == WW_PEOPLE_GROUPS_MAX)
        return bad(l, row, 0, "too many groups");
    if (attribute == WW_PEOPLE_ATTRIBUTES)
        return bad(l, row, 1, "not an attribute");
    struct ww_people_list *list = (struct ww_people_list *)l->people->groups[group].lists[attribute];
    if (!list) {
        list = ww_arena_alloc(l->facts->memory, 1, sizeof *list);
        if (!list)
            return ww_fail_nomem(l->err);
        l->people->groups[group].lists[attribute] = list;
    }
    size_t at = list->n;
    enum ww_rc rc = add_value(l, row, 2, list, ',');
    bool numbers = attribute == WW_PEOPLE_AGE || attribute == WW_PEOPLE_OFFENCES;
    if (!rc && numbers && !parse_range(text(l, row, 2), &list->from[at], &list->width[at]))
        rc = bad(l, row, 2, "not a number or a range of numbers");
    return rc;
}

static enum ww_rc load_shares(struct loader *l)
{
    static const char *const columns[] = {"group", "attribute", "value", "share"};
    enum ww_rc rc = ww_facts_table_read(l->folder, "people-shares.csv", columns, 4, l->facts->memory,
                                        &l->table, l->err);
    for (size_t row = 0; row < l->table.n_rows && !rc; row++)
        rc = add_share(l, row);
    for (size_t g = 0; g < l->people->n_groups && !rc; g++)
        for (size_t a = 0; a < WW_PEOPLE_ATTRIBUTES; a++)
            if (l->people->groups[g].lists[a])
                close_list((struct ww_people_list *)l->people->groups[g].lists[a]);
    return rc;
}

/* --- rules ------------------------------------------------------------------------------------------ */

/* What a group lacks it has from the general one. */
static enum ww_rc complete(struct loader *l, size_t row, size_t column, const char *general, uint8_t *out)
{
    static const bool needed[2][WW_PEOPLE_ATTRIBUTES] = {{[WW_PEOPLE_REPEAT] = true,
                                                          [WW_PEOPLE_SEX] = true,
                                                          [WW_PEOPLE_AGE] = true,
                                                          [WW_PEOPLE_OCCUPATION] = true,
                                                          [WW_PEOPLE_OCCUPATION_YOUNG] = true,
                                                          [WW_PEOPLE_OCCUPATION_OLD] = true,
                                                          [WW_PEOPLE_ETHNICITY] = true},
                                                         {[WW_PEOPLE_SEX] = true,
                                                          [WW_PEOPLE_AGE] = true,
                                                          [WW_PEOPLE_ETHNICITY] = true,
                                                          [WW_PEOPLE_NATIONALITY] = true,
                                                          [WW_PEOPLE_LIVES] = true,
                                                          [WW_PEOPLE_OFFENCES] = true}};
    const bool *must = needed[same(general, ANY_SUSPECT)];
    size_t any = group_of(l->people, general), group = group_of(l->people, text(l, row, column));
    if (any == WW_PEOPLE_GROUPS_MAX || group == WW_PEOPLE_GROUPS_MAX)
        return bad(l, row, column, "too many groups");
    for (size_t a = 0; a < WW_PEOPLE_ATTRIBUTES; a++) {
        const struct ww_people_list **list = &l->people->groups[group].lists[a];
        *list = *list ? *list : l->people->groups[any].lists[a];
        if (must[a] && !*list)
            return bad(l, row, column, attribute_names[a]);
    }
    *out = (uint8_t)group;
    return WW_OK;
}

static bool has_flag(const char *flags, const char *flag)
{
    struct ww_str rest = ww_str_of(flags), one;
    while (ww_str_cut(&rest, ';', &one))
        if (ww_str_eqz(one, flag))
            return true;
    return false;
}

/* Of several flags of a pattern the first rule holds. */
static enum ww_rc apply_rule(const struct loader *l, size_t row, size_t rule, uint16_t none)
{
    const struct ww_sample_facts *f = l->facts;
    const char *name = text(l, row, 1);
    size_t found = 0;
    if (l->people->rules[rule].flag) {
        for (size_t p = 0; p < f->n_patterns; p++)
            if (l->people->rule_of_pattern[p] == none && has_flag(f->patterns[p].flags, name))
                l->people->rule_of_pattern[p] = (uint16_t)rule;
        return WW_OK;
    }
    for (size_t t = 0; t < f->n_types; t++)
        if (same(f->types[t].name, name)) {
            l->people->rule_of_type[t] = (uint16_t)rule;
            found++;
        }
    return found ? WW_OK : bad(l, row, 1, "not a type");
}

static enum ww_rc read_rule(struct loader *l, size_t row, struct ww_people_rule *rule)
{
    uint32_t *const numbers[] = {&rule->group_victims_pct, &rule->known_pct, &rule->described_pct,
                                 &rule->group_suspects_pct};
    static const size_t columns[] = {3, 5, 6, 7};
    enum ww_rc rc = WW_OK;
    rule->flag = same(text(l, row, 0), "flag") ? text(l, row, 1) : NULL;
    rule->victims = WW_PEOPLE_NOBODY;
    if (*text(l, row, 2))
        rc = complete(l, row, 2, ANY_VICTIM, &rule->victims);
    if (!rc)
        rc = complete(l, row, 4, ANY_SUSPECT, &rule->suspects);
    for (size_t i = 0; i < 4 && !rc; i++)
        rc = ww_facts_count(&l->table, row, columns[i], 100, numbers[i], l->err);
    if (!rc && rule->known_pct + rule->described_pct > 100)
        rc = bad(l, row, 6, "more than all suspects");
    return rc;
}

static enum ww_rc start_rules(struct loader *l, uint16_t none)
{
    const struct ww_sample_facts *f = l->facts;
    struct ww_people_facts *p = l->people;
    p->n_rules = none;
    p->rules = ww_arena_alloc(f->memory, p->n_rules, sizeof *p->rules);
    p->rule_of_type = ww_arena_alloc(f->memory, f->n_types, sizeof *p->rule_of_type);
    p->rule_of_pattern = ww_arena_alloc(f->memory, f->n_patterns, sizeof *p->rule_of_pattern);
    if (!p->rules || !p->rule_of_type || !p->rule_of_pattern)
        return ww_fail_nomem(l->err);
    for (size_t i = 0; i < f->n_patterns; i++)
        p->rule_of_pattern[i] = none;
    for (size_t i = 0; i < f->n_types; i++)
        p->rule_of_type[i] = none;
    return WW_OK;
}

/* Every type has a rule; a pattern without a flag that has one has that of its type. */
static enum ww_rc close_rules(struct loader *l, uint16_t none)
{
    const struct ww_sample_facts *f = l->facts;
    struct ww_people_facts *p = l->people;
    for (size_t i = 0; i < f->n_types; i++)
        if (p->rule_of_type[i] == none)
            return ww_fail_at(l->err, WW_E_INPUT, l->table.path, 0, 0,
                              "The sample's facts do not say who is met by %s.", f->types[i].name);
    for (size_t i = 0; i < f->n_patterns; i++)
        if (p->rule_of_pattern[i] == none)
            p->rule_of_pattern[i] = p->rule_of_type[f->patterns[i].type];
    return WW_OK;
}

static enum ww_rc load_rules(struct loader *l)
{
    static const char *const columns[] = {"of",       "name",      "victims",       "group_victims_pct",
                                          "suspects", "known_pct", "described_pct", "group_suspects_pct"};
    const struct ww_sample_facts *f = l->facts;
    struct ww_people_facts *p = l->people;
    enum ww_rc rc = ww_facts_table_read(l->folder, "people.csv", columns, 8, f->memory, &l->table, l->err);
    if (rc)
        return rc;
    const uint16_t none = (uint16_t)l->table.n_rows;
    rc = start_rules(l, none);
    for (size_t row = 0; row < p->n_rules && !rc; row++) {
        rc = read_rule(l, row, &p->rules[row]);
        if (!rc)
            rc = apply_rule(l, row, row, none);
    }
    return rc ? rc : close_rules(l, none);
}

/* --- property --------------------------------------------------------------------------------------- */

static enum ww_rc load_property(struct loader *l)
{
    static const char *const columns[] = {"crime_type", "items", "per_cent"};
    const struct ww_sample_facts *f = l->facts;
    enum ww_rc rc = ww_facts_table_read(l->folder, "property.csv", columns, 3, f->memory, &l->table, l->err);
    if (rc)
        return rc;
    // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
    l->people->property = ww_arena_alloc(f->memory, f->n_types, sizeof *l->people->property);
    struct ww_people_list *lists = ww_arena_alloc(f->memory, f->n_types, sizeof *lists);
    if (!l->people->property || !lists)
        return ww_fail_nomem(l->err);
    for (size_t row = 0; row < l->table.n_rows && !rc; row++) {
        size_t t = 0;
        while (t < f->n_types && !same(f->types[t].name, text(l, row, 0)))
            t++;
        rc = t < f->n_types ? add_value(l, row, 1, &lists[t], '\n') : bad(l, row, 0, "not a type");
        if (!rc)
            l->people->property[t] = &lists[t];
    }
    for (size_t t = 0; t < f->n_types && !rc; t++)
        if (lists[t].n)
            close_list(&lists[t]);
    return rc;
}

/* --- suspects --------------------------------------------------------------------------------------- */

/* Persons in rising order of their records, then each record of the block gets one, far from the person's others. Those
 * with many records come last, so that "lasting" is a number. */
static enum ww_rc make_block(struct loader *l)
{
    struct ww_people_facts *p = l->people;
    const struct ww_people_list *list = p->groups[group_of(p, ANY_SUSPECT)].lists[WW_PEOPLE_OFFENCES];
    uint16_t persons[WW_PEOPLE_BLOCK_MAX] = {0};
    p->block_lasting = SIZE_MAX;
    for (size_t i = 0; list && i < list->n; i++)
        for (uint32_t person = 0; person < list->share[i]; person++, p->block_persons++) {
            if (list->from[i] >= LASTING_FROM && p->block_lasting == SIZE_MAX)
                p->block_lasting = p->block_persons;
            for (uint32_t record = 0; record < list->from[i] && p->n_block < WW_PEOPLE_BLOCK_MAX; record++)
                persons[p->n_block++] = (uint16_t)p->block_persons;
        }
    if (!p->n_block || p->n_block == WW_PEOPLE_BLOCK_MAX || p->n_block % STRIDE == 0)
        return ww_fail_at(
            l->err, WW_E_INPUT, l->folder, 0, 0,
            "The sample's facts need 1 to %d records in a block of suspects, and not a multiple of %u.",
            WW_PEOPLE_BLOCK_MAX - 1, STRIDE);
    for (size_t i = 0; i < p->n_block; i++)
        p->block[i * STRIDE % p->n_block] = persons[i];
    return WW_OK;
}

/* --- victims ---------------------------------------------------------------------------------------- */

/* How many records each group of victims has, year by year: of a type, those without a flag that says otherwise. */
static void count_victims(const struct ww_sample_facts *f, struct ww_people_facts *p)
{
    for (size_t year = 0; year < WW_SAMPLE_YEARS; year++) {
        uint32_t *upto = p->victims_before[year + 1];
        memcpy(upto, p->victims_before[year], sizeof p->victims_before[year]);
        for (size_t t = 0; t < f->n_types; t++) {
            uint32_t flagged = 0;
            for (size_t i = 0; i < f->n_patterns; i++) {
                const struct ww_people_rule *rule = &p->rules[p->rule_of_pattern[i]];
                if (f->patterns[i].type != t)
                    continue;
                flagged += f->patterns[i].offences[year];
                if (rule->victims != WW_PEOPLE_NOBODY)
                    upto[rule->victims] += f->patterns[i].offences[year];
            }
            const struct ww_people_rule *rule = &p->rules[p->rule_of_type[t]];
            if (rule->victims != WW_PEOPLE_NOBODY)
                upto[rule->victims] += f->types[t].offences[year] - flagged;
        }
    }
}

static enum ww_rc make_ages(struct loader *l)
{
    for (size_t age = 0; age <= AGE_MAX; age++) {
        char *out = ww_arena_printf(l->facts->memory, "%zu,", age);
        if (!out)
            return ww_fail_nomem(l->err);
        l->people->ages[age] = ww_str_of(out);
    }
    return WW_OK;
}

enum ww_rc ww_people_load(const char *folder, const struct ww_sample_facts *facts,
                          struct ww_people_facts *out, struct ww_err *err)
{
    struct loader l = {.facts = facts, .people = out, .folder = folder, .err = err};
    *out = (struct ww_people_facts){0};
    enum ww_rc rc = load_shares(&l);
    if (!rc)
        rc = load_rules(&l);
    if (!rc)
        rc = load_property(&l);
    if (!rc)
        rc = make_block(&l);
    if (!rc)
        rc = make_ages(&l);
    if (!rc)
        count_victims(facts, out);
    return rc;
}
