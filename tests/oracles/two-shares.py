#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints tests/ref/two-shares.ref: the change between two shares, by scipy."""

import scipy
from scipy import stats


def p_value(x1, n1, x2, n2):
    table = [[x1, n1 - x1], [x2, n2 - x2]]
    all_of = n1 + n2
    chi2, _, _, expected = stats.chi2_contingency(table, correction=False)
    if expected.min() < 1:
        return stats.fisher_exact(table)[1]
    return stats.chi2.sf(chi2 * (all_of - 1) / all_of, 1)


CASES = [(56, 70, 48, 80), (9, 10, 3, 10), (54, 120, 40, 118), (126, 379, 90, 356), (1, 40, 0, 35), (2, 40, 0, 35),
         (0, 12, 1, 900), (3, 15, 0, 4000), (5, 5, 1, 2), (12, 20, 12, 20), (4105, 58627, 3800, 53686),
         (900000, 2000000, 899000, 2000000), (1, 1, 0, 1), (0, 2630, 3, 2630)]

print(f"# The change between two shares: chi-squared with N - 1, or Fisher's exact test where a cell is expected to hold\n"
      f"# less than one. Computed by scipy {scipy.__version__}; tests/oracles/two-shares.py prints this file.\n"
      f"tolerance 1e-9")
for case in CASES:
    print("two_shares_p", *case, "=", repr(float(p_value(*case))))
