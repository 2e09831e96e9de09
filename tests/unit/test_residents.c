// SPDX-License-Identifier: Apache-2.0
/* Residents by age and sex against a plain loop. */
#include "ww_test.h"

#include "measure/residents.h"
#include "people_fixture.h"

static const char *const texts[] = {"65+", "16-29", "0-15", "30-64", "All Ages"};
static const char *const labels[] = {"0-15", "16-29", "30-64", "65+"};
static const int32_t from[] = {0, 16, 30, 65};
static const char *const sexes[] = {"Female", "Male", "Persons"};

static void make(struct pf_source *source, const char *second_band)
{
    const size_t n = 7 * 5 * 3;
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    *source = (struct pf_source){
        .name = "population", .subject = "population", .shape = WW_SHAPE_REFERENCE, .n_rows = n};
    const char **area = pf_add(source, "lsoa", WW_KIND_CATEGORY, WW_ROLE_AREA, "lsoa11");
    const char **sex = pf_add(source, "sex", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **band = pf_add(source, "age_band", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **count = pf_add(source, "residents", WW_KIND_INTEGER, WW_ROLE_VALUE, NULL);
    for (size_t i = 0; i < n; i++) {
        size_t b = i / 3 % 5;
        area[i] = pf_text("E0100000%zu", i / 15);
        sex[i] = sexes[i % 3];
        band[i] = b == 1 ? second_band : texts[b];
        count[i] = pf_text("%d", (int)ww_rng_below(&rng, 900));
    }
}

WW_TEST(bands_in_order_of_age)
{
    struct mf mf;
    struct pf_source source;
    struct pf_asked asked = {0};
    struct ww_residents *r = NULL;
    if (!mf_open(&mf))
        return;
    make(&source, "16-29");
    if (pf_publish(&mf, &source) && pf_ask(&mf, "population", "2018-01", &asked)) {
        asked.question.n_where = 1; /* of the records, not of the residents */
        asked.question.where[0] = (struct ww_condition){"colour", "red"};
        if (CHECK_RC(ww_residents_read(&asked.ask, NULL, &r, &mf.err), WW_OK)) {
            int64_t total = 0;
            CHECK_INT(r->n_bands, 4);
            for (size_t b = 0; b < 4; b++)
                for (size_t s = 0; s < 2; s++) {
                    int64_t plain = 0;
                    for (size_t i = 0; i < source.n_rows; i++)
                        if (strcmp(source.columns[0].cells[i], "E01000006") != 0 &&
                            strcmp(source.columns[1].cells[i], sexes[s]) == 0 &&
                            strcmp(source.columns[2].cells[i], labels[b]) == 0)
                            plain += strtol(source.columns[3].cells[i], NULL, 10);
                    CHECK_INT(r->count[b][s], plain);
                    CHECK_STR(r->labels[b], labels[b]);
                    CHECK_INT(r->from[b], from[b]);
                    total += plain;
                }
            CHECK_INT(r->total, total);
        }
    }
    ww_arena_free(&asked.arena);
    pf_free(&source);
    mf_close(&mf);
}

WW_TEST(bands_that_overlap_are_refused)
{
    struct mf mf;
    struct pf_source source;
    struct pf_asked asked = {0};
    struct ww_residents *r = NULL;
    if (!mf_open(&mf))
        return;
    make(&source, "15-29");
    if (pf_publish(&mf, &source) && pf_ask(&mf, "population", "2018-01", &asked))
        CHECK_RC(ww_residents_read(&asked.ask, NULL, &r, &mf.err), WW_E_INPUT);
    ww_arena_free(&asked.arena);
    pf_free(&source);
    mf_close(&mf);
}

WW_TEST(no_population_says_what_to_import)
{
    struct mf mf;
    struct pf_source source;
    struct pf_asked asked = {0};
    struct ww_residents *r = NULL;
    if (!mf_open(&mf))
        return;
    make(&source, "16-29");
    source.subject = "something-else";
    if (pf_publish(&mf, &source) && pf_ask(&mf, "population", "2018-01", &asked)) {
        CHECK_RC(ww_residents_read(&asked.ask, NULL, &r, &mf.err), WW_E_NOT_FOUND);
        CHECK(strstr(mf.err.message, "population") != NULL);
    }
    ww_arena_free(&asked.arena);
    pf_free(&source);
    mf_close(&mf);
}

WW_TEST(words_for_sexes)
{
    static const struct {
        const char *word;
        int32_t key;
    } cases[] = {{"Female", WW_SEX_FEMALE}, {"F", WW_SEX_FEMALE},    {" male", WW_SEX_MALE},
                 {"m", WW_SEX_MALE},        {"Not known", WW_SEXES}, {"", WW_SEXES}};
    struct ww_cube_dim dim = ww_residents_dim_sex("sex");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        CHECK_INT(dim.key(dim.context, ww_str_of(cases[i].word)), cases[i].key);
    CHECK_INT(dim.missing_key, WW_SEXES);
}
