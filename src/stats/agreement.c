// SPDX-License-Identifier: Apache-2.0
/*
 * Problem. "The hotspots of crime and of ambulance calls agree" is said when two maps look alike. Of twenty wards, two
 * lists of three share one by chance in four of ten cases, and a correlation of 0.4 may be nothing.
 *
 * Method. The interval of a rank correlation by Fisher's transformation with the variance (1 + rho^2 / 2) / (n - 3): D. G.
 * Bonett & T. A. Wright (2000), Psychometrika 65(1), 23-28, who find it right where Fisher's own 1 / (n - 3) is too
 * narrow. The overlap of two lists drawn without regard to each other is hypergeometric.
 *
 * Conventions. The tail includes the number seen. Logarithms of binomials, so that no product overflows.
 * Edge cases. A correlation of exactly 1 or -1 is infinitely far on Fisher's scale: no interval.
 */
#include "stats/agreement.h"

#include <assert.h>
#include <math.h>

#include "stats/distribution.h"

bool ww_spearman_interval(double rho, int64_t n, double level, struct ww_interval *out)
{
    if (n < 4 || !(rho > -1 && rho < 1))
        return false;
    double z = atanh(rho);
    double error = sqrt((1 + rho * rho / 2) / (double)(n - 3));
    double reach = ww_normal_quantile(0.5 + level / 2) * error;
    *out = (struct ww_interval){tanh(z - reach), tanh(z + reach)};
    return true;
}

double ww_overlap_expected(int64_t n, int64_t first, int64_t second)
{
    assert(n >= 1 && first >= 0 && first <= n && second >= 0 && second <= n);
    return (double)first * (double)second / (double)n;
}

/* log of n over k. */
static double log_binomial(int64_t n, int64_t k)
{
    return ww_log_gamma((double)n + 1) - ww_log_gamma((double)k + 1) - ww_log_gamma((double)(n - k) + 1);
}

double ww_overlap_p(int64_t n, int64_t first, int64_t second, int64_t shared)
{
    int64_t most = first < second ? first : second;
    assert(n >= 1 && first >= 0 && first <= n && second >= 0 && second <= n && shared >= 0 && shared <= most);
    int64_t least = first + second - n > 0 ? first + second - n : 0;
    if (shared <= least)
        return 1;
    double p = 0;
    for (int64_t k = most; k >= shared; k--) /* the smallest terms first */
        p += exp(log_binomial(first, k) + log_binomial(n - first, second - k) - log_binomial(n, second));
    return p < 1 ? p : 1;
}
