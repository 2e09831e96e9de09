#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The location analysis on real open data of one borough: vulnerability by small area and for the wards of before
# 2022, hot spots. The aoristic weights and Knox on real files are in the unit tests.
set -uo pipefail
. "$(dirname "$0")/../suite.sh"

if [ -z "${WW_SHARED:-}" ]; then
    skip "real places" "there is no ../shared beside this checkout"
    finish
fi
data=$WW_SHARED/data
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
ws=$work/westminster
export WATCHWARD_WORKSPACE=$ws
period=2017-07..2018-06

passes "a workspace" "$WATCHWARD" init "$ws" --name "Westminster" --area E09000033
imports() { # WHAT SOURCE FILE
    passes "$1" "$WATCHWARD" import "$2" "$data/$3"
}
imports "boroughs" boundaries boundaries/London_Borough_Excluding_MHW.shp
imports "LSOAs of 2011" boundaries boundaries/westminster_lsoa11.geojson
imports "wards before 2022" boundaries boundaries/westminster_wards_pre2022_bng.geojson
imports "LSOA to ward" lookup lookups/westminster_lsoa11_to_ward.csv
imports "population by sex and age band" population population/london-lsoa11-mid2019-by-sex-age-band.csv
imports "population by single year of age" population population/london-lsoa11-mid2017-by-age.csv
imports "households, out of the lookup" households lookups/westminster_lsoa11_to_ward.csv
imports "police.uk" police-uk-api police-uk/westminster-2016-01-2018-06.csv.gz

if "$WATCHWARD" measure vulnerability --period $period >/dev/null 2>"$work/refused"; then
    fail "without deprivation there is no index"
else
    pass "without deprivation there is no index"
fi
imports "deprivation: ranks, an edition of its own" deprivation deprivation/london-lsoa11-imd2019.csv
imports "deprivation: skills of 2015, another" deprivation deprivation/london-lsoa11-imd2015-subdomains.csv
imports "deprivation: the indicators of 2019" deprivation deprivation/westminster-lsoa11-imd2019-indicators.csv

for level in lsoa11 ward; do
    passes "vulnerability by $level" sh -c '"$0" measure vulnerability --by "$1" --period "$2" --format json >"$3/$1.json"' \
        "$WATCHWARD" $level $period "$work"
done

# answer.py mean: how many areas, and whether the mean of the exact indices is 100; correlation: of their ranks with the
# published scores of 2018; z: the exact scores of hot areas, for R.
cat >"$work/answer.py" <<'PY'
import csv, json, sys

def rows(path):
    table = json.load(open(path))
    table = table.get("table", table)
    names = [c["name"] for c in table["columns"]]
    for row in table["rows"]:
        cells = row["cells"]
        cells = dict(zip(names, cells)) if isinstance(cells, list) else cells
        value = lambda c: c.get("value", c.get("number", c.get("text"))) if isinstance(c, dict) else c
        yield row["id"], {n: value(c) for n, c in cells.items()}

def ranks(values):
    return [1 + sum(o > v for o in values) + (sum(o == v for o in values) - 1) / 2 for v in values]

def correlation(a, b):
    a, b = ranks(a), ranks(b)
    ma, mb = sum(a) / len(a), sum(b) / len(b)
    cov = sum((x - ma) * (y - mb) for x, y in zip(a, b))
    return cov / (sum((x - ma) ** 2 for x in a) * sum((y - mb) ** 2 for y in b)) ** 0.5

what, path = sys.argv[1:3]
areas = {i: cells for i, cells in rows(path) if i != "total"}
if what == "z":
    print("id,class,z")
    for i, cells in areas.items():
        if cells["class"]:
            print(f"{i},{cells['class']},{cells['z_score']}")
    sys.exit()
scores = {i: float(cells["score"]) for i, cells in areas.items()}
if what == "mean":
    print(len(scores), "exact" if abs(sum(scores.values()) / len(scores) - 100) < 1e-9 else sum(scores.values()))
else:
    plain = lambda name: "".join(c for c in name.lower() if c.isalpha())
    published = {plain(r["ward"]): float(r["vlp_score"]) for r in csv.DictReader(open(sys.argv[3])) if r["year"] == "2018"}
    ours = {plain(areas[i]["label"]): score for i, score in scores.items()}
    both = sorted(set(published) & set(ours))
    rho = correlation([published[w] for w in both], [ours[w] for w in both])
    print(f"{len(both)} wards, rank correlation {rho:.3f}")
PY
same "128 LSOAs, mean 100" "$(python3 "$work/answer.py" mean "$work/lsoa11.json")" "128 exact"
same "20 wards, mean 100" "$(python3 "$work/answer.py" mean "$work/ward.json")" "20 exact"
published=$WW_SHARED/published/2018/vulnerable-localities-profile.csv
if [ -e "$published" ]; then
    found=$(python3 "$work/answer.py" correlation "$work/ward.json" "$published")
    echo "with the published profile of 2018: $found"
    case $found in
    "20 wards, rank correlation 0."[5-9]*) pass "the index agrees with the published profile" ;;
    *) fail "the index agrees with the published profile" "$found" ;;
    esac
else
    skip "the published profile" "it is not beside this checkout"
fi

# Hot spots: every crime that lies in the borough is in some square, and the two busiest wards are hot.
spots() { # ROW COLUMN
    "$WATCHWARD" measure hotspots --source police-uk-api --period $period --compare 2016-04..2017-03 --format csv "${@:3}" |
        tr -d '\r' | python3 -c '
import csv, sys
rows = list(csv.DictReader(sys.stdin))
key = next(iter(rows[0]))
print(next((r[sys.argv[2]] for r in rows if r[key] == sys.argv[1]), "no such row"))' "$1" "$2"
}
same "crimes in the squares" "$(spots total count_now)" 58252
same "the hottest LSOA is in West End" "$(spots E01033595 class --by lsoa11)" Persistent
same "and one of St James's" "$(spots E01004734 class --by lsoa11)" Persistent

# Gi* of the 128 LSOAs against spdep, on neighbours of its own.
cat >"$work/gi.R" <<'R'
suppressMessages({library(sf); library(spdep)})
args <- commandArgs(TRUE)
areas <- st_transform(st_read(args[1], quiet = TRUE), 27700)
code <- as.character(areas[[grep("^lsoa11cd$", names(areas), ignore.case = TRUE)[1]]])
counts <- read.csv(args[2])
x <- counts$count_now[match(code, counts[[1]])]
nb <- include.self(poly2nb(areas, queen = TRUE, snap = 10))
z <- as.numeric(localG(x, nb2listw(nb, style = "B")))
ours <- read.csv(args[3], check.names = FALSE)
ours <- ours[ours$class != "" & ours$class != "Former", ]
off <- abs(as.numeric(ours$z) - z[match(ours$id, code)])
cat(nrow(ours), if (max(off) < 1e-8) "equal" else sprintf("off by %g", max(off)), "\n")
R
if Rscript -e 'library(sf); library(spdep)' >/dev/null 2>&1; then
    "$WATCHWARD" measure areas --by lsoa11 --source police-uk-api --period $period --compare 2016-04..2017-03 --format csv |
        tr -d '\r' >"$work/counts.csv"
    "$WATCHWARD" measure hotspots --by lsoa11 --source police-uk-api --period $period --compare 2016-04..2017-03 \
        --format json >"$work/spots.json"
    python3 "$work/answer.py" z "$work/spots.json" >"$work/z.csv"
    found=$(Rscript "$work/gi.R" "$data/boundaries/westminster_lsoa11.geojson" "$work/counts.csv" "$work/z.csv" 2>"$work/r.err")
    case $found in
    *" equal"*) pass "Gi* of ${found%% *} hot LSOAs equals spdep's to 1e-8" ;;
    *) fail "Gi* equals spdep's to 1e-8" "$found $(tail -2 "$work/r.err")" ;;
    esac
else
    skip "Gi* against spdep" "R has not the packages sf and spdep"
fi
finish
