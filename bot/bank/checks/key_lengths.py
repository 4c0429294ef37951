"""The key of a single choice is not the longest option too often: whoever always picks that one gains nothing."""

from __future__ import annotations

from collections.abc import Iterator

from bot.bank.build import Loaded
from bot.bank.problem import Problem
from bot.domain.question import LETTERS, Question
from bot.domain.text import Lang, Text

ENOUGH = 20
"""Questions: among fewer, it is chance."""
MOST_PERCENT = 45
"""With four options a quarter would be longest by chance alone."""


def _longest(question: Question, lang: Lang) -> bool:
    lengths = [len(option.to(lang)) for option in question.options]
    key = lengths.pop(LETTERS.index(question.key))
    return key > max(lengths)


def check(loaded: Loaded) -> Iterator[Problem]:
    """A language in which the key is the longest option too often; told at the last question where it is."""
    asked = [question for question in loaded.bank.questions.values() if question.kind == "single_choice"]
    if len(asked) < ENOUGH:
        return
    langs: tuple[Lang, Lang] = ("zh", "en")
    for lang in langs:
        longest = [question for question in asked if _longest(question, lang)]
        if len(longest) * 100 > MOST_PERCENT * len(asked):
            yield loaded.questions[longest[-1].id].problem("key-length", Text(
                zh=f"{lang}：{len(asked)} 道单选题里有 {len(longest)} 道的答案是最长的选项，超过 {MOST_PERCENT}%：请改写干扰项。",
                en=f"{lang}: in {len(longest)} of {len(asked)} single choices the key is the longest option, more than "
                   f"{MOST_PERCENT}%: write fuller distractors"), "options")


CHECK = check
