// SPDX-License-Identifier: Apache-2.0
/* victims, products and flag-types against plain loops over made-up records. */
#include "ww_test.h"

#include "people_fixture.h"
#include "stats/rates.h"

static const char SPAN[] = "2015-07..2017-06", NOW[] = "2016-07..2017-06", THEN[] = "2015-07..2016-06";
static const char *const types[] = {"Robbery / Personal Property", "Sexual offences / Rape",
                                    "Criminal Damage / Arson"};
static const char *const nodes[] = {"robbery/personal-property", "sexual-offences/rape",
                                    "criminal-damage/arson"};
static const char *const sexes[] = {"Female", "male", "Not known", NULL};
static const char *const jobs[] = {"Cook", "Nurse", "Student", "Porter", NULL};
static const char *const things[] = {"Phone", "Phone;Cash", "cash; Bag;Cash", NULL, "Keys", ";"};
static const char *const flags[] = {NULL, "Knife crime", "Knife crime;Hate crime", "Hate crime"};
static const char *const bands[] = {"0-15", "16-29", "30+"};
#define ROWS 9000

struct record {
    int32_t day;
    bool here;
    int type, age, sex, job, victims, suspects, thing, flag; /* age -1, victims 0, suspects 0 = not known */
};
struct world {
    struct pf_source crimes, people;
    struct record records[ROWS];
    double residents[3][2];
};

static void make_people(struct world *w, struct ww_rng *rng)
{
    w->people = (struct pf_source){
        .name = "population", .subject = "population", .shape = WW_SHAPE_REFERENCE, .n_rows = 6};
    const char **area = pf_add(&w->people, "lsoa", WW_KIND_CATEGORY, WW_ROLE_AREA, "lsoa11");
    const char **sex = pf_add(&w->people, "sex", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **band = pf_add(&w->people, "age_band", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **count = pf_add(&w->people, "residents", WW_KIND_INTEGER, WW_ROLE_VALUE, NULL);
    for (size_t i = 0; i < 6; i++) {
        int residents = 200 + (int)ww_rng_below(rng, 5000);
        area[i] = "E01000001";
        sex[i] = i % 2 ? "Male" : "Female";
        band[i] = bands[i / 2];
        count[i] = pf_text("%d", residents);
        w->residents[i / 2][i % 2] = residents;
    }
}

static void make(struct world *w)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    *w = (struct world){.crimes = {.name = "made",
                                   .subject = "recorded-crime",
                                   .shape = WW_SHAPE_EVENTS,
                                   .n_rows = ROWS,
                                   .period = mf_period(SPAN)}};
    struct pf_source *s = &w->crimes;
    const char **from = pf_add(s, "from", WW_KIND_DATE, WW_ROLE_FROM, NULL);
    const char **area = pf_add(s, "lsoa", WW_KIND_CATEGORY, WW_ROLE_AREA, "lsoa11");
    const char **type = pf_add(s, "type", WW_KIND_CATEGORY, WW_ROLE_CATEGORY, "crime-records");
    const char **flag = pf_add(s, "flags", WW_KIND_CATEGORY, WW_ROLE_FLAGS, NULL);
    const char **age = pf_add(s, "victim_age", WW_KIND_INTEGER, WW_ROLE_ATTRIBUTE, NULL);
    const char **sex = pf_add(s, "victim_sex", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **job = pf_add(s, "victim_occupation", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    const char **victims = pf_add(s, "n_victims", WW_KIND_INTEGER, WW_ROLE_ATTRIBUTE, NULL);
    const char **suspects = pf_add(s, "n_suspects", WW_KIND_INTEGER, WW_ROLE_ATTRIBUTE, NULL);
    const char **thing = pf_add(s, "property", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    for (size_t i = 0; i < ROWS; i++) {
        struct record *r = &w->records[i];
        int month = (int)ww_rng_below(&rng, 24) + 7, day = 1 + (int)ww_rng_below(&rng, 28);
        *r = (struct record){.here = ww_rng_below(&rng, 10) > 0,
                             .type = (int)ww_rng_below(&rng, 3),
                             .age = (int)ww_rng_below(&rng, 70) - 1,
                             .sex = (int)ww_rng_below(&rng, 4),
                             .job = (int)ww_rng_below(&rng, 5),
                             .victims = (int)ww_rng_below(&rng, 4),
                             .suspects = (int)ww_rng_below(&rng, 4),
                             .thing = (int)ww_rng_below(&rng, 6),
                             .flag = (int)ww_rng_below(&rng, 4)};
        if (ww_rng_below(&rng, 3) == 0)
            r->job = 1;
        r->day = mf_day(2015 + (month - 1) / 12, (month - 1) % 12 + 1, day);
        from[i] = pf_text("%d-%02d-%02d", 2015 + (month - 1) / 12, (month - 1) % 12 + 1, day);
        area[i] = r->here ? "E01000001" : "E01000006";
        type[i] = types[r->type];
        flag[i] = flags[r->flag];
        age[i] = r->age < 0 ? NULL : pf_text("%d", r->age);
        sex[i] = sexes[r->sex];
        job[i] = jobs[r->job];
        victims[i] = r->victims ? pf_text("%d", r->victims) : NULL;
        suspects[i] = r->suspects ? pf_text("%d", r->suspects) : NULL;
        thing[i] = things[r->thing];
    }
    make_people(w, &rng);
}

static bool counts(const struct record *r, const char *period)
{
    struct ww_period p = mf_period(period);
    return r->here && r->day >= p.first_day && r->day < p.end_day;
}

static int band_of(int age)
{
    return age < 16 ? 0 : age < 30 ? 1 : 2;
}

struct opened {
    struct mf mf;
    struct world *w;
};

static bool open_world(struct opened *o)
{
    static struct world w;
    o->w = &w;
    if (!mf_open(&o->mf))
        return false;
    make(&w);
    return pf_publish(&o->mf, &w.crimes) && pf_publish(&o->mf, &w.people);
}

static void close_world(struct opened *o)
{
    pf_free(&o->w->crimes);
    pf_free(&o->w->people);
    mf_close(&o->mf);
}

WW_TEST(rates_by_age_and_sex)
{
    static const char *const rows[3][2] = {
        {"female/0-15", "male/0-15"}, {"female/16-29", "male/16-29"}, {"female/30", "male/30"}};
    struct opened o;
    if (!open_world(&o))
        return;
    struct ww_question question = mf_question("victims", NOW);
    question.where[question.n_where++] = (struct ww_condition){"category", "robbery"};
    struct ww_table *table = mf_ask(&o.mf, &question, WW_OK);
    double count[3][2] = {{0}}, known = 0, residents = 0;
    for (size_t i = 0; i < ROWS; i++) {
        const struct record *r = &o.w->records[i];
        if (counts(r, NOW) && r->type == 0 && r->victims && r->age >= 0 && r->sex < 2)
            count[band_of(r->age)][r->sex]++;
    }
    for (int b = 0; b < 3; b++)
        for (int s = 0; s < 2; s++) {
            known += count[b][s];
            residents += o.w->residents[b][s];
        }
    for (int b = 0; table && b < 3; b++)
        for (int s = 0; s < 2; s++) {
            double rate = 1000 * count[b][s] / o.w->residents[b][s];
            struct ww_interval interval = ww_count_interval_exact((int64_t)count[b][s], WW_LEVEL_95);
            mf_check_number(table, rows[b][s], "count", count[b][s]);
            mf_check_number(table, rows[b][s], "rate_per_1000", rate);
            mf_check_number(table, rows[b][s], "rate_low", 1000 * interval.low / o.w->residents[b][s]);
            mf_check_number(table, rows[b][s], "ratio", rate / (1000 * known / residents));
            mf_check_number(table, rows[b][s], "ratio_high",
                            interval.high / (known * o.w->residents[b][s] / residents));
        }
    if (table)
        mf_check_number(table, "total", "count", known);
    ww_table_free(&table);
    close_world(&o);
}

WW_TEST(the_most_frequent_occupations)
{
    struct opened o;
    if (!open_world(&o))
        return;
    struct ww_question question = mf_question("victims", NOW);
    question.by = "occupation";
    question.top = 2;
    struct ww_table *table = mf_ask(&o.mf, &question, WW_OK);
    double now = 0, then = 0, known_now = 0, known_then = 0;
    for (size_t i = 0; i < ROWS; i++) {
        const struct record *r = &o.w->records[i];
        bool known = r->victims && jobs[r->job];
        known_now += known && counts(r, NOW);
        known_then += known && counts(r, THEN);
        now += known && r->job == 1 && counts(r, NOW);
        then += known && r->job == 1 && counts(r, THEN);
    }
    if (table) {
        CHECK_INT(table->n_rows, 2);
        CHECK_STR(table->rows[0].id, "value/nurse");
        mf_check_number(table, "value/nurse", "share_pct", 100 * now / known_now);
        mf_check_number(table, "value/nurse", "change_points", 100 * (now / known_now - then / known_then));
    }
    ww_table_free(&table);
    close_world(&o);
}

WW_TEST(one_or_several)
{
    struct opened o;
    if (!open_world(&o))
        return;
    struct ww_question question = mf_question("victims", NOW);
    question.by = "group";
    struct ww_table *table = mf_ask(&o.mf, &question, WW_OK);
    double lone = 0, several = 0, not_known = 0;
    for (size_t i = 0; i < ROWS; i++) {
        const struct record *r = &o.w->records[i];
        if (!counts(r, NOW) || r->victims < 2)
            continue;
        lone += r->suspects == 1;
        several += r->suspects > 1;
        not_known += r->suspects == 0;
    }
    if (table) {
        mf_check_number(table, "several-victims", "lone", lone);
        mf_check_number(table, "several-victims", "several", several);
        mf_check_number(table, "several-victims", "not_known", not_known);
        mf_check_number(table, "several-victims", "several_pct", 100 * several / (lone + several));
    }
    ww_table_free(&table);
    close_world(&o);
}

/* Below each whole the most frequent part comes first, and ranks count on from 1. */
static void check_order(const struct ww_table *table)
{
    double last = 0, rank = 0;
    for (size_t i = 0; i < table->n_rows; i++) {
        const char *id = table->rows[i].id;
        double count = ww_table_cell(table, id, "count_now")->number;
        bool whole = table->rows[i].kind == WW_ROW_SUBTOTAL;
        rank = whole ? 0 : rank + 1;
        CHECK(count <= last || whole);
        if (!whole)
            mf_check_number(table, id, "rank", rank);
        last = whole ? 1e9 : count;
    }
    CHECK(table->n_rows > 4);
}

/* Cash is in the second and, twice, in the third text. */
WW_TEST(what_is_taken)
{
    struct opened o;
    if (!open_world(&o))
        return;
    struct ww_question question = mf_question("products", NOW);
    struct ww_table *table = mf_ask(&o.mf, &question, WW_OK);
    for (int t = 0; table && t < 3; t++) {
        double cash = 0, records = 0;
        for (size_t i = 0; i < ROWS; i++) {
            const struct record *r = &o.w->records[i];
            bool in = counts(r, NOW) && r->type == t;
            records += in;
            cash += in && (r->thing == 1 || r->thing == 2);
        }
        char row[80];
        snprintf(row, sizeof row, "%s/cash", nodes[t]);
        mf_check_number(table, nodes[t], "count_now", records);
        mf_check_number(table, row, "count_now", cash);
        mf_check_number(table, row, "share_pct", 100 * cash / records);
    }
    if (table)
        check_order(table);
    ww_table_free(&table);
    close_world(&o);
}

WW_TEST(types_of_flagged_crime)
{
    struct opened o;
    if (!open_world(&o))
        return;
    struct ww_question question = mf_question("flag-types", NOW);
    struct ww_table *table = mf_ask(&o.mf, &question, WW_OK);
    double hate = 0, arson = 0, hate_then = 0, arson_then = 0;
    for (size_t i = 0; i < ROWS; i++) {
        const struct record *r = &o.w->records[i];
        hate += r->flag >= 2 && counts(r, NOW);
        arson += r->flag >= 2 && r->type == 2 && counts(r, NOW);
        hate_then += r->flag >= 2 && counts(r, THEN);
        arson_then += r->flag >= 2 && r->type == 2 && counts(r, THEN);
    }
    if (table) {
        check_order(table);
        mf_check_number(table, "hate-crime", "count_now", hate);
        mf_check_number(table, "hate-crime/arson", "count_now", arson);
        mf_check_number(table, "hate-crime/arson", "share_pct", 100 * arson / hate);
        mf_check_number(table, "hate-crime/arson", "change_points",
                        100 * (arson / hate - arson_then / hate_then));
    }
    ww_table_free(&table);
    close_world(&o);
}

WW_TEST(records_without_people_are_refused)
{
    static const char *const measures[] = {"victims", "products"};
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !mf_make_world(&mf, &world, SPAN, 200))
        return;
    for (size_t i = 0; i < 2; i++) {
        struct ww_question question = mf_question(measures[i], NOW);
        struct ww_table *table = mf_ask(&mf, &question, WW_E_NOT_FOUND);
        ww_table_free(&table);
    }
    mf_free_world(&world);
    mf_close(&mf);
}
