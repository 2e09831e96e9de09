// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_PROVEN_H
#define WW_MEASURE_PROVEN_H

#include "measure/ask.h"

/* Offenders and their proven reoffending as published: the source of subject "reoffending", read whole (some hundred
 * rows). A *cohort* is everybody cautioned, convicted or released in some months. Everything lives in the ask's arena. */

enum ww_proven_place { WW_PROVEN_HERE, WW_PROVEN_FORCE, WW_PROVEN_COUNTRY, WW_PROVEN_PLACES };

struct ww_proven_figures {
    bool has_offenders, has_reoffenders, has_reoffences, has_rate;
    int64_t offenders, reoffenders, reoffences;
    double rate_pct; /* 0..100, as published */
};

struct ww_proven_group {
    const char *breakdown; /* "All", "Age group", "Sex", "Age", "Offence" */
    const char *label;     /* "Juvenile" */
    struct ww_proven_figures now[WW_PROVEN_PLACES], before[WW_PROVEN_PLACES];
};

struct ww_proven {
    struct ww_proven_group *groups; /* those given here, in the order of the file */
    size_t n_groups;
    struct ww_period cohort; /* the latest that ended by the end of the period asked about */
    struct ww_period before; /* the earliest of the same length */
    bool has_before;
    const char *names[WW_PROVEN_PLACES]; /* NULL = not given */
    size_t rank, ranked; /* of the rate of all offenders among areas of our level, highest first; 0 = none */
    uint64_t *used;      /* rows read, for each extract of the view */
};

/* WW_E_NOT_FOUND: no cohort of the area asked about ended by then. WW_E_INPUT: a group is given twice, or its numbers
 * cannot be (more reoffenders than offenders). */
enum ww_rc WW_MUST_CHECK ww_proven_read(const struct ww_ask *ask, struct ww_proven **out, struct ww_err *err);

/* Share that reoffended, in *out, from what is given: reoffenders of offenders, else the published rate. *counted says
 * whether offenders are known, so that there is an interval. False where nothing is given. The rate with offenders alone
 * gives a number of reoffenders with a fraction. */
struct ww_proven_rate {
    double pct;
    bool counted;
    double reoffenders, offenders;
};
bool ww_proven_rate_of(const struct ww_proven_figures *figures, struct ww_proven_rate *out);

#endif
