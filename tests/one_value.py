#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The same figure never appears with two values.

    one_value.py FOLDER

FOLDER is an assessment (output/assessment/PERIOD). Every number of findings.json and of tables/*.csv is given its
meaning, and two numbers of one meaning must be one number:

  question   what was asked (measure, parameters, sources), row and column: the same question in two sections
  counted    records of one source, in one period and area, under the same conditions, of one type: by whichever measure
  verdict    whether the change of such a count is more than chance: by whichever measure, in whichever table
  residents  people living in an area
  file       a cell of tables/NAME.csv against the same cell of findings.json
  sentence   a number in a sentence against the cells of its table

Prints a line a clash, then how many figures have how many meanings, and `N passed, N failed` (a check of each kind).
"""

import csv
import json
import pathlib
import re
import sys

# Measures whose counts are of all the records of a type: column -> the period it is of.
NOW, THEN = "period", "compare"
COUNTED = {
    "change": {"count_now": NOW, "count_then": THEN},
    "areas": {"count_now": NOW, "count_then": THEN},
    "asb-wards": {"count_now": NOW, "count_then": THEN},
    "share": {"count_now": NOW, "count_then": THEN},
    "harm": {"count_now": NOW, "count_then": THEN},
    "referrals": {"count_now": NOW, "count_then": THEN},
    "outcomes": {"recorded_now": NOW, "recorded_then": THEN},
    "cost": {"count": NOW},
    "concentration": {"count": NOW},
    "rates": {"count": NOW},
    "volume": {"count": NOW},
    "sources-by-area": {"count": NOW},
}
# Rows of some measures are areas; those of others have a type of crime as their id, or are the total.
AREA = re.compile(r"[A-Z]\d{8}$")
OF_VOLUME = {"this-period": NOW, "period-before": THEN}
# Numbers of a sentence that are no figures: the level of an interval, the least that a probability is printed as.
CONSTANTS = {"95", "0.001"}
# Times of the day are not figures either.
NUMBER = re.compile(r"(?<![\w.:])£?\d+(?:,\d{3})*(?:\.\d+)?(?: (?:million|billion))?(?![\w:])")
MONTHS = "January February March April May June July August September October November December".split()
DAY = re.compile(rf"\b\d{{1,2}} ({'|'.join(MONTHS)})\b")
LENGTH = re.compile(r"\b(the|per|up to) \d+ (days)\b")  # of time, as a method has them
UNITS = {"million": 1e6, "billion": 1e9}


class Meanings:
    """What each figure means, where it stands and what it says."""

    def __init__(self, kind):
        self.kind, self.known, self.figures, self.clashes = kind, {}, 0, []

    def add(self, meaning, where, value):
        self.figures += 1
        first, known = self.known.setdefault(meaning, (where, value))
        if not same(known, value):
            self.clashes.append(f"{first} is {known}, {where} is {value}")

    def say(self):
        for clash in self.clashes:
            print(f"  CLASH: {self.kind}: {clash}")
        print(f"{'FAILED ' if self.clashes or not self.figures else 'ok     '} {self.kind}: {self.figures} figures, "
              f"{len(self.known)} meanings, {len(self.clashes)} clashes")
        return not self.clashes and self.figures > 0


def same(a, b):
    if not isinstance(a, (int, float)) or not isinstance(b, (int, float)):
        return a == b
    return abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))


def sources_of(table):
    return tuple((e["source"], e["vintage"]) for e in table["provenance"]["extracts"])


def cells(table):
    """Row, column, and what stands there: a number, or the mark in place of one."""
    for row in table["rows"]:
        for column in table["columns"]:
            cell = row["cells"].get(column["name"])
            if cell is not None and column["type"] == "number":
                value = cell.get("value")
                yield row["id"], column, cell["text"] if value is None else value


def by_question(tables):
    meanings = Meanings("question")
    for table in tables:
        made = table["provenance"]
        asked = (made["measure"], tuple(sorted(made["parameters"].items())), sources_of(table))
        if not made["parameters"]:  # not asked, but read from the catalogue
            asked += (table["id"],)
        for row, column, value in cells(table):
            meanings.add(asked + (row, column["name"]), f"{table['id']} {row} {column['name']}", value)
    return meanings


def counted_in(table, row, column):
    """The meaning of a count, or None where it is not one of all records of a type."""
    made, asked = table["provenance"], table["provenance"]["parameters"]
    period = COUNTED.get(made["measure"], {}).get(column)
    sources = [s for s in sources_of(table)]
    area, thing = asked.get("area"), row
    if period is None or not sources:
        return None
    source = sources[0]
    if made["measure"] == "volume":
        period, thing = OF_VOLUME.get(row), "total"
    elif made["measure"] == "sources-by-area":
        if "/" not in row:
            return None
        name, area = row.split("/")
        source, thing = (name, ""), "total"
    elif AREA.match(row):
        area, thing = row, "total"
    elif row != "total" and (made["measure"] in ("cost", "concentration", "referrals") or
                             asked.get("by", "category") not in ("category", "group")):
        return None
    when = asked.get(period) if period else None
    if when is None:
        return None
    conditions = tuple(sorted(v for k, v in asked.items() if k in ("where", "and where")))
    return source, when, area, conditions, thing


def by_count(tables):
    meanings = Meanings("counted")
    for table in tables:
        for row, column, value in cells(table):
            meaning = counted_in(table, row, column["name"])
            if meaning and column["unit"] == "count":
                meanings.add(meaning, f"{table['id']} {row} {column['name']}", value)
    return meanings


def verdict_of(table, row):
    """The meaning of a row's verdict and what it says, or None where it has none, or one of something else."""
    made = table["provenance"]
    now, verdict = row["cells"].get("count_now"), row["cells"].get("verdict")
    if not now or not verdict or verdict.get("value") not in ("Up", "Down", "No"):
        return None
    if made["measure"] == "flags":  # a row is what 'change' counts with the flag as its condition
        source, area = sources_of(table)[0], made["parameters"].get("area")
        when, thing = made["parameters"].get("period"), "total"
        conditions = (f"flags={row['cells']['label']['value']}",)
    else:
        meaning = counted_in(table, row["id"], "count_now")
        if meaning is None or made["measure"] not in ("change", "areas", "referrals"):
            return None
        source, when, area, conditions, thing = meaning
    return (source, when, made["parameters"].get("compare"), area, conditions, thing), verdict["value"]


def by_verdict(tables):
    meanings = Meanings("verdict")
    for table in tables:
        for row in table["rows"]:
            said_of = verdict_of(table, row)
            if said_of:
                meanings.add(said_of[0], f"{table['id']} {row['id']}", said_of[1])
    return meanings


def by_residents(tables):
    meanings = Meanings("residents")
    for table in tables:
        for row, column, value in cells(table):
            if column["name"] != "residents" or column["unit"] != "count" or isinstance(value, str):
                continue
            area = row if AREA.match(row) else table["provenance"]["parameters"].get("area") if row == "total" else None
            if area:
                meanings.add(area, f"{table['id']} {row} residents", value)
    return meanings


def by_file(tables, folder):
    meanings = Meanings("file")
    for table in tables:
        path = folder / "tables" / (table["id"].replace("/", "-") + ".csv")
        with open(path, encoding="utf-8", newline="") as file:
            printed = {row["id"]: row for row in csv.DictReader(file)}
        for row, column, value in cells(table):
            text = printed.get(row, {}).get(column["name"])
            where = f"{path.name} {row} {column['name']}"
            if isinstance(value, str) or text is None or text == "":
                meanings.add((table["id"], row, column["name"]), f"findings.json {where}", value)
                meanings.add((table["id"], row, column["name"]), where, text)
                continue
            number = re.match(r"-?[\d.]+", text)
            places = len(number.group().partition(".")[2]) if number else 0
            meanings.add((table["id"], row, column["name"]), f"findings.json {where}", value)
            agrees = number and abs(float(number.group()) - value) <= 0.5 * 10**-places + 1e-9 * max(1, abs(value))
            meanings.add((table["id"], row, column["name"]), where, value if agrees else text)
    return meanings


def said(token):
    """The value of a number in a sentence, its unit and decimals."""
    digits = re.match(r"£?([\d,]+(?:\.\d+)?)", token).group(1).replace(",", "")
    unit = next((u for word, u in UNITS.items() if word in token), 1.0)
    return float(digits), unit, len(digits.partition(".")[2])


def is_in(token, numbers, words):
    value, unit, places = said(token)
    if any(abs(value - abs(n) / unit) <= 0.5 * 10**-places + 1e-9 for n in numbers):
        return True
    stands = re.search(rf"(?<![\d.,]){re.escape(token)}(?![\d]|[.,]\d)", words)
    return bool(stands) or token.lstrip("£") in CONSTANTS


def by_sentence(tables):
    meanings = Meanings("sentence")
    for table in tables:
        numbers = [value for _, _, value in cells(table) if not isinstance(value, str)]
        texts = [cell["value"] for row in table["rows"] for cell in row["cells"].values()
                 if cell and isinstance(cell.get("value"), str)]
        words = " ".join([table["title"], table["subtitle"] or "", *texts, *(c["title"] for c in table["columns"]),
                          *table["notes"]])
        for finding in table["findings"]:
            sentence = LENGTH.sub(r"\1 \2", DAY.sub(r"\1", finding["sentence"]))
            for token in NUMBER.findall(sentence):
                good = is_in(token, numbers, words)
                meanings.add((finding["id"], token), f"the cells of {table['id']}", "the same")
                meanings.add((finding["id"], token), f"{finding['id']} says {token}", "the same" if good else "not there")
    return meanings


def main(folder):
    folder = pathlib.Path(folder)
    tables = json.loads((folder / "findings.json").read_text(encoding="utf-8"))["tables"]
    kinds = [by_question(tables), by_count(tables), by_verdict(tables), by_residents(tables), by_file(tables, folder), by_sentence(tables)]
    good = [kind.say() for kind in kinds]
    print(f"{sum(good)} passed, {len(good) - sum(good)} failed")
    return 0 if all(good) else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
