// SPDX-License-Identifier: Apache-2.0
#ifndef WW_EVIDENCE_CUBE_PLAN_H
#define WW_EVIDENCE_CUBE_PLAN_H

#include "base/arena.h"
#include "evidence/cube.h"

/* What cube.c does for each record, worked out once beforehand. For it and for folds like it (measure/hours.c). */

#define WW_CUBE_MAX_STAGES (WW_CUBE_MAX_WHERE + WW_CUBE_MAX_DIMS)

/* One dimension or condition, in the terms of one extract. */
struct ww_cube_stage {
    int field;           /* TEXT, NUMBER: the column, or -1 where the extract has none */
    unsigned width;      /* bytes of a code, or of a number */
    const int32_t *keys; /* TEXT: by code, and the missing key behind the last */
    size_t n_codes;
};

struct ww_cube_extract {
    struct ww_cube_stage stages[WW_CUBE_MAX_STAGES]; /* where[] first, then dims[] */
    int from;                                        /* the column of times, or -1 */
    enum ww_kind from_kind;
    int value; /* the column of values, or -1 */
    const struct ww_field *value_field;
};

/* A MONTH dimension: month by day, from the first day of its first month. */
struct ww_cube_months {
    int32_t first_day;
    int32_t days;
    const int32_t *months;
};

struct ww_cube_plan {
    const struct ww_view *view;
    const struct ww_cube_dim *stages[WW_CUBE_MAX_STAGES];
    size_t n_where, n_stages;
    struct ww_cube_months months[WW_CUBE_MAX_STAGES];
    const struct ww_cube_spec *spec;
    bool needs_time;
    bool series;
    size_t size; /* cells */
    struct ww_cube_extract *extracts;
    struct ww_arena *arena;
};

static inline bool ww_cube_by_time(const struct ww_cube_dim *dim)
{
    return dim->by != WW_BY_TEXT && dim->by != WW_BY_NUMBER;
}

/* Fills *plan, which keeps pointers to view and spec. On failure, too, ww_cube_plan_free is due. */
enum ww_rc WW_MUST_CHECK ww_cube_plan_make(struct ww_cube_plan *plan, const struct ww_view *view,
                                           const struct ww_cube_spec *spec, struct ww_err *err);
void ww_cube_plan_free(struct ww_cube_plan *plan);

/* For folds that look at one record at a time. Key of a record in a TEXT stage, as dims[] and where[] give it. */
int32_t ww_cube_plan_key(const struct ww_cube_stage *stage, const struct ww_batch *batch, size_t row);
/* Whether the record meets all of where[], which are TEXT (others are not looked at). */
bool ww_cube_plan_meets(const struct ww_cube_plan *plan, const struct ww_cube_extract *extract,
                        const struct ww_batch *batch, size_t row);
/* The day of its FROM role, a month's being its first; false where it is not known. */
bool ww_cube_plan_day(const struct ww_cube_extract *extract, const struct ww_batch *batch, size_t row,
                      int32_t *day);

#endif
