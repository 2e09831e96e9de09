// SPDX-License-Identifier: Apache-2.0
#ifndef WW_INTAKE_ENCODE_H
#define WW_INTAKE_ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/time.h"
#include "intake/lexicon.h"
#include "intake/pipeline.h"

/* Cells in, typed values out: one encoder a thread and plan column. Cells are texts without quotes and without
 * blanks at either end; an empty one is a missing value. */

/* Why a cell was refused. */
enum ww_refusal {
    WW_TAKEN,
    WW_REFUSED_EMPTY, /* where a value is required */
    WW_REFUSED_HEX,
    WW_REFUSED_MONTH,
    WW_REFUSED_DATE,
    WW_REFUSED_DATETIME,
    WW_REFUSED_NUMBER,
    WW_REFUSED_INTEGER,
    WW_REFUSED_SIZE, /* does not fit its column */
    WW_REFUSED_RANGE,
    WW_REFUSED_PATTERN,
    WW_REFUSED_PERIOD, /* a time outside the source's range */
    WW_REFUSAL_COUNT,
};

/* One column of one chunk. values holds ww_encoded_bytes(field) a row: for CATEGORY the encoder's own number of
 * the text (uint32_t, 0 = missing), for TEXT nothing. */
struct ww_encoded {
    uint8_t *values;
    bool *present;     /* not CATEGORY: its 0 says it */
    uint32_t *offsets; /* TEXT: rows + 1, into text */
    char *text;
    size_t text_capacity;
    struct ww_hash128 *keys; /* key column only; {0, 0} for a missing value */
    size_t capacity;         /* rows reserved */
};

struct ww_encoder {
    const struct ww_plan_column *column;
    bool portable; /* no AVX2 */
    bool is_key;
    bool has_period; /* times outside it are refused */
    struct ww_period period;
    int64_t least, most; /* FIXED and INTEGER: the range, in units of the value; else all there is */
    uint64_t seed;
    struct ww_lexicon lexicon; /* CATEGORY */
    bool *unmatched;           /* by number of the lexicon: text does not match the column's pattern */
    size_t unmatched_capacity;
    uint32_t matched; /* numbers already held against the pattern */
    char *room;       /* a terminated copy for the pattern */
    size_t room_capacity;
    bool often_same;         /* CATEGORY: the last block's texts mostly equalled the one before */
    struct ww_str last_text; /* MONTH, DATE: the text last read, and what it means */
    char last_room[16];
    int32_t last_day;
};

/* A run of cells of one column. */
struct ww_cells {
    const struct ww_str *items;
    size_t n;
    size_t from;       /* row of items[0] in the chunk */
    uint8_t *refusals; /* n of enum ww_refusal, all WW_TAKEN before */
    bool refused;      /* set when one of them is not any more */
};

unsigned ww_encoded_bytes(const struct ww_field *field);
/* Room for so many rows; false when there is no memory. */
bool ww_encoded_reserve(struct ww_encoded *encoded, const struct ww_field *field, bool is_key, size_t rows);
void ww_encoded_free(struct ww_encoded *encoded);

void ww_encoder_init(struct ww_encoder *encoder, const struct ww_plan *plan, size_t column, bool portable);
void ww_encoder_free(struct ww_encoder *encoder);

/* Rows from .. from + n of out. WW_E_NOMEM, or WW_E_LIMIT when a CATEGORY has more text than a lexicon holds. */
enum ww_rc WW_MUST_CHECK ww_encode(struct ww_encoder *encoder, struct ww_cells *cells,
                                   struct ww_encoded *out);

/* What ww_encode does by kind. */
enum ww_rc ww_encode_category(struct ww_encoder *e, struct ww_cells *cells, struct ww_encoded *out);
enum ww_rc ww_encode_text(struct ww_encoder *e, struct ww_cells *cells, struct ww_encoded *out);
enum ww_rc ww_encode_hex(struct ww_encoder *e, struct ww_cells *cells, struct ww_encoded *out);
enum ww_rc ww_encode_month(struct ww_encoder *e, struct ww_cells *cells, struct ww_encoded *out);
enum ww_rc ww_encode_date(struct ww_encoder *e, struct ww_cells *cells, struct ww_encoded *out);
enum ww_rc ww_encode_datetime(struct ww_encoder *e, struct ww_cells *cells, struct ww_encoded *out);
enum ww_rc ww_encode_fixed(struct ww_encoder *e, struct ww_cells *cells, struct ww_encoded *out);
enum ww_rc ww_encode_integer(struct ww_encoder *e, struct ww_cells *cells, struct ww_encoded *out);
enum ww_rc ww_encode_number(struct ww_encoder *e, struct ww_cells *cells, struct ww_encoded *out);

/* 2n hex digits of either case to n bytes; false (out undefined) when one is none. The same on any processor. */
bool ww_hex_decode(const char *digits, size_t n_bytes, uint8_t *out, bool portable);

/* Whether the column's pattern matches the whole text; true without a pattern, WW_E_NOMEM in *rc. */
bool ww_encoder_matches(struct ww_encoder *encoder, struct ww_str text, enum ww_rc *rc);

static inline void ww_refuse(struct ww_cells *cells, size_t i, enum ww_refusal why)
{
    cells->refusals[i] = (uint8_t)why;
    cells->refused = true;
}

/* The cell is empty: missing, or refused where a value is required. */
static inline void ww_encode_missing(const struct ww_encoder *e, struct ww_cells *cells, size_t i)
{
    if (e->column->required)
        ww_refuse(cells, i, WW_REFUSED_EMPTY);
}

#endif
