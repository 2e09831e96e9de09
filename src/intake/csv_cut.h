// SPDX-License-Identifier: Apache-2.0
#ifndef WW_INTAKE_CSV_CUT_H
#define WW_INTAKE_CSV_CUT_H

#include "intake/csv.h"

/* Inside of the splitter: what csv.c, csv_avx2.c and csv_portable.c share. */

#define WW_CSV_BLOCK  ((size_t)64)        /* bytes a mask speaks of */
#define WW_CSV_STRIDE (64 * WW_CSV_BLOCK) /* bytes between checks of memory and record length */

enum ww_csv_state {
    WW_CSV_PLAIN,  /* outside quotes */
    WW_CSV_QUOTED, /* inside */
    WW_CSV_CLOSED, /* just after a quotation mark inside quotes: the end, or the first of a doubled one */
};

struct ww_csv_cutter {
    struct ww_csv *csv;
    const uint8_t *p; /* = csv->base */
    size_t size;      /* bytes from p to the end of the input */
    size_t stop;      /* the first record that starts here or later is not ours */
    size_t max_record;
    char separator;
    size_t at;               /* bytes already cut */
    size_t count;            /* of csv->ends */
    size_t row;              /* index in csv->ends of the row begun */
    size_t extra;            /* fields of that row that were counted and not kept */
    struct ww_csv_bad fault; /* of that row; fault.fault 0 = none yet */
    bool slow_rows;          /* rows of one field, which may be blank lines */
    enum ww_csv_state state;
    size_t quote_at;
    bool done;
    enum ww_rc rc;
};

/* What 64 bytes hold. */
struct ww_csv_masks {
    uint64_t separators, newlines;
    bool odd;  /* a quotation mark or a NUL */
    bool high; /* a byte that is not ASCII */
};

/* Room for a stride's field ends; false, with rc set and done, when there is no memory. */
bool ww_csv_reserve(struct ww_csv_cutter *c);
/* [from, to), byte by byte: any state, any content. */
void ww_csv_cut_bytes(struct ww_csv_cutter *c, size_t from, size_t to);
/* The row whose last end has just been noted, at `position`: keeps it or sets it aside. */
void ww_csv_finish_row(struct ww_csv_cutter *c, size_t position);
/* Between strides: stops at a record that is too long, forgets the ends of a row that has too many. */
void ww_csv_check_row(struct ww_csv_cutter *c);

/* Whole blocks before c->stop. */
void ww_csv_cut_avx2(struct ww_csv_cutter *c);
void ww_csv_cut_portable(struct ww_csv_cutter *c);
bool ww_csv_have_avx2(void);

static inline unsigned ww_csv_lowest(uint64_t bits)
{
    return bits ? (unsigned)__builtin_ctzll(bits) : 64u;
}

/* Notes the positions of `bits`, four at a time: up to three too many are written and not counted. */
static inline __attribute__((always_inline)) size_t ww_csv_note(uint32_t *to, uint64_t bits, size_t at)
{
    size_t n = (size_t)__builtin_popcountll(bits);
    uint32_t first = (uint32_t)at;
    for (size_t i = 0; i < n; i += 4)
        for (size_t k = 0; k < 4; k++) {
            to[i + k] = first + ww_csv_lowest(bits);
            bits &= bits - 1;
        }
    return n;
}

/* One block outside quotes, with no quotation mark in it. */
static inline __attribute__((always_inline)) void ww_csv_cut_block(struct ww_csv_cutter *c, size_t at,
                                                                   struct ww_csv_masks m)
{
    struct ww_csv *csv = c->csv;
    uint32_t *ends = csv->ends;
    uint64_t left = m.separators | m.newlines;
    size_t count = c->count;
    for (uint64_t newlines = m.newlines; newlines; newlines &= newlines - 1) {
        uint64_t upto = newlines ^ (newlines - 1);
        count += ww_csv_note(ends + count, left & upto, at);
        left &= ~upto;
        size_t position = at + ww_csv_lowest(newlines);
        bool plain = count - c->row == csv->stride && !c->fault.fault && !c->slow_rows &&
                     position - (ends[c->row] + 1u) <= c->max_record;
        if (__builtin_expect(plain, 1)) {
            csv->rows++;
            ends[count] = (uint32_t)position;
            c->row = count++;
        } else {
            c->count = count;
            ww_csv_finish_row(c, position);
            if (c->done)
                return;
            count = c->count;
        }
    }
    count += ww_csv_note(ends + count, left, at);
    c->count = count;
    csv->newlines += (uint64_t)__builtin_popcountll(m.newlines);
}

typedef struct ww_csv_masks ww_csv_masks_fn(const uint8_t *block, char separator);

/* The loop both instruction sets share; `masks` is known when it is compiled, and inlined. */
static inline __attribute__((always_inline)) void ww_csv_cut_blocks(struct ww_csv_cutter *c,
                                                                    ww_csv_masks_fn *masks)
{
    size_t last = c->stop - c->stop % WW_CSV_BLOCK;
    bool high = false;
    while (c->at < last && !c->done && ww_csv_reserve(c)) {
        size_t to = last - c->at < WW_CSV_STRIDE ? last : c->at + WW_CSV_STRIDE;
        for (size_t at = c->at; at < to && !c->done; at += WW_CSV_BLOCK) {
            struct ww_csv_masks m = masks(c->p + at, c->separator);
            high |= m.high;
            if (__builtin_expect(m.odd || c->state != WW_CSV_PLAIN, 0))
                ww_csv_cut_bytes(c, at, at + WW_CSV_BLOCK);
            else
                ww_csv_cut_block(c, at, m);
        }
        c->at = to;
        ww_csv_check_row(c);
    }
    c->csv->high |= high;
}

#endif
