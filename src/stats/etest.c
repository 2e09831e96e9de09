// SPDX-License-Identifier: Apache-2.0
/*
 * Problem. 58,567 offences this year and 53,535 last year, or 5 robberies and 1: would chance alone do it? The
 * usual conditional test (binomial, given the sum) is conservative for the small counts of a ward.
 *
 * Method. The e-test of K. Krishnamoorthy and J. Thomson (2004), A more powerful test for comparing two Poisson
 * means, Journal of Statistical Planning and Inference 119, 23-35. With rates r = k/n, null hypothesis
 * r1 = r2 + d, and pooled estimate l = (k1 + k2)/(n1 + n2) - d n1/(n1 + n2),
 *     T(x1, x2) = |x1/n1 - x2/n2 - d| / sqrt(x1/n1^2 + x2/n2^2)
 *     p = sum over all (x1, x2) with T(x1, x2) >= T(k1, k2) of Poisson(x1; n1 (l + d)) Poisson(x2; n2 l).
 * The pooled statistic has (x1 + x2)/(n1 n2) under the root: the same order of pairs where n1 = n2.
 *
 * The double sum, in one walk. For each x1 the pairs that are not extreme are those strictly between the two
 * roots, in x2, of a quadratic. So an inner sum is a lower tail up to the one root plus an upper tail from the
 * other, and as x1 moves by one the roots move little: the tails are carried along, a term added at a time. The
 * upper root rises with x1, so that part is walked downwards from the far end and its tail only ever grows.
 * The lower root rises too when d = 0; otherwise it may fall at first, and terms are taken off again. Only the
 * counts within nine standard deviations of their means (and twenty more above) take part: what lies beyond
 * weighs less than 1e-18. Cost: the width of that window, not its square; no workspace.
 *
 * Edge cases. k1 = k2 = 0: not testable. (0, 0) as an outcome has no variance: T is 0 there for d = 0, as in the
 * authors' program (so equal rates give p = 1 exactly), and infinite for d other than 0. Two values of T that
 * should be equal may differ in their last bits: outcomes within 1e-11 of the observed T^2 are as extreme as
 * it. A root is found in floating point and then moved to where the comparison itself changes.
 *
 * Other tools. scipy.stats.poisson_means_test is the unpooled test; it leaves (0, 0) out for d = 0, so its p for
 * 1 and 1 offences is .865. The R package ptools (2.0.0) has the pooled statistic, but for d other than 0 divides
 * the observed difference by sqrt(l) and those of the outcomes by sqrt((x1 + x2)/(n1 + n2)), which is not l: its
 * .5808 for 3 and 1 with d = 1 is .7168 here and in scipy. For d = 0 the three agree.
 */
#include "stats/etest.h"

#include <assert.h>
#include <math.h>

#include "stats/distribution.h"

#define WINDOW_SD   9.0   /* half-width of the counts summed, in standard deviations */
#define WINDOW_MORE 20.0  /* and this much above, for small means, whose upper tail is long */
#define TIE         1e-11 /* relative difference of T^2 that counts as none */

struct side {
    double days;
    double per_day;  /* 1 / days */
    double variance; /* of the rate, for each offence counted */
    double mean;     /* under the null hypothesis */
    int64_t first, last;
};

struct setting {
    struct side side1, side2;
    double difference;
    double bound; /* T^2 of the counts observed, less the tie */
};

/* Poisson point probabilities from an end of the window on, and the sum of those passed. */
struct walk {
    double mean, term, sum;
    int64_t at;
};

static double square(double x)
{
    return x * x;
}

static double squared_difference(const struct setting *set, int64_t x1, int64_t x2)
{
    return square((double)x1 * set->side1.per_day - (double)x2 * set->side2.per_day - set->difference);
}

static double variance(const struct setting *set, int64_t x1, int64_t x2)
{
    return (double)x1 * set->side1.variance + (double)x2 * set->side2.variance;
}

static bool is_extreme(const struct setting *set, int64_t x1, int64_t x2)
{
    if (x1 == 0 && x2 == 0)
        return set->difference != 0.0;
    return squared_difference(set, x1, x2) >= set->bound * variance(set, x1, x2);
}

static int64_t clamp(double x, int64_t low, int64_t high)
{
    if (x < (double)low)
        return low;
    return x > (double)high ? high : (int64_t)x;
}

/* Outcomes x2 <= *low and x2 >= *high are extreme given x1, those between are not; *low is from first - 1 on,
 * *high to last + 1. */
static void find_bounds(const struct setting *set, int64_t x1, int64_t *low, int64_t *high)
{
    const struct side *side2 = &set->side2;
    double u = (double)x1 * set->side1.per_day - set->difference;
    double slope = set->bound * side2->variance * side2->days;
    double root_squared = u * slope + square(slope) / 4.0 + set->bound * set->side1.variance * (double)x1;
    if (root_squared < 0.0) { /* whatever x2 is */
        *low = side2->first - 1;
        *high = side2->first;
        return;
    }
    double middle = u + slope / 2.0;
    double root = sqrt(root_squared);
    int64_t below = clamp((middle - root) * side2->days, side2->first - 1, side2->last);
    int64_t above = clamp((middle + root) * side2->days + 1.0, side2->first, side2->last + 1);
    while (below >= side2->first && !is_extreme(set, x1, below))
        below--;
    while (below < side2->last && below + 1 < above && is_extreme(set, x1, below + 1))
        below++;
    while (above <= side2->last && !is_extreme(set, x1, above))
        above++;
    while (above > side2->first && above - 1 > below && is_extreme(set, x1, above - 1))
        above--;
    *low = below < above ? below : above - 1;
    *high = above;
}

/* Sum of Poisson terms from side->first to `to`. */
static double sum_up_to(struct walk *walk, int64_t first, int64_t to)
{
    while (walk->at < to) {
        walk->at++;
        walk->term = walk->at == first ? ww_poisson_pmf(first, walk->mean)
                                       : walk->term * (walk->mean / (double)walk->at);
        walk->sum += walk->term;
    }
    while (walk->at > to) {
        walk->sum -= walk->term;
        walk->term *= (double)walk->at / walk->mean;
        walk->at--;
    }
    if (walk->at < first)
        walk->sum = 0.0;
    return walk->sum;
}

/* Sum of Poisson terms from `from` to side->last. */
static double sum_down_to(struct walk *walk, int64_t last, int64_t from)
{
    while (walk->at > from) {
        walk->at--;
        walk->term = walk->at == last ? ww_poisson_pmf(last, walk->mean)
                                      : walk->term * ((double)(walk->at + 1) / walk->mean);
        walk->sum += walk->term;
    }
    return walk->sum;
}

/* Extreme pairs whose x2 is low for their x1. */
static double sum_low(const struct setting *set)
{
    struct walk outer = {.mean = set->side1.mean, .at = set->side1.first - 1};
    struct walk inner = {.mean = set->side2.mean, .at = set->side2.first - 1};
    double sum = 0.0;
    for (int64_t x1 = set->side1.first; x1 <= set->side1.last; x1++) {
        int64_t low;
        int64_t high;
        find_bounds(set, x1, &low, &high);
        sum_up_to(&outer, set->side1.first, x1);
        sum += outer.term * sum_up_to(&inner, set->side2.first, low);
    }
    return sum;
}

/* Extreme pairs whose x2 is high for their x1. */
static double sum_high(const struct setting *set)
{
    struct walk outer = {.mean = set->side1.mean, .at = set->side1.last + 1};
    struct walk inner = {.mean = set->side2.mean, .at = set->side2.last + 1};
    double sum = 0.0;
    for (int64_t x1 = set->side1.last; x1 >= set->side1.first; x1--) {
        int64_t low;
        int64_t high;
        find_bounds(set, x1, &low, &high);
        sum_down_to(&outer, set->side1.last, x1);
        sum += outer.term * sum_down_to(&inner, set->side2.last, high);
    }
    return sum;
}

static struct side make_side(double days, double mean, double variance_per_offence)
{
    double reach = WINDOW_SD * sqrt(mean);
    return (struct side){
        .days = days,
        .per_day = 1.0 / days,
        .variance = variance_per_offence,
        .mean = mean,
        .first = mean > reach ? (int64_t)floor(mean - reach) : 0,
        .last = (int64_t)ceil(mean + reach + WINDOW_MORE),
    };
}

bool ww_etest_p(const struct ww_etest *test, double *p)
{
    assert(test->count1 >= 0 && test->count2 >= 0 && test->days1 > 0.0 && test->days2 > 0.0);
    double n1 = test->days1;
    double n2 = test->days2;
    double d = test->difference;
    double rate2 = ((double)test->count1 + (double)test->count2 - d * n1) / (n1 + n2);
    if ((test->count1 == 0 && test->count2 == 0) || rate2 <= 0.0 || rate2 + d <= 0.0)
        return false;

    bool pooled = test->statistic == WW_ETEST_POOLED;
    struct setting set = {
        .side1 = make_side(n1, n1 * (rate2 + d), pooled ? 1.0 / (n1 * n2) : 1.0 / (n1 * n1)),
        .side2 = make_side(n2, n2 * rate2, pooled ? 1.0 / (n1 * n2) : 1.0 / (n2 * n2)),
        .difference = d,
    };
    double observed = squared_difference(&set, test->count1, test->count2) /
                      variance(&set, test->count1, test->count2);
    set.bound = observed * (1.0 - TIE);
    if (observed < TIE * TIE) { /* equal rates, but for rounding: nothing is less extreme */
        *p = 1.0;
        return true;
    }
    *p = fmax(0.0, fmin(1.0, sum_low(&set) + sum_high(&set)));
    return true;
}
