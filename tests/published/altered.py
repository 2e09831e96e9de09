#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A comparison that cannot fail compares nothing: alters the published tables, one figure at a time, and sees which
comparisons notice.

    altered.py PROGRAM WORKSPACE PUBLISHED CATEGORIES

Every number of every file that a comparison reads is raised, then lowered, by three units of its last digit; it is
held when some comparison of compare.py calls the figure different both times. A file passes when one of its figures
is held at least; how many are is printed, and so are the files that nothing reads. Not every figure can be held: some
are worded ("half"), some are compared only in part, and years and codes are no figures.
Ends with `N passed, N failed`.
"""

import re
import sys
from decimal import Decimal

from compare import all_tables
from comparing import Answers, Published

NUMBER = re.compile(r"-?\d+(\.\d+)?")
STEPS = (3, -3)


class Altered(Published):
    """The published tables with one figure changed; remembers which files are asked for."""

    def __init__(self, folder, categories):
        super().__init__(folder, categories)
        self.kept, self.asked, self.change = {}, set(), None

    def rows(self, name):
        self.asked.add(name)
        if name not in self.kept:
            self.kept[name] = super().rows(name)
        rows = [dict(row) for row in self.kept[name]]
        if self.change and self.change[0] == name:
            _, row, column, text = self.change
            rows[row][column] = text
        return rows


def moved(text, steps):
    number = Decimal(text)
    return str(number + steps * Decimal((0, (1,), number.as_tuple().exponent)))


def readers_of_files(published, answers):
    """Which comparisons read which file."""
    readers = {}
    for compare in all_tables():
        published.asked = set()
        compare(published, answers)
        for name in published.asked:
            readers.setdefault(name, []).append(compare)
    return readers


def notices(compare, published, answers):
    try:
        return bool(compare(published, answers).wrong)
    except (KeyError, IndexError, ValueError, StopIteration, ZeroDivisionError):
        return False  # it stumbled over a name that is no figure


def held(published, answers, readers, place, text):
    for steps in STEPS:
        published.change = (*place, moved(text, steps))
        if not any(notices(compare, published, answers) for compare in readers):
            return False
    return True


def main(program, workspace, folder, categories):
    published, answers = Altered(folder, categories), Answers(program, workspace)
    readers = readers_of_files(published, answers)
    passed = 0
    for name in sorted(readers):
        numbers = [((name, i, column), text) for i, row in enumerate(published.kept[name])
                   for column, text in row.items() if NUMBER.fullmatch(text or "")]
        good = sum(held(published, answers, readers[name], place, text) for place, text in numbers)
        published.change = None
        passed += good > 0
        print(f"{'ok     ' if good else 'FAILED '} {name}: {good} of {len(numbers)} figures are held")
    for file in sorted(published.folder.glob("*.csv")):
        if file.stem not in readers:
            print(f"  nothing compares {file.stem}")
    print(f"{passed} passed, {len(readers) - passed} failed")
    return 0 if passed == len(readers) else 1


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
