#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Bad input is refused with a message that names file, line, column and remedy, and
# leaves the workspace exactly as it was. A killed import leaves it whole.
set -uo pipefail
. "$(dirname "$0")/../suite.sh"

work=$(mktemp -d)
trap 'umount "$work/small" 2>/dev/null; chmod -R u+w "$work"; rm -rf "$work"' EXIT
ws=$work/ws
header='Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context'

row() { # NUMBER MONTH
    printf '%064x,%s,A Force,A Force,-0.1%05d,51.5%05d,On or near High Street,E0100%04d,Area %d,Burglary,Under investigation,\n' \
        "$1" "$2" "$1" "$1" "$(($1 % 100))" "$1"
}

good() { # ROWS [MONTH]
    echo "$header"
    for ((i = 1; i <= $1; i++)); do row "$i" "${2:-2018-05}"; done
}

state() { # all that makes up the workspace's evidence and catalogue
    (cd "$ws" && find evidence -type f -exec sha256sum {} + | sort &&
        "$WATCHWARD" extracts --workspace . 2>/dev/null)
}

import() { "$WATCHWARD" import police-uk-street "$@" --workspace "$ws"; }

"$WATCHWARD" init "$ws" --name "Test partnership" --area E09000033 >/dev/null || fail "init"
good 300 2018-04 >"$work/first.csv"
passes "a good file is imported" import "$work/first.csv"
before=$(state)

rejected() { # WHAT TEXTS FILE...: refused with exit code 1, saying each text (| between); nothing changed
    local what=$1 texts=$2 output code text
    shift 2
    output=$(import "$@" 2>&1 >/dev/null)
    code=$?
    if [ $code -ne 1 ]; then
        fail "$what" "exit code $code, expected 1: $output"
        return
    fi
    while [ -n "$texts" ]; do
        text=${texts%%|*}
        [[ $output == *"$text"* ]] || { fail "$what" "did not say '$text': $output"; return; }
        [[ $texts == *"|"* ]] && texts=${texts#*|} || texts=
    done
    if [ "$(state)" != "$before" ]; then
        fail "$what" "the workspace was changed"
    else
        pass "$what"
    fi
}

good 100 | head -c 15000 >"$work/cut.csv"
rejected "a truncated file" "cut.csv" "$work/cut.csv" --reject-limit 0
good 100 | gzip | head -c 800 >"$work/cut.csv.gz"
rejected "a truncated compressed file" "cut.csv.gz" "$work/cut.csv.gz"
good 10 | sed '1s/Crime ID/Identifier/; 1s/Month/When/' >"$work/header.csv"
rejected "a wrong header" "header.csv|Month" "$work/header.csv"
head -c 100000 "$WATCHWARD" >"$work/binary.csv"
rejected "a binary file" "binary.csv" "$work/binary.csv"
good 200 | sed '11s/2018-05/2018-13/; 21s/2018-05/soon/; 31s/2018-05/05-2018x/; 41s/2018-05//' >"$work/dates.csv"
rejected "2% broken dates" "dates.csv:11:2|2018-13|Month" "$work/dates.csv"
[ -s "$ws"/rejects/*dates* ] || ls "$ws/rejects" | grep -q . && pass "the refused rows are listed" ||
    fail "the refused rows are listed" "$(ls "$ws/rejects")"
{ good 50; printf '%064x,2018-05,"A Force,never closed' 99; good 50 | tail -n +2; } >"$work/quote.csv"
rejected "a quotation mark never closed" "quote.csv:52|quot" "$work/quote.csv"
{ good 5; head -c 20000000 /dev/zero | tr '\0' x; echo; } >"$work/line.csv"
rejected "a very long line" "line.csv:7" "$work/line.csv"
good 100 | sed '5s/2018-05/1899-01/; 6s/2018-05/1899-01/; 7s/2018-05/1899-01/' >"$work/range.csv"
rejected "a month outside the descriptor's range" "range.csv:5:2|1899-01" "$work/range.csv"
: >"$work/empty.csv"
rejected "an empty file" "empty.csv|empty" "$work/empty.csv"
rejected "a file that is not there" "nowhere.csv" "$work/nowhere.csv"
good 10 | iconv -f utf-8 -t utf-16 >"$work/utf16.csv"
rejected "UTF-16" "utf16.csv|UTF-16" "$work/utf16.csv"

# A line of four gigabytes must end soon and in little memory: the file is sparse.
{ echo "$header"; } >"$work/huge.csv"
truncate -s 4294967400 "$work/huge.csv"
huge() { ulimit -v 12000000; timeout 60 "$WATCHWARD" import police-uk-street "$work/huge.csv" --workspace "$ws"; }
output=$(huge 2>&1)
code=$?
if [ $code -eq 1 ] && [[ $output == *"huge.csv"* ]] && [ "$(state)" = "$before" ]; then
    pass "a line of 4 GB"
else
    fail "a line of 4 GB" "code $code: $output"
fi

output=$(import "$work/first.csv" 2>&1)
code=$?
if [ $code -eq 0 ] && [[ $output == *already* ]] && [ "$(state)" = "$before" ]; then
    pass "the same file twice is a no-op that says so"
else
    fail "the same file twice is a no-op that says so" "code $code: $output"
fi

# Disk full: a workspace on a small file system of its own.
mkdir "$work/small"
if mount -t tmpfs -o size=600k tmpfs "$work/small" 2>/dev/null; then
    ws_kept=$ws
    ws=$work/small/ws
    "$WATCHWARD" init "$ws" --name "Small" --area E09000033 >/dev/null
    good 50 2018-04 >"$work/little.csv"
    import "$work/little.csv" >/dev/null 2>&1
    before=$(state)
    good 20000 >"$work/large.csv"
    rejected "a full disk" "disk is full" "$work/large.csv"
    passes "the workspace is whole after it" "$WATCHWARD" verify --workspace "$ws"
    ws=$ws_kept
else
    skip "a full disk" "a small file system cannot be mounted here"
fi

# kill -9 at fifty random moments of an import.
RANDOM=20180601
good 60000 2018-03 >"$work/kill.csv"
start=$(date +%s%N)
cp -r "$ws" "$work/timed"
"$WATCHWARD" import police-uk-street "$work/kill.csv" --workspace "$work/timed" >/dev/null
took_ms=$((($(date +%s%N) - start) / 1000000 + 1))
killed=0 finished=0 broken=0
for ((i = 0; i < 50; i++)); do
    chmod -R u+w "$work/round" 2>/dev/null
    rm -rf "$work/round"
    cp -r "$ws" "$work/round"
    "$WATCHWARD" import police-uk-street "$work/kill.csv" --workspace "$work/round" >/dev/null 2>&1 &
    pid=$!
    sleep "$(printf '0.%04d' $((RANDOM % (took_ms * 10 < 9999 ? took_ms * 10 : 9999))))"
    kill -9 $pid 2>/dev/null
    if wait $pid 2>/dev/null; then finished=$((finished + 1)); else killed=$((killed + 1)); fi
    "$WATCHWARD" verify --workspace "$work/round" >"$work/verify.txt" 2>&1 || { broken=$((broken + 1)); cat "$work/verify.txt"; }
    "$WATCHWARD" import police-uk-street "$work/kill.csv" --workspace "$work/round" >/dev/null 2>&1 || broken=$((broken + 1))
    # And then it is there once, beside the first, with nothing left over.
    "$WATCHWARD" verify --workspace "$work/round" >"$work/verify.txt" 2>&1
    [[ $(cat "$work/verify.txt") == "2 extracts checked (0 of them superseded)"*$'\n'"The workspace is whole." ]] ||
        { broken=$((broken + 1)); cat "$work/verify.txt"; }
done
if [ $broken -eq 0 ] && [ $killed -gt 5 ]; then
    pass "kill -9 at fifty moments ($killed while it ran): verify is clean and the import can be repeated"
else
    fail "kill -9 at fifty moments" "$broken broken, $killed killed, $finished finished before"
fi
finish
