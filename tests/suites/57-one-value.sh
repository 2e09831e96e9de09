#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The same figure never appears with two values: in the assessment of the sample partnership, by tests/one_value.py; and
# that it would see each kind of clash, with one planted of each.
set -uo pipefail
. "$(dirname "$0")/../suite.sh"

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
export SOURCE_DATE_EPOCH=1530403200
period=2017-07..2018-06
made=$work/ws/output/assessment/$period

if ! "$WATCHWARD" sample "$work/ws" >/dev/null ||
    ! "$WATCHWARD" assess --period $period --workspace "$work/ws" >/dev/null; then
    fail "the assessment is made"
    finish
fi

output=$("$WW_ROOT/tests/one_value.py" "$made")
status=$?
echo "$output" | grep -v ' passed, '
if [ $status -eq 0 ]; then pass "every figure has one value"; else fail "every figure has one value"; fi

# A copy in which one figure is another: the kind of check named must see it.
planted() { # KIND PYTHON: changes `found` (findings.json) or writes into `folder`
    rm -rf "$work/copy"
    cp -r "$made" "$work/copy"
    python3 - "$work/copy" <<END || fail "a clash is planted: $1"
import json, pathlib, re, sys
folder = pathlib.Path(sys.argv[1])
found = json.loads((folder / "findings.json").read_text())
tables = {table["id"]: table for table in found["tables"]}
def row(table, name):
    return next(r for r in tables[table]["rows"] if r["id"] == name)["cells"]
$2
(folder / "findings.json").write_text(json.dumps(found))
END
    local said
    said=$("$WW_ROOT/tests/one_value.py" "$work/copy")
    if grep -q "^FAILED  $1:" <<<"$said"; then
        pass "a planted clash is seen: $1"
    else
        fail "a planted clash is seen: $1"
    fi
}

planted question 'import copy
again = copy.deepcopy(tables["change"]); again["id"] = "cost"; found["tables"].append(again)
again["rows"][0]["cells"]["count_now"]["value"] += 1'
planted counted 'row("cost", "total")["count"]["value"] += 1'
planted verdict 'cell = row("areas-ward", "X05000004")["verdict"]
cell["value"] = "Down" if cell["value"] == "Up" else "Up"'
planted residents 'r = [c for t in found["tables"] for x in t["rows"] for n, c in x["cells"].items()
    if n == "residents" and c and isinstance(c.get("value"), (int, float)) and re.match(r"X05", x["id"])]
r[0]["value"] += 1'
planted file 'path = folder / "tables" / "change.csv"
path.write_text(re.sub(r"(?m)^(total,.*?,\d+,)(\d+)", lambda m: m[1] + str(int(m[2]) + 1), path.read_text()))'
planted sentence 'finding = tables["change"]["findings"][0]
finding["sentence"] = re.sub(r"\d{2},\d{3}", "12,345", finding["sentence"], count=1)'

finish
