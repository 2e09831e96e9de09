# SPDX-License-Identifier: Apache-2.0
"""Prints tests/ref/distribution-exact.ref: Poisson and binomial probabilities summed term by term.

No special function and no floating point: every term in decimal arithmetic of 60 digits, so that these values
are right to the last figure printed, where R's and ours could be wrong together.
"""

from decimal import Decimal, getcontext
from fractions import Fraction
from math import factorial

getcontext().prec = 60
BERNOULLI = [Fraction(1, 6), Fraction(-1, 30), Fraction(1, 42), Fraction(-1, 30), Fraction(5, 66),
             Fraction(-691, 2730), Fraction(7, 6), Fraction(-3617, 510), Fraction(43867, 798)]
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")


def log_factorial(n):
    if n < 2000:
        return Decimal(factorial(n)).ln()
    x = Decimal(n)
    total = x * x.ln() - x + (2 * PI * x).ln() / 2
    for i, b in enumerate(BERNOULLI):
        k = 2 * (i + 1)
        total += Decimal(b.numerator) / b.denominator / (k * (k - 1)) / x ** (k - 1)
    return total


def summed(term, ratio, until):
    """term + term * ratio(0) + term * ratio(0) * ratio(1)... until it no longer counts."""
    total, i = term, 0
    while i < until:
        term *= ratio(i)
        i += 1
        total += term
        if term < total * Decimal("1e-30"):
            break
    return total


def row(name, value, *args):
    print(name, *args, "=", f"{value:.25e}")


def poisson(k, mean_text):
    m = Decimal(mean_text)
    pmf = (k * m.ln() - m - log_factorial(k)).exp()
    row("poisson_pmf", pmf, k, mean_text)
    row("poisson_cdf", summed(pmf, lambda i: Decimal(k - i) / m, k), k, mean_text)
    row("poisson_upper", summed(pmf, lambda i: m / (k + 1 + i), 10**9), k, mean_text)


def binomial(k, n, share_text):
    p = Decimal(share_text)
    odds = p / (1 - p)
    pmf = (log_factorial(n) - log_factorial(k) - log_factorial(n - k) + k * p.ln() + (n - k) * (1 - p).ln()).exp()
    row("binomial_pmf", pmf, k, n, share_text)
    row("binomial_cdf", summed(pmf, lambda i: Decimal(k - i) / (n - k + 1 + i) / odds, k), k, n, share_text)
    row("binomial_upper", summed(pmf, lambda i: Decimal(n - k - i) / (k + 1 + i) * odds, n - k), k, n, share_text)


def main():
    print("# Poisson and binomial probabilities summed term by term in decimal arithmetic of 60 digits.")
    print("# tests/oracles/distribution-exact.py prints this file.")
    print("tolerance 1e-12")
    # Means and shares that a double holds exactly, so that both sides answer the same question.
    for mean in ("0.5", "3.25", "10", "99.75", "1000", "123456", "1000000"):
        m = float(mean)
        for s in (-8, -3, 0, 2, 5, 12, 30):
            k = round(m + s * m ** 0.5)
            if k >= 0:
                poisson(k, mean)
    for n in (10, 150, 5000, 1000000):
        for share in ("0.125", "0.5", "0.984375"):
            p = float(share)
            for s in (-7, -2, 0, 3, 8):
                k = round(n * p + s * (n * p * (1 - p)) ** 0.5)
                if 0 <= k <= n:
                    binomial(k, n, share)
    print("# Near 15, where Stirling's error changes from lgamma to the series.")
    print("tolerance 1e-14")
    for k in range(13, 22):
        poisson(k, "17.5")


main()
