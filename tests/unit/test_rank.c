// SPDX-License-Identifier: Apache-2.0
/* Against R (tests/oracles/areas.R) and the definitions. */
#include "stats/rank.h"

#include "base/rng.h"
#include "ww_ref.h"

enum { MOST = 64 };

static bool spearman_of(const double *x, const double *y, size_t n, double *rho)
{
    uint32_t order[MOST];
    double ranks_x[MOST];
    double ranks_y[MOST];
    struct ww_spearman_space space = {order, ranks_x, ranks_y};
    return ww_spearman(x, y, n, &space, rho);
}

static double spearman(const double *args)
{
    double rho = 7.0;
    size_t n = (size_t)args[0];
    CHECK(spearman_of(args + 1, args + 1 + n, n, &rho));
    return rho;
}

static double rank(const double *args)
{
    uint32_t order[MOST];
    uint32_t ranks[MOST];
    size_t n = (size_t)args[0];
    ww_rank(args + 1, n, order, ranks);
    return ranks[(size_t)args[1 + n]];
}

static const struct ww_ref_function functions[] = {{"spearman", -1, spearman}, {"rank", -1, rank}};

WW_TEST(agrees_with_r)
{
    CHECK_INT(ww_ref_check_only("areas", "spearman", functions, 2), 5);
    CHECK_INT(ww_ref_check_only("areas", "rank", functions, 2), 19);
}

WW_TEST(no_order_to_agree_with)
{
    double rho = 7.0;
    const double constant[] = {2.0, 2.0, 2.0};
    const double rising[] = {1.0, 2.0, 3.0};
    CHECK(!spearman_of(constant, rising, 3, &rho));
    CHECK(!spearman_of(rising, constant, 3, &rho));
    CHECK(!spearman_of(rising, rising, 1, &rho));
    CHECK(!spearman_of(rising, rising, 0, &rho));
    CHECK_NEAR(rho, 7.0, 0.0);
    CHECK(spearman_of(rising, rising, 3, &rho));
    CHECK_NEAR(rho, 1.0, 0.0);
}

/* A rank is one more than the number of larger values. */
WW_TEST(ranks_by_counting)
{
    struct ww_rng rng = ww_rng_split(ww_test_seed(), 0);
    for (int round = 0; round < 200; round++) {
        double values[MOST];
        uint32_t order[MOST];
        uint32_t ranks[MOST];
        size_t n = (size_t)ww_rng_below(&rng, MOST + 1);
        for (size_t i = 0; i < n; i++)
            values[i] = (double)ww_rng_below(&rng, 12) - 6.0;
        ww_rank(values, n, order, ranks);
        for (size_t i = 0; i < n; i++) {
            uint32_t larger = 0;
            for (size_t j = 0; j < n; j++)
                larger += values[j] > values[i];
            CHECK_INT(ranks[i], larger + 1);
        }
    }
}

/* Only the order of the values matters. */
WW_TEST(spearman_sees_only_order)
{
    struct ww_rng rng = ww_rng_split(ww_test_seed(), 1);
    double x[MOST];
    double y[MOST];
    double stretched[MOST];
    double rho = 0.0;
    double again = 1.0;
    double negated = 2.0;
    for (int i = 0; i < MOST; i++) {
        x[i] = floor(10.0 * ww_rng_unit(&rng));
        y[i] = x[i] + floor(8.0 * ww_rng_unit(&rng));
        stretched[i] = exp(x[i]) - 3.0;
    }
    CHECK(spearman_of(x, y, MOST, &rho));
    CHECK(spearman_of(stretched, y, MOST, &again));
    CHECK(rho > 0.3 && rho < 1.0);
    CHECK_NEAR(again, rho, 0.0);
    for (int i = 0; i < MOST; i++)
        y[i] = -y[i];
    CHECK(spearman_of(x, y, MOST, &negated));
    CHECK_NEAR(negated, -rho, 1e-15);
}
