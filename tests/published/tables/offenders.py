# SPDX-License-Identifier: Apache-2.0
"""Offenders: proven reoffending by group and area, and the headline figures of offenders."""

from comparing import TENTH, WHOLE, Table, get

GROUPS = {
    "All reoffending rate": "total", "Adult reoffending rate": "age-group/adult",
    "Juvenile reoffending rate": "age-group/juvenile", "Male offenders": "sex/male", "Female offenders": "sex/female",
}
AREAS = {"westminster": "rate_pct", "london": "force_rate_pct", "england-and-wales": "country_rate_pct"}


def reoffending_rates(published, answers):
    table, answer = Table("proven reoffending"), answers("reoffending")
    for row in published.rows("reoffending-rates"):
        column = AREAS[row["area"]]
        table.cell(f"{row['group']}, {row['area']}", column, get(answer, GROUPS[row["group"]], column),
                   row["reoffending_rate_pct"], TENTH)
    return table


# Key of the published figure, its area, our question, row, column, sign, tolerance.
HEADLINES = [
    ("offenders-2015-10-to-2016-09", "westminster", ("offenders",), "total", "count_now", 1, 0),
    ("offenders-10-year-change", "westminster", ("offenders",), "total", "change_pct", 1, WHOLE),
    ("juvenile-offenders-10-year-reduction", "westminster", ("offenders",), "age-group/juvenile", "change_pct", -1, WHOLE),
    ("adult-offenders-10-year-reduction", "london", ("offenders",), "age-group/adult", "force_change_pct", -1, WHOLE),
    ("juvenile-offenders-10-year-reduction", "london", ("offenders",), "age-group/juvenile", "force_change_pct", -1, WHOLE),
    ("juvenile-share-of-offenders", "westminster", ("offenders",), "age-group/juvenile", "share_pct", 1, WHOLE),
    ("juvenile-share-of-offenders-10-years-ago", "westminster", ("offenders",), "age-group/juvenile", "share_then_pct",
     1, WHOLE),
    ("offenders-share-of-london", "westminster", ("offenders",), "total", "of_force_pct", 1, WHOLE),
    ("offenders-share-of-london-10-years-ago", "westminster", ("offenders",), "total", "of_force_then_pct", 1, WHOLE),
    ("female-share-of-offenders", "westminster", ("offenders",), "sex/female", "share_pct", 1, WHOLE),
    ("female-share-of-offenders", "london", ("offenders",), "sex/female", "force_share_pct", 1, WHOLE),
]

BY_OFFENCE = {"public-order": "public-order", "weapons": "possession-of-weapons", "theft": "theft"}


def adults(table, answers, printed):
    """Printed in words, "nearly halved": within two points below the half."""
    fall = -float(get(answers("offenders"), "age-group/adult", "change_pct"))
    half = printed["adult-offenders-10-year-reduction", "westminster"]
    table.cell("adult offenders, nearly halved", "change_pct", str(fall + 1), half, 1)


def headlines(published, answers):
    table = Table("headline figures of offenders")
    printed = {(row["key"], row["area"]): row["value"] for row in published.rows("headline-figures")}
    for key, area, question, row, column, sign, tolerance in HEADLINES:
        ours = get(answers(*question), row, column)
        table.cell(f"{key}, {area}", column, None if ours is None else str(sign * float(ours)), printed[key, area],
                   tolerance)
    adults(table, answers, printed)
    rates = answers("reoffending", "--by", "offence")
    for name, row in BY_OFFENCE.items():
        for area, column in (("westminster", "rate_pct"), ("london", "force_rate_pct")):
            table.cell(f"reoffending rate, {name}, {area}", column, get(rates, f"offence/{row}", column),
                       printed[f"reoffending-rate-{name}", area], WHOLE)
    return table


TABLES = [reoffending_rates, headlines]
