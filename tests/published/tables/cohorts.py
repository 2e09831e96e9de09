# SPDX-License-Identifier: Apache-2.0
"""Cohorts: integrated offender management, the offender service, young people, gangs, families, treatment, the street.

The sample's wards have other names. The published rows of four wards are those of recorded_crime.py; the other sixteen,
in the order in which troubled-families-by-ward.csv prints them, stand for the sample's other sixteen wards in order of
code.
"""

import csv
import io
import subprocess

from comparing import TENTH, WHOLE, Table, get

FOUR = {"Queen's Park": "X05000004", "Church Street": "X05000009", "St James's": "X05000019", "West End": "X05000020"}
THIS_YEAR = "2017-07..2018-06"
# A whole percentage of a hundred people or fewer: which of two counts was rounded to it cannot be told.
FEW = 0.6


def ask(answers, period, measure, *more):
    """Every question of a period of its own, once."""
    question = (period, measure, *more)
    if question not in answers.known:
        text = subprocess.run(
            [answers.program, "measure", measure, "--workspace", answers.workspace, "--period", period,
             "--format", "csv", *more], check=True, capture_output=True, text=True).stdout
        answers.known[question] = {row["id"]: row for row in csv.DictReader(io.StringIO(text))}
    return answers.known[question]


def by_label(answer):
    return {row["label"]: row for row in answer.values()}


def wards(published):
    names = [row["ward"] for row in published.rows("troubled-families-by-ward")]
    rest = iter(f"X050000{n:02d}" for n in range(1, 21) if f"X050000{n:02d}" not in FOUR.values())
    return {name: FOUR.get(name) or next(rest) for name in names}


def ward_names(answers, published):
    """Published name -> the sample's name."""
    names = {code: row["label"] for code, row in answers("areas").items()}
    return {name: names[code] for name, code in wards(published).items()}


def iom_rag(published, answers):
    table = Table("status of cohorts")
    source = {"iom-cohort": "iom", "starting-over": "offender-service"}
    for row in published.rows("iom-rag"):
        ours = ask(answers, THIS_YEAR, "cohort", "--source", source[row["group"]], "--by", "status")
        where = f"{row['group']}, {row['rag_status']}"
        table.cell(where, "count", get(ours, row["rag_status"], "count"), row["count"])
        if row["rag_status"] != "total":
            table.cell(where, "share_pct", get(ours, row["rag_status"], "share_pct"), row["pct"], WHOLE)
    return table


def before_during_after(published, answers):
    columns = {"cost-of-crime": "cost_gbp", "number-of-offences": "offences", "average-offence-interval": "interval_days"}
    table, ours = Table("before, during and after"), ask(answers, THIS_YEAR, "cohort-outcomes", "--source", "iom")
    for row in published.rows("iom-before-during-after"):
        column = columns[row["measure"]]
        table.cell(row["phase"], column, get(ours, row["phase"], column), row["value"])
    return table


def shares(name, file, column, measure, words, question, tolerance):
    """A published percentage against the share of a row found by its label."""
    def compare(published, answers):
        table, ours = Table(name), by_label(ask(answers, question[0], measure, *question[1:]))
        for row in published.rows(file):
            label = words.get(row[column], row[column])
            if label:
                published_pct = next(row[c] for c in row if c.startswith("pct"))
                table.cell(row[column], "share_pct", get(ours, label, "share_pct"), published_pct, tolerance)
        return table
    return compare


CASELOAD = {"Children & Family Services": "Children and family services", "YOS": "Youth offending service",
            "Missing": "Missing people's team", "Not open to any other service": "No other service",
            "Open to all C&F, YOS & IGU": None}
SERVICES = {"Child & adolescent mental health": "Child and adolescent mental health", "St Giles Trust": "Mentoring charity",
            "Sexual violence practitioner, girls and gangs": "Sexual violence practitioner"}
DATASETS = {"Department of work and pension": "Department of Work and Pensions",
            "Special Education Needs": "Special Educational Needs", "YOT": "Youth Offending Team",
            "Not in employment education or training": "Not in Education, Employment or Training"}


def caseload(published, answers):
    gangs = (THIS_YEAR, "--source", "gangs-unit", "--by", "other_services")
    table = shares("gangs unit: caseload", "igu-caseload", "open_to", "cohort", CASELOAD, gangs, FEW)(published, answers)
    all_three = ask(answers, THIS_YEAR, "cohort", "--source", "gangs-unit", "--by", "open_to_all_three")
    printed = {row["open_to"]: row["pct"] for row in published.rows("igu-caseload")}
    table.cell("open to all three", "share_pct", get(all_three, "value/yes", "share_pct"),
               printed["Open to all C&F, YOS & IGU"], FEW)
    return table


def families_by_ward(published, answers):
    table, names = Table("troubled families by ward"), ward_names(answers, published)
    for column, more in (("pct_of_all_troubled_families", []),
                         ("pct_of_families_meeting_crime_criteria", ["--where", "crime_criteria=Yes"])):
        ours = by_label(ask(answers, THIS_YEAR, "cohort", "--source", "troubled-families", "--by", "ward", *more))
        for row in published.rows("troubled-families-by-ward"):
            table.cell(row["ward"], column, get(ours, names[row["ward"]], "share_pct"), row[column], TENTH)
    return table


def families_top_wards(published, answers):
    """The three wards with most families of each dataset, in their order."""
    table, names = Table("troubled families: first wards of each dataset"), ward_names(answers, published)
    for row in published.rows("troubled-families-top-wards"):
        dataset = DATASETS.get(row["dataset"], row["dataset"])
        ours = ask(answers, THIS_YEAR, "cohort", "--source", "troubled-families", "--by", "ward", "--where",
                   "crime_criteria=Yes", "--where", f"datasets={dataset}")
        ranked = [r["label"] for r in ours.values() if r["id"].startswith("value/")]
        place = ranked.index(names[row["ward"]]) + 1
        table.cell(f"{row['dataset']}, {row['ward']}", "rank", str(place), row["rank"])
    return table


def prevalence(published, answers):
    table, ours = Table("prevalence of substance use"), ask(answers, THIS_YEAR, "prevalence")
    rows = {"Opiate and/or crack (OCU)": "opiate-or-crack", "Opiate": "opiate", "Crack": "crack"}
    for row in published.rows("substance-prevalence-2014-15"):
        here = row["area"] == "westminster"
        where = f"{row['substance']}, {row['area']}"
        table.cell(where, "users", get(ours, rows[row["substance"]], "users"), row["number"])
        table.cell(where, "rate", get(ours, rows[row["substance"]], "rate_per_1000" if here else "national_per_1000"),
                   row["rate_per_1000"])
    return table


YEAR_OF_TREATMENT = "2016-04..2017-03"


def treatment(published, answers):
    table = Table("people in treatment")
    ours = by_label(ask(answers, YEAR_OF_TREATMENT, "cohort", "--source", "drug-treatment", "--by", "substance"))
    for row in published.rows("substance-treatment-population-2016-17"):
        here = row["area"] == "westminster"
        where = f"{row['substance']}, {row['area']}"
        table.cell(where, "count", get(ours, row["substance"], "count"), row["number"])
        table.cell(where, "share_pct", get(ours, row["substance"], "share_pct" if here else "national_pct"),
                   row["pct_of_treatment_population"], WHOLE)
    return table


def cited(published, answers):
    table = Table("substances cited")
    ours = by_label(ask(answers, YEAR_OF_TREATMENT, "cohort", "--source", "drug-treatment", "--by", "substances_cited"))
    for row in published.rows("substance-other-cited-2016-17"):
        column = "share_pct" if row["area"] == "westminster" else "national_pct"
        table.cell(f"{row['substance']}, {row['area']}", column, get(ours, row["substance"], column), row["pct"], WHOLE)
    return table


def of(source, *more, period=THIS_YEAR):
    return (period, "cohort", "--source", source, *more)


HALF_YEAR, LAST_YEAR, SPRING = "2018-01..2018-06", "2016-07..2017-06", "2018-04..2018-06"
ROUGH, STREET = "rough-sleepers", (THIS_YEAR, "multi", "--source", "street-population", "--where", "count=Day", "--by")
YOUTH_OFFENCES = (THIS_YEAR, "change", "--source", "youth-offences", "--by", "offence")
# Key of the published figure, question, row, column, tolerance.
HEADLINES = [
    ("iom-cohort-2018-01-to-06", of("iom", period=HALF_YEAR), "this-period", "during", 0),
    ("iom-expected-cohort", of("iom"), "this-period", "expected", 0),
    ("iom-average-days-on-cohort", of("iom"), "this-period", "days", 0),
    ("iom-leavers-to-2018-06", of("iom"), "this-period", "left", 0),
    ("iom-cohort-male", of("iom", "--by", "sex", period=HALF_YEAR), "male", "share_pct", WHOLE),
    ("iom-cohort-female", of("iom", "--by", "sex", period=HALF_YEAR), "female", "share_pct", WHOLE),
    ("iom-cohort-aged-23-27", of("iom", "--by", "age", "--set", "bands=18,23,28,35", period=HALF_YEAR), "23-27",
     "share_pct", WHOLE),
    ("iom-cohort-black", of("iom", "--by", "ethnicity", period=HALF_YEAR),
     "black-black-british-caribbean-or-african", "share_pct", WHOLE),
    ("iom-leavers-offending-within-3-months", (THIS_YEAR, "cohort-outcomes", "--source", "iom"), "after", "offending", 0),
    ("iom-leavers-with-increase-in-offending", (THIS_YEAR, "cohort-outcomes", "--source", "iom"), "after", "higher", 0),
    ("starting-over-referrals-2017-04-to-2018-06", of("offender-service", period="2017-04..2018-06"), "this-period",
     "joined", 0),
    ("starting-over-ete-need", (THIS_YEAR, "needs", "--source", "offender-service"),
     "pathway/education-training-employment", "share_pct", WHOLE),
    ("yos-average-monthly-caseload-2017-18", of("youth-offending"), "this-period", "mean", 0),
    ("yos-average-monthly-caseload-2016-17", of("youth-offending", period=LAST_YEAR), "this-period", "mean", 0),
    ("yos-cohort-female", of("youth-offending", "--by", "sex"), "female", "share_pct", WHOLE),
    ("yos-cohort-aged-16-17", of("youth-offending", "--by", "age"), "16-17", "share_pct", WHOLE),
    ("yos-formal-mental-health-diagnosis", of("youth-offending", "--by", "mental_health"), "value/formal-diagnosis",
     "share_pct", WHOLE),
    ("yos-contact-with-mental-health-services", of("youth-offending", "--by", "mental_health"),
     "value/in-contact-with-services", "share_pct", WHOLE),
    ("yos-mental-health-concerns", of("youth-offending", "--by", "concerns"), "value/mental-health", "share_pct", WHOLE),
    ("yos-support-intensive", of("youth-offending", "--by", "support"), "value/intensive", "share_pct", WHOLE),
    ("yos-support-enhanced", of("youth-offending", "--by", "support"), "value/enhanced", "share_pct", WHOLE),
    ("yos-support-standard", of("youth-offending", "--by", "support"), "value/standard", "share_pct", WHOLE),
    ("yos-in-ete", of("youth-offending", "--by", "education"), "value/in-education-training-or-employment",
     "share_pct", WHOLE),
    ("yos-neet", of("youth-offending", "--by", "education"), "value/not-in-any", "share_pct", WHOLE),
    ("yos-offences-2017-18", YOUTH_OFFENCES, "total", "count_now", 0),
    ("yos-offences-2016-17", YOUTH_OFFENCES, "total", "count_then", 0),
    ("yos-offences-violence", (THIS_YEAR, "multi", "--source", "youth-offences", "--by", "offence"), "value/violence",
     "share_now_pct", WHOLE),
    ("yos-offences-drugs", (THIS_YEAR, "multi", "--source", "youth-offences", "--by", "offence"), "value/drugs",
     "share_now_pct", WHOLE),
    ("igu-people-worked-with", of("gangs-unit"), "this-period", "during", 0),
    ("igu-clients-end-june-2018", of("gangs-unit"), "this-period", "on_cohort", 0),
    ("igu-caseload-over-18", of("gangs-unit", "--by", "age"), "18-and-over", "share_pct", WHOLE),
    ("igu-caseload-female", of("gangs-unit", "--by", "sex"), "female", "share_pct", WHOLE),
    ("troubled-families-total", of("troubled-families"), "this-period", "during", 0),
    ("troubled-families-crime-criteria", of("troubled-families", "--by", "crime_criteria"), "value/yes", "count", 0),
    ("troubled-families-crime-criteria-share", of("troubled-families", "--by", "crime_criteria"), "value/yes",
     "share_pct", WHOLE),
    ("new-rough-sleepers-2018-04-to-06", of(ROUGH, "--by", "kind", period=SPRING), "value/new", "count", 0),
    ("living-on-the-streets-2018-04-to-06", of(ROUGH, "--by", "kind", period=SPRING), "value/living-on-the-streets",
     "count", 0),
    ("intermittent-rough-sleepers-2018-04-to-06", of(ROUGH, "--by", "kind", period=SPRING), "value/intermittent",
     "count", 0),
    ("new-rough-sleepers-no-second-night-out",
     of(ROUGH, "--by", "second_night", "--where", "kind=New", period=SPRING), "value/no", "share_pct", WHOLE),
    ("rough-sleepers-uk", of(ROUGH, "--by", "nationality", period=SPRING), "value/united-kingdom", "share_pct", WHOLE),
    ("rough-sleepers-alcohol-need", of(ROUGH, "--by", "needs", period=SPRING), "value/alcohol", "share_pct", WHOLE),
    ("rough-sleepers-drugs-need", of(ROUGH, "--by", "needs", period=SPRING), "value/drugs", "share_pct", WHOLE),
    ("rough-sleepers-mental-health-need", of(ROUGH, "--by", "needs", period=SPRING), "value/mental-health", "share_pct",
     WHOLE),
    ("rough-sleepers-no-need", of(ROUGH, "--by", "needs", period=SPRING), "value/none", "share_pct", WHOLE),
    ("rough-sleepers-been-in-prison", of(ROUGH, "--by", "prison", period=SPRING), "value/yes", "share_pct", WHOLE),
]
# The two counts of the street were made in one month: the only questions about them alone.
STREET_HEADLINES = [
    ("street-population-day-count", ("count",), "value/day", "count_now", 0),
    ("street-population-night-count-2018-05", ("count",), "value/night", "count_now", 0),
    ("street-population-male", ("sex", "--where", "count=Day"), "value/male", "share_now_pct", WHOLE),
    ("street-population-uk-nationals", ("nationality", "--where", "count=Day"), "value/united-kingdom", "share_now_pct",
     WHOLE),
    ("street-population-accessing-treatment", ("in_treatment", "--where", "count=Day"), "value/yes", "count_now", 0),
    ("street-population-substance-misuse-need", ("needs", "--where", "count=Day"), "value/substance-misuse", "count_now",
     0),
]


def headlines(published, answers):
    table = Table("headline figures of cohorts")
    printed = {row["key"]: row["value"] for row in published.rows("headline-figures") if row["area"] == "westminster"}
    for key, question, row, column, tolerance in HEADLINES:
        table.cell(key, column, get(ask(answers, *question), row, column), printed[key], tolerance)
    for key, by, row, column, tolerance in STREET_HEADLINES:
        ours = ask(answers, "2018-05", "multi", "--source", "street-population", "--by", *by)
        table.cell(key, column, get(ours, row, column), printed[key], tolerance)
    four = {row["key"]: row["value"] for row in published.rows("headline-figures")
            if row["key"].startswith("igu-cohort-share-")}
    ours, names = by_label(ask(answers, THIS_YEAR, "cohort", "--source", "gangs-unit", "--by", "ward")), ward_names(
        answers, published)
    for name, key in (("Queen's Park", "queens-park"), ("Harrow Road", "harrow-road"),
                      ("Church Street", "church-street"), ("Westbourne", "westbourne")):
        table.cell(key, "share_pct", get(ours, names[name], "share_pct"), four[f"igu-cohort-share-{key}"], WHOLE)
    return table


TABLES = [
    iom_rag, before_during_after, caseload,
    shares("gangs unit: services", "igu-services", "igu_service", "cohort", SERVICES,
           (THIS_YEAR, "--source", "gangs-unit", "--by", "services"), FEW),
    shares("troubled families by dataset", "troubled-families-dataset", "dataset", "cohort", DATASETS,
           (THIS_YEAR, "--source", "troubled-families", "--by", "datasets", "--where", "crime_criteria=Yes"), WHOLE),
    families_by_ward, families_top_wards, prevalence, treatment, cited, headlines,
]
