// SPDX-License-Identifier: Apache-2.0
/* Against days counted one by one and an independent bootstrap (tests/oracles/phases.py), and by properties. */
#include "stats/phases.h"

#include <math.h>

#include "ww_ref.h"

enum { MOST = 200, REPLICATES = 1000, SPELLS = 3 };

static double liberty(const double *args)
{
    static const struct {
        size_t n;
        struct ww_span spells[SPELLS];
    } cases[] = {{0, {{0, 0}}},
                 {1, {{0, 50}}},
                 {1, {{90, 110}}},
                 {1, {{190, 210}}},
                 {2, {{120, 130}, {125, 140}}},
                 {2, {{120, 150}, {130, 140}}},
                 {3, {{140, 150}, {110, 120}, {120, 125}}},
                 {1, {{0, 300}}},
                 {2, {{150, 150}, {160, 155}}},
                 {1, {{100, 200}}},
                 {2, {{99, 101}, {199, 201}}}};
    struct ww_span spells[SPELLS];
    memcpy(spells, cases[(size_t)args[0]].spells, sizeof spells);
    return ww_days_at_liberty((struct ww_span){100, 200}, spells, cases[(size_t)args[0]].n);
}

/* As the oracle makes them up. */
static size_t make_people(int n, int salt, struct ww_two_phases *out)
{
    for (int i = 0; i < n; i++) {
        int a = (i * 7 + salt) % 11 - 4, b = (i * 5 + salt * 3) % 13 - 8;
        out[i] = (struct ww_two_phases){.amount0 = (a > 0 ? a : 0) * (1 + i % 3),
                                        .days0 = 365 - (i * 31 + salt) % 90,
                                        .amount1 = b > 0 ? b : 0,
                                        .days1 = 90 - (i * 17) % 25};
    }
    return (size_t)n;
}

static struct ww_estimate estimate(const double *args, bool against)
{
    static double scratch[REPLICATES];
    struct ww_two_phases served[MOST], comparator[MOST];
    struct ww_bootstrap bootstrap = {(uint64_t)args[2], REPLICATES, 0.95};
    struct ww_two_groups groups = {.served = served, .comparator = comparator};
    groups.n_served = make_people((int)args[0], (int)args[1], served);
    groups.n_comparator = make_people((int)args[0] + 3, (int)args[1] + 1, comparator);
    struct ww_estimate out = {0};
    CHECK(against ? ww_phases_difference_bootstrap(&groups, &bootstrap, scratch, &out)
                  : ww_phases_ratio_bootstrap(served, groups.n_served, &bootstrap, scratch, &out));
    return out;
}

static double ratio(const double *args)
{
    return estimate(args, false).value;
}

static double low(const double *args)
{
    return estimate(args, false).interval.low;
}

static double high(const double *args)
{
    return estimate(args, false).interval.high;
}

static double did(const double *args)
{
    return estimate(args, true).value;
}

static double did_low(const double *args)
{
    return estimate(args, true).interval.low;
}

static double did_high(const double *args)
{
    return estimate(args, true).interval.high;
}

WW_TEST(against_the_oracle)
{
    static const struct ww_ref_function functions[] = {
        {"liberty", 1, liberty}, {"ratio", 3, ratio},     {"low", 3, low},           {"high", 3, high},
        {"did", 3, did},         {"did_low", 3, did_low}, {"did_high", 3, did_high},
    };
    CHECK_INT(ww_ref_check("phases", functions, sizeof functions / sizeof functions[0]), 11 + 4 * 3 + 3 * 3);
}

WW_TEST(nothing_is_no_ratio)
{
    double scratch[100], ratio_ = -1;
    struct ww_estimate out = {.value = -1};
    const struct ww_bootstrap bootstrap = {1, 100, 0.95};
    const struct ww_two_phases none[2] = {{0, 10, 1, 10}, {0, 10, 2, 10}};
    const struct ww_two_phases inside[2] = {{1, 10, 0, 0}, {1, 10, 0, 0}};
    CHECK(!ww_phases_ratio(none, 2, &ratio_));
    CHECK(!ww_phases_ratio(inside, 2, &ratio_));
    CHECK(!ww_phases_ratio(NULL, 0, &ratio_));
    CHECK(!ww_phases_ratio_bootstrap(none, 2, &bootstrap, scratch, &out));
    CHECK_NEAR(ratio_, -1, 0);
    CHECK_NEAR(out.value, -1, 0);
}

/* One person has all the offences before: replicates without that person have no limit. */
WW_TEST(an_end_without_limit)
{
    double scratch[500];
    struct ww_estimate out = {0};
    const struct ww_bootstrap bootstrap = {3, 500, 0.95};
    const struct ww_two_phases people[4] = {
        {9, 300, 1, 100}, {0, 300, 1, 100}, {0, 300, 1, 100}, {0, 300, 1, 100}};
    if (CHECK(ww_phases_ratio_bootstrap(people, 4, &bootstrap, scratch, &out))) {
        CHECK_NEAR(out.value, 4.0 / 400 / (9.0 / 1200), 1e-12);
        CHECK(isinf(out.interval.high));
        CHECK(out.interval.low > 0 && out.interval.low < out.value);
    }
}

/* The ratio of rates does not change with the unit of time or of harm. */
WW_TEST(units_do_not_matter)
{
    double scratch[REPLICATES];
    struct ww_two_phases people[MOST];
    struct ww_estimate days = {0}, weeks = {0};
    const struct ww_bootstrap bootstrap = {ww_test_seed(), REPLICATES, 0.9};
    size_t n = make_people(60, 4, people);
    CHECK(ww_phases_ratio_bootstrap(people, n, &bootstrap, scratch, &days));
    for (size_t i = 0; i < n; i++)
        people[i] = (struct ww_two_phases){people[i].amount0 * 8, people[i].days0 / 7, people[i].amount1 * 8,
                                           people[i].days1 / 7};
    CHECK(ww_phases_ratio_bootstrap(people, n, &bootstrap, scratch, &weeks));
    CHECK_NEAR(days.value, weeks.value, 1e-9);
    CHECK_NEAR(days.interval.low, weeks.interval.low, 1e-9);
    CHECK_NEAR(days.interval.high, weeks.interval.high, 1e-9);
}
