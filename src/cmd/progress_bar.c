// SPDX-License-Identifier: Apache-2.0
#include "cmd/progress_bar.h"

#include <stdio.h>
#include <time.h>

#include "base/num.h"

#define QUIET_FOR_S 0.5
#define REDRAW_S    0.1
#define BAR_CELLS   24

double ww_seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void draw(const char *what, uint64_t done, uint64_t total, uint64_t rows, double elapsed_s)
{
    double share = total ? (double)done / (double)total : 0;
    int filled = (int)(share * BAR_CELLS);
    double left_s = share > 0 ? elapsed_s * (1 - share) / share : 0;
    fprintf(stderr, "\r\033[K%s [%.*s%.*s] %3.0f%%", what, filled, "########################",
            BAR_CELLS - filled, "........................", share * 100);
    if (rows) {
        char count[48];
        ww_print_people((double)rows, 0, count);
        fprintf(stderr, "  %s rows  %.0f MB/s", count, (double)done / elapsed_s / 1e6);
    }
    fprintf(stderr, "  %.0f s left", left_s);
}

static void tell(struct ww_progress *self, const char *what, uint64_t done, uint64_t total, uint64_t rows)
{
    struct ww_progress_bar *bar = (struct ww_progress_bar *)self;
    double now_s = ww_seconds_now(), elapsed_s = now_s - bar->started_s;
    if (!bar->terminal || elapsed_s < QUIET_FOR_S || now_s - bar->last_drawn_s < REDRAW_S)
        return;
    bar->last_drawn_s = now_s;
    bar->drawn = true;
    draw(what, done, total, rows, elapsed_s);
}

void ww_progress_bar_start(struct ww_progress_bar *bar, const struct ww_cli *cli)
{
    *bar = (struct ww_progress_bar){
        .progress = {tell}, .terminal = cli->terminal, .started_s = ww_seconds_now()};
}

void ww_progress_bar_end(struct ww_progress_bar *bar)
{
    if (bar->drawn)
        fputs("\r\033[K", stderr);
}
