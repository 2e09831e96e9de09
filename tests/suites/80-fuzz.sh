#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every fuzz target for a minute (WW_FUZZ_SECONDS), from its corpus: a finding is a failure.
# timeout: 1200
set -euo pipefail
exec "$(dirname "$0")/../../tools/fuzz" "${WW_FUZZ_SECONDS:-60}"
