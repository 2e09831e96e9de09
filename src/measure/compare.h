// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_COMPARE_H
#define WW_MEASURE_COMPARE_H

#include <stdint.h>

#include "measure/ask.h"
#include "stats/rates.h"

/* Two counts of two periods, and the cells that every measure which compares prints the same way. */

/* No percentage, share or rate is given of fewer records than this (docs/methods/change.md). */
#define WW_LOW_BASE 20
/* A change is called more than chance below this probability; of rows tested together, that after ww_compare_together. */
#define WW_CHANCE_LEVEL 0.05

struct ww_compared {
    int64_t then, now;
    double days_then, days_now;
};

/* With the days of the question's two periods. */
struct ww_compared ww_compare(const struct ww_ask *ask, int64_t then, int64_t now);

/* 100 × (now − then) ÷ then; [low] where `then` is under WW_LOW_BASE. */
void ww_compare_change(struct ww_table *table, size_t row, const char *column, int64_t then, int64_t now);

/* 100 × part ÷ whole; [low] where `whole` is under WW_LOW_BASE. */
void ww_compare_share(struct ww_table *table, size_t row, const char *column, int64_t part, int64_t whole);

/* Columns "ratio", "ratio_low", "ratio_high": daily rate now over then, exact 95% interval; [z] where an end is
 * without limit. */
void ww_compare_ratio(struct ww_table *table, size_t row, const struct ww_compared *compared);

/* Column "p_value" by the e-test ([z] where nothing was counted), and the same in words in the column "verdict"
 * where the table has one. */
void ww_compare_chance(struct ww_table *table, size_t row, const struct ww_compared *compared);

/* Once all rows are there. Of many rows without any real change some have p below 0.05 by chance alone, so those of a
 * table are taken together (stats/fdr.h), and "verdict" says more than chance only where that still holds. The total
 * is a question of its own and keeps its words. */
enum ww_rc WW_MUST_CHECK ww_compare_together(const struct ww_ask *ask, struct ww_table *table,
                                             struct ww_err *err);

/* Columns `low` and `high` from an interval, times 100 where they are percentages. */
struct ww_ends {
    const char *low, *high;
};
void ww_compare_interval(struct ww_table *table, size_t row, struct ww_ends columns,
                         struct ww_interval interval, double times);

/* Whether the row's verdict is more than chance. */
bool ww_compare_beyond_chance(const struct ww_table *table, size_t row);

/* Whether a subtotal says no more than the row above it: a group of one type. `count`: the column to compare. */
bool ww_compare_repeats(const struct ww_table *table, size_t row, const char *count);

/* The note that explains [low] and p. */
void ww_compare_note(struct ww_table *table);

#endif
