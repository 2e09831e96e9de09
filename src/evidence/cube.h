// SPDX-License-Identifier: Apache-2.0
#ifndef WW_EVIDENCE_CUBE_H
#define WW_EVIDENCE_CUBE_H

#include "evidence/fold.h"

/* Counts (or, for a series, sums of the value) by up to four dimensions at once: the fold nearly every
 * measure needs. A dimension turns a record into a key 0..size-1, or leaves it out. */
#define WW_CUBE_MAX_DIMS  4
#define WW_CUBE_MAX_WHERE 8
#define WW_LEAVE_OUT      (-1)

enum ww_cube_by {
    WW_BY_TEXT,    /* a CATEGORY column: `key` is asked once per distinct text */
    WW_BY_MONTH,   /* months since `origin` (a ww_month) of the FROM role */
    WW_BY_DAY,     /* days since `origin` */
    WW_BY_WEEKDAY, /* 0 = Monday */
    WW_BY_HOUR,    /* 0..23 of the FROM role; only records with a time of day */
    WW_BY_NUMBER,  /* an INTEGER column in bands: key i from edges[i] to below edges[i + 1] (ages) */
};

/* Key of a text (size unknown texts too), or WW_LEAVE_OUT. */
typedef int32_t ww_key_of_text(void *context, struct ww_str text);

struct ww_cube_dim {
    enum ww_cube_by by;
    enum ww_role role; /* TEXT, NUMBER: which column; ATTRIBUTE = by `field` name */
    const char *field;
    int32_t size;
    int32_t origin;       /* MONTH, DAY */
    int32_t missing_key;  /* TEXT, NUMBER: where a record without a value, or with one below edges[0], goes;
                            WW_LEAVE_OUT to leave it out */
    const int32_t *edges; /* NUMBER: lower ends of the bands, rising: n_edges, at most `size` */
    int32_t n_edges;
    ww_key_of_text *key;
    void *context;
};

/* What to count by, and the conditions (where) every counted record meets. */
struct ww_cube_spec {
    struct ww_cube_dim dims[WW_CUBE_MAX_DIMS];
    size_t n_dims;
    struct ww_cube_dim where[WW_CUBE_MAX_WHERE]; /* counted only if none says WW_LEAVE_OUT; keys unused */
    size_t n_where;
    bool has_period;
    struct ww_period period; /* of the FROM role */
};

struct ww_cube {
    int64_t *counts; /* row-major, dims[0] slowest; sizes multiply up */
    size_t size;
    uint64_t seen;                         /* records looked at */
    uint64_t counted;                      /* records that went into a cell */
    uint64_t no_time;                      /* left out: no time, where one was needed */
    uint64_t outside;                      /* left out: outside the period */
    uint64_t left_out[WW_CUBE_MAX_DIMS];   /* by dims[i] (first that said so) */
    uint64_t where_out[WW_CUBE_MAX_WHERE]; /* by where[i] */
    uint64_t no_value;                     /* left out: a series' record without a value */
    uint64_t *used_by_extract;             /* counted, for each extract of the view */
    size_t n_extracts;
};

/* Where the view has a VALUE column (a series) its value is added instead of 1: whole numbers of 0 or more
 * (INTEGER, or FIXED without decimals), else WW_E_USAGE; a negative one is WW_E_INPUT.
 * Every record is counted or left out for one reason, the first in the order where[], time, dims[], value:
 * seen = counted + no_time + outside + left_out[] + where_out[] + no_value. The period and MONTH take a record
 * that knows only its month by its first day; DAY and WEEKDAY leave such a record out, and HOUR every
 * record without a time of day. A where[] may be any kind of dimension. A role or field that no extract has,
 * or a TEXT dimension over a column that is not a CATEGORY, or a NUMBER one over one that is not an INTEGER, is WW_E_USAGE; where only some extracts have it,
 * the records of the others are without a value. `key` is called by one thread, before counting. The product
 * of sizes is limited to 2^28 cells. Memory: 8 bytes a cell, and 4 a thread while that stays under 64 MB. */
enum ww_rc WW_MUST_CHECK ww_cube_count(const struct ww_view *view, const struct ww_cube_spec *spec,
                                       unsigned threads, struct ww_cube *out, struct ww_err *err);
void ww_cube_free(struct ww_cube *cube);

#endif
