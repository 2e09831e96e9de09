// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STATS_AORISTIC_H
#define WW_STATS_AORISTIC_H

#include <stdbool.h>
#include <stdint.h>

/* At which hours of the week does it happen, when the victim only knows when they left and when they returned?
 * Hour of the week: 0 = Monday 00:00-00:59, ..., 167 = Sunday 23:00-23:59 (weekday * 24 + hour). Times are
 * wall-clock seconds as in base/time.h, whatever their size; the clocks going forward or back is not seen. */
#define WW_HOURS_OF_WEEK 168

unsigned ww_hour_of_week(int64_t second);

/* The latest that it was known not to have happened, and the earliest that it was known to have. */
struct ww_span {
    int64_t from, to; /* to: only where has_to */
    bool has_to;
};

/* Each event is of exactly one kind. Its duration is that from `from` to `to` in whole minutes, rounded down. */
enum ww_span_kind {
    WW_SPAN_EXACT,      /* 0 or 1 minute: all weight on the hour of `from` */
    WW_SPAN_WITHIN_DAY, /* up to 24 hours: shared out */
    WW_SPAN_OVER_DAY,   /* more than 24 hours, less than a week: shared out */
    WW_SPAN_WEEK,       /* a week or more: 1/168 everywhere, it says nothing about the hour */
    WW_SPAN_REVERSED,   /* `to` before `from`: all weight on the hour of `from` */
    WW_SPAN_NO_END,     /* all weight on the hour of `from` */
    WW_SPAN_KINDS,
};

enum ww_span_kind ww_span_kind(struct ww_span span);

/* For comparison, one hour for an event: its start, the middle of its span, its end. Where the end is missing or
 * reversed, all three are the start. */
enum ww_span_point { WW_SPAN_START, WW_SPAN_MIDPOINT, WW_SPAN_END };
unsigned ww_span_hour(struct ww_span span, enum ww_span_point point);

/* One whole event, as an integer: the minutes of a week, so that 1/168 is exact, times 2^46. */
#define WW_AORISTIC_EVENT (INT64_C(10080) << 46)

__extension__ typedef __int128 ww_aoristic_weight;

/* The aoristic matrix; start from zeroes. Weights are whole numbers of 1 / WW_AORISTIC_EVENT, so sums do not depend
 * on their order: any split of the events among threads, merged in any order, gives the same bits. */
struct ww_aoristic {
    ww_aoristic_weight
        weight[WW_HOURS_OF_WEEK];  /* once settled, their sum is events * WW_AORISTIC_EVENT, exactly */
    uint64_t kinds[WW_SPAN_KINDS]; /* their sum is the number of events */
    ww_aoristic_weight step[WW_HOURS_OF_WEEK]; /* not settled: due to this hour and all after it */
    uint64_t weeks;                            /* not settled: events of a week or more */
};

/* Adds one event, and says of which kind it is. Cost: the same however many hours it spans. */
enum ww_span_kind ww_aoristic_add(struct ww_aoristic *matrix, struct ww_span span);
void ww_aoristic_merge(struct ww_aoristic *into, const struct ww_aoristic *from);
/* Brings weight[] up to date with what was added; to be called before it is read, as often as one likes. */
void ww_aoristic_settle(struct ww_aoristic *matrix);

/* The number of events expected in one hour of the week, settled or not. */
double ww_aoristic_value(const struct ww_aoristic *matrix, unsigned hour_of_week);
uint64_t ww_aoristic_events(const struct ww_aoristic *matrix);

#endif
