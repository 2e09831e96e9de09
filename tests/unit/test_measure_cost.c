// SPDX-License-Identifier: Apache-2.0
/* cost: recorded counts by offence times unit costs, against plain loops over made-up records. */
#include "ww_test.h"

#include "base/num.h"
#include "measure_fixture.h"

static const char SPAN[] = "2015-07..2017-06", NOW[] = "2016-07..2017-06";

struct unit {
    const char *offence, *group, *component;
    int gbp;
};

static const struct unit units[] = {
    {"Violence without injury", "anticipation", "insurance-administration", 10},
    {"Violence without injury", "response", "police-costs", 810},
    {"Violence without injury", "total", "total", 830}, /* not 820: rounded on its own */
    {"Robbery", "anticipation", "insurance-administration", 140},
    {"Robbery", "response", "police-costs", 1010},
    {"Robbery", "total", "total", 11320},
    {"Theft from person", "response", "police-costs", 40}, /* no other component, no total */
    {"Fraud", "response", "police-costs", 200},
    {"Fraud", "total", "total", 1290},
};
#define UNITS (sizeof units / sizeof units[0])

/* The reference has other columns than the fixture's sources, so it is sealed here. */
static void publish_units(struct mf *mf, const struct unit *list, size_t n)
{
    const struct ww_field fields[] = {
        {.name = "offence", .kind = WW_KIND_CATEGORY, .width = 1},
        {.name = "cost_group", .kind = WW_KIND_CATEGORY, .width = 1},
        {.name = "component", .kind = WW_KIND_CATEGORY, .width = 1},
        {.name = "gbp", .kind = WW_KIND_NUMBER, .role = WW_ROLE_VALUE},
        {.name = "price_year", .kind = WW_KIND_CATEGORY, .width = 1},
    };
    struct ww_str texts[4][32];
    struct ww_dictionary dictionaries[4] = {{0, texts[0]}, {0, texts[1]}, {0, texts[2]}, {1, texts[3]}};
    int8_t codes[4][32] = {{0}};
    double gbp[32] = {0};
    texts[3][0] = WW_STR("2015/16");
    for (size_t i = 0; i < n; i++) {
        codes[0][i] = (int8_t)mf_code(&dictionaries[0], texts[0], list[i].offence);
        codes[1][i] = (int8_t)mf_code(&dictionaries[1], texts[1], list[i].group);
        codes[2][i] = (int8_t)mf_code(&dictionaries[2], texts[2], list[i].component);
        gbp[i] = list[i].gbp;
    }
    const struct ww_vector vectors[] = {{.values = codes[0]},
                                        {.values = codes[1]},
                                        {.values = codes[2]},
                                        {.values = gbp},
                                        {.values = codes[3]}};
    const struct ww_batch batch = {n, vectors};
    char path[WW_PATH_MAX], hex[WW_SHA256_HEX];
    uint8_t sha256[WW_SHA256_BYTES];
    uint64_t bytes;
    struct ww_arrow_writer *writer = NULL;
    CHECK_RC(ww_workspace_file(mf->workspace, "evidence/.unfinished.arrow", path, &mf->err), WW_OK);
    CHECK_RC(ww_arrow_writer_open(path, fields, 5, NULL, 0, &writer, &mf->err), WW_OK);
    CHECK_RC(ww_arrow_writer_batch(writer, &batch, &mf->err), WW_OK);
    CHECK_RC(ww_arrow_writer_finish(&writer, dictionaries, 4, NULL, 0, sha256, &bytes, &mf->err), WW_OK);
    ww_hex(sha256, sizeof sha256, hex);
    const struct ww_catalogue_entry entry = {.extract = {.source = "unit-costs",
                                                         .vintage = "",
                                                         .shape = WW_SHAPE_REFERENCE,
                                                         .subject = "unit-costs",
                                                         .owner = "Home Office",
                                                         .supplied_by = "Home Office",
                                                         .gateway = "open data",
                                                         .caveats = "",
                                                         .descriptor_sha256 = "",
                                                         .file = "",
                                                         .sha256 = hex,
                                                         .bytes = bytes,
                                                         .rows = n,
                                                         .missing_months = ""}};
    int64_t id;
    unsigned superseded;
    CHECK_RC(ww_catalogue_publish(mf->workspace, path, &entry, &id, &superseded, &mf->err), WW_OK);
}

WW_TEST(counts_times_unit_costs)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 3000))
        return;
    publish_units(&mf, units, UNITS);
    struct ww_question question = mf_question("cost", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    double violence =
        (double)(mf_count(&mf, &world, mf_period(NOW), "violence-against-the-person/common-assault") +
                 mf_count(&mf, &world, mf_period(NOW), "violence-against-the-person/harassment"));
    double robbery = (double)mf_count(&mf, &world, mf_period(NOW), "robbery/personal-property");
    double theft = (double)(mf_count(&mf, &world, mf_period(NOW), "theft-and-handling/theft-person") +
                            mf_count(&mf, &world, mf_period(NOW), "theft-and-handling/other-theft"));
    double all = (double)mf_count(&mf, &world, mf_period(NOW), "total");
    double cost = 830 * violence + 11320 * robbery + 40 * theft;
    if (table) {
        CHECK_INT(table->n_rows, 6);
        mf_check_number(table, "violence-without-injury", "count", violence);
        mf_check_number(table, "violence-without-injury", "insurance_administration_gbp", 10 * violence);
        mf_check_number(table, "violence-without-injury", "total_gbp", 830 * violence);
        mf_check_number(table, "robbery", "police_costs_gbp", 1010 * robbery);
        mf_check_number(table, "robbery", "share_cost_pct", 100 * 11320 * robbery / cost);
        mf_check_number(table, "robbery", "share_volume_pct", 100 * robbery / all);
        mf_check_mark(table, "theft-from-person", "insurance_administration_gbp", WW_MARK_NOT_AVAILABLE);
        mf_check_number(table, "theft-from-person", "total_gbp", 40 * theft);
        mf_check_number(table, "fraud", "total_gbp", 0);
        mf_check_number(table, "not-costed", "count", all - violence - robbery - theft);
        mf_check_mark(table, "not-costed", "total_gbp", WW_MARK_NOT_AVAILABLE);
        mf_check_number(table, "total", "count", all);
        mf_check_number(table, "total", "total_gbp", cost);
        mf_check_number(table, "total", "police_costs_gbp", 810 * violence + 1010 * robbery + 40 * theft);
        CHECK_STR(table->rows[0].id, "robbery"); /* the dearest first */
        CHECK(mf_has_note(table, "prices of 2015/16"));
        char apart[64], number[48];
        ww_print_people(10 * violence + (11320 - 1150) * robbery, 0, number);
        snprintf(apart, sizeof apart, "£%s less", number);
        CHECK(mf_has_note(table, apart));
    }
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

WW_TEST(no_unit_costs_no_answer)
{
    static const struct unit twice[] = {{"Robbery", "response", "police-costs", 1},
                                        {"Robbery", "response", "police-costs", 2}};
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 100))
        return;
    struct ww_question question = mf_question("cost", NOW);
    mf_ask(&mf, &question, WW_E_NOT_FOUND);
    CHECK(strstr(mf.err.message, "unit-costs") != NULL);
    ww_context_close(&mf.context);
    publish_units(&mf, twice, 2);
    mf_ask(&mf, &question, WW_E_INPUT);
    CHECK(strstr(mf.err.message, "twice") != NULL);
    mf_free_world(&world);
    mf_close(&mf);
}

WW_TEST(nothing_recorded_costs_nothing)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 100))
        return;
    publish_units(&mf, units, UNITS);
    struct ww_question question = mf_question("cost", NOW);
    question.n_where = 1;
    question.where[0] = (struct ww_condition){"category", "other-notifiable-offences/going-equipped"};
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_number(table, "total", "total_gbp", 0);
        mf_check_mark(table, "total", "share_cost_pct", WW_MARK_NOT_APPLICABLE);
        CHECK_INT(table->n_findings, 0);
    }
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}
