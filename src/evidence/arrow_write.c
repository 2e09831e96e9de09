// SPDX-License-Identifier: Apache-2.0
/* Problem: seal columns as an Arrow IPC file while they are still being read, without holding them: what a
 * dictionary contains is known only when the last row has been seen, and a file of hundreds of megabytes must
 * be safely on disk a moment after that.
 * Method: schema, then each batch as it comes, then the dictionaries, then the footer that says where
 * everything is. The format's file reader goes by the footer, which allows dictionaries behind the batches
 * ("Dictionary Messages" in the columnar format). Buffers go from the caller's memory to the kernel in one
 * gathered write a batch, with no copy between, hashed on the way; each batch's way to the disk begins at once
 * (writeback.h), so that the fsync at the end finds little left to do. */
#include "evidence/arrow_write.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/checked.h"
#include "base/file.h"
#include "evidence/arrow_describe.h"
#include "evidence/arrow_format.h"
#include "evidence/writeback.h"

#define PARTS_A_COLUMN 3 /* at most: validity, offsets, values */
/* Of a message: prefix, metadata, and each part of the body, all with their padding. */
#define MAX_PIECES ((size_t)2 * (2 + PARTS_A_COLUMN * WW_FIELDS_MAX))
_Static_assert(MAX_PIECES <= 1024, "one writev takes at most 1024 pieces (IOV_MAX)");

#define HEAD_PIECES 3

#define WORTH_SENDING ((uint64_t)1 << 20) /* bytes; a smaller file is left to its fsync */

struct block_list {
    struct ww_arrow_block *items;
    size_t count, capacity;
};

struct ww_arrow_writer {
    int fd;
    bool created;
    struct ww_arena *arena; /* path, fields and metadata */
    const char *path;
    struct ww_arrow_schema schema;
    struct ww_sha256 *hash;
    struct ww_buf metadata;         /* the FlatBuffer being written */
    uint64_t offset;                /* bytes written */
    struct ww_writeback *writeback; /* from the first megabyte on */
    struct block_list batches, dictionaries;
    enum ww_rc failed; /* what the first failure was: nothing is written after it */
    uint64_t prefix;   /* of the message being written */
    size_t n_pieces;
    struct iovec pieces[MAX_PIECES];
    size_t n_parts;
    struct ww_arrow_part parts[PARTS_A_COLUMN * WW_FIELDS_MAX];
    uint64_t nulls[WW_FIELDS_MAX];
};

static const uint8_t zeros[WW_ARROW_ALIGNMENT];

static enum ww_rc fail_write(struct ww_err *err, int code, const char *path)
{
    return ww_fail_system(err, code, path, "sealed file could not be written", "; nothing was changed");
}

/* Closes and removes what there is of the file, and remembers why. */
static enum ww_rc give_up(struct ww_arrow_writer *writer, enum ww_rc rc)
{
    ww_writeback_stop(&writer->writeback);
    if (writer->fd >= 0)
        close(writer->fd);
    writer->fd = -1;
    if (writer->created)
        unlink(writer->path);
    writer->created = false;
    writer->failed = rc;
    return rc;
}

static void free_writer(struct ww_arrow_writer **writer)
{
    struct ww_arrow_writer *w = *writer;
    ww_sha256_free(&w->hash);
    ww_buf_free(&w->metadata);
    ww_arena_free(&w->arena);
    free(w->batches.items);
    free(w->dictionaries.items);
    free(w);
    *writer = NULL;
}

/* Pieces of the next write. */

static uint64_t padding_of(uint64_t bytes)
{
    return (WW_ARROW_ALIGNMENT - bytes % WW_ARROW_ALIGNMENT) % WW_ARROW_ALIGNMENT;
}

static void add_piece(struct ww_arrow_writer *writer, const void *bytes, size_t len)
{
    if (len == 0)
        return;
    assert(writer->n_pieces < MAX_PIECES);
    /* iovec serves reading too, so its pointer is not const; writev does not write through it. */
    writer->pieces[writer->n_pieces++] = (struct iovec){(void *)(uintptr_t)bytes, len};
}

/* A buffer of the body; returns the body's length with it. */
static uint64_t add_part(struct ww_arrow_writer *writer, uint64_t body_bytes, const void *bytes, size_t len)
{
    assert(writer->n_parts < sizeof writer->parts / sizeof writer->parts[0]);
    writer->parts[writer->n_parts++] = (struct ww_arrow_part){body_bytes, len};
    add_piece(writer, bytes, len);
    add_piece(writer, zeros, padding_of(len));
    return body_bytes + len + padding_of(len);
}

/* Leaves room for what goes in front of the body and is known last: prefix, metadata, padding. */
static void begin_pieces(struct ww_arrow_writer *writer)
{
    writer->n_parts = 0;
    writer->n_pieces = HEAD_PIECES;
}

static int write_pieces(int fd, struct iovec *pieces, size_t count)
{
    while (count) {
        ssize_t put = writev(fd, pieces, (int)count);
        if (put < 0 && errno != EINTR)
            return errno;
        for (size_t left = put > 0 ? (size_t)put : 0; count;) {
            if (left < pieces->iov_len) {
                pieces->iov_base = (char *)pieces->iov_base + left;
                pieces->iov_len -= left;
                break;
            }
            left -= pieces->iov_len;
            pieces++;
            count--;
        }
    }
    return 0;
}

static enum ww_rc flush(struct ww_arrow_writer *writer, struct ww_err *err)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < writer->n_pieces; i++) {
        ww_sha256_add(writer->hash, writer->pieces[i].iov_base, writer->pieces[i].iov_len);
        bytes += writer->pieces[i].iov_len;
    }
    int code = write_pieces(writer->fd, writer->pieces, writer->n_pieces);
    if (code)
        return give_up(writer, fail_write(err, code, writer->path));
    writer->offset += bytes;
    ww_writeback_tell(writer->writeback, writer->offset);
    return WW_OK;
}

/* Writes the message in writer->metadata with the body in the pieces; *block says where it went. */
static enum ww_rc write_message(struct ww_arrow_writer *writer, uint64_t body_bytes,
                                struct ww_arrow_block *block, struct ww_err *err)
{
    enum ww_rc rc = ww_buf_check(&writer->metadata, err);
    if (rc)
        return give_up(writer, rc);
    struct ww_str metadata = ww_buf_view(&writer->metadata);
    uint64_t unpadded = writer->offset + WW_ARROW_PREFIX_LEN + metadata.len;
    uint64_t length = metadata.len + padding_of(unpadded);
    writer->prefix = length << 32 | WW_ARROW_MARKER;
    size_t n_pieces = writer->n_pieces;
    writer->n_pieces = 0;
    add_piece(writer, &writer->prefix, WW_ARROW_PREFIX_LEN);
    add_piece(writer, metadata.ptr, metadata.len);
    writer->pieces[writer->n_pieces] = (struct iovec){(void *)(uintptr_t)zeros, padding_of(unpadded)};
    writer->n_pieces = n_pieces;
    *block = (struct ww_arrow_block){writer->offset, WW_ARROW_PREFIX_LEN + length, body_bytes};
    return flush(writer, err);
}

static enum ww_rc keep_block(struct ww_arrow_writer *writer, struct block_list *list,
                             struct ww_arrow_block block, struct ww_err *err)
{
    void *items = list->items;
    if (!ww_grow(&items, &list->capacity, list->count + 1, sizeof *list->items))
        return give_up(writer, ww_fail_nomem(err));
    list->items = items;
    list->items[list->count++] = block;
    return WW_OK;
}

/* Opening. */

static bool copy_meta(struct ww_arena *arena, const struct ww_arrow_meta *meta, size_t n,
                      const struct ww_arrow_meta **out)
{
    struct ww_arrow_meta *copy = ww_arena_alloc(arena, n ? n : 1, sizeof *copy);
    for (size_t i = 0; copy && i < n; i++) {
        copy[i].key = ww_arena_copy(arena, ww_str_of(meta[i].key));
        copy[i].value = ww_arena_copy(arena, ww_str_of(meta[i].value));
        if (!copy[i].key || !copy[i].value)
            return false;
    }
    *out = copy;
    return copy != NULL;
}

static bool copy_schema(struct ww_arrow_writer *writer, const struct ww_arrow_schema *schema)
{
    struct ww_field *fields = ww_arena_alloc(writer->arena, schema->n_fields, sizeof *fields);
    if (!fields)
        return false;
    memcpy(fields, schema->fields, schema->n_fields * sizeof *fields);
    writer->schema = *schema;
    writer->schema.fields = fields;
    return copy_meta(writer->arena, schema->meta, schema->n_meta, &writer->schema.meta);
}

static bool width_fits(const struct ww_field *field)
{
    unsigned width = field->width;
    switch (field->kind) {
    case WW_KIND_CATEGORY: return width == 1 || width == 2 || width == 4;
    case WW_KIND_INTEGER: return width == 4 || width == 8;
    case WW_KIND_HEX: return width >= 1 && width <= WW_HEX_BYTES_MAX;
    default: return true;
    }
}

static enum ww_rc check_fields(const struct ww_field *fields, size_t n, struct ww_err *err)
{
    if (n == 0 || n > WW_FIELDS_MAX)
        return ww_fail(err, WW_E_USAGE, "A sealed file has between 1 and %d columns, not %zu.", WW_FIELDS_MAX,
                       n);
    for (size_t i = 0; i < n; i++)
        if (!width_fits(&fields[i]))
            return ww_fail(err, WW_E_USAGE, "Column \"%s\": %u bytes a value do not fit a column of kind %s.",
                           fields[i].name, fields[i].width, ww_kind_names[fields[i].kind]);
    return WW_OK;
}

static enum ww_rc write_head(struct ww_arrow_writer *writer, struct ww_err *err)
{
    static const char head[WW_ARROW_HEAD_LEN] = WW_ARROW_MAGIC;
    writer->n_pieces = 0;
    add_piece(writer, head, sizeof head);
    enum ww_rc rc = flush(writer, err);
    if (rc)
        return rc;
    struct ww_arrow_block block;
    ww_arrow_describe_schema(&writer->metadata, &writer->schema);
    begin_pieces(writer);
    return write_message(writer, 0, &block, err);
}

enum ww_rc ww_arrow_writer_open(const char *path, const struct ww_field *fields, size_t n_fields,
                                const struct ww_arrow_meta *meta, size_t n_meta, struct ww_arrow_writer **out,
                                struct ww_err *err)
{
    enum ww_rc rc = check_fields(fields, n_fields, err);
    if (rc)
        return rc;
    struct ww_arrow_writer *writer = ww_new_array(1, sizeof *writer);
    if (!writer)
        return ww_fail_nomem(err);
    writer->fd = -1;
    writer->arena = ww_arena_new(0);
    writer->hash = ww_sha256_new();
    const struct ww_arrow_schema schema = {fields, n_fields, meta, n_meta};
    if (writer->arena && copy_schema(writer, &schema))
        writer->path = ww_arena_copy(writer->arena, ww_str_of(path));
    if (!writer->hash || !writer->path) {
        rc = ww_fail_nomem(err);
    } else {
        /* Read-only from the start: a sealed file is never written again. */
        writer->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);
        writer->created = writer->fd >= 0;
        rc = writer->created ? write_head(writer, err) : fail_write(err, errno, path);
    }
    if (rc)
        ww_arrow_writer_abandon(&writer);
    else
        *out = writer;
    return rc;
}

/* Batches. */

/* Bytes of the parts of one column; returns the body's length with them. */
static uint64_t add_column(struct ww_arrow_writer *writer, uint64_t body_bytes, const struct ww_field *field,
                           const struct ww_vector *vector, size_t rows)
{
    unsigned value_bytes = ww_field_value_bytes(field);
    assert(!vector->nulls || vector->validity);
    body_bytes = add_part(writer, body_bytes, vector->validity, vector->nulls ? (rows + 7) / 8 : 0);
    if (value_bytes)
        return add_part(writer, body_bytes, vector->values, rows * value_bytes);
    assert(vector->offsets && vector->offsets[0] == 0 && vector->offsets[rows] >= 0);
    body_bytes = add_part(writer, body_bytes, vector->offsets, (rows + 1) * sizeof(int32_t));
    return add_part(writer, body_bytes, vector->values, (size_t)vector->offsets[rows]);
}

enum ww_rc ww_arrow_writer_batch(struct ww_arrow_writer *writer, const struct ww_batch *batch,
                                 struct ww_err *err)
{
    if (writer->failed)
        return ww_fail_at(err, writer->failed, writer->path, 0, 0, "The sealed file was given up already.");
    if (batch->rows == 0)
        return WW_OK;
    if (!writer->writeback && writer->offset >= WORTH_SENDING)
        writer->writeback = ww_writeback_start(writer->fd);
    struct ww_arrow_body body = {
        .rows = batch->rows, .nulls = writer->nulls, .n_columns = writer->schema.n_fields};
    begin_pieces(writer);
    for (size_t i = 0; i < body.n_columns; i++) {
        writer->nulls[i] = batch->vectors[i].nulls;
        body.bytes = add_column(writer, body.bytes, &writer->schema.fields[i], &batch->vectors[i],
                                batch->rows);
    }
    body.parts = writer->parts;
    body.n_parts = writer->n_parts;
    ww_arrow_describe_batch(&writer->metadata, &body);
    struct ww_arrow_block block;
    enum ww_rc rc = write_message(writer, body.bytes, &block, err);
    return rc ? rc : keep_block(writer, &writer->batches, block, err);
}

/* The end. */

/* Texts as Arrow keeps them: offsets (count + 1) and all bytes in a row. */
struct packed {
    int32_t *offsets;
    char *bytes;
};

static enum ww_rc pack(const struct ww_dictionary *dictionary, const char *path, struct packed *out,
                       struct ww_err *err)
{
    size_t total = 0;
    for (size_t i = 0; i < dictionary->count; i++)
        if (!ww_size_add(total, dictionary->values[i].len, &total) || total > INT32_MAX)
            return ww_fail_at(
                err, WW_E_LIMIT, path, 0, 0,
                "The different texts of one column are over 2 GB together. It is not a category: "
                "let the descriptor call it text.");
    size_t n_offsets;
    if (!ww_size_add(dictionary->count, 1, &n_offsets))
        return ww_fail_nomem(err);
    out->offsets = ww_new_array(n_offsets, sizeof *out->offsets);
    out->bytes = ww_new_array(total, 1);
    if (!out->offsets || !out->bytes)
        return ww_fail_nomem(err);
    int32_t at = 0;
    for (size_t i = 0; i < dictionary->count; i++) {
        const struct ww_str *value = &dictionary->values[i];
        if (value->len)
            memcpy(out->bytes + at, value->ptr, value->len);
        at += (int32_t)value->len;
        out->offsets[i + 1] = at;
    }
    return WW_OK;
}

static enum ww_rc write_dictionary(struct ww_arrow_writer *writer, size_t field,
                                   const struct ww_dictionary *dictionary, struct ww_err *err)
{
    struct packed packed = {0};
    enum ww_rc rc = pack(dictionary, writer->path, &packed, err);
    if (rc) {
        give_up(writer, rc);
        goto out;
    }
    struct ww_arrow_body body = {.rows = dictionary->count, .nulls = writer->nulls, .n_columns = 1};
    writer->nulls[0] = 0;
    begin_pieces(writer);
    body.bytes = add_part(writer, 0, NULL, 0); /* no validity: every text is there */
    body.bytes = add_part(writer, body.bytes, packed.offsets, (dictionary->count + 1) * sizeof(int32_t));
    body.bytes = add_part(writer, body.bytes, packed.bytes, (size_t)packed.offsets[dictionary->count]);
    body.parts = writer->parts;
    body.n_parts = writer->n_parts;
    ww_arrow_describe_dictionary(&writer->metadata, (int64_t)field, &body);
    struct ww_arrow_block block;
    rc = write_message(writer, body.bytes, &block, err);
    if (rc == WW_OK)
        rc = keep_block(writer, &writer->dictionaries, block, err);
out:
    free(packed.offsets);
    free(packed.bytes);
    return rc;
}

/* Codes are signed, so one byte tells 128 texts apart. */
static bool codes_suffice(const struct ww_field *field, size_t count)
{
    return count <= (uint64_t)1 << (8 * field->width - 1);
}

static enum ww_rc write_dictionaries(struct ww_arrow_writer *writer, const struct ww_dictionary *dictionaries,
                                     size_t n, struct ww_err *err)
{
    size_t next = 0;
    for (size_t i = 0; i < writer->schema.n_fields; i++) {
        const struct ww_field *field = &writer->schema.fields[i];
        if (field->kind != WW_KIND_CATEGORY)
            continue;
        if (next == n || !codes_suffice(field, dictionaries[next].count))
            return give_up(writer,
                           ww_fail_at(err, WW_E_USAGE, writer->path, 0, 0,
                                      "Column \"%s\" has more texts than its codes can count, or none.",
                                      field->name));
        enum ww_rc rc = write_dictionary(writer, i, &dictionaries[next++], err);
        if (rc)
            return rc;
    }
    assert(next == n);
    return WW_OK;
}

static enum ww_rc write_footer(struct ww_arrow_writer *writer, const struct ww_arrow_meta *meta,
                               size_t n_meta, struct ww_err *err)
{
    static const uint32_t end_of_stream[2] = {WW_ARROW_MARKER, 0};
    const struct ww_arrow_blocks dictionaries = {writer->dictionaries.items, writer->dictionaries.count};
    const struct ww_arrow_blocks batches = {writer->batches.items, writer->batches.count};
    ww_arrow_describe_footer(&writer->metadata, &writer->schema, dictionaries, batches, meta, n_meta);
    ww_buf_zeros(&writer->metadata, (8 - writer->metadata.len % 8) % 8);
    uint32_t length = (uint32_t)writer->metadata.len;
    ww_buf_add(&writer->metadata, &length, sizeof length);
    ww_buf_add(&writer->metadata, WW_ARROW_MAGIC, WW_ARROW_MAGIC_LEN);
    enum ww_rc rc = ww_buf_check(&writer->metadata, err);
    if (rc)
        return give_up(writer, rc);
    writer->n_pieces = 0;
    add_piece(writer, end_of_stream, sizeof end_of_stream);
    add_piece(writer, writer->metadata.data, writer->metadata.len);
    return flush(writer, err);
}

static enum ww_rc close_file(struct ww_arrow_writer *writer, struct ww_err *err)
{
    ww_writeback_stop(&writer->writeback);
    int code = fsync(writer->fd) == 0 ? 0 : errno;
    if (close(writer->fd) != 0 && !code)
        code = errno;
    writer->fd = -1;
    return code ? give_up(writer, fail_write(err, code, writer->path)) : WW_OK;
}

enum ww_rc ww_arrow_writer_finish(struct ww_arrow_writer **writer, const struct ww_dictionary *dictionaries,
                                  size_t n_dictionaries, const struct ww_arrow_meta *footer_meta,
                                  size_t n_footer_meta, uint8_t sha256[WW_SHA256_BYTES], uint64_t *bytes,
                                  struct ww_err *err)
{
    struct ww_arrow_writer *w = *writer;
    enum ww_rc rc = w->failed;
    if (rc)
        rc = ww_fail_at(err, rc, w->path, 0, 0, "The sealed file was given up already.");
    else
        rc = write_dictionaries(w, dictionaries, n_dictionaries, err);
    if (rc == WW_OK)
        rc = write_footer(w, footer_meta, n_footer_meta, err);
    if (rc == WW_OK)
        rc = close_file(w, err);
    if (rc == WW_OK) {
        ww_sha256_done(&w->hash, sha256);
        *bytes = w->offset;
    }
    free_writer(writer);
    return rc;
}

void ww_arrow_writer_abandon(struct ww_arrow_writer **writer)
{
    if (!writer || !*writer)
        return;
    give_up(*writer, WW_E_IO);
    free_writer(writer);
}
