// SPDX-License-Identifier: Apache-2.0
/*
 * Problem. Of 1,000 squares of a map, 50 are "significant at 5%" though nothing happens anywhere.
 *
 * Method. Benjamini & Hochberg (1995): with the p-values in rising order, the one in place k becomes p * n / k, and
 * then never more than the one after it. This bounds the share of false discoveries among those reported, where tests
 * are independent or, as of neighbouring squares, positively dependent.
 *
 * Edge cases. Equal p-values get equal results; none comes out above the largest p-value itself.
 */
#include "stats/fdr.h"

#include <assert.h>

#include "stats/order.h"

void ww_fdr_adjust(const double *p, size_t n, uint32_t *order, double *adjusted)
{
    ww_order_numbers(p, n, order); /* largest first */
    double least = 1.0;
    for (size_t i = 0; i < n; i++) {
        double value = p[order[i]];
        assert(value >= 0.0 && value <= 1.0);
        double scaled = value * ((double)n / (double)(n - i));
        least = scaled < least ? scaled : least;
        adjusted[order[i]] = least;
    }
}
