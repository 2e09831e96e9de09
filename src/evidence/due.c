// SPDX-License-Identifier: Apache-2.0
/* Due dates.
 *
 * Problem. A strategic assessment rests on data that partners owe by law, and nobody notices that a quarter is missing until
 * it is wanted.
 * Method. Calendar quarters; what is about one is due by the end of the next.
 * Source. Crime and Disorder (Prescribed Information) Regulations 2007, SI 2007/1831: information periods of three months,
 * the first from 1 July 2007.
 * Edge cases. A delivery of several quarters is judged by its latest. A delivery that ends within a quarter is due as if it
 * were the whole quarter. */
#include "evidence/due.h"

#include <assert.h>

#define MONTHS_A_QUARTER 3
#define SECONDS_A_DAY    86400

static int32_t quarter_first_month(int32_t day)
{
    int32_t month = ww_month_of_day(day);
    struct ww_date date = ww_date_of(ww_month_first_day(month));
    return month - (date.month - 1) % MONTHS_A_QUARTER;
}

struct ww_period ww_due_quarter(int32_t day)
{
    int32_t first = quarter_first_month(day);
    return (struct ww_period){ww_month_first_day(first), ww_month_first_day(first + MONTHS_A_QUARTER)};
}

int32_t ww_due_day(int32_t day, int quarters)
{
    assert(quarters >= 1);
    return ww_month_first_day(quarter_first_month(day) + MONTHS_A_QUARTER * (quarters + 1)) - 1;
}

struct ww_period ww_due_next(const struct ww_extract_record *extract)
{
    assert(extract->due_quarters && extract->has_period);
    struct ww_period last = ww_due_quarter(extract->period.end_day - 1);
    return last.end_day > extract->period.end_day ? last : ww_due_quarter(last.end_day);
}

int32_t ww_due_days_late(const struct ww_extract_record *extract)
{
    if (!extract->due_quarters || !extract->has_period)
        return 0;
    int32_t late = (int32_t)(extract->imported_at / SECONDS_A_DAY) -
                   ww_due_day(extract->period.end_day - 1, extract->due_quarters);
    return late > 0 ? late : 0;
}
