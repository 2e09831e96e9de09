// SPDX-License-Identifier: Apache-2.0
/* Against scipy (tests/oracles/two-shares.py), and what must hold of any test. */
#include "stats/two_shares.h"

#include "ww_ref.h"

static double p_value(const double *args)
{
    double p = -1;
    const struct ww_two_shares s = {(int64_t)args[0], (int64_t)args[1], (int64_t)args[2], (int64_t)args[3]};
    CHECK(ww_two_shares_p(&s, &p));
    return p;
}

WW_TEST(as_scipy)
{
    static const struct ww_ref_function functions[] = {{"two_shares_p", 4, p_value}};
    CHECK(ww_ref_check("two-shares", functions, 1) >= 14);
}

WW_TEST(which_period_comes_first_does_not_matter)
{
    for (int x = 0; x <= 12; x++) {
        double forth = 0, back = 0;
        const struct ww_two_shares a = {x, 12, 3, 40}, b = {3, 40, x, 12};
        CHECK(ww_two_shares_p(&a, &forth));
        CHECK(ww_two_shares_p(&b, &back));
        CHECK_NEAR(forth, back, 1e-12);
        CHECK(forth > 0 && forth <= 1);
    }
}

WW_TEST(nothing_to_test)
{
    static const struct ww_two_shares none[] = {{0, 10, 0, 20}, {10, 10, 20, 20}, {0, 0, 3, 20},
                                                {3, 20, 0, 0},  {4, 3, 1, 5},     {-1, 3, 1, 5}};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        double p = 7;
        CHECK(!ww_two_shares_p(&none[i], &p));
        CHECK_NEAR(p, 7, 0);
    }
}
