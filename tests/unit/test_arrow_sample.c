// SPDX-License-Identifier: Apache-2.0
/* A known extract of every kind, with nulls, several batches and a list of 300 texts, written twice: as a sealed file
 * and, cell by cell from the same numbers, as JSON. tests/suites/30-arrow.sh sets WW_ARROW_SAMPLE to a folder and
 * lets other people's readers compare the two; without it this only looks at what it wrote. */
#include "evidence/extract.h"

#include "ww_test.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/num.h"
#include "evidence_fixture.h"

#define ROWS       2500
#define BATCH_ROWS 999

static void make_sample(struct fx *fx)
{
    struct ww_rng rng;
    struct fx_column *c = fx_add(fx, "type", WW_KIND_CATEGORY, WW_ROLE_CATEGORY, 1);
    fx_range(c, 0, 127, 0);
    snprintf(c->field.vocabulary, sizeof c->field.vocabulary, "police-uk");
    c = fx_add(fx, "lsoa", WW_KIND_CATEGORY, WW_ROLE_AREA, 2);
    fx_range(c, 0, 299, 10);
    snprintf(c->field.area_level, sizeof c->field.area_level, "lsoa11");
    fx_range(fx_add(fx, "street", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, 4), 0, 99, 100);
    fx_range(fx_add(fx, "id", WW_KIND_HEX, WW_ROLE_ID, 32), 0, 255, 10);
    fx_range(fx_add(fx, "note", WW_KIND_TEXT, WW_ROLE_ATTRIBUTE, 0), -99, 99, 10);
    fx_range(fx_add(fx, "month", WW_KIND_MONTH, WW_ROLE_FROM, 0), 17000, 18000, 10);
    fx_range(fx_add(fx, "recorded", WW_KIND_DATE, WW_ROLE_ATTRIBUTE, 0), -2000, 20000, 0);
    fx_range(fx_add(fx, "until", WW_KIND_DATETIME, WW_ROLE_TO, 0), -40000, 1600000000, 10);
    c = fx_add(fx, "latitude", WW_KIND_FIXED, WW_ROLE_LATITUDE, 0);
    fx_range(c, 51400000, 51600000, 10);
    c->field.places = 6;
    fx_range(fx_add(fx, "small", WW_KIND_INTEGER, WW_ROLE_VALUE, 4), -2000000000, 2000000000, 0);
    fx_range(fx_add(fx, "large", WW_KIND_INTEGER, WW_ROLE_ATTRIBUTE, 8), -900000000000, 900000000000, 10);
    fx_range(fx_add(fx, "cost", WW_KIND_NUMBER, WW_ROLE_ATTRIBUTE, 0), -8000, 8000, 10);
    fx_range(fx_add(fx, "shape", WW_KIND_BINARY, WW_ROLE_ATTRIBUTE, 0), 0, 99, 10);
    ww_rng_seed(&rng, 20180605); /* always the same sample */
    fx_fill(fx, ROWS, &rng);
}

static void add_cell(struct ww_buf *out, const struct fx_column *column, size_t row)
{
    char text[160], hex[160];
    size_t len;
    if (!column->has[row]) {
        ww_buf_z(out, "null");
        return;
    }
    switch (column->field.kind) {
    case WW_KIND_CATEGORY:
        fx_text(column->num[row], text);
        ww_buf_printf(out, "\"%s\"", text);
        break;
    case WW_KIND_TEXT:
        len = fx_bytes(column, row, text);
        ww_buf_printf(out, "\"%.*s\"", (int)len, text);
        break;
    case WW_KIND_HEX:
    case WW_KIND_BINARY:
        len = fx_bytes(column, row, text);
        ww_hex((const uint8_t *)text, len, hex);
        ww_buf_printf(out, "\"%s\"", hex);
        break;
    case WW_KIND_NUMBER: ww_buf_printf(out, "%.3f", (double)column->num[row] / 8); break;
    default: ww_buf_printf(out, "%lld", (long long)column->num[row]); break;
    }
}

static void describe(struct ww_buf *out, const struct fx *fx)
{
    ww_buf_z(out, "{\"kinds\": {");
    for (size_t c = 0; c < fx->n_columns; c++)
        ww_buf_printf(out, "%s\"%s\": \"%s\"", c ? ", " : "", fx->columns[c].field.name,
                      ww_kind_names[fx->columns[c].field.kind]);
    ww_buf_printf(out, "},\n\"batches\": %d,\n\"rows\": [\n", (ROWS + BATCH_ROWS - 1) / BATCH_ROWS);
    for (size_t row = 0; row < fx->rows; row++) {
        ww_buf_z(out, row ? ",\n[" : "[");
        for (size_t c = 0; c < fx->n_columns; c++) {
            ww_buf_z(out, c ? "," : "");
            add_cell(out, &fx->columns[c], row);
        }
        ww_buf_char(out, ']');
    }
    ww_buf_z(out, "]}\n");
}

WW_TEST(the_sample_is_written)
{
    const char *folder = getenv("WW_ARROW_SAMPLE");
    char sealed[256], described[256];
    struct fx fx = {0};
    struct ww_err err = {0};
    struct ww_buf json = {0};
    struct ww_extract *extract = NULL;
    fx_path("sample", sealed);
    snprintf(described, sizeof described, "%.240s.json", sealed);
    if (folder) {
        snprintf(sealed, sizeof sealed, "%s/sample.arrow", folder);
        snprintf(described, sizeof described, "%s/sample.json", folder);
    }
    make_sample(&fx);
    describe(&json, &fx);
    CHECK_RC(fx_write(&fx, sealed, BATCH_ROWS, NULL, &err), WW_OK);
    CHECK_RC(ww_file_write(described, ww_buf_view(&json), &err), WW_OK);
    if (CHECK_RC(ww_extract_open(sealed, &extract, &err), WW_OK)) {
        CHECK_INT(ww_extract_rows(extract), ROWS);
        CHECK_INT(ww_extract_batches(extract), 3);
    }
    ww_extract_close(&extract);
    ww_buf_free(&json);
    fx_free(&fx);
    if (!folder) {
        unlink(sealed);
        unlink(described);
    }
}
