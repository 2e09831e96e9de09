// SPDX-License-Identifier: Apache-2.0
/* What can only be seen once everything is sealed: how many rows bear each value that the vocabulary does not list, and
 * whether a file holds the month that its name says. One pass over the columns concerned, which are a few bytes
 * a row; a column whose every value is listed is not read at all. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "evidence/extract.h"
#include "intake/import_parts.h"
#include "intake/pattern.h"

#define UNMAPPED_SHOWN 5

/* --- vocabularies ----------------------------------------------------------------------------------------------- */

struct counting {
    struct ww_import_job *job;
    const struct ww_extract *extract;
    struct ww_import_unmapped *found;
    size_t n_found, capacity;
};

static bool is_unmapped(const struct counting *c, const struct ww_field *field, struct ww_str text)
{
    return ww_categories_map(c->job->categories, field->vocabulary, text) < 0;
}

static bool any_unmapped(const struct counting *c, const struct ww_field *field,
                         struct ww_dictionary dictionary)
{
    for (size_t i = 0; i < dictionary.count; i++)
        if (is_unmapped(c, field, dictionary.values[i]))
            return true;
    return false;
}

static uint32_t code_at(const struct ww_vector *v, unsigned width, size_t row)
{
    switch (width) {
    case 1: return ((const uint8_t *)v->values)[row];
    case 2: return ((const uint16_t *)v->values)[row];
    default: return ((const uint32_t *)v->values)[row];
    }
}

static enum ww_rc count_codes(const struct counting *c, size_t field, unsigned width, uint64_t *counts)
{
    for (size_t b = 0; b < ww_extract_batches(c->extract); b++) {
        struct ww_batch batch;
        enum ww_rc rc = ww_extract_batch(c->extract, b, &batch, c->job->err);
        if (rc)
            return rc;
        const struct ww_vector *v = &batch.vectors[field];
        for (size_t row = 0; row < batch.rows; row++)
            if (ww_vector_has(v, row))
                counts[code_at(v, width, row)]++;
    }
    return WW_OK;
}

static enum ww_rc keep_unmapped(struct counting *c, const struct ww_field *field, struct ww_str text,
                                uint64_t rows)
{
    void *found = c->found;
    if (!ww_grow(&found, &c->capacity, c->n_found + 1, sizeof *c->found))
        return ww_fail_nomem(c->job->err);
    c->found = found;
    struct ww_import_unmapped u = {ww_import_text(c->job, "%s", field->name),
                                   ww_import_text(c->job, "%s", field->vocabulary),
                                   ww_arena_copy(c->job->report->memory, text), rows};
    c->found[c->n_found++] = u;
    return u.field && u.vocabulary && u.value ? WW_OK : ww_fail_nomem(c->job->err);
}

/* Adds the field's unmapped values to the list and their rows to the quality record. */
static enum ww_rc check_field(struct counting *c, const struct ww_field *field, size_t index,
                              struct ww_quality_record *quality)
{
    struct ww_dictionary dictionary = ww_extract_dictionary(c->extract, index);
    if (!field->vocabulary[0] || !any_unmapped(c, field, dictionary))
        return WW_OK;
    uint64_t *counts = ww_new_array(dictionary.count, sizeof *counts);
    enum ww_rc rc = counts ? count_codes(c, index, field->width, counts) : ww_fail_nomem(c->job->err);
    struct ww_buf examples = {.max = 1000};
    size_t shown = 0;
    for (size_t i = 0; i < dictionary.count && !rc; i++) {
        if (!is_unmapped(c, field, dictionary.values[i]))
            continue;
        rc = keep_unmapped(c, field, dictionary.values[i], counts[i]);
        quality->unmapped += counts[i];
        if (field->role == WW_ROLE_CATEGORY)
            c->job->report->extract.unmapped += counts[i];
        if (shown++ < UNMAPPED_SHOWN)
            ww_buf_printf(&examples, "%s%.*s", examples.len ? "; " : "", (int)dictionary.values[i].len,
                          dictionary.values[i].ptr);
    }
    free(counts);
    if (!rc && !quality->examples[0] && examples.data)
        quality->examples = ww_import_text(c->job, "%s", examples.data);
    ww_buf_free(&examples);
    return rc || quality->examples ? rc : ww_fail_nomem(c->job->err);
}

static int by_rows(const void *a, const void *b)
{
    const struct ww_import_unmapped *x = a, *y = b;
    if (x->rows != y->rows)
        return x->rows < y->rows ? 1 : -1;
    int by_field = strcmp(x->field, y->field);
    return by_field ? by_field : strcmp(x->value, y->value);
}

static enum ww_rc check_vocabularies(struct counting *c, struct ww_quality_record *quality)
{
    const struct ww_field *fields;
    size_t n = ww_extract_fields(c->extract, &fields);
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < n && !rc; i++)
        rc = check_field(c, &fields[i], i, &quality[i]);
    struct ww_import_unmapped *list =
        rc ? NULL : ww_arena_alloc(c->job->report->memory, c->n_found + 1, sizeof *list);
    if (!rc && !list)
        rc = ww_fail_nomem(c->job->err);
    if (!rc && c->n_found) {
        memcpy(list, c->found, c->n_found * sizeof *list);
        qsort(list, c->n_found, sizeof *list, by_rows);
    }
    c->job->report->unmapped = list;
    c->job->report->n_unmapped = c->n_found;
    free(c->found);
    return rc;
}

/* --- months of files ---------------------------------------------------------------------------------------------- */

static int32_t month_at(const struct ww_field *field, const struct ww_vector *v, size_t row)
{
    if (field->kind != WW_KIND_DATETIME)
        return ww_month_of_day(((const int32_t *)v->values)[row]);
    int64_t second = ((const int64_t *)v->values)[row];
    int64_t day = ww_day_of_second(second);
    return ww_month_of_day((int32_t)day);
}

/* The first month among the rows [from, to) of the extract that is not the one wanted; false = none. */
static enum ww_rc find_other_month(const struct counting *c, size_t field, uint64_t from, uint64_t to,
                                   int32_t wanted, bool *found, int32_t *month)
{
    const struct ww_field *fields;
    ww_extract_fields(c->extract, &fields);
    uint64_t start = 0;
    *found = false;
    for (size_t b = 0; b < ww_extract_batches(c->extract) && !*found && start < to; b++) {
        struct ww_batch batch;
        enum ww_rc rc = ww_extract_batch(c->extract, b, &batch, c->job->err);
        if (rc)
            return rc;
        const struct ww_vector *v = &batch.vectors[field];
        size_t row = from > start ? (size_t)(from - start) : 0;
        for (; row < batch.rows && start + row < to && !*found; row++)
            if (ww_vector_has(v, row) && (*month = month_at(&fields[field], v, row)) != wanted)
                *found = true;
        start += batch.rows;
    }
    return WW_OK;
}

static bool month_in_name(const regex_t *regex, const char *name, int32_t *month)
{
    struct ww_str groups[WW_PATTERN_GROUPS];
    return ww_pattern_groups(regex, ww_path_base(name), groups) && ww_parse_month(groups[0], month);
}

static enum ww_rc check_months(const struct counting *c, const struct ww_import_table *table)
{
    const char *pattern = table->fit.layout->file_month;
    int field = ww_extract_field_by_role(c->extract, WW_ROLE_FROM);
    regex_t regex;
    if (!pattern || field < 0)
        return WW_OK;
    if (ww_pattern_compile(pattern, WW_PATTERN_PART, &regex) != NULL)
        return ww_fail_nomem(c->job->err);
    uint64_t from = 0;
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; i < table->inputs.count && !rc; i++) {
        const char *name = table->inputs.items[i].input.name;
        uint64_t to = from + table->result.rows_by_input[i];
        int32_t wanted, month;
        bool other = false;
        if (month_in_name(&regex, name, &wanted))
            rc = find_other_month(c, (size_t)field, from, to, wanted, &other, &month);
        if (!rc && other) {
            char says[24], holds[24];
            ww_month_print_words(wanted, says);
            ww_month_print_words(month, holds);
            rc = ww_fail_at(
                c->job->err, WW_E_INPUT, name, 0, 0,
                "The file's name says %s, but it holds rows of %s. Check whether the right file was sent; if "
                "the name is wrong, rename it.",
                says, holds);
        }
        from = to;
    }
    regfree(&regex);
    return rc;
}

/* A vocabulary the tree does not have at all is more likely a slip in the descriptor than so many new words. */
static void note_vocabularies(struct ww_import_job *job, const struct ww_import_table *table)
{
    for (size_t i = 0; i < table->plan.plan.n_columns; i++) {
        const struct ww_field *field = &table->plan.columns[i].field;
        if (field->vocabulary[0] && !ww_categories_has_vocabulary(job->categories, field->vocabulary))
            ww_import_note(
                job,
                "The category tree has no vocabulary \"%s\" (column %s), so none of its values is mapped.",
                field->vocabulary, field->name);
    }
}

enum ww_rc ww_import_check_sealed(struct ww_import_job *job, const struct ww_import_table *table,
                                  struct ww_quality_record *quality)
{
    struct ww_extract *extract = NULL;
    enum ww_rc rc = ww_extract_open(job->temporary, &extract, job->err);
    if (rc)
        return rc;
    struct counting c = {.job = job, .extract = extract};
    rc = check_months(&c, table);
    if (!rc && job->categories) {
        note_vocabularies(job, table);
        rc = check_vocabularies(&c, quality);
    }
    ww_extract_close(&extract);
    return rc;
}
