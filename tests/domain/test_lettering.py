"""The letters that members see and the letters as stored, when a typed reply gives the letter and the option's text."""

from __future__ import annotations

import pytest

from bot.domain.entry import question_of
from bot.domain.kinds import kinds
from bot.domain.lettering import as_stored
from bot.domain.question import Question

ORDER = (2, 0, 1)
"""Shown A is the stored C, shown B the stored A, shown C the stored B."""


def asked(kind: str, options: list[object], key: object) -> Question:
    """A question with these options."""
    return question_of({"id": "q", "kind": kind, "topic": "t", "difficulty": "2", "stem": "?", "explanation": "!",
                        "options": options, "key": key})


CLOTH = asked("single_choice", [{"zh": "红色", "en": "red"}, {"zh": "绿色", "en": "green"}, {"zh": "蓝色", "en": "blue"}], "C")


@pytest.mark.parametrize("reply", ["A", "a)", "选 A", "A. blue", "A) blue", "A，蓝色", "A：蓝色", "A (blue)", "蓝色（A）", "应该是 A、蓝色吧", "blue",
                                   "A blue", "the blue"])
def test_the_letter_seen_and_the_text_together(reply: str) -> None:
    """Whoever types the letter on the screen with the words beside it is understood, however the options were shuffled."""
    assert kinds()["single_choice"].grade(CLOTH, as_stored(ORDER, CLOTH, reply)).correct


@pytest.mark.parametrize("reply", ["C", "C. blue", "B. blue", "A. red", "B (blue)", "red（A）"])
def test_another_letter_or_another_text_is_not_right(reply: str) -> None:
    """A stored letter that was shown elsewhere earns nothing; a letter with the text of another option is asked about again."""
    verdict = kinds()["single_choice"].grade(CLOTH, as_stored(ORDER, CLOTH, reply))
    assert not verdict.correct
    assert verdict.again == (len(reply) > 1)


def test_letters_for_options_stay_a_list() -> None:
    """Where the options are letters themselves, `B, C` names two of them."""
    letters = asked("multiple_choice", ["A", "B", "C"], ["A", "B"])
    assert as_stored((1, 2, 0), letters, "B, C") == "CA"
