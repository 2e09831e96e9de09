// SPDX-License-Identifier: Apache-2.0
/*
 * Problem. "The four LSOAs with the most crime" must be the same four on every machine, also where the fourth and
 * the fifth are equal; and sorting must not allocate (qsort_r does).
 *
 * Method. Heapsort (J. W. J. Williams 1964, Communications of the ACM 7, 347-348) of the indices. Value, then
 * index, is a strict total order, so that heapsort's instability does not show.
 *
 * Edge cases. n = 0 and n = 1 do nothing but number.
 */
#include "stats/order.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

/* Whether index a belongs before index b. */
typedef bool before_fn(const void *values, uint32_t a, uint32_t b);

static bool count_before(const void *values, uint32_t a, uint32_t b)
{
    const uint64_t *counts = values;
    return counts[a] != counts[b] ? counts[a] > counts[b] : a < b;
}

static bool number_before(const void *values, uint32_t a, uint32_t b)
{
    const double *numbers = values;
    return numbers[a] != numbers[b] ? numbers[a] > numbers[b] : a < b;
}

/* Lets order[root] sink until both its children belong before it. */
static void sink(const void *values, before_fn *before, uint32_t *order, size_t root, size_t n)
{
    uint32_t sinking = order[root];
    for (;;) {
        size_t child = 2 * root + 1;
        if (child >= n)
            break;
        if (child + 1 < n && before(values, order[child], order[child + 1]))
            child++;
        if (before(values, order[child], sinking))
            break;
        order[root] = order[child];
        root = child;
    }
    order[root] = sinking;
}

static void heapsort(const void *values, before_fn *before, size_t n, uint32_t *order)
{
    assert(n <= UINT32_MAX);
    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)i;
    for (size_t root = n / 2; root-- > 0;)
        sink(values, before, order, root, n);
    for (size_t end = n; end-- > 1;) {
        uint32_t last = order[0];
        order[0] = order[end];
        order[end] = last;
        sink(values, before, order, 0, end);
    }
}

void ww_order_counts(const uint64_t *values, size_t n, uint32_t *order)
{
    heapsort(values, count_before, n, order);
}

void ww_order_numbers(const double *values, size_t n, uint32_t *order)
{
    for (size_t i = 0; i < n; i++)
        assert(!isnan(values[i]));
    heapsort(values, number_before, n, order);
}
