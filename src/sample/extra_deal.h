// SPDX-License-Identifier: Apache-2.0
#ifndef WW_SAMPLE_EXTRA_DEAL_H
#define WW_SAMPLE_EXTRA_DEAL_H

#include <stdint.h>

#include "base/err.h"
#include "base/rng.h"
#include "sample/extra_plan.h"

/* The parts of a plan. */
struct ww_extra_planner {
    const struct ww_extra_spec *spec;
    const struct ww_sample_facts *facts;
    struct ww_extra_plan *plan;
    struct ww_rng rng;
    uint32_t *chosen; /* n_rows: the rows being dealt to */
    uint32_t *deck;   /* n_rows */
    struct ww_err *err;
};

/* Refuses the specification: "columns.kind, 2017/18: ...". */
enum ww_rc ww_extra_refuse(const struct ww_extra_planner *p, const struct ww_extra_column *column,
                           size_t year, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* `total` in parts by weights that may be fractions, by largest remainder. n up to WW_SHARE_OUT_MAX. */
void ww_extra_share(uint64_t total, const double *weights, size_t n, uint64_t *parts);

/* Gives parts[k] of the n chosen rows the code k, whichever; the parts add up to n. */
void ww_extra_deal(struct ww_extra_planner *p, size_t n, const uint64_t *parts, size_t n_parts,
                   uint16_t *code);

/* Values of one year: counts, shares, ages, several. */
enum ww_rc WW_MUST_CHECK ww_extra_deal_values(struct ww_extra_planner *p, size_t index, size_t year);
/* Wards or LSOAs of one year. */
enum ww_rc WW_MUST_CHECK ww_extra_deal_places(struct ww_extra_planner *p, size_t index, size_t year);
/* Times of one year. */
enum ww_rc WW_MUST_CHECK ww_extra_deal_times(struct ww_extra_planner *p, size_t index, size_t year);
/* Dates after those of another column, one year. */
void ww_extra_deal_later(struct ww_extra_planner *p, size_t index, size_t year);
/* Persons, of all years. */
enum ww_rc WW_MUST_CHECK ww_extra_deal_persons(struct ww_extra_planner *p, size_t index);

#endif
