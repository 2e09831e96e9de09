#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The vault, end to end: after everything that can be done with identities, no name and no date of birth is found in clear
# anywhere in the workspace; a key that is wrong or lost, a seal or a log that was tampered with is refused; an import killed
# at any moment leaves all or nothing. The people are named after trees.
. "$(dirname "$0")/../suite.sh"

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
ws=$work/ws keys=$work/keys key=$work/keys/partnership.key
people=400
mkdir "$keys"

vault() { "$WATCHWARD" vault "$@" --workspace "$ws" --as officer; }
sql() { # DATABASE STATEMENT
    python3 -c 'import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as db:
    for row in db.execute(sys.argv[2]): print(*row, sep="|")' "$1" "$2"
}

# A delivery: people with names, dates of birth and addresses, some twice, some rows broken where the names stand.
python3 - "$people" "$work" <<'PYTHON'
import csv, random, sys
people, work = int(sys.argv[1]), sys.argv[2]
draw = random.Random(20180601)
first = "Alder Aspen Bay Beech Birch Cedar Elder Hazel Holly Ivy Juniper Larch Laurel Linden Maple Rowan Sorrel Willow".split()
second = "bark branch bud cone leaf needle root sapling seedling stump thorn trunk twig".split()
names, rows = set(), []
for i in range(people):
    forename = draw.choice(first) + draw.choice(second)
    surname = draw.choice(first) + draw.choice(second) + draw.choice(["grove", "hurst", "ley", "wood"])
    year, month, day = draw.randint(1931, 2003), draw.randint(1, 12), draw.randint(1, 28)
    address = f"{draw.randint(1, 200)} {draw.choice(first)}{draw.choice(second)} Avenue"
    postcode = f"QX{draw.randint(1, 9)} {draw.randint(1, 9)}{draw.choice('ABDEF')}{draw.choice('GHJLN')}"
    born = [f"{year}-{month:02}-{day:02}", f"{day:02}/{month:02}/{year}"]
    names |= {forename, surname, address, postcode, postcode.replace(" ", ""), f"{year}{month:02}{day:02}", *born}
    for _ in range(draw.choice([1, 1, 2])):
        rows.append([f"OUT{i:05}", forename, surname, draw.choice(born), draw.choice(["Female", "Male"]), address, postcode,
                     f"2018-{draw.randint(1, 6):02}-{draw.randint(1, 28):02}", draw.choice(["Housing", "Health"])])
header = ["Ref", "First name", "Last name", "Born", "Sex", "Address", "Postcode", "Contact", "Need"]
def write(name, rows):
    with open(f"{work}/{name}.csv", "w", newline="") as file:
        csv.writer(file).writerows([header] + rows)
write("whole", rows)
write("more", [r[:7] + ["2018-07-" + r[7][8:], r[8]] for r in rows])
with open(f"{work}/whole.csv") as file:
    lines = file.read().splitlines()
lines[5] = lines[5].replace(lines[5].split(",")[7], "yesterday")
lines[9] += ",one more"
lines[12] = lines[12].replace(",", ',x"', 1)
with open(f"{work}/broken.csv", "w") as file:
    file.write("\n".join(lines) + "\n")
with open(f"{work}/names.txt", "w") as file:
    file.write("\n".join(sorted(names)) + "\n")
PYTHON

descriptor() { # WORKSPACE
    mkdir -p "$1/sources"
    cat >"$1/sources/outreach.json" <<'JSON'
{"name": "outreach", "title": "People an outreach team works with",
 "fields": [{"name": "Ref", "type": "string"}, {"name": "First name", "type": "string"},
  {"name": "Last name", "type": "string"}, {"name": "Born", "type": "string"}, {"name": "Sex", "type": "string"},
  {"name": "Address", "type": "string"}, {"name": "Postcode", "type": "string"},
  {"name": "Contact", "type": "date", "constraints": {"required": true}}, {"name": "Need", "type": "string"}],
 "watchward": {"shape": "episodes", "subject": "outreach", "owner": "Outreach team", "gateway": "an agreement",
  "retention_days": 365, "person_role": "client",
  "columns": {
   "agency_id": {"field": "Ref", "role": "identity"}, "forename": {"field": "First name", "role": "identity"},
   "surname": {"field": "Last name", "role": "identity"}, "born": {"field": "Born", "role": "identity"},
   "address": {"field": "Address", "role": "identity"}, "postcode": {"field": "Postcode", "role": "identity"},
   "sex": "Sex", "contact": {"field": "Contact", "role": "from"}, "need": "Need"}}}
JSON
}
new_workspace() { # WORKSPACE
    "$WATCHWARD" init "$1" --name "A partnership" --area X09000001 >/dev/null
    descriptor "$1"
}

nothing_in_clear() { # WHAT: no name, date of birth, address or postcode anywhere below the workspace
    local found
    found=$(grep -raoiFf "$work/names.txt" "$ws" | head -3)
    if [ -z "$found" ]; then pass "nothing in clear: $1"; else fail "nothing in clear: $1" "$found"; fi
}

new_workspace "$ws"
grep -qaFf "$work/names.txt" "$work/whole.csv" && pass "what is looked for would be found" ||
    fail "what is looked for would be found"

# Without a vault.
passes "an import without a vault" "$WATCHWARD" import outreach "$work/broken.csv" --workspace "$ws"
output=$("$WATCHWARD" import outreach "$work/broken.csv" --reject-limit 5 --workspace "$ws" 2>&1)
nothing_in_clear "an import without a vault, with refused rows"
[[ $(cat "$ws"/rejects/*) == *yesterday*"10 fields"*"quotation mark"* ]] && pass "refused rows are listed without names" ||
    fail "refused rows are listed without names" "$(cat "$ws"/rejects/*)"
rm -rf "$work/first" && mv "$ws" "$work/first"
new_workspace "$ws"
output=$("$WATCHWARD" import outreach "$work/whole.csv" --workspace "$ws" 2>&1)
[[ $output == *"Identities were left out"* ]] && pass "what is left out is said" || fail "what is left out is said" "$output"
"$WATCHWARD" vault make --key-file "$keys/late.key" --workspace "$ws" >/dev/null
output=$("$WATCHWARD" import outreach "$work/whole.csv" --key-file "$keys/late.key" --workspace "$ws" 2>&1)
[[ $output == *"1 earlier extract is superseded"* ]] && pass "the same file with a key is read again" ||
    fail "the same file with a key is read again" "$output"
output=$("$WATCHWARD" import outreach "$work/whole.csv" --key-file "$keys/late.key" --workspace "$ws" 2>&1)
[[ $output == *"Nothing to do"* ]] && pass "and then no more" || fail "and then no more" "$output"
chmod -R u+w "$ws" && rm -rf "$ws"
new_workspace "$ws"
refuses "a key without a vault" "has no vault yet" "$WATCHWARD" import outreach "$work/more.csv" --key-file "$key" --workspace "$ws"
chmod -R u+w "$ws" && rm -rf "$ws"
new_workspace "$ws"

# With one.
refuses "a key inside the workspace" "inside the workspace" vault make --key-file "$ws/sources/key"
ln -s "$ws/sources" "$keys/elsewhere"
refuses "a key inside the workspace, behind a link" "inside the workspace" vault make --key-file "$keys/elsewhere/key"
passes "the vault is made" vault make --key-file "$key"
same "the key is its owner's" "$(stat -c %a "$key")" 600
refuses "a second vault" "has a vault already" vault make --key-file "$key"
passes "an import into the vault" "$WATCHWARD" import outreach "$work/broken.csv" --reject-limit 5 --key-file "$key" --workspace "$ws"
nothing_in_clear "an import with refused rows"
same "identities of refused rows are not kept" "$(sql "$ws/watchward.db" 'SELECT count(*) FROM identity WHERE pseudonym IS NOT NULL' )" \
    "$(python3 - "$work" <<'PYTHON'
import sys
lines = open(sys.argv[1] + "/broken.csv").read().splitlines()[1:]
print(len({l.split(",")[0] for i, l in enumerate(lines, 1) if i not in (5, 9, 12)}))
PYTHON
)"
cp -r "$ws" "$work/before-more"
passes "a second delivery" "$WATCHWARD" import outreach "$work/more.csv" --key-file "$key" --workspace "$ws"
same "people are known again by the agency's number" "$(sql "$ws/watchward.db" 'SELECT count(*) FROM identity')" "$people"
[[ $(vault open --key-file "$key") == *"outreach: $people identities"* ]] && pass "open counts by source" || fail "open counts by source"

surname=$(sed -n 2p "$work/more.csv" | cut -d, -f3)
found=$(vault find surname --key-file "$key" <<<"$surname" | head -1)
[[ $found =~ ^outreach\ [0-9a-f]{16}$ ]] && pass "found by surname" || fail "found by surname" "$found"
[[ $(vault show $found --key-file "$key") == *"$surname"*client* ]] && pass "shown, with its role" || fail "shown, with its role"
[[ $(vault log) == *"officer consulted person/${found#* }"* ]] && pass "the look is logged" || fail "the look is logged"
vault log | grep -qF "$surname" && fail "the log names nobody" || pass "the log names nobody"
passes "all of it opens" vault check --key-file "$key"
nothing_in_clear "finding and showing"

# What lies in memory meanwhile.
mkfifo "$work/pipe"
vault find surname --key-file "$key" <"$work/pipe" >/dev/null 2>&1 &
exec 7>"$work/pipe"
sleep 0.5
pid=$(pgrep -f "vault find surname --key-file $key" | tail -1)
grep -q '^Max core file size *0 *0 ' "/proc/$pid/limits" && pass "core dumps are off" || fail "core dumps are off"
[ "$(sed -n 's/^VmLck:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status")" -ge 12 ] && pass "keys are in locked memory" || fail "keys are in locked memory"
exec 7>&-
wait

# Refusals.
refuses "a lost key" "key file is not there" vault open --key-file "$keys/lost.key"
"$WATCHWARD" init "$work/other" --name Other --area X09000001 >/dev/null
"$WATCHWARD" vault make --key-file "$keys/other.key" --workspace "$work/other" >/dev/null
refuses "another key" "not the key of this workspace's vault" vault open --key-file "$keys/other.key"
refuses "an import with another key" "not the key" "$WATCHWARD" import outreach "$work/whole.csv" --key-file "$keys/other.key" --workspace "$ws"
head -c 30 "$key" >"$keys/half.key" && chmod 600 "$keys/half.key"
refuses "half a key" "is no key file" vault open --key-file "$keys/half.key"
cp "$key" "$keys/open.key" && chmod 644 "$keys/open.key"
refuses "a key that others may read" "Others than its owner" vault open --key-file "$keys/open.key"
refuses "no key and no terminal" "no terminal" setsid "$WATCHWARD" vault open --workspace "$ws" --as officer

cp "$ws/watchward.db" "$work/good.db"
sql "$ws/watchward.db" "UPDATE identity SET surname = (SELECT surname FROM identity WHERE pseudonym <> '${found#* }' LIMIT 1) WHERE pseudonym = '${found#* }'"
refuses "a seal moved from another person" "does not open" vault show $found --key-file "$key"
refuses "the check finds it" "does not open" vault check --key-file "$key"
cp "$work/good.db" "$ws/watchward.db"
sql "$ws/watchward.db" "UPDATE audit SET author = 'nobody' WHERE number = 2"
refuses "a row of the log altered" "audit log is not as it was written" vault open --key-file "$key"
cp "$work/good.db" "$ws/watchward.db" # older than what was seen since, so that must be given up first
vault close --key-file "$key" >/dev/null
vault open --key-file "$key" >/dev/null
sql "$ws/watchward.db" "DELETE FROM audit WHERE number = (SELECT max(number) FROM audit)"
refuses "the log cut short" "rolled back" vault open --key-file "$key"
cp "$work/before-more/watchward.db" "$ws/watchward.db"
refuses "the whole database rolled back" "rolled back" vault open --key-file "$key"
refuses "an import into it" "rolled back" "$WATCHWARD" import outreach "$work/whole.csv" --key-file "$key" --workspace "$ws"
passes "close gives up the remembered end" vault close --key-file "$key"
passes "and then the restored workspace opens" vault open --key-file "$key"
[[ $(vault log) == *"was given up"* ]] && pass "the log says so" || fail "the log says so"
cp "$work/good.db" "$ws/watchward.db"
vault close --key-file "$key" >/dev/null

# Rekeying, erasing, expiring.
passes "rekey" vault rekey --key-file "$key" --new-key-file "$keys/next.key"
refuses "the old key after it" "not the key" vault open --key-file "$key"
key=$keys/next.key
passes "everything opens with the new one" vault check --key-file "$key"
blind=$(sql "$ws/watchward.db" "SELECT hex(blind) FROM identity_index JOIN identity ON identity = id WHERE pseudonym = '${found#* }' LIMIT 1")
passes "erase" vault erase $found --key-file "$key"
refuses "who was erased is not there" "erased, or never kept" vault show $found --key-file "$key"
same "nor in the index" "$(sql "$ws/watchward.db" 'SELECT count(*) FROM identity_index WHERE identity NOT IN (SELECT id FROM identity)')" 0
xxd -p "$ws/watchward.db" 2>/dev/null | tr -d '\n' | grep -qi "$blind" && fail "nor in the file's free pages" || pass "nor in the file's free pages"
passes "evidence is whole after it" "$WATCHWARD" verify --workspace "$ws"
nothing_in_clear "rekeying and erasing"
output=$(vault expire --key-file "$key")
[[ $output == *"0 identities erased"* ]] && pass "nothing is due yet" || fail "nothing is due yet" "$output"
now=$(date +%s)
output=$(SOURCE_DATE_EPOCH=$((now + 370 * 86400)) vault expire --key-file "$key")
[[ $output == *"$((people - 1)) identities erased"* ]] && pass "retention deletes on its date and says so" ||
    fail "retention deletes on its date and says so" "$output"
same "and then the vault is empty" "$(sql "$ws/watchward.db" 'SELECT (SELECT count(*) FROM identity) + (SELECT count(*) FROM identity_index) + (SELECT count(*) FROM identity_role)')" 0
passes "its log is whole" vault check --key-file "$key"

# A passphrase, typed at a terminal.
cat >"$work/type.py" <<'PYTHON'
import os, pty, sys
command, answers = sys.argv[2:], sys.argv[1].split("|")
pid, fd = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
seen = b""
while True:
    try:
        part = os.read(fd, 4096)
    except OSError:
        break
    if not part:
        break
    seen += part
    if part.rstrip(b" ").endswith(b":") and answers:
        os.write(fd, answers.pop(0).encode() + b"\n")
sys.stdout.write(seen.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
PYTHON
typed() { python3 "$work/type.py" "$1" "$WATCHWARD" vault "${@:2}" --workspace "$work/phrase" --as officer; }
new_workspace "$work/phrase"
refuses "a short passphrase" "12 characters" typed "too short" make
refuses "two that differ" "not the same" typed "twelve green bottles|twelve brown bottles" make
passes "a vault with a passphrase" typed "twelve green bottles|twelve green bottles" make
output=$(typed "twelve green bottles" open --head-file "$keys/phrase")
[[ $output == *"The key opens the vault"* ]] && pass "the passphrase opens it" || fail "the passphrase opens it" "$output"
[[ $output == *bottles* ]] && fail "it is not shown" "$output" || pass "it is not shown"
refuses "another passphrase" "not the key" typed "twelve brown bottles" open
grep -raq "green bottles" "$work/phrase" && fail "it is kept nowhere" || pass "it is kept nowhere"

# kill -9 at twenty moments of an import: all of it, or nothing; never identities without evidence.
RANDOM=20180601
new_workspace "$work/kill"
"$WATCHWARD" vault make --key-file "$keys/kill.key" --workspace "$work/kill" >/dev/null
python3 - "$work" <<'PYTHON'
import sys
work = sys.argv[1]
lines = open(f"{work}/whole.csv").read().splitlines()
with open(f"{work}/large.csv", "w") as out:
    out.write(lines[0] + "\n")
    for k in range(15):
        for line in lines[1:]:
            out.write(line.replace("OUT", f"O{k:02}", 1) + "\n")
PYTHON
ws=$work/kill
start=$(date +%s%N)
cp -r "$ws" "$work/timed"
"$WATCHWARD" import outreach "$work/large.csv" --key-file "$keys/kill.key" --workspace "$work/timed" >/dev/null
took_ms=$((($(date +%s%N) - start) / 1000000 + 1))
whole=$(sql "$work/timed/watchward.db" 'SELECT count(*) FROM identity')
rm -f "$keys"/kill.key.audit-*
killed=0 broken=0
for ((i = 0; i < 20; i++)); do
    chmod -R u+w "$work/round" 2>/dev/null
    rm -rf "$work/round"
    cp -r "$ws" "$work/round"
    rm -f "$keys"/kill.key.audit-*
    "$WATCHWARD" import outreach "$work/large.csv" --key-file "$keys/kill.key" --workspace "$work/round" >/dev/null 2>&1 &
    pid=$!
    sleep "$(printf '0.%03d' $((RANDOM % (took_ms < 999 ? took_ms : 999))))"
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null || killed=$((killed + 1))
    grep -raqFf "$work/names.txt" "$work/round" && { broken=$((broken + 1)); echo "in clear after a kill"; }
    "$WATCHWARD" verify --workspace "$work/round" >"$work/verify.txt" 2>&1 || { broken=$((broken + 1)); cat "$work/verify.txt"; }
    "$WATCHWARD" vault check --key-file "$keys/kill.key" --workspace "$work/round" >"$work/verify.txt" 2>&1 ||
        { broken=$((broken + 1)); cat "$work/verify.txt"; }
    counts=$(sql "$work/round/watchward.db" 'SELECT (SELECT count(*) FROM extract), (SELECT count(*) FROM identity)')
    [ "$counts" = "0|0" ] || [ "$counts" = "1|$whole" ] || { broken=$((broken + 1)); echo "extracts and identities: $counts"; }
done
if [ $broken -eq 0 ] && [ $killed -gt 3 ]; then
    pass "kill -9 at twenty moments ($killed while it ran) leaves all or nothing"
else
    fail "kill -9 at twenty moments" "$broken broken, $killed killed"
fi
finish
