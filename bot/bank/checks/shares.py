"""The bank is mixed: no kind takes it over, and most answers are computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bot.bank.build import Loaded
from bot.bank.problem import Problem
from bot.domain.text import Text

ENOUGH = 100
"""Graded questions: a smaller pack may be of one kind."""
MOST_PERCENT = 40
COMPUTED_PERCENT = 60


def check(loaded: Loaded) -> Iterator[Problem]:
    """A kind with more than its share (told at its last question), and too few computed keys (at the last without)."""
    graded = [question for question in loaded.bank.live() if question.kind != "discussion"]
    if len(graded) < ENOUGH:
        return
    for kind, count in Counter(question.kind for question in graded).items():
        if count * 100 > MOST_PERCENT * len(graded):
            last = next(question for question in reversed(graded) if question.kind == kind)
            yield loaded.questions[last.id].problem("kind-share", Text(
                zh=f"{len(graded)} 道题里有 {count} 道是 {kind}，超过 {MOST_PERCENT}%：请换用别的题型。",
                en=f"{count} of {len(graded)} questions are {kind}, more than {MOST_PERCENT}%: use other kinds"), "kind")
    bare = [question for question in graded if question.computed_by is None]
    share = 100 * (len(graded) - len(bare)) // len(graded)
    if share < COMPUTED_PERCENT:
        yield loaded.questions[bare[-1].id].problem("computed-share", Text(
            zh=f"只有 {share}% 的题目由演示算出答案（computed_by），目标是 {COMPUTED_PERCENT}%。",
            en=f"only {share}% of the keys are computed (computed_by); the aim is {COMPUTED_PERCENT}%"), warning=True)


CHECK = check
