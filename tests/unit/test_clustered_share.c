// SPDX-License-Identifier: Apache-2.0
/* Against R's survey package (tests/oracles/clustered-share.R), and what must hold. */
#include "stats/clustered_share.h"

#include "ww_ref.h"

static struct ww_estimate of(const double *args)
{
    struct ww_estimate out = {-1, {-1, -1}};
    const struct ww_clustered c = {(int64_t)args[0], args[1], args[2], args[3], args[4]};
    CHECK(ww_clustered_share(&c, WW_LEVEL_95, &out));
    return out;
}

static double share(const double *args)
{
    return of(args).value;
}

static double low(const double *args)
{
    return of(args).interval.low;
}

static double high(const double *args)
{
    return of(args).interval.high;
}

WW_TEST(as_the_survey_package)
{
    static const struct ww_ref_function functions[] = {
        {"share", 5, share}, {"low", 5, low}, {"high", 5, high}};
    CHECK(ww_ref_check("clustered-share", functions, 3) >= 33);
}

WW_TEST(offences_that_come_together_say_less)
{
    struct ww_estimate apart = {0}, together = {0};
    const struct ww_clustered single = {100, 30, 100, 30, 100}, runs = {20, 30, 100, 150, 500};
    CHECK(ww_clustered_share(&single, WW_LEVEL_95, &apart));
    CHECK(ww_clustered_share(&runs, WW_LEVEL_95, &together));
    CHECK_NEAR(apart.value, together.value, 1e-12);
    CHECK(together.interval.high - together.interval.low > 2 * (apart.interval.high - apart.interval.low));
}

WW_TEST(all_or_none_has_no_width)
{
    struct ww_estimate all = {0};
    const struct ww_clustered every = {4, 12, 12, 40, 40};
    CHECK(ww_clustered_share(&every, WW_LEVEL_95, &all));
    CHECK_NEAR(all.interval.low, 1, 0);
    CHECK_NEAR(all.interval.high, 1, 0);
}

WW_TEST(sums_that_cannot_be)
{
    static const struct ww_clustered none[] = {{1, 1, 2, 1, 2},  {4, 0, 0, 0, 0},  {4, 5, 4, 1, 9},
                                               {4, -1, 4, 1, 9}, {4, 2, 4, 10, 9}, {4, 2, 4, -1, 9}};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        struct ww_estimate out = {7, {7, 7}};
        CHECK(!ww_clustered_share(&none[i], WW_LEVEL_95, &out));
        CHECK_NEAR(out.value, 7, 0);
    }
}
