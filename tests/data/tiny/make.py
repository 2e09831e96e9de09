#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make.py: writes the files of a borough of four LSOAs beside itself, for tests that must be read by eye.

Everything is invented and follows from the numbers below: the offences of each type in July 2016 to June 2017 and
in July 2017 to June 2018, dealt out to the months, hours and LSOAs by counting."""

from pathlib import Path

HERE = Path(__file__).resolve().parent
TYPES = (  # major group, type, the year before, the year
    ("Violence against the person", "Harassment", 48, 60),
    ("Burglary", "Burglary Residential", 36, 60),
    ("Theft & Handling", "Theft from Shops", 60, 60),
    ("Drugs", "Possession of Drugs", 12, 6),
)
LSOAS = ("X01000001", "X01000001", "X01000001", "X01000002", "X01000002", "X01000003", "X01000004")
RESIDENTS = {"X01000001": 1400, "X01000002": 1600, "X01000003": 1500, "X01000004": 1700}
OUTCOMES = ("Not detected", "Not detected", "Sanctioned detection", "Under investigation", "Not detected")
SIDE_M = 1000
EAST_M, NORTH_M = 450000, 300000
CORNERS = {"X01000001": (0, 0), "X01000002": (0, 1), "X01000003": (1, 0), "X01000004": (1, 1)}


def square(column, row, wide=1, high=1):
    x, y = EAST_M + SIDE_M * column, NORTH_M + SIDE_M * row
    right, top = x + SIDE_M * wide, y + SIDE_M * high
    return [[x, y], [right, y], [right, top], [x, top], [x, y]]


def write_areas(name, areas):
    lines = ['{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::27700"}},',
             '"features":[']
    for i, (code, title, parent, ring) in enumerate(areas):
        lines.append('{"type":"Feature","properties":{"code":"%s","name":"%s","parent":"%s"},"geometry":'
                     '{"type":"Polygon","coordinates":[%s]}}%s'
                     % (code, title, parent, str(ring).replace(" ", ""), "," if i + 1 < len(areas) else ""))
    (HERE / name).write_text("\n".join(lines + ["]}", ""]))


def offences():
    number = 0
    for year in (2016, 2017):
        for major, minor, before, now in TYPES:
            for i in range(now if year == 2017 else before):
                month = i * 5 % 12
                at = "%d-%02d-%02dT%02d:%02d" % (year + (month >= 6), (month + 6) % 12 + 1, i * 3 % 28 + 1,
                                                 (i * 5 + 18) % 24, i * 15 % 60)
                lsoa = LSOAS[(i + number) % len(LSOAS)]
                x, y = CORNERS[lsoa]
                number += 1
                yield (at, "T%05d,%s,,%s,%s,%s,%s,%s,%d,%d"
                       % (number, at, major, minor, "Domestic abuse" if minor == "Harassment" and i % 4 == 0 else "",
                          OUTCOMES[i % len(OUTCOMES)], lsoa, EAST_M + SIDE_M * x + i * 13 % SIDE_M,
                          NORTH_M + SIDE_M * y + i * 29 % SIDE_M))


def main():
    write_areas("boundaries-borough.geojson", [("X09000001", "Tiny Borough", "", square(0, 0, 2, 2))])
    write_areas("boundaries-ward.geojson", [("X05000001", "West", "X09000001", square(0, 0, 1, 2)),
                                            ("X05000002", "East", "X09000001", square(1, 0, 1, 2))])
    write_areas("boundaries-lsoa.geojson",
                [(code, "Field %d" % (i + 1), "X0500000%d" % (column + 1), square(column, row))
                 for i, (code, (column, row)) in enumerate(CORNERS.items())])
    header = "record_id,from,to,major_group,crime_type,flags,outcome,lsoa,easting,northing"
    rows = [row for _, row in sorted(offences())]
    (HERE / "crime-records.csv").write_text("\n".join([header] + rows + [""]))
    bands = ("0-15", "16-29", "30-44", "45-64", "65+")
    columns = ["LSOA11CD", "LSOA11NM", "LAD11CD", "LAD11NM", "Persons_All-Ages"]
    columns += [f"{sex}_{band}" for sex in ("Males", "Females") for band in ("All-Ages",) + bands]
    lines = [",".join(columns)]
    for i, (code, residents) in enumerate(RESIDENTS.items()):
        half = residents // 2
        numbers = [residents] + ([half] + [half // 5] * 5) * 2
        lines.append(",".join([code, "Field %d" % (i + 1), "X09000001", "Tiny Borough"] + [str(n) for n in numbers]))
    (HERE / "population.csv").write_text("\n".join(lines + [""]))


main()
