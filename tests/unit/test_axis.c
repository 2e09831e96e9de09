// SPDX-License-Identifier: Apache-2.0
/* Axes: ticks round, in order, inside; places monotone. */
#include "ww_test.h"

#include "base/rng.h"
#include "report/axis.h"

WW_TEST(ticks_are_round)
{
    struct ww_axis a = ww_axis_linear(0, 178, 300, 0, 5);
    CHECK_INT(a.n_ticks, 5);
    CHECK_NEAR(a.ticks[1], 50, 0);
    CHECK_NEAR(a.high, 200, 0);
    CHECK_INT(a.decimals, 0);
    CHECK_NEAR(ww_axis_place(&a, 0), 300, 1e-9);
    CHECK_NEAR(ww_axis_place(&a, 100), 150, 1e-9);
    CHECK_NEAR(ww_axis_place(&a, 1000), 0, 1e-9);
    a = ww_axis_linear(0, 0.7, 0, 100, 5);
    CHECK_INT(a.decimals, 1);
    CHECK_NEAR(a.ticks[3], 0.6, 1e-12);
}

WW_TEST(a_range_without_extent_is_widened)
{
    struct ww_axis a = ww_axis_linear(0, 0, 0, 100, 5);
    CHECK(a.high > a.low && a.n_ticks >= 2);
    a = ww_axis_linear(7, 7, 0, 100, 5);
    CHECK(a.high > a.low);
    a = ww_axis_log(1, 1, 0, 100);
    CHECK(a.high > a.low);
}

WW_TEST(twice_and_half_lie_equally_far_from_one)
{
    struct ww_axis a = ww_axis_log(0.4, 5.4, 0, 100);
    double one = ww_axis_place(&a, 1);
    CHECK_NEAR(ww_axis_place(&a, 2) - one, one - ww_axis_place(&a, 0.5), 1e-9);
    CHECK_INT(a.n_ticks, 4); /* 0.5 1 2 5 */
    CHECK_NEAR(a.ticks[0], 0.5, 1e-12);
}

WW_TEST(tick_text_follows_the_unit)
{
    static const struct {
        enum ww_unit unit;
        double high, tick;
        const char *text;
    } cases[] = {
        {WW_UNIT_COUNT, 20000, 5000, "5,000"},     {WW_UNIT_PERCENT, 80, 20, "20%"},
        {WW_UNIT_GBP, 3e8, 1e8, "£100.0 million"}, {WW_UNIT_GBP, 50000, 10000, "£10,000"},
        {WW_UNIT_PROBABILITY, 1, 0.2, "0.2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ww_axis a = ww_axis_linear(0, cases[i].high, 0, 1, 5);
        struct ww_column column = {.type = WW_COLUMN_NUMBER, .unit = cases[i].unit, .decimals = -1};
        struct ww_buf out = {0};
        ww_axis_tick_text(&a, &column, cases[i].tick, &out);
        CHECK_STR(out.data, cases[i].text);
        ww_buf_free(&out);
    }
}

WW_TEST(random_ranges_have_ordered_ticks_inside)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (int i = 0; i < 3000; i++) {
        double low = (ww_rng_unit(&rng) - 0.5) * pow(10, (double)ww_rng_below(&rng, 10) - 2);
        double high = low + ww_rng_unit(&rng) * pow(10, (double)ww_rng_below(&rng, 10) - 2);
        double slack = (fabs(low) + fabs(high)) * 1e-6;
        bool logarithmic = ww_rng_below(&rng, 2) && low > 0;
        struct ww_axis a = logarithmic ? ww_axis_log(low, high, 10, 90)
                                       : ww_axis_linear(low, high, 10, 90, 5);
        CHECK(logarithmic || (a.low <= low + slack && a.high >= high - slack));
        CHECK(a.n_ticks <= WW_AXIS_MAX_TICKS);
        for (size_t t = 0; t < a.n_ticks; t++) {
            double place = ww_axis_place(&a, a.ticks[t]);
            CHECK(place >= 10 - 1e-6 && place <= 90 + 1e-6);
            CHECK(t == 0 || a.ticks[t] > a.ticks[t - 1]);
        }
        CHECK(ww_axis_place(&a, low) <= ww_axis_place(&a, high) + 1e-9);
    }
}
