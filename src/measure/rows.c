// SPDX-License-Identifier: Apache-2.0
/* Records one by one.
 *
 * Problem. A table of indicators or a cohort of some hundred people is read as it stands: texts, numbers and days side
 * by side, whatever kind each column was sealed as.
 * Method. The plan of a cube (evidence/cube_plan.h) settles the conditions; each batch is then walked row by row, once to
 * count and once to fill, by one thread. */
#include "measure/rows.h"

#include "evidence/cube_plan.h"

static int find(const struct ww_extract *extract, const struct ww_rows_column *column)
{
    return column->role == WW_ROLE_ATTRIBUTE ? ww_extract_field_by_name(extract, column->field)
                                             : ww_extract_field_by_role(extract, column->role);
}

static enum ww_rc check_columns(const struct ww_ask *ask, const struct ww_rows_column *columns, size_t n,
                                struct ww_err *err)
{
    for (size_t c = 0; c < n; c++) {
        bool found = columns[c].optional;
        for (size_t e = 0; !found && e < ww_view_extracts(ask->view); e++)
            found = find(ww_view_extract(ask->view, e), &columns[c]) >= 0;
        if (!found)
            return ww_fail(
                err, WW_E_NOT_FOUND, "%s has no column \"%s\", which '%s' needs.", ask->record->source,
                columns[c].role == WW_ROLE_ATTRIBUTE ? columns[c].field : ww_role_names[columns[c].role],
                ask->measure->name);
    }
    return WW_OK;
}

/* --- one cell ------------------------------------------------------------------------------------- */

static struct ww_str hex_text(struct ww_arena *arena, const uint8_t *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    char *text = ww_arena_alloc(arena, 2 * n, 1);
    for (size_t i = 0; text && i < n; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    return (struct ww_str){text, text ? 2 * n : 0};
}

static double fixed(int32_t value, unsigned places)
{
    double scale = 1;
    for (unsigned p = 0; p < places; p++)
        scale *= 10;
    return value / scale;
}

struct source {
    const struct ww_extract *extract;
    const struct ww_field *fields;
    struct ww_arena *arena;
};

static struct ww_row_cell cell_at(const struct source *s, const struct ww_batch *batch, int field, size_t row)
{
    struct ww_row_cell cell = {.given = field >= 0 && ww_vector_has(&batch->vectors[field], row)};
    if (!cell.given)
        return cell;
    const struct ww_field *f = &s->fields[field];
    const struct ww_vector *v = &batch->vectors[field];
    switch (f->kind) {
    case WW_KIND_CATEGORY:
        cell.text = ww_extract_dictionary(s->extract, (size_t)field).values[ww_vector_code(v, f->width, row)];
        break;
    case WW_KIND_TEXT:
        cell.text = (struct ww_str){(const char *)v->values + v->offsets[row],
                                    (size_t)(v->offsets[row + 1] - v->offsets[row])};
        break;
    case WW_KIND_HEX:
        cell.text = hex_text(s->arena, (const uint8_t *)v->values + row * f->width, f->width);
        cell.given = cell.text.ptr != NULL;
        break;
    case WW_KIND_MONTH:
    case WW_KIND_DATE: cell.number = ((const int32_t *)v->values)[row]; break;
    case WW_KIND_DATETIME: cell.number = (double)ww_day_of_second(((const int64_t *)v->values)[row]); break;
    case WW_KIND_FIXED: cell.number = fixed(((const int32_t *)v->values)[row], f->places); break;
    case WW_KIND_INTEGER:
        cell.number = f->width == 8 ? (double)((const int64_t *)v->values)[row]
                                    : ((const int32_t *)v->values)[row];
        break;
    case WW_KIND_NUMBER: cell.number = ((const double *)v->values)[row]; break;
    default: cell.given = false; break;
    }
    return cell;
}

/* --- all of them ---------------------------------------------------------------------------------- */

static bool wanted(const struct ww_cube_plan *plan, size_t index, const struct ww_batch *batch, size_t row)
{
    if (!plan)
        return true;
    const struct ww_cube_extract *extract = &plan->extracts[index];
    int32_t day;
    if (!ww_cube_plan_meets(plan, extract, batch, row))
        return false;
    if (!plan->spec->has_period)
        return true;
    return ww_cube_plan_day(extract, batch, row, &day) && day >= plan->spec->period.first_day &&
           day < plan->spec->period.end_day;
}

struct reading {
    const struct ww_ask *ask;
    const struct ww_rows_column *columns;
    const struct ww_cube_plan *plan; /* NULL = every record */
    struct ww_rows *rows;
};

/* Counts the wanted rows of an extract, or, where the cells are there, fills them. */
static enum ww_rc read_extract(const struct reading *r, size_t index, struct ww_err *err)
{
    const struct ww_extract *extract = ww_view_extract(r->ask->view, index);
    struct source source = {.extract = extract, .arena = r->ask->arena};
    int fields[WW_ROWS_COLUMNS_MAX];
    ww_extract_fields(extract, &source.fields);
    for (size_t c = 0; c < r->rows->n_columns; c++)
        fields[c] = find(extract, &r->columns[c]);
    for (size_t b = 0; b < ww_extract_batches(extract); b++) {
        struct ww_batch batch;
        enum ww_rc rc = ww_extract_batch(extract, b, &batch, err);
        if (rc)
            return rc;
        for (size_t row = 0; row < batch.rows; row++) {
            if (!wanted(r->plan, index, &batch, row))
                continue;
            for (size_t c = 0; r->rows->cells && c < r->rows->n_columns; c++)
                r->rows->cells[r->rows->count * r->rows->n_columns + c] = cell_at(&source, &batch, fields[c],
                                                                                  row);
            r->rows->count++;
            r->rows->used[index] += r->rows->cells != NULL;
        }
    }
    return WW_OK;
}

static enum ww_rc read_all(const struct reading *r, struct ww_err *err)
{
    const size_t n = ww_view_extracts(r->ask->view);
    enum ww_rc rc = WW_OK;
    for (size_t e = 0; e < n && !rc; e++)
        rc = read_extract(r, e, err);
    if (rc)
        return rc;
    r->rows->cells = ww_arena_alloc(r->ask->arena, r->rows->count * r->rows->n_columns,
                                    sizeof *r->rows->cells);
    if (!r->rows->cells)
        return ww_fail_nomem(err);
    r->rows->count = 0;
    for (size_t e = 0; e < n && !rc; e++)
        rc = read_extract(r, e, err);
    return rc;
}

enum ww_rc ww_rows_read(const struct ww_ask *ask, const struct ww_rows_column *columns, size_t n_columns,
                        const struct ww_cube_spec *spec, struct ww_rows *out, struct ww_err *err)
{
    if (n_columns > WW_ROWS_COLUMNS_MAX)
        return ww_fail(err, WW_E_LIMIT, "At most %d columns can be read row by row.", WW_ROWS_COLUMNS_MAX);
    *out = (struct ww_rows){
        .n_columns = n_columns,
        .used = ww_arena_alloc(ask->arena, ww_view_extracts(ask->view), sizeof *out->used)};
    if (!out->used)
        return ww_fail_nomem(err);
    enum ww_rc rc = check_columns(ask, columns, n_columns, err);
    if (rc)
        return rc;
    struct ww_cube_plan plan = {0};
    if (spec)
        rc = ww_cube_plan_make(&plan, ask->view, spec, err);
    if (!rc)
        rc = read_all(&(struct reading){ask, columns, spec ? &plan : NULL, out}, err);
    if (spec)
        ww_cube_plan_free(&plan);
    return rc;
}
