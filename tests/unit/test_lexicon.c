// SPDX-License-Identifier: Apache-2.0
#include "ww_test.h"

#include "base/checked.h"
#include "base/rng.h"
#include "intake/lexicon.h"

static uint32_t add(struct ww_lexicon *l, struct ww_str text)
{
    return ww_lexicon_add(l, text, ww_lexicon_hash(l, text));
}

WW_TEST(numbers_texts_in_order)
{
    struct ww_lexicon l = {.seed = ww_test_seed()};
    CHECK_INT(ww_lexicon_find(&l, WW_STR("a"), ww_lexicon_hash(&l, WW_STR("a"))), 0);
    CHECK_INT(add(&l, WW_STR("a")), 1);
    CHECK_INT(add(&l, WW_STR("b")), 2);
    CHECK_INT(add(&l, WW_STR("a")), 1);
    CHECK_INT(add(&l, WW_STR("")), 3);
    CHECK_TEXT(ww_lexicon_text(&l, 2), "b");
    CHECK_TEXT(ww_lexicon_text(&l, 3), "");
    CHECK_TEXT(ww_lexicon_text(&l, 0), "");
    ww_lexicon_free(&l);
    CHECK_INT(add(&l, WW_STR("b")), 1);
    ww_lexicon_free(&l);
}

/* Lengths on both sides of what hashing and comparing do by other ways, and of blocks; texts that differ in one
 * byte anywhere. */
WW_TEST(tells_texts_of_any_length_apart)
{
    struct ww_lexicon l = {.seed = ww_test_seed()};
    char text[100];
    uint32_t expected = 0;
    for (size_t len = 1; len <= sizeof text; len++)
        for (size_t at = 0; at <= len; at++) {
            memset(text, 'x', sizeof text);
            if (at < len)
                text[at] = 'y';
            CHECK_INT(add(&l, (struct ww_str){text, len}), ++expected);
        }
    for (uint32_t code = 1; code <= expected; code++)
        CHECK_INT(add(&l, ww_lexicon_text(&l, code)), code);
    ww_lexicon_free(&l);
}

/* A supplier who knew the seed could make hashes equal; texts must still be told apart. */
WW_TEST(compares_texts_and_not_hashes)
{
    struct ww_lexicon l = {.seed = 1};
    char text[32];
    for (uint32_t i = 0; i < 100; i++) {
        snprintf(text, sizeof text, "%016u", i);
        CHECK_INT(ww_lexicon_add(&l, (struct ww_str){text, 15}, 42),
                  i / 10 + 1); /* without the last figure */
    }
    ww_lexicon_free(&l);
}

WW_TEST(keeps_what_it_gave_out_while_it_grows)
{
    struct ww_lexicon l = {.seed = ww_test_seed()};
    struct ww_str first = {"", 0};
    char text[20000];
    memset(text, 'z', sizeof text);
    for (uint32_t i = 1; i <= 50000; i++) {
        int n = snprintf(text, sizeof text, "%u", i);
        text[n] = 'z';
        size_t len = i % 1000 ? (size_t)n : sizeof text - i % 7; /* now and then one with a block to itself */
        if (!CHECK_INT(add(&l, (struct ww_str){text, len}), i))
            break;
        if (i == 1)
            first = ww_lexicon_text(&l, 1);
    }
    CHECK(first.ptr == ww_lexicon_text(&l, 1).ptr);
    CHECK_TEXT(first, "1");
    CHECK_TEXT(ww_lexicon_text(&l, 49999), "49999");
    CHECK_INT(ww_lexicon_text(&l, 50000).len, sizeof text - 50000 % 7);
    ww_lexicon_free(&l);
}

WW_TEST(refuses_more_text_than_its_limit)
{
    struct ww_lexicon l = {.max_bytes = 100};
    uint32_t last = 1;
    char text[16];
    for (int i = 0; last && i < 100; i++) {
        snprintf(text, sizeof text, "%06d", i);
        last = add(&l, (struct ww_str){text, 6});
    }
    CHECK_INT(last, 0);
    CHECK_INT(l.failed, WW_E_LIMIT);
    CHECK_INT(l.count, 10); /* six bytes and a length of four each */
    CHECK_INT(add(&l, WW_STR("000003")), 4);
    ww_lexicon_free(&l);
}

WW_TEST(survives_running_out_of_memory)
{
    bool failed = true;
    for (unsigned long n = 1; failed; n++) {
        struct ww_lexicon l = {.seed = 3};
        failed = false;
        ww_mem_fail_after(n);
        for (int i = 0; i < 600 && !failed; i++) {
            char text[16];
            int len = snprintf(text, sizeof text, "%d", i);
            failed = add(&l, (struct ww_str){text, (size_t)len}) == 0;
        }
        ww_mem_fail_after(0);
        CHECK_INT(l.failed, failed ? WW_E_NOMEM : WW_OK);
        CHECK(!failed || add(&l, WW_STR("0")) == 1);
        ww_lexicon_free(&l);
    }
}
