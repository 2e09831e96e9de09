// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_ETHNICITY_H
#define WW_MEASURE_ETHNICITY_H

#include "measure/ask.h"

/* The five ethnic groups of the harmonised list for England and Wales, in its order: the only ones in which the words of
 * a census, of the police and of a service can be held against each other. */
enum ww_ethnicity {
    WW_ETHNIC_ASIAN,
    WW_ETHNIC_BLACK,
    WW_ETHNIC_MIXED,
    WW_ETHNIC_WHITE,
    WW_ETHNIC_OTHER,
    WW_ETHNIC_GROUPS,
};

extern const char *const ww_ethnicity_labels[WW_ETHNIC_GROUPS]; /* "Asian or Asian British" */

/* The group of a text in the words of a census ("White: English, Welsh ..."), of the police ("White - North European") or
 * of a service ("Black"); -1 = none of them, or not stated. */
int ww_ethnicity_of(struct ww_str text);

/* A dimension over a column of texts: key = enum ww_ethnicity; key WW_ETHNIC_GROUPS = not stated, not known or none of
 * the words. */
struct ww_cube_dim ww_ethnicity_dim(const char *field);

struct ww_ethnic_residents {
    int64_t count[WW_ETHNIC_GROUPS];
    int64_t total;
    const char *source; /* "population-ethnicity", for notes */
};

/* Residents of the area asked about, from the source of subject "population-ethnicity"; its extracts are noted in the
 * table's provenance (table may be NULL). WW_E_NOT_FOUND: none is imported, or it says nothing of the area. */
enum ww_rc WW_MUST_CHECK ww_ethnic_residents_read(const struct ww_ask *ask, struct ww_table *table,
                                                  struct ww_ethnic_residents *out, struct ww_err *err);

#endif
