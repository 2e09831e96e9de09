// SPDX-License-Identifier: Apache-2.0
#include "cmd/link_input.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/file.h"
#include "intake/csv.h"
#include "intake/header.h"
#include "table/table.h"

#define CELL_MAX 4096
#define PIECE    ((size_t)8 << 20) /* of a file, cut at a time */

/* Which columns of a file go where. A field may come from two of them. */
struct columns {
    size_t id;
    size_t fields[WW_LINK_FIELDS_MAX][2]; /* [1] WW_NO_INDEX = one column */
    size_t truth;                         /* WW_NO_INDEX = none */
};

struct reader {
    struct ww_link_input *input;
    const struct ww_link_files *files;
    const char *names[WW_LINK_FIELDS_MAX];
    const struct ww_link_normal *normals[WW_LINK_FIELDS_MAX]; /* by name; NULL = as it stands */
    size_t n_names;
    struct ww_nicknames nicknames;
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

static enum ww_rc find_column(const struct reader *r, const char *path, const struct ww_header *header,
                              const char *name, size_t *out)
{
    for (size_t i = 0; i < header->count; i++)
        if (ww_str_eq_nocase(ww_str_of(name), ww_str_of(header->names[i]))) {
            *out = i;
            return WW_OK;
        }
    return ww_fail_at(r->err, WW_E_USAGE, path, 1, 0,
                      "there is no column \"%.60s\", which the model or an option asks for", name);
}

static enum ww_rc find_field(const struct reader *r, const char *path, const struct ww_header *header,
                             size_t field, size_t out[2])
{
    const struct ww_link_normal *normal = r->normals[field];
    out[1] = WW_NO_INDEX;
    enum ww_rc rc = find_column(r, path, header, normal ? normal->from[0] : r->names[field], &out[0]);
    if (!rc && normal && normal->from[1])
        rc = find_column(r, path, header, normal->from[1], &out[1]);
    return rc;
}

static enum ww_rc find_columns(const struct reader *r, const char *path, const struct ww_header *header,
                               struct columns *out)
{
    *out = (struct columns){.truth = WW_NO_INDEX};
    enum ww_rc rc = r->files->id ? find_column(r, path, header, r->files->id, &out->id) : WW_OK;
    for (size_t i = 0; i < r->n_names && !rc; i++)
        rc = find_field(r, path, header, i, out->fields[i]);
    if (!rc && r->files->truth)
        rc = find_column(r, path, header, r->files->truth, &out->truth);
    return rc;
}

static struct ww_str text_of(const struct ww_csv *csv, size_t row, size_t field, char *room)
{
    const struct ww_str raw = ww_csv_raw(csv, row, field);
    size_t used;
    return raw.len > CELL_MAX ? (struct ww_str){raw.ptr, CELL_MAX} : ww_csv_text(raw, room, &used);
}

/* The value of a field, in its normal form. room: 2 × CELL_MAX; normal: WW_NORMAL_MAX bytes. */
static struct ww_str value_of(const struct reader *r, const struct ww_csv *csv, size_t row,
                              const size_t columns[2], const struct ww_link_normal *way, char *room,
                              char *normal)
{
    struct ww_str value = text_of(csv, row, columns[0], room);
    if (columns[1] != WW_NO_INDEX) {
        char second[CELL_MAX];
        const struct ww_str more = text_of(csv, row, columns[1], second);
        memmove(room, value.ptr, value.len);
        room[value.len] = ' ';
        memcpy(room + value.len + 1, more.ptr, more.len < CELL_MAX - 1 ? more.len : CELL_MAX - 1);
        value = (struct ww_str){room, value.len + 1 + (more.len < CELL_MAX - 1 ? more.len : CELL_MAX - 1)};
    }
    return way ? ww_normalise(way->as, &r->nicknames, value, normal) : value;
}

static enum ww_rc add_row(const struct reader *r, const struct ww_csv *csv, size_t row,
                          const struct columns *columns, unsigned source)
{
    char rooms[WW_LINK_FIELDS_MAX][2 * CELL_MAX], normal[WW_LINK_FIELDS_MAX][WW_NORMAL_MAX], id[CELL_MAX];
    struct ww_str values[WW_LINK_FIELDS_MAX];
    for (size_t i = 0; i < r->n_names; i++)
        values[i] = value_of(r, csv, row, columns->fields[i], r->normals[i], rooms[i], normal[i]);
    enum ww_rc rc = ww_link_builder_add(r->input->builder, text_of(csv, row, columns->id, id), source, values,
                                        r->err);
    if (rc || columns->truth == WW_NO_INDEX)
        return rc;
    values[0] = text_of(csv, row, columns->truth, rooms[0]);
    return ww_link_builder_add(r->truths, WW_STR(""), 0, values, r->err);
}

static enum ww_rc check_cut(const struct reader *r, const char *path, const struct ww_csv *csv, uint64_t line)
{
    if (csv->stop != WW_CSV_WHOLE)
        return ww_fail_at(
            r->err, WW_E_INPUT, path, line + csv->newlines, 0,
            "the text cannot be cut into records here: a quotation mark is never closed, a record is far "
            "too long, or the file is not text");
    if (csv->n_bad)
        return ww_fail_at(
            r->err, WW_E_INPUT, path, line + csv->bad[0].before, 0,
            "a record from about this line on has %u fields or a misplaced quotation mark; every record must "
            "have as many fields as the header",
            csv->bad[0].fields);
    return WW_OK;
}

static enum ww_rc read_rows(const struct reader *r, const char *path, struct ww_str bytes,
                            const struct ww_header *header, unsigned source)
{
    struct columns columns;
    enum ww_rc rc = find_columns(r, path, header, &columns);
    const struct ww_csv_rules rules = {.separator = header->separator, .fields = header->count};
    struct ww_csv csv = {0};
    uint64_t line = header->data_line;
    for (size_t at = header->data_offset; at < bytes.len && !rc; at = csv.end) {
        const size_t stop = bytes.len - at > PIECE ? at + PIECE : bytes.len;
        rc = ww_csv_cut(&rules, bytes, at, stop, &csv);
        if (!rc)
            rc = check_cut(r, path, &csv, line);
        for (size_t row = 0; row < csv.rows && !rc; row++)
            rc = add_row(r, &csv, row, &columns, source);
        line += csv.newlines;
    }
    ww_csv_free(&csv);
    return rc;
}

static enum ww_rc read_file(const struct reader *r, const char *path, unsigned source)
{
    struct ww_map map;
    struct ww_header header;
    enum ww_rc rc = ww_map_open(path, &map, r->err);
    if (rc)
        return rc;
    const struct ww_str bytes = {(const char *)map.data, map.size};
    rc = ww_header_read(path, bytes, r->input->arena, &header, r->err);
    if (!rc)
        rc = read_rows(r, path, bytes, &header, source);
    ww_map_close(&map);
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
    for (size_t i = 0; i < r->files->n && !rc; i++)
        rc = read_file(r, r->files->paths[i], (unsigned)i);
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
