#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the sample partnership's answers against the tables of the Safer Westminster Partnership Strategic
Assessment, September 2018, cell by cell.

    compare.py PROGRAM WORKSPACE PUBLISHED CATEGORIES

PUBLISHED is the folder with the transcribed tables (recorded-crime-by-type.csv ...), CATEGORIES the category tree,
through whose vocabulary the published names of types find their rows. Prints a line a table and ends with
`N tables equal, M cells` and `N passed, N failed`.

Published percentages are whole numbers or have one decimal, ours have one: a cell is equal when ours, rounded as
the published one is, could be it.
"""

import csv
import io
import json
import pathlib
import subprocess
import sys

PERIOD = "2017-07..2018-06"
LOW_BASE = 20
# As printed, and why the sample cannot print it.
IMPOSSIBLE = {
    ("sanctioned detection rates", "Rape", "rate_then_pct"): "10.2% of 330 is no whole number of records",
}


class Answers:
    """What the program says, each question asked once."""

    def __init__(self, program, workspace):
        self.program, self.workspace, self.known = program, workspace, {}

    def __call__(self, measure, *more):
        question = (measure, *more)
        if question not in self.known:
            text = subprocess.run(
                [self.program, "measure", measure, "--workspace", self.workspace, "--period", PERIOD,
                 "--format", "csv", *more], check=True, capture_output=True, text=True).stdout
            self.known[question] = {row["id"]: row for row in csv.DictReader(io.StringIO(text))}
        return self.known[question]


class Table:
    """One published table: counts the cells that agree and says which do not."""

    def __init__(self, name):
        self.name, self.equal, self.wrong, self.left_out = name, 0, [], []

    def cell(self, where, column, ours, published, tolerance=0.0, base=None):
        """`base`: the published number that a percentage is of; ours are [low] below LOW_BASE, and only there."""
        if published == "":
            return
        if (self.name, where, column) in IMPOSSIBLE:
            self.left_out.append(f"{where}, {column}: {IMPOSSIBLE[self.name, where, column]}")
        elif ours == "[low]" and base is not None and float(base) < LOW_BASE:
            self.left_out.append(f"{where}, {column}: we give no percentage of so few")
        elif ours is not None and abs(float(ours) - float(published)) <= tolerance + 1e-9:
            self.equal += 1
        else:
            self.wrong.append(f"{where}, {column}: ours is {ours}, published {published}")

    def say(self):
        for line in self.left_out:
            print(f"  not compared: {self.name}: {line}")
        for line in self.wrong:
            print(f"  DIFFERS: {self.name}: {line}")
        good = self.equal > 0 and not self.wrong
        print(f"{'ok     ' if good else 'FAILED '} {self.name}: {self.equal} cells equal, {len(self.wrong)} differ")
        return good


# Half of the last digit printed, and half of ours.
WHOLE, TENTH = 0.5 + 0.05, 0.05 + 0.05


class Published:
    def __init__(self, folder, categories):
        self.folder = pathlib.Path(folder)
        tree = json.loads(pathlib.Path(categories).read_text())
        self.types = {key.casefold(): node for key, node in tree["vocabularies"]["crime-records"].items()}
        self.labels = {}
        for node in tree["nodes"]:
            if "/" not in node["id"]:
                self.labels.setdefault(self.plain(node["label"]), node["id"])
        self.offences = {self.plain(node["label"]): node["id"] for node in reversed(tree["nodes"])
                         if node.get("classification") == "met-2012"}

    @staticmethod
    def plain(label):
        return label.casefold().replace("&", "and").replace("theft/taking", "theft or taking").replace(
            "theft person", "theft from the person").replace("noifiable", "notifiable")

    def rows(self, name):
        with open(self.folder / f"{name}.csv", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def type(self, group, label):
        return self.types[f"{group} / {label}".casefold().replace("noifiable", "notifiable")]

    def group(self, label):
        return self.labels[self.plain(label)]


def get(answer, row, column):
    return answer.get(row, {}).get(column)


def counts(table, answer, row, where, published, tolerance):
    """The three figures that most tables print."""
    base = published["count_2016_07_2017_06"]
    table.cell(where, "change_pct", get(answer, row, "change_pct"), published["pct_change_published"], tolerance, base)
    table.cell(where, "count_then", get(answer, row, "count_then"), base)
    table.cell(where, "count_now", get(answer, row, "count_now"), published["count_2017_07_2018_06"])


def recorded_crime(published, answers):
    table, answer = Table("recorded crime by type"), answers("change")
    for row in published.rows("recorded-crime-by-type"):
        kind = row["row_type"]
        ours = ("total" if kind == "grand_total" else published.group(row["major_group"])
                if kind == "group_total" else published.type(row["major_group"], row["crime_type"]))
        counts(table, answer, ours, row["crime_type"], row, WHOLE)
    return table


def cost(published, answers):
    table, answer = Table("cost of crime"), answers("cost")
    slug = lambda text: "-".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())
    for row in published.rows("cost-of-crime"):
        column = row["component"].replace("-", "_") + "_gbp"
        table.cell(row["offence"], column, get(answer, slug(row["offence"]), column), row["gbp"])
    return table


FLAGS = {
    "Gun Crime": "gun-crime", "Knife crime": "knife-crime", "Knife crime with injury": "knife-crime-with-injury",
    "Youth Violence": "youth-violence", "Domestic abuse hate crime": "domestic-abuse", "Hate crime": "hate-crime",
    "Racist & Religious hate crime": "racist-and-religious-hate-crime", "Homophobic crime": "homophobic-hate-crime",
    "Faith hate crime": "faith-hate-crime", "Transgender hate crime": "transgender-hate-crime",
    "Disability hate crime": "disability-hate-crime", "Anti-semitic": "antisemitic-hate-crime",
    "Islamaphobic": "islamophobic-hate-crime",
}


def flags(name, file):
    def compare(published, answers):
        table, answer = Table(name), answers("flags")
        for row in published.rows(file):
            where = row["crime_type_as_printed"]
            counts(table, answer, FLAGS[where], where, row, WHOLE)
        return table
    return compare


def detections(published, answers):
    """The published change is the difference of the two rounded rates: up to a tenth from the exact one."""
    table, answer = Table("sanctioned detection rates"), answers("outcomes")
    for row in published.rows("sanctioned-detection-rates"):
        where = row["offence"]
        ours = "total" if where.startswith("Total") else published.offences[published.plain(where)]
        table.cell(where, "rate_then_pct", get(answer, ours, "rate_then_pct"),
                   row["sanctioned_detection_pct_2016_07_2017_06"])
        table.cell(where, "rate_now_pct", get(answer, ours, "rate_now_pct"),
                   row["sanctioned_detection_pct_2017_07_2018_06"])
        table.cell(where, "change_points", get(answer, ours, "change_points"), row["change_pct_points_published"], 0.1)
    return table


def wards(published, answers):
    """The sample's wards have other names: a ward is the one with the published totals."""
    table, areas = Table("crime in four wards"), answers("areas")
    rows = published.rows("ward-crime")
    for total in (row for row in rows if row["row_type"] == "total"):
        found = [code for code, row in areas.items() if row["count_now"] == total["count_2017_07_2018_06"]]
        if len(found) != 1:
            table.wrong.append(f"{total['ward']}: {len(found)} wards of ours have its total")
            continue
        counts(table, areas, found[0], total["ward"], total, TENTH)
        groups = answers("change", "--by", "group", "--area", found[0])
        for row in (row for row in rows if row["ward"] == total["ward"] and row["row_type"] == "offence"):
            where = f"{row['ward']}, {row['offence']}"
            ours = published.group(row["offence"])
            counts(table, groups, ours, where, row, TENTH)
    return table


def small_areas(published, answers):
    table, answer = Table("shares of the busiest areas"), answers("concentration", "--top", "4")
    ours = [row for row in answer.values() if row["code"]]
    shares = [row for row in published.rows("lsoa-shares")
              if row["dataset"] == "recorded-crime" and row["share_of"] == "westminster"]
    for place, row in enumerate(shares):
        table.cell(row["lsoa_code"], "share_pct", ours[place]["share_pct"], row["pct"], 0.05)
    table.cell("the four together", "share_pct", answer["top"]["share_pct"], str(sum(float(r["pct"]) for r in shares)))
    return table


# Key of the published figure, area, measure, row, column, tolerance.
HEADLINES = [
    ("crimes-per-day-2017-18", "volume", "this-period", "per_day", WHOLE),
    ("crimes-per-day-2016-17", "volume", "period-before", "per_day", WHOLE),
    ("crimes-per-day-2015-16", "volume", "two-periods-before", "per_day", WHOLE),
    ("crimes-per-day-december-5-year", "seasons", "december", "per_day", WHOLE),
    ("crimes-per-day-november-5-year", "seasons", "november", "per_day", WHOLE),
    ("crimes-per-day-september-5-year", "seasons", "september", "per_day", WHOLE),
    ("crime-share-of-mps-2017-18", "share", "total", "share_now_pct", 0),
    ("crime-share-of-mps-2016-17", "share", "total", "share_then_pct", 0),
    ("robbery-share-of-london", "share", "robbery", "share_now_pct", WHOLE),
    ("theft-person-share-of-london", "share", "theft-and-handling/theft-person", "share_now_pct", WHOLE),
    ("crime-change-count", "change", "total", "difference", 0),
    ("crime-share-of-top-4-lsoas", "concentration", "top", "share_pct", 0),
    ("lsoas-holding-half-of-crime", "concentration", "half", "areas", 0),
    ("lsoas-with-less-than-one-crime-a-day", "concentration", "under-one-a-day", "areas", 0),
    ("lsoa-count", "concentration", "total", "areas", 0),
    ("violence-without-injury-share-of-cost", "cost", "violence-without-injury", "share_cost_pct", WHOLE),
    ("violence-with-injury-share-of-cost", "cost", "violence-with-injury", "share_cost_pct", WHOLE),
    ("violence-with-injury-share-of-volume", "cost", "violence-with-injury", "share_volume_pct", WHOLE),
    ("theft-from-person-and-other-theft-share-of-cost", "cost", "theft-from-person", "share_cost_pct", WHOLE),
    ("theft-from-person-and-other-theft-share-of-volume", "cost", "theft-from-person", "share_volume_pct", WHOLE),
]


def headlines(published, answers):
    table = Table("headline figures")
    printed = {row["key"]: row["value"] for row in published.rows("headline-figures")
               if row["area"] == "westminster"}
    for key, measure, row, column, tolerance in HEADLINES:
        table.cell(key, column, get(answers(measure), row, column), printed[key], tolerance)
    return table


TABLES = [recorded_crime, cost, flags("flagged crime", "flagged-crimes"), flags("hate crime", "hate-crimes"),
          detections, wards, small_areas, headlines]


def main(program, workspace, folder, categories):
    published, answers = Published(folder, categories), Answers(program, workspace)
    tables = [compare(published, answers) for compare in TABLES]
    good = [table.say() for table in tables]
    cells = sum(table.equal for table in tables)
    print(f"{sum(good)} tables equal, {cells} cells")
    print(f"{sum(good)} passed, {len(good) - sum(good)} failed")
    return 0 if all(good) else 1


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
