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
 * quotient and remainder keeps each step within 64 bits. All whole hours have the same weight, so it is noted once where
 * they begin and taken back where they end, and running sums are made at the end (ww_aoristic_settle).
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

/* Of hours since the epoch. */
static unsigned hour_of_hours(int64_t hours)
{
    int64_t within = (hours + EPOCH_HOUR) % WW_HOURS_OF_WEEK;
    return (unsigned)(within < 0 ? within + WW_HOURS_OF_WEEK : within);
}

unsigned ww_hour_of_week(int64_t second)
{
    return hour_of_hours(divide_down(second, (int64_t)SECONDS_IN_MINUTE * MINUTES_IN_HOUR));
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

static enum ww_span_kind kind_of(bool has_to, int64_t minutes)
{
    if (!has_to)
        return WW_SPAN_NO_END;
    if (minutes < 0)
        return WW_SPAN_REVERSED;
    if (minutes <= 1)
        return WW_SPAN_EXACT;
    if (minutes <= MINUTES_IN_DAY)
        return WW_SPAN_WITHIN_DAY;
    return minutes < MINUTES_IN_WEEK ? WW_SPAN_OVER_DAY : WW_SPAN_WEEK;
}

enum ww_span_kind ww_span_kind(struct ww_span span)
{
    return kind_of(span.has_to, duration_minutes(span));
}

unsigned ww_span_hour(struct ww_span span, enum ww_span_point point)
{
    if (point == WW_SPAN_START || !span.has_to || span.to < span.from)
        return ww_hour_of_week(span.from);
    if (point == WW_SPAN_END)
        return ww_hour_of_week(span.to);
    return ww_hour_of_week(span.from + duration_s(span) / 2);
}

/* floor(part * WHOLE / minutes) for part <= minutes; quotient and remainder are those of WHOLE / minutes. The second
 * division is of numbers below 2^32, which is quicker than one of 64 bits. */
static int64_t share_of(uint32_t part, uint32_t minutes, int64_t quotient, uint32_t remainder)
{
    return part * quotient + part * remainder / minutes;
}

static unsigned hour_after(unsigned hour, unsigned hours)
{
    hour += hours;
    return hour >= WW_HOURS_OF_WEEK ? hour - WW_HOURS_OF_WEEK : hour;
}

/* Gives each of the hours from `first` on, fewer than there are in a week, the same weight. */
static void add_hours(struct ww_aoristic *matrix, unsigned first, unsigned hours, int64_t weight)
{
    unsigned end = first + hours;
    matrix->step[first] += weight;
    if (end > WW_HOURS_OF_WEEK)
        matrix->step[0] += weight;
    if (end != WW_HOURS_OF_WEEK)
        matrix->step[hour_after(first, hours)] -= weight;
}

static void share_out(struct ww_aoristic *matrix, int64_t from, uint32_t minutes)
{
    int64_t start = divide_down(from, SECONDS_IN_MINUTE), start_hour = divide_down(start, MINUTES_IN_HOUR);
    uint32_t first = (uint32_t)((start_hour + 1) * MINUTES_IN_HOUR - start);
    unsigned hour = hour_of_hours(start_hour);
    if (minutes <= first) {
        matrix->weight[hour] += WHOLE;
        return;
    }
    int64_t quotient = WHOLE / minutes;
    uint32_t remainder = (uint32_t)(WHOLE % minutes), hours = (minutes - first - 1) / MINUTES_IN_HOUR;
    int64_t units = share_of(first, minutes, quotient, remainder);
    matrix->weight[hour] += units;
    if (hours) {
        int64_t whole = share_of(MINUTES_IN_HOUR, minutes, quotient, remainder);
        add_hours(matrix, hour_after(hour, 1), hours, whole);
        units += whole * hours;
    }
    matrix->weight[hour_after(hour, hours + 1)] += WHOLE - units;
}

enum ww_span_kind ww_aoristic_add(struct ww_aoristic *matrix, struct ww_span span)
{
    int64_t minutes = duration_minutes(span);
    enum ww_span_kind kind = kind_of(span.has_to, minutes);
    matrix->kinds[kind]++;
    if (kind == WW_SPAN_WITHIN_DAY || kind == WW_SPAN_OVER_DAY)
        share_out(matrix, span.from, (uint32_t)minutes);
    else if (kind == WW_SPAN_WEEK)
        matrix->weeks++;
    else
        matrix->weight[ww_hour_of_week(span.from)] += WHOLE;
    return kind;
}

void ww_aoristic_settle(struct ww_aoristic *matrix)
{
    ww_aoristic_weight running = (ww_aoristic_weight)matrix->weeks * (WHOLE / WW_HOURS_OF_WEEK);
    for (unsigned hour = 0; hour < WW_HOURS_OF_WEEK; hour++) {
        running += matrix->step[hour];
        matrix->weight[hour] += running;
        matrix->step[hour] = 0;
    }
    matrix->weeks = 0;
}

void ww_aoristic_merge(struct ww_aoristic *into, const struct ww_aoristic *from)
{
    for (unsigned hour = 0; hour < WW_HOURS_OF_WEEK; hour++) {
        into->weight[hour] += from->weight[hour];
        into->step[hour] += from->step[hour];
    }
    into->weeks += from->weeks;
    for (unsigned kind = 0; kind < WW_SPAN_KINDS; kind++)
        into->kinds[kind] += from->kinds[kind];
}

double ww_aoristic_value(const struct ww_aoristic *matrix, unsigned hour_of_week)
{
    assert(hour_of_week < WW_HOURS_OF_WEEK);
    ww_aoristic_weight weight = matrix->weight[hour_of_week] +
                                (ww_aoristic_weight)matrix->weeks * (WHOLE / WW_HOURS_OF_WEEK);
    for (unsigned hour = 0; hour <= hour_of_week; hour++)
        weight += matrix->step[hour];
    return (double)weight / (double)WHOLE;
}

uint64_t ww_aoristic_events(const struct ww_aoristic *matrix)
{
    uint64_t events = 0;
    for (unsigned kind = 0; kind < WW_SPAN_KINDS; kind++)
        events += matrix->kinds[kind];
    return events;
}
