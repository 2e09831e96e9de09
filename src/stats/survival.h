// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STATS_SURVIVAL_H
#define WW_STATS_SURVIVAL_H

#include <stddef.h>
#include <stdint.h>

#include "stats/rates.h"

/* How long until it happens, where some were not watched long enough to know? Of each, the days until the event, or until
 * it was no longer watched (censored). Source: Kaplan and Meier (1958), JASA 53(282), 457-481. */

struct ww_survival_step {
    uint64_t at_risk; /* still watched, and nothing happened before this day */
    double survival;  /* share to whom nothing has happened by the end of the day */
    struct ww_interval
        interval; /* of it, 95%: Greenwood's variance on the log-log scale; both ends the value where
                                    nothing has happened yet, and 0..0 where it has to all */
};

/* events[t], censored[t]: how many had the event, or were last watched, on day t = 0 .. n_days - 1. An event on the day
 * on which others are censored comes before their censoring. out: n_days steps, written by the call. Where nobody is at
 * risk any more, survival stays what it was. O(n_days), no memory. */
void ww_survival(const uint64_t *events, const uint64_t *censored, size_t n_days,
                 struct ww_survival_step *out);

#endif
