// SPDX-License-Identifier: Apache-2.0
#ifndef WW_SAMPLE_FACTS_TABLE_H
#define WW_SAMPLE_FACTS_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"

#define WW_FACTS_COLUMNS_MAX 16

/* One of our own small CSV files, whole in memory: the columns asked for, in the order asked for. */
struct ww_facts_table {
    char path[WW_PATH_MAX];
    const char *const *columns;
    size_t n_columns;
    const char **cells; /* n_rows * n_columns, row after row */
    size_t n_rows;
};

/* columns: n names; every one must be in the header. Texts live in the arena. WW_E_INPUT with file and line. */
enum ww_rc WW_MUST_CHECK ww_facts_table_read(const char *folder, const char *name, const char *const *columns,
                                             size_t n, struct ww_arena *arena, struct ww_facts_table *out,
                                             struct ww_err *err);

static inline const char *ww_facts_text(const struct ww_facts_table *table, size_t row, size_t column)
{
    return table->cells[row * table->n_columns + column];
}

/* A whole number from 0 to max. */
enum ww_rc WW_MUST_CHECK ww_facts_count(const struct ww_facts_table *table, size_t row, size_t column,
                                        uint32_t max, uint32_t *out, struct ww_err *err);

/* WW_E_INPUT at a cell. */
enum ww_rc ww_facts_bad(const struct ww_facts_table *table, size_t row, size_t column, const char *what,
                        struct ww_err *err);

#endif
