# SPDX-License-Identifier: Apache-2.0
# For the cases of these folders: what they have in common.

export SOURCE_DATE_EPOCH=1530403200 # 1 July 2018: an import says its day
unset WATCHWARD_WORKSPACE
tiny=$TESTDATA/tiny

ww() { "$WATCHWARD" "$@"; }

# A workspace `ws` with the boundaries, residents and crimes of tests/data/tiny, made without a word.
make_tiny() {
    ww init ws --name "Tiny Partnership" --area X09000001 >/dev/null &&
        ww import boundaries "$tiny"/boundaries-*.geojson --workspace ws >/dev/null &&
        ww import population "$tiny/population.csv" --workspace ws >/dev/null &&
        ww import crime-records "$tiny/crime-records.csv" --workspace ws >/dev/null || exit 99
}

# Hashes of sealed files change with the way of sealing, which is not what these cases are about.
hide_hashes() {
    sed -E 's/\b[0-9a-f]{64}\b/<sha256>/g; s/-[0-9a-f]{8}\.arrow/-<hash>.arrow/g; s/sha256 [0-9a-f]{12}\b/sha256 <hash>/g'
}
