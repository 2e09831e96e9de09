// SPDX-License-Identifier: Apache-2.0
/* Sealed files: what is written is read back, cell by cell; and whatever is done to the bytes, reading them ends
 * in an answer or a message. */
#include "base/file.h"
#include "base/hash.h"
#include "evidence/arrow_write.h"
#include "evidence/extract.h"

#include "ww_test.h"

#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "evidence_fixture.h"

/* Every kind, and every width of code. */
static void every_kind(struct fx *fx, unsigned null_pct)
{
    struct fx_column *c = fx_add(fx, "type", WW_KIND_CATEGORY, WW_ROLE_CATEGORY, 1);
    fx_range(c, 0, 127, null_pct);
    snprintf(c->field.vocabulary, sizeof c->field.vocabulary, "police-uk");
    c = fx_add(fx, "lsoa", WW_KIND_CATEGORY, WW_ROLE_AREA, 2);
    fx_range(c, 0, 299, null_pct);
    snprintf(c->field.area_level, sizeof c->field.area_level, "lsoa11");
    fx_range(fx_add(fx, "street", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, 4), 0, 999, null_pct);
    fx_range(fx_add(fx, "id", WW_KIND_HEX, WW_ROLE_ID, 32), 0, 255, null_pct);
    fx_range(fx_add(fx, "note", WW_KIND_TEXT, WW_ROLE_ATTRIBUTE, 0), -99999, 99999, null_pct);
    fx_range(fx_add(fx, "month", WW_KIND_MONTH, WW_ROLE_FROM, 0), 17000, 18000, null_pct);
    fx_range(fx_add(fx, "recorded", WW_KIND_DATE, WW_ROLE_ATTRIBUTE, 0), -20000, 20000, null_pct);
    fx_range(fx_add(fx, "until", WW_KIND_DATETIME, WW_ROLE_TO, 0), -4000000000, 4000000000, null_pct);
    c = fx_add(fx, "latitude", WW_KIND_FIXED, WW_ROLE_LATITUDE, 0);
    fx_range(c, -90000000, 90000000, null_pct);
    c->field.places = 6;
    fx_range(fx_add(fx, "small", WW_KIND_INTEGER, WW_ROLE_VALUE, 4), -2000000000, 2000000000, null_pct);
    fx_range(fx_add(fx, "large", WW_KIND_INTEGER, WW_ROLE_ATTRIBUTE, 8), -900000000000, 900000000000,
             null_pct);
    fx_range(fx_add(fx, "cost", WW_KIND_NUMBER, WW_ROLE_ATTRIBUTE, 0), -800, 800, null_pct);
    fx_range(fx_add(fx, "shape", WW_KIND_BINARY, WW_ROLE_ATTRIBUTE, 0), 0, 99, null_pct);
}

static struct ww_str bytes_at(const struct ww_vector *v, const struct ww_field *field, size_t row)
{
    unsigned width = ww_field_value_bytes(field);
    const char *bytes = v->values;
    if (width)
        return (struct ww_str){bytes + row * width, width};
    return (struct ww_str){bytes + v->offsets[row], (size_t)(v->offsets[row + 1] - v->offsets[row])};
}

static bool same_cell(const struct fx_column *column, size_t fx_row, const struct ww_extract *extract,
                      size_t field, const struct ww_vector *v, size_t row)
{
    if (!ww_vector_has(v, row))
        return !column->has[fx_row];
    char expected[64] = {0};
    struct ww_str cell = bytes_at(v, &column->field, row);
    size_t len = cell.len;
    switch (column->field.kind) {
    case WW_KIND_CATEGORY: {
        uint32_t code = 0;
        memcpy(&code, cell.ptr, cell.len);
        cell = ww_extract_dictionary(extract, field).values[code];
        fx_text(column->num[fx_row], expected);
        len = strlen(expected);
        break;
    }
    case WW_KIND_TEXT:
    case WW_KIND_BINARY:
    case WW_KIND_HEX: len = fx_bytes(column, fx_row, expected); break;
    default: fx_put_number(column, fx_row, expected); break;
    }
    return column->has[fx_row] && ww_str_eq(cell, (struct ww_str){expected, len});
}

static size_t differing_cells(const struct fx *fx, const struct ww_extract *extract)
{
    size_t wrong = 0, base = 0;
    struct ww_err err;
    for (size_t b = 0; b < ww_extract_batches(extract); b++) {
        struct ww_batch batch;
        if (ww_extract_batch(extract, b, &batch, &err))
            return SIZE_MAX;
        for (size_t c = 0; c < fx->n_columns; c++)
            for (size_t i = 0; i < batch.rows; i++)
                wrong += !same_cell(&fx->columns[c], base + i, extract, c, &batch.vectors[c], i);
        base += batch.rows;
    }
    return base == fx->rows ? wrong : SIZE_MAX;
}

WW_TEST(what_is_written_is_read_back)
{
    static const struct {
        size_t rows, batch_rows;
        unsigned null_pct;
    } cases[] = {{0, 10, 0},    {1, 10, 0},      {1, 1, 100},    {7, 8, 30},
                 {1000, 64, 0}, {1003, 251, 20}, {3000, 9999, 5}};
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    char path[256];
    fx_path("round", path);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fx fx = {0};
        struct fx_sealed sealed;
        struct ww_err err = {0};
        struct ww_extract *extract = NULL;
        every_kind(&fx, cases[i].null_pct);
        fx_fill(&fx, cases[i].rows, &rng);
        CHECK_RC(fx_write(&fx, path, cases[i].batch_rows, &sealed, &err), WW_OK);
        CHECK_RC(ww_extract_open(path, &extract, &err), WW_OK);
        if (extract) {
            CHECK_INT(ww_extract_rows(extract), cases[i].rows);
            CHECK_INT(ww_extract_batches(extract),
                      (cases[i].rows + cases[i].batch_rows - 1) / cases[i].batch_rows);
            CHECK_INT(differing_cells(&fx, extract), 0);
        }
        ww_extract_close(&extract);
        fx_free(&fx);
        unlink(path);
    }
}

WW_TEST(the_file_explains_itself)
{
    struct fx fx = {0};
    struct ww_err err;
    struct ww_rng rng;
    struct ww_extract *extract = NULL;
    char path[256];
    fx_path("meta", path);
    ww_rng_seed(&rng, 1);
    every_kind(&fx, 10);
    fx_fill(&fx, 20, &rng);
    CHECK_RC(fx_write(&fx, path, 20, NULL, &err), WW_OK);
    if (!CHECK_RC(ww_extract_open(path, &extract, &err), WW_OK))
        return;
    const struct ww_field *fields;
    CHECK_INT(ww_extract_fields(extract, &fields), fx.n_columns);
    for (size_t c = 0; c < fx.n_columns; c++) {
        const struct ww_field *wanted = &fx.columns[c].field;
        CHECK_STR(fields[c].name, wanted->name);
        CHECK_STR(fields[c].area_level, wanted->area_level);
        CHECK_STR(fields[c].vocabulary, wanted->vocabulary);
        CHECK_INT(fields[c].kind, wanted->kind);
        CHECK_INT(fields[c].role, wanted->role);
        CHECK_INT(ww_field_value_bytes(&fields[c]), ww_field_value_bytes(wanted));
        CHECK_INT(fields[c].places, wanted->places);
    }
    CHECK_STR(ww_extract_meta(extract, "ww:source"), "made-up");
    CHECK_STR(ww_extract_meta(extract, "ww:empty"), "");
    CHECK_STR(ww_extract_meta(extract, "ww:period"), "2017-07..2018-06");
    CHECK_STR(ww_extract_meta(extract, "ww:none"), NULL);
    CHECK_INT(ww_extract_field_by_role(extract, WW_ROLE_AREA), 1);
    CHECK_INT(ww_extract_field_by_role(extract, WW_ROLE_EASTING), -1);
    CHECK_INT(ww_extract_field_by_name(extract, "shape"), 12);
    CHECK_INT(ww_extract_field_by_name(extract, "shap"), -1);
    CHECK_INT(ww_extract_dictionary(extract, 1).count, 300);
    CHECK_INT(ww_extract_dictionary(extract, 5).count, 0);
    struct ww_batch batch;
    CHECK_RC(ww_extract_batch(extract, 1, &batch, &err), WW_E_USAGE);
    ww_extract_close(&extract);
    fx_free(&fx);
    unlink(path);
}

static void read_whole(const char *path, struct ww_buf *buf)
{
    struct ww_err err;
    ww_buf_clear(buf);
    if (ww_file_read(path, buf, &err))
        ww_buf_clear(buf);
}

WW_TEST(hash_size_and_layout_of_the_file)
{
    struct fx fx = {0};
    struct ww_rng rng;
    struct ww_err err;
    struct fx_sealed sealed, again;
    struct ww_buf bytes = {0};
    struct ww_extract *extract = NULL;
    struct stat info;
    uint8_t sha256[WW_SHA256_BYTES];
    char path[256];
    fx_path("layout", path);
    ww_rng_seed(&rng, 2);
    every_kind(&fx, 10);
    fx_fill(&fx, 500, &rng);
    CHECK_RC(fx_write(&fx, path, 100, &sealed, &err), WW_OK);
    CHECK_INT(stat(path, &info), 0);
    CHECK_INT(info.st_mode & 0777, 0444);
    read_whole(path, &bytes);
    CHECK_INT(bytes.len, sealed.bytes);
    CHECK_RC(ww_sha256_of(bytes.data, bytes.len, sha256), WW_OK);
    CHECK_BYTES(sha256, sizeof sha256, (const char *)sealed.sha256, sizeof sealed.sha256);
    CHECK_BYTES(bytes.data, 8, "ARROW1\0", 8);
    if (CHECK_RC(ww_extract_open(path, &extract, &err), WW_OK)) {
        struct ww_batch batch;
        CHECK_RC(ww_extract_batch(extract, 3, &batch, &err), WW_OK);
        for (size_t c = 0; c < fx.n_columns; c++) {
            CHECK_INT((uintptr_t)batch.vectors[c].values % 64, 0);
            CHECK_INT((uintptr_t)batch.vectors[c].validity % 64, 0);
        }
    }
    ww_extract_close(&extract);
    unlink(path);
    CHECK_RC(fx_write(&fx, path, 100, &again, &err), WW_OK);
    CHECK_BYTES(again.sha256, sizeof again.sha256, (const char *)sealed.sha256, sizeof sealed.sha256);
    unlink(path);
    ww_buf_free(&bytes);
    fx_free(&fx);
}

WW_TEST(writer_refuses)
{
    char path[256];
    struct ww_err err = {0};
    struct ww_arrow_writer *writer = NULL;
    struct ww_field field = {.name = "type", .kind = WW_KIND_CATEGORY, .width = 1};
    fx_path("refuse", path);
    CHECK_RC(ww_arrow_writer_open(path, &field, 0, NULL, 0, &writer, &err), WW_E_USAGE);
    field.width = 3;
    CHECK_RC(ww_arrow_writer_open(path, &field, 1, NULL, 0, &writer, &err), WW_E_USAGE);
    CHECK(strstr(err.message, "\"type\"") != NULL);
    CHECK(!ww_file_exists(path));
    field.width = 1;
    CHECK_RC(ww_arrow_writer_open("/nowhere/at/all.arrow", &field, 1, NULL, 0, &writer, &err), WW_E_IO);
    CHECK_STR(err.source, "/nowhere/at/all.arrow");
    /* A file in the way stays as it is. */
    CHECK_RC(ww_file_write(path, WW_STR("mine"), &err), WW_OK);
    CHECK_RC(ww_arrow_writer_open(path, &field, 1, NULL, 0, &writer, &err), WW_E_IO);
    CHECK(strstr(err.message, "in the way") != NULL);
    struct ww_buf bytes = {0};
    read_whole(path, &bytes);
    CHECK_BYTES(bytes.data, bytes.len, "mine", 4);
    ww_buf_free(&bytes);
    unlink(path);
    /* More texts than one byte can count, and a batch afterwards. */
    struct ww_str texts[129];
    for (size_t i = 0; i < 129; i++)
        texts[i] = WW_STR("same");
    const struct ww_dictionary dictionary = {129, texts};
    uint8_t sha256[WW_SHA256_BYTES];
    uint64_t bytes_written = 7;
    CHECK_RC(ww_arrow_writer_open(path, &field, 1, NULL, 0, &writer, &err), WW_OK);
    CHECK(ww_file_exists(path));
    CHECK_RC(ww_arrow_writer_finish(&writer, &dictionary, 1, NULL, 0, sha256, &bytes_written, &err),
             WW_E_USAGE);
    CHECK(writer == NULL);
    CHECK_INT(bytes_written, 7);
    CHECK(!ww_file_exists(path));
    CHECK_RC(ww_arrow_writer_open(path, &field, 1, NULL, 0, &writer, &err), WW_OK);
    ww_arrow_writer_abandon(&writer);
    ww_arrow_writer_abandon(&writer);
    CHECK(!ww_file_exists(path));
}

WW_TEST(a_full_disk_leaves_nothing)
{
    char folder[] = "/tmp/ww-test-full-XXXXXX";
    if (!mkdtemp(folder))
        SKIP("no temporary folder can be made");
    if (mount("none", folder, "tmpfs", 0, "size=256k") != 0) {
        rmdir(folder);
        SKIP("only an administrator can mount a small disk");
    }
    char path[64];
    snprintf(path, sizeof path, "%s/x.arrow", folder);
    struct fx fx = {0};
    struct ww_rng rng;
    struct ww_err err = {0};
    ww_rng_seed(&rng, 3);
    every_kind(&fx, 0);
    fx_fill(&fx, 20000, &rng);
    CHECK_RC(fx_write(&fx, path, 500, NULL, &err), WW_E_IO);
    CHECK(strstr(err.message, "the disk is full") != NULL);
    CHECK_STR(err.source, path);
    CHECK(!ww_file_exists(path));
    fx.rows = 300; /* and what fits, fits */
    CHECK_RC(fx_write(&fx, path, 100, NULL, &err), WW_OK);
    fx.rows = 20000;
    fx_free(&fx);
    umount(folder);
    rmdir(folder);
}

/* Large enough for the thread that sends pages on their way to start. */
static void large_table(struct fx *fx)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, 8);
    fx_range(fx_add(fx, "id", WW_KIND_HEX, WW_ROLE_ID, 32), 0, 255, 5);
    fx_range(fx_add(fx, "n", WW_KIND_INTEGER, WW_ROLE_VALUE, 8), 0, 999, 0);
    fx_fill(fx, 150000, &rng);
}

WW_TEST(a_large_file_is_written_whole)
{
    struct fx fx = {0};
    struct ww_err err = {0};
    struct ww_extract *extract = NULL;
    struct fx_sealed sealed;
    struct ww_buf bytes = {0};
    uint8_t sha256[WW_SHA256_BYTES];
    char path[256];
    fx_path("large", path);
    large_table(&fx);
    CHECK_RC(fx_write(&fx, path, 20000, &sealed, &err), WW_OK);
    if (CHECK_RC(ww_extract_open(path, &extract, &err), WW_OK))
        CHECK_INT(differing_cells(&fx, extract), 0);
    ww_extract_close(&extract);
    read_whole(path, &bytes);
    CHECK_INT(bytes.len, sealed.bytes);
    CHECK_RC(ww_sha256_of(bytes.data, bytes.len, sha256), WW_OK);
    CHECK_BYTES(sha256, sizeof sha256, (const char *)sealed.sha256, sizeof sealed.sha256);
    ww_buf_free(&bytes);
    fx_free(&fx);
    unlink(path);
}

/* The largest file this process may write stands in for a disk that is full; it needs no administrator. */
WW_TEST(a_write_that_fails_is_the_last)
{
    struct fx fx = {0};
    struct ww_err err = {0};
    struct ww_arrow_writer *writer = NULL;
    struct rlimit was, limit;
    char path[256];
    uint8_t sha256[WW_SHA256_BYTES];
    uint64_t bytes = 0;
    fx_path("limit", path);
    large_table(&fx);
    const struct ww_field fields[] = {fx.columns[0].field, fx.columns[1].field};
    CHECK_RC(ww_arrow_writer_open(path, fields, 2, NULL, 0, &writer, &err), WW_OK);
    CHECK_INT(getrlimit(RLIMIT_FSIZE, &was), 0);
    limit = was;
    limit.rlim_cur = (rlim_t)4 << 20;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    CHECK_INT(setrlimit(RLIMIT_FSIZE, &limit), 0);
    enum ww_rc rc = fx_write_batches(&fx, writer, 20000, &err);
    setrlimit(RLIMIT_FSIZE, &was);
    signal(SIGXFSZ, handler);
    CHECK_RC(rc, WW_E_IO);
    CHECK(strstr(err.message, "larger than this disk allows") != NULL);
    CHECK(!ww_file_exists(path));
    CHECK_RC(fx_write_batches(&fx, writer, 20000, &err), WW_E_IO);
    CHECK(strstr(err.message, "given up already") != NULL);
    CHECK_RC(ww_arrow_writer_finish(&writer, NULL, 0, NULL, 0, sha256, &bytes, &err), WW_E_IO);
    CHECK(writer == NULL);
    CHECK_INT(bytes, 0);
    CHECK(!ww_file_exists(path));
    fx_free(&fx);
}

WW_TEST(an_empty_batch_leaves_no_trace)
{
    struct ww_err err = {0};
    struct ww_arrow_writer *writer = NULL;
    struct ww_extract *extract = NULL;
    const struct ww_field field = {.name = "n", .kind = WW_KIND_INTEGER, .width = 4};
    const struct ww_vector none = {0};
    const struct ww_batch batch = {0, &none};
    char path[256];
    uint8_t sha256[WW_SHA256_BYTES];
    uint64_t bytes;
    fx_path("empty", path);
    CHECK_RC(ww_arrow_writer_open(path, &field, 1, NULL, 0, &writer, &err), WW_OK);
    CHECK_RC(ww_arrow_writer_batch(writer, &batch, &err), WW_OK);
    CHECK_RC(ww_arrow_writer_finish(&writer, NULL, 0, NULL, 0, sha256, &bytes, &err), WW_OK);
    if (CHECK_RC(ww_extract_open(path, &extract, &err), WW_OK))
        CHECK_INT(ww_extract_batches(extract), 0);
    ww_extract_close(&extract);
    unlink(path);
}

/* Walks all that a reader would; how often it was told that the file is damaged. */
static unsigned walk(const void *bytes, size_t size, uint64_t *sum)
{
    struct ww_err err = {0};
    struct ww_extract *extract = NULL;
    enum ww_rc rc = ww_extract_open_memory(bytes, size, "hostile", &extract, &err);
    unsigned damaged = rc == WW_E_DAMAGED;
    CHECK(rc == WW_OK || (rc == WW_E_DAMAGED && err.message[0] && err.rc == rc));
    const struct ww_field *fields = NULL;
    size_t n = extract ? ww_extract_fields(extract, &fields) : 0;
    for (size_t b = 0; extract && b < ww_extract_batches(extract); b++) {
        struct ww_batch batch;
        rc = ww_extract_batch(extract, b, &batch, &err);
        CHECK(rc == WW_OK || rc == WW_E_DAMAGED);
        damaged += rc != WW_OK;
        for (size_t c = 0; rc == WW_OK && c < n; c++) {
            struct ww_dictionary texts = ww_extract_dictionary(extract, c);
            for (size_t i = 0; i < batch.rows; i++) {
                const struct ww_vector *v = &batch.vectors[c];
                if (!ww_vector_has(v, i))
                    continue;
                struct ww_str cell = bytes_at(v, &fields[c], i);
                uint32_t code = 0;
                if (fields[c].kind == WW_KIND_CATEGORY) {
                    memcpy(&code, cell.ptr, cell.len);
                    cell = texts.values[code];
                }
                for (size_t k = 0; k < cell.len; k++)
                    *sum += (unsigned char)cell.ptr[k];
            }
        }
    }
    ww_extract_close(&extract);
    return damaged;
}

static void small_file(struct ww_buf *out, size_t rows)
{
    struct fx fx = {0};
    struct ww_rng rng;
    struct ww_err err;
    char path[256];
    fx_path("small", path);
    ww_rng_seed(&rng, 4);
    every_kind(&fx, 20);
    fx.columns[0].high = 3;
    fx.columns[1].high = 3;
    fx.columns[2].high = 3;
    fx_fill(&fx, rows, &rng);
    CHECK_RC(fx_write(&fx, path, rows / 2, NULL, &err), WW_OK);
    read_whole(path, out);
    fx_free(&fx);
    unlink(path);
}

/* A copy at the exact size, so that the sanitizer sees the first byte behind it. */
static unsigned walk_copy(const char *bytes, size_t size, uint64_t *sum)
{
    char *copy = malloc(size ? size : 1);
    memcpy(copy, bytes, size);
    unsigned damaged = walk(copy, size, sum);
    free(copy);
    return damaged;
}

WW_TEST(cut_short_anywhere_is_damage)
{
    struct ww_buf file = {0};
    uint64_t sum = 0;
    small_file(&file, 6);
    CHECK_INT(walk_copy(file.data, file.len, &sum), 0);
    for (size_t len = 0; len < file.len; len += len < file.len - 600 ? 61 : 1)
        CHECK_INT(walk_copy(file.data, len, &sum), 1);
    ww_buf_free(&file);
}

WW_TEST(altered_anywhere_ends_well)
{
    struct ww_buf file = {0};
    struct ww_rng rng;
    uint64_t sum = 0;
    unsigned damaged = 0;
    small_file(&file, 6);
    ww_rng_seed(&rng, ww_test_seed());
    /* Each 32-bit word of the description, in turn, becomes what breaks sums. */
    static const uint32_t words[] = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x10000};
    for (size_t at = 0; at + 4 <= file.len; at += 4)
        for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
            char *copy = malloc(file.len);
            memcpy(copy, file.data, file.len);
            memcpy(copy + at, &words[w], sizeof words[w]);
            damaged += walk(copy, file.len, &sum) > 0;
            free(copy);
        }
    for (unsigned round = 0; round < 4000; round++) {
        char *copy = malloc(file.len);
        memcpy(copy, file.data, file.len);
        for (unsigned k = 0; k < 1 + round % 4; k++)
            copy[ww_rng_below(&rng, file.len)] = (char)ww_rng_next(&rng);
        damaged += walk(copy, file.len, &sum) > 0;
        free(copy);
    }
    CHECK(damaged > 1000);
    ww_buf_free(&file);
}

/* The pair of numbers in the file that is `first, second`, 8-byte aligned; there must be one and no more. */
static char *find_pair(const struct ww_buf *file, int64_t first, int64_t second)
{
    const int64_t pair[2] = {first, second};
    char *found = NULL;
    unsigned count = 0;
    for (size_t at = 0; at + sizeof pair <= file->len; at += 8)
        if (memcmp(file->data + at, pair, sizeof pair) == 0) {
            found = file->data + at;
            count++;
        }
    CHECK_INT(count, 1);
    return count == 1 ? found : NULL;
}

WW_TEST(a_buffer_stays_in_its_body)
{
    static const struct {
        int64_t offset, bytes;
        unsigned damaged;
    } cases[] = {
        {0, 400, 0},           {48, 400, 0},      {56, 400, 1},    {448, 400, 1}, {0, 396, 1},
        {0, 448, 0},           {0, 449, 1},       {-8, 400, 1},    {4, 400, 1},   {0, -400, 1},
        {INT64_MAX - 7, 8, 1}, {8, INT64_MAX, 1}, {0, 1 << 30, 1},
    };
    struct fx fx = {0};
    struct ww_rng rng;
    struct ww_err err;
    struct ww_buf file = {0};
    uint64_t sum = 0;
    char path[256];
    fx_path("body", path);
    ww_rng_seed(&rng, 4);
    fx_range(fx_add(&fx, "n", WW_KIND_INTEGER, WW_ROLE_ATTRIBUTE, 4), 1, 9, 0);
    fx_fill(&fx, 100, &rng); /* 400 bytes, 448 with padding */
    CHECK_RC(fx_write(&fx, path, 100, NULL, &err), WW_OK);
    read_whole(path, &file);
    char *pair = find_pair(&file, 0, 400);
    for (size_t i = 0; pair && i < sizeof cases / sizeof cases[0]; i++) {
        memcpy(pair, &cases[i].offset, 8);
        memcpy(pair + 8, &cases[i].bytes, 8);
        CHECK_INT(walk_copy(file.data, file.len, &sum), cases[i].damaged);
    }
    ww_buf_free(&file);
    fx_free(&fx);
    unlink(path);
}

WW_TEST(a_code_without_a_text_is_found)
{
    struct fx fx = {0};
    struct ww_err err = {0};
    struct ww_extract *extract = NULL;
    struct ww_batch batch;
    char path[256];
    static const unsigned widths[] = {1, 2, 4};
    for (size_t w = 0; w < 3; w++) {
        for (int missing = 0; missing < 2; missing++) {
            fx_path("codes", path);
            fx_range(fx_add(&fx, "type", WW_KIND_CATEGORY, WW_ROLE_CATEGORY, widths[w]), 0, 4, 0);
            struct ww_rng rng;
            ww_rng_seed(&rng, 5);
            fx_fill(&fx, 100, &rng);
            fx.columns[0].num[70] = w == 1 ? -1 : 5; /* in the second batch; there are texts 0 to 4 */
            fx.columns[0].has[70] = !missing;
            CHECK_RC(fx_write(&fx, path, 50, NULL, &err), WW_OK);
            if (CHECK_RC(ww_extract_open(path, &extract, &err), WW_OK)) {
                CHECK_RC(ww_extract_batch(extract, 0, &batch, &err), WW_OK);
                enum ww_rc expected = missing ? WW_OK : WW_E_DAMAGED; /* under a null nobody looks */
                CHECK_RC(ww_extract_batch(extract, 1, &batch, &err), expected);
                CHECK_RC(ww_extract_batch(extract, 1, &batch, &err), expected);
            }
            ww_extract_close(&extract);
            fx_free(&fx);
            unlink(path);
        }
    }
}

WW_TEST(not_an_arrow_file)
{
    struct ww_extract *extract = NULL;
    struct ww_err err = {0};
    _Alignas(8) static const char text[] = "Month,LSOA code,Crime type\n2018-06,E01004734,Burglary\n";
    CHECK_RC(ww_extract_open_memory(text, sizeof text, "street.csv", &extract, &err), WW_E_DAMAGED);
    CHECK_STR(err.source, "street.csv");
    CHECK_RC(ww_extract_open_memory(text + 1, sizeof text - 1, "street.csv", &extract, &err), WW_E_USAGE);
    CHECK_RC(ww_extract_open("/nowhere/x.arrow", &extract, &err), WW_E_IO);
    CHECK(extract == NULL);
}

WW_TEST(memory_that_runs_out)
{
    struct fx fx = {0};
    struct ww_rng rng;
    struct ww_err err;
    char path[256];
    fx_path("memory", path);
    ww_rng_seed(&rng, 6);
    every_kind(&fx, 10);
    fx_fill(&fx, 40, &rng);
    bool done = false;
    unsigned long failures = 0;
    for (unsigned long n = 1; n < 1000 && !done; n++) {
        struct ww_extract *extract = NULL;
        ww_mem_fail_after(n);
        enum ww_rc rc = fx_write(&fx, path, 10, NULL, &err);
        bool written = rc == WW_OK;
        if (written)
            rc = ww_extract_open(path, &extract, &err);
        ww_mem_fail_after(0);
        CHECK(rc == WW_OK || rc == WW_E_NOMEM);
        CHECK(ww_file_exists(path) == written);
        failures += rc != WW_OK;
        done = rc == WW_OK;
        ww_extract_close(&extract);
        unlink(path);
    }
    CHECK(done);
    CHECK(failures > 5);
    fx_free(&fx);
}
