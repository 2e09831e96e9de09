// SPDX-License-Identifier: Apache-2.0
#ifndef WW_INTAKE_DESCRIPTOR_H
#define WW_INTAKE_DESCRIPTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/time.h"
#include "evidence/schema.h"

/* A source descriptor: a Frictionless Table Schema (JSON) whose `watchward` object says what the fields
 * mean. docs/reference/descriptor.md is its manual. Read once, kept whole, never changed. */

/* A column to seal. */
struct ww_source_column {
    struct ww_field field;      /* name, kind, role, area level, vocabulary, width, places */
    const char *from[4];        /* supplied field names, joined by " / " when more than one (CATEGORY, TEXT) */
    size_t n_from;
    bool required;              /* an empty cell refuses the row */
    const char *true_text;      /* reserved for flags: a column per flag joins into one; else NULL */
    const char *pattern;        /* POSIX extended expression the whole text must match, or NULL */
    bool has_range;
    double min, max;            /* INTEGER, FIXED, NUMBER: in the supplied unit */
};

/* A wide table: each field whose name fits `pattern` becomes a row of its own. */
struct ww_source_melt {
    const char *pattern;        /* POSIX extended, over header names; group 1 (and 2) feed the columns below */
    const char *into[2];        /* names of columns fed by the groups: "month", or "sex" and "age_band" */
    size_t n_into;
    const char *value;          /* name of the column fed by the cell */
    bool skip_empty;            /* an empty cell makes no row (default: true) */
};

/* One way the file can be laid out; the first whose required fields are all in the header is taken. */
struct ww_source_layout {
    const char *name;           /* "download", "api" */
    const struct ww_source_column *columns;
    size_t n_columns;
    const char *const *fields;  /* every header name this layout knows (others are listed as not kept) */
    size_t n_fields;
    const char *key;            /* sealed column whose repeats are set aside, or NULL */
    bool has_melt;
    struct ww_source_melt melt;
    const char *locate_level;   /* "lsoa11": add a column of areas found from the point; NULL = no */
    const char *locate_column;  /* its name */
    const char *file_month;     /* POSIX expression over the file name whose group 1 is the month; or NULL */
};

enum ww_reader_kind {
    WW_READER_TABLE,      /* CSV or workbook */
    WW_READER_BOUNDARIES, /* geographic file, through place/boundaries.h */
};

struct ww_descriptor {
    const char *name;
    const char *title;
    const char *description;
    unsigned version;
    enum ww_shape shape;
    enum ww_reader_kind reader;
    const char *subject;   /* "recorded-crime" ... */
    int rank;
    const char *owner;
    const char *gateway;   /* legal gateway, or the licence of open data */
    const char *const *caveats;
    size_t n_caveats;
    const struct ww_source_layout *layouts;
    size_t n_layouts;
    bool has_range;
    struct ww_period range; /* times outside it refuse the row: a month outside the descriptor's range */
    char sha256[65];
    const char *path;
    void *memory; /* private */
};

/* WW_E_INPUT with file, and the JSON path of what is wrong. */
enum ww_rc WW_MUST_CHECK ww_descriptor_read(const char *path, struct ww_descriptor **out, struct ww_err *err);
enum ww_rc WW_MUST_CHECK ww_descriptor_parse(const char *json, size_t len, const char *name,
                                             struct ww_descriptor **out, struct ww_err *err);
void ww_descriptor_free(struct ww_descriptor **descriptor);

#endif
