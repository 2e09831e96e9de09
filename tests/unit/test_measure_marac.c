// SPDX-License-Identifier: Apache-2.0
/* marac against plain loops over made-up cases. */
#include "ww_test.h"

#include <strings.h>

#include "people_fixture.h"

#define CASES 700

static const char SPAN[] = "2015-07..2017-06", NOW[] = "2016-07..2017-06", THEN[] = "2015-07..2016-06";

enum field {
    DISCUSSED,
    REFERRER,
    REPEAT,
    DEFINITION,
    AGE,
    SEX,
    ETHNICITY,
    LGBT,
    DISABILITY,
    CHILDREN,
    FIELDS
};

struct conference {
    struct pf_source cases, indicators, expectations;
    const char **cells[FIELDS];
};

static void add_columns(struct conference *c)
{
    static const char *const names[FIELDS] = {
        "discussed",  "referrer",         "repeat", "repeat_definition", "victim_age",
        "victim_sex", "victim_ethnicity", "lgbt",   "disability",        "children"};
    for (int f = 0; f < FIELDS; f++) {
        bool number = f == AGE || f == CHILDREN;
        c->cells[f] = pf_add(&c->cases, names[f],
                             f == DISCUSSED ? WW_KIND_DATE
                             : number       ? WW_KIND_INTEGER
                                            : WW_KIND_CATEGORY,
                             f == DISCUSSED ? WW_ROLE_FROM : WW_ROLE_ATTRIBUTE, NULL);
    }
}

static void make_cases(struct conference *c)
{
    static const char *const referrers[] = {"Police", "police", "Health", "Children's services", NULL};
    static const char *const yes[] = {"Yes", "No", "No", "No", "Not recorded", NULL};
    static const char *const ethnicities[] = {"White", "Black", "Asian", "not recorded", "Other", NULL};
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    c->cases = (struct pf_source){.name = "marac",
                                  .subject = "marac",
                                  .shape = WW_SHAPE_EVENTS,
                                  .n_rows = CASES,
                                  .period = mf_period(SPAN)};
    add_columns(c);
    for (size_t i = 0; i < CASES; i++) {
        int year = 2015 + (int)ww_rng_below(&rng, 2);
        c->cells[DISCUSSED][i] = pf_text("%d-%02d-%02d", year, 7 + (int)ww_rng_below(&rng, 6),
                                         1 + (int)ww_rng_below(&rng, 28));
        c->cells[REFERRER][i] = MF_PICK(&rng, referrers);
        c->cells[REPEAT][i] = MF_PICK(&rng, yes);
        c->cells[DEFINITION][i] = year == 2015 ? "crime" : "abuse";
        c->cells[AGE][i] = ww_rng_below(&rng, 20) ? pf_text("%d", 14 + (int)ww_rng_below(&rng, 12)) : NULL;
        c->cells[SEX][i] = ww_rng_below(&rng, 8) ? "Female" : "Male";
        c->cells[ETHNICITY][i] = MF_PICK(&rng, ethnicities);
        c->cells[LGBT][i] = NULL;
        c->cells[DISABILITY][i] = MF_PICK(&rng, yes);
        c->cells[CHILDREN][i] = pf_text("%d", (int)ww_rng_below(&rng, 5));
    }
}

static void make_references(struct conference *c)
{
    static const char *const rows[][4] = {
        {"cases", "number", "here", "1"},        {"cases", "number", "England and Wales", "90000"},
        {"rate", "per 10,000", "here", "40"},    {"rate", "per 10,000", "force", "34"},
        {"children", "number", "here", "306"},   {"change", "per cent", "here", "28"},
        {"repeat", "per cent", "here", "21"},    {"repeat", "per cent", "England and Wales", "90"},
        {"police", "per cent", "here", "99"},    {"ethnic-minority", "per cent", "force", "50"},
        {"male", "per cent", "here", "7"},       {"aged-16-17", "per cent", "here", "1"},
        {"disability", "per cent", "here", "1"}, {"lgbt", "per cent", "here", "4"},
    };
    static const char *const bands[][3] = {{"repeat", "0", "5"}, {"police", "80", NULL},
                                           {"male", "0", "100"}, {"disability", NULL, "1"},
                                           {"rate", "40", "40"}, {"ethnic-minority", NULL, NULL}};
    const size_t n = sizeof rows / sizeof rows[0], m = sizeof bands / sizeof bands[0];
    c->indicators = (struct pf_source){
        .name = "marac-indicators", .subject = "marac-indicators", .shape = WW_SHAPE_REFERENCE, .n_rows = n};
    c->expectations = (struct pf_source){.name = "marac-expectations",
                                         .subject = "marac-expectations",
                                         .shape = WW_SHAPE_REFERENCE,
                                         .n_rows = m};
    const char **code = pf_add(&c->indicators, "code", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **label = pf_add(&c->indicators, "indicator", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **unit = pf_add(&c->indicators, "unit", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **area = pf_add(&c->indicators, "area", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **value = pf_add(&c->indicators, "value", WW_KIND_INTEGER, WW_ROLE_VALUE, NULL);
    for (size_t i = 0; i < n; i++) {
        code[i] = label[i] = rows[i][0];
        unit[i] = rows[i][1];
        area[i] = rows[i][2];
        value[i] = rows[i][3];
    }
    const char **of = pf_add(&c->expectations, "code", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **min = pf_add(&c->expectations, "expected_min", WW_KIND_INTEGER, WW_ROLE_ATTRIBUTE, NULL);
    const char **max = pf_add(&c->expectations, "expected_max", WW_KIND_INTEGER, WW_ROLE_ATTRIBUTE, NULL);
    for (size_t i = 0; i < m; i++) {
        of[i] = bands[i][0];
        min[i] = bands[i][1];
        max[i] = bands[i][2];
    }
}

static bool in(const struct conference *c, size_t i, const char *period)
{
    return (c->cells[DISCUSSED][i][3] == '6') == (period == NOW);
}

/* Cases of the period whose cell is one of the texts, in any case; no text: all of the period. */
static double count(const struct conference *c, const char *period, enum field field,
                    const char *const *texts)
{
    double n = 0;
    for (size_t i = 0; i < CASES; i++)
        for (size_t t = 0; in(c, i, period) && (!texts || texts[t]); t++) {
            const char *cell = c->cells[field][i];
            if (!texts || (cell && strcasecmp(cell, texts[t]) == 0)) {
                n++;
                break;
            }
        }
    return n;
}

/* Expects of minorities what is there, to the whole number: no interval can lie outside of it. */
static void expect_the_same(struct conference *c)
{
    static const char *const minorities[] = {"Black", "Asian", "Other", NULL};
    double share = 100 * count(c, NOW, ETHNICITY, minorities) / count(c, NOW, SEX, NULL);
    size_t last = c->expectations.n_rows - 1;
    c->expectations.columns[1].cells[last] = c->expectations.columns[2].cells[last] = pf_text("%d",
                                                                                              (int)share);
}

static bool make(struct mf *mf, struct conference *c)
{
    make_cases(c);
    make_references(c);
    expect_the_same(c);
    return mf_open(mf) && pf_publish(mf, &c->cases) && pf_publish(mf, &c->indicators) &&
           pf_publish(mf, &c->expectations);
}

static void drop(struct mf *mf, struct conference *c)
{
    pf_free(&c->cases);
    pf_free(&c->indicators);
    pf_free(&c->expectations);
    mf_close(mf);
}

WW_TEST(shares_are_of_all_cases)
{
    static const struct {
        const char *row;
        enum field field;
        const char *texts[4];
    } rows[] = {{"repeat", REPEAT, {"Yes"}},
                {"police", REFERRER, {"Police"}},
                {"ethnic-minority", ETHNICITY, {"Black", "Asian", "Other"}},
                {"male", SEX, {"Male"}},
                {"aged-16-17", AGE, {"16", "17"}},
                {"disability", DISABILITY, {"Yes"}}};
    struct mf mf;
    struct conference c;
    if (!make(&mf, &c))
        return;
    double now = count(&c, NOW, SEX, NULL), then = count(&c, THEN, SEX, NULL);
    struct ww_question question = mf_question("marac", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    for (size_t i = 0; table && i < sizeof rows / sizeof rows[0]; i++) {
        mf_check_number(table, rows[i].row, "here", 100 * count(&c, NOW, rows[i].field, rows[i].texts) / now);
        mf_check_number(table, rows[i].row, "here_then",
                        100 * count(&c, THEN, rows[i].field, rows[i].texts) / then);
    }
    if (table) {
        mf_check_number(table, "change", "here", 100 * (now - then) / then);
        mf_check_number(table, "lgbt", "here", 4); /* no case says: the supplier's */
        mf_check_mark(table, "repeat", "here_then", WW_MARK_BREAK);
        CHECK_STR(ww_table_cell(table, "repeat", "against_expected")->text, "Above");
        CHECK_STR(ww_table_cell(table, "repeat", "against_national")->text, "Lower");
        CHECK_STR(ww_table_cell(table, "police", "against_expected")->text, "Below");
        CHECK_STR(ww_table_cell(table, "male", "against_expected")->text, "As expected");
        CHECK_STR(ww_table_cell(table, "disability", "against_expected")->text, "Above");
        CHECK_STR(ww_table_cell(table, "ethnic-minority", "against_expected")->text, "Cannot tell");
        CHECK(mf_has_note(table, "police: the supplier's table has 99%"));
        CHECK(mf_has_note(table, "the definition \"abuse\", first used in this period on"));
        CHECK(mf_has_note(table, "In the period before a repeat was \"crime\""));
        CHECK(ww_table_find_row(table, "rate") == WW_NO_INDEX);
    }
    ww_table_free(&table);
    drop(&mf, &c);
}

WW_TEST(numbers)
{
    struct mf mf;
    struct conference c;
    if (!make(&mf, &c))
        return;
    double children = 0;
    for (size_t i = 0; i < CASES; i++)
        children += in(&c, i, NOW) ? c.cells[CHILDREN][i][0] - '0' : 0;
    struct ww_question question = mf_question("marac", NOW);
    question.set[question.n_set++] = (struct ww_condition){"show", "numbers"};
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        CHECK_INT(table->n_rows, 3);
        mf_check_number(table, "cases", "here", count(&c, NOW, SEX, NULL));
        mf_check_number(table, "cases", "here_then", count(&c, THEN, SEX, NULL));
        mf_check_number(table, "children", "here", children);
        mf_check_number(table, "rate", "here", 40);
        mf_check_number(table, "rate", "supplied", 40);
        CHECK_STR(ww_table_cell(table, "rate", "against_expected")->text, "As expected");
        CHECK(!ww_table_cell(table, "cases", "against_national")->present);
        CHECK(mf_has_note(table, "cases: the supplier's table has 1;"));
    }
    ww_table_free(&table);
    question.set[0].value = "everything";
    table = mf_ask(&mf, &question, WW_E_USAGE);
    drop(&mf, &c);
}

WW_TEST(few_cases_have_no_shares)
{
    struct mf mf;
    struct conference c;
    make_cases(&c);
    make_references(&c);
    c.cases.n_rows = 19;
    if (!mf_open(&mf) || !pf_publish(&mf, &c.cases) || !pf_publish(&mf, &c.indicators))
        return;
    struct ww_question question = mf_question("marac", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_mark(table, "repeat", "here", WW_MARK_LOW_BASE);
        CHECK(!ww_table_cell(table, "repeat", "against_national")->present);
        CHECK(mf_has_note(table, "marac-expectations"));
    }
    ww_table_free(&table);
    drop(&mf, &c);
}

WW_TEST(nothing_to_compare_with)
{
    struct mf mf;
    struct conference c;
    make_cases(&c);
    make_references(&c);
    if (!mf_open(&mf) || !pf_publish(&mf, &c.cases))
        return;
    struct ww_question question = mf_question("marac", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_E_NOT_FOUND);
    CHECK(table == NULL);
    drop(&mf, &c);
}
