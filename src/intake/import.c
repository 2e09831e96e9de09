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
#include "intake/import_parts.h"

#define REPORT_MEMORY_MAX ((size_t)1 << 30)
#define REJECTS_HEADER    "file,line,column,field,value,reason\n"
#define REPEATS_HEADER    "file,line,key\n"

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

enum ww_rc ww_import_publish(struct ww_import_job *job)
{
    struct ww_import_report *r = job->report;
    struct ww_catalogue_entry entry = {r->extract, r->inputs, r->n_inputs, r->quality, r->n_quality};
    return ww_catalogue_publish(job->workspace, job->temporary, &entry, &r->id, &r->superseded, job->err);
}

/* --- rows refused and repeated -------------------------------------------------------------------------------- */

/* The last field of a rejects line: the reason, without its quotes. */
static struct ww_str reason_of(struct ww_str line)
{
    size_t start = 0;
    bool quoted = false;
    for (size_t i = 0; i < line.len; i++) {
        quoted ^= line.ptr[i] == '"';
        if (line.ptr[i] == ',' && !quoted)
            start = i + 1;
    }
    struct ww_str reason = {line.ptr + start, line.len - start};
    if (reason.len > 1 && reason.ptr[0] == '"')
        reason = (struct ww_str){reason.ptr + 1, reason.len - 2};
    return reason;
}

static int by_rows(const void *a, const void *b)
{
    const struct ww_import_reason *x = a, *y = b;
    if (x->rows != y->rows)
        return x->rows < y->rows ? 1 : -1;
    return strcmp(x->reason, y->reason);
}

/* There are some dozen reasons at most, however many rows. */
#define REASONS_MAX 200

static enum ww_rc count_reasons(struct ww_import_job *job, const struct ww_buf *rejects)
{
    struct ww_import_reason *reasons = ww_arena_alloc(job->report->memory, REASONS_MAX, sizeof *reasons);
    struct ww_str rest = ww_buf_view(rejects);
    size_t n = 0, start = sizeof REJECTS_HEADER - 1;
    bool quoted = false;
    if (!reasons)
        return ww_fail_nomem(job->err);
    for (size_t i = start; i < rest.len; i++) {
        quoted ^= rest.ptr[i] == '"';
        if (rest.ptr[i] != '\n' || quoted)
            continue;
        struct ww_str reason = reason_of(ww_str_trim((struct ww_str){rest.ptr + start, i - start}));
        start = i + 1;
        size_t k = 0;
        while (k < n && !ww_str_eqz(reason, reasons[k].reason))
            k++;
        if (k == REASONS_MAX)
            continue;
        if (k == n && !(reasons[n++].reason = ww_arena_copy(job->report->memory, reason)))
            return ww_fail_nomem(job->err);
        reasons[k].rows++;
    }
    qsort(reasons, n, sizeof *reasons, by_rows);
    job->report->reasons = reasons;
    job->report->n_reasons = n;
    return WW_OK;
}

/* Writes a list below rejects/, or takes an older one of that name away when there is nothing to list. */
static enum ww_rc write_list(struct ww_import_job *job, const char *name, const struct ww_buf *list,
                             size_t header, const char **relative)
{
    char path[WW_PATH_MAX];
    *relative = "";
    const char *file = ww_import_text(job, "rejects/%s.csv", name);
    if (!file)
        return ww_fail_nomem(job->err);
    enum ww_rc rc = ww_workspace_file(job->workspace, file, path, job->err);
    if (rc)
        return rc;
    if (list->len <= header) {
        unlink(path); /* most often there is none */
        return WW_OK;
    }
    rc = ww_file_write(path, ww_buf_view(list), job->err);
    if (!rc)
        *relative = file;
    return rc;
}

/* After a refusal: what was refused is listed, and the message says where. Failing in this changes nothing. */
static void list_refused(struct ww_import_job *job, const struct ww_buf *rejects)
{
    struct ww_err *err = job->err, ignored;
    const char *file;
    char name[128];
    snprintf(name, sizeof name, "%s-refused", job->request->descriptor->name);
    if (rejects->len <= sizeof REJECTS_HEADER - 1)
        return;
    job->err = &ignored;
    enum ww_rc rc = write_list(job, name, rejects, sizeof REJECTS_HEADER - 1, &file);
    job->err = err;
    size_t len = strlen(err->message);
    if (!rc && file[0])
        snprintf(err->message + len, sizeof err->message - len, " The refused rows are listed in %s.", file);
}

/* --- what was read ------------------------------------------------------------------------------------------------ */

static enum ww_rc record_inputs(struct ww_import_job *job, struct ww_import_table *table)
{
    size_t n = 0;
    struct ww_delivery **used = ww_import_used(job, table, &n);
    struct ww_input_record *records = used ? ww_arena_alloc(job->report->memory, n, sizeof *records) : NULL;
    if (!records)
        return ww_fail_nomem(job->err);
    for (size_t i = 0; i < table->inputs.count; i++) {
        struct ww_table_input *item = &table->inputs.items[i];
        struct ww_delivery *d = &table->inputs.deliveries[item->delivery];
        if (!d->sha256[0] && d->packing == WW_PLAIN && item->input.bytes.ptr == (const char *)d->bytes.data)
            ww_hex(table->result.input_sha256[i], WW_SHA256_BYTES, d->sha256);
        job->report->read_bytes += item->input.bytes.len;
    }
    for (size_t i = 0; i < n; i++) {
        enum ww_rc rc = ww_delivery_hash(used[i], job->err);
        if (rc)
            return rc;
        records[i] = (struct ww_input_record){.name = ww_import_text(job, "%s", used[i]->name),
                                              .bytes = used[i]->bytes.size,
                                              .sha256 = ww_import_text(job, "%s", used[i]->sha256),
                                              .note = ww_import_text(job, "%s", used[i]->note)};
        if (!records[i].name || !records[i].sha256 || !records[i].note)
            return ww_fail_nomem(job->err);
        for (size_t k = 0; k < table->inputs.count; k++)
            if (&table->inputs.deliveries[table->inputs.items[k].delivery] == used[i])
                records[i].rows += table->result.rows_by_input[k];
    }
    job->report->inputs = records;
    job->report->n_inputs = n;
    return ww_import_check_twins(job, used, n);
}

/* Supplied fields that no column is made from. */
static size_t record_not_kept(struct ww_import_job *job, const struct ww_import_table *table,
                              struct ww_quality_record *quality)
{
    const struct ww_source_layout *layout = table->fit.layout;
    size_t n = 0;
    for (size_t i = 0; i < layout->n_fields + table->fit.n_unknown; i++) {
        bool known = i < layout->n_fields;
        if (known && (layout->needed[i] || table->fit.index[i] < 0))
            continue;
        bool melted = false;
        for (size_t k = 0; known && k < table->fit.n_melted; k++)
            melted |= table->fit.melted[k] == table->fit.index[i];
        if (melted)
            continue;
        const char *name = known ? layout->fields[i] : table->fit.unknown[i - layout->n_fields];
        quality[n++] = (struct ww_quality_record){
            .field = ww_import_text(job, "%s", name), .role = "not kept", .examples = ""};
    }
    return n;
}

static enum ww_rc record_quality(struct ww_import_job *job, const struct ww_import_table *table,
                                 struct ww_quality_record **out)
{
    size_t columns = table->plan.plan.n_columns;
    size_t most = columns + table->fit.layout->n_fields + table->fit.n_unknown;
    struct ww_quality_record *quality = ww_arena_alloc(job->report->memory, most, sizeof *quality);
    if (!quality)
        return ww_fail_nomem(job->err);
    for (size_t i = 0; i < columns; i++) {
        const struct ww_column_quality *q = &table->result.quality[i];
        const struct ww_field *field = &table->plan.columns[i].field;
        quality[i] = (struct ww_quality_record){.field = ww_import_text(job, "%s", field->name),
                                                .role = ww_role_names[field->role],
                                                .present = q->present,
                                                .missing = q->missing,
                                                .refused = q->refused,
                                                .examples = ww_import_text(job, "%s", q->examples)};
    }
    size_t n = columns + record_not_kept(job, table, quality + columns);
    for (size_t i = 0; i < n; i++)
        if (!quality[i].field || !quality[i].examples)
            return ww_fail_nomem(job->err);
    job->report->quality = quality;
    job->report->n_quality = n;
    *out = quality;
    return WW_OK;
}

/* --- times ---------------------------------------------------------------------------------------------------------- */

static enum ww_rc record_missing_months(struct ww_import_job *job, const struct ww_pipeline_result *result)
{
    struct ww_buf text = {.max = 1 << 16};
    int32_t first = ww_month_of_day(result->first_day);
    for (size_t i = 0; i < result->n_months; i++) {
        char month[12];
        if (result->months_seen[i])
            continue;
        ww_month_print_iso(first + (int32_t)i, month);
        ww_buf_printf(&text, "%s%s", text.len ? ", " : "", month);
    }
    job->report->extract.missing_months = ww_import_text(job, "%s", text.data ? text.data : "");
    ww_buf_free(&text);
    return job->report->extract.missing_months ? WW_OK : ww_fail_nomem(job->err);
}

/* Days without a record at the end of a busy series mean that its last month is not all there. */
#define BUSY_PER_DAY   3.0
#define QUIET_END_DAYS 3

static void note_unfinished(struct ww_import_job *job, const struct ww_import_plan *plan,
                            const struct ww_pipeline_result *result)
{
    const struct ww_period *period = &job->report->extract.period;
    for (size_t i = 0; i < plan->plan.n_columns; i++)
        if (plan->columns[i].field.role == WW_ROLE_FROM && plan->columns[i].field.kind == WW_KIND_MONTH)
            return;
    double days = result->last_day - result->first_day + 1;
    char last[32];
    if (period->end_day - 1 - result->last_day < QUIET_END_DAYS || (double)result->rows / days < BUSY_PER_DAY)
        return;
    ww_day_print_words(result->last_day, last);
    ww_import_note(job, "The last record is of %s, so the last month may not be complete.", last);
}

/* Months between the latest earlier delivery and this one. */
static enum ww_rc note_gap(struct ww_import_job *job)
{
    struct ww_extract_record *live;
    size_t count = 0;
    const struct ww_extract_record *mine = &job->report->extract;
    int32_t end = INT32_MIN;
    enum ww_rc rc = ww_catalogue_list(job->workspace, false, job->report->memory, &live, &count, job->err);
    for (size_t i = 0; i < count && !rc; i++)
        if (strcmp(live[i].source, mine->source) == 0 && strcmp(live[i].vintage, mine->vintage) == 0 &&
            live[i].has_period && live[i].period.end_day <= mine->period.first_day &&
            live[i].period.end_day > end)
            end = live[i].period.end_day;
    if (!rc && end != INT32_MIN && end < mine->period.first_day) {
        char words[64];
        ww_period_print_words((struct ww_period){end, mine->period.first_day}, words);
        ww_import_note(job, "Between the delivery before and this one nothing was imported for %s.", words);
    }
    return rc;
}

static enum ww_rc record_times(struct ww_import_job *job, const struct ww_import_table *table)
{
    const struct ww_pipeline_result *result = &table->result;
    struct ww_extract_record *e = &job->report->extract;
    e->has_period = result->has_times;
    if (!result->has_times)
        return WW_OK;
    e->period = (struct ww_period){ww_month_first_day(ww_month_of_day(result->first_day)),
                                   ww_month_first_day(ww_month_of_day(result->last_day) + 1)};
    note_unfinished(job, &table->plan, result);
    enum ww_rc rc = record_missing_months(job, result);
    return rc ? rc : note_gap(job);
}

/* --- a table, from files to extract ----------------------------------------------------------------------------------- */

static enum ww_rc make_plan(struct ww_import_job *job, struct ww_import_table *table)
{
    const struct ww_import_request *request = job->request;
    struct ww_plan_options options = {request->reject_limit_pct, request->threads, request->portable,
                                      (uint64_t)request->now_utc * UINT64_C(0x9E3779B97F4A7C15)};
    enum ww_rc rc = ww_import_plan_make(request->descriptor, &table->header, &table->fit, job->areas,
                                        &options, job->report->memory, &table->plan, job->err);
    table->planned = !rc;
    return rc;
}

static void clear_lists(struct ww_import_table *table)
{
    ww_buf_clear(&table->rejects);
    ww_buf_clear(&table->repeats);
    ww_buf_z(&table->rejects, REJECTS_HEADER);
    ww_buf_z(&table->repeats, REPEATS_HEADER);
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
        list_refused(job, &table->rejects);
    return rc;
}

static enum ww_rc record_all(struct ww_import_job *job, struct ww_import_table *table)
{
    struct ww_extract_record *e = &job->report->extract;
    const struct ww_pipeline_result *result = &table->result;
    struct ww_quality_record *quality = NULL;
    char hex[WW_SHA256_HEX];
    ww_hex(result->sha256, sizeof result->sha256, hex);
    e->sha256 = ww_import_text(job, "%s", hex);
    e->bytes = result->sealed_bytes;
    e->rows = result->rows;
    e->rejected = result->rejected;
    e->repeated = result->repeated;
    e->unlocated = result->unlocated;
    job->report->layout = ww_import_text(job, "%s", table->fit.layout->name);
    enum ww_rc rc = e->sha256 && job->report->layout ? WW_OK : ww_fail_nomem(job->err);
    if (!rc && !e->rows)
        rc = ww_fail_at(job->err, WW_E_INPUT, table->inputs.items[0].input.name, 0, 0,
                        "Not one row could be kept, so there is nothing to import.");
    if (!rc)
        rc = record_inputs(job, table);
    if (!rc)
        rc = record_times(job, table);
    if (!rc)
        rc = record_quality(job, table, &quality);
    if (!rc)
        rc = ww_import_check_sealed(job, table, quality);
    return rc ? rc : count_reasons(job, &table->rejects);
}

static enum ww_rc write_lists(struct ww_import_job *job, const struct ww_import_table *table)
{
    const struct ww_extract_record *e = &job->report->extract;
    char period[32] = "all", rejects[192], repeats[208];
    if (e->has_period)
        ww_period_print(e->period, period);
    snprintf(rejects, sizeof rejects, "%s-%s%s%s", e->source, period, e->vintage[0] ? "-" : "", e->vintage);
    snprintf(repeats, sizeof repeats, "%s-repeats", rejects);
    enum ww_rc rc = write_list(job, rejects, &table->rejects, sizeof REJECTS_HEADER - 1,
                               &job->report->rejects_file);
    return rc ? rc
              : write_list(job, repeats, &table->repeats, sizeof REPEATS_HEADER - 1,
                           &job->report->repeats_file);
}

static enum ww_rc import_rows(struct ww_import_job *job, struct ww_import_table *table)
{
    size_t n = 0;
    struct ww_delivery **used = ww_import_used(job, table, &n);
    job->vintage = job->request->vintage ? job->request->vintage : table->fit.layout->vintage;
    enum ww_rc rc = used ? ww_import_find_already(job, used, n) : ww_fail_nomem(job->err);
    if (rc || job->report->already)
        return rc;
    rc = ww_import_describe(job);
    if (!rc)
        rc = make_plan(job, table);
    if (!rc)
        rc = run_pipeline(job, table);
    if (!rc)
        rc = record_all(job, table);
    if (!rc)
        rc = write_lists(job, table);
    return rc ? rc : ww_import_publish(job);
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
