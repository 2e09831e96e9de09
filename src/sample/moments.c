// SPDX-License-Identifier: Apache-2.0
/* Times of offences: the hour by the type's week, the minute as people say it (mostly full and half hours), the end
 * exact, missing, or a span later, when somebody found out. Four 16-bit pieces of one random number do for
 * the small draws: a bias of one in 65,536 does not matter here, and the sample at 100 times its size makes 26
 * million of them. */
#include "sample/moments.h"

/* Of 64 times said by people. Invented. */
#define FULL_HOURS    18
#define HALF_HOURS    28 /* up to here */
#define QUARTERS      38
#define FIVE_MINUTES  54
#define SAID_BITS     6
#define MINUTES_A_DAY 1440

struct ww_moments ww_moments_of(const struct ww_sample_rhythm *rhythm)
{
    struct ww_moments out = {0};
    for (size_t day = 0; day < 7; day++) {
        uint32_t sum = 0;
        for (size_t hour = 0; hour < 24; hour++)
            out.upto[day][hour] = sum += rhythm->weight[day][hour];
    }
    uint32_t sum = 0;
    for (size_t s = 0; s < rhythm->n_spans; s++) {
        out.spans[s] = rhythm->spans[s];
        out.spans_upto[s] = sum += rhythm->spans[s].share_pct;
    }
    return out;
}

static uint32_t scaled(uint64_t bits, unsigned n_bits, uint32_t bound)
{
    return (uint32_t)((bits & ((UINT64_C(1) << n_bits) - 1)) * bound >> n_bits);
}

static uint32_t minute_said(uint64_t bits)
{
    uint32_t said = scaled(bits, SAID_BITS, 64);
    uint32_t fine = scaled(bits >> SAID_BITS, 10, 60);
    if (said < FULL_HOURS)
        return 0;
    if (said < HALF_HOURS)
        return 30;
    if (said < QUARTERS)
        return 15 + fine / 30 * 30;
    return said < FIVE_MINUTES ? fine / 5 * 5 : fine;
}

struct ww_moment ww_moment_draw(const struct ww_moments *moments, int weekday, struct ww_rng *rng)
{
    uint64_t bits = ww_rng_next(rng);
    const uint32_t *upto = moments->upto[weekday];
    uint32_t at = scaled(bits, 32, upto[23]), hour = 0;
    while (upto[hour] <= at)
        hour++;
    struct ww_moment out = {.from_minute = hour * 60 + minute_said(bits >> 32)};
    uint32_t share = scaled(bits >> 48, 16, 100);
    size_t s = 0;
    while (moments->spans_upto[s] <= share)
        s++;
    const struct ww_sample_span *span = &moments->spans[s];
    out.has_to = span->kind != WW_SPAN_MISSING;
    out.to_minute = out.from_minute;
    if (span->kind ==
        WW_SPAN_LONG) { /* five minutes at least, so that rounding down to five keeps it later */
        uint32_t range = span->to_minutes - span->from_minutes + 1;
        out.to_minute += span->from_minutes + (uint32_t)ww_rng_below(rng, range);
        out.to_minute -= out.to_minute % 5;
    }
    return out;
}
