// SPDX-License-Identifier: Apache-2.0
/* Percentages of a survey.
 *
 * Problem. A survey asks some, and weighs them so that they stand for all. Weights make a percentage less certain than the
 * number of people asked suggests.
 * Method. With weights w the effective number of answers is (sum w)^2 / sum w^2 (Kish): as many equally weighted answers
 * would be as certain. Intervals and tests use it in place of the number of people.
 * Source. L. Kish, Survey Sampling (1965). Test: z = (p1 - p2) / sqrt(p1 q1 / n1 + p2 q2 / n2).
 * Conventions. Quota samples and panels have no sampling distribution of their own: their intervals are what they would be
 * had people been drawn at random.
 * Edge cases. Weights of 0 add to nothing but the number of answers. Two shares of 0%, or of 100%, cannot be tested. */
#include "stats/survey.h"

#include <math.h>

#include "stats/distribution.h"

void ww_survey_add(struct ww_survey_sum *sum, int64_t people, double weight, bool counts)
{
    double together = (double)people * weight;
    sum->answers += people;
    sum->weights += together;
    sum->squares += together * weight;
    sum->counted += counts ? together : 0;
}

struct ww_share_of ww_survey_share(const struct ww_survey_sum *sum)
{
    if (!(sum->squares > 0))
        return (struct ww_share_of){0};
    double n = ww_effective_n(sum->weights, sum->squares);
    double share = sum->counted / sum->weights;
    return (struct ww_share_of){(share < 1 ? share : 1) * n, n};
}

bool ww_survey_change_p(struct ww_share_of share1, struct ww_share_of share2, double *p)
{
    if (!(share1.n > 0) || !(share2.n > 0))
        return false;
    double p1 = share1.successes / share1.n, p2 = share2.successes / share2.n;
    double variance = p1 * (1 - p1) / share1.n + p2 * (1 - p2) / share2.n;
    if (!(variance > 0))
        return false;
    *p = 2 * ww_normal_cdf(-fabs(p1 - p2) / sqrt(variance));
    return true;
}
