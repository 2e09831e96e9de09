// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"

#include "base/checked.h"
#include "base/rng.h"
#include "ww_test.h"

/* Pieces of every size: aligned, zeroed, apart from one another and still there at the end. */
WW_TEST(pieces_do_not_touch)
{
    enum { PIECES = 2000 };
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    struct ww_arena *arena = ww_arena_new(0);
    static unsigned char *piece[PIECES];
    static size_t size[PIECES];
    unsigned long wrong = 0;
    for (int i = 0; i < PIECES; i++) {
        size[i] = (size_t)ww_rng_below(&rng, i % 50 == 0 ? 200000 : 300);
        piece[i] = ww_arena_alloc(arena, size[i], 1);
        if (!CHECK(piece[i] != NULL))
            return;
        wrong += (uintptr_t)piece[i] % 16 != 0;
        for (size_t k = 0; k < size[i]; k++)
            wrong += piece[i][k] != 0;
        memset(piece[i], i % 251 + 1, size[i]);
    }
    for (int i = 0; i < PIECES; i++)
        for (size_t k = 0; k < size[i]; k++)
            wrong += piece[i][k] != i % 251 + 1;
    CHECK_INT(wrong, 0);
    ww_arena_free(&arena);
    CHECK(arena == NULL);
}

WW_TEST(the_cap_holds)
{
    struct ww_arena *arena = ww_arena_new(300000);
    size_t got = 0;
    while (ww_arena_alloc(arena, 1000, 1))
        got += 1000;
    CHECK(got <= 300000);
    CHECK(got >= 280000);
    CHECK(ww_arena_alloc(arena, 300001, 1) == NULL);
    ww_arena_free(&arena);
}

WW_TEST(a_small_cap_is_of_use)
{
    struct ww_arena *arena = ww_arena_new(1000);
    CHECK(ww_arena_alloc(arena, 500, 1) != NULL);
    CHECK(ww_arena_alloc(arena, 600, 1) == NULL);
    CHECK(ww_arena_alloc(arena, 100, 1) != NULL);
    ww_arena_free(&arena);
}

WW_TEST(sizes_that_wrap_are_refused)
{
    struct ww_arena *arena = ww_arena_new(0);
    size_t most = SIZE_MAX;
    CHECK(ww_arena_alloc(arena, most, 1) == NULL);
    CHECK(ww_arena_alloc(arena, most - 16, 1) == NULL);
    CHECK(ww_arena_alloc(arena, most - 64, 1) == NULL);
    CHECK(ww_arena_alloc(arena, most / 2, 3) == NULL);
    CHECK(ww_arena_alloc(arena, 0, 8) != NULL);
    ww_arena_free(&arena);
}

WW_TEST(text_is_copied_and_terminated)
{
    struct ww_arena *arena = ww_arena_new(0);
    char *copy = ww_arena_copy(arena, (struct ww_str){"wardens", 4});
    CHECK_STR(copy, "ward");
    CHECK_STR(ww_arena_copy(arena, (struct ww_str){0}), "");
    CHECK_STR(ww_arena_printf(arena, "%s-%03d", copy, 7), "ward-007");
    char *wide = ww_arena_printf(arena, "%100000d", 1);
    CHECK(wide && strlen(wide) == 100000);
    CHECK_STR(copy, "ward");
    ww_arena_free(&arena);
}

WW_TEST(nothing_to_free_is_fine)
{
    struct ww_arena *arena = NULL;
    ww_arena_free(&arena);
    ww_arena_free(NULL);
    CHECK(arena == NULL);
}

/* The same work with allocation 1, 2, 3 ... failing, until it is not needed any more. */
WW_TEST(out_of_memory_is_a_null)
{
    for (unsigned long n = 1;; n++) {
        ww_mem_fail_after(n);
        struct ww_arena *arena = ww_arena_new(0);
        char *small = arena ? ww_arena_printf(arena, "%d", 42) : NULL;
        void *large = arena ? ww_arena_alloc(arena, 100000, 1) : NULL;
        char *again = arena ? ww_arena_copy(arena, WW_STR("again")) : NULL;
        ww_mem_fail_after(0);
        if (small)
            CHECK_STR(small, "42");
        if (again)
            CHECK_STR(again, "again");
        CHECK_INT(small != NULL, n > 2);
        CHECK_INT(large != NULL, n > 3);
        bool done = small && large && again;
        ww_arena_free(&arena);
        if (done || !CHECK(n < 10))
            break;
    }
}
