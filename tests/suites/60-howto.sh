#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Follows the two HOWTO pages to the letter: runs their command blocks, in order, and then uses what they have added.
# timeout: 1200
set -uo pipefail
. "$(dirname "$0")/../suite.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TMPDIR=$work

# The ```sh blocks of a page, as one script that stops at the first command that fails.
commands() { # PAGE
    echo 'set -euo pipefail'
    awk '/^```sh$/ { on = 1; next } /^```$/ { on = 0 } on' "$1"
}

follow() { # WHAT PAGE FOLDER
    commands "$2" >"$work/commands.sh"
    if (cd "$3" && bash "$work/commands.sh") >"$work/output" 2>&1; then
        pass "$1"
    else
        fail "$1" "$(tail -n 30 "$work/output")"
    fi
}

said() { # WHAT PATTERN: in the output of the page followed last
    if grep -qE "$2" "$work/output"; then pass "$1"; else fail "$1" "no line of the output matches '$2'"; fi
}

# --- a measure: in a copy of the tree, with a build of its own ----------------------------------------
tree=$work/tree
mkdir "$tree"
(cd "$WW_ROOT" && tar cf - --exclude=./build --exclude=./node_modules --exclude=./.git --exclude=./demo .) |
    tar xf - -C "$tree"
export WW_ROOT_OF_SUITE=$WW_ROOT
unset WW_ROOT WATCHWARD_WORKSPACE
follow "docs/HOWTO-add-measure.md can be followed" "$tree/docs/HOWTO-add-measure.md" "$tree"
said "its measure answers" '^total,All days,58627,160\.6'
said "its finding names a day" 'Most offences are recorded on [A-Z][a-z]+day'
said "its test passes" '^1 passed, 0 failed'
passes "the program lists it" grep -q "On which days of the week" "$work/output"

# The test of the page can fail: it finds the fault that the page proposes.
sed -i 's|(double)count / days)|(double)count / 4)|' "$tree/src/measure/weekdays.c"
broken() { (cd "$tree" && tools/build dev tests/unit/test_measure_weekdays >"$work/log" 2>&1 &&
    WW_ROOT=. build/dev/tests/unit/test_measure_weekdays); }
refuses "a fault planted in the measure is found" "1 failed" broken

# --- a source: in an empty folder ---------------------------------------------------------------------
WW_ROOT=$WW_ROOT_OF_SUITE
page=$WW_ROOT/docs/HOWTO-add-source.md
if [ -f "$page" ]; then
    mkdir "$work/source" "$work/bin"
    ln -s "$WATCHWARD" "$work/bin/watchward"
    PATH=$work/bin:$PATH follow "docs/HOWTO-add-source.md can be followed" "$page" "$work/source"
    said "its source is listed" 'transport-police'
    said "its record set aside is counted" '1 row'
    said "its unknown value is named" 'Fare evasion'
    answer() {
        "$WATCHWARD" measure change --source transport-police --by category --period 2018-06-16..2018-06-30 \
            --compare 2018-06-01..2018-06-15 --format csv --workspace "$work/source/partnership" |
            grep -E '^(police-uk/theft-from-the-person|total),'
    }
    same "its records are counted" "$(answer | cut -d, -f1-4)" \
        $'police-uk/theft-from-the-person,Theft from the person,2,0\ntotal,Total,3,1'
else
    skip "adding a source" "docs/HOWTO-add-source.md is not there"
fi
finish
