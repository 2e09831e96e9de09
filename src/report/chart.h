// SPDX-License-Identifier: Apache-2.0
#ifndef WW_REPORT_CHART_H
#define WW_REPORT_CHART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "table/table.h"

/* Outlines of areas for maps, in metres of one projected grid (British National Grid). The caller owns them. */
struct ww_map_point {
    double easting_m, northing_m;
};

struct ww_map_ring {
    const struct ww_map_point *points; /* the last need not repeat the first */
    size_t n_points;
};

struct ww_map_area {
    const char *code; /* matched with row ids without regard to case */
    const char *name;
    const struct ww_map_ring *rings; /* outer rings and holes alike: filled even-odd */
    size_t n_rings;
};

struct ww_map_areas {
    const struct ww_map_area *items;
    size_t count;
};

struct ww_chart_options {
    const struct ww_map_areas *shapes; /* NULL = none: maps are drawn as bars, and say so */
    const char *id_prefix; /* unique in the page, for the ids of title and desc; NULL = the table's id */
    bool standalone;       /* with xmlns, as a file of its own */
};

/* Appends the table's chart as one <svg> element with real text, role="img", <title> and <desc>, scaled by its
 * viewBox. The same table gives the same bytes. WW_E_USAGE for WW_CHART_NONE and for charts that
 * ww_table_validate would refuse. Cost: rows × series (maps: rows × outlines). */
enum ww_rc WW_MUST_CHECK ww_chart_svg(const struct ww_table *table, const struct ww_chart_options *options,
                                      struct ww_buf *out, struct ww_err *err);

/* How many of the rows that could be drawn are left out (chart.max_rows, chart.needs). */
size_t ww_chart_rows_left_out(const struct ww_table *table);

#endif
