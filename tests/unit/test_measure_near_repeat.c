// SPDX-License-Identifier: Apache-2.0
/* near-repeat against plain loops over made-up records. The test of Knox itself is test_near_repeat.c. */
#include "ww_test.h"

#include "measure_fixture.h"
#include "place/project.h"
#include "stats/near_repeat.h"

static const double metres[] = {0, 1, 100, 200, 300, 400}, days[] = {0, 7, 14, 21, 28};
static const char *const rows[5] = {"same-place", "under-100m", "under-200m", "under-300m", "under-400m"};

/* Every third is near and soon after an earlier one. */
static void add_points(struct mf_world *world, bool degrees)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (size_t i = 0; i < world->n; i++) {
        struct mf_record *r = &world->records[i];
        const struct mf_record *before = &world->records[ww_rng_below(&rng, i + 1)];
        bool again = i > 0 && ww_rng_below(&rng, 3) == 0 && !before->no_point && !before->no_from;
        r->no_point = ww_rng_below(&rng, 30) == 0;
        if (again) {
            r->from = before->from + (int64_t)ww_rng_below(&rng, 5) * 86400;
            r->x = before->x + (int32_t)ww_rng_below(&rng, 2) * 60;
            r->y = before->y;
        } else {
            r->x = (degrees ? -180000 : 526000) + (int32_t)ww_rng_below(&rng, degrees ? 40000 : 4000);
            r->y = (degrees ? 51490000 : 178000) + (int32_t)ww_rng_below(&rng, degrees ? 40000 : 4000);
        }
    }
}

static bool make(struct mf *mf, struct mf_world *world, size_t n, unsigned points, enum ww_kind from_kind)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    *world = (struct mf_world){.records = calloc(n, sizeof *world->records), .n = n};
    world->source = (struct mf_source){.name = "crimes",
                                       .subject = "recorded-crime",
                                       .shape = WW_SHAPE_EVENTS,
                                       .rank = 100,
                                       .columns = MF_FROM | MF_CATEGORY | MF_AREA | points,
                                       .from_kind = from_kind,
                                       .area_level = "lsoa11",
                                       .vocabulary = "crime-records",
                                       .period = mf_period("2015-07..2017-06")};
    for (size_t i = 0; i < n; i++)
        world->records[i] = mf_made_up_record(&rng, world->source.period);
    add_points(world, points == MF_DEGREES);
    if (from_kind != WW_KIND_DATETIME)
        for (size_t i = 0; i < n; i++)
            world->records[i].from /= 86400;
    return mf_publish(mf, &world->source, world->records, n);
}

/* In the order that the answer stands on: by day, easting, northing. */
static void put(struct ww_knox_event *events, size_t n, struct ww_knox_event event)
{
    size_t at = n;
    for (; at > 0; at--) {
        struct ww_knox_event b = events[at - 1];
        bool after = b.day != event.day               ? b.day > event.day
                     : b.easting_m != event.easting_m ? b.easting_m > event.easting_m
                                                      : b.northing_m > event.northing_m;
        if (!after)
            break;
        events[at] = b;
    }
    events[at] = event;
}

struct plain {
    struct ww_knox_event events[3000];
    size_t n, no_point;
};

static void gather(const struct mf *mf, const struct mf_world *world, const char *row, struct plain *plain)
{
    struct ww_projector *projector = NULL;
    struct ww_err err;
    plain->n = plain->no_point = 0;
    if (!CHECK_RC(ww_projector_new(&projector, &err), WW_OK))
        return;
    for (size_t i = 0; i < world->n; i++) {
        struct mf_record r = world->records[i];
        if (world->source.from_kind != WW_KIND_DATETIME)
            r.from *= 86400;
        if (!mf_counts_in(&r, mf_period("2016-01..2016-12")) || !mf_in_row(mf, &r, row))
            continue;
        struct ww_bng at = {r.x, r.y};
        const struct ww_lonlat_e6 degrees = {r.x, r.y};
        if (r.no_point)
            plain->no_point++;
        else if ((world->source.columns & MF_DEGREES) &&
                 !CHECK_INT(ww_project_wgs84_e6_to_bng(projector, &degrees, 1, &at), 0))
            return;
        if (!r.no_point)
            put(plain->events, plain->n++,
                (struct ww_knox_event){at.easting_m, at.northing_m, (int32_t)(r.from / 86400)});
    }
    ww_projector_free(&projector);
}

static double plain_pairs(const struct plain *plain, size_t s, size_t t)
{
    double pairs = 0;
    for (size_t i = 0; i < plain->n; i++)
        for (size_t j = 0; j < i; j++) {
            struct ww_knox_event a = plain->events[i], b = plain->events[j];
            double apart = fabs(a.easting_m - b.easting_m) + fabs(a.northing_m - b.northing_m);
            int between = abs(a.day - b.day);
            pairs += apart >= metres[s] && apart < metres[s + 1] && between >= days[t] &&
                     between < days[t + 1];
        }
    return pairs;
}

static void check_table(const struct ww_table *table, const struct plain *plain)
{
    struct ww_knox_cell cells[20];
    struct ww_knox_question question = {.events = plain->events,
                                        .n = plain->n,
                                        .metres = {metres, 5},
                                        .days = {days, 4},
                                        .permutations = 999,
                                        .seed = 1,
                                        .threads = 1};
    if (!CHECK_RC(ww_knox(&question, cells), WW_OK))
        return;
    for (size_t s = 0; s < 5; s++)
        for (size_t t = 0; t < 4; t++) {
            char name[16];
            const struct ww_knox_cell *cell = &cells[s * 4 + t];
            snprintf(name, sizeof name, "pairs_%zu", t + 1);
            mf_check_number(table, rows[s], name, plain_pairs(plain, s, t));
            snprintf(name, sizeof name, "expected_%zu", t + 1);
            mf_check_number(table, rows[s], name, cell->mean);
            snprintf(name, sizeof name, "p_%zu", t + 1);
            mf_check_number(table, rows[s], name, cell->p);
            snprintf(name, sizeof name, "ratio_%zu", t + 1);
            if (cell->mean > 0)
                mf_check_number(table, rows[s], name, (double)cell->observed / cell->mean);
            else
                mf_check_mark(table, rows[s], name, WW_MARK_NOT_APPLICABLE);
        }
}

static bool has_parameter(const struct ww_table *table, const char *name, const char *value)
{
    for (size_t i = 0; i < table->provenance.n_parameters; i++)
        if (strcmp(table->provenance.parameters[i].name, name) == 0)
            return strcmp(table->provenance.parameters[i].value, value) == 0;
    return false;
}

static void check_source(unsigned points, enum ww_kind from_kind)
{
    static struct plain plain;
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !make(&mf, &world, 3000, points, from_kind))
        return;
    struct ww_question question = mf_question("near-repeat", "2016-01..2016-12");
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        char note[64];
        gather(&mf, &world, "total", &plain);
        CHECK(plain.n > 500 && plain.no_point > 10);
        check_table(table, &plain);
        snprintf(note, sizeof note, "%zu records have no usable point", plain.no_point);
        CHECK(mf_has_note(table, note));
        CHECK(has_parameter(table, "seed", "1") && has_parameter(table, "permutations", "999"));
        CHECK_INT(table->provenance.extracts[0].rows_used, plain.n);
        CHECK_INT(table->n_findings, 1);
        CHECK(strcmp(table->findings[0].id, "near/first-week") == 0);
    }
    ww_table_free(&table);
    question.where[question.n_where++] = (struct ww_condition){"category", "theft-and-handling"};
    table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        gather(&mf, &world, "theft-and-handling", &plain);
        CHECK(plain.n > 100);
        check_table(table, &plain);
    }
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

WW_TEST(points_in_metres_and_times_of_day)
{
    check_source(MF_GRID, WW_KIND_DATETIME);
}

WW_TEST(points_in_degrees_and_days)
{
    check_source(MF_DEGREES, WW_KIND_DATE);
}

WW_TEST(few_records_have_no_ratio)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !make(&mf, &world, 25, MF_GRID, WW_KIND_DATETIME))
        return;
    struct ww_question question = mf_question("near-repeat", "2016-01..2016-12");
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table) {
        mf_check_mark(table, "same-place", "ratio_1", WW_MARK_LOW_BASE);
        CHECK_INT(table->n_findings, 0);
    }
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

WW_TEST(refuses_what_it_cannot_answer)
{
    static const struct {
        unsigned points;
        enum ww_kind kind;
        size_t n;
        enum ww_rc rc;
        const char *says;
    } cases[] = {{0, WW_KIND_DATETIME, 50, WW_E_NOT_FOUND, "no points on the map"},
                 {MF_GRID, WW_KIND_MONTH, 50, WW_E_NOT_FOUND, "only their month"},
                 {MF_GRID, WW_KIND_DATETIME, 70000, WW_E_LIMIT, "takes at most 20,000"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct mf mf;
        struct mf_world world;
        if (!mf_open(&mf) || !make(&mf, &world, cases[i].n, cases[i].points, cases[i].kind))
            return;
        struct ww_question question = mf_question("near-repeat", "2015-07..2017-06");
        struct ww_table *table = mf_ask(&mf, &question, cases[i].rc);
        CHECK(table == NULL);
        if (!CHECK(strstr(mf.err.message, cases[i].says) != NULL))
            printf("    said: %s\n", mf.err.message);
        mf_free_world(&world);
        mf_close(&mf);
    }
}
