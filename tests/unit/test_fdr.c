// SPDX-License-Identifier: Apache-2.0
/* False discovery rates against R's and against the definition. */
#include "ww_ref.h"

#include "base/rng.h"
#include "stats/fdr.h"

#define MAX_N 60

static double reference(const double *args)
{
    uint32_t order[WW_REF_ARGS];
    double adjusted[WW_REF_ARGS];
    size_t n = (size_t)args[0];
    ww_fdr_adjust(args + 1, n, order, adjusted);
    return adjusted[(size_t)args[n + 1]];
}

WW_TEST(as_r_adjusts)
{
    static const struct ww_ref_function functions[] = {{"fdr", -1, reference}};
    CHECK_INT(ww_ref_check_only("places", "fdr", functions, 1), 21);
}

/* The definition: the least, over all p-values q that are not below p, of q * n / (number not above q). */
static double naive(const double *p, size_t n, size_t of)
{
    double least = 1.0;
    for (size_t i = 0; i < n; i++) {
        size_t upto = 0;
        for (size_t j = 0; j < n; j++)
            upto += p[j] <= p[i];
        if (p[i] >= p[of])
            least = fmin(least, p[i] * (double)n / (double)upto);
    }
    return least;
}

WW_TEST(equals_the_definition_in_place_too)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (int round = 0; round < 200; round++) {
        double p[MAX_N], adjusted[MAX_N];
        uint32_t order[MAX_N];
        size_t n = ww_rng_below(&rng, MAX_N + 1);
        for (size_t i = 0; i < n; i++)
            p[i] = round % 2 ? ww_rng_unit(&rng) : (double)ww_rng_below(&rng, 11) / 10.0;
        ww_fdr_adjust(p, n, order, adjusted);
        for (size_t i = 0; i < n; i++) {
            CHECK_NEAR(adjusted[i], naive(p, n, i), 1e-15);
            CHECK(adjusted[i] >= p[i]);
        }
        ww_fdr_adjust(p, n, order, p);
        for (size_t i = 0; i < n; i++)
            CHECK_NEAR(p[i], adjusted[i], 0.0);
    }
}
