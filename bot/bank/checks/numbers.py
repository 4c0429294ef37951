"""Both languages of a text hold the same numbers.

Whole numbers up to ten and halves are left alone: one language may spell out what the other writes as a figure. 8,580 万
and 85.8 million are the same number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from bot.bank.build import Loaded
from bot.bank.problem import Problem
from bot.domain.text import Text

_FENCE = re.compile(r"```.*?```", re.DOTALL)
_NUMBER = re.compile(r"(?<![A-Za-z_\d.])(\d+(?:,\d{3})+|\d+)(\.\d+)?"
                     r"(?:\$?[ -]?[多余]?[ -]?(万亿|[百千万亿]|hundred|thousand|million|billion|trillion|[MB]\b))?")
_TIMES = {"百": 2, "千": 3, "万": 4, "亿": 8, "万亿": 12, "hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12,
          "M": 6, "B": 9}
_GROUPS = re.compile(r"(?<=\d)(?:\\,|[ \u2009\u202f])(?=\d{3}(?!\d))")
"""What may stand between groups of three digits."""
SPELLED = 10
_MOST_SHOWN = 4
ROUNDED = Fraction(1, 100)
"""How far two numbers may be apart that one language rounds."""


def numbers(text: str) -> set[Fraction]:
    """The numbers of a text outside fenced code, but for those that are often spelled out."""
    found = set()
    for whole, part, times in _NUMBER.findall(_GROUPS.sub("", _FENCE.sub("", text))):
        value = Fraction(whole.replace(",", "") + part) * 10 ** _TIMES.get(times, 0)
        if value > SPELLED or value.denominator > 2:
            found.add(value)
    return found


def _odd(one: set[Fraction], other: set[Fraction]) -> list[Fraction]:
    """What stands on one side only; 1,677 万 and 16.8 million are one number, rounded."""
    return [value for value in one ^ other if not any(abs(value - near) <= ROUNDED * value for near in (other if value in one else one))]


def check(loaded: Loaded) -> Iterator[Problem]:
    """Texts in which a number stands in one language only."""
    for entry, at, text in loaded.texts():
        odd = _odd(numbers(text.zh), numbers(text.en)) if text.zh != text.en else []
        if odd:
            shown = ", ".join(f"{float(value):g}" for value in sorted(odd)[:_MOST_SHOWN])
            yield entry.problem("numbers-differ", Text(zh=f"两种语言里的数字不一致：{shown}。",
                                                       en=f"the numbers differ between the languages: {shown}"), at)


CHECK = check
