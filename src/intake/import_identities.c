// SPDX-License-Identifier: Apache-2.0
/* Problem: what says who somebody is must leave a delivery before anything else of it is read: not only must it not be sealed,
 * it must not turn up in a list of refused rows either.
 *
 * Method: only for sources with columns of the role identity. Each file is cut once more, by itself; a copy is made in memory
 * in which the fields of identities are empty, and in the first of them, where there is a keeper (the vault), stands the
 * person's pseudonym. All that comes after reads the copy. Fields stay in their places and line ends in their number, so that
 * lines and columns of refused rows are those of the partner's file. A broken record is replaced by an empty one that is
 * broken in the same way: which of its words are names cannot be known.
 *
 * Edge cases: a field that also feeds a column of evidence is not emptied (a postcode of which evidence keeps the first
 * half is the descriptor's decision). Identities of refused and repeated rows are not kept. Without a keeper nothing is kept
 * and the import says so. */
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/utf8.h"
#include "evidence/extract.h"
#include "intake/csv.h"
#include "intake/import_parts.h"

#define STRETCH       ((size_t)4 << 20) /* cut at a time */
#define PSEUDONYM_LEN 16
#define JOINT         ", " /* between the fields of one identity column: lines of an address */

/* --- which columns ------------------------------------------------------------------------------------------------ */

struct ww_import_identities {
    struct ww_import_persons persons;
    const struct ww_source_column *columns[WW_PERSON_FIELDS_MAX]; /* one a column of persons */
    bool *emptied;                                                /* one a field of the record */
    int person_field;               /* where the pseudonym stands; -1 = nowhere */
    struct ww_source_column person; /* the column of it in evidence */
    char **rooms;                   /* one an input: texts that had to be put together */
    size_t *room_used, n_rooms;
    struct ww_buf *copies; /* one an input */
    size_t next_person;    /* whose pseudonym is written next */
    struct ww_csv csv;
};

static int field_at(const struct ww_fit *fit, const char *name)
{
    for (size_t i = 0; i < fit->layout->n_fields; i++)
        if (strcmp(fit->layout->fields[i], name) == 0)
            return fit->index[i];
    return -1;
}

static bool has_identities(const struct ww_source_layout *layout)
{
    for (size_t i = 0; i < layout->n_columns; i++)
        if (layout->columns[i].field.role == WW_ROLE_IDENTITY)
            return true;
    return false;
}

static void mark(const struct ww_fit *fit, const struct ww_source_column *column, bool *fields, bool value)
{
    for (size_t k = 0; k < column->n_from; k++) {
        int at = field_at(fit, column->from[k]);
        if (at >= 0)
            fields[at] = value;
    }
}

/* What is emptied: fields of identities that no other column is made from. */
static void find_emptied(const struct ww_fit *fit, struct ww_import_identities *ids)
{
    const struct ww_source_layout *layout = fit->layout;
    for (size_t i = 0; i < layout->n_columns; i++)
        if (layout->columns[i].field.role == WW_ROLE_IDENTITY)
            mark(fit, &layout->columns[i], ids->emptied, true);
    for (size_t i = 0; i < layout->n_columns; i++)
        if (layout->columns[i].field.role != WW_ROLE_IDENTITY)
            mark(fit, &layout->columns[i], ids->emptied, false);
}

/* Columns for the keeper: those of identities, and others that bear a name it knows (sex). */
static void find_columns(const struct ww_import_job *job, const struct ww_source_layout *layout,
                         struct ww_import_identities *ids)
{
    const struct ww_import_keeper *keeper = job->request->keeper;
    struct ww_import_persons *p = &ids->persons;
    for (size_t i = 0; keeper && i < layout->n_columns && p->n_columns < WW_PERSON_FIELDS_MAX; i++) {
        const struct ww_source_column *column = &layout->columns[i];
        if (!column->n_from || !keeper->knows(keeper->context, column->field.name))
            continue;
        ids->columns[p->n_columns] = column;
        p->columns[p->n_columns++] = column->field.name;
    }
}

static enum ww_rc find_person(struct ww_import_job *job, const struct ww_import_table *table,
                              struct ww_import_identities *ids)
{
    const struct ww_source_layout *layout = table->fit.layout;
    if (ww_layout_column(layout, WW_PERSON_COLUMN) >= 0)
        return ww_fail_at(
            job->err, WW_E_INPUT, job->request->descriptor->path, 0, 0,
            "The descriptor has both identities and a column \"%s\"; the vault makes that column itself.",
            WW_PERSON_COLUMN);
    for (size_t f = 0; f < layout->n_fields && ids->person_field < 0; f++) {
        int at = table->fit.index[f];
        if (at < 0 || !ids->emptied[at])
            continue;
        ids->person_field = at;
        ids->person = (struct ww_source_column){.field = {.name = WW_PERSON_COLUMN,
                                                          .kind = WW_KIND_HEX,
                                                          .role = WW_ROLE_ATTRIBUTE,
                                                          .width = PSEUDONYM_LEN / 2},
                                                .from = {layout->fields[f]},
                                                .n_from = 1};
    }
    return ids->person_field >= 0
               ? WW_OK
               : ww_fail_at(
                     job->err, WW_E_INPUT, job->request->descriptor->path, 0, 0,
                     "Every field of an identity also feeds a column of evidence, so names would be sealed. Make the "
                     "columns from different fields.");
}

/* --- reading identities ----------------------------------------------------------------------------------------- */

static bool means_unknown(const struct ww_source_layout *layout, struct ww_str text)
{
    for (size_t i = 0; i < layout->n_missing_values; i++)
        if (ww_str_eqz(text, layout->missing_values[i]))
            return true;
    return text.len == 0;
}

/* The text of a column in a row; where it is put together, in the input's room. */
static struct ww_str text_of(const struct ww_import_table *table, struct ww_import_identities *ids,
                             size_t input, size_t row, const struct ww_source_column *column)
{
    char *start = ids->rooms[input] + ids->room_used[input];
    size_t len = 0, used = 0;
    struct ww_str text = {"", 0};
    for (size_t k = 0; k < column->n_from; k++) {
        int at = field_at(&table->fit, column->from[k]);
        size_t gap = len ? sizeof JOINT - 1 : 0;
        struct ww_str part =
            at < 0 ? text : ww_csv_text(ww_csv_raw(&ids->csv, row, (size_t)at), start + len + gap, &used);
        if (at < 0 || means_unknown(table->fit.layout, part))
            continue;
        if (column->n_from == 1) {
            ids->room_used[input] += used;
            return part;
        }
        memmove(start + len + gap, part.ptr, part.len);
        memcpy(start + len, JOINT, gap);
        len += gap + part.len;
    }
    ids->room_used[input] += len;
    return len ? (struct ww_str){start, len} : (struct ww_str){"", 0};
}

static bool day_of(struct ww_str text, int32_t *day)
{
    int64_t second;
    bool has_time;
    if (ww_parse_date(text, day))
        return true;
    if (ww_parse_datetime(text, &second, &has_time)) {
        *day = (int32_t)ww_day_of_second(second);
        return true;
    }
    if (!ww_parse_month(text, day))
        return false;
    *day = ww_month_first_day(*day);
    return true;
}

static void read_days(const struct ww_import_table *table, struct ww_import_identities *ids, size_t input,
                      size_t row, struct ww_import_person *person)
{
    const struct ww_source_layout *layout = table->fit.layout;
    int from = ww_layout_role(layout, WW_ROLE_FROM), to = ww_layout_role(layout, WW_ROLE_TO);
    person->has_days = from >= 0 &&
                       day_of(text_of(table, ids, input, row, &layout->columns[from]), &person->first_day);
    person->last_day = person->first_day;
    if (person->has_days && to >= 0 &&
        !day_of(text_of(table, ids, input, row, &layout->columns[to]), &person->last_day))
        person->last_day = person->first_day;
}

static enum ww_rc read_person(const struct ww_import_table *table, struct ww_import_identities *ids,
                              size_t input, size_t row, struct ww_err *err)
{
    struct ww_import_persons *p = &ids->persons;
    void *items = p->items;
    if (!ww_grow(&items, &p->capacity, p->count + 1, sizeof *p->items))
        return ww_fail_nomem(err);
    p->items = items;
    struct ww_import_person *person = &p->items[p->count++];
    *person = (struct ww_import_person){.kept = true};
    for (size_t c = 0; c < p->n_columns; c++)
        person->fields[c] = text_of(table, ids, input, row, ids->columns[c]);
    read_days(table, ids, input, row, person);
    return WW_OK;
}

/* --- writing the copy ------------------------------------------------------------------------------------------- */

static size_t newlines_in(struct ww_str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++)
        n += text.ptr[i] == '\n';
    return n;
}

/* A cell of one word, or none, that takes up as many lines as the one it stands for. */
static void write_cell(struct ww_buf *out, const char *word, size_t newlines)
{
    if (!newlines) {
        ww_buf_z(out, word);
        return;
    }
    ww_buf_char(out, '"');
    ww_buf_z(out, word);
    for (size_t i = 0; i < newlines; i++)
        ww_buf_char(out, '\n');
    ww_buf_char(out, '"');
}

static void write_row(const struct ww_import_identities *ids, const struct ww_import_table *table, size_t row,
                      const char *pseudonym, struct ww_buf *out)
{
    for (size_t f = 0; f < table->header.count; f++) {
        struct ww_str raw = ww_csv_raw(&ids->csv, row, f);
        if (f)
            ww_buf_char(out, table->header.separator);
        if (ids->emptied[f])
            write_cell(out, (int)f == ids->person_field ? pseudonym : "", newlines_in(raw));
        else
            ww_buf_str(out, raw);
    }
    ww_buf_char(out, '\n');
}

static void write_bad(const struct ww_import_identities *ids, const struct ww_import_table *table,
                      const struct ww_csv_bad *bad, struct ww_buf *out)
{
    struct ww_str raw = {ids->csv.base + bad->at, bad->length};
    size_t fields = bad->fault == WW_CSV_FIELDS ? bad->fields : table->header.count,
           newlines = newlines_in(raw);
    for (size_t f = 0; f < fields; f++) {
        if (f)
            ww_buf_char(out, table->header.separator);
        if (bad->fault == WW_CSV_QUOTE_INSIDE && f == bad->field)
            ww_buf_z(out, "x\"\"x");
        else if (bad->fault == WW_CSV_TEXT_AFTER && f == bad->field)
            ww_buf_z(out, "\"x\"x");
        else
            write_cell(out, fields == 1 ? "x" : "", newlines);
        newlines = bad->fault == WW_CSV_FIELDS || f != bad->field ? 0 : newlines;
    }
    ww_buf_char(out, '\n');
}

/* --- a file, a stretch at a time ------------------------------------------------------------------------------------ */

typedef enum ww_rc stretch_fn(struct ww_import_job *job, struct ww_import_table *table, size_t input);

static enum ww_rc read_stretch(struct ww_import_job *job, struct ww_import_table *table, size_t input)
{
    enum ww_rc rc = WW_OK;
    for (size_t r = 0; !rc && r < table->identities->csv.rows; r++)
        rc = read_person(table, table->identities, input, r, job->err);
    return rc;
}

/* Empty lines between two records stay. */
static void write_blank_lines(const struct ww_csv *csv, size_t from, size_t to, struct ww_buf *out)
{
    for (size_t i = from; i < to; i++)
        if (csv->base[i] == '\n')
            ww_buf_char(out, '\n');
}

static enum ww_rc write_stretch(struct ww_import_job *job, struct ww_import_table *table, size_t input)
{
    struct ww_import_identities *ids = table->identities;
    const struct ww_csv *csv = &ids->csv;
    struct ww_buf *out = &ids->copies[input];
    size_t b = 0, at = 0;
    for (size_t r = 0; r <= csv->rows; r++) {
        for (; b < csv->n_bad && csv->bad[b].before == r; b++) {
            write_blank_lines(csv, at, csv->bad[b].at, out);
            write_bad(ids, table, &csv->bad[b], out);
            at = (size_t)csv->bad[b].at + csv->bad[b].length + 1;
        }
        if (r == csv->rows)
            break;
        const uint32_t *ends = csv->ends + r * csv->stride;
        write_blank_lines(csv, at, ends[0] + 1u, out);
        write_row(ids, table, r, job->request->keeper ? ids->persons.items[ids->next_person++].pseudonym : "",
                  out);
        at = (size_t)ends[csv->stride - 1] + 1;
    }
    if (at < csv->end - csv->start)
        write_blank_lines(csv, at, csv->end - csv->start, out);
    return ww_buf_check(out, job->err);
}

static enum ww_rc fail_stop(struct ww_import_job *job, const struct ww_input *input, const struct ww_csv *csv)
{
    static const char *const reasons[] = {
        [WW_CSV_WHOLE] = "",
        [WW_CSV_UNCLOSED] = "A quotation mark is opened here and never closed. Ask for the file again.",
        [WW_CSV_OVERLONG] = "This record is longer than any can be. Ask for the file again.",
        [WW_CSV_BINARY] = "There is a byte here that no text has. Save it as CSV in UTF-8.",
    };
    const struct ww_str before = {input->bytes.ptr + input->data_offset,
                                  csv->start + csv->stop_at - input->data_offset};
    return ww_fail_at(job->err, WW_E_INPUT, input->name, input->data_line + newlines_in(before), 0, "%s",
                      reasons[csv->stop]);
}

static enum ww_rc each_stretch(struct ww_import_job *job, struct ww_import_table *table, size_t index,
                               stretch_fn *take)
{
    const struct ww_input *input = &table->inputs.items[index].input;
    struct ww_csv *csv = &table->identities->csv;
    const struct ww_csv_rules rules = {.separator = table->header.separator,
                                       .fields = table->header.count,
                                       .portable = job->request->portable};
    enum ww_rc rc = WW_OK;
    for (size_t at = input->data_offset; !rc && at < input->bytes.len; at = csv->end) {
        size_t left = input->bytes.len - at;
        rc = ww_csv_cut(&rules, input->bytes, at, at + (left < STRETCH ? left : STRETCH), csv);
        if (rc)
            return ww_fail_nomem(job->err);
        if (csv->stop != WW_CSV_WHOLE)
            return fail_stop(job, input, csv);
        rc = take(job, table, index);
    }
    return rc;
}

/* --- the whole delivery --------------------------------------------------------------------------------------------- */

static enum ww_rc reserve(struct ww_import_job *job, struct ww_import_table *table)
{
    size_t n = table->inputs.count;
    struct ww_import_identities *ids = ww_new_array(1, sizeof *ids);
    table->identities = ids;
    if (!ids)
        return ww_fail_nomem(job->err);
    ids->person_field = -1;
    ids->persons.source = job->request->descriptor->name;
    ids->persons.role = job->request->descriptor->person_role;
    ids->emptied = ww_new_array(table->header.count, sizeof *ids->emptied);
    ids->rooms = ww_new_array(n, sizeof(char *));
    ids->room_used = ww_new_array(n, sizeof *ids->room_used);
    ids->copies = ww_new_array(n, sizeof *ids->copies);
    ids->n_rooms = n;
    bool good = ids->emptied && ids->rooms && ids->room_used && ids->copies;
    for (size_t i = 0; good && job->request->keeper && i < n; i++) {
        size_t bytes = 0; /* pages that are never written cost nothing */
        good = ww_size_mul(table->inputs.items[i].input.bytes.len + 1, 3, &bytes);
        ids->rooms[i] = good ? ww_new_array(bytes, 1) : NULL;
        good = ids->rooms[i] != NULL;
    }
    return good ? WW_OK : ww_fail_nomem(job->err);
}

/* The copies take the place of what was delivered; the hash stays that of the delivery. */
static enum ww_rc replace_inputs(struct ww_import_job *job, struct ww_import_table *table)
{
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; !rc && i < table->inputs.count; i++) {
        struct ww_buf *copy = &table->identities->copies[i];
        const struct ww_input *input = &table->inputs.items[i].input;
        copy->max = SIZE_MAX / 2;
        ww_buf_add(copy, input->bytes.ptr, input->data_offset);
        rc = each_stretch(job, table, i, write_stretch);
        if (!rc)
            rc = ww_delivery_hash(&table->inputs.deliveries[table->inputs.items[i].delivery], job->err);
    }
    for (size_t i = 0; !rc && i < table->inputs.count; i++)
        table->inputs.items[i].input.bytes = ww_buf_view(&table->identities->copies[i]);
    return rc;
}

static void note_left_out(struct ww_import_job *job, const struct ww_import_table *table)
{
    const struct ww_source_layout *layout = table->fit.layout;
    const struct ww_import_keeper *keeper = job->request->keeper;
    struct ww_buf names = {.max = 1000};
    for (size_t i = 0; i < layout->n_columns; i++)
        if (layout->columns[i].field.role == WW_ROLE_IDENTITY &&
            !(keeper && keeper->knows(keeper->context, layout->columns[i].field.name)))
            ww_buf_printf(&names, "%s%s", names.len ? ", " : "", layout->columns[i].field.name);
    if (names.len && keeper)
        ww_import_note(job, "Identities of which the vault has no field were left out: %s.", names.data);
    else if (names.len)
        ww_import_note(
            job,
            "Identities were left out: %s. With a vault and --key-file they are kept in it, sealed, and a person "
            "is known again by a pseudonym.",
            names.data);
    ww_buf_free(&names);
}

enum ww_rc ww_import_take_identities(struct ww_import_job *job, struct ww_import_table *table)
{
    const struct ww_import_keeper *keeper = job->request->keeper;
    if (!has_identities(table->fit.layout))
        return WW_OK;
    enum ww_rc rc = reserve(job, table);
    if (rc)
        return rc;
    find_emptied(&table->fit, table->identities);
    find_columns(job, table->fit.layout, table->identities);
    if (keeper)
        rc = find_person(job, table, table->identities);
    for (size_t i = 0; !rc && keeper && i < table->inputs.count; i++)
        rc = each_stretch(job, table, i, read_stretch);
    if (!rc && keeper)
        rc = keeper->name(keeper->context, &table->identities->persons, job->err);
    if (!rc)
        rc = replace_inputs(job, table);
    if (!rc)
        note_left_out(job, table);
    return rc;
}

const struct ww_source_column *ww_import_person_column(const struct ww_import_table *table)
{
    return table->identities && table->identities->person_field >= 0 ? &table->identities->person : NULL;
}

/* --- who was sealed ------------------------------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static uint64_t number_of(const uint8_t bytes[PSEUDONYM_LEN / 2])
{
    uint64_t number = 0;
    for (size_t i = 0; i < PSEUDONYM_LEN / 2; i++)
        number = number << 8 | bytes[i];
    return number;
}

static uint64_t number_of_digits(const char *digits)
{
    uint64_t number = 0;
    for (size_t i = 0; i < PSEUDONYM_LEN; i++)
        number = number << 4 | (uint64_t)(digits[i] <= '9' ? digits[i] - '0' : digits[i] - 'a' + 10);
    return number;
}

static enum ww_rc read_sealed(struct ww_import_job *job, const struct ww_extract *extract, uint64_t *out,
                              size_t *n)
{
    const struct ww_field *fields;
    size_t n_fields = ww_extract_fields(extract, &fields), field = 0;
    while (field < n_fields && strcmp(fields[field].name, WW_PERSON_COLUMN) != 0)
        field++;
    for (size_t b = 0; field < n_fields && b < ww_extract_batches(extract); b++) {
        struct ww_batch batch;
        enum ww_rc rc = ww_extract_batch(extract, b, &batch, job->err);
        if (rc)
            return rc;
        for (size_t row = 0; row < batch.rows; row++)
            out[(*n)++] = number_of((const uint8_t *)batch.vectors[field].values + row * (PSEUDONYM_LEN / 2));
    }
    return WW_OK;
}

/* Whose every row was refused is not kept. */
static enum ww_rc mark_kept(struct ww_import_job *job, const struct ww_import_table *table)
{
    struct ww_import_persons *p = &table->identities->persons;
    struct ww_extract *extract = NULL;
    size_t n = 0;
    uint64_t *sealed = ww_new_array(table->result.rows + 1, sizeof *sealed);
    if (!sealed)
        return ww_fail_nomem(job->err);
    enum ww_rc rc = ww_extract_open(job->temporary, &extract, job->err);
    if (!rc)
        rc = read_sealed(job, extract, sealed, &n);
    if (!rc)
        qsort(sealed, n, sizeof *sealed, by_number);
    for (size_t i = 0; !rc && i < p->count; i++) {
        uint64_t wanted = number_of_digits(p->items[i].pseudonym);
        p->items[i].kept = bsearch(&wanted, sealed, n, sizeof *sealed, by_number) != NULL;
    }
    ww_extract_close(&extract);
    free(sealed);
    return rc;
}

enum ww_rc ww_import_settle_identities(struct ww_import_job *job, const struct ww_import_table *table)
{
    if (!ww_import_person_column(table) || (!table->result.rejected && !table->result.repeated))
        return WW_OK;
    return mark_kept(job, table);
}

enum ww_rc ww_import_keep_identities(void *context, struct ww_err *err)
{
    const struct ww_import_table *table = context;
    const struct ww_import_keeper *keeper = table->keeper;
    return keeper->keep(keeper->context, &table->identities->persons, err);
}

static void wipe(char *bytes, size_t len)
{
    explicit_bzero(bytes, len);
    free(bytes);
}

void ww_import_identities_free(struct ww_import_identities **identities)
{
    struct ww_import_identities *ids = *identities;
    if (!ids)
        return;
    for (size_t i = 0; i < ids->n_rooms; i++) {
        if (ids->rooms && ids->rooms[i])
            wipe(ids->rooms[i], ids->room_used[i]);
        if (ids->copies)
            ww_buf_free(&ids->copies[i]);
    }
    ww_csv_free(&ids->csv);
    free((void *)ids->rooms);
    free(ids->room_used);
    free(ids->copies);
    free(ids->emptied);
    free(ids->persons.items);
    free(ids);
    *identities = NULL;
}
