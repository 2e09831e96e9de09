// SPDX-License-Identifier: Apache-2.0
/* Offenders and their proven reoffending, as published.
 *
 * Problem. The figures come as one file with cohorts of several years and areas of several kinds; a table needs ours, and
 * beside it the force's and the country's of the same cohort.
 * Method. The cohort is the latest of our own area that ended by the end of the period asked about; the one it is held
 * against is the earliest of the same length, which tells the longest change the file knows.
 * Conventions. Where the file has several force areas, ours is the one that lookups put us in; where they do not say, none
 * is used.
 * Edge cases. A group that is published with its rate only keeps it; what cannot be computed from a rate alone is not. */
#include "measure/proven.h"

#include "measure/rows.h"

static const char *const place_levels[WW_PROVEN_PLACES] = {
    [WW_PROVEN_FORCE] = "force",
    [WW_PROVEN_COUNTRY] = "country",
};

enum column {
    FROM,
    TO,
    LEVEL,
    AREA,
    NAME,
    BREAKDOWN,
    GROUP,
    OFFENDERS,
    REOFFENDERS,
    REOFFENCES,
    RATE,
    COLUMNS,
};

static const struct ww_rows_column columns[COLUMNS] = {
    [FROM] = {.field = "cohort_from"},
    [TO] = {.field = "cohort_to"},
    [LEVEL] = {.field = "area_level"},
    [AREA] = {.field = "area"},
    [NAME] = {.field = "area_name", .optional = true},
    [BREAKDOWN] = {.field = "breakdown"},
    [GROUP] = {.field = "group"},
    [OFFENDERS] = {.field = "offenders", .optional = true},
    [REOFFENDERS] = {.field = "reoffenders", .optional = true},
    [REOFFENCES] = {.field = "reoffences", .optional = true},
    [RATE] = {.field = "rate_pct", .optional = true},
};

static const char ALL[] = "All";

struct reader {
    const struct ww_ask *ask;
    struct ww_rows rows;
    struct ww_proven *out;
    struct ww_str area[WW_PROVEN_PLACES]; /* code of each; empty = none */
};

static const struct ww_row_cell *at(const struct reader *r, size_t row, enum column column)
{
    return ww_rows_at(&r->rows, row, (size_t)column);
}

/* Both ends are months; the period ends with the last of them. */
static bool cohort_of(const struct reader *r, size_t row, struct ww_period *out)
{
    if (!at(r, row, FROM)->given || !at(r, row, TO)->given)
        return false;
    int32_t last = ww_month_of_day((int32_t)at(r, row, TO)->number);
    *out = (struct ww_period){(int32_t)at(r, row, FROM)->number, ww_month_first_day(last + 1)};
    return out->end_day > out->first_day;
}

static bool same_period(struct ww_period a, struct ww_period b)
{
    return a.first_day == b.first_day && a.end_day == b.end_day;
}

static int32_t months_of(struct ww_period period)
{
    return ww_month_of_day(period.end_day) - ww_month_of_day(period.first_day);
}

/* --- which cohort, which areas -------------------------------------------------------------------- */

static bool is_ours(const struct reader *r, size_t row)
{
    return ww_str_eqz(ww_str_trim(at(r, row, AREA)->text), r->ask->area);
}

static enum ww_rc choose_cohorts(const struct reader *r, struct ww_err *err)
{
    struct ww_proven *out = r->out;
    struct ww_period cohort;
    bool found = false;
    for (size_t i = 0; i < r->rows.count; i++)
        if (is_ours(r, i) && cohort_of(r, i, &cohort) && cohort.end_day <= r->ask->period.end_day &&
            (!found || cohort.end_day > out->cohort.end_day)) {
            out->cohort = cohort;
            found = true;
        }
    if (!found)
        return ww_fail(err, WW_E_NOT_FOUND,
                       "%s has no cohort of offenders of %s that ended by the end of %s. Import the table "
                       "that has.",
                       r->ask->record->source, r->ask->area, ww_ask_words(r->ask, r->ask->period));
    for (size_t i = 0; i < r->rows.count; i++)
        if (is_ours(r, i) && cohort_of(r, i, &cohort) && cohort.end_day <= out->cohort.first_day &&
            months_of(cohort) == months_of(out->cohort) &&
            (!out->has_before || cohort.first_day < out->before.first_day)) {
            out->before = cohort;
            out->has_before = true;
        }
    return WW_OK;
}

/* The only area of the level in the file, else the one that lookups say we lie in. */
static struct ww_str area_of_level(const struct reader *r, const char *level)
{
    struct ww_str only = {0};
    bool several = false;
    for (size_t i = 0; i < r->rows.count; i++) {
        struct ww_str code = ww_str_trim(at(r, i, AREA)->text);
        if (!ww_str_eqz(at(r, i, LEVEL)->text, level))
            continue;
        several = several || (only.len && !ww_str_eq(only, code));
        only = only.len ? only : code;
    }
    if (!several)
        return only;
    return ww_str_of(ww_areas_up(ww_context_areas(r->ask->context), ww_str_of(r->ask->area_level),
                                 ww_str_of(r->ask->area), ww_str_of(level)));
}

static void choose_areas(struct reader *r)
{
    r->area[WW_PROVEN_HERE] = ww_str_of(r->ask->area);
    for (size_t p = WW_PROVEN_HERE + 1; p < WW_PROVEN_PLACES; p++)
        r->area[p] = area_of_level(r, place_levels[p]);
}

static int place_of(const struct reader *r, size_t row)
{
    struct ww_str code = ww_str_trim(at(r, row, AREA)->text);
    for (size_t p = 0; p < WW_PROVEN_PLACES; p++)
        if (r->area[p].len && ww_str_eq(code, r->area[p]))
            return (int)p;
    return -1;
}

/* --- figures -------------------------------------------------------------------------------------- */

static struct ww_proven_group *find_group(const struct ww_proven *out, struct ww_str breakdown,
                                          struct ww_str label)
{
    for (size_t i = 0; i < out->n_groups; i++)
        if (ww_str_eqz(breakdown, out->groups[i].breakdown) && ww_str_eqz(label, out->groups[i].label))
            return &out->groups[i];
    return NULL;
}

/* Groups are those of our own area: what is only published elsewhere has nothing to stand beside. */
static enum ww_rc add_groups(const struct reader *r, struct ww_err *err)
{
    struct ww_proven *out = r->out;
    struct ww_period cohort;
    out->groups = ww_arena_alloc(r->ask->arena, r->rows.count, sizeof *out->groups);
    if (!out->groups)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < r->rows.count; i++) {
        struct ww_str breakdown = at(r, i, BREAKDOWN)->text, label = at(r, i, GROUP)->text;
        if (!is_ours(r, i) || !cohort_of(r, i, &cohort) || !same_period(cohort, out->cohort) ||
            find_group(out, breakdown, label))
            continue;
        struct ww_proven_group *group = &out->groups[out->n_groups++];
        *group = (struct ww_proven_group){.breakdown = ww_arena_copy(r->ask->arena, breakdown),
                                          .label = ww_arena_copy(r->ask->arena, label)};
        if (!group->breakdown || !group->label)
            return ww_fail_nomem(err);
    }
    return WW_OK;
}

static enum ww_rc put_figures(const struct reader *r, size_t row, struct ww_proven_figures *out,
                              struct ww_err *err)
{
    const struct ww_row_cell *offenders = at(r, row, OFFENDERS), *reoffenders = at(r, row, REOFFENDERS),
                             *reoffences = at(r, row, REOFFENCES), *rate = at(r, row, RATE);
    struct ww_str group = at(r, row, GROUP)->text;
    if (out->has_offenders || out->has_rate)
        return ww_fail(err, WW_E_INPUT,
                       "%s gives \"%.*s\" of one cohort and area twice. Import one edition only.",
                       r->ask->record->source, (int)group.len, group.ptr);
    if (offenders->given && reoffenders->given && reoffenders->number > offenders->number)
        return ww_fail(err, WW_E_INPUT, "%s has more reoffenders than offenders in \"%.*s\".",
                       r->ask->record->source, (int)group.len, group.ptr);
    *out = (struct ww_proven_figures){.has_offenders = offenders->given,
                                      .has_reoffenders = reoffenders->given,
                                      .has_reoffences = reoffences->given,
                                      .has_rate = rate->given,
                                      .offenders = (int64_t)offenders->number,
                                      .reoffenders = (int64_t)reoffenders->number,
                                      .reoffences = (int64_t)reoffences->number,
                                      .rate_pct = rate->number};
    return WW_OK;
}

static enum ww_rc fill(const struct reader *r, struct ww_err *err)
{
    struct ww_proven *out = r->out;
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < r->rows.count && !rc; i++) {
        struct ww_period cohort;
        int place = place_of(r, i);
        struct ww_proven_group *group = find_group(out, at(r, i, BREAKDOWN)->text, at(r, i, GROUP)->text);
        if (place < 0 || !group || !cohort_of(r, i, &cohort))
            continue;
        if (!out->names[place]) {
            struct ww_str name = at(r, i, NAME)->given ? at(r, i, NAME)->text : r->area[place];
            out->names[place] = ww_arena_copy(r->ask->arena, name);
            if (!out->names[place])
                return ww_fail_nomem(err);
        }
        if (same_period(cohort, out->cohort))
            rc = put_figures(r, i, &group->now[place], err);
        else if (out->has_before && same_period(cohort, out->before))
            rc = put_figures(r, i, &group->before[place], err);
    }
    return rc;
}

bool ww_proven_rate_of(const struct ww_proven_figures *figures, struct ww_proven_rate *out)
{
    if (figures->has_offenders && figures->has_reoffenders && figures->offenders > 0) {
        *out = (struct ww_proven_rate){100.0 * (double)figures->reoffenders / (double)figures->offenders,
                                       true, (double)figures->reoffenders, (double)figures->offenders};
        return true;
    }
    if (!figures->has_rate)
        return false;
    bool counted = figures->has_offenders && figures->offenders > 0;
    *out = (struct ww_proven_rate){figures->rate_pct, counted,
                                   figures->rate_pct / 100 * (double)figures->offenders,
                                   (double)figures->offenders};
    return true;
}

/* Where the rate of all offenders stands among those of the areas of our level. */
static void rank_rates(const struct reader *r)
{
    struct ww_period cohort;
    struct ww_proven_rate ours = {0};
    const struct ww_proven_group *all = find_group(r->out, WW_STR("All"), WW_STR("All"));
    if (!all || !ww_proven_rate_of(&all->now[WW_PROVEN_HERE], &ours))
        return;
    size_t higher = 0, others = 0;
    for (size_t i = 0; i < r->rows.count; i++) {
        struct ww_proven_figures figures = {0};
        struct ww_proven_rate rate = {0};
        if (is_ours(r, i) || !ww_str_eqz(at(r, i, LEVEL)->text, r->ask->area_level) ||
            !ww_str_eqz(at(r, i, BREAKDOWN)->text, ALL) || !cohort_of(r, i, &cohort) ||
            !same_period(cohort, r->out->cohort) || put_figures(r, i, &figures, NULL) != WW_OK ||
            !ww_proven_rate_of(&figures, &rate))
            continue;
        others++;
        higher += rate.pct > ours.pct;
    }
    r->out->rank = others ? higher + 1 : 0;
    r->out->ranked = others ? others + 1 : 0;
}

enum ww_rc ww_proven_read(const struct ww_ask *ask, struct ww_proven **out, struct ww_err *err)
{
    struct reader r = {.ask = ask, .out = ww_arena_alloc(ask->arena, 1, sizeof *r.out)};
    if (!r.out)
        return ww_fail_nomem(err);
    enum ww_rc rc = ww_rows_read(ask, columns, COLUMNS, NULL, &r.rows, err);
    if (!rc)
        rc = choose_cohorts(&r, err);
    if (rc)
        return rc;
    choose_areas(&r);
    rc = add_groups(&r, err);
    if (!rc)
        rc = fill(&r, err);
    if (rc)
        return rc;
    rank_rates(&r);
    r.out->used = r.rows.used;
    *out = r.out;
    return WW_OK;
}
