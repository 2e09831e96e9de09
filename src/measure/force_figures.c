// SPDX-License-Identifier: Apache-2.0
/* The force's figure beside ours.
 *
 * Problem. A detection rate of 9% is good or bad by what the rest of the force has; the force publishes its rates, and
 * nobody wants them typed into the text.
 * Method. Look the figure up by name and period in the comparators supplied.
 * Conventions. Of two rows of one name the first is used. What is published for another period is not used: it would be
 * another comparison than the heading says. */
#include "measure/force_figures.h"

#include "measure/rows.h"

#define KIND_LENGTH 3 /* of an ONS code: the kind of area */

enum cell { CELL_INDICATOR, CELL_CODE, CELL_PERIOD, CELL_VALUE, CELLS };

static bool of_our_kind(const struct ww_ask *ask, const struct ww_row_cell *code)
{
    struct ww_str ours = ww_str_of(ask->area);
    return code->given && code->text.len == ours.len && ours.len >= KIND_LENGTH &&
           memcmp(code->text.ptr, ours.ptr, KIND_LENGTH) == 0;
}

/* The part after "GROUP: ", or an empty text. */
static struct ww_str row_name(struct ww_str indicator, const char *group)
{
    struct ww_str start = ww_str_of(group);
    if (!ww_str_starts(indicator, start) || indicator.len <= start.len || indicator.ptr[start.len] != ':')
        return (struct ww_str){0};
    return ww_str_trim((struct ww_str){indicator.ptr + start.len + 1, indicator.len - start.len - 1});
}

static bool holds_values(const struct ww_ask *other)
{
    return other->record->shape == WW_SHAPE_REFERENCE && ww_view_has_role(other->view, WW_ROLE_VALUE);
}

enum ww_rc ww_force_figures_read(const struct ww_ask *ask, const char *group, struct ww_period period,
                                 struct ww_force_figures *out, struct ww_err *err)
{
    static const struct ww_rows_column columns[CELLS] = {
        [CELL_INDICATOR] = {.role = WW_ROLE_ATTRIBUTE, .field = "indicator"},
        [CELL_CODE] = {.role = WW_ROLE_ATTRIBUTE, .field = "area_code", .optional = true},
        [CELL_PERIOD] = {.role = WW_ROLE_ATTRIBUTE, .field = "period"},
        [CELL_VALUE] = {.role = WW_ROLE_VALUE},
    };
    char wanted[32];
    struct ww_rows rows;
    *out = (struct ww_force_figures){0};
    if (ww_ask_other(ask, "force-comparators", holds_values, &out->source, NULL) != WW_OK)
        return WW_OK;
    enum ww_rc rc = ww_rows_read(&out->source, columns, CELLS, NULL, &rows, err);
    if (rc)
        return rc;
    out->items = ww_arena_alloc(ask->arena, rows.count, sizeof *out->items);
    if (!out->items)
        return ww_fail_nomem(err);
    out->used = rows.used;
    ww_period_print(period, wanted);
    for (size_t i = 0; i < rows.count; i++) {
        const struct ww_row_cell *cells = ww_rows_at(&rows, i, 0);
        struct ww_str name = cells[CELL_INDICATOR].given ? row_name(cells[CELL_INDICATOR].text, group)
                                                         : (struct ww_str){0};
        if (name.len && cells[CELL_VALUE].given && !of_our_kind(ask, &cells[CELL_CODE]) &&
            cells[CELL_PERIOD].given && ww_str_eqz(cells[CELL_PERIOD].text, wanted))
            out->items[out->count++] = (struct ww_force_figure){name, cells[CELL_VALUE].number};
    }
    return WW_OK;
}

bool ww_force_figures_find(const struct ww_force_figures *figures, const char *label, double *out)
{
    for (size_t i = 0; i < figures->count; i++)
        if (ww_str_eq_nocase(figures->items[i].row, ww_str_of(label))) {
            *out = figures->items[i].value;
            return true;
        }
    return false;
}
