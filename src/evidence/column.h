// SPDX-License-Identifier: Apache-2.0
#ifndef WW_EVIDENCE_COLUMN_H
#define WW_EVIDENCE_COLUMN_H

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

static inline int ww_vector_has(const struct ww_vector *v, size_t row)
{
    return !v->validity || (v->validity[row >> 3] >> (row & 7) & 1);
}

#endif
