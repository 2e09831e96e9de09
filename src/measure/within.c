// SPDX-License-Identifier: Apache-2.0
/* The most frequent parts within each of several wholes.
 *
 * Problem. Two measures print the same table, of items and of types, and must print it the same way.
 * Method. Share of the whole's records with Wilson's interval, difference from the share in the period before with
 * Newcombe's (stats/rates.h). No share of a whole with fewer than 20 records: [low]. */
#include "measure/within.h"

#include "measure/columns.h"
#include "measure/compare.h"
#include "stats/order.h"

struct ww_table *ww_within_table(const struct ww_ask *ask, const char *id, const char *label)
{
    const struct ww_column share = ww_column_percent("share_pct", ww_ask_heading(ask, "Share", ask->period));
    const struct ww_column points = ww_column_number("change_points", "Change in percentage points",
                                                     WW_UNIT_PERCENT_POINTS, 1);
    const struct ww_column columns[] = {
        ww_column_label(label),
        ww_column_number("rank", "Rank", WW_UNIT_RANK, 0),
        ww_column_count("count_then", ww_ask_heading(ask, "Records", ask->compare)),
        ww_column_count("count_now", ww_ask_heading(ask, "Records", ask->period)),
        ww_column_percent("share_then_pct", ww_ask_heading(ask, "Share", ask->compare)),
        share,
        ww_column_end(share, WW_COLUMN_LOW, "share_low", "Share, lower end of 95% interval"),
        ww_column_end(share, WW_COLUMN_HIGH, "share_high", "Share, upper end of 95% interval"),
        points,
        ww_column_end(points, WW_COLUMN_LOW, "change_points_low", "Change, lower end of 95% interval"),
        ww_column_end(points, WW_COLUMN_HIGH, "change_points_high", "Change, upper end of 95% interval"),
    };
    return ww_table_new(id, columns, sizeof columns / sizeof columns[0]);
}

static void mark(struct ww_table *table, size_t row, const char *const columns[3], enum ww_mark with)
{
    for (size_t i = 0; i < 3; i++)
        ww_table_set_mark(table, row, columns[i], with);
}

static const char *const share_columns[3] = {"share_pct", "share_low", "share_high"};
static const char *const change_columns[3] = {"change_points", "change_points_low", "change_points_high"};

static void add_whole(struct ww_table *table, const struct ww_within_whole *whole)
{
    size_t row = ww_table_add_row(table, whole->id, WW_ROW_SUBTOTAL, 0);
    ww_table_set_text(table, row, "label", ww_str_of(whole->label));
    ww_table_set_number(table, row, "count_then", (double)whole->then);
    ww_table_set_number(table, row, "count_now", (double)whole->now);
    ww_table_set_mark(table, row, "rank", WW_MARK_NOT_APPLICABLE);
    ww_table_set_mark(table, row, "share_then_pct", WW_MARK_NOT_APPLICABLE);
    mark(table, row, share_columns, WW_MARK_NOT_APPLICABLE);
    mark(table, row, change_columns, WW_MARK_NOT_APPLICABLE);
}

struct part {
    const char *id, *label;
    int rank;
    const int64_t counts[2]; /* then, now */
};

static void add_part(struct ww_table *table, const struct ww_within_whole *whole, const struct part *part)
{
    const int64_t *counts = part->counts;
    size_t row = ww_table_add_row(table, ww_table_row_id(table, whole->id, part->id), WW_ROW_PLAIN, 1);
    const struct ww_share_of then = {(double)counts[0], (double)whole->then};
    const struct ww_share_of now = {(double)counts[1], (double)whole->now};
    struct ww_estimate share = {0}, change = {0};
    ww_table_set_text(table, row, "label", ww_str_of(part->label));
    ww_table_set_number(table, row, "rank", part->rank);
    ww_table_set_number(table, row, "count_then", (double)counts[0]);
    ww_table_set_number(table, row, "count_now", (double)counts[1]);
    ww_compare_share(table, row, "share_then_pct", counts[0], whole->then);
    if (whole->now < WW_LOW_BASE || !ww_proportion(now, WW_LEVEL_95, &share)) {
        mark(table, row, share_columns, WW_MARK_LOW_BASE);
    } else {
        ww_table_set_number(table, row, "share_pct", 100 * share.value);
        ww_compare_interval(table, row, (struct ww_ends){"share_low", "share_high"}, share.interval, 100);
    }
    if (whole->now < WW_LOW_BASE || whole->then < WW_LOW_BASE ||
        !ww_proportion_difference(now, then, WW_LEVEL_95, &change)) {
        mark(table, row, change_columns, WW_MARK_LOW_BASE);
        return;
    }
    ww_table_set_number(table, row, "change_points", 100 * change.value);
    ww_compare_interval(table, row, (struct ww_ends){"change_points_low", "change_points_high"},
                        change.interval, 100);
}

enum ww_rc ww_within_rows(const struct ww_ask *ask, const struct ww_within *within, struct ww_table *table,
                          struct ww_err *err)
{
    const size_t n = within->n_parts;
    uint64_t *counts = ww_arena_alloc(ask->arena, n, sizeof *counts);
    uint32_t *order = ww_arena_alloc(ask->arena, n, sizeof *order);
    if (!counts || !order)
        return ww_fail_nomem(err);
    for (size_t w = 0; w < within->n_wholes; w++) {
        const struct ww_within_whole *whole = &within->wholes[w];
        if (!whole->now)
            continue;
        for (size_t p = 0; p < n; p++)
            counts[p] = (uint64_t)within->now[w * n + p];
        ww_order_counts(counts, n, order);
        add_whole(table, whole);
        for (size_t place = 0; place < n && place < within->top && counts[order[place]]; place++) {
            size_t p = order[place], at = w * n + p;
            add_part(table, whole,
                     &(struct part){within->parts[p],
                                    (within->alone ? within->alone : within->parts)[p],
                                    (int)place + 1,
                                    {within->then[at], within->now[at]}});
        }
    }
    return WW_OK;
}
