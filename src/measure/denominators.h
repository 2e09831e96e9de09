// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_DENOMINATORS_H
#define WW_MEASURE_DENOMINATORS_H

#include "measure/ask.h"

/* What a count of an area can be divided by: who lives there, their homes, who works there, who passes. */

enum ww_denominator {
    WW_PER_RESIDENTS,
    WW_PER_HOUSEHOLDS,
    WW_PER_WORKDAY,
    WW_PER_FOOTFALL,
    WW_DENOMINATORS,
};

struct ww_denominator_facts {
    const char *subject; /* of the sources: "households" */
    const char *many;    /* "households", in a sentence */
    const char *title;   /* "Households" */
};
const struct ww_denominator_facts *ww_denominator_facts(enum ww_denominator denominator);

/* The areas to count by. */
struct ww_denominator_areas {
    const char *level;
    struct ww_area_list list;
};

struct ww_denominator_counts {
    int64_t *of;        /* of each area of the list asked for; 0 where none are known */
    const char *source; /* "population" */
    const char *owner;
    const char *measure; /* of several that the source holds, the one used; NULL where it tells none apart */
};

/* Whether a source is there at all. */
bool ww_denominator_known(const struct ww_ask *ask, enum ww_denominator denominator);

/* Sums them up by area, in the order of `areas`, and notes the extracts in the table's provenance.
 * WW_E_NOT_FOUND where no such source has been imported. Memory in the ask's arena. */
enum ww_rc WW_MUST_CHECK ww_denominator_count(const struct ww_ask *ask, enum ww_denominator denominator,
                                              const struct ww_denominator_areas *areas,
                                              struct ww_table *table, struct ww_denominator_counts *out,
                                              struct ww_err *err);

/* Residents from their `from`th birthday to the day before the one after `to`. */
struct ww_ages {
    int32_t from, to;
};
struct ww_aged {
    int64_t *of;       /* of each area of the list */
    const char *bands; /* the ages they stand for: "15 to 24", or, from bands that cannot be split, "16-29" */
    bool exact;        /* the ages asked for */
};

/* Residents of an age, from a population by single years where one has been imported, else by those bands that begin within the
 * ages. WW_E_NOT_FOUND where there is neither. */
enum ww_rc WW_MUST_CHECK ww_denominator_aged(const struct ww_ask *ask, struct ww_ages ages,
                                             const struct ww_denominator_areas *areas, struct ww_table *table,
                                             struct ww_aged *out, struct ww_err *err);

#endif
