// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_MOVERS_H
#define WW_MEASURE_MOVERS_H

#include "table/table.h"

/* Which rows of a comparison (columns count_then, count_now, difference, change_pct, p_value) changed most clearly, for
 * sentences and their order. */

/* How clearly a row changed: the difference in units of what chance alone makes of such counts. Size and proportion
 * both tell, so neither a large type that hardly changed comes first nor a small one that doubled. */
double ww_movers_clearness(const struct ww_table *table, size_t row);

/* Adds a finding that names the rows of this kind that rose, then those that fell, beyond chance, the clearest first:
 * `opening` "robbery rose by 26.1%, burglary by 21.4%; drugs fell by 11.0%." Nothing where fewer than two did. */
struct ww_movers_finding {
    const char *id, *opening;
    enum ww_row_kind kind;
    double weight;
    const char *row; /* the row it rests on */
};
void ww_movers_finding(struct ww_table *table, const struct ww_movers_finding *finding);

#endif
