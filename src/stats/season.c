// SPDX-License-Identifier: Apache-2.0
/*
 * Problem. February always has fewer offences than January, because it has fewer days. And is July really worse
 * than the rest of the year, or was last July?
 *
 * Method. Everything is offences a day, counts divided by real days. The annual moving daily average takes twelve
 * whole months at each step, so that the season and the days of the month drop out of it. The seasonal index of
 * a calendar month is the mean, over complete years, of its daily average as a percentage of that year's daily
 * average: the ratio-to-yearly-average method, the one that can be followed with a pencil. Each year weighs the
 * same, however busy; no trend is taken out within a year, and with few years one odd month shows: say
 * how many years it is of.
 *
 * Edge cases. Fewer than twelve months have no moving average; no complete year, no index. Ties: the first.
 */
#include "stats/season.h"

#include <assert.h>

#include "base/time.h"

static double a_day(uint64_t count, int32_t first_month, size_t n)
{
    return (double)count /
           (double)(ww_month_first_day(first_month + (int32_t)n) - ww_month_first_day(first_month));
}

void ww_daily_averages(const struct ww_months *months, double *out)
{
    for (size_t i = 0; i < months->n; i++)
        out[i] = a_day(months->counts[i], months->first_month + (int32_t)i, 1);
}

static uint64_t sum_of_year(const uint64_t *counts)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < WW_YEAR_MONTHS; i++)
        sum += counts[i];
    return sum;
}

size_t ww_moving_daily_averages(const struct ww_months *months, double *out)
{
    size_t steps = months->n < WW_YEAR_MONTHS ? 0 : months->n - WW_YEAR_MONTHS + 1;
    for (size_t i = 0; i < steps; i++)
        out[i] = a_day(sum_of_year(months->counts + i), months->first_month + (int32_t)i, WW_YEAR_MONTHS);
    return steps;
}

struct ww_extremes ww_extremes_of(const double *values, size_t n)
{
    assert(n > 0);
    struct ww_extremes found = {0, 0};
    for (size_t i = 1; i < n; i++) {
        if (values[i] > values[found.peak])
            found.peak = i;
        if (values[i] < values[found.lowest])
            found.lowest = i;
    }
    return found;
}

/* 0 = January; months before 1970 are negative. */
static size_t calendar_month(int32_t month)
{
    int32_t within = month % WW_YEAR_MONTHS;
    return (size_t)(within < 0 ? within + WW_YEAR_MONTHS : within);
}

bool ww_seasonal_index(const struct ww_months *months, int year_begins, struct ww_season *out)
{
    assert(year_begins >= 1 && year_begins <= WW_YEAR_MONTHS);
    double sums[WW_YEAR_MONTHS] = {0};
    size_t years = 0;
    size_t first = (size_t)(year_begins - 1) + WW_YEAR_MONTHS - calendar_month(months->first_month);
    for (size_t i = first % WW_YEAR_MONTHS; i + WW_YEAR_MONTHS <= months->n; i += WW_YEAR_MONTHS) {
        int32_t year_month = months->first_month + (int32_t)i;
        double year = a_day(sum_of_year(months->counts + i), year_month, WW_YEAR_MONTHS);
        if (year == 0.0)
            continue;
        years++;
        for (size_t j = 0; j < WW_YEAR_MONTHS; j++) {
            int32_t month = year_month + (int32_t)j;
            sums[calendar_month(month)] += 100.0 * a_day(months->counts[i + j], month, 1) / year;
        }
    }
    if (years == 0)
        return false;
    for (size_t j = 0; j < WW_YEAR_MONTHS; j++)
        out->index[j] = sums[j] / (double)years;
    out->years = years;
    out->months = ww_extremes_of(out->index, WW_YEAR_MONTHS);
    return true;
}
