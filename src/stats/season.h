// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STATS_SEASON_H
#define WW_STATS_SEASON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Months without the accident of their length. counts[i] are the offences of the month first_month + i, months since
 * January 1970 as in base/time.h, with none left out. Pure, no memory, O(n). */
struct ww_months {
    int32_t first_month;
    const uint64_t *counts;
    size_t n;
};

#define WW_YEAR_MONTHS 12

/* out[i] = offences a day in month i, by its real days (28 to 31). The caller gives n numbers. */
void ww_daily_averages(const struct ww_months *months, double *out);

/* The annual moving daily average: out[i] = offences a day over the twelve months that end with month i + 11, by
 * their real days (365 or 366). Gives how many there are, n - 11 or 0; the caller gives room for them. */
size_t ww_moving_daily_averages(const struct ww_months *months, double *out);

/* The first place of the largest and of the smallest of n values, n > 0. */
struct ww_extremes {
    size_t peak, lowest;
};
struct ww_extremes ww_extremes_of(const double *values, size_t n);

/* How a calendar month compares with its year: 100 = as many a day as over the whole year. */
struct ww_season {
    double index[WW_YEAR_MONTHS]; /* January first */
    size_t years;                 /* complete years that it is the mean of */
    struct ww_extremes months;    /* 0 = January */
};

/* From the complete years in the series that begin in the calendar month year_begins (1 = January, 7 for the years
 * July to June); the rest, and years without any offence, are left out. False where no year is left. */
bool ww_seasonal_index(const struct ww_months *months, int year_begins, struct ww_season *out);

#endif
