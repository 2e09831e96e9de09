// SPDX-License-Identifier: Apache-2.0
/* Problem: some rows are not sealed: broken records, cells that are not what their column holds, repeats of a
 * key. Each is listed with its place, so that a partner can find and mend it.
 * Method: the chunk's records, good and bad, are walked in the order of the file, only when there is something
 * to list; lines are counted on the way from one listed place to the next. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/checked.h"
#include "intake/pipeline_parts.h"

#define FAR_TOO_MANY 4 /* times the limit, of the rows there seem to be: no need to read on */
#define MAX_EXAMPLES 5
#define KEYS_MARGIN  1.05 /* over the keys a chunk lets expect */

struct listing {
    struct ww_run *run;
    const struct ww_chunk *chunk;
    struct ww_line_cursor cursor;
    size_t next_bad;
    size_t last_record; /* whose fixed cell was listed last, and which column */
    size_t last_column;
    bool line_a_row;
};

/* A refusal ready to be listed. */
struct refusal {
    uint64_t line;
    size_t field; /* from 1; 0 = the whole record */
    const char *name;
    struct ww_str value;
    char reason[256];
};

static size_t record_of(const struct ww_chunk *chunk, size_t row)
{
    return chunk->record ? chunk->record[row] : row;
}

static size_t place_of(const struct ww_chunk *chunk, size_t row)
{
    return chunk->csv.ends[record_of(chunk, row) * chunk->csv.stride] + 1u;
}

/* Every newline of the chunk ends one of its rows: a row's line follows from its number. */
static bool is_line_a_row(const struct ww_csv *csv)
{
    size_t bytes = csv->end - csv->start;
    return csv->n_bad == 0 && csv->newlines == csv->rows && bytes && csv->base[bytes - 1] == '\n';
}

uint64_t ww_line_at(const struct ww_chunk *chunk, struct ww_line_cursor *cursor, size_t at)
{
    const char *p = chunk->csv.base + cursor->at, *end = chunk->csv.base + at;
    while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
        cursor->line++;
        p++;
    }
    cursor->at = at;
    return cursor->line;
}

static uint64_t line_of_row(struct listing *l, size_t row)
{
    if (l->line_a_row)
        return l->run->commit.line + record_of(l->chunk, row);
    return ww_line_at(l->chunk, &l->cursor, place_of(l->chunk, row));
}

/* At most so many bytes, without half a character. */
static struct ww_str shorten(struct ww_str s, size_t max)
{
    if (s.len <= max)
        return s;
    while (max && ((uint8_t)s.ptr[max] & 0xC0) == 0x80)
        max--;
    return (struct ww_str){s.ptr, max};
}

static void add_csv(struct ww_buf *out, struct ww_str text)
{
    bool plain = true;
    for (size_t i = 0; i < text.len && plain; i++)
        plain = text.ptr[i] != ',' && text.ptr[i] != '"' && text.ptr[i] != '\n' && text.ptr[i] != '\r';
    if (plain) {
        ww_buf_str(out, text);
        return;
    }
    ww_buf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            ww_buf_char(out, '"');
        ww_buf_char(out, text.ptr[i]);
    }
    ww_buf_char(out, '"');
}

static void list_refusal(const struct listing *l, const struct refusal *r)
{
    struct ww_run *run = l->run;
    const char *file = run->inputs[l->chunk->stretch.input].name;
    struct ww_str value = shorten(r->value, WW_SHOWN_VALUE_MAX);
    if (run->commit.first_refusal.message[0] == '\0')
        ww_fail_at(&run->commit.first_refusal, WW_E_INPUT, file, r->line, r->field, "%s%s\"%.*s\": %s",
                   r->name, r->name[0] ? ": " : "", (int)value.len, value.ptr, r->reason);
    add_csv(run->rejects, ww_str_of(file));
    ww_buf_printf(run->rejects, ",%llu,", (unsigned long long)r->line);
    if (r->field)
        ww_buf_printf(run->rejects, "%zu", r->field);
    ww_buf_char(run->rejects, ',');
    add_csv(run->rejects, ww_str_of(r->name));
    ww_buf_char(run->rejects, ',');
    add_csv(run->rejects, value);
    ww_buf_char(run->rejects, ',');
    add_csv(run->rejects, ww_str_of(r->reason));
    ww_buf_char(run->rejects, '\n');
}

static void list_bad_record(struct listing *l, const struct ww_csv_bad *bad)
{
    struct refusal r = {
        .line = ww_line_at(l->chunk, &l->cursor, bad->at),
        .field = bad->fault == WW_CSV_FIELDS ? 0 : (size_t)bad->field + 1,
        .name = "",
        .value = {l->chunk->csv.base + bad->at, bad->length},
    };
    const char *reason = "";
    switch (bad->fault) {
    case WW_CSV_FIELDS:
        snprintf(r.reason, sizeof r.reason, "%u fields where there must be %zu", bad->fields,
                 l->run->plan->input_fields);
        break;
    case WW_CSV_QUOTE_INSIDE:
        reason =
            "a quotation mark inside an unquoted field; put quotation marks round the whole field and double "
            "those inside";
        break;
    case WW_CSV_TEXT_AFTER:
        reason = "text after a closing quotation mark; double the quotation marks inside a quoted field";
        break;
    }
    if (reason[0])
        snprintf(r.reason, sizeof r.reason, "%s", reason);
    list_refusal(l, &r);
    l->run->out->rejected++;
    l->run->commit.records++;
}

static const char *const fixed_reasons[WW_REFUSAL_COUNT] = {
    [WW_REFUSED_EMPTY] = "a value is required here",
    [WW_REFUSED_MONTH] = "not a month that exists, such as 2018-06",
    [WW_REFUSED_DATE] = "not a date that exists, such as 2018-06-05 or 05/06/2018",
    [WW_REFUSED_DATETIME] = "not a date and time that exists, such as 2018-06-05T13:45",
    [WW_REFUSED_NUMBER] = "not a number",
    [WW_REFUSED_INTEGER] = "not a whole number",
    [WW_REFUSED_SIZE] = "too large a number for this column",
    [WW_REFUSED_PATTERN] = "not of the form the source's description asks for",
};

static void give_reason(const struct ww_plan *plan, size_t column, enum ww_refusal why, char *out,
                        size_t size)
{
    const struct ww_plan_column *c = &plan->columns[column];
    char period[32];
    switch (why) {
    case WW_REFUSED_HEX: snprintf(out, size, "not %u hexadecimal digits", 2 * c->field.width); break;
    case WW_REFUSED_RANGE:
        snprintf(out, size, "outside the range from %.15g to %.15g", c->min, c->max);
        break;
    case WW_REFUSED_PERIOD:
        ww_period_print(plan->range, period);
        snprintf(out, size, "outside the source's period %s", period);
        break;
    default:
        assert(fixed_reasons[why]);
        snprintf(out, size, "%s", fixed_reasons[why]);
        break;
    }
}

static void add_example(struct ww_column_quality *quality, struct ww_str value)
{
    char shown[WW_SHOWN_VALUE_MAX / 2 + 1];
    value = shorten(value, sizeof shown - 1);
    if (quality->refused > MAX_EXAMPLES || !ww_str_copy(value, shown, sizeof shown) || !shown[0])
        return;
    size_t used = strlen(quality->examples);
    if (!strstr(quality->examples, shown))
        snprintf(quality->examples + used, sizeof quality->examples - used, "%s%s", used ? "; " : "", shown);
}

static void list_refused_row(struct listing *l, size_t row)
{
    struct ww_run *run = l->run;
    const struct ww_plan *plan = run->plan;
    size_t column = l->chunk->refused_column[row], record = record_of(l->chunk, row);
    run->out->rejected++;
    run->out->quality[column].refused++;
    bool fixed = plan->columns[column].n_from || plan->columns[column].constant.ptr;
    if (fixed) { /* a wide table's fixed cell is said once for all its rows */
        if (l->last_record == record && l->last_column == column)
            return;
        l->last_record = record;
        l->last_column = column;
    }
    struct refusal r = {
        .line = line_of_row(l, row),
        .field = ww_chunk_field(plan, l->chunk, column, row) + 1,
        .name = plan->columns[column].supplied_name ? plan->columns[column].supplied_name
                                                    : plan->columns[column].field.name,
        .value = ww_chunk_text(plan, l->chunk, column, row, &run->commit.room, &run->commit.room_capacity),
    };
    give_reason(plan, column, l->chunk->refusals[row], r.reason, sizeof r.reason);
    if (plan->columns[column].guarded && !run->commit.guarded) { /* the one that the message is to name */
        run->commit.first_refusal = (struct ww_err){0};
        run->commit.guarded = true;
    }
    if (plan->columns[column].guarded)
        r.value = WW_STR("not repeated here");
    else
        add_example(&run->out->quality[column], r.value);
    list_refusal(l, &r);
}

static void list_repeat(struct listing *l, size_t row)
{
    struct ww_run *run = l->run;
    struct ww_buf *out = run->repeats;
    run->out->repeated++;
    add_csv(out, ww_str_of(run->inputs[l->chunk->stretch.input].name));
    ww_buf_printf(out, ",%llu,", (unsigned long long)line_of_row(l, row));
    add_csv(out, ww_chunk_text(run->plan, l->chunk, (size_t)run->plan->key, row, &run->commit.room,
                               &run->commit.room_capacity));
    ww_buf_char(out, '\n');
}

/* Keys there will be if the rest is like this chunk: a set that never has to grow costs half the memory. */
static size_t keys_expected(const struct ww_run *run, const struct ww_chunk *chunk)
{
    const struct ww_hash128 *keys = chunk->columns[run->plan->key].keys;
    size_t there = 0;
    for (size_t i = 0; i < chunk->rows; i++)
        there += (keys[i].low | keys[i].high) != 0;
    double share = (double)(chunk->csv.end - chunk->csv.start) / (double)run->total_bytes;
    double expected = (double)there / share;
    return expected < 1e15 ? (size_t)(expected * KEYS_MARGIN) : there;
}

/* Marks the rows whose key was seen before; false when there is no memory. */
static bool find_repeats(struct ww_run *run, const struct ww_chunk *chunk, bool *any)
{
    struct ww_committer *commit = &run->commit;
    struct ww_hash128 *keys = chunk->columns[run->plan->key].keys;
    void *repeated = commit->repeated;
    if (!ww_grow(&repeated, &commit->repeated_capacity, chunk->rows, sizeof *commit->repeated))
        return false;
    commit->repeated = repeated;
    for (size_t i = 0; chunk->refused && i < chunk->rows; i++)
        if (chunk->refusals[i])
            keys[i] = (struct ww_hash128){0, 0};
    if (!commit->keys.slots && !ww_keyset_reserve(&commit->keys, keys_expected(run, chunk)))
        return false;
    if (!ww_keyset_add(&commit->keys, keys, chunk->rows, commit->repeated))
        return false;
    *any = memchr(commit->repeated, true, chunk->rows) != NULL;
    return true;
}

static bool add_run(struct ww_committer *commit, size_t from, size_t to)
{
    void *runs = commit->runs;
    if (from == to)
        return true;
    if (!ww_grow(&runs, &commit->runs_capacity, commit->n_runs + 1, sizeof *commit->runs))
        return false;
    commit->runs = runs;
    commit->runs[commit->n_runs++] = (struct ww_row_run){from, to};
    return true;
}

/* Bad records that stand before the record. */
static void list_bad_before(struct listing *l, size_t record)
{
    const struct ww_csv *csv = &l->chunk->csv;
    while (l->next_bad < csv->n_bad && csv->bad[l->next_bad].before <= record)
        list_bad_record(l, &csv->bad[l->next_bad++]);
}

static bool walk(struct listing *l, bool repeats)
{
    const struct ww_chunk *chunk = l->chunk;
    struct ww_committer *commit = &l->run->commit;
    size_t from = 0;
    for (size_t row = 0; row < chunk->rows; row++) {
        list_bad_before(l, record_of(chunk, row));
        bool refused = chunk->refused && chunk->refusals[row];
        bool repeated = repeats && commit->repeated[row];
        if (!refused && !repeated)
            continue;
        if (refused)
            list_refused_row(l, row);
        else
            list_repeat(l, row);
        if (!add_run(commit, from, row))
            return false;
        from = row + 1;
    }
    list_bad_before(l, SIZE_MAX);
    return add_run(commit, from, chunk->rows);
}

/* Rows there will be if the rest is like what has been read. */
static double rows_expected(const struct ww_run *run)
{
    double share = (double)run->commit.bytes_done / (double)run->total_bytes;
    return share > 0 ? (double)run->commit.records / share : 0;
}

/* What must not be here at all (a full postcode where the first half is asked for) is no row to leave out: the supplier has
 * sent what it must not, and the file is not kept. */
static enum ww_rc fail_guarded(const struct ww_run *run, struct ww_err *err)
{
    const struct ww_err *first = &run->commit.first_refusal;
    return ww_fail_at(
        err, WW_E_INPUT, first->source, first->line, first->column,
        "%s. This column may tell who somebody is, so the whole delivery is refused and nothing of it is "
        "kept. Ask the supplier for a file without it, and delete this one.",
        first->message);
}

enum ww_rc ww_refuse_rows(struct ww_run *run, const struct ww_chunk *chunk, struct ww_err *err)
{
    struct ww_committer *commit = &run->commit;
    bool repeats = false;
    commit->n_runs = 0;
    if (run->plan->key >= 0 && chunk->rows && !find_repeats(run, chunk, &repeats))
        return ww_fail_nomem(err);
    commit->records += chunk->rows;
    if (!repeats && !chunk->refused && chunk->csv.n_bad == 0)
        return add_run(commit, 0, chunk->rows) ? WW_OK : ww_fail_nomem(err);
    struct listing listing = {
        .run = run,
        .chunk = chunk,
        .cursor = {.line = commit->line},
        .last_record = SIZE_MAX,
        .line_a_row = is_line_a_row(&chunk->csv),
    };
    if (!walk(&listing, repeats))
        return ww_fail_nomem(err);
    if (commit->guarded)
        return fail_guarded(run, err);
    double limit = rows_expected(run) * run->plan->reject_limit_pct / 100;
    if (run->out->rejected > WW_NO_LIMIT_BELOW && (double)run->out->rejected > FAR_TOO_MANY * limit)
        return ww_refuse_check(run, commit->records, err);
    return WW_OK;
}

enum ww_rc ww_refuse_check(struct ww_run *run, uint64_t all_rows, struct ww_err *err)
{
    const struct ww_err *first = &run->commit.first_refusal;
    uint64_t refused = run->out->rejected;
    if ((double)refused * 100 <= run->plan->reject_limit_pct * (double)all_rows)
        return WW_OK;
    return ww_fail_at(
        err, WW_E_INPUT, first->source, first->line, first->column,
        "%s. %llu of the %llu rows read were refused, more than the limit of %g%%: this was the first. "
        "Correct the file, or allow more.",
        first->message, (unsigned long long)refused, (unsigned long long)all_rows,
        run->plan->reject_limit_pct);
}
