// SPDX-License-Identifier: Apache-2.0
/* Order by a weighted mean, and its sensitivity.
 *
 * Problem. Which of thirty crime types should come first depends on what counts: volume, cost, harm, trend. A board may
 * set the weights, and must see whether a slightly different choice would have given another order.
 * Method. A weighted arithmetic mean of criteria that are all on one scale (0 to 100), over the criteria that were
 * measured for the thing. Sensitivity one weight at a time: each criterion is left out, then counted twice, and the best
 * and the worst rank are kept (one-at-a-time analysis: Saltelli and others, Global Sensitivity Analysis: The Primer,
 * 2008, chapter 2; joint changes of several weights can move more than it shows).
 * Edge cases. A criterion of weight 0 is left out and, counted twice, still is. A thing without any weighted criterion
 * scores 0. Equal scores share the better rank. */
#include "stats/weighted_score.h"

/* A tie must be one on every machine, whatever the order of rounding. */
#define SAME 1e-9

struct change {
    size_t criterion;
    double times; /* its weight times this */
};

static double score_of(const struct ww_criteria_matrix *m, size_t i, struct change change, double *covered)
{
    double sum = 0, weight = 0, all = 0;
    for (size_t j = 0; j < m->k; j++) {
        const double w = m->weights[j] * (j == change.criterion ? change.times : 1);
        all += w;
        if (!m->given[i * m->k + j])
            continue;
        sum += w * m->scaled[i * m->k + j];
        weight += w;
    }
    if (covered)
        *covered = all > 0 ? weight / all : 0;
    return weight > 0 ? sum / weight : 0;
}

static size_t rank_of(const struct ww_criteria_matrix *m, size_t i, struct change change)
{
    const double own = score_of(m, i, change, NULL);
    size_t rank = 1;
    for (size_t other = 0; other < m->n; other++)
        rank += score_of(m, other, change, NULL) > own + SAME;
    return rank;
}

void ww_weighted_scores(const struct ww_criteria_matrix *m, struct ww_weighted_score *out)
{
    const struct change none = {m->k, 1};
    for (size_t i = 0; i < m->n; i++) {
        struct ww_weighted_score *s = &out[i];
        s->score = score_of(m, i, none, &s->covered);
        s->rank = s->best = s->worst = rank_of(m, i, none);
        for (size_t j = 0; j < m->k; j++)
            for (int times = 0; times <= 2; times += 2) {
                const size_t rank = rank_of(m, i, (struct change){j, times});
                s->best = rank < s->best ? rank : s->best;
                s->worst = rank > s->worst ? rank : s->worst;
            }
    }
}

size_t ww_weighted_moved(const struct ww_criteria_matrix *m, const struct ww_weighted_score *scores, size_t j,
                         size_t top)
{
    size_t moved = 0;
    for (size_t i = 0; i < m->n; i++)
        moved += scores[i].rank <= top && rank_of(m, i, (struct change){j, 0}) > top;
    return moved;
}
