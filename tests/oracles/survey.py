# SPDX-License-Identifier: Apache-2.0
"""Prints tests/ref/survey.ref: weighted shares and the tests of their change and of weighted sums of counts, with every
answer and every offence written out as a number of its own, and the normal distribution of SciPy."""

import numpy as np
from scipy.stats import norm

# Three groups of people who answered alike: how many, weight, whether the answer counts.
WAVES = [
    (400, 1, 1, 100, 2, 1, 100, 1, 0), (300, 1, 1, 100, 2, 1, 100, 1, 0), (5, 0.8, 1, 3, 1.25, 0, 2, 1, 1),
    (0, 1, 1, 60, 0.3, 0, 40, 3.1, 1), (1000, 0.5, 1, 1630, 1.5, 0, 12, 7.25, 1), (50, 1, 0, 20, 1, 0, 10, 2, 0),
    (263, 1, 1, 1700, 1.2, 1, 667, 0.75, 0), (1, 1, 1, 1, 2, 0, 0, 1, 1),
]
# Two sums of three counts with their weights, and the days of each.
SUMS = [
    (10, 300, 1000, 2, 3, 5000, 365, 12, 300, 900, 2, 4, 5000, 365),
    (1244, 1200, 330, 2000, 10, 5000, 365, 1229, 1200, 517, 2000, 4, 5000, 365),
    (5, 1, 0, 2, 0, 3, 30, 0, 1, 0, 2, 0, 3, 31), (100, 0.5, 7, 182.25, 1, 0, 365, 80, 0.5, 9, 182.25, 2, 0, 366),
]


def answers(wave):
    groups = [wave[i:i + 3] for i in (0, 3, 6)]
    weights = np.concatenate([np.full(int(n), w, float) for n, w, _ in groups])
    counts = np.concatenate([np.full(int(n), c, float) for n, _, c in groups])
    return weights, counts


def share(wave):
    weights, counts = answers(wave)
    return np.average(counts, weights=weights)


def effective(wave):
    weights, _ = answers(wave)
    return len(weights) / (1 + np.var(weights) / np.mean(weights) ** 2)  # Kish, by the variation of the weights


def change_p(one, other):
    p, q = share(one), share(other)
    se = np.sqrt(p * (1 - p) / effective(one) + q * (1 - q) / effective(other))
    return 2 * norm.sf(abs(p - q) / se)


def sum_p(case):
    def daily(part):
        harm = np.concatenate([np.full(int(n), w, float) for n, w in (part[0:2], part[2:4], part[4:6])])
        return harm.sum() / part[6], (harm**2).sum() / part[6] ** 2
    (a, va), (b, vb) = daily(case[:7]), daily(case[7:])
    return 2 * norm.sf(abs(a - b) / np.sqrt(va + vb))


def line(name, arguments, value):
    print(name, *(f"{a:g}" for a in arguments), "=", f"{value:.17g}")


print("# Weighted shares, Kish's effective numbers, normal tests. Three groups of people, weight, whether the answer")
print("# counts; for change_p two such waves; for sum_p three counts and weights and the days, twice.")
print("# tests/oracles/survey.py prints this file.")
print("tolerance 1e-9")
for wave in WAVES:
    line("share", wave, share(wave))
    line("effective", wave, effective(wave))
for one, other in [(0, 1), (1, 0), (2, 3), (4, 6), (6, 0), (5, 2), (7, 7)]:
    line("change_p", WAVES[one] + WAVES[other], change_p(WAVES[one], WAVES[other]))
for case in SUMS:
    line("sum_p", case, sum_p(case))
