#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Two agencies encode, a third links: what is written names nobody, what is printed counts, and the links are good on the
# data where the truth is known.
set -uo pipefail
. "$(dirname "$0")/../suite.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
printf 'thirty-two bytes or more, for tests only' >key
printf 'another key of thirty-two bytes or more' >other
printf 'short' >short

python3 - <<'PYTHON'
import random
random.seed(20250607)
part = lambda n: "".join(random.choice("abdeilmnorstu") for _ in range(n))
people = [(part(6), part(8), f"{random.randint(1, 28):02d}/{random.randint(1, 12):02d}/{random.randint(1940, 2005)}",
           random.choice("FM"), f"AB{random.randint(1, 9)} {random.randint(1, 9)}CD") for _ in range(300)]
def write(name, rows):
    with open(name, "w") as out:
        out.write("forename,surname,date_of_birth,sex,postcode\n")
        out.writelines(",".join(row) + "\n" for row in rows)
write("a.csv", people[:200])
write("b.csv", [(p[0][:-1] + "e", *p[1:]) for p in people[100:]])   # 100 in both, a letter changed
write("few.csv", people[:3] + people[200:])
write("none.csv", [])
PYTHON

encode() { "$WATCHWARD" encode "$1.csv" --key-file "${2:-key}" --out "${3:-$1}.clk"; }
passes "an agency encodes" encode a
passes "another encodes" encode b
passes "encoding again gives the same bytes" sh -c '"$0" encode a.csv --key-file key --out again.clk && cmp a.clk again.clk' "$WATCHWARD"

readable=$(tail -n +2 a.csv | cut -d, -f1-3 | tr ',' '\n' | sort -u | grep -cFf - a.clk)
same "lines of the encodings in which a name or date of birth stands" "$readable" 0
output=$("$WATCHWARD" link encoded a.clk b.clk)
same "the overlap" "$(grep -c '^100 people are in both files' <<<"$output")" 1
passes "with one thread the same pairs" sh -c '
    "$0" link encoded a.clk b.clk --pairs two.csv --threads 2 && "$0" link encoded a.clk b.clk --pairs one.csv --threads 1 && cmp one.csv two.csv' "$WATCHWARD"
same "pairs of rows" "$(sed -n 2,9999p one.csv | awk -F, '$1 == $2 + 100' | wc -l)" 100

encode few >/dev/null
output=$("$WATCHWARD" link encoded a.clk few.clk)
same "a small overlap is not told" "$(grep -c 'Fewer than 5 people' <<<"$output")" 1
output=$("$WATCHWARD" link encoded a.clk again.clk)
same "all of a file is told" "$(grep -c '^200 people' <<<"$output")" 1

encode b other other-b >/dev/null
refuses "files of two keys" "different keys or schemas" "$WATCHWARD" link encoded a.clk other-b.clk
refuses "a short key" "at least 32" encode a short
refuses "no key" "--key-file" "$WATCHWARD" encode a.csv --out x.clk
refuses "a file of nobody" "no record" encode none
refuses "a missing column" 'no column "forename"' sh -c 'sed 1s/forename/first/ a.csv >c.csv; "$0" encode c.csv --key-file key --out c.clk' "$WATCHWARD"
passes "a column of another name" "$WATCHWARD" encode c.csv --key-file key --out c.clk --column forename=first
head -c 3000 a.clk >cut.clk
refuses "a file cut short" "cut.clk:" "$WATCHWARD" link encoded cut.clk b.clk
sed '7s/./!/3' a.clk >bad.clk
refuses "an altered line, by its number" "bad.clk:7" "$WATCHWARD" link encoded bad.clk b.clk
refuses "a folder that is not there" "nowhere/a.clk" "$WATCHWARD" encode a.csv --key-file key --out nowhere/a.clk

if [ -z "${WW_SHARED:-}" ] || [ ! -e "$WW_SHARED/data/linkage/febrl-4a.csv" ]; then
    skip "FEBRL 4" "there is no ../shared beside this checkout"
    finish
fi

quality() { # SCHEMA THRESHOLD: precision and recall on FEBRL 4, in hundredths of a per cent
    local file
    for file in a b; do
        "$WATCHWARD" encode "$WW_SHARED/data/linkage/febrl-4$file.csv" --schema "$1" --key-file key --out "febrl-$file.clk" >/dev/null
    done
    "$WATCHWARD" link encoded febrl-a.clk febrl-b.clk --threshold "$2" --pairs febrl.csv >/dev/null
    python3 - "$WW_SHARED/data/linkage" <<'PYTHON'
import csv, sys
who = [[row["rec_id"].split("-")[1] for row in csv.DictReader(open(f"{sys.argv[1]}/febrl-4{f}.csv"), skipinitialspace=True)]
       for f in "ab"]
pairs = [(int(row["row_a"]) - 1, int(row["row_b"]) - 1) for row in csv.DictReader(open("febrl.csv"))]
right = sum(who[0][a] == who[1][b] for a, b in pairs)
print(round(1e4 * right / max(1, len(pairs))), round(1e4 * right / len(set(who[0]) & set(who[1]))))
PYTHON
}

good() { # WHAT SCHEMA THRESHOLD PRECISION RECALL
    local precision recall
    read -r precision recall <<<"$(quality "$2" "$3")"
    if [ "${precision:-0}" -ge "$4" ] && [ "${recall:-0}" -ge "$5" ]; then
        pass "FEBRL 4, $1, from $3: precision $precision, recall $recall of 10,000"
    else
        fail "FEBRL 4, $1, from $3" "precision $precision (at least $4), recall $recall (at least $5) of 10,000"
    fi
}

schema=$TESTDATA/encodings/febrl.json
sed 's/"balanced": true,/"balanced": true, "salt": "date_of_birth",/' "$schema" >salted.json
good "six fields" "$schema" 0.65 9990 9970
good "six fields" "$schema" 0.75 9995 9600
good "salted by year of birth" salted.json 0.7 9985 9200
finish
