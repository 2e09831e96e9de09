# SPDX-License-Identifier: Apache-2.0
"""What every comparison with a published table is made of."""

import csv
import io
import json
import pathlib
import subprocess

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


