// SPDX-License-Identifier: Apache-2.0
#ifndef WW_TEST_EVIDENCE_FIXTURE_H
#define WW_TEST_EVIDENCE_FIXTURE_H

/* Made-up extracts for the tests of evidence: a table of plain numbers, one a cell, that is written as a sealed
 * file and kept beside it, so that a test can say row by row what must be in it.
 *
 * What the number n of a cell stands for, by kind: CATEGORY the text fx_text(n); TEXT and BINARY "row n";
 * HEX the bytes n, n+1, n+2 ... (mod 256); NUMBER n / 8; all others n itself. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/checked.h"
#include "base/rng.h"
#include "evidence/arrow_write.h"
#include "evidence/extract.h"

#define FX_COLUMNS_MAX 16
#define FX_UNUSED      __attribute__((unused))

struct fx_column {
    struct ww_field field;
    int64_t low, high; /* numbers are drawn from [low, high] */
    unsigned null_pct;
    uint8_t *has;
    int64_t *num;
};

struct fx {
    struct fx_column columns[FX_COLUMNS_MAX];
    size_t n_columns;
    size_t rows;
};

FX_UNUSED static void fx_text(int64_t n, char out[32])
{
    snprintf(out, 32,
             n % 3 ? "Crime type %lld"
                   : "Stra\xc3\x9f"
                     "e %lld",
             (long long)n);
}

FX_UNUSED static struct fx_column *fx_add(struct fx *fx, const char *name, enum ww_kind kind,
                                          enum ww_role role, unsigned width)
{
    struct fx_column *column = &fx->columns[fx->n_columns++];
    *column = (struct fx_column){.field = {.kind = kind, .role = role, .width = width}};
    snprintf(column->field.name, sizeof column->field.name, "%s", name);
    return column;
}

FX_UNUSED static void fx_range(struct fx_column *column, int64_t low, int64_t high, unsigned null_pct)
{
    column->low = low;
    column->high = high;
    column->null_pct = null_pct;
}

FX_UNUSED static void fx_fill(struct fx *fx, size_t rows, struct ww_rng *rng)
{
    fx->rows = rows;
    for (size_t c = 0; c < fx->n_columns; c++) {
        struct fx_column *column = &fx->columns[c];
        column->has = calloc(rows + 1, 1);
        column->num = calloc(rows + 1, sizeof *column->num);
        for (size_t i = 0; i < rows; i++) {
            uint64_t span = (uint64_t)(column->high - column->low) + 1;
            column->has[i] = ww_rng_below(rng, 100) >= column->null_pct;
            column->num[i] = column->low + (int64_t)ww_rng_below(rng, span);
        }
    }
}

FX_UNUSED static void fx_free(struct fx *fx)
{
    for (size_t c = 0; c < fx->n_columns; c++) {
        free(fx->columns[c].has);
        free(fx->columns[c].num);
    }
    *fx = (struct fx){0};
}

/* Bytes of a TEXT, BINARY or HEX cell; its length. */
FX_UNUSED static size_t fx_bytes(const struct fx_column *column, size_t row, char out[64])
{
    if (column->field.kind != WW_KIND_HEX)
        return (size_t)snprintf(out, 64, "row %lld", (long long)column->num[row]);
    for (unsigned b = 0; b < column->field.width; b++)
        out[b] = (char)(unsigned char)((uint64_t)column->num[row] + b);
    return column->field.width;
}

FX_UNUSED static void fx_put_number(const struct fx_column *column, size_t row, char *out)
{
    int64_t n = column->num[row];
    double number = (double)n / 8;
    int32_t narrow = (int32_t)n;
    int16_t narrower = (int16_t)n;
    int8_t narrowest = (int8_t)n;
    if (column->field.kind == WW_KIND_NUMBER)
        memcpy(out, &number, sizeof number);
    else if (ww_field_value_bytes(&column->field) == 8)
        memcpy(out, &n, sizeof n);
    else if (ww_field_value_bytes(&column->field) == 4)
        memcpy(out, &narrow, sizeof narrow);
    else if (ww_field_value_bytes(&column->field) == 2)
        memcpy(out, &narrower, sizeof narrower);
    else
        memcpy(out, &narrowest, sizeof narrowest);
}

/* One column of rows [first, first + rows), encoded; what stands under a null is whatever was drawn. */
FX_UNUSED static struct ww_vector fx_encode(const struct fx_column *column, size_t first, size_t rows)
{
    uint8_t *validity = calloc(rows / 8 + 1, 1);
    char *values = calloc(rows + 1, 64);
    int32_t *offsets = calloc(rows + 2, sizeof *offsets);
    unsigned bytes = ww_field_value_bytes(&column->field);
    struct ww_vector out = {.validity = validity, .values = values};
    for (size_t i = 0; i < rows; i++) {
        size_t row = first + i;
        char cell[64];
        if (column->has[row])
            validity[i / 8] |= (uint8_t)(1 << i % 8);
        else
            out.nulls++;
        if (bytes == 0) {
            size_t len = column->has[row] ? fx_bytes(column, row, cell) : 0;
            memcpy(values + offsets[i], cell, len);
            offsets[i + 1] = offsets[i] + (int32_t)len;
        } else if (column->field.kind == WW_KIND_HEX) {
            memcpy(values + i * bytes, cell, fx_bytes(column, row, cell));
        } else {
            fx_put_number(column, row, values + i * bytes);
        }
    }
    if (bytes == 0)
        out.offsets = offsets;
    else
        free(offsets);
    return out;
}

FX_UNUSED static void fx_free_vector(struct ww_vector *v)
{
    free((void *)(uintptr_t)v->validity);
    free((void *)(uintptr_t)v->values);
    free((void *)(uintptr_t)v->offsets);
}

FX_UNUSED static enum ww_rc fx_write_batches(const struct fx *fx, struct ww_arrow_writer *writer,
                                             size_t batch_rows, struct ww_err *err)
{
    enum ww_rc rc = WW_OK;
    for (size_t first = 0; rc == WW_OK && first < fx->rows; first += batch_rows) {
        struct ww_vector vectors[FX_COLUMNS_MAX];
        size_t rows = fx->rows - first < batch_rows ? fx->rows - first : batch_rows;
        for (size_t c = 0; c < fx->n_columns; c++)
            vectors[c] = fx_encode(&fx->columns[c], first, rows);
        const struct ww_batch batch = {rows, vectors};
        rc = ww_arrow_writer_batch(writer, &batch, err);
        for (size_t c = 0; c < fx->n_columns; c++)
            fx_free_vector(&vectors[c]);
    }
    return rc;
}

/* Texts 0..high of a CATEGORY column. */
FX_UNUSED static struct ww_dictionary fx_dictionary(const struct fx_column *column)
{
    size_t count = (size_t)column->high + 1;
    struct ww_str *values = calloc(count, sizeof *values);
    for (size_t i = 0; i < count; i++) {
        char text[32];
        fx_text((int64_t)i, text);
        values[i] = (struct ww_str){strdup(text), strlen(text)};
    }
    return (struct ww_dictionary){count, values};
}

FX_UNUSED static void fx_free_dictionary(struct ww_dictionary *d)
{
    for (size_t i = 0; i < d->count; i++)
        free((void *)(uintptr_t)d->values[i].ptr);
    free((void *)(uintptr_t)d->values);
}

struct fx_sealed {
    uint8_t sha256[WW_SHA256_BYTES];
    uint64_t bytes;
};

static const struct ww_arrow_meta fx_schema_meta[] = {{"ww:source", "made-up"}, {"ww:empty", ""}};
static const struct ww_arrow_meta fx_footer_meta[] = {{"ww:period", "2017-07..2018-06"}};

FX_UNUSED static enum ww_rc fx_write(const struct fx *fx, const char *path, size_t batch_rows,
                                     struct fx_sealed *sealed, struct ww_err *err)
{
    struct ww_field fields[FX_COLUMNS_MAX] = {0};
    struct ww_dictionary dictionaries[FX_COLUMNS_MAX];
    size_t n = 0;
    for (size_t c = 0; c < fx->n_columns; c++) {
        fields[c] = fx->columns[c].field;
        if (fields[c].kind == WW_KIND_CATEGORY)
            dictionaries[n++] = fx_dictionary(&fx->columns[c]);
    }
    struct ww_arrow_writer *writer = NULL;
    struct fx_sealed ignored;
    if (!sealed)
        sealed = &ignored;
    enum ww_rc rc = ww_arrow_writer_open(path, fields, fx->n_columns, fx_schema_meta, 2, &writer, err);
    if (rc == WW_OK)
        rc = fx_write_batches(fx, writer, batch_rows, err);
    if (rc == WW_OK)
        rc = ww_arrow_writer_finish(&writer, dictionaries, n, fx_footer_meta, 1, sealed->sha256,
                                    &sealed->bytes, err);
    ww_arrow_writer_abandon(&writer);
    for (size_t i = 0; i < n; i++)
        fx_free_dictionary(&dictionaries[i]);
    return rc;
}

/* A name in the folder for temporary files that no file has. */
FX_UNUSED static void fx_path(const char *name, char out[256])
{
    const char *folder = getenv("TMPDIR");
    snprintf(out, 256, "%s/ww-test-%ld-%s.arrow", folder ? folder : "/tmp", (long)getpid(), name);
    unlink(out);
}

#endif
