// SPDX-License-Identifier: Apache-2.0
/* The same measures over records of any subject: which source is asked, and what its records are called. */
#include "measure/subject.h"
#include "ww_test.h"

#include "measure_fixture.h"
#include "table/finding.h"

#define NOW "2017-07..2018-06"

enum { CRIMES = 400, FIRES = 70, COMPLAINTS = 30 };

/* n records, one a day from July 2016 on, of one type. */
static bool publish(struct mf *mf, const char *name, const char *subject, const char *type, size_t n)
{
    struct mf_record *records = calloc(n, sizeof *records);
    const struct mf_source source = {.name = name,
                                     .subject = subject,
                                     .shape = WW_SHAPE_EVENTS,
                                     .rank = 1,
                                     .columns = MF_FROM | MF_AREA | (type ? MF_CATEGORY : MF_EXTRA),
                                     .from_kind = WW_KIND_DATE,
                                     .area_level = "lsoa11",
                                     .vocabulary = strcmp(subject, "fire") == 0 ? "fire" : "crime-records",
                                     .period = mf_period("2016-07..2018-06")};
    for (size_t i = 0; i < n; i++)
        records[i] = (struct mf_record){.from = mf_day(2017, 7, 1) + (int32_t)(i % 365),
                                        .area = "E01000000",
                                        .category = type,
                                        .extra = "loud"};
    bool good = mf_publish(mf, &source, records, n);
    free(records);
    return good;
}

static bool open_three(struct mf *mf)
{
    return mf_open(mf) && publish(mf, "crimes", "recorded-crime", "Robbery / Personal Property", CRIMES) &&
           publish(mf, "brigade", "fire", "House - single occupancy", FIRES) &&
           publish(mf, "noise", "noise-complaints", NULL, COMPLAINTS);
}

static void check_total(struct mf *mf, const struct ww_question *question, double count, const char *says)
{
    struct ww_table *table = mf_ask(mf, question, WW_OK);
    struct ww_buf sentence = {0};
    if (!table)
        return;
    mf_check_number(table, "total", "count_now", count);
    CHECK_RC(ww_finding_sentence(table, &table->findings[0], &sentence, NULL), WW_OK);
    if (!CHECK(sentence.data && strstr(sentence.data, says)))
        printf("    said: %s\n", sentence.data ? sentence.data : "");
    ww_buf_free(&sentence);
    ww_table_free(&table);
}

static bool has_parameter(const struct ww_table *table, const char *name, const char *value)
{
    for (size_t i = 0; i < table->provenance.n_parameters; i++)
        if (strcmp(table->provenance.parameters[i].name, name) == 0)
            return strcmp(table->provenance.parameters[i].value, value) == 0;
    return false;
}

WW_TEST(a_measure_answers_for_any_subject)
{
    struct mf mf;
    if (!open_three(&mf))
        return;
    struct ww_question question = mf_question("change", NOW);
    check_total(&mf, &question, CRIMES, "400 offences were recorded");
    question.subject = "fire";
    check_total(&mf, &question, FIRES, "70 incidents were recorded");
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table)
        CHECK(has_parameter(table, "subject", "fire"));
    ww_table_free(&table);
    question.subject = "noise-complaints";
    question.by = "extra";
    check_total(&mf, &question, COMPLAINTS, "30 records were recorded");
    mf_close(&mf);
}

WW_TEST(a_named_source_brings_its_subject)
{
    struct mf mf;
    if (!open_three(&mf))
        return;
    struct ww_question question = mf_question("change", NOW);
    question.source = "brigade";
    check_total(&mf, &question, FIRES, "70 incidents were recorded");
    question.subject = "recorded-crime";
    mf_ask(&mf, &question, WW_E_NOT_FOUND);
    CHECK(strstr(mf.err.message, "about recorded-crime") && strstr(mf.err.message, "brigade"));
    question = mf_question("change", NOW);
    question.subject = "ghosts";
    mf_ask(&mf, &question, WW_E_NOT_FOUND);
    CHECK(strstr(mf.err.message, "about ghosts") != NULL);
    mf_close(&mf);
}

/* A fire every fifth day must not read as one, or none, a day. */
WW_TEST(few_a_day_are_said_with_a_decimal)
{
    struct mf mf;
    if (!open_three(&mf))
        return;
    struct ww_question question = mf_question("volume", NOW);
    question.subject = "fire";
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    struct ww_buf sentence = {0};
    if (table) {
        CHECK_RC(ww_finding_sentence(table, &table->findings[0], &sentence, NULL), WW_OK);
        CHECK_STR(sentence.data,
                  "On average 0.2 incidents were recorded a day, against 0.0 a day in the year before.");
    }
    ww_buf_free(&sentence);
    ww_table_free(&table);
    mf_close(&mf);
}

WW_TEST(words_of_subjects)
{
    CHECK_STR(ww_subject_of("recorded-crime")->many, "offences");
    CHECK_STR(ww_subject_of("stop-and-search")->many, "searches");
    CHECK_STR(ww_subject_of("what nobody thought of")->many, "records");
    CHECK_STR(ww_subject_of("")->together, "records");
}
