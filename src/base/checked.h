// SPDX-License-Identifier: Apache-2.0
#ifndef WW_BASE_CHECKED_H
#define WW_BASE_CHECKED_H

#include <stdbool.h>
#include <stddef.h>

/* Size arithmetic that cannot wrap: true and *out set, or false and *out untouched. */
static inline bool ww_size_add(size_t a, size_t b, size_t *out)
{
    size_t sum;
    if (__builtin_add_overflow(a, b, &sum))
        return false;
    *out = sum;
    return true;
}

static inline bool ww_size_mul(size_t a, size_t b, size_t *out)
{
    size_t product;
    if (__builtin_mul_overflow(a, b, &product))
        return false;
    *out = product;
    return true;
}

/* The one place memory for arrays comes from: NULL on overflow or when there is none, zeroed. Free with
 * free(). A test build makes the n-th call fail (ww_mem_fail_after). */
void *ww_new_array(size_t count, size_t size);

/* Grows *array (count elements in use, *capacity reserved) so that `needed` fit; at least doubles.
 * False when there is no memory: *array is untouched. */
bool ww_grow(void **array, size_t *capacity, size_t needed, size_t size);

/* malloc copy of len bytes with a terminating NUL added, or NULL. */
char *ww_copy_text(const char *text, size_t len);

/* For tests: allocation number n from now (1 = the next) and all after it fail; 0 = none fails. */
void ww_mem_fail_after(unsigned long n);

#endif
