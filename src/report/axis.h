// SPDX-License-Identifier: Apache-2.0
#ifndef WW_REPORT_AXIS_H
#define WW_REPORT_AXIS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "table/table.h"

/* From a column's numbers to places in a drawing, with round tick values. */
#define WW_AXIS_MAX_TICKS 16

struct ww_axis {
    double low, high; /* of the data's numbers, widened to ticks */
    double from, to;  /* places in the drawing; from > to draws upwards */
    bool logarithmic; /* low > 0 */
    double ticks[WW_AXIS_MAX_TICKS];
    size_t n_ticks;
    int decimals; /* that tell neighbouring ticks apart */
};

/* Ticks at 1, 2 or 5 times a power of ten, about `wanted` of them; low == high is widened. */
struct ww_axis ww_axis_linear(double low, double high, double from, double to, size_t wanted);
/* For ratios: low and high > 0; not widened to ticks. */
struct ww_axis ww_axis_log(double low, double high, double from, double to);

/* Clamped to the axis. */
double ww_axis_place(const struct ww_axis *axis, double number);

/* "2,000", "£1.5 million", "20%" for a tick. */
void ww_axis_tick_text(const struct ww_axis *axis, const struct ww_column *column, double tick,
                       struct ww_buf *out);

#endif
