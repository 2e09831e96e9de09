// SPDX-License-Identifier: Apache-2.0
/* The facts of the sample, file by file. Each reader below takes one table of share/sample and puts its rows where
 * they belong; what a later table refers to (a type, a ward, a rhythm) must stand in an earlier one. */
#include "sample/facts.h"

#include "base/num.h"
#include "base/str.h"
#include "base/time.h"
#include "sample/facts_table.h"

#define ARENA_MAX  ((size_t)32 << 20)
#define COUNT_MAX  10000000
#define WEIGHT_MAX 1000000
#define DAY_MAX    20160 /* minutes: two weeks */
#define ROWS_MAX   60000 /* types, areas and patterns are numbered in 8 and 16 bits */

struct loader {
    const char *folder;
    struct ww_sample_facts *facts;
    struct ww_facts_table table;
    struct ww_err *err;
};

#define READ(loader, name, ...)                                      \
    read_table((loader), (name), (const char *const[]){__VA_ARGS__}, \
               sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static enum ww_rc read_table(struct loader *l, const char *name, const char *const *columns, size_t n)
{
    enum ww_rc rc = ww_facts_table_read(l->folder, name, columns, n, l->facts->memory, &l->table, l->err);
    if (!rc && (!l->table.n_rows || l->table.n_rows > ROWS_MAX))
        rc = ww_fail_at(l->err, WW_E_INPUT, l->table.path, 0, 0,
                        "The sample's facts have no rows here, or too many.");
    return rc;
}

static const char *text(const struct loader *l, size_t row, size_t column)
{
    return ww_facts_text(&l->table, row, column);
}

static enum ww_rc count(const struct loader *l, size_t row, size_t column, uint32_t max, uint32_t *out)
{
    return ww_facts_count(&l->table, row, column, max, out, l->err);
}

static enum ww_rc unknown(const struct loader *l, size_t row, size_t column)
{
    return ww_facts_bad(&l->table, row, column, "not listed in the tables before", l->err);
}

static bool same(const char *a, const char *b)
{
    return ww_str_eqz(ww_str_of(a), b);
}

size_t ww_sample_year_of(const char *written)
{
    for (int y = 0; y < WW_SAMPLE_YEARS; y++) {
        int first = WW_SAMPLE_FIRST_YEAR + y;
        const char year[] = {(char)('0' + first / 1000),
                             (char)('0' + first / 100 % 10),
                             (char)('0' + first / 10 % 10),
                             (char)('0' + first % 10),
                             '/',
                             (char)('0' + (first + 1) / 10 % 10),
                             (char)('0' + (first + 1) % 10),
                             '\0'};
        if (same(written, year))
            return (size_t)y;
    }
    return WW_SAMPLE_YEARS;
}

uint32_t ww_sample_year_total(const struct ww_sample_facts *facts, size_t year)
{
    uint32_t total = 0;
    for (size_t t = 0; t < facts->n_types; t++)
        total += facts->types[t].offences[year];
    return total;
}

/* --- rhythms -------------------------------------------------------------------------------------- */

static size_t find_rhythm(const struct ww_sample_facts *f, const char *name)
{
    size_t i = 0;
    while (i < f->n_rhythms && !same(f->rhythms[i].name, name))
        i++;
    return i;
}

static enum ww_rc load_rhythms(struct loader *l)
{
    enum ww_rc rc = READ(l, "rhythms.csv", "rhythm", "hour", "mon", "tue", "wed", "thu", "fri", "sat", "sun");
    struct ww_sample_facts *f = l->facts;
    if (!rc)
        f->rhythms = ww_arena_alloc(f->memory, l->table.n_rows, sizeof *f->rhythms);
    if (!rc && !f->rhythms)
        return ww_fail_nomem(l->err);
    for (size_t r = 0; r < l->table.n_rows && !rc; r++) {
        size_t at = find_rhythm(f, text(l, r, 0));
        uint32_t hour;
        if (at == f->n_rhythms)
            f->rhythms[f->n_rhythms++].name = text(l, r, 0);
        rc = count(l, r, 1, 23, &hour);
        for (size_t day = 0; day < 7 && !rc; day++)
            rc = count(l, r, 2 + day, WEIGHT_MAX, &f->rhythms[at].weight[day][hour]);
    }
    return rc;
}

static const char *const span_kinds[] = {
    [WW_SPAN_EXACT] = "exact", [WW_SPAN_MISSING] = "missing", [WW_SPAN_LONG] = "span"};

static enum ww_rc load_span(struct loader *l, size_t r, struct ww_sample_span *span)
{
    size_t kind = 0;
    while (kind <= WW_SPAN_LONG && !same(text(l, r, 2), span_kinds[kind]))
        kind++;
    if (kind > WW_SPAN_LONG)
        return unknown(l, r, 2);
    span->kind = (enum ww_span_kind)kind;
    enum ww_rc rc = count(l, r, 1, 100, &span->share_pct);
    if (!rc && kind == WW_SPAN_LONG)
        rc = count(l, r, 3, DAY_MAX, &span->from_minutes);
    if (!rc && kind == WW_SPAN_LONG)
        rc = count(l, r, 4, DAY_MAX, &span->to_minutes);
    /* Under 5 minutes an end rounded down to 5 could come before its beginning. */
    if (!rc && kind == WW_SPAN_LONG && (span->from_minutes < 5 || span->to_minutes < span->from_minutes))
        rc = ww_facts_bad(&l->table, r, 3, "a span runs from 5 minutes or more to at least as many", l->err);
    return rc;
}

static enum ww_rc load_spans(struct loader *l)
{
    enum ww_rc rc = READ(l, "spans.csv", "rhythm", "share_pct", "kind", "from_minutes", "to_minutes");
    for (size_t r = 0; r < l->table.n_rows && !rc; r++) {
        size_t at = find_rhythm(l->facts, text(l, r, 0));
        if (at == l->facts->n_rhythms || l->facts->rhythms[at].n_spans == WW_SAMPLE_SPANS_MAX)
            return unknown(l, r, 0);
        struct ww_sample_rhythm *rhythm = &l->facts->rhythms[at];
        rc = load_span(l, r, &rhythm->spans[rhythm->n_spans++]);
    }
    return rc;
}

/* --- types and what is counted by type ------------------------------------------------------------- */

static size_t find_group(const struct ww_sample_facts *f, const char *name)
{
    size_t i = 0;
    while (i < f->n_groups && !same(f->groups[i], name))
        i++;
    return i;
}

static size_t find_type(const struct ww_sample_facts *f, const char *group, const char *name)
{
    size_t i = 0;
    while (i < f->n_types && !(same(f->types[i].group, group) && same(f->types[i].name, name)))
        i++;
    return i;
}

static enum ww_rc load_type(struct loader *l, size_t r)
{
    struct ww_sample_facts *f = l->facts;
    size_t group = find_group(f, text(l, r, 0));
    if (find_type(f, text(l, r, 0), text(l, r, 1)) < f->n_types)
        return ww_facts_bad(&l->table, r, 1, "listed twice", l->err);
    if (group == f->n_groups) {
        if (group == WW_SAMPLE_GROUPS_MAX)
            return ww_facts_bad(&l->table, r, 0, "one group too many", l->err);
        f->groups[f->n_groups++] = text(l, r, 0);
    } else if (group != f->n_groups - 1) {
        return ww_facts_bad(&l->table, r, 0, "the types of a group must stand together", l->err);
    }
    struct ww_sample_type *type = &f->types[f->n_types++];
    *type = (struct ww_sample_type){.group = text(l, r, 0),
                                    .name = text(l, r, 1),
                                    .group_index = group,
                                    .rhythm = find_rhythm(f, text(l, r, 2))};
    if (type->rhythm == f->n_rhythms)
        return unknown(l, r, 2);
    enum ww_rc rc = count(l, r, 3, WW_SAMPLE_SCORE_MAX, &type->commercial);
    return rc ? rc : count(l, r, 4, WW_SAMPLE_SCORE_MAX, &type->winter);
}

static enum ww_rc load_types(struct loader *l)
{
    enum ww_rc rc = READ(l, "crime-types.csv", "major_group", "crime_type", "rhythm", "commercial", "winter");
    struct ww_sample_facts *f = l->facts;
    if (!rc && l->table.n_rows > UINT8_MAX)
        return ww_facts_bad(&l->table, UINT8_MAX, 1, "one type too many", l->err);
    if (!rc)
        f->types = ww_arena_alloc(f->memory, l->table.n_rows, sizeof *f->types);
    if (!rc && !f->types)
        return ww_fail_nomem(l->err);
    for (size_t r = 0; r < l->table.n_rows && !rc; r++)
        rc = load_type(l, r);
    return rc;
}

/* The year and type that a row is about: columns 0, 1 and 2. */
static enum ww_rc find_year_type(const struct loader *l, size_t r, size_t *year, size_t *type)
{
    *year = ww_sample_year_of(text(l, r, 0));
    *type = find_type(l->facts, text(l, r, 1), text(l, r, 2));
    if (*year == WW_SAMPLE_YEARS)
        return unknown(l, r, 0);
    return *type == l->facts->n_types ? unknown(l, r, 2) : WW_OK;
}

/* Tables of one shape: year, type, count. */
static uint32_t *place_offences(struct ww_sample_type *type, size_t year)
{
    return &type->offences[year];
}

static uint32_t *place_detected(struct ww_sample_type *type, size_t year)
{
    return &type->detected[year];
}

static uint32_t *place_force(struct ww_sample_type *type, size_t year)
{
    return &type->force[year];
}

static const struct {
    const char *name;
    uint32_t *(*place)(struct ww_sample_type *type, size_t year);
} type_tables[] = {
    {"recorded-crime.csv", place_offences},
    {"detections.csv", place_detected},
    {"force.csv", place_force},
};

static enum ww_rc load_type_tables(struct loader *l)
{
    enum ww_rc rc = WW_OK;
    for (size_t k = 0; k < sizeof type_tables / sizeof type_tables[0] && !rc; k++) {
        rc = READ(l, type_tables[k].name, "year", "major_group", "crime_type", "offences");
        for (size_t r = 0; r < l->table.n_rows && !rc; r++) {
            size_t year, type;
            rc = find_year_type(l, r, &year, &type);
            if (!rc)
                rc = count(l, r, 3, COUNT_MAX, type_tables[k].place(&l->facts->types[type], year));
        }
    }
    return rc;
}

static enum ww_rc load_patterns(struct loader *l)
{
    enum ww_rc rc = READ(l, "flag-patterns.csv", "year", "major_group", "crime_type", "flags", "offences");
    struct ww_sample_facts *f = l->facts;
    if (!rc)
        f->patterns = ww_arena_alloc(f->memory, l->table.n_rows, sizeof *f->patterns);
    if (!rc && !f->patterns)
        return ww_fail_nomem(l->err);
    for (size_t r = 0; r < l->table.n_rows && !rc; r++) {
        size_t year, type, at = 0;
        uint32_t offences = 0;
        rc = find_year_type(l, r, &year, &type);
        if (!rc)
            rc = count(l, r, 4, COUNT_MAX, &offences);
        if (rc)
            break;
        while (at < f->n_patterns &&
               !(f->patterns[at].type == type && same(f->patterns[at].flags, text(l, r, 3))))
            at++;
        if (at == f->n_patterns)
            f->patterns[f->n_patterns++] = (struct ww_sample_pattern){.flags = text(l, r, 3), .type = type};
        f->patterns[at].offences[year] += offences;
    }
    return rc;
}

/* --- places --------------------------------------------------------------------------------------- */

static size_t find_ward(const struct ww_sample_facts *f, const char *code)
{
    size_t i = 0;
    while (i < f->n_wards && !same(f->wards[i].code, code))
        i++;
    return i;
}

static enum ww_rc load_wards(struct loader *l)
{
    enum ww_rc rc = READ(l, "wards.csv", "ward", "name", "published_ward", "residents", "under_18_pct");
    struct ww_sample_facts *f = l->facts;
    if (!rc)
        f->wards = ww_arena_alloc(f->memory, l->table.n_rows, sizeof *f->wards);
    if (!rc && !f->wards)
        return ww_fail_nomem(l->err);
    for (size_t r = 0; r < l->table.n_rows && !rc; r++) {
        struct ww_sample_ward *ward = &f->wards[f->n_wards++];
        *ward = (struct ww_sample_ward){
            .code = text(l, r, 0), .name = text(l, r, 1), .priority = text(l, r, 2)[0] != '\0'};
        rc = count(l, r, 3, COUNT_MAX, &ward->residents);
        if (!rc)
            rc = count(l, r, 4, 100, &ward->under_18_pct);
    }
    return rc;
}

static enum ww_rc load_lsoas(struct loader *l)
{
    enum ww_rc rc = READ(l, "lsoas.csv", "lsoa", "name", "ward", "residents", "commercial");
    struct ww_sample_facts *f = l->facts;
    if (!rc)
        f->lsoas = ww_arena_alloc(f->memory, l->table.n_rows, sizeof *f->lsoas);
    if (!rc && !f->lsoas)
        return ww_fail_nomem(l->err);
    for (size_t r = 0; r < l->table.n_rows && !rc; r++) {
        size_t ward = find_ward(f, text(l, r, 2));
        if (ward == f->n_wards)
            return unknown(l, r, 2);
        struct ww_sample_lsoa *lsoa = &f->lsoas[f->n_lsoas];
        *lsoa = (struct ww_sample_lsoa){.code = text(l, r, 0), .name = text(l, r, 1), .ward = ward};
        if (!f->wards[ward].n_lsoas++)
            f->wards[ward].first_lsoa = f->n_lsoas;
        if (f->wards[ward].first_lsoa + f->wards[ward].n_lsoas != ++f->n_lsoas ||
            (r && ward < f->lsoas[r - 1].ward))
            return ww_facts_bad(&l->table, r, 2, "areas must stand ward by ward, in the order of wards.csv",
                                l->err);
        rc = count(l, r, 3, COUNT_MAX, &lsoa->residents);
        if (!rc)
            rc = count(l, r, 4, WW_SAMPLE_SCORE_MAX, &lsoa->commercial);
    }
    return rc;
}

static enum ww_rc load_lsoa_crime(struct loader *l)
{
    enum ww_rc rc = READ(l, "lsoa-crime.csv", "year", "lsoa", "offences");
    struct ww_sample_facts *f = l->facts;
    for (size_t r = 0; r < l->table.n_rows && !rc; r++) {
        size_t year = ww_sample_year_of(text(l, r, 0)), at = 0;
        while (at < f->n_lsoas && !same(f->lsoas[at].code, text(l, r, 1)))
            at++;
        if (year == WW_SAMPLE_YEARS || at == f->n_lsoas)
            return unknown(l, r, 1);
        rc = count(l, r, 2, COUNT_MAX, &f->lsoas[at].offences[year]);
    }
    return rc;
}

static enum ww_rc load_ward_crime(struct loader *l)
{
    enum ww_rc rc = READ(l, "ward-crime.csv", "year", "ward", "major_group", "offences");
    struct ww_sample_facts *f = l->facts;
    for (size_t r = 0; r < l->table.n_rows && !rc; r++) {
        size_t year = ww_sample_year_of(text(l, r, 0)), ward = find_ward(f, text(l, r, 1)),
               group = find_group(f, text(l, r, 2));
        if (year == WW_SAMPLE_YEARS || ward == f->n_wards || group == f->n_groups || !f->wards[ward].priority)
            return unknown(l, r, 1);
        rc = count(l, r, 3, COUNT_MAX, &f->wards[ward].groups[year][group]);
    }
    return rc;
}

/* --- months and ages ------------------------------------------------------------------------------ */

static enum ww_rc load_months(struct loader *l)
{
    enum ww_rc rc = READ(l, "months.csv", "month", "offences", "winter");
    const int32_t first = ww_month_of_day(ww_day_of((struct ww_date){WW_SAMPLE_FIRST_YEAR, 7, 1}));
    for (size_t r = 0; r < l->table.n_rows && !rc; r++) {
        int32_t month;
        if (!ww_parse_month(ww_str_of(text(l, r, 0)), &month) || month < first ||
            month >= first + WW_SAMPLE_YEARS * WW_SAMPLE_MONTHS)
            return ww_facts_bad(&l->table, r, 0, "not a month of the five years", l->err);
        struct ww_sample_month *out =
            &l->facts->months[(month - first) / WW_SAMPLE_MONTHS][(month - first) % WW_SAMPLE_MONTHS];
        rc = count(l, r, 1, COUNT_MAX, &out->offences);
        if (!rc)
            rc = count(l, r, 2, WW_SAMPLE_SCORE_MAX, &out->winter);
    }
    return rc;
}

static enum ww_rc load_bands(struct loader *l)
{
    enum ww_rc rc = READ(l, "ages.csv", "age_band", "male_pct", "female_pct");
    struct ww_sample_facts *f = l->facts;
    for (size_t r = 0; r < l->table.n_rows && !rc; r++) {
        if (r == WW_SAMPLE_BANDS_MAX)
            return ww_facts_bad(&l->table, r, 0, "one band too many", l->err);
        struct ww_sample_band *band = &f->bands[f->n_bands++];
        band->name = text(l, r, 0);
        rc = count(l, r, 1, 100, &band->male_pct);
        if (!rc)
            rc = count(l, r, 2, 100, &band->female_pct);
    }
    return rc;
}

/* --- all of it ------------------------------------------------------------------------------------ */

/* In this order: each may name what an earlier one brought. */
static enum ww_rc (*const loaders[])(struct loader *) = {
    load_rhythms, load_spans,      load_types,      load_type_tables, load_patterns, load_wards,
    load_lsoas,   load_lsoa_crime, load_ward_crime, load_months,      load_bands,
};

enum ww_rc ww_sample_facts_load(const char *folder, struct ww_sample_facts *out, struct ww_err *err)
{
    struct ww_sample_facts facts = {.memory = ww_arena_new(ARENA_MAX)};
    struct loader loader = {.folder = folder, .facts = &facts, .err = err};
    enum ww_rc rc = facts.memory ? WW_OK : ww_fail_nomem(err);
    for (size_t i = 0; i < sizeof loaders / sizeof loaders[0] && !rc; i++)
        rc = loaders[i](&loader);
    if (!rc)
        rc = ww_sample_facts_check(&facts, folder, err);
    if (rc)
        ww_sample_facts_free(&facts);
    else
        *out = facts;
    return rc;
}

void ww_sample_facts_free(struct ww_sample_facts *facts)
{
    ww_arena_free(&facts->memory);
    *facts = (struct ww_sample_facts){0};
}
