"""No two questions of a topic ask nearly the same."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from rapidfuzz import fuzz

from bot.bank.build import Loaded
from bot.bank.problem import Problem
from bot.domain.question import Question
from bot.domain.text import Text

NEAR = 88.0
"""rapidfuzz ratio (0 to 100) of two stems; different questions of the bank stay below 70."""


def _likeness(one: Question, other: Question) -> float:
    return max(fuzz.ratio(" ".join(a.split()), " ".join(b.split()))
               for a, b in ((one.stem.zh, other.stem.zh), (one.stem.en, other.stem.en)))


def check(loaded: Loaded) -> Iterator[Problem]:
    """Later questions whose stem is nearly that of an earlier one, in either language."""
    for one, other in combinations(loaded.bank.questions.values(), 2):
        if one.topic == other.topic and _likeness(one, other) >= NEAR:
            yield loaded.questions[other.id].problem("near-duplicate", Text(
                zh=f"题干与 {one.id} 几乎相同。", en=f"the stem is nearly that of {one.id}"), "stem")


CHECK = check
