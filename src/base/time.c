// SPDX-License-Identifier: Apache-2.0
/* Problem: extracts carry dates and times in half a dozen spellings, and the C library's clock functions
 * depend on the zone and locale of the machine.
 * Method: days are counted in eras of 400 years (146,097 days) that begin on 1 March, so that the leap day
 * comes last and one linear formula gives every month's length (H. Hinnant, "chrono-compatible low-level date
 * algorithms", 2013). Text is taken apart by small strict readers: a field is digits, nothing else, and
 * what is left over refuses the whole.
 * The zone: Summer Time Order 2002 (SI 2002/262): from 01:00 UTC on the last Sunday of March to 01:00 UTC on
 * the last Sunday of October clocks are one hour ahead. */
#include "base/time.h"

#include <stdio.h>
#include <stdlib.h>

#define DAYS_PER_ERA    146097
#define YEARS_PER_ERA   400
#define EPOCH_FROM_ERA  719468 /* days from 1 March of year 0 to 1 January 1970 */
#define SECONDS_PER_DAY INT64_C(86400)
#define HOUR            INT64_C(3600)
#define MINUTE          INT64_C(60)
#define CENTURY_PIVOT   70 /* two-digit years: 70..99 are 19xx, 00..69 are 20xx */

const char *const ww_weekday_names[7] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                         "Friday", "Saturday", "Sunday"};
const char *const ww_month_names[12] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int32_t ww_day_of(struct ww_date date)
{
    int64_t year = (int64_t)date.year - (date.month <= 2);
    int64_t era = floor_div(year, YEARS_PER_ERA);
    int64_t year_of_era = year - era * YEARS_PER_ERA;
    int month_from_march = (date.month + 9) % 12;
    int64_t day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (int32_t)(era * DAYS_PER_ERA + day_of_era - EPOCH_FROM_ERA);
}

struct ww_date ww_date_of(int32_t day)
{
    int64_t shifted = (int64_t)day + EPOCH_FROM_ERA;
    int64_t era = floor_div(shifted, DAYS_PER_ERA);
    int day_of_era = (int)(shifted - era * DAYS_PER_ERA);
    /* Take out the leap days of 4, 100 and 400 years, and what is left is years of 365 days. */
    int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month_from_march = (5 * day_of_year + 2) / 153;
    int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    return (struct ww_date){
        .year = (int)(era * YEARS_PER_ERA) + year_of_era + (month <= 2),
        .month = month,
        .day = day_of_year - (153 * month_from_march + 2) / 5 + 1,
    };
}

int ww_days_in_month(int year, int month)
{
    static const int8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

bool ww_date_valid(struct ww_date date)
{
    return date.year >= 1 && date.year <= 9999 && date.month >= 1 && date.month <= 12 && date.day >= 1 &&
           date.day <= ww_days_in_month(date.year, date.month);
}

int ww_weekday(int32_t day)
{
    int64_t since_monday = (int64_t)day + 3; /* 1 January 1970 was a Thursday */
    return (int)(since_monday - 7 * floor_div(since_monday, 7));
}

int32_t ww_month_of_day(int32_t day)
{
    struct ww_date date = ww_date_of(day);
    return (date.year - 1970) * 12 + date.month - 1;
}

/* Year and month of a count of months; the day is the 1st. */
static struct ww_date date_of_month(int32_t month)
{
    int64_t years = floor_div(month, 12);
    return (struct ww_date){(int)(1970 + years), (int)(month - years * 12) + 1, 1};
}

int32_t ww_month_first_day(int32_t month)
{
    return ww_day_of(date_of_month(month));
}

/* Readers. Each takes its part off the front of *rest; after a false, *rest is of no more use. */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Between `least` and `most` digits. */
static bool take_number(struct ww_str *rest, size_t least, size_t most, int *out)
{
    size_t n = 0;
    int value = 0;
    while (n < rest->len && n < most && is_digit(rest->ptr[n]))
        value = value * 10 + (rest->ptr[n++] - '0');
    if (n < least)
        return false;
    *rest = (struct ww_str){rest->ptr + n, rest->len - n};
    *out = value;
    return true;
}

static bool take_char(struct ww_str *rest, char c)
{
    if (rest->len == 0 || rest->ptr[0] != c)
        return false;
    rest->ptr++;
    rest->len--;
    return true;
}

static size_t leading_digits(struct ww_str s)
{
    size_t n = 0;
    while (n < s.len && is_digit(s.ptr[n]))
        n++;
    return n;
}

static bool take_date(struct ww_str *rest, int32_t *day, bool *uk)
{
    struct ww_date date;
    size_t digits = leading_digits(*rest);
    *uk = digits <= 2;
    bool good;
    if (digits == 8)
        good = take_number(rest, 4, 4, &date.year) && take_number(rest, 2, 2, &date.month) &&
               take_number(rest, 2, 2, &date.day);
    else if (digits == 4)
        good = take_number(rest, 4, 4, &date.year) && take_char(rest, '-') &&
               take_number(rest, 2, 2, &date.month) && take_char(rest, '-') &&
               take_number(rest, 2, 2, &date.day);
    else
        good = take_number(rest, 1, 2, &date.day) && take_char(rest, '/') &&
               take_number(rest, 1, 2, &date.month) && take_char(rest, '/') &&
               take_number(rest, 4, 4, &date.year);
    if (!good || !ww_date_valid(date))
        return false;
    *day = ww_day_of(date);
    return true;
}

bool ww_parse_date(struct ww_str text, int32_t *day)
{
    int32_t found;
    bool uk;
    if (!take_date(&text, &found, &uk) || text.len)
        return false;
    *day = found;
    return true;
}

/* 1..12 for "Jun", "June" and "Sept" in any case, else 0. */
static int month_named(struct ww_str name)
{
    for (int m = 0; m < 12; m++) {
        struct ww_str full = ww_str_of(ww_month_names[m]);
        if (ww_str_eq_nocase(name, full) || ww_str_eq_nocase(name, (struct ww_str){full.ptr, 3}))
            return m + 1;
    }
    return ww_str_eq_nocase(name, WW_STR("Sept")) ? 9 : 0;
}

/* "Jun-18", "Jun-2018", "Jun 2018", "June 2018". */
static bool parse_named_month(struct ww_str text, struct ww_date *date)
{
    size_t letters = 0;
    while (letters < text.len && text.ptr[letters] != '-' && text.ptr[letters] != ' ')
        letters++;
    date->month = month_named((struct ww_str){text.ptr, letters});
    if (!date->month || letters == text.len)
        return false;
    bool dash = text.ptr[letters] == '-';
    struct ww_str rest = {text.ptr + letters + 1, text.len - letters - 1};
    size_t digits = rest.len;
    if (digits != 4 && !(dash && digits == 2))
        return false;
    if (!take_number(&rest, digits, digits, &date->year))
        return false;
    if (digits == 2)
        date->year += date->year < CENTURY_PIVOT ? 2000 : 1900;
    return true;
}

bool ww_parse_month(struct ww_str text, int32_t *month)
{
    struct ww_date date = {.day = 1};
    bool good;
    if (text.len && is_digit(text.ptr[0])) {
        good = take_number(&text, 4, 4, &date.year);
        take_char(&text, '-');
        good = good && take_number(&text, 2, 2, &date.month) && text.len == 0;
    } else {
        good = parse_named_month(text, &date);
    }
    if (!good || !ww_date_valid(date))
        return false;
    *month = (date.year - 1970) * 12 + date.month - 1;
    return true;
}

/* HH:MM[:SS[.fff]]; a UK date may have a one-digit hour, as spreadsheets write it. */
static bool take_clock(struct ww_str *rest, bool uk, int64_t *second)
{
    int hour, minute, seconds = 0;
    if (!take_number(rest, uk ? 1 : 2, 2, &hour) || !take_char(rest, ':') ||
        !take_number(rest, 2, 2, &minute))
        return false;
    if (take_char(rest, ':')) {
        if (!take_number(rest, 2, 2, &seconds))
            return false;
        if (take_char(rest, '.')) {
            size_t digits = leading_digits(*rest);
            if (digits == 0)
                return false;
            *rest = (struct ww_str){rest->ptr + digits, rest->len - digits};
        }
    }
    if (hour > 23 || minute > 59 || seconds > 59)
        return false;
    *second = hour * HOUR + minute * MINUTE + seconds;
    return true;
}

/* Z, +01:00, -05:00: true with what must be subtracted to have UTC. */
static bool take_zone(struct ww_str *rest, int64_t *offset_s)
{
    *offset_s = 0;
    if (take_char(rest, 'Z'))
        return true;
    bool minus = take_char(rest, '-');
    if (!minus && !take_char(rest, '+'))
        return false;
    int hour, minute;
    if (!take_number(rest, 2, 2, &hour) || !take_char(rest, ':') || !take_number(rest, 2, 2, &minute))
        return false;
    if (hour > 14 || minute > 59)
        return false;
    int64_t offset = hour * HOUR + minute * MINUTE;
    *offset_s = minus ? -offset : offset;
    return true;
}

bool ww_parse_datetime(struct ww_str text, int64_t *second, bool *has_time)
{
    int32_t day;
    bool uk;
    if (!take_date(&text, &day, &uk))
        return false;
    int64_t value = day * SECONDS_PER_DAY;
    bool timed = text.len > 0;
    if (timed) {
        int64_t clock, offset_s;
        if (!(take_char(&text, ' ') || (!uk && take_char(&text, 'T'))) || !take_clock(&text, uk, &clock))
            return false;
        value += clock;
        if (text.len) {
            if (!take_zone(&text, &offset_s) || text.len)
                return false;
            value = ww_london_of_utc(value - offset_s);
        }
    }
    *second = value;
    *has_time = timed;
    return true;
}

/* 01:00 UTC on the last Sunday of a month of 31 days. */
static int64_t clocks_change(int year, int month)
{
    int32_t last = ww_day_of((struct ww_date){year, month, 31});
    return (last - (ww_weekday(last) + 1) % 7) * SECONDS_PER_DAY + HOUR;
}

int64_t ww_london_of_utc(int64_t utc_second)
{
    int year = ww_date_of((int32_t)floor_div(utc_second, SECONDS_PER_DAY)).year;
    bool summer = utc_second >= clocks_change(year, 3) && utc_second < clocks_change(year, 10);
    return utc_second + (summer ? HOUR : 0);
}

/* Periods. */

/* One end of a period as written: the run of days it stands for. */
static bool parse_span(struct ww_str text, struct ww_period *out)
{
    struct ww_str rest = text;
    int year, quarter;
    int32_t month, day;
    if (ww_parse_date(text, &day)) {
        *out = (struct ww_period){day, day + 1};
        return true;
    }
    int32_t n_months = 1;
    if (!ww_parse_month(text, &month)) {
        if (!take_number(&rest, 4, 4, &year) || year < 1)
            return false;
        month = (year - 1970) * 12;
        n_months = 12;
        if (rest.len) {
            if (!take_char(&rest, '-') || !take_char(&rest, 'Q') || !take_number(&rest, 1, 1, &quarter) ||
                rest.len || quarter < 1 || quarter > 4)
                return false;
            month += 3 * (quarter - 1);
            n_months = 3;
        }
    }
    *out = (struct ww_period){ww_month_first_day(month), ww_month_first_day(month + n_months)};
    return true;
}

static size_t find_dots(struct ww_str text)
{
    size_t at = 0;
    while (at < text.len && !ww_str_starts((struct ww_str){text.ptr + at, text.len - at}, WW_STR("..")))
        at++;
    return at;
}

enum ww_rc ww_period_parse(struct ww_str text, struct ww_period *out, struct ww_err *err)
{
    struct ww_str whole = ww_str_trim(text);
    size_t dots = find_dots(whole);
    struct ww_period first, last;
    bool good = parse_span(ww_str_trim((struct ww_str){whole.ptr, dots}), &first);
    last = first;
    if (good && dots < whole.len)
        good = parse_span(ww_str_trim((struct ww_str){whole.ptr + dots + 2, whole.len - dots - 2}), &last);
    int shown = whole.len > 60 ? 60 : (int)whole.len;
    if (!good)
        return ww_fail(err, WW_E_USAGE,
                       "\"%.*s\" is not a period. Write 2017-07..2018-06, 2017-07-01..2018-06-30, 2018, "
                       "2018-06 or 2018-Q1; both ends are included.",
                       shown, whole.ptr);
    if (last.end_day <= first.first_day)
        return ww_fail(err, WW_E_USAGE,
                       "The period \"%.*s\" ends before it begins. Write the earlier end first.", shown,
                       whole.ptr);
    *out = (struct ww_period){first.first_day, last.end_day};
    return WW_OK;
}

bool ww_period_whole_months(struct ww_period period, int32_t *first_month, int32_t *n_months)
{
    int32_t first = ww_month_of_day(period.first_day);
    int32_t end = ww_month_of_day(period.end_day);
    if (end <= first || ww_month_first_day(first) != period.first_day ||
        ww_month_first_day(end) != period.end_day)
        return false;
    *first_month = first;
    *n_months = end - first;
    return true;
}

struct ww_period ww_period_before(struct ww_period period)
{
    int32_t first, n;
    if (ww_period_whole_months(period, &first, &n))
        return (struct ww_period){ww_month_first_day(first - n), period.first_day};
    return (struct ww_period){period.first_day - (period.end_day - period.first_day), period.first_day};
}

/* Writers. Figures are written by hand, one pass, as dates are most of what an export consists of. */

static char *put_digits(char *to, int value, int width)
{
    for (int i = width - 1; i >= 0; i--) {
        to[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return to + width;
}

/* Four figures; outside 0..9999, which no reader lets in, a sign and seven: every int32_t day fits. */
static char *put_year(char *to, int year)
{
    if (year >= 0 && year <= 9999)
        return put_digits(to, year, 4);
    *to++ = year < 0 ? '-' : '+';
    return put_digits(to, abs(year), 7);
}

static char *put_month(char *to, struct ww_date date)
{
    to = put_year(to, date.year);
    *to++ = '-';
    return put_digits(to, date.month, 2);
}

static char *put_day(char *to, int32_t day)
{
    struct ww_date date = ww_date_of(day);
    to = put_month(to, date);
    *to++ = '-';
    return put_digits(to, date.day, 2);
}

void ww_day_print_iso(int32_t day, char out[16])
{
    *put_day(out, day) = '\0';
}

void ww_month_print_iso(int32_t month, char out[12])
{
    *put_month(out, date_of_month(month)) = '\0';
}

void ww_second_print_iso(int64_t second, char out[24])
{
    int64_t day = floor_div(second, SECONDS_PER_DAY);
    int clock = (int)(second - day * SECONDS_PER_DAY);
    char *to = put_day(out, (int32_t)day);
    *to++ = 'T';
    to = put_digits(to, clock / 3600, 2);
    *to++ = ':';
    to = put_digits(to, clock / 60 % 60, 2);
    *to++ = ':';
    *put_digits(to, clock % 60, 2) = '\0';
}

void ww_day_print_words(int32_t day, char out[32])
{
    struct ww_date d = ww_date_of(day);
    snprintf(out, 32, "%d %s %d", d.day, ww_month_names[d.month - 1], d.year);
}

void ww_month_print_words(int32_t month, char out[24])
{
    struct ww_date d = date_of_month(month);
    snprintf(out, 24, "%s %d", ww_month_names[d.month - 1], d.year);
}

void ww_period_print(struct ww_period period, char out[32])
{
    int32_t first, n;
    char *to;
    if (ww_period_whole_months(period, &first, &n)) {
        to = put_month(out, date_of_month(first));
        if (n > 1)
            to = put_month(mempcpy(to, "..", 2), date_of_month(first + n - 1));
    } else {
        to = put_day(out, period.first_day);
        if (period.end_day - 1 != period.first_day)
            to = put_day(mempcpy(to, "..", 2), period.end_day - 1);
    }
    *to = '\0';
}

void ww_period_print_words(struct ww_period period, char out[64])
{
    char from[32], to[32];
    int32_t first, n;
    if (ww_period_whole_months(period, &first, &n)) {
        ww_month_print_words(first, from);
        ww_month_print_words(first + n - 1, to);
    } else {
        ww_day_print_words(period.first_day, from);
        ww_day_print_words(period.end_day - 1, to);
    }
    if (ww_str_eqz(ww_str_of(from), to))
        snprintf(out, 64, "%.30s", from);
    else
        snprintf(out, 64, "%.28s to %.28s", from, to);
}
