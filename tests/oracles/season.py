# SPDX-License-Identifier: Apache-2.0
"""Prints tests/ref/season.ref: daily averages and seasonal indices, in exact fractions and with Python's calendar."""

from calendar import monthrange
from fractions import Fraction

FIRST = (2013, 7)  # July 2013
COUNTS = [4000 + 37 * i * i % 911 + 250 * ((i + 6) % 12 in (10, 11, 0)) for i in range(66)]


def month(i):
    at = FIRST[0] * 12 + FIRST[1] - 1 + i
    return at // 12, at % 12 + 1


def days(first, n):
    return sum(monthrange(*month(i))[1] for i in range(first, first + n))


def average(first, n):
    return Fraction(sum(COUNTS[first:first + n]), days(first, n))


def season(begins):
    """The index of each calendar month over the complete years that begin in a given one."""
    years = [i for i in range(len(COUNTS) - 11) if month(i)[1] == begins]
    index = {}
    for calendar_month in range(1, 13):
        ratios = [average(i + j, 1) / average(i, 12) for i in years for j in range(12)
                  if month(i + j)[1] == calendar_month]
        index[calendar_month] = 100 * sum(ratios) / len(ratios)
    return years, index


def main():
    print("# Of 66 months from July 2013 on: offences (count), a day (daily), a day over twelve months (moving; by its")
    print("# first month), and by first month of the year the number of complete years and the seasonal index of each")
    print("# calendar month. Computed in fractions. tests/oracles/season.py prints this file.")
    print("tolerance 1e-13")
    for i, count in enumerate(COUNTS):
        print("count", i, "=", count)
    for i in range(len(COUNTS)):
        print("daily", i, "=", repr(float(average(i, 1))))
    for i in range(len(COUNTS) - 11):
        print("moving", i, "=", repr(float(average(i, 12))))
    for begins in (1, 7, 12):
        years, index = season(begins)
        print("years", begins, "=", len(years))
        for calendar_month, value in index.items():
            print("index", begins, calendar_month, "=", repr(float(value)))


main()
