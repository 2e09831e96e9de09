// SPDX-License-Identifier: Apache-2.0
/* First part of an import: which tables were delivered, what their headers mean, and whether all of it has been
 * imported before. Hashing a gigabyte takes most of a second, so it is done up front only when some earlier
 * delivery had files of exactly these sizes; else the pipeline hashes on its way. */
#include <stdlib.h>
#include <string.h>

#include "intake/import_parts.h"

struct wanted_header {
    const struct ww_descriptor *descriptor;
    struct ww_arena *memory;
};

/* A workbook's row, already as a CSV record. */
static bool is_header(void *context, struct ww_str record)
{
    const struct wanted_header *wanted = context;
    struct ww_header header;
    struct ww_fit fit;
    bool failed;
    return ww_header_read("", record, wanted->memory, &header, NULL) == WW_OK &&
           ww_header_fits(wanted->descriptor, &header, wanted->memory, &fit, &failed);
}

static enum ww_rc open_inputs(struct ww_import_job *job, struct ww_import_table *table)
{
    char scratch[WW_PATH_MAX];
    struct wanted_header wanted = {job->request->descriptor, ww_arena_new(0)};
    enum ww_rc rc = ww_workspace_file(job->workspace, ".incoming", scratch, job->err);
    if (!rc)
        rc = wanted.memory ? ww_make_dirs(scratch, job->err) : ww_fail_nomem(job->err);
    struct ww_inputs_options options = {scratch, is_header, &wanted};
    if (!rc)
        rc = ww_inputs_open(job->request->files, job->request->n_files, &options, &table->inputs, job->err);
    ww_arena_free(&wanted.memory);
    return rc;
}

/* --- headers -------------------------------------------------------------------------------------------------- */

static bool same_header(const struct ww_header *a, const struct ww_header *b)
{
    if (a->count != b->count || a->separator != b->separator)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!ww_str_eq_nocase(ww_str_of(a->names[i]), ww_str_of(b->names[i])))
            return false;
    return true;
}

static enum ww_rc check_same(struct ww_import_job *job, const struct ww_import_table *table, const char *file,
                             const struct ww_header *header)
{
    const struct ww_header *first = &table->header;
    size_t i = 0;
    while (i < first->count && i < header->count &&
           ww_str_eq_nocase(ww_str_of(first->names[i]), ww_str_of(header->names[i])))
        i++;
    if (same_header(first, header))
        return WW_OK;
    return ww_fail_at(
        job->err, WW_E_INPUT, file, header->data_line - 1, i + 1,
        "The header is not that of %.150s: column %zu is \"%.60s\" here and \"%.60s\" there. Files of one "
        "import have the same columns in the same order; import this one by itself.",
        table->inputs.items[0].input.name, i + 1, i < header->count ? header->names[i] : "",
        i < first->count ? first->names[i] : "");
}

/* A file found in a folder or archive that belongs to another source is passed over, and that is said. */
static bool pass_over(struct ww_import_job *job, struct ww_import_table *table, size_t i,
                      const struct ww_header *header)
{
    const struct ww_table_input *item = &table->inputs.items[i];
    const struct ww_descriptor *other =
        item->member ? ww_header_other_source(job->request->sources, header, job->report->memory) : NULL;
    if (!other)
        return false;
    ww_import_note(job, "%s was passed over: its columns are those of %s.", item->input.name, other->name);
    ww_inputs_drop(&table->inputs, i);
    return true;
}

static enum ww_rc check_body(struct ww_import_job *job, struct ww_input *input,
                             const struct ww_header *header)
{
    struct ww_str body = {input->bytes.ptr + header->data_offset, input->bytes.len - header->data_offset};
    if (ww_str_trim((struct ww_str){body.ptr, body.len < 4096 ? body.len : 4096}).len == 0 && body.len < 4096)
        return ww_fail_at(job->err, WW_E_INPUT, input->name, header->data_line, 0,
                          "The file has a header but no rows. Ask for it again.");
    input->data_offset = header->data_offset;
    input->data_line = header->data_line;
    return ww_header_check_end(input->name, input->bytes, header, job->err);
}

/* *passed: the input was left out. */
static enum ww_rc read_input(struct ww_import_job *job, struct ww_import_table *table, size_t i, bool *passed)
{
    struct ww_arena *memory = job->report->memory;
    struct ww_input *input = &table->inputs.items[i].input;
    struct ww_header header;
    struct ww_fit fit;
    bool failed;
    *passed = false;
    enum ww_rc rc = ww_header_read(input->name, input->bytes, memory, &header, job->err);
    if (rc)
        return rc;
    if (!ww_header_fits(job->request->descriptor, &header, memory, &fit, &failed)) {
        *passed = !failed && pass_over(job, table, i, &header);
        return *passed ? WW_OK
                       : ww_header_match(input->name, job->request->descriptor, job->request->sources,
                                         &header, memory, &fit, job->err);
    }
    if (i == 0) {
        table->header = header;
        table->fit = fit;
    } else {
        rc = check_same(job, table, input->name, &header);
    }
    return rc ? rc : check_body(job, input, &header);
}

static void note_unknown(struct ww_import_job *job, const struct ww_fit *fit)
{
    struct ww_buf names = {.max = 2000};
    for (size_t i = 0; i < fit->n_unknown; i++)
        ww_buf_printf(&names, "%s%s", i ? ", " : "", fit->unknown[i][0] ? fit->unknown[i] : "(no name)");
    if (fit->n_unknown && names.data)
        ww_import_note(job, "Columns that the source does not know were not kept: %s.", names.data);
    ww_buf_free(&names);
}

enum ww_rc ww_import_open_table(struct ww_import_job *job, struct ww_import_table *table)
{
    enum ww_rc rc = open_inputs(job, table);
    for (size_t i = 0; !rc && i < table->inputs.count;) {
        bool passed;
        rc = read_input(job, table, i, &passed);
        i += !passed;
    }
    if (!rc && !table->inputs.count)
        rc = ww_fail(
            job->err, WW_E_INPUT,
            "None of the files is one of %s; all belong to other sources. 'watchward sources' says what each "
            "source looks like.",
            job->request->descriptor->name);
    if (!rc)
        note_unknown(job, &table->fit);
    return rc;
}

/* --- seen before? ----------------------------------------------------------------------------------------------- */

struct ww_delivery **ww_import_used(struct ww_import_job *job, const struct ww_import_table *table, size_t *n)
{
    const struct ww_inputs *inputs = &table->inputs;
    struct ww_delivery **used = ww_arena_alloc(job->report->memory, inputs->n_deliveries,
                                               sizeof(struct ww_delivery *));
    size_t count = 0;
    for (size_t i = 0; used && i < inputs->count; i++)
        if (!count || used[count - 1] != &inputs->deliveries[inputs->items[i].delivery])
            used[count++] = &inputs->deliveries[inputs->items[i].delivery];
    *n = count;
    return used;
}

/* Whether some live extract of the source has as many inputs, of the same sizes. */
static enum ww_rc sizes_agree(struct ww_import_job *job, struct ww_delivery *const *deliveries, size_t n,
                              bool *agree)
{
    struct ww_extract_record *live;
    size_t count = 0;
    enum ww_rc rc = ww_catalogue_list(job->workspace, false, job->report->memory, &live, &count, job->err);
    *agree = false;
    for (size_t i = 0; i < count && !rc && !*agree; i++) {
        struct ww_catalogue_entry entry;
        if (strcmp(live[i].source, job->request->descriptor->name) != 0)
            continue;
        rc = ww_catalogue_details(job->workspace, live[i].id, job->report->memory, &entry, job->err);
        if (rc || entry.n_inputs != n)
            continue;
        uint64_t mine = 0, theirs = 0;
        for (size_t k = 0; k < n; k++) {
            mine += deliveries[k]->bytes.size;
            theirs += entry.inputs[k].bytes;
        }
        *agree = mine == theirs;
    }
    return rc;
}

enum ww_rc ww_import_find_already(struct ww_import_job *job, struct ww_delivery *const *deliveries, size_t n)
{
    bool agree;
    enum ww_rc rc = sizes_agree(job, deliveries, n, &agree);
    if (rc || !agree)
        return rc;
    const char **hashes = ww_arena_alloc(job->report->memory, n, sizeof *hashes);
    if (!hashes)
        return ww_fail_nomem(job->err);
    for (size_t i = 0; i < n && !rc; i++) {
        rc = ww_delivery_hash(deliveries[i], job->err);
        hashes[i] = deliveries[i]->sha256;
    }
    if (!rc)
        rc = ww_catalogue_find_input(job->workspace, job->request->descriptor->name, job->vintage, hashes, n,
                                     job->report->memory, &job->report->already, &job->report->existing,
                                     job->err);
    if (!rc && job->report->already) /* read differently now, so worth reading again */
        job->report->already = strcmp(job->report->existing.descriptor_sha256,
                                      job->request->descriptor->sha256) == 0;
    return rc;
}

enum ww_rc ww_import_check_twins(struct ww_import_job *job, struct ww_delivery *const *deliveries, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++)
            if (deliveries[i]->bytes.size == deliveries[k]->bytes.size &&
                strcmp(deliveries[i]->sha256, deliveries[k]->sha256) == 0)
                return ww_fail_at(job->err, WW_E_INPUT, deliveries[i]->name, 0, 0,
                                  "This file is the same, byte for byte, as %.200s. Name each file once.",
                                  deliveries[k]->path);
    return WW_OK;
}
