// SPDX-License-Identifier: Apache-2.0
/* Problem: partners send .gz and .zip; some arrive cut short, and a few bytes can be made to unpack to terabytes.
 * Method: stream through zlib and libzip into a nameless file (scratch.h), stop at a stated multiple of the packed
 * size, and check that the end of the stream, with its checksum, was reached. */
#include "intake/unpack.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>
#include <zlib.h>

#include "base/checked.h"
#include "intake/scratch.h"

#define CHUNK       ((size_t)256 << 10)
#define MEMBERS_MAX 10000

uint64_t ww_unpack_max(uint64_t packed_bytes)
{
    uint64_t max = packed_bytes > WW_UNPACK_BYTES_MAX / WW_UNPACK_RATIO_MAX
                       ? WW_UNPACK_BYTES_MAX
                       : packed_bytes * WW_UNPACK_RATIO_MAX;
    return max < WW_UNPACK_FREE_BYTES ? WW_UNPACK_FREE_BYTES : max;
}

static bool begins(const struct ww_map *bytes, const char *magic, size_t len)
{
    return bytes->size >= len && memcmp(bytes->data, magic, len) == 0;
}

bool ww_is_csv_name(const char *name)
{
    static const char *const ends[] = {".csv", ".txt", ".tsv"};
    struct ww_str s = ww_str_of(name);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (s.len > 4 && ww_str_eq_nocase((struct ww_str){s.ptr + s.len - 4, 4}, ww_str_of(ends[i])))
            return true;
    return false;
}

/* --- gzip --------------------------------------------------------------------------------------------- */

static enum ww_rc fail_gzip(const char *path, int code, const struct ww_scratch *scratch, struct ww_err *err)
{
    if (code == Z_MEM_ERROR)
        return ww_fail_nomem(err);
    if (code == Z_BUF_ERROR)
        return ww_fail_at(
            err, WW_E_INPUT, path, 0, 0,
            "This gzip file is cut short: it ends after %llu unpacked bytes, in the middle of its data. Ask "
            "for it again, or copy it again and compare the sizes.",
            (unsigned long long)scratch->size);
    return ww_fail_at(
        err, WW_E_INPUT, path, 0, 0,
        "This gzip file is damaged: it stops making sense after %llu unpacked bytes. Ask for it again.",
        (unsigned long long)scratch->size);
}

/* Feeds the next part of the input, which zlib counts in 32 bits. */
static void feed(z_stream *stream, const struct ww_map *packed, size_t *fed)
{
    size_t left = packed->size - *fed;
    stream->next_in = (Bytef *)(uintptr_t)(packed->data + *fed);
    stream->avail_in = (uInt)(left < CHUNK ? left : CHUNK);
    *fed += stream->avail_in;
}

/* After the end of one member: another may follow; zeros are padding. */
static int next_member(z_stream *stream, const struct ww_map *packed, size_t *fed, bool *done)
{
    size_t at = *fed - stream->avail_in;
    size_t zeros = at;
    while (zeros < packed->size && packed->data[zeros] == 0)
        zeros++;
    *done = zeros == packed->size;
    if (*done)
        return Z_OK;
    int code = inflateReset(stream);
    *fed = at;
    stream->avail_in = 0;
    return code;
}

static enum ww_rc inflate_all(const char *path, z_stream *stream, const struct ww_map *packed, uint8_t *chunk,
                              struct ww_scratch *scratch, struct ww_err *err)
{
    size_t fed = 0;
    for (bool done = false; !done;) {
        if (stream->avail_in == 0)
            feed(stream, packed, &fed);
        stream->next_out = chunk;
        stream->avail_out = (uInt)CHUNK;
        int code = inflate(stream, Z_NO_FLUSH); /* without input it may still hold output back */
        enum ww_rc rc = ww_scratch_add(scratch, chunk, CHUNK - stream->avail_out, err);
        if (rc)
            return rc;
        if (code == Z_STREAM_END)
            code = next_member(stream, packed, &fed, &done);
        if (code != Z_OK && !done)
            return fail_gzip(path, code, scratch, err);
    }
    return WW_OK;
}

enum ww_rc ww_unpack_gzip(const char *path, const struct ww_map *packed, const char *scratch_folder,
                          struct ww_map *out, struct ww_err *err)
{
    struct ww_scratch scratch;
    z_stream stream = {0};
    uint8_t *chunk = ww_new_array(CHUNK, 1);
    if (!chunk)
        return ww_fail_nomem(err);
    enum ww_rc rc = ww_scratch_open(scratch_folder, path, ww_unpack_max(packed->size), &scratch, err);
    if (rc) {
        free(chunk);
        return rc;
    }
    if (inflateInit2(&stream, MAX_WBITS + 16) != Z_OK) {
        rc = ww_fail_nomem(err);
    } else {
        rc = inflate_all(path, &stream, packed, chunk, &scratch, err);
        inflateEnd(&stream);
    }
    if (!rc)
        rc = ww_scratch_map(&scratch, out, err);
    ww_scratch_close(&scratch);
    free(chunk);
    return rc;
}

/* --- zip ---------------------------------------------------------------------------------------------- */

static enum ww_rc open_zip(const char *path, zip_t **out, struct ww_err *err)
{
    int code = 0;
    zip_t *zip = zip_open(path, ZIP_RDONLY, &code);
    if (!zip && code == ZIP_ER_MEMORY)
        return ww_fail_nomem(err);
    if (!zip)
        return ww_fail_at(
            err, WW_E_INPUT, path, 0, 0,
            "This zip archive cannot be opened: it is cut short or damaged. Ask for it again, or copy it "
            "again and compare the sizes.");
    *out = zip;
    return WW_OK;
}

static int by_name(const void *a, const void *b)
{
    const struct ww_zip_member *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    return order ? order : (x->index > y->index) - (x->index < y->index);
}

/* Not what an archiver puts in beside the data: resource forks, hidden files. */
static bool is_data(const char *name)
{
    const char *base = ww_path_base(name);
    return ww_is_csv_name(base) && base[0] != '.' && strncmp(name, "__MACOSX/", 9) != 0;
}

static enum ww_rc list_members(zip_t *zip, const char *path, struct ww_arena *arena,
                               struct ww_zip_member **out, size_t *count, struct ww_err *err)
{
    zip_int64_t entries = zip_get_num_entries(zip, 0);
    if (entries > MEMBERS_MAX)
        return ww_fail_at(
            err, WW_E_LIMIT, path, 0, 0,
            "This zip archive holds more than %d files. Unpack it and import the folder that is wanted.",
            MEMBERS_MAX);
    struct ww_zip_member *members = ww_arena_alloc(arena, entries > 0 ? (size_t)entries : 1, sizeof *members);
    if (!members)
        return ww_fail_nomem(err);
    size_t n = 0;
    for (zip_int64_t i = 0; i < entries; i++) {
        zip_stat_t stat;
        if (zip_stat_index(zip, (zip_uint64_t)i, 0, &stat) != 0 || !stat.name || !is_data(stat.name))
            continue;
        if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) && stat.encryption_method != ZIP_EM_NONE)
            return ww_fail_at(
                err, WW_E_INPUT, path, 0, 0,
                "This zip archive is protected with a password. Unpack it with the password and import "
                "the CSV files.");
        const char *name = ww_arena_copy(arena, ww_str_of(stat.name));
        if (!name)
            return ww_fail_nomem(err);
        members[n++] = (struct ww_zip_member){name, (uint64_t)i, stat.size};
    }
    if (!n)
        return ww_fail_at(
            err, WW_E_INPUT, path, 0, 0,
            "This zip archive holds no CSV file (%lld entries in all). Unpack it and look what was sent.",
            (long long)entries);
    qsort(members, n, sizeof *members, by_name);
    *out = members;
    *count = n;
    return WW_OK;
}

enum ww_rc ww_unpack_zip_list(const char *path, struct ww_arena *arena, struct ww_zip_member **out,
                              size_t *count, struct ww_err *err)
{
    zip_t *zip = NULL;
    enum ww_rc rc = open_zip(path, &zip, err);
    if (rc)
        return rc;
    rc = list_members(zip, path, arena, out, count, err);
    zip_discard(zip);
    return rc;
}

enum ww_rc ww_unpack_zip_size(const char *path, uint64_t *bytes, struct ww_err *err)
{
    zip_t *zip = NULL;
    enum ww_rc rc = open_zip(path, &zip, err);
    if (rc)
        return rc;
    uint64_t sum = 0;
    zip_int64_t entries = zip_get_num_entries(zip, 0);
    for (zip_int64_t i = 0; i < entries; i++) {
        zip_stat_t stat;
        if (zip_stat_index(zip, (zip_uint64_t)i, 0, &stat) == 0)
            sum = stat.size > UINT64_MAX - sum ? UINT64_MAX : sum + stat.size;
    }
    zip_discard(zip);
    *bytes = sum;
    return WW_OK;
}

static enum ww_rc fail_member(const char *path, const struct ww_zip_member *member, struct ww_err *err)
{
    return ww_fail_at(
        err, WW_E_INPUT, path, 0, 0,
        "The member %.200s of this zip archive is damaged: it does not unpack. Ask for the archive again.",
        member->name);
}

static enum ww_rc read_member(zip_file_t *file, const char *path, const struct ww_zip_member *member,
                              struct ww_scratch *scratch, struct ww_err *err)
{
    uint8_t *chunk = ww_new_array(CHUNK, 1);
    enum ww_rc rc = chunk ? WW_OK : ww_fail_nomem(err);
    while (!rc) {
        zip_int64_t got = zip_fread(file, chunk, CHUNK);
        if (got == 0)
            break;
        rc = got < 0 ? fail_member(path, member, err) : ww_scratch_add(scratch, chunk, (size_t)got, err);
    }
    free(chunk);
    return rc;
}

enum ww_rc ww_unpack_zip_member(const char *path, const struct ww_zip_member *member,
                                const char *scratch_folder, uint64_t max, struct ww_map *out,
                                struct ww_err *err)
{
    zip_t *zip = NULL;
    enum ww_rc rc = open_zip(path, &zip, err);
    if (rc)
        return rc;
    struct ww_scratch scratch = {.fd = -1};
    zip_file_t *file = zip_fopen_index(zip, member->index, 0);
    if (!file)
        rc = fail_member(path, member, err);
    if (!rc)
        rc = ww_scratch_open(scratch_folder, path, max, &scratch, err);
    if (!rc)
        rc = read_member(file, path, member, &scratch, err);
    if (file && zip_fclose(file) != 0 && !rc) /* the checksum is compared here */
        rc = fail_member(path, member, err);
    if (!rc)
        rc = ww_scratch_map(&scratch, out, err);
    ww_scratch_close(&scratch);
    zip_discard(zip);
    return rc;
}

/* An .xlsx or .ods is a zip that says so in one of its entries. */
static bool is_workbook(zip_t *zip)
{
    return zip_name_locate(zip, "xl/workbook.xml", 0) >= 0 ||
           (zip_name_locate(zip, "mimetype", 0) >= 0 && zip_name_locate(zip, "content.xml", 0) >= 0);
}

enum ww_rc ww_unpack_kind(const char *path, const struct ww_map *bytes, enum ww_packing *out,
                          struct ww_err *err)
{
    enum ww_packing kind = WW_PLAIN;
    if (begins(bytes, "\x1F\x8B", 2)) {
        kind = WW_GZIP;
    } else if (begins(bytes, "PK\x03\x04", 4) || begins(bytes, "PK\x05\x06", 4)) {
        zip_t *zip = NULL;
        enum ww_rc rc = open_zip(path, &zip, err);
        if (rc)
            return rc;
        kind = is_workbook(zip) ? WW_WORKBOOK : WW_ZIP;
        zip_discard(zip);
    }
    *out = kind;
    return WW_OK;
}
