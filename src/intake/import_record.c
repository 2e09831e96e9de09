// SPDX-License-Identifier: Apache-2.0
/* What a delivery turned out to hold, put into the report that becomes its row in the catalogue: rows refused and
 * why, repeats, files, completeness by field, times and the months that are missing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/checked.h"
#include "intake/import_parts.h"

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
    size_t n = 0, start = sizeof WW_REJECTS_HEADER - 1;
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
void ww_import_list_refused(struct ww_import_job *job, const struct ww_buf *rejects)
{
    struct ww_err *err = job->err, ignored;
    const char *file;
    char name[128];
    snprintf(name, sizeof name, "%s-refused", job->request->descriptor->name);
    if (rejects->len <= sizeof WW_REJECTS_HEADER - 1)
        return;
    job->err = &ignored;
    enum ww_rc rc = write_list(job, name, rejects, sizeof WW_REJECTS_HEADER - 1, &file);
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
    if (e->shape == WW_SHAPE_RESPONSES) /* a survey has waves; between them nobody is asked */
        return WW_OK;
    note_unfinished(job, &table->plan, result);
    enum ww_rc rc = record_missing_months(job, result);
    return rc ? rc : note_gap(job);
}

enum ww_rc ww_import_record(struct ww_import_job *job, struct ww_import_table *table)
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

enum ww_rc ww_import_write_lists(struct ww_import_job *job, const struct ww_import_table *table)
{
    const struct ww_extract_record *e = &job->report->extract;
    char period[32] = "all", rejects[192], repeats[208];
    if (e->has_period)
        ww_period_print(e->period, period);
    snprintf(rejects, sizeof rejects, "%s-%s%s%s", e->source, period, e->vintage[0] ? "-" : "", e->vintage);
    snprintf(repeats, sizeof repeats, "%s-repeats", rejects);
    enum ww_rc rc = write_list(job, rejects, &table->rejects, sizeof WW_REJECTS_HEADER - 1,
                               &job->report->rejects_file);
    return rc ? rc
              : write_list(job, repeats, &table->repeats, sizeof WW_REPEATS_HEADER - 1,
                           &job->report->repeats_file);
}

static void remove_list(struct ww_import_job *job, const char *relative)
{
    char path[WW_PATH_MAX];
    if (relative && *relative && ww_workspace_file(job->workspace, relative, path, NULL) == WW_OK)
        unlink(path);
}

void ww_import_remove_lists(struct ww_import_job *job)
{
    remove_list(job, job->report->rejects_file);
    remove_list(job, job->report->repeats_file);
}
