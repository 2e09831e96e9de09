// SPDX-License-Identifier: Apache-2.0
#ifndef WW_SAMPLE_SHARE_OUT_H
#define WW_SAMPLE_SHARE_OUT_H

#include <stddef.h>
#include <stdint.h>

#define WW_SHARE_OUT_MAX 512

/* total in whole parts in proportion to the weights, by largest remainder (ties to the first): the parts add up
 * to total. n up to WW_SHARE_OUT_MAX; total times any weight must fit in 64 bits; some weight must not be 0. */
void ww_share_out(uint64_t total, const uint64_t *weights, size_t n, uint64_t *parts);

#endif
