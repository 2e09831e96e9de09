#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Real open data of one borough, from the partners' files to the assessment, without a
# hand-made step. The figures expected are those of the data's own README.
set -uo pipefail
. "$(dirname "$0")/../suite.sh"

if [ -z "${WW_SHARED:-}" ]; then
    skip "real data" "there is no ../shared beside this checkout"
    finish
fi
data=$WW_SHARED/data
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
ws=$work/westminster
export WATCHWARD_WORKSPACE=$ws

passes "a workspace" "$WATCHWARD" init "$ws" --name "Westminster" --area E09000033

imports() { # WHAT TEXT SOURCE FILE...
    local what=$1 text=$2 output
    shift 2
    if ! output=$("$WATCHWARD" import "$@" 2>&1); then
        fail "$what" "$output"
    elif [[ $output != *"$text"* ]]; then
        fail "$what" "did not say '$text': $output"
    else
        pass "$what"
    fi
}

imports "boroughs" "33" boundaries "$data/boundaries/London_Borough_Excluding_MHW.shp"
imports "LSOAs of 2011" "128" boundaries "$data/boundaries/westminster_lsoa11.geojson"
imports "wards before 2022" "20" boundaries "$data/boundaries/westminster_wards_pre2022_bng.geojson"
imports "LSOA to ward" "128" lookup "$data/lookups/westminster_lsoa11_to_ward.csv"
imports "population by sex and age band" "" population "$data/population/london-lsoa11-mid2019-by-sex-age-band.csv"
imports "population by single year of age" "" population "$data/population/london-lsoa11-mid2017-by-age.csv"
imports "the borough series" "" mps-recorded-crime-borough "$data/mps/recorded-crime-borough-2010-04-2021-09.csv.gz"
imports "police.uk: repeated ids set aside" "9,496" police-uk-api "$data/police-uk/westminster-2016-01-2018-06.csv.gz"
imports "unit costs" "160" unit-costs "$WW_ROOT/share/reference/unit-costs-2018.csv"
imports "stop and search" "" stop-and-search "$data/stop-and-search/westminster-metropolitan-2016-06-2024-08.csv.gz"
imports "fires" "90,146" fire-incidents "$data/fire/london-fires.csv.gz"
imports "the later edition of the borough series, beside the first" "" \
    mps-recorded-crime-borough "$data/mps/recorded-crime-borough-historical.csv.gz" --vintage 2024-02

passes "March 2016 is reported missing" sh -c '"$0" extracts | grep -q 2016-03' "$WATCHWARD"

cell() { # MEASURE ROW COLUMN [OPTIONS...]: one cell of a measure, by row id and column name
    local measure=$1 row=$2 column=$3
    shift 3
    "$WATCHWARD" measure "$measure" --period 2017-07..2018-06 --format csv "$@" | tr -d '\r' |
        python3 -c '
import csv, sys
rows = list(csv.DictReader(sys.stdin))
print(next((r[sys.argv[2]] for r in rows if r[next(iter(r))] == sys.argv[1]), "no such row"))' "$row" "$column"
}

same "offences of the year" "$(cell change total count_now)" 58567
same "offences of the year before" "$(cell change total count_then)" 53535
same "their change" "$(cell change total change_pct)" 9.4
same "share of London" "$(cell share total share_now_pct)" 7.1
same "share of London the year before" "$(cell share total share_then_pct)" 6.8
same "London's change" "$(cell share total force_change_pct)" 4.9
same "the later edition" "$(cell change total count_now --vintage 2024-02)" 57383
same "police.uk crimes placed in the borough's LSOAs" "$(cell change total count_now --source police-uk-api)" 58252

rank() { # LEVEL: names in order of count
    "$WATCHWARD" measure areas --by "$1" --period 2017-07..2018-06 --format csv | tr -d '\r' | python3 -c '
import csv, sys
rows = [r for r in csv.DictReader(sys.stdin) if r[next(iter(r))] != "total"]
rows.sort(key=lambda r: -float(r["count_now"]))
print(", ".join(r[sys.argv[1]] for r in rows[:int(sys.argv[2])]))' "$2" "$3"
}
same "wards, most first" "$(rank ward label 2)" "West End, St. James's"
first=$("$WATCHWARD" measure areas --by lsoa11 --period 2017-07..2018-06 --format csv | head -1 | cut -d, -f1)
same "LSOAs, most first" "$(rank lsoa11 "$first" 4 | tr a-z A-Z)" "E01033595, E01004734, E01004763, E01004736"

passes "the assessment" "$WATCHWARD" assess --period 2017-07..2018-06
page=$ws/output/assessment/2017-07..2018-06/index.html
for text in 'Overview of crime' 'Location' 'Data used' 'Appendix B: methods' '58,567' '53,535' '57,383'; do
    if grep -qF "$text" "$page"; then pass "the assessment says $text"; else fail "the assessment says $text"; fi
done
passes "explain" sh -c '"$0" explain change/total/change | grep -q mps-recorded-crime-borough' "$WATCHWARD"
passes "the workspace is whole" "$WATCHWARD" verify
finish
