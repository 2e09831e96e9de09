// SPDX-License-Identifier: Apache-2.0
/* Problem: a delivery becomes evidence wholly or not at all, and the person learns what was in it: what was
 * refused, repeated, not placed, not understood, and which months are missing.
 * Method: open and fit (import_files.c), plan (plan.c), read and seal aside in .incoming (pipeline.c), look at what
 * was sealed (import_check.c), then publish file and catalogue row in one step (evidence/catalogue.c). Until that
 * step nothing of the workspace has changed; whatever is left in .incoming is swept at the next opening. */
#include "intake/import.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/checked.h"
#include "base/utf8.h"
#include "intake/import_parts.h"

#define REPORT_MEMORY_MAX ((size_t)1 << 30)

/* --- words ---------------------------------------------------------------------------------------------------- */

const char *ww_import_text(struct ww_import_job *job, const char *format, ...)
{
    char small[512];
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    const char *copy = NULL;
    if (len >= 0 && (size_t)len < sizeof small) {
        copy = ww_arena_copy(job->report->memory, ww_str_of(small));
    } else if (len >= 0) {
        char *room = ww_arena_alloc(job->report->memory, (size_t)len + 1, 1);
        if (room)
            vsnprintf(room, (size_t)len + 1, format, again);
        copy = room;
    }
    va_end(again);
    return copy;
}

void ww_import_note(struct ww_import_job *job, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    void *notes = (void *)job->notes;
    const char *copy = ww_arena_copy(job->report->memory, ww_str_of(text));
    if (!copy || !ww_grow(&notes, &job->notes_capacity, job->report->n_notes + 1, sizeof *job->notes))
        return; /* a note that finds no memory is not worth an import */
    job->notes = notes;
    job->notes[job->report->n_notes++] = copy;
}

/* --- what every extract bears -------------------------------------------------------------------------------- */

static const char *join_caveats(struct ww_import_job *job)
{
    const struct ww_descriptor *d = job->request->descriptor;
    struct ww_buf text = {.max = 1 << 20};
    for (size_t i = 0; i < d->n_caveats; i++)
        ww_buf_printf(&text, "%s%s", i ? "\n" : "", d->caveats[i]);
    const char *copy = text.failed ? NULL : ww_arena_copy(job->report->memory, ww_buf_view(&text));
    ww_buf_free(&text);
    return copy;
}

enum ww_rc ww_import_describe(struct ww_import_job *job)
{
    const struct ww_descriptor *d = job->request->descriptor;
    struct ww_extract_record *e = &job->report->extract;
    const char *supplied_by = job->request->supplied_by ? job->request->supplied_by : d->owner;
    *e = (struct ww_extract_record){
        .source = ww_import_text(job, "%s", d->name),
        .vintage = ww_import_text(job, "%s", job->vintage),
        .shape = d->shape,
        .subject = ww_import_text(job, "%s", d->subject),
        .rank = d->rank,
        .due_quarters = d->due_quarters,
        .owner = ww_import_text(job, "%s", d->owner),
        .supplied_by = ww_import_text(job, "%s", supplied_by),
        .gateway = ww_import_text(job, "%s", d->gateway),
        .caveats = join_caveats(job),
        .descriptor_sha256 = ww_import_text(job, "%s", d->sha256),
        .descriptor_version = d->version,
        .file = "",
        .sha256 = "",
        .missing_months = "",
        .imported_at = job->request->now_utc,
    };
    bool whole = e->source && e->vintage && e->subject && e->owner && e->supplied_by && e->gateway &&
                 e->caveats && e->descriptor_sha256;
    return whole ? WW_OK : ww_fail_nomem(job->err);
}

size_t ww_import_meta(const struct ww_import_job *job, struct ww_arrow_meta meta[WW_IMPORT_META_MAX])
{
    const struct ww_extract_record *e = &job->report->extract;
    const struct ww_arrow_meta all[] = {
        {"watchward.source", e->source},   {"watchward.vintage", e->vintage},
        {"watchward.subject", e->subject}, {"watchward.shape", ww_shape_names[e->shape]},
        {"watchward.owner", e->owner},     {"watchward.gateway", e->gateway},
        {"watchward.caveats", e->caveats}, {"watchward.descriptor", e->descriptor_sha256},
    };
    _Static_assert(sizeof all / sizeof all[0] <= WW_IMPORT_META_MAX, "room for all");
    memcpy(meta, all, sizeof all);
    return sizeof all / sizeof all[0];
}

enum ww_rc ww_import_publish(struct ww_import_job *job, struct ww_import_table *table)
{
    struct ww_import_report *r = job->report;
    struct ww_catalogue_entry entry = {.extract = r->extract,
                                       .inputs = r->inputs,
                                       .n_inputs = r->n_inputs,
                                       .quality = r->quality,
                                       .n_quality = r->n_quality};
    if (table && ww_import_person_column(table)) {
        entry.also = ww_import_keep_identities;
        entry.also_context = table;
    }
    return ww_catalogue_publish(job->workspace, job->temporary, &entry, &r->id, &r->superseded, job->err);
}

/* --- a table, from files to extract ----------------------------------------------------------------------------------- */

static enum ww_rc make_plan(struct ww_import_job *job, struct ww_import_table *table)
{
    const struct ww_import_request *request = job->request;
    struct ww_plan_options options = {request->reject_limit_pct, request->threads, request->portable,
                                      request->seed, ww_import_person_column(table)};
    enum ww_rc rc = ww_import_plan_make(request->descriptor, &table->header, &table->fit, job->areas,
                                        &options, job->report->memory, &table->plan, job->err);
    table->planned = !rc;
    return rc;
}

static void clear_lists(struct ww_import_table *table)
{
    ww_buf_clear(&table->rejects);
    ww_buf_clear(&table->repeats);
    ww_buf_z(&table->rejects, WW_REJECTS_HEADER);
    ww_buf_z(&table->repeats, WW_REPEATS_HEADER);
}

/* Converted bytes are longer, and so is their header. */
static enum ww_rc convert(struct ww_import_job *job, struct ww_import_table *table, size_t index)
{
    struct ww_header header;
    struct ww_input *input = &table->inputs.items[index].input;
    struct ww_delivery *d = &table->inputs.deliveries[table->inputs.items[index].delivery];
    enum ww_rc rc = ww_delivery_hash(d, job->err); /* of the bytes as delivered */
    if (!rc)
        rc = ww_inputs_convert(&table->inputs, index, job->err);
    if (!rc)
        rc = ww_header_read(input->name, input->bytes, job->report->memory, &header, job->err);
    if (!rc)
        input->data_offset = header.data_offset;
    return rc;
}

/* Names are looked for in text, so it must be text first. */
static enum ww_rc take_identities(struct ww_import_job *job, struct ww_import_table *table)
{
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; !rc && i < table->inputs.count; i++)
        if (ww_layout_role(table->fit.layout, WW_ROLE_IDENTITY) >= 0 &&
            !ww_utf8_valid(table->inputs.items[i].input.bytes))
            rc = convert(job, table, i);
    table->keeper = job->request->keeper;
    return rc ? rc : ww_import_take_identities(job, table);
}

/* The same bytes are worth reading again when there is somebody to keep their identities for the first time. */
static enum ww_rc forget_already(struct ww_import_job *job, const struct ww_import_table *table)
{
    struct ww_catalogue_entry entry;
    bool person = false;
    if (!job->report->already || !job->request->keeper ||
        ww_layout_role(table->fit.layout, WW_ROLE_IDENTITY) < 0)
        return WW_OK;
    enum ww_rc rc = ww_catalogue_details(job->workspace, job->report->existing.id, job->report->memory,
                                         &entry, job->err);
    for (size_t i = 0; !rc && i < entry.n_quality; i++)
        person |= strcmp(entry.quality[i].field, WW_PERSON_COLUMN) == 0;
    if (!rc)
        job->report->already = person;
    return rc;
}

static enum ww_rc run_pipeline(struct ww_import_job *job, struct ww_import_table *table)
{
    struct ww_arrow_meta meta[WW_IMPORT_META_MAX];
    size_t n_meta = ww_import_meta(job, meta), n = table->inputs.count;
    table->run_inputs = ww_new_array(n, sizeof *table->run_inputs);
    enum ww_rc rc = table->run_inputs ? WW_OK : ww_fail_nomem(job->err);
    for (size_t tries = 0; !rc && tries <= n; tries++) {
        clear_lists(table);
        unlink(job->temporary); /* of an import that failed while this workspace was open */
        for (size_t i = 0; i < n; i++)
            table->run_inputs[i] = table->inputs.items[i].input;
        rc = ww_pipeline_run(&table->plan.plan, table->run_inputs, n, job->temporary, meta, n_meta,
                             &table->rejects, &table->repeats, job->request->progress, &table->result,
                             job->err);
        if (rc != WW_E_INPUT || !table->result.not_utf8)
            break;
        rc = convert(job, table, table->result.not_utf8_input);
    }
    if (rc == WW_E_INPUT || rc == WW_E_LIMIT)
        ww_import_list_refused(job, &table->rejects);
    return rc;
}

static enum ww_rc import_rows(struct ww_import_job *job, struct ww_import_table *table)
{
    size_t n = 0;
    struct ww_delivery **used = ww_import_used(job, table, &n);
    job->vintage = job->request->vintage ? job->request->vintage : table->fit.layout->vintage;
    enum ww_rc rc = used ? ww_import_find_already(job, used, n) : ww_fail_nomem(job->err);
    if (!rc)
        rc = forget_already(job, table);
    if (rc || job->report->already)
        return rc;
    rc = ww_import_describe(job);
    if (!rc)
        rc = take_identities(job, table);
    if (!rc)
        rc = make_plan(job, table);
    if (!rc)
        rc = run_pipeline(job, table);
    if (!rc)
        rc = ww_import_record(job, table);
    if (!rc)
        rc = ww_import_settle_identities(job, table);
    if (!rc)
        rc = ww_import_write_lists(job, table);
    if (!rc && (rc = ww_import_publish(job, table)))
        ww_import_remove_lists(job);
    return rc;
}

static enum ww_rc import_table(struct ww_import_job *job)
{
    struct ww_import_table table = {0};
    enum ww_rc rc = ww_import_open_table(job, &table);
    if (!rc)
        rc = import_rows(job, &table);
    if (table.planned)
        ww_import_plan_free(&table.plan);
    ww_pipeline_result_free(&table.result);
    ww_buf_free(&table.rejects);
    ww_buf_free(&table.repeats);
    ww_import_identities_free(&table.identities);
    free(table.run_inputs);
    ww_inputs_close(&table.inputs);
    return rc;
}

/* --- the import ----------------------------------------------------------------------------------------------------------- */

/* The catalogue would refuse it too, after all the work. */
static enum ww_rc check_request(const struct ww_import_request *request, struct ww_err *err)
{
    const char *v = request->vintage ? request->vintage : "";
    if (strlen(v) > 64 || strspn(v, "abcdefghijklmnopqrstuvwxyz0123456789-_") != strlen(v))
        return ww_fail(
            err, WW_E_USAGE,
            "A vintage is named with small letters, digits, '-' and '_', 64 at most; \"%.80s\" is not.", v);
    if (!(request->reject_limit_pct >= 0 && request->reject_limit_pct <= 100))
        return ww_fail(err, WW_E_USAGE, "The reject limit is a percentage from 0 to 100.");
    if (!request->n_files)
        return ww_fail(err, WW_E_USAGE, "Name at least one file or folder to import.");
    return WW_OK;
}

static enum ww_rc name_temporary(struct ww_import_job *job)
{
    char relative[192];
    snprintf(relative, sizeof relative, ".incoming/%s.arrow", job->request->descriptor->name);
    enum ww_rc rc = ww_workspace_file(job->workspace, relative, job->temporary, job->err);
    if (!rc)
        unlink(job->temporary);
    return rc;
}

enum ww_rc ww_import(struct ww_workspace *workspace, const struct ww_categories *categories,
                     const struct ww_areas *areas, const struct ww_import_request *request,
                     struct ww_import_report *report, struct ww_err *err)
{
    struct ww_err own;
    struct ww_import_report made = {.rejects_file = "", .repeats_file = "", .layout = ""};
    struct ww_import_job job = {.workspace = workspace,
                                .categories = categories,
                                .areas = areas,
                                .request = request,
                                .report = &made,
                                .err = err ? err : &own,
                                .vintage = request->vintage ? request->vintage : ""};
    enum ww_rc rc = check_request(request, job.err);
    made.memory = rc ? NULL : ww_arena_new(REPORT_MEMORY_MAX);
    if (!rc)
        rc = made.memory ? name_temporary(&job) : ww_fail_nomem(job.err);
    if (!rc)
        rc = request->descriptor->reader == WW_READER_BOUNDARIES ? ww_import_boundaries(&job)
                                                                 : import_table(&job);
    if (!rc && made.n_notes) {
        const char **notes = ww_arena_alloc(made.memory, made.n_notes, sizeof *notes);
        made.n_notes = notes ? made.n_notes : 0;
        for (size_t i = 0; i < made.n_notes; i++)
            notes[i] = job.notes[i];
        made.notes = notes;
    }
    free((void *)job.notes);
    if (rc) {
        unlink(job.temporary);
        ww_import_report_free(&made);
    } else {
        *report = made;
    }
    return rc;
}

void ww_import_report_free(struct ww_import_report *report)
{
    struct ww_arena *memory = report->memory;
    ww_arena_free(&memory);
    *report = (struct ww_import_report){0};
}
