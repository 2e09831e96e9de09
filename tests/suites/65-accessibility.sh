#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The assessment of the sample, read by axe-core in Chromium: no violation of WCAG 2.2 A or AA, on a wide window, at
# 320 px, in print and in forced colours, and by the keyboard alone. Then pages with a planted fault each, because a
# check that cannot fail says nothing.
# timeout: 1200
. "$(dirname "$0")/../suite.sh"
cd "$WW_ROOT" || exit

chromium=${WW_CHROMIUM:-/usr/bin/chromium}
if ! command -v node >/dev/null || [ ! -d node_modules/axe-core ] || [ ! -x "$chromium" ]; then
    skip "accessibility of the assessment" "node, the npm packages or Chromium are not there: tools/install-deps"
    finish
fi

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
passes "a sample" "$WATCHWARD" sample "$work/sample"
passes "its assessment" "$WATCHWARD" assess --period 2017-07..2018-06 --workspace "$work/sample"
page=$work/sample/output/assessment/2017-07..2018-06/index.html
[ -f "$page" ] || finish

before=$ww_passed
while IFS= read -r line; do
    case $line in
    "ok      "*) pass "${line#ok      }" ;;
    "FAILED  "*) fail "${line#FAILED  }" ;;
    "every check passed" | *" checks failed") ;;
    *) fail "the reading says something else" "$line" ;;
    esac
done < <(node tests/js/axe.mjs "$page" 2>&1 || true)
[ $((ww_passed + ww_failed - before)) -ge 15 ] || fail "the reading ran to its end" "only $((ww_passed - before)) checks"

# One page with many faults, each of which must be named: two chapters of the assessment, and what leads elsewhere
# leads nowhere at all, so that the planted link is the only one.
spoilt=$work/spoilt.html
python3 - "$page" <<'PY' |
import re, sys
page = open(sys.argv[1], encoding="utf-8").read()
chapter = re.compile(r'<section class="chapter".*?(?=<section class="chapter"|</main>)', re.S)
kept = iter(range(1000))
page = chapter.sub(lambda m: m[0] if next(kept) < 2 else "", page)
ids = set(re.findall(r'\bid="([^"]+)"', page))
print(re.sub(r'href="#([^"]+)"', lambda m: m[0] if m[1] in ids else 'href="#main"', page))
PY
    sed -e '0,/<html[^>]*>/s//<html>/' \
        -e '0,/<h3/s//<h6/' \
        -e 's/#section-front\/summary"/#nowhere"/' \
        -e '0,/<desc[^>]*>[^<]*</s//<desc></' \
        -e 's/<\/head>/<style>p{color:#bbb} svg text{fill:#ccc} *:focus{outline:none!important;box-shadow:none!important} main{min-width:700px}<\/style><\/head>/' \
        >"$spoilt"
found=$(node tests/js/axe.mjs "$spoilt" 2>&1)
for fault in "html-has-lang" "color-contrast" "the page says its language" "no heading skips a level" \
    "every drawing has a title, a description and a table" "links within the page lead somewhere" \
    "no focus to be seen" "the page does not scroll sideways" "words in drawings stand out"; do
    if grep -q "^FAILED  .*$fault" <<<"$found"; then
        pass "a planted fault is noticed: $fault"
    else
        fail "a planted fault is noticed: $fault" "$found"
    fi
done
finish
