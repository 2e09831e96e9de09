// SPDX-License-Identifier: Apache-2.0
#include "base/time.h"

#include <time.h>

#include "base/rng.h"
#include "ww_test.h"

enum { LAST_YEAR = 9999 };

static struct ww_str z(const char *text)
{
    return ww_str_of(text);
}

static int naive_days_in_month(int year, int month)
{
    if (month == 2)
        return year % 400 == 0 ? 29 : year % 100 == 0 ? 28 : year % 4 == 0 ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* Every day of the years 1 to 9999, one after the other, from Monday 1 January of year 1, which is 719,162
 * days before 1970 (Calendrical Calculations: fixed day 719,163 is 1 January 1970, day 1 a Monday). */
WW_TEST(every_day_by_counting)
{
    struct ww_date d = {1, 1, 1};
    int32_t day = -719162;
    int weekday = 0, month = -1969 * 12;
    unsigned long wrong = 0;
    while (d.year <= LAST_YEAR) {
        struct ww_date back = ww_date_of(day);
        wrong += ww_day_of(d) != day || back.year != d.year || back.month != d.month || back.day != d.day;
        wrong += ww_weekday(day) != weekday || ww_month_of_day(day) != month || !ww_date_valid(d);
        if (d.day == 1)
            wrong += ww_month_first_day(month) != day;
        day++;
        weekday = (weekday + 1) % 7;
        if (d.day++ < naive_days_in_month(d.year, d.month))
            continue;
        wrong += ww_days_in_month(d.year, d.month) != d.day - 1 || ww_date_valid(d);
        d.day = 1;
        month++;
        if (++d.month > 12) {
            d.month = 1;
            d.year++;
        }
    }
    CHECK_INT(wrong, 0);
    CHECK_INT(day, 2932897); /* 1 January 10000 */
}

WW_TEST(days_known_to_history)
{
    CHECK_INT(ww_day_of((struct ww_date){1970, 1, 1}), 0);
    CHECK_INT(ww_day_of((struct ww_date){2000, 2, 29}), 11016);
    CHECK_INT(ww_day_of((struct ww_date){1600, 1, 1}), -135140);
    CHECK_STR(ww_weekday_names[ww_weekday(0)], "Thursday");
    CHECK_STR(ww_weekday_names[ww_weekday(ww_day_of((struct ww_date){1969, 7, 20}))], "Sunday");
    CHECK_STR(ww_weekday_names[ww_weekday(ww_day_of((struct ww_date){2018, 6, 5}))], "Tuesday");
    CHECK_STR(ww_month_names[8], "September");
}

/* There and back over the whole of int32_t, and the weekday goes on through year 0. */
WW_TEST(far_days)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    unsigned long wrong = 0;
    for (int i = 0; i < 200000; i++) {
        int32_t day = (int32_t)(uint32_t)ww_rng_next(&rng);
        wrong += ww_day_of(ww_date_of(day)) != day;
        if (day < INT32_MAX)
            wrong += ww_weekday(day + 1) != (ww_weekday(day) + 1) % 7;
        int32_t month = ww_month_of_day(day);
        wrong += i % 2 && (ww_month_first_day(month) > day || ww_month_first_day(month + 1) <= day) &&
                 day < INT32_MAX - 31 && day > INT32_MIN + 31;
    }
    CHECK_INT(wrong, 0);
    char out[24];
    ww_day_print_iso(INT32_MIN, out);
    CHECK_STR(out, "-5877641-06-23");
    ww_day_print_iso(INT32_MAX, out);
    CHECK_STR(out, "+5881580-07-11");
}

WW_TEST(dates_that_are_none)
{
    static const struct ww_date bad[] = {{0, 1, 1},     {10000, 1, 1}, {2018, 0, 1},  {2018, 13, 1},
                                         {2018, 1, 0},  {2018, 1, 32}, {2018, 2, 29}, {1900, 2, 29},
                                         {2018, 4, 31}, {2018, -1, 1}, {-5, 1, 1},    {2018, 6, -30},
                                         {2020, 2, 30}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CHECK(!ww_date_valid(bad[i]));
    CHECK(ww_date_valid((struct ww_date){2000, 2, 29}));
    CHECK(ww_date_valid((struct ww_date){2020, 2, 29}));
}

/* Every day of eight centuries in its four spellings. */
WW_TEST(printed_dates_read_back)
{
    unsigned long wrong = 0;
    for (int32_t day = -135140; day < 157420; day++) {
        struct ww_date d = ww_date_of(day);
        char text[4][32], words[64];
        ww_day_print_iso(day, text[0]);
        snprintf(text[1], 32, "%02d/%02d/%04d", d.day, d.month, d.year);
        snprintf(text[2], 32, "%d/%d/%04d", d.day, d.month, d.year);
        snprintf(text[3], 32, "%04d%02d%02d", d.year, d.month, d.day);
        snprintf(words, sizeof words, "%04d-%02d-%02d", d.year, d.month, d.day);
        wrong += strcmp(words, text[0]) != 0;
        for (int i = 0; i < 4; i++) {
            int32_t back = day + 1;
            int64_t second = 1;
            bool timed = true;
            wrong += !ww_parse_date(z(text[i]), &back) || back != day;
            wrong += !ww_parse_datetime(z(text[i]), &second, &timed) || second != day * INT64_C(86400) ||
                     timed;
        }
        ww_day_print_words(day, text[0]);
        snprintf(words, sizeof words, "%d %s %d", d.day, ww_month_names[d.month - 1], d.year);
        wrong += strcmp(words, text[0]) != 0;
    }
    CHECK_INT(wrong, 0);
}

WW_TEST(texts_that_are_no_dates)
{
    static const char *const bad[] = {
        "",           "2018",       "2018-06",     "2018-6-5",    "2018-06-5",   "18-06-05",
        "2018/06/05", "05-06-2018", "5.6.2018",    "05/06/18",    "2018-02-29",  "2018-13-01",
        "31/04/2018", "00/01/2018", "0000-01-01",  "2018-06-05 ", " 2018-06-05", "2018-06-05T",
        "201806050",  "2018060",    "2018-06-05x", "005/06/2018", "5/006/2018",  "5/6/02018",
        "5/6/",       "5/",         "/",           "2018-06-0",   "+018-06-05",  "June 2018",
        "20180229",   "12/31/2018", "-2018-06-05", "5/6/2018 "};
    int32_t day = 77;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (!CHECK(!ww_parse_date(z(bad[i]), &day)))
            printf("    \"%s\"\n", bad[i]);
    CHECK(!ww_parse_date(WW_STR("2018-06-05\0"), &day));
    CHECK(!ww_parse_date((struct ww_str){0}, &day));
    CHECK_INT(day, 77);
}

/* No text that is cut short is read beyond its end, and none of the cuts of a date is a date. */
WW_TEST(cut_texts)
{
    static const char *const whole[] = {"2018-06-05T13:45:30.123+01:00", "05/06/2018 13:45:30",
                                        "September 2018"};
    for (size_t i = 0; i < 3; i++) {
        for (size_t len = 0; len <= strlen(whole[i]); len++) {
            char *cut = malloc(len + 1); /* with 0 bytes malloc may give NULL, which is a text too */
            if (!cut)
                return;
            memcpy(cut + 1, whole[i], len);
            int32_t number;
            int64_t second;
            bool timed;
            struct ww_str text = {cut + 1, len};
            CHECK_INT(ww_parse_date(text, &number), i < 2 && len == 10);
            CHECK_INT(ww_parse_month(text, &number), (i == 0 && len == 7) || (i == 2 && len == 14));
            (void)ww_parse_datetime(text, &second, &timed);
            free(cut);
        }
    }
}

WW_TEST(months)
{
    int32_t june = (2018 - 1970) * 12 + 5, month = 0;
    static const char *const good[] = {"2018-06",   "201806",    "Jun-18",   "Jun 2018",
                                       "June 2018", "JUNE-2018", "jun-2018", "june-18"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        month = 0;
        CHECK(ww_parse_month(z(good[i]), &month));
        CHECK_INT(month, june);
    }
    static const char *const bad[] = {
        "",         "2018",       "2018-6",   "2018-00",    "2018-13",  "20186",   "2018--06",
        "18-06",    "Jun",        "Jun18",    "Jun 18",     "Jun-8",    "Jun-018", "Ju-18",
        "Junes-18", "June  2018", "Jun-18x",  "2018-06-05", "201806 ",  " Jun-18", "06/2018",
        "June-",    "-18",        "Jun 0000", "0000-01",    "Jun-20180"};
    month = 77;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (!CHECK(!ww_parse_month(z(bad[i]), &month)))
            printf("    \"%s\"\n", bad[i]);
    CHECK(!ww_parse_month((struct ww_str){0}, &month));
    CHECK_INT(month, 77);
    CHECK(ww_parse_month(z("Sept-99"), &month) && CHECK_INT(month, (1999 - 1970) * 12 + 8));
    CHECK(ww_parse_month(z("Jan-70"), &month) && CHECK_INT(month, 0));
    CHECK(ww_parse_month(z("Dec-69"), &month) && CHECK_INT(month, 99 * 12 + 11));
}

WW_TEST(every_month_by_name)
{
    unsigned long wrong = 0;
    for (int32_t month = -12 * 1969; month < 12 * 8030; month++) {
        char text[64];
        int32_t back = month + 1;
        ww_month_print_iso(month, text);
        wrong += !ww_parse_month(z(text), &back) || back != month;
        if (month >= -12 * 970) { /* from the year 1000: words do not pad the year */
            ww_month_print_words(month, text);
            wrong += !ww_parse_month(z(text), &back) || back != month;
        }
        int year = ww_date_of(ww_month_first_day(month)).year;
        if (year >= 1970 && year < 2070) {
            snprintf(text, sizeof text, "%.3s-%02d", ww_month_names[month % 12], year % 100);
            wrong += !ww_parse_month(z(text), &back) || back != month;
        }
    }
    CHECK_INT(wrong, 0);
}

static int64_t at(int year, int month, int day, int hour, int minute, int second)
{
    return ww_day_of((struct ww_date){year, month, day}) * INT64_C(86400) + hour * 3600 + minute * 60 +
           second;
}

WW_TEST(dates_with_times)
{
    const struct {
        const char *text;
        int64_t second;
    } good[] = {
        {"2018-06-05T13:45", at(2018, 6, 5, 13, 45, 0)},
        {"2018-06-05 13:45:30", at(2018, 6, 5, 13, 45, 30)},
        {"2018-06-05T13:45:30.999999", at(2018, 6, 5, 13, 45, 30)},
        {"05/06/2018 13:45", at(2018, 6, 5, 13, 45, 0)},
        {"5/6/2018 9:05", at(2018, 6, 5, 9, 5, 0)},
        {"5/6/2018 09:05:59", at(2018, 6, 5, 9, 5, 59)},
        {"20180605T2359", 0},
        {"20180605T23:59", at(2018, 6, 5, 23, 59, 0)},
        {"2018-06-05T00:00", at(2018, 6, 5, 0, 0, 0)},
        {"2018-06-05T13:45Z", at(2018, 6, 5, 14, 45, 0)},
        {"2018-06-05T13:45:30Z", at(2018, 6, 5, 14, 45, 30)},
        {"2018-06-05T13:45:30.5+00:00", at(2018, 6, 5, 14, 45, 30)},
        {"2018-06-05T13:45:30+01:00", at(2018, 6, 5, 13, 45, 30)},
        {"2018-01-05T13:45:30+01:00", at(2018, 1, 5, 12, 45, 30)},
        {"2018-01-05T13:45:30Z", at(2018, 1, 5, 13, 45, 30)},
        {"2018-06-05T23:30Z", at(2018, 6, 6, 0, 30, 0)},
        {"2018-06-05T13:45-05:30", at(2018, 6, 5, 20, 15, 0)},
        {"1969-12-31T23:59:59Z", at(1969, 12, 31, 23, 59, 59)},
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        int64_t second = 0;
        bool timed = false;
        if (good[i].second == 0) {
            CHECK(!ww_parse_datetime(z(good[i].text), &second, &timed));
            continue;
        }
        CHECK(ww_parse_datetime(z(good[i].text), &second, &timed) && timed);
        if (!CHECK_INT(second, good[i].second))
            printf("    \"%s\"\n", good[i].text);
    }
}

WW_TEST(texts_that_are_no_times)
{
    static const char *const bad[] = {"",
                                      "13:45",
                                      "2018-06-05T",
                                      "2018-06-05 ",
                                      "2018-06-05T13",
                                      "2018-06-05T1:45",
                                      "2018-06-05T13:4",
                                      "2018-06-05T24:00",
                                      "2018-06-05T23:60",
                                      "2018-06-05T23:59:60",
                                      "2018-06-05T13:45:",
                                      "2018-06-05T13:45:30.",
                                      "2018-06-05T13:45:30,5",
                                      "2018-06-05T13:45+1:00",
                                      "2018-06-05T13:45+0100",
                                      "2018-06-05T13:45+15:00",
                                      "2018-06-05T13:45+01:60",
                                      "2018-06-05T13:45+-01:00",
                                      "2018-06-05T13:45 Z",
                                      "2018-06-05T13:45Zx",
                                      "2018-06-05T13:45z",
                                      "2018-06-05  13:45",
                                      "2018-06-05t13:45",
                                      "2018-06-05x13:45",
                                      "05/06/2018T13:45",
                                      "2018-06-05T+3:45",
                                      "2018-02-29T13:45",
                                      "2018-06-0513:45"};
    int64_t second = 77;
    bool timed = true;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (!CHECK(!ww_parse_datetime(z(bad[i]), &second, &timed)))
            printf("    \"%s\"\n", bad[i]);
    CHECK(!ww_parse_datetime((struct ww_str){0}, &second, &timed));
    CHECK_INT(second, 77);
    CHECK(timed);
}

WW_TEST(every_second_of_two_days_is_printed)
{
    unsigned long wrong = 0;
    for (int64_t second = -86400; second < 86400; second++) {
        char text[24], wanted[64];
        int64_t back = second + 1, clock = (second + 86400) % 86400;
        bool timed;
        ww_second_print_iso(second, text);
        snprintf(wanted, sizeof wanted, "%s%02d:%02d:%02d", second < 0 ? "1969-12-31T" : "1970-01-01T",
                 (int)(clock / 3600), (int)(clock % 3600 / 60), (int)(clock % 60));
        wrong += strcmp(text, wanted) != 0 || !ww_parse_datetime(z(text), &back, &timed) || back != second;
    }
    CHECK_INT(wrong, 0);
}

/* The changes as published on gov.uk/when-do-the-clocks-change and in the London Gazette. */
WW_TEST(clocks_change_on_known_dates)
{
    static const struct {
        int year, march, october;
    } known[] = {{1996, 31, 27}, {1997, 30, 26}, {2000, 26, 29}, {2008, 30, 26}, {2010, 28, 31},
                 {2012, 25, 28}, {2015, 29, 25}, {2016, 27, 30}, {2017, 26, 29}, {2018, 25, 28},
                 {2019, 31, 27}, {2020, 29, 25}, {2021, 28, 31}, {2022, 27, 30}, {2023, 26, 29},
                 {2024, 31, 27}, {2025, 30, 26}, {2026, 29, 25}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        int64_t spring = at(known[i].year, 3, known[i].march, 1, 0, 0);
        int64_t autumn = at(known[i].year, 10, known[i].october, 1, 0, 0);
        CHECK_INT(ww_london_of_utc(spring - 1) - spring, -1);
        CHECK_INT(ww_london_of_utc(spring) - spring, 3600);
        CHECK_INT(ww_london_of_utc(autumn - 1) - autumn, 3599);
        CHECK_INT(ww_london_of_utc(autumn) - autumn, 0);
    }
}

/* The C library knows the same rule under its POSIX name, which needs no database of zones. */
WW_TEST(every_hour_of_a_century_against_the_library)
{
    setenv("TZ", "GMT0BST,M3.5.0/1,M10.5.0/2", 1);
    tzset();
    unsigned long wrong = 0, summer = 0;
    for (int64_t utc = at(1996, 1, 1, 0, 0, 0); utc < at(2100, 1, 1, 0, 0, 0); utc += 1800) {
        time_t t = (time_t)utc;
        struct tm local;
        if (!localtime_r(&t, &local))
            continue;
        summer += local.tm_isdst > 0;
        wrong += ww_london_of_utc(utc) != at(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday,
                                             local.tm_hour, local.tm_min, local.tm_sec);
    }
    unsetenv("TZ");
    tzset();
    CHECK_INT(wrong, 0);
    CHECK(summer > 104 * 30 * 7 * 48);
}

static bool period_is(const char *text, const char *first, const char *last)
{
    struct ww_period period = {0, 0};
    struct ww_err err;
    int32_t from = 0, to = 0;
    bool good = CHECK_RC(ww_period_parse(z(text), &period, &err), WW_OK) && ww_parse_date(z(first), &from) &&
                ww_parse_date(z(last), &to) && CHECK_INT(period.first_day, from) &&
                CHECK_INT(period.end_day, to + 1);
    if (!good)
        printf("    \"%s\"\n", text);
    return good;
}

WW_TEST(periods_as_written)
{
    period_is("2017-07..2018-06", "2017-07-01", "2018-06-30");
    period_is("2017-07-01..2018-06-30", "2017-07-01", "2018-06-30");
    period_is("2018", "2018-01-01", "2018-12-31");
    period_is("2018-06", "2018-06-01", "2018-06-30");
    period_is("2020-02", "2020-02-01", "2020-02-29");
    period_is("2018-Q1", "2018-01-01", "2018-03-31");
    period_is("2018-Q4", "2018-10-01", "2018-12-31");
    period_is("2017-Q3..2018-Q2", "2017-07-01", "2018-06-30");
    period_is("2016..2018", "2016-01-01", "2018-12-31");
    period_is("2018-06-05", "2018-06-05", "2018-06-05");
    period_is(" 2017-07 .. 2018-06-15 ", "2017-07-01", "2018-06-15");
    period_is("01/07/2017..30/06/2018", "2017-07-01", "2018-06-30");
    period_is("July 2017..Jun-18", "2017-07-01", "2018-06-30");
    period_is("9999", "9999-01-01", "9999-12-31");
    period_is("0001", "0001-01-01", "0001-12-31");
}

WW_TEST(periods_that_are_refused)
{
    static const char *const bad[] = {
        "",          "..",         "2018..",  "..2018",   "18",          "2018-13",   "2018-Q0",
        "2018-Q5",   "2018-Q",     "2018-q1", "2018-Q11", "2018...2019", "2018-2019", "2018..2019..2020",
        "last year", "2018-02-30", "20181",   "0000",     "2018 - 2019", "2018-06..x"};
    struct ww_period period = {7, 8};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct ww_err err = {0};
        if (!CHECK_RC(ww_period_parse(z(bad[i]), &period, &err), WW_E_USAGE))
            printf("    \"%s\"\n", bad[i]);
        CHECK(strstr(err.message, "is not a period") != NULL);
    }
    struct ww_err err = {0};
    CHECK_RC(ww_period_parse(z("2018-06..2017-07"), &period, &err), WW_E_USAGE);
    CHECK_STR(err.message,
              "The period \"2018-06..2017-07\" ends before it begins. Write the earlier end first.");
    CHECK_RC(ww_period_parse(z("2018-07..2018-06"), &period, &err), WW_E_USAGE);
    char endless[5000];
    memset(endless, '2', sizeof endless);
    CHECK_RC(ww_period_parse((struct ww_str){endless, sizeof endless}, &period, &err), WW_E_USAGE);
    CHECK_RC(ww_period_parse((struct ww_str){0}, &period, NULL), WW_E_USAGE);
    CHECK_INT(period.first_day, 7);
    CHECK_INT(period.end_day, 8);
}

static const char *around(const char *text, char which)
{
    static char out[64];
    struct ww_period period = {0, 0};
    CHECK_RC(ww_period_parse(z(text), &period, NULL), WW_OK);
    if (which == 'b')
        period = ww_period_before(period);
    if (which == 'w')
        ww_period_print_words(period, out);
    else
        ww_period_print(period, out);
    return out;
}

WW_TEST(periods_printed)
{
    CHECK_STR(around("2017-07..2018-06", 'p'), "2017-07..2018-06");
    CHECK_STR(around("2017-07-01..2018-06-30", 'p'), "2017-07..2018-06");
    CHECK_STR(around("2017-07-02..2018-06-30", 'p'), "2017-07-02..2018-06-30");
    CHECK_STR(around("2018", 'p'), "2018-01..2018-12");
    CHECK_STR(around("2018-06", 'p'), "2018-06");
    CHECK_STR(around("2018-06-05", 'p'), "2018-06-05");
    CHECK_STR(around("2017-07..2018-06", 'w'), "July 2017 to June 2018");
    CHECK_STR(around("2018-06-05..2018-06-09", 'w'), "5 June 2018 to 9 June 2018");
    CHECK_STR(around("2018-09-30..9999-09-29", 'w'), "30 September 2018 to 29 September 9999");
    CHECK_STR(around("2018-06", 'w'), "June 2018");
    CHECK_STR(around("2018-06-05", 'w'), "5 June 2018");
}

WW_TEST(periods_before)
{
    CHECK_STR(around("2017-07..2018-06", 'b'), "2016-07..2017-06");
    CHECK_STR(around("2018-06", 'b'), "2018-05");
    CHECK_STR(around("2018-Q1", 'b'), "2017-10..2017-12");
    CHECK_STR(around("2018-03", 'b'), "2018-02");
    CHECK_STR(around("2020", 'b'), "2019-01..2019-12");
    CHECK_STR(around("2018-06-05..2018-06-11", 'b'), "2018-05-29..2018-06-04");
    CHECK_STR(around("2018-06-05", 'b'), "2018-06-04");
}

/* Random periods: printed and read back, whole months against looking at both ends, the one before of the
 * same length and ending where this begins. */
WW_TEST(random_periods)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    unsigned long wrong = 0, whole = 0;
    for (int i = 0; i < 100000; i++) {
        int32_t first = (int32_t)ww_rng_below(&rng, 30000),
                end = first + 1 + (int32_t)ww_rng_below(&rng, 1500);
        if (i % 3 == 0)
            first = ww_month_first_day(ww_month_of_day(first));
        if (i % 2 == 0)
            end = ww_month_first_day(ww_month_of_day(end) + 1);
        struct ww_period period = {first, end}, back, before = ww_period_before(period);
        char text[32];
        ww_period_print(period, text);
        wrong += ww_period_parse(z(text), &back, NULL) != WW_OK || back.first_day != first ||
                 back.end_day != end;
        int32_t month = 0, n = 0;
        bool months = ww_period_whole_months(period, &month, &n);
        wrong += months != (ww_date_of(first).day == 1 && ww_date_of(end).day == 1);
        wrong += before.end_day != first;
        int32_t before_month = 0, before_n = 0;
        if (months)
            wrong += !ww_period_whole_months(before, &before_month, &before_n) || before_n != n ||
                     before_month + n != month;
        else
            wrong += before.first_day != first - (end - first);
        whole += months;
    }
    CHECK_INT(wrong, 0);
    CHECK(whole > 10000);
    int32_t month, n;
    CHECK(!ww_period_whole_months((struct ww_period){0, 0}, &month, &n));
    CHECK(!ww_period_whole_months((struct ww_period){31, 0}, &month, &n));
}
