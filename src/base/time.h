// SPDX-License-Identifier: Apache-2.0
#ifndef WW_BASE_TIME_H
#define WW_BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* Civil time, proleptic Gregorian, without the C library's clock, zone or locale.
 * A *day* is days since 1 January 1970 (Arrow date32). A *second* is wall-clock seconds in Europe/London
 * since 1970-01-01T00:00 of the same wall clock (Arrow timestamp[s] without a zone). */

struct ww_date {
    int year, month, day; /* month 1..12, day 1..31 */
};

int32_t ww_day_of(struct ww_date date); /* any month/day in range; no check */
struct ww_date ww_date_of(int32_t day);
bool ww_date_valid(struct ww_date date); /* years 1..9999 */
int ww_days_in_month(int year, int month);
int ww_weekday(int32_t day); /* 0 = Monday .. 6 = Sunday */

/* A *month* is months since January 1970; ww_month_first_day(ww_month_of_day(d)) is the 1st. */
int32_t ww_month_of_day(int32_t day);
int32_t ww_month_first_day(int32_t month);

/* Half-open run of days [first, end). Written by people as inclusive months or days:
 * 2017-07..2018-06, 2017-07-01..2018-06-30, 2018, 2018-06, 2018-Q1 (calendar quarter); either end of a range
 * may be any of these or any month or day the readers below take. WW_E_USAGE when it is none. */
struct ww_period {
    int32_t first_day;
    int32_t end_day;
};
enum ww_rc WW_MUST_CHECK ww_period_parse(struct ww_str text, struct ww_period *out, struct ww_err *err);
/* The period of the same length in calendar terms that ends where this one begins (12 whole months
 * before for a period of whole months; otherwise as many days). */
struct ww_period ww_period_before(struct ww_period period);
bool ww_period_whole_months(struct ww_period period, int32_t *first_month, int32_t *n_months);
/* "2017-07..2018-06" for whole months, else "2017-07-01..2018-06-30"; one month or day stands alone:
 * "2018-06". ww_period_parse reads it back. */
void ww_period_print(struct ww_period period, char out[32]);
/* "July 2017 to June 2018", "5 June 2018 to 9 June 2018", "June 2018". */
void ww_period_print_words(struct ww_period period, char out[64]);

/* Strict readers: the whole text or nothing. ISO 2018-06-05; UK 05/06/2018 and 5/6/2018; 20180605;
 * times 2018-06-05T13:45[:30[.fff]], a blank for the T, UK date with a time (one-digit hours too); fractions
 * of a second are dropped; a zone Z, +00:00 or +01:00 (any up to 14 hours) is turned into Europe/London wall
 * clock. Months 2018-06, 201806, Jun-18 (70..99 are 19xx), Jun-2018, Jun 2018, June 2018, in any case. */
bool ww_parse_date(struct ww_str text, int32_t *day);
bool ww_parse_month(struct ww_str text, int32_t *month);
bool ww_parse_datetime(struct ww_str text, int64_t *second, bool *has_time);

/* The day a second lies in. Inline, for the inner loops of folds. */
static inline int64_t ww_day_of_second(int64_t second)
{
    const int64_t day = second / 86400;
    return day - (second - day * 86400 < 0);
}

/* UTC seconds to Europe/London wall clock (rule in force since 1996: last Sundays of March and October,
 * 01:00 UTC; before that the same rule is applied and the caller's page says so). */
int64_t ww_london_of_utc(int64_t utc_second);

void ww_day_print_iso(int32_t day, char out[16]);       /* 2018-06-05 */
void ww_day_print_words(int32_t day, char out[32]);     /* 5 June 2018 */
void ww_month_print_words(int32_t month, char out[24]); /* June 2018 */
void ww_month_print_iso(int32_t month, char out[12]);   /* 2018-06 */
void ww_second_print_iso(int64_t second, char out[24]); /* 2018-06-05T13:45:30 */
extern const char *const ww_weekday_names[7];           /* Monday first */
extern const char *const ww_month_names[12];

#endif
