// SPDX-License-Identifier: Apache-2.0
/* Axes with round ticks.
 *
 * Method: the step is the one of 1, 2, 5 × 10^k that gives about the number of ticks wanted (P. S. Heckbert,
 * "Nice Numbers for Graph Labels", Graphics Gems, 1990). Ratios are drawn on a logarithmic axis, where twice
 * and half lie equally far from one; over a short range their ticks are the linear ones, over a long one 1, 2
 * and 5 of each power of ten. */
#include "report/axis.h"

#include <assert.h>
#include <math.h>

#include "table/format.h"

/* A longer range than this is ticked at 1, 2, 5, 10 … */
#define LONG_RANGE 6.0
#define MILLION    1e6

static double round_step(double rough)
{
    double power = pow(10, floor(log10(rough)));
    double lead = rough / power;
    return power * (lead <= 1.0001 ? 1 : lead <= 2.0001 ? 2 : lead <= 5.0001 ? 5 : 10);
}

static int decimals_of(double step)
{
    int decimals = (int)ceil(-log10(step) - 1e-9);
    return decimals > 0 ? decimals : 0;
}

/* Multiples of the step, so that 0.30000000000000004 never appears. */
static void add_ticks(struct ww_axis *axis, double low, double high, double step)
{
    axis->decimals = decimals_of(step);
    axis->n_ticks = 0;
    double first = ceil(low / step - 1e-9);
    for (size_t k = 0; k < WW_AXIS_MAX_TICKS && (first + (double)k) * step <= high + step * 1e-9; k++)
        axis->ticks[axis->n_ticks++] = (first + (double)k) * step;
}

struct ww_axis ww_axis_linear(double low, double high, double from, double to, size_t wanted)
{
    assert(isfinite(low) && isfinite(high) && wanted > 0);
    if (!(high > low))
        high = low + (fabs(low) > 0 ? fabs(low) : 1);
    struct ww_axis axis = {.from = from, .to = to};
    double step = round_step((high - low) / (double)wanted);
    axis.low = floor(low / step + 1e-9) * step;
    axis.high = ceil(high / step - 1e-9) * step;
    add_ticks(&axis, axis.low, axis.high, step);
    return axis;
}

struct ww_axis ww_axis_log(double low, double high, double from, double to)
{
    assert(low > 0 && isfinite(high));
    if (!(high > low))
        high = low * 2;
    struct ww_axis axis = {.low = low, .high = high, .from = from, .to = to, .logarithmic = true};
    if (high / low < LONG_RANGE) {
        add_ticks(&axis, low, high, round_step((high - low) / 5));
        return axis;
    }
    static const double leads[] = {1, 2, 5};
    double power = pow(10, floor(log10(low)));
    axis.decimals = decimals_of(power);
    while (power <= high && axis.n_ticks < WW_AXIS_MAX_TICKS) {
        for (size_t i = 0; i < 3 && axis.n_ticks < WW_AXIS_MAX_TICKS; i++)
            if (power * leads[i] >= low * (1 - 1e-9) && power * leads[i] <= high * (1 + 1e-9))
                axis.ticks[axis.n_ticks++] = power * leads[i];
        power *= 10;
    }
    return axis;
}

double ww_axis_place(const struct ww_axis *axis, double number)
{
    double clamped = number < axis->low ? axis->low : number > axis->high ? axis->high : number;
    double share = axis->logarithmic ? log(clamped / axis->low) / log(axis->high / axis->low)
                                     : (clamped - axis->low) / (axis->high - axis->low);
    return axis->from + share * (axis->to - axis->from);
}

void ww_axis_tick_text(const struct ww_axis *axis, const struct ww_column *column, double tick,
                       struct ww_buf *out)
{
    struct ww_column plain = *column;
    plain.decimals = axis->decimals;
    if (column->unit == WW_UNIT_GBP && axis->high >= MILLION) {
        ww_format_in_sentence(&plain, tick, out);
        return;
    }
    if (column->unit == WW_UNIT_PROBABILITY)
        plain.unit = WW_UNIT_NONE;
    struct ww_cell cell = {.number = tick, .present = true};
    ww_format_cell(&plain, &cell, out);
}
