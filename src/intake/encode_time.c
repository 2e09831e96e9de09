// SPDX-License-Identifier: Apache-2.0
/* Problem: months, dates and times, in the spellings base/time.h reads, at millions a second.
 * Method: files are nearly always in order of time, or nearly, so the text last read is compared first. The
 * plain spellings 2018-06 and 2018-06-05 are then read from their digits; everything else, right or wrong, is
 * left to base/time.h, whose word is final. */
#include "intake/encode.h"

#define SECONDS_PER_DAY INT64_C(86400)

static int two_digits(const char *p)
{
    unsigned tens = (unsigned)(uint8_t)p[0] - '0', ones = (unsigned)(uint8_t)p[1] - '0';
    return tens > 9 || ones > 9 ? -1 : (int)(tens * 10 + ones);
}

/* "2018-06..." to a year and month that exist. */
static bool plain_month(const char *p, struct ww_date *date)
{
    int century = two_digits(p), year = two_digits(p + 2), month = two_digits(p + 5);
    *date = (struct ww_date){century * 100 + year, month, 1};
    return century >= 0 && year >= 0 && p[4] == '-' && ww_date_valid(*date);
}

static bool read_month(struct ww_str text, int32_t *day)
{
    struct ww_date date;
    int32_t month;
    if (text.len == 7 && plain_month(text.ptr, &date)) {
        *day = ww_day_of(date);
        return true;
    }
    if (!ww_parse_month(text, &month))
        return false;
    *day = ww_month_first_day(month);
    return true;
}

static bool read_date(struct ww_str text, int32_t *day)
{
    struct ww_date date;
    if (text.len == 10 && plain_month(text.ptr, &date) && text.ptr[7] == '-') {
        date.day = two_digits(text.ptr + 8);
        if (date.day >= 1 && ww_date_valid(date)) {
            *day = ww_day_of(date);
            return true;
        }
    }
    return ww_parse_date(text, day);
}

/* Remembers what a text means, when it is short enough. */
static void remember(struct ww_encoder *e, struct ww_str text, int32_t day)
{
    if (text.len > sizeof e->last_room)
        return;
    memcpy(e->last_room, text.ptr, text.len);
    e->last_text = (struct ww_str){e->last_room, text.len};
    e->last_day = day;
}

typedef bool read_fn(struct ww_str text, int32_t *day);

static inline __attribute__((always_inline)) enum ww_rc encode_days(struct ww_encoder *e,
                                                                    struct ww_cells *cells,
                                                                    struct ww_encoded *out, read_fn *read,
                                                                    enum ww_refusal refusal)
{
    int32_t *days = (int32_t *)(void *)out->values + cells->from;
    bool *present = out->present + cells->from;
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < cells->n && rc == WW_OK; i++) {
        struct ww_str text = cells->items[i];
        days[i] = 0;
        present[i] = text.len > 0;
        if (text.len == 0) {
            ww_encode_missing(e, cells, i);
            continue;
        }
        bool known = text.len == e->last_text.len && ww_same_bytes(text.ptr, e->last_text.ptr, text.len);
        int32_t day = e->last_day;
        if (!known && !read(text, &day)) {
            ww_refuse(cells, i, refusal);
            continue;
        }
        if (!known)
            remember(e, text, day);
        if (e->has_period && (day < e->period.first_day || day >= e->period.end_day))
            ww_refuse(cells, i, WW_REFUSED_PERIOD);
        else if (e->column->pattern && !ww_encoder_matches(e, text, &rc))
            ww_refuse(cells, i, WW_REFUSED_PATTERN);
        days[i] = day;
    }
    return rc;
}

enum ww_rc ww_encode_month(struct ww_encoder *e, struct ww_cells *cells, struct ww_encoded *out)
{
    return encode_days(e, cells, out, read_month, WW_REFUSED_MONTH);
}

enum ww_rc ww_encode_date(struct ww_encoder *e, struct ww_cells *cells, struct ww_encoded *out)
{
    return encode_days(e, cells, out, read_date, WW_REFUSED_DATE);
}

enum ww_rc ww_encode_datetime(struct ww_encoder *e, struct ww_cells *cells, struct ww_encoded *out)
{
    int64_t *seconds = (int64_t *)(void *)out->values + cells->from;
    int64_t first = e->has_period ? e->period.first_day * SECONDS_PER_DAY : INT64_MIN;
    int64_t end = e->has_period ? e->period.end_day * SECONDS_PER_DAY : INT64_MAX;
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < cells->n && rc == WW_OK; i++) {
        struct ww_str text = cells->items[i];
        bool has_time;
        seconds[i] = 0;
        out->present[cells->from + i] = text.len > 0;
        if (text.len == 0)
            ww_encode_missing(e, cells, i);
        else if (!ww_parse_datetime(text, &seconds[i], &has_time))
            ww_refuse(cells, i, WW_REFUSED_DATETIME);
        else if (seconds[i] < first || seconds[i] >= end)
            ww_refuse(cells, i, WW_REFUSED_PERIOD);
        else if (!ww_encoder_matches(e, text, &rc))
            ww_refuse(cells, i, WW_REFUSED_PATTERN);
    }
    return rc;
}
