# SPDX-License-Identifier: Apache-2.0
"""Victims: the service for women and girls, safeguarding, the risk assessment conference, their headline figures."""

from comparing import TENTH, WHOLE, Table, get

VAWG = {
    "Domestic Abuse": "domestic-abuse", "Stalking & harassment": "stalking-and-harassment",
    "Sexual violence": "sexual-violence", "Harmful & Cultural Practices": "harmful-and-cultural-practices",
    "Child sexual exploitation": "child-sexual-exploitation",
}
OUTCOMES = ["outcome/safer", "outcome/less-abuse", "outcome/confident"]


def support(published, answers):
    table, answer = Table("support by the service for women and girls"), answers("services")
    for row in published.rows("angelou-support"):
        where = row["support_accessed"]
        table.cell(where, "share_now_pct", get(answer, f"support/{VAWG[where]}", "share_now_pct"), row["pct"], WHOLE)
    return table


def outcomes(published, answers):
    table, answer = Table("outcomes of the service for women and girls"), answers("services")
    for ours, row in zip(OUTCOMES, published.rows("angelou-performance-measures")):
        table.cell(ours, "target_pct", get(answer, ours, "target_pct"), row["target_pct"])
        table.cell(ours, "share_now_pct", get(answer, ours, "share_now_pct"), row["actual_pct"], WHOLE)
    return table


SAFEGUARDING = {
    "safeguarding-age": ("age", {"18-64": "18-to-64", "65+": "65-and-over"}),
    "safeguarding-gender": ("sex", {"Female": "female", "Male": "male"}),
    "safeguarding-primary-support-reason": ("support_reason", {
        "Physical Support": "physical-support", "Mental Health Support": "mental-health-support",
        "Learning Disability Support": "learning-disability-support", "Blank": "blank",
        "Social Support": "social-support",
        "Support with Memory and Cognition": "support-with-memory-and-cognition",
        "Sensory Support": "sensory-support", "C&F Adults (Migrated)": "transferred-from-children-s-services"}),
    "safeguarding-type-of-abuse": ("abuse", {
        "Financial abuse on own or with other type(s)": "financial",
        "Physical abuse on own or with other type(s)": "physical",
        "Psychological abuse on own or with other type(s)": "psychological",
        "Sexual abuse on own or with other type(s)": "sexual",
        "Neglect on own or with other type(s)": "neglect", "Institutional abuse": "institutional",
        "Discrimination on own or with other type(s)": "discriminatory"}),
    "safeguarding-relationship-to-alleged": ("relationship", {
        "Individual - not related (e.g. neighbour/friend/stranger)": "somebody-else-who-is-not-related",
        "Relative/Family member": "relative-or-family-member", "Social care provider": "social-care-provider",
        "Person unknown": "person-unknown", "Other": "other", "Blank": "blank",
        "Secondary health care": "secondary-health-care", "Police": "police",
        "Primary health care": "primary-health-care"}),
}


def safeguarding(file):
    def compare(published, answers):
        column, rows = SAFEGUARDING[file]
        table = Table(file.replace("-", " "))
        answer = answers("multi", "--source", "safeguarding-adults", "--by", column, "--where",
                         "classified_as_crime=Yes", "--set", "bands=18,65")
        for row in published.rows(file):
            where = next(value for key, value in row.items() if key != "pct")
            table.cell(where, "share_now_pct", get(answer, f"value/{rows[where]}", "share_now_pct"), row["pct"], WHOLE)
        return table
    return compare


MARAC = {
    "Cases discussed": ("cases", "numbers"), "Cases per 10,000 population": ("rate", "numbers"),
    "Children in household": ("children", "numbers"), "Year on year change in cases": ("change", "shares"),
    "Repeat cases": ("repeat", "shares"), "Police referrals": ("police", "shares"), "BME": ("ethnic-minority", "shares"),
    "LGBT": ("lgbt", "shares"), "Disability": ("disability", "shares"), "Males": ("male", "shares"),
    "Cases where victims aged 16-17": ("aged-16-17", "shares"), "IDVA (current number)": ("advisers", "numbers"),
    "Admin (current volume)": ("administrators", "numbers"),
}
AREAS = {"national": "national", "mps": "force", "westminster": "here"}
# Printed with the partners' own population: ours is computed, theirs stands beside it.
AS_SUPPLIED = {(indicator, "westminster") for indicator, (code, _) in MARAC.items() if code == "rate"}
# The table's change cannot stand beside its own text: 379 cases against 356.
CONTRADICTED = {("Year on year change in cases", "westminster"): "379 cases against 356, as printed, are 6.5% more"}


def marac_row(answers, indicator):
    code, show = MARAC[indicator]
    return answers("marac", "--set", f"show={show}").get(code, {})


def tolerance(indicator, value):
    """Numbers are printed whole by us; shares with a decimal, as some of theirs."""
    whole = MARAC[indicator][1] == "numbers" or float(value) == int(float(value))
    return WHOLE if whole else TENTH


def indicators(published, answers):
    table = Table("indicators of the risk assessment conference")
    for row in published.rows("marac-indicators"):
        where, area = row["indicator"], row["area"]
        if (where, area) in CONTRADICTED:
            table.left_out.append(f"{where}, {area}: {CONTRADICTED[where, area]}")
            continue
        column = "supplied" if (where, area) in AS_SUPPLIED else AREAS[area]
        ours = marac_row(answers, where).get(column)
        table.cell(f"{where}, {area}", AREAS[area], ours, row["value"], tolerance(where, row["value"]))
    return table


def expectations(published, answers):
    table = Table("expectations of the risk assessment conference")
    for row in published.rows("marac-expectations"):
        where = row["indicator"]
        for column in ("expected_min", "expected_max"):
            table.cell(where, column, marac_row(answers, where).get(column), row[column])
    return table


CRIME = ["--where", "classified_as_crime=Yes"]
CONCERNS = ["multi", "--source", "safeguarding-adults", "--by"]
# Key of the published figure, question, row, column, tolerance.
HEADLINES = [
    ("safeguarding-concerns-2017-18", [*CONCERNS, "classified_as_crime"], "total", "count_now", 0),
    ("safeguarding-concerns-classified-crime", [*CONCERNS, "classified_as_crime"], "value/yes", "share_now_pct", WHOLE),
    ("safeguarding-crime-concern-financial-abuse", [*CONCERNS, "abuse", *CRIME], "value/financial", "share_now_pct", WHOLE),
    ("safeguarding-alleged-person-unknown", [*CONCERNS, "relationship", *CRIME], "value/person-unknown", "share_now_pct",
     WHOLE),
    ("safeguarding-alleged-person-unknown-all-referrals", [*CONCERNS, "relationship"], "value/person-unknown",
     "share_now_pct", WHOLE),
    ("safeguarding-allegation-raised-with-police", [*CONCERNS, "police_told", *CRIME], "value/yes", "share_now_pct", WHOLE),
    ("marac-cases-2017-18", ["marac", "--set", "show=numbers"], "cases", "here", 0),
    ("marac-cases-2016-17", ["marac", "--set", "show=numbers"], "cases", "here_then", 0),
    ("marac-referrals-from-childrens-services", ["multi", "--source", "marac", "--by", "referrer"],
     "value/children-s-services", "share_now_pct", WHOLE),
    ("marac-referrals-from-idva", ["multi", "--source", "marac", "--by", "referrer"],
     "value/independent-domestic-violence-adviser", "share_now_pct", WHOLE),
    ("children-in-marac-households", ["marac", "--set", "show=numbers"], "children", "here", 0),
    ("angelou-referrals-2017-18", ["services"], "referrals", "count_now", 0),
    ("angelou-referrals-2016-17", ["services"], "referrals", "count_then", 0),
    ("angelou-repeat-referrals", ["services"], "repeat", "share_now_pct", WHOLE),
]


def headlines(published, answers):
    table = Table("headline figures of victims")
    printed = {row["key"]: row["value"] for row in published.rows("headline-figures")
               if row["area"] == "westminster" and row["section"].startswith("Victims")}
    for key, question, row, column, margin in HEADLINES:
        table.cell(key, column, get(answers(*question), row, column), printed[key], margin)
    return table


TABLES = [support, outcomes, *(safeguarding(file) for file in SAFEGUARDING), indicators, expectations, headlines]
