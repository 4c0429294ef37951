"""Every question and term names its source; what can age carries the month it was true."""

from __future__ import annotations

from collections.abc import Iterator

from bot.bank.build import Loaded
from bot.bank.problem import Problem
from bot.domain.text import Text

AGEING = ("midjourney-features", "midjourney-parameters")


def check(loaded: Loaded) -> Iterator[Problem]:
    """Entries without a source, and questions on fast-moving topics without `as_of`."""
    missing = Text(zh="请写出处 sources。", en="name a source (sources: […])")
    for question in loaded.bank.questions.values():
        entry = loaded.questions[question.id]
        if not question.sources:
            yield entry.problem("no-source", missing)
        if question.topic in AGEING and question.as_of is None and question.computed_by is None:
            yield entry.problem("no-as-of", Text(zh="这个主题变化快，请写 as_of，例如 2026-11。",
                                                 en="this topic moves fast: add as_of, such as 2026-11"))
    for term in loaded.bank.terms.values():
        if not term.sources:
            yield loaded.terms[term.id].problem("no-source", missing)


CHECK = check
