#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A check that cannot fail checks nothing: each is given a small clean tree, which
# it must pass, and the same tree with one fault planted, which it must refuse.
set -uo pipefail
. "$(dirname "$0")/../suite.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/tree

clean_tree() {
    rm -rf "$tree"
    mkdir -p "$tree"/{src/{base,table,cmd},tests/fuzz,tools}
    cp "$WW_ROOT"/{.clang-format,.clang-tidy} "$tree"
    cp "$WW_ROOT"/tools/layers.txt "$tree/tools"
    cat >"$tree/src/base/sum.h" <<'C'
// SPDX-License-Identifier: Apache-2.0
#ifndef WW_BASE_SUM_H
#define WW_BASE_SUM_H
#include <stddef.h>
int ww_sum(const int *values, size_t count);
#endif
C
    cat >"$tree/src/base/sum.c" <<'C'
// SPDX-License-Identifier: Apache-2.0
#include "base/sum.h"

/* Not a call of system(), nor is the string below. */
int ww_sum(const int *values, size_t count)
{
    const char *text = "strcpy(";
    int sum = text == NULL;
    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return sum;
}
C
    cat >"$tree/src/table/table.h" <<'C'
// SPDX-License-Identifier: Apache-2.0
#ifndef WW_TABLE_TABLE_H
#define WW_TABLE_TABLE_H
#include "base/sum.h"
#endif
C
}

append() { # FILE, and the text on standard input
    mkdir -p "$(dirname "$tree/$1")"
    cat >>"$tree/$1"
}

planted() { # CHECK TEXT: what stands planted now must be refused, with this text
    refuses "$1 finds: $2" "$2" "$WW_ROOT/tools/check-$1" "$tree"
    clean_tree
}

function_of() { # LINES DECISIONS
    printf '\nint ww_big(int a)\n{\n'
    for ((i = 0; i < $2; i++)); do printf '    if (a == %d)\n        a++;\n' "$i"; done
    for ((i = 3 + 2 * $2; i < $1; i++)); do printf '    a++;\n'; done
    printf '    return a;\n}\n'
}

clean_tree
for name in banned layers functions fuzz format headers; do
    passes "$name passes a clean tree" "$WW_ROOT/tools/check-$name" "$tree"
done

append src/base/sum.c <<<'#include "table/table.h"'
planted layers "src/base/sum.c:13: base may not include table"
append src/table/table.h <<<'#include "sum.h"'
planted layers 'write "layer/header.h", not "sum.h"'
append src/kitchen/a.h <<<'#include "base/sum.h"'
planted layers "kitchen is not a layer"
append src/web/a.h <<<'#include "cmd/b.h"'
planted layers "web may not include cmd"
append src/place/a.h <<<'#include "table/table.h"'
planted layers "place may not include table"
append src/assess/a.h <<<'#include "evidence/view.h"'
passes "layers lets a layer reach what its own may include" "$WW_ROOT/tools/check-layers" "$tree"
clean_tree

append src/table/bad.h <<<'size_t ww_needs_stddef(void);'
planted headers "src/table/bad.h:1:1: error"

function_of 60 14 | append src/base/sum.c
passes "functions lets 60 lines and complexity 15 be" "$WW_ROOT/tools/check-functions" "$tree"
clean_tree
function_of 61 0 | append src/base/sum.c
planted functions "ww_big has 61 lines and complexity 1"
function_of 40 15 | append src/base/sum.c
planted functions "ww_big has 40 lines and complexity 16"
function_of 61 0 | append src/base/sum.c
append tools/function-allowances.txt <<<'src/base/sum.c ww_big 61 1 # as it is'
passes "functions knows its allowances" "$WW_ROOT/tools/check-functions" "$tree"
function_of 62 0 | append src/base/sum.c
planted functions "ww_big has 62 lines"
function_of 62 0 | append src/base/sum.c
append tools/function-allowances.txt <<<'src/base/sum.c ww_big 70 1'
planted functions "they may only shrink"
append tools/function-allowances.txt <<<'src/base/sum.c ww_sum 61 1'
planted functions "take it out of tools/function-allowances.txt"
append tools/function-allowances.txt <<<'src/base/sum.c ww_gone 61 1'
planted functions "has no function ww_gone"

for call in 'strcpy(a, b)' 'sprintf(a, b)' 'strtok(a, b)' 'atoi(a)' 'strtod (a, b)' 'sscanf(a, b)' 'rand()' \
    'localtime(a)' 'system(a)' 'alloca(3)' 'printf("a")' 'exit(1)' 'getenv("HOME")' 'time(NULL)'; do
    append src/base/sum.c <<<"void ww_f(void) { $call; }"
    planted banned "src/base/sum.c:13: ${call%%[ (]*} is banned"
done
{
    echo '// SPDX-License-Identifier: Apache-2.0'
    echo 'void ww_f(void) { printf("a"); a->time(3); }'
} | append src/cmd/a.c
passes "banned lets a command print" "$WW_ROOT/tools/check-banned" "$tree"
clean_tree
append src/base/bare.c <<<'int ww_bare;'
planted banned "src/base/bare.c:1: no line SPDX-License-Identifier"
append src/base/sum.c <<<'// TO''DO: more'
planted banned "src/base/sum.c:13: TO""DO"

append tests/fuzz/fuzz_csv.c </dev/null
planted fuzz "it has no corpus/csv"
append tests/fuzz/fuzz_csv.c </dev/null
append tests/fuzz/corpus/csv/one <<<'a,b'
planted fuzz "it has no csv.dict"

append src/base/sum.c <<<'int   ww_crooked;'
planted format "src/base/sum.c:13:4: error"

printf '// SPDX-License-Identifier: Apache-2.0\nint ww_null(void);\nint ww_null(void)\n{\n    int *p = 0;\n    return *p;\n}\n' |
    append src/base/null.c
mkdir -p "$tree/build/check-clang"
printf '[{"directory": "%s", "file": "src/base/%s.c", "command": "clang-14 -std=c17 -Isrc -c src/base/%s.c"}]' \
    "$tree" null null >"$tree/build/check-clang/compile_commands.json"
planted tidy "Dereference of null pointer"

# The two builds with warnings as errors, and the runner, in a copy of the frame.
cp "$WW_ROOT"/meson* "$tree"
cp "$WW_ROOT"/src/meson.build "$tree/src"
cp "$WW_ROOT"/tools/{build,list-sources} "$tree/tools"
mkdir -p "$tree"/tests/{unit,cli/area/case,suites}
cp "$WW_ROOT"/tests/unit/meson.build "$tree/tests/unit"
cp "$WW_ROOT"/tests/{run,ww_test.h} "$tree/tests"
for compiler in gcc clang; do
    passes "$compiler builds a clean tree" "$tree/tools/build" check-$compiler
    printf 'unsigned char ww_narrow(int);\nunsigned char ww_narrow(int a)\n{\n    return a;\n}\n' |
        append src/base/narrow.c
    refuses "$compiler takes a warning for an error" "onversion" "$tree/tools/build" check-$compiler
    rm "$tree/src/base/narrow.c"
done

runner() { # WHAT TEXT SUITE…: tests/run must refuse, and say TEXT
    local what=$1 text=$2
    shift 2
    refuses "$what" "$text" "$tree/tests/run" "$@"
}
script() { # NAME, and what it does on standard input
    append "tests/suites/$1"
    chmod +x "$tree/tests/suites/$1"
}
refuses "a run of no test is no success" "0 passed, 0 failed" "$tree/tests/run" unit
printf '#include "ww_test.h"\nWW_TEST(reads_past_the_end)\n{\n    volatile int i = 3;\n    int a[3] = {0};\n    CHECK(a[i] == 0);\n}\n' |
    append tests/unit/test_past.c
runner "unit tests run under the sanitizers" "out of bounds" unit
rm "$tree/tests/unit/test_past.c"
echo 'echo one; echo "$PWD" >&2; exit 4' | append tests/cli/area/case/cmd
runner "a command that prints something new is refused" "+one" cli
passes "its output can be kept" env WW_GOLDEN=rewrite "$tree/tests/run" cli
same "its status is kept" "$(cat "$tree/tests/cli/area/case/rc")" 4
same "its folder is not" "$(cat "$tree/tests/cli/area/case/stderr")" "<here>"
passes "and then it passes" "$tree/tests/run" cli
printf '#!/bin/bash\nexit 0\n' | script 20-silent.sh
runner "a suite without a count has failed" "no count of tests" silent
printf '#!/bin/bash\necho "3 passed, 0 failed"\nexit 1\n' | script 21-liar.sh
runner "a suite that ends badly has failed" "3 passed, 1 failed" liar
printf '#!/bin/bash\n# timeout: 1\nsleep 60\n' | script 22-slow.sh
runner "a suite out of time has failed" "stopped after 1 seconds" slow

# The fuzzer: a fault three bytes deep, which it must find within seconds.
cp "$WW_ROOT"/tests/fuzz/meson.build "$tree/tests/fuzz"
cp "$WW_ROOT"/tools/fuzz "$tree/tools"
fuzz_target() { # CONDITION that is a fault
    printf '#include <stddef.h>\n#include <stdint.h>\nint LLVMFuzzerTestOneInput(const uint8_t *in, size_t n);\nint LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)\n{\n    if (%s)\n        __builtin_trap();\n    return 0;\n}\n' \
        "$1" >"$tree/tests/fuzz/fuzz_planted.c"
}
fuzz_target "n > 2 && in[0] == 'o' && in[1] == 'h' && in[2] == '!'"
refuses "the fuzzer finds a planted fault" "deadly signal" "$tree/tools/fuzz" 20
fuzz_target "n > 1000000000 && in == NULL"
passes "and passes where there is none" "$tree/tools/fuzz" 2
clean_tree

# The harness of the unit tests: a wrong value, a test without a check, a crash.
harness() { # WHAT TEXT BODY
    printf '#include "ww_test.h"\nWW_TEST(planted)\n{\n%s\n}\n' "$3" >"$work/t.c"
    gcc -std=c17 -D_GNU_SOURCE -Wall -Wextra -Wconversion -Wshadow -Werror -I"$WW_ROOT/tests" \
        -o "$work/t" "$work/t.c" -lm || fail "$1" "does not compile"
    refuses "$1" "$2" "$work/t"
}
harness "CHECK_INT shows both values" "2 + 2 is 4, expected 5" 'CHECK_INT(2 + 2, 5);'
harness "CHECK_STR shows both values" 'expected
    "b"' 'CHECK_STR("a", "b");'
harness "CHECK_NEAR refuses what is too far" "is 1, expected 1.5 within 0.25" 'CHECK_NEAR(1.0, 1.5, 0.25);'
harness "CHECK_NEAR refuses a NaN" "is nan" 'CHECK_NEAR((double)NAN, (double)NAN, 1.0);'
harness "a test that checks nothing fails" "it checks nothing" '(void)0;'
harness "the count of failures is told" "0 passed, 1 failed" 'CHECK(1 > 2);'

finish
