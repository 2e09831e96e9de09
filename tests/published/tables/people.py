# SPDX-License-Identifier: Apache-2.0
"""Victims: the types of hate crime, how many come back, who they are."""

import comparing
from comparing import WHOLE, Table, get

# What the document calls a type, which the records call otherwise: public order offences are harassment there.
TYPES = {"Public order": "harassment", "Harassment": "harassment", "Violence without injury": "common-assault",
         "Common Assault": "common-assault", "Violence with injury": "assault-with-injury",
         "Criminal Damage to motor vehicle": "criminal-damage-to-motor-vehicle", "Other": "other-violence"}
STRANDS = {"Racist": "racist-and-religious-hate-crime", "Faith": "faith-hate-crime",
           "Homophobic": "homophobic-hate-crime", "Transgender": "transgender-hate-crime",
           "Disability": "disability-hate-crime"}
NAME = "most frequent types of hate crime"
comparing.IMPOSSIBLE |= {
    (NAME, "Transgender, Common Assault", "share_pct"): "24% of the 23 printed elsewhere is no whole number of records",
    (NAME, "Transgender, Other", "share_pct"): "20% of the 23 printed elsewhere is no whole number of records",
    (NAME, "Disability, Criminal Damage to motor vehicle", "share_pct"):
        "26% of the 26 printed elsewhere is no whole number of records",
}


def hate_types(published, answers):
    table, answer = Table(NAME), answers("flag-types")
    for row in published.rows("hate-crime-top-types"):
        where = f"{row['hate_strand']}, {row['offence_type']}"
        ours = f"{STRANDS[row['hate_strand']]}/{TYPES[row['offence_type']]}"
        table.cell(where, "rank", get(answer, ours, "rank"), row["rank"])
        table.cell(where, "share_pct", get(answer, ours, "share_pct"), row["pct"], WHOLE)
    return table


# Key of the published figure and its area (one in five is London's), question, row and column.
FIGURES = [
    ("hate-crime-repeat-victims", "westminster", ("repeats", "--where", "flags=Hate crime"), "total", "share_pct"),
    ("repeat-victim-share", "london", ("repeats",), "total", "share_pct"),
    ("hate-crime-victims-male", "westminster", ("victims", "--where", "flags=Hate crime"), "sex/male", "share_pct"),
]


def repeat_victims(published, answers):
    table = Table("victims, headline figures")
    printed = {(row["key"], row["area"]): row["value"] for row in published.rows("headline-figures")}
    for key, area, question, row, column in FIGURES:
        table.cell(key, column, get(answers(*question), row, column), printed[key, area], WHOLE)
    return table


TABLES = [hate_types, repeat_victims]
