// SPDX-License-Identifier: Apache-2.0
#include "cmd/link_input.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/file.h"
#include "cmd/csv_rows.h"
#include "table/table.h"

/* Where a field's value is put together. */
struct room {
    char joined[2 * WW_CSV_ROWS_CELL_MAX + 1], normal[WW_NORMAL_MAX];
};

#define COLUMNS_MAX (2 * WW_LINK_FIELDS_MAX + 2)
_Static_assert(COLUMNS_MAX <= WW_CSV_ROWS_COLUMNS_MAX, "every column of a model can be read");

struct reader {
    struct ww_link_input *input;
    const struct ww_link_files *files;
    const char *names[WW_LINK_FIELDS_MAX];
    const struct ww_link_normal *normals[WW_LINK_FIELDS_MAX]; /* by name; NULL = as it stands */
    size_t n_names;
    struct ww_nicknames nicknames;
    const char *columns[COLUMNS_MAX]; /* the id's first */
    size_t n_columns;
    size_t fields[WW_LINK_FIELDS_MAX][2]; /* which columns a field comes from; [1] WW_NO_INDEX = one */
    size_t truth;
    struct room *rooms; /* by field; wiped */
    unsigned source;
    struct ww_link_builder *truths; /* one column: equal truths have equal codes */
    struct ww_err *err;
};

/* --- what the model speaks of --------------------------------------------------------------------- */

static enum ww_rc add_name(struct reader *r, const char *name)
{
    for (size_t i = 0; name && i < r->n_names; i++)
        if (ww_str_eqz(ww_str_of(name), r->names[i]))
            return WW_OK;
    if (!name)
        return WW_OK;
    if (r->n_names == WW_LINK_FIELDS_MAX)
        return ww_fail(r->err, WW_E_LIMIT, "The model speaks of more than %d columns.", WW_LINK_FIELDS_MAX);
    const struct ww_link_model *m = &r->input->model;
    for (size_t i = 0; i < m->n_normals; i++)
        if (ww_str_eqz(ww_str_of(name), m->normals[i].field))
            r->normals[r->n_names] = &m->normals[i];
    r->names[r->n_names++] = name;
    return WW_OK;
}

static enum ww_rc add_rules(struct reader *r, const struct ww_link_rule *rules, size_t n)
{
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < rules[i].n_keys && !rc; k++)
            rc = add_name(r, rules[i].keys[k].field);
    return rc;
}

static enum ww_rc add_names(struct reader *r)
{
    const struct ww_link_model *m = &r->input->model;
    enum ww_rc rc = WW_OK;
    for (size_t c = 0; c < m->n_comparisons && !rc; c++) {
        for (size_t f = 0; f < 3 && !rc; f++)
            rc = add_name(r, m->comparisons[c].fields[f]);
    }
    if (!rc)
        rc = add_rules(r, m->blocking, m->n_blocking);
    if (!rc)
        rc = add_rules(r, m->deterministic, m->n_deterministic);
    return rc ? rc : add_rules(r, m->training, m->n_training);
}

static enum ww_rc read_nicknames(struct reader *r)
{
    bool asked = false;
    for (size_t i = 0; i < r->input->model.n_normals; i++)
        asked |= r->input->model.normals[i].as == WW_NORMAL_CANONICAL;
    if (!asked || !r->files->nicknames)
        return WW_OK;
    struct ww_buf text = {.max = (size_t)4 << 20};
    enum ww_rc rc = ww_file_read(r->files->nicknames, &text, r->err);
    if (!rc)
        rc = ww_nicknames_read(r->files->nicknames, ww_buf_view(&text), r->input->arena, &r->nicknames,
                               r->err);
    ww_buf_free(&text);
    return rc;
}

static enum ww_rc read_model(struct reader *r)
{
    struct ww_buf text = {.max = (size_t)4 << 20};
    enum ww_rc rc = ww_file_read(r->files->model, &text, r->err);
    if (!rc)
        rc = ww_link_model_parse(r->files->model, ww_buf_view(&text), r->input->arena, &r->input->model,
                                 r->err);
    ww_buf_free(&text);
    if (!rc)
        rc = read_nicknames(r);
    return rc ? rc : add_names(r);
}

/* --- one file ------------------------------------------------------------------------------------- */

static size_t ask_for(struct reader *r, const char *column)
{
    r->columns[r->n_columns] = column;
    return r->n_columns++;
}

static void ask_for_columns(struct reader *r)
{
    ask_for(r, r->files->id); /* NULL is the first, as it is for csv_rows */
    for (size_t i = 0; i < r->n_names; i++) {
        const struct ww_link_normal *normal = r->normals[i];
        r->fields[i][0] = ask_for(r, normal ? normal->from[0] : r->names[i]);
        r->fields[i][1] = normal && normal->from[1] ? ask_for(r, normal->from[1]) : WW_NO_INDEX;
    }
    if (r->files->truth)
        r->truth = ask_for(r, r->files->truth);
}

/* The value of a field, in its normal form; two columns are joined with a blank. */
static struct ww_str value_of(const struct reader *r, size_t field, const struct ww_str *cells)
{
    struct room *room = &r->rooms[field];
    struct ww_str value = cells[r->fields[field][0]];
    if (r->fields[field][1] != WW_NO_INDEX) {
        const struct ww_str more = cells[r->fields[field][1]];
        memcpy(room->joined, value.ptr, value.len);
        room->joined[value.len] = ' ';
        memcpy(room->joined + value.len + 1, more.ptr, more.len);
        value = (struct ww_str){room->joined, value.len + 1 + more.len};
    }
    return r->normals[field] ? ww_normalise(r->normals[field]->as, &r->nicknames, value, room->normal)
                             : value;
}

static enum ww_rc add_row(void *context, const struct ww_str *cells, struct ww_err *err)
{
    const struct reader *r = context;
    struct ww_str values[WW_LINK_FIELDS_MAX];
    for (size_t i = 0; i < r->n_names; i++)
        values[i] = value_of(r, i, cells);
    enum ww_rc rc = ww_link_builder_add(r->input->builder, cells[0], r->source, values, err);
    if (!rc && r->files->truth)
        rc = ww_link_builder_add(r->truths, WW_STR(""), 0, &cells[r->truth], err);
    return rc;
}

/* --- all of them ---------------------------------------------------------------------------------- */

static enum ww_rc take_truth(struct reader *r)
{
    struct ww_link_records truths;
    ww_link_builder_done(r->truths, &truths);
    r->input->truth = ww_new_array(truths.n + 1, sizeof *r->input->truth);
    if (!r->input->truth)
        return ww_fail_nomem(r->err);
    for (size_t i = 0; i < truths.n; i++)
        r->input->truth[i] = truths.fields[0].codes[i];
    return WW_OK;
}

static enum ww_rc read_files(struct reader *r)
{
    static const char *const truth[] = {"truth"};
    enum ww_rc rc = ww_link_builder_new(r->names, r->n_names, &r->input->builder, r->err);
    if (!rc && r->files->truth)
        rc = ww_link_builder_new(truth, 1, &r->truths, r->err);
    r->rooms = ww_new_array(r->n_names, sizeof *r->rooms);
    if (!rc && !r->rooms)
        rc = ww_fail_nomem(r->err);
    ask_for_columns(r);
    for (; r->source < r->files->n && !rc; r->source++)
        rc = ww_csv_rows_each(&(struct ww_csv_rows_request){.path = r->files->paths[r->source],
                                                            .columns = r->columns,
                                                            .n_columns = r->n_columns,
                                                            .take = add_row,
                                                            .context = r},
                              r->err);
    if (r->rooms)
        explicit_bzero(r->rooms, r->n_names * sizeof *r->rooms);
    free(r->rooms);
    if (!rc)
        ww_link_builder_done(r->input->builder, &r->input->records);
    if (!rc && r->files->truth)
        rc = take_truth(r);
    ww_link_builder_free(&r->truths);
    return rc;
}

enum ww_rc ww_link_input_read(const struct ww_link_files *files, struct ww_link_input *out,
                              struct ww_err *err)
{
    *out = (struct ww_link_input){.arena = ww_arena_new(0)};
    if (!out->arena)
        return ww_fail_nomem(err);
    struct reader r = {.input = out, .files = files, .err = err};
    enum ww_rc rc = read_model(&r);
    return rc ? rc : read_files(&r);
}

void ww_link_input_free(struct ww_link_input *input)
{
    ww_link_builder_free(&input->builder);
    ww_arena_free(&input->arena);
    free(input->truth);
    *input = (struct ww_link_input){0};
}

size_t ww_link_input_find(const struct ww_link_input *input, struct ww_str id)
{
    for (size_t i = 0; i < input->records.n; i++)
        if (ww_str_eq(id, input->records.ids[i]))
            return i;
    return WW_NO_INDEX;
}
