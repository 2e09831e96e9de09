# SPDX-License-Identifier: Apache-2.0
"""The pages of the four priority wards: what the profile of a ward says; the borough's ranks among others; and
the force's detections beside the borough's."""

from comparing import WHOLE, Table, get

# The sample's wards and areas that bear the published figures of these.
WARDS = {"Queen's Park": "X05000004", "Church Street": "X05000009", "St James's": "X05000019",
         "West End": "X05000020"}
CRIME, GROUP = "crime-records", "crime-records/theft-and-handling"

# Published fact: row and column of the profile.
FACTS = {
    "population": ("residents", "count_now"),
    "share-of-westminster-population": ("residents", "share_all_pct"),
    "population-under-18": ("fact/residents-under-18", "share_here_pct"),
    "socially-rented": ("fact/homes-rented-from-the-council-or-a-housing-association", "share_here_pct"),
    "working-age-claiming-benefits": ("fact/working-age-residents-who-claim-benefits", "share_here_pct"),
    "children-free-school-meals": ("fact/children-entitled-to-free-school-meals", "share_here_pct"),
    "older-people-supported-by-social-care": ("fact/older-people-supported-by-social-care", "count_now"),
    "older-people-supported-share-of-older-ward-population":
        ("fact/older-people-supported-by-social-care", "share_here_pct"),
    "older-people-supported-share-of-westminster": ("fact/older-people-supported-by-social-care", "share_all_pct"),
    "adult-safeguarding-referrals-share": ("fact/adult-safeguarding-referrals", "share_all_pct"),
    "wellbeing-rank": ("fact/well-being-score-among-the-wards-of-the-region", "rank_now"),
    "troubled-families": ("troubled-families", "count_now"),
    "crime-rank-in-westminster": (CRIME, "rank_now"),
    "share-of-westminster-crime": (CRIME, "share_all_pct"),
    "crime-change": (CRIME, "change_pct"),
    "crime-change-count": (CRIME, "difference"),
    "theft-and-handling-share-of-ward-crime": (GROUP, "share_here_pct"),
    "theft-and-handling-share-of-crime-increase": (GROUP, "share_change_pct"),
    "crime-in-lsoa-e01033604-share-of-ward": ("X01000057", "share_here_pct"),
    "crime-in-lsoa-e01004734-share-of-ward": ("X01000122", "share_here_pct"),
    "crime-in-lsoa-e01004736-share-of-ward": ("X01000118", "share_here_pct"),
    "fires": ("fire-incidents", "count_now"),
    "fires-share-of-westminster": ("fire-incidents", "share_all_pct"),
    "fires-rank-in-westminster": ("fire-incidents", "rank_now"),
    "btp-incidents": ("transport-police", "count_now"),
    "btp-incidents-share-of-westminster": ("transport-police", "share_all_pct"),
    "las-assaults": ("ambulance-assaults", "count_now"),
    "las-assaults-rank-in-westminster": ("ambulance-assaults", "rank_now"),
    "las-assaults-share-of-westminster": ("ambulance-assaults", "share_all_pct"),
    "las-knife-assaults": ("ambulance-assaults/ambulance-assaults/knife-injury", "count_now"),
    "las-knife-assaults-rank-in-westminster": ("ambulance-assaults/ambulance-assaults/knife-injury", "rank_now"),
    "las-alcohol-incidents": ("ambulance-alcohol", "count_now"),
    "las-alcohol-incidents-rank-in-westminster": ("ambulance-alcohol", "rank_now"),
    "las-alcohol-incidents-share-of-westminster": ("ambulance-alcohol", "share_all_pct"),
}

# The document contradicts itself; the sample follows its tables (ward-crime, lsoa-shares).
CONTRADICTED = {
    ("Church Street", "troubled-families"): "its own table gives 14.0% of 3,861",
    ("Queen's Park", "troubled-families"): "its own table gives 13.0% of 3,861",
    ("West End", "share-of-westminster-crime"): "its own tables give 17,837 of 58,627",
    ("St James's", "share-of-westminster-crime"): "its own tables give 13,037 of 58,627",
    ("Queen's Park", "share-of-westminster-crime"): "its own tables give 1,110 of 58,627",
    ("St James's", "theft-and-handling-share-of-ward-crime"): "its own table gives 7,623 of 13,037",
    ("St James's", "theft-and-handling-share-of-crime-increase"): "its own table gives 1,283 of 1,616",
    ("St James's", "crime-in-lsoa-e01004734-share-of-ward"): "8.4% of all crime is 38% of the ward's",
    ("St James's", "crime-in-lsoa-e01004736-share-of-ward"): "6.3% of all crime is 28% of the ward's",
}


def profiles(published, answers):
    table = Table("profiles of four wards")
    for row in published.rows("ward-profile-facts"):
        ward, fact = row["ward"], row["fact"]
        if ward not in WARDS or fact not in FACTS:
            continue
        if (ward, fact) in CONTRADICTED:
            table.left_out.append(f"{ward}, {fact}: {CONTRADICTED[ward, fact]}")
            continue
        ours, column = FACTS[fact]
        profile = answers("ward", "--area", WARDS[ward], "--top", "10")
        tolerance = (WHOLE if float(row["value"]).is_integer() else 0.1) if column.endswith("_pct") else 0
        table.cell(f"{ward}, {fact}", column, get(profile, ours, column), row["value"], tolerance)
    return table


RANKS = {
    "domestic-abuse-offences-rank": ("domestic-abuse-offences", "rank"),
    "domestic-abuse-with-injury-share-2017-18": ("domestic-abuse-offences-with-injury", "value_now"),
    "domestic-abuse-with-injury-share-2016-17": ("domestic-abuse-offences-with-injury", "value_then"),
    "domestic-abuse-with-injury-share-rank": ("domestic-abuse-offences-with-injury", "rank"),
    "las-assaults-rank": ("ambulance-calls-to-assaults", "rank"),
    "reoffending-rate-rank": ("proven-reoffending-all-offenders", "rank"),
}


def ranks(published, answers):
    table, answer = Table("ranks among boroughs"), answers("ranks")
    for row in published.rows("headline-figures"):
        if row["area"] == "westminster" and row["key"] in RANKS:
            ours, column = RANKS[row["key"]]
            table.cell(row["key"], column, get(answer, ours, column), row["value"])
    return table


def force_detections(published, answers):
    table, answer = Table("sanctioned detections of the force"), answers("outcomes")
    for row in published.rows("sanctioned-detection-rates"):
        where = row["offence"]
        ours = "total" if where.startswith("Total") else published.offences[published.plain(where)]
        table.cell(where, "force_now_pct", get(answer, ours, "force_now_pct"),
                   row["mps_sanctioned_detection_pct_2017_07_2018_06"])
    return table


TABLES = [profiles, ranks, force_detections]
