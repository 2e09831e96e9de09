// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STATS_FDR_H
#define WW_STATS_FDR_H

#include <stddef.h>
#include <stdint.h>

/* Many tests at once, one for each cell of a map: which of them still count? adjusted[i] is p[i] after Benjamini and
 * Hochberg: those with adjusted[i] <= 0.05 have, on average, at most 5% false ones among them. p: each 0..1;
 * adjusted may be p itself; order: a workspace of n. n at most UINT32_MAX, 0 does nothing. O(n log n).
 * Source: Benjamini & Hochberg (1995), J. R. Statist. Soc. B 57(1), 289-300; for maps, Caldas de Castro & Singer
 * (2006), Geographical Analysis 38(2), 180-208. */
void ww_fdr_adjust(const double *p, size_t n, uint32_t *order, double *adjusted);

#endif
