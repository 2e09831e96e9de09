# SPDX-License-Identifier: Apache-2.0
"""Recorded crime: types, cost, flags, detections, wards, small areas, headline figures."""

from comparing import TENTH, WHOLE, Table, counts, get


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
