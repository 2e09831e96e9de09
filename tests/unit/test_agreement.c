// SPDX-License-Identifier: Apache-2.0
/* Against scipy (tests/oracles/agreement.py). */
#include "stats/agreement.h"

#include "ww_ref.h"

static double overlap_expected(const double *args)
{
    return ww_overlap_expected((int64_t)args[0], (int64_t)args[1], (int64_t)args[2]);
}

static double overlap_p(const double *args)
{
    return ww_overlap_p((int64_t)args[0], (int64_t)args[1], (int64_t)args[2], (int64_t)args[3]);
}

static struct ww_interval interval(const double *args)
{
    struct ww_interval out = {7, 7};
    CHECK(ww_spearman_interval(args[0], (int64_t)args[1], args[2], &out));
    return out;
}

static double spearman_low(const double *args)
{
    return interval(args).low;
}

static double spearman_high(const double *args)
{
    return interval(args).high;
}

static const struct ww_ref_function functions[] = {{"overlap_expected", 3, overlap_expected},
                                                   {"overlap_p", 4, overlap_p},
                                                   {"spearman_low", 3, spearman_low},
                                                   {"spearman_high", 3, spearman_high}};

WW_TEST(agrees_with_scipy)
{
    CHECK_INT(ww_ref_check_only("agreement", "overlap_expected", functions, 4), 8);
    CHECK_INT(ww_ref_check_only("agreement", "overlap_p", functions, 4), 46);
    CHECK_INT(ww_ref_check_only("agreement", "spearman_low", functions, 4), 12);
    CHECK_INT(ww_ref_check_only("agreement", "spearman_high", functions, 4), 12);
}

WW_TEST(no_interval_where_there_is_none)
{
    struct ww_interval out = {7, 7};
    CHECK(!ww_spearman_interval(0.5, 3, 0.95, &out));
    CHECK(!ww_spearman_interval(1, 20, 0.95, &out));
    CHECK(!ww_spearman_interval(-1, 20, 0.95, &out));
    CHECK_NEAR(out.low, 7, 0);
}
