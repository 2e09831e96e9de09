// SPDX-License-Identifier: Apache-2.0
#include "base/buf.h"

#include "base/checked.h"
#include "base/rng.h"
#include "ww_test.h"

WW_TEST(writers_append_in_order)
{
    struct ww_buf buf = {0};
    CHECK_TEXT(ww_buf_view(&buf), "");
    ww_buf_z(&buf, "one ");
    ww_buf_str(&buf, WW_STR("two "));
    ww_buf_char(&buf, '3');
    ww_buf_printf(&buf, " %s%d", "fo", 4);
    ww_buf_add(&buf, "!!", 2);
    CHECK_STR(buf.data, "one two 3 fo4!!");
    CHECK_TEXT(ww_buf_view(&buf), "one two 3 fo4!!");
    ww_buf_zeros(&buf, 3);
    CHECK_BYTES(buf.data, buf.len, "one two 3 fo4!!\0\0\0", 18);
    struct ww_err err;
    CHECK_RC(ww_buf_check(&buf, &err), WW_OK);
    ww_buf_clear(&buf);
    CHECK_STR(buf.data, "");
    CHECK_INT(buf.len, 0);
    ww_buf_free(&buf);
    CHECK(buf.data == NULL);
}

WW_TEST(empty_additions_terminate)
{
    struct ww_buf buf = {0};
    ww_buf_add(&buf, NULL, 0);
    CHECK_STR(buf.data, "");
    ww_buf_free(&buf);
    ww_buf_zeros(&buf, 0);
    CHECK_STR(buf.data, "");
    ww_buf_free(&buf);
    ww_buf_printf(&buf, "%s", "");
    CHECK_STR(buf.data, "");
    ww_buf_free(&buf);
}

/* Against a flat array that was large enough from the start. */
WW_TEST(many_pieces_are_the_same_as_one)
{
    enum { MOST = 300000 };
    static char flat[MOST];
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (size_t i = 0; i < MOST; i++)
        flat[i] = (char)ww_rng_below(&rng, 256);
    struct ww_buf buf = {0};
    unsigned long wrong = 0;
    while (buf.len < MOST) {
        size_t part = (size_t)ww_rng_below(&rng, 700);
        if (part > MOST - buf.len)
            part = MOST - buf.len;
        ww_buf_add(&buf, flat + buf.len, part);
        wrong += buf.data[buf.len] != '\0';
    }
    CHECK_INT(wrong, 0);
    CHECK_BYTES(buf.data, buf.len, flat, MOST);
    ww_buf_free(&buf);
}

WW_TEST(the_first_failure_stays)
{
    struct ww_buf buf = {.max = 10};
    struct ww_err err;
    ww_buf_z(&buf, "0123456789");
    CHECK_RC(ww_buf_check(&buf, &err), WW_OK);
    ww_buf_char(&buf, 'x');
    ww_buf_z(&buf, "");
    CHECK_RC(ww_buf_check(&buf, &err), WW_E_LIMIT);
    CHECK_STR(err.message, "The output grew beyond its limit of 10 bytes.");
    CHECK_STR(buf.data, "0123456789");
    ww_buf_clear(&buf);
    ww_buf_printf(&buf, "%d", 1234567890);
    CHECK_RC(ww_buf_check(&buf, &err), WW_OK);
    ww_buf_printf(&buf, "%d", 1);
    CHECK_RC(ww_buf_check(&buf, &err), WW_E_LIMIT);
    ww_buf_free(&buf);
    CHECK_INT(buf.max, 10);
    CHECK_INT(buf.failed, WW_OK);
    ww_buf_zeros(&buf, 11);
    CHECK_RC(ww_buf_check(&buf, &err), WW_E_LIMIT);
    ww_buf_free(&buf);
}

WW_TEST(lengths_that_wrap_are_refused)
{
    struct ww_buf buf = {.max = SIZE_MAX};
    size_t most = SIZE_MAX;
    ww_buf_zeros(&buf, most);
    CHECK_INT(buf.failed, WW_E_LIMIT);
    ww_buf_clear(&buf);
    ww_buf_char(&buf, 'a');
    ww_buf_zeros(&buf, most);
    CHECK_INT(buf.failed, WW_E_LIMIT);
    CHECK_STR(buf.data, "a");
    ww_buf_free(&buf);
}

/* The same document with allocation 1, 2, 3 ... failing: what was written before the failure is intact. */
WW_TEST(out_of_memory_is_noted_once)
{
    static const char whole[] = "ward ward ward ward ward ward ward ward ward ward ";
    for (unsigned long n = 1;; n++) {
        struct ww_buf buf = {0};
        struct ww_err err;
        ww_mem_fail_after(n);
        for (int i = 0; i < 10; i++)
            ww_buf_printf(&buf, "%s ", "ward");
        ww_mem_fail_after(0);
        ww_buf_z(&buf, "");
        CHECK(buf.len % 5 == 0 && memcmp(ww_buf_view(&buf).ptr, whole, buf.len) == 0);
        bool done = buf.failed == WW_OK;
        if (done)
            CHECK_STR(buf.data, whole);
        else
            CHECK_RC(ww_buf_check(&buf, &err), WW_E_NOMEM);
        ww_buf_free(&buf);
        if (done || !CHECK(n < 20))
            break;
    }
}
