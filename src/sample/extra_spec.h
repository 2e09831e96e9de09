// SPDX-License-Identifier: Apache-2.0
#ifndef WW_SAMPLE_EXTRA_SPEC_H
#define WW_SAMPLE_EXTRA_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "sample/facts.h"

/* What share/sample/sources/NAME.json says of a partner's file; share/sample/README.md documents the format. */

#define WW_EXTRA_COLUMNS_MAX 64
#define WW_EXTRA_OPTIONS_MAX 400 /* values of one column */
#define WW_EXTRA_SET_MAX     64  /* values of a column of several answers: the bits of one number */
#define WW_EXTRA_WEEK_HOURS  168
#define WW_EXTRA_LIKE_MAX    6
#define WW_EXTRA_TEXT_MAX    200 /* bytes of one value */

enum ww_extra_make {
    WW_EXTRA_SERIAL,
    WW_EXTRA_TIME,
    WW_EXTRA_COUNTS,
    WW_EXTRA_SHARES,
    WW_EXTRA_AGES,
    WW_EXTRA_SEVERAL,
    WW_EXTRA_PLACES,
    WW_EXTRA_WARD,
    WW_EXTRA_EASTING,
    WW_EXTRA_NORTHING,
    WW_EXTRA_LATER,
    WW_EXTRA_PERSON,
    WW_EXTRA_NUMBER,
    WW_EXTRA_CONSTANT,
    WW_EXTRA_MAKES
};

enum ww_extra_precision { WW_EXTRA_MINUTE, WW_EXTRA_DAY, WW_EXTRA_MONTH };

/* numbers[option * n_years + year], as written: counts, weights or per cent. */
struct ww_extra_given {
    size_t column; /* an earlier one */
    size_t n;
    const char **values; /* n texts of that column */
    double **numbers;    /* n */
    bool apart;          /* the column's own values are of the other rows only */
};

/* Places named: how many rows, by year. */
struct ww_extra_named {
    size_t area;     /* index of the ward or LSOA in the facts */
    double *numbers; /* n_years */
    bool list;       /* counts; else per cent of the rows */
};

struct ww_extra_column {
    const char *name;
    enum ww_extra_make make;
    size_t of; /* the column this one follows */

    /* counts, shares, ages, several */
    const char **options;
    size_t n_options;
    double *numbers; /* NULL = only `given` says */
    bool as_counts;  /* of several: whole numbers of rows */
    bool quote;      /* a cell of this column may hold a comma or a quotation mark */
    struct ww_extra_given given;
    bool has_given;
    bool of_person; /* one age for all rows of a person */

    /* time, later */
    enum ww_extra_precision precision;
    double *months; /* n_years * 12; NULL = by their days */
    double *hours;  /* n_years * 168, Monday 0:00 first; NULL = all alike */
    int64_t days[2];
    int32_t by_day; /* dates after it are left empty */
    double *share;  /* n_years, per cent of rows that have a date */

    /* places */
    bool lsoa_level, rest_commercial, per_cent;
    struct ww_extra_named *wards, *lsoas;
    size_t n_wards, n_lsoas;

    /* person */
    double *times; /* times[k]: share of the persons with k + 1 rows */
    size_t n_times;
    const char *pool;
    size_t like[WW_EXTRA_LIKE_MAX];
    size_t n_like;

    int64_t range[2]; /* number */
    const char *text; /* prefix of serial, value of constant */
};

struct ww_extra_spec {
    char path[WW_PATH_MAX]; /* of the JSON file, for messages */
    const char *source, *file;
    const char *copy;        /* name in share/sample/files, or NULL: then all below */
    const char *scaled_from; /* of a copy: the column from which on a scale multiplies the cells, or NULL */
    size_t n_years;
    size_t years[WW_SAMPLE_YEARS]; /* rising; index of facts.h */
    uint64_t rows[WW_SAMPLE_YEARS];
    struct ww_extra_column *columns;
    size_t n_columns;
};

/* What a specification is read against, and where its texts and lists live. */
struct ww_extra_home {
    const struct ww_sample_facts *facts;
    struct ww_arena *memory;
};

/* Reads one file. WW_E_INPUT with the file and the path to the value. */
enum ww_rc WW_MUST_CHECK ww_extra_spec_read(const char *path, const struct ww_extra_home *home,
                                            struct ww_extra_spec *out, struct ww_err *err);
/* The same of its bytes; path: for messages. */
enum ww_rc WW_MUST_CHECK ww_extra_spec_parse(const char *path, struct ww_str bytes,
                                             const struct ww_extra_home *home, struct ww_extra_spec *out,
                                             struct ww_err *err);

/* "18-25" and "65+" and "17": first and last whole age; false for "Not known". */
bool ww_extra_band(const char *label, uint32_t *first, uint32_t *last);

#endif
