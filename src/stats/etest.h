// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STATS_ETEST_H
#define WW_STATS_ETEST_H

#include <stdbool.h>
#include <stdint.h>

/* Is the change between two counts more than chance? How the two are compared decides which other pairs of
 * counts would be "at least as far apart"; the choice matters only where the exposures differ. */
enum ww_etest_statistic {
    WW_ETEST_UNPOOLED = 0, /* variance k1/n1^2 + k2/n2^2: the paper's */
    WW_ETEST_POOLED, /* variance (k1 + k2)/(n1 n2): the score test; what some other tools call "e-test" */
};

/* count1 offences in days1 days against count2 in days2. `difference` is that of the daily rates under the null
 * hypothesis: 0 asks whether the two rates are the same. Any unit of exposure does, the same for both. */
struct ww_etest {
    int64_t count1, count2; /* >= 0 */
    double days1, days2;    /* > 0 */
    double difference;
    enum ww_etest_statistic statistic;
};

/* The two-sided p-value, in *p. False, and *p untouched, where there is nothing to test: both counts are 0, or a
 * rate would have to be negative or zero for the difference to hold. The absolute error is below 1e-15 plus
 * 1e-11 p: a p of 1e-16 says only "below 1e-15". Cost O(sqrt(count)): about 0.3 ms for counts of 100,000. */
bool ww_etest_p(const struct ww_etest *test, double *p);

#endif
