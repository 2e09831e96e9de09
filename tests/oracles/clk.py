#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints tests/data/encodings/vectors.tsv: what clkhash (github.com/data61/clkhash) makes of a few records by the schemas
beside it. clkhash must be importable (it needs bitarray and cryptography); values are not validated."""
import json
import pathlib
import sys

from clkhash.bloomfilter import stream_bloom_filters
from clkhash.key_derivation import generate_key_lists
from clkhash.schema import from_json_dict
from clkhash.serialization import serialize_bitarray

SECRET = b"thirty-two bytes or more, for tests only"
FOLDER = pathlib.Path(__file__).parent.parent / "data" / "encodings"
SCHEMAS = ["blake", "blake-folded", "double", "double-not-singular", "defaults", "short-keys"]
RECORDS = [
    ("1", "alder", "hornbeam", "05/06/2018", "a", "12"),
    ("2", "elder", "hornbean", "05/07/2018", "a", "+0012"),
    ("3", "", "x", "none", "", "0"),
    ("4", "\u00e5lder \u6a39", "h\u00eatre", "29/02/1904", "b b", "-7"),
    ("5", "o", "a very long word that has more characters than any name has", "01/01/2000", "c", "9876543210"),
    ("6", "", "", "none", "", "5"),
]

print("# Encodings by clkhash; tests/oracles/clk.py prints this file. Schema, six values, base64.")
for name in SCHEMAS:
    schema = from_json_dict(json.loads((FOLDER / f"{name}.json").read_text()), validate=False)
    keys = generate_key_lists(SECRET, len(schema.fields), key_size=schema.kdf_key_size, salt=schema.kdf_salt,
                              info=schema.kdf_info, kdf=schema.kdf_type, hash_algo=schema.kdf_hash)
    for record, (bits, _, _) in zip(RECORDS, stream_bloom_filters(RECORDS, keys, schema)):
        print(name, *record, serialize_bitarray(bits), sep="\t")
