"""The stem does not give the key away."""

from __future__ import annotations

from collections.abc import Iterator

from bot.bank.build import Loaded
from bot.bank.problem import Problem
from bot.domain.text import Text

TYPED = ("short_text", "code_output")


def check(loaded: Loaded) -> Iterator[Problem]:
    """Typed questions whose key (of 4 characters or more) stands in the stem."""
    for question in loaded.bank.questions.values():
        if question.kind not in TYPED or not isinstance(question.key, Text):
            continue
        for key, stem in ((question.key.zh, question.stem.zh), (question.key.en, question.stem.en)):
            if len(key) >= 4 and key.casefold() in stem.casefold():
                yield loaded.questions[question.id].problem("key-in-stem", Text(
                    zh=f"题干里已经出现答案“{key}”。", en=f"the stem already holds the key “{key}”"), "stem")
                break


CHECK = check
