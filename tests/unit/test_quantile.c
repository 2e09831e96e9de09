// SPDX-License-Identifier: Apache-2.0
/* Against numpy (tests/oracles/agreement.py). */
#include "stats/quantile.h"

#include "ww_ref.h"

enum { MOST = 16 };

static double quantile(const double *args)
{
    double values[MOST];
    size_t n = (size_t)args[0];
    memcpy(values, args + 1, n * sizeof *values);
    ww_sort_numbers(values, n);
    for (size_t i = 1; i < n; i++)
        CHECK(values[i - 1] <= values[i]);
    return ww_quantile(values, n, args[1 + n]);
}

static const struct ww_ref_function functions[] = {{"quantile", -1, quantile}};

WW_TEST(agrees_with_numpy)
{
    CHECK_INT(ww_ref_check_only("agreement", "quantile", functions, 1), 30);
}
