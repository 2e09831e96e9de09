// SPDX-License-Identifier: Apache-2.0
/*
 * Problem. Intervals and tests on counts need the tails and quantiles of the Poisson, binomial, chi-square and
 * normal distributions, for a ward's 3 offences as for a force's 830,000. The textbook formula
 * exp(x log m - m - lgamma(x + 1)) loses nine digits there, because it subtracts numbers of a million; and one
 * minus a probability near one has no digits left at all.
 *
 * Method. Everything rests on two incomplete integrals, each computed as the logarithm of whichever tail is the
 * smaller, so that small probabilities keep their digits and nothing overflows:
 *   gamma  P(a, x): the power series below a + 1, Legendre's continued fraction above (DLMF 8.11.4, 8.9.2);
 *   beta   I_x(a, b): the continued fraction of Didonato and Morris (1992), on the side of the mean where it
 *          converges fast.
 * Their leading factors are point probabilities in the form of Loader (2000): Stirling's error plus deviances,
 * where the large terms have been cancelled by algebra. Continued fractions are evaluated by Lentz's method as
 * modified by Thompson and Barnett (1986). The Poisson, chi-square and binomial tails are special values.
 *
 * Quantiles. The logarithm of a tail is a concave function of log x (gamma) or of logit x (beta), because both
 * densities are log-concave there. Newton's method on it therefore never leaves the curve's right side
 * after its first step and needs no bracket; it starts at Wilson and Hilferty's (1931) or the normal guess.
 *
 * Sources. M. J. Wichura (1988) Applied Statistics 37, 477-484 (AS 241, PPND16). C. Loader (2000) Fast and
 * accurate computation of binomial probabilities. A. R. Didonato and A. H. Morris (1992) ACM TOMS 18, 360-373
 * (algorithm 708). I. J. Thompson and A. R. Barnett (1986) J. Comput. Phys. 64, 490-509. E. B. Wilson and
 * M. M. Hilferty (1931) PNAS 17, 684-688.
 *
 * Edge cases. Mean 0, share 0 or 1 and x at an end of its range are exact. Probabilities under about 1e-290
 * lose relative accuracy and end at 0.
 */
#include "stats/distribution.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#define HALF_LOG_2PI 0.918938533204672741780329736406 /* log(2 pi) / 2 */
#define LOG_2PI      1.837877066409345483560659472811
#define LENTZ_FLOOR  1e-290 /* stands for a zero denominator in a continued fraction */
#define MOST_STEPS   100000000L

/* ---- Point probabilities without cancellation (Loader) ---- */

/* log Gamma(n + 1) less Stirling's formula for it. */
static double stirling_error(double n)
{
    /* Coefficients of the asymptotic series (DLMF 5.11.1); above 15 the next term is under 3e-16. */
    static const double series[] = {1.0 / 12, 1.0 / 360, 1.0 / 1260, 1.0 / 1680, 1.0 / 1188};
    if (n <= 15.0)
        return ww_log_gamma(n + 1.0) - (n + 0.5) * log(n) + n - HALF_LOG_2PI;
    double square = n * n;
    double sum = series[4];
    for (int i = 3; i >= 0; i--)
        sum = series[i] - sum / square;
    return sum / n;
}

/* x log(x / mean) + mean - x: how far x is from its mean, in units of log probability. */
static double deviance(double x, double mean)
{
    if (fabs(x - mean) >= 0.1 * (x + mean))
        return x * log(x / mean) + mean - x;
    double v = (x - mean) / (x + mean);
    double sum = (x - mean) * v;
    double term = 2.0 * x * v;
    v *= v;
    for (int j = 3;; j += 2) {
        term *= v;
        double next = sum + term / j;
        if (next == sum)
            return sum;
        sum = next;
    }
}

/* log( x^a e^-x / Gamma(a + 1) ): the Poisson point probability, a not necessarily whole. */
static double log_poisson_term(double a, double x)
{
    return -stirling_error(a) - deviance(a, x) - 0.5 * (LOG_2PI + log(a));
}

/* log( Gamma(a + b + 1) / (Gamma(a + 1) Gamma(b + 1)) x^a y^b ), y = 1 - x: the binomial one. */
static double log_binomial_term(double a, double b, double x, double y)
{
    double n = a + b;
    return stirling_error(n) - stirling_error(a) - stirling_error(b) - deviance(a, n * x) -
           deviance(b, n * y) - 0.5 * (LOG_2PI + log(a) + log(b / n));
}

/* ---- Incomplete gamma ---- */

/* The logarithms of both tails at a point, and of the density with respect to the variable that Newton's
 * method walks on: log x for the gamma, logit x for the beta. */
struct tails {
    double log_lower, log_upper, log_density;
};

/* log(1 - exp(log_p)), for log_p <= 0. */
static double log_complement(double log_p)
{
    return log1p(-exp(log_p));
}

static double gamma_series(double a, double x)
{
    double sum = 1.0;
    double term = 1.0;
    for (long i = 1; i < MOST_STEPS; i++) {
        term *= x / (a + (double)i);
        sum += term;
        if (term < sum * (0.25 * DBL_EPSILON))
            break;
    }
    return sum;
}

/* 1 / (x+1-a - 1(1-a) / (x+3-a - 2(2-a) / (x+5-a - ...))) */
static double gamma_fraction(double a, double x)
{
    double b = x + 1.0 - a;
    double c = 1.0 / LENTZ_FLOOR;
    double d = 1.0 / b;
    double value = d;
    for (long i = 1; i < MOST_STEPS; i++) {
        double numerator = -(double)i * ((double)i - a);
        b += 2.0;
        d = numerator * d + b;
        d = 1.0 / (fabs(d) < LENTZ_FLOOR ? LENTZ_FLOOR : d);
        c = b + numerator / c;
        c = fabs(c) < LENTZ_FLOOR ? LENTZ_FLOOR : c;
        double factor = c * d;
        value *= factor;
        if (fabs(factor - 1.0) < DBL_EPSILON)
            break;
    }
    return value;
}

/* For 0 < x < infinity. */
static struct tails gamma_tails(double x, double a, double unused)
{
    (void)unused;
    struct tails tails;
    double log_term = log_poisson_term(a, x);
    tails.log_density = log_term + log(a);
    if (x < a + 1.0) {
        tails.log_lower = fmin(0.0, log_term + log(gamma_series(a, x)));
        tails.log_upper = log_complement(tails.log_lower);
    } else {
        tails.log_upper = fmin(0.0, tails.log_density + log(gamma_fraction(a, x)));
        tails.log_lower = log_complement(tails.log_upper);
    }
    return tails;
}

static double gamma_tail(double x, double a, bool upper)
{
    assert(a > 0.0 && x >= 0.0);
    if (x == 0.0)
        return upper ? 1.0 : 0.0;
    if (x > DBL_MAX)
        return upper ? 0.0 : 1.0;
    struct tails tails = gamma_tails(x, a, 0.0);
    return exp(upper ? tails.log_upper : tails.log_lower);
}

/* ---- Incomplete beta ---- */

/* The continued fraction of algorithm 708 (BFRAC), for x <= a / (a + b). */
static double beta_fraction(double a, double b, double x, double y)
{
    double c = a * (a * y - b * x + 1.0) / (a + 1.0);
    c = fabs(c) < LENTZ_FLOOR ? LENTZ_FLOOR : c;
    double value = c;
    double d = 0.0;
    for (long i = 1; i < MOST_STEPS; i++) {
        double m = (double)i;
        double odd = a + 2.0 * m - 1.0;
        double alpha = ((a + m - 1.0) / odd) * ((a + b + m - 1.0) / odd) * m * (b - m) * x * x;
        double beta = m + m * (b - m) * x / odd +
                      (a + m) * (a * y - b * x + 1.0 + m * (2.0 - x)) / (odd + 2.0);
        d = beta + alpha * d;
        d = 1.0 / (fabs(d) < LENTZ_FLOOR ? LENTZ_FLOOR : d);
        c = beta + alpha / c;
        c = fabs(c) < LENTZ_FLOOR ? LENTZ_FLOOR : c;
        double factor = c * d;
        value *= factor;
        if (fabs(factor - 1.0) < DBL_EPSILON)
            break;
    }
    return value;
}

/* For 0 < x, y < 1, x + y = 1; both are given because near 1 the one has not the digits of the other. */
static struct tails beta_tails_at(double x, double y, double a, double b)
{
    struct tails tails;
    tails.log_density = log_binomial_term(a, b, x, y) + log(a) + log(b / (a + b));
    if (a * y >= b * x) {
        tails.log_lower = fmin(0.0, tails.log_density - log(beta_fraction(a, b, x, y)));
        tails.log_upper = log_complement(tails.log_lower);
    } else {
        tails.log_upper = fmin(0.0, tails.log_density - log(beta_fraction(b, a, y, x)));
        tails.log_lower = log_complement(tails.log_upper);
    }
    return tails;
}

static struct tails beta_tails(double odds, double a, double b)
{
    return beta_tails_at(odds / (1.0 + odds), 1.0 / (1.0 + odds), a, b);
}

static double beta_tail(double x, double a, double b, bool upper)
{
    assert(a > 0.0 && b > 0.0 && x >= 0.0 && x <= 1.0);
    if (x == 0.0 || x == 1.0)
        return (x == 1.0) == upper ? 0.0 : 1.0;
    struct tails tails = beta_tails_at(x, 1.0 - x, a, b);
    return exp(upper ? tails.log_upper : tails.log_lower);
}

/* ---- Quantiles ---- */

/* A probability and the tail it is the probability of. */
struct target {
    double p;
    bool upper;
};

/* The same point named by its smaller tail. */
static struct target smaller_tail(struct target target)
{
    if (target.p <= 0.5)
        return target;
    return (struct target){1.0 - target.p, !target.upper};
}

static double normal_guess(struct target target)
{
    double z = ww_normal_quantile(target.p);
    return target.upper ? -z : z;
}

typedef struct tails tails_fn(double exp_t, double a, double b);

/* The t at which the tail named has its probability, from the start t; see "Quantiles" above. */
static double newton_on_log_tail(tails_fn *tails_of, double a, double b, struct target target, double t)
{
    static const double t_most = 690.0; /* exp(t) stays a normal number */
    double log_p = log(target.p);
    double last = INFINITY;
    for (int i = 0; i < 200; i++) {
        struct tails tails = tails_of(exp(t), a, b);
        double log_tail = target.upper ? tails.log_upper : tails.log_lower;
        double step = (log_tail - log_p) * exp(log_tail - tails.log_density);
        double next = target.upper ? t + step : t - step;
        next = fmax(-t_most, fmin(t_most, next));
        step = fabs(next - t);
        t = next;
        if (step <= DBL_EPSILON * fabs(t) || (step < 1e-9 && step >= last))
            break;
        last = step;
    }
    return t;
}

static double gamma_quantile(struct target target, double a)
{
    assert(a > 0.0 && target.p >= 0.0 && target.p <= 1.0);
    if (target.p == 0.0 || target.p == 1.0)
        return (target.p == 1.0) == target.upper ? 0.0 : INFINITY;
    target = smaller_tail(target);
    double root = 1.0 - 1.0 / (9.0 * a) + normal_guess(target) / (3.0 * sqrt(a));
    /* Where that guess runs out, far down the lower tail, P(a, x) is nearly x^a / Gamma(a + 1). */
    double start = root > 0.3 ? log(a) + 3.0 * log(root) : (log(target.p) + ww_log_gamma(a + 1.0)) / a;
    return exp(newton_on_log_tail(gamma_tails, a, 0.0, target, start));
}

static double beta_quantile_odds(struct target target, double a, double b)
{
    assert(a > 0.0 && b > 0.0 && target.p >= 0.0 && target.p <= 1.0);
    if (target.p == 0.0 || target.p == 1.0)
        return (target.p == 1.0) == target.upper ? 0.0 : INFINITY;
    target = smaller_tail(target);
    double start = log(a / b) + normal_guess(target) * sqrt(1.0 / a + 1.0 / b);
    return exp(newton_on_log_tail(beta_tails, a, b, target, start));
}

static double share_of_odds(double odds)
{
    return odds > DBL_MAX ? 1.0 : odds / (1.0 + odds);
}

/* ---- Public functions ---- */

double ww_normal_cdf(double z)
{
    return 0.5 * erfc(-z * M_SQRT1_2);
}

static double polynomial(const double coefficients[8], double x)
{
    double sum = coefficients[7];
    for (int i = 6; i >= 0; i--)
        sum = sum * x + coefficients[i];
    return sum;
}

/* AS 241, routine PPND16: a ratio of polynomials of degree 7 on each of three ranges. */
double ww_normal_quantile(double p)
{
    static const double a[8] = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
                                1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
                                3.3430575583588128105e4, 2.5090809287301226727e3};
    static const double b[8] = {1.0,
                                4.2313330701600911252e1,
                                6.8718700749205790830e2,
                                5.3941960214247511077e3,
                                2.1213794301586595867e4,
                                3.9307895800092710610e4,
                                2.8729085735721942674e4,
                                5.2264952788528545610e3};
    static const double c[8] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                5.76949722146069140550e0,  3.64784832476320460504e0,
                                1.27045825245236838258e0,  2.41780725177450611770e-1,
                                2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static const double d[8] = {1.0,
                                2.05319162663775882187e0,
                                1.67638483018380384940e0,
                                6.89767334985100004550e-1,
                                1.48103976427480074590e-1,
                                1.51986665636164571966e-2,
                                5.47593808499534494600e-4,
                                1.05075007164441684324e-9};
    static const double e[8] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                1.78482653991729133580e0,  2.96560571828504891230e-1,
                                2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static const double f[8] = {1.0,
                                5.99832206555887937690e-1,
                                1.36929880922735805310e-1,
                                1.48753612908506148525e-2,
                                7.86869131145613259100e-4,
                                1.84631831751005468180e-5,
                                1.42151175831644588870e-7,
                                2.04426310338993978564e-15};
    assert(p >= 0.0 && p <= 1.0);
    if (p == 0.0 || p == 1.0)
        return p == 0.0 ? -INFINITY : INFINITY;
    double q = p - 0.5;
    if (fabs(q) <= 0.425) {
        double r = 0.180625 - q * q;
        return q * polynomial(a, r) / polynomial(b, r);
    }
    double r = sqrt(-log(q < 0.0 ? p : 1.0 - p));
    double z = r <= 5.0 ? polynomial(c, r - 1.6) / polynomial(d, r - 1.6)
                        : polynomial(e, r - 5.0) / polynomial(f, r - 5.0);
    return q < 0.0 ? -z : z;
}

double ww_log_gamma(double x)
{
    int sign;
    assert(x > 0.0);
    return lgamma_r(x, &sign);
}

double ww_poisson_pmf(int64_t count, double mean)
{
    assert(count >= 0 && mean >= 0.0);
    if (mean == 0.0)
        return count == 0 ? 1.0 : 0.0;
    return count == 0 ? exp(-mean) : exp(log_poisson_term((double)count, mean));
}

double ww_poisson_cdf(int64_t count, double mean)
{
    assert(count >= 0);
    return gamma_tail(mean, (double)count + 1.0, true);
}

double ww_poisson_upper(int64_t count, double mean)
{
    assert(count >= 0);
    return count == 0 ? 1.0 : gamma_tail(mean, (double)count, false);
}

double ww_chi2_cdf(double x, double df)
{
    return gamma_tail(x / 2.0, df / 2.0, false);
}

double ww_chi2_upper(double x, double df)
{
    return gamma_tail(x / 2.0, df / 2.0, true);
}

double ww_chi2_quantile(double lower, double df)
{
    return 2.0 * gamma_quantile((struct target){lower, false}, df / 2.0);
}

double ww_chi2_upper_quantile(double upper, double df)
{
    return 2.0 * gamma_quantile((struct target){upper, true}, df / 2.0);
}

double ww_beta_cdf(double x, double a, double b)
{
    return beta_tail(x, a, b, false);
}

double ww_beta_upper(double x, double a, double b)
{
    return beta_tail(x, a, b, true);
}

double ww_beta_quantile_odds(double lower, double a, double b)
{
    return beta_quantile_odds((struct target){lower, false}, a, b);
}

double ww_beta_upper_quantile_odds(double upper, double a, double b)
{
    return beta_quantile_odds((struct target){upper, true}, a, b);
}

double ww_beta_quantile(double lower, double a, double b)
{
    return share_of_odds(ww_beta_quantile_odds(lower, a, b));
}

double ww_beta_upper_quantile(double upper, double a, double b)
{
    return share_of_odds(ww_beta_upper_quantile_odds(upper, a, b));
}

double ww_binomial_pmf(int64_t count, int64_t n, double share)
{
    assert(count >= 0 && count <= n && share >= 0.0 && share <= 1.0);
    if (share == 0.0 || share == 1.0)
        return count == (share == 0.0 ? 0 : n) ? 1.0 : 0.0;
    if (count == 0)
        return exp((double)n * log1p(-share));
    if (count == n)
        return exp((double)n * log(share));
    return exp(log_binomial_term((double)count, (double)(n - count), share, 1.0 - share));
}

double ww_binomial_cdf(int64_t count, int64_t n, double share)
{
    assert(count >= 0 && count <= n);
    return count == n ? 1.0 : ww_beta_upper(share, (double)count + 1.0, (double)(n - count));
}

double ww_binomial_upper(int64_t count, int64_t n, double share)
{
    assert(count >= 0 && count <= n);
    return count == 0 ? 1.0 : ww_beta_cdf(share, (double)count, (double)(n - count) + 1.0);
}
