// SPDX-License-Identifier: Apache-2.0
#include "sample/moments.h"

#include "ww_test.h"

#define DRAWS 200000

static const struct ww_sample_rhythm rhythm = {
    .name = "test",
    .weight = {[0] = {[8] = 1, [20] = 3}, [5] = {[0] = 1}, [6] = {[23] = 7}},
    .spans = {{WW_SPAN_EXACT, 20, 0, 0}, {WW_SPAN_MISSING, 10, 0, 0}, {WW_SPAN_LONG, 70, 5, 3000}},
    .n_spans = 3,
};

WW_TEST(hours_follow_their_weights)
{
    struct ww_moments moments = ww_moments_of(&rhythm);
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    uint32_t by_hour[24] = {0};
    for (int i = 0; i < DRAWS; i++) {
        struct ww_moment m = ww_moment_draw(&moments, 0, &rng);
        if (!CHECK(m.from_minute < 1440))
            return;
        by_hour[m.from_minute / 60]++;
    }
    CHECK_INT(by_hour[8] + by_hour[20], DRAWS);
    CHECK_NEAR((double)by_hour[20] / DRAWS, 0.75, 0.005);
    for (int i = 0; i < 100; i++) {
        CHECK_INT(ww_moment_draw(&moments, 5, &rng).from_minute / 60, 0);
        CHECK_INT(ww_moment_draw(&moments, 6, &rng).from_minute / 60, 23);
    }
}

WW_TEST(ends_are_exact_missing_or_later)
{
    struct ww_moments moments = ww_moments_of(&rhythm);
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed() + 1);
    int exact = 0, missing = 0, later = 0;
    for (int i = 0; i < DRAWS; i++) {
        struct ww_moment m = ww_moment_draw(&moments, 0, &rng);
        missing += !m.has_to;
        exact += m.has_to && m.to_minute == m.from_minute;
        later += m.has_to && m.to_minute > m.from_minute;
        CHECK(m.to_minute >= m.from_minute && m.to_minute <= m.from_minute + 3000);
        CHECK(m.to_minute == m.from_minute || m.to_minute % 5 == 0);
    }
    CHECK_INT(exact + missing + later, DRAWS);
    CHECK_NEAR((double)exact / DRAWS, 0.2, 0.005);
    CHECK_NEAR((double)missing / DRAWS, 0.1, 0.005);
}

/* People say full and half hours; any minute occurs all the same. */
WW_TEST(minutes_are_as_people_say_them)
{
    struct ww_moments moments = ww_moments_of(&rhythm);
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed() + 2);
    int by_minute[60] = {0};
    for (int i = 0; i < DRAWS; i++)
        by_minute[ww_moment_draw(&moments, 0, &rng).from_minute % 60]++;
    for (int minute = 0; minute < 60; minute++) {
        CHECK(by_minute[minute] > 0);
        CHECK(minute == 0 || by_minute[minute] < by_minute[0]);
        CHECK(minute % 30 == 0 || by_minute[minute] < by_minute[30]);
        CHECK(minute % 15 == 0 || by_minute[minute] < by_minute[15]);
    }
}
