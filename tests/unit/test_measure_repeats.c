// SPDX-License-Identifier: Apache-2.0
/* repeats against plain loops over made-up records: every pair of records of a person is looked at. */
#include "ww_test.h"

#include "people_fixture.h"

static const char SPAN[] = "2014-07..2017-06", NOW[] = "2016-07..2017-06", THEN[] = "2015-07..2016-06";
static const char *const types[] = {"Robbery / Personal Property", "Robbery / Business Property",
                                    "Sexual offences / Rape", "Criminal Damage / Arson",
                                    "Something new / Not in the vocabulary"};
static const char *const groups[] = {"robbery", "robbery", "sexual-offences", "criminal-damage",
                                     "not-in-the-category-tree"};
#define ROWS 3000

struct world {
    struct pf_source source;
    const char **from, **area, **type, **person, **age;
    int32_t day[ROWS];
    int who[ROWS], kind[ROWS], years[ROWS]; /* who -1 = not known, or not ours */
};

static void make(struct world *w)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    *w = (struct world){.source = {.name = "made",
                                   .subject = "recorded-crime",
                                   .shape = WW_SHAPE_EVENTS,
                                   .n_rows = ROWS,
                                   .period = mf_period(SPAN)}};
    w->from = pf_add(&w->source, "from", WW_KIND_DATE, WW_ROLE_FROM, NULL);
    w->area = pf_add(&w->source, "lsoa", WW_KIND_CATEGORY, WW_ROLE_AREA, "lsoa11");
    w->type = pf_add(&w->source, "type", WW_KIND_CATEGORY, WW_ROLE_CATEGORY, "crime-records");
    w->person = pf_add(&w->source, "victim_person", WW_KIND_HEX, WW_ROLE_ATTRIBUTE, NULL);
    w->age = pf_add(&w->source, "victim_age", WW_KIND_INTEGER, WW_ROLE_ATTRIBUTE, NULL);
    for (size_t i = 0; i < ROWS; i++) {
        int month = 7 + (int)ww_rng_below(&rng, 36), day = 1 + (int)ww_rng_below(&rng, 28);
        int year = 2014 + (month - 1) / 12;
        bool here = ww_rng_below(&rng, 12) > 0;
        month = (month - 1) % 12 + 1;
        if (i && ww_rng_below(&rng, 8) == 0) { /* on the day of the record before, to the same person */
            w->day[i] = w->day[i - 1];
            w->who[i] = w->who[i - 1];
            w->from[i] = w->from[i - 1];
        } else {
            w->day[i] = mf_day(year, month, day);
            w->who[i] = ww_rng_below(&rng, 9) ? (int)ww_rng_below(&rng, 900) : -1;
            w->from[i] = pf_text("%d-%02d-%02d", year, month, day);
        }
        w->kind[i] = (int)ww_rng_below(&rng, 5);
        w->years[i] = ww_rng_below(&rng, 9) ? (int)ww_rng_below(&rng, 90) : 0;
        w->area[i] = here ? "E01000002" : "E01000006";
        w->type[i] = types[w->kind[i]];
        w->person[i] = w->who[i] < 0 ? NULL : pf_text("%016x", (unsigned)w->who[i] * 7919u);
        w->age[i] = w->years[i] ? pf_text("%d", w->years[i]) : NULL;
        if (!here)
            w->who[i] = -2;
    }
}

static bool inside(int32_t day, const char *period)
{
    struct ww_period p = mf_period(period);
    return day >= p.first_day && day < p.end_day;
}

/* Whether a record belongs into the row. */
static bool in_row(const struct world *w, size_t i, const char *row)
{
    if (strcmp(row, "total") == 0)
        return true;
    if (strcmp(row, "age/18-24") == 0)
        return w->years[i] >= 18 && w->years[i] < 25;
    if (strcmp(row, "age/not-known") == 0)
        return w->years[i] == 0;
    return strcmp(row, groups[w->kind[i]]) == 0;
}

struct plain {
    double victims, repeats, same, records, repeat_records, victims_then, repeats_then, followed, again;
};

static void add_person(const struct world *w, int who, const char *row, int window, struct plain *out)
{
    bool now = false, then = false, repeat = false, same = false, repeat_then = false, again = false;
    int32_t origin = INT32_MAX;
    double records = 0;
    for (size_t i = 0; i < ROWS; i++) {
        if (w->who[i] != who || !in_row(w, i, row))
            continue;
        bool is_now = inside(w->day[i], NOW), is_then = inside(w->day[i], THEN);
        now |= is_now;
        then |= is_then;
        records += is_now;
        if (is_then && w->day[i] < origin)
            origin = w->day[i];
        for (size_t j = 0; j < ROWS; j++) {
            int32_t gap = w->day[i] - w->day[j];
            if (w->who[j] != who || gap < 1 || gap > window)
                continue;
            repeat |= is_now;
            repeat_then |= is_then;
            same |= is_now && in_row(w, j, row);
        }
    }
    for (size_t j = 0; then && j < ROWS; j++)
        again |= w->who[j] == who && w->day[j] > origin && w->day[j] - origin <= window;
    bool followed = then && origin + window < mf_period(NOW).end_day;
    out->victims += now;
    out->repeats += repeat;
    out->same += same;
    out->records += records;
    out->repeat_records += repeat ? records : 0;
    out->victims_then += then;
    out->repeats_then += repeat_then;
    out->followed += followed;
    out->again += followed && again;
}

static void check_row(const struct world *w, const struct ww_table *table, const char *row, int window)
{
    struct plain p = {0};
    for (int who = 0; who < 900; who++)
        add_person(w, who, row, window, &p);
    CHECK(p.victims > 20);
    mf_check_number(table, row, "victims", p.victims);
    mf_check_number(table, row, "repeat_victims", p.repeats);
    mf_check_number(table, row, "share_pct", 100 * p.repeats / p.victims);
    mf_check_number(table, row, "same_pct", 100 * p.same / p.victims);
    mf_check_number(table, row, "records_pct", 100 * p.repeat_records / p.records);
    if (window <= 365) {
        mf_check_number(table, row, "share_then_pct", 100 * p.repeats_then / p.victims_then);
        mf_check_number(table, row, "change_points",
                        100 * (p.repeats / p.victims - p.repeats_then / p.victims_then));
        mf_check_number(table, row, "again_pct", 100 * p.again / p.followed);
    } else {
        mf_check_mark(table, row, "share_then_pct", WW_MARK_NOT_AVAILABLE);
    }
}

static void ask(struct mf *mf, const struct world *w, const char *by, const char *window,
                const char *const rows[], size_t n)
{
    struct ww_question question = mf_question("repeats", NOW);
    question.by = by;
    if (window) {
        question.set[0] = (struct ww_condition){"window", window};
        question.n_set = 1;
    }
    struct ww_table *table = mf_ask(mf, &question, WW_OK);
    for (size_t i = 0; table && i < n; i++)
        check_row(w, table, rows[i], window ? (int)strtol(window, NULL, 10) : 365);
    ww_table_free(&table);
}

WW_TEST(looking_back_and_following_up)
{
    static const char *const by_group[] = {"total", "robbery", "sexual-offences", "not-in-the-category-tree"};
    static const char *const by_age[] = {"total", "age/18-24", "age/not-known"};
    struct mf mf;
    static struct world w;
    if (!mf_open(&mf))
        return;
    make(&w);
    if (pf_publish(&mf, &w.source)) {
        ask(&mf, &w, "group", NULL, by_group, 4);
        ask(&mf, &w, "age", NULL, by_age, 3);
        ask(&mf, &w, "group", "90", by_group, 4);
        ask(&mf, &w, "group", "400", by_group, 1); /* further than the records reach, for the period before */
    }
    pf_free(&w.source);
    mf_close(&mf);
}

/* Of each person the first record of the two years and the next on a later day. */
WW_TEST(time_to_the_next)
{
    struct mf mf;
    static struct world w;
    if (!mf_open(&mf))
        return;
    make(&w);
    struct ww_question question = mf_question("repeats", NOW);
    question.by = "time";
    struct ww_table *table = pf_publish(&mf, &w.source) ? mf_ask(&mf, &question, WW_OK) : NULL;
    const int32_t first = mf_period(THEN).first_day, end = mf_period(NOW).end_day;
    double survival = 1;
    for (int32_t t = 0; table && t <= 28; t++) {
        double at_risk = 0, happened = 0;
        for (int who = 0; who < 900; who++) {
            int32_t origin = INT32_MAX, next = INT32_MAX;
            for (size_t i = 0; i < ROWS; i++)
                if (w.who[i] == who && w.day[i] >= first && w.day[i] < origin)
                    origin = w.day[i];
            for (size_t i = 0; i < ROWS; i++)
                if (w.who[i] == who && w.day[i] > origin && w.day[i] < next)
                    next = w.day[i];
            if (origin == INT32_MAX)
                continue;
            at_risk += next != INT32_MAX ? next - origin >= t : end - 1 - origin >= t;
            happened += next != INT32_MAX && next - origin == t;
        }
        survival *= 1 - happened / at_risk;
        if (t == 28)
            mf_check_number(table, "4-weeks", "at_risk", at_risk);
    }
    if (table)
        mf_check_number(table, "4-weeks", "again_pct", 100 * (1 - survival));
    ww_table_free(&table);
    pf_free(&w.source);
    mf_close(&mf);
}

WW_TEST(without_pseudonyms_says_what_to_import)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, "2015-07..2017-06", 200))
        return;
    struct ww_question question = mf_question("repeats", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_E_NOT_FOUND);
    CHECK(strstr(mf.err.message, "victim_person") != NULL);
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}
