"""No option is another one written differently, and none is the whole of another's text with a word more."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from bot.bank.build import Loaded
from bot.bank.problem import Problem
from bot.domain.search import fold
from bot.domain.text import Text

CLOSE = 0.8
"""An option that holds another is too close to it when the other makes up at least this share of it."""
LEAST = 8
"""Folded characters: shorter options (`relu`, `relu6`) hold each other and still differ."""


def _overlap(options: list[str]) -> bool:
    return any(one == other or (len(one) >= LEAST and one in other and len(one) >= CLOSE * len(other))
               for one, other in permutations(options, 2) if one)


def check(loaded: Loaded) -> Iterator[Problem]:
    """Questions whose options overlap in either language; code in backticks is told apart by its signs."""
    for question in loaded.bank.questions.values():
        for options in ([option.zh for option in question.options], [option.en for option in question.options]):
            if _overlap([_folded(option) for option in options]):
                yield loaded.questions[question.id].problem("option-overlap", Text(
                    zh="两个选项几乎是同一句话：请让它们的区别看得见。",
                    en="two options say nearly the same: make the difference plain"), "options")
                break


def _folded(option: str) -> str:
    """Signs carry the meaning of code, formulas and numbers."""
    return option if any(sign in option for sign in "`$0123456789") else fold(option)


CHECK = check
