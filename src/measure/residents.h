// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_RESIDENTS_H
#define WW_MEASURE_RESIDENTS_H

#include "measure/ask.h"

/* Residents of the area asked about by age band and sex, from the source of subject "population": the denominator of
 * rates of people. Bands are those of that source, since residents cannot be split further. */

#define WW_AGE_BANDS_MAX 24

enum ww_sex { WW_SEX_FEMALE, WW_SEX_MALE, WW_SEXES };

struct ww_residents {
    size_t n_bands;
    const char *labels[WW_AGE_BANDS_MAX];      /* "16-29", "65+" */
    int32_t from[WW_AGE_BANDS_MAX];            /* first year of age, rising: edges for WW_BY_NUMBER */
    int64_t count[WW_AGE_BANDS_MAX][WW_SEXES]; /* residents */
    int64_t total;                             /* of all bands and both sexes */
    const char *source;                        /* "population", for notes */
};

/* Reads them into the ask's arena and notes their extracts in the table's provenance (table may be NULL).
 * WW_E_NOT_FOUND: no population by age and sex is imported for the area. */
enum ww_rc WW_MUST_CHECK ww_residents_read(const struct ww_ask *ask, struct ww_table *table,
                                           struct ww_residents **out, struct ww_err *err);

/* A dimension over an INTEGER column of ages, in those bands: key = band; key n_bands = age not known. */
struct ww_cube_dim ww_residents_dim_age(const struct ww_residents *residents, const char *field);
/* A dimension over a column of sexes in words or letters ("Female", "F", "male"): key = enum ww_sex; key WW_SEXES = any
 * other or none. */
struct ww_cube_dim ww_residents_dim_sex(const char *field);

#endif
