#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every fuzz target from its corpus, all of them in 150 seconds together however many there are (WW_FUZZ_SECONDS gives
# each so many): a finding is a failure.
# timeout: 1200
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
jobs=${WW_JOBS:-$(nproc)}
targets=$("$root/tools/list-sources" "$root/tests/fuzz" 'fuzz_*.c' | wc -l)
share=$((150 * jobs / (targets > 0 ? targets : 1)))
exec "$root/tools/fuzz" "${WW_FUZZ_SECONDS:-$((share > 60 ? 60 : share < 10 ? 10 : share))}"
