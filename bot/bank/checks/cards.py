"""What is made of an entry fits one card on every platform after escaping (limits and sources: bot/domain/limits.py)."""

from __future__ import annotations

from collections.abc import Iterator

from bot.bank.build import Loaded
from bot.bank.problem import Problem
from bot.domain.cards.question import options_text
from bot.domain.cards.term import term_card
from bot.domain.limits import BODY
from bot.domain.text import Text

_DOUBLED = frozenset("\\*_~`|>#[]()<&-.!+")
"""What a platform may write with a backslash; `&` and `<` become up to five characters."""


def escaped(text: str) -> int:
    """Characters at most, once a platform has escaped the text."""
    return len(text) + sum(4 if char in "&<>" else 1 for char in text if char in _DOUBLED)


def check(loaded: Loaded) -> Iterator[Problem]:
    """Bodies that are too long with both languages under each other."""
    for question in loaded.bank.questions.values():
        entry = loaded.questions[question.id]
        order = tuple(range(len(question.options)))
        asked = f"{question.stem.to('both')}\n\n{options_text(question, order, 'both')}"
        for at, body in (("stem", asked), ("explanation", question.explanation.to("both"))):
            if escaped(body) > BODY:
                yield entry.problem("card-too-long", _said(escaped(body), BODY), at)
    for term in loaded.bank.terms.values():
        length = escaped(term_card(term, Text.same(term.topic), "both").body)
        if length > BODY:
            yield loaded.terms[term.id].problem("card-too-long", _said(length, BODY), "meaning")


def _said(length: int, most: int) -> Text:
    return Text(zh=f"中英文合在一张卡片上，转义后有 {length} 个字符，至多 {most}。",
                en=f"with both languages on one card it has {length} characters after escaping, at most {most}")


CHECK = check
