"""Practice: which questions go with a demo or a topic, and in which order a member gets them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.bank import Bank
from bot.domain.demo import Demo
from bot.domain.kinds import kinds
from bot.domain.picking import option_order
from bot.domain.question import Question


def questions_on(bank: Bank, demo: Demo) -> list[Question]:
    """The live, gradable questions whose key the demo computes; where there is none, those of the demo's topic."""
    proved = [question for question in gradable(bank) if question.computed_by and question.computed_by.demo == demo.name]
    return proved or gradable(bank, demo.topic)


def gradable(bank: Bank, topic: str = "") -> list[Question]:
    """The live questions that can be graded, of one topic or of all."""
    return [question for question in bank.live() if kinds()[question.kind].graded and topic in ("", question.topic)]


def following(pool: Sequence[Question], last: str, member: str) -> Question:
    """The one after `last` in the member's own order of the pool, round and round; its first when `last` is none of
    them. The pool holds at least one."""
    own = [pool[place] for place in option_order(len(pool), member)]
    places = [place for place, question in enumerate(own) if question.id == last]
    return own[(places[0] + 1) % len(own)] if places else own[0]


def practice_order(question: Question, member: str) -> tuple[int, ...]:
    """The order in which the member sees the options: it stays the same, so that a button needs no memory of it."""
    return option_order(len(question.options), f"{member}/{question.id}")
