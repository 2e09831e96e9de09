#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The sample partnership prints the published tables of 2018, cell for cell; and the comparison can fail.
set -uo pipefail
. "$(dirname "$0")/../suite.sh"

tables=${WW_SHARED:-}/published/2018
if [ ! -d "$tables" ]; then
    skip "the published tables" "../shared/published is not beside the checkout"
    finish
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

compare() { "$WW_ROOT/tests/published/compare.py" "$WATCHWARD" "$work/sample" "$1" "$WW_ROOT/share/categories.json"; }

passes "the sample is made" "$WATCHWARD" sample "$work/sample"
output=$(compare "$tables")
echo "$output" | grep -v ' passed, '
if [[ $output == *" 0 failed" ]]; then pass "the sample prints the published tables"; else fail "a published table differs"; fi

# Another seed moves records, not figures.
passes "the sample is made with another seed" "$WATCHWARD" sample "$work/other" --seed 7
rm -rf "$work/sample" && mv "$work/other" "$work/sample"
output=$(compare "$tables")
if [[ $output == *" 0 failed" ]]; then pass "so does that of another seed"; else fail "a table of another seed differs" "$output"; fi

# One figure altered in each table is found.
plant() { # FILE FROM TO
    rm -rf "$work/altered"
    cp -r "$tables" "$work/altered"
    chmod -R u+w "$work/altered"
    sed -i "0,/$2/s//$3/" "$work/altered/$1.csv"
    cmp -s "$tables/$1.csv" "$work/altered/$1.csv" && fail "nothing was planted in $1"
    refuses "an altered figure in $1 is found" "DIFFERS" compare "$work/altered"
}
plant recorded-crime-by-type ,12324,12960,5 ,12324,12961,5
plant cost-of-crime ,93550 ,93560
plant flagged-crimes ,543, ,544,
plant hate-crimes ,191, ,192,
plant sanctioned-detection-rates ,17.7, ,17.8,
plant ward-crime ,472,500, ,472,501,
plant lsoa-shares ,10.6, ,10.7,
plant headline-figures 'mps-2017-18,westminster,7.1' 'mps-2017-18,westminster,7.2'
finish
