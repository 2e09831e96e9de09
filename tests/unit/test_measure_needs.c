// SPDX-License-Identifier: Apache-2.0
/* needs against plain loops: pathways, sexes, words that are in no pathway. */
#include "ww_test.h"

#include "cohort_fixture.h"

static bool is_female(const struct cf_spell *spell)
{
    return cf_answers(spell->sex, "female");
}

static bool is_male(const struct cf_spell *spell)
{
    return cf_answers(spell->sex, "male") || cf_answers(spell->sex, "m");
}

/* 0 = all, 1 = women, 2 = men. */
static bool in_base(const struct cf_spell *spell, int base)
{
    return base == 0 || (base == 1 ? is_female(spell) : is_male(spell));
}

static const struct {
    const char *row, *words[3];
} pathways[] = {
    {"pathway/accommodation", {"Housing"}}, {"pathway/education-training-employment", {"ETE"}},
    {"pathway/health", {"Health"}},         {"pathway/drugs-and-alcohol", {"Drugs", "Alcohol"}},
    {"pathway/attitudes", {"Attitudes"}},   {"pathway/finance", {NULL}},
    {"pathway-women/abuse", {"Abuse"}},     {"pathway-women/sex-work", {"Sex work"}},
    {"value/juggling", {"Juggling"}},
};

static int count(const struct cf_spell *spells, size_t pathway, int base)
{
    int n = 0;
    for (int p = 0; p < CF_PERSONS; p++) {
        const struct cf_spell *spell = cf_during(spells, p, mf_period(CF_NOW));
        bool any = false;
        for (size_t w = 0; spell && w < 3 && pathways[pathway].words[w]; w++)
            any = any || cf_answers(spell->needs, pathways[pathway].words[w]);
        n += spell && any && in_base(spell, base);
    }
    return n;
}

static int count_base(const struct cf_spell *spells, int base, bool without)
{
    int n = 0;
    for (int p = 0; p < CF_PERSONS; p++) {
        const struct cf_spell *spell = cf_during(spells, p, mf_period(CF_NOW));
        bool none = spell && (!spell->needs || strcmp(spell->needs, "None") == 0);
        n += spell && in_base(spell, base) && (none || !without);
    }
    return n;
}

static void check_share(const struct ww_table *table, const char *row, const char *column, double n,
                        double base)
{
    if (base >= 20)
        mf_check_number(table, row, column, 100 * n / base);
    else
        mf_check_mark(table, row, column, WW_MARK_LOW_BASE);
}

WW_TEST(pathways_by_sex)
{
    static const char *const counts[] = {"count", "women", "men"};
    struct mf mf;
    struct cf_spell spells[CF_SPELLS];
    if (!cf_open(&mf, spells))
        return;
    struct ww_question question = mf_question("needs", CF_NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    for (size_t i = 0; table && i < sizeof pathways / sizeof pathways[0]; i++) {
        const char *row = pathways[i].row;
        for (int b = 0; b < 3; b++)
            mf_check_number(table, row, counts[b], count(spells, i, b));
        check_share(table, row, "women_pct", count(spells, i, 1), count_base(spells, 1, false));
        if (strncmp(row, "pathway-women", 13) == 0) {
            mf_check_mark(table, row, "share_pct", WW_MARK_NOT_APPLICABLE);
            mf_check_mark(table, row, "men_pct", WW_MARK_NOT_APPLICABLE);
        } else {
            check_share(table, row, "share_pct", count(spells, i, 0), count_base(spells, 0, false));
            check_share(table, row, "men_pct", count(spells, i, 2), count_base(spells, 2, false));
        }
    }
    for (int b = 0; table && b < 3; b++) {
        mf_check_number(table, "none", counts[b], count_base(spells, b, true));
        mf_check_number(table, "total", counts[b], count_base(spells, b, false));
    }
    if (table)
        CHECK(mf_has_note(table, "the sex is not known"));
    ww_table_free(&table);
    mf_close(&mf);
}

WW_TEST(a_cohort_without_needs_is_told_what_is_missing)
{
    struct mf mf;
    struct pf_source source = {.name = "iom",
                               .subject = "iom",
                               .shape = WW_SHAPE_EPISODES,
                               .n_rows = 1,
                               .period = mf_period("2017-06")};
    if (!mf_open(&mf))
        return;
    pf_add(&source, "from", WW_KIND_DATE, WW_ROLE_FROM, NULL)[0] = "2017-06-05";
    if (pf_publish(&mf, &source)) {
        struct ww_question question = mf_question("needs", CF_NOW);
        mf_ask(&mf, &question, WW_E_NOT_FOUND);
        CHECK(strstr(mf.err.message, "\"needs\"") != NULL);
    }
    pf_free(&source);
    mf_close(&mf);
}
