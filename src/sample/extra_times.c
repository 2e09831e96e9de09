// SPDX-License-Identifier: Apache-2.0
/* When the rows of a year happened. Months get their rows by weight, the 168 hours of the week theirs (both by largest
 * remainder, so numbers that add up to the rows are met one for one); the two are paired by chance, and the day is one
 * of those of the month that fall on the weekday. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/checked.h"
#include "base/time.h"
#include "sample/extra_deal.h"
#include "sample/share_out.h"

#define SECONDS_A_DAY   86400
#define SECONDS_AN_HOUR 3600

static int32_t first_month(const struct ww_extra_planner *p, size_t year)
{
    int calendar = WW_SAMPLE_FIRST_YEAR + (int)p->spec->years[year];
    return ww_month_of_day(ww_day_of((struct ww_date){calendar, 7, 1}));
}

static void share_months(const struct ww_extra_planner *p, const struct ww_extra_column *column, size_t year,
                         uint64_t rows, uint64_t parts[WW_SAMPLE_MONTHS])
{
    double weights[WW_SAMPLE_MONTHS];
    for (int32_t m = 0; m < WW_SAMPLE_MONTHS; m++) {
        int32_t month = first_month(p, year) + m;
        weights[m] = column->months ? column->months[year * WW_SAMPLE_MONTHS + (size_t)m]
                                    : ww_month_first_day(month + 1) - ww_month_first_day(month);
    }
    ww_extra_share(rows, weights, WW_SAMPLE_MONTHS, parts);
}

static void share_hours(const struct ww_extra_column *column, size_t year, uint64_t rows,
                        uint64_t parts[WW_EXTRA_WEEK_HOURS])
{
    double alike[WW_EXTRA_WEEK_HOURS];
    for (size_t h = 0; h < WW_EXTRA_WEEK_HOURS; h++)
        alike[h] = 1;
    ww_extra_share(rows, column->hours ? &column->hours[year * WW_EXTRA_WEEK_HOURS] : alike,
                   WW_EXTRA_WEEK_HOURS, parts);
}

/* A day of the month that falls on the weekday: there are four or five. */
static int32_t draw_day(int32_t month, int weekday, struct ww_rng *rng)
{
    int32_t first = ww_month_first_day(month), end = ww_month_first_day(month + 1);
    int32_t day = first + (weekday - ww_weekday(first) + 7) % 7;
    return day + 7 * (int32_t)ww_rng_below(rng, (uint64_t)((end - day + 6) / 7));
}

static int in_order(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

enum ww_rc ww_extra_deal_times(struct ww_extra_planner *p, size_t index, size_t year)
{
    const struct ww_extra_column *column = &p->spec->columns[index];
    const size_t first = p->plan->first[year], n = p->plan->first[year + 1] - first;
    int64_t *when = p->plan->cells[index].when + first;
    uint64_t months[WW_SAMPLE_MONTHS], hours[WW_EXTRA_WEEK_HOURS];
    share_months(p, column, year, n, months);
    share_hours(column, year, n, hours);
    size_t at = 0, k = 0;
    for (size_t h = 0; h < WW_EXTRA_WEEK_HOURS; h++)
        for (uint64_t i = 0; i < hours[h]; i++)
            p->deck[at++] = (uint32_t)h;
    assert(at == n);
    ww_rng_shuffle(&p->rng, p->deck, n, sizeof *p->deck);
    for (int32_t m = 0; m < WW_SAMPLE_MONTHS; m++)
        for (uint64_t i = 0; i < months[m]; i++, k++) {
            uint32_t hour = p->deck[k];
            int32_t day = draw_day(first_month(p, year) + m, (int)(hour / 24), &p->rng);
            when[k] = (int64_t)day * SECONDS_A_DAY + (int64_t)(hour % 24) * SECONDS_AN_HOUR;
        }
    assert(k == n);
    bool leads = true;
    for (size_t i = 0; i < index; i++)
        leads = leads && p->spec->columns[i].make != WW_EXTRA_TIME;
    if (leads)
        qsort(when, n, sizeof *when, in_order);
    else
        ww_rng_shuffle(&p->rng, when, n, sizeof *when);
    return WW_OK;
}

void ww_extra_deal_later(struct ww_extra_planner *p, size_t index, size_t year)
{
    const struct ww_extra_column *column = &p->spec->columns[index];
    const size_t first = p->plan->first[year], n = p->plan->first[year + 1] - first;
    const int64_t *of = p->plan->cells[column->of].when;
    int64_t *when = p->plan->cells[index].when;
    size_t able = 0;
    for (size_t i = 0; i < n; i++) {
        when[first + i] = WW_EXTRA_NEVER;
        if (of[first + i] != WW_EXTRA_NEVER)
            p->chosen[able++] = (uint32_t)(first + i);
    }
    ww_rng_shuffle(&p->rng, p->chosen, able, sizeof *p->chosen);
    size_t have = (size_t)llround((double)able * fmin(column->share[year], 100) / 100);
    for (size_t i = 0; i < have; i++) {
        uint64_t span = (uint64_t)(column->days[1] - column->days[0] + 1);
        int64_t days = column->days[0] + (int64_t)ww_rng_below(&p->rng, span);
        int64_t then = of[p->chosen[i]] + days * SECONDS_A_DAY;
        if (ww_day_of_second(then) <= column->by_day)
            when[p->chosen[i]] = then;
    }
}
