"""No two questions ask nearly the same, in whichever language they were written."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from rapidfuzz import fuzz

from bot.bank.build import Loaded
from bot.bank.problem import Problem
from bot.domain.text import Text

NEAR = 88.0
"""rapidfuzz ratio (0 to 100) of two stems of a topic; different questions of the bank stay below 70."""
NEAR_ELSEWHERE = 93.0
"""The same across topics, where short stems may look alike and still ask something else."""


def _near(one: tuple[str, ...], other: tuple[str, ...], least: float) -> bool:
    for a in one:
        for b in other:
            # The ratio cannot reach `least` when the lengths differ too much; this spares most comparisons.
            if 200 * min(len(a), len(b)) >= least * (len(a) + len(b)) and fuzz.ratio(a, b, score_cutoff=least):
                return True
    return False


def check(loaded: Loaded) -> Iterator[Problem]:
    """Later questions whose stem is nearly that of an earlier one, in either language or across them."""
    stems = {question.id: tuple(dict.fromkeys(" ".join(side.split()) for side in (question.stem.zh, question.stem.en)))
             for question in loaded.bank.questions.values()}
    # A draft may still be anything, such as the skeleton that another draft began from.
    for one, other in combinations((question for question in loaded.bank.questions.values() if question.state != "draft"), 2):
        least = NEAR if one.topic == other.topic else NEAR_ELSEWHERE
        if _near(stems[one.id], stems[other.id], least):
            yield loaded.questions[other.id].problem("near-duplicate", Text(
                zh=f"题干与 {one.id} 几乎相同。", en=f"the stem is nearly that of {one.id}"), "stem")


CHECK = check
