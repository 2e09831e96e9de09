// SPDX-License-Identifier: Apache-2.0
/* hotspots against plain loops over made-up points. Gi*, its adjusted p and the kernel have tests of their own. */
#include "ww_test.h"

#include "measure_fixture.h"
#include "stats/distribution.h"

static const char SPAN[] = "2015-07..2017-06", NOW[] = "2016-07..2017-06", THEN[] = "2015-07..2016-06";

#define SIDE   20 /* squares of 200 m, each way */
#define WEST   528000
#define SOUTH  180000
#define ALL    (SIDE * SIDE)
#define GROUND UINT64_C(4000)

/* A hump of records that moves east between the periods, over a thin spread of others. */
static bool make(struct mf *mf, struct mf_world *world, size_t n)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    *world = (struct mf_world){.records = calloc(n, sizeof *world->records), .n = n};
    world->source = (struct mf_source){.name = "crimes",
                                       .subject = "recorded-crime",
                                       .shape = WW_SHAPE_EVENTS,
                                       .rank = 100,
                                       .columns = MF_FROM | MF_CATEGORY | MF_AREA | MF_GRID,
                                       .from_kind = WW_KIND_DATETIME,
                                       .area_level = "lsoa11",
                                       .vocabulary = "crime-records",
                                       .period = mf_period(SPAN)};
    int64_t change = (int64_t)mf_period(NOW).first_day * 86400;
    for (size_t i = 0; i < n; i++) {
        struct mf_record *r = &world->records[i];
        *r = mf_made_up_record(&rng, world->source.period);
        int32_t hump = r->from < change ? 1400 : 1900;
        r->no_point = ww_rng_below(&rng, 40) == 0;
        r->x = WEST + (int32_t)ww_rng_below(&rng, GROUND);
        r->y = SOUTH + (int32_t)ww_rng_below(&rng, GROUND);
        if (ww_rng_below(&rng, 3) == 0) {
            r->x = WEST + hump + (int32_t)ww_rng_below(&rng, 800);
            r->y = SOUTH + 1600 + (int32_t)ww_rng_below(&rng, 800);
        }
    }
    /* The corners, so that the rectangle is the same whatever the seed. */
    world->records[0] = (struct mf_record){.from = change, .category = mf_categories[0], .area = mf_areas[0]};
    world->records[1] = world->records[0];
    world->records[0].x = WEST, world->records[0].y = SOUTH;
    world->records[1].x = WEST + SIDE * 200 - 1, world->records[1].y = SOUTH + SIDE * 200 - 1;
    return mf_publish(mf, &world->source, world->records, n);
}

struct plain {
    double count[ALL], z[ALL], p[ALL], all;
};

static bool near(int a, int b)
{
    return abs(a % SIDE - b % SIDE) <= 1 && abs(a / SIDE - b / SIDE) <= 1;
}

/* The textbook formula, over all pairs of squares. */
static void score(struct plain *plain)
{
    double mean = plain->all / ALL, squares = 0;
    for (int i = 0; i < ALL; i++)
        squares += plain->count[i] * plain->count[i];
    double s = sqrt(squares / ALL - mean * mean);
    for (int i = 0; i < ALL; i++) {
        double sum = 0, w = 0;
        for (int j = 0; j < ALL; j++)
            if (near(i, j)) {
                sum += plain->count[j];
                w++;
            }
        plain->z[i] = (sum - mean * w) / (s * sqrt((ALL * w - w * w) / (ALL - 1)));
        plain->p[i] = 2 * ww_normal_cdf(-fabs(plain->z[i]));
    }
}

/* Benjamini and Hochberg by definition: the smallest p * n / rank among those at least as large. */
static double adjusted(const struct plain *plain, int i)
{
    double best = 1;
    for (int j = 0; j < ALL; j++) {
        int rank = 0;
        for (int k = 0; k < ALL; k++)
            rank += plain->p[k] <= plain->p[j];
        double value = plain->p[j] * ALL / rank;
        best = plain->p[j] >= plain->p[i] && value < best ? value : best;
    }
    return best;
}

static void count(const struct mf_world *world, const char *period, struct plain *plain)
{
    memset(plain, 0, sizeof *plain);
    for (size_t i = 0; i < world->n; i++) {
        const struct mf_record *r = &world->records[i];
        if (!mf_counts_in(r, mf_period(period)) || r->no_point)
            continue;
        plain->count[(r->y - SOUTH) / 200 * SIDE + (r->x - WEST) / 200]++;
        plain->all++;
    }
    score(plain);
}

static double density(const struct mf_world *world, int square)
{
    int column = square % SIDE, row = square / SIDE;
    double east = WEST + 200.0 * column + 100, north = SOUTH + 200.0 * row + 100, sum = 0;
    for (size_t i = 0; i < world->n; i++) {
        const struct mf_record *r = &world->records[i];
        double d2 = ((r->x - east) * (r->x - east) + (r->y - north) * (r->y - north)) / (400.0 * 400.0);
        if (mf_counts_in(r, mf_period(NOW)) && !r->no_point && d2 < 1)
            sum += 3 / (M_PI * 400 * 400) * (1 - d2) * (1 - d2);
    }
    return sum * 1e6;
}

static const char *row_of(int square)
{
    static char id[64];
    snprintf(id, sizeof id, "E%d-N%d", WEST + square % SIDE * 200 + 100, SOUTH + square / SIDE * 200 + 100);
    return id;
}

static void check_count(const struct ww_table *table, const char *row, const char *column, double value)
{
    if (value > 0 && value < 5)
        mf_check_mark(table, row, column, WW_MARK_CONFIDENTIAL);
    else
        mf_check_number(table, row, column, value);
}

WW_TEST(squares_and_their_classes)
{
    struct mf mf;
    struct mf_world world;
    static struct plain then, now;
    if (!mf_open(&mf) || !make(&mf, &world, 9000))
        return;
    struct ww_question question = mf_question("hotspots", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    count(&world, THEN, &then);
    count(&world, NOW, &now);
    int n[3] = {0};
    double held = 0;
    for (int i = 0; table && i < ALL; i++) {
        bool hot_then = then.z[i] > 0 && adjusted(&then, i) <= 0.05,
             hot_now = now.z[i] > 0 && adjusted(&now, i) <= 0.05;
        const char *row = row_of(i);
        if (!CHECK_INT(ww_table_find_row(table, row) != WW_NO_INDEX, hot_then || hot_now))
            printf("    %s\n", row);
        held += hot_then ? now.count[i] : 0;
        if (!hot_then && !hot_now)
            continue;
        const struct plain *of = hot_now ? &now : &then;
        int class = hot_now ? !hot_then : 2;
        n[class]++;
        CHECK_STR(ww_table_cell(table, row, "class")->text,
                  ((const char *const[]){"Persistent", "Emerging", "Former"})[class]);
        check_count(table, row, "count_then", then.count[i]);
        check_count(table, row, "count_now", now.count[i]);
        mf_check_number(table, row, "z_score", of->z[i]);
        mf_check_number(table, row, "p_value", adjusted(of, i));
        mf_check_number(table, row, "per_km2", density(&world, i));
    }
    CHECK(n[0] > 0 && n[1] > 0 && n[2] > 0);
    if (table) {
        mf_check_number(table, "persistent", "places", n[0]);
        mf_check_number(table, "hot-now", "places", n[0] + n[1]);
        mf_check_number(table, "hot-before", "places", n[0] + n[2]);
        if (ww_table_cell(table, "hot-before", "count_now")
                ->present) { /* else one small count is among them */
            mf_check_number(table, "hot-before", "share_pct", 100 * held / now.all);
            mf_check_number(table, "hot-before", "pai", held / now.all / ((n[0] + n[2]) / (double)ALL));
        }
        mf_check_number(table, "total", "count_now", now.all);
        mf_check_number(table, "total", "places", ALL);
        CHECK(mf_has_note(table, "the rectangle around all records"));
    }
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

/* Nothing small is printed, and no sum tells it. */
WW_TEST(small_counts_are_hidden)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !make(&mf, &world, 2200))
        return;
    struct ww_question question = mf_question("hotspots", NOW);
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    static const char *const columns[] = {"count_then", "count_now"};
    size_t hidden = 0, in_group = 0;
    for (size_t c = 0; table && c < 2; c++) {
        in_group = 0;
        for (size_t r = 0; r + 3 < table->n_rows; r++) {
            const struct ww_cell *cell = ww_table_cell(table, table->rows[r].id, columns[c]);
            if (table->rows[r].kind == WW_ROW_SUBTOTAL) {
                CHECK_INT(cell->mark == WW_MARK_CONFIDENTIAL, in_group == 1);
                in_group = 0;
                continue;
            }
            CHECK(!cell->present || cell->number == 0 || cell->number >= 5);
            hidden += !cell->present;
            in_group += !cell->present;
        }
    }
    CHECK(hidden > 0);
    ww_table_free(&table);
    mf_free_world(&world);
    mf_close(&mf);
}

WW_TEST(what_is_refused)
{
    struct mf mf;
    struct mf_world world;
    if (!mf_open(&mf) || !make(&mf, &world, 600))
        return;
    struct ww_question question = mf_question("hotspots", NOW);
    question.n_set = 1;
    question.set[0] = (struct ww_condition){"cell", "5"};
    mf_ask(&mf, &question, WW_E_USAGE);
    question.set[0].value = "100";
    struct ww_table *table = mf_ask(&mf, &question, WW_OK);
    if (table)
        CHECK_STR(ww_table_cell(table, "total", "places")->present ? "known" : "", "known");
    ww_table_free(&table);
    question.n_set = 0;
    question.by = "lsoa11"; /* no boundaries, so nobody is anybody's neighbour */
    table = NULL;
    CHECK_RC(ww_measure_answer(mf.context, &question, &table, &mf.err), WW_E_NOT_FOUND);
    mf_free_world(&world);
    mf_close(&mf);
}
