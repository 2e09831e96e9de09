// SPDX-License-Identifier: Apache-2.0
/* Problem: place five million records in four million cells in the time of a few passes over memory.
 * Method: one plain loop a step over a block that stays in the first-level cache: look up a key for each row,
 * fold it into the row's cell number, count what fell out. There is no branch on the data in any of them: rows
 * without a value take an extra entry of the table, rows left out an extra cell. The switch on the width of the
 * codes stands outside the loop, so each loop is compiled for one width. */
#include "evidence/cube_block.h"

#include "base/time.h"

#define SECONDS_PER_DAY  INT64_C(86400)
#define SECONDS_PER_HOUR 3600
#define DAYS_PER_WEEK    7
#define EPOCH_WEEKDAY    3 /* 1 January 1970 was a Thursday; Monday is 0 */

static inline __attribute__((always_inline)) void look_up(struct ww_block_rows at,
                                                          const struct ww_vector *column, unsigned width,
                                                          const int32_t *table, size_t count, int32_t *keys)
{
    if (!column->validity) {
        for (size_t i = 0; i < at.rows; i++)
            keys[i] = table[ww_vector_code(column, width, at.first + i)];
        return;
    }
    for (size_t i = 0; i < at.rows; i++) {
        size_t row = at.first + i;
        size_t missing = (size_t)ww_vector_has(column, row) - 1; /* all ones; a ?: would be a branch */
        keys[i] = table[(ww_vector_code(column, width, row) & ~missing) | (count & missing)];
    }
}

void ww_block_text_keys(struct ww_block_rows at, const struct ww_vector *codes, unsigned width,
                        const int32_t *table, size_t count, int32_t *keys)
{
    switch (width) {
    case 1: look_up(at, codes, 1, table, count, keys); break;
    case 2: look_up(at, codes, 2, table, count, keys); break;
    default: look_up(at, codes, 4, table, count, keys); break;
    }
}

void ww_block_present(struct ww_block_rows at, const struct ww_vector *column, int32_t *keys)
{
    for (size_t i = 0; i < at.rows; i++)
        keys[i] = ww_vector_has(column, at.first + i) - 1;
}

const int32_t *ww_block_days(struct ww_block_rows at, const struct ww_vector *column, enum ww_kind kind,
                             int32_t *scratch)
{
    if (kind != WW_KIND_DATETIME)
        return (const int32_t *)column->values + at.first;
    const int64_t *seconds = (const int64_t *)column->values + at.first;
    for (size_t i = 0; i < at.rows; i++) {
        int64_t day = ww_day_of_second(seconds[i]);
        scratch[i] = day >= INT32_MIN && day <= INT32_MAX ? (int32_t)day : INT32_MIN;
    }
    return scratch;
}

void ww_block_table_keys(size_t rows, const int32_t *days, int32_t origin, const int32_t *table, int32_t size,
                         int32_t *keys)
{
    for (size_t i = 0; i < rows; i++) {
        uint32_t index = (uint32_t)days[i] - (uint32_t)origin; /* wraps, and is then too large */
        keys[i] = index < (uint32_t)size ? table[index] : -1;
    }
}

void ww_block_day_keys(size_t rows, const int32_t *days, int32_t origin, int32_t size, int32_t *keys)
{
    for (size_t i = 0; i < rows; i++) {
        uint32_t index = (uint32_t)days[i] - (uint32_t)origin;
        keys[i] = index < (uint32_t)size ? (int32_t)index : -1;
    }
}

void ww_block_weekday_keys(size_t rows, const int32_t *days, int32_t *keys)
{
    for (size_t i = 0; i < rows; i++) {
        int64_t weekday = ((int64_t)days[i] + EPOCH_WEEKDAY) % DAYS_PER_WEEK;
        keys[i] = (int32_t)(weekday < 0 ? weekday + DAYS_PER_WEEK : weekday);
    }
}

void ww_block_hour_keys(struct ww_block_rows at, const struct ww_vector *column, int32_t *keys)
{
    const int64_t *seconds = (const int64_t *)column->values + at.first;
    for (size_t i = 0; i < at.rows; i++) {
        int64_t of_day = seconds[i] % SECONDS_PER_DAY;
        keys[i] = (int32_t)(of_day < 0 ? of_day + SECONDS_PER_DAY : of_day) / SECONDS_PER_HOUR;
    }
}

void ww_block_band_keys(struct ww_block_rows at, const struct ww_vector *column, unsigned width,
                        const struct ww_bands *bands, int32_t *keys)
{
    for (size_t i = 0; i < at.rows; i++) {
        size_t row = at.first + i;
        int64_t value = width == 8 ? ((const int64_t *)column->values)[row]
                                   : ((const int32_t *)column->values)[row];
        int32_t at_or_below = 0; /* few bands: adding is quicker than searching */
        for (int32_t b = 0; b < bands->count; b++)
            at_or_below += value >= bands->edges[b];
        keys[i] = at_or_below && ww_vector_has(column, row) ? at_or_below - 1 : bands->missing;
    }
}

/* x >> 31 of an int32 is -1 below 0 and else 0 (gcc and clang define it so). */

size_t ww_block_combine(size_t rows, int32_t *cells, const int32_t *keys, int32_t size)
{
    int32_t before = 0, after = 0;
    for (size_t i = 0; i < rows; i++) {
        int32_t out = (cells[i] | keys[i]) >> 31;
        before += cells[i] >> 31;
        after += out;
        cells[i] = (cells[i] * size + keys[i]) | out;
    }
    return (size_t)(before - after);
}

size_t ww_block_exclude(size_t rows, int32_t *cells, const int32_t *keys)
{
    int32_t before = 0, after = 0;
    for (size_t i = 0; i < rows; i++) {
        before += cells[i] >> 31;
        cells[i] |= keys[i] >> 31;
        after += cells[i] >> 31;
    }
    return (size_t)(before - after);
}

void ww_block_count(size_t rows, const int32_t *cells, uint32_t *counts, size_t trash)
{
    for (size_t i = 0; i < rows; i++)
        counts[cells[i] < 0 ? trash : (size_t)cells[i]]++;
}

void ww_block_count_shared(size_t rows, const int32_t *cells, const int64_t *values, int64_t *counts)
{
    for (size_t i = 0; i < rows; i++) {
        if (cells[i] < 0)
            continue;
        int64_t *count = counts + cells[i];
        __atomic_fetch_add(count, values ? values[i] : 1, __ATOMIC_RELAXED);
    }
}
