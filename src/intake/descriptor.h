// SPDX-License-Identifier: Apache-2.0
#ifndef WW_INTAKE_DESCRIPTOR_H
#define WW_INTAKE_DESCRIPTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/time.h"
#include "evidence/schema.h"

/* A source descriptor: a Frictionless Table Schema (JSON) whose `watchward` object says what the fields
 * mean. docs/reference/descriptor.md is its manual. Read once, kept whole, never changed. */

#define WW_SOURCE_JOIN 4

/* A column to seal. One with no field and no constant is fed by melt. */
struct ww_source_column {
    struct ww_field
        field; /* name, kind, role, area level, vocabulary, width, places; CATEGORY width 0 = by the data */
    const char *from[WW_SOURCE_JOIN]; /* supplied field names, joined by " / " when more than one */
    size_t n_from;
    const char *constant; /* this text in every row; else NULL */
    bool required;        /* an empty cell refuses the row */
    bool guarded;         /* a refused cell refuses the delivery, and is not repeated */
    const char *pattern;  /* ww_pattern the whole text must match, or NULL */
    bool has_range;
    double min, max; /* INTEGER, FIXED, NUMBER: in the supplied unit */
};

/* A wide table: some fields become rows of their own, each with its header said in `into` columns. */
struct ww_source_melt {
    const char *pattern;       /* over header names; group 1 (and 2) feed the columns below; or NULL and */
    const char *const *fields; /* these fields by name */
    const char *const *texts;  /* n_fields × n_into: what each puts into the columns */
    size_t n_fields;
    const char *into[2]; /* names of columns: "month", or "sex" and "age_band" */
    size_t n_into;
    const char *value; /* name of the column fed by the cell */
    bool skip_empty;   /* an empty cell makes no row (default: true) */
};

/* One way the file can be laid out; the first whose needed fields are all in the header is taken. */
struct ww_source_layout {
    const char *name; /* "download", "2021" */
    const char
        *vintage; /* of extracts in this layout, unless the import says another; "" = the ordinary one */
    const struct ww_source_column *columns;
    size_t n_columns;
    const char *const *fields; /* every header name this layout knows (others are not kept either) */
    const bool *needed;        /* one a field: a column is made from it, so it must be there */
    size_t n_fields;
    const char *const *missing_values; /* cells that mean "not known"; the empty cell always does */
    size_t n_missing_values;
    const char *key; /* sealed column whose repeats are set aside, or NULL */
    bool has_melt;
    struct ww_source_melt melt;
    const char *locate_level;  /* "lsoa11": add a column of areas found from the point; NULL = no */
    const char *locate_column; /* its name */
    const char *file_month;    /* ww_pattern over the file name whose group 1 is the month; or NULL */
};

enum ww_reader_kind {
    WW_READER_TABLE,      /* CSV or workbook */
    WW_READER_BOUNDARIES, /* geographic file, through place/boundaries.h; has no layout */
};

struct ww_descriptor {
    const char *name;
    const char *title;
    const char *description; /* "" when there is none */
    unsigned version;
    enum ww_shape shape;
    enum ww_reader_kind reader;
    const char *subject; /* "recorded-crime" ... */
    int rank;
    const char *owner;
    const char *gateway; /* legal gateway, or the licence of open data */
    const char *const *caveats;
    size_t n_caveats;
    const struct ww_source_layout *layouts;
    size_t n_layouts;
    int retention_days;      /* identities are erased so long after their last delivery; 0 = no rule */
    const char *person_role; /* what the person of a row is: "victim", "client" ...; NULL = not said */
    int due_quarters; /* supplied by the end of so many quarters after the one it is about; 0 = no rule */
    bool has_range;
    struct ww_period range; /* times outside it refuse the row: a month outside the descriptor's range */
    char sha256[WW_SHA256_HEX];
    const char *path; /* the file it was read from, or the name given */
    void *memory;     /* private */
};

/* WW_E_INPUT with file, and the JSON path of what is wrong. */
enum ww_rc WW_MUST_CHECK ww_descriptor_read(const char *path, struct ww_descriptor **out, struct ww_err *err);
/* The same from bytes; `path` for messages. */
enum ww_rc WW_MUST_CHECK ww_descriptor_parse(const char *json, size_t len, const char *path,
                                             struct ww_descriptor **out, struct ww_err *err);
void ww_descriptor_free(struct ww_descriptor **descriptor);

/* Index of a layout's column by its sealed name, or -1. */
int ww_layout_column(const struct ww_source_layout *layout, const char *name);
/* Index of a layout's column by its role (not ATTRIBUTE), or -1. */
int ww_layout_role(const struct ww_source_layout *layout, enum ww_role role);

#endif
