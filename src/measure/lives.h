// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_LIVES_H
#define WW_MEASURE_LIVES_H

#include "measure/ask.h"

/* Where people of a record live, as a column says it: the code or name of an area, "Elsewhere", "No fixed abode". */
struct ww_lives {
    struct ww_area_list areas; /* of the level, inside the area asked about; key = index into it */
    int32_t elsewhere;         /* key: any other place */
    int32_t no_abode;          /* key: "No fixed abode" and the like */
    int32_t unknown;           /* key: nothing is said; the last */
    struct ww_cube_dim dim;    /* of unknown + 1 keys */
};

/* A dimension over the column `field`, with areas of `level`, in the ask's arena. WW_E_NOT_FOUND: no extract has such a
 * column, or no areas of the level are known inside the area asked about. */
enum ww_rc WW_MUST_CHECK ww_lives_make(const struct ww_ask *ask, const char *field, const char *level,
                                       struct ww_lives *out, struct ww_err *err);

/* A condition: only those who live in one of the areas. */
struct ww_cube_dim ww_lives_here(const struct ww_lives *lives);

#endif
