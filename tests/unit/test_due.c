// SPDX-License-Identifier: Apache-2.0
/* Due days against a table that was written by hand. */
#include "ww_test.h"

#include "evidence/due.h"

static int32_t day(int year, int month, int of_month)
{
    return ww_day_of((struct ww_date){year, month, of_month});
}

WW_TEST(by_the_end_of_the_next_quarter)
{
    static const struct {
        struct ww_date about, due;
    } table[] = {
        {{2018, 4, 1}, {2018, 9, 30}},   {{2018, 6, 30}, {2018, 9, 30}}, {{2018, 7, 1}, {2018, 12, 31}},
        {{2018, 12, 31}, {2019, 3, 31}}, {{2019, 1, 1}, {2019, 6, 30}},  {{2015, 11, 15}, {2016, 3, 31}},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        CHECK_INT(ww_due_day(ww_day_of(table[i].about), 1), ww_day_of(table[i].due));
    CHECK_INT(ww_due_day(day(2018, 6, 30), 2), day(2018, 12, 31));
    struct ww_period quarter = ww_due_quarter(day(2018, 5, 17));
    CHECK_INT(quarter.first_day, day(2018, 4, 1));
    CHECK_INT(quarter.end_day, day(2018, 7, 1));
}

static struct ww_extract_record extract(int32_t end, int32_t imported)
{
    return (struct ww_extract_record){.due_quarters = 1,
                                      .has_period = true,
                                      .period = {day(2018, 1, 1), end},
                                      .imported_at = (int64_t)imported * 86400 + 80000};
}

WW_TEST(late_by_days)
{
    struct ww_extract_record r = extract(day(2018, 7, 1), day(2018, 9, 30));
    CHECK_INT(ww_due_days_late(&r), 0);
    r = extract(day(2018, 7, 1), day(2018, 10, 1));
    CHECK_INT(ww_due_days_late(&r), 1);
    r.due_quarters = 0;
    CHECK_INT(ww_due_days_late(&r), 0);
    r.due_quarters = 1;
    r.has_period = false;
    CHECK_INT(ww_due_days_late(&r), 0);
}

WW_TEST(what_is_to_come_next)
{
    struct ww_extract_record r = extract(day(2018, 7, 1), 0);
    CHECK_INT(ww_due_next(&r).first_day, day(2018, 7, 1));
    CHECK_INT(ww_due_next(&r).end_day, day(2018, 10, 1));
    r = extract(day(2018, 6, 1), 0); /* June is still to come */
    CHECK_INT(ww_due_next(&r).first_day, day(2018, 4, 1));
}
