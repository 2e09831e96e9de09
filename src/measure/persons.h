// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_PERSONS_H
#define WW_MEASURE_PERSONS_H

#include "measure/ask.h"

/* Records by the person they are about: who comes back, how often, how soon. A person is the pseudonym in a column of one
 * source ("victim_person", "suspect_person", "person"; HEX of 8 bytes or a CATEGORY); nobody is named here, and a victim's
 * pseudonym is never looked for among suspects. */

struct ww_person_event {
    uint64_t person;
    int32_t day;
    int32_t key; /* of `by`; 0 without one */
};

struct ww_persons {
    struct ww_person_event *events; /* by person, then day, then key */
    size_t n;
    uint64_t no_person; /* left out: no pseudonym */
    uint64_t no_time;   /* left out: no day */
    uint64_t left_out;  /* left out: by the dimension */
    uint64_t *used;     /* records read, for each extract of the view */
};

/* Records of `period` (area, subject and --where as the question says). `by` NULL, or a TEXT or NUMBER dimension.
 * WW_E_NOT_FOUND when the source has no such column. Memory: 16 bytes a record. Free with ww_persons_free. */
enum ww_rc WW_MUST_CHECK ww_persons_read(const struct ww_ask *ask, const char *field, struct ww_period period,
                                         const struct ww_cube_dim *by, struct ww_persons *out,
                                         struct ww_err *err);
void ww_persons_free(struct ww_persons *persons);

/* End of the run of events of one person that begins at `first`. */
static inline size_t ww_persons_end(const struct ww_persons *persons, size_t first)
{
    size_t end = first + 1;
    while (end < persons->n && persons->events[end].person == persons->events[first].person)
        end++;
    return end;
}

/* Says in the notes how many records were read and left out, and the extracts in the provenance. */
void ww_persons_note(const struct ww_ask *ask, const struct ww_persons *persons, struct ww_table *table);

#endif
