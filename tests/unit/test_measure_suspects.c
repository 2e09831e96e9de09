// SPDX-License-Identifier: Apache-2.0
/* suspects, residence and the words for ethnic groups, against plain loops over made-up records. */
#include "ww_test.h"

#include "measure/ethnicity.h"
#include "people_fixture.h"

#define RECORDS 3000

static const char *const ages[] = {"3", "15", "16", "22", "29", "30", "41", "64", "65", "90", NULL};
static const char *const sexes[] = {"Male", "Male", "Female", "Not known", NULL};
static const char *const homes[] = {"E05000001", "E05000001", "Birch",     "E05000003", "E05000009",
                                    "Elsewhere", "nfa",       "Not known", NULL};
static const char *const groups[] = {
    "White - North European", "Black", "Asian or Asian British", "Not stated", "Mixed", NULL};
static const char *const kinds[] = {"Robbery / Personal Property", "Drugs / Possession of Drugs",
                                    "Theft & Handling / Theft Person"};
static const char *const labels[] = {"0-15", "16-29", "30-64", "65+"};
static const int first_age[] = {0, 16, 30, 65, 999};

enum { CATEGORY, AREA, AGE, SEX, HOME, GROUP, NUMBER, DAY };

static void make(struct pf_source *source)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    *source = (struct pf_source){.name = "crimes",
                                 .subject = "recorded-crime",
                                 .shape = WW_SHAPE_EVENTS,
                                 .n_rows = RECORDS,
                                 .period = mf_period("2016-07..2018-06")};
    const char **cells[8];
    cells[CATEGORY] = pf_add(source, "category", WW_KIND_CATEGORY, WW_ROLE_CATEGORY, "crime-records");
    cells[AREA] = pf_add(source, "lsoa", WW_KIND_CATEGORY, WW_ROLE_AREA, "lsoa11");
    cells[AGE] = pf_add(source, "suspect_age", WW_KIND_INTEGER, WW_ROLE_ATTRIBUTE, NULL);
    cells[SEX] = pf_add(source, "suspect_sex", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    cells[HOME] = pf_add(source, "suspect_lives", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    cells[GROUP] = pf_add(source, "suspect_ethnicity", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    cells[NUMBER] = pf_add(source, "n_suspects", WW_KIND_INTEGER, WW_ROLE_ATTRIBUTE, NULL);
    cells[DAY] = pf_add(source, "from", WW_KIND_DATE, WW_ROLE_FROM, NULL);
    for (size_t i = 0; i < RECORDS; i++) {
        bool none = ww_rng_below(&rng, 3) == 0;
        cells[CATEGORY][i] = MF_PICK(&rng, kinds);
        cells[AREA][i] = pf_text("E0100000%d", (int)ww_rng_below(&rng, 7)); /* the last is not ours */
        cells[AGE][i] = none ? NULL : MF_PICK(&rng, ages);
        cells[SEX][i] = none ? NULL : MF_PICK(&rng, sexes);
        cells[HOME][i] = none ? NULL : MF_PICK(&rng, homes);
        cells[GROUP][i] = none ? NULL : MF_PICK(&rng, groups);
        cells[NUMBER][i] = none ? (i % 2 ? "0" : NULL) : pf_text("%d", 1 + (int)ww_rng_below(&rng, 3));
        cells[DAY][i] = pf_text("%d-%02d-15", 2016 + (int)ww_rng_below(&rng, 3),
                                1 + (int)ww_rng_below(&rng, 12));
    }
}

/* Residents of every LSOA: 100 and some for each cell of band × sex. */
static int residents_of(int lsoa, int band, int sex)
{
    return 100 + 17 * lsoa + 5 * band + 31 * sex;
}

static bool publish_population(struct mf *mf)
{
    struct pf_source source = {
        .name = "population", .subject = "population", .shape = WW_SHAPE_REFERENCE, .n_rows = 7 * 4 * 2};
    const char **area = pf_add(&source, "lsoa", WW_KIND_CATEGORY, WW_ROLE_AREA, "lsoa11");
    const char **sex = pf_add(&source, "sex", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **band = pf_add(&source, "age_band", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **count = pf_add(&source, "residents", WW_KIND_INTEGER, WW_ROLE_VALUE, NULL);
    for (int i = 0; i < 7 * 4 * 2; i++) {
        area[i] = pf_text("E0100000%d", i / 8);
        sex[i] = i % 2 ? "Male" : "Female";
        band[i] = labels[i / 2 % 4];
        count[i] = pf_text("%d", residents_of(i / 8, i / 2 % 4, i % 2));
    }
    bool good = pf_publish(mf, &source);
    pf_free(&source);
    return good;
}

static bool publish_groups(struct mf *mf)
{
    static const char *const cells[][3] = {{"Asian: Indian", "300", "E09000033"},
                                           {"Asian: Chinese", "200", "E09000033"},
                                           {"Black, Black British, Caribbean or African", "250", "E09000033"},
                                           {"White: English", "4000", "E09000033"},
                                           {"Arab", "100", "E09000033"},
                                           {"White: English", "9000", "E09000001"}};
    struct pf_source source = {
        .name = "ethnic", .subject = "population-ethnicity", .shape = WW_SHAPE_REFERENCE, .n_rows = 6};
    const char **area = pf_add(&source, "area", WW_KIND_CATEGORY, WW_ROLE_AREA, "borough");
    const char **group = pf_add(&source, "ethnicity", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **count = pf_add(&source, "residents", WW_KIND_INTEGER, WW_ROLE_VALUE, NULL);
    for (int i = 0; i < 6; i++) {
        group[i] = cells[i][0];
        count[i] = cells[i][1];
        area[i] = cells[i][2];
    }
    bool good = pf_publish(mf, &source);
    pf_free(&source);
    return good;
}

/* --- the loops ------------------------------------------------------------------------------------- */

static const char *cell(const struct pf_source *source, int column, size_t i)
{
    const char *text = source->columns[column].cells[i];
    return text ? text : "";
}

static bool counted(const struct pf_source *source, size_t i)
{
    const char *day = cell(source, DAY, i);
    return strcmp(cell(source, AREA, i), "E01000006") != 0 &&
           strtol(cell(source, NUMBER, i), NULL, 10) >= 1 && strcmp(day, "2017-07") >= 0 &&
           strcmp(day, "2018-07") < 0;
}

static int band_of(const struct pf_source *source, size_t i)
{
    int age = (int)strtol(cell(source, AGE, i), NULL, 10), band = 0;
    if (!cell(source, AGE, i)[0])
        return -1;
    while (age >= first_age[band + 1])
        band++;
    return band;
}

static int sex_of(const struct pf_source *source, size_t i)
{
    return strcmp(cell(source, SEX, i), "Male") == 0     ? 1
           : strcmp(cell(source, SEX, i), "Female") == 0 ? 0
                                                         : -1;
}

static bool lives_here(const struct pf_source *source, size_t i)
{
    const char *home = cell(source, HOME, i);
    return strcmp(home, "Birch") == 0 || (strncmp(home, "E0500000", 8) == 0 && home[8] < '9');
}

struct sums {
    int count, here, residents;
};

static struct sums by_age_and_sex(const struct pf_source *source, int band, int sex)
{
    struct sums sums = {0};
    for (size_t i = 0; i < RECORDS; i++) {
        int b = band_of(source, i), s = sex_of(source, i);
        bool in = counted(source, i) && b >= 0 && s >= 0 && (band < 0 || b == band) && (sex < 0 || s == sex);
        sums.count += in;
        sums.here += in && lives_here(source, i);
    }
    for (int i = 0; i < 6 * 4 * 2; i++)
        if ((band < 0 || i / 2 % 4 == band) && (sex < 0 || i % 2 == sex))
            sums.residents += residents_of(i / 8, i / 2 % 4, i % 2);
    return sums;
}

static void check_row(const struct ww_table *table, const char *row, struct sums of, struct sums all)
{
    double others = (double)(all.count - of.count) / (all.residents - of.residents);
    mf_check_number(table, row, "count", of.count);
    mf_check_number(table, row, "residents", of.residents);
    mf_check_number(table, row, "here", of.here);
    mf_check_number(table, row, "share_pct", 100.0 * of.count / all.count);
    if (of.count < 20) {
        mf_check_mark(table, row, "rate_per_1000", WW_MARK_LOW_BASE);
        return;
    }
    mf_check_number(table, row, "rate_per_1000", 1000.0 * of.count / of.residents);
    mf_check_number(table, row, "ratio", (double)of.count / of.residents / others);
    if (of.here < 20)
        return;
    others = (double)(all.here - of.here) / (all.residents - of.residents);
    mf_check_number(table, row, "here_per_1000", 1000.0 * of.here / of.residents);
    mf_check_number(table, row, "here_ratio", (double)of.here / of.residents / others);
}

static const char *thousands(int n)
{
    return n < 1000 ? pf_text("%d", n) : pf_text("%d,%03d", n / 1000, n % 1000);
}

/* Records of our area and the period, with a suspect or without. */
static int in_period(const struct pf_source *source)
{
    int n = 0;
    for (size_t i = 0; i < RECORDS; i++) {
        const char *day = cell(source, DAY, i);
        n += strcmp(cell(source, AREA, i), "E01000006") != 0 && strcmp(day, "2017-07") >= 0 &&
             strcmp(day, "2018-07") < 0;
    }
    return n;
}

static bool open_world(struct mf *mf, struct pf_source *source)
{
    make(source);
    return mf_open(mf) && pf_publish(mf, source) && publish_population(mf) && publish_groups(mf);
}

/* --- tests ----------------------------------------------------------------------------------------- */

WW_TEST(suspects_by_age_and_sex)
{
    static const char *const sex_ids[] = {"female", "male"};
    struct mf mf;
    struct pf_source source;
    struct ww_question question = mf_question("suspects", "2017-07..2018-06");
    if (!open_world(&mf, &source))
        return;
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        struct sums all = by_age_and_sex(&source, -1, -1);
        int suspects = 0;
        for (size_t i = 0; i < RECORDS; i++)
            suspects += counted(&source, i);
        for (int b = 0; b < 4; b++)
            for (int s = 0; s < 2; s++) {
                const char *band = b == 3 ? "65" : labels[b];
                check_row(table, pf_text("%s/%s", band, sex_ids[s]), by_age_and_sex(&source, b, s), all);
            }
        check_row(table, "age/16-29", by_age_and_sex(&source, 1, -1), all);
        check_row(table, "sex/male", by_age_and_sex(&source, -1, 1), all);
        mf_check_number(table, "total", "count", suspects);
        mf_check_number(table, "not-known", "count", suspects - all.count);
        mf_check_mark(table, "not-known", "rate_per_1000", WW_MARK_NOT_AVAILABLE);
        CHECK(mf_has_note(table, pf_text("%d of %s offences have no suspect", in_period(&source) - suspects,
                                         thousands(in_period(&source)))));
    }
    ww_table_free(&table);
    pf_free(&source);
    mf_close(&mf);
}

WW_TEST(most_frequent_types)
{
    struct mf mf;
    struct pf_source source;
    struct ww_question question = mf_question("suspects", "2017-07..2018-06");
    question.where[question.n_where++] = (struct ww_condition){"category", "robbery"};
    if (!open_world(&mf, &source))
        return;
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    const struct ww_cell *types = table ? ww_table_cell(table, "total", "top_types") : NULL;
    if (CHECK(types && types->present))
        CHECK_STR(types->text, "Robbery of personal property (100.0%)");
    ww_table_free(&table);
    pf_free(&source);
    mf_close(&mf);
}

WW_TEST(suspects_by_ethnic_group)
{
    static const struct {
        const char *row, *text;
        int residents;
    } expected[] = {{"asian-or-asian-british", "Asian or Asian British", 500},
                    {"black-black-british-caribbean-or-african", "Black", 250},
                    {"white", "White - North European", 4000}};
    struct mf mf;
    struct pf_source source;
    struct ww_question question = mf_question("suspects", "2017-07..2018-06");
    question.by = "suspect_ethnicity";
    if (!open_world(&mf, &source))
        return;
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    for (size_t e = 0; table && e < 3; e++) {
        int count = 0;
        for (size_t i = 0; i < RECORDS; i++)
            count += counted(&source, i) && strcmp(cell(&source, GROUP, i), expected[e].text) == 0;
        mf_check_number(table, expected[e].row, "count", count);
        mf_check_number(table, expected[e].row, "residents", expected[e].residents);
        if (count >= 20)
            mf_check_number(table, expected[e].row, "rate_per_1000", 1000.0 * count / expected[e].residents);
    }
    if (table)
        mf_check_mark(table, "mixed-or-multiple-ethnic-groups", "rate_per_1000", WW_MARK_NOT_AVAILABLE);
    ww_table_free(&table);
    question.by = "suspect_sex";
    table = mf_ask(&mf, &question, WW_OK);
    if (table)
        mf_check_mark(table, "value/male", "rate_per_1000", WW_MARK_NOT_AVAILABLE);
    ww_table_free(&table);
    question.by = "colour";
    table = mf_ask(&mf, &question, WW_E_USAGE);
    ww_table_free(&table);
    pf_free(&source);
    mf_close(&mf);
}

static void check_home(const struct ww_table *table, const struct pf_source *source, const char *row,
                       const char *const texts[2], char ward)
{
    int count = 0, known = 0, same = 0;
    for (size_t i = 0; i < RECORDS; i++) {
        const char *home = cell(source, HOME, i);
        bool here = strcmp(home, texts[0]) == 0 || strcmp(home, texts[1]) == 0;
        if (!counted(source, i))
            continue;
        known += home[0] && strcmp(home, "Not known") != 0;
        count += here;
        same += here && (cell(source, AREA, i)[8] - '0') / 2 == ward - '1';
    }
    mf_check_number(table, row, "count", count);
    mf_check_number(table, row, "share_pct", 100.0 * count / known);
    if (!ward)
        return;
    int residents = 0;
    for (int i = 0; i < 16; i++)
        residents += residents_of(2 * (ward - '1') + i / 8, i / 2 % 4, i % 2);
    mf_check_number(table, row, "same", same);
    mf_check_number(table, row, "same_pct", 100.0 * same / count);
    mf_check_number(table, row, "residents", residents);
    mf_check_number(table, row, "rate_per_1000", 1000.0 * count / residents);
}

WW_TEST(where_suspects_live)
{
    struct mf mf;
    struct pf_source source;
    struct ww_question question = mf_question("residence", "2017-07..2018-06");
    if (!open_world(&mf, &source))
        return;
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        check_home(table, &source, "E05000001", (const char *const[]){"E05000001", "Alder"}, '1');
        check_home(table, &source, "E05000002", (const char *const[]){"E05000002", "Birch"}, '2');
        check_home(table, &source, "elsewhere", (const char *const[]){"E05000009", "Elsewhere"}, 0);
        check_home(table, &source, "no-fixed-abode", (const char *const[]){"nfa", "nfa"}, 0);
        CHECK(ww_table_find_row(table, "E05000009") == WW_NO_INDEX);
        mf_check_mark(table, "not-known", "share_pct", WW_MARK_NOT_APPLICABLE);
    }
    ww_table_free(&table);
    pf_free(&source);
    mf_close(&mf);
}

WW_TEST(records_without_suspects)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, "2017-01..2017-12", 50))
        return;
    struct ww_question suspects = mf_question("suspects", "2017-02"),
                       residence = mf_question("residence", "2017-02");
    struct ww_table *table = mf_ask(&mf, &suspects, WW_E_NOT_FOUND);
    CHECK(strstr(mf.err.message, "suspect_age") != NULL);
    ww_table_free(&table);
    table = mf_ask(&mf, &residence, WW_E_NOT_FOUND);
    CHECK(strstr(mf.err.message, "suspect_lives") != NULL);
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

WW_TEST(words_for_ethnic_groups)
{
    static const struct {
        const char *text;
        int group;
    } expected[] = {{"White: Irish", WW_ETHNIC_WHITE},
                    {" white - south european", WW_ETHNIC_WHITE},
                    {"Any other White background", WW_ETHNIC_WHITE},
                    {"Black Caribbean", WW_ETHNIC_BLACK},
                    {"African", WW_ETHNIC_BLACK},
                    {"Chinese, Japanese or South East Asian", WW_ETHNIC_ASIAN},
                    {"Any other Asian background", WW_ETHNIC_ASIAN},
                    {"Mixed: White and Asian", WW_ETHNIC_MIXED},
                    {"Any other ethnic group", WW_ETHNIC_OTHER},
                    {"Middle Eastern", WW_ETHNIC_OTHER},
                    {"Not stated", -1},
                    {"", -1}};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        if (!CHECK_INT(ww_ethnicity_of(ww_str_of(expected[i].text)), expected[i].group))
            printf("    %s\n", expected[i].text);
}
