// SPDX-License-Identifier: Apache-2.0
/* eligible against plain loops, and the rule as people may write it. */
#include "ww_test.h"

#include "cohort_fixture.h"

#define SCORES 260

struct score {
    int person; /* beyond CF_PERSONS: somebody who never was on the cohort */
    int32_t day;
    int value;
    const char *offence;
};

static void make_scores(struct score scores[SCORES])
{
    static const char *const offences[] = {"Robbery / Personal Property", "Burglary / Burglary Residential",
                                           "Theft & Handling / Other Theft",
                                           "Something new / Not in the vocabulary", NULL};
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed() + 1);
    for (size_t i = 0; i < SCORES; i++)
        scores[i] = (struct score){.person = (int)ww_rng_below(&rng, 200),
                                   .day = mf_day(2016, 1, 1) + (int32_t)i * 4, /* some after the period */
                                   .value = (int)ww_rng_below(&rng, 101),
                                   .offence = MF_PICK(&rng, offences)};
}

static bool publish_scores(struct mf *mf, const struct score *scores)
{
    struct pf_source source = {.name = "iom-scores",
                               .subject = "iom-scores",
                               .shape = WW_SHAPE_EVENTS,
                               .n_rows = SCORES,
                               .period = mf_period("2016-01..2018-12")};
    const char **person = pf_add(&source, "person", WW_KIND_HEX, WW_ROLE_ATTRIBUTE, NULL);
    const char **day = pf_add(&source, "date", WW_KIND_DATE, WW_ROLE_FROM, NULL);
    const char **value = pf_add(&source, "score", WW_KIND_INTEGER, WW_ROLE_ATTRIBUTE, NULL);
    const char **offence = pf_add(&source, "index_offence", WW_KIND_CATEGORY, WW_ROLE_CATEGORY,
                                  "crime-records");
    for (size_t i = 0; i < SCORES; i++) {
        person[i] = cf_name(scores[i].person);
        day[i] = cf_date(scores[i].day);
        value[i] = pf_text("%d", scores[i].value);
        offence[i] = scores[i].offence;
    }
    bool good = pf_publish(mf, &source);
    pf_free(&source);
    return good;
}

static const struct score *latest(const struct score *scores, int person)
{
    const struct score *best = NULL;
    for (size_t i = 0; i < SCORES; i++)
        if (scores[i].person == person && scores[i].day < mf_period(CF_NOW).end_day)
            best = &scores[i]; /* they are in order of day */
    return best;
}

/* 0 = by score, 1 = by index offence, 2 = not, 3 = no score. */
static int meets(const struct score *score, int enough, int with_index)
{
    bool index = score && score->offence &&
                 (strncmp(score->offence, "Robbery", 7) == 0 || strncmp(score->offence, "Burglary", 8) == 0);
    return !score ? 3 : score->value >= enough ? 0 : index && score->value >= with_index ? 1 : 2;
}

static void check_counts(const struct ww_table *table, const struct cf_spell *spells,
                         const struct score *scores, int enough, int with_index)
{
    static const char *const rows[] = {"score", "index", "below", "no-score"};
    const struct ww_period last = {mf_day(2018, 6, 30), mf_day(2018, 7, 1)};
    int count[4][2] = {{0}}, on = 0;
    for (int p = 0; p < 200; p++) {
        bool is_on = p < CF_PERSONS && cf_during(spells, p, last);
        const struct score *score = latest(scores, p);
        on += is_on;
        count[meets(score, enough, with_index)][is_on] += score || is_on;
    }
    for (int r = 0; r < 4; r++) {
        mf_check_number(table, rows[r], "on_cohort", count[r][1]);
        mf_check_number(table, rows[r], "not_on", count[r][0]);
        mf_check_number(table, rows[r], "share_pct", 100.0 * count[r][1] / on);
    }
    mf_check_number(table, "meets", "people", count[0][0] + count[0][1] + count[1][0] + count[1][1]);
    mf_check_number(table, "total", "on_cohort", on);
}

static bool add_settings(const struct mf *mf, const char *text)
{
    char path[WW_PATH_MAX];
    snprintf(path, sizeof path, "%s/settings.ini", mf->folder);
    FILE *file = fopen(path, "a");
    bool good = file && fputs(text, file) >= 0;
    return (!file || fclose(file) == 0) && good;
}

/* Settings are read when the workspace is opened. */
static bool open_again(struct mf *mf)
{
    ww_context_close(&mf->context);
    ww_workspace_close(&mf->workspace);
    return CHECK_RC(ww_workspace_open(mf->folder, true, NULL, &mf->workspace, &mf->err), WW_OK);
}

WW_TEST(the_rule_and_who_meets_it)
{
    struct mf mf;
    struct cf_spell spells[CF_SPELLS];
    struct score scores[SCORES];
    make_scores(scores);
    if (!cf_open(&mf, spells) || !publish_scores(&mf, scores))
        return;
    struct ww_question question = mf_question("eligible", CF_NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        check_counts(table, spells, scores, 75, 50);
        CHECK(mf_has_note(table, "no dated rule is set"));
        CHECK(mf_has_note(table, "scores made after the period"));
    }
    ww_table_free(&table);
    if (CHECK(add_settings(&mf, "[iom]\n2017-04-01 = 60; 40 robbery, burglary\n2016-01-01 = 90\n"
                                "2018-07-01 = 10\n")) &&
        open_again(&mf))
        table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        check_counts(table, spells, scores, 60, 40);
        CHECK(mf_has_note(table, "in force from 1 April 2017"));
    }
    ww_table_free(&table);
    question.set[0] = (struct ww_condition){"rule", "80; 20 robbery, burglary"};
    question.n_set = 1;
    table = mf_ask(&mf, &question, WW_OK);
    if (table)
        check_counts(table, spells, scores, 80, 20);
    ww_table_free(&table);
    mf_close(&mf);
}

WW_TEST(who_is_on_it_without_meeting_it)
{
    const struct ww_period last = {mf_day(2018, 6, 30), mf_day(2018, 7, 1)};
    struct mf mf;
    struct cf_spell spells[CF_SPELLS];
    struct score scores[SCORES];
    size_t n = 0;
    make_scores(scores);
    if (!cf_open(&mf, spells) || !publish_scores(&mf, scores))
        return;
    struct ww_question question = mf_question("eligible", CF_NOW);
    question.by = "person";
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    for (int p = 0; table && p < CF_PERSONS; p++) {
        char row[40];
        bool listed = cf_during(spells, p, last) && meets(latest(scores, p), 75, 50) >= 2;
        snprintf(row, sizeof row, "person/%s", cf_name(p));
        CHECK_INT(ww_table_find_row(table, row) != WW_NO_INDEX, listed);
        n += listed;
    }
    if (table)
        CHECK_INT(table->n_rows, n);
    ww_table_free(&table);
    mf_close(&mf);
}

WW_TEST(rules_that_are_none_and_scores_that_are_missing)
{
    static const char *const bad[] = {
        "", "many", "120", "75; 50", "75; robbery", "75; 50 juggling", "75; x robbery"};
    struct mf mf;
    struct cf_spell spells[CF_SPELLS];
    struct score scores[SCORES];
    make_scores(scores);
    if (!cf_open(&mf, spells))
        return;
    struct ww_question question = mf_question("eligible", CF_NOW);
    mf_ask(&mf, &question, WW_E_NOT_FOUND);
    CHECK(strstr(mf.err.message, "iom-scores") != NULL);
    ww_context_close(&mf.context);
    if (!publish_scores(&mf, scores))
        return;
    question.n_set = 1;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        question.set[0] = (struct ww_condition){"rule", bad[i]};
        mf_ask(&mf, &question, WW_E_USAGE);
    }
    mf_close(&mf);
}
