// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_UNIT_COSTS_H
#define WW_MEASURE_UNIT_COSTS_H

#include "measure/ask.h"

/* What one offence of a type costs society, by component: the reference source of subject "unit-costs", read whole
 * (some hundred rows). Everything lives in the ask's arena. */

#define WW_COST_COMPONENTS_MAX 24
#define WW_COST_OFFENCES_MAX   128

struct ww_cost_component {
    const char *group; /* "anticipation" */
    const char *name;  /* "defensive-expenditure" */
};

struct ww_cost_offence {
    const char *name; /* "Violence with injury": what a category's `cost` names */
    double gbp[WW_COST_COMPONENTS_MAX];
    bool given[WW_COST_COMPONENTS_MAX];
    double total_gbp; /* the published unit total; the sum of the components where none is given */
    bool has_total;
};

struct ww_unit_costs {
    struct ww_ask source; /* whose view and record it was read from */
    struct ww_cost_component components[WW_COST_COMPONENTS_MAX];
    size_t n_components;
    struct ww_cost_offence *offences;
    size_t n_offences;
    const char *price_year; /* as the first row gives it, "2015/16"; "" = none */
    uint64_t *used;         /* rows read, for each extract of the source's view */
};

/* WW_E_NOT_FOUND when no unit costs have been imported; WW_E_INPUT when they lack a column, give a cell twice
 * or are more than the limits above. */
enum ww_rc WW_MUST_CHECK ww_unit_costs_read(const struct ww_ask *ask, struct ww_unit_costs **out,
                                            struct ww_err *err);

/* Index of the offence of that name, or -1. */
int ww_unit_costs_find(const struct ww_unit_costs *costs, const char *name);

#endif
