// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_FOLLOWED_H
#define WW_MEASURE_FOLLOWED_H

#include "measure/people.h"
#include "stats/phases.h"

/* People who left a cohort, followed from before it until after it: their offences, what these cost and how much harm they
 * stand for, and the days at liberty in each phase. */

enum ww_phase { WW_BEFORE, WW_DURING, WW_AFTER, WW_PHASES };
enum ww_amount { WW_AMOUNT_OFFENCES, WW_AMOUNT_COST, WW_AMOUNT_HARM, WW_AMOUNTS };

/* Days of the windows. Left out between `before` and joining: `gap`. */
struct ww_follow_plan {
    int32_t before, gap, after;
};

struct ww_followed_phase {
    struct ww_span window;
    int32_t liberty; /* days of it not in custody */
    double amounts[WW_AMOUNTS];
    size_t gaps;      /* between one offence and the next of this person in the phase */
    int64_t gap_days; /* their sum */
};

struct ww_followed_person {
    struct ww_followed_phase phases[WW_PHASES];
};

struct ww_followed {
    struct ww_followed_person *people;
    size_t n;
    bool given[WW_AMOUNTS];               /* offences always; cost and harm where something says them */
    bool custody;                         /* spells in custody are known */
    const char *worth_source[WW_AMOUNTS]; /* "iom-offences", "unit-costs"; NULL = none */
    size_t unknown[WW_AMOUNTS];           /* offences of these people without a cost, without a weight */
    size_t cut_short;                     /* people who could not be followed for all of the last phase */
    size_t peak, peak_days;               /* offences in the last days before joining */
};

/* Those who left the ask's source in its period, with the offences of "<subject>-offences" (column person, role from, and
 * cost_gbp or a category) and the custody of "<subject>-custody" where that is imported. `cohort`: whose subject names these
 * two (a comparator is looked up in the same files). What lies before the offences' first month is not looked at; people are
 * followed until their last. Extracts are noted in the table's provenance. WW_E_NOT_FOUND: no offences are imported. */
enum ww_rc WW_MUST_CHECK ww_followed_read(const struct ww_ask *ask, const char *cohort,
                                          const struct ww_follow_plan *plan, struct ww_table *table,
                                          struct ww_followed *out, struct ww_err *err);

/* Whether "<cohort>-offences" is there. */
enum ww_rc WW_MUST_CHECK ww_followed_offences(const struct ww_ask *ask, const char *cohort,
                                              struct ww_ask *out, struct ww_err *err);

#endif
