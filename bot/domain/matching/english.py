"""Numbers written with English words: seven, twenty-one, two thirds, half, three and a half."""

from __future__ import annotations

from fractions import Fraction

_WORDS = {word: value for value, word in enumerate((
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"))}
_TENS = {word: 10 * value for value, word in enumerate((
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2)}
_PARTS = {"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "sixth": 6,
          "sixths": 6, "eighth": 8, "eighths": 8, "tenth": 10, "tenths": 10}


def number(text: str) -> tuple[Fraction, str] | None:
    """The value of the number word (up to ninety-nine, or a fraction) that the text starts with, and the words after it."""
    words = text.lower().replace("-", " ").split(" ")
    if words[0] == "half" or (words[0] == "a" and words[1:] and words[1] in _PARTS):
        words = ["one", *words[words[0] == "a":]]
    value, taken = Fraction(_TENS.get(words[0]) or _WORDS.get(words[0], -1)), 1
    if value < 0:
        return None
    if words[0] in _TENS and 0 < _WORDS.get("".join(words[1:2]), 0) < 10:
        value, taken = value + _WORDS[words[1]], 2
    if words[taken:taken + 3] == ["and", "a", "half"]:
        value, taken = value + Fraction(1, 2), taken + 3
    elif words[taken:taken + 1] and words[taken] in _PARTS:
        value, taken = value / _PARTS[words[taken]], taken + 1
    return value, " ".join(words[taken:])
