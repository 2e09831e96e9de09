// SPDX-License-Identifier: Apache-2.0
#include "base/checked.h"

#include "ww_test.h"

WW_TEST(sums_and_products_do_not_wrap)
{
    size_t out = 77;
    CHECK(!ww_size_add(SIZE_MAX, 1, &out));
    CHECK(!ww_size_mul(SIZE_MAX / 2 + 1, 2, &out));
    CHECK_INT(out, 77);
    CHECK(ww_size_add(SIZE_MAX - 1, 1, &out) && out == SIZE_MAX);
    CHECK(ww_size_mul(SIZE_MAX / 3, 3, &out) && out == SIZE_MAX / 3 * 3);
    CHECK(ww_size_mul(0, SIZE_MAX, &out) && out == 0);
}

WW_TEST(new_arrays_are_zeroed)
{
    unsigned char *a = ww_new_array(1000, 3);
    unsigned sum = 0;
    for (size_t i = 0; a && i < 3000; i++)
        sum += a[i];
    CHECK(a != NULL);
    CHECK_INT(sum, 0);
    free(a);
    void *empty = ww_new_array(0, 0);
    CHECK(empty != NULL);
    free(empty);
    size_t half = SIZE_MAX / 2; /* not a constant the compiler could warn about */
    CHECK(ww_new_array(half, 3) == NULL);
}

WW_TEST(growing_doubles_and_keeps_what_is_there)
{
    int *items = NULL;
    size_t capacity = 0, moves = 0;
    for (int i = 0; i < 10000; i++) {
        size_t before = capacity;
        void *any = items;
        if (!CHECK(ww_grow(&any, &capacity, (size_t)i + 1, sizeof *items)))
            break;
        items = any;
        moves += capacity != before;
        items[i] = i;
    }
    CHECK(moves <= 12);
    int wrong = 0;
    for (int i = 0; i < 10000; i++)
        wrong += items[i] != i;
    CHECK_INT(wrong, 0);
    free(items);
}

WW_TEST(growing_in_vain_changes_nothing)
{
    void *items = ww_new_array(8, 4);
    void *before = items;
    size_t capacity = 8;
    CHECK(ww_grow(&items, &capacity, 8, 4));
    CHECK(!ww_grow(&items, &capacity, SIZE_MAX, 4));
    CHECK(!ww_grow(&items, &capacity, SIZE_MAX / 4 + 1, 4));
    ww_mem_fail_after(1);
    CHECK(!ww_grow(&items, &capacity, 9, 4));
    ww_mem_fail_after(0);
    CHECK(items == before);
    CHECK_INT(capacity, 8);
    free(items);
}

WW_TEST(copied_text_is_terminated)
{
    char *copy = ww_copy_text("a\0b", 3);
    CHECK(copy && memcmp(copy, "a\0b", 4) == 0);
    free(copy);
    copy = ww_copy_text(NULL, 0);
    CHECK_STR(copy, "");
    free(copy);
    CHECK(ww_copy_text("", SIZE_MAX) == NULL);
}

WW_TEST(the_nth_allocation_and_all_after_it_fail)
{
    ww_mem_fail_after(3);
    void *got[5];
    for (int i = 0; i < 5; i++)
        got[i] = ww_new_array(1, 1);
    ww_mem_fail_after(0);
    void *after = ww_new_array(1, 1);
    CHECK(got[0] && got[1]);
    CHECK(!got[2] && !got[3] && !got[4]);
    CHECK(after != NULL);
    for (int i = 0; i < 5; i++)
        free(got[i]);
    free(after);
}
