"""Every question and term names its source; what can age carries the month it was true, and that is not long ago."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.bank.build import Loaded
from bot.bank.problem import Problem
from bot.domain.text import Text

OLD_MONTHS = 12
AGEING = ("midjourney-features", "midjourney-parameters")


def _months(as_of: str, today: date) -> int:
    year, _, month = as_of.partition("-")
    return (today.year - int(year)) * 12 + today.month - int(month)


def check(loaded: Loaded) -> Iterator[Problem]:
    """Entries without a source, questions on fast-moving topics without `as_of`, and live ones whose month is too old."""
    missing = Text(zh="请写出处 sources。", en="name a source (sources: […])")
    for question in loaded.bank.questions.values():
        entry = loaded.questions[question.id]
        if not question.sources:
            yield entry.problem("no-source", missing)
        if question.topic in AGEING and question.as_of is None and question.computed_by is None:
            yield entry.problem("no-as-of", Text(zh="这个主题变化快，请写 as_of，例如 2026-11。",
                                                 en="this topic moves fast: add as_of, such as 2026-11"))
        if question.as_of and question.state == "live" and loaded.today and _months(question.as_of, loaded.today) > OLD_MONTHS:
            yield entry.problem("old", Text(
                zh=f"as_of {question.as_of} 已超过一年：请核对后更新月份，或改为 state: retired。",
                en=f"as_of {question.as_of} is more than a year ago: check it and renew the month, or retire the question"),
                "as_of", warning=True)
    for term in loaded.bank.terms.values():
        if not term.sources:
            yield loaded.terms[term.id].problem("no-source", missing)


CHECK = check
