// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_EVENT_SOURCES_H
#define WW_MEASURE_EVENT_SOURCES_H

#include "measure/ask.h"

/* Every source whose records are events in places: what can be laid side by side for the same areas. */

struct ww_event_source {
    struct ww_ask ask; /* the question put to it */
    const char *id;    /* the source's name: "asb-police" */
    const char *
        label; /* what its records are, as a heading: "Anti-social behaviour"; where two sources are about the
                          same, with the name: "Anti-social behaviour (asb-council)" */
    bool compares; /* it covers the period of comparison as well */
};

struct ww_event_sources {
    size_t count;
    struct ww_event_source *items; /* the question's own first, then by name */
};

/* Those of the ask's question that cover its period and place their records in areas smaller than the partnership's. Of
 * several sources about the question's own subject, which count the same events again, only the one chosen; conditions
 * (--where) are put to that one alone. */
enum ww_rc WW_MUST_CHECK ww_event_sources_list(const struct ww_ask *ask, struct ww_event_sources *out,
                                               struct ww_err *err);

struct ww_area_counts {
    struct ww_area_list areas;
    int64_t *counts; /* areas.count numbers */
};

/* Records of a period in each area of a level inside the area asked about; in the ask's arena. Notes in the table what was
 * used and what had to be left out. */
enum ww_rc WW_MUST_CHECK ww_event_counts(const struct ww_ask *ask, const char *level, struct ww_period period,
                                         struct ww_table *table, struct ww_area_counts *out,
                                         struct ww_err *err);

/* Sources × areas: how many records of each source in each area, in the question's period. */
struct ww_event_matrix {
    const char *level;
    struct ww_event_sources sources; /* without those of too few records to compare */
    struct ww_area_list areas;
    int64_t *counts; /* sources.count × areas.count */
};

/* Counts every source of the list in the areas of the level --by says, else wards where they are known. Sources with under
 * 20 records placed there are left out, and a note says so. */
enum ww_rc WW_MUST_CHECK ww_event_matrix_count(const struct ww_ask *ask, struct ww_table *table,
                                               struct ww_event_matrix *out, struct ww_err *err);
/* Whether that can be asked: the level is known here. For ww_measure.ready. */
enum ww_rc WW_MUST_CHECK ww_event_matrix_ready(const struct ww_ask *ask, struct ww_err *err);

static inline const int64_t *ww_event_matrix_of(const struct ww_event_matrix *matrix, size_t source)
{
    return matrix->counts + source * matrix->areas.count;
}

/* The same question about the whole partnership. */
struct ww_ask ww_ask_whole_area(const struct ww_ask *ask);

/* What an area is called: its name, else its code. */
static inline struct ww_str ww_area_label(const struct ww_area *area)
{
    return area->name.len ? area->name : area->code;
}

int64_t ww_event_sum(const int64_t *counts, size_t n);
/* 1 + how many counts are larger. */
size_t ww_event_rank(const int64_t *counts, size_t n, size_t index);

#endif
