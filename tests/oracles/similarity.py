#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints tests/ref/similarity.ref: Jaro's similarity and Levenshtein's distance by jellyfish. A word is written as a
number: its letters a to e are the digits 1 to 5, so that letters repeat and every argument is a number."""
import random
import warnings

import jellyfish

warnings.simplefilter("ignore")
random.seed(20250607)


def word(longest):
    return "".join(random.choice("12345") for _ in range(random.randint(1, longest)))


def altered(text):
    letters = list(text)
    for _ in range(random.randint(0, 4)):
        at, what = random.randrange(len(letters) + 1), random.random()
        if what < 0.3 and len(letters) < 15:
            letters.insert(at, random.choice("12345"))
        elif what < 0.6 and len(letters) > 1:
            del letters[min(at, len(letters) - 1)]
        elif at + 1 < len(letters):
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
    return "".join(letters)


print("# Jaro's similarity and Levenshtein's distance as computed by jellyfish 0.8.9; words as numbers (a = 1 ... e = 5).")
print("# tests/oracles/similarity.py prints this file.")
print("tolerance 1e-12")
for _ in range(250):
    first = word(14)
    for second in (altered(first), word(14)):
        print("jaro", first, second, "=", repr(jellyfish.jaro_similarity(first, second)))
        print("levenshtein", first, second, "=", jellyfish.levenshtein_distance(first, second))
