// SPDX-License-Identifier: Apache-2.0
#ifndef WW_TABLE_TABLE_H
#define WW_TABLE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/time.h"
#include "table/unit.h"

/* The one shape of an answer: what every measure returns and every writer prints. Rows and columns have
 * ids, so that any figure has one name ("change" "total" "difference") and every mention of it, in a
 * sentence, chart, page or spreadsheet, reads the same cell.
 *
 * A table owns all memory it points to (one arena). Adding never returns an error each: the first failure
 * is remembered and ww_table_check says it once, at the end. */

enum ww_column_type {
    WW_COLUMN_TEXT,
    WW_COLUMN_NUMBER,
};

/* What a column is for; writers and charts choose by it. */
enum ww_column_role {
    WW_COLUMN_LABEL,   /* names the row */
    WW_COLUMN_VALUE,   /* a figure */
    WW_COLUMN_LOW,     /* lower end of the 95% interval of the column named in `of` */
    WW_COLUMN_HIGH,    /* upper end of the same */
    WW_COLUMN_P_VALUE, /* probability that chance alone gives a change this large, of `of` */
    WW_COLUMN_NOTE,    /* words about the row */
};

/* One, and none for a whole number: for columns whose rows have different units. */
#define WW_DECIMALS_AS_NEEDED (-2)

struct ww_column {
    const char *name;  /* machine name, [a-z0-9_]+, with its unit: "count_now", "change_pct" */
    const char *title; /* heading, sentence case, unique within the table: "July 2017 to June 2018" */
    enum ww_column_type type;
    enum ww_column_role role;
    enum ww_unit unit;
    int decimals;   /* -1 = the unit's own; or WW_DECIMALS_AS_NEEDED */
    const char *of; /* for intervals and p-values: the column they belong to; else NULL */
};

struct ww_cell {
    double number;    /* when present and the column is a number */
    const char *text; /* when present and the column is text */
    bool present;
    enum ww_mark mark;
};

enum ww_row_kind {
    WW_ROW_PLAIN,
    WW_ROW_SUBTOTAL, /* sums up, or stands beside, plain rows: never added to a total again */
    WW_ROW_TOTAL,
};

struct ww_row {
    /* Stable, [A-Za-z0-9-/]+: "violence-against-the-person/murder", "total"; capitals only in area codes. */
    const char *id;
    enum ww_row_kind kind;
    unsigned depth; /* indentation in print */
    /* What a sentence calls the row, where its label says too little without the rows around it: "robbery of personal
     * property" for "Personal property"; NULL = its label. */
    const char *alone;
    struct ww_cell *cells;
};

/* Where a table came from: enough to compute it again. */
struct ww_used_extract {
    const char *source;  /* "mps-recorded-crime-borough" */
    const char *vintage; /* "" when the source has one edition only */
    const char *period;  /* the extract's own, ISO: "2010-04..2021-09" */
    const char *sha256;  /* of the sealed file, 64 hex digits */
    const char *owner;
    uint64_t rows;      /* in the extract */
    uint64_t rows_used; /* counted into this table */
    const char *title;  /* of the source, for people; NULL = not known: its name stands for it */
};

struct ww_parameter {
    const char *name;
    const char *value;
};

struct ww_provenance {
    const char *measure;  /* "change" */
    unsigned version;     /* of the method */
    const char *question; /* the one-line question it answers */
    const char *formula;  /* in one line, for explain */
    const char *filter;   /* what was left out, in words; "" = nothing */
    const struct ww_parameter *parameters;
    size_t n_parameters;
    const struct ww_used_extract *extracts;
    size_t n_extracts;
};

/* How a table is best drawn; the report draws it, so a measure needs to know nothing about SVG. */
enum ww_chart_kind {
    WW_CHART_NONE,
    WW_CHART_BARS,      /* horizontal bars, one a row; a second value column = a thinner bar behind */
    WW_CHART_LINE,      /* row = point in time, up to four value columns = lines */
    WW_CHART_INTERVALS, /* dot with its 95% interval, one a row, reference line at `reference` */
    WW_CHART_MATRIX,    /* rows × all columns of role VALUE, as shaded cells with their numbers and marks */
    WW_CHART_CURVE,     /* x column against value column, 0..100 both, diagonal drawn (Lorenz) */
    WW_CHART_MAP,       /* rows are areas (row id = area code), shaded by the value column */
    WW_CHART_SQUARES, /* rows are squares of side `reference` m: values are easting and northing of the centre, the
                         * label column (at most four different texts) says how each is drawn */
};

#define WW_CHART_MAX_SERIES 4

struct ww_chart {
    enum ww_chart_kind kind;
    const char *title;    /* the finding, about ten words, no full stop */
    const char *subtitle; /* what, where, when, unit */
    const char *label;    /* column for the labels (or x); NULL = the first label column */
    const char *values[WW_CHART_MAX_SERIES];
    size_t n_values;
    const char *low, *high; /* for INTERVALS */
    double reference;       /* for INTERVALS, LINE and SQUARES (NAN-free: use has_reference) */
    bool has_reference;
    const char *reference_words; /* INTERVALS: what the line is called; NULL = its value, or "No change" */
    bool plain_rows_only;        /* leave subtotals and totals out */
    size_t max_rows;             /* 0 = all; a note says how many are not drawn */
    const char *needs; /* rows without a number in this column are left out, where any has one; NULL = none */
};

/* A sentence whose numbers are cells of this table. The text holds references in braces:
 * {row-id.column} prints the cell as people read it ("58,627", "9.2%", "£279.8 million"), and
 * {row-id.column|filter} one of the filters of table/finding.h. A reference that does not resolve is an
 * error, found by the measure's own test. */
struct ww_finding {
    const char *id; /* within the measure: "total/daily-average"; printed as "change/total/daily-average" */
    const char *text;
    double weight;   /* importance, 0..1: order in a chapter and the choice for the summary */
    const char *row; /* the row it rests on, for explain */
};

struct ww_table {
    struct ww_arena *arena;
    enum ww_rc failed;
    const char *failure; /* what it was, or NULL */
    size_t *index;       /* of rows by id: an open hash of row + 1, 0 = free */
    size_t index_capacity;

    const char *id;    /* unique in a document: "change", "concentration/lsoa" */
    const char *title; /* reads as a heading */
    const char *subtitle;
    struct ww_column *columns;
    size_t n_columns;
    struct ww_row *rows;
    size_t n_rows, rows_capacity;
    const char **notes;
    size_t n_notes, notes_capacity;
    struct ww_finding *findings;
    size_t n_findings, findings_capacity;
    struct ww_chart chart;
    struct ww_provenance provenance;
};

#define WW_NO_INDEX ((size_t)-1)

/* Copies everything. NULL when there is no memory. */
struct ww_table *ww_table_new(const char *id, const struct ww_column *columns, size_t n_columns);
void ww_table_free(struct ww_table **table);
enum ww_rc WW_MUST_CHECK ww_table_check(const struct ww_table *table, struct ww_err *err);

/* A copy of the text that lives as long as the table ("" on failure, which is remembered). */
const char *ww_table_text(struct ww_table *table, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
const char *ww_table_copy(struct ww_table *table, struct ww_str s);

void ww_table_title(struct ww_table *table, const char *title, const char *subtitle); /* copied */

/* Returns the row's index (WW_NO_INDEX after a failure; setters accept it and do nothing). An id made from
 * a label: ww_table_row_id lower-cases, turns runs of other characters into one '-'. Ids must be unique:
 * a second row of the same id gets "-2", "-3". "total" is the total's: a row of another kind that would take it
 * (a partner's text may say "Total") becomes "total-2", so that {total.count} is never a part for the whole. */
size_t ww_table_add_row(struct ww_table *table, const char *id, enum ww_row_kind kind, unsigned depth);
const char *ww_table_row_id(struct ww_table *table, const char *group, const char *label);
void ww_table_set_alone(struct ww_table *table, size_t row, const char *alone); /* copied */

void ww_table_set_text(struct ww_table *table, size_t row, const char *column, struct ww_str value);
void ww_table_set_number(struct ww_table *table, size_t row, const char *column, double value);
/* In place of a number or text ([low], [x], [c], [z]: it is taken away) or beside one ([u], [p], [high] ...).
 * Setting a number or text afterwards takes a mark of the first kind away. */
void ww_table_set_mark(struct ww_table *table, size_t row, const char *column, enum ww_mark mark);

void ww_table_note(struct ww_table *table, const char *format, ...) __attribute__((format(printf, 2, 3)));
void ww_table_finding(struct ww_table *table, const char *id, double weight, const char *row,
                      const char *text);

void ww_table_parameter(struct ww_table *table, const char *name, const char *value);
/* Copied. The same sha256 is listed once; rows_used of further mentions are added, up to `rows`. */
void ww_table_used(struct ww_table *table, const struct ww_used_extract *used);

/* What a source is called in print: NULL = not known. */
typedef const char *ww_source_title(void *context, const char *source);
/* Gives the extracts used their sources' titles, for documents. */
void ww_table_title_sources(struct ww_table *table, ww_source_title *title, void *context);

size_t ww_table_find_column(const struct ww_table *table, const char *name); /* or WW_NO_INDEX */
size_t ww_table_find_row(const struct ww_table *table, const char *id);
const struct ww_cell *ww_table_cell(const struct ww_table *table, const char *row,
                                    const char *column); /* or NULL */
/* Whether there is such a cell, and a number or text in it. */
bool ww_table_has(const struct ww_table *table, const char *row, const char *column);

/* Which marks a reader must be told the meaning of: used in some cell, and not explained by a note of the table
 * ("[low]: no percentage is given ..."). */
void ww_table_unexplained_marks(const struct ww_table *table, bool marks[WW_MARK_COUNT]);

/* Asserts in tests: ids unique, `of` columns exist, chart columns exist, every finding resolves. */
enum ww_rc WW_MUST_CHECK ww_table_validate(const struct ww_table *table, struct ww_err *err);

#endif
