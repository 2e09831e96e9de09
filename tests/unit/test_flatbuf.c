// SPDX-License-Identifier: Apache-2.0
/* The builder against the reader, and the reader against buffers that end too early or point astray. */
#include "evidence/flatbuf_build.h"
#include "evidence/flatbuf_read.h"

#include "ww_test.h"

#define N_SLOTS 7

/* Root { byte, short, int, long, text, [struct of 16 bytes], [table { long }] } */
static void build(struct ww_buf *buf)
{
    const struct ww_fbb_slot slots[N_SLOTS] = {{1, 0xfe},     {2, 0x1234},   {4, 0xfffffffb}, {8, 1ull << 40},
                                               WW_FBB_OFFSET, WW_FBB_OFFSET, WW_FBB_OFFSET};
    size_t places[N_SLOTS];
    ww_fbb_begin(buf);
    ww_fbb_point(buf, 0, ww_fbb_table(buf, slots, N_SLOTS, places));
    ww_fbb_text(buf, places[4], "ward");
    size_t at = ww_fbb_vector(buf, places[5], 3, 16);
    for (size_t i = 0; i < 6; i++)
        ww_fbb_put64(buf, at + 8 * i, 100 + i);
    size_t tables = ww_fbb_vector(buf, places[6], 2, 4);
    for (size_t i = 0; i < 2; i++) {
        const struct ww_fbb_slot inner[] = {{0, 0}, {8, 7 + i}};
        ww_fbb_point(buf, tables + 4 * i, ww_fbb_table(buf, inner, 2, NULL));
    }
}

/* Reads all there is; the sum stands for it. */
static uint64_t read_all(struct ww_fbr *fb)
{
    struct ww_fbr_table root = ww_fbr_root(fb);
    uint64_t sum = 0;
    for (unsigned slot = 0; slot < 4; slot++)
        sum += (uint64_t)ww_fbr_int(fb, &root, slot, 1u << slot, 0);
    struct ww_str text = ww_fbr_text(fb, &root, 4);
    for (size_t i = 0; i < text.len; i++)
        sum += (unsigned char)text.ptr[i];
    struct ww_fbr_vector structs = ww_fbr_vector(fb, &root, 5, 16);
    for (size_t i = 0; i < structs.count; i++)
        sum += (uint64_t)ww_fbr_struct64(fb, &structs, i, 16, 0) +
               (uint64_t)ww_fbr_struct64(fb, &structs, i, 16, 8);
    struct ww_fbr_vector tables = ww_fbr_vector(fb, &root, 6, 4);
    for (size_t i = 0; i < tables.count; i++) {
        struct ww_fbr_table table = ww_fbr_element(fb, &tables, i);
        sum += (uint64_t)ww_fbr_int(fb, &table, 0, 8, 1000) + (uint64_t)ww_fbr_int(fb, &table, 1, 8, 0);
    }
    return sum;
}

WW_TEST(what_is_built_is_read)
{
    struct ww_buf buf = {0};
    struct ww_err err;
    build(&buf);
    CHECK_RC(ww_buf_check(&buf, &err), WW_OK);
    struct ww_fbr fb = {(const uint8_t *)buf.data, buf.len, false};
    struct ww_fbr_table root = ww_fbr_root(&fb);
    CHECK_INT(ww_fbr_int(&fb, &root, 0, 1, 0), -2);
    CHECK_INT(ww_fbr_int(&fb, &root, 1, 2, 0), 0x1234);
    CHECK_INT(ww_fbr_int(&fb, &root, 2, 4, 0), -5);
    CHECK_INT(ww_fbr_int(&fb, &root, 3, 8, 0), INT64_C(1) << 40);
    CHECK_INT(ww_fbr_int(&fb, &root, N_SLOTS, 4, 33), 33); /* a newer schema's slot */
    CHECK_TEXT(ww_fbr_text(&fb, &root, 4), "ward");
    struct ww_fbr_vector structs = ww_fbr_vector(&fb, &root, 5, 16);
    CHECK_INT(structs.count, 3);
    CHECK_INT((structs.at - 0) % 8, 0);
    CHECK_INT(ww_fbr_struct64(&fb, &structs, 2, 16, 8), 105);
    CHECK_INT(ww_fbr_struct64(&fb, &structs, 3, 16, 8), 0);
    struct ww_fbr_vector tables = ww_fbr_vector(&fb, &root, 6, 4);
    struct ww_fbr_table second = ww_fbr_element(&fb, &tables, 1);
    CHECK(!ww_fbr_has(&fb, &second, 0));
    CHECK(ww_fbr_has(&fb, &second, 1));
    CHECK_INT(ww_fbr_int(&fb, &second, 1, 8, 0), 8);
    CHECK_INT((second.at + 4) % 8, 0);
    CHECK(!fb.bad);
    ww_buf_free(&buf);
}

/* Copies of their exact size, so that the sanitizer sees a byte read behind the end. */
WW_TEST(a_cut_is_noticed_and_never_crossed)
{
    struct ww_buf buf = {0};
    build(&buf);
    struct ww_fbr whole = {(const uint8_t *)buf.data, buf.len, false};
    uint64_t sum = read_all(&whole);
    CHECK(!whole.bad);
    for (size_t len = 0; len < buf.len; len++) {
        uint8_t *copy = malloc(len ? len : 1);
        memcpy(copy, buf.data, len);
        struct ww_fbr fb = {copy, len, false};
        CHECK(read_all(&fb) != sum || fb.bad);
        CHECK(fb.bad);
        free(copy);
    }
    ww_buf_free(&buf);
}

WW_TEST(a_text_must_be_terminated)
{
    struct ww_buf buf = {0};
    build(&buf);
    struct ww_fbr fb = {(const uint8_t *)buf.data, buf.len, false};
    struct ww_fbr_table root = ww_fbr_root(&fb);
    struct ww_str text = ww_fbr_text(&fb, &root, 4);
    buf.data[text.ptr + text.len - buf.data] = '!';
    CHECK_TEXT(ww_fbr_text(&fb, &root, 4), "");
    CHECK(fb.bad);
    ww_buf_free(&buf);
}

WW_TEST(every_altered_word_ends_well)
{
    static const uint32_t words[] = {0,      1,      2,       3,          4,          8,
                                     0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff};
    struct ww_buf buf = {0};
    unsigned bad = 0;
    build(&buf);
    for (size_t at = 0; at + 4 <= buf.len; at += 2)
        for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
            uint8_t *copy = malloc(buf.len);
            memcpy(copy, buf.data, buf.len);
            memcpy(copy + at, &words[w], 4);
            struct ww_fbr fb = {copy, buf.len, false};
            read_all(&fb);
            bad += fb.bad;
            free(copy);
        }
    CHECK(bad > 100);
    ww_buf_free(&buf);
}

WW_TEST(memory_that_runs_out_is_remembered)
{
    struct ww_buf buf = {.max = 64};
    struct ww_err err;
    build(&buf);
    CHECK_RC(ww_buf_check(&buf, &err), WW_E_LIMIT);
    ww_buf_free(&buf);
}
