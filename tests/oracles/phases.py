# SPDX-License-Identifier: Apache-2.0
"""Prints tests/ref/phases.ref: days at liberty counted one by one, and bootstrap intervals with the generators of the
papers written again in whole numbers, quantiles by numpy."""

import math

import numpy

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15


def scatter(x):
    x = ((x ^ x >> 30) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ x >> 27) * 0x94D049BB133111EB) & MASK
    return x ^ x >> 31


class Stream:
    """xoshiro256** of part `index` of `seed`."""

    def __init__(self, seed, index):
        seed = scatter((scatter((seed + GOLDEN) & MASK) + index * GOLDEN) & MASK)
        self.s = []
        for _ in range(4):
            seed = (seed + GOLDEN) & MASK
            self.s.append(scatter(seed))

    def next(self):
        s = self.s
        rotate = lambda x, k: ((x << k) | (x >> (64 - k))) & MASK
        result = (rotate((s[1] * 5) & MASK, 7) * 9) & MASK
        shifted = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= shifted
        s[3] = rotate(s[3], 45)
        return result

    def below(self, bound):
        """Lemire: the high word of a product, drawn again where the low word is under 2^64 mod bound."""
        while True:
            product = self.next() * bound
            if product & MASK >= (1 << 64) % bound:
                return product >> 64


def people(n, salt):
    """Offences and days at liberty of two phases: many without any, a few with many."""
    out = []
    for i in range(n):
        a = (i * 7 + salt) % 11
        b = (i * 5 + salt * 3) % 13
        out.append((max(0, a - 4) * (1 + i % 3), 365 - (i * 31 + salt) % 90, max(0, b - 8), 90 - (i * 17) % 25))
    return out


def ratio(rows):
    a0, d0, a1, d1 = (sum(row[k] for row in rows) for k in range(4))
    then, now = (a0 / d0 if d0 else 0), (a1 / d1 if d1 else 0)
    return now / then if then else (math.inf if now else 1)


def drawn(rows, stream):
    return ratio([rows[stream.below(len(rows))] for _ in rows])


def main():
    print("# liberty case: days of the window 100..200 on which none of the case's spells runs, counted one by one.")
    print("# ratio/low/high n salt seed: rate ratio of n made-up people and its 95% percentile interval, 1,000 replicates;")
    print("# did...: the same over a comparator of salt + 1. tests/oracles/phases.py prints this file.")
    print("tolerance 1e-12")
    cases = [[], [(0, 50)], [(90, 110)], [(190, 210)], [(120, 130), (125, 140)], [(120, 150), (130, 140)],
             [(140, 150), (110, 120), (120, 125)], [(0, 300)], [(150, 150), (160, 155)], [(100, 200)], [(99, 101), (199, 201)]]
    for i, spells in enumerate(cases):
        print("liberty", i, "=", sum(not any(a <= day < b for a, b in spells) for day in range(100, 200)))
    for n, salt, seed in ((12, 1, 1), (41, 2, 20180930), (41, 5, 7), (150, 3, 99)):
        rows, other = people(n, salt), people(n + 3, salt + 1)
        ours = [drawn(rows, Stream(seed, r)) for r in range(1000)]
        low, high = numpy.quantile(ours, [0.025, 0.975])
        print("ratio", n, salt, seed, "=", repr(ratio(rows)))
        print("low", n, salt, seed, "=", repr(float(low)))
        print("high", n, salt, seed, "=", repr(float(high)))
        if n < 20:
            continue  # the comparator is sometimes drawn without any offence after
        both = []
        for r in range(1000):
            stream = Stream(seed, r)
            top = drawn(rows, stream)
            both.append(top / drawn(other, stream))
        low, high = numpy.quantile(both, [0.025, 0.975])
        print("did", n, salt, seed, "=", repr(ratio(rows) / ratio(other)))
        print("did_low", n, salt, seed, "=", repr(float(low)))
        print("did_high", n, salt, seed, "=", repr(float(high)))


main()
