// SPDX-License-Identifier: Apache-2.0
#ifndef WW_MEASURE_COLUMNS_H
#define WW_MEASURE_COLUMNS_H

#include "table/table.h"

/* The columns that measures are made of, one line each. Where a table's headings do not depend on the question the
 * plain designated initialisers serve as well. */

static inline struct ww_column ww_column_label(const char *title)
{
    return (struct ww_column){
        .name = "label", .title = title, .type = WW_COLUMN_TEXT, .role = WW_COLUMN_LABEL};
}

/* Words about the row. */
static inline struct ww_column ww_column_words(const char *name, const char *title)
{
    return (struct ww_column){.name = name, .title = title, .type = WW_COLUMN_TEXT, .role = WW_COLUMN_NOTE};
}

static inline struct ww_column ww_column_number(const char *name, const char *title, enum ww_unit unit,
                                                int decimals)
{
    return (struct ww_column){.name = name,
                              .title = title,
                              .type = WW_COLUMN_NUMBER,
                              .role = WW_COLUMN_VALUE,
                              .unit = unit,
                              .decimals = decimals};
}

static inline struct ww_column ww_column_count(const char *name, const char *title)
{
    return ww_column_number(name, title, WW_UNIT_COUNT, -1);
}

static inline struct ww_column ww_column_percent(const char *name, const char *title)
{
    return ww_column_number(name, title, WW_UNIT_PERCENT, 1);
}

/* One end of the 95% interval of the column it is made from. */
static inline struct ww_column ww_column_end(struct ww_column of, enum ww_column_role end, const char *name,
                                             const char *title)
{
    of.of = of.name;
    of.role = end;
    of.name = name;
    of.title = title;
    return of;
}

static inline struct ww_column ww_column_p_value(const char *of)
{
    return (struct ww_column){.name = "p_value",
                              .title = "Probability by chance",
                              .type = WW_COLUMN_NUMBER,
                              .role = WW_COLUMN_P_VALUE,
                              .unit = WW_UNIT_PROBABILITY,
                              .decimals = 3,
                              .of = of};
}

#endif
