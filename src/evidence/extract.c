// SPDX-License-Identifier: Apache-2.0
/* Problem: measures run over mapped files without a check in their inner loops, yet a file that was cut short,
 * altered or made to do harm must end in a message.
 * Method: all that describes the file (footer, schema, each batch's metadata) is read once at opening through
 * accessors that never follow an offset outside, and every buffer is found to be inside the file, aligned and
 * long enough for its rows. What would cost a pass over the data, the codes of categories and the offsets of
 * texts, is checked when a batch is first asked for; the result is kept as one atomic byte a batch, so threads
 * may race to it: both find the same. Blocks must lie in rising order without overlap, which bounds the memory
 * a small hostile file can ask for. */
#include "evidence/extract.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/checked.h"
#include "base/utf8.h"
#include "evidence/arrow_format.h"
#include "evidence/extract_private.h"

#define ALIGNMENT 8u /* what the format asks of any file; ours have 64 */

enum { NOT_CHECKED, FOUND_GOOD, FOUND_CODES_BAD, FOUND_TEXTS_BAD };

enum ww_rc ww_extract_damaged(const struct ww_extract *extract, struct ww_err *err, const char *format, ...)
{
    char what[256];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return ww_fail_at(err, WW_E_DAMAGED, extract->name, 0, 0,
                      "This sealed file is damaged: %s. Put back a copy, or import the delivery again.",
                      what);
}

static enum ww_rc points_outside(const struct ww_extract *extract, struct ww_err *err)
{
    return ww_extract_damaged(extract, err, "it points outside itself");
}

/* Messages. */

struct block {
    size_t at;
    size_t metadata_bytes;
    size_t body_bytes;
};

/* Block `index` of a list; it must begin at *end or later, and *end becomes where it ends. */
static enum ww_rc read_block(const struct ww_extract *extract, struct ww_fbr *footer,
                             const struct ww_fbr_vector *list, size_t index, size_t *end, struct block *out,
                             struct ww_err *err)
{
    int64_t at = ww_fbr_struct64(footer, list, index, WW_ARROW_BLOCK_BYTES, 0);
    int64_t metadata = (int32_t)ww_fbr_struct64(footer, list, index, WW_ARROW_BLOCK_BYTES, 8);
    int64_t body = ww_fbr_struct64(footer, list, index, WW_ARROW_BLOCK_BYTES, 16);
    int64_t limit = (int64_t)extract->footer_at;
    if (at < (int64_t)*end || at > limit || at % ALIGNMENT || metadata < WW_ARROW_PREFIX_LEN ||
        metadata % ALIGNMENT || metadata > limit - at || body < 0 || body > limit - at - metadata)
        return points_outside(extract, err);
    *out = (struct block){(size_t)at, (size_t)metadata, (size_t)body};
    *end = out->at + out->metadata_bytes + out->body_bytes;
    return WW_OK;
}

/* The header of the message in a block, which must be of that kind. */
static enum ww_rc read_message(const struct ww_extract *extract, const struct block *block,
                               enum ww_arrow_header kind, struct ww_fbr *fb, struct ww_fbr_table *header,
                               struct ww_err *err)
{
    uint32_t prefix[2];
    memcpy(prefix, extract->data + block->at, sizeof prefix);
    if (prefix[0] != WW_ARROW_MARKER || prefix[1] > block->metadata_bytes - WW_ARROW_PREFIX_LEN)
        return points_outside(extract, err);
    *fb = (struct ww_fbr){extract->data + block->at + WW_ARROW_PREFIX_LEN, prefix[1], false};
    struct ww_fbr_table message = ww_fbr_root(fb);
    int64_t version = ww_fbr_int(fb, &message, WW_MESSAGE_VERSION, 2, 0);
    int64_t found = ww_fbr_int(fb, &message, WW_MESSAGE_HEADER_TYPE, 1, 0);
    int64_t body = ww_fbr_int(fb, &message, WW_MESSAGE_BODY_LENGTH, 8, 0);
    *header = ww_fbr_table(fb, &message, WW_MESSAGE_HEADER);
    if (fb->bad || version < WW_ARROW_VERSION_MIN || version > WW_ARROW_VERSION || found != (int64_t)kind ||
        body < 0 || (uint64_t)body > block->body_bytes)
        return points_outside(extract, err);
    return WW_OK;
}

/* A RecordBatch table while its buffers are taken in order. */
struct body {
    const struct ww_extract *extract;
    struct ww_fbr *fb;
    struct ww_fbr_vector nodes, buffers;
    size_t next_buffer;
    const uint8_t *data;
    size_t bytes;
    size_t rows;
    struct ww_err *err;
};

static enum ww_rc begin_body(struct body *body, const struct block *block, const struct ww_fbr_table *table,
                             size_t n_columns)
{
    body->data = body->extract->data + block->at + block->metadata_bytes;
    body->bytes = block->body_bytes;
    body->nodes = ww_fbr_vector(body->fb, table, WW_BATCH_NODES, WW_ARROW_NODE_BYTES);
    body->buffers = ww_fbr_vector(body->fb, table, WW_BATCH_BUFFERS, WW_ARROW_BUFFER_BYTES);
    int64_t rows = ww_fbr_int(body->fb, table, WW_BATCH_LENGTH, 8, 0);
    if (ww_fbr_has(body->fb, table, WW_BATCH_COMPRESSION))
        return ww_extract_damaged(body->extract, body->err, "it is compressed, which sealed files never are");
    if (body->fb->bad || rows < 0 || rows >= INT64_MAX / 8 || body->nodes.count != n_columns)
        return points_outside(body->extract, body->err);
    body->rows = (size_t)rows;
    return WW_OK;
}

/* The next buffer, of at least `least` bytes. */
static enum ww_rc take_buffer(struct body *body, size_t least, const uint8_t **data, size_t *bytes)
{
    if (body->next_buffer >= body->buffers.count)
        return points_outside(body->extract, body->err);
    size_t i = body->next_buffer++;
    int64_t at = ww_fbr_struct64(body->fb, &body->buffers, i, WW_ARROW_BUFFER_BYTES, 0);
    int64_t length = ww_fbr_struct64(body->fb, &body->buffers, i, WW_ARROW_BUFFER_BYTES, 8);
    int64_t limit = (int64_t)body->bytes;
    if (at < 0 || length < 0 || at > limit || length > limit - at || at % ALIGNMENT)
        return points_outside(body->extract, body->err);
    if ((uint64_t)length < least)
        return ww_extract_damaged(body->extract, body->err, "a column is shorter than its rows");
    *data = body->data + at;
    *bytes = (size_t)length;
    return WW_OK;
}

static const int32_t no_offsets[1]; /* of a column without rows, whose offsets may be left out */

/* Column `index`; *text_bytes is what offsets may go up to. */
static enum ww_rc take_column(struct body *body, size_t index, unsigned value_bytes, struct ww_vector *out,
                              size_t *text_bytes)
{
    int64_t length = ww_fbr_struct64(body->fb, &body->nodes, index, WW_ARROW_NODE_BYTES, 0);
    int64_t nulls = ww_fbr_struct64(body->fb, &body->nodes, index, WW_ARROW_NODE_BYTES, 8);
    if ((uint64_t)length != body->rows || nulls < 0 || nulls > length)
        return ww_extract_damaged(body->extract, body->err, "its columns are not equally long");
    size_t need;
    if (!ww_size_mul(body->rows, value_bytes, &need))
        return points_outside(body->extract, body->err);
    const uint8_t *validity, *values, *offsets = NULL;
    size_t bytes;
    enum ww_rc rc = take_buffer(body, nulls ? (body->rows + 7) / 8 : 0, &validity, &bytes);
    if (rc == WW_OK && value_bytes == 0)
        rc = take_buffer(body, body->rows ? (body->rows + 1) * sizeof(int32_t) : 0, &offsets, &bytes);
    if (rc == WW_OK)
        rc = take_buffer(body, need, &values, text_bytes);
    if (rc)
        return rc;
    *out = (struct ww_vector){
        .validity = nulls ? validity : NULL, .values = values, .nulls = (uint64_t)nulls};
    if (value_bytes == 0)
        out->offsets = body->rows ? (const void *)offsets : no_offsets;
    return WW_OK;
}

/* Dictionaries. */

/* Offsets rise from 0 or more to `bytes` or less, and each text is UTF-8 (binary values may be anything). */
static bool offsets_good(const int32_t *offsets, size_t rows, size_t bytes)
{
    int32_t last = offsets[0];
    bool rising = last >= 0;
    for (size_t i = 1; i <= rows; i++) {
        rising &= offsets[i] >= last;
        last = offsets[i];
    }
    return rising && (uint64_t)last <= bytes;
}

static struct ww_str text_at(const struct ww_vector *vector, size_t row)
{
    const char *bytes = vector->values;
    return (struct ww_str){bytes + vector->offsets[row],
                           (size_t)(vector->offsets[row + 1] - vector->offsets[row])};
}

static bool texts_good(const struct ww_vector *vector, size_t rows)
{
    for (size_t i = 0; i < rows; i++)
        if (!ww_utf8_valid(text_at(vector, i)))
            return false;
    return true;
}

static enum ww_rc give_dictionary(struct ww_extract *extract, int64_t id,
                                  const struct ww_dictionary *dictionary, struct ww_err *err)
{
    for (size_t i = 0; i < extract->n_fields; i++) {
        if (extract->fields[i].kind != WW_KIND_CATEGORY || extract->dictionary_ids[i] != id)
            continue;
        if (extract->dictionaries[i].values)
            return ww_extract_damaged(extract, err, "column \"%s\" has two lists of texts",
                                      extract->fields[i].name);
        extract->dictionaries[i] = *dictionary;
    }
    return WW_OK;
}

static enum ww_rc read_dictionary(struct ww_extract *extract, const struct block *block, struct ww_err *err)
{
    struct ww_fbr fb;
    struct ww_fbr_table header;
    enum ww_rc rc = read_message(extract, block, WW_ARROW_HEADER_DICTIONARY, &fb, &header, err);
    if (rc)
        return rc;
    int64_t id = ww_fbr_int(&fb, &header, WW_DICTIONARY_ID, 8, 0);
    if (ww_fbr_int(&fb, &header, WW_DICTIONARY_DELTA, 1, 0))
        return ww_extract_damaged(extract, err,
                                  "its lists of texts come in parts, which those of sealed files "
                                  "never do");
    struct ww_fbr_table data = ww_fbr_table(&fb, &header, WW_DICTIONARY_DATA);
    struct body body = {.extract = extract, .fb = &fb, .err = err};
    struct ww_vector vector;
    size_t text_bytes;
    rc = begin_body(&body, block, &data, 1);
    if (rc == WW_OK)
        rc = take_column(&body, 0, 0, &vector, &text_bytes);
    if (rc)
        return rc;
    if (vector.nulls || !offsets_good(vector.offsets, body.rows, text_bytes) ||
        !texts_good(&vector, body.rows))
        return ww_extract_damaged(extract, err, "one of its lists of texts cannot be read");
    struct ww_str *values = ww_arena_alloc(extract->arena, body.rows ? body.rows : 1, sizeof *values);
    if (!values)
        return ww_fail_nomem(err);
    for (size_t i = 0; i < body.rows; i++)
        values[i] = text_at(&vector, i);
    const struct ww_dictionary dictionary = {body.rows, values};
    return give_dictionary(extract, id, &dictionary, err);
}

static enum ww_rc read_dictionaries(struct ww_extract *extract, struct ww_fbr *footer,
                                    const struct ww_fbr_table *table, struct ww_err *err)
{
    struct ww_fbr_vector list = ww_fbr_vector(footer, table, WW_FOOTER_DICTIONARIES, WW_ARROW_BLOCK_BYTES);
    size_t end = WW_ARROW_HEAD_LEN;
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; rc == WW_OK && i < list.count; i++) {
        struct block block;
        rc = read_block(extract, footer, &list, i, &end, &block, err);
        if (rc == WW_OK)
            rc = read_dictionary(extract, &block, err);
    }
    return rc;
}

/* Batches. */

static enum ww_rc read_batch(struct ww_extract *extract, const struct block *block, size_t index,
                             struct ww_err *err)
{
    struct ww_fbr fb;
    struct ww_fbr_table header;
    struct body body = {.extract = extract, .fb = &fb, .err = err};
    enum ww_rc rc = read_message(extract, block, WW_ARROW_HEADER_BATCH, &fb, &header, err);
    if (rc == WW_OK)
        rc = begin_body(&body, block, &header, extract->n_fields);
    if (rc)
        return rc;
    struct ww_vector *vectors = ww_arena_alloc(extract->arena, extract->n_fields, sizeof *vectors);
    if (!vectors)
        return ww_fail_nomem(err);
    size_t *text_bytes = extract->text_bytes + index * extract->n_fields;
    for (size_t i = 0; rc == WW_OK && i < extract->n_fields; i++)
        rc = take_column(&body, i, ww_field_value_bytes(&extract->fields[i]), &vectors[i], &text_bytes[i]);
    extract->batches[index] = (struct ww_batch){body.rows, vectors};
    extract->rows += body.rows; /* each row has bytes of its own in the file: the sum cannot wrap */
    return rc;
}

static enum ww_rc read_batches(struct ww_extract *extract, struct ww_fbr *footer,
                               const struct ww_fbr_table *table, struct ww_err *err)
{
    struct ww_fbr_vector list = ww_fbr_vector(footer, table, WW_FOOTER_BATCHES, WW_ARROW_BLOCK_BYTES);
    size_t n = list.count ? list.count : 1;
    extract->batches = ww_arena_alloc(extract->arena, n, sizeof *extract->batches);
    extract->checked = ww_arena_alloc(extract->arena, n, sizeof *extract->checked);
    extract->text_bytes = ww_arena_alloc(extract->arena, n, extract->n_fields * sizeof *extract->text_bytes);
    if (!extract->batches || !extract->checked || !extract->text_bytes)
        return ww_fail_nomem(err);
    extract->n_batches = list.count;
    size_t end = WW_ARROW_HEAD_LEN;
    enum ww_rc rc = WW_OK;
    for (size_t i = 0; rc == WW_OK && i < list.count; i++) {
        struct block block;
        rc = read_block(extract, footer, &list, i, &end, &block, err);
        if (rc == WW_OK)
            rc = read_batch(extract, &block, i, err);
    }
    return rc;
}

/* Opening. */

/* Finds the footer from the file's last bytes. */
static enum ww_rc find_footer(struct ww_extract *extract, size_t size, struct ww_fbr *footer,
                              struct ww_err *err)
{
    static const char magic[] = WW_ARROW_MAGIC;
    if (size < WW_ARROW_HEAD_LEN + WW_ARROW_TAIL_LEN || memcmp(extract->data, magic, WW_ARROW_MAGIC_LEN) != 0)
        return ww_extract_damaged(extract, err, "it is not an Arrow file");
    const uint8_t *tail = extract->data + size - WW_ARROW_TAIL_LEN;
    if (memcmp(tail + sizeof(uint32_t), magic, WW_ARROW_MAGIC_LEN) != 0)
        return ww_extract_damaged(extract, err, "its end is missing");
    uint32_t length;
    memcpy(&length, tail, sizeof length);
    if (length > size - WW_ARROW_HEAD_LEN - WW_ARROW_TAIL_LEN)
        return points_outside(extract, err);
    extract->footer_at = size - WW_ARROW_TAIL_LEN - length;
    *footer = (struct ww_fbr){extract->data + extract->footer_at, length, false};
    return WW_OK;
}

static enum ww_rc read_file(struct ww_extract *extract, size_t size, struct ww_err *err)
{
    struct ww_fbr footer;
    enum ww_rc rc = find_footer(extract, size, &footer, err);
    if (rc)
        return rc;
    struct ww_fbr_table table = ww_fbr_root(&footer);
    int64_t version = ww_fbr_int(&footer, &table, WW_FOOTER_VERSION, 2, 0);
    if (footer.bad || version < WW_ARROW_VERSION_MIN || version > WW_ARROW_VERSION)
        return ww_extract_damaged(extract, err, "it is not an Arrow file of a known version");
    struct ww_fbr_table schema = ww_fbr_table(&footer, &table, WW_FOOTER_SCHEMA);
    rc = ww_extract_read_schema(extract, &footer, &schema, err);
    if (rc == WW_OK)
        rc = ww_extract_read_meta(extract, &footer, &table, WW_FOOTER_META, err);
    if (rc == WW_OK)
        rc = read_dictionaries(extract, &footer, &table, err);
    if (rc == WW_OK)
        rc = read_batches(extract, &footer, &table, err);
    return rc == WW_OK && footer.bad ? points_outside(extract, err) : rc;
}

/* Takes over *map, which may be empty. */
static enum ww_rc open_bytes(const uint8_t *data, size_t size, const char *name, struct ww_map *map,
                             struct ww_extract **out, struct ww_err *err)
{
    enum ww_rc rc = WW_OK;
    struct ww_extract *extract = ww_new_array(1, sizeof *extract);
    if (!extract) {
        ww_map_close(map);
        return ww_fail_nomem(err);
    }
    extract->map = *map;
    extract->data = data;
    extract->arena = ww_arena_new(0);
    if (extract->arena)
        extract->name = ww_arena_copy(extract->arena, ww_str_of(name));
    rc = extract->name ? read_file(extract, size, err) : ww_fail_nomem(err);
    if (rc)
        ww_extract_close(&extract);
    else
        *out = extract;
    return rc;
}

enum ww_rc ww_extract_open(const char *path, struct ww_extract **out, struct ww_err *err)
{
    struct ww_map map;
    enum ww_rc rc = ww_map_open(path, &map, err);
    return rc ? rc : open_bytes(map.data, map.size, path, &map, out, err);
}

enum ww_rc ww_extract_open_memory(const void *bytes, size_t size, const char *name, struct ww_extract **out,
                                  struct ww_err *err)
{
    if ((uintptr_t)bytes % ALIGNMENT)
        return ww_fail_at(err, WW_E_USAGE, name, 0, 0, "The bytes do not start at a multiple of 8.");
    struct ww_map none = {0};
    return open_bytes(bytes, size, name, &none, out, err);
}

void ww_extract_close(struct ww_extract **extract)
{
    if (!extract || !*extract)
        return;
    ww_map_close(&(*extract)->map);
    ww_arena_free(&(*extract)->arena);
    free(*extract);
    *extract = NULL;
}

/* What it holds. */

size_t ww_extract_fields(const struct ww_extract *extract, const struct ww_field **fields)
{
    *fields = extract->fields;
    return extract->n_fields;
}

size_t ww_extract_batches(const struct ww_extract *extract)
{
    return extract->n_batches;
}

uint64_t ww_extract_rows(const struct ww_extract *extract)
{
    return extract->rows;
}

/* Codes are read without sign, so that a negative one is high. */

static uint32_t highest_of_1(const uint8_t *codes, size_t rows)
{
    uint8_t highest = 0;
    for (size_t i = 0; i < rows; i++)
        highest = codes[i] > highest ? codes[i] : highest;
    return highest;
}

static uint32_t highest_of_2(const uint16_t *codes, size_t rows)
{
    uint16_t highest = 0;
    for (size_t i = 0; i < rows; i++)
        highest = codes[i] > highest ? codes[i] : highest;
    return highest;
}

static uint32_t highest_of_4(const uint32_t *codes, size_t rows)
{
    uint32_t highest = 0;
    for (size_t i = 0; i < rows; i++)
        highest = codes[i] > highest ? codes[i] : highest;
    return highest;
}

static uint32_t highest_code(const struct ww_vector *vector, unsigned width, size_t rows)
{
    switch (width) {
    case 1: return highest_of_1(vector->values, rows);
    case 2: return highest_of_2(vector->values, rows);
    default: return highest_of_4(vector->values, rows);
    }
}

static bool codes_good(const struct ww_vector *vector, unsigned width, size_t rows, size_t count)
{
    size_t signed_limit = (size_t)1 << (8 * width - 1);
    size_t limit = count < signed_limit ? count : signed_limit;
    if (highest_code(vector, width, rows) < limit)
        return true;
    /* What stands under a null is nobody's business. */
    for (size_t i = 0; i < rows; i++)
        if (ww_vector_has(vector, i) && ww_vector_code(vector, width, i) >= limit)
            return false;
    return true;
}

static unsigned char check_batch(const struct ww_extract *extract, size_t index)
{
    const struct ww_batch *batch = &extract->batches[index];
    const size_t *text_bytes = extract->text_bytes + index * extract->n_fields;
    for (size_t i = 0; i < extract->n_fields; i++) {
        const struct ww_field *field = &extract->fields[i];
        const struct ww_vector *vector = &batch->vectors[i];
        if (field->kind == WW_KIND_CATEGORY &&
            !codes_good(vector, field->width, batch->rows, extract->dictionaries[i].count))
            return FOUND_CODES_BAD;
        if (!vector->offsets)
            continue;
        if (!offsets_good(vector->offsets, batch->rows, text_bytes[i]) ||
            (field->kind == WW_KIND_TEXT && !texts_good(vector, batch->rows)))
            return FOUND_TEXTS_BAD;
    }
    return FOUND_GOOD;
}

enum ww_rc ww_extract_batch(const struct ww_extract *extract, size_t index, struct ww_batch *out,
                            struct ww_err *err)
{
    if (index >= extract->n_batches)
        return ww_fail_at(err, WW_E_USAGE, extract->name, 0, 0, "There is no batch %zu: there are %zu.",
                          index, extract->n_batches);
    unsigned char found = atomic_load_explicit(&extract->checked[index], memory_order_relaxed);
    if (found == NOT_CHECKED) {
        found = check_batch(extract, index);
        atomic_store_explicit(&extract->checked[index], found, memory_order_relaxed);
    }
    if (found == FOUND_CODES_BAD)
        return ww_extract_damaged(extract, err, "batch %zu has a code that stands for no text", index);
    if (found == FOUND_TEXTS_BAD)
        return ww_extract_damaged(extract, err, "batch %zu has a text that cannot be read", index);
    *out = extract->batches[index];
    return WW_OK;
}

struct ww_dictionary ww_extract_dictionary(const struct ww_extract *extract, size_t field)
{
    return field < extract->n_fields ? extract->dictionaries[field] : (struct ww_dictionary){0};
}

int ww_extract_field_by_role(const struct ww_extract *extract, enum ww_role role)
{
    for (size_t i = 0; i < extract->n_fields; i++)
        if (extract->fields[i].role == role)
            return (int)i;
    return -1;
}

int ww_extract_field_by_name(const struct ww_extract *extract, const char *name)
{
    for (size_t i = 0; i < extract->n_fields; i++)
        if (strcmp(extract->fields[i].name, name) == 0)
            return (int)i;
    return -1;
}

const char *ww_extract_meta(const struct ww_extract *extract, const char *key)
{
    for (size_t i = 0; i < extract->n_meta; i++)
        if (strcmp(extract->meta[i].key, key) == 0)
            return extract->meta[i].value;
    return NULL;
}
