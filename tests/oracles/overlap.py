# SPDX-License-Identifier: Apache-2.0
"""Prints tests/ref/overlap.ref: tails of the hypergeometric distribution by SciPy, and exactly with whole numbers."""

from fractions import Fraction
from math import comb

import scipy
from scipy.stats import hypergeom

CASES = [  # k, n, marked, universe
    (0, 5, 5, 10), (1, 5, 5, 10), (5, 5, 5, 10), (3, 8, 9, 12), (6, 8, 9, 12), (39, 91, 100, 4000), (1, 91, 100, 4000),
    (43, 172, 1460, 250000), (43, 172, 1460, 4100), (70, 172, 1460, 4100), (2, 172, 91, 250000), (10, 91, 172, 250000),
    (300, 1460, 900, 4100), (340, 1460, 900, 4100), (20, 50, 60, 100), (45, 50, 60, 100), (11, 50, 60, 100),
    (140, 1460, 2100, 215000),
]


def exact(k, n, marked, universe):
    top = sum(comb(marked, x) * comb(universe - marked, n - x) for x in range(k, min(n, marked) + 1))
    return float(Fraction(top, comb(universe, n)))


def main():
    print("# P(X >= k), X hypergeometric: n drawn from a universe of which some are marked. Arguments: k n marked universe.")
    print(f"# upper: quotients of whole numbers, exact. scipy: hypergeom.sf of SciPy {scipy.__version__}.")
    print("# tests/oracles/overlap.py prints this file.")
    print("tolerance 1e-12")
    for case in CASES:
        print("upper", *case, "=", repr(exact(*case)))
    print("tolerance 1e-6")
    for k, n, marked, universe in CASES:
        print("scipy", k, n, marked, universe, "=", repr(float(hypergeom.sf(k - 1, universe, marked, n))))


if __name__ == "__main__":
    main()
