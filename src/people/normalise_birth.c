// SPDX-License-Identifier: Apache-2.0
/* Dates of birth in one form.
 *
 * Problem. 17/05/1980, 17-May-80, 1980-05-17T00:00 and 19800517 are one day; 01/01/1900 is none.
 * Method. The text is cut into runs of figures and of letters. Three of them are a date: year first where the first has four
 * figures, else day, month, year; a word is the month by its first three letters. One run of eight figures is year-month-day,
 * or day-month-year where only that is a date; one of six is day-month-year. What follows a whole date is a time and is dropped.
 * Conventions. Years of two digits by WW_BIRTH_PIVOT. Where day and month in their order are no date and the other way round are,
 * they are swapped: American order, or a slip.
 * Edge cases. A date that cannot be (31 June, month 13 with day 35) is kept, as year-month-day in figures: it is a typing error
 * of a real one, and comparing it by letters still tells. Day and month both 0 say "only the year is known": no value. */
#include <stdio.h>

#include "base/time.h"
#include "people/normalise.h"

#define YEAR_FIRST 1880
#define YEAR_LAST  2099
#define NO_MONTH   (-1)

/* What systems write when a date must be given and none is known. */
static const struct ww_date placeholders[] = {
    {1899, 12, 30}, {1899, 12, 31}, {1900, 1, 1}, {1901, 1, 1}, {1900, 12, 31}, {2099, 12, 31}, {2099, 1, 1},
};

struct run {
    int value, digits; /* digits 0: a word, and value its month */
};

/* --- cutting -------------------------------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alpha(char c)
{
    return ((unsigned char)c | 0x20) >= 'a' && ((unsigned char)c | 0x20) <= 'z' && (unsigned char)c < 0x80;
}

static int month_of(struct ww_str word)
{
    static const char names[12][10] = {"january", "february", "march",     "april",   "may",      "june",
                                       "july",    "august",   "september", "october", "november", "december"};
    for (int m = 0; m < 12; m++) {
        const struct ww_str name = ww_str_of(names[m]);
        if (word.len >= 3 && word.len <= name.len &&
            ww_str_eq_nocase(word, (struct ww_str){name.ptr, word.len}))
            return m + 1;
    }
    return ww_str_eq_nocase(word, WW_STR("sept")) ? 9 : NO_MONTH;
}

/* After the day: 1st, 2nd, 3rd, 17th. */
static bool is_filling(struct ww_str word)
{
    static const char *const words[] = {"st", "nd", "rd", "th", "of"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (ww_str_eq_nocase(word, ww_str_of(words[i])))
            return true;
    return false;
}

static size_t take_figures(struct ww_str raw, size_t at, struct run *out)
{
    *out = (struct run){0};
    while (at < raw.len && is_digit(raw.ptr[at])) {
        if (out->digits < 9)
            out->value = out->value * 10 + (raw.ptr[at] - '0');
        out->digits += out->digits < 9;
        at++;
    }
    return at;
}

static bool is_whole(const struct run *runs, size_t n)
{
    return n == 3 || (n == 1 && runs[0].digits >= 6);
}

/* Up to three runs that may be a date; 0 where it is none. */
static size_t cut(struct ww_str raw, struct run runs[3])
{
    size_t n = 0, at = 0;
    while (at < raw.len && !is_whole(runs, n)) {
        if (is_digit(raw.ptr[at])) {
            at = take_figures(raw, at, &runs[n++]);
        } else if (is_alpha(raw.ptr[at])) {
            const size_t first = at;
            while (at < raw.len && is_alpha(raw.ptr[at]))
                at++;
            const struct ww_str word = {raw.ptr + first, at - first};
            const int month = month_of(word);
            if (month == NO_MONTH && !(n && is_filling(word)))
                return 0;
            if (month != NO_MONTH)
                runs[n++] = (struct run){month, 0};
        } else {
            at++;
        }
    }
    if (at < raw.len && raw.ptr[at] != ' ' && raw.ptr[at] != 'T')
        return 0;
    return is_whole(runs, n) ? n : 0;
}

/* --- what they mean ------------------------------------------------------------------------------- */

static bool full_year(const struct run *run, int *year)
{
    if (run->digits == 2)
        *year = run->value + (run->value <= WW_BIRTH_PIVOT ? 2000 : 1900);
    else if (run->digits == 4)
        *year = run->value;
    else
        return false;
    return true;
}

static bool of_three(const struct run runs[3], struct ww_date *out)
{
    const bool year_first = runs[0].digits == 4;
    const struct run *year = &runs[year_first ? 0 : 2], *day = &runs[year_first ? 2 : 0], *month = &runs[1];
    if (!year_first && !runs[0].digits) { /* May 17, 1980 */
        day = &runs[1];
        month = &runs[0];
    }
    if (day->digits < 1 || day->digits > 2 || month->digits > 2 || !full_year(year, &out->year))
        return false;
    out->month = month->value;
    out->day = day->value;
    return true;
}

static struct ww_date swapped(struct ww_date date)
{
    return (struct ww_date){date.year, date.day, date.month};
}

static bool is_birth(struct ww_date date)
{
    return date.year >= YEAR_FIRST && date.year <= YEAR_LAST && ww_date_valid(date);
}

static bool of_one(const struct run *run, struct ww_date *out)
{
    const int v = run->value;
    if (run->digits == 6) {
        const struct run year = {v % 100, 2};
        *out = (struct ww_date){0, v / 100 % 100, v / 10000};
        return full_year(&year, &out->year);
    }
    const struct ww_date year_first = {v / 10000, v / 100 % 100, v % 100};
    const struct ww_date year_last = {v % 10000, v / 10000 % 100, v / 1000000};
    *out = is_birth(year_last) && !is_birth(year_first) ? year_last : year_first;
    return run->digits == 8;
}

static bool means_nothing(struct ww_date date)
{
    if (date.year < YEAR_FIRST || date.year > YEAR_LAST || (!date.month && !date.day))
        return true;
    for (size_t i = 0; i < sizeof placeholders / sizeof placeholders[0]; i++)
        if (date.year == placeholders[i].year && date.month == placeholders[i].month &&
            date.day == placeholders[i].day)
            return true;
    return false;
}

struct ww_str ww_normal_birth(struct ww_str raw, char *out)
{
    struct run runs[3] = {{0}};
    struct ww_date date = {0};
    raw = ww_str_trim(raw);
    const size_t n = cut(raw, runs);
    if (!n || !(n == 3 ? of_three(runs, &date) : of_one(runs, &date)))
        return (struct ww_str){out, 0};
    if (!is_birth(date) && is_birth(swapped(date)))
        date = swapped(date);
    if (means_nothing(date))
        return (struct ww_str){out, 0};
    const int written = snprintf(out, WW_NORMAL_MAX, "%04d-%02d-%02d", date.year, date.month, date.day);
    return (struct ww_str){out, (size_t)written};
}
