// SPDX-License-Identifier: Apache-2.0
/* Is a table what it promises to be? Called by each measure's own test, so that a name mistyped in a chart or
 * a sentence fails there and not in front of a board. Row ids are unique by construction (table.c). */
#include "table/table.h"

#include <stdio.h>

#include "table/finding.h"

static enum ww_rc wrong(const struct ww_table *table, struct ww_err *err, const char *what, const char *name)
{
    return ww_fail_at(err, WW_E_USAGE, table->id, 0, 0, "%s: \"%s\".", what, name ? name : "");
}

static bool all_of(const char *text, const char *others)
{
    if (!text || !*text)
        return false;
    for (const char *p = text; *p; p++)
        if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || strchr(others, *p)))
            return false;
    return true;
}

static enum ww_rc check_columns(const struct ww_table *table, struct ww_err *err)
{
    for (size_t c = 0; c < table->n_columns; c++) {
        const struct ww_column *column = &table->columns[c];
        if (!all_of(column->name, "_"))
            return wrong(table, err, "A column's name is not of [a-z0-9_]", column->name);
        if (!column->title || !*column->title)
            return wrong(table, err, "A column has no title", column->name);
        if (column->of && ww_table_find_column(table, column->of) == WW_NO_INDEX)
            return wrong(table, err, "A column belongs to one that does not exist", column->of);
        for (size_t d = 0; d < c; d++) {
            if (strcmp(table->columns[d].name, column->name) == 0)
                return wrong(table, err, "Two columns have the same name", column->name);
            if (strcmp(table->columns[d].title, column->title) == 0)
                return wrong(table, err, "Two columns have the same title", column->title);
        }
    }
    return WW_OK;
}

static enum ww_rc check_rows(const struct ww_table *table, struct ww_err *err)
{
    for (size_t r = 0; r < table->n_rows; r++)
        if (!all_of(table->rows[r].id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-/"))
            return wrong(table, err, "A row's id is not of [A-Za-z0-9-/]", table->rows[r].id);
    return WW_OK;
}

static enum ww_rc check_chart_column(const struct ww_table *table, const char *name, bool number,
                                     struct ww_err *err)
{
    size_t c = ww_table_find_column(table, name);
    if (c == WW_NO_INDEX)
        return wrong(table, err, "The chart names a column that does not exist", name);
    if (number && table->columns[c].type != WW_COLUMN_NUMBER)
        return wrong(table, err, "The chart draws a column that holds no numbers", name);
    return WW_OK;
}

/* The columns a chart names beside its values. */
static enum ww_rc check_chart_names(const struct ww_table *table, struct ww_err *err)
{
    const struct ww_chart *chart = &table->chart;
    bool intervals = chart->kind == WW_CHART_INTERVALS;
    enum ww_rc rc = WW_OK;
    if (chart->label)
        rc = check_chart_column(table, chart->label, false, err);
    if (!rc && chart->needs)
        rc = check_chart_column(table, chart->needs, true, err);
    if (!rc && (intervals || chart->low))
        rc = check_chart_column(table, chart->low, true, err);
    if (!rc && (intervals || chart->high))
        rc = check_chart_column(table, chart->high, true, err);
    return rc;
}

static enum ww_rc check_chart(const struct ww_table *table, struct ww_err *err)
{
    const struct ww_chart *chart = &table->chart;
    if (chart->kind == WW_CHART_NONE)
        return WW_OK;
    if (chart->n_values > WW_CHART_MAX_SERIES)
        return wrong(table, err, "The chart has more than four series", table->id);
    if (chart->n_values == 0 && chart->kind != WW_CHART_MATRIX)
        return wrong(table, err, "The chart has no values", table->id);
    enum ww_rc rc = WW_OK;
    for (size_t v = 0; v < chart->n_values && !rc; v++)
        rc = check_chart_column(table, chart->values[v], true, err);
    return rc ? rc : check_chart_names(table, err);
}

static enum ww_rc check_findings(const struct ww_table *table, struct ww_err *err)
{
    struct ww_buf sentence = {0};
    enum ww_rc rc = WW_OK;
    for (size_t f = 0; f < table->n_findings && !rc; f++) {
        const struct ww_finding *finding = &table->findings[f];
        ww_buf_clear(&sentence);
        if (!all_of(finding->id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-/"))
            rc = wrong(table, err, "A finding's id is not of [A-Za-z0-9-/]", finding->id);
        else if (!(finding->weight >= 0 && finding->weight <= 1))
            rc = wrong(table, err, "A finding's weight is outside 0 to 1", finding->id);
        else if (finding->row && ww_table_find_row(table, finding->row) == WW_NO_INDEX)
            rc = wrong(table, err, "A finding rests on a row that does not exist", finding->row);
        else
            rc = ww_finding_sentence(table, finding, &sentence, err);
        for (size_t g = 0; g < f && !rc; g++)
            if (strcmp(table->findings[g].id, finding->id) == 0)
                rc = wrong(table, err, "Two findings have the same id", finding->id);
    }
    ww_buf_free(&sentence);
    return rc;
}

enum ww_rc ww_table_validate(const struct ww_table *table, struct ww_err *err)
{
    enum ww_rc rc = ww_table_check(table, err);
    if (!rc && !*table->title)
        rc = wrong(table, err, "The table has no title", table->id);
    if (!rc)
        rc = check_columns(table, err);
    if (!rc)
        rc = check_rows(table, err);
    if (!rc)
        rc = check_chart(table, err);
    if (!rc)
        rc = check_findings(table, err);
    return rc;
}
