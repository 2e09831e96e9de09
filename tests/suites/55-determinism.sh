#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Reproducible, or it is not published: the same files give the same bytes, sealed and
# written, whatever the number of threads, the processor's instructions, the folder, the
# hour, the language and zone of the machine, and what was imported and taken back before.
set -uo pipefail
. "$(dirname "$0")/../suite.sh"

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
export SOURCE_DATE_EPOCH=1530403200
period=2017-07..2018-06

"$WATCHWARD" sample "$work/first" --seed 7 >/dev/null || fail "the sample is made"
files=$work/first/partners-files

hashes() { # DIR: of every sealed file and everything assess wrote, by name
    (cd "$1" && find evidence output -type f -exec sha256sum {} + | LC_ALL=C sort -k 2)
}

# The deliveries of the sample, imported into a new workspace with the options given.
import_all() { # DIR OPTION…
    local ws=$1
    shift
    "$WATCHWARD" init "$ws" --name "Sample Partnership" --area X09000001 >/dev/null &&
        cp "$work/first/settings.ini" "$ws/settings.ini" &&
        "$WATCHWARD" import boundaries "$files"/boundaries-{borough,ward,lsoa}.geojson \
            --supplied-by "Sample Partnership" --workspace "$ws" "$@" >/dev/null &&
        "$WATCHWARD" import population "$files/population.csv" --supplied-by "Sample Partnership" \
            --workspace "$ws" "$@" >/dev/null &&
        "$WATCHWARD" import crime-records "$files"/crime-records-*.csv --supplied-by "Sample Force" \
            --workspace "$ws" "$@" >/dev/null &&
        "$WATCHWARD" import force-monthly "$files/force-monthly.csv" --supplied-by "Sample Force" \
            --workspace "$ws" "$@" >/dev/null
}

assess() { # DIR [OPTION…]
    local ws=$1
    shift
    "$WATCHWARD" assess --period $period --workspace "$ws" "$@" >/dev/null
}

alike() { # WHAT DIR: the same names and bytes as the reference
    local differ
    if [ -s "$work/reference" ] && differ=$(diff "$work/reference" <(hashes "$2")); then
        pass "$1"
    else
        fail "$1" "$(head -6 <<<"$differ")"
    fi
}

import_all "$work/reference-ws" --threads 1 && assess "$work/reference-ws" --threads 1 || fail "the reference is made"
hashes "$work/reference-ws" >"$work/reference"
same "four sealed files, a page, findings, run and tables" \
    "$(grep -cE 'evidence/.*\.arrow$|/(index\.html|findings\.json|run\.json)$' "$work/reference") \
$(($(grep -c 'tables/.*\.csv$' "$work/reference") > 10))" "7 1"

for threads in 2 5; do
    import_all "$work/threads-$threads" --threads $threads && assess "$work/threads-$threads" --threads $threads
    alike "$threads threads" "$work/threads-$threads"
done

deep=$work/"another folder, deeper"/ein/Ordner
mkdir -p "$deep"
import_portable() {
    (
        cd "$deep" && export SOURCE_DATE_EPOCH=1600000000 TZ=Pacific/Kiritimati LC_ALL=C LANG=de_DE.UTF-8 TMPDIR=$deep &&
            "$WATCHWARD" init ws --name "Sample Partnership" --area X09000001 >/dev/null &&
            cp "$work/first/settings.ini" ws/settings.ini &&
            ln -s "$files" in &&
            "$WATCHWARD" import boundaries in/boundaries-{borough,ward,lsoa}.geojson --portable \
                --supplied-by "Sample Partnership" --workspace ws >/dev/null &&
            "$WATCHWARD" import population in/population.csv --portable \
                --supplied-by "Sample Partnership" --workspace ws >/dev/null &&
            "$WATCHWARD" import crime-records in/crime-records-*.csv --portable --supplied-by "Sample Force" \
                --workspace ws >/dev/null &&
            "$WATCHWARD" import force-monthly in/force-monthly.csv --portable --supplied-by "Sample Force" \
                --workspace ws >/dev/null &&
            "$WATCHWARD" assess --period $period --workspace ws >/dev/null
    )
}
import_portable
alike "without vector instructions, from another folder, zone and language" "$deep/ws"

# A workspace with a past: other deliveries first, in another order, superseded and refused ones among them.
past=$work/past
"$WATCHWARD" init "$past" --name "Sample Partnership" --area X09000001 >/dev/null
cp "$work/first/settings.ini" "$past/settings.ini"
head -5000 "$files/crime-records-2016-17.csv" >"$work/part.csv"
SOURCE_DATE_EPOCH=1400000000 "$WATCHWARD" import crime-records "$work/part.csv" --workspace "$past" >/dev/null 2>&1
"$WATCHWARD" import force-monthly "$files/force-monthly.csv" --supplied-by "Sample Force" --workspace "$past" >/dev/null
"$WATCHWARD" import crime-records "$files/population.csv" --workspace "$past" >/dev/null 2>&1
"$WATCHWARD" import boundaries "$files"/boundaries-{borough,ward,lsoa}.geojson --supplied-by "Sample Partnership" --workspace "$past" >/dev/null
"$WATCHWARD" import crime-records "$files"/crime-records-*.csv --supplied-by "Sample Force" --workspace "$past" >/dev/null
"$WATCHWARD" import population "$files/population.csv" --supplied-by "Sample Partnership" --workspace "$past" >/dev/null
assess "$past"
rm -f "$past"/evidence/crime-records/2016-*.arrow # the superseded part, which the others never had
alike "imported in another order, after deliveries since superseded and refused" "$past"

assess "$work/reference-ws" --threads 5
alike "assessed again" "$work/reference-ws"

# The sample itself, made twice.
"$WATCHWARD" sample "$work/second" --seed 7 --threads 1 >/dev/null
assess "$work/first" && assess "$work/second"
same "the sample of one seed" "$(hashes "$work/second" && cd "$work/second/partners-files" && sha256sum -- *)" \
    "$(hashes "$work/first" && cd "$files" && sha256sum -- *)"
"$WATCHWARD" sample "$work/third" --seed 8 >/dev/null
if cmp -s "$work/third/partners-files/crime-records-2017-18.csv" "$files/crime-records-2017-18.csv"; then
    fail "another seed gives other records"
else
    pass "another seed gives other records"
fi
finish
