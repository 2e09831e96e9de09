// SPDX-License-Identifier: Apache-2.0
/* Facts come from several tables of a document, or were invented between them; here they are added up against each
 * other, so that what is made of them cannot fail half-way. */
#include "base/str.h"
#include "sample/facts.h"
#include "sample/facts_table.h"

struct checker {
    const struct ww_sample_facts *facts;
    const char *folder;
    size_t year;
    struct ww_err *err;
};

/* Two sums that must agree. */
static enum ww_rc agree(const struct checker *c, const char *what, const char *which, uint64_t a, uint64_t b)
{
    if (a == b)
        return WW_OK;
    return ww_fail_at(c->err, WW_E_INPUT, c->folder, 0, 0,
                      "The sample's facts do not add up in %zu/%zu: %s%s%s (%llu against %llu).",
                      WW_SAMPLE_FIRST_YEAR + c->year, (WW_SAMPLE_FIRST_YEAR + c->year + 1) % 100, what,
                      *which ? " " : "", which, (unsigned long long)a, (unsigned long long)b);
}

static enum ww_rc at_most(const struct checker *c, const char *what, const char *which, uint64_t a,
                          uint64_t b)
{
    return a <= b ? WW_OK : agree(c, what, which, a, b);
}

static enum ww_rc check_totals(const struct checker *c)
{
    const struct ww_sample_facts *f = c->facts;
    uint64_t months = 0, lsoas = 0, total = ww_sample_year_total(f, c->year);
    for (size_t m = 0; m < WW_SAMPLE_MONTHS; m++)
        months += f->months[c->year][m].offences;
    for (size_t i = 0; i < f->n_lsoas; i++)
        lsoas += f->lsoas[i].offences[c->year];
    enum ww_rc rc = agree(c, "offences by month and by type", "", months, total);
    return rc ? rc : agree(c, "offences by area and by type", "", lsoas, total);
}

static enum ww_rc check_groups(const struct checker *c)
{
    const struct ww_sample_facts *f = c->facts;
    enum ww_rc rc = WW_OK;
    for (size_t g = 0; g < f->n_groups && !rc; g++) {
        uint64_t wards = 0, all = 0;
        for (size_t w = 0; w < f->n_wards; w++)
            wards += f->wards[w].groups[c->year][g];
        for (size_t t = 0; t < f->n_types; t++)
            all += f->types[t].group_index == g ? f->types[t].offences[c->year] : 0;
        rc = at_most(c, "the priority wards have more offences than the whole of", f->groups[g], wards, all);
    }
    return rc;
}

static enum ww_rc check_wards(const struct checker *c)
{
    const struct ww_sample_facts *f = c->facts;
    enum ww_rc rc = WW_OK;
    for (size_t w = 0; w < f->n_wards && !rc; w++) {
        const struct ww_sample_ward *ward = &f->wards[w];
        uint64_t groups = 0, lsoas = 0, residents = 0;
        for (size_t g = 0; g < f->n_groups; g++)
            groups += ward->groups[c->year][g];
        for (size_t i = ward->first_lsoa; i < ward->first_lsoa + ward->n_lsoas; i++) {
            lsoas += f->lsoas[i].offences[c->year];
            residents += f->lsoas[i].residents;
        }
        rc = agree(c, "residents of the areas and of the ward", ward->name, residents, ward->residents);
        if (!rc && !ward->n_lsoas)
            rc = agree(c, "a ward without areas:", ward->name, 0, 1);
        if (!rc && ward->priority)
            rc = agree(c, "offences by group and by area of the ward", ward->name, groups, lsoas);
    }
    return rc;
}

static enum ww_rc check_types(const struct checker *c)
{
    const struct ww_sample_facts *f = c->facts;
    enum ww_rc rc = WW_OK;
    for (size_t t = 0; t < f->n_types && !rc; t++) {
        const struct ww_sample_type *type = &f->types[t];
        uint64_t flagged = 0, offences = type->offences[c->year];
        for (size_t p = 0; p < f->n_patterns; p++)
            flagged += f->patterns[p].type == t ? f->patterns[p].offences[c->year] : 0;
        rc = at_most(c, "more detections than offences of", type->name, type->detected[c->year], offences);
        if (!rc)
            rc = at_most(c, "more flagged records than offences of", type->name, flagged, offences);
        if (!rc)
            rc = at_most(c, "more offences here than in the whole force of", type->name, offences,
                         type->force[c->year]);
    }
    return rc;
}

static bool has_flag(const char *flags, const char *flag)
{
    struct ww_str rest = ww_str_of(flags), one;
    while (ww_str_cut(&rest, ';', &one))
        if (ww_str_eqz(one, flag))
            return true;
    return false;
}

/* Each flag's total as its own table says it. */
static enum ww_rc check_flags(struct checker *c)
{
    static const char *const columns[] = {"year", "flag", "offences"};
    const struct ww_sample_facts *f = c->facts;
    struct ww_facts_table table;
    enum ww_rc rc = ww_facts_table_read(c->folder, "flags.csv", columns, 3, f->memory, &table, c->err);
    for (size_t r = 0; r < table.n_rows && !rc; r++) {
        uint32_t total = 0;
        uint64_t found = 0;
        c->year = ww_sample_year_of(ww_facts_text(&table, r, 0));
        if (c->year == WW_SAMPLE_YEARS)
            return ww_facts_bad(&table, r, 0, "not one of the five years", c->err);
        rc = ww_facts_count(&table, r, 2, UINT32_MAX, &total, c->err);
        for (size_t p = 0; p < f->n_patterns; p++)
            if (has_flag(f->patterns[p].flags, ww_facts_text(&table, r, 1)))
                found += f->patterns[p].offences[c->year];
        if (!rc)
            rc = agree(c, "records with the flag", ww_facts_text(&table, r, 1), found, total);
    }
    return rc;
}

static enum ww_rc check_rhythms(const struct checker *c)
{
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < c->facts->n_rhythms && !rc; i++) {
        const struct ww_sample_rhythm *rhythm = &c->facts->rhythms[i];
        uint64_t shares = 0, empty_days = 0;
        for (size_t s = 0; s < rhythm->n_spans; s++)
            shares += rhythm->spans[s].share_pct;
        for (size_t day = 0; day < 7; day++) {
            uint64_t sum = 0;
            for (size_t hour = 0; hour < 24; hour++)
                sum += rhythm->weight[day][hour];
            empty_days += sum == 0;
        }
        rc = agree(c, "the shares of the spans of the rhythm", rhythm->name, shares, 100);
        if (!rc)
            rc = agree(c, "days without any hour in the rhythm", rhythm->name, empty_days, 0);
    }
    return rc;
}

static enum ww_rc check_bands(const struct checker *c)
{
    uint64_t pct = 0;
    for (size_t b = 0; b < c->facts->n_bands; b++)
        pct += c->facts->bands[b].male_pct + c->facts->bands[b].female_pct;
    return agree(c, "the shares of the age bands", "", pct, 100);
}

enum ww_rc ww_sample_facts_check(const struct ww_sample_facts *facts, const char *folder, struct ww_err *err)
{
    static enum ww_rc (*const of_year[])(const struct checker *) = {check_totals, check_groups, check_wards,
                                                                    check_types};
    struct checker checker = {facts, folder, 0, err};
    enum ww_rc rc = check_rhythms(&checker);
    if (!rc)
        rc = check_bands(&checker);
    for (; checker.year < WW_SAMPLE_YEARS && !rc; checker.year++)
        for (size_t i = 0; i < sizeof of_year / sizeof of_year[0] && !rc; i++)
            rc = of_year[i](&checker);
    return rc ? rc : check_flags(&checker);
}
