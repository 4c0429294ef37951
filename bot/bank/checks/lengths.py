"""Each text keeps to the length that its field has (limits and their sources: bot/domain/limits.py)."""

from __future__ import annotations

from collections.abc import Iterator

from bot.bank.build import Loaded
from bot.bank.problem import Problem
from bot.domain.limits import EXPLANATION, MEANING, OPTION, STEM
from bot.domain.text import Text


def _faults(text: Text, limit: int) -> Iterator[Text]:
    for lang, side in (("zh", text.zh), ("en", text.en)):
        if len(side) > limit:
            yield Text(zh=f"{lang}：{len(side)} 个字符，至多 {limit}。", en=f"{lang}: {len(side)} characters, at most {limit}")


def check(loaded: Loaded) -> Iterator[Problem]:
    """Stems, options, explanations and meanings that are too long."""
    for question in loaded.bank.questions.values():
        entry = loaded.questions[question.id]
        sides = [("stem", question.stem, STEM), ("explanation", question.explanation, EXPLANATION)]
        sides += [("options", option, OPTION) for option in question.options]
        for at, text, limit in sides:
            for message in _faults(text, limit):
                yield entry.problem("too-long", message, at)
    for term in loaded.bank.terms.values():
        for at, said in (("meaning", term.meaning), ("misconception", term.misconception)):
            for message in _faults(said, MEANING) if said else ():
                yield loaded.terms[term.id].problem("too-long", message, at)


CHECK = check
