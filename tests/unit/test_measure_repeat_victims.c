// SPDX-License-Identifier: Apache-2.0
/* repeat-victims against plain loops over people and days. */
#include "ww_test.h"

#include "linked_fixture.h"
#include "measure/harmed.h"

static const char NOW[] = "2017-07..2018-06";
#define WINDOW  365
#define SAME    14
#define RECORDS 300

/* The third source knows suspects only: it must not count. */
static const char *const sources[LF_SOURCES] = {"crime-records", "victim-support", "custody"};
static const char *const supports[] = {"Accepted", "Declined", "Not offered"};

struct record {
    int pseudonym; /* of the fixture */
    int32_t day;
    int support; /* of the second source */
};

struct world {
    struct record records[RECORDS];
};

static bool publish_source(struct mf *mf, const struct world *world, int source)
{
    struct pf_source events = {.name = sources[source],
                               .subject = source == 0 ? "recorded-crime" : sources[source],
                               .shape = WW_SHAPE_EVENTS,
                               .n_rows = RECORDS,
                               .period = mf_period("2016-01..2018-06")};
    const char **person = pf_add(&events, source == 2 ? "suspect_person" : "victim_person", WW_KIND_HEX,
                                 WW_ROLE_ATTRIBUTE, NULL);
    const char **day = pf_add(&events, "day", WW_KIND_DATE, WW_ROLE_FROM, NULL);
    const char **support = source == 1 ? pf_add(&events, "support", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL)
                                       : NULL;
    size_t n = 0;
    for (size_t r = 0; r < RECORDS; r++) {
        const struct record *record = &world->records[r];
        char text[16];
        if (lf_pseudonym(record->pseudonym).source != source)
            continue;
        person[n] = lf_digits(record->pseudonym);
        ww_day_print_iso(record->day, text);
        day[n] = pf_text("%s", text);
        if (support)
            support[n] = supports[record->support];
        n++;
    }
    events.n_rows = n;
    bool good = pf_publish(mf, &events);
    pf_free(&events);
    return good;
}

static bool open_world(struct mf *mf, struct world *world)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (size_t r = 0; r < RECORDS; r++) {
        struct record *record = &world->records[r];
        *record = (struct record){(int)ww_rng_below(&rng, LF_PSEUDONYMS),
                                  mf_day(2016, 1, 1) + (int32_t)ww_rng_below(&rng, 911),
                                  (int)ww_rng_below(&rng, 3)};
        if (r && ww_rng_below(&rng, 2) == 0) { /* the same person in another source, soon after */
            record->pseudonym = (world->records[r - 1].pseudonym + LF_PERSONS) % (2 * LF_PERSONS);
            record->day = world->records[r - 1].day + 10 + (int32_t)ww_rng_below(&rng, 6);
        }
        if (record->day >= mf_day(2018, 7, 1))
            record->day = mf_day(2018, 6, 30);
    }
    bool good = mf_open(mf) && lf_publish_links(mf, sources);
    for (int s = 0; good && s < LF_SOURCES; s++)
        good = publish_source(mf, world, s);
    return good;
}

struct naive {
    int sources;      /* 1, 2 or 3 */
    int last_support; /* -1 = none */
    bool victim, repeat;
};

/* Walks the days from the start of the window to the end of the period. */
static struct naive look(const struct world *world, int identity, int threshold)
{
    struct ww_period now = mf_period(NOW);
    struct naive out = {.last_support = -1};
    size_t own[RECORDS], n = 0;
    for (size_t r = 0; r < RECORDS; r++)
        if (lf_identity(world->records[r].pseudonym, threshold) == identity)
            own[n++] = r;
    int32_t begun = -1; /* of the occasion */
    int seen = 0;
    for (int32_t day = now.first_day - WINDOW; day < now.end_day; day++)
        for (int s = 0; s < 2; s++)
            for (size_t r = 0; r < n; r++) {
                const struct record *record = &world->records[own[r]];
                if (record->day != day || lf_pseudonym(record->pseudonym).source != s)
                    continue;
                bool same = begun >= 0 && (day == begun || (day - begun <= SAME && !(seen >> s & 1)));
                if (!same) {
                    out.victim |= day >= now.first_day;
                    out.repeat |= day >= now.first_day && begun >= 0 && day - begun <= WINDOW;
                    begun = day;
                    seen = 0;
                }
                seen |= 1 << s;
                out.sources |= 1 << s;
                out.last_support = s == 1 ? record->support : out.last_support;
            }
    return out;
}

WW_TEST(by_the_agencies_that_know_them)
{
    struct mf mf;
    struct world world;
    int victims[4] = {0}, repeat[4] = {0};
    if (!open_world(&mf, &world))
        return;
    for (int identity = 0; identity < 1000 + LF_PSEUDONYMS; identity++) {
        struct naive n = look(&world, identity, 1);
        victims[n.sources] += n.victim;
        repeat[n.sources] += n.victim && n.repeat;
        victims[0] += n.victim;
        repeat[0] += n.victim && n.repeat;
    }
    struct ww_question question = mf_question("repeat-victims", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        lf_check_shown(table, "recorded-crime-only", "victims", victims[1]);
        lf_check_shown(table, "recorded-crime-only", "repeat", repeat[1]);
        lf_check_shown(table, "several", "victims", victims[3]);
        lf_check_shown(table, "several", "repeat", repeat[3]);
        mf_check_number(table, "total", "victims", victims[0]);
        mf_check_number(table, "total", "repeat", repeat[0]);
        for (size_t i = 0; i < table->provenance.n_extracts; i++)
            CHECK(strcmp(table->provenance.extracts[i].source, "custody") != 0);
    }
    ww_table_free(&table);
    mf_close(&mf);
}

WW_TEST(by_support_at_the_wide_threshold)
{
    struct mf mf;
    struct world world;
    int victims[4] = {0};
    if (!open_world(&mf, &world))
        return;
    for (int identity = 0; identity < 1000 + LF_PSEUDONYMS; identity++) {
        struct naive n = look(&world, identity, 2);
        victims[n.last_support + 1] += n.victim;
    }
    struct ww_question question = mf_question("repeat-victims", NOW);
    question.set[question.n_set++] = (struct ww_condition){"show", "support"};
    question.set[question.n_set++] = (struct ww_condition){"threshold", "wide"};
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        /* two records of one day by one source may say different things: their order is the file's */
        lf_check_shown(table, "no-service-has-said", "victims", victims[0]);
        mf_check_number(table, "total", "victims", victims[0] + victims[1] + victims[2] + victims[3]);
    }
    ww_table_free(&table);
    question.set[0].value = "worklist";
    table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        CHECK(mf_has_note(table, "Not for publication"));
        CHECK_INT(table->n_findings, 0);
        CHECK(table->n_rows > 0 && table->n_rows <= 50);
    }
    ww_table_free(&table);
    question.set[0].value = "names";
    mf_ask(&mf, &question, WW_E_USAGE);
    mf_close(&mf);
}

WW_TEST(without_links_or_victims)
{
    struct mf mf;
    struct world world = {0};
    if (!mf_open(&mf))
        return;
    struct ww_question question = mf_question("repeat-victims", NOW);
    mf_ask(&mf, &question, WW_E_NOT_FOUND);
    mf_close(&mf);
    if (!mf_open(&mf) || !lf_publish_links(&mf, sources) || !publish_source(&mf, &world, 2))
        return;
    mf_ask(&mf, &question, WW_E_NOT_FOUND);
    mf_close(&mf);
}

WW_TEST(what_is_one_occasion)
{
    const struct ww_harm harms[] = {
        {.day = 100, .source = 0},     {.day = 100, .source = 0}, /* one day */
        {.day = 114, .source = 1},                                /* another source, a fortnight after */
        {.day = 114 + 1, .source = 2},                            /* a day more than a fortnight */
        {.day = 116, .source = 2},                                /* the same source, another day */
    };
    int32_t days[5];
    CHECK_INT(ww_harmed_occasions(harms, 5, SAME, days), 3);
    CHECK_INT(days[0], 100);
    CHECK_INT(days[1], 115);
    CHECK_INT(days[2], 116);
}
