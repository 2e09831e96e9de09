// SPDX-License-Identifier: Apache-2.0
/* The splitter and the pipeline on any bytes. First byte: separator, instruction set, whether the pipeline runs
 * too; second: fields a record; third: bytes of a region. The rest is the text.
 *
 * Held true: cut in regions, each from its guess and again where that was wrong, gives the records that cutting it
 * whole gives, with the other instruction set; the sealed file opens, and has the rows the result says, with every
 * code inside its dictionary. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "evidence/extract.h"
#include "intake/csv.h"
#include "intake/pipeline.h"

#define HEAD       3
#define MAX_FIELDS 6

static void must(bool holds)
{
    if (!holds)
        __builtin_trap();
}

/* Running sums that two ways of cutting must share. */
struct tally {
    uint64_t rows, bad, newlines, hash;
    enum ww_csv_stop stop;
    size_t stop_at;
};

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

static void count(struct tally *t, const struct ww_csv *csv, char *room)
{
    for (size_t row = 0; row < csv->rows; row++) {
        uint64_t hash = 0;
        for (size_t f = 0; f + 1 < csv->stride; f++) {
            struct ww_str raw = ww_csv_raw(csv, row, f);
            size_t used;
            hash = mix(mix(hash, csv->start + (size_t)(raw.ptr - csv->base)), raw.len);
            struct ww_str text = ww_csv_text(raw, room, &used);
            must(text.len <= raw.len && used <= raw.len);
        }
        t->hash += hash; /* a sum: regions tell of rows and of bad records in another order */
    }
    for (size_t i = 0; i < csv->n_bad; i++)
        t->hash += mix(mix(csv->start + csv->bad[i].at, csv->bad[i].fields), (uint64_t)csv->bad[i].fault);
    t->rows += csv->rows;
    t->bad += csv->n_bad;
    t->newlines += csv->newlines;
    t->stop = csv->stop;
    t->stop_at = csv->start + csv->stop_at;
}

static struct tally cut(const struct ww_csv_rules *rules, struct ww_str text, size_t region, char *room)
{
    struct tally tally = {0};
    struct ww_csv csv = {0};
    size_t next = 0;
    for (size_t from = 0; from < text.len && !tally.stop; from += region) {
        size_t stop = from + region < text.len ? from + region : text.len;
        if (next >= stop)
            continue;
        size_t start = from ? ww_csv_guess_start(text, from, stop) : 0;
        bool good = start != SIZE_MAX && ww_csv_cut(rules, text, start, stop, &csv) == WW_OK;
        if (start != next)
            good = ww_csv_cut(rules, text, next, stop, &csv) == WW_OK;
        must(good);
        count(&tally, &csv, room);
        next = csv.end;
    }
    ww_csv_free(&csv);
    return tally;
}

static void check_cut(struct ww_csv_rules rules, struct ww_str text, size_t region)
{
    char *room = malloc(text.len + 1);
    struct tally whole = cut(&rules, text, text.len + 1, room);
    rules.portable = !rules.portable;
    struct tally parts = cut(&rules, text, region, room);
    must(whole.stop == parts.stop);
    if (whole.stop)
        must(whole.stop_at == parts.stop_at);
    else /* what stands before a stop is cut or not by the region */
        must(whole.rows == parts.rows && whole.bad == parts.bad && whole.newlines == parts.newlines &&
             whole.hash == parts.hash);
    free(room);
}

static void check_sealed(const char *path, const struct ww_pipeline_result *result)
{
    struct ww_extract *extract;
    struct ww_err err;
    must(ww_extract_open(path, &extract, &err) == WW_OK);
    must(ww_extract_rows(extract) == result->rows);
    for (size_t b = 0; b < ww_extract_batches(extract); b++) {
        struct ww_batch batch;
        must(ww_extract_batch(extract, b, &batch, &err) == WW_OK);
    }
    ww_extract_close(&extract);
}

static void check_pipeline(const struct ww_csv_rules *rules, struct ww_str text, size_t region)
{
    static const enum ww_kind kinds[MAX_FIELDS] = {WW_KIND_CATEGORY, WW_KIND_FIXED, WW_KIND_MONTH,
                                                   WW_KIND_TEXT,     WW_KIND_HEX,   WW_KIND_DATETIME};
    struct ww_plan_column columns[MAX_FIELDS] = {0};
    for (size_t i = 0; i < rules->fields; i++)
        columns[i] = (struct ww_plan_column){
            .field = {.name = "c", .kind = kinds[i], .width = kinds[i] == WW_KIND_HEX ? 2 : 0, .places = 2},
            .from = {(int)i},
            .n_from = 1};
    struct ww_plan plan = {
        .columns = columns,
        .n_columns = rules->fields,
        .input_fields = rules->fields,
        .separator = rules->separator,
        .key = (int)(region % rules->fields),
        .located = -1,
        .reject_limit_pct = 100,
        .threads = 1,
        .chunk_bytes = region,
        .portable = rules->portable,
    };
    char path[64];
    snprintf(path, sizeof path, "/dev/shm/ww-fuzz-csv-%d", (int)getpid());
    struct ww_input input = {"input", text, 0, 1};
    struct ww_buf rejects = {0}, repeats = {0};
    struct ww_pipeline_result result = {0};
    struct ww_err err;
    if (ww_pipeline_run(&plan, &input, 1, path, NULL, 0, &rejects, &repeats, NULL, &result, &err) == WW_OK)
        check_sealed(path, &result);
    unlink(path);
    ww_pipeline_result_free(&result);
    ww_buf_free(&rejects);
    ww_buf_free(&repeats);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < HEAD)
        return 0;
    struct ww_csv_rules rules = {
        .separator = ",;\t,"[data[0] & 3],
        .fields = 1 + data[1] % MAX_FIELDS,
        .portable = data[0] & 4,
    };
    size_t region = 1 + (size_t)data[2];
    struct ww_str text = {(const char *)data + HEAD, size - HEAD};
    check_cut(rules, text, region);
    if (data[0] & 8)
        check_pipeline(&rules, text, region);
    return 0;
}
