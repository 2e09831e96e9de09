# SPDX-License-Identifier: Apache-2.0
"""Prints tests/ref/etest.ref: the e-test as in SciPy, and as a full double sum over a matrix.

The sum here knows nothing of bounds or walks: every pair of counts out to twelve standard deviations.
"""

import numpy as np
import scipy
from scipy.stats import poisson, poisson_means_test

CASES = [  # count1, days1, count2, days2, difference of the daily rates under the null hypothesis
    (6, 1, 2, 1, 0), (0, 1, 3, 1, 0), (20, 1, 10, 1, 0), (3, 1, 1, 1, 1), (14, 1, 3, 1, 0),
    (5, 92, 60, 511, 0), (0, 30, 20, 365, 0), (20, 30, 100, 365, 0), (1, 365, 0, 28, 0),
    (161, 1, 147, 1, 0), (20, 2, 3, 1, 2), (3, 1, 20, 2, -2), (21, 10, 30, 10, 0.25), (340, 365, 300, 365, 0),
    (2048, 366, 1900, 365, 0), (750, 30, 700, 31, 0.5),
]


def full_sum(k1, n1, k2, n2, d, pooled):
    rate2 = (k1 + k2 - d * n1) / (n1 + n2)
    mean1, mean2 = n1 * (rate2 + d), n2 * rate2
    top = int(max(mean1 + 12 * mean1**0.5, mean2 + 12 * mean2**0.5)) + 40
    x1, x2 = np.meshgrid(np.arange(top), np.arange(top), indexing="ij")

    def squared(a, b):
        with np.errstate(all="ignore"):
            variance = (a + b) / (n1 * n2) if pooled else a / n1**2 + b / n2**2
            return (a / n1 - b / n2 - d) ** 2 / variance

    extreme = squared(x1, x2) >= squared(np.float64(k1), np.float64(k2)) * (1 - 1e-11)
    return (poisson.pmf(x1, mean1) * poisson.pmf(x2, mean2))[extreme].sum()


def main():
    print(f"# P-values of the e-test. scipy: poisson_means_test of SciPy {scipy.__version__}, which stops its sum")
    print("# where 1e-10 of a lower tail is left. unpooled, pooled: the double sum over a full matrix.")
    print("# Arguments: count1 days1 count2 days2 difference. tests/oracles/etest.py prints this file.")
    print("tolerance 1e-8")
    for k1, n1, k2, n2, d in CASES:
        # SciPy takes no negative difference; the test is the same with the two counts exchanged.
        p = poisson_means_test(k1, n1, k2, n2, diff=d) if d >= 0 else poisson_means_test(k2, n2, k1, n1, diff=-d)
        print("scipy", k1, n1, k2, n2, d, "=", f"{p.pvalue:.17g}")
    print("tolerance 1e-11")
    for case in CASES:
        print("unpooled", *case, "=", f"{full_sum(*case, False):.17g}")
        print("pooled", *case, "=", f"{full_sum(*case, True):.17g}")
    print("# Krishnamoorthy and Thomson (2004), example 2: 6 and 2 in equal times.")
    print("tolerance 3e-4")
    print("unpooled 6 1 2 1 0 = 0.1749")


main()
