// SPDX-License-Identifier: Apache-2.0
#include "measure/movers.h"

#include <math.h>

#include "base/buf.h"
#include "measure/compare.h"

double ww_movers_clearness(const struct ww_table *table, size_t row)
{
    const char *id = table->rows[row].id;
    double then = ww_table_cell(table, id, "count_then")->number;
    double now = ww_table_cell(table, id, "count_now")->number;
    return now + then > 0 ? fabs(now - then) / sqrt(now + then) : 0;
}

static bool moved(const struct ww_table *table, size_t row, enum ww_row_kind kind, bool rose)
{
    const char *id = table->rows[row].id;
    return table->rows[row].kind == kind && ww_compare_beyond_chance(table, row) &&
           ww_table_cell(table, id, "change_pct")->present &&
           (ww_table_cell(table, id, "difference")->number > 0) == rose;
}

/* Of the rows that rose (or fell), the clearest after `last`; WW_NO_INDEX when there is none. */
static size_t next_mover(const struct ww_table *table, enum ww_row_kind kind, bool rose, size_t last)
{
    double before = last == WW_NO_INDEX ? INFINITY : ww_movers_clearness(table, last);
    size_t best = WW_NO_INDEX;
    for (size_t i = 0; i < table->n_rows; i++) {
        double is = ww_movers_clearness(table, i);
        bool after = is < before || (is <= before && last != WW_NO_INDEX && i > last);
        if (after && moved(table, i, kind, rose) &&
            (best == WW_NO_INDEX || is > ww_movers_clearness(table, best)))
            best = i;
    }
    return best;
}

/* "burglary rose by 21.4%, robbery by 26.1%" */
static size_t name_movers(const struct ww_table *table, enum ww_row_kind kind, bool rose, struct ww_buf *out)
{
    size_t n = 0;
    for (size_t i = next_mover(table, kind, rose, WW_NO_INDEX); i != WW_NO_INDEX;
         i = next_mover(table, kind, rose, i)) {
        const char *id = table->rows[i].id;
        ww_buf_printf(out, "%s{%s.label|label}%s by {%s.change_pct|abs}", n ? ", " : "", id,
                      n      ? ""
                      : rose ? " rose"
                             : " fell",
                      id);
        n++;
    }
    return n;
}

void ww_movers_finding(struct ww_table *table, const struct ww_movers_finding *finding)
{
    struct ww_buf words = {0}, fell = {0};
    size_t n_rose = name_movers(table, finding->kind, true, &words);
    size_t n_fell = name_movers(table, finding->kind, false, &fell);
    ww_buf_z(&words, n_rose && n_fell ? "; " : "");
    ww_buf_str(&words, ww_buf_view(&fell));
    if (n_rose + n_fell > 1) /* of one row its own finding says it */
        ww_table_finding(table, finding->id, finding->weight, finding->row,
                         ww_table_text(table, "%s%s.", finding->opening, words.data ? words.data : ""));
    ww_buf_free(&words);
    ww_buf_free(&fell);
}
