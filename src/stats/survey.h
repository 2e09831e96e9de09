// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STATS_SURVEY_H
#define WW_STATS_SURVEY_H

#include <stdbool.h>
#include <stdint.h>

#include "stats/rates.h"

/* Answers to one question of a survey, added up: what a percentage and its interval are made from. */
struct ww_survey_sum {
    int64_t answers;         /* people who answered */
    double weights, squares; /* sums of their weights and of the squares of these */
    double counted;          /* weights of those whose answer counts */
};

/* One answer that `people` gave (alike, each with the weight). */
void ww_survey_add(struct ww_survey_sum *sum, int64_t people, double weight, bool counts);

/* The weighted share, as so many of the effective number of answers (Kish): for ww_proportion and
 * ww_proportion_difference. n is 0 where nobody answered. */
struct ww_share_of ww_survey_share(const struct ww_survey_sum *sum);

/* Two-sided probability that two shares as far apart, or farther, come from one population: the normal test with each
 * share's own variance (effective numbers). False, *p untouched, where a share has no answers or both are all or
 * nothing, so that there is no variance to test with. */
bool ww_survey_change_p(struct ww_share_of share1, struct ww_share_of share2, double *p);

#endif
