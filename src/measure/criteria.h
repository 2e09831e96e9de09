// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_CRITERIA_H
#define WW_MEASURE_CRITERIA_H

#include "measure/ask.h"
#include "stats/weighted_score.h"

/* What speaks for a kind of crime or a cohort as a priority: seven criteria, each measured by another measure, each on a
 * scale of 0 to 100, weighted as the partnership decides (settings.ini, [priorities]). */

enum ww_criterion {
    WW_CRITERION_VOLUME,
    WW_CRITERION_COST,
    WW_CRITERION_HARM,
    WW_CRITERION_TREND,
    WW_CRITERION_CONCENTRATION,
    WW_CRITERION_REPEATS,
    WW_CRITERION_CONCERN,
    WW_CRITERIA,
};

struct ww_criterion_facts {
    const char *name;    /* "volume": in settings.ini, and the column volume_score */
    const char *title;   /* "Volume" */
    const char *meaning; /* "records in the period": what is scaled */
    enum ww_unit unit;   /* of the figure itself */
};
extern const struct ww_criterion_facts ww_criteria_facts[WW_CRITERIA];

/* One kind of crime, or one cohort. */
struct ww_candidate {
    const char *id, *label;
    double value[WW_CRITERIA]; /* the figure, in its own unit */
    double scaled[WW_CRITERIA];
    bool given[WW_CRITERIA];
    int64_t count; /* records, or people on the cohort */
};

struct ww_criteria {
    struct ww_candidate *candidates; /* n kinds of crime, flags and disorder, then n_cohorts cohorts */
    size_t n, n_cohorts;
    size_t capacity; /* of kinds of crime, flags and disorder */
    size_t
        n_ranked; /* the first of them, of which at least half of the weight was measured: only these are put in order */
    double weights[WW_CRITERIA];
    const char
        *source[WW_CRITERIA];     /* what it was measured from: "cost, from crime-records and unit-costs" */
    const char *why[WW_CRITERIA]; /* why nothing could be measured; NULL = it could */
    struct ww_criteria_matrix matrix;
    struct ww_weighted_score *
        scores; /* n, those not ranked among themselves: people on a cohort are not put in one order with offences */
};

/* Measures all candidates by all criteria; extracts used are noted in the table's provenance. Memory in the ask's arena.
 * A criterion without evidence is not given, for all, and `why` says why. WW_E_INPUT: a weight in settings.ini that is no
 * number from 0 to 100. */
enum ww_rc WW_MUST_CHECK ww_criteria_read(const struct ww_ask *ask, struct ww_table *table,
                                          struct ww_criteria **out, struct ww_err *err);

#endif
