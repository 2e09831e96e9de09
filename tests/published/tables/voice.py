# SPDX-License-Identifier: Apache-2.0
"""Percentages of surveys and of referrals to Prevent, from the headline figures."""

from comparing import WHOLE, Table, get

SURVEY = ()
ATTITUDES = ("--subject", "attitude-survey")

# Key of the published figure, area, subject of the survey, row, column, tolerance.
CONCERNS = [
    ("city-survey-respondents-2017", "westminster", SURVEY, "feel-safe-in-the-area", "base_now", 0),
    ("residents-feeling-safe", "westminster", SURVEY, "feel-safe-in-the-area", "share_now_pct", WHOLE),
    ("residents-safe-alone-after-dark", "westminster", SURVEY, "feel-safe-alone-after-dark", "share_now_pct", WHOLE),
    ("residents-quality-of-life-affected-by-fear", "westminster", SURVEY, "fear-of-crime-affects-quality-of-life",
     "share_now_pct", WHOLE),
    ("residents-agree-authorities-deal-with-asb", "westminster", SURVEY, "police-and-council-deal-with-what-matters",
     "share_now_pct", WHOLE),
    ("residents-agree-authorities-deal-with-asb-change", "westminster", SURVEY,
     "police-and-council-deal-with-what-matters", "change_points", WHOLE),
    ("police-do-good-job", "westminster", ATTITUDES, "police-do-a-good-job-here", "share_now_pct", WHOLE),
    ("police-do-good-job", "mps", ATTITUDES, "police-do-a-good-job-here", "force_now_pct", WHOLE),
    ("public-attitude-survey-interviews-per-borough", "london", ATTITUDES, "police-do-a-good-job-here", "base_now", 0),
    ("concern-about-knife-crime", "westminster", ATTITUDES, "knife-crime-is-a-problem-here", "share_now_pct", WHOLE),
    ("concern-about-knife-crime", "london", ATTITUDES, "knife-crime-is-a-problem-here", "force_now_pct", WHOLE),
]

# Key of the published figure, what is counted by, row, tolerance ("just over half" is printed as 50).
REFERRALS = [
    ("channel-referrals-male", "sex", "male", WHOLE),
    ("prevent-referrals-aged-10-19", "age", "10-19", 2),
    ("prevent-referrals-from-education", "referrer", "education", WHOLE),
    ("prevent-referrals-from-childrens-services", "referrer", "children-s-services", WHOLE),
    ("prevent-referrals-from-police", "referrer", "police", WHOLE),
    ("prevent-referrals-islamist", "type", "islamist", WHOLE),
    ("prevent-referrals-far-right", "type", "far-right", WHOLE),
]


def headlines(published):
    return {(row["key"], row["area"]): row["value"] for row in published.rows("headline-figures")}


def concerns(published, answers):
    table, printed = Table("residents' concerns"), headlines(published)
    for key, area, subject, row, column, tolerance in CONCERNS:
        table.cell(f"{key}, {area}", column, get(answers("voice", *subject), row, column), printed[key, area],
                   tolerance)
    return table


def referrals(published, answers):
    table, printed = Table("referrals to Prevent"), headlines(published)
    for key, by, row, tolerance in REFERRALS:
        table.cell(key, "share_now_pct", get(answers("referrals", "--by", by), row, "share_now_pct"),
                   printed[key, "westminster"], tolerance)
    return table


TABLES = [concerns, referrals]
