# SPDX-License-Identifier: Apache-2.0
"""Events of other partners by place, hour and person: ambulance, transport, fire brigade, anti-social behaviour."""

from comparing import TENTH, WHOLE, Table, counts, get

# The sample's wards and areas that bear the published figures of these.
WARDS = {"Queen's Park": "X05000004", "Church Street": "X05000009", "St James's": "X05000019",
         "West End": "X05000020"}
AREAS = {"E01004736": "X01000118", "E01004734": "X01000122", "E01004764": "X01000125", "E01004763": "X01000126"}
TWO_WARDS = (WARDS["St James's"], WARDS["West End"])
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def of(answers, measure, source, *more):
    return answers(measure, "--source", source, *more)


def share(part, whole):
    return None if part is None or not whole else 100 * float(part) / float(whole)


def total(answers, source, *more):
    return float(of(answers, "change", source, *more)["total"]["count_now"])


def valued(answers, source, column, value, *more):
    """The share of the records with this value, of all records."""
    rows = of(answers, "change", source, "--by", column, *more)
    found = [row["count_now"] for row in rows.values() if row["label"] == value]
    return share(found[0] if found else 0, total(answers, source, *more))


def aged(answers, source, bands, first, last, *more):
    """The number of records from the band that begins with `first` to the one before `last`; None = and over."""
    rows = of(answers, "multi", source, "--by", "age", "--set", f"bands={bands}", *more)
    count = 0
    for row in (row for key, row in rows.items() if key != "total"):
        words = row["label"].replace("Under ", "0 to ").split()
        begins = int(words[0])
        count += float(row["count_now"]) if begins >= first and (last is None or begins < last) else 0
    return count


def types(answers, source, nodes, *more):
    rows = of(answers, "change", source, *more)
    return share(sum(float(get(rows, node, "count_now") or 0) for node in nodes), total(answers, source, *more))


def assaults(published, answers):
    table, answer = Table("ambulance calls to assaults"), of(answers, "change", "ambulance-assaults")
    for row in published.rows("london-ambulance-assaults"):
        kind = row["assault_type"].lower()
        node = "total" if row["row_type"] == "total" else "ambulance-assaults/" + kind.replace(" ", "-")
        counts(table, answer, node, row["assault_type"], row, WHOLE)
    return table


def hours(published, answers):
    table, answer = Table("transport police by hour and weekday"), of(answers, "rhythm", "transport-police")
    names = {day: day.lower() for day in WEEKDAYS} | {"total": "total"}
    for row in published.rows("btp-hour-by-weekday"):
        ours = answer.get("total" if row["hour"] == "total" else f"{int(row['hour']):02d}", {})
        table.cell(f"{row['hour']} {row['weekday']}", "count", ours.get(names[row["weekday"]]), row["count"])
    return table


def small_areas(published, answers):
    """The prose adds the unrounded shares up; the four that are printed add up to something else, and are followed."""
    table = Table("shares of the busiest areas, other sources")
    sources = {"las-assaults": "ambulance-assaults", "las-alcohol-incidents": "ambulance-alcohol",
               "fire-incidents": "fire-incidents"}
    for row in published.rows("lsoa-shares"):
        if row["dataset"] not in sources or row["share_of"] != "westminster":
            continue
        areas = of(answers, "areas", sources[row["dataset"]], "--by", "lsoa11")
        ours = get(areas, AREAS[row["lsoa_code"]], "share_pct")
        table.cell(f"{row['dataset']} {row['lsoa_code']}", "share_pct", ours, row["pct"], TENTH)
    return table


# Fact of a ward's page: source, and the rank to take from, where it is one.
WARD_FACTS = {
    "fires": ("fire-incidents", None), "fires-rank-in-westminster": ("fire-incidents", "first"),
    "fires-rank-lowest-in-westminster": ("fire-incidents", "last"),
    "las-assaults": ("ambulance-assaults", None),
    "las-assaults-rank-in-westminster": ("ambulance-assaults", "first"),
    "las-alcohol-incidents": ("ambulance-alcohol", None),
    "las-alcohol-incidents-rank-in-westminster": ("ambulance-alcohol", "first"),
    "las-alcohol-incidents-rank-lowest-in-westminster": ("ambulance-alcohol", "last"),
    "btp-incidents": ("transport-police", None), "btp-incidents-edgware-road-station": ("transport-police", None),
}
# share of the borough's
WARD_SHARES = {
    "fires-share-of-westminster": "fire-incidents", "las-assaults-share-of-westminster": "ambulance-assaults",
    "las-alcohol-incidents-share-of-westminster": "ambulance-alcohol",
    "btp-incidents-share-of-westminster": "transport-police",
}
# types of a source in the ward
WARD_TYPES = {
    "fires-primary-or-secondary": ("fire-incidents", ["fire/fire"]),
    "fires-automated-alarms": ("fire-incidents", ["fire/false-alarm/automatic-fire-alarm"]),
    "btp-incidents-theft": ("transport-police", ["transport-police/theft"]),
    "btp-incidents-theft-personal-property": ("transport-police",
                                              ["transport-police/theft/theft-of-passenger-property"]),
    "btp-incidents-violent": ("transport-police", ["transport-police/violence-against-the-person"]),
}


def ward_facts(published, answers):
    table = Table("ward pages, other sources")
    for row in published.rows("ward-profile-facts"):
        ward, fact = WARDS.get(row["ward"]), row["fact"]
        where = f"{row['ward']}, {fact}"
        if ward is None:
            continue
        if fact in WARD_FACTS:
            source, end = WARD_FACTS[fact]
            areas = of(answers, "areas", source, "--by", "ward")
            rank = get(areas, ward, "rank_now")
            n = sum(1 for area in areas.values() if area["code"].startswith("X05"))
            ours = {None: get(areas, ward, "count_now"), "first": rank,
                    "last": str(n + 1 - int(rank or 0))}[end]
            table.cell(where, "count or rank", ours, row["value"])
        elif fact in WARD_SHARES:
            areas = of(answers, "areas", WARD_SHARES[fact], "--by", "ward")
            table.cell(where, "share_pct", get(areas, ward, "share_pct"), row["value"], WHOLE)
        elif fact in WARD_TYPES:
            source, nodes = WARD_TYPES[fact]
            # "half" of 57
            table.cell(where, "share_pct", types(answers, source, nodes, "--area", ward), row["value"],
                       1 if row["bound"] == "worded" else WHOLE)
        elif fact == "las-knife-assaults":
            answer = of(answers, "change", "ambulance-assaults", "--area", ward)
            table.cell(where, "count_now", get(answer, "ambulance-assaults/knife-injury", "count_now"), row["value"])
    return table


def hour_share(answers, source, wanted):
    rows = of(answers, "rhythm", source)
    return share(sum(float(rows[f"{hour:02d}"]["total"]) for hour in wanted), rows["total"]["total"])


def places(answers, table, printed):
    areas = {source: of(answers, "areas", source, "--by", "ward")
             for source in ("ambulance-alcohol", "fire-incidents", "transport-police", "transport-incidents")}
    for key, source, ward in [("las-alcohol-callouts-share-of-westminster", "ambulance-alcohol", "St James's"),
                              ("las-alcohol-callouts-share-of-westminster", "ambulance-alcohol", "West End"),
                              ("fire-share-of-westminster", "fire-incidents", "West End"),
                              ("fire-share-of-westminster", "fire-incidents", "St James's")]:
        code = ward.lower().replace("'", "").replace(" ", "-")
        table.cell(f"{key}, {ward}", "share_pct", get(areas[source], WARDS[ward], "share_pct"), printed[key, code], WHOLE)
    two = sum(float(areas["ambulance-alcohol"][ward]["share_pct"]) for ward in TWO_WARDS)
    table.cell("alcohol call-outs in two wards", "share_pct", two,
               printed["las-alcohol-callouts-two-wards-share-of-westminster", "st-jamess-and-west-end"], WHOLE)
    table.cell("Victoria station", "share_pct",
               get(of(answers, "areas", "transport-police", "--by", "lsoa11"), "X01000115", "share_pct"),
               printed["btp-victoria-share-of-westminster", "victoria-station"], WHOLE)
    tfl = areas["transport-incidents"]
    ratio = float(tfl[TWO_WARDS[0]]["count_now"]) / float(tfl[TWO_WARDS[1]]["count_now"])
    expected = float(printed["tfl-share-of-london", "st-jamess"]) / float(printed["tfl-share-of-london", "west-end"])
    table.cell("transport incidents, St James's to West End", "ratio", ratio, str(expected), 0.05)


def persons(answers, table, printed):
    p = lambda key: printed[key, "westminster"]
    assault, alcohol, overdose = "ambulance-assaults", "ambulance-alcohol", "ambulance-overdoses"
    n, knife = total(answers, assault), ("--where", "category=ambulance-assaults/knife-injury")
    table.cell("assaults, women", "pct", valued(answers, assault, "sex", "Female"), p("las-assault-victims-female"), WHOLE)
    table.cell("knife injuries, women", "pct", valued(answers, assault, "sex", "Female", *knife),
               p("las-knife-assault-female"), WHOLE)
    bands = "18,20,25,30"
    table.cell("assaults, youth", "pct", share(aged(answers, assault, bands, 0, 18), n),
               p("las-assault-victims-youth-2017-18"), TENTH)
    before = of(answers, "multi", assault, "--by", "age", "--set", f"bands={bands}")["value/under-18"]["count_then"]
    table.cell("assaults, youth before", "pct",
               share(before, of(answers, "change", assault)["total"]["count_then"]),
               p("las-assault-victims-youth-2016-17"), TENTH)
    table.cell("assaults, 25 and over", "pct", share(aged(answers, assault, bands, 25, None), n),
               p("las-assault-victims-aged-25-plus"), TENTH)
    twenties = share(aged(answers, assault, bands, 20, 30), n)  # "almost one third"
    table.cell("assaults, 20 to 29", "under a third", int(30 < twenties < 100 / 3), "1")
    n, bands = total(answers, alcohol), "18,26,36"
    young = aged(answers, alcohol, bands, 18, 26)
    table.cell("alcohol, women", "pct", valued(answers, alcohol, "sex", "Female"), p("las-alcohol-callouts-female"), WHOLE)
    table.cell("alcohol, 18 to 25", "pct", share(young, n), p("las-alcohol-callouts-aged-18-25"), WHOLE)
    table.cell("alcohol, 18 to 35", "over half", int(share(aged(answers, alcohol, bands, 18, 36), n) > 50), "1")
    over = aged(answers, alcohol, bands, 26, None)
    by_ward = [aged(answers, alcohol, bands, 18, 26, "--area", ward) for ward in TWO_WARDS]
    over_there = sum(aged(answers, alcohol, bands, 26, None, "--area", ward) for ward in TWO_WARDS)
    for count, ward in zip(by_ward, ("st-jamess", "west-end")):
        table.cell(f"alcohol, 18 to 25, {ward}", "pct", share(count, young),
                   printed["las-alcohol-callouts-18-25-in-ward", ward], WHOLE)
    table.cell("alcohol, over 25 in two wards", "pct", share(over_there, over),
               printed["las-alcohol-callouts-over-25-in-two-wards", "st-jamess-and-west-end"], WHOLE)
    for drug, key in [("alcohol", "alcohol-overdoses-female"), ("cocaine", "cocaine-overdoses-female"),
                      ("heroin-and-other-opiates", "heroin-overdoses-female")]:
        where = ("--where", f"category=ambulance-overdoses/{drug}")
        table.cell(f"{drug} overdoses, women", "pct", valued(answers, overdose, "sex", "Female", *where), p(key), WHOLE)
    where = ("--where", "category=ambulance-overdoses/cocaine")
    table.cell("cocaine overdoses over 65", "pct",
               share(aged(answers, overdose, "66", 66, None, *where), total(answers, overdose, *where)),
               p("cocaine-overdoses-aged-over-65"), WHOLE)
    where = ("--where", "category=ambulance-overdoses/alcohol")
    table.cell("alcohol overdoses 20 to 25", "under a third",
               int(30 < share(aged(answers, overdose, "20,26", 20, 26, *where), total(answers, overdose, *where))
                   < 100 / 3), "1")


def profiles(answers, table, printed):
    p, council = lambda key: printed[key, "westminster"], "asb-council"
    answer = of(answers, "change", council)["total"]
    table.cell("profiles", "count_now", answer["count_now"], p("asb-profiles-2017-18"))
    table.cell("profiles", "count_then", answer["count_then"], p("asb-profiles-2016-17"))
    table.cell("profiles, men", "pct", valued(answers, council, "sex", "Male"), p("asb-profiles-male"), WHOLE)
    for column, group, known, key in [
            ("ethnicity", "White British", "asb-profiles-ethnicity-recorded", "asb-profiles-white-british"),
            ("nationality", "British", "asb-profiles-nationality-recorded", "asb-profiles-british")]:
        rows = of(answers, "multi", council, "--by", column)
        table.cell(f"profiles, {column} known", "pct", share(rows["total"]["count_now"], answer["count_now"]),
                   p(known), WHOLE)
        ours = [row["share_now_pct"] for row in rows.values() if row["label"] == group]
        table.cell(f"profiles, {group}", "pct", ours[0] if ours else None, p(key), WHOLE)
    known = float(of(answers, "multi", council, "--by", "age")["total"]["count_now"])
    half = share(known, answer["count_now"])  # "just over half"
    table.cell("profiles, date of birth known", "just over half", int(50 < half < 53), "1")
    table.cell("profiles, 25 to 35", "pct", share(aged(answers, council, "25,36", 25, 36), known),
               p("asb-profiles-aged-25-35"), WHOLE)


def headlines(published, answers):
    table = Table("headline figures, other sources")
    printed = {(row["key"], row["area"]): row["value"] for row in published.rows("headline-figures")}
    p = lambda key: printed[key, "westminster"]
    asb = of(answers, "change", "asb-police")["total"]
    days = of(answers, "volume", "asb-police")
    table.cell("asb", "change_pct", asb["change_pct"], p("asb-incidents-change"), WHOLE)
    table.cell("asb", "per_day", days["this-period"]["per_day"], p("asb-incidents-per-day-2017-18"), WHOLE)
    table.cell("asb before", "per_day", days["period-before"]["per_day"], p("asb-incidents-per-day-2016-17"), WHOLE)
    table.cell("asb", "share_now_pct", of(answers, "share", "asb-police")["total"]["share_now_pct"],
               p("asb-share-of-mps"), WHOLE)
    table.cell("assaults 20:00 to 04:59", "pct",
               hour_share(answers, "ambulance-assaults", [*range(20, 24), *range(5)]), p("las-assaults-20-00-to-04-59"),
               WHOLE)
    table.cell("alcohol", "count_now", total(answers, "ambulance-alcohol"), p("las-alcohol-callouts"))
    table.cell("alcohol 22:00 to 01:59", "pct", hour_share(answers, "ambulance-alcohol", [22, 23, 0, 1]),
               p("las-alcohol-22-00-to-01-59-share"), WHOLE)
    week = of(answers, "rhythm", "ambulance-alcohol")["total"]
    table.cell("alcohol on Saturdays", "pct", share(week["sat"], week["total"]), p("las-alcohol-saturday-share"), WHOLE)
    table.cell("overdoses", "count_now", total(answers, "ambulance-overdoses"), p("las-drug-overdoses"))
    table.cell("overdoses with alcohol", "pct", valued(answers, "ambulance-overdoses", "alcohol", "Yes"),
               p("las-drug-overdoses-alcohol-flagged"), WHOLE)
    table.cell("transport police", "change_pct", of(answers, "change", "transport-police")["total"]["change_pct"],
               p("btp-incidents-change"), WHOLE)
    table.cell("transport police, theft", "pct", types(answers, "transport-police", ["transport-police/theft"]),
               p("btp-theft-share"), WHOLE)
    table.cell("transport, disturbances", "pct",
               types(answers, "transport-incidents", ["transport-incidents/disturbance"]), p("tfl-disturbance-share"),
               WHOLE)
    table.cell("fire, automatic alarms", "pct",
               types(answers, "fire-incidents", ["fire/false-alarm/automatic-fire-alarm"]),
               p("fire-automated-alarm-share"), WHOLE)
    table.cell("fire, primary or secondary", "pct", types(answers, "fire-incidents", ["fire/fire"]),
               p("fire-primary-or-secondary-share"), WHOLE)
    places(answers, table, printed)
    persons(answers, table, printed)
    profiles(answers, table, printed)
    return table


TABLES = [assaults, hours, small_areas, ward_facts, headlines]
