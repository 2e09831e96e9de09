// SPDX-License-Identifier: Apache-2.0
/* Two counts side by side: percentage, ratio of daily rates, probability by chance.
 *
 * Problem. The same comparison stands in half of all tables; done in each of them it would sooner or later be done
 * in two ways.
 * Method and conventions: docs/methods/change.md. The ratio has its exact interval (stats/rates.h), the test is the
 * e-test (stats/etest.h); both compare rates per day, so that a leap year is not a rise. */
#include "measure/compare.h"

#include <math.h>

#include "stats/etest.h"
#include "stats/fdr.h"

struct ww_compared ww_compare(const struct ww_ask *ask, int64_t then, int64_t now)
{
    return (struct ww_compared){.then = then,
                                .now = now,
                                .days_then = ask->compare.end_day - ask->compare.first_day,
                                .days_now = ask->period.end_day - ask->period.first_day};
}

void ww_compare_share(struct ww_table *table, size_t row, const char *column, int64_t part, int64_t whole)
{
    if (whole < WW_LOW_BASE)
        ww_table_set_mark(table, row, column, WW_MARK_LOW_BASE);
    else
        ww_table_set_number(table, row, column, 100.0 * (double)part / (double)whole);
}

void ww_compare_change(struct ww_table *table, size_t row, const char *column, int64_t then, int64_t now)
{
    ww_compare_share(table, row, column, now - then, then);
}

static void set_limited(struct ww_table *table, size_t row, const char *column, bool known, double value)
{
    if (known && isfinite(value))
        ww_table_set_number(table, row, column, value);
    else
        ww_table_set_mark(table, row, column, WW_MARK_NOT_APPLICABLE);
}

void ww_compare_ratio(struct ww_table *table, size_t row, const struct ww_compared *compared)
{
    struct ww_estimate ratio = {0};
    const struct ww_two_counts counts = {.count1 = compared->now,
                                         .count2 = compared->then,
                                         .exposure1 = compared->days_now,
                                         .exposure2 = compared->days_then};
    bool known = ww_rate_ratio(&counts, WW_LEVEL_95, &ratio);
    set_limited(table, row, "ratio", known, ratio.value);
    set_limited(table, row, "ratio_low", known, ratio.interval.low);
    set_limited(table, row, "ratio_high", known, ratio.interval.high);
}

static const char NO_MORE[] = "No";

static const char *verdict(const struct ww_compared *compared, double p)
{
    if (p >= WW_CHANCE_LEVEL)
        return NO_MORE;
    bool up = (double)compared->now / compared->days_now > (double)compared->then / compared->days_then;
    return up ? "Up" : "Down";
}

void ww_compare_chance(struct ww_table *table, size_t row, const struct ww_compared *compared)
{
    double p = 1;
    const struct ww_etest test = {.count1 = compared->now,
                                  .count2 = compared->then,
                                  .days1 = compared->days_now,
                                  .days2 = compared->days_then};
    if (!ww_etest_p(&test, &p)) {
        ww_table_set_mark(table, row, "p_value", WW_MARK_NOT_APPLICABLE);
        return;
    }
    ww_table_set_number(table, row, "p_value", p);
    ww_table_set_text(table, row, "verdict", ww_str_of(verdict(compared, p)));
}

enum ww_rc ww_compare_together(const struct ww_ask *ask, struct ww_table *table, struct ww_err *err)
{
    size_t n = 0;
    size_t *rows = ww_arena_alloc(ask->arena, table->n_rows, sizeof *rows);
    double *p = ww_arena_alloc(ask->arena, table->n_rows, sizeof *p);
    uint32_t *order = ww_arena_alloc(ask->arena, table->n_rows, sizeof *order);
    if (!rows || !p || !order)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < table->n_rows; i++) {
        const struct ww_cell *cell = ww_table_cell(table, table->rows[i].id, "p_value");
        if (table->rows[i].kind == WW_ROW_TOTAL || !cell->present)
            continue;
        rows[n] = i;
        p[n++] = cell->number;
    }
    ww_fdr_adjust(p, n, order, p);
    for (size_t i = 0; i < n; i++)
        if (p[i] >= WW_CHANCE_LEVEL)
            ww_table_set_text(table, rows[i], "verdict", ww_str_of(NO_MORE));
    return ww_table_check(table, err);
}

void ww_compare_interval(struct ww_table *table, size_t row, struct ww_ends columns,
                         struct ww_interval interval, double times)
{
    ww_table_set_number(table, row, columns.low, times * interval.low);
    ww_table_set_number(table, row, columns.high, times * interval.high);
}

bool ww_compare_beyond_chance(const struct ww_table *table, size_t row)
{
    const struct ww_cell *cell = ww_table_cell(table, table->rows[row].id, "verdict");
    return cell && cell->present &&
           (ww_str_eqz(ww_str_of(cell->text), "Up") || ww_str_eqz(ww_str_of(cell->text), "Down"));
}

bool ww_compare_repeats(const struct ww_table *table, size_t row, const char *count)
{
    if (row == 0 || table->rows[row].kind != WW_ROW_SUBTOTAL || table->rows[row - 1].kind != WW_ROW_PLAIN)
        return false;
    const struct ww_cell *group = ww_table_cell(table, table->rows[row].id, count);
    const struct ww_cell *above = ww_table_cell(table, table->rows[row - 1].id, count);
    return group->number == above->number;
}

void ww_compare_note(struct ww_table *table)
{
    ww_table_note(
        table,
        "[low]: no percentage is given where the earlier count is under %d. More than chance allows for how "
        "many rows are tested: of those called so, one in twenty at the most is expected to be chance. What "
        "comes in series makes chance larger than the test takes it to be.",
        WW_LOW_BASE);
}
