// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_LINKED_COHORTS_H
#define WW_MEASURE_LINKED_COHORTS_H

#include "measure/linked.h"
#include "stats/overlap.h"

/* Which cohorts each person is on: the sources of episodes with a column "person" that took part in the linkage. */

struct ww_linked_cohort {
    struct ww_ask ask;
    const char *id;    /* the source: "gangs-unit" */
    const char *label; /* "People worked with by the gangs unit" */
    struct ww_people people;
};

struct ww_linked_cohorts {
    struct ww_linked links;
    size_t n;
    struct ww_linked_cohort *items; /* by name of the source */
    const char *left_out; /* sources of people that were not part of the linkage, as words; "" = none */
};

#define WW_AGE_NOT_KNOWN (-1)

struct ww_cohort_person {
    struct ww_linked_key key;
    uint16_t mask; /* bit i = on cohort i */
    int32_t age;   /* the youngest that any of the cohorts gives, or WW_AGE_NOT_KNOWN */
};

/* The ask's source must be of links. WW_E_NOT_FOUND: fewer than two cohorts that are linked are imported; WW_E_LIMIT: more than
 * WW_OVERLAP_SETS_MAX. All memory in the ask's arena. */
enum ww_rc WW_MUST_CHECK ww_linked_cohorts_read(const struct ww_ask *ask, struct ww_linked_cohorts *out,
                                                struct ww_err *err);

/* Everybody on any of the cohorts at any time of the period, each once, in order of key. people: in the arena. */
enum ww_rc WW_MUST_CHECK ww_linked_cohorts_people(const struct ww_ask *ask,
                                                  const struct ww_linked_cohorts *cohorts,
                                                  enum ww_link_threshold threshold, struct ww_period period,
                                                  struct ww_cohort_person **people, size_t *n,
                                                  struct ww_err *err);

/* Extracts of links and cohorts in the provenance, and what was left out. */
void ww_linked_cohorts_note(const struct ww_ask *ask, const struct ww_linked_cohorts *cohorts,
                            enum ww_link_threshold threshold, struct ww_table *table);

#endif
