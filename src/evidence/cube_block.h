// SPDX-License-Identifier: Apache-2.0
#ifndef WW_EVIDENCE_CUBE_BLOCK_H
#define WW_EVIDENCE_CUBE_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "evidence/column.h"
#include "evidence/schema.h"

/* The inner loops of the cube, a block of rows at a time. Private to cube.c. A key or cell below 0 means
 * "left out". Every function works on `rows` (at most WW_BLOCK_ROWS) rows from row `first` of a column;
 * `first` is a multiple of 8. */
#define WW_BLOCK_ROWS 1024u

struct ww_block_rows {
    size_t first, rows;
};

/* keys[i] = table[code]; table has one entry more than there are codes, `count`, for rows without a value. */
void ww_block_text_keys(struct ww_block_rows at, const struct ww_vector *codes, unsigned width,
                        const int32_t *table, size_t count, int32_t *keys);

/* keys[i] = 0 where there is a value, -1 where there is none. */
void ww_block_present(struct ww_block_rows at, const struct ww_vector *column, int32_t *keys);

/* Days of a MONTH, DATE or DATETIME column: in place, or worked out into `scratch`. A second so far off that its
 * day is no int32 becomes INT32_MIN. */
const int32_t *ww_block_days(struct ww_block_rows at, const struct ww_vector *column, enum ww_kind kind,
                             int32_t *scratch);

/* keys[i] = table[day - origin], or -1 where that is not in [0, size). */
void ww_block_table_keys(size_t rows, const int32_t *days, int32_t origin, const int32_t *table, int32_t size,
                         int32_t *keys);
/* keys[i] = day - origin, or -1 where that is not in [0, size). */
void ww_block_day_keys(size_t rows, const int32_t *days, int32_t origin, int32_t size, int32_t *keys);
void ww_block_weekday_keys(size_t rows, const int32_t *days, int32_t *keys);
/* Of a DATETIME column. */
void ww_block_hour_keys(struct ww_block_rows at, const struct ww_vector *column, int32_t *keys);

/* Bands of whole numbers: key i from edges[i] to below edges[i + 1]; below edges[0], or without a value: `missing`. */
struct ww_bands {
    const int32_t *edges; /* rising */
    int32_t count;
    int32_t missing;
};
/* Of an INTEGER column of so many bytes, 4 or 8. */
void ww_block_band_keys(struct ww_block_rows at, const struct ww_vector *column, unsigned width,
                        const struct ww_bands *bands, int32_t *keys);

/* cells[i] = cells[i] * size + keys[i], and stays or becomes -1 where either is below 0. Returns how many became. */
size_t ww_block_combine(size_t rows, int32_t *cells, const int32_t *keys, int32_t size);
/* cells[i] becomes -1 where keys[i] is below 0. Returns how many became. */
size_t ww_block_exclude(size_t rows, int32_t *cells, const int32_t *keys);

/* Adds 1 to each row's count; those left out are counted in counts[trash]. */
void ww_block_count(size_t rows, const int32_t *cells, uint32_t *counts, size_t trash);
/* Adds 1, or values[i] where values is not NULL, to counts shared by threads. */
void ww_block_count_shared(size_t rows, const int32_t *cells, const int64_t *values, int64_t *counts);

#endif
