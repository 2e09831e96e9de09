// SPDX-License-Identifier: Apache-2.0
/*
 * Problem. A ward had 9 robberies, 3 last year; 57% of 130 residents feel safe. A figure without its interval
 * invites a meeting about noise. Each interval here is the one that the field publishes, so that a partner's
 * analyst finds the same figures.
 *
 * Method, with z the normal quantile of (1 + level)/2 and a = (1 - level)/2:
 *   count       x < 10: chi-square quantiles a of 2x and 1 - a of 2x + 2 degrees of freedom, halved (Garwood 1936);
 *               x >= 10: x (1 - 1/(9x) - z/(3 sqrt x))^3 and the same of x + 1 with + z (Byar, in Breslow and
 *               Day 1987, Statistical Methods in Cancer Research II, p. 69). The rule of ten is that of Public
 *               Health England's technical guide. The R package epitools has another "Byar", with x + 1/2.
 *   ratio       given the sum, count 1 is binomial: Clopper and Pearson's (1934) interval of its odds, times
 *               exposure 2 / exposure 1. Taken as odds throughout, because a share near 1 has lost its digits.
 *   ratio, log  ratio times exp(-/+ z sqrt(1/x1 + 1/x2)).
 *   proportion  (2x + z^2 -/+ z sqrt(z^2 + 4x(1 - x/n))) / (2 (n + z^2)) (Wilson 1927, JASA 22, 209-212).
 *   difference  value - sqrt((e1 - l1)^2 + (u2 - e2)^2) to value + sqrt((u1 - e1)^2 + (e2 - l2)^2), from the two
 *               estimates e and their intervals l..u: Newcombe's (1998, Statistics in Medicine 17, 873-890) method
 *               10 for proportions, Zou and Donner's (2008, Statistics in Medicine 27, 1693-1702) for rates.
 *   weights     n_eff = (sum w)^2 / sum w^2 (Kish 1965, Survey Sampling).
 *
 * Edge cases. The ends that are exact are returned exact: 0 for a count of 0, 0 and 1 for none and all of n.
 */
#include "stats/rates.h"

#include <assert.h>
#include <math.h>

#include "stats/distribution.h"

#define BYAR_FROM 10 /* counts below have the exact interval */

static double z_of(double level)
{
    assert(level > 0.0 && level < 1.0);
    return -ww_normal_quantile(0.5 * (1.0 - level));
}

static double square(double x)
{
    return x * x;
}

struct ww_interval ww_count_interval_exact(int64_t count, double level)
{
    assert(count >= 0 && level > 0.0 && level < 1.0);
    double tail = 0.5 * (1.0 - level);
    double df = 2.0 * (double)count;
    return (struct ww_interval){
        .low = count == 0 ? 0.0 : 0.5 * ww_chi2_quantile(tail, df),
        .high = 0.5 * ww_chi2_upper_quantile(tail, df + 2.0),
    };
}

static double byar(double x, double z)
{
    double root = 1.0 - 1.0 / (9.0 * x) + z / (3.0 * sqrt(x));
    return root > 0.0 ? x * root * root * root : 0.0;
}

struct ww_interval ww_count_interval_byar(int64_t count, double level)
{
    assert(count >= 1);
    double z = z_of(level);
    return (struct ww_interval){byar((double)count, -z), byar((double)count + 1.0, z)};
}

struct ww_interval ww_count_interval(int64_t count, double level)
{
    return count < BYAR_FROM ? ww_count_interval_exact(count, level) : ww_count_interval_byar(count, level);
}

bool ww_rate(int64_t count, double exposure, double per, double level, struct ww_estimate *out)
{
    if (!(exposure > 0.0))
        return false;
    double scale = per / exposure;
    struct ww_interval interval = ww_count_interval(count, level);
    *out = (struct ww_estimate){(double)count * scale, {interval.low * scale, interval.high * scale}};
    return true;
}

static bool has_exposure(const struct ww_two_counts *counts)
{
    assert(counts->count1 >= 0 && counts->count2 >= 0);
    return counts->exposure1 > 0.0 && counts->exposure2 > 0.0;
}

bool ww_rate_ratio(const struct ww_two_counts *counts, double level, struct ww_estimate *out)
{
    if (!has_exposure(counts) || (counts->count1 == 0 && counts->count2 == 0))
        return false;
    assert(level > 0.0 && level < 1.0);
    double tail = 0.5 * (1.0 - level);
    double scale = counts->exposure2 / counts->exposure1;
    double x1 = (double)counts->count1;
    double x2 = (double)counts->count2;
    out->value = counts->count2 == 0 ? INFINITY : x1 / x2 * scale;
    out->interval.low = counts->count1 == 0 ? 0.0 : scale * ww_beta_quantile_odds(tail, x1, x2 + 1.0);
    out->interval.high = counts->count2 == 0 ? INFINITY
                                             : scale * ww_beta_upper_quantile_odds(tail, x1 + 1.0, x2);
    return true;
}

bool ww_rate_ratio_log(const struct ww_two_counts *counts, double level, struct ww_estimate *out)
{
    if (!has_exposure(counts) || counts->count1 == 0 || counts->count2 == 0)
        return false;
    double x1 = (double)counts->count1;
    double x2 = (double)counts->count2;
    double ratio = x1 / x2 * (counts->exposure2 / counts->exposure1);
    double factor = exp(z_of(level) * sqrt(1.0 / x1 + 1.0 / x2));
    *out = (struct ww_estimate){ratio, {ratio / factor, ratio * factor}};
    return true;
}

static struct ww_estimate difference_by_squares(const struct ww_estimate *a, const struct ww_estimate *b)
{
    double value = a->value - b->value;
    double down = sqrt(square(a->value - a->interval.low) + square(b->interval.high - b->value));
    double up = sqrt(square(a->interval.high - a->value) + square(b->value - b->interval.low));
    return (struct ww_estimate){value, {value - down, value + up}};
}

bool ww_rate_difference(const struct ww_two_counts *counts, double level, struct ww_estimate *out)
{
    struct ww_estimate rate1;
    struct ww_estimate rate2;
    if (!ww_rate(counts->count1, counts->exposure1, 1.0, level, &rate1) ||
        !ww_rate(counts->count2, counts->exposure2, 1.0, level, &rate2))
        return false;
    *out = difference_by_squares(&rate1, &rate2);
    return true;
}

bool ww_proportion(struct ww_share_of share, double level, struct ww_estimate *out)
{
    double x = share.successes;
    double n = share.n;
    if (!(n > 0.0 && x >= 0.0 && x <= n))
        return false;
    double z = z_of(level);
    double middle = 2.0 * x + z * z;
    double reach = z * sqrt(z * z + 4.0 * x * (1.0 - x / n));
    double whole = 2.0 * (n + z * z);
    out->value = x / n;
    out->interval.low = x == 0.0 ? 0.0 : (middle - reach) / whole;
    out->interval.high = x == n ? 1.0 : (middle + reach) / whole;
    return true;
}

bool ww_proportion_difference(struct ww_share_of share1, struct ww_share_of share2, double level,
                              struct ww_estimate *out)
{
    struct ww_estimate p1;
    struct ww_estimate p2;
    if (!ww_proportion(share1, level, &p1) || !ww_proportion(share2, level, &p2))
        return false;
    *out = difference_by_squares(&p1, &p2);
    return true;
}

double ww_effective_n(double sum_of_weights, double sum_of_squares)
{
    assert(sum_of_weights > 0.0 && sum_of_squares > 0.0);
    return sum_of_weights * sum_of_weights / sum_of_squares;
}

double ww_design_effect(double n, double sum_of_weights, double sum_of_squares)
{
    return n / ww_effective_n(sum_of_weights, sum_of_squares);
}
