#!/usr/bin/env python3
"""Writes number_words.tsv: whole numbers as British English writes them, for tests/counts.rs.

    pip install num2words
    python3 tests/tables/number_words.py > tests/tables/number_words.tsv

A row is `number<TAB>words`. `--all` writes every number from 0 to 10,000 and 2,000 more up to 999,999.
Each number comes as num2words spells it, and without its hyphens, its commas and its `and`.
"""

import random
import sys

from num2words import num2words

EDGES = [*range(33), *range(40, 111, 10), 21, 99, 101, 115, 119, 121, 199, 200, 201, 210, 999, 1000, 1001, 1010, 1099, 1100, 1101, 1110, 1111, 1234, 1999,
         2000, 2019, 2345, 9999, 10000, 10001, 11011, 20020, 99999, 100000, 100001, 110110, 123456, 999999]


def spellings(number):
    words = num2words(number, lang="en_GB")
    spaced = words.replace("-", " ")
    bare = spaced.replace(",", "").replace(" and ", " ")
    return dict.fromkeys([words, spaced, spaced.replace(",", ""), bare, words.replace(" ", "-").replace(",", "")])


def numbers(everything):
    chance = random.Random(1829)
    if everything:
        return [*range(10001), *chance.sample(range(10001, 1000000), 2000)]
    return sorted({*EDGES, *chance.sample(range(121, 10000), 30), *chance.sample(range(10000, 1000000), 20)})


for number in numbers("--all" in sys.argv[1:]):
    for words in spellings(number):
        print(number, words, sep="\t")
