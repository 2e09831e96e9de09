// SPDX-License-Identifier: Apache-2.0
#ifndef WW_SAMPLE_MOMENTS_H
#define WW_SAMPLE_MOMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rng.h"
#include "sample/facts.h"

/* A rhythm made ready for drawing. */
struct ww_moments {
    uint32_t upto[7][24]; /* weights of the hours added up, by weekday */
    struct ww_sample_span spans[WW_SAMPLE_SPANS_MAX];
    uint32_t spans_upto[WW_SAMPLE_SPANS_MAX]; /* per cent added up; the last is 100 */
};
struct ww_moments ww_moments_of(const struct ww_sample_rhythm *rhythm);

/* When an offence happened, as a record says it. */
struct ww_moment {
    uint32_t from_minute; /* of its day */
    bool has_to;
    uint32_t to_minute; /* of the same day: 1440 and more are days after it; never before from_minute */
};
struct ww_moment ww_moment_draw(const struct ww_moments *moments, int weekday, struct ww_rng *rng);

#endif
