// SPDX-License-Identifier: Apache-2.0
#include "base/checked.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Test hook: counts down to the first allocation that is to fail. Zero (always, outside tests): off. */
static atomic_ulong fail_countdown;

static bool must_fail(void)
{
    unsigned long left = atomic_load_explicit(&fail_countdown, memory_order_relaxed);
    if (left == 0)
        return false;
    if (left == 1)
        return true;
    atomic_store_explicit(&fail_countdown, left - 1, memory_order_relaxed);
    return false;
}

void ww_mem_fail_after(unsigned long n)
{
    atomic_store(&fail_countdown, n);
}

void *ww_new_array(size_t count, size_t size)
{
    size_t bytes;
    if (!ww_size_mul(count, size, &bytes) || must_fail())
        return NULL;
    return calloc(count ? count : 1, size ? size : 1);
}

bool ww_grow(void **array, size_t *capacity, size_t needed, size_t size)
{
    if (needed <= *capacity)
        return true;
    size_t doubled;
    if (!ww_size_mul(*capacity, 2, &doubled))
        return false;
    size_t want = doubled > needed ? doubled : needed;
    if (want < 8)
        want = 8;
    size_t bytes;
    if (!ww_size_mul(want, size, &bytes) || must_fail())
        return false;
    void *bigger = realloc(*array, bytes);
    if (!bigger)
        return false;
    *array = bigger;
    *capacity = want;
    return true;
}

char *ww_copy_text(const char *text, size_t len)
{
    size_t bytes;
    if (!ww_size_add(len, 1, &bytes))
        return NULL;
    char *copy = ww_new_array(bytes, 1);
    if (copy && len)
        memcpy(copy, text, len);
    return copy;
}
