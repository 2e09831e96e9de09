// SPDX-License-Identifier: Apache-2.0
#ifndef WW_EVIDENCE_COLUMN_H
#define WW_EVIDENCE_COLUMN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* One column of one batch. Memory belongs to whoever filled it (a mapped extract, an encoder's scratch). */
struct ww_vector {
    const uint8_t *validity; /* bit i (least significant first) set = value i present; NULL = all present */
    const void *values;      /* rows × value bytes; for TEXT and BINARY: the bytes */
    const int32_t *offsets;  /* TEXT and BINARY: rows + 1; else NULL */
    uint64_t nulls;
};

/* Rows that were sealed together: one vector a field, in field order. */
struct ww_batch {
    size_t rows;
    const struct ww_vector *vectors;
};

/* The distinct texts of a CATEGORY column; a code is an index into it. Codes follow the order of first
 * appearance in the input. */
struct ww_dictionary {
    size_t count;
    const struct ww_str *values;
};

static inline bool ww_vector_has(const struct ww_vector *v, size_t row)
{
    return !v->validity || (v->validity[row >> 3] >> (row & 7) & 1);
}

/* The code of a CATEGORY column whose codes have `width` bytes. What stands where there is no value is anything: ask
 * ww_vector_has first. Codes are signed in the file; read without sign, a negative one is too high for any list. */
static inline __attribute__((always_inline)) uint32_t ww_vector_code(const struct ww_vector *v,
                                                                     unsigned width, size_t row)
{
    switch (width) {
    case 1: return ((const uint8_t *)v->values)[row];
    case 2: return ((const uint16_t *)v->values)[row];
    default: return ((const uint32_t *)v->values)[row];
    }
}

#endif
