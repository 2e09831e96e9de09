// SPDX-License-Identifier: Apache-2.0
/* The rows of a file that a specification describes, column after column in the order they are written down, so that a
 * column may follow an earlier one. What is drawn for one column does not depend on another's values, only on how
 * many there are. */
#include "sample/extra_plan.h"

#include <stdlib.h>

#include "base/checked.h"
#include "base/hash.h"
#include "sample/extra_deal.h"

#define PLAN_STREAM UINT64_C(0x6578747261)

void ww_extra_plan_free(struct ww_extra_plan *plan)
{
    for (size_t i = 0; plan->cells && i < plan->n_columns; i++) {
        free(plan->cells[i].code);
        free(plan->cells[i].set);
        free(plan->cells[i].when);
        free(plan->cells[i].who);
    }
    free(plan->cells);
    *plan = (struct ww_extra_plan){0};
}

static bool make_cells(const struct ww_extra_column *column, size_t n, struct ww_extra_cells *out)
{
    switch (column->make) {
    case WW_EXTRA_COUNTS:
    case WW_EXTRA_SHARES:
    case WW_EXTRA_AGES:
    case WW_EXTRA_PLACES: return (out->code = ww_new_array(n + 1, sizeof *out->code)) != NULL;
    case WW_EXTRA_SEVERAL: return (out->set = ww_new_array(n + 1, sizeof *out->set)) != NULL;
    case WW_EXTRA_TIME:
    case WW_EXTRA_LATER: return (out->when = ww_new_array(n + 1, sizeof *out->when)) != NULL;
    case WW_EXTRA_PERSON: return (out->who = ww_new_array(n + 1, sizeof *out->who)) != NULL;
    default: return true;
    }
}

static enum ww_rc fill_year(struct ww_extra_planner *p, size_t column, size_t year)
{
    switch (p->spec->columns[column].make) {
    case WW_EXTRA_COUNTS:
    case WW_EXTRA_SHARES:
    case WW_EXTRA_AGES:
    case WW_EXTRA_SEVERAL: return ww_extra_deal_values(p, column, year);
    case WW_EXTRA_PLACES: return ww_extra_deal_places(p, column, year);
    case WW_EXTRA_TIME: return ww_extra_deal_times(p, column, year);
    case WW_EXTRA_LATER: ww_extra_deal_later(p, column, year); return WW_OK;
    default: return WW_OK;
    }
}

static enum ww_rc fill_column(struct ww_extra_planner *p, size_t column)
{
    enum ww_rc rc = make_cells(&p->spec->columns[column], p->plan->n_rows, &p->plan->cells[column])
                        ? WW_OK
                        : ww_fail_nomem(p->err);
    for (size_t year = 0; year < p->spec->n_years && !rc; year++)
        rc = fill_year(p, column, year);
    if (!rc && p->spec->columns[column].make == WW_EXTRA_PERSON)
        rc = ww_extra_deal_persons(p, column);
    return rc;
}

enum ww_rc ww_extra_plan_make(const struct ww_extra_spec *spec, const struct ww_sample_facts *facts,
                              uint64_t seed, struct ww_extra_plan *out, struct ww_err *err)
{
    struct ww_extra_plan plan = {.n_columns = spec->n_columns};
    struct ww_str name = ww_str_of(spec->file);
    struct ww_extra_planner p = {.spec = spec, .facts = facts, .plan = &plan, .err = err};
    p.rng = ww_rng_split(seed, ww_hash64(name.ptr, name.len, PLAN_STREAM));
    for (size_t year = 0; year < spec->n_years; year++) {
        plan.n_rows += (size_t)spec->rows[year];
        plan.first[year + 1] = plan.n_rows;
    }
    plan.cells = ww_new_array(spec->n_columns + 1, sizeof *plan.cells);
    p.chosen = ww_new_array(plan.n_rows + 1, sizeof *p.chosen);
    p.deck = ww_new_array(plan.n_rows + 1, sizeof *p.deck);
    enum ww_rc rc = plan.cells && p.chosen && p.deck ? WW_OK : ww_fail_nomem(err);
    for (size_t column = 0; column < spec->n_columns && !rc; column++)
        rc = fill_column(&p, column);
    free(p.chosen);
    free(p.deck);
    if (rc)
        ww_extra_plan_free(&plan);
    else
        *out = plan;
    return rc;
}
