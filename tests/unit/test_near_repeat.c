// SPDX-License-Identifier: Apache-2.0
/* Knox's test against the plainest implementation there is, and against what others publish of real fires. */
#include "ww_test.h"

#include "base/checked.h"
#include "base/num.h"
#include "base/rng.h"
#include "base/time.h"
#include "stats/near_repeat.h"

#define MAX_CELLS (WW_KNOX_MAX_BANDS * WW_KNOX_MAX_BANDS)

static double naive_distance(enum ww_knox_distance kind, struct ww_knox_event a, struct ww_knox_event b)
{
    double x = a.easting_m - b.easting_m, y = a.northing_m - b.northing_m;
    return kind == WW_KNOX_MANHATTAN ? fabs(x) + fabs(y) : sqrt(x * x + y * y);
}

/* Every pair, every band. */
static void naive_count(const struct ww_knox_question *q, const int32_t *day, uint64_t *out)
{
    memset(out, 0, q->metres.n * q->days.n * sizeof *out);
    for (size_t i = 0; i < q->n; i++)
        for (size_t j = 0; j < i; j++) {
            double metres = naive_distance(q->distance, q->events[i], q->events[j]);
            double days = fabs((double)day[i] - (double)day[j]);
            for (size_t s = 0; s < q->metres.n; s++)
                for (size_t t = 0; t < q->days.n; t++)
                    out[s * q->days.n + t] += metres >= q->metres.edges[s] &&
                                              metres < q->metres.edges[s + 1] && days >= q->days.edges[t] &&
                                              days < q->days.edges[t + 1];
        }
}

static double naive_median(const uint64_t *values, size_t n, size_t step)
{
    double middle[2] = {0, 0};
    for (size_t half = 0; half < 2; half++)
        for (size_t i = 0; i < n; i++) {
            size_t below = 0, upto = 0, rank = half ? n / 2 : (n - 1) / 2;
            for (size_t j = 0; j < n; j++) {
                below += values[j * step] < values[i * step];
                upto += values[j * step] <= values[i * step];
            }
            if (below <= rank && rank < upto)
                middle[half] = (double)values[i * step];
        }
    return (middle[0] + middle[1]) / 2.0;
}

static void naive_knox(const struct ww_knox_question *q, struct ww_knox_cell *cells)
{
    size_t n_cells = q->metres.n * q->days.n;
    uint64_t observed[MAX_CELLS];
    int32_t *day = ww_new_array(q->n + 1, sizeof *day);
    uint64_t *tables = ww_new_array((q->permutations + 1) * n_cells, sizeof *tables);
    if (!CHECK(day && tables))
        exit(1);
    for (size_t i = 0; i < q->n; i++)
        day[i] = q->events[i].day;
    naive_count(q, day, observed);
    for (size_t b = 0; b < q->permutations; b++) {
        struct ww_rng rng = ww_rng_split(q->seed, b);
        for (size_t i = 0; i < q->n; i++)
            day[i] = q->events[i].day;
        ww_rng_shuffle(&rng, day, q->n, sizeof *day);
        naive_count(q, day, tables + b * n_cells);
    }
    for (size_t c = 0; c < n_cells; c++) {
        struct ww_knox_cell cell = {.observed = observed[c]};
        double sum = 0;
        for (size_t b = 0; b < q->permutations; b++) {
            sum += (double)tables[b * n_cells + c];
            cell.at_least += tables[b * n_cells + c] >= observed[c];
        }
        cell.mean = q->permutations ? sum / q->permutations : 0;
        cell.median = q->permutations ? naive_median(tables + c, q->permutations, n_cells) : 0;
        cell.p = (1.0 + cell.at_least) / (1.0 + q->permutations);
        cells[c] = cell;
    }
    free(day);
    free(tables);
}

static void check_same(const struct ww_knox_question *q, const struct ww_knox_cell *actual,
                       const struct ww_knox_cell *expected)
{
    for (size_t c = 0; c < q->metres.n * q->days.n; c++) {
        CHECK_INT(actual[c].observed, expected[c].observed);
        CHECK_INT(actual[c].at_least, expected[c].at_least);
        CHECK_NEAR(actual[c].mean, expected[c].mean, 0.0);
        CHECK_NEAR(actual[c].median, expected[c].median, 0.0);
        CHECK_NEAR(actual[c].p, expected[c].p, 0.0);
    }
}

/* Some at the same address, some in the next street, most anywhere; distances that fall on an edge are common. */
static void make_events(struct ww_rng *rng, struct ww_knox_event *events, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool again = i > 0 && ww_rng_below(rng, 3) == 0;
        struct ww_knox_event near = events[again ? ww_rng_below(rng, i) : 0];
        double step = 50.0 * (double)ww_rng_below(rng, 3);
        events[i] = again ? near : (struct ww_knox_event){0, 0, 0};
        events[i].easting_m = again ? near.easting_m + step : 50.0 * (double)ww_rng_below(rng, 60);
        events[i].northing_m = again ? near.northing_m : 3000.0 * ww_rng_unit(rng);
        events[i].day = (int32_t)ww_rng_below(rng, 90) - 30;
    }
}

static const double metres_usual[] = {0, 0.001, 100, 200, 400, INFINITY};
static const double metres_ring[] = {100, 250.5, 700};
static const double metres_any[] = {0, INFINITY};
static const double metres_none[] = {90000, 90001};
static const double metres_inner[] = {150, 300, INFINITY};
static const double days_usual[] = {0, 1, 7, 14, 28, INFINITY};
static const double days_some[] = {2, 3.5, 9};
static const double days_any[] = {0, INFINITY};
static const double days_wide[] = {0, 14, 100000};
static const double days_later[] = {7, INFINITY};

static const struct ww_knox_bands metres_bands[] = {
    {metres_usual, 5}, {metres_ring, 2}, {metres_any, 1}, {metres_none, 1}, {metres_inner, 2}};
static const struct ww_knox_bands days_bands[] = {
    {days_usual, 5}, {days_some, 2}, {days_any, 1}, {days_wide, 2}, {days_later, 1}};
#define N_BANDS 5

WW_TEST(equals_the_naive_count_for_any_bands_and_threads)
{
    struct ww_rng rng;
    struct ww_knox_event events[90];
    struct ww_knox_cell actual[MAX_CELLS], expected[MAX_CELLS];
    ww_rng_seed(&rng, ww_test_seed());
    for (size_t s = 0; s < N_BANDS; s++)
        for (size_t t = 0; t < N_BANDS; t++)
            for (unsigned threads = 0; threads < 4; threads++) {
                size_t n = 2 + ww_rng_below(&rng, 88);
                make_events(&rng, events, n);
                struct ww_knox_question question = {
                    .events = events,
                    .n = n,
                    .metres = metres_bands[s],
                    .days = days_bands[t],
                    .distance = threads % 2 ? WW_KNOX_EUCLIDEAN : WW_KNOX_MANHATTAN,
                    .permutations = (uint32_t)ww_rng_below(&rng, 20),
                    .seed = ww_rng_next(&rng),
                    .threads = threads,
                };
                naive_knox(&question, expected);
                if (CHECK_RC(ww_knox(&question, actual), WW_OK))
                    check_same(&question, actual, expected);
            }
}

/* If days are dealt out fairly, a cell expects (pairs of its distance) * (pairs of its days) / (all pairs). */
WW_TEST(permutations_average_to_what_independence_expects)
{
    struct ww_rng rng;
    struct ww_knox_event events[200];
    struct ww_knox_cell cells[25];
    ww_rng_seed(&rng, ww_test_seed());
    make_events(&rng, events, 200);
    struct ww_knox_question question = {.events = events,
                                        .n = 200,
                                        .metres = metres_bands[0],
                                        .days = days_bands[0],
                                        .permutations = 4000,
                                        .seed = 1};
    if (!CHECK_RC(ww_knox(&question, cells), WW_OK))
        return;
    double by_metres[5] = {0}, by_days[5] = {0}, all = 200.0 * 199.0 / 2.0;
    for (size_t c = 0; c < 25; c++) {
        by_metres[c / 5] += (double)cells[c].observed;
        by_days[c % 5] += (double)cells[c].observed;
    }
    for (size_t c = 0; c < 25; c++) {
        double expected = by_metres[c / 5] * by_days[c % 5] / all;
        CHECK_NEAR(cells[c].mean, expected, 6.0 * sqrt(3.0 * expected / 4000.0) + 0.01);
    }
}

/* Two streets, each visited in its own week: the near pairs are as many as can be. */
WW_TEST(finds_a_pattern_that_is_there)
{
    struct ww_knox_event events[20];
    struct ww_knox_cell cells[4];
    static const double metres[] = {0, 100, INFINITY}, days[] = {0, 7, INFINITY};
    for (int i = 0; i < 20; i++)
        events[i] = (struct ww_knox_event){i < 10 ? 5.0 * i : 5000.0 + 5.0 * i, 0,
                                           i < 10 ? i % 7 : 100 + i % 7};
    struct ww_knox_question question = {
        .events = events, .n = 20, .metres = {metres, 2}, .days = {days, 2}, .permutations = 999, .seed = 7};
    if (!CHECK_RC(ww_knox(&question, cells), WW_OK))
        return;
    CHECK_INT(cells[0].observed, 90);
    CHECK_INT(cells[1].observed, 0);
    CHECK_INT(cells[2].observed, 0);
    CHECK_INT(cells[3].observed, 100);
    CHECK_NEAR(cells[0].p, 0.001, 1e-12);
    CHECK_NEAR(cells[1].p, 1.0, 0.0);
    double ratio = -1.0;
    CHECK(ww_knox_ratio(&cells[0], cells[0].mean, &ratio));
    CHECK_NEAR(ratio, 90.0 / cells[0].mean, 0.0);
    CHECK(!ww_knox_ratio(&cells[0], 0.0, &ratio));
}

WW_TEST(too_few_events_and_days_too_far_apart)
{
    struct ww_knox_event events[2] = {{1, 1, 5}, {1, 1, INT32_MAX}};
    struct ww_knox_cell cells[25];
    struct ww_knox_question question = {
        .events = events, .n = 0, .metres = metres_bands[0], .days = days_bands[0], .permutations = 9};
    for (question.n = 0; question.n < 2; question.n++) {
        cells[24].observed = 1;
        CHECK_RC(ww_knox(&question, cells), WW_OK);
        CHECK_INT(cells[24].observed, 0);
        CHECK_NEAR(cells[24].p, 1.0, 0.0);
        CHECK_INT(cells[24].at_least, 9);
    }
    CHECK_RC(ww_knox(&question, cells), WW_E_LIMIT);
    events[0].day = INT32_MIN;
    CHECK_RC(ww_knox(&question, cells), WW_E_LIMIT);
    events[1].day = INT32_MIN + WW_KNOX_MAX_DAYS;
    CHECK_RC(ww_knox(&question, cells), WW_OK);
    CHECK_INT(cells[4].observed, 1);
}

WW_TEST(out_of_memory_is_said)
{
    struct ww_rng rng;
    struct ww_knox_event events[30];
    struct ww_knox_cell cells[25];
    ww_rng_seed(&rng, 3);
    make_events(&rng, events, 30);
    struct ww_knox_question question = {.events = events,
                                        .n = 30,
                                        .metres = metres_bands[0],
                                        .days = days_bands[0],
                                        .permutations = 9,
                                        .threads = 1};
    enum ww_rc rc = WW_E_NOMEM;
    unsigned long fails = 1;
    for (; rc == WW_E_NOMEM && fails < 50; fails++) {
        cells[0].observed = UINT64_MAX;
        ww_mem_fail_after(fails);
        rc = ww_knox(&question, cells);
        ww_mem_fail_after(0);
        if (rc == WW_E_NOMEM)
            CHECK_U64(cells[0].observed, UINT64_MAX);
    }
    CHECK_INT(rc, WW_OK);
    CHECK(fails > 5);
}

/* Chicago: X, Y, date; with or without a heading and quotation marks. */
static size_t read_events(const char *name, struct ww_knox_event *events, size_t room)
{
    const char *shared = getenv("WATCHWARD_SHARED");
    char path[1024], line[256];
    if (shared == NULL)
        shared = getenv("WW_SHARED");
    snprintf(path, sizeof path, "%s/data/near-repeat/%s", shared == NULL ? "../shared" : shared, name);
    FILE *file = fopen(path, "r");
    size_t n = 0;
    while (file != NULL && n < room && fgets(line, sizeof line, file) != NULL) {
        size_t x = strcspn(line, ","), y = strcspn(line + x + 1, ",");
        const char *date = line + x + y + 2;
        struct ww_knox_event event;
        if (ww_parse_f64((struct ww_str){line, x}, &event.easting_m) &&
            ww_parse_f64((struct ww_str){line + x + 1, y}, &event.northing_m) &&
            ww_parse_date((struct ww_str){date, strcspn(date, "\r\n")}, &event.day))
            events[n++] = event;
    }
    if (file != NULL)
        fclose(file);
    return n;
}

#define NO_SHARED "../shared/data is not beside the checkout (WATCHWARD_SHARED names another place)"

static void check_observed(const struct ww_knox_question *question, const uint64_t *expected)
{
    struct ww_knox_cell cells[MAX_CELLS];
    if (!CHECK_RC(ww_knox(question, cells), WW_OK))
        return;
    for (size_t c = 0; c < question->metres.n * question->days.n; c++)
        CHECK_INT(cells[c].observed, expected[c]);
}

/* As the R package NearRepeat 0.1.1 counts them: euclidean, 522 fires. */
WW_TEST(chicago_arson_as_the_package_counts)
{
    static const double metres[] = {0, .1, 200, 400, 600}, days[] = {0, 1, 2, 3};
    static const uint64_t expected[] = {0, 2, 0, 11, 1, 1, 7, 0, 0, 1, 0, 0};
    struct ww_knox_event events[600];
    size_t n = read_events("chicago_arson.csv", events, 600);
    if (n == 0)
        SKIP(NO_SHARED);
    CHECK_INT(n, 522);
    struct ww_knox_question question = {
        .events = events, .n = n, .metres = {metres, 4}, .days = {days, 3}, .distance = WW_KNOX_EUCLIDEAN};
    check_observed(&question, expected);
}

/* Two runs of the Near Repeat Calculator 1.3 of 2019, its Manhattan distances and its bands read right: the first
 * holds the same place and, where the label says "201 to 400", those from 200 up to and without 400. It keeps
 * coordinates in single precision, so that one pair of fires 399.96 apart becomes one 400 apart. */
WW_TEST(the_near_repeat_calculator_counts_the_same)
{
    static const double arson_metres[] = {0, .1, 200, 400, 600, INFINITY},
                        arson_days[] = {0, 1, 2, 3, INFINITY};
    static const uint64_t single[] = {0, 2,   0, 8, 9, 1,   1,   45,  4,   0,
                                      0, 140, 6, 0, 0, 234, 393, 710, 770, 133658};
    static const uint64_t arson[] = {0, 2,   0, 8, 9, 1,   1,   45,  4,   0,
                                     0, 141, 6, 0, 0, 233, 393, 710, 770, 133658};
    static const double be_metres[] = {0, .1, 100, 200, 300, INFINITY}, be_days[] = {0, 7, 14, 21, INFINITY};
    static const uint64_t be[] = {28, 5,  5,  2,  44, 13, 8,      4,      97,    56,
                                  19, 16, 77, 67, 45, 20, 182194, 146149, 95237, 45879};
    struct ww_knox_event events[1000];
    size_t n = read_events("reference/chicago_arson.csv", events, 1000);
    if (n == 0)
        SKIP(NO_SHARED);
    CHECK_INT(n, 522);
    struct ww_knox_question question = {
        .events = events, .n = n, .metres = {arson_metres, 5}, .days = {arson_days, 4}};
    check_observed(&question, arson);
    for (size_t i = 0; i < n; i++) {
        events[i].easting_m = (float)events[i].easting_m;
        events[i].northing_m = (float)events[i].northing_m;
    }
    check_observed(&question, single);
    question.n = read_events("reference/chicago_be_month1.csv", events, 1000);
    CHECK_INT(question.n, 970);
    question.metres.edges = be_metres;
    question.days.edges = be_days;
    check_observed(&question, be);
}
