// SPDX-License-Identifier: Apache-2.0
/* Problem: what partners call "a CSV" is a folder, an archive, a workbook, a web page saved under the wrong name.
 * Method: look at the first bytes, not the name; make every table in it plain bytes in memory; refuse the rest
 * with what it is and what to do instead. */
#include "intake/inputs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/checked.h"
#include "base/utf8.h"
#include "intake/scratch.h"

#define LOOKED_AT     ((size_t)64 << 10)
#define CONVERT_CHUNK ((size_t)1 << 20)
#define MEMORY_MAX    ((size_t)256 << 20)

/* --- telling text from the rest --------------------------------------------------------------------------- */

static const struct {
    const char *magic;
    size_t len;
    const char *what;
    const char *remedy;
} strangers[] = {
    {"\xFF\xFE", 2, "text in UTF-16 (\"Unicode\" in Excel)", "Save it as \"CSV UTF-8\" and import that"},
    {"\xFE\xFF", 2, "text in UTF-16 (\"Unicode\" in Excel)", "Save it as \"CSV UTF-8\" and import that"},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, "an old Office file (.xls, .doc) or a protected workbook",
     "Open it, save it as .xlsx, .ods or CSV without a password, and import that"},
    {"%PDF", 4, "a PDF document", "Ask for the table behind it"},
    {"\x89PNG", 4, "a picture", "Ask for the table behind it"},
    {"\xFF\xD8\xFF", 3, "a picture", "Ask for the table behind it"},
    {"SQLite format 3", 15, "an SQLite database", "Export the table as CSV"},
    {"PAR1", 4, "a Parquet file", "Export it as CSV"},
    {"ARROW1", 6, "an Arrow file", "Export it as CSV"},
    {"Rar!", 4, "a RAR archive", "Unpack it and import the CSV files"},
    {"7z\xBC\xAF\x27\x1C", 6, "a 7-Zip archive", "Unpack it and import the CSV files"},
    {"<!DOCTYPE", 9, "a web page", "The download went wrong; fetch the file again"},
    {"<html", 5, "a web page", "The download went wrong; fetch the file again"},
};

/* NULs in every second place are UTF-16 without its mark; any others are no text. */
static enum ww_rc check_nuls(const char *name, struct ww_str head, struct ww_err *err)
{
    size_t even = 0, odd = 0, first = head.len;
    for (size_t i = 0; i < head.len; i++)
        if (head.ptr[i] == '\0') {
            first = first == head.len ? i : first;
            *(i % 2 ? &odd : &even) += 1;
        }
    size_t few = head.len / 16, many = head.len / 3;
    if (first == head.len)
        return WW_OK;
    if (head.len > 16 && ((even > many && odd < few) || (odd > many && even < few)))
        return ww_fail_at(
            err, WW_E_INPUT, name, 0, 0,
            "This is text in UTF-16 (\"Unicode\" in Excel), which is not read. Save it as \"CSV UTF-8\" and "
            "import that.");
    return ww_fail_at(
        err, WW_E_INPUT, name, 0, 0,
        "This is not a text file: it holds a zero byte at place %zu. A table comes as CSV, .xlsx or .ods; "
        "check which file was sent.",
        first + 1);
}

enum ww_rc ww_inputs_check_text(const char *name, struct ww_str bytes, struct ww_err *err)
{
    if (bytes.len == 0)
        return ww_fail_at(err, WW_E_INPUT, name, 0, 0, "The file is empty. Ask for it again.");
    for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++) {
        struct ww_str magic = {strangers[i].magic, strangers[i].len};
        if (bytes.len >= magic.len && ww_str_eq_nocase((struct ww_str){bytes.ptr, magic.len}, magic))
            return ww_fail_at(err, WW_E_INPUT, name, 0, 0, "This is %s, not a table of text. %s.",
                              strangers[i].what, strangers[i].remedy);
    }
    return check_nuls(name, (struct ww_str){bytes.ptr, bytes.len < LOOKED_AT ? bytes.len : LOOKED_AT}, err);
}

/* --- deliveries and inputs ---------------------------------------------------------------------------------- */

struct opening {
    struct ww_inputs *inputs;
    const struct ww_inputs_options *options;
    struct ww_err *err;
};

static enum ww_rc add_input(struct opening *o, const char *name, struct ww_str bytes, struct ww_map map,
                            bool member)
{
    struct ww_inputs *in = o->inputs;
    void *items = in->items;
    const char *copy = ww_arena_copy(in->memory, ww_str_of(name));
    if (!copy || !ww_grow(&items, &in->capacity, in->count + 1, sizeof *in->items)) {
        ww_map_close(&map);
        return ww_fail_nomem(o->err);
    }
    in->items = items;
    in->items[in->count++] = (struct ww_table_input){.input = {.name = copy, .bytes = bytes},
                                                     .map = map,
                                                     .delivery = in->n_deliveries - 1,
                                                     .member = member};
    return ww_inputs_check_text(copy, bytes, o->err);
}

static struct ww_str map_text(const struct ww_map *map)
{
    return (struct ww_str){map->data ? (const char *)map->data : "", map->size};
}

static enum ww_rc add_mapped(struct opening *o, const char *name, struct ww_map map, bool member)
{
    return add_input(o, name, map_text(&map), map, member);
}

static enum ww_rc open_gzip(struct opening *o, const struct ww_delivery *d)
{
    struct ww_map map;
    enum ww_rc rc = ww_unpack_gzip(d->path, &d->bytes, o->inputs->scratch, &map, o->err);
    return rc ? rc : add_mapped(o, d->name, map, !d->named);
}

static enum ww_rc open_zip(struct opening *o, const struct ww_delivery *d)
{
    struct ww_zip_member *members;
    size_t count = 0;
    uint64_t left = ww_unpack_max(d->bytes.size);
    const char *path = d->path, *archive = d->name;
    enum ww_rc rc = ww_unpack_zip_list(path, o->inputs->memory, &members, &count, o->err);
    for (size_t i = 0; i < count && !rc; i++) {
        struct ww_map map;
        char name[512];
        rc = ww_unpack_zip_member(path, &members[i], o->inputs->scratch, left, &map, o->err);
        if (rc)
            break;
        left -= map.size;
        snprintf(name, sizeof name, "%.200s/%.300s", archive, members[i].name);
        rc = add_mapped(o, name, map, true);
    }
    return rc;
}

static enum ww_rc open_workbook(struct opening *o, const struct ww_delivery *d)
{
    struct ww_buf csv = {.max = WW_WORKBOOK_BYTES_MAX};
    struct ww_scratch scratch = {.fd = -1};
    struct ww_map map;
    char sheet[160] = "";
    size_t delivery = o->inputs->n_deliveries - 1;
    const char *name = d->name;
    bool member = !d->named;
    enum ww_rc rc = ww_workbook_read(d->path, o->options->is_header, o->options->context, &csv, sheet,
                                     o->err);
    if (!rc)
        rc = ww_scratch_open(o->inputs->scratch, name, csv.max, &scratch, o->err);
    if (!rc)
        rc = ww_scratch_add(&scratch, csv.data, csv.len, o->err);
    if (!rc)
        rc = ww_scratch_map(&scratch, &map, o->err);
    ww_scratch_close(&scratch);
    ww_buf_free(&csv);
    if (rc)
        return rc;
    ww_delivery_note(o->inputs, delivery, sheet);
    return add_mapped(o, name, map, member);
}

static enum ww_rc open_file(struct opening *o, const char *path, bool named)
{
    struct ww_inputs *in = o->inputs;
    struct ww_delivery d = {.named = named, .note = ""};
    void *deliveries = in->deliveries;
    d.path = ww_arena_copy(in->memory, ww_str_of(path));
    if (!d.path || !ww_grow(&deliveries, &in->deliveries_capacity, in->n_deliveries + 1, sizeof d))
        return ww_fail_nomem(o->err);
    in->deliveries = deliveries;
    d.name = ww_path_base(d.path);
    enum ww_rc rc = ww_map_open(d.path, &d.bytes, o->err);
    if (rc)
        return rc;
    in->deliveries[in->n_deliveries++] = d;
    struct ww_delivery *kept = &in->deliveries[in->n_deliveries - 1];
    rc = ww_unpack_kind(d.path, &d.bytes, &kept->packing, o->err);
    if (rc)
        return rc;
    switch (kept->packing) {
    case WW_GZIP: return open_gzip(o, kept);
    case WW_ZIP: return open_zip(o, kept);
    case WW_WORKBOOK: return open_workbook(o, kept);
    default: return add_input(o, kept->name, map_text(&kept->bytes), (struct ww_map){0}, !named);
    }
}

/* What in a folder is meant to be read. */
static bool is_wanted(const char *name)
{
    static const char *const ends[] = {".gz", ".zip", ".xlsx", ".ods"};
    struct ww_str s = ww_str_of(name);
    if (name[0] == '.')
        return false;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        struct ww_str end = ww_str_of(ends[i]);
        if (s.len > end.len && ww_str_eq_nocase((struct ww_str){s.ptr + s.len - end.len, end.len}, end))
            return true;
    }
    return ww_is_csv_name(name);
}

static enum ww_rc open_folder(struct opening *o, const char *folder)
{
    struct ww_names names = {0};
    size_t opened = 0;
    enum ww_rc rc = ww_list_dir(folder, &names, o->err);
    for (size_t i = 0; i < names.count && !rc; i++) {
        char path[WW_PATH_MAX];
        if (!is_wanted(names.items[i]) || !ww_path_join(folder, names.items[i], path, sizeof path) ||
            ww_is_dir(path))
            continue;
        rc = open_file(o, path, false);
        opened++;
    }
    ww_names_free(&names);
    if (!rc && !opened)
        rc = ww_fail_at(
            o->err, WW_E_INPUT, folder, 0, 0,
            "This folder holds no .csv, .gz, .zip, .xlsx or .ods file. Name the folder that does, or the "
            "files themselves; folders inside it are not searched.");
    return rc;
}

enum ww_rc ww_inputs_open(const char *const *paths, size_t n_paths, const struct ww_inputs_options *options,
                          struct ww_inputs *out, struct ww_err *err)
{
    struct ww_inputs inputs = {.memory = ww_arena_new(MEMORY_MAX)};
    struct opening o = {&inputs, options, err};
    enum ww_rc rc = inputs.memory ? WW_OK : ww_fail_nomem(err);
    if (!rc && !ww_str_copy(ww_str_of(options->scratch), inputs.scratch, sizeof inputs.scratch))
        rc = ww_fail_at(err, WW_E_LIMIT, options->scratch, 0, 0, "The path is too long.");
    for (size_t i = 0; i < n_paths && !rc; i++) {
        if (!ww_file_exists(paths[i]))
            rc = ww_fail_at(err, WW_E_INPUT, paths[i], 0, 0,
                            "There is no such file or folder. Check the name.");
        else
            rc = ww_is_dir(paths[i]) ? open_folder(&o, paths[i]) : open_file(&o, paths[i], true);
    }
    if (rc)
        ww_inputs_close(&inputs);
    else
        *out = inputs;
    return rc;
}

void ww_inputs_close(struct ww_inputs *inputs)
{
    for (size_t i = 0; i < inputs->count; i++)
        ww_map_close(&inputs->items[i].map);
    for (size_t i = 0; i < inputs->n_deliveries; i++)
        ww_map_close(&inputs->deliveries[i].bytes);
    free(inputs->items);
    free(inputs->deliveries);
    ww_arena_free(&inputs->memory);
    *inputs = (struct ww_inputs){0};
}

void ww_inputs_drop(struct ww_inputs *inputs, size_t index)
{
    ww_map_close(&inputs->items[index].map);
    memmove(&inputs->items[index], &inputs->items[index + 1],
            (inputs->count - index - 1) * sizeof *inputs->items);
    inputs->count--;
}

void ww_delivery_note(struct ww_inputs *inputs, size_t delivery, const char *note)
{
    struct ww_delivery *d = &inputs->deliveries[delivery];
    const char *joined = ww_arena_printf(inputs->memory, "%s%s%s", d->note, *d->note ? "; " : "", note);
    if (joined) /* a note that finds no memory is not worth an import */
        d->note = joined;
}

enum ww_rc ww_delivery_hash(struct ww_delivery *delivery, struct ww_err *err)
{
    uint8_t sha256[WW_SHA256_BYTES];
    if (delivery->sha256[0])
        return WW_OK;
    if (ww_sha256_of(delivery->bytes.data, delivery->bytes.size, sha256) != WW_OK)
        return ww_fail_nomem(err);
    ww_hex(sha256, sizeof sha256, delivery->sha256);
    return WW_OK;
}

/* --- Windows-1252 ------------------------------------------------------------------------------------------- */

static enum ww_rc convert_all(struct ww_str bytes, struct ww_scratch *scratch, size_t *undefined,
                              struct ww_err *err)
{
    struct ww_buf utf8 = {.max = 4 * CONVERT_CHUNK};
    enum ww_rc rc = WW_OK;
    *undefined = 0;
    for (size_t at = 0; at < bytes.len && !rc; at += CONVERT_CHUNK) {
        size_t len = bytes.len - at < CONVERT_CHUNK ? bytes.len - at : CONVERT_CHUNK;
        ww_buf_clear(&utf8);
        *undefined += ww_utf8_from_cp1252((struct ww_str){bytes.ptr + at, len}, &utf8);
        rc = ww_buf_check(&utf8, err);
        if (!rc)
            rc = ww_scratch_add(scratch, utf8.data, utf8.len, err);
    }
    ww_buf_free(&utf8);
    return rc;
}

enum ww_rc ww_inputs_convert(struct ww_inputs *inputs, size_t index, struct ww_err *err)
{
    struct ww_table_input *item = &inputs->items[index];
    struct ww_scratch scratch;
    struct ww_map map;
    size_t undefined = 0;
    char note[160] = "Windows-1252 was converted to UTF-8";
    enum ww_rc rc = ww_scratch_open(inputs->scratch, item->input.name, WW_UNPACK_BYTES_MAX, &scratch, err);
    if (rc)
        return rc;
    rc = convert_all(item->input.bytes, &scratch, &undefined, err);
    if (!rc)
        rc = ww_scratch_map(&scratch, &map, err);
    ww_scratch_close(&scratch);
    if (rc)
        return rc;
    ww_map_close(&item->map);
    item->map = map;
    item->input.bytes = map_text(&map);
    if (undefined)
        snprintf(note, sizeof note, "Windows-1252 was converted to UTF-8; %zu bytes mean nothing in it",
                 undefined);
    ww_delivery_note(inputs, item->delivery, note);
    return WW_OK;
}
