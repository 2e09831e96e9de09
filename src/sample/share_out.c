// SPDX-License-Identifier: Apache-2.0
#include "sample/share_out.h"

#include <assert.h>

void ww_share_out(uint64_t total, const uint64_t *weights, size_t n, uint64_t *parts)
{
    uint64_t sum = 0, given = 0, rest[WW_SHARE_OUT_MAX];
    assert(n && n <= WW_SHARE_OUT_MAX);
    for (size_t i = 0; i < n; i++)
        sum += weights[i];
    assert(sum);
    for (size_t i = 0; i < n; i++) {
        parts[i] = total * weights[i] / sum;
        rest[i] = total * weights[i] % sum;
        given += parts[i];
    }
    for (; given < total; given++) { /* at most n - 1 times */
        size_t largest = 0;
        for (size_t i = 1; i < n; i++)
            if (rest[i] > rest[largest])
                largest = i;
        parts[largest]++;
        rest[largest] = 0;
    }
}
