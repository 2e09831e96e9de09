// SPDX-License-Identifier: Apache-2.0
/* Problem: a category's numbers should be sealed in one byte where that is enough, but how many texts there are
 * is known only at the end.
 * Method: the first batches are held back and the width chosen from what they hold, with room to spare; a small
 * import is seen whole and gets the least width. Should a number not fit later, the run is tried again with the
 * next width: rare, and the same on every machine. Presence is packed from bytes to bits here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "intake/pipeline_parts.h"

#define HELD_BYTES   ((size_t)32 << 20) /* of batches held back before widths are chosen */
#define HELD_MOST    8
#define ROOM_FOR_ONE 100   /* distinct texts among those held back that leave room in one byte, */
#define ROOM_FOR_TWO 30000 /* and in two */
#define GATHER_BITS  UINT64_C(0x0102040810204080) /* bytes of 0 or 1 to one bit each */

uint32_t ww_seal_capacity(unsigned width)
{
    return width == 1 ? INT8_MAX + 1u : width == 2 ? INT16_MAX + 1u : INT32_MAX;
}

static size_t held_batches(const struct ww_plan *plan)
{
    size_t row_bytes = 1;
    for (size_t c = 0; c < plan->n_columns; c++)
        row_bytes += ww_encoded_bytes(&plan->columns[c].field) + 1;
    size_t held = HELD_BYTES / (row_bytes * WW_BATCH_ROWS);
    return held < 1 ? 1 : held > HELD_MOST ? HELD_MOST : held;
}

bool ww_seal_init(struct ww_run *run)
{
    struct ww_sealer *seal = &run->seal;
    size_t n = run->plan->n_columns;
    *seal = (struct ww_sealer){.held = held_batches(run->plan)};
    seal->fields = ww_new_array(n, sizeof *seal->fields);
    seal->distinct = ww_new_array(n, sizeof *seal->distinct);
    seal->validity = ww_new_array(n, sizeof *seal->validity);
    seal->codes = ww_new_array(n, sizeof *seal->codes);
    seal->vectors = ww_new_array(n, sizeof *seal->vectors);
    if (!seal->fields || !seal->distinct || !seal->validity || !seal->codes || !seal->vectors)
        return false;
    for (size_t c = 0; c < n; c++) {
        bool category = run->plan->columns[c].field.kind == WW_KIND_CATEGORY;
        seal->fields[c] = run->plan->columns[c].field;
        seal->validity[c] = ww_new_array(WW_BATCH_ROWS / 8, 1);
        seal->codes[c] = category ? ww_new_array(WW_BATCH_ROWS, sizeof(uint32_t)) : NULL;
        if (!seal->validity[c] || (category && !seal->codes[c]))
            return false;
    }
    return true;
}

void ww_seal_free(struct ww_run *run)
{
    struct ww_sealer *seal = &run->seal;
    if (seal->writer)
        ww_arrow_writer_abandon(&seal->writer);
    for (size_t c = 0; c < run->plan->n_columns; c++) {
        if (seal->validity)
            free(seal->validity[c]);
        if (seal->codes)
            free(seal->codes[c]);
    }
    free(seal->fields);
    free(seal->distinct);
    free(seal->validity);
    free(seal->codes);
    free(seal->vectors);
    *seal = (struct ww_sealer){0};
}

static unsigned least_width(uint32_t distinct, uint32_t room_for_one, uint32_t room_for_two)
{
    return distinct <= room_for_one ? 1 : distinct <= room_for_two ? 2 : 4;
}

enum ww_rc ww_seal_open(struct ww_run *run, struct ww_err *err)
{
    struct ww_sealer *seal = &run->seal;
    for (size_t c = 0; c < run->plan->n_columns; c++) {
        if (seal->fields[c].kind != WW_KIND_CATEGORY)
            continue;
        unsigned width = seal->all_seen ? least_width(run->commit.lexicons[c].count, ww_seal_capacity(1),
                                                      ww_seal_capacity(2))
                                        : least_width(seal->distinct[c], ROOM_FOR_ONE, ROOM_FOR_TWO);
        seal->fields[c].width = width > run->least_width[c] ? width : run->least_width[c];
    }
    return ww_arrow_writer_open(run->sealed_path, seal->fields, run->plan->n_columns, run->meta, run->n_meta,
                                &seal->writer, err);
}

/* Bits of n presences; returns how many are missing. */
static size_t pack(const bool *present, size_t n, uint8_t *bits)
{
    size_t there = 0;
    for (size_t i = 0; i < n; i += 8) {
        uint64_t eight = 0;
        memcpy(&eight, present + i, n - i < 8 ? n - i : 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        eight = __builtin_bswap64(eight);
#endif
        bits[i / 8] = (uint8_t)(eight * GATHER_BITS >> 56);
        there += (size_t)__builtin_popcount(bits[i / 8]);
    }
    return n - there;
}

/* Numbers from 1 to codes from 0, presence to bits; false when a number does not fit the width. */
static bool narrow(const uint32_t *numbers, bool *present, size_t n, unsigned width, void *out)
{
    uint32_t largest = 0;
    for (size_t i = 0; i < n; i++) {
        largest = numbers[i] > largest ? numbers[i] : largest;
        present[i] = numbers[i] != 0;
    }
    if (largest > ww_seal_capacity(width))
        return false;
    uint8_t *one = out;
    uint16_t *two = out;
    uint32_t *four = out;
    for (size_t i = 0; width == 1 && i < n; i++)
        one[i] = (uint8_t)(numbers[i] - present[i]);
    for (size_t i = 0; width == 2 && i < n; i++)
        two[i] = (uint16_t)(numbers[i] - present[i]);
    for (size_t i = 0; width == 4 && i < n; i++)
        four[i] = numbers[i] - present[i];
    return true;
}

static void fill_vector(struct ww_run *run, const struct ww_sealing_batch *batch, size_t c)
{
    struct ww_sealer *seal = &run->seal;
    const struct ww_sealing_column *column = &batch->columns[c];
    bool category = seal->fields[c].kind == WW_KIND_CATEGORY, text = seal->fields[c].kind == WW_KIND_TEXT;
    size_t missing = pack(column->present, batch->rows, seal->validity[c]);
    seal->vectors[c] = (struct ww_vector){
        .validity = missing ? seal->validity[c] : NULL,
        .values = category ? seal->codes[c]
                  : text   ? column->text
                           : column->values,
        .offsets = text ? column->offsets : NULL,
        .nulls = missing,
    };
    run->out->quality[c].missing += missing;
    run->out->quality[c].present += batch->rows - missing;
}

enum ww_rc ww_seal_batch(struct ww_run *run, const struct ww_sealing_batch *batch, struct ww_err *err)
{
    struct ww_sealer *seal = &run->seal;
    for (size_t c = 0; c < run->plan->n_columns; c++) {
        const struct ww_sealing_column *column = &batch->columns[c];
        if (seal->fields[c].kind != WW_KIND_CATEGORY ||
            narrow((const uint32_t *)(const void *)column->values, column->present, batch->rows,
                   seal->fields[c].width, seal->codes[c]))
            continue;
        run->least_width[c] = seal->fields[c].width * 2;
        run->too_narrow = true;
    }
    if (run->too_narrow)
        return WW_E_LIMIT;
    for (size_t c = 0; c < run->plan->n_columns; c++)
        fill_vector(run, batch, c);
    struct ww_batch sealed = {.rows = batch->rows, .vectors = seal->vectors};
    return ww_arrow_writer_batch(seal->writer, &sealed, err);
}

/* Dictionaries of the result: texts stay in the committer's lexicons, which the result takes over. */
static enum ww_rc list_texts(struct ww_run *run, struct ww_dictionary *all, struct ww_err *err)
{
    for (size_t c = 0; c < run->plan->n_columns; c++) {
        const struct ww_lexicon *lexicon = &run->commit.lexicons[c];
        if (run->plan->columns[c].field.kind != WW_KIND_CATEGORY)
            continue;
        struct ww_str *texts = ww_new_array(lexicon->count, sizeof *texts);
        if (!texts)
            return ww_fail_nomem(err);
        for (uint32_t i = 0; i < lexicon->count; i++)
            texts[i] = ww_lexicon_text(lexicon, i + 1);
        all[c] = (struct ww_dictionary){lexicon->count, texts};
    }
    return WW_OK;
}

#define FOOTER_MAX 3

static size_t footer(const struct ww_run *run, struct ww_arrow_meta meta[FOOTER_MAX], char rows[32],
                     char period[32], struct ww_buf *hashes)
{
    size_t n = 0;
    snprintf(rows, 32, "%llu", (unsigned long long)run->out->rows);
    meta[n++] = (struct ww_arrow_meta){"rows", rows};
    if (run->out->has_times) {
        ww_period_print((struct ww_period){run->out->first_day, run->out->last_day + 1}, period);
        meta[n++] = (struct ww_arrow_meta){"period", period};
    }
    for (size_t i = 0; run->out->input_sha256 && i < run->n_inputs; i++) {
        char hex[WW_SHA256_HEX];
        ww_hex(run->out->input_sha256[i], WW_SHA256_BYTES, hex);
        ww_buf_z(hashes, i ? " " : "");
        ww_buf_z(hashes, hex);
    }
    if (hashes->len)
        meta[n++] = (struct ww_arrow_meta){"input_sha256", hashes->data};
    return n;
}

enum ww_rc ww_seal_finish(struct ww_run *run, struct ww_err *err)
{
    struct ww_pipeline_result *out = run->out;
    enum ww_rc rc = list_texts(run, out->dictionaries, err);
    if (rc)
        return rc;
    struct ww_dictionary categories[WW_FIELDS_MAX];
    size_t n = 0;
    for (size_t c = 0; c < run->plan->n_columns; c++)
        if (run->plan->columns[c].field.kind == WW_KIND_CATEGORY)
            categories[n++] = out->dictionaries[c];
    struct ww_arrow_meta meta[FOOTER_MAX];
    char rows[32], period[32];
    struct ww_buf hashes = {0};
    size_t n_meta = footer(run, meta, rows, period, &hashes);
    rc = ww_buf_check(&hashes, err);
    if (rc == WW_OK)
        rc = ww_arrow_writer_finish(&run->seal.writer, categories, n, meta, n_meta, out->sha256,
                                    &out->sealed_bytes, err);
    ww_buf_free(&hashes);
    return rc;
}
