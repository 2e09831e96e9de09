#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Sealed files are Arrow files: readers that are not ours open one and find the same rows.
. "$(dirname "$0")/../suite.sh"
cd "$WW_ROOT" || exit

if ! command -v node >/dev/null || [ ! -d node_modules/apache-arrow ] || [ ! -d node_modules/nodejs-polars ]; then
    skip "opening sealed files with apache-arrow and polars" "node or the npm packages are not there: tools/install-deps"
    finish
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
passes "the sample's writer is built" tools/build dev tests/unit/test_arrow_sample
passes "the sample is written" env WW_ARROW_SAMPLE="$folder" build/dev/tests/unit/test_arrow_sample
[ $ww_failed -eq 0 ] || finish

compare() { # FOLDER: each line of the comparison becomes a result
    local line
    while IFS= read -r line; do
        case $line in
        "ok      "*) pass "${line#ok      }" ;;
        "FAILED  "*) fail "${line#FAILED  }" ;;
        *) fail "the comparison says something else" "$line" ;;
        esac
    done < <(node tests/js/arrow_open.mjs "$1" 2>&1 || echo "FAILED  status $?")
}

before=$ww_passed
compare "$folder"
[ $((ww_passed - before)) -ge 40 ] || fail "the comparison ran to its end" "only $((ww_passed - before)) checks"

# The comparison can fail: one bit of one value, and one expected cell, are changed.
spoilt=$(mktemp -d -p "$folder")
cp "$folder/sample.json" "$spoilt"
node -e '
    const fs = require("node:fs");
    const bytes = fs.readFileSync(process.argv[1] + "/sample.arrow");
    const at = bytes.indexOf("row 4");
    bytes[at] ^= 1;
    fs.writeFileSync(process.argv[2] + "/sample.arrow", bytes);
' "$folder" "$spoilt"
refuses "a changed byte is noticed" "FAILED  polars: column note" node tests/js/arrow_open.mjs "$spoilt"
cp -f "$folder/sample.arrow" "$spoilt"
sed -i '1,/^\[/s/^\["/["X/' "$spoilt/sample.json"
refuses "a cell that differs is noticed" "FAILED  apache-arrow: column type" node tests/js/arrow_open.mjs "$spoilt"
finish
