// SPDX-License-Identifier: Apache-2.0
/* Weighted displacement differences as published. */
#include "ww_ref.h"

#include "stats/wdd.h"

static struct ww_wdd of(const double *v)
{
    struct ww_wdd_design design = {.control = {v[0], v[1], v[10]},
                                   .target = {v[2], v[3], v[11]},
                                   .around_control = {v[4], v[5], v[12]},
                                   .around_target = {v[6], v[7], v[13]},
                                   .length_before = v[8],
                                   .length_after = v[9]};
    struct ww_wdd out;
    ww_wdd(&design, v[14], &out);
    return out;
}

static double local(const double *args)
{
    return of(args).local.change;
}

static double local_se(const double *args)
{
    return of(args).local.se;
}

static double displacement(const double *args)
{
    return of(args).displacement.change;
}

static double displacement_se(const double *args)
{
    return of(args).displacement.se;
}

static double total(const double *args)
{
    return of(args).total.change;
}

static double total_se(const double *args)
{
    return of(args).total.se;
}

static double z(const double *args)
{
    return of(args).total.z;
}

static double low(const double *args)
{
    return of(args).total.interval.low;
}

static double high(const double *args)
{
    return of(args).total.interval.high;
}

/* Theft of vehicles, theft from vehicles, burglary, robbery, assault. */
static double harm(const double *args)
{
    static const double counts[5][4] = {
        {133, 91, 130, 74}, {388, 305, 327, 202}, {148, 97, 398, 190}, {86, 64, 144, 92}, {94, 67, 183, 96}};
    static const double weights[5] = {3, 2, 5, 7, 10};
    struct ww_wdd_estimate each[5];
    for (int i = 0; i < 5; i++) {
        const double *c = counts[i];
        double v[15] = {c[0], c[1], c[2], c[3], 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0.95};
        each[i] = of(v).local;
    }
    struct ww_wdd_estimate sum = ww_wdd_weighted(each, weights, 5, 0.95);
    double parts[5] = {sum.change, sum.se, sum.z, sum.interval.low, sum.interval.high};
    return parts[(int)args[0]];
}

WW_TEST(as_published)
{
    static const struct ww_ref_function functions[] = {
        {"local", 15, local},
        {"local_se", 15, local_se},
        {"displacement", 15, displacement},
        {"displacement_se", 15, displacement_se},
        {"total", 15, total},
        {"total_se", 15, total_se},
        {"z", 15, z},
        {"low", 15, low},
        {"high", 15, high},
        {"harm", 1, harm},
    };
    CHECK_INT(ww_ref_check("wdd-published", functions, sizeof functions / sizeof functions[0]), 21);
}

WW_TEST(p_and_interval_say_the_same)
{
    double v[15] = {100, 100, 100, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0.95};
    for (v[3] = 10; v[3] < 200; v[3]++) {
        struct ww_wdd_estimate e = of(v).total;
        bool outside = e.interval.low > 0.0 || e.interval.high < 0.0;
        CHECK_INT(outside, e.p < 0.05);
        CHECK_NEAR(e.interval.low + e.interval.high, 2.0 * e.change, 1e-9);
    }
}

WW_TEST(nothing_recorded_is_no_change)
{
    double v[15] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0.9};
    struct ww_wdd_estimate e = of(v).total;
    CHECK(e.change == 0.0 && e.se == 0.0 && e.z == 0.0 && e.p == 1.0);
    CHECK(e.interval.low == 0.0 && e.interval.high == 0.0);
    CHECK(ww_wdd_weighted(NULL, NULL, 0, 0.9).p == 1.0);
}
