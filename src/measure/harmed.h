// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_HARMED_H
#define WW_MEASURE_HARMED_H

#include "measure/linked.h"

/* People harmed, across every source that knows victims: events with a column "victim_person". No other column makes a
 * victim, so that nobody becomes one, or ceases to be one, by what an offenders' source says. */

#define WW_HARMED_SOURCES_MAX 16
#define WW_HARMED_TYPES_MAX   64

enum ww_support {
    WW_SUPPORT_UNKNOWN,
    WW_SUPPORT_NOT_OFFERED,
    WW_SUPPORT_DECLINED,
    WW_SUPPORT_ACCEPTED,
    WW_SUPPORTS
};

struct ww_harm {
    struct ww_linked_key key;
    int32_t day;
    uint16_t source;
    int16_t type;    /* in types; -1 = not known */
    int16_t age;     /* -1 = not known */
    uint8_t support; /* enum ww_support */
    int32_t contact; /* day of the last contact; INT32_MIN = none known */
};

/* One person. Records of other sources within `same` days of an occasion's first are of that occasion, as are those of one day. */
struct ww_harmed {
    struct ww_linked_key key;
    size_t first, n;  /* their records in `harms`, by day */
    size_t occasions; /* in the period and the window before */
    size_t in_period; /* of those, in the period */
    bool repeat;      /* an occasion of the period came within the window after another */
    int32_t gap;      /* days between the first such occasion and the one before it */
    int32_t last;     /* day of the last occasion in the period */
    uint16_t sources; /* bit = in that source */
    uint64_t types;   /* of the period's records */
    int16_t age;      /* at the first record of the period that gives one */
    uint8_t support;  /* of the latest record that gives one */
    int32_t contact;  /* latest */
};

struct ww_harmed_spec {
    enum ww_link_threshold threshold;
    int32_t window; /* days */
    int32_t same;   /* days */
};

struct ww_harmed_people {
    struct ww_linked links;
    size_t n_sources;
    const char *sources[WW_HARMED_SOURCES_MAX]; /* names */
    const char *labels[WW_HARMED_SOURCES_MAX];  /* "Recorded crime" */
    bool linked[WW_HARMED_SOURCES_MAX];         /* it took part in the linkage */
    struct ww_ask asks[WW_HARMED_SOURCES_MAX];
    uint64_t *used[WW_HARMED_SOURCES_MAX];
    size_t n_types;
    struct ww_str types[WW_HARMED_TYPES_MAX];
    struct ww_harm *harms; /* by person, then day: those of the period and the window before it */
    size_t n_harms;
    struct ww_harmed *people; /* those with a record in the period */
    size_t n;
};

/* The ask's source must be of links. WW_E_NOT_FOUND: no source with victims' pseudonyms covers the period. Memory in the arena. */
enum ww_rc WW_MUST_CHECK ww_harmed_read(const struct ww_ask *ask, const struct ww_harmed_spec *spec,
                                        struct ww_harmed_people **out, struct ww_err *err);

/* Whether any such source is imported: for ww_measure.ready. */
enum ww_rc WW_MUST_CHECK ww_harmed_ready(const struct ww_ask *ask, struct ww_err *err);

/* Occasions among the records of one person, from `first`, n of them: days[] gets the first day of each. Returns how many.
 * O(n). */
size_t ww_harmed_occasions(const struct ww_harm *harms, size_t n, int32_t same, int32_t *days);

#endif
