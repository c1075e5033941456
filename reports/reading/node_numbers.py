"""Small whole numbers as reports write them: digits, English words, or both."""

from __future__ import annotations

import re

_SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_SMALL += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_NUMBERS = {word: value for value, word in enumerate(_SMALL)} | _TENS | {"none": 0, "no": 0, "single": 1}


def number(printed: str) -> int | None:
    """`14`, `fourteen`, `twenty-one`; None where it is no number."""
    words = re.split(r"[\s-]+", printed.strip().lower())
    if len(words) == 1 and words[0].isdigit():
        return int(words[0])
    if len(words) == 1:
        return _NUMBERS.get(words[0])
    if len(words) == 2 and words[0] in _TENS and _NUMBERS.get(words[1], 10) in range(1, 10):
        return _TENS[words[0]] + _NUMBERS[words[1]]
    return None
