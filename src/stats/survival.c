// SPDX-License-Identifier: Apache-2.0
/* The product-limit estimate.
 *
 * Problem. Of those who were victims last month one knows little of the next half year; left out, or taken for people who
 * do not come back, they would bend the share who do.
 * Method. Day by day, the share of those still watched to whom it did not happen; the product of these shares. Interval:
 * Greenwood's sum d / (n (n - d)) gives the variance of log S, put on the scale of log(-log S), where it stays within 0
 * and 1 (Kalbfleisch and Prentice 1980).
 * Edge cases. Once it has happened to all at risk the sum has no value; the estimate is 0 and so are both ends. */
#include "stats/survival.h"

#include <math.h>

#include "stats/distribution.h"

static struct ww_interval interval_of(double survival, double greenwood)
{
    if (survival <= 0 || survival >= 1)
        return (struct ww_interval){survival, survival};
    double half = ww_normal_quantile(0.5 + WW_LEVEL_95 / 2) * sqrt(greenwood) / fabs(log(survival));
    return (struct ww_interval){pow(survival, exp(half)), pow(survival, exp(-half))};
}

void ww_survival(const uint64_t *events, const uint64_t *censored, size_t n_days,
                 struct ww_survival_step *out)
{
    uint64_t at_risk = 0;
    double survival = 1, greenwood = 0;
    for (size_t t = 0; t < n_days; t++)
        at_risk += events[t] + censored[t];
    for (size_t t = 0; t < n_days; t++) {
        double n = (double)at_risk, d = (double)events[t];
        out[t].at_risk = at_risk;
        if (events[t] == at_risk && at_risk) {
            survival = 0;
        } else if (events[t]) {
            survival *= 1 - d / n;
            greenwood += d / (n * (n - d));
        }
        out[t].survival = survival;
        out[t].interval = interval_of(survival, greenwood);
        at_risk -= events[t] + censored[t];
    }
}
