// SPDX-License-Identifier: Apache-2.0
/*
 * Problem. 54 of 120 victims named friends this year, 40 of 118 last year. Newcombe's interval (rates.h) says how large
 * the change may be; a table also says in a word whether chance alone makes one as large.
 *
 * Method. With a = x1, b = n1 - x1, c = x2, d = n2 - x2, N = n1 + n2: X = (N - 1)(ad - bc)^2 / (n1 n2 (a + c)(b + d)) is
 * chi-squared with one degree of freedom. Where the smallest expected count is below 1 the exact probability, given
 * the margins: those of all tables no likelier than the one seen (Irwin's rule), as R's fisher.test adds them up.
 *
 * Source. Campbell (2007), Statistics in Medicine 26, 3661-3675, who compared the tests in use and recommends this
 * division of work between them; without a correction for continuity, which is too cautious.
 *
 * Edge cases. Nothing can be said where all or none are named in both.
 */
#include "stats/two_shares.h"

#include <math.h>

#include "stats/distribution.h"

#define EXPECTED_MIN 1.0 /* Campbell (2007) */
#define SAME         1e-7 /* tables as likely as the one seen, but for rounding: the tolerance of fisher.test */

static double log_choose(int64_t n, int64_t k)
{
    return ww_log_gamma((double)n + 1) - ww_log_gamma((double)k + 1) - ww_log_gamma((double)(n - k) + 1);
}

/* log P(x of the first group are named), given the margins. */
static double log_table(const struct ww_two_shares *s, int64_t x)
{
    int64_t named = s->x1 + s->x2;
    return log_choose(s->n1, x) + log_choose(s->n2, named - x) - log_choose(s->n1 + s->n2, named);
}

static double exact(const struct ww_two_shares *s)
{
    int64_t named = s->x1 + s->x2;
    int64_t first = named > s->n2 ? named - s->n2 : 0, last = named < s->n1 ? named : s->n1;
    double seen = log_table(s, s->x1), sum = 0;
    for (int64_t x = first; x <= last; x++) {
        double here = log_table(s, x);
        if (here <= seen + log1p(SAME))
            sum += exp(here);
    }
    return sum < 1 ? sum : 1;
}

bool ww_two_shares_p(const struct ww_two_shares *s, double *p)
{
    if (s->n1 <= 0 || s->n2 <= 0 || s->x1 < 0 || s->x2 < 0 || s->x1 > s->n1 || s->x2 > s->n2)
        return false;
    double n1 = (double)s->n1, n2 = (double)s->n2, all = n1 + n2;
    double named = (double)(s->x1 + s->x2), rest = all - named;
    if (named <= 0 || rest <= 0)
        return false;
    double least = (n1 < n2 ? n1 : n2) * (named < rest ? named : rest) / all;
    if (least < EXPECTED_MIN) {
        *p = exact(s);
        return true;
    }
    double apart = (double)s->x1 * (n2 - (double)s->x2) - (n1 - (double)s->x1) * (double)s->x2;
    *p = ww_chi2_upper((all - 1) * apart * (apart / (n1 * n2)) / (named * rest), 1);
    return true;
}
