#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the sample partnership's answers against the tables of the Safer Westminster Partnership Strategic
Assessment, September 2018, cell by cell.

    compare.py PROGRAM WORKSPACE PUBLISHED CATEGORIES

PUBLISHED is the folder with the transcribed tables (recorded-crime-by-type.csv ...), CATEGORIES the category tree,
through whose vocabulary the published names of types find their rows. Every file of tables/ has a list TABLES of
functions (published, answers) -> Table. Prints a line a table and ends with `N tables equal, M cells` and
`N passed, N failed`.

Published percentages are whole numbers or have one decimal, ours have one: a cell is equal when ours, rounded as
the published one is, could be it.
"""

import importlib
import pathlib
import sys

from comparing import Answers, Published


def all_tables():
    here = pathlib.Path(__file__).parent
    sys.path.insert(0, str(here / "tables"))
    names = sorted(file.stem for file in (here / "tables").glob("*.py"))
    return [table for name in names for table in importlib.import_module(name).TABLES]


def main(program, workspace, folder, categories):
    published, answers = Published(folder, categories), Answers(program, workspace)
    tables = [compare(published, answers) for compare in all_tables()]
    good = [table.say() for table in tables]
    cells = sum(table.equal for table in tables)
    print(f"{sum(good)} tables equal, {cells} cells")
    print(f"{sum(good)} passed, {len(good) - sum(good)} failed")
    return 0 if all(good) else 1


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
