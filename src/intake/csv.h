// SPDX-License-Identifier: Apache-2.0
#ifndef WW_INTAKE_CSV_H
#define WW_INTAKE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/* Where the cells of a delimited text are (RFC 4180): nothing is copied, only the ends of fields are noted.
 * A region can be cut on its own, so that regions of one file are cut at once on several threads; whoever
 * puts them together checks that each began where the one before it ended. */

struct ww_csv_rules {
    char separator;    /* any ASCII byte but a quotation mark, CR or LF */
    size_t fields;     /* in every record; a record with another number is set aside; at least 1 */
    size_t max_record; /* bytes of one record; 0 = WW_CSV_MAX_RECORD */
    bool portable;     /* do not use AVX2 even where it is there */
};

#define WW_CSV_MAX_RECORD ((size_t)16 << 20)

/* Why a record was set aside. */
enum ww_csv_fault {
    WW_CSV_FIELDS = 1,   /* more or fewer fields than there must be */
    WW_CSV_QUOTE_INSIDE, /* a quotation mark inside an unquoted field */
    WW_CSV_TEXT_AFTER,   /* text after a closing quotation mark */
};

struct ww_csv_bad {
    size_t before;   /* good rows that stand before it */
    uint32_t at;     /* its first byte, from base */
    uint32_t length; /* bytes, without the line's end */
    uint32_t fields; /* found in it */
    uint32_t field;  /* where the quotation mark is at fault, from 0 */
    enum ww_csv_fault fault;
};

/* Why cutting could not go on to the end of the region. */
enum ww_csv_stop {
    WW_CSV_WHOLE,    /* it did */
    WW_CSV_UNCLOSED, /* the quotation mark at stop_at is never closed, or not within max_record */
    WW_CSV_OVERLONG, /* the record at stop_at is longer than max_record */
    WW_CSV_BINARY,   /* a NUL byte at stop_at */
};

struct ww_csv {
    const char *base;  /* the region's first byte */
    size_t start, end; /* offsets of the region in the input; end is where the next record starts */
    size_t rows;       /* good ones */
    size_t stride;     /* fields + 1 */
    /* rows × stride offsets from base: first the byte before the row (-1, wrapped, for base), then the end
     * of each field. Field f is [ends[f] + 1, ends[f + 1]). */
    uint32_t *ends;
    size_t ends_capacity;
    struct ww_csv_bad *bad;
    size_t n_bad, bad_capacity;
    uint64_t newlines; /* in [start, end), those inside quotes too */
    bool quotes;       /* some field is quoted */
    bool high;         /* some byte is not ASCII */
    enum ww_csv_stop stop;
    size_t stop_at; /* from base */
};

/* Cuts the records that start in [start, stop) of bytes; the last may end after stop. `csv` is zeroed before
 * its first use, and may be used again. WW_E_NOMEM only; what is wrong with the input is in csv. */
enum ww_rc WW_MUST_CHECK ww_csv_cut(const struct ww_csv_rules *rules, struct ww_str bytes, size_t start,
                                    size_t stop, struct ww_csv *csv);
void ww_csv_free(struct ww_csv *csv);

/* Where the first record at or after `from` starts if `from` is outside quotes: after the first newline of
 * [from - 1, stop - 1), or SIZE_MAX when there is none. */
size_t ww_csv_guess_start(struct ww_str bytes, size_t from, size_t stop);

/* A field as it stands, with its quotes. */
static inline struct ww_str ww_csv_raw(const struct ww_csv *csv, size_t row, size_t field)
{
    const uint32_t *ends = csv->ends + row * csv->stride + field;
    uint32_t from = ends[0] + 1;
    return (struct ww_str){csv->base + from, ends[1] - from};
}

/* The text a raw field stands for: without its quotes and the blanks at either end. Where quotes are doubled
 * it is written to `room` (at least raw.len bytes) and *used says how much of it; else *used is 0. */
struct ww_str ww_csv_text(struct ww_str raw, char *room, size_t *used);

#endif
