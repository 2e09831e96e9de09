// SPDX-License-Identifier: Apache-2.0
#ifndef WW_CMD_PROGRESS_BAR_H
#define WW_CMD_PROGRESS_BAR_H

#include <stdbool.h>

#include "base/progress.h"
#include "cmd/command.h"

/* A line on the terminal that says how far long work has come: what, share done, rows, MB/s, time left. Silent
 * where standard error is no terminal, and for work that ends within half a second. */
struct ww_progress_bar {
    struct ww_progress progress; /* first: hand out &bar.progress */
    bool terminal;
    bool drawn;
    double started_s, last_drawn_s;
};

void ww_progress_bar_start(struct ww_progress_bar *bar, const struct ww_cli *cli);
void ww_progress_bar_end(struct ww_progress_bar *bar); /* wipes the line */
double ww_seconds_now(void);                           /* of a clock that only goes forward */

#endif
