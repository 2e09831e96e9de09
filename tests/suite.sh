# SPDX-License-Identifier: Apache-2.0
# For the suites written in bash: counts what passed and ends with the line that
# tests/run reads.
#
#     . "$(dirname "$0")/../suite.sh"
#     passes "the program says its version" "$WATCHWARD" --version
#     finish

ww_passed=0 ww_failed=0 ww_skipped=0
WW_ROOT=${WW_ROOT:-$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}
WATCHWARD=${WATCHWARD:-$WW_ROOT/build/release/watchward}
TESTDATA=${TESTDATA:-$WW_ROOT/tests/data}

pass() {
    ww_passed=$((ww_passed + 1))
    echo "ok      $1"
}

fail() { # WHAT [WHY]
    ww_failed=$((ww_failed + 1))
    echo "FAILED  $1${2:+: $2}"
}

skip() { # WHAT WHY
    ww_skipped=$((ww_skipped + 1))
    echo "skipped $1: $2"
}

passes() { # WHAT COMMAND…: the command must succeed; its output is shown when it does not
    local what=$1 output
    shift
    if output=$("$@" 2>&1); then pass "$what"; else fail "$what" "status $?: $* says: $output"; fi
}

refuses() { # WHAT TEXT COMMAND…: the command must fail, and say TEXT
    local what=$1 text=$2 output
    shift 2
    if output=$("$@" 2>&1); then
        fail "$what" "it did not fail: $*"
    elif [[ $output == *"$text"* ]]; then
        pass "$what"
    else
        fail "$what" "it failed, but did not say '$text': $output"
    fi
}

same() { # WHAT ACTUAL EXPECTED
    if [ "$2" = "$3" ]; then pass "$1"; else fail "$1" "is '$2', expected '$3'"; fi
}

finish() {
    local skipped=
    [ $ww_skipped -eq 0 ] || skipped=", $ww_skipped skipped"
    echo "$ww_passed passed, $ww_failed failed$skipped"
    [ $ww_failed -eq 0 ]
    exit
}
