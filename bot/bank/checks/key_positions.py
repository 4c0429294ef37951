"""The keys of single choices are spread over the letters: whoever always guesses one of them gains nothing.

Rounds shuffle the options; this is about what the files themselves give away, and about authors' habits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bot.bank.build import Loaded
from bot.bank.problem import Problem
from bot.domain.text import Text

ENOUGH = 20
"""Questions: among fewer, an uneven spread is chance."""
MOST_PERCENT = 40


def check(loaded: Loaded) -> Iterator[Problem]:
    """A letter that holds more than its share of keys; told at the last question that has it."""
    keyed = [question for question in loaded.bank.questions.values() if question.kind == "single_choice"]
    if len(keyed) < ENOUGH:
        return
    for letter, count in Counter(str(question.key) for question in keyed).items():
        if count * 100 > MOST_PERCENT * len(keyed):
            last = next(question for question in reversed(keyed) if question.key == letter)
            yield loaded.questions[last.id].problem("key-position", Text(
                zh=f"{len(keyed)} 道单选题里有 {count} 道的答案是 {letter}，超过 {MOST_PERCENT}%：请调换选项。",
                en=f"{count} of {len(keyed)} single choices have the key {letter}, more than {MOST_PERCENT}%: "
                   "move some options"), "key")


CHECK = check
