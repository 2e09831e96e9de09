// SPDX-License-Identifier: Apache-2.0
#include "ww_test.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>
#include <zlib.h>

#include "intake/header.h"
#include "intake/inputs.h"

static char folder[256];

static const char *path_of(const char *name)
{
    static char path[600];
    if (!folder[0]) {
        snprintf(folder, sizeof folder, "/tmp/ww-test-inputs-%d", (int)getpid());
        mkdir(folder, 0700);
    }
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static const char *write_bytes(const char *name, const void *bytes, size_t len)
{
    struct ww_err err;
    const char *path = path_of(name);
    CHECK_RC(ww_file_write(path, (struct ww_str){bytes, len}, &err), WW_OK);
    return path;
}

static const char *write_text(const char *name, const char *text)
{
    return write_bytes(name, text, strlen(text));
}

static bool never(void *context, struct ww_str record)
{
    (void)context;
    (void)record;
    return false;
}

static enum ww_rc open_one(const char *path, struct ww_inputs *in, struct ww_err *err)
{
    const char *paths[] = {path};
    struct ww_inputs_options options = {folder, never, NULL};
    memset(err, 0, sizeof *err);
    return ww_inputs_open(paths, 1, &options, in, err);
}

static size_t gzip(const void *bytes, size_t len, uint8_t *out, size_t room)
{
    z_stream z = {0};
    deflateInit2(&z, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
    z.next_in = (Bytef *)(uintptr_t)bytes;
    z.avail_in = (uInt)len;
    z.next_out = out;
    z.avail_out = (uInt)room;
    deflate(&z, Z_FINISH);
    size_t done = z.total_out;
    deflateEnd(&z);
    return done;
}

WW_TEST(plain_file_is_mapped)
{
    struct ww_inputs in;
    struct ww_err err;
    if (!CHECK_RC(open_one(write_text("a.csv", "x,y\n1,2\n"), &in, &err), WW_OK))
        return;
    CHECK_INT(in.count, 1);
    CHECK_STR(in.items[0].input.name, "a.csv");
    CHECK_TEXT(in.items[0].input.bytes, "x,y\n1,2\n");
    CHECK(!in.items[0].member && in.deliveries[0].named);
    CHECK_RC(ww_delivery_hash(&in.deliveries[0], &err), WW_OK);
    CHECK_STR(in.deliveries[0].sha256, "81bf9fa83c6f7f151bd491a98cd7d933de3965289e3ebd77c6c425f7eaa16392");
    ww_inputs_close(&in);
}

WW_TEST(gzip_in_one_and_in_several_members)
{
    struct ww_inputs in;
    struct ww_err err;
    uint8_t packed[4096];
    size_t n = gzip("x,y\n1,2\n", 8, packed, sizeof packed);
    size_t both = n + gzip("3,4\n", 4, packed + n, sizeof packed - n);
    if (CHECK_RC(open_one(write_bytes("a.csv.gz", packed, n), &in, &err), WW_OK)) {
        CHECK_TEXT(in.items[0].input.bytes, "x,y\n1,2\n");
        CHECK_INT(in.deliveries[0].packing, WW_GZIP);
        ww_inputs_close(&in);
    }
    memset(packed + both, 0, 100); /* padding, as tapes leave it */
    if (CHECK_RC(open_one(write_bytes("b.csv.gz", packed, both + 100), &in, &err), WW_OK)) {
        CHECK_TEXT(in.items[0].input.bytes, "x,y\n1,2\n3,4\n");
        ww_inputs_close(&in);
    }
}

WW_TEST(every_way_of_cutting_a_gzip_file_short_is_refused)
{
    struct ww_inputs in;
    struct ww_err err;
    uint8_t packed[4096];
    size_t n = gzip("x,y\n1,2\n3,4\n5,6\n", 16, packed, sizeof packed);
    for (size_t cut = 2; cut < n; cut++) {
        CHECK_RC(open_one(write_bytes("cut.csv.gz", packed, cut), &in, &err), WW_E_INPUT);
        if (!CHECK(strstr(err.message, "cut short") != NULL))
            printf("  cut at %zu: %s\n", cut, err.message);
    }
    packed[n - 5] ^= 1; /* the checksum */
    CHECK_RC(open_one(write_bytes("bad.csv.gz", packed, n), &in, &err), WW_E_INPUT);
    CHECK(strstr(err.message, "damaged") != NULL);
    CHECK(strstr(err.source, "bad.csv.gz") != NULL);
}

WW_TEST(a_gzip_bomb_is_refused)
{
    struct ww_inputs in;
    struct ww_err err;
    size_t len = (size_t)WW_UNPACK_FREE_BYTES + 1000;
    char *zeros = calloc(len, 1);
    uint8_t *packed = malloc(len);
    memset(zeros, 'x', len);
    size_t n = gzip(zeros, len, packed, len);
    CHECK_RC(open_one(write_bytes("bomb.csv.gz", packed, n), &in, &err), WW_E_LIMIT);
    CHECK(strstr(err.message, "unpacks to more than") != NULL);
    free(zeros);
    free(packed);
    CHECK_INT(ww_unpack_max(1), WW_UNPACK_FREE_BYTES);
    CHECK_INT(ww_unpack_max((uint64_t)1 << 20), (uint64_t)250 << 20);
    CHECK_INT(ww_unpack_max(UINT64_MAX), WW_UNPACK_BYTES_MAX);
}

static const char *write_zip(const char *name, const char *const *members, size_t n, bool password)
{
    const char *path = path_of(name);
    int code;
    unlink(path);
    zip_t *zip = zip_open(path, ZIP_CREATE, &code);
    for (size_t i = 0; i < n; i++) {
        zip_source_t *source = zip_source_buffer(zip, "x,y\n1,2\n", 8, 0);
        zip_int64_t at = zip_file_add(zip, members[i], source, 0);
        if (password)
            zip_file_set_encryption(zip, (zip_uint64_t)at, ZIP_EM_AES_256, "secret");
    }
    zip_close(zip);
    return path_of(name);
}

WW_TEST(members_of_a_zip_come_in_order_of_their_names)
{
    static const char *const members[] = {"2018-02/b.csv", "readme.md", "2018-01/a.CSV",
                                          "__MACOSX/2018-01/._a.csv"};
    struct ww_inputs in;
    struct ww_err err;
    if (!CHECK_RC(open_one(write_zip("z.zip", members, 4, false), &in, &err), WW_OK)) {
        printf("%s\n", err.message);
        return;
    }
    CHECK_INT(in.count, 2);
    CHECK_STR(in.items[0].input.name, "z.zip/2018-01/a.CSV");
    CHECK_STR(in.items[1].input.name, "z.zip/2018-02/b.csv");
    CHECK(in.items[0].member);
    CHECK_INT(in.n_deliveries, 1);
    CHECK_TEXT(in.items[1].input.bytes, "x,y\n1,2\n");
    ww_inputs_close(&in);
}

WW_TEST(zips_that_cannot_be_read_are_refused)
{
    static const char *const members[] = {"a.csv"}, *const none[] = {"notes.docx"};
    struct ww_inputs in;
    struct ww_err err;
    CHECK_RC(open_one(write_zip("none.zip", none, 1, false), &in, &err), WW_E_INPUT);
    CHECK(strstr(err.message, "holds no CSV file") != NULL);
    CHECK_RC(open_one(write_zip("locked.zip", members, 1, true), &in, &err), WW_E_INPUT);
    CHECK(strstr(err.message, "password") != NULL);
    CHECK_RC(open_one(write_text("cut.zip", "PK\x03\x04 and then nothing"), &in, &err), WW_E_INPUT);
    CHECK(strstr(err.message, "cut short or damaged") != NULL);
}

WW_TEST(a_folder_gives_its_tables_in_order)
{
    struct ww_inputs in;
    struct ww_err err;
    mkdir(path_of("sub"), 0700);
    CHECK_RC(open_one(path_of("sub"), &in, &err), WW_E_INPUT);
    CHECK(strstr(err.message, "holds no .csv") != NULL);
    write_text("sub/2.csv", "a\n2\n");
    write_text("sub/1.csv", "a\n1\n");
    write_text("sub/notes.md", "no\n");
    write_text("sub/.hidden.csv", "no\n");
    if (!CHECK_RC(open_one(path_of("sub"), &in, &err), WW_OK))
        return;
    CHECK_INT(in.count, 2);
    CHECK_STR(in.items[0].input.name, "1.csv");
    CHECK(in.items[0].member && !in.deliveries[0].named);
    ww_inputs_drop(&in, 0);
    CHECK_STR(in.items[0].input.name, "2.csv");
    ww_inputs_close(&in);
}

WW_TEST(what_is_no_table_is_named)
{
    static const struct {
        const char *bytes;
        size_t len;
        const char *says;
    } cases[] = {
        {"", 0, "The file is empty"},
        {"\xFF\xFEx\0,\0y\0\n\0", 10, "UTF-16"},
        {"x\0,\0y\0\n\0001\0,\0002\0\n\0003\0", 18, "UTF-16"},
        {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old", 12, ".xls"},
        {"%PDF-1.4", 8, "PDF"},
        {"\x89PNG\r\n", 6, "picture"},
        {"<!doctype html><p>", 18, "web page"},
        {"<HTML><p>", 9, "web page"},
        {"PAR1xxxx", 8, "Parquet"},
        {"abc\0def,\n", 9, "zero byte at place 4"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ww_inputs in;
        struct ww_err err;
        CHECK_RC(open_one(write_bytes("bad.csv", cases[i].bytes, cases[i].len), &in, &err), WW_E_INPUT);
        CHECK_STR(err.source, "bad.csv");
        if (!CHECK(strstr(err.message, cases[i].says) != NULL))
            printf("  case %zu: %s\n", i, err.message);
    }
    struct ww_inputs in;
    struct ww_err err;
    CHECK_RC(open_one(path_of("nowhere.csv"), &in, &err), WW_E_INPUT);
}

WW_TEST(windows_1252_becomes_utf8_and_is_noted)
{
    struct ww_inputs in;
    struct ww_err err;
    if (!CHECK_RC(open_one(write_text("w.csv", "name\nCaf\xE9 \x80 5\n"), &in, &err), WW_OK))
        return;
    CHECK_RC(ww_inputs_convert(&in, 0, &err), WW_OK);
    CHECK_TEXT(in.items[0].input.bytes, "name\nCaf\xC3\xA9 \xE2\x82\xAC 5\n");
    CHECK_STR(in.deliveries[0].note, "Windows-1252 was converted to UTF-8");
    ww_inputs_close(&in);
}

/* --- headers ------------------------------------------------------------------------------------------------ */

static struct ww_arena *memory;

static enum ww_rc header_of(const char *text, struct ww_header *h, struct ww_err *err)
{
    if (!memory)
        memory = ww_arena_new(0);
    memset(err, 0, sizeof *err);
    return ww_header_read("f.csv", ww_str_of(text), memory, h, err);
}

WW_TEST(headers_with_marks_quotes_and_other_separators)
{
    struct ww_header h;
    struct ww_err err;
    CHECK_RC(header_of("\xEF\xBB\xBF\r\n\n\"Crime ID\", Month ,\"a \"\"b\"\", c\"\r\n1,2,3\r\n", &h, &err),
             WW_OK);
    CHECK_INT(h.count, 3);
    CHECK_STR(h.names[0], "Crime ID");
    CHECK_STR(h.names[1], "Month");
    CHECK_STR(h.names[2], "a \"b\", c");
    CHECK_INT(h.data_line, 4);
    CHECK_INT(h.separator, ',');
    CHECK_RC(header_of("a;b;c, d\n", &h, &err), WW_OK);
    CHECK_INT(h.separator, ';');
    CHECK_INT(h.count, 3);
    CHECK_RC(header_of("a\tb\n", &h, &err), WW_OK);
    CHECK_INT(h.separator, '\t');
    CHECK_RC(header_of("alone", &h, &err), WW_OK);
    CHECK_INT(h.count, 1);
    CHECK_INT(h.data_offset, 5);
    CHECK_RC(header_of("\"two\nlines\",b\n1,2\n", &h, &err), WW_OK);
    CHECK_INT(h.data_line, 3);
    CHECK_STR(h.names[0], "two\nlines");
    CHECK_RC(header_of("Stra\xDF"
                       "e,b\n",
                       &h, &err),
             WW_OK);
    CHECK_STR(h.names[0], "Stra\xC3\x9F"
                          "e");
}

WW_TEST(headers_that_never_end_are_refused)
{
    struct ww_header h;
    struct ww_err err;
    CHECK_RC(header_of("\n\n\n", &h, &err), WW_E_INPUT);
    CHECK(strstr(err.message, "nothing but empty lines") != NULL);
    CHECK_RC(header_of("a,\"b\n1,2\n", &h, &err), WW_E_INPUT);
    CHECK(strstr(err.message, "never closed") != NULL);
    CHECK_INT(err.line, 1);
    char *longest = malloc(WW_HEADER_BYTES_MAX + 100);
    memset(longest, 'x', WW_HEADER_BYTES_MAX + 99);
    longest[WW_HEADER_BYTES_MAX + 99] = '\0';
    CHECK_RC(header_of(longest, &h, &err), WW_E_INPUT);
    free(longest);
}

WW_TEST(a_file_cut_in_the_middle_of_a_record_is_told)
{
    struct ww_header h;
    struct ww_err err = {0};
    const char *text = "a,b,c\n1,2,3\n4,5";
    CHECK_RC(header_of(text, &h, &err), WW_OK);
    CHECK_RC(ww_header_check_end("f.csv", ww_str_of(text), &h, &err), WW_E_INPUT);
    CHECK_INT(err.line, 3);
    CHECK_INT(err.column, 4);
    CHECK(strstr(err.message, "after 2 of 3 fields") != NULL);
    CHECK_RC(ww_header_check_end("f.csv", WW_STR("a,b,c\n1,2,3\n4,5,6"), &h, &err), WW_OK);
    CHECK_RC(ww_header_check_end("f.csv", WW_STR("a,b,c\n1,2,3\n"), &h, &err), WW_OK);
    CHECK_RC(ww_header_check_end("f.csv", WW_STR("a,b,c\n1,2,3\n \r\n"), &h, &err), WW_OK);
    CHECK_RC(ww_header_check_end("f.csv", WW_STR("a,b,c\n1,2,\"x\ny\""), &h, &err), WW_OK);
}

WW_TEST(scratch_is_cleared_away)
{
    ww_arena_free(&memory);
    struct ww_names names = {0};
    struct ww_err err;
    CHECK_RC(ww_list_dir(folder, &names, &err), WW_OK);
    for (size_t i = 0; i < names.count; i++)
        CHECK(strncmp(names.items[i], "unpacked-", 9) != 0); /* nameless files leave no name */
    for (size_t i = 0; i < names.count; i++)
        unlink(path_of(names.items[i]));
    ww_names_free(&names);
    static const char *const inside[] = {"sub/1.csv", "sub/2.csv", "sub/notes.md", "sub/.hidden.csv"};
    for (size_t i = 0; i < 4; i++)
        unlink(path_of(inside[i]));
    rmdir(path_of("sub"));
    CHECK_INT(rmdir(folder), 0);
}
