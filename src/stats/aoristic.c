// SPDX-License-Identifier: Apache-2.0
/*
 * Problem. A burglary was noticed at eight in the morning by people who went to bed at eleven. Counting it at
 * eleven, at eight or half-way puts it where the household's habits are, not the burglar's.
 *
 * Method. Aoristic analysis (Ratcliffe and McCullagh 1998, Professional Geographer 50(4); Ratcliffe 2000,
 * International Journal of Geographical Information Science 14, 669-679; Ratcliffe 2002, Journal of Quantitative
 * Criminology 18, 23-43): an event that may have happened at any minute of [from, to) gives each hour of the
 * week the share of those minutes that lies in it, and one in all.
 *
 * Conventions are those of the R package aoristic 1.1.1, so that figures can be compared: the duration is floored
 * to whole minutes and the seconds of the start are dropped; an end that is missing, reversed, or within one
 * minute puts all weight on the start hour; from one week (10,080 minutes, inclusive) every hour gets 1/168;
 * the interval is half-open, so an end on the hour gives that hour nothing; time is wall-clock time, so
 * a night on which the clocks change has 24 hours. Only the week differs: theirs starts on Sunday.
 *
 * Arithmetic. An hour's weight is minutes / duration, and sums of such fractions in floating point depend on their
 * order. Weights are therefore integers, of WHOLE units an event: the first hour and every whole hour after it get their
 * share rounded down, and the last one what is left. So the hours sum to WHOLE exactly, no hour is off by more than a
 * unit (2^-59), the last by no more than the hours there are, and 128 bits hold 10^20 events. Taking WHOLE / d apart into
 * quotient and remainder keeps each step within 64 bits. All whole hours have the same weight, so an event costs three
 * divisions, however long it is.
 */
#include "stats/aoristic.h"

#include <assert.h>

#define SECONDS_IN_MINUTE 60
#define MINUTES_IN_HOUR   60
#define MINUTES_IN_DAY    1440
#define MINUTES_IN_WEEK   10080
#define EPOCH_HOUR        72 /* 1 January 1970 was a Thursday */
#define WHOLE             WW_AORISTIC_EVENT

static int64_t divide_down(int64_t a, int64_t b)
{
    int64_t quotient = a / b;
    return a % b < 0 ? quotient - 1 : quotient;
}

unsigned ww_hour_of_week(int64_t second)
{
    int64_t hour = divide_down(second, (int64_t)SECONDS_IN_MINUTE * MINUTES_IN_HOUR);
    int64_t within = (hour + EPOCH_HOUR) % WW_HOURS_OF_WEEK;
    return (unsigned)(within < 0 ? within + WW_HOURS_OF_WEEK : within);
}

/* Of any two times, a damaged file's among them: what is too long for 64 bits is as long as they can say. */
static int64_t duration_s(struct ww_span span)
{
    int64_t difference;
    if (!__builtin_sub_overflow(span.to, span.from, &difference))
        return difference;
    return span.to < span.from ? INT64_MIN : INT64_MAX;
}

static int64_t duration_minutes(struct ww_span span)
{
    return divide_down(duration_s(span), SECONDS_IN_MINUTE);
}

enum ww_span_kind ww_span_kind(struct ww_span span)
{
    if (!span.has_to)
        return WW_SPAN_NO_END;
    int64_t minutes = duration_minutes(span);
    if (minutes < 0)
        return WW_SPAN_REVERSED;
    if (minutes <= 1)
        return WW_SPAN_EXACT;
    if (minutes <= MINUTES_IN_DAY)
        return WW_SPAN_WITHIN_DAY;
    return minutes < MINUTES_IN_WEEK ? WW_SPAN_OVER_DAY : WW_SPAN_WEEK;
}

unsigned ww_span_hour(struct ww_span span, enum ww_span_point point)
{
    if (point == WW_SPAN_START || !span.has_to || span.to < span.from)
        return ww_hour_of_week(span.from);
    if (point == WW_SPAN_END)
        return ww_hour_of_week(span.to);
    return ww_hour_of_week(span.from + duration_s(span) / 2);
}

/* floor(part * WHOLE / minutes) */
static int64_t share_of(int64_t part, int64_t minutes, int64_t quotient, int64_t remainder)
{
    return part * quotient + part * remainder / minutes;
}

static void share_out(struct ww_aoristic *matrix, int64_t from, int64_t minutes)
{
    int64_t quotient = WHOLE / minutes, remainder = WHOLE % minutes;
    unsigned hour = ww_hour_of_week(from);
    int64_t minute = divide_down(from, SECONDS_IN_MINUTE) % MINUTES_IN_HOUR;
    int64_t first = MINUTES_IN_HOUR - (minute < 0 ? minute + MINUTES_IN_HOUR : minute);
    int64_t left = minutes - first, units = WHOLE;
    if (left > 0) {
        int64_t due = share_of(first, minutes, quotient, remainder);
        int64_t whole = left > MINUTES_IN_HOUR
                            ? share_of(MINUTES_IN_HOUR, minutes, quotient, remainder)
                            : 0; /* of a shorter event there is none, and its 60 minutes would not fit */
        matrix->weight[hour] += due;
        units -= due;
        for (; left > MINUTES_IN_HOUR; left -= MINUTES_IN_HOUR) {
            hour = hour + 1 == WW_HOURS_OF_WEEK ? 0 : hour + 1;
            matrix->weight[hour] += whole;
            units -= whole;
        }
        hour = hour + 1 == WW_HOURS_OF_WEEK ? 0 : hour + 1;
    }
    matrix->weight[hour] += units;
}

enum ww_span_kind ww_aoristic_add(struct ww_aoristic *matrix, struct ww_span span)
{
    enum ww_span_kind kind = ww_span_kind(span);
    matrix->kinds[kind]++;
    if (kind == WW_SPAN_WITHIN_DAY || kind == WW_SPAN_OVER_DAY) {
        share_out(matrix, span.from, duration_minutes(span));
    } else if (kind == WW_SPAN_WEEK) {
        for (unsigned hour = 0; hour < WW_HOURS_OF_WEEK; hour++)
            matrix->weight[hour] += WHOLE / WW_HOURS_OF_WEEK;
    } else {
        matrix->weight[ww_hour_of_week(span.from)] += WHOLE;
    }
    return kind;
}

void ww_aoristic_merge(struct ww_aoristic *into, const struct ww_aoristic *from)
{
    for (unsigned hour = 0; hour < WW_HOURS_OF_WEEK; hour++)
        into->weight[hour] += from->weight[hour];
    for (unsigned kind = 0; kind < WW_SPAN_KINDS; kind++)
        into->kinds[kind] += from->kinds[kind];
}

double ww_aoristic_value(const struct ww_aoristic *matrix, unsigned hour_of_week)
{
    assert(hour_of_week < WW_HOURS_OF_WEEK);
    return (double)matrix->weight[hour_of_week] / (double)WHOLE;
}

uint64_t ww_aoristic_events(const struct ww_aoristic *matrix)
{
    uint64_t events = 0;
    for (unsigned kind = 0; kind < WW_SPAN_KINDS; kind++)
        events += matrix->kinds[kind];
    return events;
}
