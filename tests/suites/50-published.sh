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

# Any figure altered is found: in one table as a whole run sees it, then in every table, figure by figure.
cp -r "$tables" "$work/altered"
chmod -R u+w "$work/altered"
sed -i "0,/,12324,12960,5/s//,12324,12961,5/" "$work/altered/recorded-crime-by-type.csv"
cmp -s "$tables/recorded-crime-by-type.csv" "$work/altered/recorded-crime-by-type.csv" && fail "nothing was planted"
refuses "an altered figure is found" "DIFFERS" compare "$work/altered"
while IFS= read -r line; do
    case $line in
    "ok      "*) pass "altered figures of ${line#ok      }" ;;
    "FAILED  "*) fail "altered figures of ${line#FAILED  }" ;;
    *" passed, "*" failed") ended=yes ;;
    *) echo "$line" ;;
    esac
done < <("$WW_ROOT/tests/published/altered.py" "$WATCHWARD" "$work/sample" "$tables" "$WW_ROOT/share/categories.json" 2>&1)
same "every table was altered" "${ended:-no}" yes
finish
