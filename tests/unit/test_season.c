// SPDX-License-Identifier: Apache-2.0
/* Against fractions and Python's calendar (tests/oracles/season.py), published daily averages, and series whose
 * season is known because it was put there. */
#include "stats/season.h"

#include "base/time.h"
#include "ww_ref.h"

enum { MOST = 120 };

static int32_t month_of(int year, int month)
{
    return ww_month_of_day(ww_day_of((struct ww_date){year, month, 1}));
}

enum { N_COUNTS = 66 };

/* The series that the oracle has made up, by the same rule. */
static uint64_t counts[N_COUNTS];

static void make_counts(void)
{
    for (unsigned i = 0; i < N_COUNTS; i++) {
        unsigned month = (i + 6) % 12; /* 0 = January: it begins in July */
        counts[i] = 4000 + 37 * i * i % 911 + (month == 10 || month == 11 || month == 0 ? 250 : 0);
    }
}

static struct ww_months series(void)
{
    return (struct ww_months){.first_month = month_of(2013, 7), .counts = counts, .n = N_COUNTS};
}

static double count(const double *args)
{
    return (double)counts[(size_t)args[0]];
}

static double daily(const double *args)
{
    double out[MOST];
    struct ww_months months = series();
    ww_daily_averages(&months, out);
    return out[(size_t)args[0]];
}

static double moving(const double *args)
{
    double out[MOST];
    struct ww_months months = series();
    CHECK_INT(ww_moving_daily_averages(&months, out), 55);
    return out[(size_t)args[0]];
}

static struct ww_season season_of(int begins)
{
    struct ww_season out = {0};
    struct ww_months months = series();
    CHECK(ww_seasonal_index(&months, begins, &out));
    return out;
}

static double years(const double *args)
{
    return (double)season_of((int)args[0]).years;
}

static double index_of(const double *args)
{
    return season_of((int)args[0]).index[(size_t)args[1] - 1];
}

WW_TEST(agrees_with_fractions)
{
    static const struct ww_ref_function functions[] = {
        {"count", 1, count}, {"daily", 1, daily},    {"moving", 1, moving},
        {"years", 1, years}, {"index", 2, index_of},
    };
    make_counts();
    CHECK_INT(ww_ref_check("season", functions, 5), 66 + 66 + 55 + 3 + 36);
    CHECK_INT(season_of(7).months.peak, 10);  /* November */
    CHECK_INT(season_of(7).months.lowest, 7); /* August */
}

/* Safer Westminster Partnership Strategic Assessment, September 2018: 58,627 offences in July 2017 to June 2018 are
 * 161 a day, 53,686 the year before 147. */
WW_TEST(published_daily_averages)
{
    uint64_t year[24] = {0};
    double out[13];
    year[0] = 53686;
    year[12] = 58627;
    struct ww_months months = {.first_month = month_of(2016, 7), .counts = year, .n = 24};
    CHECK_INT(ww_moving_daily_averages(&months, out), 13);
    CHECK_NEAR(round(out[0]), 147.0, 0.0);
    CHECK_NEAR(round(out[12]), 161.0, 0.0);
    CHECK_NEAR(out[12], 58627.0 / 365.0, 1e-12);
    months.first_month = month_of(2015, 7); /* its first twelve months have the 29 February 2016 */
    CHECK_INT(ww_moving_daily_averages(&months, out), 13);
    CHECK_NEAR(out[0], 53686.0 / 366.0, 1e-12);
}

/* The same number a day, all years long: no season, whatever the months' lengths. */
WW_TEST(no_season_is_a_hundred_everywhere)
{
    uint64_t level[60];
    double out[60];
    int32_t first = month_of(2011, 3);
    for (int32_t i = 0; i < 60; i++)
        level[i] = 5 * (uint64_t)(ww_month_first_day(first + i + 1) - ww_month_first_day(first + i));
    struct ww_months months = {.first_month = first, .counts = level, .n = 60};
    struct ww_season season;
    ww_daily_averages(&months, out);
    for (int i = 0; i < 60; i++)
        CHECK_NEAR(out[i], 5.0, 0.0);
    CHECK(ww_seasonal_index(&months, 1, &season));
    CHECK_INT(season.years, 4); /* January 2012 to December 2015 */
    for (int i = 0; i < 12; i++)
        CHECK_NEAR(season.index[i], 100.0, 1e-12);
    CHECK(ww_seasonal_index(&months, 3, &season));
    CHECK_INT(season.years, 5);
}

WW_TEST(too_little_is_left_alone)
{
    uint64_t some[25] = {0};
    double out[25];
    struct ww_season season = {.years = 77};
    struct ww_months months = {.first_month = month_of(2017, 7), .counts = some, .n = 11};
    CHECK_INT(ww_moving_daily_averages(&months, out), 0);
    CHECK(!ww_seasonal_index(&months, 7, &season));
    months.n = 23; /* a whole year from July, but without an offence */
    CHECK(!ww_seasonal_index(&months, 7, &season));
    CHECK_INT(season.years, 77);
    some[3] = 31;
    months.n = 17;
    CHECK(!ww_seasonal_index(&months, 1, &season));
    months.n = 18;
    CHECK(!ww_seasonal_index(&months, 1, &season)); /* all of 2018 is there, without an offence */
    CHECK(ww_seasonal_index(&months, 7, &season));
    CHECK_INT(season.years, 1);
    CHECK_NEAR(season.index[9], 100.0 * 365.0 / 31.0, 1e-10); /* October */
    CHECK_INT(season.months.peak, 9);
    CHECK_INT(season.months.lowest, 0); /* of the eleven without any, the first in the calendar */
}

WW_TEST(a_year_without_offences_is_left_out)
{
    uint64_t level[36];
    for (int i = 0; i < 36; i++)
        level[i] = i < 12 || i >= 24 ? 0 : 30;
    level[24 + 6] = 31;
    struct ww_months months = {.first_month = month_of(2021, 1), .counts = level, .n = 36};
    struct ww_season season;
    CHECK(ww_seasonal_index(&months, 1, &season));
    CHECK_INT(season.years, 2);
    CHECK_NEAR(season.index[0], 0.5 * 100.0 * (30.0 / 31.0) / (360.0 / 365.0), 1e-10);
}

WW_TEST(before_1970_months_are_negative)
{
    uint64_t level[12];
    for (int i = 0; i < 12; i++)
        level[i] = i == 1 ? 60 : 30;
    struct ww_months months = {.first_month = month_of(1968, 1), .counts = level, .n = 12};
    struct ww_season season;
    CHECK(ww_seasonal_index(&months, 1, &season));
    CHECK_INT(season.months.peak, 1);
    CHECK_NEAR(season.index[1], 100.0 * (60.0 / 29.0) / (390.0 / 366.0), 1e-10);
}
