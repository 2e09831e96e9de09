# SPDX-License-Identifier: Apache-2.0
"""Prints tests/ref/agreement.ref: overlaps of two lists by scipy's hypergeometric distribution, the interval of a rank
correlation from its published formula, and quantiles by numpy."""

import math

import numpy
from scipy import stats

print("# The overlap of two lists: scipy.stats.hypergeom. Intervals of Spearman's rho: Bonett & Wright (2000),")
print("# Psychometrika 65(1), 23-28, with scipy's normal quantile. Quantiles: numpy.quantile, method linear (type 7).")
print("# Made by tests/oracles/agreement.py.")
print("tolerance 1e-10")
for n, first, second in [(20, 3, 3), (20, 2, 2), (128, 13, 13), (128, 13, 14), (20, 20, 3), (5, 4, 3), (33, 1, 3), (7, 0, 3)]:
    print(f"overlap_expected {n} {first} {second} = {stats.hypergeom(n, first, second).mean()!r}")
    for shared in range(0, min(first, second) + 1):
        p = float(stats.hypergeom(n, first, second).sf(shared - 1))
        print(f"overlap_p {n} {first} {second} {shared} = {p!r}")
for rho, n in [(0.92, 20), (0.0, 20), (-0.4, 20), (0.83, 128), (0.5, 4), (-0.999, 33)]:
    for level in (0.95, 0.998):
        z = math.atanh(rho)
        reach = float(stats.norm.ppf(0.5 + level / 2)) * math.sqrt((1 + rho * rho / 2) / (n - 3))
        print(f"spearman_low {rho!r} {n} {level!r} = {math.tanh(z - reach)!r}")
        print(f"spearman_high {rho!r} {n} {level!r} = {math.tanh(z + reach)!r}")
lists = [[3.0], [1.0, 2.0], [1.0, 2.0, 4.0], [5.0, 1.0, 3.0, 3.0], [0.5, -2.0, 7.25, 7.25, 1e6, 3.0, 2.0]]
for values in lists:
    for share in (0, 0.25, 0.5, 0.75, 0.9, 1):
        value = float(numpy.quantile(values, share, method="linear"))
        print(f"quantile {len(values)} {' '.join(repr(v) for v in values)} {share!r} = {value!r}")
